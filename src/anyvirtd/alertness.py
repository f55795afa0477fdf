"""Not sleeping between requests that follow each other at once, see `anyvirt.util.awake`.

A daemon that is asked now and then sleeps in between.
"""

from __future__ import annotations

import asyncio
from time import perf_counter

from anyvirt.util.awake import MOMENT_S, give_way, worthwhile


class Alertness:
    """Keeps *loop* awake for a moment after an answer whose request had come at once after the one before."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._worthwhile = worthwhile()
        self._answered_s = -MOMENT_S
        self._quick = self._awake = False

    def asked(self) -> None:
        """Requests have come."""
        self._quick = self._worthwhile and perf_counter() - self._answered_s < MOMENT_S

    def answered(self) -> None:
        """They are answered, or wait for something."""
        self._answered_s = perf_counter()
        if self._quick and not self._awake:
            self._awake = True
            self._loop.call_soon(self._look)

    def _look(self) -> None:
        if perf_counter() - self._answered_s < MOMENT_S:
            give_way()
            self._loop.call_soon(self._look)
        else:
            self._awake = False
