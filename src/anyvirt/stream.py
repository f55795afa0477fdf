"""virStream: bytes on their way between a program and a hypervisor: images, consoles, pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self, cast

from anyvirt import dispatcher
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
from anyvirt.util.error import libvirtError

if TYPE_CHECKING:
    from types import TracebackType

    from anyvirt.base import ConnectionBase
    from anyvirt.connection import virConnect
    from anyvirt.progress import OnBytes


class virStream(StreamCore):
    """A stream of a blocking connection, from newStream().

    A call such as download() opens it. Then it is read or written, to the end, and finished or aborted; then it can be
    opened again. One that was opened with VIR_STREAM_NONBLOCK answers -2 instead of waiting.
    """

    _conn: ConnectionBase
    _listening = False

    def connect(self) -> virConnect:
        """The connection that the stream came from."""
        return cast("virConnect", self._conn)

    def recv(self, nbytes: int) -> bytes | int:
        """Wait for data and give at most *nbytes* of them.

        Returns:
            the bytes; b"" at the end; -2 if the stream is non-blocking and there are none. Holes come as zeros.

        Raises:
            InternalError: the stream is not open any more.
            NoSupport: nothing has opened it.
            OperationInvalid: nothing can be read from it.

        Source: virStreamRecv in libvirt-stream.
        """
        return self._receive(nbytes, "virStreamRecv", stop_at_hole=False)

    def recvFlags(self, nbytes: int, flags: int = 0) -> bytes | int:
        """Wait for data and give at most *nbytes* of them.

        Args:
            flags: VIR_STREAM_RECV_STOP_AT_HOLE: do not fill holes with zeros.

        Returns:
            as recv(); -3 at a hole, whose length recvHole() tells.

        Source: virStreamRecvFlags in libvirt-stream.
        """
        return self._receive(nbytes, "virStreamRecvFlags", stop_at_hole=stops_at_hole(flags))

    def _receive(self, nbytes: int, function: str, *, stop_at_hole: bool) -> bytes | int:
        size = size_of(nbytes)
        while True:
            if not self._conn._call(self._fill(size, function)):
                return WOULD_BLOCK
            found = self._take(size, stop_at_hole=stop_at_hole)
            if found or self._at_end or not size:
                self._tell(len(found) if isinstance(found, bytes) else 0)
                return found

    def recvHole(self, flags: int = 0) -> int:
        """Give the length of the hole here in bytes, and go behind it; 0 if there is none.

        Args:
            flags: must be 0.

        Source: virStreamRecvHole in libvirt-stream.
        """
        no_flags(flags, "virStreamRecvHole")
        self._conn._call(self._fill(BUFFER_BYTES, "virStreamRecvHole"))
        length = self._take_hole()
        self._tell(length)
        return length

    def send(self, data: bytes | bytearray | memoryview) -> int:
        """Send *data*.

        Returns:
            how many bytes were sent: all of them, unless the stream is non-blocking; -2 if that takes none now.

        Raises:
            SystemCallError: they cannot be written; ENOSPC: there is no room.
            InternalError: the stream is not open any more.
            NoSupport: nothing has opened it.
            OperationInvalid: nothing can be written to it.

        Source: virStreamSend in libvirt-stream.
        """
        sent = self._conn._call(self._put(as_bytes(data), "virStreamSend"))
        self._tell(sent)
        return sent

    def sendHole(self, length: int, flags: int = 0) -> int:
        """Leave *length* bytes of zeros without sending them.

        Args:
            flags: must be 0.

        Returns:
            0.

        Source: virStreamSendHole in libvirt-stream.
        """
        if length := hole_length(length, flags):
            self._conn._call(self._put_hole(length))
            self._tell(length)
        return 0

    def finish(self) -> int:
        """End the stream, and wait until all that was sent is where it belongs.

        Raises what went wrong with it. Finishing twice does no harm.

        Returns:
            0.

        Source: virStreamFinish in libvirt-stream.
        """
        if not self._was_open:
            self._need("virStreamFinish")
        try:
            self._conn._call(self._end(finish=True))
        finally:
            self._listen(on=False)
        return 0

    def abort(self) -> int:
        """End the stream at once; what was sent may be there in part. Aborting twice does no harm.

        Returns:
            0.

        Source: virStreamAbort in libvirt-stream.
        """
        try:
            self._conn._call(self._end(finish=False))
        finally:
            self._listen(on=False)
        return 0

    # Streams as a whole

    def recvAll(
        self, handler: Callable[[virStream, bytes, Any], object], opaque: object, *, progress: OnBytes | None = None
    ) -> None:
        """Receive all: call *handler*(stream, data, opaque) for each piece until the end. The stream is then finished
        by the caller.

        Args:
            progress: called with the number of bytes so far, after each piece.

        Raises:
            RuntimeError: the handler has answered with a negative number. What it raises comes through. In both cases
                the stream is aborted.

        Source: virStreamRecvAll in libvirt-stream.
        """
        done = 0
        while True:
            data = self.recv(BUFFER_BYTES)
            if isinstance(data, int):
                raise unsuitable("recvAll")
            if not data:
                return
            with self._aborted_on_failure():
                if negative(answer := handler(self, data, opaque)):
                    raise RuntimeError(f"recvAll handler returned {answer}")
                done += len(data)
                if progress is not None:
                    progress(done)

    def sendAll(
        self, handler: Callable[[virStream, int, Any], bytes], opaque: object, *, progress: OnBytes | None = None
    ) -> None:
        """Send all: call *handler*(stream, nbytes, opaque) for at most *nbytes* bytes until it answers with none.

        Args:
            progress: called with the number of bytes so far, after each piece.

        What the handler raises comes through; the stream is then aborted.

        Source: virStreamSendAll in libvirt-stream.
        """
        done = 0
        while True:
            with self._aborted_on_failure():
                data = handler(self, BUFFER_BYTES, opaque)
            if not data:
                return
            if self.send(data) == WOULD_BLOCK:
                raise unsuitable("sendAll")
            done += len(data)
            with self._aborted_on_failure():
                if progress is not None:
                    progress(done)

    def sparseRecvAll(
        self,
        handler: Callable[[virStream, bytes, Any], object],
        holeHandler: Callable[[virStream, int, Any], object],
        opaque: object,
        *,
        progress: OnBytes | None = None,
    ) -> None:
        """Receive all with its holes: *handler*(stream, data, opaque), and *holeHandler*(stream, length, opaque).

        Args:
            progress: called with the number of bytes so far, holes included, after each piece.

        Raises:
            RuntimeError: a handler has answered with a negative number. What they raise comes through. In both cases
                the stream is aborted.

        Source: virStreamSparseRecvAll in libvirt-stream.
        """
        done = 0
        while True:
            found = self.recvFlags(BUFFER_BYTES, 1)
            if found == WOULD_BLOCK:
                raise unsuitable("sparseRecvAll")
            with self._aborted_on_failure():
                if found == AT_HOLE:
                    length = self.recvHole()
                    if negative(answer := holeHandler(self, length, opaque)):
                        raise RuntimeError(f"holeHandler handler returned {answer}")
                else:
                    assert isinstance(found, bytes)
                    length = len(found)
                    if not length:
                        return
                    if negative(answer := handler(self, found, opaque)):
                        raise RuntimeError(f"sparseRecvAll handler returned {answer}")
                done += length
                if progress is not None:
                    progress(done)

    def sparseSendAll(
        self,
        handler: Callable[[virStream, int, Any], bytes],
        holeHandler: Callable[[virStream, Any], tuple[bool, int]],
        skipHandler: Callable[[virStream, int, Any], int],
        opaque: object,
        *,
        progress: OnBytes | None = None,
    ) -> None:
        """Send all with its holes.

        Args:
            handler: called with stream, a number of bytes and *opaque*; answers with at most as many, none at the end.
            holeHandler: called with stream and *opaque*; answers whether data come next, and how many bytes of them or
                of a hole.
            skipHandler: called with stream, the length of a hole and *opaque*: goes behind it in the source.
            progress: called with the number of bytes so far, holes included, after each piece.

        Raises:
            RuntimeError: a handler has answered with a negative number. What they raise comes through. In both cases
                the stream is aborted.

        Source: virStreamSparseSendAll in libvirt-stream.
        """
        done = 0
        while True:
            with self._aborted_on_failure():
                in_data, section = holeHandler(self, opaque)
                if not in_data and section > 0:
                    length = section
                    self.sendHole(length)
                    if negative(answer := skipHandler(self, length, opaque)):
                        raise RuntimeError(f"skipHandler handler returned {answer}")
                else:
                    data = handler(self, min(BUFFER_BYTES, section), opaque)
                    if negative(data):
                        raise RuntimeError(f"sparseSendAll handler returned {data!r}")
                    if not data:
                        return
                    if self.send(data) == WOULD_BLOCK:
                        raise unsuitable("sparseSendAll")
                    length = len(data)
                done += length
                if progress is not None:
                    progress(done)

    def _aborted_on_failure(self) -> _Aborted:
        return _Aborted(self)

    def __iter__(self) -> Iterator[bytes]:
        """The pieces of a stream that is read, until its end; finishes it then, and aborts it if the loop is left."""
        over = False
        try:
            while data := self.recv(BUFFER_BYTES):
                if isinstance(data, int):
                    raise unsuitable("iteration")
                yield data
            over = True
            self.finish()
        finally:
            if not over:
                with suppress(libvirtError):
                    self.abort()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the stream; abort it if an exception comes through."""
        if self._channel is None:
            return
        if kind is None:
            self.finish()
        else:
            with suppress(libvirtError):
                self.abort()

    # Streams that do not block

    def eventAddCallback(self, events: int, cb: Callable[[virStream, int, Any], object], opaque: object) -> None:
        """Call *cb*(stream, events, opaque) while the stream is ready for one of *events*, as events of domains are.

        Args:
            events: VIR_STREAM_EVENT_*; errors and hang-ups are always told of.

        Raises:
            InternalError: there is a callback already.

        Source: virStreamEventAddCallback in libvirt-stream.
        """
        before = self._listening
        self._listen(on=True)
        try:
            self._conn._call(self._set_watch(Watch(int(events), cb, opaque)))
        except BaseException:
            self._listen(on=before)
            raise

    def eventUpdateCallback(self, events: int) -> int:
        """Wait for other events; 0 pauses the callback.

        Returns:
            0.

        Raises:
            InternalError: there is no callback.

        Source: virStreamEventUpdateCallback in libvirt-stream.
        """
        self._conn._call(self._change_watch(int(events)))
        return 0

    def eventRemoveCallback(self) -> int:
        """Take the callback away.

        Returns:
            0.

        Raises:
            InternalError: there is no callback.

        Source: virStreamEventRemoveCallback in libvirt-stream.
        """
        self._conn._call(self._drop_watch())
        self._listen(on=False)
        return 0

    def _listen(self, *, on: bool) -> None:
        # In the thread of the caller: the event loop may be the program's own.
        if on and not self._listening:
            dispatcher.get().acquire()
        elif self._listening and not on:
            dispatcher.get().release()
        self._listening = on

    def _post_look(self) -> None:
        dispatcher.get().submit(self._look)

    def _look(self) -> None:
        try:
            ready = self._conn._call(self._ready())
        except libvirtError:
            return  # the connection was closed
        if (due := self._due(ready)) is None:
            return
        watch, happened = due
        try:
            watch.cb(self, happened, watch.opaque)
        except Exception:
            report_failure("the callback of a stream")
        self._look_soon()


class _Aborted:
    """Aborts a stream when what is inside raises."""

    def __init__(self, stream: virStream) -> None:
        self._stream = stream

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            with suppress(Exception):
                self._stream.abort()
