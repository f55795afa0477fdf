"""USB ports."""

from __future__ import annotations

import pytest

from anyvirt.conf.domain.devices.address import UsbAddress
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.addresses.usb import usb_devices
from anyvirt.util.error import ConfigUnsupported, XmlError
from tests.qemu.definitions import controller, define, disk, document, nic

TABLET = "<input type='tablet' bus='usb'/>"


def ports(domain: Domain) -> list[tuple[int, str | None]]:
    return [(d.address.bus, d.address.port) for d in usb_devices(domain) if isinstance(d.address, UsbAddress)]


def at(bus: int, port: str) -> str:
    return f"<input type='tablet' bus='usb'><address type='usb' bus='{bus}' port='{port}'/></input>"


def test_disks_before_inputs_before_network_cards_before_serial_ports() -> None:
    serial = "<serial type='pty'><target type='usb-serial'/></serial>"
    domain = define(document(serial + nic("usb-net") + TABLET + disk("sda", bus="usb"), machine="q35"))
    assert [type(device).__name__ for device in usb_devices(domain)] == ["Disk", "Input", "Interface", "Serial"]
    assert ports(domain) == [(0, "1"), (0, "2"), (0, "3"), (0, "4")]


def test_given_ports_are_left_out() -> None:
    assert ports(define(document(TABLET + at(0, "1")))) == [(0, "2"), (0, "1")]


def test_next_bus_when_one_is_full() -> None:
    domain = define(document(controller("usb", "qemu-xhci", 1) + TABLET * 4))
    assert ports(domain) == [(0, "1"), (0, "2"), (1, "1"), (1, "2")]


def test_a_bus_without_a_port_is_kept() -> None:
    given = "<input type='tablet' bus='usb'><address type='usb' bus='1'/></input>"
    assert ports(define(document(controller("usb", "qemu-xhci", 1) + given))) == [(1, "1")]


def test_xhci_with_a_number_of_ports() -> None:
    xhci = "<controller type='usb' index='0' model='qemu-xhci' ports='8'/>"
    assert ports(define(document(xhci + TABLET * 8)))[-1] == (0, "8")


def test_no_port_left() -> None:
    with pytest.raises(ConfigUnsupported, match="no USB port is left for usb tablet") as caught:
        define(document(TABLET * 3))
    assert "qemu-xhci" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("devices", "message"),
    [
        (at(3, "1"), "Missing USB bus 3"),
        (at(0, "3"), "USB bus 0 has 2 ports, and none is 3"),
        (at(0, "1.1"), "port 1.1 of USB bus 0 needs a hub at port 1"),
        (at(0, "1") + at(0, "1"), r"usb.*0.*1"),
    ],
)
def test_ports_that_cannot_be(devices: str, message: str) -> None:
    with pytest.raises(XmlError, match=message):
        define(document(devices))
