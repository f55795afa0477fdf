"""Storage of test:///default where the original has no answer, and what goes through streams.

What the original answers is compared call by call in tests/real.
"""

from __future__ import annotations

import asyncio
import io
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import anyvirt
from anyvirt import aio, constants
from anyvirt.conf.storage.capabilities import StoragePoolCapabilities
from anyvirt.error import (
    ArgumentUnsupported,
    ConfigUnsupported,
    InvalidArg,
    NoStoragePool,
    NoStorageVol,
    OperationFailed,
    OperationInvalid,
    Overflow,
    SystemCallError,
    XmlDetail,
    XmlError,
    XmlInvalidSchema,
)
from anyvirt.objects.storage import virStoragePool, virStorageVol

MIB = 2**20


@pytest.fixture
def conn() -> Iterator[anyvirt.virConnect]:
    with anyvirt.open("test:///default") as conn:
        yield conn


@pytest.fixture
def pool(conn: anyvirt.virConnect) -> virStoragePool:
    return conn.storagePoolLookupByName("default-pool")


@pytest.fixture
def volume(pool: virStoragePool) -> virStorageVol:
    return pool.createXML(volume_xml("disk", MIB))


def volume_xml(name: str, capacity: int, *, allocation: int | None = 0, format: str = "raw", more: str = "") -> str:
    allocated = "" if allocation is None else f"<allocation>{allocation}</allocation>"
    return (
        f"<volume><name>{name}</name><capacity>{capacity}</capacity>{allocated}"
        f"<target><format type='{format}'/></target>{more}</volume>"
    )


def pool_xml(name: str, *, type: str = "dir", source: str = "", more: str = "") -> str:
    return (
        f"<pool type='{type}'><name>{name}</name><source>{source}</source><target><path>/{name}</path></target>"
        f"{more}</pool>"
    )


def write(volume: virStorageVol, data: bytes, offset: int = 0, length: int = 0) -> None:
    stream = volume.connect().newStream()
    volume.upload(stream, offset, length)
    stream.sendAll(lambda _stream, count, source: source.read(count), io.BytesIO(data))
    stream.finish()


def read(volume: virStorageVol, offset: int = 0, length: int = 0) -> bytes:
    stream = volume.connect().newStream()
    volume.download(stream, offset, length)
    parts: list[bytes] = []
    stream.recvAll(lambda _stream, data, _opaque: parts.append(data), None)
    stream.finish()
    return b"".join(parts)


# Data


def test_what_was_uploaded_can_be_downloaded(volume: virStorageVol) -> None:
    """Byte for byte; the rest of the volume is zero."""
    data = os.urandom(300_000)
    write(volume, data)
    assert read(volume) == data + bytes(MIB - len(data))


def test_parts_can_be_written_and_read(volume: virStorageVol) -> None:
    """From an offset on, and no more than asked for."""
    write(volume, b"hello", offset=1000)
    write(volume, b"HE", offset=1000, length=2)
    assert read(volume, offset=998, length=8) == b"\0\0HEllo\0"
    assert read(volume, offset=MIB - 3) == bytes(3)
    assert read(volume, offset=MIB) == b""


def test_a_new_volume_reads_as_zeros(volume: virStorageVol) -> None:
    """All of its capacity."""
    assert read(volume) == bytes(MIB)


@pytest.mark.parametrize(("offset", "length"), [(0, 10), (MIB - 10, 0), (MIB + 5, 0)])
def test_nothing_is_written_behind_the_end(volume: virStorageVol, offset: int, length: int) -> None:
    """Neither of the volume nor of what was announced; the stream says so."""
    stream = volume.connect().newStream()
    volume.upload(stream, offset, length)
    with pytest.raises(SystemCallError, match="No space left on device"):
        stream.sendAll(lambda _stream, count, source: source.read(count), io.BytesIO(b"x" * 11))
    assert len(read(volume)) == MIB


