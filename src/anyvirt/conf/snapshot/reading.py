"""From text to a snapshot: read, complete, check."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from anyvirt.conf.domain.devices.source import BlockSource, DiskType, FileSource, NetworkSource, Source
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.parse import complete
from anyvirt.conf.domain.post_parse import MAC_PREFIX
from anyvirt.conf.domain.schema_rules import check_source
from anyvirt.conf.schema import IMAGE_FORMATS, read
from anyvirt.conf.snapshot.model import (
    DiskSnapshotMode,
    MemorySnapshot,
    Snapshot,
    SnapshotDisk,
    SnapshotRequest,
    SnapshotState,
)
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlError

_OFFLINE: Final = (SnapshotState.SHUTOFF, SnapshotState.DISK_SNAPSHOT)


def parse(
    document: str | bytes,
    *,
    redefine: bool = False,
    offline: bool = False,
    internal: bool = False,
    strict: bool = False,
    now: int | None = None,
    mac_prefix: str = MAC_PREFIX,
    fill: Callable[[Domain], None] | None = None,
    settle: Callable[[Domain], None] | None = None,
) -> Snapshot:
    """Read a snapshot document.

    Args:
        document: the text.
        redefine: it tells of a snapshot that exists (VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE). Otherwise it asks for a new
            one, and what only an existing one has is passed over: state, time, parent and definitions.
        offline: memory is not saved, as of a domain that does not run, or with VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY.
        internal: it is what a driver keeps for itself, and says which snapshot is the current one.
        strict: refuse what nobody knows (VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE).
        now: seconds since 1970, time of a new snapshot; the clock's otherwise.
        mac_prefix, fill: what `conf.domain.parse` takes, for the definitions in it.
        settle: completes a definition in it, in place of what `conf.domain.parse` does.

    Raises:
        XmlDetail: the document is malformed.
        XmlError: something is missing, wrong, or contradicts something else.
        InternalError: an existing snapshot without its time, which is libvirt's code for it.
        ConfigUnsupported: a disk has a format that nobody knows.
    """
    if redefine or internal or strict:
        snapshot = read(Snapshot, document, strict=strict)
    else:
        asked = SnapshotRequest.from_xml(document)
        snapshot = Snapshot(
            name=asked.name,
            description=asked.description,
            memory=asked.memory,
            memory_file=asked.memory_file,
            disks=asked.disks,
        )
    if strict:
        for disk in snapshot.disks:
            check_source(disk.source, f"snapshot of disk '{disk.name}'")
    if redefine:
        _check_existing(snapshot)
        offline = offline or snapshot.state in _OFFLINE
        for domain in (snapshot.domain, snapshot.inactive_domain):
            if isinstance(domain, Domain):
                if settle is not None:
                    settle(domain)
                else:
                    complete(domain, mac_prefix=mac_prefix, update_abi=False, fill=fill)
    else:
        _start_anew(snapshot, int(time.time()) if now is None else now)
    _settle_memory(snapshot, redefine=redefine, offline=offline)
    for disk in snapshot.disks:
        _settle_disk(disk, internal=internal)
    if not internal:
        snapshot.active = None
    elif snapshot.active is None:
        raise XmlError(f"snapshot '{snapshot.name}': active is required, 1 for the current one and 0 for others")
    return snapshot


def _check_existing(snapshot: Snapshot) -> None:
    if not snapshot.name:
        raise XmlError("domainsnapshot: <name> is missing, and a snapshot that exists already has one")
    if snapshot.creation_time is None:
        raise InternalError(f"snapshot '{snapshot.name}': creationTime of an existing snapshot is required")
    if snapshot.state is None:
        raise XmlError(f"snapshot '{snapshot.name}': state of an existing snapshot is required")


def _start_anew(snapshot: Snapshot, now: int) -> None:
    snapshot.state = snapshot.parent = snapshot.domain = snapshot.inactive_domain = None
    snapshot.creation_time = now
    snapshot.name = snapshot.name or str(now)


def _settle_memory(snapshot: Snapshot, *, redefine: bool, offline: bool) -> None:
    where, path = snapshot.memory, snapshot.memory_file
    if path is not None:
        if where is None:
            where = MemorySnapshot.EXTERNAL
        elif where is not MemorySnapshot.EXTERNAL:
            raise XmlError(f"memory: file '{path}' is for snapshot mode 'external', not '{where.value}'")
        if not path.startswith("/"):
            raise XmlError(f"memory: '{path}' is not an absolute path")
    elif where is MemorySnapshot.EXTERNAL:
        raise XmlError("memory: snapshot mode 'external' needs a file", hint="write <memory file='/path'/>")
    elif where is None and redefine:
        where = MemorySnapshot.NO if offline else MemorySnapshot.INTERNAL
    if offline and where not in (None, MemorySnapshot.NO):
        raise XmlError(
            f"memory: snapshot mode '{where.value}' needs a running guest, but this snapshot is of its disks alone",
            hint="leave <memory> out, or write snapshot='no'",
        )
    snapshot.memory = where


def _settle_disk(disk: SnapshotDisk, *, internal: bool) -> None:
    if disk.type in (DiskType.DIR, DiskType.VOLUME):
        raise XmlError(f"disk {disk.name}: unsupported disk snapshot type '{disk.type.value}'")
    if disk.format is not None and disk.format not in IMAGE_FORMATS:
        raise ConfigUnsupported(f"disk {disk.name}: unknown disk snapshot driver '{disk.format}'")
    if not internal:
        disk.delete_in_progress = False
    path = _path_of(disk.source)
    if path and isinstance(disk.source, FileSource | BlockSource) and not path.startswith("/"):
        raise XmlError(f"disk {disk.name}: the image '{path}' is not an absolute path")
    if not path:
        disk.source = None
    elif disk.source is not None:
        disk.source.index = None
        if isinstance(disk.source, FileSource | BlockSource | NetworkSource):
            disk.source.startup_policy = None
    if path or disk.format:
        disk.type = disk.type or DiskType.FILE
        disk.snapshot = disk.snapshot or DiskSnapshotMode.EXTERNAL
    else:
        disk.metadata_cache_max = None


def _path_of(source: Source | None) -> str | None:
    """What an image is known by; other kinds of sources cannot take a snapshot."""
    match source:
        case FileSource(file=path) | BlockSource(dev=path) | NetworkSource(name=path):
            return path
        case _:
            return None
