"""Bytes and file descriptors through a connected socket, in both directions, on the event loop."""

from __future__ import annotations

import array
import asyncio
import os
import socket
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Protocol, cast

from anyvirt.util.error import libvirtError

if TYPE_CHECKING:
    from anyvirt.sasl import Layer

READ_BYTES: Final = 64 * 1024
READ_MUCH_BYTES: Final = 1024 * 1024  # while there is more than the former
FDS_MAX: Final = 32
_FDS_SPACE: Final = socket.CMSG_SPACE(FDS_MAX * array.array("i").itemsize)
_PIECES: Final = 16  # written at once
_GATHER_BYTES: Final = 64 * 1024  # kept at most, to be sent together
FULL_BYTES: Final = 512 * 1024
"""Unsent bytes above which whoever sends much must wait."""
LINGER_S: Final = 5.0
"""How long the other side has to read what is left when the connection ends."""


class Reader(Protocol):
    """Who is told what arrives."""

    def received(self, data: bytes, fds: Sequence[int]) -> None:
        """Bytes, and the descriptors that came with them."""
        ...

    def lost(self, reason: str) -> None:
        """The connection has ended, for a reason unless the other side just hung up. Nothing comes after it."""
        ...

    def drained(self) -> None:
        """No more than `FULL_BYTES` wait to be sent any longer."""
        ...


class Wire:
    """What the two kinds have in common."""

    takes_fds = False

    @property
    def unsent(self) -> int:
        """Bytes that wait to be sent."""
        raise NotImplementedError

    @property
    def full(self) -> bool:
        """Whether more should wait; the reader is told when this ends."""
        return self.unsent > FULL_BYTES

    def start(self, reader: Reader) -> None:
        """Have *reader* told from now on."""
        raise NotImplementedError

    def send(self, data: bytes | bytearray, fds: Sequence[int] = ()) -> None:
        """Send, sooner or later; *fds* are closed when they have been. Does nothing once the connection has ended."""
        raise NotImplementedError

    def gather(self) -> None:
        """Keep what is sent from now on, to send it together."""

    def send_gathered(self) -> None:
        """Send what was kept, and nothing later any more than at once."""

    def pause(self) -> None:
        """Read no more for now."""
        raise NotImplementedError

    def resume(self) -> None:
        """Read again."""
        raise NotImplementedError

    def close(self) -> None:
        """Send what waits, as far as the other side takes it within `LINGER_S`, and end the connection."""
        raise NotImplementedError

    async def gone(self) -> None:
        """Wait until the connection has ended, after `close` or `abort`."""
        raise NotImplementedError

    def abort(self) -> None:
        """End the connection at once. The reader is not told."""
        raise NotImplementedError


class SocketWire(Wire):
    """A plain socket, which belongs to the wire from now on. Descriptors go through those of UNIX."""

    def __init__(self, loop: asyncio.AbstractEventLoop, sock: socket.socket) -> None:
        sock.setblocking(False)
        self._loop = loop
        self._socket = sock
        self._fd = sock.fileno()
        self.takes_fds = sock.family == socket.AF_UNIX
        if self.takes_fds:
            # A packet of a stream fits in whole: fewer turns of the loop, and no bytes are copied to wait here.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, FULL_BYTES)
        else:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read_bytes = READ_BYTES
        self._reader: Reader | None = None
        self._backlog: deque[tuple[memoryview, Sequence[int]]] = deque()
        self._closing = False
        self._open = True
        self._reading = False
        self._unsent = 0
        self._gathering = False
        self._gathered = bytearray()
        self._linger: asyncio.TimerHandle | None = None
        self._gone = loop.create_future()

    @property
    def unsent(self) -> int:
        return self._unsent

    def start(self, reader: Reader) -> None:
        self._reader = reader
        self.resume()

    def gather(self) -> None:
        self._gathering = True

    def send_gathered(self) -> None:
        self._gathering = False
        if self._gathered:
            gathered, self._gathered = self._gathered, bytearray()
            self.send(gathered)

    def pause(self) -> None:
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._fd)

    def resume(self) -> None:
        if self._open and not self._reading and not self._closing:
            self._reading = True
            self._loop.add_reader(self._fd, self._readable)

    def send(self, data: bytes | bytearray, fds: Sequence[int] = ()) -> None:
        if not self._open or self._closing:
            close_all(fds)
            return
        if self._gathering:
            if not fds and len(self._gathered) < _GATHER_BYTES:
                self._gathered += data
                return
            self.send_gathered()
            self._gathering = True
        if not self._backlog and not fds:
            try:
                sent = self._socket.send(data)
            except (BlockingIOError, InterruptedError):
                sent = 0
            except OSError as exc:
                self._end(_words(exc))
                return
            if sent == len(data):
                return
            left = memoryview(data)[sent:]
        else:
            left = memoryview(data)
        if not self._backlog:
            self._loop.add_writer(self._fd, self._writable)
        # The descriptors follow the packet, each with a byte of its own.
        self._backlog.append((left, ()))
        self._unsent += len(left)
        for fd in fds:
            self._backlog.append((memoryview(b"\0"), (fd,)))
            self._unsent += 1

    def close(self) -> None:
        self.send_gathered()
        if self._open:
            self.pause()
            if self._backlog and not self._closing:
                self._closing = True
                self._linger = self._loop.call_later(LINGER_S, self.abort)
            elif not self._backlog:
                self.abort()

    async def gone(self) -> None:
        await asyncio.shield(self._gone)

    def abort(self) -> None:
        if not self._open:
            return
        self.pause()
        self._open = False
        if self._linger is not None:
            self._linger.cancel()
        if not self._gone.done():
            self._gone.set_result(None)
        if self._backlog:
            self._loop.remove_writer(self._fd)
            for _, fds in self._backlog:
                close_all(fds)
            self._backlog.clear()
            self._unsent = 0
        self._reader = None
        self._socket.close()

    def _end(self, reason: str) -> None:
        reader = self._reader
        self.abort()
        if reader is not None:
            self._loop.call_soon(reader.lost, reason)  # not amidst a send of its own

    def _readable(self) -> None:
        fds: list[int] = []
        try:
            if self.takes_fds:
                data, ancillary, flags, _ = self._socket.recvmsg(
                    self._read_bytes, _FDS_SPACE, getattr(socket, "MSG_CMSG_CLOEXEC", 0)
                )
                if ancillary:
                    fds = _descriptors(ancillary)
                    if flags & socket.MSG_CTRUNC:
                        close_all(fds)
                        self._end("more file descriptors at once than a packet may have")
                        return
            else:
                data = self._socket.recv(self._read_bytes)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as exc:
            self._end(_words(exc))
            return
        if not data:
            close_all(fds)
            self._end("")
            return
        self._read_bytes = READ_MUCH_BYTES if len(data) == self._read_bytes else READ_BYTES
        assert self._reader is not None
        self._reader.received(data, fds)

    def _writable(self) -> None:
        before = self._unsent
        try:
            self._write()
        except (BlockingIOError, InterruptedError):
            return
        except OSError as exc:
            self._end(_words(exc))
            return
        if not self._backlog:
            self._loop.remove_writer(self._fd)
            if self._closing:
                self.abort()
                return
        if self._reader is not None and self._unsent <= FULL_BYTES < before:
            self._reader.drained()

    def _write(self) -> None:
        """Write once what is next: some pieces together, or one with a descriptor."""
        first, fds = self._backlog[0]
        if fds:
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))]
            self._socket.sendmsg([first], rights)
            self._backlog.popleft()
            self._unsent -= len(first)
            close_all(fds)
            return
        pieces: list[memoryview] = []
        for data, attached in self._backlog:
            if attached or len(pieces) == _PIECES:
                break
            pieces.append(data)
        sent = self._socket.sendmsg(pieces)
        self._unsent -= sent
        while sent:
            data, _ = self._backlog.popleft()
            if sent < len(data):
                self._backlog.appendleft((data[sent:], ()))
                break
            sent -= len(data)


