"""One way to write a test for two flavours of the API: everything is awaited.

A `Handle` stands for a connection, a stream or an object such as a domain, of either flavour. Its methods are those of
the public API, and each of them is a coroutine function. A blocking call runs in a worker thread, where no event loop
runs, as in a program that has none.
"""

from __future__ import annotations

import asyncio
import enum
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, NamedTuple

import anyvirt
from anyvirt import aio, constants
from anyvirt.base import AsyncConnectionBase, AsyncDomainBase, ConnectionBase, DomainBase
from anyvirt.objects.base import _Object
from anyvirt.objects.streaming import StreamCore

_LIFECYCLE = constants.VIR_DOMAIN_EVENT_ID_LIFECYCLE  # and that of every other kind: 0
_OBJECTS = (ConnectionBase, DomainBase, AsyncConnectionBase, AsyncDomainBase, _Object, StreamCore)


class Flavour(enum.Enum):
    """How a program calls the API."""

    BLOCKING = "blocking"
    ASYNCIO = "asyncio"

    async def open(self, uri: str, *, readonly: bool = False) -> Handle:
        """A connection to *uri*."""
        opener: Callable[[str], Any]
        if self is Flavour.ASYNCIO:
            opener = aio.openReadOnly if readonly else aio.open
            return Handle(await opener(uri))
        opener = anyvirt.openReadOnly if readonly else anyvirt.open
        return Handle(await asyncio.to_thread(opener, uri))


class Handle:
    """A connection, a stream or an object, in whichever flavour."""

    def __init__(self, obj: Any) -> None:
        self._obj = obj

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        method = getattr(self._obj, name)

        async def call(*args: Any, **keywords: Any) -> Any:
            args = tuple(_bare(arg) for arg in args)
            if inspect.iscoroutinefunction(method):
                return _wrapped(await method(*args, **keywords))
            return _wrapped(await asyncio.to_thread(method, *args, **keywords))

        return call

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Handle) and bool(self._obj == other._obj)

    def __hash__(self) -> int:
        return hash(self._obj)

    def __repr__(self) -> str:
        return f"Handle({self._obj!r})"


def _wrapped(value: Any) -> Any:
    if isinstance(value, _OBJECTS):
        return Handle(value)
    if type(value) in (list, tuple):
        return type(value)(_wrapped(item) for item in value)
    if isinstance(value, tuple) and hasattr(value, "_make"):
        return value._make(_wrapped(item) for item in value)
    return value


def _bare(value: Any) -> Any:
    if isinstance(value, list):
        return [_bare(item) for item in value]
    return value._obj if isinstance(value, Handle) else value


class Lifecycle(NamedTuple):
    """A lifecycle event as a handler saw it."""

    name: str
    event: int
    detail: int


class Events:
    """The lifecycle events of a connection, in the order in which they came."""

    def __init__(self, timeout_s: float) -> None:
        self._queue: asyncio.Queue[Lifecycle] = asyncio.Queue()
        self._timeout_s = timeout_s

    async def next(self) -> Lifecycle:
        """The next event. Fails when none comes in time."""
        async with asyncio.timeout(self._timeout_s):
            return await self._queue.get()

    async def kinds(self, count: int) -> list[int]:
        """VIR_DOMAIN_EVENT_* of the next *count* events."""
        return [(await self.next()).event for _ in range(count)]


def lifecycle_events(
    conn: Handle, timeout_s: float, *, domain: Handle | None = None
) -> AbstractAsyncContextManager[Events]:
    """Collects the lifecycle events of *conn*, or of *domain* alone, during the block."""
    return events_of("domain", conn, timeout_s, domain)


@asynccontextmanager
async def events_of(kind: str, conn: Handle, timeout_s: float, of: Handle | None = None) -> AsyncIterator[Events]:
    """Collects the lifecycle events of objects of a *kind*, "domain", "network" ..., or of one of them alone."""
    events = Events(timeout_s)
    loop = asyncio.get_running_loop()

    def handler(_conn: Any, about: Any, event: int, detail: int, _opaque: object) -> None:
        loop.call_soon_threadsafe(events._queue.put_nowait, Lifecycle(about.name(), event, detail))

    number = await getattr(conn, f"{kind}EventRegisterAny")(of, _LIFECYCLE, handler, None)
    try:
        yield events
    finally:
        await getattr(conn, f"{kind}EventDeregisterAny")(number)
