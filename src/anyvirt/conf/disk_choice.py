"""Which disks of a domain a document means: <disks> of a snapshot, a checkpoint or a backup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.source import BlockSource, FileSource
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import ConfigUnsupported


class NamesDisk(Protocol):
    """An entry of <disks>."""

    name: str


Entry = TypeVar("Entry", bound=NamesDisk)


def source_path(disk: Disk) -> str | None:
    """The path on this host of what the disk holds; None for other kinds of sources and empty drives."""
    match disk.source:
        case FileSource(file=path) | BlockSource(dev=path):
            return path
        case _:
            return None


def is_empty(disk: Disk) -> bool:
    """Whether it is a drive without a medium."""
    return disk.source is None or (isinstance(disk.source, FileSource | BlockSource) and not source_path(disk))


def by_target(domain: Domain, listed: Iterable[Entry], *, paths: bool = True) -> dict[str, Entry]:
    """The entries of *listed* by the target of the disk that each means; their names become targets.

    Args:
        domain: whose disks they are.
        listed: the entries.
        paths: an entry may also name the path of a disk's source.

    Raises:
        ConfigUnsupported: there is no such disk, or it is named twice.
    """
    found: dict[str, Entry] = {}
    for entry in listed:
        disk = _find(domain, entry.name, paths)
        if disk is None:
            known = ", ".join(disk.target for disk in domain.disks)
            raise ConfigUnsupported(
                f"no disk named '{entry.name}'", hint=f"disks of domain '{domain.name}' are: {known}"
            )
        if disk.target in found:
            raise ConfigUnsupported(f"disk '{disk.target}' specified twice")
        entry.name = disk.target
        found[disk.target] = entry
    return found


def _find(domain: Domain, name: str, paths: bool) -> Disk | None:
    for disk in domain.disks:
        if disk.target == name:
            return disk
    if not paths or not name.startswith("/"):
        return None
    same = [disk for disk in domain.disks if source_path(disk) == name]
    return same[0] if len(same) == 1 else None  # a path that two disks share says nothing
