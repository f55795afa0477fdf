"""Character devices: the host's end (`-chardev`) and the guest's (serial and parallel ports, consoles, channels)."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from anyvirt.conf.domain.devices.chardev import (
    Channel,
    ChannelTargetType,
    CharMode,
    CharProtocol,
    CharSource,
    CharType,
    Console,
    ConsoleTargetType,
    MouseMode,
    Parallel,
    Serial,
    SerialTargetModel,
    SerialTargetType,
)
from anyvirt.conf.domain.devices.source import Reconnect
from anyvirt.qemu.command.context import Context
from anyvirt.qemu.command.coverage import Coverage, every, fields
from anyvirt.qemu.command.line import Json, Scalar
from anyvirt.util.error import ConfigUnsupported

_HOST = "type tty sources protocol log_file log_append alias acpi_index address"

TRANSLATED: Coverage = {
    **every(Reconnect),
    CharSource: fields("mode path append host service channel reconnect clipboard_copypaste mouse_mode"),
    Serial: fields(_HOST, "target_type port target_model"),
    Parallel: fields(_HOST, "port"),
    Console: fields(_HOST, "target_type port"),
    Channel: fields(_HOST, "target_type name state guestfwd_address guestfwd_port"),
}


class HostEnd(Protocol):
    """What all character devices say about the host's end."""

    type: CharType
    sources: list[CharSource]
    protocol: CharProtocol | None
    log_file: str | None
    log_append: bool | None


def add_serials(ctx: Context) -> None:
    for serial in ctx.domain.serials:
        chardev = add_host_end(ctx, serial, ctx.alias(serial))
        _add_serial(ctx, serial, chardev)


def add_parallels(ctx: Context) -> None:
    for parallel in ctx.domain.parallels:
        chardev = add_host_end(ctx, parallel, ctx.alias(parallel))
        ctx.device("isa-parallel", {"chardev": chardev, "id": ctx.alias(parallel)}, ctx.place(parallel))


def add_channels(ctx: Context) -> None:
    for channel in ctx.domain.channels:
        alias = ctx.alias(channel)
        chardev = add_host_end(ctx, channel, alias, _spice_name(channel))
        match channel.target_type:
            case ChannelTargetType.VIRTIO:
                props: dict[str, Json] = {"chardev": chardev, "id": alias, "name": channel.name}
                ctx.device("virtserialport", props, ctx.place(channel))
            case ChannelTargetType.GUESTFWD:
                target = f"tcp:{channel.guestfwd_address}:{channel.guestfwd_port}-chardev:{chardev}"
                ctx.line.netdev({"type": "user", "id": alias, "guestfwd": [{"str": target}]})
            case ChannelTargetType.XEN:
                raise ConfigUnsupported(f"domain '{ctx.domain.name}': {alias}: QEMU has no Xen channels")


def add_consoles(ctx: Context) -> None:
    for console in ctx.domain.consoles:
        match console.target_type:
            case ConsoleTargetType.SERIAL | None:
                pass  # another name of the first serial port
            case ConsoleTargetType.VIRTIO:
                chardev = add_host_end(ctx, console, ctx.alias(console))
                ctx.device("virtconsole", {"chardev": chardev, "id": ctx.alias(console)}, ctx.place(console))
            case kind:
                raise ConfigUnsupported(
                    f"domain '{ctx.domain.name}': the QEMU driver has no consoles of type '{kind.value}'"
                )


def _add_serial(ctx: Context, serial: Serial, chardev: str) -> None:
    alias = ctx.alias(serial)
    model = serial.target_model
    if serial.target_type is SerialTargetType.SYSTEM:
        # Part of the machine: only the older option reaches it.
        ctx.line.text("-serial", f"chardev:{chardev}")
        return
    if model is None:
        raise ConfigUnsupported(f"domain '{ctx.domain.name}': {alias} has no model")
    props: dict[str, Json] = {"chardev": chardev, "id": alias}
    place = ctx.place(serial)
    match model:
        case SerialTargetModel.ISA_SERIAL:
            # The index chooses port and interrupt as on a real PC, unless they are given.
            props["index"] = serial.port
        case SerialTargetModel.USB_SERIAL | SerialTargetModel.PCI_SERIAL | SerialTargetModel.ISA_DEBUGCON:
            pass
        case _:
            raise ConfigUnsupported(
                f"domain '{ctx.domain.name}': the QEMU driver has no serial ports of model '{model.value}'"
            )
    ctx.device(model.value, props, place)


def _spice_name(channel: Channel) -> str:
    """The agent's channel is told from others by name."""
    return "vdagent" if channel.name in (None, "com.redhat.spice.0") else channel.name


