"""A client that says exactly what a test wants it to say, over a plain socket."""

from __future__ import annotations

import array
import os
import socket
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import (
    Client,
    Event,
    Notified,
    Replied,
    StreamData,
    StreamFailed,
    StreamFinished,
    StreamHole,
)
from anyvirt.rpc.programs import Procedure, program

REMOTE = program("remote").by_name
QEMU = program("qemu").by_name
ADMIN = program("admin").by_name
ANSWER_S = 30.0


class HungUp(Exception):
    """The daemon has ended the connection."""


class Talk:
    """A socket and the client's end of the protocol."""

    def __init__(self, path: Path | str, *programs: str) -> None:
        sock = socket.socket(socket.AF_UNIX)
        sock.settimeout(ANSWER_S)
        sock.connect(str(path))
        self._start(sock, programs or ("remote", "qemu", "lxc"))

    @classmethod
    def over(cls, sock: socket.socket) -> Self:
        """Through a connection that there is already."""
        talk = cls.__new__(cls)
        talk._start(sock, ("remote",))
        return talk

    def _start(self, sock: socket.socket, programs: Sequence[str]) -> None:
        self.socket = sock
        self.client = Client(programs, fds=True)
        self._events: deque[Event] = deque()
        self._set_aside: deque[Event] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    def open(self, uri: str = "test:///default", flags: int = 0) -> Self:
        self.ask(REMOTE["CONNECT_OPEN"], (uri, flags))
        return self

    def send(self, data: bytes | bytearray, fds: Sequence[int] = ()) -> None:
        self.socket.sendall(data)
        for fd in fds:
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [fd]))]
            self.socket.sendmsg([b"\0"], rights)

    def say(self, procedure: Procedure, args: Any = None, fds: Sequence[int] = ()) -> int:
        """Send a call and do not wait; the result is its serial number."""
        serial, data = self.client.call(procedure, args, fds=len(fds))
        self.send(data, fds)
        return serial

    def next(self) -> Event:
        """What the daemon says next.

        Raises:
            HungUp: nothing any more.
        """
        while not self._events:
            self._receive()
        return self._events.popleft()

    def _receive(self) -> None:
        try:
            if self.socket.family == socket.AF_UNIX:
                data, fds, _, _ = socket.recv_fds(self.socket, 1 << 20, 32)
            else:
                data, fds = self.socket.recv(1 << 20), []
        except ConnectionResetError:
            raise HungUp from None
        if not data:
            raise HungUp
        self.client.receive(data, fds)
        self._events.extend(self.client.events())

    def reply(self, serial: int) -> Replied:
        """The answer to the call with that number; what else comes meanwhile is kept for `told`."""
        for event in self._set_aside:
            if isinstance(event, Replied) and event.serial == serial:
                self._set_aside.remove(event)
                return event
        while True:
            event = self.next()
            if isinstance(event, Replied) and event.serial == serial:
                return event
            self._set_aside.append(event)

    def ask(self, procedure: Procedure, args: Any = None, fds: Sequence[int] = ()) -> Any:
        """The result of a call; its error is raised."""
        replied = self.reply(self.say(procedure, args, fds))
        if replied.error is not None:
            raise replied.error
        return replied.ret

    def told(self) -> Notified:
        """The next event."""
        event: Notified = self._of(Notified)
        return event

    def on_stream(self) -> StreamData | StreamHole | StreamFinished | StreamFailed:
        """What comes next on a stream."""
        event: StreamData | StreamHole | StreamFinished | StreamFailed
        event = self._of(StreamData, StreamHole, StreamFinished, StreamFailed)
        return event

    def _of(self, *kinds: type[Any]) -> Any:
        for event in self._set_aside:
            if isinstance(event, kinds):
                self._set_aside.remove(event)
                return event
        while not isinstance(event := self.next(), kinds):
            self._set_aside.append(event)
        return event

    def wait_for_end(self) -> None:
        """Wait until the daemon hangs up."""
        while True:
            try:
                self.next()
            except HungUp:
                return


def hosted(path: Path | str) -> Talk:
    """A client of the daemon's own driver, which the daemon opens in the background: from now on it opens no files."""
    talk = Talk(path)
    talk.reply(talk.say(REMOTE["CONNECT_OPEN"], ("", 0)))  # an error if what it needs is not installed
    return talk


def open_files(pid: int) -> int:
    """How many descriptors a process has."""
    return len(os.listdir(f"/proc/{pid}/fd"))


def get(path: Path, what: str) -> str:
    """What a daemon tells who asks it for metrics at a UNIX socket."""
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(ANSWER_S)
        sock.connect(str(path))
        sock.sendall(f"GET {what} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        said = b""
        while data := sock.recv(65536):
            said += data
    return said.decode()


def memory_kib(pid: int) -> int:
    """The memory that a process has."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    raise AssertionError("no such process")


__all__ = ["ADMIN", "QEMU", "REMOTE", "HungUp", "Talk", "get", "hosted", "memory_kib", "open_files", "packets"]
