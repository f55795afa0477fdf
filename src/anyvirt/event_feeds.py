"""Iterating over events: each iteration has a box of its own, which takes what happens from the moment it was made."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from anyvirt.events import Sink, Subscriptions
from anyvirt.util.error import OperationAborted

if TYPE_CHECKING:
    import asyncio
    from types import TracebackType

    from anyvirt.conf.store.events import Event

E = TypeVar("E")


class _Feed(Sink, Generic[E]):
    """What both flavours share. One that is forgotten leaves *subscriptions* when the next thing happens."""

    def __init__(self, typed: Callable[[Event], E], subscriptions: Subscriptions, limit: int) -> None:
        if limit < 1:
            raise ValueError(f"limit must be at least 1, not {limit}")
        self.numbers: list[int] = []
        self._typed = typed
        self._subscriptions = subscriptions
        self._limit = limit
        self._box: deque[Event] = deque()
        self._lost = False
        self._over = False

    def _add(self, event: Event) -> bool:
        """Put it into the box unless that is full, or nobody listens; says whether anything has changed."""
        if self._over or self._lost:
            return False
        if len(self._box) >= self._limit:
            self._lost = True
        else:
            self._box.append(event)
        return True

    def _next(self) -> E | None:
        """The next event; None if none has come yet.

        Raises:
            StopIteration: the connection was closed, or this was.
            OperationAborted: more have come than had room.
        """
        if self._box:
            return self._typed(self._box.popleft())
        if self._lost:
            self._lost = False
            self.close()
            raise OperationAborted(
                f"more than {self._limit} events were waiting, so that later ones were lost",
                hint="look at the state of things again, and iterate anew; or raise the limit",
            )
        if self._over:
            raise StopIteration
        return None

    def close(self) -> None:
        """Listen no more. What waits can still be taken."""
        numbers, self.numbers = self.numbers, []
        for number in numbers:
            self._subscriptions.remove(number)
        self.end()

    def __del__(self) -> None:
        # This may run amidst anything, so that no lock may be taken here.
        if numbers := getattr(self, "numbers", None):
            self._subscriptions.abandoned.extend(numbers)


class Feed(_Feed[E]):
    """Events of a blocking connection, to iterate over. Any thread may take them."""

    def __init__(
        self, typed: Callable[[Event], E], subscriptions: Subscriptions, limit: int, timeout_s: float | None
    ) -> None:
        super().__init__(typed, subscriptions, limit)
        self._timeout_s = timeout_s
        self._changed = threading.Condition(threading.RLock())

    def put(self, event: Event) -> None:
        with self._changed:
            if self._add(event):
                self._changed.notify()

    def end(self) -> None:
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until something happens, at most *timeout_s* seconds, and forget what has; say whether anything had."""
        with self._changed:
            happened = self._changed.wait_for(lambda: self._box or self._lost or self._over, timeout_s)
            self._box.clear()
            self._lost = False
            return bool(happened)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> E:
        with self._changed:
            while (found := self._next()) is None:
                if not self._changed.wait(self._timeout_s):
                    raise StopIteration
            return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncFeed(_Feed[E]):
    """Events of a connection whose calls are awaited, to iterate over on its loop. Cancelling loses none."""

    def __init__(
        self,
        typed: Callable[[Event], E],
        subscriptions: Subscriptions,
        limit: int,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        super().__init__(typed, subscriptions, limit)
        self._loop = loop
        self._guard = threading.Lock()
        self._waiter: asyncio.Future[None] | None = None
        self._failure: BaseException | None = None

    def depend_on(self, begun: Awaitable[None]) -> None:
        """Fail when *begun* does, by which the driver says that events come."""
        import asyncio

        asyncio.ensure_future(begun).add_done_callback(self._look_at)

    def _look_at(self, begun: asyncio.Future[None]) -> None:
        if not begun.cancelled() and (failure := begun.exception()) is not None:
            self._failure = failure
            self.close()

    def _next(self) -> E | None:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure
        return super()._next()

    def put(self, event: Event) -> None:
        with self._guard:
            changed = self._add(event)
        if changed:
            self._wake_soon()

    def end(self) -> None:
        self._over = True
        self._wake_soon()

    def _wake_soon(self) -> None:
        if self._waiter is not None:
            with suppress(RuntimeError):  # the loop was closed
                self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until something happens, at most *timeout_s* seconds, and forget what has; say whether anything had."""
        import asyncio

        happened = True
        await asyncio.sleep(0)  # who waits again and again while much happens leaves the loop to others
        try:
            async with asyncio.timeout(timeout_s):
                while not (self._box or self._lost or self._over):
                    self._waiter = self._loop.create_future()
                    if not (self._box or self._lost or self._over):  # nor has anything come meanwhile
                        await self._waiter
        except TimeoutError:
            happened = False
        finally:
            self._waiter = None
        self._box.clear()
        self._lost = False
        return happened

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> E:
        if self._waiter is not None:
            raise RuntimeError("two tasks iterate over the same events; call events() in each")
        while True:
            self._waiter = self._loop.create_future()  # before looking: what comes meanwhile wakes it
            try:
                try:
                    found = self._next()
                except StopIteration:
                    raise StopAsyncIteration from None
                if found is not None:
                    return found
                await self._waiter
            finally:
                self._waiter = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
