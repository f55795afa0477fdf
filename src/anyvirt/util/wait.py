"""Waiting, for coroutines that run on an event loop or are stepped inline by a blocking caller.

A driver that only asks and answers has no need of an event loop: the blocking API steps its coroutines to their
end in the caller's thread (`run_inline`). The same coroutines run unchanged on a loop, under `Locked` when threads
share their state. Code that must wait does so through this module, which picks the right form.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Coroutine, Generator
from itertools import starmap
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")


class _Stepping:
    """What a thread is doing with coroutines whose state it shares with others."""

    __slots__ = ("inline", "on_loop")

    def __init__(self) -> None:
        self.inline: threading.RLock | None = None  # the lock under which it steps one inline
        self.on_loop = False  # it steps one for its event loop


class _Here(threading.local):
    def __init__(self) -> None:
        self.stepping = _Stepping()


_here = _Here()


def stepping() -> bool:
    """Whether this thread is in the midst of such a coroutine, so that nobody else may touch the state now."""
    return _here.stepping.inline is not None or _here.stepping.on_loop


def blocks() -> bool:
    """Whether this thread steps a coroutine for a caller that blocks, so that whatever waits must block, too."""
    return _here.stepping.inline is not None


def run_inline(coro: Coroutine[Any, Any, T], lock: threading.RLock) -> T:
    """Step *coro* to its end in this thread, holding *lock* except while it waits.

    Raises:
        RuntimeError: the coroutine suspended to an event loop, which only a coroutine that waits past this module can.
    """
    with lock:
        here = _here.stepping
        outer, here.inline = here.inline, lock
        try:
            coro.send(None)
        except StopIteration as finished:
            result: T = finished.value
            return result
        finally:
            here.inline = outer
        coro.close()
    raise RuntimeError(f"{coro!r} suspended in a blocking call: it must wait through anyvirt.util.wait")


class Locked(Generic[T]):
    """Await *coro* on the running loop, holding *lock* during each of its steps but not between them."""

    __slots__ = ("_coro", "_lock")

    def __init__(self, coro: Coroutine[Any, Any, T], lock: threading.RLock) -> None:
        self._coro = coro
        self._lock = lock

    def __await__(self) -> Generator[Any, Any, T]:
        step: Callable[[Any], Any] = self._coro.send
        argument: Any = None
        here = _here.stepping
        while True:
            # A blocking caller in another thread holds the lock for one step of its own: microseconds.
            with self._lock:
                here.on_loop = True
                try:
                    future = step(argument)
                except StopIteration as finished:
                    result: T = finished.value
                    return result
                finally:
                    here.on_loop = False
            try:
                argument = yield future
                step = self._coro.send
            except BaseException as exc:
                argument = exc
                step = self._coro.throw


async def sleep(seconds: float) -> None:
    """Wait *seconds*; others may use the state meanwhile."""
    lock = _here.stepping.inline
    if lock is None:
        import asyncio

        await asyncio.sleep(seconds)
    else:
        threading.Condition(lock).wait(seconds)


async def in_thread(function: Callable[..., T], *args: Any) -> T:
    """Run what blocks for more than a few milliseconds where it does not hold up the event loop.

    Others may use the state meanwhile. A caller that is cancelled gets the cancellation when *function* has ended.
    """
    if _here.stepping.inline is None:
        import asyncio
        import contextvars

        # As asyncio.to_thread() does it, without a task more.
        work = asyncio.get_running_loop().run_in_executor(None, contextvars.copy_context().run, function, *args)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            # Nothing stops a thread. Who is cancelled must know what it did before cleaning up after it.
            while not work.done():
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.wait([work])
            if not work.cancelled():
                work.exception()  # looked at, so that asyncio does not report it as lost
            raise
    return outside(function, *args)


def outside(function: Callable[..., T], *args: Any) -> T:
    """Call *function*, which may block, in a coroutine that is stepped for a caller that blocks.

    Others may use the state meanwhile.
    """
    here = _here.stepping
    lock = here.inline
    # Given back and taken as a Condition does while it waits: whole, however often this thread has taken it. What it
    # takes to take it again is kept in the same step of the interpreter: Ctrl-C cannot come between.
    held: list[Any] = []
    try:
        held.extend(starmap(lock._release_save, _ONCE))  # type: ignore[union-attr]
        here.inline = None
        return function(*args)
    finally:
        here.inline = lock
        if held:
            lock._acquire_restore(held[0])  # type: ignore[union-attr]


_ONCE: Final = ((),)


class Signal:
    """Tells all who wait that the state they look at may have changed.

    Use it in a loop that looks again: `while busy(): await signal.wait()`. Waiters may be tasks of any loop and
    blocking threads, together.
    """

    def __init__(self) -> None:
        self._waiters: list[Callable[[], None]] = []

    def notify_all(self) -> None:
        """Wake everyone who waits now. Callable from any thread."""
        waiters, self._waiters = self._waiters, []
        for wake in waiters:
            wake()

    async def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for the next `notify_all`, at most *timeout_s* seconds; say whether it came."""
        lock = _here.stepping.inline
        return await self._wait_on_loop(timeout_s) if lock is None else self._wait_inline(lock, timeout_s)

    def _wait_inline(self, lock: threading.RLock, timeout_s: float | None) -> bool:
        condition = threading.Condition(lock)
        woken = False

        def wake() -> None:
            nonlocal woken
            with condition:
                woken = True
                condition.notify_all()

        self._waiters.append(wake)
        try:
            return condition.wait_for(lambda: woken, timeout_s)
        finally:
            self._forget(wake)

    async def _wait_on_loop(self, timeout_s: float | None) -> bool:
        import asyncio

        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()

        def finish() -> None:
            if not future.done():
                future.set_result(None)

        def wake() -> None:
            loop.call_soon_threadsafe(finish)

        self._waiters.append(wake)
        try:
            async with asyncio.timeout(timeout_s):
                await future
        except TimeoutError:
            return False
        finally:
            self._forget(wake)
        return True

    def _forget(self, wake: Callable[[], None]) -> None:
        if wake in self._waiters:
            self._waiters.remove(wake)
