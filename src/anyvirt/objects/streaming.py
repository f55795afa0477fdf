"""What both flavours of virStream share: the state of a stream between a program and the channel of a driver."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine
from operator import index
from typing import TYPE_CHECKING, Any, Final, TypeVar

from anyvirt.driver.streams import Channel, Hole, Ready
from anyvirt.objects.pointer import Pointed
from anyvirt.util.arguments import refused
from anyvirt.util.error import (
    InternalError,
    InvalidArg,
    InvalidStream,
    NoSupport,
    OperationInvalid,
    error_from_message,
    libvirtError,
)
from anyvirt.util.flags import check_flags, invalid_argument
from anyvirt.util.last_error import remember
from anyvirt.util.wait import Signal

if TYPE_CHECKING:
    from anyvirt.base import ConnectionCore
    from anyvirt.progress import OnBytes

T = TypeVar("T")

BUFFER_BYTES: Final = 262120  # virStorageVol.streamBufSize: what one message of libvirt's protocol carries
WOULD_BLOCK: Final = -2
AT_HOLE: Final = -3

_NONBLOCK: Final = 1  # VIR_STREAM_NONBLOCK
_STOP_AT_HOLE: Final = 1  # VIR_STREAM_RECV_STOP_AT_HOLE
_ORIGIN: Final = 38  # VIR_FROM_STREAMS


class Watch:
    """The callback of a stream, and what it waits for."""

    def __init__(self, events: int, cb: Callable[..., object], opaque: object) -> None:
        self.events = events
        self.cb = cb
        self.opaque = opaque
        self.queued = False  # a look at the stream is on its way


class StreamCore(Pointed):
    """A stream in either flavour.

    What was received is kept here until the program has taken it, in the same step in which it gets it: a call that is
    cancelled loses nothing.
    """

    def __init__(self, conn: ConnectionCore, flags: int = 0) -> None:
        self._conn = conn
        self._nonblocking = bool(flags & _NONBLOCK)
        self._channel: Channel | None = None
        self._opening = False
        self._was_open = False
        self._guard = threading.Lock()
        self._unread = b""
        self._at_end = False
        self._hole = 0  # bytes of a hole that are not taken yet
        self._receiving = self._sending = False
        self._turn = Signal()
        self._watch: Watch | None = None
        self._progress: OnBytes | None = None
        self._moved = 0  # bytes that went over it since it was opened, holes included
        conn._streams.add(self)

    # Called by the generated methods that open a stream.

    def _open(
        self, answer: Coroutine[Any, Any, T], pick: Callable[[T], Channel], progress: OnBytes | None
    ) -> Coroutine[Any, Any, T]:
        with self._guard:
            if self._opening or self._channel is not None:
                answer.close()
                raise _complete(OperationInvalid("the stream is in use", hint="finish or abort it first"))
            self._opening = True
        return self._attach(answer, pick, progress)

    async def _attach(
        self, answer: Coroutine[Any, Any, T], pick: Callable[[T], Channel], progress: OnBytes | None
    ) -> T:
        try:
            found = await answer
            self._channel = pick(found)
            self._was_open = True
            self._progress, self._moved = progress, 0
            self._unread, self._hole, self._at_end = b"", 0, False
            return found
        finally:
            self._opening = False

    def _need(self, function: str) -> Channel:
        channel = self._channel
        if channel is not None:
            return channel
        if self._was_open:
            raise _complete(InternalError("stream is not open"))
        raise _complete(NoSupport(function))

    def _tell(self, moved: int) -> object:
        """Count bytes that went over the stream, and tell who wants to know; in the context of the caller."""
        if moved <= 0 or self._progress is None:
            return None
        self._moved += moved
        return self._progress(self._moved)

    # Steps in the context of the driver

    async def _fill(self, size: int, function: str) -> bool:
        """Have something to take, or the end; False if that would block a stream that must not."""
        if not size:
            self._need(function)
            return True
        while self._receiving:
            await self._turn.wait()
        if self._unread or self._hole:
            return True
        channel = self._need(function)
        if self._at_end:
            return True
        if self._nonblocking and not channel.ready() & (Ready.READABLE | Ready.HANGUP | Ready.ERROR):
            return False
        self._receiving = True
        try:
            found = await channel.receive(size)
        except libvirtError as error:
            raise _from_stream(error) from error.__cause__
        finally:
            self._receiving = False
            self._turn.notify_all()
        if isinstance(found, Hole):
            self._hole = found.length
        else:
            self._unread = found
            self._at_end = not found
        return True

    async def _put(self, data: memoryview, function: str) -> int:
        """Send *data*: all of it, or what goes without blocking if the stream must not."""
        while self._sending:
            await self._turn.wait()
        channel = self._need(function)
        if self._nonblocking and not channel.ready() & (Ready.WRITABLE | Ready.ERROR):
            return WOULD_BLOCK
        sent = 0
        self._sending = True
        try:
            while sent < len(data):
                sent += await channel.send(data[sent:])
                if self._nonblocking:
                    break
        except libvirtError as error:
            raise _from_stream(error) from error.__cause__
        finally:
            self._sending = False
            self._turn.notify_all()
        return sent

    async def _put_hole(self, length: int) -> None:
        while self._sending:
            await self._turn.wait()
        channel = self._need("virStreamSendHole")
        self._sending = True
        try:
            await channel.send_hole(length)
        except libvirtError as error:
            raise _from_stream(error) from error.__cause__
        finally:
            self._sending = False
            self._turn.notify_all()

    async def _end(self, *, finish: bool) -> None:
        """End the stream; what was received and not taken is forgotten."""
        channel, self._channel = self._channel, None
        self._watch = None
        self._unread, self._hole = b"", 0
        if channel is None:
            return
        channel.watch(None)
        try:
            await (channel.finish() if finish else channel.abort())
        except libvirtError as error:
            raise _from_stream(error) from error.__cause__

    async def _ready(self) -> int:
        channel = self._channel
        if self._watch is not None:
            self._watch.queued = False  # what happens from now on needs another look
        if channel is None:
            return 0
        return int(channel.ready() | (Ready.READABLE if self._unread or self._hole else Ready(0)))

    async def _set_watch(self, watch: Watch) -> None:
        channel = self._need("virStreamEventAddCallback")
        with self._guard:
            if self._watch is not None:
                raise _complete(InternalError("stream already has a callback registered"))
            self._watch = watch
        channel.watch(self._look_soon)
        self._look_soon()

    async def _change_watch(self, events: int) -> None:
        self._need("virStreamEventUpdateCallback")
        self._need_watch().events = events
        self._look_soon()

    async def _drop_watch(self) -> None:
        channel = self._need("virStreamEventRemoveCallback")
        self._need_watch()
        channel.watch(None)
        self._watch = None

    def _need_watch(self) -> Watch:
        if self._watch is None:
            raise _complete(InternalError("stream does not have a callback registered"))
        return self._watch

    # Looking whether the callback has to be called. Any thread may ask for a look.

    def _look_soon(self) -> None:
        with self._guard:
            watch = self._watch
            if watch is None or watch.queued:
                return
            watch.queued = True
        self._post_look()

    def _post_look(self) -> None:
        """Have this flavour's look done where its handlers of events are called."""
        raise NotImplementedError

    def _due(self, ready: int) -> tuple[Watch, int] | None:
        """The callback and what it has to be told, if it has to be called."""
        watch = self._watch
        if watch is None:
            return None
        happened = ready & (watch.events | Ready.ERROR | Ready.HANGUP)
        return (watch, happened) if happened else None

    # Taking what is there, in the caller

    def _take(self, size: int, *, stop_at_hole: bool) -> bytes | int:
        """What `_fill` has found, at most *size* bytes; b"" also when somebody else was faster."""
        with self._guard:
            if self._hole:
                if stop_at_hole:
                    return AT_HOLE
                zeros = min(size, self._hole)
                self._hole -= zeros
                return bytes(zeros)
            data, self._unread = self._unread[:size], self._unread[size:]
            return data

    def _take_hole(self) -> int:
        with self._guard:
            length, self._hole = self._hole, 0
            return length

    def __del__(self) -> None:
        # A stream that is forgotten is aborted, or what it holds on the host would be held for ever.
        channel = getattr(self, "_channel", None)
        if channel is not None:
            self._channel = None
            channel.watch(None)
            self._conn._runner.leave(channel.abort())


