"""PCI addresses: which slot each device sits in, and the bridges and root ports that this takes.

A domain without addresses is placed twice: once on buses that grow, to learn which controllers it takes, and once more
with these controllers there, whose own slots come first.
"""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import PCIAddress
from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.addresses import chipsets
from anyvirt.qemu.addresses.buses import Buses
from anyvirt.qemu.addresses.endpoints import CONVENTIONAL, EXPRESS, endpoints, needs, pci_controllers, wants_place
from anyvirt.qemu.addresses.placement import Placement
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
        placement = Placement(domain, board, Buses(_bus_models(domain, board)))
        placement.reserve_given()
        chipsets.claim(placement, board)
        placement.place_new()
        placement.write()
        fill_controller_options(domain, caps)
        _check_order(domain)
    elif board in (Chipset.ISAPC, Chipset.OTHER):
        for device in endpoints(domain):
            if isinstance(device, Controller) and device.type is ControllerType.IDE:
                continue  # on the ISA bus
            if isinstance(device.address, PCIAddress) or wants_place(device):
                raise ConfigUnsupported(
                    f"{describe(device)} sits on PCI, which machine type '{domain.os_machine}' does not have"
                )


def _bus_models(domain: Domain, board: Chipset) -> list[str]:
    """Model of the controller of each bus; a number that nobody defines gets the board's usual one."""
    defined = {controller.index or 0: controller.model or "" for controller in pci_controllers(domain)}
    last = max(defined, default=0)
    if last > MAX_CONTROLLER_INDEX:
        raise ConfigUnsupported(f"pci controller {last}: the highest index is {MAX_CONTROLLER_INDEX}")
    root = ROOT_BUS[board]
    usual = "pcie-root-port" if root == "pcie-root" else "pci-bridge"
    return [root, *(defined.get(number, usual) for number in range(1, last + 1))]


def _add_missing_controllers(domain: Domain, board: Chipset) -> None:
    models = _bus_models(domain, board)
    buses = Buses(models, may_grow=True)
    trial = Placement(domain, board, buses)
    trial.reserve_given()
    chipsets.claim(trial, board)
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


def _check_order(domain: Domain) -> None:
    """A bus must exist before what is plugged into it: QEMU creates the controllers in the order of their indexes."""
    for controller in pci_controllers(domain):
        if isinstance(controller.address, PCIAddress) and controller.address.bus >= (controller.index or 0):
            raise ConfigUnsupported(
                f"pci controller {controller.index} is on bus {controller.address.bus}, which must have a lower index",
                hint="give the controllers nearer to the root the lower indexes",
            )
