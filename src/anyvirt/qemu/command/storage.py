"""Block nodes: the content of disks and firmware, seen from QEMU's block layer.

An image is two nodes: one that reaches the bytes (`libvirt-1-storage`) and one that understands their format
(`libvirt-1-format`); devices use the upper one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from anyvirt.conf.domain.devices.disk import Disk, DiskCache, DiskDevice, DiskIo
from anyvirt.conf.domain.devices.source import (
    BackingStore,
    BlockSource,
    DirSource,
    FileSource,
    Host,
    NetProtocol,
    NetworkSource,
    Source,
    Transport,
)
from anyvirt.qemu.command.context import Context
from anyvirt.qemu.command.coverage import Coverage, fields
from anyvirt.qemu.command.line import NULL, Json
from anyvirt.util.error import ConfigUnsupported

TRANSLATED: Coverage = {
    # What a missing source means is settled before the command line is built.
    FileSource: fields("file startup_policy index"),
    BlockSource: fields("dev startup_policy index"),
    DirSource: fields("dir startup_policy index"),
    NetworkSource: fields(
        "protocol name query startup_policy index hosts snapshot config_file initiator ssl_verify readahead timeout",
        "identity_user identity_group reconnect",
    ),
    Host: fields("name port transport socket"),
    BackingStore: fields("type index format metadata_cache_max source backing_store"),
}

# Format names of libvirt that QEMU's block drivers call otherwise.
_FORMAT_DRIVERS = {"iso": "raw", "fat": "raw", "vhd": "vpc"}

_SCSI_CDROM_MAJOR = 11  # linux/major.h

_DEFAULT_PORTS = {
    NetProtocol.NBD: "10809",
    NetProtocol.ISCSI: "3260",
    NetProtocol.GLUSTER: "24007",
    NetProtocol.HTTP: "80",
    NetProtocol.HTTPS: "443",
    NetProtocol.FTP: "21",
    NetProtocol.FTPS: "990",
    NetProtocol.TFTP: "69",
}


@dataclass(frozen=True, slots=True)
class Nodes:
    """Names of the nodes of one image."""

    name: str  # "libvirt-1"

    @property
    def storage(self) -> str:
        return f"{self.name}-storage"

    @property
    def format(self) -> str:
        return f"{self.name}-format"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One image of a disk's chain."""

    nodes: Nodes
    source: Source
    format: str
    metadata_cache_max: int | None


def chains(disks: list[Disk]) -> list[list[Image]]:
    """The images of each disk, from the one that is written to down to the last that the definition names.

    Numbers go up from the last disk to the first, and down each chain, as libvirt gives them. An empty drive takes a
    number too: its medium will need one.
    """
    found: list[list[Image]] = []
    number = 1
    for disk in reversed(disks):
        chain: list[Image] = []
        if disk.source is not None and not _is_empty(disk.source):
            chain.append(
                Image(
                    nodes=Nodes(f"libvirt-{number}"),
                    source=disk.source,
                    format=disk.format or "raw",
                    metadata_cache_max=disk.metadata_cache_max,
                )
            )
        number += 1
        below = disk.backing_store if chain else None
        while below is not None and below.source is not None:
            chain.append(
                Image(
                    nodes=Nodes(f"libvirt-{number}"),
                    source=below.source,
                    format=below.format or "raw",
                    metadata_cache_max=below.metadata_cache_max,
                )
            )
            number += 1
            below = below.backing_store
        found.append(chain)
    return found[::-1]


def _is_empty(source: Source) -> bool:
    return (isinstance(source, FileSource) and source.file is None) or (
        isinstance(source, BlockSource) and source.dev is None
    )


def add_chain(ctx: Context, disk: Disk, chain: list[Image]) -> None:
    """The nodes of a disk, the lowest image first since the one above names it."""
    closed = _chain_is_closed(disk)
    below: Image | None = None
    for image in reversed(chain):
        top = image is chain[0]
        readonly = is_readonly(disk) or not top
        _add_storage(ctx, disk, image, _cache(disk.cache))
        props: dict[str, Json] = {
            "node-name": image.nodes.format,
            "read-only": readonly,
            "cache": _cache(disk.cache),
            **(_top_options(disk) if top else {}),
            **_format_options(ctx, disk, image),
            "file": image.nodes.storage,
        }
        if below is not None:
            props["backing"] = below.nodes.format
        elif closed:
            # Keeps QEMU from opening whatever the header of the image names.
            props["backing"] = NULL
        ctx.line.blockdev(props)
        below = image


