"""What the attributes of rules can hold. Almost every one of them can be a variable instead."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from typing import Annotated, Any, Final, NamedTuple

from anyvirt.conf.netdev.addresses import ip_object, normal_ip, normal_mac
from anyvirt.conf.nwfilter.variable import Variable, or_variable
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Converter

# As C's strtoul reads, in base 16 after 0x and in base 10 otherwise.
_NUMBER: Final = r"[ \t\r\n\v\f]*\+?(?:0[xX]([0-9a-fA-F]+)|([0-9]+))"


class HexInt(int):
    """A number that is written in hexadecimal. Otherwise an int."""

    def __repr__(self) -> str:
        return f"HexInt({self:#x})"

    def __str__(self) -> str:
        return f"{self:#x}"


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _read_number(text: str, low: int, high: int) -> int:
    match = re.fullmatch(_NUMBER, text)
    if match is None:
        raise ValueError(text)
    number = HexInt(match[1], 16) if match[1] else int(match[2])
    if not low <= number <= high:
        raise ValueError(text)
    return number


def _show_number(number: int) -> str:
    return str(number) if isinstance(number, HexInt) else str(int(number))


def number(high: int) -> Converter[Any]:
    """A number from 0 to *high*; how it was written, decimal or hexadecimal, comes back."""
    return or_variable(
        f"a whole number from 0 to {high}", lambda text: _read_number(text, 0, high), _show_number, _is_number
    )


def named(members: type[enum.IntEnum], low: int, high: int, *, decimal: bool = False) -> Converter[Any]:
    """A number from *low* to *high*, by its name in *members* where it has one.

    Args:
        members: the names; case does not count in a document.
        low: the smallest number.
        high: the largest number.
        decimal: write numbers without a name in decimal, however they were read.
    """
    by_name = {member.name.lower(): member for member in members}
    numbers = {int(member): member for member in members}
    names = _NAMES_OF[members]

    def read(text: str) -> int:
        member = by_name.get(text.lower())
        if member is not None:
            return member
        value = _read_number(text, low, high)
        return numbers.get(value, int(value) if decimal else value)

    def show(value: int) -> str:
        return names[value] if value in names else _show_number(value)

    return or_variable(f"one of {', '.join(names.values())}, or a number from {low} to {high}", read, show, _is_number)


class EtherType(enum.IntEnum):
    """Protocols in Ethernet frames that have a name."""

    IPV4 = 0x0800
    ARP = 0x0806
    RARP = 0x8035
    VLAN = 0x8100
    IPV6 = 0x86DD


class IpProtocol(enum.IntEnum):
    """Protocols in IP packets that have a name."""

    ICMP = 1
    IGMP = 2
    TCP = 6
    UDP = 17
    ESP = 50
    AH = 51
    ICMPV6 = 58
    SCTP = 132
    UDPLITE = 136


class ArpOpcode(enum.IntEnum):
    """What an ARP packet is for."""

    REQUEST = 1
    REPLY = 2
    REQUEST_REVERSE = 3
    REPLY_REVERSE = 4
    DRARP_REQUEST = 5
    DRARP_REPLY = 6
    DRARP_ERROR = 7
    INARP_REQUEST = 8
    ARP_NAK = 9


_NAMES_OF: Final[dict[type[enum.IntEnum], dict[int, str]]] = {
    EtherType: {int(member): member.name.lower() for member in EtherType},
    IpProtocol: {int(member): member.name.lower() for member in IpProtocol},
    ArpOpcode: {
        ArpOpcode.REQUEST: "Request",
        ArpOpcode.REPLY: "Reply",
        ArpOpcode.REQUEST_REVERSE: "Request_Reverse",
        ArpOpcode.REPLY_REVERSE: "Reply_Reverse",
        ArpOpcode.DRARP_REQUEST: "DRARP_Request",
        ArpOpcode.DRARP_REPLY: "DRARP_Reply",
        ArpOpcode.DRARP_ERROR: "DRARP_Error",
        ArpOpcode.INARP_REQUEST: "InARP_Request",
        ArpOpcode.ARP_NAK: "ARP_NAK",
    },
}

UInt6 = Annotated[int | Variable, number(63)]
UInt8 = Annotated[int | Variable, number(255)]
UInt16 = Annotated[int | Variable, number(65535)]
UInt32 = Annotated[int | Variable, number(2**32 - 1)]
VlanId = Annotated[int | Variable, number(4095)]
FrameProtocol = Annotated[int | Variable, named(EtherType, 1536, 65535)]  # below 1536 it is the length of a frame
VlanProtocol = Annotated[int | Variable, named(EtherType, 60, 65535)]  # ebtables takes anything; libvirt from here
PacketProtocol = Annotated[int | Variable, named(IpProtocol, 0, 255)]
Opcode = Annotated[int | Variable, named(ArpOpcode, 0, 65535, decimal=True)]


def _read_decimal(text: str) -> int:
    if not re.fullmatch("[0-9]+", text, re.ASCII) or int(text) > 65535:
        raise ValueError(text)
    return int(text)


Connections = Annotated[
    int | Variable, or_variable("a whole number from 0 to 65535", _read_decimal, _show_number, _is_number)
]

# A yes-or-no attribute that takes anything for no.
Gratuitous = Annotated[
    bool | Variable,
    or_variable(
        "true or false",
        lambda text: text in ("true", "yes", "1"),
        lambda value: "true" if value else "false",
        lambda value: isinstance(value, bool),
    ),
]


def _contiguous(bits: int, width: int) -> int:
    """How many bits are set from the top; raises ValueError if there are others."""
    length = bits.bit_count()
    if bits != ((1 << length) - 1) << (width - length):
        raise ValueError(bits)
    return length


def _read_mac(text: str) -> str:
    return normal_mac(text.rstrip())


def _read_mac_mask(text: str) -> str:
    mask = _read_mac(text)
    _contiguous(int(mask.replace(":", ""), 16), 48)
    return mask


def _read_ipv4(text: str) -> str:
    """An IPv4 address; one that is mapped into IPv6 is that address too."""
    address = ip_object(text)
    if address.version == 6:
        if address.ipv4_mapped is None:
            raise ValueError(text)
        address = address.ipv4_mapped
    return str(address)


def _read_ipv6(text: str) -> str:
    if ip_object(text).version != 6:
        raise ValueError(text)
    return normal_ip(text)


def _read_ip_mask(text: str, version: int) -> int:
    width = 32 if version == 4 else 128
    if re.fullmatch("[0-9]+", text, re.ASCII):
        length = int(text)
        if length > width:
            raise ValueError(text)
        return length
    mask = ip_object(text)
    if mask.version != version:
        raise ValueError(text)
    return _contiguous(int(mask), width)


MacAddress = Annotated[str | Variable, or_variable("a MAC address such as 52:54:00:12:34:56", _read_mac, str, _is_text)]
MacMask = Annotated[str | Variable, or_variable("a MAC mask such as ff:ff:ff:00:00:00", _read_mac_mask, str, _is_text)]
Ipv4 = Annotated[str | Variable, or_variable("an IPv4 address", _read_ipv4, str, _is_text)]
Ipv6 = Annotated[str | Variable, or_variable("an IPv6 address", _read_ipv6, str, _is_text)]
Ipv4Mask = Annotated[
    int | Variable,
    or_variable(
        "a prefix length up to 32 or a mask such as 255.255.255.0",
        lambda text: _read_ip_mask(text, 4),
        _show_number,
        _is_number,
    ),
]
Ipv6Mask = Annotated[
    int | Variable,
    or_variable(
        "a prefix length up to 128 or a mask such as ffff:ffff::",
        lambda text: _read_ip_mask(text, 6),
        _show_number,
        _is_number,
    ),
]


class ConnectionState(WordEnum):
    """What connection tracking says about a packet. NONE switches the tracking off for the rule."""

    NEW = "NEW"
    ESTABLISHED = "ESTABLISHED"
    RELATED = "RELATED"
    INVALID = "INVALID"
    NONE = "NONE"


class TcpFlag(enum.Flag):
    """Bits of a TCP header."""

    FIN = 0x01
    SYN = 0x02
    RST = 0x04
    PSH = 0x08
    ACK = 0x10
    URG = 0x20
    NONE = 0
    ALL = 0x3F


class TcpFlags(NamedTuple):
    """Which bits to look at, and which of those have to be set."""

    mask: TcpFlag
    flags: TcpFlag


class SetSide(WordEnum):
    """Which address of a packet is looked up in a set."""

    SRC = "src"
    DST = "dst"


def _words(text: str) -> Iterable[str]:
    """Words between commas, in capitals; an empty one does not count."""
    return filter(None, (word.strip() for word in text.upper().split(",")))


def _read_states(text: str) -> tuple[ConnectionState, ...]:
    found = {ConnectionState(word) for word in _words(text)}
    if ConnectionState.NONE in found:
        return (ConnectionState.NONE,)
    return tuple(state for state in ConnectionState if state in found)


def _show_states(states: tuple[ConnectionState, ...]) -> str:
    return ",".join(state.value for state in states)


def _read_tcp_flag(text: str) -> TcpFlag:
    flag = TcpFlag(0)
    for word in _words(text):
        flag |= TcpFlag[word]
    return flag


def _show_tcp_flag(flag: TcpFlag) -> str:
    if flag in (TcpFlag.NONE, TcpFlag.ALL):
        return str(flag.name)
    return ",".join(str(member.name) for member in flag)


def _read_tcp_flags(text: str) -> TcpFlags:
    mask, flags = text.split("/")
    return TcpFlags(_read_tcp_flag(mask), _read_tcp_flag(flags))


def _read_set_name(text: str) -> str:
    if not re.fullmatch(r"[a-zA-Z0-9_.:\-+ ]{0,31}", text, re.ASCII):
        raise ValueError(text)
    return text


def _read_sides(text: str) -> tuple[SetSide, ...]:
    sides = tuple(SetSide(word) for word in text.lower().split(","))
    if len(sides) > 6:  # dimensions that a set can have
        raise ValueError(text)
    return sides


States = Annotated[
    tuple[ConnectionState, ...] | Variable,
    or_variable(
        "a list of NEW, ESTABLISHED, RELATED, INVALID, or NONE",
        _read_states,
        _show_states,
        lambda value: isinstance(value, tuple) and all(isinstance(state, ConnectionState) for state in value),
    ),
]
Flags = Annotated[
    TcpFlags | Variable,
    or_variable(
        "a mask and flags such as SYN,ACK/SYN, each of SYN, ACK, URG, PSH, FIN, RST, ALL or NONE",
        _read_tcp_flags,
        lambda value: f"{_show_tcp_flag(value.mask)}/{_show_tcp_flag(value.flags)}",
        lambda value: isinstance(value, TcpFlags),
    ),
]
SetName = Annotated[
    str | Variable, or_variable("the name of an IP set, at most 31 characters", _read_set_name, str, _is_text)
]
SetSides = Annotated[
    tuple[SetSide, ...] | Variable,
    or_variable(
        "up to six of src and dst, with commas between them",
        _read_sides,
        lambda value: ",".join(side.value for side in value),
        lambda value: isinstance(value, tuple) and all(isinstance(side, SetSide) for side in value),
    ),
]
