"""Addresses of a network and what it hands out: <ip>."""

from __future__ import annotations

from typing import Annotated

from anyvirt.conf.netdev.addresses import Ip
from anyvirt.conf.netdev.model import IpFamily
from anyvirt.util.error import SystemCallError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, UInt, YesNo, attr, child, children, integer, need

Expiry = Annotated[int, integer(0, 2**64 - 1, any_base=True)]


class LeaseUnit(WordEnum):
    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"


class Lease(Element, tag="lease"):
    """How long an address is lent."""

    expiry: Expiry = need("@expiry")  # 0 is for ever, otherwise 2 minutes or more
    unit: LeaseUnit | None = attr("@unit")  # minutes when absent


class DhcpRange(Element, tag="range"):
    """Addresses that are lent to whoever asks."""

    start: Ip = need("@start", wrong=SystemCallError)
    end: Ip = need("@end", wrong=SystemCallError)
    lease: Lease | None = child("lease")


class DhcpHost(Element, tag="host"):
    """An address for a certain guest. An IPv4 host needs mac or name, an IPv6 host id or name."""

    mac: str | None = attr("@mac")  # kept as it was written
    id: str | None = attr("@id")  # DUID
    name: str | None = attr("@name")
    ip: Ip | None = attr("@ip")  # absent only where a host is looked for
    lease: Lease | None = child("lease")


class Bootp(Element, tag="bootp"):
    """What guests that boot from the network load."""

    file: str = need("@file")
    server: Ip | None = attr("@server", wrong=SystemCallError)  # the host itself when absent


class NetworkIp(Element, tag="ip"):
    """An address of the network's bridge, and the services for the guests there."""

    family: IpFamily | None = attr("@family")  # ipv4 when absent
    address: Ip = need("@address")
    netmask: Ip | None = attr("@netmask")  # IPv4 only, in place of prefix
    prefix: UInt | None = attr("@prefix")
    local_ptr: YesNo | None = attr("@localPtr")  # yes: questions about names of these addresses stay here
    tftp_root: str | None = attr("tftp/@root")  # IPv4 only
    ranges: list[DhcpRange] = children("dhcp/range")
    hosts: list[DhcpHost] = children("dhcp/host")
    bootp: Bootp | None = child("dhcp/bootp")  # IPv4 only
