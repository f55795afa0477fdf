"""Defaults that a network document leaves out, and what of it means nothing. Running the pass again changes nothing."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.metadata import of_namespaces
from anyvirt.conf.netdev.fill import fill_vlan, filled_bandwidth, filled_virtual_port
from anyvirt.conf.netdev.model import IpFamily
from anyvirt.conf.network.dns import Dns
from anyvirt.conf.network.forward import Forward, ForwardInterface, ForwardMode, Nat
from anyvirt.conf.network.ip import DhcpHost, DhcpRange, LeaseUnit, NetworkIp
from anyvirt.conf.network.model import Network, PortGroup
from anyvirt.util.uuids import new_uuid

OWN_BRIDGE: Final = frozenset((ForwardMode.NONE, ForwardMode.NAT, ForwardMode.ROUTE, ForwardMode.OPEN))
"""Modes of the networks whose bridge we make ourselves."""


def post_parse(network: Network) -> None:
    """Complete *network* in place."""
    if network.uuid is None:
        network.uuid = new_uuid()
    network.metadata = of_namespaces(network.metadata)
    network.ipv6 = network.ipv6 or None
    _fill_forward_of(network)
    _fill_bridge(network)
    network.mtu = network.mtu or None
    if network.domain is None:
        network.domain_local_only = None
    if network.dns is not None:
        _fill_dns(network.dns)
        network.dns = None if network.dns == Dns() else network.dns
    for address in network.ips:
        _fill_ip(address)
    fill_vlan(network.vlan)
    network.bandwidth = filled_bandwidth(network.bandwidth)
    # One that says nothing is refused by the rules: the profile of a whole network needs a type.
    network.virtualport = filled_virtual_port(network.virtualport) or network.virtualport
    for group in network.portgroups:
        fill_portgroup(group)


def _fill_forward_of(network: Network) -> None:
    forward = network.forward
    if forward is not None and forward.mode is ForwardMode.NONE:
        network.forward = None
    elif forward is not None:
        fill_forward(forward)


def fill_forward(forward: Forward) -> None:
    """Complete *forward*: dev and the first interface are the same thing."""
    nat = forward.nat
    if nat is not None and forward.mode is ForwardMode.NAT:
        if nat.port_start == nat.port_end == 0:
            nat.port_start = nat.port_end = None  # any port
        forward.nat = None if nat == Nat() else nat
    # Only devices that are handed out are managed.
    forward.managed = bool(forward.managed) if forward.mode is ForwardMode.HOSTDEV else None
    for address in forward.addresses:
        address.multifunction = address.connections = None
    if not forward.dev:
        if forward.interfaces:
            forward.addresses = []
        if forward.interfaces or forward.addresses:
            forward.pf = None
        forward.dev = forward.interfaces[0].dev if forward.interfaces else None
    elif not forward.interfaces and not forward.addresses and forward.pf is None:
        forward.interfaces = [ForwardInterface(dev=forward.dev)]


def _fill_bridge(network: Network) -> None:
    network.bridge, network.bridge_zone = network.bridge or None, network.bridge_zone or None
    if network.mode in OWN_BRIDGE:
        network.bridge_stp = network.bridge_stp is not False
        network.bridge_delay = network.bridge_delay or 0
    else:
        network.bridge_delay = network.bridge_delay or None


def _fill_dns(dns: Dns) -> None:
    for record in dns.srvs:
        if record.target is not None:
            record.priority, record.weight = record.priority or None, record.weight or None


def _fill_ip(address: NetworkIp) -> None:
    address.prefix = address.prefix or None
    if address.family is IpFamily.IPV6:
        address.bootp = None  # is an IPv4 service
    for entry in address.ranges:
        fill_lease(entry)
    for host in address.hosts:
        fill_lease(host)


def fill_lease(entry: DhcpRange | DhcpHost) -> None:
    """Complete the lease of *entry*: a number alone counts minutes."""
    if entry.lease is not None:
        entry.lease.unit = (entry.lease.unit or LeaseUnit.MINUTES) if entry.lease.expiry else None


def fill_portgroup(group: PortGroup) -> None:
    group.default = group.default or None
    fill_vlan(group.vlan)
    group.virtualport = filled_virtual_port(group.virtualport)
    group.bandwidth = filled_bandwidth(group.bandwidth)
