"""What plugs into what on PCI: the connectors that each kind of bus offers and each kind of device needs."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Connect(enum.Flag):
    """Connectors. A bus offers several; a device needs one of those it names."""

    NONE = 0
    PCI = enum.auto()  # conventional PCI endpoint
    PCIE = enum.auto()  # PCI Express endpoint
    PCI_BRIDGE = enum.auto()
    DMI_TO_PCI_BRIDGE = enum.auto()
    PCIE_TO_PCI_BRIDGE = enum.auto()
    ROOT_PORT = enum.auto()
    UPSTREAM_PORT = enum.auto()
    DOWNSTREAM_PORT = enum.auto()
    PCI_EXPANDER = enum.auto()
    PCIE_EXPANDER = enum.auto()
    HOTPLUG = enum.auto()  # bus: devices may come and go; device: put it where it can be unplugged
    SHARED_SLOT = enum.auto()  # device: may be one function of a slot that others of its kind share

    ENDPOINT = PCI | PCIE
    KINDS = (
        ENDPOINT
        | PCI_BRIDGE
        | DMI_TO_PCI_BRIDGE
        | PCIE_TO_PCI_BRIDGE
        | ROOT_PORT
        | UPSTREAM_PORT
        | DOWNSTREAM_PORT
        | PCI_EXPANDER
        | PCIE_EXPANDER
    )


@dataclass(frozen=True, slots=True)
class BusKind:
    """The bus behind a PCI controller."""

    offers: Connect
    first_slot: int
    last_slot: int


# By <controller type='pci' model=>. Conventional slots begin at 1: slot 0 is the bridge's own hot-plug controller.
BUS_KINDS: dict[str, BusKind] = {
    "pci-root": BusKind(Connect.PCI | Connect.PCI_BRIDGE | Connect.PCI_EXPANDER | Connect.HOTPLUG, 1, 31),
    "pci-bridge": BusKind(Connect.PCI | Connect.PCI_BRIDGE | Connect.HOTPLUG, 1, 31),
    "pci-expander-bus": BusKind(Connect.PCI | Connect.PCI_BRIDGE | Connect.HOTPLUG, 0, 31),
    "pcie-root": BusKind(
        Connect.ENDPOINT | Connect.ROOT_PORT | Connect.DMI_TO_PCI_BRIDGE | Connect.PCIE_EXPANDER, 1, 31
    ),
    "dmi-to-pci-bridge": BusKind(Connect.PCI | Connect.PCI_BRIDGE, 0, 31),
    "pcie-to-pci-bridge": BusKind(Connect.PCI | Connect.PCI_BRIDGE | Connect.HOTPLUG, 1, 31),
    "pcie-root-port": BusKind(
        Connect.PCIE | Connect.UPSTREAM_PORT | Connect.PCIE_TO_PCI_BRIDGE | Connect.HOTPLUG, 0, 0
    ),
    "pcie-switch-upstream-port": BusKind(Connect.DOWNSTREAM_PORT, 0, 31),
    "pcie-switch-downstream-port": BusKind(
        Connect.PCIE | Connect.UPSTREAM_PORT | Connect.PCIE_TO_PCI_BRIDGE | Connect.HOTPLUG, 0, 0
    ),
    "pcie-expander-bus": BusKind(Connect.ROOT_PORT | Connect.DMI_TO_PCI_BRIDGE, 0, 31),
}

# What the controller itself must be plugged into; the roots are part of the machine.
CONTROLLER_NEEDS: dict[str, Connect] = {
    "pci-bridge": Connect.PCI_BRIDGE,
    "pci-expander-bus": Connect.PCI_EXPANDER,
    "dmi-to-pci-bridge": Connect.DMI_TO_PCI_BRIDGE,
    "pcie-to-pci-bridge": Connect.PCIE_TO_PCI_BRIDGE,
    "pcie-root-port": Connect.ROOT_PORT | Connect.SHARED_SLOT,
    "pcie-switch-upstream-port": Connect.UPSTREAM_PORT,
    "pcie-switch-downstream-port": Connect.DOWNSTREAM_PORT,
    "pcie-expander-bus": Connect.PCIE_EXPANDER,
}


def accepts(offers: Connect, needs: Connect, *, chosen_by_user: bool) -> bool:
    """Whether a bus that *offers* takes a device that *needs*.

    A user may put an endpoint, or a pci-bridge, on any bus that has slots for endpoints, and give up hot-plugging;
    what we choose ourselves fits exactly.
    """
    if chosen_by_user:
        if offers & Connect.ENDPOINT:
            offers |= Connect.ENDPOINT
        offers |= Connect.HOTPLUG
        if needs & Connect.PCI_BRIDGE:
            needs |= Connect.PCI
    if needs & Connect.HOTPLUG and not offers & Connect.HOTPLUG:
        return False
    return bool(offers & needs & Connect.KINDS)
