"""What a person sees and touches: graphics servers, video cards, input devices, sound back ends."""

from __future__ import annotations

from pathlib import Path

from anyvirt.conf.domain.devices.audio import Audio, AudioType
from anyvirt.conf.domain.devices.chardev import MouseMode
from anyvirt.conf.domain.devices.graphics import Graphics, GraphicsType, Listen, ListenType
from anyvirt.conf.domain.devices.input import Input, InputBus, InputType
from anyvirt.conf.domain.devices.video import Video, VideoDriver, VideoModel
from anyvirt.qemu.command.context import Context, virtio_options
from anyvirt.qemu.command.coverage import Coverage, fields
from anyvirt.qemu.command.line import Json, Scalar
from anyvirt.qemu.command.runtime import GraphicsPorts
from anyvirt.util.error import ConfigUnsupported, InternalError

TRANSLATED: Coverage = {
    # Passwords go over the monitor: a command line can be read by everybody.
    Graphics: fields(
        "type port autoport websocket socket listen keymap share_policy power_control passwd passwd_valid_to",
        "connected listens image jpeg zlib playback streaming mouse clipboard_copypaste filetransfer gl rendernode",
        "audio_id",
    ),
    Listen: fields("type address socket"),
    Video: fields(
        "driver iommu ats packed page_per_vq model ram vram vram64 vgamem heads primary blob edid accel3d",
        "resolution_x resolution_y alias acpi_index address",
    ),
    Input: fields(
        "type bus model iommu ats packed page_per_vq source_evdev source_dev grab grab_toggle repeat alias acpi_index",
        "address",
    ),
    Audio: fields("id type"),
}

_VNC_BASE_PORT = 5900


# --- graphics ---------------------------------------------------------------------------------------------------------


def add_graphics(ctx: Context) -> None:
    if not ctx.domain.graphics:
        ctx.line.text("-display", "none")
    kinds = [graphics.type for graphics in ctx.domain.graphics]
    for kind in kinds:
        if kinds.count(kind) > 1:
            raise ConfigUnsupported(
                f"domain '{ctx.domain.name}': only one <graphics> of type '{kind.value}' is possible"
            )
    for index, graphics in enumerate(ctx.domain.graphics):
        ports = ctx.runtime.graphics.get(index, GraphicsPorts())
        match graphics.type:
            case GraphicsType.VNC:
                _add_vnc(ctx, graphics, ports)
            case GraphicsType.SPICE:
                _add_spice(ctx, graphics, ports)
            case GraphicsType.EGL_HEADLESS:
                ctx.line.pairs("-display", "egl-headless", {"rendernode": graphics.rendernode})
            case GraphicsType.SDL | GraphicsType.RDP | GraphicsType.DESKTOP | GraphicsType.DBUS:
                raise ConfigUnsupported(
                    f"domain '{ctx.domain.name}': the QEMU driver has no graphics of type '{graphics.type.value}'"
                )
        if graphics.keymap is not None:
            ctx.line.text("-k", graphics.keymap)


def _listen(graphics: Graphics) -> Listen:
    if graphics.listens:
        return graphics.listens[0]
    if graphics.socket is not None:
        return Listen(type=ListenType.SOCKET, socket=graphics.socket)
    return Listen(type=ListenType.ADDRESS, address=graphics.listen)


def _address(listen: Listen) -> str:
    address = listen.address or "127.0.0.1"
    return f"[{address}]" if ":" in address else address


def socket_path(folder: Path, graphics: Graphics) -> str:
    """Where a server that listens on a Unix socket has it."""
    return _listen(graphics).socket or str(folder / f"{graphics.type.value}.sock")


def _port(ctx: Context, graphics: Graphics, resolved: int | None, wished: int | None) -> int | None:
    """A port that was found free, or the one that the definition insists on."""
    port = resolved if resolved is not None else wished
    if port == -1:
        raise InternalError(f"domain '{ctx.domain.name}': no port was chosen for {graphics.type.value}")
    return port


