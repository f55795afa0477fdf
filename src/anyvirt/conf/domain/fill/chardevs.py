"""Ports of character devices, and the console that is a serial port."""

from __future__ import annotations

from collections.abc import Sequence

from anyvirt.conf.domain.devices.chardev import (
    Channel,
    CharProtocol,
    CharType,
    Console,
    ConsoleTargetType,
    Parallel,
    Serial,
    SerialTargetType,
)
from anyvirt.conf.domain.devices.rng import EgdBackend
from anyvirt.conf.domain.fill.general import HVM
from anyvirt.conf.domain.model import Domain

# Serial ports that a console of a full virtual machine stands for; None until the driver has chosen.
_CONSOLE_OF = (
    None,
    SerialTargetType.ISA,
    SerialTargetType.SPAPR_VIO,
    SerialTargetType.SYSTEM,
    SerialTargetType.SCLP,
)

_CONSOLE_DEFAULT = {
    "hvm": ConsoleTargetType.SERIAL,
    "xen": ConsoleTargetType.XEN,
    "xenpvh": ConsoleTargetType.XEN,
    "uml": ConsoleTargetType.UML,
    "exe": ConsoleTargetType.LXC,
}


def fill_chardevs(domain: Domain) -> None:
    _number_ports(domain.serials)
    _number_ports(domain.parallels)
    for device in (*domain.serials, *domain.parallels, *domain.consoles, *domain.channels):
        _fill_source(device)
    for rng in domain.rngs:
        if isinstance(rng.backend, EgdBackend) and rng.backend.type is CharType.TCP:
            rng.backend.protocol = rng.backend.protocol or CharProtocol.RAW
    _number_consoles(domain)
    _pair_console(domain)


def _number_ports(devices: Sequence[Serial | Parallel]) -> None:
    """A port without a number gets the one after the highest before it."""
    highest = -1
    for device in devices:
        if device.port is None:
            device.port = highest + 1
        highest = max(highest, device.port)


def _fill_source(device: Serial | Parallel | Console | Channel) -> None:
    if device.type is CharType.TCP:
        device.protocol = device.protocol or CharProtocol.RAW


def _number_consoles(domain: Domain) -> None:
    default = _CONSOLE_DEFAULT.get(domain.os_type or "", ConsoleTargetType.SERIAL)
    for console in domain.consoles:
        console.target_type = console.target_type or default


def _pair_console(domain: Domain) -> None:
    """The first console of a full virtual machine is its first serial port, and the other way round."""
    if domain.os_type == HVM:
        if domain.consoles and domain.consoles[0].target_type is ConsoleTargetType.SERIAL:
            if not domain.serials:
                domain.serials.append(_serial_of(domain.consoles[0]))
        elif domain.serials and domain.serials[0].target_type in _CONSOLE_OF:
            domain.consoles.insert(0, Console(type=CharType.PTY, target_type=ConsoleTargetType.SERIAL))
    first_is_serial = bool(domain.consoles) and domain.consoles[0].target_type is ConsoleTargetType.SERIAL
    offset = 1 if first_is_serial and domain.os_type == HVM else 0
    for position, console in enumerate(domain.consoles[offset:]):
        if console.port is None:
            console.port = position + offset
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
        address=source.address,
    )


def sync_console(domain: Domain) -> None:
    """Let the console that is a serial port say what the serial port says. Output calls it too: serial ports change."""
    if domain.os_type != HVM or not domain.consoles or not domain.serials:
        return
    if domain.consoles[0].target_type is not ConsoleTargetType.SERIAL:
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
