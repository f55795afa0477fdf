"""What rules look for, a class for each protocol: the elements inside <rule>.

A rule applies to packets that have everything its element asks for. With `negated` all of that must not be so instead.
Classes that share attributes inherit them; every line is an attribute, in the order of the output.
"""

from __future__ import annotations

from anyvirt.conf.nwfilter.values import (
    Connections,
    Flags,
    FrameProtocol,
    Gratuitous,
    Ipv4,
    Ipv4Mask,
    Ipv6,
    Ipv6Mask,
    MacAddress,
    MacMask,
    Opcode,
    PacketProtocol,
    SetName,
    SetSides,
    States,
    UInt6,
    UInt8,
    UInt16,
    UInt32,
    VlanId,
    VlanProtocol,
)
from anyvirt.util.xmlmap import Converter, Element, attr

# Nothing but "no" means no.
_NEGATED = Converter[bool](
    allowed="yes or no",
    parse=lambda text: text == "no",
    format=lambda value: "no" if value else "yes",
    check=lambda value: isinstance(value, bool),
)


class Remark(Element, last=True):
    """Comes after everything else."""

    comment: str | None = attr("@comment")  # up to 256 bytes, shown by iptables


class Match(Remark):
    """What all protocols have in common."""

    negated: bool = attr("@match", default=False, conv=_NEGATED, omit_default=True)


# Frames: protocols that ebtables looks at.


class SourceMacMatch(Match):
    src_mac: MacAddress | None = attr("@srcmacaddr")


class SourceFrameMatch(SourceMacMatch):
    src_mac_mask: MacMask | None = attr("@srcmacmask")


class FrameMatch(SourceFrameMatch):
    dst_mac: MacAddress | None = attr("@dstmacaddr")
    dst_mac_mask: MacMask | None = attr("@dstmacmask")


class MacMatch(FrameMatch, tag="mac"):
    """Any Ethernet frame."""

    protocol_id: FrameProtocol | None = attr("@protocolid")


class VlanMatch(FrameMatch, tag="vlan"):
    """Frames with a VLAN tag."""

    vlan_id: VlanId | None = attr("@vlanid")
    encap_protocol: VlanProtocol | None = attr("@encap-protocol")


class StpMatch(SourceFrameMatch, tag="stp"):
    """Frames of the spanning tree protocol. With a `_hi` a range."""

    type: UInt8 | None = attr("@type")
    flags: UInt8 | None = attr("@flags")
    root_priority: UInt16 | None = attr("@root-priority")
    root_priority_hi: UInt16 | None = attr("@root-priority-hi")
    root_address: MacAddress | None = attr("@root-address")
    root_address_mask: MacMask | None = attr("@root-address-mask")
    root_cost: UInt32 | None = attr("@root-cost")
    root_cost_hi: UInt32 | None = attr("@root-cost-hi")
    sender_priority: UInt16 | None = attr("@sender-priority")
    sender_priority_hi: UInt16 | None = attr("@sender-priority-hi")
    sender_address: MacAddress | None = attr("@sender-address")
    sender_address_mask: MacMask | None = attr("@sender-address-mask")
    port: UInt16 | None = attr("@port")
    port_hi: UInt16 | None = attr("@port-hi")
    age: UInt16 | None = attr("@age")
    age_hi: UInt16 | None = attr("@age-hi")
    max_age: UInt16 | None = attr("@max-age")
    max_age_hi: UInt16 | None = attr("@max-age-hi")
    hello_time: UInt16 | None = attr("@hello-time")
    hello_time_hi: UInt16 | None = attr("@hello-time-hi")
    forward_delay: UInt16 | None = attr("@forward-delay")
    forward_delay_hi: UInt16 | None = attr("@forward-delay-hi")


