"""Flags that filter lists: how they work, and those of virConnectListAllDomains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from anyvirt.conf.store.objects import DomainObject, State

V = TypeVar("V")


class Group(NamedTuple, Generic[V]):
    """Flags that belong together."""

    bits: int
    bit_of: Callable[[V], int]  # which of them an object has


ACTIVE: Final = 1 << 0
INACTIVE: Final = 1 << 1
PERSISTENT: Final = 1 << 2
TRANSIENT: Final = 1 << 3
RUNNING: Final = 1 << 4
PAUSED: Final = 1 << 5
SHUTOFF: Final = 1 << 6
OTHER: Final = 1 << 7
MANAGEDSAVE: Final = 1 << 8
NO_MANAGEDSAVE: Final = 1 << 9
AUTOSTART: Final = 1 << 10
NO_AUTOSTART: Final = 1 << 11
HAS_SNAPSHOT: Final = 1 << 12
NO_SNAPSHOT: Final = 1 << 13
HAS_CHECKPOINT: Final = 1 << 14
NO_CHECKPOINT: Final = 1 << 15

ALL: Final = (1 << 16) - 1

Filter = Callable[[DomainObject], bool]

_STATES: Final = {State.RUNNING: RUNNING, State.PAUSED: PAUSED, State.SHUTOFF: SHUTOFF}

_GROUPS: Final[tuple[Group[DomainObject], ...]] = (
    Group(ACTIVE | INACTIVE, lambda domain: ACTIVE if domain.active else INACTIVE),
    Group(PERSISTENT | TRANSIENT, lambda domain: PERSISTENT if domain.persistent else TRANSIENT),
    Group(RUNNING | PAUSED | SHUTOFF | OTHER, lambda domain: _STATES.get(domain.state, OTHER)),
    Group(MANAGEDSAVE | NO_MANAGEDSAVE, lambda domain: MANAGEDSAVE if domain.has_managed_save else NO_MANAGEDSAVE),
    Group(AUTOSTART | NO_AUTOSTART, lambda domain: AUTOSTART if domain.autostart else NO_AUTOSTART),
    Group(HAS_SNAPSHOT | NO_SNAPSHOT, lambda domain: HAS_SNAPSHOT if domain.has_snapshot else NO_SNAPSHOT),
    Group(HAS_CHECKPOINT | NO_CHECKPOINT, lambda domain: HAS_CHECKPOINT if domain.has_checkpoint else NO_CHECKPOINT),
)


def wanted(flags: int) -> Filter | None:
    """Whether a domain passes *flags*; None when every domain does."""
    return select(flags, _GROUPS)


def select(flags: int, groups: Sequence[Group[V]]) -> Callable[[V], bool] | None:
    """Whether an object passes *flags*; None when every one does.

    It must have a wanted bit in each of *groups*. A group with no bit set, or with all of them, does not filter.
    """
    tests = [(flags & bits, bit_of) for bits, bit_of in groups if flags & bits not in (0, bits)]
    if not tests:
        return None
    return lambda each: all(bit_of(each) & bits for bits, bit_of in tests)
