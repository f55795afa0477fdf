"""What the tiny guest's builder makes, apart from the guest that boots from it."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from anyvirt.testing import GuestUnavailable, TinyGuest, build_guest, guest, kernels

GUEST = TinyGuest(Path("/k&r/vmlinuz"), Path("/k&r/initrd"))


def test_the_document_names_the_files_and_adds_the_words() -> None:
    """Whatever the paths and the words are, the document is well-formed and says just them."""
    document = ElementTree.fromstring(GUEST.domain_xml("a<b", cmdline='anyvirt.tick "x"', memory_mib=200))
    assert document.findtext("name") == "a<b"
    assert document.findtext("os/kernel") == "/k&r/vmlinuz"
    assert document.findtext("os/cmdline") == 'console=ttyS0 quiet anyvirt.tick "x"'
    assert document.findtext("memory") == "200"
    assert document.find("devices/interface") is None


def test_the_document_has_the_devices_that_were_asked_for() -> None:
    """Disks are named in order; a serial line listens on a socket and keeps a log."""
    document = ElementTree.fromstring(
        GUEST.domain_xml(serial="unix", serial_path="/s", serial_log="/l", disks=["/one", "/two"], network=True)
    )
    assert [target.get("dev") for target in document.iterfind("devices/disk/target")] == ["vda", "vdb"]
    serial = document.find("devices/serial")
    assert serial is not None
    assert [(child.tag, child.attrib) for child in serial][:2] == [
        ("source", {"mode": "bind", "path": "/s"}),
        ("log", {"file": "/l", "append": "off"}),
    ]
    assert document.find("devices/interface[@type='user']") is not None


@pytest.fixture
def ingredients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A kernel and a busybox that cost nothing; the answer lists the builds."""
    (tmp_path / "image").write_bytes(b"kernel")
    kernel = kernels.Kernel("6.1", tmp_path / "image", tmp_path)
    builds: list[str] = []
    original = guest._build

    def build(target: Path, *arguments: object) -> None:
        builds.append(target.name)
        original(target, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(guest, "_build", build)
    monkeypatch.setattr(guest, "find_kernel", lambda _: kernels.KernelSource("test", installed=kernel))
    monkeypatch.setattr(guest, "_busybox", lambda: b"busybox")
    monkeypatch.setattr(guest, "_applets", lambda: ["busybox", "sh"])
    return builds


def test_it_is_built_once_however_many_ask(tmp_path: Path, ingredients: list[str]) -> None:
    """Those who come while it is being built wait, and get the same."""
    with ThreadPoolExecutor(4) as pool:
        guests = list(pool.map(lambda _: build_guest(tmp_path / "cache"), range(4)))
    assert len(set(guests)) == 1
    assert len(ingredients) == 1
    assert guests[0].kernel.read_bytes() == b"kernel"


def test_it_is_built_again_when_an_ingredient_changes(
    tmp_path: Path, ingredients: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache that is older than the code never serves an old guest."""
    first = build_guest(tmp_path / "cache")
    monkeypatch.setattr(guest, "_busybox", lambda: b"newer")
    assert build_guest(tmp_path / "cache") != first
    assert len(ingredients) == 2


def test_a_build_that_fails_leaves_nothing(
    tmp_path: Path, ingredients: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next attempt starts afresh."""

    def fail() -> list[str]:
        raise OSError("no space left")

    monkeypatch.setattr(guest, "_applets", fail)
    with pytest.raises(OSError, match="no space left"):
        build_guest(tmp_path / "cache")
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["lock"]


def test_a_dynamic_busybox_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would not run in the guest, which has no libraries."""
    program = tmp_path / "busybox"
    program.write_bytes(b"\x7fELF" + b"\0" * 600 + b"/lib64/ld-linux-x86-64.so.2")
    monkeypatch.setattr(guest, "_BUSYBOX", str(program))
    with pytest.raises(GuestUnavailable, match="busybox-static"):
        guest._busybox()
