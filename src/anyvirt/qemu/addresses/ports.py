"""What PCI controllers show of themselves: emulated device, chassis and port numbers."""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import PCIAddress
from anyvirt.conf.domain.devices.controller import Controller
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.addresses.endpoints import pci_controllers
from anyvirt.qemu.capabilities import QemuCaps
from anyvirt.util.error import ConfigUnsupported

_DEVICES = {
    "pci-bridge": "pci-bridge",
    "dmi-to-pci-bridge": "i82801b11-bridge",
    "pcie-to-pci-bridge": "pcie-pci-bridge",
    "pcie-switch-upstream-port": "x3130-upstream",
    "pcie-switch-downstream-port": "xio3130-downstream",
    "pci-expander-bus": "pxb",
    "pcie-expander-bus": "pxb-pcie",
}


def fill_controller_options(domain: Domain, caps: QemuCaps) -> None:
    """Complete the PCI controllers of *domain*, which all have their addresses."""
    controllers = pci_controllers(domain)
    for controller in controllers:
        if controller.model == "pcie-root-port":
            if controller.model_name is None:
                generic = caps.has_device("pcie-root-port")
                controller.model_name = "pcie-root-port" if generic else "ioh3420"
            _number_port(controller, functions=8)
        elif controller.model in _DEVICES:
            if controller.model_name is None:
                controller.model_name = _DEVICES[controller.model]
            if controller.model == "pcie-switch-downstream-port":
                _number_port(controller, functions=1)
            elif controller.model == "pci-bridge" and controller.chassis_nr is None:
                controller.chassis_nr = controller.index
            elif controller.model_name in ("pxb", "pxb-pcie") and controller.bus_nr is None:
                controller.bus_nr = _free_bus_number(controllers)


def _number_port(controller: Controller, *, functions: int) -> None:
    """Count ports by their place: root ports share slots, ports of a switch have one each."""
    if controller.chassis is None:
        controller.chassis = controller.index
    if controller.port is None and isinstance(controller.address, PCIAddress):
        controller.port = controller.address.slot * functions + controller.address.function


def _free_bus_number(controllers: list[Controller]) -> int:
    """Each expander takes its number and the one above, counted down from 256."""
    number = min((c.bus_nr for c in controllers if c.bus_nr is not None), default=256) - 2
    if number < 1:
        raise ConfigUnsupported(
            "no bus number is free for an expander bus", hint="give the <target busNr=> of each expander bus"
        )
    return number
