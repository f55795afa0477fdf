"""Ways through the devices of a domain."""

from __future__ import annotations

from collections.abc import Iterator

from anyvirt.conf.domain.devices.base import Device
from anyvirt.conf.domain.devices.chardev import Channel, Console, Parallel, Serial
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.interface import Interface
from anyvirt.conf.domain.model import Domain
from anyvirt.util.xmlmap import Fragment

CharDevice = Serial | Parallel | Console | Channel
Bootable = Disk | Interface


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


def char_devices(domain: Domain) -> Iterator[CharDevice]:
    """Serial ports, parallel ports, consoles and channels."""
    yield from domain.serials
    yield from domain.parallels
    yield from domain.consoles
    yield from domain.channels


def bootable_devices(domain: Domain) -> Iterator[Bootable]:
    """Devices that can have a place in the boot order."""
    yield from domain.disks
    yield from domain.interfaces


def unsupported(domain: Domain) -> list[Fragment]:
    """Parts of *domain* that are kept as they were written because they have no class."""
    return [
        *domain.leases,
        *domain.filesystems,
        *domain.smartcards,
        *domain.tpms,
        *domain.sounds,
        *domain.hostdevs,
        *domain.redirdevs,
        *domain.redirfilters,
        *domain.hubs,
        *domain.nvram_devices,
        *domain.panics,
        *domain.shmems,
        *domain.memory_devices,
        *domain.cryptos,
        *domain.iommus,
        *domain.vsocks,
        *domain.pstores,
        *domain.keywraps,
        *domain.launch_securities,
    ]
