"""Rules about names, memory, processors and booting."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeVar

from anyvirt.conf.domain.boot import Firmware, LoaderType, Sysinfo, SysinfoType
from anyvirt.conf.domain.cpu import Cpu, CpuMode
from anyvirt.conf.domain.cpuset import parse_cpuset
from anyvirt.conf.domain.devices.filesystem import Filesystem
from anyvirt.conf.domain.devices.memory_device import MemoryModel
from anyvirt.conf.domain.model import Domain, DomainType
from anyvirt.conf.domain.seclabel import SecLabelType
from anyvirt.conf.domain.tuning import CacheTune, CacheType, NumaMode, NumaPlacement, NumaTune
from anyvirt.conf.domain.walk import bootable_devices
from anyvirt.util.error import ConfigUnsupported, InternalError, NoName, XmlDetail, XmlError
from anyvirt.util.xmlmap.convert import UUID

_DATE: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{2}|[0-9]{4})", re.ASCII).fullmatch
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII).fullmatch

T = TypeVar("T")

OS_TYPES: Final = ("hvm", "xen", "exe", "uml", "xenpvh")


def repeated(values: Iterable[T]) -> list[T]:
    """Those of *values* that occur more than once."""
    counts: dict[T, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return [value for value, count in counts.items() if count > 1]


def check_names(domain: Domain) -> None:
    if not domain.name:
        raise NoName("name: is empty", hint="give the domain a name")
    if "/" in domain.name:
        raise XmlError(f"name {domain.name} cannot contain '/'")
    if "\n" in domain.name:
        raise XmlError("name: cannot contain a line break")
    if not domain.name.strip():
        raise XmlError("name: must contain more than white space")
    if domain.title is not None and "\n" in domain.title:
        raise XmlError("title: cannot contain a line break", hint="put longer texts into <description>")
    if domain.genid is not None and not _is_uuid(domain.genid):
        raise InternalError(f"genid: '{domain.genid}' is not a UUID", hint="an empty <genid/> has one generated")
    for variable in domain.qemu_envs:
        if not _VARIABLE(variable.name):
            raise XmlError(
                f"qemu:env: '{variable.name}' is not the name of a variable",
                hint="letters, digits and '_', not beginning with a digit",
            )


def _is_uuid(text: str) -> bool:
    try:
        UUID.parse(text)
    except ValueError:
        return False
    return True


def check_os(domain: Domain) -> None:
    if domain.os_type is None:
        raise XmlError("os: <type> is missing", hint="<os><type>hvm</type></os> for a full virtual machine")
    if domain.os_type not in OS_TYPES:
        raise ConfigUnsupported(f"os/type: '{domain.os_type}' is not one of {', '.join(OS_TYPES)}")
    loader, nvram = domain.loader, domain.nvram
    if domain.os_type == "exe" and not domain.init and domain.type is not DomainType.LXC:  # which has a default
        raise XmlError("os/init: a container needs the path of its first process")
    if loader is not None and loader.path is None and domain.os_firmware is None and not loader.stateless:
        raise XmlDetail("os/loader: needs a path, unless the attribute firmware of <os> has one chosen")
    if loader is not None and loader.stateless is False:
        if domain.os_firmware is Firmware.BIOS:
            raise XmlDetail("os/loader: firmware of type 'bios' keeps no variables, so it cannot have stateless='no'")
        if domain.os_firmware is None and loader.type is not LoaderType.PFLASH:
            raise XmlDetail("os/loader: only type='pflash' keeps variables and can have stateless='no'")
    if loader is not None and loader.stateless and nvram is not None:
        raise XmlDetail("os/nvram: a loader with stateless='yes' keeps no variables")
    if domain.os_firmware is Firmware.BIOS and nvram is not None:
        raise XmlDetail("os/nvram: firmware of type 'bios' has no variables")
    if domain.os_firmware is None and (nvram is not None or loader is not None) and not (loader and loader.path):
        raise XmlDetail("os: the firmware needs a <loader> with its path, or the attribute firmware of <os>")
    if domain.bios_reboot_timeout is not None and not -1 <= domain.bios_reboot_timeout <= 65535:
        raise ConfigUnsupported(f"os/bios/@rebootTimeout: {domain.bios_reboot_timeout} is not from -1 to 65535")
    if domain.bootmenu_timeout is not None and domain.bootmenu_timeout > 65535:
        raise ConfigUnsupported(f"os/bootmenu/@timeout: {domain.bootmenu_timeout} is not from 0 to 65535")


def check_sysinfo(domain: Domain) -> None:
    """The UUID in SMBIOS tables is the guest's."""
    for info in domain.sysinfo:
        if info.type is SysinfoType.FWCFG:
            _check_fwcfg(info)
        for entry in info.bios if info.type is SysinfoType.SMBIOS else []:
            if entry.name == "date" and entry.value and not _is_date(entry.value):
                raise XmlDetail(f"sysinfo: the date of <bios>, '{entry.value}', is not mm/dd/yyyy or mm/dd/yy")
        for entry in info.system if info.type is SysinfoType.SMBIOS else []:
            if entry.name == "uuid" and (entry.value or "").strip().lower() != domain.uuid:
                raise XmlDetail(f"sysinfo: the uuid of <system> is '{entry.value}', but the domain's is {domain.uuid}")


