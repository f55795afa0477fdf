"""What the guest sees of its machine: memory, CPUs, board, clock and strings of the firmware."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anyvirt.conf.domain.abi.compare import Found, compare_fields, compare_presence, compare_values, pairs
from anyvirt.conf.domain.boot import BaseBoard, SysinfoEntry
from anyvirt.conf.domain.clock import Clock, TimerName
from anyvirt.conf.domain.cpu import CpuCache, CpuModel, CpuTopology, MaxPhysAddr, NumaCell
from anyvirt.conf.domain.features import Features, HyperV, HyperVMode, Kvm, Xen
from anyvirt.conf.domain.model import Domain, DomainType
from anyvirt.util.xmlmap import Element

# Not: how model-specific registers and the translator of QEMU behave, and how a guest is torn down.
_FEATURES: Final = (
    *("acpi", "apic", "apic_eoi", "pae", "hap", "viridian", "privnet", "pvspinlock", "pmu", "vmport"),
    *("gic", "gic_version", "smm", "ioapic", "hpt", "hpt_resizing", "hpt_maxpagesize", "vmcoreinfo", "htm"),
    *("nested_hv", "ccf_assist", "cfpc", "sbbc", "ibs", "ras", "ps2", "aia"),
)
_HYPERV: Final = (
    *("relaxed", "vapic", "spinlock_retries", "vpindex", "runtime", "synic", "stimer", "stimer_direct", "reset"),
    *("vendor_id_value", "frequencies", "reenlightenment", "tlbflush", "tlbflush_direct", "tlbflush_extended"),
    *("ipi", "evmcs", "avic", "emsr_bitmap", "xmm_input"),
)
_KVM: Final = ("hidden", "hint_dedicated", "poll_control", "pv_ipi", "dirty_ring", "dirty_ring_size")
_XEN: Final = ("e820_host", "passthrough", "passthrough_mode")
_LOCAL_DISTANCE: Final = 10
_REMOTE_DISTANCE: Final = 20


def compare_identity(source: Domain, target: Domain) -> Found:
    """Who the guest is. Its name is no hardware; but nobody may rename a guest by the way."""
    yield from compare_fields(source, target, ("type", "uuid", "genid", "name"))


def compare_memory(source: Domain, target: Domain, *, volatile: bool) -> Found:
    """How much memory the guest has. *volatile*: and how much the balloon leaves of it."""
    yield from compare_values("memory", *map(_initial_memory, (source, target)))
    if volatile:
        yield from compare_fields(source, target, ("current_memory",))
    yield from compare_fields(source, target, ("max_memory", "max_memory_slots"))
    if source.type in (DomainType.QEMU, DomainType.KVM):
        # QEMU names the memory in its stream after where it comes from.
        paths = (domain.memory_backing.source if domain.memory_backing else None for domain in (source, target))
        yield from compare_values("memoryBacking/source/@type", *(each.value if each else None for each in paths))


def _initial_memory(domain: Domain) -> int:
    """KiB without what can be plugged in."""
    return (domain.memory or 0) - sum(module.size for module in domain.memory_devices)


def compare_numa(source: Domain, target: Domain) -> Found:
    """The NUMA cells of the guest. What tables of the firmware say of caches and speeds is read at boot only."""
    path = "cpu/numa/cell"
    a, b = _cells(source), _cells(target)
    if len(a) != len(b):
        yield from compare_values(f"{path} (count)", len(a), len(b))
        return
    for place, left, right in pairs(path, a, b):
        yield from compare_fields(left, right, ("memory",), place)
        yield from compare_values(f"{place}/@cpus", left.cpus, right.cpus)
        for other in a:
            distances = (_distance(cell, other.id) for cell in (left, right))
            yield from compare_values(f"{place}/distances/sibling[{other.id}]/@value", *distances)


def _cells(domain: Domain) -> list[NumaCell]:
    return domain.cpu.numa.cells if domain.cpu is not None and domain.cpu.numa is not None else []


def _distance(cell: NumaCell, other: int | None) -> int:
    for sibling in cell.distances:
        if sibling.id == other:
            return sibling.value
    return _LOCAL_DISTANCE if cell.id == other else _REMOTE_DISTANCE


def compare_vcpus(source: Domain, target: Domain) -> Found:
    """The virtual CPUs: how many, which are on, and in which order they came."""
    if source.vcpu != target.vcpu:
        yield from compare_fields(source, target, ("vcpu",))
        return
    for number, (left, right) in enumerate(zip(_vcpus(source), _vcpus(target), strict=True)):
        yield from compare_values(
            f"vcpus/vcpu[{number}]/@enabled", *("yes" if each[0] else "no" for each in (left, right))
        )
        yield from compare_values(f"vcpus/vcpu[{number}]/@order", left[1], right[1])


def _vcpus(domain: Domain) -> Iterator[tuple[bool, int | None]]:
    """Of each virtual CPU whether it is on, and its place in the order."""
    named = {vcpu.id: vcpu for vcpu in domain.vcpus}
    current = domain.vcpu if domain.vcpu_current is None else domain.vcpu_current
    for number in range(domain.vcpu):
        if domain.vcpus:
            vcpu = named.get(number)
            yield (vcpu is not None and vcpu.enabled, vcpu.order if vcpu is not None else None)
        else:
            yield (number < current, None)


def compare_board(source: Domain, target: Domain) -> Found:
    """The machine and its features."""
    yield from compare_fields(source, target, ("os_type", "os_arch", "os_machine", "smbios"))
    a, b = source.features or Features(), target.features or Features()
    path = "features"
    yield from compare_fields(a, b, _FEATURES, path)
    policies = (each.capabilities.policy if each.capabilities is not None else None for each in (a, b))
    yield from compare_values(f"{path}/capabilities/@policy", *(each.value if each else "default" for each in policies))
    modes = [each.hyperv.mode or HyperVMode.CUSTOM if each.hyperv is not None else None for each in (a, b)]
    yield from compare_values(f"{path}/hyperv/@mode", *(mode.value if mode else None for mode in modes))
    yield from compare_fields(a.hyperv or HyperV(), b.hyperv or HyperV(), _HYPERV, f"{path}/hyperv")
    for name, empty, fields in (("kvm", Kvm, _KVM), ("xen", Xen, _XEN)):
        yield from compare_presence(f"{path}/{name}", getattr(a, name), getattr(b, name))
        yield from compare_fields(getattr(a, name) or empty(), getattr(b, name) or empty(), fields, f"{path}/{name}")
    yield from compare_fields(a, b, ("smm_tseg",), path)


def compare_clock(source: Domain, target: Domain) -> Found:
    """The timers. What the clock shows goes on from where it was."""
    a, b = (source.clock or Clock()).timers, (target.clock or Clock()).timers
    if len(a) != len(b):
        yield from compare_values("clock/timer (count)", len(a), len(b))
        return
    for place, left, right in pairs("clock/timer", a, b):
        tsc = ("frequency", "mode") if left.name is TimerName.TSC else ()
        yield from compare_fields(left, right, ("name", "present", *tsc), place)


def compare_cpu(source: Domain, target: Domain) -> Found:
    """What CPUID says, as far as the definitions tell."""
    a, b = source.cpu, target.cpu
    yield from compare_presence("cpu", a is not None, b is not None)
    if a is None or b is None:
        return
    yield from compare_fields(a, b, ("mode", "check", "vendor"), "cpu")
    yield from compare_fields(a.model or CpuModel(), b.model or CpuModel(), ("name", "vendor_id"), "cpu/model")
    yield from _optional(a.topology, b.topology, "cpu/topology", CpuTopology)
    yield from _optional(a.maxphysaddr, b.maxphysaddr, "cpu/maxphysaddr", MaxPhysAddr)
    yield from _optional(a.cache, b.cache, "cpu/cache", CpuCache)
    if len(a.features) != len(b.features):
        yield from compare_values("cpu/feature (count)", len(a.features), len(b.features))
        return
    for place, left, right in pairs("cpu/feature", a.features, b.features):
        yield from compare_fields(left, right, ("name", "policy"), place)


_PARTS: Final[dict[type[Element], tuple[str, ...]]] = {
    CpuTopology: ("sockets", "dies", "clusters", "cores", "threads"),
    MaxPhysAddr: ("mode", "bits", "limit"),
    CpuCache: ("level", "mode"),
}


def _optional(source: Element | None, target: Element | None, path: str, kind: type[Element]) -> Found:
    yield from compare_presence(path, source is not None, target is not None)
    if source is not None and target is not None:
        yield from compare_fields(source, target, _PARTS[kind], path)


def compare_sysinfo(source: Domain, target: Domain) -> Found:
    """Strings of the firmware. Those that are meant for programs in the guest may change."""
    a, b = source.sysinfo, target.sysinfo
    if len(a) != len(b):
        yield from compare_values("sysinfo (count)", len(a), len(b))
        return
    for place, left, right in pairs("sysinfo", a, b):
        yield from compare_fields(left, right, ("type",), place)
        for name in ("bios", "system", "chassis"):
            yield from _entries(f"{place}/{name}", getattr(left, name), getattr(right, name))
        boards = (left.base_boards, right.base_boards)
        if len(boards[0]) != len(boards[1]):
            yield from compare_values(f"{place}/baseBoard (count)", *map(len, boards))
            continue
        board: BaseBoard
        for position, (board, other) in enumerate(zip(*boards, strict=True), 1):
            yield from _entries(f"{place}/baseBoard[{position}]", board.entries, other.entries)


def _entries(path: str, source: list[SysinfoEntry], target: list[SysinfoEntry]) -> Found:
    a, b = ({entry.name: entry.value for entry in entries} for entries in (source, target))
    for name in dict.fromkeys([*a, *b]):
        yield from compare_values(f"{path}/entry[{name}]", a.get(name), b.get(name))
