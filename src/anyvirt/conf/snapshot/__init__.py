"""The <domainsnapshot> document: model, reading, the choice of disks and output, a module each."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anyvirt.conf.snapshot.alignment import align as align
    from anyvirt.conf.snapshot.format import format_snapshot as format_snapshot
    from anyvirt.conf.snapshot.model import DiskSnapshotMode as DiskSnapshotMode
    from anyvirt.conf.snapshot.model import DomainUuid as DomainUuid
    from anyvirt.conf.snapshot.model import MemorySnapshot as MemorySnapshot
    from anyvirt.conf.snapshot.model import Snapshot as Snapshot
    from anyvirt.conf.snapshot.model import SnapshotDisk as SnapshotDisk
    from anyvirt.conf.snapshot.model import SnapshotState as SnapshotState
    from anyvirt.conf.snapshot.reading import parse as parse

_HOME = {
    "align": "alignment",
    "format_snapshot": "format",
    "DiskSnapshotMode": "model",
    "DomainUuid": "model",
    "MemorySnapshot": "model",
    "Snapshot": "model",
    "SnapshotDisk": "model",
    "SnapshotState": "model",
    "parse": "reading",
}

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


def __getattr__(name: str) -> Any:
    """Load what is asked for: reading and output bring the defaults and rules of domains with them."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