def add_host_end(ctx: Context, device: HostEnd, alias: str, spice_name: str = "vdagent") -> str:
    """The chardev behind the device called *alias*; returns its id.

    Args:
        ctx: the domain.
        device: what says where the data goes.
        alias: the device's.
        spice_name: what a SPICE client knows the channel by.
    """
    chardev = f"char{alias}"
    backend, options = _backend(ctx, device, alias, spice_name)
    log: dict[str, Scalar] = {"logfile": device.log_file, "logappend": device.log_append}
    ctx.line.pairs("-chardev", backend, {"id": chardev, **options, **log})
    return chardev


def _backend(ctx: Context, device: HostEnd, alias: str, spice_name: str) -> tuple[str, dict[str, Scalar]]:
    source = device.sources[0] if device.sources else CharSource()
    where = f"domain '{ctx.domain.name}': {alias}"
    match device.type:
        case CharType.NULL | CharType.PTY | CharType.STDIO | CharType.VC:
            return device.type.value, {}  # the path of a pty is the last one's; a new one comes with every start
        case CharType.FILE:
            return "file", {"path": _path(where, source), "append": source.append}
        case CharType.PIPE:
            return "pipe", {"path": _path(where, source)}
        case CharType.DEV:
            # QEMU drives a parallel port of the host otherwise than a serial one.
            kind = "parallel" if isinstance(device, Parallel) else "serial"
            return kind, {"path": _path(where, source)}
        case CharType.UNIX:
            return "socket", _unix(ctx, source, alias)
        case CharType.TCP:
            return "socket", _tcp(ctx, where, device, source)
        case CharType.UDP:
            return "udp", _udp(where, device)
        case CharType.SPICEVMC:
            return "spicevmc", {"name": spice_name}
        case CharType.SPICEPORT:
            return "spiceport", {"name": source.channel}
        case CharType.QEMU_VDAGENT:
            return "qemu-vdagent", {
                "name": "vdagent",
                "clipboard": source.clipboard_copypaste,
                "mouse": None if source.mouse_mode is None else source.mouse_mode is MouseMode.CLIENT,
            }
        case CharType.DBUS:
            return "dbus", {"name": source.channel}
        case CharType.NMDM:
            raise ConfigUnsupported(f"{where}: the QEMU driver has no character devices of type 'nmdm'")


def _path(where: str, source: CharSource) -> str:
    if source.path is None:
        raise ConfigUnsupported(f"{where}: <source> has no path")
    return source.path


def _unix(ctx: Context, source: CharSource, alias: str) -> dict[str, Scalar]:
    fd = ctx.runtime.chardev_fds.get(alias)
    if fd is not None:
        return {"fd": fd, "server": True, "wait": False}
    if source.path is None:
        return {"path": str(default_socket(ctx.runtime.folder, alias)), "server": True, "wait": False}
    if source.mode is CharMode.BIND:
        return {"path": source.path, "server": True, "wait": False}
    return {"path": source.path, **reconnect_option(ctx, source.reconnect)}


def default_socket(folder: Path, alias: str) -> Path:
    """Where the socket of a device is whose definition does not say."""
    return folder / f"{alias}.sock"


def _tcp(ctx: Context, where: str, device: HostEnd, source: CharSource) -> dict[str, Scalar]:
    telnet = None
    match device.protocol:
        case None | CharProtocol.RAW:
            pass
        case CharProtocol.TELNET:
            telnet = True
        case CharProtocol.TELNETS | CharProtocol.TLS:
            raise ConfigUnsupported(f"{where}: protocol '{device.protocol.value}' is not supported")
    options: dict[str, Scalar] = {"host": source.host, "port": source.service, "telnet": telnet}
    if source.mode is CharMode.BIND:
        return {**options, "server": True, "wait": False}
    return {**options, **reconnect_option(ctx, source.reconnect)}


def reconnect_option(ctx: Context, reconnect: Reconnect | None) -> dict[str, Scalar]:
    """How often a socket that lost its peer tries again."""
    if reconnect is None or not reconnect.enabled or reconnect.timeout is None:
        return {}
    if ctx.caps.version >= (9, 2, 0):
        return {"reconnect-ms": reconnect.timeout * 1000}
    return {"reconnect": reconnect.timeout}


def _udp(where: str, device: HostEnd) -> dict[str, Scalar]:
    bind = next((source for source in device.sources if source.mode is CharMode.BIND), None)
    peer = next((source for source in device.sources if source.mode is not CharMode.BIND), None)
    if peer is None:
        raise ConfigUnsupported(f"{where}: no <source mode='connect'> says where to send to")
    return {
        "host": peer.host or "127.0.0.1",
        "port": peer.service,
        # QEMU takes 0 for any port.
        "localaddr": (bind.host or "") if bind else None,
        "localport": (bind.service or "0") if bind else None,
    }
