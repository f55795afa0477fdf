"""IP and MAC addresses in documents: read as libvirt reads them, written in one way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Final

from anyvirt.util.xmlmap import Converter

if TYPE_CHECKING:
    import ipaddress

    IpObject = ipaddress.IPv4Address | ipaddress.IPv6Address

_MAC: Final = r"(?ai)[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}"


def normal_ip(text: str) -> str:
    """*text* in the usual form of its address.

    The C library reads it, as for libvirt: 10.1 is 10.0.0.1, and a leading 0 makes a number octal.

    Raises:
        ValueError: it is not a numeric address.
    """
    import socket  # not many documents have addresses, and it takes long to import

    if text != text.strip() or not text:
        raise ValueError(text)
    try:
        return socket.inet_ntoa(socket.inet_aton(text))
    except OSError:
        address, percent, scope = text.partition("%")
    try:
        return socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, address)) + percent + scope
    except (OSError, ValueError):
        raise ValueError(text) from None


def ip_object(text: str) -> IpObject:
    """The address *text*, for calculations.

    Raises:
        ValueError: it is not a numeric address.
    """
    import ipaddress  # as above

    return ipaddress.ip_address(normal_ip(text))


def normal_mac(text: str) -> str:
    """*text* in lower case with two digits a byte.

    Raises:
        ValueError: it is not a MAC address.
    """
    if not re.fullmatch(_MAC, text):
        raise ValueError(text)
    return ":".join(byte.zfill(2) for byte in text.lower().split(":"))


def is_group_mac(text: str) -> bool:
    """Whether the MAC address *text* is that of a group of cards."""
    return bool(int(text.partition(":")[0], 16) & 1)


Ip = Annotated[
    str,
    Converter(allowed="an IP address", parse=normal_ip, format=str, check=lambda value: isinstance(value, str)),
]
Mac = Annotated[
    str,
    Converter(
        allowed="a MAC address such as 52:54:00:12:34:56",
        parse=normal_mac,
        format=str,
        check=lambda value: isinstance(value, str),
    ),
]
