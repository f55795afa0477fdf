"""What a process says that hosts drivers for others: whose they are, and where they keep their state.

In such a process URIs mean what they mean to its clients: qemu:///system is its own QEMU driver, no way to a daemon.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Hosting(NamedTuple):
    """How this process hosts drivers."""

    session: bool  # one user's own, not the host's
    root: Path | None = None  # the folder that everything is under; None where the parts have places of their own
    host_uuid: str = ""  # the host's UUID, where its administrator knows better than its firmware


_now: Hosting | None = None


def host(hosting: Hosting) -> None:
    """From now on this process hosts drivers."""
    global _now
    _now = hosting


def hosting() -> Hosting | None:
    """How this process hosts drivers; None if it does not."""
    return _now
