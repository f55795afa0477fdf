"""How a driver's coroutines are run: in the caller or on a loop, for a blocking caller or for one that awaits."""

from __future__ import annotations

import threading
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from anyvirt.util.wait import Locked, run_inline

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")


class Runner(Protocol):
    """Runs coroutines for callers that block."""

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        """Run *coro* to its end."""
        ...

    def leave(self, coro: Coroutine[Any, Any, object]) -> None:
        """Have *coro* run without waiting for it."""
        ...


class AsyncRunner(Protocol):
    """Runs coroutines for callers that await."""

    async def run(self, coro: Coroutine[Any, Any, T]) -> T: ...


class InlineRunner:
    """Steps the coroutine to its end in the caller's thread."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        return run_inline(coro, self._lock)

    def leave(self, coro: Coroutine[Any, Any, object]) -> None:
        run_inline(coro, self._lock)


class LoopRunner:
    """Hands the coroutine to the background loop and waits for its result."""

    def __init__(self) -> None:
        from anyvirt.util.loop import background_loop

        self._loop = background_loop()

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        import asyncio

        if _runs_in_this_thread(self._loop):
            coro.close()
            raise RuntimeError(
                "a blocking call was made on the loop that would have to answer it; use anyvirt.aio there"
            )
        future = asyncio.run_coroutine_threadsafe(coro, self._loop)
        try:
            return future.result()
        except BaseException:
            # Ctrl-C in the caller: the operation must not go on behind its back. No effect on one that has ended.
            future.cancel()
            raise

    def leave(self, coro: Coroutine[Any, Any, object]) -> None:
        import asyncio

        asyncio.run_coroutine_threadsafe(coro, self._loop)


class AsyncInlineRunner:
    """Awaits the coroutine on the caller's loop; blocking threads may share its state."""

    def __init__(self, lock: threading.RLock) -> None:
        self._lock = lock

    async def run(self, coro: Coroutine[Any, Any, T]) -> T:
        return await Locked(coro, self._lock)


class AsyncLoopRunner:
    """Hands the coroutine to the background loop and awaits its result; cancelling reaches the coroutine."""

    def __init__(self) -> None:
        from anyvirt.util.loop import background_loop

        self._loop = background_loop()

    async def run(self, coro: Coroutine[Any, Any, T]) -> T:
        import asyncio

        if _runs_in_this_thread(self._loop):
            return await coro
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coro, self._loop))


def _runs_in_this_thread(loop: asyncio.AbstractEventLoop) -> bool:
    import asyncio

    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False
