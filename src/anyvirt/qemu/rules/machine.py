"""Rules for everything that is not a device."""

from __future__ import annotations

import difflib

from anyvirt.conf.domain.boot import LoaderType
from anyvirt.conf.domain.clock import TickPolicy, TimerName
from anyvirt.conf.domain.cpuset import parse_cpuset
from anyvirt.conf.domain.fill.general import HVM
from anyvirt.conf.domain.model import Domain, DomainType, LifecycleAction
from anyvirt.qemu.capabilities import QemuCaps
from anyvirt.qemu.machine import Chipset, chipset
from anyvirt.util.arch import X86
from anyvirt.util.error import ConfigUnsupported, XmlDetail, XmlError

_NEAR_MATCHES = 5
MAX_XAPIC_CPUS = 255  # APIC ids have 8 bits unless an IOMMU remaps interrupts


def check_machine(domain: Domain, caps: QemuCaps) -> None:
    _check_emulator(domain, caps)
    _check_machine_type(domain, caps)
    _check_vcpus(domain, caps)
    _check_memory(domain)
    _check_lifecycle(domain)
    _check_firmware(domain)
    _check_features(domain)
    _check_cells(domain)
    _check_timers(domain)
    if domain.bootloader is not None:
        raise ConfigUnsupported(
            f"bootloader: QEMU does not run '{domain.bootloader}' on the host",
            hint="use <kernel>, or boot from a disk",
        )


def _check_emulator(domain: Domain, caps: QemuCaps) -> None:
    if domain.type not in (DomainType.QEMU, DomainType.KVM):
        raise ConfigUnsupported(
            f"'{caps.binary}' cannot run domains of type '{domain.type.value}'", hint="use type='kvm' or type='qemu'"
        )
    if domain.type is DomainType.KVM and not (kvm := caps.accelerator("kvm")).usable:
        raise ConfigUnsupported(
            f"'{caps.binary}' cannot run domains of type 'kvm': {kvm.reason}",
            hint="<domain type='qemu'> emulates the CPU instead, slowly",
        )
    if domain.os_type != HVM:
        raise ConfigUnsupported(f"os/type: '{caps.binary}' runs '{HVM}' only, not '{domain.os_type}'")
    if domain.os_arch != caps.arch and (domain.os_arch, caps.arch) != ("i686", "x86_64"):
        raise ConfigUnsupported(
            f"os/type: '{caps.binary}' emulates '{caps.arch}', not '{domain.os_arch}'",
            hint="leave out <emulator> to have the right one chosen",
        )


def _check_machine_type(domain: Domain, caps: QemuCaps) -> None:
    name = domain.os_machine or ""
    if caps.machine(name) is None:
        known = sorted({*caps.machines, *(machine.alias for machine in caps.machines.values() if machine.alias)})
        near = difflib.get_close_matches(name, known, n=_NEAR_MATCHES, cutoff=0.4)
        raise ConfigUnsupported(
            f"'{caps.binary}' has no machine type '{name}'",
            hint=f"near it are {', '.join(near)}" if near else f"it has {', '.join(known[:_NEAR_MATCHES])} and more",
        )


def _check_vcpus(domain: Domain, caps: QemuCaps) -> None:
    machine = caps.machine(domain.os_machine or "")
    if machine is not None and domain.vcpu > machine.max_cpus:
        raise ConfigUnsupported(
            f"vcpu: {domain.vcpu} CPUs are beyond the {machine.max_cpus} of machine type '{machine.name}'"
        )
    if domain.os_arch in X86 and domain.vcpu > MAX_XAPIC_CPUS:
        raise ConfigUnsupported(
            f"vcpu: {domain.vcpu} CPUs are above {MAX_XAPIC_CPUS}, beyond which interrupts need an <iommu>"
        )
    topology = domain.cpu.topology if domain.cpu is not None else None
    if topology is not None:
        product = topology.sockets * (topology.dies or 1) * (topology.clusters or 1) * topology.cores * topology.threads
        if product != domain.vcpu:
            raise ConfigUnsupported(f"cpu/topology: makes {product} CPUs, but the domain has {domain.vcpu}")
    known = {thread.id for thread in domain.iothread_ids} or set(range(1, (domain.iothreads or 0) + 1))
    for disk in domain.disks:
        if disk.iothread is not None and disk.iothread not in known:
            raise ConfigUnsupported(
                f"disk '{disk.target}': the domain has no iothread {disk.iothread}",
                hint=f"it has {', '.join(map(str, sorted(known)))}" if known else "add <iothreads>",
            )


