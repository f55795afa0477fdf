"""What a snapshot does with every disk of its domain."""

from __future__ import annotations

import os.path

from anyvirt.conf.disk_choice import by_target, is_empty, source_path
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.source import BlockSource, DiskType, FileSource
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.snapshot.model import DiskSnapshotMode, Snapshot, SnapshotDisk
from anyvirt.util.error import ConfigUnsupported


def align(snapshot: Snapshot, domain: Domain, default: DiskSnapshotMode, *, uniform: bool = False) -> None:
    """Say in *snapshot* for every disk of *domain*, in its order, what is done with it, and where new images go.

    Args:
        snapshot: changed in place.
        domain: whose disks they are.
        default: what is done with a disk that neither the document nor the domain says anything about.
        uniform: the hypervisor saves all disks in the way of *default* or not at all, as with internal snapshots.

    Raises:
        ConfigUnsupported: the document names a disk that is not there or names it twice, asks for what cannot be done
            together, or leaves open a path that cannot be made up.
    """
    if len(snapshot.disks) > len(domain.disks):
        raise ConfigUnsupported(
            f"snapshot '{snapshot.name}' lists {len(snapshot.disks)} disks, "
            f"but domain '{domain.name}' has {len(domain.disks)}"
        )
    listed = by_target(domain, snapshot.disks)
    snapshot.disks = [
        _request(listed[disk.target], disk, default, uniform)
        if disk.target in listed
        else SnapshotDisk(name=disk.target, snapshot=_unlisted(disk, default))
        for disk in domain.disks
    ]
    for disk, entry in zip(domain.disks, snapshot.disks, strict=True):
        if entry.snapshot is DiskSnapshotMode.EXTERNAL and entry.source is None:
            entry.source = FileSource(file=_new_image(disk, entry, str(snapshot.name)))
            entry.type = DiskType.FILE


def _wish(disk: Disk) -> DiskSnapshotMode | None:
    """What the domain's own definition says about the disk."""
    if disk.snapshot is None:
        return DiskSnapshotMode.NO if disk.readonly else None
    return DiskSnapshotMode(disk.snapshot.value)


def _unlisted(disk: Disk, default: DiskSnapshotMode) -> DiskSnapshotMode:
    return DiskSnapshotMode.NO if is_empty(disk) else _wish(disk) or default


def _request(entry: SnapshotDisk, disk: Disk, default: DiskSnapshotMode, uniform: bool) -> SnapshotDisk:
    wish = _wish(disk)
    if entry.snapshot is None:
        entry.snapshot = wish if wish and (not uniform or wish is DiskSnapshotMode.NO) else default
    left_out = entry.snapshot is DiskSnapshotMode.NO and wish is DiskSnapshotMode.NO
    if uniform and entry.snapshot is not default and not left_out:
        raise ConfigUnsupported(
            f"disk '{entry.name}' must use snapshot mode '{default.value}', not '{entry.snapshot.value}'"
        )
    if entry.source is not None and entry.snapshot is not DiskSnapshotMode.EXTERNAL:
        path = _image_path(entry) or ""
        raise ConfigUnsupported(
            f"disk '{entry.name}': a new image ('{path}') is for snapshot mode 'external', not '{entry.snapshot.value}'"
        )
    return entry


def _image_path(entry: SnapshotDisk) -> str | None:
    """The path on this host of the new image."""
    match entry.source:
        case FileSource(file=path) | BlockSource(dev=path):
            return path
        case _:
            return None


def _new_image(disk: Disk, entry: SnapshotDisk, name: str) -> str:
    """Beside the old image, the snapshot's name in place of the extension."""
    kind = entry.type or DiskType.FILE
    if kind is not DiskType.FILE:
        raise ConfigUnsupported(
            f"disk '{disk.target}': a new image of type '{kind.value}' needs a source, only a file does not",
            hint=f"give <disk name='{disk.target}'> a <source>",
        )
    path = source_path(disk)
    if is_empty(disk):
        raise ConfigUnsupported(f"disk '{disk.target}' has no image to name a new one after")
    if not path or not os.path.isfile(path):
        raise ConfigUnsupported(
            f"disk '{disk.target}': '{path or ''}' is no regular file to name a new image after",
            hint=f"give <disk name='{disk.target}'> a <source>",
        )
    folder, _, last = path.rpartition("/")
    stem = last.rpartition(".")[0] if "." in last else last
    return f"{folder}/{stem}.{name}"
