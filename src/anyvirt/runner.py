"""How a driver's coroutines are run: in the caller or on a loop, for a blocking caller or for one that awaits."""

from __future__ import annotations

import _thread
import os
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar
from weakref import WeakSet

from anyvirt.util.error import InvalidConn
from anyvirt.util.posix import after_fork
from anyvirt.util.wait import Locked, run_inline, stepping

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")


class Runner(Protocol):
    """Runs the coroutines of one connection for callers that block."""

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        """Run *coro* to its end."""
        ...

    def end(self, coro: Coroutine[Any, Any, T]) -> T:
        """Run *coro*, the last one. Calls that are under way do not outlast it where that can be helped."""
        ...

    def leave(self, coro: Coroutine[Any, Any, object]) -> None:
        """Have *coro*, the last one, run without waiting for it. Anybody may call, from a garbage collection too."""
        ...


class AsyncRunner(Protocol):
    """Runs the coroutines of one connection for callers that await."""

    def run(self, coro: Coroutine[Any, Any, T]) -> Awaitable[T]: ...

    def end(self, coro: Coroutine[Any, Any, T]) -> Awaitable[T]: ...

    def leave(self, coro: Coroutine[Any, Any, object]) -> None: ...


_locks: WeakSet[threading.RLock] = WeakSet()  # of the drivers in caller mode that connections use


def _free_locks() -> None:
    # Who held one when the process forked is not in the child, which has a copy of the state of its own.
    for lock in _locks:
        if not lock._is_owned():  # type: ignore[attr-defined]
            lock._at_fork_reinit()  # type: ignore[attr-defined]


after_fork(_free_locks)


class _Inline:
    """What both flavours of caller mode share."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock
        _locks.add(lock)

    def leave(self, coro: Coroutine[Any, Any, object]) -> None:
        if stepping():
            # The garbage collection came amidst a step of a driver, which holds who knows which locks.
            _thread.start_new_thread(run_inline, (coro, self._lock))
        else:
            run_inline(coro, self._lock)


class InlineRunner(_Inline):
    """Steps the coroutine to its end in the caller's thread."""

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        return run_inline(coro, self._lock)

    end = run


class AsyncInlineRunner(_Inline):
    """Awaits the coroutine on the caller's loop; blocking threads may share its state."""

    def run(self, coro: Coroutine[Any, Any, T]) -> Awaitable[T]:
        return Locked(coro, self._lock)

    end = run


class _Operation(Generic[T]):
    """A coroutine that runs on the background loop for somebody elsewhere, whom *ended* tells of its end there."""

    def __init__(self, coro: Coroutine[Any, Any, T], runner: _OnLoop, ended: Callable[[], object]) -> None:
        self._coro = coro
        self._runner = runner
        self._ended = ended
        self._task: asyncio.Task[T] | None = None
        self._over = False

    def start(self) -> None:
        """Have it run, from any thread."""
        self._runner.loop.call_soon_threadsafe(self._start)

    def cancel(self) -> None:
        """Stop it, from any thread; it may not have started. It is over when *ended* was called."""
        self._runner.loop.call_soon_threadsafe(self._cancel)

    def _start(self) -> None:
        if self._runner.closing:
            self._refuse()
            return
        self._task = task = self._runner.loop.create_task(self._coro)
        self._runner.under_way.add(task)
        task.add_done_callback(self._finish)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        elif not self._over:
            self._refuse()

    def _refuse(self) -> None:
        self._coro.close()
        self._tell()

    def _finish(self, task: asyncio.Task[T]) -> None:
        self._runner.under_way.discard(task)
        if not task.cancelled():
            task.exception()  # looked at: who would have asked for it may be gone
        self._tell()

    def _tell(self) -> None:
        self._over = True
        with suppress(RuntimeError):  # the loop that waited may be gone
            self._ended()

    def result(self) -> T:
        """What it came to, once it has ended.

        Raises:
            InvalidConn: the connection was closed meanwhile.
        """
        if self._task is None or (self._runner.closing and self._task.cancelled()):
            raise InvalidConn("the connection was closed before the call had ended")
        return self._task.result()


class _OnLoop:
    """What both flavours of loop mode share: the way to the background loop, and what is under way there."""

    def __init__(self) -> None:
        from anyvirt.util.loop import background_loop

        self.loop = background_loop()
        self.under_way: set[asyncio.Task[Any]] = set()
        self.closing = False
        self._process = os.getpid()

    def leave(self, coro: Coroutine[Any, Any, object]) -> None:
        if os.getpid() == self._process:
            _Operation(coro, self, bool).start()
        else:
            coro.close()  # the parent's connection is the parent's business

    def _runs_here(self, coro: Coroutine[Any, Any, object]) -> bool:
        """Whether this is the background loop.

        Raises:
            InvalidConn: it is the loop of another process, from which this one was forked off.
        """
        import asyncio

        if os.getpid() != self._process:
            coro.close()
            raise InvalidConn(
                f"it was opened by process {self._process}, and process {os.getpid()} is a fork of that",
                hint="open a connection in each process",
            )
        try:
            return asyncio.get_running_loop() is self.loop
        except RuntimeError:
            return False

    async def _alone(self, coro: Coroutine[Any, Any, T]) -> T:
        """Stop all else, then run *coro*."""
        import asyncio

        self.closing = True
        if others := self.under_way - {asyncio.current_task()}:
            for task in others:
                # One that was cancelled before is cleaning up, which a second time would cut short.
                if not task.cancelling():
                    task.cancel()
            await asyncio.wait(others)
        return await coro


class LoopRunner(_OnLoop):
    """Hands the coroutine to the background loop and waits for its result."""

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        if self._runs_here(coro):
            coro.close()
            raise RuntimeError(
                "a blocking call was made on the loop that would have to answer it; use anyvirt.aio there"
            )
        running = threading.Lock()
        running.acquire()
        operation = _Operation(coro, self, running.release)
        try:
            operation.start()
            running.acquire()
        except BaseException:
            # Ctrl-C. The operation must not go on behind its caller's back, nor its cleaning up be cut short by the end
            # of the program; only a second Ctrl-C does not wait for that.
            operation.cancel()
            running.acquire()
            raise
        return operation.result()

    def end(self, coro: Coroutine[Any, Any, T]) -> T:
        return self.run(self._alone(coro))


class AsyncLoopRunner(_OnLoop):
    """Hands the coroutine to the background loop and awaits its result there; cancelling reaches the coroutine."""

    async def run(self, coro: Coroutine[Any, Any, T]) -> T:
        import asyncio

        if self._runs_here(coro):
            return await coro  # in the task of the caller, who cancels it like any other of his
        loop = asyncio.get_running_loop()
        ended = loop.create_future()
        operation = _Operation(coro, self, lambda: loop.call_soon_threadsafe(ended.set_result, None))
        operation.start()
        try:
            await asyncio.shield(ended)
        except asyncio.CancelledError:
            # As with any coroutine, who cancels it finds it over, with all that it had to clean up.
            operation.cancel()
            while not ended.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([ended])
            raise
        return operation.result()

    async def end(self, coro: Coroutine[Any, Any, T]) -> T:
        return await self.run(self._alone(coro))
