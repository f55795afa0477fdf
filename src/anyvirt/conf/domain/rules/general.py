"""Rules about names, memory, processors and booting."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeVar

from anyvirt.conf.domain.boot import Firmware, LoaderType, Sysinfo, SysinfoType
from anyvirt.conf.domain.devices.memory_device import MemoryModel
from anyvirt.conf.domain.model import Domain, DomainType
from anyvirt.conf.domain.seclabel import SecLabelType
from anyvirt.conf.domain.walk import bootable_devices
from anyvirt.util.arch import WORD_SIZES
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


def check_os_type(domain: Domain) -> None:
    kind = domain.os_type or ("xen" if domain.bootloader is not None else None)
    if kind is None:
        raise XmlError("os: <type> is missing", hint="<os><type>hvm</type></os> for a full virtual machine")
    if kind not in (*OS_TYPES, "linux"):  # what Xen's paravirtual guests were called
        raise ConfigUnsupported(f"os/type: '{kind}' is not one of {', '.join(OS_TYPES)}")
    if domain.os_arch and domain.os_arch not in WORD_SIZES:
        raise ConfigUnsupported(f"os/type/@arch: there is no architecture '{domain.os_arch}'")


def check_timeouts(domain: Domain) -> None:
    if domain.bios_reboot_timeout is not None and not -1 <= domain.bios_reboot_timeout <= 65535:
        raise ConfigUnsupported(f"os/bios/@rebootTimeout: {domain.bios_reboot_timeout} is not from -1 to 65535")
    if domain.bootmenu and domain.bootmenu_timeout is not None and domain.bootmenu_timeout > 65535:
        raise ConfigUnsupported(f"os/bootmenu/@timeout: {domain.bootmenu_timeout} is not from 0 to 65535")


def check_init(domain: Domain) -> None:
    if domain.os_type == "exe" and not domain.init and domain.type is not DomainType.LXC:  # which has a default
        raise XmlError("os/init: a container needs the path of its first process")
    if "" in domain.initargs:
        raise XmlError("os/initarg: there is nothing in it")


def check_firmware(domain: Domain) -> None:
    loader, nvram = domain.loader, domain.nvram
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
    models: set[str | None] = set()
    for label in domain.seclabels:
        kind = label.type or SecLabelType.DYNAMIC
        if kind is SecLabelType.STATIC and not label.label and label.model != "none":
            raise XmlError("seclabel: type 'static' needs a <label>")
        if label.type is SecLabelType.DYNAMIC and label.relabel is False and label.model != "none":
            raise ConfigUnsupported("seclabel: type 'dynamic' labels resources anew, so relabel cannot be 'no'")
        if kind is SecLabelType.NONE and label.relabel:
            raise ConfigUnsupported("seclabel: type 'none' labels nothing, so relabel cannot be 'yes'")
        if label.model in models:
            raise XmlDetail(f"seclabel: model '{label.model}' has two labels, and one at most is allowed")
        models.add(label.model)
    if len(models) > 1 and None in models:
        raise XmlError("seclabel: one of several has no model")


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
    size, slots = domain.max_memory, domain.max_memory_slots
    if (size or slots) and (not size or (not slots and not _needs_no_slots(domain))):
        raise XmlError("maxMemory: both the size and the attribute slots must be given")
    if size and size < domain.memory:
        raise XmlError(f"maxMemory: {size} KiB is below memory, {domain.memory} KiB")


def check_boot(domain: Domain) -> None:
    orders: set[int] = set()
    for device in bootable_devices(domain):
        if device.boot_order is None:
            continue
        what = f"<{device.__xml_tag__}>"
        if domain.boot:
            raise ConfigUnsupported(
                f"{what} has a <boot order>, which cannot be used together with <boot dev> of <os>",
                hint="remove one or the other",
            )
        if device.boot_order in orders:
            raise ConfigUnsupported(f"{what}: boot order {device.boot_order} is taken by another device")
        orders.add(device.boot_order)
