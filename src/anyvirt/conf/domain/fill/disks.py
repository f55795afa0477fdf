"""Defaults of disks."""

from __future__ import annotations

import re
from typing import Final

from anyvirt.conf.domain.devices.address import DriveAddress
from anyvirt.conf.domain.devices.disk import (
    Disk,
    DiskBus,
    DiskCache,
    DiskDevice,
    DiskSnapshot,
    IoTune,
)
from anyvirt.conf.domain.devices.source import (
    BlockSource,
    DirSource,
    DiskType,
    FileSource,
    NetProtocol,
    NetworkSource,
    Transport,
)
from anyvirt.conf.domain.model import Domain

_BUS_OF_PREFIX: Final = {
    "hd": DiskBus.IDE,
    "sd": DiskBus.SCSI,
    "vd": DiskBus.VIRTIO,
    "xvd": DiskBus.XEN,
    "ubd": DiskBus.UML,
}
_NVME: Final = re.compile(r"nvme([0-9]{1,4})n([1-9][0-9]{0,4})", re.ASCII).fullmatch  # controller and namespace
_NAME: Final = re.compile(r"(?:fd|hd|sd|vd|xvd|ubd)([a-z]+)[0-9]*", re.ASCII).fullmatch

# Which protocols know which options of a network source; on the others they mean nothing and are dropped.
_NAMELESS: Final = (NetProtocol.NBD, NetProtocol.RBD)  # the server has only one, or a default
_WEB: Final = (NetProtocol.HTTP, NetProtocol.HTTPS)
_CURL: Final = (*_WEB, NetProtocol.FTP, NetProtocol.FTPS, NetProtocol.TFTP)
_TRANSFERS: Final = (*_CURL, NetProtocol.SSH)


_MOST_NAMESPACES: Final = 100_000  # more digits are no name
_MOST_LETTERS: Final = 6  # more make a number that libvirt's own arithmetic cannot hold


def disk_index(target: str) -> int:
    """The place of a disk among those of its bus: 0 for vda, 25 for sdz, 26 for hdaa; -1 for another kind of name."""
    nvme = _NVME(target)
    if nvme is not None:
        return int(nvme[1]) * _MOST_NAMESPACES + int(nvme[2]) - 1
    match = _NAME(target)
    if match is None or len(match[1]) > _MOST_LETTERS:
        return -1
    index = 0
    for letter in match[1]:
        index = index * 26 + ord(letter) - ord("a") + 1
    return index - 1


def order_disks(disks: list[Disk]) -> None:
    """Put disks of one bus in the order of their names, buses in the order of their first disk."""
    of_bus: dict[DiskBus | None, list[Disk]] = {}
    for disk in disks:
        of_bus.setdefault(disk.bus, []).append(disk)
    disks[:] = [disk for bus in of_bus.values() for disk in sorted(bus, key=lambda disk: disk_index(disk.target))]


def fill_disk(disk: Disk) -> None:
    """Say in full what the document left to its reader."""
    disk.target = disk.target.removeprefix("ioemu:")
    if disk.bus is None:
        prefix = re.match("[a-z]*?d", disk.target)
        disk.bus = _BUS_OF_PREFIX.get(prefix[0] if prefix else "", DiskBus.IDE)
        if _NVME(disk.target):
            disk.bus = DiskBus.NVME
        if disk.device is DiskDevice.FLOPPY:
            disk.bus = DiskBus.FDC
    if disk.device is DiskDevice.CDROM:
        disk.readonly = True
    _drop_what_says_nothing(disk)
    if disk.source is None and disk.device in (DiskDevice.CDROM, DiskDevice.FLOPPY):
        disk.type = DiskType.FILE
    if disk.type is DiskType.VHOSTUSER and disk.snapshot is None:
        disk.snapshot = DiskSnapshot.NO
    elif disk.snapshot is DiskSnapshot.NO and disk.readonly:
        disk.snapshot = None
    if disk.cache is DiskCache.DEFAULT:
        disk.cache = None
    if isinstance(disk.source, NetworkSource):
        _fill_network_source(disk.source)
    if disk.address is None:
        disk.address = drive_address(disk)


