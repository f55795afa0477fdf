"""Running what answers a request: at once as far as it goes without waiting, then as a task.

Most calls never wait. A task for each would cost more than many of them do, and a turn of the event loop besides.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator
from contextlib import nullcontext
from contextvars import ContextVar
from typing import Any, Final

from anyvirt.util.wait import Locked

Lock = Any  # a threading.RLock, or the context that is none

NO_LOCK: Final = nullcontext()

REQUEST: Final[ContextVar[str]] = ContextVar("request", default="")
"""The request for which code runs now: numbers of client and call. What waits keeps what its caller has set."""


class Stepper:
    """Runs coroutines: at once when called from a callback of the event loop, else, within a task, as another task.

    The first step of a coroutine runs in the caller, under the identity of a task that waits for nothing else: what
    asks for the current task (timeouts, task groups) finds the one that goes on with the coroutine if it has to wait.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._spare: _Spare | None = _Spare(loop)

    def run(self, coro: Coroutine[Any, Any, None], lock: Lock) -> asyncio.Task[None] | None:
        """Run *coro*, which deals with its errors itself, holding *lock* during each of its steps.

        Returns:
            The task that goes on with it; None if it has come to its end already.
        """
        spare = self._spare
        if spare is None or not spare.started or asyncio.current_task(self._loop) is not None:
            return self._loop.create_task(coro if lock is NO_LOCK else _locked(coro, lock))
        asyncio._enter_task(self._loop, spare.task)
        try:
            with lock:
                waits_for = coro.send(None)
        except StopIteration:
            return None
        finally:
            asyncio._leave_task(self._loop, spare.task)
        self._spare = _Spare(self._loop)
        spare.go_on(_Rest(coro, lock, waits_for))
        return spare.task

    def close(self) -> None:
        """End the task that waits for a coroutine."""
        if self._spare is not None:
            self._spare.task.cancel()
            self._spare = None


class _Spare:
    """A task that has nothing to do yet. Before its own first turn it cannot be another's: cancelling would undo it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.started = False
        self._rest: asyncio.Future[_Rest] = loop.create_future()
        self.task = loop.create_task(self._work())

    def go_on(self, rest: _Rest) -> None:
        self._rest.set_result(rest)

    async def _work(self) -> None:
        self.started = True
        try:
            rest = await self._rest
        except asyncio.CancelledError as exc:
            if not self._rest.done() or self._rest.cancelled():
                raise
            rest = self._rest.result()  # a timeout of the first step has run out meanwhile: it is meant
            rest.raise_first(exc)
        REQUEST.set(rest.request)
        await rest


async def _locked(coro: Coroutine[Any, Any, None], lock: Lock) -> None:
    await Locked(coro, lock)


class _Rest:
    """What is left of a coroutine after its first step, which waits for *waits_for*."""

    def __init__(self, coro: Coroutine[Any, Any, None], lock: Lock, waits_for: Any) -> None:
        self._coro = coro
        self._lock = lock
        self._waits_for = waits_for
        self._first: BaseException | None = None
        self.request = REQUEST.get()

    def raise_first(self, exc: BaseException) -> None:
        self._first = exc

    def __await__(self) -> Generator[Any, Any, None]:
        step: Callable[[Any], Any] = self._coro.send
        argument: Any = None
        waits_for = self._waits_for
        if self._first is not None:
            step, argument = self._coro.throw, self._first
        else:
            try:
                argument = yield waits_for
            except BaseException as exc:
                step, argument = self._coro.throw, exc
        while True:
            with self._lock:
                try:
                    waits_for = step(argument)
                except StopIteration:
                    return
            try:
                argument = yield waits_for
                step = self._coro.send
            except BaseException as exc:
                step, argument = self._coro.throw, exc
