"""Defaults of everything that is not a device."""

from __future__ import annotations

from anyvirt.conf.domain.boot import BootDevice, FirmwareFeature, FirmwareFeatureName, Loader, LoaderType
from anyvirt.conf.domain.clock import Clock, ClockBasis, ClockOffset, TimerCatchup, is_seconds
from anyvirt.conf.domain.cpu import (
    DISTANCES,
    Cpu,
    CpuFallback,
    CpuFeaturePolicy,
    CpuMatch,
    CpuMode,
    NumaCell,
    NumaSibling,
)
from anyvirt.conf.domain.devices.source import NetworkSource
from anyvirt.conf.domain.features import Capabilities, CapabilitiesPolicy, Features, HyperV, HyperVMode
from anyvirt.conf.domain.fill.cputune import fill_cputune
from anyvirt.conf.domain.fill.disks import fill_hosts
from anyvirt.conf.domain.memory import MemoryBacking
from anyvirt.conf.domain.model import Domain, DomainType, LifecycleAction, PerfEventName, VcpuPlacement
from anyvirt.conf.domain.tuning import (
    CpuTune,
    IoThread,
    NumaMemory,
    NumaMode,
    NumaPlacement,
    NumaTune,
    Vcpu,
)
from anyvirt.conf.domain.walk import bootable_devices
from anyvirt.conf.metadata import of_namespaces
from anyvirt.util.arch import host_arch
from anyvirt.util.uuids import new_uuid

HVM = "hvm"
_CONTAINER = "exe"
_WITH_KERNEL = (HVM, "xen", "xenpvh", "uml")  # those that somebody starts a kernel or firmware for
BOOT_DEVICES = 4  # VIR_DOMAIN_BOOT_LAST: more are not looked at


def fill_general(domain: Domain) -> None:
    """Name the guest for good, and say what it does at its ends."""
    if domain.uuid is None:
        domain.uuid = new_uuid()
    if domain.genid is not None and not domain.genid.strip():
        domain.genid = new_uuid()
    domain.metadata = of_namespaces(domain.metadata)
    domain.uidmap.sort(key=lambda part: part.start)
    domain.gidmap.sort(key=lambda part: part.start)
    domain.on_poweroff = domain.on_poweroff or LifecycleAction.DESTROY
    domain.on_reboot = domain.on_reboot or LifecycleAction.RESTART
    domain.on_crash = domain.on_crash or LifecycleAction.DESTROY
    if domain.bootloader is not None and domain.os_type is None:
        domain.os_type = "xen"
    if domain.os_type == "linux" and domain.type is DomainType.XEN:  # what its paravirtual guests were called
        domain.os_type = "xen"
    if domain.os_arch is None:
        domain.os_arch = host_arch()
    domain.os_machine = domain.os_machine or None
    _drop_other_starts(domain)
    for info in domain.sysinfo:
        info.base_boards = [board for board in info.base_boards if board.entries]
        for entry in info.entries:
            if entry.file:
                entry.value = None
    if domain.features is not None:
        _fill_features(domain.features)
    if domain.features == Features():
        domain.features = None
    order = list(PerfEventName)
    domain.perf_events.sort(key=lambda event: order.index(event.name))


def _drop_other_starts(domain: Domain) -> None:
    """Pass over what is about another way to start than that of the guest's kind."""
    if domain.os_type != _CONTAINER:
        domain.init = None
        domain.initargs, domain.initenvs = [], []
        domain.initdir = domain.inituser = domain.initgroup = None
    if domain.os_type not in _WITH_KERNEL:
        domain.loader = domain.nvram = domain.varstore = None
        domain.kernel = domain.initrd = domain.dtb = domain.shim = None
        if domain.os_type != _CONTAINER:
            domain.cmdline = None
    if domain.os_type != HVM:
        domain.os_firmware = None
        domain.firmware_features, domain.acpi_tables, domain.boot = [], [], []
        domain.bootmenu = domain.bios_useserial = domain.bios_reboot_timeout = None


def _fill_features(features: Features) -> None:
    """Forget the details of what is off or the default."""
    if features.capabilities is not None:
        features.capabilities.policy = features.capabilities.policy or CapabilitiesPolicy.DEFAULT
        if features.capabilities == Capabilities(policy=CapabilitiesPolicy.DEFAULT):
            features.capabilities = None
    if features.smm is False:
        features.smm_tseg = None
    features.hpt_maxpagesize = features.hpt_maxpagesize or None
    features.hpt = features.hpt_resizing is not None or features.hpt_maxpagesize is not None
    features.tcg_tb_cache = features.tcg_tb_cache or None
    if features.xen is not None and not features.xen.passthrough:
        features.xen.passthrough_mode = None
    if features.kvm is not None and not features.kvm.dirty_ring:
        features.kvm.dirty_ring_size = None
    hyperv = features.hyperv
    if hyperv is None:
        return
    hyperv.mode = hyperv.mode or HyperVMode.CUSTOM
    if hyperv.mode is HyperVMode.PASSTHROUGH:
        features.hyperv = HyperV(mode=hyperv.mode)  # the host says all the rest
        return
    if not hyperv.stimer:
        hyperv.stimer_direct = None
    if not hyperv.tlbflush:
        hyperv.tlbflush_direct = hyperv.tlbflush_extended = None
    if not hyperv.spinlocks:
        hyperv.spinlock_retries = None
    if not hyperv.vendor_id:
        hyperv.vendor_id_value = None


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
    _fill_distances(cells)
    if domain.memory_backing is not None:
        _fill_backing(domain.memory_backing, cells)
    if domain.memory_backing == MemoryBacking():
        domain.memory_backing = None
    if domain.memory is not None and (not domain.current_memory or domain.current_memory > domain.memory):
        domain.current_memory = domain.memory


