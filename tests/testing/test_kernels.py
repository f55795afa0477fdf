"""Finding a kernel for the tiny guest, and the modules that it needs."""

from __future__ import annotations

import lzma
import os
from pathlib import Path

import pytest

from anyvirt.testing import kernels
from anyvirt.testing.kernels import GuestUnavailable, Kernel, cached_packages, find_kernel


def module(depends: str) -> bytes:
    return b"\x7fELF....license=GPL\0depends=" + depends.encode() + b"\0name=x\0"


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    folder = tmp_path / "kernel" / "drivers"
    folder.mkdir(parents=True)
    (folder / "virtio_net.ko").write_bytes(module("net_failover,virtio"))
    (folder / "net-failover.ko.xz").write_bytes(lzma.compress(module("virtio")))
    (folder / "virtio.ko").write_bytes(module(""))
    return Kernel("6.1", tmp_path / "vmlinuz", tmp_path)


def test_modules_come_after_what_they_depend_on(kernel: Kernel) -> None:
    """Each module stands once, and can be loaded where it stands."""
    assert list(kernel.module_closure(("virtio_net", "virtio"))) == ["virtio", "net_failover", "virtio_net"]


def test_compressed_modules_are_unpacked(kernel: Kernel) -> None:
    """The guest's insmod cannot read a compressed module."""
    assert kernel.module_closure(("net-failover",))["net_failover"] == module("virtio")


def test_modules_that_the_kernel_has_built_in_are_left_out(kernel: Kernel) -> None:
    """A module without a file is one that needs no loading."""
    assert kernel.module_closure(("evdev",)) == {}


def test_the_newest_package_is_used(tmp_path: Path) -> None:
    """A kernel that was fetched again replaces the old one; Ubuntu's modules come with their own kernel."""
    for age, version in ((200, "6.1.0-9"), (100, "6.1.0-10")):
        for kind in ("image", "modules"):
            path = tmp_path / f"linux-{kind}-{version}-generic_{version}.1_amd64.deb"
            path.touch()
            os.utime(path, (1_000_000 - age, 1_000_000 - age))
    assert [path.name for path in cached_packages(tmp_path)] == [
        "linux-image-6.1.0-10-generic_6.1.0-10.1_amd64.deb",
        "linux-modules-6.1.0-10-generic_6.1.0-10.1_amd64.deb",
    ]


def test_without_apt_an_installed_kernel_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host of another distribution has a kernel too."""
    installed = Kernel("6.9-generic", tmp_path / "vmlinuz", tmp_path)
    monkeypatch.setattr(kernels, "installed_kernels", lambda: [installed])
    monkeypatch.setenv("PATH", str(tmp_path))
    with find_kernel(tmp_path).opened() as found:
        assert found is installed


def test_without_any_kernel_the_error_names_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason can be shown to whoever started the tests."""
    monkeypatch.setattr(kernels, "installed_kernels", list)
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GuestUnavailable, match="which needs apt-get"):
        find_kernel(tmp_path)
