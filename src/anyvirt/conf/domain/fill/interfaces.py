"""Defaults of network interfaces."""

from __future__ import annotations

import ipaddress
import os
from typing import Final

from anyvirt.conf.domain.devices.interface import (
    EthernetSource,
    HostdevSource,
    Interface,
)
from anyvirt.conf.domain.devices.netdev import IpAddress
from anyvirt.conf.netdev.model import IpFamily, Route

# Models that libvirt knows by name, whatever the case; any other name is the hypervisor's own.
_MODELS: Final = {
    name.lower(): name
    for name in (
        "netfront",
        "rtl8139",
        "virtio",
        "e1000",
        "e1000e",
        "igb",
        "virtio-transitional",
        "virtio-non-transitional",
        "usb-net",
        "spapr-vlan",
        "lan9118",
        "scm91c111",
        "vlance",
        "vmxnet",
        "vmxnet2",
        "vmxnet3",
        "Am79C970A",
        "Am79C973",
        "82540EM",
        "82545EM",
        "82543GC",
    )
}


def random_mac(prefix: str) -> str:
    """An address that starts with the three bytes of *prefix*."""
    return prefix + "".join(f":{byte:02x}" for byte in os.urandom(3))


def fill_interface(interface: Interface, mac_prefix: str) -> None:
    if interface.mac is None:
        interface.mac = random_mac(mac_prefix)
    else:
        interface.mac = ":".join(byte.zfill(2) for byte in interface.mac.lower().split(":"))
    if interface.model is not None:
        interface.model = _MODELS.get(interface.model.lower(), interface.model)
    if not interface.coalesce_rx_frames:
        interface.coalesce_rx_frames = None
    addresses: list[IpAddress | Route] = [*interface.ips, *interface.routes]
    if isinstance(interface.source, EthernetSource):
        addresses += [*interface.source.ips, *interface.source.routes]
    for address in addresses:
        address.family = address.family or _family(address.address)
    if interface.vlan is not None and interface.vlan.trunk is False:
        interface.vlan.trunk = None
    if interface.vlan is not None and len(interface.vlan.tags) > 1:
        interface.vlan.trunk = True
    if isinstance(interface.source, HostdevSource):
        interface.managed = interface.managed or None


def _family(address: str) -> IpFamily:
    try:
        return IpFamily.IPV6 if ipaddress.ip_address(address).version == 6 else IpFamily.IPV4
    except ValueError:
        return IpFamily.IPV4  # refused later, by the rules
