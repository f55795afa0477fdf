"""Rules about character devices and their sources."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from typing import Final

from anyvirt.conf.domain.devices.chardev import (
    Channel,
    ChannelTargetType,
    CharMode,
    CharSource,
    CharType,
    ConsoleTargetType,
    SerialTargetType,
)
from anyvirt.conf.domain.devices.rng import EgdBackend
from anyvirt.conf.domain.fill.general import HVM
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.rules.security import check_device_labels
from anyvirt.conf.domain.walk import CharDevice
from anyvirt.util.arch import X86
from anyvirt.util.error import ConfigUnsupported, InternalError, SystemCallError, XmlError

_PORT: Final = re.compile("[0-9]{1,5}", re.ASCII).fullmatch
_ONE_PATH: Final = (CharType.DEV, CharType.FILE, CharType.PIPE)
_VIRTIO: Final = (ChannelTargetType.VIRTIO, ConsoleTargetType.VIRTIO)


def check_chardev_read(device: CharDevice) -> None:
    what = f"<{device.__xml_tag__}>"
    check_source_count(what, device.type, device.sources)
    if isinstance(device, Channel) and device.target_type is ChannelTargetType.GUESTFWD:
        _check_guestfwd(device)
    for source in device.sources:
        check_device_labels(source.seclabels, what)
        again = source.reconnect
        if again is not None and again.enabled and again.timeout is None and again.delay is None:
            raise XmlError(f"{what}: reconnect needs a timeout")
    if device.type is CharType.SPICEVMC and getattr(device, "target_type", None) not in _VIRTIO:
        raise ConfigUnsupported(f"{what}: type 'spicevmc' is for virtio ports")


def check_source_count(what: str, kind: CharType, sources: Sequence[object]) -> None:
    """One source is enough for all but UDP, which has two ends.

    Raises:
        XmlError: there are more.
    """
    limit = 2 if kind is CharType.UDP else 1
    if len(sources) > limit:
        raise XmlError(f"{what}: only {limit} source{'s are' if limit > 1 else ' is'} allowed for type '{kind.value}'")


def _check_guestfwd(channel: Channel) -> None:
    if channel.guestfwd_address is None:
        raise XmlError("<channel>: a target of type 'guestfwd' needs an address")
    try:
        address = ipaddress.ip_address(channel.guestfwd_address)
    except ValueError:
        raise SystemCallError(f"<channel>: guestfwd to '{channel.guestfwd_address}', which is no address") from None
    if address.version != 4:
        raise ConfigUnsupported(f"<channel>: guestfwd to '{channel.guestfwd_address}', which is not IPv4")
    if channel.guestfwd_port is None:
        raise XmlError("<channel>: a target of type 'guestfwd' needs a port")
    if not _PORT(channel.guestfwd_port) or int(channel.guestfwd_port) > 65535:
        raise XmlError(f"<channel>: '{channel.guestfwd_port}' is not a port from 0 to 65535")


def check_chardev(device: CharDevice) -> None:
    """Check a device by itself."""
    named = bool(device.sources) and bool(device.sources[0].path)
    check_sources(f"<{device.__xml_tag__}>", device.type, device.sources)
    # The path of a channel is the driver's to choose.
    if device.type is CharType.UNIX and not named and not isinstance(device, Channel):
        raise InternalError(f"<{device.__xml_tag__}>: type 'unix' needs a source with path")


def check_debug_ports(domain: Domain) -> None:
    """The port that firmware writes its own log to is one of the PC's."""
    if domain.os_arch in X86:
        return
    if any(serial.target_type is SerialTargetType.ISA_DEBUG for serial in domain.serials):
        raise ConfigUnsupported(f"<serial>: target type 'isa-debug' is for x86 guests, not for {domain.os_arch}")


def check_consoles(domain: Domain) -> None:
    """Serial ports beside the one that the first console is are described as such."""
    for number, console in enumerate(domain.consoles[1:], start=2):
        if console.target_type is ConsoleTargetType.SERIAL and domain.os_type == HVM:
            raise ConfigUnsupported(
                f"<console> number {number}: target type 'serial' is for the first one alone",
                hint="describe the others as <serial>, or target virtio",
            )


def check_line(what: str, kind: CharType, sources: Sequence[CharSource]) -> None:
    """Check the host's end of what is no port of the guest."""
    check_sources(what, kind, sources)
    if kind is CharType.UNIX and not (sources and sources[0].path):
        raise InternalError(f"{what}: type 'unix' needs a source with path")


def check_egd(backend: EgdBackend) -> None:
    check_source_count("<rng>", backend.type, backend.sources)
    check_line("<rng>", backend.type, backend.sources)


def check_sources(what: str, kind: CharType, sources: Sequence[CharSource]) -> None:
    """Check that *sources* say what a device of *kind* has to know.

    Raises:
        InternalError, ConfigUnsupported: an address, a path or a channel is missing.
    """
    source = sources[0] if sources else CharSource()
    if kind in _ONE_PATH and not source.path:
        raise InternalError(f"{what}: type '{kind.value}' needs a source with path")
    match kind:
        case CharType.TCP:
            if not source.host:
                raise InternalError(f"{what}: type 'tcp' needs a source with host")
            if not source.service:
                raise InternalError(f"{what}: type 'tcp' needs a source with service")
        case CharType.UDP:
            connect = next((one for one in sources if one.mode is not CharMode.BIND), None)
            if connect is None or not connect.service:
                raise InternalError(f"{what}: type 'udp' needs a source with mode='connect' and a service")
        case CharType.NMDM:
            if bool(source.master) != bool(source.slave):
                raise InternalError(f"{what}: type 'nmdm' needs a source with master and slave")
        case CharType.SPICEPORT | CharType.DBUS:
            if not source.channel:
                raise ConfigUnsupported(f"{what}: type '{kind.value}' needs a source with channel")
        case _:
            pass
    if source.reconnect is not None and source.reconnect.enabled and source.mode is CharMode.BIND:
        raise InternalError(f"{what}: reconnect is possible only with mode='connect'")