class TransportWire(Wire, asyncio.Protocol):
    """A transport of asyncio's: TLS."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._reader: Reader | None = None
        self._gone = asyncio.get_running_loop().create_future()

    @property
    def unsent(self) -> int:
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    def start(self, reader: Reader) -> None:
        self._reader = reader
        self.resume()

    def send(self, data: bytes | bytearray, fds: Sequence[int] = ()) -> None:
        assert not fds
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def pause(self) -> None:
        if self._transport is not None and self._transport.is_reading():
            self._transport.pause_reading()

    def resume(self) -> None:
        if self._transport is not None and not self._transport.is_closing() and not self._transport.is_reading():
            self._transport.resume_reading()

    def close(self) -> None:
        if self._transport is not None:
            self._reader = None
            self._transport.close()

    def abort(self) -> None:
        if self._transport is not None:
            self._reader = None
            self._transport.abort()

    async def gone(self) -> None:
        await asyncio.shield(self._gone)

    # What the transport calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=FULL_BYTES, low=FULL_BYTES // 2)
        self._transport.pause_reading()

    def data_received(self, data: bytes) -> None:
        if self._reader is not None:
            self._reader.received(data, ())

    def resume_writing(self) -> None:
        if self._reader is not None:
            self._reader.drained()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._gone.done():
            self._gone.set_result(None)
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.lost("" if exc is None else _words(exc))


class ProtectedWire(Wire):
    """A wire all of whose bytes go through the layer that a client and the daemon have agreed on."""

    def __init__(self, wire: Wire, layer: Layer) -> None:
        self._wire = wire
        self._layer = layer
        self._reader: Reader | None = None

    @property
    def unsent(self) -> int:
        return self._wire.unsent

    def start(self, reader: Reader) -> None:
        self._reader = reader
        self._wire.start(self)

    def send(self, data: bytes | bytearray, fds: Sequence[int] = ()) -> None:
        assert not fds
        self._wire.send(self._layer.wrap(bytes(data)))

    def gather(self) -> None:
        self._wire.gather()

    def send_gathered(self) -> None:
        self._wire.send_gathered()

    def pause(self) -> None:
        self._wire.pause()

    def resume(self) -> None:
        self._wire.resume()

    def close(self) -> None:
        self._wire.close()

    def abort(self) -> None:
        self._wire.abort()

    async def gone(self) -> None:
        await self._wire.gone()

    # What the wire below tells

    def received(self, data: bytes, fds: Sequence[int]) -> None:
        assert self._reader is not None
        try:
            clear = self._layer.unwrap(data)
        except libvirtError as exc:
            self._wire.abort()
            self._reader.lost(exc.message)
            return
        if clear:
            self._reader.received(clear, ())

    def lost(self, reason: str) -> None:
        assert self._reader is not None
        self._reader.lost(reason)

    def drained(self) -> None:
        assert self._reader is not None
        self._reader.drained()


def _words(exc: Exception) -> str:
    return getattr(exc, "strerror", None) or str(exc)


def _descriptors(ancillary: list[tuple[int, int, bytes]]) -> list[int]:
    found = array.array("i")
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return found.tolist()


def close_all(fds: Sequence[int]) -> None:
    """Close descriptors that nobody wants."""
    for fd in fds:
        with suppress(OSError):
            os.close(fd)
