"""How a network is connected to the world: <forward>."""

from __future__ import annotations

from typing import Annotated

from anyvirt.conf.domain.hexa import Hex1, Hex2, PciDomain
from anyvirt.conf.netdev.addresses import Ip
from anyvirt.util.error import ConfigUnsupported, XmlDetail
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Converter, Element, OnOff, UInt, YesNo, attr, child, children, need, words

# libvirt takes any other word for no.
Lenient = Annotated[
    bool,
    Converter(
        allowed="yes or no",
        parse=lambda text: text.lower() == "yes",
        format=lambda value: "yes" if value else "no",
        check=lambda value: isinstance(value, bool),
        plain=True,
    ),
]


class ForwardMode(WordEnum):
    NONE = "none"  # as without <forward>: isolated
    NAT = "nat"
    ROUTE = "route"
    OPEN = "open"  # routed, and no rules in the firewall
    BRIDGE = "bridge"  # a bridge of the host, or macvtap
    PRIVATE = "private"  # macvtap
    VEPA = "vepa"  # macvtap
    PASSTHROUGH = "passthrough"  # macvtap
    HOSTDEV = "hostdev"  # functions of a card are handed to guests


class HostdevDriver(WordEnum):
    """Who hands functions of a card to guests."""

    KVM = "kvm"
    VFIO = "vfio"
    XEN = "xen"


class Nat(Element, tag="nat"):
    """What guests look like from outside."""

    ipv6: YesNo | None = attr("@ipv6")  # IPv6 is routed unless yes
    address_start: Ip | None = attr("address/@start")  # IPv4
    address_end: Ip | None = attr("address/@end")
    port_start: UInt | None = attr("port/@start", wrong=XmlDetail)
    port_end: UInt | None = attr("port/@end", wrong=XmlDetail)


class ForwardInterface(Element, tag="interface"):
    """A card of the host that the network may use."""

    dev: str = need("@dev")
    connections: UInt | None = attr("@connections")  # guests that use it; live networks only


class ForwardAddress(Element, tag="address"):
    """A function of a card that a guest may get."""

    type: str = need("@type", conv=words({"pci": "pci"}), wrong=ConfigUnsupported)
    domain: PciDomain = attr("@domain", default=0)
    bus: Hex2 = attr("@bus", default=0)
    slot: Hex2 = attr("@slot", default=0)  # 0 to 0x1f
    function: Hex1 = attr("@function", default=0)  # 0 to 7
    multifunction: OnOff | None = attr("@multifunction")  # allowed, and forgotten
    connections: UInt | None = attr("@connections")  # allowed, and forgotten


class Forward(Element, tag="forward"):
    """The way out of a network. Of interfaces, addresses and pf, the first that is there counts."""

    dev: str | None = attr("@dev")  # the first of interfaces
    mode: ForwardMode = attr("@mode", default=ForwardMode.NAT, wrong=ConfigUnsupported)
    managed: Lenient | None = attr("@managed")  # hostdev: bind and release the devices for the guests
    driver: HostdevDriver | None = attr("driver/@name", wrong=ConfigUnsupported)  # hostdev
    driver_model: str | None = attr("driver/@model")  # name of the kernel's driver
    nat: Nat | None = child("nat", once=True)
    pf: str | None = attr("pf/@dev")  # all virtual functions of this card
    interfaces: list[ForwardInterface] = children("interface")
    addresses: list[ForwardAddress] = children("address")
