"""Saved guests of the test driver: files that libvirt's test driver reads and writes, faults, and what is refused."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import anyvirt
from anyvirt import aio, constants
from anyvirt.error import (
    ArgumentUnsupported,
    InternalError,
    InvalidArg,
    OperationDenied,
    OperationInvalid,
    OperationUnsupported,
    SystemCallError,
)
from anyvirt.util.wait import Signal

PROGRAM = """\
import libvirt, sys
conn = libvirt.open("test:///default")
if sys.argv[1] == "save":
    conn.lookupByName("test").save(sys.argv[2])
else:
    conn.lookupByName("test").destroy()
    conn.restore(sys.argv[2])
    print(conn.lookupByName("test").state())
"""


@pytest.fixture
def conn() -> Iterator[anyvirt.virConnect]:
    with anyvirt.open("test:///default") as conn:
        yield conn


@pytest.fixture
def dom(conn: anyvirt.virConnect) -> anyvirt.virDomain:
    return conn.lookupByName("test")


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "saved")


@pytest.mark.peer("libvirt-python >= 9.0")
def test_libvirt_restores_what_is_saved_here_and_the_other_way(
    conn: anyvirt.virConnect, dom: anyvirt.virDomain, file: str
) -> None:
    dom.suspend()
    dom.save(file)
    done = subprocess.run(
        ["/usr/bin/python3", "-c", PROGRAM, "restore", file], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[1, 3]"
    os.unlink(file)
    subprocess.run(["/usr/bin/python3", "-c", PROGRAM, "save", file], check=True)
    conn.restore(file)
    assert dom.state() == [constants.VIR_DOMAIN_RUNNING, constants.VIR_DOMAIN_RUNNING_RESTORED]


def test_the_file_is_for_its_owner_alone(dom: anyvirt.virDomain, file: str) -> None:
    dom.save(file)
    assert os.stat(file).st_mode & 0o777 == 0o600


def test_passwords_are_saved_and_shown_to_who_asks(conn: anyvirt.virConnect, file: str) -> None:
    xml = """<domain type='test'><name>web</name><memory>65536</memory><os><type>hvm</type></os><devices>
    <graphics type='vnc' port='5901' passwd='sesame'/></devices></domain>"""
    conn.createXML(xml).save(file)
    assert "sesame" not in conn.saveImageGetXMLDesc(file)
    assert "sesame" in conn.saveImageGetXMLDesc(file, constants.VIR_DOMAIN_SAVE_IMAGE_XML_SECURE)
    conn.restore(file)
    assert "sesame" in conn.lookupByName("web").XMLDesc(constants.VIR_DOMAIN_XML_SECURE)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_disk_that_is_full_leaves_the_guest_and_the_file_of_before(
    conn: anyvirt.virConnect, dom: anyvirt.virDomain, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "saved"
    dom.save(str(file))
    conn.restore(str(file))
    before = file.read_bytes()
    number = dom.ID()

    def full(*_args: object, **_keywords: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(SystemCallError, match="No space left"):
        dom.save(str(file))
    assert (dom.ID(), dom.state()[0]) == (number, constants.VIR_DOMAIN_RUNNING)
    assert file.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["saved"]


@pytest.mark.asyncio
async def test_a_guest_that_is_destroyed_while_it_is_saved_is_not_saved(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is left of the file."""
    writing, destroyed = Signal(), Signal()
    ready: list[bool] = []

    async def slowly(function: Any, *args: Any) -> Any:
        staged = function(*args)
        ready.append(True)
        writing.notify_all()
        await destroyed.wait(30)
        return staged

    monkeypatch.setattr("anyvirt.test.images.in_thread", slowly)
    async with await aio.open("test:///default") as conn:
        dom = await conn.lookupByName("test")
        saving = asyncio.create_task(dom.save(file))
        while not ready:
            await writing.wait(30)
        await dom.destroy()
        destroyed.notify_all()
        with pytest.raises(OperationInvalid, match="stopped meanwhile"):
            await saving
        assert await dom.state() == [constants.VIR_DOMAIN_SHUTOFF, constants.VIR_DOMAIN_SHUTOFF_DESTROYED]
    folder = Path(file).parent
    assert [entry.name for entry in folder.iterdir()] == []


