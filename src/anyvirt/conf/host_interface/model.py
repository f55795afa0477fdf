"""Network interfaces of the host, and how they are configured."""

from __future__ import annotations

from typing import Annotated

from anyvirt.conf.netdev.model import IpFamily
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, OnOff, UInt, YesNo, attr, child, children, flag, integer, need

MTU_MAX = 100_000
Mtu = Annotated[int, integer(0, MTU_MAX)]
Tag = Annotated[int, integer(0, 4095)]


class HostInterfaceType(WordEnum):
    ETHERNET = "ethernet"
    BRIDGE = "bridge"
    BOND = "bond"
    VLAN = "vlan"


class StartMode(WordEnum):
    ONBOOT = "onboot"
    NONE = "none"
    HOTPLUG = "hotplug"


class HostLinkState(WordEnum):
    """As RFC 2863 names the states."""

    UNKNOWN = "unknown"
    NOT_PRESENT = "notpresent"
    DOWN = "down"
    LOWER_LAYER_DOWN = "lowerlayerdown"
    TESTING = "testing"
    DORMANT = "dormant"
    UP = "up"


class BondMode(WordEnum):
    """How the kernel spreads packets over the cards of a bond."""

    BALANCE_RR = "balance-rr"
    ACTIVE_BACKUP = "active-backup"
    BALANCE_XOR = "balance-xor"
    BROADCAST = "broadcast"
    LACP = "802.3ad"
    BALANCE_TLB = "balance-tlb"
    BALANCE_ALB = "balance-alb"


class MiiCarrier(WordEnum):
    IOCTL = "ioctl"
    NETIF = "netif"


class ArpValidate(WordEnum):
    """Which cards of a bond have to see answers."""

    ACTIVE = "active"
    BACKUP = "backup"
    ALL = "all"


class Dhcp(Element, tag="dhcp"):
    """The address comes from a DHCP server."""

    peerdns: YesNo | None = attr("@peerdns")  # whether its name servers are used


class HostIp(Element, tag="ip"):
    """A fixed address."""

    address: str = need("@address")
    prefix: UInt | None = attr("@prefix")


class Protocol(Element, tag="protocol", open_tags=(".",)):
    """Addresses of one family."""

    family: IpFamily = need("@family")
    autoconf: bool = flag("autoconf")  # IPv6 only
    dhcp: Dhcp | None = child("dhcp")
    ips: list[HostIp] = children("ip")
    gateway: str | None = attr("route/@gateway")  # of the default route


class HostBridge(Element, tag="bridge", open_tags=(".",)):
    """The interface is a bridge."""

    stp: OnOff | None = attr("@stp", lenient=True)
    delay: str | None = attr("@delay")  # seconds, with fractions
    interfaces: list[HostInterface] = children("interface")  # ethernet, bond, vlan


class MiiMon(Element, tag="miimon"):
    """The cards are asked whether they have a link."""

    freq: UInt = need("@freq")  # ms
    downdelay: UInt | None = attr("@downdelay")  # ms
    updelay: UInt | None = attr("@updelay")  # ms
    carrier: MiiCarrier | None = attr("@carrier")


class ArpMon(Element, tag="arpmon"):
    """A neighbour is asked whether it is reachable."""

    interval: UInt = need("@interval")  # ms
    target: str = need("@target")  # IPv4 address
    validate: ArpValidate | None = attr("@validate")


class Bond(Element, tag="bond", open_tags=(".",)):
    """The interface is several cards as one."""

    mode: BondMode | None = attr("@mode")
    miimon: MiiMon | None = child("miimon")
    arpmon: ArpMon | None = child("arpmon")  # not with miimon
    interfaces: list[HostInterface] = children("interface")  # ethernet


class HostVlan(Element, tag="vlan"):
    """The interface is one VLAN of another one."""

    tag: Tag = need("@tag")
    interface: str = need("interface/@name")


class HostInterface(Element, tag="interface", open_tags=(".",)):
    """A network interface of the host. One that is part of another has a type, a name, a link and a MAC address."""

    type: HostInterfaceType = need("@type")
    name: str = need("@name")
    start: StartMode | None = attr("start/@mode")
    mtu: Mtu | None = attr("mtu/@size")  # bytes
    protocols: list[Protocol] = children("protocol")
    link_speed: UInt | None = attr("link/@speed")  # Mbit/s; not of bridges
    link_state: HostLinkState | None = attr("link/@state")
    mac: str | None = attr("mac/@address")  # ethernet only; kept as it was written
    bridge: HostBridge | None = child("bridge")
    bond: Bond | None = child("bond")
    vlan: HostVlan | None = child("vlan")
