"""PCI addresses: which slot each device sits in, and the bridges and root ports that this takes.

A domain without addresses is placed twice: once on buses that grow, to learn which controllers it takes, and once more
with these controllers there, whose own slots come first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from anyvirt.conf.domain.devices.address import PCIAddress
from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.addresses import chipsets
from anyvirt.qemu.addresses.buses import Buses, Place
from anyvirt.qemu.addresses.connect import Connect
from anyvirt.qemu.addresses.endpoints import (
    CONVENTIONAL,
    EXPRESS,
    PciDevice,
    endpoints,
    given_place,
    needs,
    pci_controllers,
    wants_place,
)
from anyvirt.qemu.addresses.ports import fill_controller_options
from anyvirt.qemu.capabilities import QemuCaps
from anyvirt.qemu.controllers import add_controller
from anyvirt.qemu.describe import describe
from anyvirt.qemu.machine import ROOT_BUS, Chipset, chipset
from anyvirt.util.error import ConfigUnsupported

MAX_CONTROLLER_INDEX = 255  # bus numbers have 8 bits


def assign(domain: Domain, caps: QemuCaps) -> None:
    """Give each PCI device of *domain* without an address one, and add the controllers that this takes.

    Raises:
        XmlError: two addresses collide, or one cannot be.
        ConfigUnsupported: there is no room.
    """
    board = chipset(domain.os_arch, domain.os_machine)
    if board in ROOT_BUS:
        _add_missing_controllers(domain, board)
        _Placement(domain, board, Buses(_bus_models(domain, board))).place_all().write()
        fill_controller_options(domain, caps)
        _check_order(domain)
    elif board in (Chipset.ISAPC, Chipset.OTHER) and (homeless := next(_on_pci(domain), None)) is not None:
        raise ConfigUnsupported(
            f"{describe(homeless)} sits on PCI, which machine type '{domain.os_machine}' does not have"
        )


def _on_pci(domain: Domain) -> Iterator[PciDevice]:
    return (device for device in endpoints(domain) if isinstance(device.address, PCIAddress) or wants_place(device))


def _bus_models(domain: Domain, board: Chipset) -> list[str]:
    """Model of the controller of each bus; a number that nobody defines gets the board's usual one."""
    defined = {controller.index or 0: controller.model or "" for controller in pci_controllers(domain)}
    last = max(defined, default=0)
    if last > MAX_CONTROLLER_INDEX:
        raise ConfigUnsupported(f"PCI controller index {last} too high, maximum is {MAX_CONTROLLER_INDEX}")
    root = ROOT_BUS[board]
    usual = "pcie-root-port" if root == "pcie-root" else "pci-bridge"
    return [root, *(defined.get(number, usual) for number in range(1, last + 1))]


def _add_missing_controllers(domain: Domain, board: Chipset) -> None:
    models = _bus_models(domain, board)
    trial = _Placement(domain, board, Buses(models, may_grow=True))
    buses = trial.buses
    trial.reserve_given()
    conventional = ROOT_BUS[board] == "pci-root"
    if conventional and not buses.is_full:
        # Keep a slot for the bridge that the next device may need.
        buses.allocate(CONVENTIONAL, "a later bridge")
    trial.place_new()
    if not conventional and len(models) == 1 and len(buses) > 1:
        # A domain whose root ports are all ours gets a free one, to plug a device into.
        buses.allocate(EXPRESS, "a device plugged in later")
    number = 1
    while number < len(buses):  # placing a bridge may take a further one
        if not any(controller.index == number for controller in pci_controllers(domain)):
            added = add_controller(domain, ControllerType.PCI, number, buses.models[number])
            buses.allocate(needs(added), describe(added))
        number += 1


@dataclass(slots=True)
class _Placement:
    """Where everything goes, before it is written to the devices."""

    domain: Domain
    board: Chipset
    buses: Buses
    places: dict[int, Place] = field(default_factory=dict)  # by id() of the device

    def place_all(self) -> _Placement:
        self.reserve_given()
        self.place_new()
        return self

    def needs(self, device: PciDevice) -> Connect:
        """As on a board with PCI Express; on others everything is conventional."""
        wanted = needs(device)
        if wanted & Connect.PCIE and ROOT_BUS[self.board] == "pci-root":
            return CONVENTIONAL
        return wanted

    def _devices(self) -> Iterator[PciDevice]:
        yield from pci_controllers(self.domain)
        yield from endpoints(self.domain)

    def reserve_given(self) -> None:
        for device in self._devices():
            if (place := given_place(device)) is not None:
                # A device that we would put elsewhere (or not on PCI at all) may still be wired up by the user.
                self._reserve(device, place, self.needs(device) or CONVENTIONAL)

    def place_new(self) -> None:
        chipsets.claim(self.domain, self.board, self.buses, self._reserve, self.is_placed)
        for device in self._devices():
            if not wants_place(device) or self.is_placed(device):
                continue
            if isinstance(device, Controller) and device.model in _USB2_FUNCTIONS:
                self._place_usb2(device)
            else:
                self.places[id(device)] = self.buses.allocate(self.needs(device), describe(device))

    def is_placed(self, device: PciDevice) -> bool:
        return id(device) in self.places

    def _reserve(self, device: PciDevice, place: Place, wanted: Connect) -> None:
        self.buses.reserve(place, wanted, describe(device))
        self.places[id(device)] = place

    def _place_usb2(self, controller: Controller) -> None:
        """An EHCI controller and its UHCI companions share a slot."""
        function = _USB2_FUNCTIONS[controller.model or ""]
        for other in self.domain.controllers:
            if (
                other.type is ControllerType.USB
                and other.index == controller.index
                and other.model in _USB2_FUNCTIONS
                and (place := self.places.get(id(other))) is not None
            ):
                self._reserve(controller, place._replace(function=function), self.needs(controller))
                return
        place = self.buses.allocate(self.needs(controller), describe(controller), function=function)
        self.places[id(controller)] = place

    def write(self) -> None:
        for device in self._devices():
            if (place := self.places.get(id(device))) is None:
                continue
            if given_place(device) is None:
                device.address = PCIAddress(bus=place.bus, slot=place.slot, function=place.function)
            address = device.address
            if (
                isinstance(address, PCIAddress)
                and address.function == 0
                and address.multifunction is None
                and len(self.buses.buses[place.bus].slots[place.slot].owners) > 1
            ):
                address.multifunction = True


# Function of the slot, as on the real chip.
_USB2_FUNCTIONS = {"ich9-ehci1": 7, "ich9-uhci1": 0, "ich9-uhci2": 1, "ich9-uhci3": 2}


def _check_order(domain: Domain) -> None:
    """A bus must exist before what is plugged into it: QEMU creates the controllers in the order of their indexes."""
    for controller in pci_controllers(domain):
        if isinstance(controller.address, PCIAddress) and controller.address.bus >= (controller.index or 0):
            raise ConfigUnsupported(
                f"PCI controller at index {controller.index} has bus='{controller.address.bus:#04x}', "
                "but index must be larger than bus",
                hint="give the controllers nearer to the root the lower indexes",
            )