def _fill_distances(cells: list[NumaCell]) -> None:
    """A way back is as long as the way there, unless told otherwise; nothing is farther than from itself."""
    known: dict[tuple[int, int], int] = {}
    for cell in cells:
        for sibling in cell.distances:
            known[(cell.id or 0, sibling.id)] = sibling.value
    back = {(there, here): length for (here, there), length in known.items()}
    known = back | known
    known |= {(here, here): DISTANCES[0] for here, _ in known}
    for cell in cells:
        ways = sorted((there, length) for (here, there), length in known.items() if here == (cell.id or 0))
        cell.distances = [NumaSibling(id=there, value=length) for there, length in ways]


def _fill_backing(backing: MemoryBacking, cells: list[NumaCell]) -> None:
    backing.allocation_threads = backing.allocation_threads or None
    for page in backing.hugepages.pages if backing.hugepages is not None else []:
        if not cells and page.nodeset == "0":
            page.nodeset = None  # the only one that there is


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
    if memory is not None:
        _fill_numa_memory(memory, domain.vcpu_placement)
    _fill_iothreads(domain)
    if domain.cputune is not None:
        fill_cputune(domain.cputune, domain.vcpu)
    if domain.cputune == CpuTune():
        domain.cputune = None


def _fill_numa_memory(memory: NumaMemory, vcpus: VcpuPlacement) -> None:
    """Memory is near the virtual CPUs, strictly, unless told otherwise."""
    memory.mode = memory.mode or NumaMode.STRICT
    if memory.placement is None and memory.nodeset is None and vcpus is VcpuPlacement.AUTO:
        memory.placement = NumaPlacement.AUTO
    if memory.placement is NumaPlacement.AUTO:
        memory.nodeset = None
    elif memory.nodeset is not None:
        memory.placement = None  # the nodes say it


def _fill_individual_vcpus(domain: Domain) -> None:
    """Say of every CPU what is said of one: those that are not named are off."""
    domain.vcpus = list({vcpu.id: vcpu for vcpu in domain.vcpus}.values())  # the last word on each counts
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


def _fill_firmware(domain: Domain) -> None:
    loader = domain.loader
    if loader is not None and loader.type is None and loader.path is not None and domain.os_firmware is None:
        loader.type = LoaderType.ROM
    if domain.os_firmware is not None and loader == Loader():
        domain.loader = None
    # The last word on each feature counts, and keys are enrolled to boot securely with them.
    wanted = {feature.name: feature for feature in domain.firmware_features}
    keys = wanted.get(FirmwareFeatureName.ENROLLED_KEYS)
    if keys is not None and keys.enabled and FirmwareFeatureName.SECURE_BOOT not in wanted:
        secure = FirmwareFeature(name=FirmwareFeatureName.SECURE_BOOT, enabled=True)
        wanted[FirmwareFeatureName.SECURE_BOOT] = secure
    domain.firmware_features = [wanted[name] for name in FirmwareFeatureName if name in wanted]


def fill_boot(domain: Domain) -> None:
    """A full virtual machine boots from its disk, unless devices or firmware say otherwise."""
    _fill_firmware(domain)
    if domain.nvram is not None and isinstance(domain.nvram.source, NetworkSource):
        fill_hosts(domain.nvram.source)
    if domain.bootloader is not None:
        domain.boot, domain.bootmenu, domain.bios_useserial, domain.bios_reboot_timeout = [], None, None, None
    domain.boot = domain.boot[:BOOT_DEVICES]
    if not domain.bootmenu:
        domain.bootmenu_timeout = None
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
        if clock.adjustment in (None, "", "reset"):
            clock.basis, clock.adjustment = None, clock.adjustment or None
        else:
            clock.offset, clock.basis = ClockOffset.VARIABLE, basis
    if clock.offset is ClockOffset.VARIABLE:
        clock.basis = clock.basis or ClockBasis.UTC
        if clock.adjustment is None or not is_seconds(clock.adjustment):
            clock.adjustment = "0"
    if clock.offset in (ClockOffset.TIMEZONE, ClockOffset.ABSOLUTE):
        clock.adjustment = clock.basis = None
    if clock.offset is not ClockOffset.TIMEZONE:
        clock.timezone = None
    if clock.offset is not ClockOffset.ABSOLUTE:
        clock.start = None
    for timer in clock.timers:
        timer.frequency = timer.frequency or None
        if timer.catchup is not None:
            for name in ("threshold", "slew", "limit"):
                setattr(timer.catchup, name, getattr(timer.catchup, name) or None)
            if timer.catchup == TimerCatchup():
                timer.catchup = None


def fill_cpu(domain: Domain) -> None:
    """Say in full what a CPU with a model means."""
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
    if cpu.model is None and cpu.mode is CpuMode.CUSTOM:
        cpu.mode = None  # of nothing
    if not has_model or cpu.mode is not CpuMode.CUSTOM:
        cpu.match = None
    if has_model and cpu.model is not None:
        cpu.model.fallback = cpu.model.fallback or CpuFallback.ALLOW
    if cpu.topology is not None:
        cpu.topology.dies = cpu.topology.dies or 1
    for feature in cpu.features:
        feature.policy = feature.policy or CpuFeaturePolicy.REQUIRE
    if cpu == Cpu():
        domain.cpu = None
