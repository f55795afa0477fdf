"""What all drivers do alike with snapshots: filters of lists, and the rules of telling about one that exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from anyvirt.conf.domain.abi import check_abi
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.snapshot import DiskSnapshotMode, MemorySnapshot, Snapshot, SnapshotState, align
from anyvirt.conf.store.moments import Moments
from anyvirt.conf.store.objects import DomainObject
from anyvirt.util.error import InternalError, InvalidArg

FROM_SNAPSHOT: Final = 35  # VIR_FROM_DOMAIN_SNAPSHOT

ROOTS: Final = 1 << 0  # of a domain; of a snapshot the same bit asks for all that followed it
METADATA: Final = 1 << 1
LEAVES: Final = 1 << 2
NO_LEAVES: Final = 1 << 3
NO_METADATA: Final = 1 << 4
INACTIVE: Final = 1 << 5
ACTIVE: Final = 1 << 6
DISK_ONLY: Final = 1 << 7
INTERNAL: Final = 1 << 8
EXTERNAL: Final = 1 << 9
TOPOLOGICAL: Final = 1 << 10
LIST_FLAGS: Final = (1 << 11) - 1

_ONLINE: Final = (SnapshotState.RUNNING, SnapshotState.PAUSED)

Test = Callable[[Snapshot], int]


def is_external(snapshot: Snapshot) -> bool:
    """Whether a part of it is outside the images that the domain had."""
    return snapshot.memory is MemorySnapshot.EXTERNAL or any(
        disk.snapshot is DiskSnapshotMode.EXTERNAL for disk in snapshot.disks
    )


def is_online(snapshot: Snapshot) -> bool:
    """Whether there was a guest, whose memory it has."""
    return snapshot.state in _ONLINE


def listed(snapshots: Moments[Snapshot], flags: int, start: str | None = None) -> list[Snapshot]:
    """The snapshots that pass VIR_DOMAIN_SNAPSHOT_LIST_* *flags*: of the domain, or of those that followed *start*."""
    if flags & (METADATA | NO_METADATA) == NO_METADATA:
        return []  # whoever keeps this tree keeps something of each
    groups: tuple[tuple[int, Test], ...] = (
        (INACTIVE | ACTIVE | DISK_ONLY, _status),
        (INTERNAL | EXTERNAL, lambda each: EXTERNAL if is_external(each) else INTERNAL),
    )
    tests = [(flags & bits, bit_of) for bits, bit_of in groups if flags & bits not in (0, bits)]
    return snapshots.select(
        start,
        direct=bool(flags & ROOTS) == (start is None),
        topological=bool(flags & TOPOLOGICAL),
        passes=lambda each: (
            # Unlike in the other groups, both of these leave nothing.
            not flags & (NO_LEAVES if snapshots.is_leaf(each) else LEAVES)
            and all(bit_of(each) & bits for bits, bit_of in tests)
        ),
    )


def _status(snapshot: Snapshot) -> int:
    match snapshot.state:
        case SnapshotState.SHUTOFF:
            return INACTIVE
        case SnapshotState.DISK_SNAPSHOT:
            return DISK_ONLY
        case _:
            return ACTIVE


def redefine(domain: DomainObject, snapshot: Snapshot, *, disk_only: bool = False) -> None:
    """Take up what *snapshot* says about one that exists, known so far or not (VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE).

    Raises:
        InvalidArg: it contradicts what is known, or its parent does not make a tree.
        ConfigUnsupported: the guest would see other hardware than in what is known.
        InternalError: it lacks the definition of the domain.
    """
    domain.snapshots.check_parent(snapshot)
    name = str(snapshot.name)
    if disk_only and snapshot.state is not SnapshotState.DISK_SNAPSHOT:
        raise _invalid(f"disk-only flag for snapshot {name} requires disk-snapshot state")
    if isinstance(snapshot.domain, Domain) and snapshot.domain.uuid != domain.uuid:
        raise _invalid(f"definition for snapshot {name} must use uuid {domain.uuid}")
    if name in domain.snapshots:
        _check_change(domain.snapshots.get(name), snapshot)
    if not isinstance(snapshot.domain, Domain):
        raise InternalError(f"snapshot '{name}' lacks the definition of its domain", origin=FROM_SNAPSHOT)
    external = snapshot.state is SnapshotState.DISK_SNAPSHOT or is_external(snapshot)
    mode = DiskSnapshotMode.EXTERNAL if external else DiskSnapshotMode.INTERNAL
    align(snapshot, snapshot.domain, mode, uniform=not external)
    domain.snapshots.replace(snapshot)


def _check_change(before: Snapshot, after: Snapshot) -> None:
    """What may not change between two descriptions of a snapshot; the new one may lack the domain's definition."""
    if is_online(before) != is_online(after):
        raise _invalid(f"cannot change between online and offline snapshot state in snapshot {after.name}")
    disk_only = SnapshotState.DISK_SNAPSHOT
    if (before.state is disk_only) != (after.state is disk_only):
        raise _invalid(f"cannot change between disk only and full system in snapshot {after.name}")
    if isinstance(before.domain, Domain):
        if isinstance(after.domain, Domain):
            check_abi(before.domain, after.domain)
        else:
            after.domain = before.domain


def _invalid(why: str) -> InvalidArg:
    return InvalidArg(why, origin=FROM_SNAPSHOT)
