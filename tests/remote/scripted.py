"""A daemon that says what a test wants it to say: for what no real daemon does when it is asked to."""

from __future__ import annotations

import array
import os
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import Called, Event, Refused, Server
from anyvirt.rpc.programs import Procedure, program
from anyvirt.util.error import libvirtError
from tests.rpc.wire_values import UUID

REMOTE = program("remote").by_name
QEMU = program("qemu").by_name
LIMIT_S = 30.0

Answer = Callable[[Any], Any]
"""From the arguments of a call to the fields of what it answers; what it raises is answered as an error."""


class Silent(Exception):
    """Raised by an answer that does not come."""


class Peer:
    """One connection, as the daemon has it."""

    def __init__(self, daemon: ScriptedDaemon, connected: socket.socket) -> None:
        self.daemon = daemon
        self.socket = connected
        self.server = Server(["remote", "qemu", "lxc"], fds=connected.family == socket.AF_UNIX)
        self.seen: list[Event] = []  # what came, in order
        self.changed = threading.Condition()
        self.over = False
        self.reading = threading.Event()
        self.reading.set()
        self._sending = threading.Lock()

    def send(self, data: bytes | bytearray, fds: Sequence[int] = ()) -> None:
        """Send a packet as it is."""
        with self._sending:
            self.socket.sendall(data)
            for fd in fds:
                self.socket.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [fd]))])

    def hang_up(self) -> None:
        """End the connection."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)

    def wait_for(self, name: str, count: int = 1) -> Called:
        """Wait until a procedure was called so often, and give its last call."""
        with self.changed:
            found = self.changed.wait_for(lambda: self.calls(name)[count - 1 :], LIMIT_S)
            assert found, f"{name} was not called {count} times"
            return self.calls(name)[count - 1]

    def wait_for_event(self, kind: type[Any]) -> Any:
        """Wait for the first event of a kind."""
        with self.changed:
            found = self.changed.wait_for(lambda: [each for each in self.seen if isinstance(each, kind)], LIMIT_S)
            assert found, f"there was no {kind.__name__}"
            return found[0]

    def wait_for_end(self) -> None:
        """Wait until the client has gone."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.over, LIMIT_S)

    def calls(self, name: str) -> list[Called]:
        """The calls of a procedure so far."""
        return [each for each in self.seen if isinstance(each, Called) and each.procedure.name == name]

    def answer(self, called: Called, ret: Any, fds: Sequence[int] = ()) -> None:
        """Answer a call that was silent so far."""
        if called.procedure.has_stream:
            self.server.open_stream(called)
        self.send(packets.reply(called.procedure, called.serial, ret, fds=len(fds)), fds)

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                self.reading.wait()
                data, ancillary, _, _ = self.socket.recvmsg(65536, socket.CMSG_SPACE(128))
                if not data:
                    break
                fds = array.array("i")
                for _, _, raw in ancillary:
                    fds.frombytes(raw)
                self.server.receive(data, tuple(fds))
                for event in self.server.events():
                    self._react(event)
        with self.changed:
            self.over = True
            self.changed.notify_all()

    def _react(self, event: Event) -> None:
        with self.changed:
            self.seen.append(event)
            self.changed.notify_all()
        if isinstance(event, Called):
            self._answer(event)
        elif isinstance(event, Refused):
            self.send(event.answer)

    def _answer(self, called: Called) -> None:
        answer = self.daemon.answers.get(called.procedure.name)
        if answer is None:
            error = libvirtError(f"unknown procedure: {called.procedure.number}", code=39)
            self.send(packets.failed(called.procedure, called.serial, error))
            return
        try:
            ret = answer(called.args)
        except Silent:
            return
        except libvirtError as error:
            self.send(packets.failed(called.procedure, called.serial, error))
            return
        self.answer(called, ret)


class ScriptedDaemon:
    """Listens on a UNIX socket in *folder*.

    Attributes:
        answers: by the names of procedures; others are unknown to it.
        peers: the connections that were made, the last one last.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "sock"
        self.peers: list[Peer] = []
        self.answers: dict[str, Answer] = {
            "AUTH_LIST": lambda _: ([0],),
            "CONNECT_OPEN": lambda _: None,
            "CONNECT_CLOSE": lambda _: None,
            "CONNECT_SUPPORTS_FEATURE": lambda _: (1,),
            "CONNECT_GET_LIB_VERSION": lambda _: (1_002_003,),
            "CONNECT_GET_TYPE": lambda _: ("TEST",),
            "DOMAIN_LOOKUP_BY_NAME": lambda args: ((args.name, UUID, 7),),
        }
        self._listener = socket.socket(socket.AF_UNIX)
        self._threads: list[threading.Thread] = []
        self._connected = threading.Condition()

    @property
    def uri(self) -> str:
        return f"test+unix:///default?socket={self.path}"

    @property
    def peer(self) -> Peer:
        """The last connection."""
        with self._connected:
            assert self._connected.wait_for(lambda: self.peers, LIMIT_S)
            return self.peers[-1]

    def __enter__(self) -> Self:
        self._listener.bind(str(self.path))
        self._listener.listen()
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for peer in self.peers:
            peer.reading.set()
            peer.hang_up()
        for thread in self._threads:
            thread.join(LIMIT_S)
        self._listener.close()
        for peer in self.peers:
            for event in peer.seen:
                for fd in getattr(event, "fds", ()):
                    with suppress(OSError):
                        os.close(fd)
            peer.socket.close()

    def _start(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connected, _ = self._listener.accept()
                peer = Peer(self, connected)
                with self._connected:
                    self.peers.append(peer)
                    self._connected.notify_all()
                self._start(peer.serve)


def in_thread(function: Callable[..., Any], *args: Any) -> Future[Any]:
    """Run *function* on a thread of its own."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(function, *args)
    pool.shutdown(wait=False)
    return future


def silent(args: Any) -> Any:
    """An answer that does not come."""
    raise Silent


def procedure(name: str) -> Procedure:
    """The procedure of a name, of whichever program."""
    return REMOTE.get(name) or QEMU[name]
