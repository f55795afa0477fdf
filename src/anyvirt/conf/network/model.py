"""The network: bridges, cards and services that interfaces of guests are connected to."""

from __future__ import annotations

from typing import Annotated

from anyvirt.conf.netdev.addresses import Mac
from anyvirt.conf.netdev.model import Bandwidth, MacTableManager, Route, VirtualPort, Vlan
from anyvirt.conf.network.dns import Dns
from anyvirt.conf.network.forward import Forward, ForwardMode, Lenient
from anyvirt.conf.network.ip import NetworkIp
from anyvirt.util.error import NoName
from anyvirt.util.xmlmap import (
    Converter,
    Element,
    Fragment,
    UInt,
    ULong,
    Uuid,
    YesNo,
    attr,
    child,
    children,
    need,
    raw,
)

DNSMASQ_NAMESPACE = "http://libvirt.org/schemas/network/dnsmasq/1.0"

# libvirt takes any other word for on.
SpanningTree = Annotated[
    bool,
    Converter(
        allowed="on or off",
        parse=lambda text: text != "off",
        format=lambda value: "on" if value else "off",
        check=lambda value: isinstance(value, bool),
        plain=True,
    ),
]


class PortGroup(Element, tag="portgroup", open_tags=(".",)):
    """Settings that an interface chooses by name."""

    name: str = need("@name")
    default: Lenient | None = attr("@default")  # for interfaces that choose none
    trust_guest_rx_filters: YesNo | None = attr("@trustGuestRxFilters")
    vlan: Vlan | None = child("vlan")
    virtualport: VirtualPort | None = child("virtualport")
    bandwidth: Bandwidth | None = child("bandwidth")  # of each interface


class Network(Element, tag="network", namespaces={"dnsmasq": DNSMASQ_NAMESPACE}):
    """A virtual network. Without <forward> it is isolated."""

    connections: UInt | None = attr("@connections")  # interfaces of guests; live networks only
    ipv6: YesNo | None = attr("@ipv6")  # guests may talk IPv6 to each other though the network has no such address
    trust_guest_rx_filters: YesNo | None = attr("@trustGuestRxFilters")
    name: str = need("name", missing=NoName)
    uuid: Uuid | None = attr("uuid")  # generated when absent
    title: str | None = attr("title")  # one line
    description: str | None = attr("description")
    metadata: Fragment | None = raw("metadata")
    forward: Forward | None = child("forward")
    bridge: str | None = attr("bridge/@name")
    bridge_zone: str | None = attr("bridge/@zone")  # of firewalld
    bridge_stp: SpanningTree | None = attr("bridge/@stp")
    bridge_delay: ULong | None = attr("bridge/@delay")  # seconds
    mac_table_manager: MacTableManager | None = attr("bridge/@macTableManager")
    mtu: UInt | None = attr("mtu/@size")  # bytes
    mac: Mac | None = attr("mac/@address")  # of the bridge
    domain: str | None = attr("domain/@name")  # of the guests' names
    domain_local_only: YesNo | None = attr("domain/@localOnly")  # yes: never ask others about this domain
    domain_register: YesNo | None = attr("domain/@register")  # yes: the host finds the guests by their names too
    dns: Dns | None = child("dns")
    vlan: Vlan | None = child("vlan")
    bandwidth: Bandwidth | None = child("bandwidth")  # of all interfaces together
    port_isolated: YesNo | None = attr("port/@isolated")  # guests cannot reach each other
    ips: list[NetworkIp] = children("ip")
    routes: list[Route] = children("route")
    virtualport: VirtualPort | None = child("virtualport")
    portgroups: list[PortGroup] = children("portgroup")
    dnsmasq_options: list[str] = children("dnsmasq:options/dnsmasq:option/@value")  # lines of its configuration

    @property
    def mode(self) -> ForwardMode:
        """How it is connected to the world."""
        return ForwardMode.NONE if self.forward is None else self.forward.mode