def _check_fwcfg(info: Sysinfo) -> None:
    for entry in info.entries:
        if not entry.name:
            raise XmlError("sysinfo: an entry for the firmware has no name")
        if not entry.value and not entry.file:
            raise XmlError(f"sysinfo: entry '{entry.name}' has neither a value nor a file")


def _is_date(text: str) -> bool:
    match = _DATE(text)
    return match is not None and 1 <= int(match[1]) <= 12 and 1 <= int(match[2]) <= 31


def check_seclabels(domain: Domain) -> None:
    """One label for each security driver."""
    twice = repeated(label.model for label in domain.seclabels)
    if twice:
        raise XmlDetail(f"seclabel: model '{twice[0]}' has two labels, and one at most is allowed")
    if len(domain.seclabels) > 1 and any(label.model is None for label in domain.seclabels):
        raise XmlError("seclabel: one of several has no model")
    for label in domain.seclabels:
        if label.type is SecLabelType.STATIC and not label.label and label.model != "none":
            raise XmlError("seclabel: type 'static' needs a <label>")
        if label.type is SecLabelType.DYNAMIC and label.relabel is False:
            raise ConfigUnsupported("seclabel: type 'dynamic' labels resources anew, so relabel cannot be 'no'")
        if label.type is SecLabelType.NONE and label.relabel:
            raise ConfigUnsupported("seclabel: type 'none' labels nothing, so relabel cannot be 'yes'")


def _needs_no_slots(domain: Domain) -> bool:
    """Modules that are virtio devices sit on a bus and take no slot."""
    models = {module.model for module in domain.memory_devices}
    return bool(models) and models <= {MemoryModel.VIRTIO_MEM, MemoryModel.VIRTIO_PMEM}


def check_memory(domain: Domain) -> None:
    if not domain.memory:
        raise XmlError(
            "memory: the guest's size is not given",
            hint="write <memory unit='GiB'>2</memory>, or give each <cell> of <numa> its memory",
        )
    if domain.max_memory or domain.max_memory_slots:
        if not domain.max_memory or (not domain.max_memory_slots and not _needs_no_slots(domain)):
            raise XmlError("maxMemory: both the size and the attribute slots must be given")
        if domain.max_memory < domain.memory:
            raise XmlError(f"maxMemory: {domain.max_memory} KiB is below memory, {domain.memory} KiB")


def check_vcpus(domain: Domain) -> None:
    if domain.vcpu < 1:
        raise XmlError(f"vcpu: {domain.vcpu} is not from 1 up")
    if domain.vcpu_current is not None and domain.vcpu_current > domain.vcpu:
        raise ConfigUnsupported(
            f"vcpu/@current: {domain.vcpu_current} is more than the number of virtual CPUs, {domain.vcpu}"
        )
    _check_individual_vcpus(domain)
    twice = repeated(pin.vcpu for pin in domain.cputune.vcpupins) if domain.cputune is not None else []
    if twice:
        raise InternalError(f"cputune/vcpupin: virtual CPU {twice[0]} is pinned twice")
    twice = repeated(thread.id for thread in domain.iothread_ids)
    if twice:
        raise XmlError(f"iothreadids: id {twice[0]} is given twice")
    if domain.cputune is not None:
        _check_cachetunes(domain)
    if domain.numatune is not None:
        _check_numatune(domain, domain.numatune)


def _check_individual_vcpus(domain: Domain) -> None:
    orders: set[int] = set()
    for vcpu in domain.vcpus:
        if vcpu.id >= domain.vcpu:
            raise XmlError(f"vcpus: there is no virtual CPU {vcpu.id}, the last one is {domain.vcpu - 1}")
        if not vcpu.enabled and vcpu.hotpluggable is False:
            raise ConfigUnsupported(f"vcpus: virtual CPU {vcpu.id} is off, so it must be hotpluggable")
        if vcpu.order is not None:
            if vcpu.order in orders:
                raise XmlError(f"vcpus: order {vcpu.order} is given twice")
            orders.add(vcpu.order)


def _check_cachetunes(domain: Domain) -> None:
    tune = domain.cputune
    assert tune is not None
    groups: list[set[int]] = []
    for cachetune in tune.cachetunes:
        cpus = parse_cpuset(cachetune.vcpus)
        if any(cpus & group for group in groups):
            raise XmlError(f"cputune/cachetune: vcpus='{cachetune.vcpus}' overlaps with another group")
        groups.append(cpus)
        _check_caches(cachetune, cpus)
    nodes: list[set[int]] = []
    for memorytune in tune.memorytunes:
        cpus = parse_cpuset(memorytune.vcpus)
        # A group may be shared with cachetune, but then it has to be the same one.
        if any(cpus & group for group in nodes) or any(cpus & group and cpus != group for group in groups):
            raise XmlError(f"cputune/memorytune: vcpus='{memorytune.vcpus}' overlaps with another group")
        nodes.append(cpus)
        ids = [node.id for node in memorytune.nodes]
        if len(ids) != len(set(ids)):
            raise XmlError(f"cputune/memorytune: vcpus='{memorytune.vcpus}' names a node twice")


