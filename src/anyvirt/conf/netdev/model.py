"""Parts of documents about networking that several kinds share: VLANs, port profiles, bandwidth and routes."""

from __future__ import annotations

from typing import Annotated

from anyvirt.conf.netdev.addresses import Ip
from anyvirt.util.error import ConfigUnsupported, XmlDetail, XmlError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Converter, Element, Positive, UInt, ULong, Uuid, attr, child, children, integer, need

# Numbers of a port profile are read in any base.
Byte = Annotated[int, integer(0, 0xFF, any_base=True)]
ThreeBytes = Annotated[int, integer(0, 0xFFFFFF, any_base=True)]

Trunk = Annotated[
    bool,
    Converter(
        allowed="yes or no",
        parse=lambda text: {"yes": True, "no": False}[text.lower()],
        format=lambda value: "yes" if value else "no",
        check=lambda value: isinstance(value, bool),
        plain=True,
    ),
]


class MacTableManager(WordEnum):
    """Who fills the table of a bridge that tells which card is behind which port."""

    KERNEL = "kernel"
    LIBVIRT = "libvirt"


class DirectMode(WordEnum):
    """How macvtap devices on one card talk to each other."""

    VEPA = "vepa"
    PRIVATE = "private"
    BRIDGE = "bridge"
    PASSTHROUGH = "passthrough"


class VlanNativeMode(WordEnum):
    TAGGED = "tagged"
    UNTAGGED = "untagged"


class VlanTag(Element, tag="tag"):
    """A VLAN that the port carries."""

    id: UInt = need("@id")  # up to 4095
    native_mode: VlanNativeMode | None = attr("@nativeMode")  # on one tag at most


class Vlan(Element, tag="vlan"):
    """VLAN tagging of a port."""

    trunk: Trunk | None = attr("@trunk")  # always with more than one tag
    tags: list[VlanTag] = children("tag")


class VirtualPortType(WordEnum):
    VEPA = "802.1Qbg"
    VNTAG = "802.1Qbh"
    OPENVSWITCH = "openvswitch"
    MIDONET = "midonet"


class VirtualPort(Element, tag="virtualport"):
    """Parameters that a switch wants to know about the port. Without a type it completes another port profile."""

    type: VirtualPortType | None = attr("@type", wrong=ConfigUnsupported)
    manager_id: Byte | None = attr("parameters/@managerid")  # 802.1Qbg
    type_id: ThreeBytes | None = attr("parameters/@typeid")  # 802.1Qbg
    type_id_version: Byte | None = attr("parameters/@typeidversion")  # 802.1Qbg
    instance_id: Uuid | None = attr("parameters/@instanceid", wrong=XmlError)  # 802.1Qbg
    interface_id: Uuid | None = attr("parameters/@interfaceid", wrong=XmlError)  # openvswitch, midonet
    profile_id: str | None = attr("parameters/@profileid")  # 802.1Qbh, openvswitch; up to 39 bytes


class Inbound(Element, tag="inbound"):
    """Traffic towards the guest: rates in KiB per second, burst in KiB."""

    average: ULong | None = attr("@average", wrong=ConfigUnsupported)
    peak: ULong | None = attr("@peak", wrong=ConfigUnsupported)
    floor: ULong | None = attr("@floor", wrong=ConfigUnsupported)  # guaranteed; not where the limits are a network's
    burst: ULong | None = attr("@burst", wrong=ConfigUnsupported)


class Outbound(Element, tag="outbound"):
    """Traffic from the guest: rates in KiB per second, burst in KiB."""

    average: ULong | None = attr("@average", wrong=ConfigUnsupported)
    peak: ULong | None = attr("@peak", wrong=ConfigUnsupported)
    floor: ULong | None = attr(
        "@floor", wrong=ConfigUnsupported
    )  # read to be refused: only incoming traffic can be guaranteed
    burst: ULong | None = attr("@burst", wrong=ConfigUnsupported)


class Bandwidth(Element, tag="bandwidth"):
    """Limits on traffic."""

    class_id: UInt | None = attr("@classID")  # of what is running
    inbound: Inbound | None = child("inbound", once=True, wrong=XmlDetail)
    outbound: Outbound | None = child("outbound", once=True, wrong=XmlDetail)


class IpFamily(WordEnum):
    IPV4 = "ipv4"
    IPV6 = "ipv6"


class Route(Element, tag="route"):
    """A route to a network behind a gateway."""

    family: IpFamily | None = attr("@family")  # ipv4 when absent
    address: Ip = need("@address")  # of the network
    netmask: Ip | None = attr("@netmask")  # IPv4 only, in place of prefix
    prefix: UInt | None = attr("@prefix")  # bits of the address that count; all of them are the host's when absent
    gateway: Ip = need("@gateway")
    metric: Positive | None = attr("@metric")
