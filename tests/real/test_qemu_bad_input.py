"""What bad input gets: an error of libvirt's code that names object and value, and a state that has not changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import anyvirt
from anyvirt import constants as c
from anyvirt import error as e
from anyvirt import virConnect
from tests.real.machines import bare, python, remains

pytestmark = pytest.mark.real

GOOD = bare(uuid="c0ffee00-0000-4000-8000-000000000001")
OTHER = "c0ffee00-0000-4000-8000-000000000002"


def disk(path: str, target: str = "vda", more: str = "") -> str:
    return f"<disk type='file'><source file='{path}'/><target dev='{target}'{more}/></disk>"


def files(root: Path) -> dict[str, bytes]:
    """All that the driver keeps of its domains."""
    config = root / "etc" / "qemu"
    return {str(path.relative_to(config)): path.read_bytes() for path in config.rglob("*") if path.is_file()}


@pytest.fixture
def unchanged(qemu: virConnect, root: Path) -> Iterator[None]:
    """After the test the one domain that was there is as it was, in memory and on disk, and nothing else is."""
    dom = qemu.defineXML(GOOD)
    before = dom.XMLDesc(), dom.state(), files(root)
    yield
    assert [each.name() for each in qemu.listAllDomains()] == ["bare"]
    assert (dom.XMLDesc(), dom.state(), files(root)) == before
    assert remains(root) == []


DOCUMENTS = {
    "nothing": ("", e.XmlDetail, "domain, line 1"),
    "malformed": ("<domain><name>x</nam>", e.XmlDetail, "line 1, column .*mismatched tag"),
    "cut off": (GOOD[:-4], e.XmlDetail, "line 1"),
    "wrong root": ("<network><name>x</name></network>", e.XmlError, "expected <domain>, found <network>"),
    "no name": (bare("x").replace("<name>x</name>", ""), e.libvirtError, "name"),
    "name with a slash": (bare("a/b"), e.XmlError, "name a/b cannot contain '/'"),
    "no memory": (bare("x").replace("<memory unit='MiB'>32</memory>", ""), e.XmlError, "memory"),
    "memory that is no number": (bare("x").replace(">32<", ">many<"), e.XmlError, "memory: 'many'"),
    "no processor": (bare("x", vcpus="<vcpu>0</vcpu>"), e.libvirtError, "vcpu"),
    "more processors than the machine takes": (bare("x", vcpus="<vcpu>9999</vcpu>"), e.ConfigUnsupported, "9999.*255"),
    "uuid": (bare("x", uuid="what"), e.libvirtError, "uuid.*'what'"),
    "no type": (bare("x").replace(" type='qemu'", ""), e.libvirtError, "type"),
    "unknown type": (bare("x", domain_type="what"), e.libvirtError, "what"),
    "another hypervisor's type": (bare("x", domain_type="xen"), e.ConfigUnsupported, "'x'.*'xen'"),
    "unknown machine": (bare("x", machine="pc-what"), e.ConfigUnsupported, "machine type 'pc-what'"),
    "unknown architecture": (bare("x").replace("x86_64", "what"), e.ConfigUnsupported, "what"),
    "no emulator there": (bare("x", "<emulator>/no/qemu</emulator>"), e.SystemCallError, "/no/qemu: No such file"),
    "emulator that is none": (bare("x", "<emulator>/bin/true</emulator>"), e.OperationFailed, "/bin/true.*status 0"),
    "emulator that is no program": (bare("x", "<emulator>/etc/passwd</emulator>"), e.SystemCallError, "not executable"),
    "disk without a target": (bare("x", "<disk type='file'/>"), e.libvirtError, "target"),
    "two disks with one target": (bare("x", disk("/a") + disk("/b")), e.XmlError, "'vda' duplicated"),
    "unknown bus": (bare("x", disk("/a", more=" bus='what'")), e.XmlError, "bus: 'what' is not one of ide"),
    "a name that is taken": (
        GOOD.replace(GOOD[GOOD.index("c0ff") :][:36], OTHER),
        e.OperationFailed,
        "'bare' already exists",
    ),
    "a uuid that is taken": (
        GOOD.replace(">bare<", ">other<"),
        e.OperationFailed,
        "belongs to domain 'bare', not to",
    ),
}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("call", ["define", "create"])
@pytest.mark.parametrize("case", DOCUMENTS)
def test_document(qemu: virConnect, case: str, call: str) -> None:
    xml, error, match = DOCUMENTS[case]
    with pytest.raises(error, match=match) as caught:
        qemu.defineXML(xml) if call == "define" else qemu.createXML(xml)
    assert caught.value.get_error_code() == error.code or error is e.libvirtError
    found_by = c.VIR_FROM_QEMU
    if "taken" in case:
        found_by = c.VIR_FROM_DOMAIN  # by what all drivers share
    elif case in ("wrong root", "unknown bus"):
        found_by = c.VIR_FROM_XML  # while reading, as what no document of the kind has
    assert caught.value.get_error_domain() == found_by


STARTS = {
    "disk": (bare("x", disk("/no/such.img")), e.SystemCallError, "'x': disk vda: /no/such.img: No such file"),
    "folder as disk": (bare("x", disk("/tmp")), e.InternalError, "'x': disk vda: /tmp is a folder"),
    "file as block device": (
        bare("x", "<disk type='block'><source dev='/etc/passwd'/><target dev='vda'/></disk>"),
        e.InternalError,
        "'x': disk vda: /etc/passwd is not a block device",
    ),
    "kernel": (
        bare("x", os_more="<kernel>/no/vmlinuz</kernel>"),
        e.SystemCallError,
        "'x': kernel: /no/vmlinuz: No such",
    ),
    "initrd": (
        bare("x", os_more="<kernel>/etc/passwd</kernel><initrd>/no/initrd</initrd>"),
        e.SystemCallError,
        "'x': initrd: /no/initrd: No such",
    ),
    "serial socket": (
        bare("x", "<serial type='unix'><source mode='bind' path='/no/s'/></serial>"),
        e.InternalError,
        "'x' ended at start.*/no/s: No such file",
    ),
    "image of another format": (
        bare(
            "x",
            "<disk type='file'><driver type='qcow2'/><source file='/etc/passwd'/><readonly/>"
            "<target dev='hda' bus='ide'/></disk>",
        ),
        e.InternalError,
        "'x' ended at start.*qcow2",
    ),
}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("case", STARTS)
def test_start(qemu: virConnect, case: str) -> None:
    """What is wrong with the host's files is said at the start, not when the domain is defined."""
    xml, error, match = STARTS[case]
    dom = qemu.defineXML(xml)
    before = dom.XMLDesc()
    with pytest.raises(error, match=match):
        dom.create()
    assert (dom.XMLDesc(), dom.isActive()) == (before, 0)
    dom.undefine()
    with pytest.raises(error, match=match):
        qemu.createXML(xml)


