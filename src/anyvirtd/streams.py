"""Streams: between the packets of a client and the `Channel` of a driver, in both directions.

Memory stays constant. What comes from the driver is read only while the client reads; of what comes from the client
only so much is taken from its socket as the driver has room for.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final, TypeVar

from anyvirt.driver.streams import Hole
from anyvirt.rpc import packet as packets
from anyvirt.rpc.programs import Kind
from anyvirt.util.error import InternalError, libvirtError
from anyvirt.util.wait import Locked
from anyvirtd.stepping import NO_LOCK

if TYPE_CHECKING:
    from anyvirt.driver.streams import Channel
    from anyvirt.rpc.connection import Called
    from anyvirtd.client import Client

T = TypeVar("T")

log = logging.getLogger("anyvirtd.streams")

PASSED_ON_BYTES: Final = 1024 * 1024
"""What goes to a driver or comes from it at once: each time costs as much as some packets, where a thread does it."""
_PIECES: Final = 64  # at once
_HOLE_COST: Final = 64  # bytes that a hole counts for while it waits


class Stream:
    """A stream of a client's, from the answer to its call until both sides are done with it."""

    def __init__(self, client: Client, called: Called, channel: Channel) -> None:
        self._client = client
        self._called = called
        self._channel = channel
        self._lock = client.session.lock
        self._arrived: deque[bytes | memoryview | int] = deque()  # data, and lengths of holes
        self._writer: asyncio.Task[None] | None = None
        self._reader: asyncio.Task[None] | None = None
        self._room = asyncio.Event()
        self._finishing = False
        self._over = False

    def start(self) -> None:
        """Begin to send what comes from the driver."""
        if self._called.procedure.kind is Kind.STREAM_IN:
            self._reader = self._client.service.in_background(self._read())

    # What the client's packets say

    def arrived(self, piece: bytes | memoryview | int) -> None:
        """Data from the client, or the length of a hole."""
        if self._over or self._finishing or not piece:
            return
        self._arrived.append(piece)
        self._client.stream_bytes += _cost(piece)
        if self._writer is None:
            self._writer = self._client.service.in_background(self._write())

    def finish(self) -> None:
        """The client has sent all, and wants to know that it has arrived."""
        if not self._over and not self._finishing:
            self._finishing = True
            if self._writer is None:
                self._writer = self._client.service.in_background(self._write())

    def abort(self) -> None:
        """The client has given it up."""
        if self._end():
            self._client.service.in_background(self._abort())

    def drained(self) -> None:
        """The client has read what was sent."""
        self._room.set()

    async def cut(self) -> None:
        """The client has gone."""
        if self._end():
            await self._let_go()

    # What goes on

    async def _read(self) -> None:
        """From the driver to the client, until there is no more."""
        procedure, serial, wire = self._called.procedure, self._called.serial, self._client.wire
        try:
            while True:
                piece = await self._locked(self._channel.receive(PASSED_ON_BYTES))
                if self._over:
                    return
                if isinstance(piece, Hole):
                    wire.send(packets.stream_hole(procedure, serial, piece.length))
                    continue
                if not piece:
                    wire.send(packets.stream_data(procedure, serial, b""))
                    return
                left = memoryview(piece)
                while left and not self._over:
                    wire.send(packets.stream_data(procedure, serial, left[: packets.STREAM_DATA_MAX]))
                    left = left[packets.STREAM_DATA_MAX :]
                    while wire.full and not self._over:
                        self._room.clear()
                        await self._room.wait()
        except Exception as exc:
            await self._fail(exc)

    async def _write(self) -> None:
        """From the client to the driver, until nothing waits any more."""
        try:
            while self._arrived and not self._over:
                await self._pass_on(self._next())
            if self._finishing and not self._over:
                await self._finish()
        except Exception as exc:
            await self._fail(exc)
        finally:
            self._writer = None

    def _next(self) -> list[bytes | memoryview] | int:
        """What is to be passed on next: a hole, or data that follow each other."""
        arrived = self._arrived
        piece = arrived.popleft()
        if isinstance(piece, int):
            return piece
        pieces, size = [piece], len(piece)
        while arrived and size < PASSED_ON_BYTES and not isinstance(following := arrived[0], int):
            if len(pieces) == _PIECES:
                break
            pieces.append(following)
            size += len(following)
            del arrived[0]
        return pieces

    async def _pass_on(self, passed: list[bytes | memoryview] | int) -> None:
        took = self._client.stream_took
        if isinstance(passed, int):
            try:
                await self._locked(self._channel.send_hole(passed))
            finally:
                took(_HOLE_COST)
            return
        left = passed
        try:
            while left and not self._over:
                sent = await self._locked(self._channel.send_many(left))
                left = _behind(left, sent)
                took(sent)
        finally:
            took(sum(map(len, left)))

    async def _finish(self) -> None:
        procedure, serial = self._called.procedure, self._called.serial
        self._end()
        try:
            await self._locked(self._channel.finish())
        except libvirtError as exc:
            self._client.wire.send(packets.stream_abort(procedure, serial, self._blamed(exc)))
        else:
            self._client.wire.send(packets.stream_finish(procedure, serial))

    async def _abort(self) -> None:
        await self._let_go()
        self._client.wire.send(packets.stream_finish(self._called.procedure, self._called.serial))

    async def _fail(self, exc: Exception) -> None:
        """It went wrong here: tell the client, unless it is over anyway."""
        if not self._end():
            return
        if not isinstance(exc, libvirtError):
            log.error("%s: a stream failed", self._client, exc_info=exc)
            exc = InternalError(f"{self._called.procedure}: {type(exc).__name__}: {exc}")
        self._client.wire.send(packets.stream_abort(self._called.procedure, self._called.serial, self._blamed(exc)))
        await self._let_go()

    def _end(self) -> bool:
        """Nothing more goes through; says whether that is new."""
        if self._over:
            return False
        self._over = True
        for task in (self._reader, self._writer):
            if task is not None and task is not asyncio.current_task():
                task.cancel()
        self._client.stream_ended(self._called.serial)
        arrived, self._arrived = self._arrived, deque()
        if arrived:
            self._client.stream_took(sum(map(_cost, arrived)))
        return True

    async def _let_go(self) -> None:
        try:
            await self._locked(self._channel.abort())
        except libvirtError as exc:
            log.info("%s: giving a stream up: %s", self._client, exc)

    def _blamed(self, error: libvirtError) -> libvirtError:
        error.origin = error.origin or self._client.session.origin
        return error

    async def _locked(self, coro: Coroutine[Any, Any, T]) -> T:
        return await (coro if self._lock is NO_LOCK else Locked(coro, self._lock))


def _behind(pieces: list[bytes | memoryview], count: int) -> list[bytes | memoryview]:
    """What is left of *pieces* behind the first *count* bytes."""
    for number, piece in enumerate(pieces):
        if count < len(piece):
            return [memoryview(piece)[count:], *pieces[number + 1 :]]
        count -= len(piece)
    return []


def _cost(piece: bytes | memoryview | int) -> int:
    return _HOLE_COST if isinstance(piece, int) else len(piece)
