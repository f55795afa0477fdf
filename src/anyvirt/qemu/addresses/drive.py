"""Drive addresses: controller, bus, target and unit of a disk, which its target name decides."""

from __future__ import annotations

import re

from anyvirt.conf.domain.devices.address import DriveAddress
from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.conf.domain.devices.disk import DiskBus
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.controllers import ensure_controller
from anyvirt.util.error import XmlError

_NAME = re.compile(r"(?:fd|hd|vd|sd|xvd|ubd)([a-z]+)[0-9]*\Z")

CONTROLLER_OF_BUS = {
    DiskBus.SCSI: ControllerType.SCSI,
    DiskBus.FDC: ControllerType.FDC,
    DiskBus.IDE: ControllerType.IDE,
    DiskBus.SATA: ControllerType.SATA,
}  # in the order in which missing controllers are added


def disk_number(target: str) -> int:
    """Position of a disk among those of its kind: 0 for vda, 26 for sdaa."""
    match = _NAME.match(target)
    if match is None:
        raise XmlError(
            f"Unknown disk name '{target}' and no address specified",
            hint="name it like vda, sda, hda or fda, or give it an <address>",
        )
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("a") + 1
    return number - 1


def drive_address(bus: DiskBus, target: str) -> DriveAddress:
    """Where a disk called *target* sits on a bus of drives."""
    number = disk_number(target)
    match bus:
        case DiskBus.SCSI:
            return DriveAddress(controller=number // 7, unit=number % 7)  # a narrow bus: 8 ids, one the controller's
        case DiskBus.SATA:
            return DriveAddress(controller=number // 6, unit=number % 6)
        case DiskBus.IDE:
            return DriveAddress(controller=number // 4, bus=number % 4 // 2, unit=number % 2)
        case DiskBus.FDC:
            return DriveAddress(controller=number // 2, unit=number % 2)
        case _:
            raise AssertionError(f"{bus} has no drive addresses")


def assign(domain: Domain) -> None:
    """Give each disk on a bus of drives an address, and the buses their controllers."""
    for disk in domain.disks:
        if disk.bus in CONTROLLER_OF_BUS and disk.address is None:
            disk.address = drive_address(disk.bus, disk.target)
    for bus, kind in CONTROLLER_OF_BUS.items():
        used = (d.address.controller for d in domain.disks if d.bus is bus and isinstance(d.address, DriveAddress))
        for index in range(max(used, default=-1) + 1):
            ensure_controller(domain, kind, index)
