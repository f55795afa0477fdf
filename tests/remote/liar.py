"""A daemon that lies: its answers look like those of one, and mean nothing, or are none."""

from __future__ import annotations

import array
import os
import random
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import Called, Event, Pinged, Server, StreamData, StreamFailed, StreamFinished, ping
from anyvirt.rpc.packet import BadPacket
from anyvirt.rpc.programs import Kind, program
from anyvirt.util.error import libvirtError
from tests.rpc.nonsense import Nonsense
from tests.rpc.wire_values import plain

REMOTE: Final = program("remote").by_name
PROGRAMS: Final = ("remote", "qemu", "lxc")
_EVENTS: Final = [each for name in PROGRAMS for each in program(name).procedures.values() if each.kind is Kind.EVENT]
_PROCEDURES: Final = [each for each in REMOTE.values() if each.kind is not Kind.EVENT]
_END_S: Final = 30.0


class HangUp(Exception):
    """The liar has nothing more to say to this client."""


class Peer:
    """One client of the liar's, on a thread of its own."""

    def __init__(self, liar: Liar, connected: socket.socket) -> None:
        self.liar = liar
        self.socket = connected
        self.dice = liar.dice
        self.nonsense = Nonsense(self.dice)
        self.server = Server(PROGRAMS, fds=True)

    def serve(self) -> None:
        with suppress(OSError, HangUp, BadPacket), self.socket:
            while True:
                data, fds, _, _ = socket.recv_fds(self.socket, 65536, 32)
                for fd in fds:
                    os.close(fd)
                if not data:
                    return
                self.server.receive(data, fds)
                for event in self.server.events():
                    self._react(event)

    def send(self, data: bytes | bytearray, fds: Sequence[int] = ()) -> None:
        self.socket.sendall(data)
        for fd in fds:
            self.socket.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [fd]))])

    def _react(self, event: Event) -> None:
        match event:
            case Called():
                self.liar.calls += 1
                if script := self.liar.scripts.get(event.procedure.name):
                    script(self, event)
                elif event.procedure.name == self.liar.from_call or self.liar.lying:
                    self.liar.lying = True
                    self._lie(event)
                else:
                    self._honest(event)
            case Pinged(answer):
                self.send(answer)
            case StreamFinished(serial) | StreamFailed(serial):
                procedure = self.server.streams.pop(serial, None) or REMOTE["STORAGE_VOL_DOWNLOAD"]
                if self.dice.random() < 0.2:
                    raise HangUp
                self.send(packets.stream_finish(procedure, serial))
            case StreamData():
                if self.dice.random() < 0.1:
                    raise HangUp

    def _honest(self, called: Called) -> None:
        name = called.procedure.name
        known: dict[str, Any] = {"AUTH_LIST": ([0],), "CONNECT_SUPPORTS_FEATURE": (1,)}
        ret = known.get(name)
        if ret is None and called.procedure.ret is not None:
            ret = plain(called.procedure.ret)
        self.send(packets.reply(called.procedure, called.serial, ret))

    # Lies

    def _lie(self, called: Called) -> None:
        dice, procedure = self.dice, called.procedure
        if procedure.name == "CONNECT_CLOSE" and dice.random() < 0.7:
            raise HangUp
        lies = (self._any_answer,) * 12 + (
            *(self._error, self._error, self._spoiled, self._spoiled, self._other_serial, self._events, self._events),
            *(self._streams, self._streams, self._files_too, self._half, self._flood, self._garbage, self._call),
        )
        dice.choice(lies)(called)
        if procedure.has_stream:
            self.server.open_stream(called)
            self._stream_of(called)

    def _answer(self, called: Called) -> bytearray:
        procedure = called.procedure
        ret = None if procedure.ret is None else self.nonsense.value(procedure.ret)
        return packets.reply(procedure, called.serial, ret)

    def _any_answer(self, called: Called) -> None:
        self.send(self._answer(called))

    def _stream_of(self, called: Called) -> None:
        dice = self.dice
        for _ in range(dice.randrange(4)):
            match dice.randrange(4):
                case 0:
                    self.send(packets.stream_data(called.procedure, called.serial, dice.randbytes(300)))
                case 1:
                    length = dice.choice((0, 1, 2**62, -1))
                    self.send(packets.stream_hole(called.procedure, called.serial, length))
                case 2:
                    self.send(packets.stream_abort(called.procedure, called.serial, libvirtError("x", code=1)))
                case 3:
                    self.send(packets.stream_finish(called.procedure, called.serial))
        self.send(packets.stream_data(called.procedure, called.serial, b""))

    def _error(self, called: Called) -> None:
        out = bytearray(28)
        program("packet").structs["error"].encode(self.nonsense.value(program("packet").structs["error"]), out)
        head = packets.reply(called.procedure, called.serial) if called.procedure.ret is None else self._answer(called)
        out[:28] = head[:28]
        out[:4] = len(out).to_bytes(4, "big")
        out[27] = 1
        self.send(out)

    def _spoiled(self, called: Called) -> None:
        self.send(self.nonsense.spoiled(self._answer(called)))
        raise HangUp  # what was swallowed is never answered

    def _other_serial(self, called: Called) -> None:
        other = called._replace(
            serial=self.dice.choice((0, 1, called.serial + 1, 2**32 - 1)),
            procedure=self.dice.choice((called.procedure, self.dice.choice(_PROCEDURES))),
        )
        self.send(self._answer(other))
        self.send(self._answer(called))

    def _events(self, called: Called) -> None:
        for _ in range(self.dice.choice((1, 5, 200))):
            event = self.dice.choice(_EVENTS)
            self.send(packets.message(event, None if event.msg is None else self.nonsense.value(event.msg)))
        self.send(self._answer(called))

    def _streams(self, called: Called) -> None:
        other = called._replace(serial=self.dice.choice((0, called.serial, called.serial - 1, 2**32 - 1)))
        self._stream_of(other)
        self.send(self._answer(called))

    def _files_too(self, called: Called) -> None:
        ret = None if called.procedure.ret is None else self.nonsense.value(called.procedure.ret)
        count = self.dice.choice((1, 2, 32))
        sent = self.dice.choice((count, count, 32))
        data = packets.reply(called.procedure, called.serial, ret, fds=count)
        with open(os.devnull) as file:
            self.send(data, [file.fileno()] * sent)
        if sent != count:
            raise HangUp

    def _half(self, called: Called) -> None:
        data = self._answer(called)
        self.send(data[: self.dice.randrange(len(data))])
        raise HangUp

    def _flood(self, called: Called) -> None:
        self.send(ping() * 2000)
        self.send(self._answer(called))

    def _garbage(self, called: Called) -> None:
        dice = self.dice
        self.send(dice.choice((dice.randbytes(500), b"\xff" * 64, b"\x01\xff\xff\xff", b"HTTP/1.1 400 Bad\r\n\r\n")))
        raise HangUp

    def _call(self, called: Called) -> None:
        self.send(self.nonsense.headed([REMOTE["CONNECT_OPEN"].program.number]))
        raise HangUp


