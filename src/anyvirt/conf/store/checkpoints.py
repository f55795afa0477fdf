"""What all drivers do alike with checkpoints: filters of lists, and the rules of telling about one that exists."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.checkpoint import Checkpoint, align, name_bitmaps
from anyvirt.conf.store.moments import Moments
from anyvirt.conf.store.objects import DomainObject
from anyvirt.util.error import InvalidArg

FROM_CHECKPOINT: Final = 69  # VIR_FROM_DOMAIN_CHECKPOINT

ROOTS: Final = 1 << 0  # of a domain; of a checkpoint the same bit asks for all that followed it
TOPOLOGICAL: Final = 1 << 1
LEAVES: Final = 1 << 2
NO_LEAVES: Final = 1 << 3
LIST_FLAGS: Final = (1 << 4) - 1


def listed(checkpoints: Moments[Checkpoint], flags: int, start: str | None = None) -> list[Checkpoint]:
    """The checkpoints that pass VIR_DOMAIN_CHECKPOINT_LIST_* *flags*: of the domain, or of those after *start*."""
    return checkpoints.select(
        start,
        direct=bool(flags & ROOTS) == (start is None),
        topological=bool(flags & TOPOLOGICAL),
        passes=lambda each: not flags & (NO_LEAVES if checkpoints.is_leaf(each) else LEAVES),
    )


def redefine(domain: DomainObject, checkpoint: Checkpoint) -> None:
    """Take up what *checkpoint* says about one that exists (VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE).

    Raises:
        InvalidArg: it is of another domain, or its parent does not make a tree.
    """
    domain.checkpoints.check_parent(checkpoint)
    if checkpoint.domain is not None and checkpoint.domain.uuid != domain.uuid:
        raise InvalidArg(
            f"definition for checkpoint {checkpoint.name} must use uuid {domain.uuid}", origin=FROM_CHECKPOINT
        )
    if checkpoint.domain is not None:
        align(checkpoint, checkpoint.domain)
    else:
        name_bitmaps(checkpoint)
    domain.checkpoints.replace(checkpoint)
    leaves = [each for each in domain.checkpoints if domain.checkpoints.is_leaf(each)]
    if len(leaves) == 1:
        domain.checkpoints.current = leaves[0].name
