"""Defaults of network interfaces."""

from __future__ import annotations

import ipaddress
import os
from typing import Final

from anyvirt.conf.domain.devices.interface import (
    EthernetSource,
    Interface,
    InterfaceType,
    NullSource,
    UserSource,
    VhostUserSource,
)
from anyvirt.conf.netdev.fill import fill_vlan, filled_bandwidth, filled_virtual_port
from anyvirt.conf.netdev.model import IpFamily, VirtualPort, VirtualPortType
from anyvirt.util.uuids import new_uuid

# Models that libvirt knows by name, whatever the case; any other name is the hypervisor's own.
_MODELS: Final = {
    name.lower(): name
    for name in (
        "netfront",
        "rtl8139",
        "virtio",
        "e1000",
        "e1000e",
        "igb",
        "virtio-transitional",
        "virtio-non-transitional",
        "usb-net",
        "spapr-vlan",
        "lan9118",
        "scm91c111",
        "vlance",
        "vmxnet",
        "vmxnet2",
        "vmxnet3",
        "Am79C970A",
        "Am79C973",
        "82540EM",
        "82545EM",
        "82543GC",
    )
}


VIRTIO_MODELS: Final = ("virtio", "virtio-transitional", "virtio-non-transitional")
_FILTERED: Final = (InterfaceType.NETWORK, InterfaceType.BRIDGE, InterfaceType.ETHERNET)  # what passes a device of ours
# What a virtio device alone has, and others pass over.
_VIRTIO_OPTIONS: Final = (
    *("txmode", "ioeventfd", "event_idx", "queues", "rx_queue_size", "tx_queue_size"),
    *("rss", "rss_hash_report", "host_csum", "host_gso", "host_tso4", "host_tso6", "host_ecn", "host_ufo"),
    *("host_mrg_rxbuf", "guest_csum", "guest_tso4", "guest_tso6", "guest_ecn", "guest_ufo"),
)


def random_mac(prefix: str) -> str:
    """An address that starts with the three bytes of *prefix*."""
    return prefix + "".join(f":{byte:02x}" for byte in os.urandom(3))


def fill_interface(interface: Interface, mac_prefix: str) -> None:
    if interface.mac is None:
        interface.mac = random_mac(mac_prefix)
    else:
        interface.mac = ":".join(byte.zfill(2) for byte in interface.mac.lower().split(":"))
    if interface.model is not None:
        interface.model = _MODELS.get(interface.model.lower(), interface.model)
    if not interface.coalesce_rx_frames:
        interface.coalesce_rx_frames = None
    addresses = interface.ips[:]
    if isinstance(interface.source, EthernetSource):
        addresses += interface.source.ips
    for address in addresses:
        address.family = address.family or _family(address.address)
        address.prefix = address.prefix or None
    fill_vlan(interface.vlan)
    if interface.virtualport is not None:
        _name_port(interface.virtualport)
    interface.virtualport = filled_virtual_port(interface.virtualport)
    interface.bandwidth = filled_bandwidth(interface.bandwidth)
    if interface.queues is not None and interface.queues <= 1:
        interface.queues = None  # one is what every card has
    interface.mtu = interface.mtu or None
    _fill_source(interface)
    if interface.type not in _FILTERED:
        interface.filterref = None
    passed_over: tuple[str, ...] = ()
    if interface.type is InterfaceType.HOSTDEV:
        passed_over = ("backend_vhost", *_VIRTIO_OPTIONS)
    else:
        interface.driver_model = interface.driver_iommufd = None
        if interface.model not in VIRTIO_MODELS:
            passed_over = ("driver", "backend_vhost", *_VIRTIO_OPTIONS)
    for option in passed_over:
        setattr(interface, option, None)


def _fill_source(interface: Interface) -> None:
    source = interface.source
    interface.managed = (interface.managed or None) if interface.type is InterfaceType.HOSTDEV else None
    if isinstance(source, VhostUserSource) and source.reconnect is not None and source.reconnect.enabled is None:
        source.reconnect = None
    if isinstance(source, EthernetSource | UserSource | NullSource) and source == type(source)():
        interface.source = None


def _name_port(port: VirtualPort) -> None:
    """Identify the port to a switch that wants to know which one it is."""
    if port.type in (VirtualPortType.OPENVSWITCH, None):
        port.interface_id = port.interface_id or new_uuid()
    if port.type in (VirtualPortType.VEPA, None):
        port.instance_id = port.instance_id or new_uuid()


def _family(address: str) -> IpFamily:
    try:
        return IpFamily.IPV6 if ipaddress.ip_address(address).version == 6 else IpFamily.IPV4
    except ValueError:
        return IpFamily.IPV4  # refused later, by the rules