class Liar:
    """Listens at a UNIX socket in *folder*; honest until it is told to lie.

    Attributes:
        dice: what decides how it lies.
        lying: whether it does.
        from_call: the procedure with which it begins to.
        calls: how many it has got.
        scripts: what it does instead at calls of a procedure.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "liar"
        self.dice = random.Random(0)
        self.lying = False
        self.from_call = ""
        self.calls = 0
        self.scripts: dict[str, Callable[[Peer, Called], None]] = {}
        self._listener = socket.socket(socket.AF_UNIX)
        self._threads: list[threading.Thread] = []
        self._peers: list[socket.socket] = []

    @property
    def uri(self) -> str:
        return f"test+unix:///default?socket={self.path}"

    def begin(self, dice: random.Random, *, from_call: str = "") -> None:
        """Be honest again, up to a call of that name."""
        self.dice, self.lying, self.from_call = dice, False, from_call

    def hang_up(self) -> None:
        """End all connections."""
        for peer in self._peers:
            with suppress(OSError):
                peer.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(_END_S)
        self._threads.clear()
        self._peers.clear()

    def __enter__(self) -> Self:
        self._listener.bind(str(self.path))
        self._listener.listen()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()
        return self

    def __exit__(self, *what: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join(_END_S)
        self.hang_up()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connected, _ = self._listener.accept()
                self._peers.append(connected)
                thread = threading.Thread(target=Peer(self, connected).serve, daemon=True)
                self._threads.append(thread)
                thread.start()
