"""Defaults of everything that is not a device."""

from __future__ import annotations

from anyvirt.conf.domain.boot import BootDevice, LoaderType
from anyvirt.conf.domain.clock import Clock, ClockBasis, ClockOffset
from anyvirt.conf.domain.cpu import Cpu, CpuFallback, CpuFeaturePolicy, CpuMatch, CpuMode
from anyvirt.conf.domain.cpuset import parse_cpuset
from anyvirt.conf.domain.features import Capabilities, Features, HyperVMode
from anyvirt.conf.domain.model import Domain, LifecycleAction, VcpuPlacement
from anyvirt.conf.domain.seclabel import SecLabel, SecLabelType
from anyvirt.conf.domain.tuning import (
    CpuTune,
    IoThread,
    IoThreadSched,
    NumaMemory,
    NumaMode,
    NumaPlacement,
    NumaTune,
    Vcpu,
    VcpuSched,
)
from anyvirt.conf.domain.walk import bootable_devices
from anyvirt.util.arch import host_arch
from anyvirt.util.uuids import new_uuid

HVM = "hvm"
BOOT_DEVICES = 4  # VIR_DOMAIN_BOOT_LAST: more are not looked at


def fill_general(domain: Domain) -> None:
    """Name the guest for good, and say what it does at its ends."""
    if domain.uuid is None:
        domain.uuid = new_uuid()
    if domain.genid is not None and not domain.genid.strip():
        domain.genid = new_uuid()
    domain.uidmap.sort(key=lambda part: part.start)
    domain.gidmap.sort(key=lambda part: part.start)
    domain.on_poweroff = domain.on_poweroff or LifecycleAction.DESTROY
    domain.on_reboot = domain.on_reboot or LifecycleAction.RESTART
    domain.on_crash = domain.on_crash or LifecycleAction.DESTROY
    if domain.bootloader is not None and domain.os_type is None:
        domain.os_type = "xen"
    if domain.os_type == "linux":  # what Xen's paravirtual guests were called
        domain.os_type = "xen"
    if domain.os_arch is None:
        domain.os_arch = host_arch()
    if domain.os_type == HVM:
        domain.init = None
        domain.initargs, domain.initenvs = [], []
        domain.initdir = domain.inituser = domain.initgroup = None
    for label in domain.seclabels:
        _fill_seclabel(label)
    domain.seclabels = [label for label in domain.seclabels if label.type is not None or label.label]
    for info in domain.sysinfo:
        info.base_boards = [board for board in info.base_boards if board.entries]
        for entry in info.entries:
            if entry.file:
                entry.value = None
    if domain.features is not None and domain.features.capabilities == Capabilities():
        domain.features.capabilities = None
    if domain.features is not None and domain.features.smm is False:
        domain.features.smm_tseg = None
    if domain.features == Features():
        domain.features = None
    if domain.features is not None and domain.features.hyperv is not None:
        hyperv = domain.features.hyperv
        hyperv.mode = hyperv.mode or HyperVMode.CUSTOM
        if not hyperv.stimer:
            hyperv.stimer_direct = None
        if not hyperv.tlbflush:
            hyperv.tlbflush_direct = hyperv.tlbflush_extended = None


def _fill_seclabel(label: SecLabel) -> None:
    """What is relabelled unless told otherwise, and that no driver means no label."""
    if label.model == "none" and label.type is SecLabelType.DYNAMIC:
        label.type = SecLabelType.NONE
    if label.relabel is None and label.type in (SecLabelType.DYNAMIC, SecLabelType.STATIC):
        label.relabel = label.type is SecLabelType.DYNAMIC
    if label.type is SecLabelType.NONE:
        label.relabel = label.relabel or None


def fill_memory(domain: Domain, *, update_abi: bool) -> None:
    """NUMA cells say how much memory there is; the balloon leaves all of it unless told otherwise."""
    cells = domain.cpu.numa.cells if domain.cpu is not None and domain.cpu.numa is not None else []
    in_cells = sum(cell.memory for cell in cells)
    if in_cells and (update_abi or domain.memory is None):
        domain.memory = in_cells + sum(module.size for module in domain.memory_devices)
    for number, cell in enumerate(cells):
        if cell.id is None:
            cell.id = number
    cells.sort(key=lambda cell: cell.id or 0)
    if domain.memory is not None and (not domain.current_memory or domain.current_memory > domain.memory):
        domain.current_memory = domain.memory


