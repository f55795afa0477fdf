"""What only a running guest has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from anyvirt.conf.domain.devices.base import Device
from anyvirt.conf.domain.devices.chardev import CharType
from anyvirt.conf.domain.devices.interface import BridgeSource, NetworkSource
from anyvirt.conf.domain.devices.source import BackingStore, DiskType
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.seclabel import SecLabelType

USER_ALIAS: Final = "ua-"  # aliases that start with it are the user's and stay
GENERATED_TARGETS: Final = re.compile(r"(vnet|macvtap|macvlan)[0-9]+").fullmatch


def iter_devices(domain: Domain) -> Iterator[Device]:
    """All devices that have an alias and an address, in the order of the document."""
    yield from domain.disks
    yield from domain.controllers
    yield from domain.interfaces
    yield from domain.serials
    yield from domain.parallels
    yield from domain.consoles
    yield from domain.channels
    yield from domain.inputs
    yield from domain.videos
    yield from domain.watchdogs
    if domain.memballoon is not None:
        yield domain.memballoon
    yield from domain.rngs


def strip_live(domain: Domain) -> None:
    """Remove in place what is known of a running guest only, so that what the user defined is left."""
    domain.id = None
    for device in iter_devices(domain):
        if device.alias is not None and not device.alias.startswith(USER_ALIAS):
            device.alias = None
    for port in (*domain.serials, *domain.parallels, *domain.consoles, *domain.channels):
        port.tty = None
        if port.type is CharType.PTY:
            port.sources = []
    for channel in domain.channels:
        channel.state = None
    for disk in domain.disks:
        if disk.source is not None:
            disk.source.index = None
        disk.mirror = None
        _strip_chain(disk.backing_store)
        if disk.type is DiskType.VOLUME:
            disk.backing_store = None
    for interface in domain.interfaces:
        if interface.target is not None and interface.target_managed is not False and GENERATED_TARGETS(interface.target):
            interface.target = None
        if isinstance(interface.source, NetworkSource):
            interface.source.bridge = interface.source.mac_table_manager = interface.source.portid = None
        if isinstance(interface.source, BridgeSource):
            interface.source.mac_table_manager = None
        if interface.bandwidth is not None:
            interface.bandwidth.class_id = None
        interface.guest_actual = None
    for graphics in domain.graphics:
        if graphics.autoport:
            graphics.port = -1
            graphics.tls_port = -1 if graphics.tls_port == -1 else graphics.tls_port
        for listen in graphics.listens:
            if listen.network is not None:
                listen.address = None
    for label in domain.seclabels:
        if label.type is SecLabelType.DYNAMIC:
            label.label = None
        label.imagelabel = None
    if domain.cputune is not None:
        for tune in (*domain.cputune.cachetunes, *domain.cputune.memorytunes):
            tune.id = None


def _strip_chain(store: BackingStore | None) -> None:
    while store is not None:
        store.index = None
        if store.source is not None:
            store.source.index = None
        store = store.backing_store
