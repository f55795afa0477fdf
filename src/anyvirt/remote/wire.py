"""A connected socket, as a link uses it: bytes and file descriptors both ways.

Nothing waits here but `wait_readable` and `wait_writable`, which are called while others may use the wire.
"""

from __future__ import annotations

import array
import os
import socket
from collections import deque
from contextlib import suppress
from typing import Final, NamedTuple

from anyvirt.eventloop import WRITABLE, wait_for_descriptors
from anyvirt.remote.lookout import Lookout

HAS_UNIX_SOCKETS: Final = hasattr(socket, "AF_UNIX")
"""Whether sockets can be at paths, carry descriptors, and be the input and output of programs. Not on Windows."""

_FDS_MAX: Final = 32  # VIR_NET_MESSAGE_NUM_FDS_MAX
_ANCILLARY: Final = (socket.CMSG_SPACE(_FDS_MAX * array.array("i").itemsize) if HAS_UNIX_SOCKETS else 0,)
_DONT_WAIT: Final = (getattr(socket, "MSG_DONTWAIT", 0) | getattr(socket, "MSG_CMSG_CLOEXEC", 0),)
_MUCH_BYTES: Final = 512 * 1024

_new: Final = tuple.__new__


class Arrived(NamedTuple):
    """What has arrived; no bytes are the end of all."""

    data: bytes
    fds: tuple[int, ...] = ()


class Wire:
    """A plain socket, which belongs to the wire from now on.

    Attributes:
        takes_fds: whether file descriptors can be sent.
        encrypted: whether nobody on the way can read along.
        cipher_bits: how strong the encryption is; 0 where there is none, or it is not known.
        local: whether the other end is this host.
    """

    encrypted = False
    cipher_bits = 0

    def __init__(self, sock: socket.socket, *, local: bool | None = None) -> None:
        sock.setblocking(False)
        self._socket = sock
        self.takes_fds = local is None and HAS_UNIX_SOCKETS and sock.family == socket.AF_UNIX
        self.local = self.takes_fds if local is None else local
        self._lookout = Lookout(sock.fileno(), near=self.takes_fds)
        self._arrived: deque[tuple[bytes, list[tuple[int, int, bytes]], int, object]] = deque()
        self._sent: deque[int] = deque()

    def fileno(self) -> int:
        return self._socket.fileno()

    def receive(self, size: int) -> Arrived | None:
        """At most *size* bytes of what has arrived; None if nothing has.

        Raises:
            OSError: the connection is broken.
        """
        arrived = self._arrived
        if not arrived:
            try:
                # One step for the interpreter, so that Ctrl-C cannot come between taking bytes and keeping them.
                arrived.extend(map(self._socket.recvmsg, (size,), _ANCILLARY, _DONT_WAIT))
            except BlockingIOError:
                return None
        data, ancillary, _, _ = arrived[0]
        found = _new(Arrived, (data, _descriptors(ancillary) if ancillary else ()))
        del arrived[0]
        return found

    def send(self, data: bytes | bytearray | memoryview) -> int:
        """Send some of *data*, and say how many bytes; 0 when that would have to wait.

        When it is interrupted, it is called again with the same *data* before anything else is sent.
        """
        sent = self._sent
        if not sent:
            try:
                sent.extend(map(self._socket.send, (data,)))  # in one step, as above
            except BlockingIOError:
                return 0
        count = sent[0]
        del sent[0]
        return count

    def expect_much(self) -> None:
        """A packet of a stream is to fit in whole: what does not goes later, and costs more."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _MUCH_BYTES)

    def send_fd(self, fd: int) -> bool:
        """Send a descriptor with the one byte that carries it; says whether that went without waiting."""
        try:
            self._socket.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [fd]))])
        except BlockingIOError:
            return False
        return True

    def wait_readable(self, timeout_s: float | None = None) -> None:
        """Wait until there is something to receive, or the connection is at its end. One thread at a time."""
        self._lookout.wait(timeout_s)

    def wait_writable(self) -> None:
        """Wait until something can be sent, or the connection is at its end."""
        wait_for_descriptors({self._socket.fileno(): WRITABLE}, None)

    def cut(self) -> None:
        """End the connection for both sides: who waits here is woken."""
        with suppress(OSError):  # it has gone already
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the socket; nothing may be called after that."""
        for _, ancillary, _, _ in self._arrived:
            for fd in _descriptors(ancillary):
                os.close(fd)
        self._socket.close()

    def last_words(self) -> str:
        """What else there is to say about an end that nobody expected; "" if nothing."""
        return ""


class BytesWire(Wire):
    """A plain socket of a system whose sockets carry nothing but bytes."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock)
        self._bytes: deque[bytes] = deque()

    def receive(self, size: int) -> Arrived | None:
        arrived = self._bytes
        if not arrived:
            try:
                arrived.extend(map(self._socket.recv, (size,)))  # in one step, as above
            except BlockingIOError:
                return None
        found = _new(Arrived, (arrived[0], ()))
        del arrived[0]
        return found


def _descriptors(ancillary: list[tuple[int, int, bytes]]) -> tuple[int, ...]:
    fds = array.array("i")
    for level, kind, data in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            fds.frombytes(data[: len(data) - len(data) % fds.itemsize])
    return tuple(fds)
