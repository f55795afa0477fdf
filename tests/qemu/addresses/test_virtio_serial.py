"""Ports of virtio-serial controllers."""

from __future__ import annotations

import pytest

from anyvirt.conf.domain.devices.address import VirtioSerialAddress
from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import XmlError
from tests.qemu.definitions import controllers, define, document


def channel(name: str, address: str = "") -> str:
    return f"<channel type='pty'><target type='virtio' name='{name}'/>{address}</channel>"


def at(controller: int, port: int) -> str:
    return f"<address type='virtio-serial' controller='{controller}' bus='0' port='{port}'/>"


def ports(domain: Domain) -> list[tuple[int, int]]:
    return [
        (c.address.controller, c.address.port) for c in domain.channels if isinstance(c.address, VirtioSerialAddress)
    ]


def test_ports_count_from_1() -> None:
    assert ports(define(document(channel("a") + channel("b")))) == [(0, 1), (0, 2)]


def test_given_ports_stay() -> None:
    assert ports(define(document(channel("a") + channel("b", at(0, 1))))) == [(0, 2), (0, 1)]


def test_port_0_means_the_next_free_one_there() -> None:
    domain = define(document(channel("a", at(2, 0))))
    assert ports(domain) == [(2, 1)]
    assert [c.index for c in controllers(domain, ControllerType.VIRTIO_SERIAL)] == [2]


def test_a_full_controller_gets_a_neighbour() -> None:
    small = "<controller type='virtio-serial' index='0' ports='3'/>"
    assert ports(define(document(small + "".join(channel(n) for n in "abc")))) == [(0, 1), (0, 2), (1, 1)]


def test_a_console_needs_a_controller_but_no_port() -> None:
    domain = define(document("<console type='pty'><target type='virtio'/></console>"))
    assert domain.consoles[0].address is None
    assert len(controllers(domain, ControllerType.VIRTIO_SERIAL)) == 1


@pytest.mark.parametrize(
    ("devices", "message"),
    [
        (channel("a", at(0, 1)) + channel("b", at(0, 1)), "occupied|taken"),
        (channel("a", at(0, 31)), "port 31 of virtio-serial controller 0, which has 31"),
    ],
)
def test_ports_that_cannot_be(devices: str, message: str) -> None:
    with pytest.raises(XmlError, match=message):
        define(document(devices))
