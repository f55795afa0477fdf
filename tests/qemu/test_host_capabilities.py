"""The capabilities document, and the figures that come from the emulators."""

from __future__ import annotations

from pathlib import Path

import pytest

from anyvirt.conf.capabilities import Capabilities, GuestCaps
from anyvirt.qemu import host as qemu_host
from anyvirt.qemu.capabilities import Accelerator, CpuModel, Machine, QemuCaps
from anyvirt.qemu.host import capabilities_xml, max_vcpus, preferred_machine
from anyvirt.util.error import ConfigUnsupported, InvalidArg
from anyvirt.util.host import Host

UUID = "11111111-2222-3333-4444-555555555555"

MODELS = (CpuModel(name="qemu64", usable=True), CpuModel(name="Future", usable=False, blockers=("avx9",)))


def emulator(arch: str, *, kvm: bool = False) -> QemuCaps:
    """An emulator with two machine types."""
    machines = [
        Machine(name="old-1.0", max_cpus=8, deprecated=True),
        Machine(name="new-2.0", alias="new", max_cpus=255, is_default=arch != "aarch64"),
        Machine(name="virt-2.0", alias="virt", max_cpus=512),
    ]
    reason = None if kvm else "the module is not loaded"
    return QemuCaps(
        binary=f"/usr/bin/qemu-system-{arch}",
        version=(9, 0, 0),
        arch=arch,
        machines={machine.name: machine for machine in machines},
        accelerators={
            "tcg": Accelerator(usable=True, cpu_models=MODELS),
            "kvm": Accelerator(usable=kvm, reason=reason, cpu_models=(*MODELS, CpuModel(name="host"))),
        },
    )


def guest(document: Capabilities, arch: str) -> GuestCaps:
    (found,) = [guest for guest in document.guests if guest.arch and guest.arch.name == arch]
    return found


def document(*emulators: QemuCaps, host: Host | None = None) -> Capabilities:
    return Capabilities.from_xml(capabilities_xml(emulators, host or Host(), UUID))


def test_the_host_is_described() -> None:
    """CPUs and memory of each cell are those that the node calls tell."""
    host = document().host
    info = Host().node_info()
    assert host is not None
    assert host.uuid == UUID
    assert host.cpu is not None
    assert host.cpu.arch == info.model
    assert host.cpu.topology is not None
    assert (host.cpu.topology.sockets, host.cpu.topology.cores) == (info.sockets, info.cores)
    assert host.cells is not None
    assert host.cells.num == len(host.cells.cells)
    assert sum(cell.memory or 0 for cell in host.cells.cells) == info.memory
    assert [model.model for model in host.security] == ["none"]


def test_a_bare_host_has_a_document_too(tmp_path: Path) -> None:
    """A container that hides /proc and /sys."""
    host = document(host=Host(tmp_path)).host
    assert host is not None
    assert host.power_management is not None
    assert not host.power_management.suspend_mem
    assert host.iommu is False
    assert host.caches == []


def test_machines_are_listed_with_their_aliases() -> None:
    """The default first, each alias behind its machine."""
    arch = guest(document(emulator("x86_64")), "x86_64").arch
    assert arch is not None
    assert (arch.word_size, arch.emulator) == (64, "/usr/bin/qemu-system-x86_64")
    assert [(m.name, m.canonical, m.max_cpus, m.deprecated) for m in arch.machines] == [
        ("new-2.0", None, 255, None),
        ("new", "new-2.0", 255, None),
        ("old-1.0", None, 8, True),
        ("virt-2.0", None, 512, None),
        ("virt", "virt-2.0", 512, None),
    ]


@pytest.mark.parametrize(("kvm", "types"), [(False, ["qemu"]), (True, ["qemu", "kvm"])])
def test_kvm_is_offered_only_where_it_works(kvm: bool, types: list[str]) -> None:
    arch = guest(document(emulator("x86_64", kvm=kvm)), "x86_64").arch
    assert arch is not None
    assert [domain.type for domain in arch.domains] == types


def test_a_64_bit_emulator_also_runs_32_bit_guests() -> None:
    """Unless there is one for them."""
    alone = document(emulator("x86_64"))
    assert [guest.arch.name for guest in alone.guests if guest.arch] == ["i686", "x86_64"]
    arch = guest(alone, "i686").arch
    assert arch is not None
    assert (arch.emulator, arch.word_size) == ("/usr/bin/qemu-system-x86_64", 32)
    both = guest(document(emulator("x86_64"), emulator("i686")), "i686").arch
    assert both is not None
    assert both.emulator == "/usr/bin/qemu-system-i686"


def test_features_depend_on_the_architecture() -> None:
    both = document(emulator("x86_64"), emulator("s390x"))
    pc, mainframe = guest(both, "x86_64").features, guest(both, "s390x").features
    assert pc is not None
    assert pc.acpi is not None
    assert pc.acpi.toggle
    assert not pc.pae
    assert mainframe is not None
    assert mainframe.acpi is mainframe.apic is None
    assert mainframe.cpu_selection


def test_preferred_machine() -> None:
    """libvirt's choice where QEMU has none."""
    assert preferred_machine(emulator("x86_64"), "qemu").name == "new-2.0"
    assert preferred_machine(emulator("aarch64"), "qemu").name == "virt-2.0"
    nothing = QemuCaps(binary="/q", version=(9, 0, 0), arch="avr")
    with pytest.raises(InvalidArg, match="'/q' has no default machine type for guests of type 'qemu'"):
        preferred_machine(nothing, "qemu")


def test_max_vcpus(monkeypatch: pytest.MonkeyPatch) -> None:
    """What machine and accelerator both can."""
    assert max_vcpus(emulator("x86_64"), None) == max_vcpus(emulator("x86_64"), "QEMU") == 255
    monkeypatch.setattr(qemu_host, "_kvm_vcpus", lambda: 64)
    assert max_vcpus(emulator("x86_64", kvm=True), "kvm") == 64
    with pytest.raises(ConfigUnsupported, match="KVM cannot be used on this host: the module is not loaded"):
        max_vcpus(emulator("x86_64"), "kvm")
    with pytest.raises(InvalidArg, match="unknown type 'xen'"):
        max_vcpus(emulator("x86_64"), "xen")
