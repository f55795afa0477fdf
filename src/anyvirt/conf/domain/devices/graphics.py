"""Screens that a person connects to: <graphics>."""

from __future__ import annotations

import enum

from anyvirt.conf.domain.devices.chardev import MouseMode
from anyvirt.util.xmlmap import Element, OnOff, UInt, YesNo, attr, children, need


class GraphicsType(enum.Enum):
    SDL = "sdl"
    VNC = "vnc"
    RDP = "rdp"
    DESKTOP = "desktop"
    SPICE = "spice"
    EGL_HEADLESS = "egl-headless"
    DBUS = "dbus"


class ListenType(enum.Enum):
    NONE = "none"
    ADDRESS = "address"
    NETWORK = "network"
    SOCKET = "socket"


class Connected(enum.Enum):
    """What a change of password does to the client that is connected."""

    DEFAULT = "default"
    FAIL = "fail"
    DISCONNECT = "disconnect"
    KEEP = "keep"


class SharePolicy(enum.Enum):
    ALLOW_EXCLUSIVE = "allow-exclusive"
    FORCE_SHARED = "force-shared"
    IGNORE = "ignore"


class SpiceChannelName(enum.Enum):
    MAIN = "main"
    DISPLAY = "display"
    INPUTS = "inputs"
    CURSOR = "cursor"
    PLAYBACK = "playback"
    RECORD = "record"
    SMARTCARD = "smartcard"
    USBREDIR = "usbredir"


class SpiceChannelMode(enum.Enum):
    ANY = "any"
    SECURE = "secure"
    INSECURE = "insecure"


class ImageCompression(enum.Enum):
    AUTO_GLZ = "auto_glz"
    AUTO_LZ = "auto_lz"
    QUIC = "quic"
    GLZ = "glz"
    LZ = "lz"
    OFF = "off"


class WanCompression(enum.Enum):
    AUTO = "auto"
    NEVER = "never"
    ALWAYS = "always"


class StreamingMode(enum.Enum):
    FILTER = "filter"
    ALL = "all"
    OFF = "off"


class Listen(Element, tag="listen"):
    """Where a server listens."""

    type: ListenType = need("@type")
    address: str | None = attr("@address")  # of the host
    network: str | None = attr("@network")  # its address on the host is used
    socket: str | None = attr("@socket")  # path of a Unix socket


class SpiceChannel(Element, tag="channel"):
    """Whether one channel of SPICE is encrypted."""

    name: SpiceChannelName = need("@name")
    mode: SpiceChannelMode = need("@mode")


class Graphics(Element, tag="graphics"):
    """A graphical console. Port -1 means: chosen at start."""

    type: GraphicsType = need("@type")
    display: str | None = attr("@display")  # sdl, desktop: X display
    xauth: str | None = attr("@xauth")  # sdl
    fullscreen: YesNo | None = attr("@fullscreen")  # sdl, desktop
    p2p: YesNo | None = attr("@p2p")  # dbus: no bus, clients are handed in
    dbus_address: str | None = attr("@address")  # dbus
    port: int | None = attr("@port")  # vnc, spice, rdp
    tls_port: int | None = attr("@tlsPort")  # spice
    autoport: YesNo | None = attr("@autoport")
    websocket: int | None = attr("@websocket")  # vnc
    replace_user: YesNo | None = attr("@replaceUser")  # rdp
    multi_user: YesNo | None = attr("@multiUser")  # rdp
    rdp_username: str | None = attr("@username")  # rdp
    socket: str | None = attr("@socket")  # vnc: the first listen element's socket
    listen: str | None = attr("@listen")  # the first listen element's address
    keymap: str | None = attr("@keymap")
    share_policy: SharePolicy | None = attr("@sharePolicy")  # vnc
    power_control: YesNo | None = attr("@powerControl")  # vnc: clients may reset and power off
    default_mode: SpiceChannelMode | None = attr("@defaultMode")  # spice
    passwd: str | None = attr("@passwd", secret=True)  # left out of output that is not asked to be secure
    passwd_valid_to: str | None = attr("@passwdValidTo")  # UTC, as in 2030-12-31T23:59:59
    connected: Connected | None = attr("@connected")
    listens: list[Listen] = children("listen")
    channels: list[SpiceChannel] = children("channel")  # this and the following: spice
    image: ImageCompression | None = attr("image/@compression")
    jpeg: WanCompression | None = attr("jpeg/@compression")
    zlib: WanCompression | None = attr("zlib/@compression")
    playback: OnOff | None = attr("playback/@compression")
    streaming: StreamingMode | None = attr("streaming/@mode")
    mouse: MouseMode | None = attr("mouse/@mode")
    clipboard_copypaste: YesNo | None = attr("clipboard/@copypaste")
    filetransfer: YesNo | None = attr("filetransfer/@enable")
    gl: YesNo | None = attr("gl/@enable")
    rendernode: str | None = attr("gl/@rendernode")  # DRM device of the host
    audio_id: UInt | None = attr("audio/@id")  # vnc, dbus: back end that carries the sound
