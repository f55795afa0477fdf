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
)
from anyvirt.conf.domain.devices.rng import EgdBackend
from anyvirt.conf.domain.fill.general import HVM
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.walk import CharDevice, char_devices
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlError

_PORT: Final = re.compile("[0-9]{1,5}", re.ASCII).fullmatch
_ONE_PATH = (CharType.DEV, CharType.FILE, CharType.PIPE)


def check_chardevs(domain: Domain) -> None:
    for device in char_devices(domain):
        check_sources(f"<{device.__xml_tag__}>", device.type, device.sources)
        if device.type is CharType.SPICEVMC and not _is_virtio(device):
            raise ConfigUnsupported(f"<{device.__xml_tag__}>: type 'spicevmc' is for virtio ports")
    for rng in domain.rngs:
        if isinstance(rng.backend, EgdBackend):
            sources = rng.backend.sources
            check_sources("<rng>", rng.backend.type, sources)
            if rng.backend.type is CharType.UNIX and not (sources and sources[0].path):
                raise InternalError("<rng>: type 'unix' needs a source with path")
    for port in char_devices(domain):
        named = bool(port.sources) and bool(port.sources[0].path)
        if port.type is CharType.UNIX and not named and not isinstance(port, Channel):
            raise InternalError(f"<{port.__xml_tag__}>: type 'unix' needs a source with path")
        virtio = getattr(port, "target_type", None) in (ChannelTargetType.VIRTIO, ConsoleTargetType.VIRTIO)
        if port.type is CharType.SPICEVMC and not virtio:
            raise ConfigUnsupported(f"<{port.__xml_tag__}>: type 'spicevmc' needs a target of type 'virtio'")
    for channel in domain.channels:
        _check_channel(domain, channel)
    for position, console in enumerate(domain.consoles):
        if position and console.target_type is ConsoleTargetType.SERIAL and domain.os_type == HVM:
            raise ConfigUnsupported(
                f"<console> number {position + 1}: target type 'serial' is for the first one alone",
                hint="describe the others as <serial>, or target virtio",
            )


def _is_virtio(device: CharDevice) -> bool:
    return isinstance(device, Channel) and device.target_type is ChannelTargetType.VIRTIO


def check_sources(what: str, kind: CharType, sources: Sequence[CharSource]) -> None:
    """Check that *sources* say what a device of *kind* has to know.

    Raises:
        XmlError: there are too many.
        InternalError, ConfigUnsupported: an address, a path or a channel is missing.
    """
    limit = 2 if kind is CharType.UDP else 1
    if len(sources) > limit:
        raise XmlError(f"{what}: only {limit} source{'s are' if limit > 1 else ' is'} allowed for type '{kind.value}'")
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
    if source.reconnect is not None and source.reconnect.enabled:
        if source.mode is CharMode.BIND:
            raise InternalError(f"{what}: reconnect is possible only with mode='connect'")
        if source.reconnect.timeout is None and source.reconnect.delay is None:
            raise XmlError(f"{what}: reconnect needs a timeout")


def _check_channel(domain: Domain, channel: Channel) -> None:
    if channel.target_type is ChannelTargetType.GUESTFWD:
        assert channel.guestfwd_address is not None
        assert channel.guestfwd_port is not None
        try:
            ipaddress.IPv4Address(channel.guestfwd_address)
        except ValueError:
            raise ConfigUnsupported(f"<channel>: guestfwd to '{channel.guestfwd_address}', which is not IPv4") from None
        if not _PORT(channel.guestfwd_port) or not 1 <= int(channel.guestfwd_port) <= 65535:
            raise XmlError(f"<channel>: '{channel.guestfwd_port}' is not a port from 1 to 65535")