def _add_vnc(ctx: Context, graphics: Graphics, ports: GraphicsPorts) -> None:
    listen = _listen(graphics)
    websocket = _port(ctx, graphics, ports.websocket, graphics.websocket)
    match listen.type:
        case ListenType.SOCKET:
            display = f"unix:{socket_path(ctx.runtime.folder, graphics)}"
        case ListenType.NONE:
            display = "none"
        case ListenType.ADDRESS:
            port = _port(ctx, graphics, ports.port, graphics.port)
            if port is None or port < _VNC_BASE_PORT:
                raise ConfigUnsupported(
                    f"domain '{ctx.domain.name}': VNC port {port} is below {_VNC_BASE_PORT}",
                    hint="QEMU counts displays from there",
                )
            display = f"{_address(listen)}:{port - _VNC_BASE_PORT}"
        case ListenType.NETWORK:
            raise ConfigUnsupported(f"domain '{ctx.domain.name}': <listen type='network'> is not supported")
    options: dict[str, Scalar] = {
        "websocket": websocket,
        "share": None if graphics.share_policy is None else graphics.share_policy.value,
        "password": True if graphics.passwd is not None else None,
        "power-control": graphics.power_control,
        # Without one QEMU would open the host's sound system when a client asks for sound.
        "audiodev": f"audio{graphics.audio_id or 1}",
    }
    ctx.line.pairs("-vnc", display, options)


def _add_spice(ctx: Context, graphics: Graphics, ports: GraphicsPorts) -> None:
    listen = _listen(graphics)
    options: dict[str, Scalar]
    match listen.type:
        case ListenType.SOCKET:
            options = {"unix": True, "addr": socket_path(ctx.runtime.folder, graphics)}
        case ListenType.NONE:
            options = {"port": 0}
        case ListenType.ADDRESS:
            # SPICE wants IPv6 addresses without brackets.
            options = {
                "port": _port(ctx, graphics, ports.port, graphics.port) or 0,
                "addr": listen.address or "127.0.0.1",
            }
        case ListenType.NETWORK:
            raise ConfigUnsupported(f"domain '{ctx.domain.name}': <listen type='network'> is not supported")
    options |= {
        "disable-ticketing": True if graphics.passwd is None else None,
        "agent-mouse": None if graphics.mouse is None else graphics.mouse is MouseMode.CLIENT,
        "image-compression": None if graphics.image is None else graphics.image.value,
        "jpeg-wan-compression": None if graphics.jpeg is None else graphics.jpeg.value,
        "zlib-glz-wan-compression": None if graphics.zlib is None else graphics.zlib.value,
        "playback-compression": graphics.playback,
        "streaming-video": None if graphics.streaming is None else graphics.streaming.value,
        "disable-copy-paste": True if graphics.clipboard_copypaste is False else None,
        "disable-agent-file-xfer": True if graphics.filetransfer is False else None,
        "gl": graphics.gl,
        "rendernode": graphics.rendernode,
        "seamless-migration": True,
    }
    ctx.line.pairs("-spice", None, options)


# --- sound ------------------------------------------------------------------------------------------------------------


def add_audio(ctx: Context) -> None:
    """Back ends for sound. There is always one, so that nothing falls back on the host's."""
    audios = ctx.domain.audios or [Audio(id=1, type=_default_audio(ctx))]
    for audio in audios:
        if audio.type not in (AudioType.NONE, AudioType.SPICE):
            raise ConfigUnsupported(
                f"domain '{ctx.domain.name}': the QEMU driver has no <audio type='{audio.type.value}'>"
            )
        ctx.line.json("-audiodev", {"id": f"audio{audio.id}", "driver": audio.type.value})


def _default_audio(ctx: Context) -> AudioType:
    spice = any(graphics.type is GraphicsType.SPICE for graphics in ctx.domain.graphics)
    return AudioType.SPICE if spice else AudioType.NONE


# --- video ------------------------------------------------------------------------------------------------------------


def add_videos(ctx: Context) -> None:
    for index, video in enumerate(ctx.domain.videos):
        if video.driver not in (None, VideoDriver.QEMU):
            raise ConfigUnsupported(f"domain '{ctx.domain.name}': video driver '{video.driver.value}' is not supported")
        _add_video(ctx, video, primary=index == 0)


