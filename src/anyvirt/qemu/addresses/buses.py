"""The PCI buses of one guest: which functions of which slots are taken, and where there is room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from anyvirt.qemu.addresses.connect import BUS_KINDS, CONTROLLER_NEEDS, BusKind, Connect, accepts
from anyvirt.util.error import ConfigUnsupported, XmlError


class Place(NamedTuple):
    """A PCI function on one of our buses."""

    bus: int
    slot: int
    function: int = 0

    def __str__(self) -> str:
        return f"0000:{self.bus:02x}:{self.slot:02x}.{self.function:x}"


@dataclass(slots=True)
class Slot:
    """Who has which function of a slot."""

    owners: dict[int, str] = field(default_factory=dict)
    shared: bool = False  # further functions may be given away without being asked for


@dataclass(slots=True)
class Bus:
    """A bus; its number is the index of the controller that provides it."""

    model: str
    slots: dict[int, Slot] = field(default_factory=dict)

    @property
    def kind(self) -> BusKind:
        return BUS_KINDS[self.model]

    @property
    def is_full(self) -> bool:
        """Every slot has at least one function taken."""
        return all(number in self.slots for number in range(self.kind.first_slot, self.kind.last_slot + 1))


class Buses:
    """All PCI buses of a guest.

    Args:
        models: model of the controller of each bus, in the order of their numbers.
        may_grow: add controllers when there is no room.
    """

    def __init__(self, models: Iterable[str], *, may_grow: bool = False) -> None:
        self.buses = [Bus(model) for model in models]
        self.may_grow = may_grow

    def __len__(self) -> int:
        return len(self.buses)

    @property
    def models(self) -> list[str]:
        return [bus.model for bus in self.buses]

    @property
    def is_full(self) -> bool:
        """Every slot of every bus has at least one function taken."""
        return all(bus.is_full for bus in self.buses)

    # --- places that are known ------------------------------------------------------------------------------------

    def is_slot_taken(self, bus: int, slot: int) -> bool:
        return slot in self.buses[bus].slots

    def owner(self, place: Place) -> str | None:
        slot = self.buses[place.bus].slots.get(place.slot)
        return slot.owners.get(place.function) if slot else None

    def reserve(self, place: Place, needs: Connect, owner: str) -> None:
        """Take a place that the user chose, or that is *owner*'s by the machine's wiring.

        Raises:
            XmlError: no such place, it does not fit, or somebody else has it.
        """
        self._check(place, needs, owner)
        if (holder := self.owner(place)) is not None:
            raise XmlError(
                f"PCI address {place} is taken twice: {holder} has it, and {owner} asks for it",
                hint="leave out one of the two <address> elements to have a free one chosen",
            )
        self._take(place, needs, owner)

    def _check(self, place: Place, needs: Connect, owner: str) -> None:
        while self.may_grow and place.bus >= len(self.buses):
            self._grow(needs, owner)
        if place.bus >= len(self.buses):
            raise XmlError(f"PCI address {place} of {owner}: the last PCI bus is {len(self.buses) - 1}")
        bus = self.buses[place.bus]
        if not accepts(bus.kind.offers, needs, chosen_by_user=True):
            raise XmlError(
                f"PCI address {place} of {owner}: bus {place.bus} is of model '{bus.model}', "
                f"which does not take a {_named(needs)}"
            )
        if place.slot < bus.kind.first_slot:
            raise XmlError(f"PCI address {place} of {owner}: the first slot of the bus is {bus.kind.first_slot}")
        if place.slot > bus.kind.last_slot:
            raise XmlError(f"PCI address {place} of {owner}: the last slot of the bus is {bus.kind.last_slot}")
        if place.function > 7:
            raise XmlError(f"PCI address {place} of {owner}: the last function is 7")

    def _take(self, place: Place, needs: Connect, owner: str) -> None:
        slots = self.buses[place.bus].slots
        slot = slots.setdefault(place.slot, Slot(shared=bool(needs & Connect.SHARED_SLOT)))
        slot.owners[place.function] = owner

    # --- places to be found ---------------------------------------------------------------------------------------

    def allocate(self, needs: Connect, owner: str, *, function: int | None = None) -> Place:
        """Take the first free place that fits.

        Args:
            function: take this one of an empty slot, instead of 0.

        Raises:
            ConfigUnsupported: there is none, and no controller that can be added would provide one.
        """
        place = self._find(needs, function)
        if place is None:
            if not self.may_grow:
                raise ConfigUnsupported(f"no PCI slot is left for {owner}")
            number = self._grow(needs, owner)
            place = Place(number, self.buses[number].kind.first_slot, function or 0)
        self._take(place, needs, owner)
        return place

    def _find(self, needs: Connect, function: int | None) -> Place | None:
        for number, bus in enumerate(self.buses):
            if not accepts(bus.kind.offers, needs, chosen_by_user=False):
                continue
            for slot_number in range(bus.kind.first_slot, bus.kind.last_slot + 1):
                slot = bus.slots.get(slot_number)
                if slot is None:
                    return Place(number, slot_number, function or 0)
                if slot.shared and needs & Connect.SHARED_SLOT and function is None:
                    free = next((fn for fn in range(8) if fn not in slot.owners), None)
                    if free is not None:
                        return Place(number, slot_number, free)
        return None

    def _grow(self, needs: Connect, owner: str) -> int:
        """Add what it takes to have one more place; gives the number of the bus that has it."""
        express = bool(self.buses) and self.buses[0].model == "pcie-root"
        if needs & (Connect.PCI | Connect.PCI_BRIDGE):
            if express and not any(bus.kind.offers & Connect.PCI_BRIDGE for bus in self.buses):
                self.add("pcie-root-port")  # the bridge to conventional PCI sits behind it
                return self.add("pcie-to-pci-bridge")
            if self.buses:
                return self.add("pci-bridge")
        elif needs & (Connect.PCIE | Connect.UPSTREAM_PORT | Connect.PCIE_TO_PCI_BRIDGE) and express:
            return self.add("pcie-root-port")
        raise ConfigUnsupported(
            f"{owner} needs a PCI controller that accepts a {_named(needs)}, but none has room, "
            "and none can be added automatically",
            hint="define a matching <controller type='pci'> in the domain",
        )

    def add(self, model: str) -> int:
        self.buses.append(Bus(model))
        return len(self.buses) - 1


_NAMES = {
    Connect.PCI: "conventional PCI device",
    Connect.PCIE: "PCI Express device",
    **{needs & Connect.KINDS: model for model, needs in CONTROLLER_NEEDS.items()},
}


def _named(needs: Connect) -> str:
    return " or ".join(name for connector, name in _NAMES.items() if connector & needs)
