"""Names of devices in QEMU and in the live definition, as libvirt gives them.

A name that is there stays: a user's own one (``ua-...``), or that of a device of a running guest.
"""

from __future__ import annotations

from collections.abc import Iterable

from anyvirt.conf.domain.devices.address import DriveAddress
from anyvirt.conf.domain.devices.chardev import ConsoleTargetType
from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.devices.disk import Disk, DiskBus
from anyvirt.conf.domain.fill.disks import disk_index
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.controllers import find_controller
from anyvirt.qemu.describe import AnyDevice
from anyvirt.qemu.machine import Chipset, chipset


def assign(domain: Domain) -> None:
    """Name each device of *domain* that has no name. Addresses are assigned already."""
    board = chipset(domain.os_arch, domain.os_machine)
    for disk in domain.disks:
        if disk.alias is None:
            disk.alias = _disk(disk, domain)
    for controller in domain.controllers:
        if controller.alias is None:
            controller.alias = _controller(controller, board)
    _count("net", domain.interfaces)
    _number("serial", domain.serials)
    _number("parallel", domain.parallels)
    _number("channel", domain.channels)
    if domain.consoles and domain.serials and domain.consoles[0].target_type is ConsoleTargetType.SERIAL:
        domain.consoles[0].alias = domain.serials[0].alias  # they are one device
    _number("console", domain.consoles)
    _number("input", domain.inputs)
    _number("video", domain.videos)
    _number("watchdog", domain.watchdogs)
    if domain.memballoon is not None and domain.memballoon.alias is None:
        domain.memballoon.alias = "balloon0"
    _count("rng", domain.rngs)


def _number(prefix: str, devices: Iterable[AnyDevice]) -> None:
    """Name devices by their position."""
    for position, device in enumerate(devices):
        if device.alias is None:
            device.alias = f"{prefix}{position}"


def _count(prefix: str, devices: Iterable[AnyDevice]) -> None:
    """Name devices by counting on from the highest number in use: these come and go while the guest runs."""
    everybody = list(devices)
    numbers = (d.alias.removeprefix(prefix) for d in everybody if d.alias is not None and d.alias.startswith(prefix))
    highest = max((int(number) for number in numbers if number.isdecimal()), default=-1)
    for device in everybody:
        if device.alias is None:
            highest += 1
            device.alias = f"{prefix}{highest}"


def _disk(disk: Disk, domain: Domain) -> str:
    bus = disk.bus.value if disk.bus is not None else "none"
    address = disk.address
    if not isinstance(address, DriveAddress):
        return f"{bus}-disk{disk_index(disk.target)}"
    if disk.bus is DiskBus.SCSI:
        controller = find_controller(domain, ControllerType.SCSI, address.controller)
        if controller is None or controller.model != "lsilogic":
            return f"{bus}{address.controller}-{address.bus}-{address.target}-{address.unit}"
    return f"{bus}{address.controller}-{address.bus}-{address.unit}"


def _controller(controller: Controller, board: Chipset) -> str:
    index = controller.index or 0
    match controller.type:
        case ControllerType.PCI:
            return f"pcie.{index}" if controller.model == "pcie-root" else f"pci.{index}"
        case ControllerType.IDE if index == 0 and board in (Chipset.I440FX, Chipset.ISAPC):
            return "ide"  # on the board, where QEMU has named it
        case ControllerType.SATA if index == 0 and board is Chipset.Q35:
            return "ide"
        case ControllerType.USB if index == 0:
            return "usb"
        case _:
            return f"{controller.type.value}{index}"
