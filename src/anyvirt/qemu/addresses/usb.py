"""USB addresses: the root port each USB device is plugged into."""

from __future__ import annotations

from collections.abc import Iterator

from anyvirt.conf.domain.devices.address import UsbAddress
from anyvirt.conf.domain.devices.chardev import Serial, SerialTargetType
from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.conf.domain.devices.disk import Disk, DiskBus
from anyvirt.conf.domain.devices.input import Input, InputBus
from anyvirt.conf.domain.devices.interface import Interface
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.describe import describe
from anyvirt.util.error import ConfigUnsupported, XmlError

UsbDevice = Disk | Input | Interface | Serial

# Root ports of a controller; the two xHCI ones may be given another number.
_ROOT_PORTS = {
    "piix3-uhci": 2,
    "piix4-uhci": 2,
    "vt82c686b-uhci": 2,
    "ich9-uhci1": 2,
    "ich9-uhci2": 2,
    "ich9-uhci3": 2,
    "pci-ohci": 3,
    "ehci": 6,
    "ich9-ehci1": 6,
}
_XHCI = ("qemu-xhci", "nec-xhci")
_XHCI_PORTS = 4


def usb_devices(domain: Domain) -> Iterator[UsbDevice]:
    """The USB devices, in the order in which they get their ports."""
    yield from (disk for disk in domain.disks if disk.bus is DiskBus.USB)
    yield from (device for device in domain.inputs if device.bus is InputBus.USB)
    yield from (interface for interface in domain.interfaces if interface.model == "usb-net")
    yield from (serial for serial in domain.serials if serial.target_type is SerialTargetType.USB)


def root_ports(domain: Domain) -> dict[int, int]:
    """Number of root ports of each USB bus. A companion serves the ports of its master."""
    ports: dict[int, int] = {}
    for controller in domain.controllers:
        if controller.type is not ControllerType.USB or controller.master_startport is not None:
            continue
        model = controller.model or ""
        count = (controller.ports or _XHCI_PORTS) if model in _XHCI else _ROOT_PORTS.get(model, 0)
        ports[controller.index or 0] = count
    return ports


def assign(domain: Domain) -> None:
    """Give each USB device of *domain* without a port the first free one.

    Raises:
        XmlError: a given address does not exist, or two devices share one.
        ConfigUnsupported: all ports are taken.
    """
    ports = root_ports(domain)
    taken: dict[tuple[int, str], str] = {}
    homeless = []
    for device in usb_devices(domain):
        match device.address:
            case UsbAddress(bus=bus, port=str(port)):
                _check(ports, bus, port, describe(device))
                if (owner := taken.get((bus, port))) is not None:
                    raise XmlError(f"Duplicate USB address bus {bus} port {port} of {owner} and {describe(device)}")
                taken[bus, port] = describe(device)
            case UsbAddress() | None:
                homeless.append(device)
            case _:
                raise XmlError(f"{describe(device)} is a USB device, but its address is of another type")
    for device in homeless:
        buses = [device.address.bus] if isinstance(device.address, UsbAddress) else sorted(ports)
        place = next(
            ((bus, str(n)) for bus in buses for n in range(1, ports.get(bus, 0) + 1) if (bus, str(n)) not in taken),
            None,
        )
        if place is None:
            raise ConfigUnsupported(
                f"no USB port is left for {describe(device)}",
                hint="add <controller type='usb' model='qemu-xhci' ports='15'/> with an index of its own",
            )
        taken[place] = describe(device)
        device.address = UsbAddress(bus=place[0], port=place[1])


def _check(ports: dict[int, int], bus: int, port: str, owner: str) -> None:
    if bus not in ports:
        raise XmlError(f"Missing USB bus {bus}, which {owner} is plugged into")
    root, _, behind_hub = port.partition(".")
    if not root.isdigit() or not 1 <= int(root) <= ports[bus]:
        raise XmlError(f"{owner}: USB bus {bus} has {ports[bus]} ports, and none is {port}")
    if behind_hub:
        raise XmlError(f"{owner}: port {port} of USB bus {bus} needs a hub at port {root}")
