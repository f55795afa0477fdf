"""What network interfaces and networks have in common: VLANs, port profiles, bandwidth, addresses and routes."""

from __future__ import annotations

import enum

from anyvirt.util.xmlmap import Element, UInt, Uuid, YesNo, attr, child, children, need


class VlanNativeMode(enum.Enum):
    TAGGED = "tagged"
    UNTAGGED = "untagged"


class VlanTag(Element, tag="tag"):
    """A VLAN that the port carries."""

    id: UInt = need("@id")  # up to 4095
    native_mode: VlanNativeMode | None = attr("@nativeMode")


class Vlan(Element, tag="vlan"):
    """VLAN tagging of a port."""

    trunk: YesNo | None = attr("@trunk")
    tags: list[VlanTag] = children("tag")


class VirtualPortType(enum.Enum):
    NONE = "none"
    VEPA = "802.1Qbg"
    VNTAG = "802.1Qbh"
    OPENVSWITCH = "openvswitch"
    MIDONET = "midonet"


class VirtualPort(Element, tag="virtualport"):
    """Parameters that a switch wants to know about the port."""

    type: VirtualPortType | None = attr("@type")
    manager_id: UInt | None = attr("parameters/@managerid")
    type_id: UInt | None = attr("parameters/@typeid")
    type_id_version: UInt | None = attr("parameters/@typeidversion")
    instance_id: Uuid | None = attr("parameters/@instanceid")
    interface_id: Uuid | None = attr("parameters/@interfaceid")
    profile_id: str | None = attr("parameters/@profileid")


class Inbound(Element, tag="inbound"):
    """Traffic towards the guest: rates in KiB per second, burst in KiB."""

    average: UInt | None = attr("@average")
    peak: UInt | None = attr("@peak")
    floor: UInt | None = attr("@floor")  # guaranteed
    burst: UInt | None = attr("@burst")


class Outbound(Element, tag="outbound"):
    """Traffic from the guest: rates in KiB per second, burst in KiB."""

    average: UInt | None = attr("@average")
    peak: UInt | None = attr("@peak")
    burst: UInt | None = attr("@burst")


class Bandwidth(Element, tag="bandwidth"):
    """Limits on traffic."""

    class_id: UInt | None = attr("@classID")  # live guests only
    inbound: Inbound | None = child("inbound")
    outbound: Outbound | None = child("outbound")


class IpFamily(enum.Enum):
    IPV4 = "ipv4"
    IPV6 = "ipv6"


class IpAddress(Element, tag="ip"):
    """An IP address of an interface."""

    address: str = need("@address")
    family: IpFamily | None = attr("@family")
    prefix: UInt | None = attr("@prefix")
    peer: str | None = attr("@peer")  # the other end of a point-to-point link


class Route(Element, tag="route"):
    """A route of an interface."""

    family: IpFamily | None = attr("@family")
    address: str = need("@address")
    netmask: str | None = attr("@netmask")
    prefix: UInt | None = attr("@prefix")
    gateway: str = need("@gateway")
    metric: UInt | None = attr("@metric")


class FilterParameter(Element, tag="parameter"):
    """A variable of a network filter."""

    name: str = need("@name")
    value: str = need("@value")


class FilterRef(Element, tag="filterref"):
    """The network filter that an interface is behind."""

    filter: str = need("@filter")
    parameters: list[FilterParameter] = children("parameter")