def opened(
    stream: object,
    conn: object,
    answer: Coroutine[Any, Any, Channel],
    function: str,
    progress: OnBytes | None = None,
) -> Coroutine[Any, Any, Channel]:
    """The call *answer* of a driver, whose channel becomes that of *stream*."""
    return _checked(stream, conn, answer, function)._open(answer, lambda channel: channel, progress)


def opened_with(
    stream: object, conn: object, answer: Coroutine[Any, Any, tuple[T, Channel]], function: str
) -> Coroutine[Any, Any, tuple[T, Channel]]:
    """The same for a call that answers something else, too."""
    return _checked(stream, conn, answer, function)._open(answer, lambda found: found[1], None)


def _checked(stream: object, conn: object, answer: Coroutine[Any, Any, object], function: str) -> StreamCore:
    if not isinstance(stream, StreamCore):
        answer.close()
        message = f"{InvalidStream.prefix} in {function}"
        error = error_from_message(InvalidStream.code, message, str1=f"{InvalidStream.prefix} in %s", str2=function)
        raise _complete(error)
    if stream._conn is not conn:
        answer.close()
        message = f"stream in {function} must be of the same connection"
        raise refused(invalid_argument(message, function=function, argument="stream"), function)
    return stream


def size_of(nbytes: int) -> int:
    """How many bytes a program wants."""
    size = index(nbytes)
    if size < 0:
        raise _complete(InvalidArg(f"nbytes must be zero or greater, not {size}"))
    return size


