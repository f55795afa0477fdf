"""Which disks a checkpoint records, all of them named."""

from __future__ import annotations

from anyvirt.conf.checkpoint.model import Checkpoint, CheckpointDisk, DiskCheckpoint
from anyvirt.conf.disk_choice import by_target, is_empty
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import ConfigUnsupported


def align(checkpoint: Checkpoint, domain: Domain) -> None:
    """Say in *checkpoint* for every disk of *domain*, in its order, whether changes are recorded, and in which bitmap.

    Raises:
        ConfigUnsupported: a disk is not there, named twice, empty or never written to.
    """
    if not domain.disks:
        raise ConfigUnsupported(f"domain '{domain.name}' has no disks, so a checkpoint has nothing to record")
    if len(checkpoint.disks) > len(domain.disks):
        raise ConfigUnsupported(
            f"checkpoint '{checkpoint.name}' lists {len(checkpoint.disks)} disks, "
            f"but domain '{domain.name}' has {len(domain.disks)}"
        )
    listed = by_target(domain, checkpoint.disks)
    for disk in domain.disks:
        entry = listed.get(disk.target)
        if entry is not None and entry.checkpoint is not DiskCheckpoint.NO and not _records(disk):
            raise ConfigUnsupported(f"disk '{disk.target}' is empty or readonly")
    others = DiskCheckpoint.NO if checkpoint.disks else DiskCheckpoint.BITMAP
    checkpoint.disks = [
        listed.get(disk.target)
        or CheckpointDisk(name=disk.target, checkpoint=others if _records(disk) else DiskCheckpoint.NO)
        for disk in domain.disks
    ]
    name_bitmaps(checkpoint)


def _records(disk: Disk) -> bool:
    return not is_empty(disk) and not disk.readonly


def name_bitmaps(checkpoint: Checkpoint) -> None:
    """Bitmaps without a name get the checkpoint's."""
    for entry in checkpoint.disks:
        if entry.checkpoint is DiskCheckpoint.BITMAP and not entry.bitmap:
            entry.bitmap = checkpoint.name