@pytest.mark.parametrize(
    "content",
    [b"", b"not an image of any driver", b"TestGuestMagic\0", b"TestGuestMagic\0\xff\xff\xff\x7f<domain/>"],
)
def test_what_is_no_image_is_not_restored(conn: anyvirt.virConnect, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad").write_bytes(content)
    for call in (conn.restore, conn.saveImageGetXMLDesc):
        with pytest.raises(InternalError):
            call(str(tmp_path / "bad"))
    assert len(conn.listAllDomains()) == 1


def test_what_cannot_be_is_refused(conn: anyvirt.virConnect, dom: anyvirt.virDomain, file: str) -> None:
    with pytest.raises(InvalidArg, match="mutually exclusive"):
        dom.saveFlags(file, None, constants.VIR_DOMAIN_SAVE_RUNNING | constants.VIR_DOMAIN_SAVE_PAUSED)
    with pytest.raises(InvalidArg, match=r"unsupported flags \(0x8\)"):
        dom.saveFlags(file, None, constants.VIR_DOMAIN_SAVE_RESET_NVRAM)
    with pytest.raises(ArgumentUnsupported, match="'speed'"):
        dom.saveParams({"file": file, "speed": "1"})
    with pytest.raises(OperationUnsupported, match="'zstd'"):
        dom.saveParams({"file": file, "image_format": "zstd"})
    with pytest.raises(InvalidArg, match="file"):
        conn.restoreParams({"dxml": dom.XMLDesc()})
    with anyvirt.openReadOnly("test:///default") as readonly, pytest.raises(OperationDenied):
        readonly.restore(file)
    assert (dom.isActive(), os.path.exists(file)) == (1, False)


def test_parameters_save_to_a_file_or_managed(conn: anyvirt.virConnect, dom: anyvirt.virDomain, file: str) -> None:
    dom.saveParams({"file": file, "image_format": "raw", "dxml": dom.XMLDesc()})
    conn.restoreParams({"file": file})
    assert dom.isActive() == 1
    dom.saveParams({"dxml": dom.XMLDesc()}, constants.VIR_DOMAIN_SAVE_PAUSED)
    assert dom.hasManagedSaveImage() == 1
    dom.create()
    assert dom.state()[0] == constants.VIR_DOMAIN_PAUSED


def test_a_managed_save_goes_on_with_the_definition_of_its_guest(
    conn: anyvirt.virConnect, dom: anyvirt.virDomain
) -> None:
    dom.setMemory(1024 * 1024)
    dom.managedSave()
    conn.defineXML(dom.XMLDesc().replace("<vcpu placement='static'>2<", "<vcpu placement='static'>1<"))
    dom.create()
    assert (dom.maxVcpus(), dom.info()[2]) == (2, 1024 * 1024)
    assert "<vcpu placement='static'>1<" in dom.XMLDesc(constants.VIR_DOMAIN_XML_INACTIVE)


def test_a_node_file_may_say_that_there_is_a_managed_save(tmp_path: Path) -> None:
    (tmp_path / "node.xml").write_text(
        "<node><domain type='test' xmlns:t='http://libvirt.org/schemas/domain/test/1.0'><name>web</name>"
        "<memory>65536</memory><os><type>hvm</type></os><t:runstate>5</t:runstate><t:hasmanagedsave/></domain></node>"
    )
    with anyvirt.open(f"test://{tmp_path}/node.xml") as conn:
        dom = conn.lookupByName("web")
        assert dom.hasManagedSaveImage() == 1
        assert dom.managedSaveGetXMLDesc() == dom.XMLDesc()
        dom.create()
        assert (dom.state()[0], dom.hasManagedSaveImage()) == (constants.VIR_DOMAIN_RUNNING, 0)


@pytest.mark.parametrize("flag", ["LIVE", "BYPASS_CACHE", "RESET", "MEMORY_ONLY"])
def test_dumps_refuse_flags_that_nothing_comes_of(dom: anyvirt.virDomain, file: str, flag: str) -> None:
    with pytest.raises(InvalidArg, match="unsupported flags"):
        dom.coreDump(file, getattr(constants, f"VIR_DUMP_{flag}"))
    with pytest.raises(OperationUnsupported, match="kdump"):
        dom.coreDumpWithFormat(file, constants.VIR_DOMAIN_CORE_DUMP_FORMAT_KDUMP_ZLIB, 0)
    assert not os.path.exists(file)
