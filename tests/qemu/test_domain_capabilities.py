"""What a guest may have, asked by emulator, architecture, machine and type."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from anyvirt.conf.domain_capabilities import DomainCapabilities
from anyvirt.qemu.capabilities import Accelerator, CapsCache, CpuModel, Machine, QemuCaps
from anyvirt.qemu.domain_capabilities import choose, domain_capabilities_xml
from anyvirt.util import kvm
from anyvirt.util.error import ConfigUnsupported, InvalidArg, SystemCallError
from tests.qemu.fakeemulator import FakeEmulator

PC = Machine(name="pc-i440fx-9.0", alias="pc", max_cpus=255)
Q35 = Machine(name="pc-q35-9.0", alias="q35", max_cpus=4096)

CAPS = QemuCaps(
    binary="/usr/bin/qemu-system-x86_64",
    version=(9, 0, 0),
    arch="x86_64",
    machines={PC.name: PC, Q35.name: Q35},
    devices=frozenset(["virtio-blk-pci", "ide-hd", "ich9-ahci", "virtio-rng-pci", "VGA"]),
    objects=frozenset(["rng-random", "memory-backend-memfd", "iothread"]),
    commands=frozenset(["query-vnc"]),
    chardevs=frozenset(["pty", "socket"]),
    accelerators={
        "tcg": Accelerator(
            usable=True,
            cpu_models=(
                CpuModel(name="max", usable=True),
                CpuModel(name="qemu64-v1", usable=True),
                CpuModel(name="qemu64", usable=True, alias_of="qemu64-v1"),
                CpuModel(name="Future", usable=False, blockers=("avx9", "amx9"), deprecated=True),
                CpuModel(name="Odd"),
            ),
        ),
        "kvm": Accelerator(usable=True, cpu_models=(CpuModel(name="host", usable=True),)),
    },
)


def document(machine: Machine = Q35, virt_type: str = "qemu") -> DomainCapabilities:
    return DomainCapabilities.from_xml(domain_capabilities_xml(CAPS, machine, virt_type))


def test_what_it_is_about() -> None:
    caps = document()
    assert (caps.path, caps.domain, caps.machine, caps.arch, caps.max_vcpus) == (
        "/usr/bin/qemu-system-x86_64",
        "qemu",
        "pc-q35-9.0",
        "x86_64",
        4096,
    )


def test_cpu_models_say_whether_and_why_not() -> None:
    caps = document()
    assert caps.cpu is not None
    modes = {mode.name: mode for mode in caps.cpu.modes}
    assert not modes["host-passthrough"].supported
    assert modes["maximum"].supported
    custom = modes["custom"]
    assert [(model.name, model.usable, model.canonical, model.deprecated) for model in custom.models] == [
        ("qemu64-v1", "yes", None, None),
        ("qemu64", "yes", "qemu64-v1", None),
        ("Future", "no", None, True),
        ("Odd", "unknown", None, None),
    ]
    assert [(blockers.model, blockers.features) for blockers in custom.blockers] == [("Future", ["avx9", "amx9"])]


def test_host_passthrough_needs_kvm() -> None:
    caps = document(virt_type="kvm")
    assert caps.cpu is not None
    mode = caps.cpu.modes[0]
    assert (mode.name, mode.supported, mode.enums[0].values) == ("host-passthrough", True, ["on", "off"])


def test_devices_are_those_that_this_qemu_has() -> None:
    """Of those that the driver can build."""
    caps = document()
    assert caps.disk is not None
    assert caps.disk.values("bus") == ["virtio", "sata"]
    assert caps.video is not None
    assert caps.video.values("modelType") == ["vga", "none"]
    assert caps.rng is not None
    assert caps.rng.values("backendModel") == ["random"]
    assert caps.graphics is not None
    assert caps.graphics.values("type") == ["vnc"]
    assert caps.channel is not None
    assert caps.channel.values("type") == ["pty", "unix"]
    assert caps.hostdev is not None
    assert not caps.hostdev.supported
    assert caps.disk.values("no such option") == []


def test_only_the_old_pc_has_ide() -> None:
    caps = document(PC)
    assert caps.disk is not None
    assert "ide" in caps.disk.values("bus")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CapsCache:
    monkeypatch.setattr(kvm, "obstacle", lambda: "there is no KVM")
    return CapsCache(tmp_path / "cache")


async def test_what_is_left_open_is_filled_in(cache: CapsCache, tmp_path: Path) -> None:
    fake = FakeEmulator(tmp_path)
    choice = await choose(cache, str(fake.path))
    assert (choice.arch, choice.machine.name, choice.virt_type) == ("x86_64", "pc-fake", "qemu")
    choice = await choose(cache, str(fake.path), arch="i686", machine="pc")
    assert (choice.arch, choice.machine.name) == ("i686", "pc-fake")


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"virt_type": "foo"}, "unknown virttype: foo"),
        ({"arch": "foo"}, "unknown architecture: foo"),
        ({"arch": "aarch64"}, "emulates 'x86_64', not 'aarch64'"),
        ({"machine": "foo"}, "has no machine type 'foo'"),
        ({"machine": "none"}, "has no machine type 'none'"),
        ({"virt_type": "kvm"}, "cannot run guests of type 'kvm'"),
        ({"virt_type": "xen"}, "cannot run guests of type 'xen'"),
    ],
)
async def test_bad_arguments(cache: CapsCache, tmp_path: Path, question: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidArg, match=message):
        await choose(cache, str(FakeEmulator(tmp_path).path), **question)


async def test_an_architecture_without_emulator(
    cache: CapsCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hint names the package."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigUnsupported, match="no QEMU for architecture 'sparc' is installed") as failure:
        await choose(cache, arch="sparc")
    assert "qemu-system-misc" in str(failure.value.hint)


async def test_a_missing_emulator(cache: CapsCache) -> None:
    with pytest.raises(SystemCallError, match="/nope"):
        await choose(cache, "/nope")


@pytest.mark.skipif(shutil.which("qemu-system-x86_64") is None, reason="qemu-system-x86_64 is not installed")
async def test_the_real_one(cache: CapsCache) -> None:
    choice = await choose(cache, arch="x86_64", machine="q35", virt_type="qemu")
    caps = DomainCapabilities.from_xml(domain_capabilities_xml(choice.caps, choice.machine, choice.virt_type))
    assert caps.disk is not None
    assert {"virtio", "scsi", "sata", "usb"} <= set(caps.disk.values("bus"))
    assert caps.cpu is not None
    assert "qemu64" in [model.name for model in caps.cpu.modes[-1].models]
