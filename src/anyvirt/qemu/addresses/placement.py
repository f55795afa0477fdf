"""Where each PCI device of a domain goes, before it is written to the devices."""

from __future__ import annotations

from collections.abc import Iterator

from anyvirt.conf.domain.devices.address import PCIAddress
from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.addresses.buses import Buses, Place
from anyvirt.qemu.addresses.connect import Connect
from anyvirt.qemu.addresses.endpoints import (
    CONVENTIONAL,
    PciDevice,
    endpoints,
    given_place,
    needs,
    pci_controllers,
    wants_place,
)
from anyvirt.qemu.describe import describe
from anyvirt.qemu.machine import ROOT_BUS, Chipset

# Function of the slot that a USB 2 controller and its companions share, as on the real chip.
_USB2_FUNCTIONS = {"ich9-ehci1": 7, "ich9-uhci1": 0, "ich9-uhci2": 1, "ich9-uhci3": 2}


class Placement:
    """The devices of *domain* on *buses*."""

    def __init__(self, domain: Domain, board: Chipset, buses: Buses) -> None:
        self.domain = domain
        self.buses = buses
        self._is_conventional = ROOT_BUS[board] == "pci-root"
        self._places: dict[int, Place] = {}  # by id() of the device
        self._multifunction: set[int] = set()  # id() of those that say so even when they are alone

    def needs(self, device: PciDevice) -> Connect:
        """As on a board with PCI Express; on others everything is conventional."""
        wanted = needs(device)
        return CONVENTIONAL if wanted & Connect.PCIE and self._is_conventional else wanted

    def devices(self) -> Iterator[PciDevice]:
        """All that may be on PCI; controllers first, since the rest needs them."""
        yield from pci_controllers(self.domain)
        yield from endpoints(self.domain)

    def is_homeless(self, device: PciDevice) -> bool:
        return wants_place(device) and id(device) not in self._places

    def reserve(self, device: PciDevice, place: Place, wanted: Connect, *, multifunction: bool = False) -> None:
        self.buses.reserve(place, wanted, describe(device))
        self._places[id(device)] = place
        if multifunction:
            self._multifunction.add(id(device))

    def allocate(self, device: PciDevice) -> None:
        self._places[id(device)] = self.buses.allocate(self.needs(device), describe(device))

    def reserve_given(self) -> None:
        for device in self.devices():
            if (place := given_place(device)) is not None:
                # Whatever the user put on PCI is taken to fit there.
                self.reserve(device, place, self.needs(device) or CONVENTIONAL)

    def place_new(self) -> None:
        for device in self.devices():
            if not self.is_homeless(device):
                continue
            if isinstance(device, Controller) and device.model in _USB2_FUNCTIONS:
                self._place_usb2(device)
            else:
                self.allocate(device)

    def _place_usb2(self, controller: Controller) -> None:
        """An EHCI controller and its UHCI companions share a slot."""
        function = _USB2_FUNCTIONS[controller.model or ""]
        for other in self.domain.controllers:
            if (
                other.type is ControllerType.USB
                and other.index == controller.index
                and other.model in _USB2_FUNCTIONS
                and (place := self._places.get(id(other))) is not None
            ):
                self.reserve(controller, place._replace(function=function), self.needs(controller))
                return
        place = self.buses.allocate(self.needs(controller), describe(controller), function=function)
        self._places[id(controller)] = place

    def write(self) -> None:
        """Give the devices their addresses."""
        for device in self.devices():
            if (place := self._places.get(id(device))) is None:
                continue
            if given_place(device) is None:
                device.address = PCIAddress(bus=place.bus, slot=place.slot, function=place.function)
            address = device.address
            if (
                isinstance(address, PCIAddress)
                and address.function == 0
                and address.multifunction is None
                and (id(device) in self._multifunction or len(self.buses.buses[place.bus].slots[place.slot].owners) > 1)
            ):
                address.multifunction = True
