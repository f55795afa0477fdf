"""Ways through the devices of a domain."""

from __future__ import annotations

from collections.abc import Iterator

from anyvirt.conf.domain.devices.base import Device
from anyvirt.conf.domain.devices.chardev import Channel, Console, Parallel, Serial
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.filesystem import Filesystem
from anyvirt.conf.domain.devices.hostdev import Hostdev
from anyvirt.conf.domain.devices.interface import Interface
from anyvirt.conf.domain.devices.redirection import Redirdev
from anyvirt.conf.domain.devices.smartcard import Smartcard
from anyvirt.conf.domain.model import Domain

CharDevice = Serial | Parallel | Console | Channel
RemoteDevice = Smartcard | Redirdev
Bootable = Disk | Interface | Hostdev | Redirdev | Filesystem


def iter_devices(domain: Domain) -> Iterator[Device]:
    """All devices that have an alias and an address, in the order of the document."""
    yield from domain.disks
    yield from domain.controllers
    yield from domain.filesystems
    yield from domain.interfaces
    yield from domain.smartcards
    yield from domain.serials
    yield from domain.parallels
    yield from domain.consoles
    yield from domain.channels
    yield from domain.inputs
    yield from domain.tpms
    yield from domain.sounds
    yield from domain.videos
    yield from domain.hostdevs
    yield from domain.redirdevs
    yield from domain.hubs
    yield from domain.watchdogs
    if domain.memballoon is not None:
        yield domain.memballoon
    yield from domain.rngs
    yield from domain.nvram_devices
    yield from domain.panics
    yield from domain.shmems
    yield from domain.memory_devices
    yield from domain.cryptos
    yield from domain.iommus
    yield from domain.vsocks
    yield from domain.pstores


def char_devices(domain: Domain) -> Iterator[CharDevice]:
    """Serial ports, parallel ports, consoles and channels."""
    yield from domain.serials
    yield from domain.parallels
    yield from domain.consoles
    yield from domain.channels


def remote_devices(domain: Domain) -> Iterator[RemoteDevice]:
    """What the guest sees as a smartcard or a USB device, and is a character device on the host."""
    yield from domain.smartcards
    yield from domain.redirdevs


def bootable_devices(domain: Domain) -> Iterator[Bootable]:
    """Devices that can have a place in the boot order."""
    yield from domain.disks
    yield from domain.interfaces
    yield from domain.hostdevs
    yield from domain.redirdevs
    yield from domain.filesystems
