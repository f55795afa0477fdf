"""Ready-made channels for streams: files, and memory between two ends."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from anyvirt.driver.streams import Channel, Hole, Ready
from anyvirt.util.error import OperationAborted, SystemCallError
from anyvirt.util.wait import Signal, in_thread

T = TypeVar("T")

CHUNK_BYTES: Final = 256 * 1024  # about what one message of libvirt's protocol carries
READ_MAX_BYTES: Final = 4 * CHUNK_BYTES  # at once, from a file
PIPE_BYTES: Final = 4 * CHUNK_BYTES  # what a pipe holds before the sender has to wait

_PUNCH_HOLE_KEEP_SIZE: Final = 0x02 | 0x01  # FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE in linux/falloc.h
_OFFSET_MAX: Final = 2**63 - 1  # off_t; the protocol has room for more
_ZEROS: Final = bytes(CHUNK_BYTES)


def system_error(exc: OSError, doing: str) -> SystemCallError:
    """What a stream raises when the operating system refuses."""
    message = f"{doing}: {exc.strerror or exc}"
    return SystemCallError(message, str1="%s", str2=message, int1=exc.errno or 0)


class _File(Channel):
    """What reading and writing of a file share. The descriptor belongs to the channel, which closes it."""

    def __init__(self, fd: int, *, offset: int, length: int | None) -> None:
        super().__init__()
        if offset > _OFFSET_MAX:
            os.close(fd)
            raise system_error(OSError(errno.EOVERFLOW, os.strerror(errno.EOVERFLOW)), f"cannot seek to {offset}")
        self._fd = fd
        self._at = offset
        self._end_at = None if length is None else offset + length
        self._busy = 0  # worker threads that use the descriptor
        self._idle = Signal()
        self._over = False

    def _left(self, size: int) -> int:
        """How much of *size* bytes lies before the end."""
        return size if self._end_at is None else max(0, min(size, self._end_at - self._at))

    async def _in_thread(self, function: Callable[..., T], *args: Any) -> T:
        """Run *function* on the descriptor in a worker thread."""
        self._busy += 1
        try:
            result = await in_thread(function, *args)
        finally:
            self._busy -= 1
            self._idle.notify_all()
        if self._over:
            raise OperationAborted("the stream was ended meanwhile")
        return result

    async def _close(self) -> None:
        self._over = True
        while self._busy:
            await self._idle.wait()
        os.close(self._fd)


class FileReader(_File):
    """Reads a file or a block device from *offset*, *length* bytes of it or all that there is.

    With *sparse* the holes of a file come as holes. The descriptor *fd* belongs to the channel, which closes it.
    """

    def __init__(self, fd: int, *, offset: int = 0, length: int | None = None, sparse: bool = False) -> None:
        super().__init__(fd, offset=offset, length=length)
        self._sparse = sparse and stat.S_ISREG(os.fstat(fd).st_mode)
        self._data_until = offset  # from here to there it is known that there are data

    async def receive(self, size: int) -> bytes | Hole:
        size = self._left(min(size, READ_MAX_BYTES))
        if size == 0:
            return b""
        found = await self._in_thread(self._next, size)
        self._at += found.length if isinstance(found, Hole) else len(found)
        return found

    async def finish(self) -> None:
        await self._close()
        await super().finish()

    async def abort(self) -> None:
        await self._close()
        await super().abort()

    def _next(self, size: int) -> bytes | Hole:
        try:
            if self._sparse:
                if self._at >= self._data_until and (hole := self._hole()):
                    return Hole(hole)
                size = max(1, min(size, self._data_until - self._at))
            return os.pread(self._fd, size, self._at)
        except OSError as exc:
            raise system_error(exc, "cannot read from stream") from exc

    def _hole(self) -> int:
        """The length of the hole here, 0 if there is none; finds out how far the data go."""
        size = os.fstat(self._fd).st_size
        if self._at >= size:
            return 0
        try:
            data = os.lseek(self._fd, self._at, os.SEEK_DATA)
        except OSError as exc:
            if exc.errno != errno.ENXIO:
                raise
            data = size  # nothing but a hole to the end
        if data > self._at:
            return self._left(data - self._at)
        self._data_until = os.lseek(self._fd, self._at, os.SEEK_HOLE)
        return 0


class FileWriter(_File):
    """Writes to a file or a block device from *offset* on, at most *length* bytes if that is given.

    A hole takes no room in a file: what was there is given back. What was sent is on the disk when `finish` returns,
    unless it need not be *durable*. The descriptor *fd* belongs to the channel, which closes it.
    """

    def __init__(self, fd: int, *, offset: int = 0, length: int | None = None, durable: bool = True) -> None:
        super().__init__(fd, offset=offset, length=length)
        self._durable = durable
        self._is_file = stat.S_ISREG(os.fstat(fd).st_mode)

    async def send(self, data: bytes | memoryview) -> int:
        room = self._room(len(data))
        written = await self._in_thread(self._write, memoryview(data)[:room], self._at)
        self._at += written
        return written

    async def send_many(self, pieces: Sequence[bytes | memoryview]) -> int:
        sizes = list(map(len, pieces))
        if self._room(total := sum(sizes)) < total:
            return await self.send(pieces[0])
        written = await self._in_thread(self._write_many, pieces, self._at)
        self._at += written
        return written

    async def send_hole(self, length: int) -> None:
        if self._room(length) < length or self._at + length > _OFFSET_MAX:
            raise self._full()
        await self._in_thread(self._write_hole, self._at, length)
        self._at += length

    async def finish(self) -> None:
        try:
            if self._durable:
                await self._in_thread(self._sync)
        finally:
            await self._close()
            await super().finish()

    async def abort(self) -> None:
        await self._close()
        await super().abort()

    def _room(self, size: int) -> int:
        room = self._left(size)
        if room == 0:
            raise self._full()
        return room

    @staticmethod
    def _full() -> SystemCallError:
        return system_error(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "cannot write to stream")

    def _write(self, data: memoryview, at: int) -> int:
        try:
            return os.pwrite(self._fd, data, at)
        except OSError as exc:
            raise system_error(exc, "cannot write to stream") from exc

    def _write_many(self, pieces: Sequence[bytes | memoryview], at: int) -> int:
        try:
            return os.pwritev(self._fd, pieces, at)
        except OSError as exc:
            raise system_error(exc, "cannot write to stream") from exc

    def _write_hole(self, at: int, length: int) -> None:
        try:
            if not self._is_file:
                self._write_zeros(at, length)
                return
            size = os.fstat(self._fd).st_size
            if (inside := min(size, at + length) - at) > 0 and not _punch(self._fd, at, inside):
                self._write_zeros(at, inside)
            if at + length > size:
                os.ftruncate(self._fd, at + length)
        except OSError as exc:
            raise system_error(exc, "cannot write a hole to stream") from exc

    def _write_zeros(self, at: int, length: int) -> None:
        end = at + length
        while at < end:
            at += os.pwrite(self._fd, memoryview(_ZEROS)[: end - at], at)

    def _sync(self) -> None:
        try:
            os.fdatasync(self._fd)
        except OSError as exc:
            if exc.errno != errno.EINVAL:  # it is of no kind that can be synchronized
                raise system_error(exc, "cannot write to stream") from exc


def _punch(fd: int, at: int, length: int) -> bool:
    """Give back the room of a part of a file, which reads as zeros then. Says whether the file system can do that."""
    libc = ctypes.CDLL(None)
    fallocate = getattr(libc, "fallocate64", None) or getattr(libc, "fallocate", None)  # musl has only the latter
    if fallocate is None:
        return False
    return bool(fallocate(fd, _PUNCH_HOLE_KEEP_SIZE, ctypes.c_int64(at), ctypes.c_int64(length)) == 0)


class BytesReader(Channel):
    """Reads what is in memory already."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data
        self._at = 0

    async def receive(self, size: int) -> bytes | Hole:
        part = self._data[self._at : self._at + size]
        self._at += len(part)
        return part

    def ready(self) -> Ready:
        return Ready.READABLE


