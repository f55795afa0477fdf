"""Controllers that devices need without the document saying so, and their order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Final

from anyvirt.conf.domain.devices.address import CcidAddress, DriveAddress, VirtioSerialAddress
from anyvirt.conf.domain.devices.chardev import ChannelTargetType, ConsoleTargetType
from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.devices.disk import DiskBus
from anyvirt.conf.domain.devices.hostdev import HostdevType
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import XmlError

MAX_CONTROLLER: Final = 1023
"""The highest index that a device can ask for: more than any machine has slots, few enough to be made."""

_OF_BUS: Final = (
    (ControllerType.SCSI, DiskBus.SCSI),
    (ControllerType.FDC, DiskBus.FDC),
    (ControllerType.IDE, DiskBus.IDE),
    (ControllerType.SATA, DiskBus.SATA),
    (ControllerType.NVME, DiskBus.NVME),
)


def insert_controller(controllers: list[Controller], new: Controller) -> None:
    """Put *new* among those of its type, by index; the master of a USB 2 controller before its companions."""
    place = -1
    for position in range(len(controllers) - 1, -1, -1):
        other = controllers[position]
        if other.type is not new.type:
            continue
        index, other_index = _number(new), _number(other)
        if other_index > index or (
            other_index == index and new.master_startport is None and other.master_startport is not None
        ):
            place = position
        elif place == -1:
            place = position + 1
        if 0 <= other_index < index:
            break  # those with a number are in order, so no larger one stands before it
    controllers.insert(len(controllers) if place == -1 else place, new)


def _number(controller: Controller) -> int:
    """Those without an index have nobody go before them."""
    return -1 if controller.index is None else controller.index


# Ports of a USB 2 controller that its companions serve.
MASTER_STARTPORT: Final = {"ich9-uhci1": 0, "ich9-uhci2": 2, "ich9-uhci3": 4}


def order_controllers(domain: Domain) -> None:
    """Put what a document has in order. What is added to a definition later stands behind it."""
    ordered: list[Controller] = []
    for controller in domain.controllers:
        if controller.type is ControllerType.USB and controller.master_startport is None:
            controller.master_startport = MASTER_STARTPORT.get(controller.model or "")
        if controller.index is None:
            ordered.append(controller)
        else:
            insert_controller(ordered, controller)
    domain.controllers = ordered


# What only controllers of one type have, on others it is passed over.
_OWN: Final = {
    ControllerType.USB: ("ports",),
    ControllerType.VIRTIO_SERIAL: ("ports", "vectors"),
    ControllerType.XENBUS: ("max_grant_frames", "max_event_channels"),
    ControllerType.PCI: (
        *("model_name", "chassis_nr", "chassis", "port", "bus_nr", "target_index", "hotplug", "mem_reserve", "node"),
        "pcihole64",
    ),
    ControllerType.NVME: ("serial",),
}
_SOMEBODYS: Final = frozenset(name for names in _OWN.values() for name in names)
_WITH_HOLE: Final = ("pci-root", "pcie-root", None)  # None until the driver has chosen


def _drop_others_options(controller: Controller) -> None:
    for option in _SOMEBODYS.difference(_OWN.get(controller.type, ())):
        if getattr(controller, option) is not None:
            setattr(controller, option, None)
    if controller.type is ControllerType.USB and controller.model == "none":
        controller.address = controller.alias = controller.master_startport = None  # there is nothing
    if controller.model not in _WITH_HOLE:
        controller.pcihole64 = None
    for option in ("queues", "cmd_per_lun", "max_sectors"):
        setattr(controller, option, getattr(controller, option) or None)


def fill_controllers(domain: Domain) -> None:
    for controller in domain.controllers:
        _drop_others_options(controller)
    master: Controller | None = None
    free: dict[ControllerType, Iterator[int]] = {}
    for controller in domain.controllers:
        if controller.type is not ControllerType.USB:
            master = None
        elif controller.model == "ich9-ehci1":
            master = controller
        if controller.index is None:
            if controller.master_startport is not None and master is not None and master is not controller:
                controller.index = master.index
            else:
                if controller.type not in free:
                    free[controller.type] = _free_indexes(domain.controllers, controller.type)
                controller.index = next(free[controller.type])
        if controller.master_startport is None and controller.type is ControllerType.USB:
            controller.master_startport = MASTER_STARTPORT.get(controller.model or "")


def _free_indexes(controllers: list[Controller], kind: ControllerType) -> Iterator[int]:
    """The numbers that no controller of *kind* has, from the smallest."""
    taken = {controller.index for controller in controllers if controller.type is kind}
    return (index for index in itertools.count() if index not in taken)


def add_implicit_controllers(domain: Domain) -> None:
    """One controller of each kind up to the highest that a device sits on."""
    for kind, bus in _OF_BUS:
        wanted = (
            disk.address.controller
            for disk in domain.disks
            if disk.bus is bus and isinstance(disk.address, DriveAddress)
        )
        _add_up_to(domain, kind, max(wanted, default=-1), "a disk")
    _name_nvme_controllers(domain)
    _add(domain, ControllerType.VIRTIO_SERIAL, _virtio_serial_needed(domain))
    cards = (card.address for card in domain.smartcards)
    _add(domain, ControllerType.CCID, (place.controller for place in cards if isinstance(place, CcidAddress)))
    places = (hostdev.address for hostdev in domain.hostdevs if hostdev.type is HostdevType.SCSI)
    highest = max((place.controller for place in places if isinstance(place, DriveAddress)), default=-1)
    _add_up_to(domain, ControllerType.SCSI, highest, "a host device")


def _name_nvme_controllers(domain: Domain) -> None:
    """The serial number of an NVMe disk is that of its controller."""
    controllers = {one.index: one for one in domain.controllers if one.type is ControllerType.NVME}
    for disk in domain.disks:
        if disk.bus is DiskBus.NVME and disk.serial is not None and isinstance(disk.address, DriveAddress):
            controller = controllers.get(disk.address.controller)
            if controller is not None and controller.serial is None:
                controller.serial = disk.serial


def _virtio_serial_needed(domain: Domain) -> list[int]:
    """Numbers of the controllers that channels and consoles sit on; the first one where they do not say."""
    addresses = [channel.address for channel in domain.channels if channel.target_type is ChannelTargetType.VIRTIO]
    addresses += [console.address for console in domain.consoles if console.target_type is ConsoleTargetType.VIRTIO]
    return [address.controller if isinstance(address, VirtioSerialAddress) else 0 for address in addresses]


def _add_up_to(domain: Domain, kind: ControllerType, highest: int, who: str) -> None:
    if highest > MAX_CONTROLLER:
        raise XmlError(
            f"{who} needs {kind.value} controller {highest}, and with it all those below",
            hint="give it a nearer <address>, or a disk a nearer name",
        )
    _add(domain, kind, range(highest + 1))


def _add(domain: Domain, kind: ControllerType, indexes: Iterable[int]) -> None:
    """Add controllers with those of *indexes* that are not there."""
    there = {controller.index for controller in domain.controllers if controller.type is kind}
    for index in indexes:
        if index not in there:
            there.add(index)
            domain.controllers.append(Controller(type=kind, index=index))
