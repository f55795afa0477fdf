"""Rules across the fields of a network. The first one that is broken is reported."""

from __future__ import annotations

from anyvirt.conf.netdev.addresses import is_group_mac, normal_mac
from anyvirt.conf.netdev.rules import check_bandwidth, check_route, check_virtual_port, check_vlan, checked_ip
from anyvirt.conf.network.dns_rules import check_dns
from anyvirt.conf.network.forward import Forward, ForwardMode, Nat
from anyvirt.conf.network.ip_rules import check_ip, check_order, holds
from anyvirt.conf.network.model import Network, PortGroup
from anyvirt.conf.network.post_parse import OWN_BRIDGE
from anyvirt.util.error import ConfigUnsupported, NoName, XmlDetail, XmlError

_PORT_MAX = 65535


def validate(network: Network) -> None:
    """Check *network*, after `post_parse`.

    Raises:
        XmlError, XmlDetail, ConfigUnsupported, ...: the first rule that is broken, with the values that break it.
    """
    where = f"network '{network.name}'"
    _check_names(network, where)
    check_bandwidth(network.bandwidth, where, is_port=False)
    check_vlan(network.vlan, where)
    _check_mac(network, where)
    if network.dns is not None:
        check_dns(network.dns, where)
    check_virtual_port(network.virtualport, where, needs_type=True)
    for group in network.portgroups:
        check_portgroup(group, where)
    for address in network.ips:
        check_ip(address, where)
    _check_routes(network, where)
    if network.forward is not None:
        _check_forward(network.forward, where)
    _check_mode(network, where)


def _check_names(network: Network, where: str) -> None:
    if not network.name:
        raise NoName("network", hint="give the network a name")
    if "/" in network.name:
        raise XmlDetail(f"{where}: the name cannot contain '/'")
    if network.title is not None and "\n" in network.title:
        raise XmlError(f"{where}, title: cannot contain a line break", hint="put longer texts into <description>")


def _check_mac(network: Network, where: str) -> None:
    if network.mac is None:
        return
    try:
        group = is_group_mac(normal_mac(network.mac))
    except ValueError:
        raise XmlError(f"{where}, mac: '{network.mac}' is not a MAC address") from None
    if group:
        raise XmlError(f"{where}, mac: '{network.mac}' addresses a group, not one card")


def check_portgroup(group: PortGroup, where: str) -> None:
    where = f"{where}, portgroup '{group.name}'"
    if not group.name:
        raise XmlError(f"{where}, @name: is required")
    check_virtual_port(group.virtualport, where)
    check_bandwidth(group.bandwidth, where, is_port=False)
    check_vlan(group.vlan, where)


def _check_routes(network: Network, where: str) -> None:
    for route in network.routes:
        check_route(route, where)
    for route in network.routes:
        gateway = checked_ip(route.gateway, where)
        if not any(holds(address, gateway) for address in network.ips):
            raise ConfigUnsupported(
                f"{where}, route to {route.address}, @gateway: no <ip> of the network reaches {route.gateway}"
            )


def _check_forward(forward: Forward, where: str) -> None:
    where = f"{where}, forward"
    if forward.nat is not None:
        _check_nat(forward.nat, forward.mode, where)
    if forward.dev and (forward.addresses or forward.pf is not None):
        raise XmlError(f"{where}/@dev: cannot be used together with <address> or <pf>")
    names = [interface.dev for interface in forward.interfaces]
    if forward.dev and names and forward.dev != names[0]:
        raise XmlError(f"{where}/@dev: '{forward.dev}' is not the first interface, '{names[0]}'")
    for position, name in enumerate(names):
        if name in names[:position]:
            raise XmlError(f"{where}/interface: '{name}' is listed twice")
    for position, address in enumerate(forward.addresses):
        shown = f"{address.domain:04x}:{address.bus:02x}:{address.slot:02x}.{address.function:x}"
        if address.slot > 0x1F or address.function > 7:
            raise XmlError(f"{where}/address: {shown} is beyond slot 1f or function 7")
        if address in forward.addresses[:position]:
            raise XmlError(f"{where}/address: {shown} is listed twice")


def _check_nat(nat: Nat, mode: ForwardMode, where: str) -> None:
    if mode is not ForwardMode.NAT:
        raise XmlError(f"{where}/nat: needs mode 'nat', not '{mode.value}'")
    if nat.address_start is not None or nat.address_end is not None:
        if nat.address_start is None or nat.address_end is None:
            raise XmlError(f"{where}/nat/address: needs both start and end")
        name = f"{where}/nat/address: {nat.address_start} - {nat.address_end}"
        start, end = checked_ip(nat.address_start, name), checked_ip(nat.address_end, name)
        if start.version != 4 or end.version != 4:
            raise XmlError(f"{name}: are not IPv4 addresses")
        check_order(start, end, name)
    if nat.port_start is not None or nat.port_end is not None:
        if nat.port_start is None or nat.port_end is None:
            raise XmlDetail(f"{where}/nat/port: needs both start and end")
        if not nat.port_start <= nat.port_end <= _PORT_MAX:
            raise XmlDetail(f"{where}/nat/port: {nat.port_start} to {nat.port_end} is no range of ports")


def _check_mode(network: Network, where: str) -> None:
    """What a network may say depends on its mode."""
    forward, mode = network.forward, network.mode
    if forward is not None and mode in OWN_BRIDGE:
        if not network.ips:
            raise XmlError(f"{where}, forward: mode '{mode.value}' needs an <ip>")
        if len(forward.interfaces) + len(forward.addresses) > 1:
            raise XmlError(f"{where}, forward: mode '{mode.value}' has one interface at most")
        if mode is ForwardMode.OPEN and (forward.interfaces or forward.addresses):
            raise XmlError(f"{where}, forward/@dev: not allowed with mode 'open', which restricts nothing")
    if forward is None or mode in OWN_BRIDGE:
        return
    if mode is not ForwardMode.BRIDGE:
        for name, value in (
            ("name", network.bridge),
            ("zone", network.bridge_zone),
            ("macTableManager", network.mac_table_manager),
        ):
            if value is not None:
                raise XmlError(f"{where}, bridge/@{name}: not allowed with mode '{mode.value}'")
    for name, given in (
        ("delay", network.bridge_delay is not None),
        ("stp", network.bridge_stp is not None),
        ("zone", network.bridge_zone is not None),
    ):
        if given:
            raise XmlError(f"{where}, bridge/@{name}: is for bridges that libvirt makes, not for mode '{mode.value}'")
    if network.bridge is not None and (forward.interfaces or forward.addresses or forward.pf is not None):
        raise XmlError(f"{where}, forward: mode '{mode.value}' can have a bridge or devices, not both")
    if network.mtu is not None:
        raise XmlError(f"{where}, mtu: is for bridges that libvirt makes, not for mode '{mode.value}'")
