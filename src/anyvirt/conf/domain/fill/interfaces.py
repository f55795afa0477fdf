"""Defaults of network interfaces."""

from __future__ import annotations

import ipaddress
import secrets

from anyvirt.conf.domain.devices.interface import (
    BridgeSource,
    EthernetSource,
    HostdevSource,
    Interface,
    MacTableManager,
    NetworkSource,
)
from anyvirt.conf.domain.devices.netdev import IpAddress, IpFamily, Route


def random_mac(prefix: str) -> str:
    """An address that starts with the three bytes of *prefix*."""
    return prefix + "".join(f":{byte:02x}" for byte in secrets.token_bytes(3))


def fill_interface(interface: Interface, mac_prefix: str) -> None:
    if interface.mac is None:
        interface.mac = random_mac(mac_prefix)
    else:
        interface.mac = ":".join(byte.zfill(2) for byte in interface.mac.lower().split(":"))
    addresses: list[IpAddress | Route] = [*interface.ips, *interface.routes]
    if isinstance(interface.source, EthernetSource):
        addresses += [*interface.source.ips, *interface.source.routes]
    for address in addresses:
        address.family = address.family or _family(address.address)
    if isinstance(interface.source, BridgeSource | NetworkSource):
        if interface.source.mac_table_manager is MacTableManager.KERNEL:
            interface.source.mac_table_manager = None
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
