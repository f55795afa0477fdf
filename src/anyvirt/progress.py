"""What programs are told of work that takes its time: how far it is, by the functions that they give as `progress=`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class JobProgress(NamedTuple):
    """How far a job of a domain is. Sizes are in bytes."""

    elapsed_ms: int
    total: int
    processed: int
    remaining: int


async def answered(found: object) -> Any:
    """What a function of the program has answered, which may be a coroutine function."""
    return await found if hasattr(found, "__await__") else found


OnJob = Callable[[JobProgress], object]
"""Told of the job of a domain, now and then while a call is at work."""
OnBlockJob = Callable[[int, int], object]
"""Told of the job of a disk: how far it is, and how far it has to come."""
OnBytes = Callable[[int], object]
"""Told how many bytes have gone over a stream so far, holes included."""
