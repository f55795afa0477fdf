"""Where graphics listen, their ports, the video card that they imply, and the buses of input devices."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.devices.graphics import (
    Graphics,
    GraphicsType,
    Listen,
    ListenType,
    SpiceChannelMode,
    SpiceChannelName,
)
from anyvirt.conf.domain.devices.input import Input, InputBus, InputType
from anyvirt.conf.domain.devices.video import VgaConf, Video, VideoModel
from anyvirt.conf.domain.model import Domain
from anyvirt.util.arch import X86

PARAVIRTUAL: Final = ("xen", "xenpvh")
LISTENING: Final = (GraphicsType.VNC, GraphicsType.RDP, GraphicsType.SPICE)

# KiB of video memory where the document says nothing.
_VRAM: Final = {
    VideoModel.CIRRUS: 16 * 1024,
    VideoModel.VGA: 16 * 1024,
    VideoModel.VMVGA: 16 * 1024,
    VideoModel.BOCHS: 16 * 1024,
    VideoModel.XEN: 4 * 1024,
    VideoModel.QXL: 64 * 1024,
}


def fill_graphics(graphics: Graphics) -> None:
    if graphics.passwd is None:  # what the two are about
        graphics.passwd_valid_to = graphics.connected = None
    for option in ("replace_user", "multi_user", "fullscreen", "p2p"):
        setattr(graphics, option, getattr(graphics, option) or None)
    channels = {channel.name: channel for channel in graphics.channels}  # the last word on each counts
    said = (channels[name] for name in SpiceChannelName if name in channels)
    graphics.channels = [channel for channel in said if channel.mode is not SpiceChannelMode.ANY]
    if graphics.type in LISTENING:
        _fill_ports(graphics)
        _fill_listens(graphics)


def _fill_ports(graphics: Graphics) -> None:
    if graphics.type is GraphicsType.SPICE:
        if graphics.port == -1 and graphics.tls_port == -1:
            graphics.port = graphics.tls_port = None
            graphics.autoport = True
        if not graphics.port and not graphics.tls_port and not graphics.autoport:
            graphics.port = graphics.tls_port = graphics.autoport = None
            if graphics.listens and graphics.listens[0].type is ListenType.ADDRESS:
                graphics.listens[0] = Listen(type=ListenType.NONE)  # nobody could connect
        if graphics.autoport:
            graphics.port = graphics.tls_port = None
        if graphics.port or graphics.tls_port:
            graphics.autoport = bool(graphics.autoport)
        else:
            graphics.autoport = graphics.autoport or None
        return
    if graphics.socket is not None or any(one.type is ListenType.SOCKET for one in graphics.listens):
        return
    if graphics.port is None and graphics.autoport is None:
        graphics.autoport = True
    if graphics.type is GraphicsType.RDP:
        # A port that is chosen at start reads as 0 here, and not as -1.
        graphics.autoport = graphics.autoport or graphics.port == -1 or None
        graphics.port = 0 if graphics.autoport else graphics.port or None
        return
    if graphics.port == -1 and graphics.autoport is None:
        graphics.autoport = True
    if graphics.port == 0 or (graphics.port == -1 and not graphics.autoport):
        graphics.port = None
    graphics.autoport = bool(graphics.autoport)
    if graphics.autoport and graphics.port is None:
        graphics.port = -1


def _fill_listens(graphics: Graphics) -> None:
    """The address that old documents give as an attribute is the first listen element, and the other way round."""
    if not graphics.listens:
        if graphics.socket is not None:
            graphics.listens = [Listen(type=ListenType.SOCKET, socket=graphics.socket)]
        elif graphics.type is GraphicsType.SPICE and graphics.autoport is None:
            graphics.listens = [Listen(type=ListenType.NONE)]
        else:
            graphics.listens = [Listen(type=ListenType.ADDRESS, address=graphics.listen or None)]
    for listen in graphics.listens:
        if listen.type in (ListenType.SOCKET, ListenType.NONE):
            listen.address = None
    first = graphics.listens[0]
    if graphics.socket is not None and first.type in (ListenType.ADDRESS, ListenType.NETWORK):
        first = graphics.listens[0] = Listen(type=ListenType.SOCKET, socket=graphics.socket)
    match first.type:
        case ListenType.ADDRESS | ListenType.NETWORK:
            if first.type is ListenType.ADDRESS and first.address is None:
                first.address = graphics.listen or None
            graphics.socket = None
            if first.type is ListenType.NETWORK or (first.address is not None and graphics.listen is None):
                graphics.listen = first.address
        case ListenType.SOCKET:
            graphics.websocket = None
            if first.socket is None:
                first.socket = graphics.socket
            graphics.socket = first.socket if graphics.type is GraphicsType.VNC else None
            graphics.listen = graphics.port = graphics.tls_port = None
            graphics.autoport = None
        case ListenType.NONE:
            graphics.websocket = graphics.listen = graphics.socket = graphics.port = graphics.tls_port = (
                graphics.autoport
            ) = None


def fill_inputs(domain: Domain) -> None:
    for device in domain.inputs:
        if device.bus is InputBus.NONE:
            device.bus = None  # on none, and that is what it means to say nothing once the others have said theirs
        elif device.bus is None:
            device.bus = default_bus(device, domain)


def default_bus(device: Input, domain: Domain) -> InputBus | None:
    """The bus of a device that does not say it; None for one that is on none."""
    if device.type is InputType.EVDEV:
        return None  # it has none
    if device.type is InputType.PASSTHROUGH:
        return InputBus.VIRTIO
    if domain.os_type in PARAVIRTUAL:
        return InputBus.XEN
    if device.type is InputType.TABLET or domain.os_arch not in X86:
        return InputBus.USB
    return InputBus.PS2


def fill_videos(domain: Domain) -> None:
    """A guest with graphics has a video card; its model is the driver's choice."""
    if domain.graphics and not domain.videos:
        domain.videos.append(Video())
    if domain.videos and not any(video.primary for video in domain.videos):
        domain.videos[0].primary = True
    for video in domain.videos:
        fill_video(video)
    domain.videos.sort(key=lambda video: not video.primary)


def fill_video(video: Video) -> None:
    """Sizes and screens of a card whose model is known."""
    if video.vgaconf is VgaConf.IO:
        video.vgaconf = None  # the default
    if video.model is VideoModel.DEFAULT:
        return
    if video.model is VideoModel.NONE:
        for slot in Video.__xml_fields__:
            if slot.name not in ("model", "alias"):
                setattr(video, slot.name, None)
        return
    video.heads = video.heads or 1
    video.vram = video.vram or _VRAM.get(video.model)
    if not video.primary:
        video.primary = None
    if video.vram is not None:
        video.vram = _power_of_two(video.vram)
    if video.model is VideoModel.QXL:
        video.ram = _power_of_two(video.ram or _VRAM[VideoModel.QXL])
        video.vram = _power_of_two(video.vram or _VRAM[VideoModel.QXL])


def _power_of_two(kib: int) -> int:
    return 1 << (kib - 1).bit_length()
