"""Rules about network interfaces."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from anyvirt.conf.domain.devices.interface import (
    BackendType,
    DirectSource,
    Interface,
    InterfaceType,
    TeamingType,
    VhostUserSource,
)
from anyvirt.conf.domain.devices.netdev import IpAddress
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import ConfigUnsupported, XmlError

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


def check_interfaces(domain: Domain) -> None:
    for interface in domain.interfaces:
        check_interface(interface)


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


def check_interface(interface: Interface) -> None:
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
        if source.reconnect is not None and source.reconnect.enabled and source.mode.value == "server":
            raise ConfigUnsupported(f"{name}: reconnect can be used only with mode='client'")
    if interface.model is not None and not _MODEL(interface.model):
        raise XmlError(f"{name}: model '{interface.model}' contains invalid characters")
    if interface.target_managed is False and interface.type is not InterfaceType.ETHERNET:
        raise ConfigUnsupported(f"{name}: an unmanaged target needs type 'ethernet'")
    if interface.port_forwards and interface.backend is not BackendType.PASST:
        raise ConfigUnsupported(f"{name}: portForward needs type 'user' with the 'passt' back end")
    if interface.backend is BackendType.PASST and interface.type not in (InterfaceType.USER, InterfaceType.VHOSTUSER):
        raise ConfigUnsupported(f"{name}: the 'passt' back end needs type 'user' or 'vhostuser'")
    _check_options(interface, name)
    for address in interface.ips:
        _check_ip(address, name)


def _check_options(interface: Interface, name: str) -> None:
    virtio = interface.model in (None, "virtio", "virtio-transitional", "virtio-non-transitional")
    for option in ("iommu", "ats", "packed", "page_per_vq"):
        if getattr(interface, option) is not None and not virtio:
            raise ConfigUnsupported(f"{name}: {option} needs a virtio model, not '{interface.model}'")
    for tag in interface.vlan.tags if interface.vlan is not None else []:
        if tag.id > 4095:
            raise XmlError(f"{name}: vlan tag {tag.id} is above 4095")
    if interface.teaming is not None:
        if interface.teaming.type is TeamingType.TRANSIENT and not interface.teaming.persistent:
            raise XmlError(f"{name}: teaming type 'transient' needs persistent, the alias of its partner")
        if interface.teaming.type is TeamingType.PERSISTENT and interface.model != "virtio":
            raise XmlError(f"{name}: teaming type 'persistent' needs model 'virtio'")


def _check_ip(address: IpAddress, name: str) -> None:
    try:
        parsed = ipaddress.ip_address(address.address)
    except ValueError:
        raise XmlError(f"{name}: '{address.address}' is not an IP address") from None
    if address.prefix is not None and address.prefix > parsed.max_prefixlen:
        raise XmlError(f"{name}: prefix {address.prefix} of {address.address} is above {parsed.max_prefixlen}")