def _check_memory(domain: Domain) -> None:
    cells = domain.cpu.numa.cells if domain.cpu is not None and domain.cpu.numa is not None else ()
    if domain.max_memory is not None and not cells:
        raise ConfigUnsupported(
            "maxMemory: memory is plugged into NUMA cells, and there is none",
            hint="add <numa> with a <cell> to <cpu>",
        )


def _check_lifecycle(domain: Domain) -> None:
    for name in ("on_poweroff", "on_reboot", "on_crash"):
        action = getattr(domain, name)
        if action is LifecycleAction.RESTART_RENAME or (action is LifecycleAction.PRESERVE and name != "on_crash"):
            raise ConfigUnsupported(f"{name}: QEMU cannot do '{action.value}'")
    if domain.on_poweroff is LifecycleAction.RESTART and domain.on_reboot is LifecycleAction.DESTROY:
        raise ConfigUnsupported("on_poweroff 'restart' and on_reboot 'destroy' exclude each other")


def _check_firmware(domain: Domain) -> None:
    acpi = domain.features is not None and domain.features.acpi
    if domain.loader is not None and domain.loader.type is LoaderType.PFLASH and domain.os_arch in X86 and not acpi:
        raise ConfigUnsupported(f"os/loader: UEFI on '{domain.os_arch}' needs ACPI", hint="add <acpi/> to <features>")


def _check_cells(domain: Domain) -> None:
    """What names a NUMA cell of the guest names one that there is."""
    numa = domain.cpu.numa if domain.cpu is not None else None
    known = {cell.id for cell in numa.cells} if numa is not None else set()
    backing = domain.memory_backing
    pages = backing.hugepages.pages if backing is not None and backing.hugepages is not None else []
    for page in pages if known else []:
        missing = sorted(parse_cpuset(page.nodeset) - known) if page.nodeset is not None else []
        if missing:
            raise XmlDetail(f"memoryBacking/hugepages: the guest has no NUMA cell {missing[0]}")
    for controller in domain.controllers:
        if controller.node is not None and controller.node not in known:
            raise XmlError(
                f"pci controller {controller.index}: the guest has no NUMA cell {controller.node}",
                hint="describe it in <cpu><numa>",
            )


def _check_features(domain: Domain) -> None:
    features = domain.features
    if features is None:
        return
    board = chipset(domain.os_arch, domain.os_machine)
    for name, value, boards in (
        ("tseg", features.smm_tseg, (Chipset.Q35,)),
        ("gic", features.gic, (Chipset.VIRT,)),
        ("htm", features.htm, (Chipset.PSERIES,)),
        ("nested-hv", features.nested_hv, (Chipset.PSERIES,)),
        ("ccf-assist", features.ccf_assist, (Chipset.PSERIES,)),
    ):
        if value and board not in boards:
            raise ConfigUnsupported(f"features: machine type '{domain.os_machine}' ({domain.os_arch}) has no '{name}'")


# What becomes of ticks that a guest missed, as far as QEMU can do it.
_TICK_POLICIES = {
    TimerName.RTC: (TickPolicy.DELAY, TickPolicy.CATCHUP),
    TimerName.PIT: (TickPolicy.DELAY, TickPolicy.CATCHUP, TickPolicy.DISCARD),
    TimerName.HPET: (TickPolicy.DELAY,),
}


def _check_timers(domain: Domain) -> None:
    for timer in domain.clock.timers if domain.clock is not None else ():
        if timer.name is TimerName.PLATFORM:
            raise ConfigUnsupported("unsupported timer type (name) 'platform'")
        policies = _TICK_POLICIES.get(timer.name)
        if policies is not None and timer.tickpolicy is not None and timer.tickpolicy not in policies:
            raise ConfigUnsupported(
                f"unsupported {timer.name.value} tickpolicy '{timer.tickpolicy.value}'",
                hint=f"QEMU can do {', '.join(policy.value for policy in policies)}",
            )
