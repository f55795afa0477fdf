"""What only a running guest has."""

from __future__ import annotations

import re
from typing import Final

from anyvirt.conf.domain.devices import interface as net
from anyvirt.conf.domain.devices.chardev import CharType
from anyvirt.conf.domain.devices.graphics import Graphics, GraphicsType
from anyvirt.conf.domain.devices.hostdev import PciHostSource, ScsiHostSource, UsbHostSource
from anyvirt.conf.domain.devices.source import BlockSource, FileSource, NetworkSource, Source, VolumeSource
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.seclabel import SecLabelType
from anyvirt.conf.domain.walk import char_devices, iter_devices, remote_devices

USER_ALIAS: Final = "ua-"  # aliases that start with it are the user's and stay
_USERS: Final = re.compile(rf"{USER_ALIAS}[a-zA-Z0-9_.-]*", re.ASCII).fullmatch
GENERATED_TARGETS: Final = re.compile(r"(vnet|macvtap|macvlan)[0-9]+").fullmatch


def strip_live(domain: Domain) -> None:
    """Remove in place what is known of a running guest only, so that what the user defined is left."""
    domain.id = None
    for device in iter_devices(domain):
        if device.alias is not None and not _USERS(device.alias):
            device.alias = None
    for port in char_devices(domain):
        port.tty = None
        if port.type is CharType.PTY:
            port.sources = []
    for channel in domain.channels:
        channel.state = None
    for remote in remote_devices(domain):
        if remote.type is CharType.PTY:
            remote.sources = []
    for hostdev in domain.hostdevs:
        if isinstance(hostdev.source, ScsiHostSource):
            hostdev.source.private = None
        if isinstance(hostdev.source, PciHostSource):
            hostdev.source.origstates = None
        if isinstance(hostdev.source, UsbHostSource):
            hostdev.source.missing = None
    for module in domain.memory_devices:
        module.current = None
    for disk in domain.disks:
        disk.mirror = disk.private = disk.auth_in_disk = disk.encryption_in_disk = None
        _strip_source(disk.source)
        store = disk.backing_store
        while store is not None:
            store.index = None
            _strip_source(store.source)
            store = store.backing_store
    for interface in domain.interfaces:
        if (
            interface.target is not None
            and interface.target_managed is not False
            and GENERATED_TARGETS(interface.target)
        ):
            interface.target = None
        if isinstance(interface.source, net.NetworkSource):
            interface.source.bridge = interface.source.mac_table_manager = interface.source.portid = None
        if isinstance(interface.source, net.BridgeSource):
            interface.source.mac_table_manager = None
        interface.actual = interface.current_mac = None
        if interface.bandwidth is not None:
            interface.bandwidth.class_id = None
    for graphics in domain.graphics:
        _strip_ports(graphics)
        for listen in graphics.listens:
            listen.from_config = listen.auto_generated = None
            if listen.network is not None:
                listen.address = None
    for label in domain.seclabels:
        if label.type in (None, SecLabelType.DYNAMIC):
            label.label = None
        label.imagelabel = None
    if domain.cputune is not None:
        for cachetune in domain.cputune.cachetunes:
            cachetune.id = None
        for memorytune in domain.cputune.memorytunes:
            memorytune.id = None
        for energytune in domain.cputune.energytunes:
            energytune.id = None


def _strip_source(source: Source | None) -> None:
    if source is None:
        return
    source.index = source.private = None
    if isinstance(source, NetworkSource):
        source.tls_from_config = None
    if isinstance(source, FileSource | BlockSource | NetworkSource | VolumeSource):
        source.seclabels = [label for label in source.seclabels if not label.labelskip]


def _strip_ports(graphics: Graphics) -> None:
    """Forget ports that were chosen at start."""
    if graphics.type is GraphicsType.SPICE:
        if graphics.autoport or graphics.port == graphics.tls_port == -1:
            graphics.autoport, graphics.port, graphics.tls_port = True, None, None
    elif graphics.autoport:
        graphics.port = 0 if graphics.type is GraphicsType.RDP else -1  # the word for it differs
