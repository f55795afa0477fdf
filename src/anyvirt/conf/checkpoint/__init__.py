"""The <domaincheckpoint> document: model, reading, the choice of disks and output, a module each."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anyvirt.conf.checkpoint.alignment import align as align
    from anyvirt.conf.checkpoint.alignment import name_bitmaps as name_bitmaps
    from anyvirt.conf.checkpoint.format import format_checkpoint as format_checkpoint
    from anyvirt.conf.checkpoint.model import Checkpoint as Checkpoint
    from anyvirt.conf.checkpoint.model import CheckpointDisk as CheckpointDisk
    from anyvirt.conf.checkpoint.model import DiskCheckpoint as DiskCheckpoint
    from anyvirt.conf.checkpoint.reading import parse as parse

_HOME = {
    "align": "alignment",
    "name_bitmaps": "alignment",
    "format_checkpoint": "format",
    "Checkpoint": "model",
    "CheckpointDisk": "model",
    "DiskCheckpoint": "model",
    "parse": "reading",
}

__all__ = [
    "Checkpoint",
    "CheckpointDisk",
    "DiskCheckpoint",
    "align",
    "format_checkpoint",
    "name_bitmaps",
    "parse",
]


def __getattr__(name: str) -> Any:
    """Load what is asked for: reading and output bring the defaults and rules of domains with them."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
