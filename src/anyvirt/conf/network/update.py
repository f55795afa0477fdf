"""Changing one section of a network: what virNetworkUpdate does to the definition.

    wider = apply(lan, Command.ADD_LAST, Section.DHCP_RANGE, "<range start='10.0.0.50' end='10.0.0.99'/>")

Everything works on a copy. The sections that are lists can be changed; libvirt refuses the others.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Final, TypeVar

from anyvirt.conf.netdev.addresses import ip_object, normal_mac
from anyvirt.conf.network.dns import Dns, DnsHost, DnsSrv, DnsTxt
from anyvirt.conf.network.dns_rules import check_dns_host, check_srv, check_txt
from anyvirt.conf.network.forward import Forward, ForwardInterface, ForwardMode
from anyvirt.conf.network.ip import DhcpHost, DhcpRange, NetworkIp
from anyvirt.conf.network.ip_rules import check_host, check_range
from anyvirt.conf.network.model import Network, PortGroup
from anyvirt.conf.network.post_parse import fill_lease, fill_portgroup, post_parse
from anyvirt.conf.network.validate import check_portgroup, validate
from anyvirt.util.error import OperationInvalid, OperationUnsupported

T = TypeVar("T")


class Command(enum.IntEnum):
    """VIR_NETWORK_UPDATE_COMMAND_*"""

    MODIFY = 1
    DELETE = 2
    ADD_LAST = 3
    ADD_FIRST = 4


class Section(enum.IntEnum):
    """VIR_NETWORK_SECTION_*"""

    BRIDGE = 1
    DOMAIN = 2
    IP = 3
    DHCP_HOST = 4
    DHCP_RANGE = 5
    FORWARD = 6
    FORWARD_INTERFACE = 7
    FORWARD_PF = 8
    PORTGROUP = 9
    DNS_HOST = 10
    DNS_TXT = 11
    DNS_SRV = 12


def apply(network: Network, command: int, section: int, xml: str | bytes, *, parent_index: int = -1) -> Network:
    """*network* with one element of a section added, replaced or removed.

    Args:
        network: stays as it is.
        command: what to do, a Command.
        section: where, a Section.
        xml: the element; to remove one, what of it tells which one is meant.
        parent_index: which <ip>, counted from 0, for DHCP_HOST and DHCP_RANGE. With -1 it is the one that has DHCP
            already, or else the first.

    Raises:
        XmlError, XmlDetail: the element is wrong.
        OperationInvalid: there is one like it already, or there is none, or more than one, to change.
        OperationUnsupported: this section or command is not one of those that can be changed.
    """
    changed = network.copy()
    change = _CHANGES.get(section)
    if change is None:
        name = section if section not in Section._value2member_map_ else Section(section).name.lower().replace("_", " ")
        raise OperationUnsupported(f"network '{network.name}': section {name} cannot be updated")
    if command not in Command._value2member_map_:
        raise OperationUnsupported(f"network '{network.name}': unrecognized update command {command}")
    change(changed, Command(command), xml, parent_index)
    if changed.dns == Dns():
        changed.dns = None
    # The rules are for definitions; a running network has more, which must stay.
    definition = changed.copy()
    post_parse(definition)
    validate(definition)
    return changed


def _where(network: Network) -> str:
    return f"network '{network.name}'"


def _put(items: list[T], item: T, command: Command) -> None:
    items.insert(0 if command is Command.ADD_FIRST else len(items), item)


def _refuse_modify(command: Command, network: Network, what: str) -> None:
    if command is Command.MODIFY:
        hint = "delete the old one and add the new one"
        raise OperationUnsupported(f"{_where(network)}: {what} can be added and deleted, not modified", hint=hint)


def _only_match(found: list[int], network: Network, what: str) -> int:
    """The position of the one thing that was found."""
    if not found:
        raise OperationInvalid(f"{_where(network)}: there is no {what} that matches")
    if len(found) > 1:
        raise OperationInvalid(f"{_where(network)}: {len(found)} {what}s match", hint="give more of its attributes")
    return found[0]


def _same_ip(left: str | None, right: str | None) -> bool:
    return left is not None and right is not None and ip_object(left) == ip_object(right)


def _same_mac(left: str | None, right: str | None) -> bool:
    return left is not None and right is not None and normal_mac(left) == normal_mac(right)


def _dhcp_parent(network: Network, parent_index: int) -> NetworkIp:
    """The <ip> whose DHCP is changed."""
    if parent_index >= 0:
        if parent_index >= len(network.ips):
            raise OperationInvalid(f"{_where(network)}: there is no <ip> at index {parent_index}")
        return network.ips[parent_index]
    by_family = sorted(network.ips, key=lambda ip: ip_object(ip.address).version)
    if not by_family:
        raise OperationInvalid(f"{_where(network)}: there is no <ip>")
    return next((ip for ip in network.ips if ip.ranges or ip.hosts), by_family[0])


def _check_single_dhcp(network: Network, parent: NetworkIp) -> None:
    version = ip_object(parent.address).version
    for address in network.ips:
        has_dhcp = bool(address.ranges or address.hosts)
        if address is not parent and has_dhcp and ip_object(address.address).version == version:
            raise OperationInvalid(
                f"{_where(network)}: one IPv{version} address at most serves DHCP, and {address.address} does already"
            )


def _update_dhcp_host(network: Network, command: Command, xml: str | bytes, parent_index: int) -> None:
    parent = _dhcp_parent(network, parent_index)
    host = DhcpHost.from_xml(xml)
    fill_lease(host)
    check_host(host, parent, _where(network), partial=command is Command.DELETE)
    if command is Command.DELETE:
        for position, other in enumerate(parent.hosts):
            if (
                (host.mac is None or other.mac is None or _same_mac(host.mac, other.mac))
                and host.name in (None, other.name)
                and (host.ip is None or _same_ip(host.ip, other.ip))
            ):
                del parent.hosts[position]
                return
        raise OperationInvalid(f"{_where(network)}: there is no dhcp host that matches")
    assert host.ip is not None  # by the rules
    if ip_object(host.ip).version != ip_object(parent.address).version:
        raise OperationInvalid(f"{_where(network)}: {host.ip} is not of the family of <ip> {parent.address}")
    alike = [
        position
        for position, other in enumerate(parent.hosts)
        if _same_mac(host.mac, other.mac)
        or _same_ip(host.ip, other.ip)
        or (host.name is not None and host.name == other.name)
    ]
    shown = f"mac='{host.mac or ''}' name='{host.name or ''}' ip='{host.ip}'"
    if command is Command.MODIFY:
        if not alike:
            raise OperationInvalid(f"{_where(network)}: there is no dhcp host with {shown}")
        parent.hosts[alike[0]] = host
        return
    _check_single_dhcp(network, parent)
    if alike:
        raise OperationInvalid(f"{_where(network)}: there is a dhcp host that matches {shown} already")
    _put(parent.hosts, host, command)


def _update_dhcp_range(network: Network, command: Command, xml: str | bytes, parent_index: int) -> None:
    parent = _dhcp_parent(network, parent_index)
    entry = DhcpRange.from_xml(xml)
    _refuse_modify(command, network, "dhcp ranges")
    fill_lease(entry)
    check_range(entry, parent, _where(network))
    found = [
        position
        for position, other in enumerate(parent.ranges)
        if _same_ip(entry.start, other.start) and _same_ip(entry.end, other.end)
    ]
    if command is Command.DELETE:
        if not found:
            raise OperationInvalid(f"{_where(network)}: there is no dhcp range {entry.start} - {entry.end}")
        del parent.ranges[found[0]]
        return
    _check_single_dhcp(network, parent)
    if found:
        raise OperationInvalid(f"{_where(network)}: there is a dhcp range {entry.start} - {entry.end} already")
    _put(parent.ranges, entry, command)


def _update_forward_interface(network: Network, command: Command, xml: str | bytes, _parent_index: int) -> None:
    wanted = ForwardInterface.from_xml(xml)
    wanted.connections = None
    _refuse_modify(command, network, "forward interfaces")
    forward = network.forward if network.forward is not None else Forward(mode=ForwardMode.NONE)
    found = [position for position, other in enumerate(forward.interfaces) if other.dev == wanted.dev]
    if command is Command.DELETE:
        if not found:
            raise OperationInvalid(f"{_where(network)}: there is no forward interface '{wanted.dev}'")
        if users := forward.interfaces[found[0]].connections:
            raise OperationInvalid(f"{_where(network)}: forward interface '{wanted.dev}' is used by {users} guests")
        del forward.interfaces[found[0]]
    elif found:
        raise OperationInvalid(f"{_where(network)}: there is a forward interface '{wanted.dev}' already")
    else:
        _put(forward.interfaces, wanted, command)
    forward.dev = forward.interfaces[0].dev if forward.interfaces and forward.pf is None else None


def _update_portgroup(network: Network, command: Command, xml: str | bytes, _parent_index: int) -> None:
    group = PortGroup.from_xml(xml)
    fill_portgroup(group)
    check_portgroup(group, _where(network))
    found = next((n for n, other in enumerate(network.portgroups) if other.name == group.name), None)
    if found is None and command in (Command.MODIFY, Command.DELETE):
        raise OperationInvalid(f"{_where(network)}: there is no portgroup '{group.name}'")
    if found is not None and command in (Command.ADD_FIRST, Command.ADD_LAST):
        raise OperationInvalid(f"{_where(network)}: there is a portgroup '{group.name}' already")
    others = [other for position, other in enumerate(network.portgroups) if position != found]
    if command is not Command.DELETE and group.default:
        for other in others:
            if other.default:
                raise OperationInvalid(f"{_where(network)}: portgroup '{other.name}' is the default one already")
    if found is None:
        _put(network.portgroups, group, command)
    elif command is Command.DELETE:
        del network.portgroups[found]
    else:
        network.portgroups[found] = group


def _dns(network: Network) -> Dns:
    if network.dns is None:
        network.dns = Dns()
    return network.dns


def _update_dns_host(network: Network, command: Command, xml: str | bytes, _parent_index: int) -> None:
    _refuse_modify(command, network, "dns hosts")
    host, hosts = DnsHost.from_xml(xml), _dns(network).hosts
    check_dns_host(host, _where(network), partial=command is Command.DELETE)
    if command is Command.DELETE:
        names = set(host.hostnames)
        found = [n for n, other in enumerate(hosts) if _same_ip(host.ip, other.ip) or names & set(other.hostnames)]
        del hosts[_only_match(found, network, "dns host")]
        return
    # One name for several addresses is fine, a second entry for an address is not.
    if any(_same_ip(host.ip, other.ip) for other in hosts):
        raise OperationInvalid(f"{_where(network)}: there is a dns host {host.ip} already")
    _put(hosts, host, command)


def _update_dns_txt(network: Network, command: Command, xml: str | bytes, _parent_index: int) -> None:
    _refuse_modify(command, network, "dns txt records")
    txt, txts = DnsTxt.from_xml(xml), _dns(network).txts
    check_txt(txt, _where(network), partial=command is Command.DELETE)
    found = [position for position, other in enumerate(txts) if other.name == txt.name]
    if command is Command.DELETE:
        if not found:
            raise OperationInvalid(f"{_where(network)}: there is no dns txt record '{txt.name}'")
        del txts[found[0]]
        return
    if found:
        raise OperationInvalid(f"{_where(network)}: there is a dns txt record '{txt.name}' already")
    _put(txts, txt, command)


def _update_dns_srv(network: Network, command: Command, xml: str | bytes, _parent_index: int) -> None:
    _refuse_modify(command, network, "dns srv records")
    srv, srvs = DnsSrv.from_xml(xml), _dns(network).srvs
    check_srv(srv, _where(network), partial=command is Command.DELETE)
    found = [
        position
        for position, other in enumerate(srvs)
        if srv.domain in (None, other.domain)
        and srv.service in (None, other.service)
        and srv.protocol in (None, other.protocol)
        and srv.target in (None, other.target)
    ]
    if command is Command.DELETE:
        del srvs[_only_match(found, network, "dns srv record")]
        return
    if found:
        raise OperationInvalid(f"{_where(network)}: there is a dns srv record that matches already")
    _put(srvs, srv, command)


_Change = Callable[[Network, Command, "str | bytes", int], None]

_CHANGES: Final[dict[int, _Change]] = {
    Section.DHCP_HOST: _update_dhcp_host,
    Section.DHCP_RANGE: _update_dhcp_range,
    Section.FORWARD_INTERFACE: _update_forward_interface,
    Section.PORTGROUP: _update_portgroup,
    Section.DNS_HOST: _update_dns_host,
    Section.DNS_TXT: _update_dns_txt,
    Section.DNS_SRV: _update_dns_srv,
}