def test_an_image_is_as_large_as_what_was_written(pool: virStoragePool) -> None:
    """What is in a qcow2 file is not what a guest sees."""
    image = pool.createXML(volume_xml("image", 10 * MIB, format="qcow2"))
    assert read(image) == b""
    write(image, b"QFI\xfb" + bytes(5000))
    assert read(image) == b"QFI\xfb" + bytes(5000)
    assert image.infoFlags(constants.VIR_STORAGE_VOL_GET_PHYSICAL) == [constants.VIR_STORAGE_VOL_FILE, 10 * MIB, 5004]


def test_holes_are_sent_as_holes(pool: virStoragePool) -> None:
    """Both ways; a terabyte with a few bytes in it takes no time and no room."""
    large = pool.createXML(volume_xml("large", 2**40))
    stream = large.connect().newStream()
    large.upload(stream, 0, 0, constants.VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM)
    stream.sendHole(2**39)
    stream.send(b"middle")
    stream.finish()
    assert large.info()[2] <= MIB

    stream = large.connect().newStream()
    large.download(stream, 0, 0, constants.VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM)
    found: list[bytes | int] = []
    stream.sparseRecvAll(
        lambda _stream, data, _opaque: found.append(data.rstrip(b"\0").lstrip(b"\0")),
        lambda _stream, length, _opaque: found.append(length),
        None,
    )
    stream.finish()
    holes = [part for part in found if isinstance(part, int)]
    assert [part for part in found if isinstance(part, bytes)] == [b"middle"]
    assert 2**40 - MIB < sum(holes) < 2**40
    assert len(holes) == 2


def test_figures_grow_with_what_is_written(pool: virStoragePool, volume: virStorageVol) -> None:
    """Of the volume and of the pool; deleting gives it back."""
    before = pool.info()
    assert volume.info() == [constants.VIR_STORAGE_VOL_FILE, MIB, 0]
    write(volume, os.urandom(500_000))
    taken = volume.info()[2]
    assert 500_000 <= taken <= MIB
    assert pool.info()[1:] == [before[1], before[2] + taken, before[3] - taken]
    assert f"<allocation unit='bytes'>{taken}</allocation>" in volume.XMLDesc()
    volume.delete()
    assert pool.info() == before


def test_a_copy_has_the_data(pool: virStoragePool, volume: virStorageVol) -> None:
    """As far as it is large enough; the original stays, and each goes its own way."""
    data = os.urandom(100_000)
    write(volume, data, offset=200_000)
    whole = pool.createXMLFrom(volume_xml("whole", 2 * MIB), volume)
    part = pool.createXMLFrom(volume_xml("part", 250_000), volume, constants.VIR_STORAGE_VOL_CREATE_REFLINK)
    write(volume, bytes(100_000), offset=200_000)
    assert read(whole) == bytes(200_000) + data + bytes(2 * MIB - 300_000)
    assert read(part) == bytes(200_000) + data[:50_000]


def test_a_copy_can_be_in_another_pool(conn: anyvirt.virConnect, volume: virStorageVol) -> None:
    """Where it is found by its own path."""
    write(volume, b"data")
    other = conn.storagePoolCreateXML(pool_xml("other"))
    copy = other.createXMLFrom(volume_xml("disk", 4), volume)
    assert (copy.path(), read(copy), copy.storagePoolLookupByVolume()) == ("/other/disk", b"data", other)


