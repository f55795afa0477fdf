"""virStream, awaitable.

What each call does, takes and raises stands in anyvirt.stream. Handlers may be coroutine functions.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, cast

from anyvirt.eventloop import report_failure
from anyvirt.objects.streaming import (
    AT_HOLE,
    BUFFER_BYTES,
    WOULD_BLOCK,
    StreamCore,
    Watch,
    as_bytes,
    hole_length,
    negative,
    no_flags,
    size_of,
    stops_at_hole,
    unsuitable,
)
from anyvirt.progress import answered
from anyvirt.util.error import libvirtError

if TYPE_CHECKING:
    from types import TracebackType

    from anyvirt.aio.connection import virConnect
    from anyvirt.base import AsyncConnectionBase
    from anyvirt.progress import OnBytes


class virStream(StreamCore):
    """A stream of a connection whose calls are awaited."""

    _conn: AsyncConnectionBase

    def connect(self) -> virConnect:
        """The connection that the stream came from."""
        return cast("virConnect", self._conn)

    async def recv(self, nbytes: int) -> bytes | int:
        """Wait for data and give at most *nbytes* of them. A call that is cancelled loses none."""
        return await self._receive(nbytes, "virStreamRecv", stop_at_hole=False)

    async def recvFlags(self, nbytes: int, flags: int = 0) -> bytes | int:
        """Wait for data and give at most *nbytes* of them, or -3 at a hole."""
        return await self._receive(nbytes, "virStreamRecvFlags", stop_at_hole=stops_at_hole(flags))

    async def _receive(self, nbytes: int, function: str, *, stop_at_hole: bool) -> bytes | int:
        size = size_of(nbytes)
        while True:
            if not await self._conn._call(self._fill(size, function)):
                return WOULD_BLOCK
            found = self._take(size, stop_at_hole=stop_at_hole)
            if found or self._at_end or not size:
                await answered(self._tell(len(found) if isinstance(found, bytes) else 0))
                return found

    async def recvHole(self, flags: int = 0) -> int:
        """Give the length of the hole here in bytes, and go behind it; 0 if there is none."""
        no_flags(flags, "virStreamRecvHole")
        await self._conn._call(self._fill(BUFFER_BYTES, "virStreamRecvHole"))
        length = self._take_hole()
        await answered(self._tell(length))
        return length

    async def send(self, data: bytes | bytearray | memoryview) -> int:
        """Send *data*. After one that is cancelled nobody knows how much was sent: abort the stream."""
        sent = await self._conn._call(self._put(as_bytes(data), "virStreamSend"))
        await answered(self._tell(sent))
        return sent

    async def sendHole(self, length: int, flags: int = 0) -> int:
        """Leave *length* bytes of zeros without sending them."""
        if length := hole_length(length, flags):
            await self._conn._call(self._put_hole(length))
            await answered(self._tell(length))
        return 0

    async def finish(self) -> int:
        """End the stream, and wait until all that was sent is where it belongs."""
        if not self._was_open:
            self._need("virStreamFinish")
        await self._conn._call(self._end(finish=True))
        return 0

    async def abort(self) -> int:
        """End the stream at once; what was sent may be there in part."""
        await self._conn._call(self._end(finish=False))
        return 0

    # Streams as a whole

    async def recvAll(
        self, handler: Callable[[virStream, bytes, Any], object], opaque: object, *, progress: OnBytes | None = None
    ) -> None:
        """Receive all: call *handler*(stream, data, opaque) for each piece until the end."""
        done = 0
        while True:
            data = await self.recv(BUFFER_BYTES)
            if isinstance(data, int):
                raise unsuitable("recvAll")
            if not data:
                return
            async with self._aborted_on_failure():
                if negative(answer := await answered(handler(self, data, opaque))):
                    raise RuntimeError(f"recvAll handler returned {answer}")
                done += len(data)
                if progress is not None:
                    await answered(progress(done))

    async def sendAll(
        self, handler: Callable[[virStream, int, Any], object], opaque: object, *, progress: OnBytes | None = None
    ) -> None:
        """Send all: call *handler*(stream, nbytes, opaque) for at most *nbytes* bytes until it answers with none."""
        done = 0
        while True:
            async with self._aborted_on_failure():
                data = await answered(handler(self, BUFFER_BYTES, opaque))
                if not data:
                    return
                if await self.send(data) == WOULD_BLOCK:
                    raise unsuitable("sendAll")
                done += len(data)
                if progress is not None:
                    await answered(progress(done))

    async def sparseRecvAll(
        self,
        handler: Callable[[virStream, bytes, Any], object],
        holeHandler: Callable[[virStream, int, Any], object],
        opaque: object,
        *,
        progress: OnBytes | None = None,
    ) -> None:
        """Receive all with its holes: *handler*(stream, data, opaque), and *holeHandler*(stream, length, opaque)."""
        done = 0
        while True:
            found = await self.recvFlags(BUFFER_BYTES, 1)
            if found == WOULD_BLOCK:
                raise unsuitable("sparseRecvAll")
            async with self._aborted_on_failure():
                if found == AT_HOLE:
                    length = await self.recvHole()
                    if negative(answer := await answered(holeHandler(self, length, opaque))):
                        raise RuntimeError(f"holeHandler handler returned {answer}")
                else:
                    assert isinstance(found, bytes)
                    length = len(found)
                    if not length:
                        return
                    if negative(answer := await answered(handler(self, found, opaque))):
                        raise RuntimeError(f"sparseRecvAll handler returned {answer}")
                done += length
                if progress is not None:
                    await answered(progress(done))

    async def sparseSendAll(
        self,
        handler: Callable[[virStream, int, Any], object],
        holeHandler: Callable[[virStream, Any], object],
        skipHandler: Callable[[virStream, int, Any], object],
        opaque: object,
        *,
        progress: OnBytes | None = None,
    ) -> None:
        """Send all with its holes."""
        done = 0
        while True:
            async with self._aborted_on_failure():
                in_data, section = await answered(holeHandler(self, opaque))
                if not in_data and section > 0:
                    length = section
                    await self.sendHole(length)
                    if negative(answer := await answered(skipHandler(self, length, opaque))):
                        raise RuntimeError(f"skipHandler handler returned {answer}")
                else:
                    data = await answered(handler(self, min(BUFFER_BYTES, section), opaque))
                    if negative(data):
                        raise RuntimeError(f"sparseSendAll handler returned {data!r}")
                    if not data:
                        return
                    if await self.send(data) == WOULD_BLOCK:
                        raise unsuitable("sparseSendAll")
                    length = len(data)
                done += length
                if progress is not None:
                    await answered(progress(done))

    def _aborted_on_failure(self) -> _Aborted:
        return _Aborted(self)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The pieces of a stream that is read, until its end; finishes it then, and aborts it if the loop is left."""
        over = False
        try:
            while data := await self.recv(BUFFER_BYTES):
                if isinstance(data, int):
                    raise unsuitable("iteration")
                yield data
            over = True
            await self.finish()
        finally:
            if not over:
                with suppress(libvirtError):
                    await self.abort()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the stream; abort it if an exception comes through."""
        if self._channel is None:
            return
        if kind is None:
            await self.finish()
        else:
            with suppress(libvirtError):
                await self.abort()

    # Streams that do not block

    async def eventAddCallback(self, events: int, cb: Callable[[virStream, int, Any], object], opaque: object) -> None:
        """Call *cb*(stream, events, opaque) while the stream is ready for one of *events*; await what it returns."""
        await self._conn._call(self._set_watch(Watch(int(events), cb, opaque)))

    async def eventUpdateCallback(self, events: int) -> int:
        """Wait for other events; 0 pauses the callback."""
        await self._conn._call(self._change_watch(int(events)))
        return 0

    async def eventRemoveCallback(self) -> int:
        """Take the callback away."""
        await self._conn._call(self._drop_watch())
        return 0

    def _post_look(self) -> None:
        with suppress(RuntimeError):  # the loop was closed, and the stream forgotten
            self._conn._loop.call_soon_threadsafe(self._start_look)

    def _start_look(self) -> None:
        self._looking = self._conn._loop.create_task(self._look(), name="anyvirt-stream")

    async def _look(self) -> None:
        try:
            ready = await self._conn._call(self._ready())
        except libvirtError:
            return  # the connection was closed
        if (due := self._due(ready)) is None:
            return
        watch, happened = due
        try:
            await answered(watch.cb(self, happened, watch.opaque))
        except Exception:
            report_failure("the callback of a stream")
        self._look_soon()


class _Aborted:
    """Aborts a stream when what is inside raises."""

    def __init__(self, stream: virStream) -> None:
        self._stream = stream

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            with suppress(Exception):
                await self._stream.abort()
