"""Names for devices that come to a running guest."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.change.kinds import AnyDevice, all_devices, devices_like, tag_of
from anyvirt.conf.domain.devices.address import DriveAddress
from anyvirt.conf.domain.devices.controller import Controller
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.memory_device import MemoryDevice
from anyvirt.conf.domain.fill.disks import disk_index
from anyvirt.conf.domain.model import Domain

_PREFIXES: Final = {
    "interface": "net",
    "filesystem": "fs",
    "redirdev": "redir",
    "memballoon": "balloon",
    "crypto": "crypto",
}  # where it is not the name of the element


def name_device(domain: Domain, device: AnyDevice) -> None:
    """Give *device*, one of *domain*, the alias that libvirt would give it, if it has none and can have one."""
    if not hasattr(device, "alias") or device.alias is not None:
        return
    match device:
        case Disk():
            device.alias = _disk(device)
        case Controller():
            device.alias = f"{device.type.value}{device.index or 0}"
        case _:
            device.alias = _counted(domain, device)


def _disk(disk: Disk) -> str:
    bus = disk.bus.value if disk.bus is not None else "none"
    if isinstance(disk.address, DriveAddress):
        place = disk.address
        return f"{bus}{place.controller}-{place.bus}-{place.target}-{place.unit}"
    return f"{bus}-disk{disk_index(disk.target)}"


def _counted(domain: Domain, device: AnyDevice) -> str:
    prefix = _PREFIXES.get(tag_of(device), tag_of(device))
    if isinstance(device, MemoryDevice):
        prefix = device.model.value.replace("-", "")
    taken = {getattr(each, "alias", None) for each in all_devices(domain)}
    number = len(devices_like(domain, device)) - 1
    while f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"
