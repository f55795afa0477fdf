"""Network interfaces: the host's end (`-netdev`) and the card."""

from __future__ import annotations

from anyvirt.conf.domain.devices.interface import (
    BackendType,
    BridgeSource,
    ClientSource,
    EthernetSource,
    Interface,
    InterfaceDriver,
    InterfaceType,
    McastSource,
    ServerSource,
    TxMode,
    UdpSource,
    UserSource,
    VhostUserMode,
    VhostUserSource,
)
from anyvirt.conf.domain.devices.netdev import IpAddress
from anyvirt.conf.netdev.model import IpFamily
from anyvirt.qemu.command.bootorder import BootOrder
from anyvirt.qemu.command.chardev import reconnect_option
from anyvirt.qemu.command.context import Context, virtio_options
from anyvirt.qemu.command.coverage import Coverage, fields
from anyvirt.qemu.command.line import Json, Scalar
from anyvirt.util.error import ConfigUnsupported, InternalError

TRANSLATED: Coverage = {
    # Name, bridge and owner of a tap are settled when it is made; the state of the link is set over the monitor.
    Interface: fields(
        "type mac mac_type mac_check source target target_managed model driver txmode ioeventfd event_idx queues",
        "rx_queue_size tx_queue_size rss rss_hash_report iommu ats packed page_per_vq host_csum host_gso host_tso4",
        "host_tso6 host_ecn host_ufo host_mrg_rxbuf guest_csum guest_tso4 guest_tso6 guest_ecn guest_ufo backend",
        "sndbuf link_state mtu ips boot_order alias rom_bar rom_enabled rom_file acpi_index address",
    ),
    IpAddress: fields("address family prefix"),
    BridgeSource: fields("bridge"),
    EthernetSource: fields(""),
    UserSource: fields(""),
    VhostUserSource: fields("kind path mode reconnect"),
    ServerSource: fields("address port"),
    ClientSource: fields("address port"),
    McastSource: fields("address port"),
    UdpSource: fields("address port local_address local_port"),
}

_TAP = (InterfaceType.BRIDGE, InterfaceType.ETHERNET)


def add_interfaces(ctx: Context, boot: BootOrder) -> None:
    for interface in ctx.domain.interfaces:
        backend = f"host{ctx.alias(interface)}"
        _check(ctx, interface)
        ctx.line.netdev({**_backend(ctx, interface), "id": backend})
        _add_card(ctx, interface, backend, boot.of(interface))


def _check(ctx: Context, interface: Interface) -> None:
    where = f"domain '{ctx.domain.name}': interface {interface.alias}"
    if interface.backend not in (None, BackendType.DEFAULT):
        raise ConfigUnsupported(f"{where}: backend '{interface.backend.value}' is not supported")
    if interface.driver not in (None, InterfaceDriver.QEMU, InterfaceDriver.VHOST):
        raise ConfigUnsupported(f"{where}: driver '{interface.driver.value}' is not supported")
    if interface.ips and interface.type is not InterfaceType.USER:
        raise ConfigUnsupported(f"{where}: QEMU gives addresses to the guest on user networks only")


def _backend(ctx: Context, interface: Interface) -> dict[str, Json]:
    where = f"domain '{ctx.domain.name}': interface {interface.alias}"
    source = interface.source
    if interface.type in _TAP:
        return _tap(ctx, interface)
    if interface.type is InterfaceType.USER:
        return {"type": "user", **_user_network(where, interface)}
    match source:
        case ServerSource():
            return {"type": "socket", "listen": _endpoint(source.address, source.port)}
        case ClientSource():
            return {"type": "socket", "connect": _endpoint(source.address, source.port)}
        case McastSource():
            return {"type": "socket", "mcast": _endpoint(source.address, source.port)}
        case UdpSource():
            return {
                "type": "socket",
                "udp": _endpoint(source.address, source.port),
                "localaddr": _endpoint(source.local_address, source.local_port),
            }
        case VhostUserSource():
            return _vhost_user(ctx, interface, source)
        case _:
            raise ConfigUnsupported(
                f"{where}: the QEMU driver has no interfaces of type '{interface.type.value}'",
                hint="supported are user, bridge, ethernet, vhostuser, server, client, mcast and udp",
            )


def _endpoint(address: str | None, port: int) -> str:
    if address is not None and ":" in address:
        address = f"[{address}]"
    return f"{address or ''}:{port}"


def _tap(ctx: Context, interface: Interface) -> dict[str, Json]:
    alias = ctx.alias(interface)
    tap = ctx.runtime.taps.get(alias)
    if tap is None:
        raise InternalError(f"domain '{ctx.domain.name}': no tap was opened for interface {alias}")
    if interface.driver is InterfaceDriver.VHOST and not tap.vhost_fds:
        raise ConfigUnsupported(
            f"domain '{ctx.domain.name}': interface {alias}: driver 'vhost' is not supported yet",
            hint="leave out the driver: QEMU moves the packets itself",
        )
    many = "s" if len(tap.fds) > 1 else ""
    return {
        "type": "tap",
        f"fd{many}": ":".join(map(str, tap.fds)),
        "vhost": True if tap.vhost_fds else None,
        f"vhostfd{many}": ":".join(map(str, tap.vhost_fds)) or None,
        "sndbuf": interface.sndbuf,
    }


