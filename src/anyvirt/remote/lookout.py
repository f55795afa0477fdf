"""Waiting for an answer that is most likely about to come, see `anyvirt.util.awake`."""

from __future__ import annotations

import select
from time import perf_counter
from typing import Final

from anyvirt.eventloop import READABLE, wait_for_descriptors
from anyvirt.util.awake import MOMENT_S, give_way, worthwhile

PAUSE: Final = 32
"""How often one sleeps after a moment in vain: the other side has much to do, or no processor."""


class Lookout:
    """Waits until there is something to read from *fd*, or an end.

    Args:
        near: whether the other side is a process of this host.
    """

    def __init__(self, fd: int, *, near: bool) -> None:
        self._fd = fd
        self._poll = select.poll() if hasattr(select, "poll") else None  # Windows
        if self._poll is not None:
            self._poll.register(fd, select.POLLIN)
        self._near = near and self._poll is not None and worthwhile()
        self._took_s = MOMENT_S  # the last time
        self._sleeps = 0  # so many times yet

    def wait(self, timeout_s: float | None) -> None:
        """Wait, at most *timeout_s* seconds where that is given (and for a moment at least)."""
        if not self._near:
            self._sleep(timeout_s)
            return
        began = perf_counter()
        if self._sleeps:
            self._sleeps -= 1
        elif self._took_s < MOMENT_S:
            assert self._poll is not None
            poll = self._poll.poll
            while (took_s := perf_counter() - began) < MOMENT_S:
                give_way()
                if poll(0):
                    self._took_s = took_s
                    return
            self._sleeps = PAUSE
        self._sleep(timeout_s)
        self._took_s = perf_counter() - began

    def _sleep(self, timeout_s: float | None) -> None:
        if self._poll is not None:
            self._poll.poll(None if timeout_s is None else timeout_s * 1000)
        else:
            wait_for_descriptors({self._fd: READABLE}, timeout_s)
