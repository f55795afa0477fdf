"""Rules about the addresses of a network and what it hands out.

Each function takes in *where* what the part belongs to, for the message.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Final

from anyvirt.conf.netdev.addresses import ip_object, is_group_mac, normal_mac
from anyvirt.conf.netdev.model import IpFamily
from anyvirt.conf.netdev.rules import checked_ip
from anyvirt.conf.network.ip import DhcpHost, DhcpRange, Lease, LeaseUnit, NetworkIp
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlError

if TYPE_CHECKING:
    from anyvirt.conf.netdev.addresses import IpObject

_DUID: Final = re.compile(r"[0-9a-f:]*", re.ASCII | re.IGNORECASE).fullmatch
_NAME_START: Final = re.compile(r"[0-9a-z]", re.ASCII | re.IGNORECASE).match
_SHORTEST_LEASE: Final = {LeaseUnit.SECONDS: 120, LeaseUnit.MINUTES: 2, LeaseUnit.HOURS: 1}  # dnsmasq's 2 minutes
_IPV6_PREFIX: Final = 64  # of an address that names none


def prefix_of(address: NetworkIp) -> int | None:
    """How many bits of *address* name the network; None where the netmask is none."""
    if address.prefix:
        return address.prefix
    parsed = ip_object(address.address)
    if address.netmask is not None:
        host_bits = int(ip_object(address.netmask)) ^ 0xFFFFFFFF
        return None if host_bits & (host_bits + 1) else 32 - host_bits.bit_length()
    if parsed.version == 6:
        return _IPV6_PREFIX
    first = int(parsed) >> 24
    return 8 if first < 128 else 16 if first < 192 else 24 if first < 224 else None  # classes A, B, C


def holds(address: NetworkIp, other: IpObject) -> bool:
    """Whether *other* is in the network of *address*."""
    parsed, prefix = ip_object(address.address), prefix_of(address)
    if prefix is None or parsed.version != other.version:
        return False
    return not (int(parsed) ^ int(other)) >> (parsed.max_prefixlen - prefix)


def check_ip(address: NetworkIp, where: str) -> None:
    where = f"{where}, ip {address.address}"
    parsed = checked_ip(address.address, where)
    family = address.family or IpFamily.IPV4
    if parsed.version != (6 if family is IpFamily.IPV6 else 4):
        hint = "add family='ipv6'" if address.family is None else None
        raise ConfigUnsupported(f"{where}: is not an address of family '{family.value}'", hint=hint)
    if address.netmask is not None:
        if parsed.version == 6:
            raise ConfigUnsupported(f"{where}, @netmask: IPv6 addresses have a prefix instead")
        if checked_ip(address.netmask, f"{where}, @netmask").version != 4:
            raise ConfigUnsupported(f"{where}, @netmask: {address.netmask} is not an IPv4 mask")
        if address.prefix:
            raise ConfigUnsupported(
                f"{where}: prefix {address.prefix} and netmask {address.netmask} exclude each other"
            )
    if (address.prefix or 0) > parsed.max_prefixlen:
        raise ConfigUnsupported(f"{where}, @prefix: {address.prefix} is not from 0 to {parsed.max_prefixlen}")
    for entry in address.ranges:
        check_range(entry, address, where)
    for host in address.hosts:
        check_host(host, address, where)
    if address.tftp_root is not None and parsed.version == 6:
        raise ConfigUnsupported(f"{where}, tftp: is an IPv4 service")


def check_range(entry: DhcpRange, address: NetworkIp, where: str) -> None:
    """Check *entry*, a range for guests on the network of *address*."""
    name = f"{where}, range {entry.start} - {entry.end}"
    start, end = checked_ip(entry.start, name), checked_ip(entry.end, name)
    own = ip_object(address.address)
    if not start.version == end.version == own.version:
        raise InternalError(f"{name}: start, end and the network's address {own} are of different families")
    prefix = prefix_of(address)
    if prefix is None:
        raise InternalError(f"{name}: {address.netmask or own} does not tell how large the network is")
    if not (holds(address, start) and holds(address, end)):
        raise InternalError(f"{name}: is not entirely within network {own}/{prefix}")
    if own.version == 4:
        network = ipaddress.ip_network(f"{own}/{prefix}", strict=False)
        if start == network.network_address:
            raise InternalError(f"{name}: starts with the address of network {network}")
        if end == network.broadcast_address:
            raise InternalError(f"{name}: ends with the broadcast address of network {network}")
    check_order(start, end, name)
    _check_lease(entry.lease, name)


def check_order(start: IpObject, end: IpObject, name: str) -> None:
    """Check a range of addresses of one family."""
    if int(start) >> 16 != int(end) >> 16:
        raise InternalError(f"{name}: is too large; all but the last 16 bits must be the same")
    if int(start) > int(end):
        raise InternalError(f"{name}: ends before it starts")


def check_host(host: DhcpHost, address: NetworkIp, where: str, *, partial: bool = False) -> None:
    """Check *host*, an entry for a guest on the network of *address*.

    Args:
        partial: it only says what to look for.
    """
    ipv6 = ip_object(address.address).version == 6
    name = f"{where}, dhcp host {host.mac or host.id or host.name or host.ip or ''}".rstrip()
    if host.mac is not None:
        if ipv6:
            raise XmlError(f"{name}: IPv6 hosts have an id in place of a MAC address")
        try:
            group = is_group_mac(normal_mac(host.mac))
        except ValueError:
            raise XmlError(f"{name}, @mac: '{host.mac}' is not a MAC address") from None
        if group:
            raise XmlError(f"{name}, @mac: '{host.mac}' addresses a group, not one card")
    if host.id is not None and not _DUID(host.id):
        raise XmlError(f"{name}, @id: '{host.id}' has more than hexadecimal digits and colons")
    if host.name is not None and not _NAME_START(host.name):
        raise XmlError(f"{name}, @name: '{host.name}' does not start with a letter or a digit")
    if host.ip is not None:
        checked_ip(host.ip, f"{name}, @ip")
    if partial:
        if host.mac is None and host.name is None and host.ip is None:
            raise XmlError(f"{name}: needs at least one of mac, name and ip")
    else:
        _check_complete(host, ipv6, name)
    _check_lease(host.lease, name)


def _check_complete(host: DhcpHost, ipv6: bool, name: str) -> None:
    if host.name is None and (host.id if ipv6 else host.mac) is None:
        raise XmlError(f"{name}: an IPv{6 if ipv6 else 4} host needs {'id' if ipv6 else 'mac'} or name")
    if host.ip is None:
        raise XmlError(f"{name}, @ip: is required")


def _check_lease(lease: Lease | None, name: str) -> None:
    if lease is not None and 0 < lease.expiry < _SHORTEST_LEASE[lease.unit or LeaseUnit.MINUTES]:
        unit = (lease.unit or LeaseUnit.MINUTES).value
        hint = "0 is a lease without end"
        raise ConfigUnsupported(f"{name}, lease: {lease.expiry} {unit} are less than 2 minutes", hint=hint)