class ArpMatch(FrameMatch, tag="arp"):
    """Address resolution."""

    hardware_type: UInt16 | None = attr("@hwtype")
    protocol_type: UInt16 | None = attr("@protocoltype")
    opcode: Opcode | None = attr("@opcode")
    arp_src_mac: MacAddress | None = attr("@arpsrcmacaddr")
    arp_dst_mac: MacAddress | None = attr("@arpdstmacaddr")
    arp_src_ip: Ipv4 | None = attr("@arpsrcipaddr")
    arp_src_ip_mask: Ipv4Mask | None = attr("@arpsrcipmask")
    arp_dst_ip: Ipv4 | None = attr("@arpdstipaddr")
    arp_dst_ip_mask: Ipv4Mask | None = attr("@arpdstipmask")
    gratuitous: Gratuitous | None = attr("@gratuitous")


class RarpMatch(ArpMatch, tag="rarp"):
    """Reverse address resolution."""


class IpMatch(FrameMatch, tag="ip"):
    """Frames with an IPv4 packet."""

    src_ip: Ipv4 | None = attr("@srcipaddr")
    src_ip_mask: Ipv4Mask | None = attr("@srcipmask")
    dst_ip: Ipv4 | None = attr("@dstipaddr")
    dst_ip_mask: Ipv4Mask | None = attr("@dstipmask")
    protocol: PacketProtocol | None = attr("@protocol")
    src_port_start: UInt16 | None = attr("@srcportstart")
    src_port_end: UInt16 | None = attr("@srcportend")
    dst_port_start: UInt16 | None = attr("@dstportstart")
    dst_port_end: UInt16 | None = attr("@dstportend")
    dscp: UInt6 | None = attr("@dscp")


class Ipv6Match(FrameMatch, tag="ipv6"):
    """Frames with an IPv6 packet."""

    src_ip: Ipv6 | None = attr("@srcipaddr")
    src_ip_mask: Ipv6Mask | None = attr("@srcipmask")
    dst_ip: Ipv6 | None = attr("@dstipaddr")
    dst_ip_mask: Ipv6Mask | None = attr("@dstipmask")
    protocol: PacketProtocol | None = attr("@protocol")
    src_port_start: UInt16 | None = attr("@srcportstart")
    src_port_end: UInt16 | None = attr("@srcportend")
    dst_port_start: UInt16 | None = attr("@dstportstart")
    dst_port_end: UInt16 | None = attr("@dstportend")
    type: UInt8 | None = attr("@type")  # this and the next three: with protocol icmpv6
    type_end: UInt8 | None = attr("@typeend")
    code: UInt8 | None = attr("@code")
    code_end: UInt8 | None = attr("@codeend")


# IPv4 packets: protocols that iptables looks at.


class Ipv4PacketMatch(SourceMacMatch):
    src_ip: Ipv4 | None = attr("@srcipaddr")
    src_ip_mask: Ipv4Mask | None = attr("@srcipmask")
    dst_ip: Ipv4 | None = attr("@dstipaddr")
    dst_ip_mask: Ipv4Mask | None = attr("@dstipmask")
    src_ip_from: Ipv4 | None = attr("@srcipfrom")
    src_ip_to: Ipv4 | None = attr("@srcipto")
    dst_ip_from: Ipv4 | None = attr("@dstipfrom")
    dst_ip_to: Ipv4 | None = attr("@dstipto")
    dscp: UInt6 | None = attr("@dscp")
    connlimit_above: Connections | None = attr("@connlimit-above")  # more connections than this from one address
    state: States | None = attr("@state")
    ipset: SetName | None = attr("@ipset")  # addresses kept outside, see ipset(8)
    ipset_flags: SetSides | None = attr("@ipsetflags")


class Ipv4PortMatch(Ipv4PacketMatch):
    src_port_start: UInt16 | None = attr("@srcportstart")
    src_port_end: UInt16 | None = attr("@srcportend")
    dst_port_start: UInt16 | None = attr("@dstportstart")
    dst_port_end: UInt16 | None = attr("@dstportend")


class TcpMatch(Ipv4PortMatch, tag="tcp"):
    """TCP over IPv4."""

    flags: Flags | None = attr("@flags")