def _add_video(ctx: Context, video: Video, *, primary: bool) -> None:
    if video.model is VideoModel.NONE:
        return
    driver: str
    props: dict[str, Json] = {"id": ctx.alias(video)}
    size: dict[str, Json] = {"xres": video.resolution_x, "yres": video.resolution_y}
    match video.model:
        case VideoModel.VGA:
            driver = "VGA" if primary else "secondary-vga"
            props |= {"vgamem_mb": _mib(video.vram), "edid": video.edid, **size}
        case VideoModel.CIRRUS:
            driver = "cirrus-vga"
        case VideoModel.VMVGA:
            driver = "vmware-svga"
            props |= {"vgamem_mb": _mib(video.vram)}
        case VideoModel.QXL:
            driver = "qxl-vga" if primary else "qxl"
            props |= {
                "max_outputs": video.heads,
                "ram_size": _bytes(video.ram),
                "vram_size": _bytes(video.vram),
                # Without it QEMU would make the 64-bit bar as large as the other one.
                "vram64_size_mb": _mib(video.vram64 or 0),
                "vgamem_mb": _mib(video.vgamem),
                **size,
            }
        case VideoModel.VIRTIO:
            driver = _virtio_gpu(ctx, video, primary)
            props |= {"max_outputs": video.heads, "blob": video.blob, "edid": video.edid, **size}
            props |= virtio_options(video)
        case VideoModel.BOCHS:
            driver = "bochs-display"
            props |= {"vgamem": _bytes(video.vram), "edid": video.edid, **size}
        case VideoModel.RAMFB:
            driver = "ramfb"
        case _:
            raise ConfigUnsupported(f"domain '{ctx.domain.name}': QEMU has no video card '{video.model.value}'")
    if video.accel3d and video.model is not VideoModel.VIRTIO:
        raise ConfigUnsupported(f"domain '{ctx.domain.name}': video card '{video.model.value}' has no 3D acceleration")
    ctx.device(driver, props, ctx.place(video))


def _virtio_gpu(ctx: Context, video: Video, primary: bool) -> str:
    gl = "-gl" if video.accel3d else ""
    if primary and ctx.caps.has_device(f"virtio-vga{gl}"):
        return f"virtio-vga{gl}"
    return ctx.virtio(f"virtio-gpu{gl}", video)


def _mib(kib: int | None) -> int | None:
    return None if kib is None else kib // 1024


def _bytes(kib: int | None) -> int | None:
    return None if kib is None else kib * 1024


# --- input ------------------------------------------------------------------------------------------------------------

_USB_INPUT = {InputType.MOUSE: "usb-mouse", InputType.TABLET: "usb-tablet", InputType.KEYBOARD: "usb-kbd"}
_VIRTIO_INPUT = {
    InputType.MOUSE: "virtio-mouse",
    InputType.TABLET: "virtio-tablet",
    InputType.KEYBOARD: "virtio-keyboard",
    InputType.PASSTHROUGH: "virtio-input-host",
}


def add_inputs(ctx: Context) -> None:
    for device in ctx.domain.inputs:
        if device.type is InputType.EVDEV:
            _add_evdev(ctx, device)
        elif device.bus is InputBus.PS2:
            pass  # part of the machine
        elif device.bus is InputBus.USB and device.type in _USB_INPUT:
            ctx.device(_USB_INPUT[device.type], {"id": ctx.alias(device)}, ctx.place(device))
        elif device.bus is InputBus.VIRTIO and device.type in _VIRTIO_INPUT:
            driver = ctx.virtio(_VIRTIO_INPUT[device.type], device, device.model.value if device.model else None)
            props: dict[str, Json] = {"id": ctx.alias(device), "evdev": device.source_evdev}
            ctx.device(driver, {**props, **virtio_options(device)}, ctx.place(device))
        else:
            bus = device.bus.value if device.bus else "none"
            raise ConfigUnsupported(
                f"domain '{ctx.domain.name}': the QEMU driver has no {device.type.value} on bus '{bus}'"
            )


def _add_evdev(ctx: Context, device: Input) -> None:
    ctx.line.object(
        {
            "qom-type": "input-linux",
            "id": ctx.alias(device),
            "evdev": device.source_dev,
            "repeat": device.repeat,
            "grab_all": True if device.grab is not None else None,
            "grab-toggle": None if device.grab_toggle is None else device.grab_toggle.value,
        }
    )
