"""Rules about what interfaces, networks and ports share.

Each function takes in *where* what the part belongs to, for the message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from anyvirt.conf.netdev.addresses import ip_object
from anyvirt.conf.netdev.model import Bandwidth, Inbound, IpFamily, Outbound, Route, VirtualPort, VirtualPortType, Vlan
from anyvirt.util.error import ConfigUnsupported, XmlDetail, XmlError

if TYPE_CHECKING:
    from anyvirt.conf.netdev.addresses import IpObject

VLAN_MAX: Final = 4095
PROFILE_ID_MAX: Final = 39  # bytes

# Which parameters the switches of each type take. A midonet port ignores what is not its own.
_PARAMETERS: Final = {
    VirtualPortType.VEPA: ("manager_id", "type_id", "type_id_version", "instance_id"),
    VirtualPortType.VNTAG: ("profile_id",),
    VirtualPortType.OPENVSWITCH: ("interface_id", "profile_id"),
    VirtualPortType.MIDONET: ("interface_id",),
}


_NEEDED: Final = {**_PARAMETERS, VirtualPortType.OPENVSWITCH: ("interface_id",)}


def check_vlan(vlan: Vlan | None, where: str) -> None:
    if vlan is None:
        return
    if not vlan.tags:
        raise XmlError(f"{where}, vlan: has no <tag>", hint="<tag id='42'/>")
    for tag in vlan.tags:
        if tag.id > VLAN_MAX:
            raise XmlError(f"{where}, vlan/tag/@id: {tag.id} is above {VLAN_MAX}")
    natives = [tag.id for tag in vlan.tags if tag.native_mode is not None]
    if len(natives) > 1:
        raise XmlError(f"{where}, vlan/tag/@nativeMode: both tag {natives[0]} and tag {natives[1]} are native")
    if vlan.trunk is False and len(vlan.tags) > 1:
        raise XmlError(f"{where}, vlan/@trunk: more than one tag is always a trunk, so it cannot be 'no'")
    if vlan.trunk is False and natives:
        raise XmlError(f"{where}, vlan/@trunk: cannot be 'no' with a native tag")


def check_virtual_port(
    port: VirtualPort | None, where: str, *, needs_type: bool = False, is_whole: bool = False
) -> None:
    """Check *port*.

    Args:
        needs_type: nobody else says which switch it is for.
        is_whole: nobody else adds parameters, so all have to be there.
    """
    if port is None:
        return
    if port.profile_id is not None and len(port.profile_id.encode()) > PROFILE_ID_MAX:
        raise XmlError(f"{where}, virtualport/parameters/@profileid: is longer than {PROFILE_ID_MAX} bytes")
    if port.type is None:
        if needs_type:
            raise XmlError(f"{where}, virtualport/@type: is required")
        return
    for name in _PARAMETERS[VirtualPortType.VEPA] + ("interface_id", "profile_id"):
        if name == "profile_id" and port.type is VirtualPortType.MIDONET:
            continue  # is passed over
        if getattr(port, name) is not None and name not in _PARAMETERS[port.type]:
            path = f"virtualport/parameters/@{name.replace('_', '')}"
            raise XmlError(f"{where}, {path}: a port of type '{port.type.value}' has none")
    missing = [name for name in _NEEDED[port.type] if getattr(port, name) is None] if is_whole else []
    if missing:
        path = f"virtualport/parameters/@{missing[0].replace('_', '')}"
        raise XmlError(f"{where}, {path}: is required for a port of type '{port.type.value}'")


def check_bandwidth(bandwidth: Bandwidth | None, where: str, *, is_port: bool) -> None:
    """Check *bandwidth*.

    Args:
        is_port: it belongs to a port or an interface, which may have a guaranteed rate and a class.
    """
    if bandwidth is None:
        return
    if bandwidth.class_id is not None and not is_port:
        raise XmlDetail(f"{where}, bandwidth/@classID: only ports of a network have one")
    if bandwidth.inbound is not None:
        _check_rate(bandwidth.inbound, f"{where}, bandwidth/inbound")
        if bandwidth.inbound.floor is not None and not is_port:
            raise ConfigUnsupported(f"{where}, bandwidth/inbound/@floor: can be guaranteed to interfaces only")
    if bandwidth.outbound is not None:
        _check_rate(bandwidth.outbound, f"{where}, bandwidth/outbound")
        if bandwidth.outbound.floor is not None:
            raise ConfigUnsupported(f"{where}, bandwidth/outbound/@floor: only incoming traffic can be guaranteed")


def _check_rate(rate: Inbound | Outbound, where: str) -> None:
    if rate.average is None and rate.floor is None:
        raise XmlDetail(f"{where}: has neither average nor floor")
    if rate.average is None and (rate.peak is not None or rate.burst is not None):
        raise ConfigUnsupported(f"{where}: peak and burst need average")


def check_route(route: Route, where: str) -> None:
    where = f"{where}, route to {route.address}"
    family = route.family or IpFamily.IPV4
    version = 6 if family is IpFamily.IPV6 else 4
    address = checked_ip(route.address, f"{where}, @address")
    gateway = checked_ip(route.gateway, f"{where}, @gateway")
    for name, value in (("address", address), ("gateway", gateway)):
        if value.version != version:
            hint = "add family='ipv6'" if route.family is None else None
            raise XmlError(f"{where}, @{name}: {value} is not an address of family '{family.value}'", hint=hint)
    if route.netmask is not None:
        if version == 6:
            raise XmlError(f"{where}, @netmask: IPv6 routes have a prefix instead")
        if checked_ip(route.netmask, f"{where}, @netmask").version != 4:
            raise XmlError(f"{where}, @netmask: {route.netmask} is not an IPv4 mask")
        if route.prefix is not None:
            raise XmlError(f"{where}: prefix {route.prefix} and netmask {route.netmask} exclude each other")
    if (route.prefix or 0) > address.max_prefixlen:
        raise XmlError(f"{where}, @prefix: {route.prefix} is not from 0 to {address.max_prefixlen}")
    if not _is_network(address, route):
        hint = None if route.netmask or route.prefix else "give the prefix of the network"
        raise XmlError(f"{where}, @address: is not the address of a network", hint=hint)


def _is_network(address: IpObject, route: Route) -> bool:
    """Whether the bits of *address* that the mask leaves to hosts are all 0."""
    if route.netmask is not None:
        return not int(address) & ~int(ip_object(route.netmask))
    return not int(address) & ((1 << (address.max_prefixlen - (route.prefix or 0))) - 1)


def checked_ip(text: str, where: str) -> IpObject:
    """The address *text* of an object that a program may have built.

    Raises:
        XmlError: it is none.
    """
    try:
        return ip_object(text)
    except ValueError:
        raise XmlError(f"{where}: '{text}' is not an IP address") from None
