"""Room on PCI buses, without a domain around them."""

from __future__ import annotations

import pytest

from anyvirt.qemu.addresses.buses import Buses, Place
from anyvirt.qemu.addresses.connect import BUS_KINDS, CONTROLLER_NEEDS, Connect, accepts
from anyvirt.util.error import ConfigUnsupported, XmlError

CONVENTIONAL = Connect.PCI | Connect.HOTPLUG
EXPRESS = Connect.PCIE | Connect.HOTPLUG


def test_first_free_slot() -> None:
    buses = Buses(["pci-root"])
    buses.reserve(Place(0, 1), CONVENTIONAL, "one")
    buses.reserve(Place(0, 3), CONVENTIONAL, "three")
    assert [buses.allocate(CONVENTIONAL, name).slot for name in "abc"] == [2, 4, 5]


def test_a_slot_with_any_function_taken_is_not_free() -> None:
    buses = Buses(["pci-root"])
    buses.reserve(Place(0, 1, 5), CONVENTIONAL, "function five")
    assert buses.allocate(CONVENTIONAL, "next") == Place(0, 2)


def test_collision_names_both_devices() -> None:
    buses = Buses(["pci-root"])
    buses.reserve(Place(0, 4), CONVENTIONAL, "disk vda")
    with pytest.raises(XmlError, match=r"0000:00:04\.0.* disk vda .* interface 2"):
        buses.reserve(Place(0, 4), CONVENTIONAL, "interface 2")


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (Place(0, 0), "first slot of the bus is 1"),
        (Place(0, 0x20), "last slot of the bus is 31"),
        (Place(0, 3, 8), "last function is 7"),
        (Place(1, 1), "last PCI bus is 0"),
    ],
)
def test_places_that_do_not_exist(place: Place, message: str) -> None:
    with pytest.raises(XmlError, match=message):
        Buses(["pci-root"]).reserve(place, CONVENTIONAL, "disk vda")


def test_hotpluggable_devices_avoid_pcie_root_unless_the_user_says_so() -> None:
    buses = Buses(["pcie-root", "pcie-root-port"])
    assert buses.allocate(EXPRESS, "a") == Place(1, 0)
    buses.reserve(Place(0, 5), EXPRESS, "b")
    buses.reserve(Place(0, 6), CONVENTIONAL, "an old card on an express bus")


def test_root_ports_share_a_slot() -> None:
    buses = Buses(["pcie-root"])
    ports = [buses.allocate(CONTROLLER_NEEDS["pcie-root-port"], f"port {n}") for n in range(9)]
    assert [(place.slot, place.function) for place in ports] == [(1, n) for n in range(8)] + [(2, 0)]


def test_nobody_joins_a_slot_that_the_user_filled() -> None:
    buses = Buses(["pcie-root"])
    buses.reserve(Place(0, 1), EXPRESS, "disk vda")
    assert buses.allocate(CONTROLLER_NEEDS["pcie-root-port"], "port").slot == 2


def test_growth_on_conventional_pci() -> None:
    buses = Buses(["pci-root"], may_grow=True)
    for number in range(32):
        buses.allocate(CONVENTIONAL, f"card {number}")
    assert buses.models == ["pci-root", "pci-bridge"]


def test_growth_on_express() -> None:
    buses = Buses(["pcie-root"], may_grow=True)
    assert buses.allocate(EXPRESS, "a") == Place(1, 0)
    assert buses.allocate(CONVENTIONAL, "b") == Place(3, 1)
    assert buses.allocate(CONVENTIONAL, "c") == Place(3, 2)
    assert buses.models == ["pcie-root", "pcie-root-port", "pcie-root-port", "pcie-to-pci-bridge"]


def test_what_cannot_grow() -> None:
    with pytest.raises(ConfigUnsupported, match=r"controller 2 needs .* pcie-switch-downstream-port"):
        Buses(["pcie-root"], may_grow=True).allocate(Connect.DOWNSTREAM_PORT, "controller 2")
    with pytest.raises(ConfigUnsupported, match="no PCI slot is left for disk vda"):
        Buses(["pcie-root"]).allocate(EXPRESS, "disk vda")


def test_every_bus_takes_something_and_every_controller_fits_somewhere() -> None:
    for needs in CONTROLLER_NEEDS.values():
        assert any(accepts(kind.offers, needs, chosen_by_user=False) for kind in BUS_KINDS.values())
    for kind in BUS_KINDS.values():
        assert kind.offers & Connect.KINDS