class UdpMatch(Ipv4PortMatch, tag="udp"):
    """UDP over IPv4."""


class SctpMatch(Ipv4PortMatch, tag="sctp"):
    """SCTP over IPv4."""


class UdpliteMatch(Ipv4PacketMatch, tag="udplite"):
    """UDP-Lite over IPv4."""


class EspMatch(Ipv4PacketMatch, tag="esp"):
    """Encapsulating security payload over IPv4."""


class AhMatch(Ipv4PacketMatch, tag="ah"):
    """Authentication header over IPv4."""


class IcmpMatch(Ipv4PacketMatch, tag="icmp"):
    """Control messages of IPv4."""

    type: UInt8 | None = attr("@type")
    code: UInt8 | None = attr("@code")


class IgmpMatch(Ipv4PacketMatch, tag="igmp"):
    """Group management of IPv4."""


class AllMatch(Ipv4PacketMatch, tag="all"):
    """Any protocol over IPv4."""


# IPv6 packets: protocols that ip6tables looks at.


class Ipv6PacketMatch(SourceMacMatch):
    src_ip: Ipv6 | None = attr("@srcipaddr")
    src_ip_mask: Ipv6Mask | None = attr("@srcipmask")
    dst_ip: Ipv6 | None = attr("@dstipaddr")
    dst_ip_mask: Ipv6Mask | None = attr("@dstipmask")
    src_ip_from: Ipv6 | None = attr("@srcipfrom")
    src_ip_to: Ipv6 | None = attr("@srcipto")
    dst_ip_from: Ipv6 | None = attr("@dstipfrom")
    dst_ip_to: Ipv6 | None = attr("@dstipto")
    dscp: UInt6 | None = attr("@dscp")
    connlimit_above: Connections | None = attr("@connlimit-above")
    state: States | None = attr("@state")
    ipset: SetName | None = attr("@ipset")
    ipset_flags: SetSides | None = attr("@ipsetflags")


class Ipv6PortMatch(Ipv6PacketMatch):
    src_port_start: UInt16 | None = attr("@srcportstart")
    src_port_end: UInt16 | None = attr("@srcportend")
    dst_port_start: UInt16 | None = attr("@dstportstart")
    dst_port_end: UInt16 | None = attr("@dstportend")


class TcpIpv6Match(Ipv6PortMatch, tag="tcp-ipv6"):
    """TCP over IPv6."""

    flags: Flags | None = attr("@flags")


class UdpIpv6Match(Ipv6PortMatch, tag="udp-ipv6"):
    """UDP over IPv6."""


class SctpIpv6Match(Ipv6PortMatch, tag="sctp-ipv6"):
    """SCTP over IPv6."""


class UdpliteIpv6Match(Ipv6PacketMatch, tag="udplite-ipv6"):
    """UDP-Lite over IPv6."""


class EspIpv6Match(Ipv6PacketMatch, tag="esp-ipv6"):
    """Encapsulating security payload over IPv6."""


class AhIpv6Match(Ipv6PacketMatch, tag="ah-ipv6"):
    """Authentication header over IPv6."""


class Icmpv6Match(Ipv6PacketMatch, tag="icmpv6"):
    """Control messages of IPv6."""

    type: UInt8 | None = attr("@type")
    code: UInt8 | None = attr("@code")


class AllIpv6Match(Ipv6PacketMatch, tag="all-ipv6"):
    """Any protocol over IPv6."""


AnyMatch = (
    MacMatch
    | VlanMatch
    | StpMatch
    | ArpMatch
    | RarpMatch
    | IpMatch
    | Ipv6Match
    | TcpMatch
    | UdpMatch
    | UdpliteMatch
    | EspMatch
    | AhMatch
    | SctpMatch
    | IcmpMatch
    | IgmpMatch
    | AllMatch
    | TcpIpv6Match
    | UdpIpv6Match
    | UdpliteIpv6Match
    | EspIpv6Match
    | AhIpv6Match
    | SctpIpv6Match
    | Icmpv6Match
    | AllIpv6Match
)
