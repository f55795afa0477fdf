"""Snapshots: what they mean, what is refused, what becomes of each disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anyvirt.conf.domain.cpu import Cpu, CpuMode
from anyvirt.conf.domain.devices.disk import Disk, DiskSnapshot
from anyvirt.conf.domain.devices.graphics import Graphics, GraphicsType
from anyvirt.conf.domain.devices.source import BlockSource, DiskType, FileSource, NetProtocol, NetworkSource
from anyvirt.conf.domain.model import Domain, DomainType
from anyvirt.conf.save_cookie import SaveCookie
from anyvirt.conf.snapshot import (
    DiskSnapshotMode,
    DomainUuid,
    MemorySnapshot,
    Snapshot,
    SnapshotDisk,
    SnapshotState,
    align,
    format_snapshot,
    parse,
)
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlError, XmlInvalidSchema, libvirtError

UUID = "6f0f7b5e-3f0c-4a55-a4f4-8f5f6f3a2b11"
unhurried = settings(deadline=None)  # the first use of a class generates its code


def _ask(inside: str, **options: Any) -> Snapshot:
    return parse(f"<domainsnapshot><name>s</name>{inside}</domainsnapshot>", now=5, **options)


def _existing(inside: str = "", **options: Any) -> Snapshot:
    return _ask(f"<creationTime>7</creationTime>{inside}", redefine=True, **options)


def _guest(*disks: Disk) -> Domain:
    return Domain(type=DomainType.TEST, name="g", uuid=UUID, memory=1024, os_type="hvm", disks=list(disks))


def test_a_new_snapshot_is_called_after_its_time() -> None:
    snapshot = parse("<domainsnapshot/>", now=1234)
    assert (snapshot.name, snapshot.creation_time) == ("1234", 1234)
    assert format_snapshot(snapshot, uuid=UUID) == (
        "<domainsnapshot>\n  <name>1234</name>\n  <creationTime>1234</creationTime>\n"
        f"  <domain>\n    <uuid>{UUID}</uuid>\n  </domain>\n</domainsnapshot>\n"
    )


def test_a_new_snapshot_does_not_take_over_what_only_an_existing_one_has() -> None:
    definition = "<domain type='test'><name>x</name></domain>"
    snapshot = _ask(f"<state>running</state><parent><name>p</name></parent><creationTime>1</creationTime>{definition}")
    assert snapshot == Snapshot(name="s", creation_time=5)


def test_an_existing_snapshot_is_read_whole() -> None:
    definition = "<name>x</name><memory>1024</memory><os><type>hvm</type></os>"
    snapshot = _existing(
        "<state>paused</state><parent><name>p</name></parent>"
        f"<domain type='test' id='3'>{definition}</domain><inactiveDomain type='test'>{definition}</inactiveDomain>"
        "<cookie><cpu mode='host-model'/><slirpHelper/></cookie>"
    )
    assert snapshot.state is SnapshotState.PAUSED
    assert snapshot.parent == "p"
    assert snapshot.memory is MemorySnapshot.INTERNAL
    assert isinstance(snapshot.domain, Domain)
    assert snapshot.domain.id is None  # definitions, not running guests
    assert snapshot.inactive_domain is not None
    assert snapshot.inactive_domain.current_memory == 1024
    assert snapshot.cookie == SaveCookie(cpu=Cpu(mode=CpuMode.HOST_MODEL), slirp_helper=True)
    again = parse(format_snapshot(snapshot, secure=True), redefine=True)
    assert again == snapshot


def test_a_domain_known_only_by_its_uuid_is_kept() -> None:
    snapshot = _existing(f"<state>shutoff</state><domain><uuid>{UUID}</uuid></domain>")
    assert snapshot.domain == DomainUuid(uuid=UUID)
    assert snapshot.memory is MemorySnapshot.NO


def test_only_internal_documents_tell_the_current_snapshot() -> None:
    assert _existing("<state>running</state><active>1</active>").active is None
    snapshot = _existing("<state>running</state><active>1</active>", internal=True)
    assert snapshot.active is True
    assert "<active>0</active>" in format_snapshot(snapshot, current=False)
    with pytest.raises(XmlError, match="active is required"):
        _existing("<state>running</state>", internal=True)


def test_passwords_are_shown_only_on_request() -> None:
    guest = _guest()
    guest.graphics = [Graphics(type=GraphicsType.VNC, passwd="secret")]
    snapshot = Snapshot(name="s", domain=guest, inactive_domain=guest.copy())
    assert "secret" not in format_snapshot(snapshot)
    assert format_snapshot(snapshot, secure=True).count("passwd='secret'") == 2


@pytest.mark.parametrize(
    ("inside", "memory", "path"),
    [
        ("", None, None),
        ("<memory snapshot='no'/>", MemorySnapshot.NO, None),
        ("<memory file='/m'/>", MemorySnapshot.EXTERNAL, "/m"),
        ("<memory snapshot='external' file='/m'/>", MemorySnapshot.EXTERNAL, "/m"),
    ],
)
def test_where_memory_goes(inside: str, memory: MemorySnapshot | None, path: str | None) -> None:
    snapshot = _ask(inside)
    assert (snapshot.memory, snapshot.memory_file) == (memory, path)


@pytest.mark.parametrize(
    ("inside", "options", "kind", "message"),
    [
        (
            "<memory snapshot='manual'/>",
            {},
            XmlError,
            "memory/@snapshot: 'manual' is not one of no, internal, external",
        ),
        (
            "<memory snapshot='internal' file='/m'/>",
            {},
            XmlError,
            "file '/m' is for snapshot mode 'external', not 'internal'",
        ),
        ("<memory snapshot='external'/>", {}, XmlError, "memory: snapshot mode 'external' needs a file"),
        ("<memory file='m'/>", {}, XmlError, "memory: 'm' is not an absolute path"),
        ("<memory file='/m'/>", {"offline": True}, XmlError, "'external' needs a running guest"),
        ("<disks><disk/></disks>", {}, InternalError, "disks/disk/@name is required"),
        ("<disks><disk name='a' type='dir'/></disks>", {}, XmlError, "unsupported disk snapshot type 'dir'"),
        ("<disks><disk name='a'><driver type='x'/></disk></disks>", {}, ConfigUnsupported, "unknown .* driver 'x'"),
        (
            "<disks><disk name='a'><source file='x'/></disk></disks>",
            {},
            XmlError,
            "the image 'x' is not an absolute path",
        ),
        ("<what/>", {"strict": True}, XmlInvalidSchema, "what is not known here"),
    ],
)
def test_what_is_refused(inside: str, options: dict[str, Any], kind: type[libvirtError], message: str) -> None:
    with pytest.raises(kind, match=message):
        _ask(inside, **options)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("<domainsnapshot/>", "<name> is missing"),
        ("<domainsnapshot><name>s</name><state>running</state></domainsnapshot>", "creationTime .* is required"),
        ("<domainsnapshot><name>s</name><creationTime>1</creationTime></domainsnapshot>", "state .* is required"),
        (
            "<domainsnapshot><name>s</name><state>shutoff</state><creationTime>1</creationTime>"
            "<memory snapshot='internal'/></domainsnapshot>",
            "needs a running guest",
        ),
    ],
)
def test_an_existing_snapshot_must_tell(document: str, message: str) -> None:
    with pytest.raises((XmlError, InternalError), match=message):
        parse(document, redefine=True)


def test_a_disk_with_an_image_is_external() -> None:
    snapshot = _ask("<disks><disk name='a'><source file='/x' startupPolicy='optional' index='4'/></disk></disks>")
    assert snapshot.disks == [
        SnapshotDisk(name="a", snapshot=DiskSnapshotMode.EXTERNAL, type=DiskType.FILE, source=FileSource(file="/x"))
    ]


@pytest.fixture
def guest(tmp_path: Path) -> Domain:
    """Disks of several kinds; the images of vda and vdb are there."""
    (tmp_path / "a.b.qcow2").touch()
    (tmp_path / "plain").touch()
    return _guest(
        Disk(target="vda", source=FileSource(file=str(tmp_path / "a.b.qcow2"))),
        Disk(target="vdb", source=FileSource(file=str(tmp_path / "plain")), snapshot=DiskSnapshot.EXTERNAL),
        Disk(target="vdc", type=DiskType.BLOCK, source=BlockSource(dev="/dev/x"), snapshot=DiskSnapshot.NO),
        Disk(target="hda"),
        Disk(target="hdc", source=FileSource(file="/cd.iso"), readonly=True),
        Disk(
            target="vdd",
            type=DiskType.NETWORK,
            source=NetworkSource(protocol=NetProtocol.RBD, name="p/i"),
            snapshot=DiskSnapshot.MANUAL,
        ),
    )


def _chosen(snapshot: Snapshot) -> dict[str, str]:
    return {disk.name: disk.snapshot.value for disk in snapshot.disks if disk.snapshot is not None}


def test_disks_that_are_not_listed_do_as_the_domain_says(guest: Domain, tmp_path: Path) -> None:
    snapshot = _ask("")
    align(snapshot, guest, DiskSnapshotMode.EXTERNAL)
    assert _chosen(snapshot) == {
        "vda": "external",
        "vdb": "external",
        "vdc": "no",
        "hda": "no",
        "hdc": "no",
        "vdd": "manual",
    }
    assert snapshot.disks[0].source == FileSource(file=str(tmp_path / "a.b.s"))
    assert snapshot.disks[1].source == FileSource(file=str(tmp_path / "plain.s"))


def test_a_disk_may_be_named_by_its_path(guest: Domain, tmp_path: Path) -> None:
    snapshot = _ask(f"<disks><disk name='{tmp_path}/plain' snapshot='no'/><disk name='hdc'/></disks>")
    align(snapshot, guest, DiskSnapshotMode.INTERNAL)
    assert _chosen(snapshot)["vdb"] == "no"
    assert _chosen(snapshot)["vda"] == "internal"


def test_with_one_mode_for_all_the_domains_wish_gives_way(guest: Domain) -> None:
    snapshot = _ask("<disks><disk name='vdb'/><disk name='vdc'/></disks>")
    align(snapshot, guest, DiskSnapshotMode.INTERNAL, uniform=True)
    assert _chosen(snapshot)["vdb"] == "internal"
    assert _chosen(snapshot)["vdc"] == "no"


@pytest.mark.parametrize(
    ("disks", "options", "message"),
    [
        ("<disk name='vdz'/>", {}, "no disk named 'vdz'\nHint: disks of domain 'g' are: vda, "),
        ("<disk name='vda'/><disk name='vda'/>", {}, "disk 'vda' specified twice"),
        ("<disk name='vda'/>" * 7, {}, "lists 7 disks, but domain 'g' has"),
        ("<disk name='vda' snapshot='no'><source file='/x'/></disk>", {}, "is for snapshot mode 'external', not 'no'"),
        ("<disk name='vda' snapshot='no'/>", {"uniform": True}, "disk 'vda' must use snapshot mode 'external'"),
        ("<disk name='hda' snapshot='external'/>", {}, "disk 'hda' has no image"),
        ("<disk name='vdc' snapshot='external'/>", {}, "disk 'vdc': '/dev/x' is no regular file"),
        (
            "<disk name='vda' type='block' snapshot='external'/>",
            {},
            "disk 'vda': a new image of type 'block' needs a source",
        ),
    ],
)
def test_choices_that_cannot_be(guest: Domain, disks: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigUnsupported) as caught:
        align(_ask(f"<disks>{disks}</disks>"), guest, DiskSnapshotMode.EXTERNAL, **options)
    assert message in str(caught.value)


words = st.text("abc-é<&'\"", min_size=1, max_size=6)
images: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.builds(lambda path: {"source": FileSource(file=f"/{path}")}, words),
    st.builds(lambda path: {"type": DiskType.BLOCK, "source": BlockSource(dev=f"/{path}")}, words),
)
disks = st.builds(
    lambda image, **options: SnapshotDisk(**image, **options),
    image=images,
    name=words,
    snapshot=st.none() | st.sampled_from(DiskSnapshotMode),
    delete_in_progress=st.booleans(),
    format=st.none() | st.sampled_from(["qcow2", "raw"]),
    metadata_cache_max=st.none() | st.integers(0, 2**40),
)
definitions = st.builds(Domain, type=st.sampled_from(DomainType), name=words, memory=st.integers(1, 2**40))
snapshots = st.builds(
    Snapshot,
    name=st.none() | words,
    description=st.none() | words,
    state=st.none() | st.sampled_from(SnapshotState),
    parent=st.none() | words,
    creation_time=st.none() | st.integers(1, 2**40),  # 0 is written as nothing
    memory=st.none() | st.sampled_from(MemorySnapshot),
    memory_file=st.none() | words,
    disks=st.lists(disks, max_size=3),
    domain=st.none() | definitions | st.builds(DomainUuid, uuid=st.uuids().map(str)),
    inactive_domain=st.none() | definitions,
    cookie=st.none() | st.builds(SaveCookie, slirp_helper=st.booleans()),
    active=st.none() | st.booleans(),
)


@unhurried
@given(snapshots)
def test_a_snapshot_written_and_read_is_equal(snapshot: Snapshot) -> None:
    assert Snapshot.from_xml(snapshot.to_xml(), unknown="refuse") == snapshot
    assert Snapshot.from_dict(snapshot.to_dict()) == snapshot


@unhurried
@given(snapshots)
def test_what_was_completed_stays_as_it_is(snapshot: Snapshot) -> None:
    try:
        once = parse(snapshot.to_xml(), redefine=True)
    except libvirtError:
        return
    text = format_snapshot(once, secure=True)
    assert format_snapshot(parse(text, redefine=True), secure=True) == text
