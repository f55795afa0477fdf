"""The host as the QEMU driver describes it: its capabilities document, and what follows from its emulators."""

from __future__ import annotations

import fcntl
from collections.abc import Sequence

from anyvirt.conf.capabilities import (
    Capabilities,
    CellCpu,
    CellCpus,
    CellDistance,
    CpuTopologyCaps,
    GuestArch,
    GuestCaps,
    GuestDomain,
    GuestFeatures,
    GuestMachine,
    HostCacheBank,
    HostCaps,
    HostCell,
    HostCells,
    HostCpu,
    PagePool,
    PageSize,
    PowerManagement,
    SecurityModelCaps,
    Toggle,
)
from anyvirt.qemu.capabilities import Machine, QemuCaps
from anyvirt.qemu.hostcpu import host_cpu
from anyvirt.util import cpuset, kvm
from anyvirt.util.arch import WORD_SIZES, X86, runs_on
from anyvirt.util.error import ConfigUnsupported, InvalidArg
from anyvirt.util.host import CacheBank, Cell, Host

_KVM_CHECK_EXTENSION = 0xAE03  # linux/kvm.h
_KVM_CAP_NR_VCPUS = 9
_KVM_CAP_MAX_VCPUS = 66
_KVM_VCPUS_OLD = 4  # what KVM's documentation has a caller assume when the kernel knows neither of the two

# Architectures whose emulators have no default machine; libvirt takes this one.
_PREFERRED_MACHINE = {"aarch64": "virt", "armv7l": "virt", "riscv32": "virt", "riscv64": "virt", "loongarch64": "virt"}


def capabilities_xml(emulators: Sequence[QemuCaps], host: Host, host_uuid: str) -> str:
    """What virConnectGetCapabilities answers."""
    return capabilities(emulators, host, host_uuid).to_xml()


def capabilities(emulators: Sequence[QemuCaps], host: Host, host_uuid: str) -> Capabilities:
    """The host, and a kind of guests for each architecture that *emulators* cover."""
    return Capabilities(host=_host(host, host_uuid), guests=_guests(emulators))


def preferred_machine(caps: QemuCaps, virt_type: str) -> Machine:
    """The machine of a guest whose document names none.

    Raises:
        InvalidArg: neither QEMU nor libvirt prefer one for this architecture.
    """
    preferred = _PREFERRED_MACHINE.get(caps.arch)
    machine = caps.machine(preferred) if preferred else caps.default_machine
    if machine is None:
        raise InvalidArg(
            f"'{caps.binary}' has no default machine type for guests of type '{virt_type}'",
            hint="name one in <os><type machine=>",
        )
    return machine


def max_vcpus(caps: QemuCaps, virt_type: str | None) -> int:
    """The most virtual CPUs that a guest may have.

    Raises:
        InvalidArg: *virt_type* is not a kind of guest of this driver.
        ConfigUnsupported: guests of that kind cannot run here.
    """
    match virt_type.lower() if virt_type else None:
        case None | "qemu":
            return preferred_machine(caps, "qemu").max_cpus
        case "kvm":
            accelerator = caps.accelerator("kvm")
            if not accelerator.usable:
                raise ConfigUnsupported(f"KVM cannot be used on this host: {accelerator.reason}")
            return min(_kvm_vcpus(), preferred_machine(caps, "kvm").max_cpus)
    raise InvalidArg(f"unknown type '{virt_type}'", hint="one of qemu, kvm")


# --- the host -----------------------------------------------------------------------------------------------------


def _host(host: Host, host_uuid: str) -> HostCaps:
    states = host.sleep_states()
    cells = host.cells()
    return HostCaps(
        uuid=host_uuid,
        cpu=_cpu(host, cells),
        power_management=PowerManagement(
            suspend_mem="suspend_mem" in states,
            suspend_disk="suspend_disk" in states,
            suspend_hybrid="suspend_hybrid" in states,
        ),
        iommu=host.has_iommu(),
        cells=HostCells(num=len(cells), cells=[_cell(cell) for cell in cells]),
        caches=[_bank(bank) for bank in host.caches()],
        security=[SecurityModelCaps(model="none", doi="0")],
    )


