"""Character devices: <serial>, <parallel>, <console>, <channel>, and their sources."""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.conf.domain.devices.source import Reconnect
from anyvirt.conf.domain.seclabel import DeviceSecLabel
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, OnOff, Positive, UInt, YesNo, attr, child, children, need


class CharType(WordEnum):
    """Where the data goes on the host."""

    NULL = "null"
    VC = "vc"
    PTY = "pty"
    DEV = "dev"
    FILE = "file"
    PIPE = "pipe"
    STDIO = "stdio"
    UDP = "udp"
    TCP = "tcp"
    UNIX = "unix"
    SPICEVMC = "spicevmc"
    SPICEPORT = "spiceport"
    NMDM = "nmdm"
    QEMU_VDAGENT = "qemu-vdagent"
    DBUS = "dbus"


class CharMode(WordEnum):
    """Which end of a socket we are."""

    CONNECT = "connect"
    BIND = "bind"


class CharProtocol(WordEnum):
    RAW = "raw"
    TELNET = "telnet"
    TELNETS = "telnets"
    TLS = "tls"


class MouseMode(WordEnum):
    SERVER = "server"
    CLIENT = "client"


class CharSource(Element, tag="source"):
    """The host's end. A UDP device has two: one that is bound, one that is connected."""

    mode: CharMode | None = attr("@mode")  # tcp, udp, unix
    path: str | None = attr("@path")  # pty, dev, file, pipe, unix
    append: OnOff | None = attr("@append")  # file
    host: str | None = attr("@host")  # tcp, udp
    service: str | None = attr("@service")  # tcp, udp: port
    tls: YesNo | None = attr("@tls")  # tcp
    master: str | None = attr("@master")  # nmdm
    slave: str | None = attr("@slave")  # nmdm
    channel: str | None = attr("@channel")  # spiceport, dbus
    seclabels: list[DeviceSecLabel] = children("seclabel")
    reconnect: Reconnect | None = child("reconnect")  # tcp, unix
    clipboard_copypaste: YesNo | None = attr("clipboard/@copypaste")  # qemu-vdagent
    mouse_mode: MouseMode | None = attr("mouse/@mode")  # qemu-vdagent


class SerialTargetType(WordEnum):
    ISA = "isa-serial"
    USB = "usb-serial"
    PCI = "pci-serial"
    SPAPR_VIO = "spapr-vio-serial"
    SYSTEM = "system-serial"
    SCLP = "sclp-serial"
    ISA_DEBUG = "isa-debug"


class SerialTargetModel(WordEnum):
    ISA_SERIAL = "isa-serial"
    USB_SERIAL = "usb-serial"
    PCI_SERIAL = "pci-serial"
    SPAPR_VTY = "spapr-vty"
    PL011 = "pl011"
    SCLPCONSOLE = "sclpconsole"
    SCLPLMCONSOLE = "sclplmconsole"
    UART_16550A = "16550a"
    ISA_DEBUGCON = "isa-debugcon"


class ConsoleTargetType(WordEnum):
    SERIAL = "serial"
    XEN = "xen"
    UML = "uml"
    VIRTIO = "virtio"
    LXC = "lxc"
    OPENVZ = "openvz"
    SCLP = "sclp"
    SCLPLM = "sclplm"


class ChannelTargetType(WordEnum):
    NONE = "none"
    GUESTFWD = "guestfwd"
    VIRTIO = "virtio"
    XEN = "xen"


class ChannelState(WordEnum):
    CONNECTED = "connected"
    DISCONNECTED = "disconnected"


class Serial(Element, tag="serial"):
    """A serial port of the guest."""

    type: CharType = attr("@type", default=CharType.PTY, wrong=ConfigUnsupported)
    tty: str | None = attr("@tty")  # live guests only
    sources: list[CharSource] = children("source")
    protocol: CharProtocol | None = attr("protocol/@type")  # tcp
    log_file: str | None = attr("log/@file")  # copy of the output
    log_append: OnOff | None = attr("log/@append")
    target_type: SerialTargetType | None = attr("target/@type", wrong=ConfigUnsupported)
    port: UInt | None = attr("target/@port")
    target_model: SerialTargetModel | None = attr("target/model/@name", wrong=ConfigUnsupported)
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()


class Parallel(Element, tag="parallel"):
    """A parallel port of the guest."""

    type: CharType = attr("@type", default=CharType.PTY, wrong=ConfigUnsupported)
    tty: str | None = attr("@tty")
    sources: list[CharSource] = children("source")
    protocol: CharProtocol | None = attr("protocol/@type")
    log_file: str | None = attr("log/@file")
    log_append: OnOff | None = attr("log/@append")
    port: UInt | None = attr("target/@port")
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()


class Console(Element, tag="console"):
    """A console of the guest. The first one of a full virtual machine is its first serial port."""

    type: CharType = attr("@type", default=CharType.PTY, wrong=ConfigUnsupported)
    tty: str | None = attr("@tty")  # live guests only
    sources: list[CharSource] = children("source")
    protocol: CharProtocol | None = attr("protocol/@type")
    log_file: str | None = attr("log/@file")
    log_append: OnOff | None = attr("log/@append")
    target_type: ConsoleTargetType | None = attr("target/@type", wrong=ConfigUnsupported)
    port: UInt | None = attr("target/@port")
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()


class Channel(Element, tag="channel"):
    """A private line between host and guest."""

    type: CharType = attr("@type", default=CharType.PTY, wrong=ConfigUnsupported)
    tty: str | None = attr("@tty")
    sources: list[CharSource] = children("source")
    protocol: CharProtocol | None = attr("protocol/@type")
    log_file: str | None = attr("log/@file")
    log_append: OnOff | None = attr("log/@append")
    target_type: ChannelTargetType = need("target/@type", bare="", wrong=ConfigUnsupported)
    name: str | None = attr("target/@name")  # virtio, xen: what the guest sees
    state: ChannelState | None = attr("target/@state")  # live guests only
    guestfwd_address: str | None = attr("target/@address")  # guestfwd: IPv4 address
    guestfwd_port: str | None = attr("target/@port")  # guestfwd
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