def is_readonly(disk: Disk) -> bool:
    return disk.readonly or disk.device is DiskDevice.CDROM


def _chain_is_closed(disk: Disk) -> bool:
    """Whether the definition ends the chain with an empty <backingStore/>."""
    below = disk.backing_store
    while below is not None:
        if below.source is None:
            return format_driver(disk.format or "raw") != "raw"
        below = below.backing_store
    return False


def _cache(mode: DiskCache | None) -> dict[str, Json] | None:
    match mode:
        case None | DiskCache.DEFAULT:
            return None
        case DiskCache.NONE | DiskCache.DIRECTSYNC:
            return {"direct": True, "no-flush": False}
        case DiskCache.WRITETHROUGH | DiskCache.WRITEBACK:
            return {"direct": False, "no-flush": False}
        case DiskCache.UNSAFE:
            return {"direct": False, "no-flush": True}


def _top_options(disk: Disk) -> dict[str, Json]:
    """Options of the image that the guest writes to."""
    discard = disk.discard.value if disk.discard is not None else None
    zeroes = disk.detect_zeroes.value if disk.detect_zeroes is not None else None
    if zeroes == "unmap" and discard != "unmap":
        zeroes = "on"  # QEMU refuses to unmap zeroes where it must not unmap at all
    return {"discard": discard, "detect-zeroes": zeroes}


def format_driver(name: str) -> str:
    """QEMU's block driver for images of format *name*."""
    return _FORMAT_DRIVERS.get(name, name)


def _format_options(ctx: Context, disk: Disk, image: Image) -> dict[str, Json]:
    driver = format_driver(image.format)
    if ctx.caps.block_drivers and driver not in ctx.caps.block_drivers:
        raise ConfigUnsupported(
            f"domain '{ctx.domain.name}': disk {disk.target}: {ctx.caps.binary} cannot read images of format "
            f"'{image.format}'"
        )
    if driver != "qcow2":
        return {"driver": driver}
    options: dict[str, Json] = {"driver": driver, "cache-size": image.metadata_cache_max}
    if disk.discard_no_unref is not None:
        if ctx.caps.version < (8, 1, 0):
            raise ConfigUnsupported(
                f"domain '{ctx.domain.name}': disk {disk.target}: discard_no_unref needs QEMU 8.1 or later"
            )
        options["discard-no-unref"] = disk.discard_no_unref
    return options


def _add_storage(ctx: Context, disk: Disk, image: Image, cache: dict[str, Json] | None) -> None:
    props = _reach(ctx, disk, image.source)
    local = isinstance(image.source, FileSource | BlockSource)
    if disk.io is not None:
        if not local:
            raise ConfigUnsupported(
                f"domain '{ctx.domain.name}': disk {disk.target}: io='{disk.io.value}' is for files and block devices"
            )
        if disk.io is DiskIo.NATIVE and not (cache and cache["direct"]):
            raise ConfigUnsupported(
                f"domain '{ctx.domain.name}': disk {disk.target}: io='native' needs cache='none' or 'directsync'"
            )
        props["aio"] = disk.io.value
    ctx.line.blockdev(
        {
            **props,
            "node-name": image.nodes.storage,
            "cache": cache,
            # Opened for writing only when something above writes.
            "auto-read-only": True,
            # Whether the guest may discard is decided in the node above.
            "discard": "unmap",
        }
    )


def _reach(ctx: Context, disk: Disk, source: Source) -> dict[str, Json]:
    """How QEMU gets at the bytes."""
    match source:
        case FileSource():
            return {"driver": "file", "filename": source.file}
        case BlockSource():
            driver = "host_cdrom" if source.dev is not None and _is_optical_drive(source.dev) else "host_device"
            return {"driver": driver, "filename": source.dev}
        case DirSource():
            if not disk.readonly:
                raise ConfigUnsupported(
                    f"domain '{ctx.domain.name}': disk {disk.target}: a folder can be shown read-only only",
                    hint="add <readonly/>",
                )
            return {
                "driver": "vvfat",
                "dir": source.dir,
                "floppy": disk.device is DiskDevice.FLOPPY,
                "rw": False,
            }
        case NetworkSource():
            return _reach_network(ctx, disk, source)
        case _:
            raise ConfigUnsupported(
                f"domain '{ctx.domain.name}': disk {disk.target}: the QEMU driver cannot use a source of type "
                f"'{disk.type.value}'"
            )


