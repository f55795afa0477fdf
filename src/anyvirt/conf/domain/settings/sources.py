"""Where the data of a disk is on the host."""

from __future__ import annotations

from anyvirt.conf.domain.devices.source import BlockSource, FileSource, Source


def host_path(source: Source | None) -> str | None:
    """The path of a disk's source on this host, None where it is elsewhere or the drive is empty."""
    match source:
        case FileSource():
            return source.file
        case BlockSource():
            return source.dev
    return None