URIS = {
    "relative root": ("qemu:///embed?root=here", e.InvalidArg, "absolute path, not 'here'"),
    "unknown parameter": ("qemu:///embed?color=red", e.InvalidArg, "color"),
    "unknown path": ("qemu:///what", e.InvalidArg, "'/what', try qemu:///embed"),
    "root that is a file": ("qemu:///embed?root=/etc/passwd", e.SystemCallError, "/etc/passwd"),
    "root below a file": ("qemu:///embed?root=/etc/passwd/here", e.SystemCallError, "/etc/passwd/here"),
    "root that cannot be": ("qemu:///embed?root=/proc/here", e.SystemCallError, "/proc/here"),
}


@pytest.mark.parametrize("case", URIS)
def test_uri(case: str) -> None:
    uri, error, match = URIS[case]
    with pytest.raises(error, match=match):
        anyvirt.open(uri)


_FULL = """
import json, os, subprocess, sys, anyvirt
root, cache, good, wanted, other = sys.argv[1:]
subprocess.check_call(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", root])
os.makedirs(f"{root}/cache/qemu")
os.symlink(cache, f"{root}/cache/qemu/capabilities")
report = {}
def attempt(name, call):
    try:
        call()
    except anyvirt.libvirtError as exc:
        report[name] = [exc.get_error_code(), str(exc)]
def fill():
    with open(f"{root}/full", "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
with anyvirt.open(f"qemu:///embed?root={root}") as conn:
    dom = conn.defineXML(good)
    before = dom.XMLDesc()
    fill()
    attempt("define", lambda: conn.defineXML(other))
    attempt("redefine", lambda: conn.defineXML(wanted))
    attempt("start", dom.create)
    attempt("set memory", lambda: dom.setMemoryFlags(16384, anyvirt.VIR_DOMAIN_AFFECT_CONFIG))
    attempt("rename", lambda: dom.rename("longer"))
    report["domains"] = [each.name() for each in conn.listAllDomains()]
    report["unchanged"] = dom.XMLDesc() == before and not dom.isActive()
    report["runtime"] = os.listdir(f"{root}/lib/qemu") + os.listdir(f"{root}/run/qemu")
    os.unlink(f"{root}/full")
    dom.create()
    fill()
    dom.suspend()
    attempt("title", lambda: dom.setMetadata(1, "t" * 9000, None, None, anyvirt.VIR_DOMAIN_AFFECT_CONFIG))
    report["state"] = dom.state()[0]
    dom.destroy()
    report["files"] = sorted(name for name in os.listdir(f"{root}/etc/qemu"))
with anyvirt.open(f"qemu:///embed?root={root}") as conn:
    report["reopened"] = conn.lookupByName("bare").XMLDesc() == before
print(json.dumps(report))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small file system")
def test_a_full_disk(root: Path, emulator: str) -> None:
    """Nothing that could not be written has happened; what runs can still be ended; nothing half-written is left."""
    small = root / "small"
    small.mkdir()
    cache = (root / "cache" / "qemu" / "capabilities").resolve()
    changed = GOOD.replace(">32<", ">33<").replace("<devices>", f"<description>{'d' * 9000}</description><devices>")
    other = bare("other", uuid=OTHER, more=f"<description>{'d' * 9000}</description>")
    report = json.loads(python(_FULL, small, cache, GOOD, changed, other, prefix=("unshare", "--mount")))
    for call in ("define", "redefine", "start", "title"):
        code, text = report[call]
        assert code == c.VIR_ERR_SYSTEM_ERROR
        assert "No space left on device" in text
    assert "free some space" in report["define"][1]
    assert str(small) in report["start"][1]
    assert report["domains"] == ["bare"]
    assert report["unchanged"]
    assert report["runtime"] == []
    assert report["state"] == c.VIR_DOMAIN_PAUSED
    assert report["files"] == ["autostart", "bare.xml"]
    assert report["reopened"]


_NOBODY = """
import json, os, sys, anyvirt
# Loaded while this is still root, whose folders an ordinary user may not look into.
import anyvirt.opening, anyvirt.qemu.driver, anyvirt.qemu.sources, anyvirt.util.wait, asyncio, concurrent.futures.thread
from anyvirt.conf.domain.model import Domain
from anyvirt.util.loop import background_loop
root, xml = sys.argv[1:]
domain = Domain.from_xml(xml)
background_loop()
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
def attempt(call):
    try:
        call()
    except anyvirt.libvirtError as exc:
        return [exc.get_error_code(), exc.detail, exc.hint]
