"""Rules about network interfaces."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from anyvirt.conf.domain.devices.interface import (
    BackendType,
    DirectSource,
    EthernetSource,
    HostAddress,
    HostdevSource,
    HostUsbAddress,
    Interface,
    InterfaceDriver,
    InterfaceType,
    TeamingType,
    VhostUserMode,
    VhostUserSource,
)
from anyvirt.conf.domain.devices.netdev import IpAddress
from anyvirt.conf.domain.fill.interfaces import VIRTIO_MODELS
from anyvirt.conf.netdev.model import IpFamily, VirtualPortType
from anyvirt.conf.netdev.rules import check_bandwidth, check_route, check_virtual_port, check_vlan
from anyvirt.util.error import ConfigUnsupported, InternalError, InvalidArg, XmlError

_MAC: Final = re.compile(r"[0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}", re.ASCII | re.IGNORECASE).fullmatch
_MODEL: Final = re.compile(r"[a-zA-Z0-9_-]+", re.ASCII).fullmatch
# Types that mean nothing without a source.
_SOURCED: Final = (
    InterfaceType.NETWORK,
    InterfaceType.BRIDGE,
    InterfaceType.DIRECT,
    InterfaceType.VHOSTUSER,
    InterfaceType.SERVER,
    InterfaceType.CLIENT,
    InterfaceType.MCAST,
    InterfaceType.UDP,
    InterfaceType.INTERNAL,
    InterfaceType.VDPA,
    InterfaceType.VDS,
    InterfaceType.HOSTDEV,
)


_ON_BRIDGES: Final = (InterfaceType.NETWORK, InterfaceType.BRIDGE)
_OF_HOST: Final = (InterfaceDriver.KVM, InterfaceDriver.VFIO, InterfaceDriver.XEN)
_OF_GUEST: Final = (InterfaceDriver.QEMU, InterfaceDriver.VHOST)
_WITH_PORTS: Final = (*_ON_BRIDGES, InterfaceType.DIRECT, InterfaceType.HOSTDEV)


def check_mac(mac: str) -> None:
    """Refuse what is not the address of one card.

    Raises:
        XmlError: it is malformed, or addresses a group.
    """
    if not _MAC(mac):
        raise XmlError(f"interface/mac: '{mac}' is not a MAC address", hint="six bytes such as 52:54:00:12:34:56")
    if int(mac.split(":")[0], 16) & 1:
        raise XmlError(
            f"interface/mac: '{mac}' addresses a group, not one card", hint="the first byte of a card's is even"
        )


def check_interface_read(interface: Interface) -> None:
    """What is wrong with an interface as it was read."""
    if interface.mac is not None:
        check_mac(interface.mac)
    name = f"interface {interface.mac}"
    if interface.source is None and interface.type in _SOURCED:
        raise XmlError(f"{name}: type '{interface.type.value}' needs a <source>")
    source = interface.source
    if isinstance(source, DirectSource) and not source.dev:
        raise XmlError(f"{name}: type 'direct' needs a source with dev")
    if isinstance(source, VhostUserSource) and interface.backend is not BackendType.PASST:
        if source.path is None or source.mode is None:
            raise XmlError(f"{name}: type 'vhostuser' needs a source with path and mode")
        if source.reconnect is not None and source.reconnect.enabled and source.reconnect.timeout is None:
            raise XmlError(f"{name}: reconnect needs a timeout")
    if isinstance(source, HostdevSource):
        _check_host_address(source.address, name)
    if interface.model is not None and not _MODEL(interface.model):
        raise InvalidArg(f"{name}: model '{interface.model}' contains invalid characters")
    _check_driver(interface, name)
    check_rom(name, enabled=interface.rom_enabled, bar=interface.rom_bar, file=interface.rom_file)
    _check_net(interface, name)


def check_interface(interface: Interface) -> None:
    """What is wrong with a complete interface by itself."""
    name = f"interface {interface.mac}"
    source = interface.source
    for option in ("iommu", "ats", "packed", "page_per_vq"):
        if getattr(interface, option) is not None and interface.model not in VIRTIO_MODELS:
            raise ConfigUnsupported(f"{name}: {option} needs a virtio model, not '{interface.model}'")
    if interface.teaming is not None:
        if interface.teaming.type is TeamingType.TRANSIENT and not interface.teaming.persistent:
            raise ConfigUnsupported(f"{name}: teaming type 'transient' needs persistent, the alias of its partner")
        if interface.teaming.type is TeamingType.PERSISTENT and interface.teaming.persistent:
            raise ConfigUnsupported(f"{name}: persistent names a partner, so it is for teaming type 'transient'")
    again = source.reconnect if isinstance(source, VhostUserSource) and source.mode is VhostUserMode.SERVER else None
    if again is not None and again.enabled:
        raise ConfigUnsupported(f"{name}: reconnect can be used only with mode='client'")
    if interface.type is InterfaceType.VHOSTUSER and interface.model not in VIRTIO_MODELS:
        raise InternalError(f"{name}: type 'vhostuser' needs a virtio model", hint="<model type='virtio'/>")
    if interface.target_managed is False and interface.type is not InterfaceType.ETHERNET:
        raise ConfigUnsupported(f"{name}: an unmanaged target needs type 'ethernet'")
    if interface.port_forwards and interface.backend is not BackendType.PASST:
        raise ConfigUnsupported(f"{name}: portForward needs type 'user' with the 'passt' back end")
    if interface.backend is BackendType.PASST and interface.type not in (InterfaceType.USER, InterfaceType.VHOSTUSER):
        raise ConfigUnsupported(f"{name}: the 'passt' back end needs type 'user' or 'vhostuser'")
    if interface.port_isolated and interface.type not in _ON_BRIDGES:
        raise ConfigUnsupported(f"{name}: an isolated port needs a bridge, not type '{interface.type.value}'")
    switch = interface.virtualport.type if interface.virtualport is not None else None
    if interface.port_isolated and switch is not None:
        raise ConfigUnsupported(f"{name}: an isolated port needs a bridge of Linux, not a switch '{switch.value}'")


def check_rom(name: str, *, enabled: bool | None, bar: bool | None, file: str | None) -> None:
    """Refuse to tune a ROM that is switched off."""
    if enabled is False and (bar is not None or file is not None):
        raise ConfigUnsupported(f"{name}: the ROM is switched off, so it has neither bar nor file")


def _check_driver(interface: Interface, name: str) -> None:
    """What drives a device of the host is not what drives one that the emulator makes."""
    if interface.driver is None:
        return
    allowed: tuple[InterfaceDriver, ...]
    if interface.type is InterfaceType.HOSTDEV:
        allowed = _OF_HOST
    elif (interface.model or "").lower() in VIRTIO_MODELS:
        allowed = _OF_GUEST
    else:
        return  # is passed over
    if interface.driver not in allowed:
        names = ", ".join(driver.value for driver in allowed)
        raise XmlError(f"{name}: driver '{interface.driver.value}' is not one of {names}")


def _check_host_address(address: HostAddress | None, name: str) -> None:
    if address is None:
        raise XmlError(f"{name}: type 'hostdev' needs the address of the device in the source")
    if isinstance(address, HostUsbAddress):
        if address.bus is None or (address.device is None and address.port is None):
            raise XmlError(f"{name}: a USB device of the host needs bus, and device or port")
    elif address.slot > 0x1F or address.function > 7:
        raise XmlError(f"{name}: slot {address.slot:#x}, function {address.function} is no place of a PCI device")


def _check_net(interface: Interface, name: str) -> None:
    """What interfaces share with networks and their ports."""
    check_vlan(interface.vlan, name)
    check_bandwidth(interface.bandwidth, name, is_port=True)
    inbound = interface.bandwidth.inbound if interface.bandwidth is not None else None
    if inbound is not None and inbound.floor is not None and interface.type is not InterfaceType.NETWORK:
        raise ConfigUnsupported(f"{name}: floor is guaranteed by networks only, not by type '{interface.type.value}'")
    port = interface.virtualport
    if port is not None and interface.type not in _WITH_PORTS:
        raise ConfigUnsupported(f"{name}: type '{interface.type.value}' has no <virtualport>")
    # A network completes it, and an id within Open vSwitch is made up.
    needs_type = interface.type is not InterfaceType.NETWORK
    is_whole = needs_type and port is not None and port.type is not VirtualPortType.OPENVSWITCH
    check_virtual_port(port, name, needs_type=needs_type, is_whole=is_whole)
    for address in interface.ips:
        _check_ip(address, name)
    routes = interface.routes[:]
    if isinstance(interface.source, EthernetSource):
        routes += interface.source.routes
        for address in interface.source.ips:
            _check_ip(address, name)
    for route in routes:
        check_route(route, name)


def _check_ip(address: IpAddress, name: str) -> None:
    try:
        parsed = ipaddress.ip_address(address.address)
    except ValueError:
        raise XmlError(f"{name}: '{address.address}' is not an IP address") from None
    if parsed.version != (6 if address.family is IpFamily.IPV6 else 4):
        raise XmlError(f"{name}: '{address.address}' is not an address of family {address.family}")
    if address.peer is not None and not _is_ip(address.peer):
        raise InvalidArg(f"{name}: peer '{address.peer}' is not an IP address")
    if address.prefix is not None and address.prefix > parsed.max_prefixlen:
        raise XmlError(f"{name}: prefix {address.prefix} of {address.address} is above {parsed.max_prefixlen}")


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