def fill_vcpus(domain: Domain) -> None:
    """Virtual CPUs, where they run, and I/O threads."""
    if domain.vcpus:
        _fill_individual_vcpus(domain)
    if domain.vcpu_current == domain.vcpu:
        domain.vcpu_current = None
    if domain.vcpu_placement is None:
        memory = domain.numatune.memory if domain.numatune is not None else None
        automatic = memory is not None and memory.placement is NumaPlacement.AUTO and domain.vcpu_cpuset is None
        domain.vcpu_placement = VcpuPlacement.AUTO if automatic else VcpuPlacement.STATIC
    if domain.vcpu_placement is VcpuPlacement.AUTO:
        domain.vcpu_cpuset = None
        if domain.numatune is None:
            domain.numatune = NumaTune(memory=NumaMemory(mode=NumaMode.STRICT, placement=NumaPlacement.AUTO))
    memory = domain.numatune.memory if domain.numatune is not None else None
    if memory is not None and memory.placement is NumaPlacement.AUTO:
        memory.nodeset = None
    _fill_iothreads(domain)
    if domain.cputune == CpuTune():
        domain.cputune = None
    if domain.cputune is not None:
        domain.cputune.vcpuscheds = _one_per_vcpu(domain.cputune.vcpuscheds)
        domain.cputune.iothreadscheds = _one_per_iothread(domain.cputune.iothreadscheds)
        domain.cputune.vcpupins.sort(key=lambda pin: pin.vcpu)
        domain.cputune.iothreadpins.sort(key=lambda pin: pin.iothread)


def _fill_individual_vcpus(domain: Domain) -> None:
    """Say of every CPU what is said of one: those that are not named are off."""
    domain.vcpu_current = sum(vcpu.enabled for vcpu in domain.vcpus)
    named = {vcpu.id for vcpu in domain.vcpus}
    domain.vcpus += [Vcpu(id=number, enabled=False) for number in range(domain.vcpu) if number not in named]
    domain.vcpus.sort(key=lambda vcpu: vcpu.id)
    for vcpu in domain.vcpus:
        if vcpu.hotpluggable is None:
            vcpu.hotpluggable = not vcpu.enabled


def _fill_iothreads(domain: Domain) -> None:
    """Ids of I/O threads that the document only counts; they are written where it names any of them."""
    if not domain.iothread_ids:
        return
    count = max(domain.iothreads or 0, len(domain.iothread_ids))
    domain.iothreads = count
    taken = {thread.id for thread in domain.iothread_ids}
    free = (number for number in range(1, 2 * count + 1) if number not in taken)
    domain.iothread_ids += [IoThread(id=next(free)) for _ in range(count - len(domain.iothread_ids))]


def _one_per_vcpu(scheds: list[VcpuSched]) -> list[VcpuSched]:
    single = [
        VcpuSched(vcpus=str(vcpu), scheduler=sched.scheduler, priority=sched.priority)
        for sched in scheds
        for vcpu in sorted(parse_cpuset(sched.vcpus))
    ]
    return sorted(single, key=lambda sched: int(sched.vcpus))


def _one_per_iothread(scheds: list[IoThreadSched]) -> list[IoThreadSched]:
    single = [
        IoThreadSched(iothreads=str(thread), scheduler=sched.scheduler, priority=sched.priority)
        for sched in scheds
        for thread in sorted(parse_cpuset(sched.iothreads))
    ]
    return sorted(single, key=lambda sched: int(sched.iothreads))


def fill_boot(domain: Domain) -> None:
    """A full virtual machine boots from its disk, unless devices or firmware say otherwise."""
    domain.boot = domain.boot[:BOOT_DEVICES]
    if not domain.bootmenu:
        domain.bootmenu_timeout = None
    loader = domain.loader
    if loader is not None and loader.type is None and loader.path is not None and domain.os_firmware is None:
        loader.type = LoaderType.ROM
    if domain.os_type != HVM or domain.boot or domain.bootloader:
        return
    if not any(device.boot_order for device in bootable_devices(domain)):
        domain.boot = [BootDevice.HD]


def fill_clock(domain: Domain) -> None:
    """UTC unless told otherwise. An adjustment makes the clock one that varies."""
    if domain.clock is None:
        domain.clock = Clock()
    clock = domain.clock
    if clock.offset in (ClockOffset.UTC, ClockOffset.LOCALTIME):
        basis = ClockBasis.UTC if clock.offset is ClockOffset.UTC else ClockBasis.LOCALTIME
        if clock.adjustment not in (None, "reset"):
            clock.offset, clock.basis = ClockOffset.VARIABLE, basis
    elif clock.offset is ClockOffset.VARIABLE:
        clock.basis = clock.basis or ClockBasis.UTC
        if clock.adjustment in (None, "reset"):
            clock.adjustment = "0"


def fill_cpu(domain: Domain) -> None:
    """Say in full what a CPU with a model means."""
    if domain.cpu == Cpu():
        domain.cpu = None
    cpu = domain.cpu
    if cpu is None:
        return
    has_model = cpu.model is not None and bool(cpu.model.name and cpu.model.name.strip())
    if cpu.mode is None and has_model:
        cpu.mode = CpuMode.CUSTOM
    if has_model and cpu.mode is CpuMode.CUSTOM:
        cpu.match = cpu.match or CpuMatch.EXACT
    elif cpu.mode in (CpuMode.HOST_PASSTHROUGH, CpuMode.MAXIMUM) or (
        cpu.model is not None and cpu.model.vendor_id is None and not has_model
    ):
        cpu.model = None
    if has_model and cpu.model is not None:
        cpu.model.fallback = cpu.model.fallback or CpuFallback.ALLOW
    if cpu.topology is not None:
        cpu.topology.dies = cpu.topology.dies or 1
    for feature in cpu.features:
        feature.policy = feature.policy or CpuFeaturePolicy.REQUIRE