print(json.dumps({
    "open": attempt(lambda: anyvirt.open(f"qemu:///embed?root={root}")),
    "make": attempt(lambda: anyvirt.open(f"qemu:///embed?root={root}/new")),
    "disk": attempt(lambda: anyvirt.qemu.sources.check_sources(domain)),
}))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_without_permission(root: Path, emulator: str) -> None:
    image = root / "disk.img"
    image.touch()
    report = json.loads(python(_NOBODY, root, bare("x", disk(str(image)))))
    for call in ("open", "make"):
        code, detail, hint = report[call]
        assert code == c.VIR_ERR_SYSTEM_ERROR
        assert str(root) in detail
        assert "Permission denied" in detail
        assert hint
    code, detail, hint = report["disk"]
    assert code == c.VIR_ERR_SYSTEM_ERROR
    assert f"'x': disk vda: {image}: Permission denied" in detail
    assert "may not enter the folder" in hint


@pytest.mark.usefixtures("unchanged")
def test_reading_only(qemu_uri: str) -> None:
    with anyvirt.openReadOnly(qemu_uri) as reader:
        with pytest.raises(e.OperationDenied):
            reader.defineXML(bare("x"))
        dom = reader.lookupByName("bare")
        for call in (dom.create, dom.undefine, dom.destroy, lambda: dom.setMetadata(1, "t", None, None, 0)):
            with pytest.raises(e.OperationDenied):
                call()
        with pytest.raises(e.OperationDenied):
            dom.XMLDesc(c.VIR_DOMAIN_XML_SECURE)
