"""Ports of character devices, and the console that is a serial port."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from anyvirt.conf.domain.devices.chardev import (
    CharMode,
    CharProtocol,
    CharSource,
    CharType,
    Console,
    ConsoleTargetType,
    Parallel,
    Serial,
    SerialTargetType,
)
from anyvirt.conf.domain.devices.rng import EgdBackend, RandomBackend
from anyvirt.conf.domain.devices.smartcard import SmartcardMode
from anyvirt.conf.domain.fill.general import HVM
from anyvirt.conf.domain.model import Domain, DomainType
from anyvirt.conf.domain.walk import CharDevice, RemoteDevice, char_devices, remote_devices

# Serial ports that a console of a full virtual machine stands for; None until the driver has chosen.
_CONSOLE_OF = (
    None,
    SerialTargetType.ISA,
    SerialTargetType.SPAPR_VIO,
    SerialTargetType.SYSTEM,
    SerialTargetType.SCLP,
)

_REDIR_CHANNEL: Final = "org.qemu.usbredir"  # on D-Bus


def fill_chardevs(domain: Domain) -> None:
    _number_serials(domain.serials)
    _number_parallels(domain.parallels)
    for device in char_devices(domain):
        _fill_source(device)
    for card in domain.smartcards:
        if card.mode is not SmartcardMode.PASSTHROUGH:
            card.type = card.protocol = card.log_file = None
    for remote in remote_devices(domain):
        _fill_source(remote)
    for redirdev in domain.redirdevs:
        if redirdev.type is CharType.DBUS:
            redirdev.sources = redirdev.sources or [CharSource()]
            for source in redirdev.sources:
                source.channel = source.channel or _REDIR_CHANNEL
    for rng in domain.rngs:
        if isinstance(rng.backend, RandomBackend):
            rng.backend.path = rng.backend.path or "/dev/random"
        if isinstance(rng.backend, EgdBackend):
            _fill_source(rng.backend)
    _name_consoles(domain)
    _pair_console(domain)


def number_consoles(domain: Domain) -> None:
    """The port of a console is its place in the document, whatever the document says."""
    for position, console in enumerate(domain.consoles):
        console.port = position


def _number_serials(devices: Sequence[Serial]) -> None:
    """Ports without a number get those behind the highest one given."""
    highest = max((device.port for device in devices if device.port is not None), default=-1)
    for device in devices:
        if device.port is None:
            highest += 1
            device.port = highest


def _number_parallels(devices: Sequence[Parallel]) -> None:
    """Ports without a number get those behind the highest one before them."""
    highest = -1
    for device in devices:
        if device.port is None:
            device.port = highest + 1
        highest = max(highest, device.port)


# What the source of each type says; the rest is passed over.
_SAID: Final[dict[CharType | None, frozenset[str]]] = {
    CharType.PTY: frozenset(("path", "seclabels")),
    CharType.DEV: frozenset(("path", "seclabels")),
    CharType.PIPE: frozenset(("path", "seclabels")),
    CharType.FILE: frozenset(("path", "append", "seclabels")),
    CharType.TCP: frozenset(("mode", "host", "service", "tls", "reconnect")),
    CharType.UDP: frozenset(("mode", "host", "service")),
    CharType.UNIX: frozenset(("mode", "path", "reconnect", "seclabels")),
    CharType.NMDM: frozenset(("master", "slave")),
    CharType.SPICEPORT: frozenset(("channel",)),
    CharType.DBUS: frozenset(("channel",)),
    CharType.QEMU_VDAGENT: frozenset(("clipboard_copypaste", "mouse_mode")),
}
_ALL_SAID: Final = frozenset(name for names in _SAID.values() for name in names) - {"seclabels"}


def _drop_what_says_nothing(device: CharDevice | RemoteDevice | EgdBackend) -> None:
    said = _SAID.get(device.type, frozenset())
    for source in device.sources:
        for option in _ALL_SAID - said:
            setattr(source, option, None)
        if "seclabels" not in said:
            source.seclabels = []
        if source.reconnect is not None and source.reconnect.enabled is None:
            source.reconnect = None
        elif source.reconnect is not None and not source.reconnect.enabled:
            source.reconnect.timeout = None
    device.sources = [source for source in device.sources if source != CharSource()]
    if device.type is CharType.UDP and len(device.sources) == 2:  # more are refused
        ends = {source.mode is CharMode.BIND: source for source in reversed(device.sources)}
        device.sources = [source for source in device.sources if source is ends[source.mode is CharMode.BIND]]
    if not isinstance(device, EgdBackend) and device.log_file is None:
        device.log_append = None


def _fill_source(device: CharDevice | RemoteDevice | EgdBackend) -> None:
    _drop_what_says_nothing(device)
    if device.type is CharType.TCP:
        device.protocol = device.protocol or CharProtocol.RAW
        for source in device.sources:
            source.mode = source.mode or CharMode.CONNECT
        return
    device.protocol = None  # nothing but TCP has one
    if device.type is CharType.UNIX and device.sources and device.sources[0].path is None:
        device.sources = []  # the driver chooses the path
    if device.type in (CharType.UDP, CharType.UNIX):
        for source in device.sources:
            source.mode = source.mode or CharMode.CONNECT


def _name_consoles(domain: Domain) -> None:
    default = ConsoleTargetType.SERIAL
    if domain.type is DomainType.LXC:
        default = ConsoleTargetType.LXC
    elif domain.type is DomainType.XEN and domain.os_type != HVM:
        default = ConsoleTargetType.XEN
    for position, console in enumerate(domain.consoles):
        console.target_type = console.target_type or default
        if console.port is None:
            console.port = position


def _pair_console(domain: Domain) -> None:
    """The first console of a full virtual machine is its first serial port, and the other way round."""
    if domain.os_type == HVM:
        if domain.consoles and domain.consoles[0].target_type is ConsoleTargetType.SERIAL:
            if not domain.serials:
                domain.serials.append(_serial_of(domain.consoles[0]))
        elif domain.serials and domain.serials[0].target_type in _CONSOLE_OF:
            domain.consoles.insert(0, Console(type=CharType.PTY, target_type=ConsoleTargetType.SERIAL))
    sync_console(domain)


def _serial_of(console: Console) -> Serial:
    source = console.copy()
    return Serial(
        type=source.type,
        sources=source.sources,
        protocol=source.protocol,
        log_file=source.log_file,
        log_append=source.log_append,
        port=0,
        alias=source.alias,
        acpi_index=source.acpi_index,
        address=source.address,
    )


def console_follows_serial(domain: Domain) -> bool:
    """Whether the first console is the first serial port under another name."""
    if domain.os_type != HVM or not domain.consoles or not domain.serials:
        return False
    return domain.consoles[0].target_type is ConsoleTargetType.SERIAL


def sync_console(domain: Domain) -> None:
    """Let the console that is a serial port say what the serial port says. Output calls it too: serial ports change."""
    if not console_follows_serial(domain):
        return
    serial = domain.serials[0].copy()
    path = serial.sources[0].path if serial.sources else None
    domain.consoles[0] = Console(
        type=serial.type,
        tty=path if serial.type is CharType.PTY else None,
        sources=serial.sources,
        protocol=serial.protocol,
        log_file=serial.log_file,
        log_append=serial.log_append,
        target_type=ConsoleTargetType.SERIAL,
        port=serial.port,
        alias=serial.alias,
        acpi_index=serial.acpi_index,
        address=serial.address,
    )
