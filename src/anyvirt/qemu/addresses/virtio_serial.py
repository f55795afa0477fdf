"""virtio-serial addresses: controller and port of each channel."""

from __future__ import annotations

from collections.abc import Iterator

from anyvirt.conf.domain.devices.address import VirtioSerialAddress
from anyvirt.conf.domain.devices.chardev import Channel, ChannelTargetType, Console
from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.controllers import add_controller
from anyvirt.qemu.describe import describe
from anyvirt.util.error import XmlError

DEFAULT_PORTS = 31  # of a controller that does not say; port 0 is among them


def assign(domain: Domain) -> None:
    """Give each virtio channel of *domain* a port, and the controllers that this takes.

    A console without an address stays without: QEMU picks its port when all others are taken.
    """
    taken: dict[tuple[int, int], str] = {}
    for device, address in _addressed(domain):
        if address.port:
            _check(domain, address, device)
            key = (address.controller, address.port)
            if key in taken:
                raise XmlError(
                    f"{describe(device)} asks for port {address.port} of virtio-serial controller "
                    f"{address.controller}, which {taken[key]} has"
                )
            taken[key] = describe(device)
    for channel in domain.channels:
        if channel.target_type is not ChannelTargetType.VIRTIO:
            continue
        if channel.address is None:
            place = _free(domain, taken, _controllers(domain))
        elif isinstance(channel.address, VirtioSerialAddress) and channel.address.port == 0:
            place = _free(domain, taken, [channel.address.controller])
        else:
            continue
        taken[place] = describe(channel)
        channel.address = VirtioSerialAddress(controller=place[0], port=place[1])


def _devices(domain: Domain) -> Iterator[Channel | Console]:
    yield from domain.consoles
    yield from domain.channels


def _addressed(domain: Domain) -> Iterator[tuple[Channel | Console, VirtioSerialAddress]]:
    for device in _devices(domain):
        if isinstance(device.address, VirtioSerialAddress):
            yield device, device.address


def _controllers(domain: Domain) -> list[int]:
    return sorted(c.index or 0 for c in domain.controllers if c.type is ControllerType.VIRTIO_SERIAL)


def _ports(domain: Domain, index: int) -> int:
    for controller in domain.controllers:
        if controller.type is ControllerType.VIRTIO_SERIAL and controller.index == index:
            return DEFAULT_PORTS if controller.ports is None else controller.ports
    return 0


def _check(domain: Domain, address: VirtioSerialAddress, device: Channel | Console) -> None:
    ports = _ports(domain, address.controller)
    if address.port >= ports:
        raise XmlError(
            f"{describe(device)} asks for port {address.port} of virtio-serial controller {address.controller}, "
            f"which has {ports}, counted from 0"
        )


def _free(domain: Domain, taken: dict[tuple[int, int], str], controllers: list[int]) -> tuple[int, int]:
    """The first free port. Port 0 is left to consoles."""
    for index in controllers:
        for port in range(1, _ports(domain, index)):
            if (index, port) not in taken:
                return index, port
    index = max(_controllers(domain), default=-1) + 1
    add_controller(domain, ControllerType.VIRTIO_SERIAL, index)
    return index, 1