def _is_optical_drive(path: str) -> bool:
    """Whether a real drive is behind *path*, with a tray and media that change; another block device is a disk."""
    try:
        return os.major(os.stat(path).st_rdev) == _SCSI_CDROM_MAJOR
    except OSError:
        return False  # QEMU will say what is wrong with it


def _reach_network(ctx: Context, disk: Disk, source: NetworkSource) -> dict[str, Json]:
    where = f"domain '{ctx.domain.name}': disk {disk.target}"
    name = source.name or ""
    protocol = source.protocol
    if protocol is not NetProtocol.RBD and len(source.hosts) != 1 and protocol is not NetProtocol.GLUSTER:
        raise ConfigUnsupported(f"{where}: {protocol.value} takes exactly one <host>")
    match protocol:
        case NetProtocol.NBD:
            return {
                "driver": "nbd",
                "server": _server(where, source.hosts[0], protocol),
                "export": source.name,
                "reconnect-delay": source.reconnect.delay if source.reconnect and source.reconnect.enabled else None,
            }
        case NetProtocol.ISCSI:
            target, _, lun = name.partition("/")
            return {
                "driver": "iscsi",
                "portal": _address(where, source.hosts[0], protocol),
                "target": target,
                "lun": int(lun or 0),
                "transport": "tcp",
                "initiator-name": source.initiator,
            }
        case NetProtocol.RBD:
            pool, *namespace, image = name.split("/")
            servers: list[Json] = [{"host": _host(host), "port": host.port or "6789"} for host in source.hosts]
            return {
                "driver": "rbd",
                "pool": pool,
                "namespace": namespace[0] if namespace else None,
                "image": image,
                "snapshot": source.snapshot,
                "conf": source.config_file,
                "server": servers or None,
            }
        case NetProtocol.GLUSTER:
            volume, _, path = name.partition("/")
            return {
                "driver": "gluster",
                "volume": volume,
                "path": path,
                "server": [_server(where, host, protocol) for host in source.hosts],
            }
        case NetProtocol.NFS:
            return {
                "driver": "nfs",
                "server": {"host": _host(source.hosts[0]), "type": "inet"},
                "path": name,
                "user": _number(where, source.identity_user),
                "group": _number(where, source.identity_group),
            }
        case NetProtocol.HTTP | NetProtocol.HTTPS | NetProtocol.FTP | NetProtocol.FTPS | NetProtocol.TFTP:
            address = _address(where, source.hosts[0], protocol)
            query = f"?{source.query}" if source.query else ""
            return {
                "driver": protocol.value,
                "url": f"{protocol.value}://{address}/{name.removeprefix('/')}{query}",
                "sslverify": source.ssl_verify,
                "readahead": source.readahead,
                "timeout": source.timeout,
            }
        case NetProtocol.SHEEPDOG | NetProtocol.SSH | NetProtocol.VXHS:
            raise ConfigUnsupported(f"{where}: the QEMU driver does not speak {protocol.value}")


def _server(where: str, host: Host, protocol: NetProtocol) -> dict[str, Json]:
    if host.transport is Transport.UNIX:
        return {"type": "unix", "path": host.socket}
    if host.transport is Transport.RDMA:
        raise ConfigUnsupported(f"{where}: QEMU does not reach {protocol.value} over RDMA")
    return {"type": "inet", "host": _host(host), "port": host.port or _DEFAULT_PORTS[protocol]}


def _address(where: str, host: Host, protocol: NetProtocol) -> str:
    if host.transport not in (None, Transport.TCP):
        raise ConfigUnsupported(f"{where}: {protocol.value} is reached over TCP only")
    name = _host(host)
    return f"{f'[{name}]' if ':' in name else name}:{host.port or _DEFAULT_PORTS[protocol]}"


def _host(host: Host) -> str:
    return host.name or ""


def _number(where: str, identity: str | None) -> int | None:
    if identity is None:
        return None
    if not identity.removeprefix("+").isdecimal():
        raise ConfigUnsupported(f"{where}: NFS identity '{identity}' must be a number")
    return int(identity)
