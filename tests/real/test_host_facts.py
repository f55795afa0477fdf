"""The host as libvirt itself sees it, on the same machine at the same time."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anyvirt.conf.capabilities import Capabilities, GuestArch
from anyvirt.conf.domain_capabilities import DomainCapabilities
from anyvirt.qemu.capabilities import CapsCache, installed_emulators
from anyvirt.qemu.domain_capabilities import choose, domain_capabilities
from anyvirt.qemu.host import capabilities
from anyvirt.testing.libvirtd import LibvirtdUnavailable, PrivateLibvirtd
from anyvirt.util import kvm
from anyvirt.util.host import Host

pytestmark = [
    pytest.mark.peer("libvirt >= 9.0"),
    pytest.mark.skipif(shutil.which("virsh") is None, reason="virsh is not installed"),
    pytest.mark.skipif(not installed_emulators(), reason="no QEMU is installed"),
]

Virsh = Callable[..., str]


@pytest.fixture(scope="module")
def virsh() -> Iterator[Virsh]:
    """Run a command of virsh on a libvirtd of our own and return what it prints."""
    try:
        with PrivateLibvirtd() as daemon:

            def run(*command: str) -> str:
                return subprocess.run(
                    ["virsh", "--connect", daemon.uri, *command], capture_output=True, text=True, check=True
                ).stdout

            yield run
    except LibvirtdUnavailable as exc:
        pytest.skip(str(exc))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CapsCache:
    """KVM is hidden from the daemon, so it is from us."""
    monkeypatch.setattr(kvm, "obstacle", lambda: "hidden")
    return CapsCache(tmp_path)


def test_node_info(virsh: Virsh) -> None:
    theirs = dict(re.findall(r"^(.+?):\s+(\S+)", virsh("nodeinfo"), re.MULTILINE))
    ours = Host().node_info()
    assert theirs == {
        "CPU model": ours.model,
        "CPU(s)": str(ours.cpus),
        "CPU frequency": str(ours.mhz),
        "CPU socket(s)": str(ours.sockets),
        "Core(s) per socket": str(ours.cores),
        "Thread(s) per core": str(ours.threads),
        "NUMA cell(s)": str(ours.nodes),
        "Memory size": str(ours.memory),
    }


def test_cpu_map(virsh: Virsh) -> None:
    cpu_map = Host().cpu_map()
    theirs = virsh("nodecpumap")
    assert re.findall(r"\d+", theirs) == [str(cpu_map.total), str(cpu_map.online_count)]
    assert theirs.split()[-1] == "".join("y" if online else "-" for online in cpu_map.online)


def test_counters_advance_alike(virsh: Virsh) -> None:
    """What libvirt reads in between lies in between."""
    before = Host().cpu_stats()
    theirs = {name: int(value) for name, value in re.findall(r"(\w+):\s+(\d+)", virsh("nodecpustats"))}
    after = Host().cpu_stats()
    for ours, name in (("kernel", "system"), ("user", "user"), ("idle", "idle")):
        assert before[ours] <= theirs[name] <= after[ours]


def test_memory(virsh: Virsh) -> None:
    theirs = dict(re.findall(r"(\w+)\s*:\s+(\d+) KiB", virsh("nodememstats")))
    ours = Host().memory_stats()
    assert list(theirs) == list(ours)
    assert int(theirs["total"]) == ours["total"]
    (total,) = re.findall(r"Total: (\d+) KiB", virsh("freecell"))
    # Others use the memory of the host meanwhile.
    assert int(total) * 1024 == pytest.approx(Host().free_memory(), rel=0.25)


async def test_capabilities(virsh: Virsh, cache: CapsCache) -> None:
    """Cells, caches and machine types; libvirt also knows a name for the CPU."""
    theirs = Capabilities.from_xml(virsh("capabilities"))
    ours = capabilities([await cache.get(path) for path in installed_emulators()], Host(), "")
    assert theirs.host is not None
    assert ours.host is not None
    assert theirs.host.cells is not None
    assert ours.host.cells is not None
    for their_cell, our_cell in zip(theirs.host.cells.cells, ours.host.cells.cells, strict=True):
        for cpu in our_cell.cpus.cpus if our_cell.cpus else ():
            cpu.cluster_id = None  # libvirt tells it since 10.2
        assert their_cell == our_cell
    assert theirs.host.caches == ours.host.caches
    assert theirs.host.iommu == ours.host.iommu
    native = Host().arch
    for arch in {native, "i686"} if native == "x86_64" else {native}:
        assert _machines(theirs, arch) == _machines(ours, arch)


async def test_domain_capabilities(virsh: Virsh, cache: CapsCache) -> None:
    """We list nothing that libvirt does not, and CPU models are as usable."""
    question = ("--machine", "q35", "--arch", "x86_64", "--virttype", "qemu")
    theirs = DomainCapabilities.from_xml(virsh("domcapabilities", *question))
    choice = await choose(cache, arch="x86_64", machine="q35", virt_type="qemu")
    ours = domain_capabilities(*(choice.caps, choice.machine, choice.virt_type, choice.arch))
    assert (ours.path, ours.domain, ours.machine, ours.arch) == (
        theirs.path,
        theirs.domain,
        theirs.machine,
        theirs.arch,
    )
    assert ours.max_vcpus == theirs.max_vcpus
    for device in ("disk", "graphics", "video", "rng", "channel", "memory_backing"):
        for enum in getattr(ours, device).enums:
            assert set(enum.values) <= set(getattr(theirs, device).values(enum.name)), (device, enum.name)
    assert theirs.cpu is not None
    assert ours.cpu is not None
    known = {model.name: model.usable for model in ours.cpu.modes[-1].models}
    for model in theirs.cpu.modes[-1].models:
        assert known[model.name] == model.usable, model.name


def _machines(document: Capabilities, arch: str) -> dict[str, tuple[str | None, int | None, bool | None]]:
    """Name -> what it stands for, its CPUs, whether it is deprecated."""
    (found,) = [
        guest.arch for guest in document.guests if isinstance(guest.arch, GuestArch) and guest.arch.name == arch
    ]
    return {machine.name: (machine.canonical, machine.max_cpus, machine.deprecated) for machine in found.machines}