def is_empty(disk: Disk) -> bool:
    """Whether there is no medium in a drive."""
    match disk.source:
        case None:
            return True
        case FileSource():
            return disk.source.file is None
        case BlockSource():
            return disk.source.dev is None
        case DirSource():
            return disk.source.dir is None
        case NetworkSource():
            return disk.source.name is None and disk.source.protocol not in _NAMELESS
        case _:
            return False


def _drop_what_says_nothing(disk: Disk) -> None:
    """A zero or an empty text that is the same as none, and half a geometry."""
    match disk.source:
        case FileSource():
            disk.source.file = disk.source.file or None
        case BlockSource():
            disk.source.dev = disk.source.dev or None
        case DirSource():
            disk.source.dir = disk.source.dir or None
        case _:
            pass
    slices = getattr(disk.source, "slices", None)
    if slices:
        slices[:] = [part for part in slices if part.type == "storage"]
    layer = disk.backing_store
    while layer is not None:
        if layer.type is None and layer.source is None:
            layer.format = layer.index = layer.metadata_cache_max = layer.backing_store = None  # the end of the chain
        layer = layer.backing_store
    disk.queues = disk.queues or None
    disk.rotation_rate = disk.rotation_rate or None
    if disk.iotune is not None:
        drop_no_limits(disk.iotune)
        if disk.iotune == IoTune():
            disk.iotune = None
    if not (disk.cyls and disk.heads and disk.secs):
        disk.cyls = disk.heads = disk.secs = disk.trans = None


def _fill_network_source(source: NetworkSource) -> None:
    if source.protocol is NetProtocol.ISCSI and source.name and "/" not in source.name:
        source.name += "/0"  # the first logical unit
    if source.protocol not in _WEB:
        source.query = None
        source.cookies = []
    if source.protocol not in (NetProtocol.HTTPS, NetProtocol.FTPS):
        source.ssl_verify = None
    if source.protocol not in _CURL:
        source.readahead = None
    if source.protocol not in _TRANSFERS:
        source.timeout = None
    if source.protocol is not NetProtocol.NFS:
        source.identity_user = source.identity_group = None
    fill_hosts(source)


def drop_no_limits(limits: IoTune) -> None:
    """A limit of 0 is none."""
    for field in limits.__xml_fields__:
        if getattr(limits, field.name) == 0:
            setattr(limits, field.name, None)


def fill_hosts(source: NetworkSource) -> None:
    """Say which port is meant where none is given."""
    for host in source.hosts:
        if host.transport is Transport.TCP:
            host.transport = None  # what no transport means
        if host.port is None and host.socket is None:
            host.port = _DEFAULT_PORT.get(source.protocol)


_DEFAULT_PORT: Final[dict[NetProtocol, str]] = {
    NetProtocol.HTTP: "80",
    NetProtocol.HTTPS: "443",
    NetProtocol.FTP: "21",
    NetProtocol.FTPS: "990",
    NetProtocol.TFTP: "69",
    NetProtocol.SHEEPDOG: "7000",
    NetProtocol.NBD: "10809",
    NetProtocol.ISCSI: "3260",
    NetProtocol.GLUSTER: "24007",
    NetProtocol.SSH: "22",
    NetProtocol.VXHS: "9999",
}


def drive_address(disk: Disk) -> DriveAddress | None:
    """Where a disk sits on a bus with controllers, by its name; None on other buses and for other names."""
    index = disk_index(disk.target)
    if index < 0:
        return None
    if disk.bus is DiskBus.IDE:  # two buses of two units on a controller
        return DriveAddress(controller=index // 4, bus=index % 4 // 2, unit=index % 2)
    if disk.bus is DiskBus.SATA:
        return DriveAddress(controller=index // 6, unit=index % 6)
    if disk.bus is DiskBus.SCSI:  # a narrow bus: eight units, one of them the controller's own
        return DriveAddress(controller=index // 7, unit=index % 7)
    if disk.bus is DiskBus.NVME:
        return DriveAddress(controller=index // _MOST_NAMESPACES, unit=index % _MOST_NAMESPACES)
    if disk.bus is DiskBus.FDC:
        return DriveAddress(controller=index // 2, unit=index % 2)
    return None


def fill_disks(domain: Domain) -> None:
    order_disks(domain.disks)
    for disk in domain.disks:
        fill_disk(disk)