def _user_network(where: str, interface: Interface) -> dict[str, Json]:
    options: dict[str, Json] = {}
    for ip in interface.ips:
        if ip.family is IpFamily.IPV6:
            options |= {"ipv6-prefix": ip.address, "ipv6-prefixlen": ip.prefix}
        elif ip.prefix is None:
            raise ConfigUnsupported(f"{where}: <ip address='{ip.address}'> needs a prefix")
        else:
            options["net"] = f"{ip.address}/{ip.prefix}"
    return options


def _vhost_user(ctx: Context, interface: Interface, source: VhostUserSource) -> dict[str, Json]:
    chardev = f"char{ctx.alias(interface)}"
    ends: dict[str, Scalar] = {"id": chardev, "path": source.path}
    if source.mode is VhostUserMode.SERVER:
        # QEMU waits here for the switch: without it the guest could not even be told its features.
        ends["server"] = True
    else:
        ends |= reconnect_option(ctx, source.reconnect)
    ctx.line.pairs("-chardev", "socket", ends)
    queues = interface.queues if interface.queues and interface.queues > 1 else None
    return {"type": "vhost-user", "chardev": chardev, "queues": queues}


def _add_card(ctx: Context, interface: Interface, backend: str, boot_index: int | None) -> None:
    model = interface.model or ""
    virtio = model.startswith("virtio")
    driver = ctx.virtio("virtio-net", interface, model) if virtio else model
    if not driver:
        raise ConfigUnsupported(f"domain '{ctx.domain.name}': interface {interface.alias} has no model")
    if not virtio:
        _refuse_virtio_options(ctx, interface)
    if (interface.queues or 1) > 1 and interface.type not in (*_TAP, InterfaceType.VHOSTUSER):
        raise ConfigUnsupported(
            f"domain '{ctx.domain.name}': interface {interface.alias}: type '{interface.type.value}' has one queue "
            "only",
            hint="types bridge, ethernet and vhostuser can have more",
        )
    props: dict[str, Json] = {
        **(_virtio(interface) if virtio else {}),
        "netdev": backend,
        "id": ctx.alias(interface),
        "mac": interface.mac,
        "bootindex": boot_index,
        **_rom(interface),
    }
    ctx.device(driver, props, ctx.place(interface))


def _virtio(interface: Interface) -> dict[str, Json]:
    many = interface.queues is not None and interface.queues > 1
    return {
        "tx": {None: None, TxMode.IOTHREAD: "bh", TxMode.TIMER: "timer"}[interface.txmode],
        "ioeventfd": interface.ioeventfd,
        "event_idx": interface.event_idx,
        "rss": interface.rss,
        "hash": interface.rss_hash_report,
        "csum": interface.host_csum,
        "gso": interface.host_gso,
        "host_tso4": interface.host_tso4,
        "host_tso6": interface.host_tso6,
        "host_ecn": interface.host_ecn,
        "host_ufo": interface.host_ufo,
        "mrg_rxbuf": interface.host_mrg_rxbuf,
        "guest_csum": interface.guest_csum,
        "guest_tso4": interface.guest_tso4,
        "guest_tso6": interface.guest_tso6,
        "guest_ecn": interface.guest_ecn,
        "guest_ufo": interface.guest_ufo,
        # An interrupt for each queue in both directions, for the control queue and for changes of configuration.
        "mq": True if many else None,
        "vectors": 2 * interface.queues + 2 if many and interface.queues else None,
        "rx_queue_size": interface.rx_queue_size,
        "tx_queue_size": interface.tx_queue_size,
        "host_mtu": interface.mtu,
        **virtio_options(interface),
    }


def _refuse_virtio_options(ctx: Context, interface: Interface) -> None:
    wished = {"queues": interface.queues, **_virtio(interface)}
    # The MTU of the host's end is set on the tap; only virtio can tell the guest.
    for name, value in wished.items():
        if value is not None and name != "host_mtu":
            raise ConfigUnsupported(
                f"domain '{ctx.domain.name}': interface {interface.alias}: model '{interface.model}' has no "
                f"option '{name}'",
                hint="model 'virtio' has",
            )


def _rom(interface: Interface) -> dict[str, Json]:
    if interface.rom_enabled is False:
        return {"rombar": 0, "romfile": ""}
    return {
        "rombar": None if interface.rom_bar is None else int(interface.rom_bar),
        "romfile": interface.rom_file,
    }