def test_a_failed_copy_leaves_nothing(
    pool: virStoragePool, volume: virStorageVol, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is free again, and the source can be used."""
    write(volume, b"data")

    def fail(_fd: int, _data: bytes, _at: int) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "pwrite", fail)
        with pytest.raises(SystemCallError, match="cannot copy the data of a volume: No space left"):
            pool.createXMLFrom(volume_xml("copy", MIB), volume)
    assert pool.listVolumes() == ["disk"]
    pool.createXMLFrom(volume_xml("copy", MIB), volume)
    volume.delete()


def test_wiping_makes_it_zero(volume: virStorageVol) -> None:
    """And gives back what was not set aside."""
    write(volume, b"secret")
    volume.wipe()
    assert (read(volume), volume.info()[2]) == (bytes(MIB), 0)
    write(volume, b"secret")
    for algorithm in range(constants.VIR_STORAGE_VOL_WIPE_ALG_TRIM):
        volume.wipePattern(algorithm)
    assert read(volume) == bytes(MIB)


def test_unknown_ways_of_wiping_are_refused(volume: virStorageVol) -> None:
    """By their number; the data stay."""
    write(volume, b"data")
    with pytest.raises(InvalidArg, match="wiping algorithm 10 not supported"):
        volume.wipePattern(10)
    with pytest.raises(ArgumentUnsupported, match="'trim'"):
        volume.wipePattern(constants.VIR_STORAGE_VOL_WIPE_ALG_TRIM)
    assert read(volume, length=4) == b"data"


def test_a_stream_keeps_what_it_reads(volume: virStorageVol, pool: virStoragePool) -> None:
    """The volume can be deleted and the pool stopped meanwhile."""
    write(volume, b"data")
    stream = volume.connect().newStream()
    volume.download(stream, 0, 4)
    volume.delete()
    pool.destroy()
    assert stream.recv(100) == b"data"
    stream.finish()


def test_streams_of_a_node_that_is_closed_end(pool: virStoragePool) -> None:
    """The files go with the last connection, those in streams too."""
    before = open_files()
    with anyvirt.open("test:///default") as other:
        image = other.storagePoolLookupByName("default-pool").createXML(volume_xml("x", MIB))
        write(image, b"x")
        stream = other.newStream()
        image.download(stream, 0, 0)
        assert len(open_files() - before) == 2
    assert len(open_files() - before) == 1  # the volume; its node is the one of `pool`
    pool.storageVolLookupByName("x").delete()
    assert open_files() == before


def test_files_of_volumes_go_with_the_last_connection() -> None:
    """Nothing is left in the folder of temporary files at any time."""
    before = open_files()
    with anyvirt.open("test:///default") as conn:
        write(conn.storagePoolLookupByName("default-pool").createXML(volume_xml("x", MIB)), b"x")
        assert len(open_files() - before) == 1
    assert open_files() == before


def open_files() -> set[str]:
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except FileNotFoundError:
            continue
        if "deleted" in target or "anyvirt-volume" in target:
            found.add(f"{descriptor.name} {target}")
    return found


# Sizes


def test_resizing(volume: virStorageVol) -> None:
    """Absolutely, by a difference, with or without space set aside; data stay as far as they are inside."""
    write(volume, b"x" * 10)
    volume.resize(2 * MIB)
    assert read(volume) == b"x" * 10 + bytes(2 * MIB - 10)
    volume.resize(MIB, constants.VIR_STORAGE_VOL_RESIZE_DELTA)
    assert volume.info()[1] == 3 * MIB
    volume.resize(2 * MIB, constants.VIR_STORAGE_VOL_RESIZE_DELTA | constants.VIR_STORAGE_VOL_RESIZE_SHRINK)
    assert volume.info()[1] == MIB
    volume.resize(MIB // 2, constants.VIR_STORAGE_VOL_RESIZE_SHRINK)
    assert len(read(volume)) == MIB // 2
    volume.resize(2 * MIB, constants.VIR_STORAGE_VOL_RESIZE_ALLOCATE)
    assert volume.info()[1:] == [2 * MIB, 2 * MIB]


@pytest.mark.parametrize(
    ("capacity", "flags", "error", "words"),
    [
        (MIB // 2, 0, InvalidArg, "Can't shrink capacity below current capacity"),
        (0, 0, InvalidArg, "cannot be zero without 'delta' or 'shrink'"),
        (1024, constants.VIR_STORAGE_VOL_RESIZE_SHRINK, InvalidArg, "can't shrink capacity below existing allocation"),
        (2**50, constants.VIR_STORAGE_VOL_RESIZE_ALLOCATE, OperationFailed, "Not enough space left in storage pool"),
        (2 * MIB, 8, InvalidArg, r"unsupported flags \(0x8\) in function virStorageVolResize"),
    ],
)
def test_sizes_that_cannot_be(
    volume: virStorageVol, capacity: int, flags: int, error: type[Exception], words: str
) -> None:
    """Each for its reason; nothing changes."""
    write(volume, os.urandom(8192))
    before = volume.info()
    with pytest.raises(error, match=words):
        volume.resize(capacity, flags)
    assert volume.info() == before


def test_a_size_that_no_file_can_have_is_refused(volume: virStorageVol, monkeypatch: pytest.MonkeyPatch) -> None:
    """By nature, or because the file system says so; nothing changes."""
    write(volume, b"x")
    with pytest.raises(Overflow, match=f"volume 'disk': capacity: {2**63} bytes is more than"):
        volume.resize(2**63)

    def fail(_fd: int, _size: int) -> None:
        raise OSError(27, "File too large")

    with monkeypatch.context() as patched:
        patched.setattr(os, "truncate", fail)
        with pytest.raises(SystemCallError, match=f"cannot make the file of a volume {2 * MIB} bytes large: File too"):
            volume.resize(2 * MIB)
    assert volume.info()[1] == MIB
    assert read(volume) == b"x" + bytes(MIB - 1)


# Pools


def test_a_pool_is_found_by_its_target_while_it_is_active(conn: anyvirt.virConnect, pool: virStoragePool) -> None:
    """Slashes that mean nothing do not matter."""
    assert conn.storagePoolLookupByTargetPath("/default-pool//") == pool
    pool.destroy()
    with pytest.raises(NoStoragePool, match="target path '/default-pool'"):
        conn.storagePoolLookupByTargetPath("/default-pool")


def test_the_inactive_definition_is_that_of_the_next_start(conn: anyvirt.virConnect) -> None:
    """Which takes effect then."""
    pool = conn.storagePoolDefineXML(pool_xml("web"))
    pool.create()
    conn.storagePoolDefineXML(pool_xml("web", more=f"<uuid>{pool.UUIDString()}</uuid>").replace("/web", "/new"))
    assert "<path>/web</path>" in pool.XMLDesc()
    assert "<path>/new</path>" in pool.XMLDesc(constants.VIR_STORAGE_XML_INACTIVE)
    pool.destroy()
    pool.create()
    assert "<path>/new</path>" in pool.XMLDesc()


BUILD_OVERWRITE = constants.VIR_STORAGE_POOL_BUILD_OVERWRITE
BUILD_NO_OVERWRITE = constants.VIR_STORAGE_POOL_BUILD_NO_OVERWRITE
WITH_OVERWRITE = constants.VIR_STORAGE_POOL_CREATE_WITH_BUILD_OVERWRITE
WITH_NO_OVERWRITE = constants.VIR_STORAGE_POOL_CREATE_WITH_BUILD_NO_OVERWRITE


@pytest.fixture
def formatted(conn: anyvirt.virConnect) -> virStoragePool:
    """A file system with a volume in it, not active."""
    pool = conn.storagePoolDefineXML(pool_xml("fs", type="fs", source="<device path='/dev/x'/>"))
    pool.create()
    pool.createXML(volume_xml("v", MIB))
    pool.destroy()
    return pool


@pytest.mark.parametrize(
    "build", [lambda pool: pool.build(BUILD_NO_OVERWRITE), lambda pool: pool.create(WITH_NO_OVERWRITE)]
)
def test_building_does_not_overwrite_when_told_so(
    formatted: virStoragePool, build: Callable[[virStoragePool], object]
) -> None:
    """The pool stays as it was."""
    with pytest.raises(OperationFailed, match="pool 'fs' has 1 volumes"):
        build(formatted)
    assert not formatted.isActive()
    formatted.create()
    assert formatted.listVolumes() == ["v"]


@pytest.mark.parametrize("way", ["build", "create", "createXML"])
def test_building_over_what_is_there_ends_it(conn: anyvirt.virConnect, formatted: virStoragePool, way: str) -> None:
    """When that is asked for."""
    if way == "build":
        formatted.build(BUILD_OVERWRITE)
        formatted.create()
    elif way == "create":
        formatted.create(WITH_OVERWRITE)
    else:
        conn.storagePoolCreateXML(formatted.XMLDesc(), WITH_OVERWRITE)
    assert formatted.listVolumes() == []


@pytest.mark.parametrize("call", ["build", "create"])
def test_a_folder_has_no_device_to_overwrite(conn: anyvirt.virConnect, call: str) -> None:
    """Which flags for that are told."""
    pool = conn.storagePoolDefineXML(pool_xml("web"))
    flags = BUILD_OVERWRITE if call == "build" else WITH_OVERWRITE
    with pytest.raises(OperationInvalid, match="No source device specified when formatting pool 'web'"):
        getattr(pool, call)(flags)
    pool.create(constants.VIR_STORAGE_POOL_CREATE_WITH_BUILD)


def test_a_transient_pool_that_cannot_be_built_is_not_there(conn: anyvirt.virConnect) -> None:
    """Its start is undone."""
    with pytest.raises(OperationInvalid):
        conn.storagePoolCreateXML(pool_xml("web"), WITH_OVERWRITE)
    with pytest.raises(NoStoragePool):
        conn.storagePoolLookupByName("web")


def test_deleting_with_zeros_loses_the_data(pool: virStoragePool, volume: virStorageVol) -> None:
    """Of all volumes."""
    write(volume, b"data")
    pool.destroy()
    pool.delete(constants.VIR_STORAGE_POOL_DELETE_ZEROED)
    pool.create()
    assert read(volume, length=4) == bytes(4)


@pytest.mark.parametrize(
    ("call", "known"),
    [
        ("build", BUILD_OVERWRITE | BUILD_NO_OVERWRITE),
        ("create", 7),
        ("delete", constants.VIR_STORAGE_POOL_DELETE_ZEROED),
        ("refresh", 0),
        ("XMLDesc", constants.VIR_STORAGE_XML_INACTIVE),
        ("listAllVolumes", 0),
    ],
)
def test_every_other_flag_of_pools_is_refused(pool: virStoragePool, call: str, known: int) -> None:
    """Whatever state the pool is in; the message names it and the function."""
    for bit in range(32):
        if not known & 1 << bit:
            with pytest.raises(InvalidArg, match=rf"unsupported flags \({1 << bit:#x}\) in function virStoragePool"):
                getattr(pool, call)(1 << bit)


@pytest.mark.parametrize(
    ("call", "flags"), [("build", BUILD_OVERWRITE | BUILD_NO_OVERWRITE), ("create", WITH_OVERWRITE | WITH_NO_OVERWRITE)]
)
def test_overwriting_and_keeping_exclude_each_other(pool: virStoragePool, call: str, flags: int) -> None:
    """Both are named."""
    with pytest.raises(InvalidArg, match=r"OVERWRITE' and '.*NO_OVERWRITE' are mutually exclusive"):
        getattr(pool, call)(flags)


@pytest.mark.parametrize(
    ("call", "known"),
    [
        (lambda volume, flags: volume.XMLDesc(flags), 0),
        (lambda volume, flags: volume.infoFlags(flags), constants.VIR_STORAGE_VOL_GET_PHYSICAL),
        (lambda volume, flags: volume.delete(flags), 3),
        (lambda volume, flags: volume.wipe(flags), 0),
        (lambda volume, flags: volume.wipePattern(0, flags), 0),
        (lambda volume, flags: volume.resize(MIB, flags), 7),
        (lambda volume, flags: volume.upload(volume.connect().newStream(), 0, 0, flags), 1),
        (lambda volume, flags: volume.download(volume.connect().newStream(), 0, 0, flags), 1),
        (lambda volume, flags: volume.storagePoolLookupByVolume().createXML(volume_xml("x", 1), flags), 5),
        (lambda volume, flags: volume.storagePoolLookupByVolume().createXMLFrom(volume_xml("x", 1), volume, flags), 7),
    ],
    ids=["desc", "info", "delete", "wipe", "pattern", "resize", "upload", "download", "create", "clone"],
)
def test_every_other_flag_of_volumes_is_refused(
    volume: virStorageVol, call: Callable[[virStorageVol, int], object], known: int
) -> None:
    """And the volume stays."""
    for bit in range(32):
        if not known & 1 << bit:
            with pytest.raises(InvalidArg, match=rf"unsupported flags \({1 << bit:#x}\) in function virStorageVol"):
                call(volume, 1 << bit)
    assert volume.storagePoolLookupByVolume().listVolumes() == ["disk"]


def test_only_images_have_metadata_to_set_aside(pool: virStoragePool) -> None:
    """A qcow2 volume can be made so, a raw one not."""
    pool.createXML(volume_xml("q", MIB, format="qcow2"), constants.VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA)
    with pytest.raises(ConfigUnsupported, match="volume 'r'"):
        pool.createXML(volume_xml("r", MIB), constants.VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA)


def test_documents_are_checked_when_that_is_asked_for(conn: anyvirt.virConnect, pool: virStoragePool) -> None:
    """What nobody knows is left out otherwise."""
    strange = pool_xml("web", more="<strange/>")
    with pytest.raises(XmlInvalidSchema, match="strange"):
        conn.storagePoolDefineXML(strange, constants.VIR_STORAGE_POOL_DEFINE_VALIDATE)
    with pytest.raises(NoStoragePool):
        conn.storagePoolLookupByName("web")
    conn.storagePoolDefineXML(strange)
    with pytest.raises(XmlInvalidSchema, match="strange"):
        pool.createXML(volume_xml("v", 1, more="<strange/>"), constants.VIR_STORAGE_VOL_CREATE_VALIDATE)
    pool.createXML(volume_xml("v", 1, more="<strange/>"))


def test_capabilities_name_all_types(conn: anyvirt.virConnect) -> None:
    """With their formats."""
    caps = StoragePoolCapabilities.from_xml(conn.getStoragePoolCapabilities())
    assert len(caps.pools) == 14
    logical = next(pool for pool in caps.pools if pool.type == "logical")
    assert logical.pool_options is not None
    assert (logical.supported, logical.pool_options.default_format) == (True, "lvm2")
    with pytest.raises(InvalidArg, match="virConnectGetStoragePoolCapabilities"):
        conn.getStoragePoolCapabilities(1)


# Events


def test_an_upload_that_ends_refreshes_its_pool(conn: anyvirt.virConnect, volume: virStorageVol) -> None:
    """Once, whether it was finished or aborted; a download does not."""
    seen: list[str] = []
    happened = threading.Semaphore(0)

    def refreshed(_conn: Any, pool: virStoragePool, opaque: str) -> None:
        seen.append(f"{opaque} {pool.name()}")
        happened.release()

    number = conn.storagePoolEventRegisterAny(None, constants.VIR_STORAGE_POOL_EVENT_ID_REFRESH, refreshed, "refreshed")
    read(volume)
    write(volume, b"x")
    stream = conn.newStream()
    volume.upload(stream, 0, 0)
    stream.abort()
    assert all(happened.acquire(timeout=30) for _ in range(2))
    conn.storagePoolEventDeregisterAny(number)
    assert seen == ["refreshed default-pool"] * 2


# Files


def test_a_node_file_has_pools_and_volumes(tmp_path: Path) -> None:
    """In the file, or in files of their own."""
    (tmp_path / "vol.xml").write_text(volume_xml("far", 7))
    (tmp_path / "pool.xml").write_text(pool_xml("b", more=f"{volume_xml('near', 5)}<volume file='vol.xml'/>"))
    placed = "<key>mine</key><target><path>/placed</path></target>"
    inline = pool_xml(
        "a", more=f"<volume><name>x</name><capacity>3</capacity>{placed}</volume><volume file='vol.xml'/>"
    )
    node = tmp_path / "node.xml"
    node.write_text(f"<node>{inline}<pool file='pool.xml'/></node>")
    with anyvirt.open(f"test://{node}") as conn:
        assert [(pool.name(), pool.isActive(), pool.isPersistent()) for pool in conn.listAllStoragePools()] == [
            ("a", 1, 1),
            ("b", 1, 1),
        ]
        assert conn.storagePoolLookupByName("a").listVolumes() == ["x", "far"]
        assert conn.storagePoolLookupByName("b").listVolumes() == ["near", "far"]
        assert conn.storagePoolLookupByName("a").info() == [2, 100 * 2**30, 3, 100 * 2**30 - 3]
        assert conn.storageVolLookupByKey("mine").path() == "/placed"
        assert conn.storageVolLookupByPath("/b/far").info() == [0, 7, 0]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("<pool/>", XmlError),
        ("<pool file='nowhere.xml'/>", XmlError),
        (pool_xml("a", more="<volume/>"), XmlError),
        (pool_xml("a", more="<volume file='nowhere.xml'/>"), XmlError),
        (pool_xml("a", more="<volume file='bad.xml'/>"), XmlDetail),
        (pool_xml("a") + pool_xml("a"), OperationFailed),
    ],
)
def test_a_node_file_with_bad_storage_is_refused(tmp_path: Path, content: str, error: type[Exception]) -> None:
    """As a whole."""
    (tmp_path / "bad.xml").write_text("<volume")
    node = tmp_path / "node.xml"
    node.write_text(f"<node>{content}</node>")
    with pytest.raises(error):
        anyvirt.open(f"test://{node}")


# Together


def test_threads_share_a_pool(conn: anyvirt.virConnect, pool: virStoragePool) -> None:
    """Each name is given once, nothing is lost, and the sums are right."""
    made: list[str] = []
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for round in range(20):
                try:
                    volume = pool.createXML(volume_xml(f"shared{round}", 1000, allocation=1000))
                    made.append(volume.name())
                except OperationFailed:
                    pass
                own = pool.createXML(volume_xml(f"own{number}", 1000))
                write(own, bytes([number]) * 1000)
                copy = pool.createXMLFrom(volume_xml(f"copy{number}", 1000), own)
                assert read(copy) == bytes([number]) * 1000
                own.delete()
                copy.delete()
        except BaseException as exc:
            failures.append(exc)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(made) == sorted(f"shared{round}" for round in range(20))
    assert pool.info()[2] == 20 * 1000


async def test_a_copy_under_way_holds_its_volumes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither they nor their pool can be taken away; then they can."""
    from anyvirt.test.storage import Volume

    started, go_on = threading.Event(), threading.Event()

    def slow(_volume: Volume, _other: Volume) -> None:
        started.set()
        assert go_on.wait(30)

    monkeypatch.setattr(Volume, "copy_from", slow)
    async with await aio.open("test:///default") as conn:
        pool = await conn.storagePoolLookupByName("default-pool")
        source = await pool.createXML(volume_xml("source", 1000))
        copying = asyncio.create_task(pool.createXMLFrom(volume_xml("copy", 1000), source))
        await asyncio.to_thread(started.wait, 30)
        try:
            with pytest.raises(OperationInvalid, match="volume 'source' is still in use"):
                await source.delete()
            with pytest.raises(OperationInvalid, match="volume 'copy' is still in use"):
                await (await pool.storageVolLookupByName("copy")).resize(2000)
            with pytest.raises(OperationInvalid, match="volume 'source' is still in use"):
                await source.wipe()
            with pytest.raises(anyvirt.libvirtError, match="pool 'default-pool' has asynchronous jobs running"):
                await pool.destroy()
        finally:
            go_on.set()
        await (await copying).delete()
        await source.delete()
        with pytest.raises(NoStorageVol):
            await source.info()


async def test_a_cancelled_copy_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name is free and its source usable."""
    from anyvirt.test.storage import Volume

    started, go_on = threading.Event(), threading.Event()

    def slow(_volume: Volume, _other: Volume) -> None:
        started.set()
        assert go_on.wait(30)

    async with await aio.open("test:///default") as conn:
        pool = await conn.storagePoolLookupByName("default-pool")
        source = await pool.createXML(volume_xml("source", 1000))
        with monkeypatch.context() as patched:
            patched.setattr(Volume, "copy_from", slow)
            copying = asyncio.create_task(pool.createXMLFrom(volume_xml("copy", 1000), source))
            await asyncio.to_thread(started.wait, 30)
            copying.cancel()
            go_on.set()
            with pytest.raises(asyncio.CancelledError):
                await copying
        assert await pool.listVolumes() == ["source"]
        await pool.createXMLFrom(volume_xml("copy", 1000), source)
        await source.delete()