class Pipe(Channel):
    """A way between a program and something in this process that is called with what the program sends.

    A subclass, or whoever made it, puts in with `feed` what the program will receive, and says by `feed_end` that
    nothing more comes. What is not fetched yet is bounded: whoever feeds more than there is room for has to wait.
    """

    def __init__(self, capacity: int = PIPE_BYTES) -> None:
        super().__init__()
        self._capacity = capacity
        self._pieces: deque[bytes] = deque()
        self._held = 0
        self._fed = False  # nothing more comes
        self._over = False
        self._changed = Signal()

    async def feed(self, data: bytes) -> None:
        """Have the program receive *data*; waits while there is no room.

        Raises:
            OperationAborted: the program has ended the stream.
        """
        view = memoryview(data)
        while view:
            room = await self._room()
            self._put(bytes(view[:room]))
            view = view[room:]

    def feed_end(self) -> None:
        """Have the program receive the end after all that was fed; what it sends goes nowhere."""
        self._fed = True
        self._tell()

    async def receive(self, size: int) -> bytes | Hole:
        while not self._pieces:
            if self._over:
                raise OperationAborted("the stream was ended meanwhile")
            if self._fed:
                return b""
            await self._changed.wait()
        piece = self._pieces.popleft()
        if len(piece) > size:
            self._pieces.appendleft(piece[size:])
            piece = piece[:size]
        self._held -= len(piece)
        self._tell()
        return piece

    async def finish(self) -> None:
        self._let_go()
        await super().finish()

    async def abort(self) -> None:
        self._let_go()
        await super().abort()

    def ready(self) -> Ready:
        ready = Ready(0)
        if self._pieces or self._fed:
            ready |= Ready.READABLE
        if self._fed:
            ready |= Ready.HANGUP
        return ready

    async def _room(self) -> int:
        """Wait until there is room, and say how much."""
        while self._held >= self._capacity and not self._over:
            await self._changed.wait()
        if self._over:
            raise OperationAborted("the stream was ended meanwhile")
        return self._capacity - self._held

    def _put(self, data: bytes) -> None:
        self._pieces.append(data)
        self._held += len(data)
        self._tell()

    def _let_go(self) -> None:
        self._over = True
        self._pieces.clear()
        self._tell()

    def _tell(self) -> None:
        self._changed.notify_all()
        self._notify()


class Echo(Pipe):
    """Gives back what is sent."""

    async def send(self, data: bytes | memoryview) -> int:
        room = await self._room()
        if self._fed:
            raise OperationAborted("the other end of the stream has gone")
        taken = min(len(data), room)
        self._put(bytes(data[:taken]))
        return taken

    def ready(self) -> Ready:
        return super().ready() | (Ready.WRITABLE if self._held < self._capacity else Ready(0))