def stops_at_hole(flags: int) -> bool:
    """What the flags of recvFlags() say."""
    _checked_flags(flags, _STOP_AT_HOLE, "virStreamRecvFlags")
    return bool(flags)


def no_flags(flags: int, function: str) -> None:
    """Refuse flags where no release has given one a meaning."""
    _checked_flags(flags, 0, function)


def hole_length(length: int, flags: int) -> int:
    """The arguments of sendHole()."""
    no_flags(flags, "virStreamSendHole")
    length = index(length)
    if length < 0:
        raise _complete(InvalidArg(f"the length of a hole must be zero or greater, not {length}"))
    return length


def stream_flags(flags: int) -> int:
    """The flags of newStream(), of which libvirt ignores those that it does not know."""
    return index(flags) & _NONBLOCK


def as_bytes(data: bytes | bytearray | memoryview) -> memoryview:
    """What a program sends."""
    if not isinstance(data, bytes | bytearray | memoryview):
        raise TypeError(f"data must be bytes, not {type(data).__name__}")
    return memoryview(data).cast("B")


def unsuitable(method: str) -> libvirtError:
    """What the convenient methods say of a stream that does not block."""
    return libvirtError(f"cannot use {method} with nonblocking stream")


def negative(answer: object) -> bool:
    """Whether a handler has answered with a number that says that it failed."""
    return isinstance(answer, int) and answer < 0


def _checked_flags(flags: int, known: int, function: str) -> None:
    try:
        check_flags(index(flags), known, function)
    except InvalidArg as error:
        raise _complete(error) from None


def _from_stream(error: libvirtError) -> libvirtError:
    error.origin = error.origin or _ORIGIN
    return error


def _complete(error: libvirtError) -> libvirtError:
    error.origin = _ORIGIN
    remember(error)
    return error