def _check_caches(tune: CacheTune, cpus: set[int]) -> None:
    seen: dict[tuple[int, int], set[CacheType]] = {}
    for cache in tune.caches:
        types = seen.setdefault((cache.level, cache.id), set())
        if types and (cache.type in types or CacheType.BOTH in types or cache.type is CacheType.BOTH):
            raise XmlError(
                f"cputune/cachetune: cache level={cache.level} id={cache.id} of vcpus='{tune.vcpus}' is allocated twice"
            )
        types.add(cache.type)
    watched: list[set[int]] = []
    for monitor in tune.monitors:
        part = parse_cpuset(monitor.vcpus)
        if not part <= cpus:
            raise XmlError(f"cputune/cachetune/monitor: vcpus='{monitor.vcpus}' is not within '{tune.vcpus}'")
        if part != cpus and any(part & other and other != cpus for other in watched):
            raise XmlError(f"cputune/cachetune/monitor: vcpus='{monitor.vcpus}' overlaps with another monitor")
        if part in watched:
            raise XmlError(f"cputune/cachetune/monitor: vcpus='{monitor.vcpus}' is watched twice")
        watched.append(part)


def _check_numatune(domain: Domain, tune: NumaTune) -> None:
    cells = domain.cpu.numa.cells if domain.cpu is not None and domain.cpu.numa is not None else []
    memory = tune.memory
    if memory is not None and memory.placement is NumaPlacement.STATIC and memory.nodeset is None:
        raise ConfigUnsupported("numatune/memory: placement='static' needs a nodeset")
    if not tune.memnodes:
        return
    if not cells:
        raise XmlError("numatune/memnode: the guest has no NUMA cells")
    if memory is not None and memory.placement is NumaPlacement.AUTO:
        raise ConfigUnsupported("numatune: memnode cannot be used with automatic placement")
    seen: set[int] = set()
    for node in tune.memnodes:
        if node.cellid >= len(cells):
            raise XmlError(f"numatune/memnode: there is no NUMA cell {node.cellid}, the last one is {len(cells) - 1}")
        if node.cellid in seen:
            raise XmlError(f"numatune/memnode: NUMA cell {node.cellid} is given twice")
        seen.add(node.cellid)
        restrictive = memory is not None and memory.mode is NumaMode.RESTRICTIVE
        if restrictive != (node.mode is NumaMode.RESTRICTIVE) and (memory is not None or restrictive):
            raise XmlError("numatune: 'restrictive' must be the mode of memory and of every memnode, or of none")


def check_cpu(domain: Domain) -> None:
    cpu = domain.cpu
    if cpu is None:
        return
    if cpu.migratable is not None and cpu.mode not in (CpuMode.HOST_PASSTHROUGH, CpuMode.MAXIMUM):
        raise ConfigUnsupported("cpu/@migratable: is only allowed with mode 'host-passthrough' or 'maximum'")
    if cpu.features and cpu.mode in (None, CpuMode.CUSTOM) and cpu.model is None:
        raise XmlError("cpu: has features but no model")
    twice = repeated(feature.name for feature in cpu.features)
    if twice:
        raise XmlError(f"cpu/feature: '{twice[0]}' is given twice")
    if cpu.vendor is not None and (cpu.model is None or not cpu.model.name):
        raise XmlError(f"cpu/vendor: '{cpu.vendor}' needs a model")
    vendor_id = cpu.model.vendor_id if cpu.model is not None else None
    if vendor_id is not None and (len(vendor_id) != 12 or "," in vendor_id):
        raise XmlError(f"cpu/model/@vendor_id: '{vendor_id}' is not 12 characters without a comma")
    _check_cells(cpu)


def _check_cells(cpu: Cpu) -> None:
    cells = cpu.numa.cells if cpu.numa is not None else []
    ids = sorted(cell.id or 0 for cell in cells)
    if ids != list(range(len(cells))):
        raise XmlError("cpu/numa/cell: ids must count from 0 without gaps, each given once")
    taken: set[int] = set()
    for cell in cells:
        cpus = parse_cpuset(cell.cpus) if cell.cpus else set()
        if taken & cpus:
            raise XmlError(f"cpu/numa/cell: CPU {min(taken & cpus)} is in two cells")
        taken |= cpus


def check_boot(domain: Domain) -> None:
    orders: dict[int, str] = {}
    for device in bootable_devices(domain):
        what = f"<{device.__xml_tag__}>"
        if device.boot_order is None:
            if not isinstance(device, Filesystem) and device.loadparm is not None:
                raise XmlError(f"{what}: <boot> has a loadparm and no order")
            continue
        if domain.boot:
            raise ConfigUnsupported(
                f"{what} has a <boot order>, which cannot be used together with <boot dev> of <os>",
                hint="remove one or the other",
            )
        if device.boot_order in orders:
            raise XmlError(f"{what}: boot order {device.boot_order} is taken by another device")
        orders[device.boot_order] = what