def _cpu(host: Host, cells: list[Cell]) -> HostCpu:
    info = host.node_info()
    processor = host.processor()
    cpu = host_cpu(host)
    cpu.topology = CpuTopologyCaps(sockets=info.sockets, dies=1, clusters=1, cores=info.cores, threads=info.threads)
    cpu.pages = [PageSize(size=size) for size in sorted({pages.size_kib for cell in cells for pages in cell.pages})]
    if info.model in X86:
        cpu.microcode = processor.microcode
        cpu.signature_family, cpu.signature_model = processor.family, processor.model
        cpu.signature_stepping = processor.stepping
    if processor.physical_bits is not None:
        # "passthrough" with hardware virtualization: guests address as much as the host does.
        cpu.physical_address_mode = "passthrough" if {"vmx", "svm"} & processor.flags else "emulate"
        cpu.physical_address_bits = processor.physical_bits
    return cpu


def _cell(cell: Cell) -> HostCell:
    return HostCell(
        id=cell.id,
        memory=cell.memory_kib,
        pages=[PagePool(size=pages.size_kib, count=pages.total) for pages in cell.pages],
        distances=[CellDistance(id=sibling, value=value) for sibling, value in cell.distances],
        cpus=CellCpus(
            num=len(cell.cpus),
            cpus=[
                CellCpu(
                    id=cpu.id,
                    socket_id=cpu.socket_id,
                    die_id=cpu.die_id,
                    cluster_id=cpu.cluster_id,
                    core_id=cpu.core_id,
                    siblings=cpuset.to_text(cpu.siblings),
                )
                for cpu in cell.cpus
            ],
        ),
    )


def _bank(bank: CacheBank) -> HostCacheBank:
    whole_mib = bank.size_kib % 1024 == 0
    return HostCacheBank(
        id=bank.id,
        level=bank.level,
        type=bank.type,
        size=bank.size_kib // 1024 if whole_mib else bank.size_kib,
        unit="MiB" if whole_mib else "KiB",
        cpus=cpuset.to_text(bank.cpus),
    )


# --- the guests ---------------------------------------------------------------------------------------------------


def _guests(emulators: Sequence[QemuCaps]) -> list[GuestCaps]:
    by_arch: dict[str, QemuCaps] = {}
    for caps in emulators:
        by_arch.setdefault(caps.arch, caps)
    for caps in emulators:
        if runs_on("i686", caps.arch):
            by_arch.setdefault("i686", caps)
    return [_guest(arch, by_arch[arch]) for arch in sorted(by_arch)]


def _guest(arch: str, caps: QemuCaps) -> GuestCaps:
    types = {"qemu": "tcg", "kvm": "kvm"}
    return GuestCaps(
        os_type="hvm",
        arch=GuestArch(
            name=arch,
            word_size=WORD_SIZES.get(arch, 32),
            emulator=caps.binary,
            machines=_machines(caps),
            domains=[GuestDomain(type=name) for name, acc in types.items() if caps.accelerator(acc).usable],
        ),
        features=GuestFeatures(
            pae=arch == "i686",
            nonpae=arch == "i686",
            acpi=Toggle(default=True, toggle=True) if arch in X86 or arch == "aarch64" else None,
            apic=Toggle(default=True, toggle=False) if arch in X86 else None,
            cpu_selection=any(acc.cpu_models for acc in caps.accelerators.values()),
            device_boot=True,
        ),
    )


def _machines(caps: QemuCaps) -> list[GuestMachine]:
    """The machine types, the default one first, each followed by its alias."""
    result = []
    for machine in sorted(caps.machines.values(), key=lambda machine: not machine.is_default):
        deprecated = True if machine.deprecated else None
        result.append(GuestMachine(name=machine.name, max_cpus=machine.max_cpus, deprecated=deprecated))
        if machine.alias is not None:
            alias = GuestMachine(
                name=machine.alias, canonical=machine.name, max_cpus=machine.max_cpus, deprecated=deprecated
            )
            result.append(alias)
    return result


def _kvm_vcpus() -> int:
    with open(kvm.DEVICE, "rb", buffering=0) as device:
        for extension in (_KVM_CAP_MAX_VCPUS, _KVM_CAP_NR_VCPUS):
            if (count := fcntl.ioctl(device, _KVM_CHECK_EXTENSION, extension)) > 0:
                return count
    return _KVM_VCPUS_OLD
