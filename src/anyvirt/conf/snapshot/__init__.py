"""The <domainsnapshot> document: model, reading, the choice of disks and output, a module each."""

from __future__ import annotations

from anyvirt.conf.snapshot.align import align
from anyvirt.conf.snapshot.format import format_snapshot
from anyvirt.conf.snapshot.model import (
    DiskSnapshotMode,
    DomainUuid,
    MemorySnapshot,
    Snapshot,
    SnapshotDisk,
    SnapshotState,
)
from anyvirt.conf.snapshot.parse import parse

__all__ = [
    "DiskSnapshotMode",
    "DomainUuid",
    "MemorySnapshot",
    "Snapshot",
    "SnapshotDisk",
    "SnapshotState",
    "align",
    "format_snapshot",
    "parse",
]
