"""From text to an interface of the host: read, complete, check."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.host_interface.model import MTU_MAX, HostInterface, HostInterfaceType
from anyvirt.conf.netdev.model import IpFamily
from anyvirt.conf.schema import read
from anyvirt.util.error import XmlError

_PARTS: Final = {
    HostInterfaceType.BRIDGE: (HostInterfaceType.ETHERNET, HostInterfaceType.BOND, HostInterfaceType.VLAN),
    HostInterfaceType.BOND: (HostInterfaceType.ETHERNET,),
}
"""What bridges and bonds are made of."""


def parse(document: str | bytes, *, strict: bool = False) -> HostInterface:
    """Read the document of an interface, complete it and check it.

    Args:
        document: the text.
        strict: refuse elements and attributes that nobody knows (VIR_INTERFACE_DEFINE_VALIDATE).

    Raises:
        XmlDetail: the document is malformed.
        XmlError: something is missing, wrong, or contradicts something else.
    """
    interface = read(HostInterface, document, strict=strict)
    post_parse(interface)
    validate(interface)
    return interface


def post_parse(interface: HostInterface) -> None:
    """Take out of *interface* what its type does not have, and numbers that mean nothing."""
    interface.mtu = interface.mtu or None
    interface.link_speed = interface.link_speed or None
    kind = interface.type
    if kind is not HostInterfaceType.ETHERNET:
        interface.mac = None
    if kind is HostInterfaceType.BRIDGE:
        interface.link_speed = interface.link_state = None
    interface.bridge = interface.bridge if kind is HostInterfaceType.BRIDGE else None
    interface.bond = interface.bond if kind is HostInterfaceType.BOND else None
    interface.vlan = interface.vlan if kind is HostInterfaceType.VLAN else None
    for protocol in interface.protocols:
        protocol.autoconf = protocol.autoconf and protocol.family is IpFamily.IPV6
        for address in protocol.ips:
            address.prefix = address.prefix or None
    if interface.bond is not None and interface.bond.miimon is not None:
        interface.bond.arpmon = None
        miimon = interface.bond.miimon
        miimon.downdelay, miimon.updelay = miimon.downdelay or None, miimon.updelay or None
    for part in parts_of(interface):
        # The whole has the addresses.
        part.start, part.mtu, part.protocols = None, None, []
        post_parse(part)


def parts_of(interface: HostInterface) -> list[HostInterface]:
    """The interfaces that a bridge or a bond is made of."""
    whole = interface.bridge or interface.bond
    return whole.interfaces if whole is not None else []


def validate(interface: HostInterface) -> None:
    """Check *interface*, after `post_parse`.

    Raises:
        XmlError: the first rule that is broken.
    """
    where = f"interface '{interface.name}'"
    kind = interface.type
    body = {
        HostInterfaceType.BRIDGE: interface.bridge,
        HostInterfaceType.BOND: interface.bond,
        HostInterfaceType.VLAN: interface.vlan,
    }
    if kind in body and body[kind] is None:
        raise XmlError(f"{where}: type '{kind.value}' needs the element <{kind.value}>")
    if interface.mtu is not None and interface.mtu > MTU_MAX:
        raise XmlError(f"{where}, mtu/@size: {interface.mtu} is above {MTU_MAX}")
    for part in parts_of(interface):
        if part.type not in _PARTS[kind]:
            raise XmlError(f"{where}: '{part.name}' of type '{part.type.value}' cannot be part of a {kind.value}")
        validate(part)
