"""A service with handlers of the test's own: what runs at once, what waits for a place, and how it ends."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from anyvirt.driver.streams import Channel, Hole
from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import Client as ClientEnd
from anyvirt.rpc.connection import (
    Event,
    Pinged,
    Replied,
    StreamData,
    StreamFailed,
    StreamFinished,
    StreamHole,
    ping,
)
from anyvirt.rpc.programs import Procedure, program
from anyvirt.util.error import OperationFailed
from anyvirt.util.wait import Signal
from anyvirtd.dispatch.base import Reply
from anyvirtd.identity import Identity
from anyvirtd.service import Limits, Service
from anyvirtd.session import Session
from anyvirtd.stepping import REQUEST
from anyvirtd.wires import SocketWire
from tests.rpc.wire_values import UUID

REMOTE = program("remote").by_name
LOW = REMOTE["CONNECT_GET_CAPABILITIES"]  # of low priority
HIGH = REMOTE["CONNECT_GET_TYPE"]
UPLOAD = REMOTE["STORAGE_VOL_UPLOAD"]
DOWNLOAD = REMOTE["STORAGE_VOL_DOWNLOAD"]
VOL = ("pool", "vol", "key")


class Peer:
    """A client of the service, on the same loop."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self.socket = sock
        self.end = ClientEnd()
        self._events: list[Event] = []

    async def say(self, procedure: Procedure, args: Any = None) -> int:
        serial, data = self.end.call(procedure, args)
        await self.send(data)
        return serial

    async def send(self, data: bytes | bytearray) -> None:
        await asyncio.get_running_loop().sock_sendall(self.socket, data)

    async def next(self) -> Event | None:
        """What comes next; None at the end."""
        while not self._events:
            data = await asyncio.get_running_loop().sock_recv(self.socket, 1 << 20)
            if not data:
                return None
            self.end.receive(data)
            self._events.extend(self.end.events())
        return self._events.pop(0)

    async def reply(self) -> Replied:
        event = await self.next()
        assert isinstance(event, Replied)
        return event


class Work:
    """Handlers that wait until the test lets them go on."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.go = Signal()
        self.channel: Channel | None = None

    async def wait(self, session: Session, args: Any, fds: Any) -> Any:
        self.started.append(REQUEST.get())
        await self.go.wait()
        self.started.append(f"{REQUEST.get()} again")
        return ("",)

    async def answer(self, session: Session, args: Any, fds: Any) -> Any:
        assert asyncio.current_task() is not None  # what timeouts ask for
        return ("X",)

    async def stream(self, session: Session, args: Any, fds: Any) -> Any:
        return Reply(None, channel=self.channel)


@asynccontextmanager
async def serving(limits: Limits | None = None, keepalive: tuple[int, int] = (0, 0)) -> AsyncIterator[Any]:
    loop = asyncio.get_running_loop()
    work = Work()
    service = Service(
        "tested",
        loop=loop,
        programs=("remote",),
        handlers={LOW: work.wait, HIGH: work.answer, UPLOAD: work.stream, DOWNLOAD: work.stream},
        sessions=Session,
        limits=limits or Limits(),
        keepalive=keepalive,
    )
    peers = []

    def connect() -> Peer:
        ours, theirs = socket.socketpair()
        service.welcome(SocketWire(loop, ours), Identity("unix", uid=0, gid=0, pid=1))
        peers.append(Peer(theirs))
        return peers[-1]

    async with asyncio.timeout(30):
        try:
            yield service, work, connect
        finally:
            await service.stop(1.0)
            for peer in peers:
                peer.socket.close()


async def until(condition: Any) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for happens in many places
        await asyncio.sleep(0)


async def test_what_waits_holds_up_no_other_call_of_the_client() -> None:
    async with serving() as (service, work, connect):
        peer = connect()
        slow = await peer.say(LOW)
        fast = await peer.say(HIGH)
        assert (await peer.reply()).serial == fast
        await until(lambda: service.running == 1)
        work.go.notify_all()
        assert (await peer.reply()).serial == slow
        assert work.started == ["1.1", "1.1 again"]  # logs know which request it is, before and after waiting


async def test_a_client_has_so_many_requests_running_and_the_others_wait() -> None:
    async with serving(Limits(max_client_requests=2)) as (service, work, connect):
        peer, other = connect(), connect()
        for _ in range(5):
            await peer.say(LOW)
        await until(lambda: len(work.started) == 2 and len(service.clients[1].waiting) == 3)
        await other.say(HIGH)
        await other.reply()
        for _ in range(3):
            work.go.notify_all()
            await peer.reply()
            await until(lambda: service.running <= 2)
        work.go.notify_all()


async def test_preferred_calls_have_places_of_their_own() -> None:
    async with serving(Limits(max_workers=1, prio_workers=1, max_client_requests=5)) as (service, work, connect):
        first, second = connect(), connect()
        await first.say(LOW)
        await second.say(LOW)
        await until(lambda: service.running == 1 and service.waiting)
        await second.say(HIGH)  # behind one that waits for its turn
        assert (await second.reply()).procedure is HIGH
        work.go.notify_all()
        await first.reply()
        await until(lambda: len(work.started) == 3)
        work.go.notify_all()
        await second.reply()


async def test_too_many_calls_stop_the_reading_and_none_is_lost() -> None:
    async with serving(Limits(max_client_requests=1)) as (service, work, connect):
        peer = connect()
        for _ in range(300):
            await peer.say(LOW)
        client = service.clients[1]
        await until(lambda: len(client.waiting) == 64)
        for _ in range(300):
            await until(lambda: len(work.started) % 2)
            work.go.notify_all()
            await peer.reply()
        assert not client.waiting


async def test_keepalive_is_answered_while_calls_wait() -> None:
    async with serving(Limits(max_client_requests=1)) as (_, work, connect):
        peer = connect()
        for _ in range(10):
            await peer.say(LOW)
        await peer.send(ping())
        assert type(await peer.next()).__name__ == "Ponged"
        for _ in range(10):
            work.go.notify_all()
            await peer.reply()


async def test_a_client_that_answers_no_keepalive_is_given_up() -> None:
    async with serving(keepalive=(1, 1)) as (service, _, connect):
        silent, old = connect(), connect()  # the other one has never said that it knows about keepalive
        service.clients[1].keepalive = True
        assert isinstance(await silent.next(), Pinged)
        assert await silent.next() is None
        assert list(service.clients) == [2]
        assert old


async def test_what_runs_when_its_client_goes_comes_to_its_end() -> None:
    async with serving() as (service, work, connect):
        peer = connect()
        await peer.say(LOW)
        await until(lambda: service.running)
        peer.socket.close()
        await until(lambda: not service.clients)
        assert service.running
        work.go.notify_all()
        await until(lambda: not service.running)
        assert len(work.started) == 2


async def test_stopping_gives_up_what_takes_too_long() -> None:
    async with serving() as (service, _, connect):
        peer = connect()
        await peer.say(LOW)
        await until(lambda: service.running)
        await service.stop(0.1)
        replied = await peer.reply()
        assert isinstance(replied.error, OperationFailed)
        assert "the daemon is stopping" in replied.error.message
        assert await peer.next() is None


async def test_descriptors_go_both_ways_and_are_closed_here() -> None:
    async with serving() as (service, _, connect):
        procedure = REMOTE["DOMAIN_OPEN_GRAPHICS_FD"]
        came: list[str] = []

        async def handler(session: Session, args: Any, fds: tuple[int, ...]) -> Any:
            came.extend(os.readlink(f"/proc/self/fd/{fd}") for fd in fds)
            return Reply(None, fds=(os.open("/etc", os.O_RDONLY), os.open("/usr", os.O_RDONLY)))

        service.handlers[procedure] = handler
        peer = connect()
        before = len(os.listdir("/proc/self/fd"))
        _, data = peer.end.call(procedure, (("x", UUID, 1), 0, 0), fds=1)
        null = os.open(os.devnull, os.O_RDONLY)
        peer.socket.sendall(data)
        socket.send_fds(peer.socket, [b"\0"], [null])
        os.close(null)
        received: list[int] = []
        said = b""
        while len(received) < 2:
            await asyncio.sleep(0)
            with suppress(BlockingIOError):
                data, fds, _, _ = socket.recv_fds(peer.socket, 4096, 8)
                said, received = said + data, received + list(fds)
        assert [os.readlink(f"/proc/self/fd/{fd}") for fd in received] == ["/etc", "/usr"]
        assert came == ["/dev/null"]
        for fd in received:
            os.close(fd)
        assert len(os.listdir("/proc/self/fd")) == before


class Pipe(Channel):
    """Takes what comes at its own pace, and gives what it is told to give."""

    def __init__(self, *pieces: bytes | Hole | Exception) -> None:
        super().__init__()
        self.pieces = list(pieces)
        self.taken: list[bytes | Hole] = []
        self.room = asyncio.Semaphore(0)
        self.ended = ""
        self.failure: Exception | None = None
        self.received = 0

    async def receive(self, size: int) -> bytes | Hole:
        if not self.pieces:
            await asyncio.Event().wait()
        piece = self.pieces.pop(0)
        if isinstance(piece, Exception):
            raise piece
        self.received += 0 if isinstance(piece, Hole) else len(piece)
        return piece

    async def send(self, data: bytes | memoryview) -> int:
        await self.room.acquire()
        if self.failure:
            raise self.failure
        self.taken.append(bytes(data[:100_000]))
        return min(len(data), 100_000)

    async def send_hole(self, length: int) -> None:
        self.taken.append(Hole(length))

    async def finish(self) -> None:
        self.ended = "finished"
        if self.failure:
            raise self.failure
        await super().finish()

    async def abort(self) -> None:
        self.ended = "aborted"
        await super().abort()


async def _open(peer: Peer, procedure: Procedure) -> int:
    serial = await peer.say(procedure, (VOL, 0, 0, 0))
    assert (await peer.reply()).error is None
    return serial


async def test_a_download_comes_in_order_and_is_finished_by_the_client() -> None:
    async with serving() as (service, work, connect):
        peer = connect()
        work.channel = pipe = Pipe(b"one", Hole(4096), b"two", b"")
        serial = await _open(peer, DOWNLOAD)
        assert await peer.next() == StreamData(serial, b"one")
        assert await peer.next() == StreamHole(serial, 4096, 0)
        assert await peer.next() == StreamData(serial, b"two")
        assert await peer.next() == StreamData(serial, b"")
        await peer.send(packets.stream_finish(DOWNLOAD, serial))
        assert await peer.next() == StreamFinished(serial)
        assert pipe.ended == "finished"
        assert not service.clients[1].streams


async def test_a_client_that_does_not_read_makes_the_download_wait() -> None:
    async with serving() as (_, work, connect):
        peer = connect()
        work.channel = pipe = Pipe(*[bytes(200_000)] * 100)
        serial = await _open(peer, DOWNLOAD)
        first = await peer.next()
        assert isinstance(first, StreamData)
        for _ in range(1000):
            await asyncio.sleep(0)
        assert pipe.received < 4_000_000
        left = 100 * 200_000 - len(first.data)
        while left > 0:
            event = await peer.next()
            assert isinstance(event, StreamData)
            assert event.serial == serial
            left -= len(event.data)
        assert left == 0


async def test_an_upload_waits_for_who_takes_it_and_memory_stays_bounded() -> None:
    async with serving() as (service, work, connect):
        peer = connect()
        work.channel = pipe = Pipe()
        serial = await _open(peer, UPLOAD)

        async def upload() -> None:
            for number in range(100):
                await peer.send(packets.stream_data(UPLOAD, serial, bytes([number]) * 100_000))
            await peer.send(packets.stream_hole(UPLOAD, serial, 7))
            await peer.say(HIGH)  # behind data that nobody takes
            await peer.send(packets.stream_finish(UPLOAD, serial))

        uploading = asyncio.create_task(upload())
        client = service.clients[1]
        await until(lambda: client.stream_bytes > service.stream_bytes_max)
        for _ in range(1000):
            await asyncio.sleep(0)
        assert client.stream_bytes < service.stream_bytes_max + 2_000_000
        for _ in range(1000):
            pipe.room.release()
        assert (await peer.reply()).procedure is HIGH
        assert await peer.next() == StreamFinished(serial)
        await uploading
        *data, hole = pipe.taken
        assert b"".join(each for each in data if isinstance(each, bytes)) == b"".join(
            bytes([number]) * 100_000 for number in range(100)
        )
        assert hole == Hole(7)
        assert client.stream_bytes == 0


async def test_a_call_behind_data_that_had_to_wait_is_answered() -> None:
    """It is taken up within the task that passes the data on."""
    async with serving() as (service, work, connect):
        peer = connect()
        work.channel = pipe = Pipe()
        serial = await _open(peer, UPLOAD)
        data = packets.stream_data(UPLOAD, serial, bytes(100_000))
        _, call = peer.end.call(HIGH)
        sending = asyncio.create_task(peer.send(data * (service.stream_bytes_max // 100_000 + 1) + call))
        await until(lambda: service.clients[1].stream_bytes > service.stream_bytes_max)
        await sending
        pipe.room.release()
        assert (await peer.reply()).procedure is HIGH


async def test_an_upload_that_fails_says_so_and_what_still_comes_is_dropped() -> None:
    async with serving() as (service, work, connect):
        peer = connect()
        work.channel = pipe = Pipe()
        pipe.failure = OperationFailed("the disk is full")
        serial = await _open(peer, UPLOAD)
        await peer.send(packets.stream_data(UPLOAD, serial, b"data"))
        pipe.room.release()
        failed = await peer.next()
        assert isinstance(failed, StreamFailed)
        assert "the disk is full" in str(failed.error)
        await peer.send(packets.stream_data(UPLOAD, serial, b"more"))
        await peer.say(HIGH)
        await peer.reply()
        assert pipe.ended == "aborted"
        assert service.clients[1].stream_bytes == 0


async def test_an_upload_whose_end_fails_says_so() -> None:
    async with serving() as (_, work, connect):
        peer = connect()
        work.channel = pipe = Pipe()
        pipe.failure = OperationFailed("no")
        serial = await _open(peer, UPLOAD)
        await peer.send(packets.stream_finish(UPLOAD, serial))
        assert isinstance(await peer.next(), StreamFailed)
        assert pipe.ended == "finished"


async def test_a_download_that_fails_says_so() -> None:
    async with serving() as (_, work, connect):
        peer = connect()
        work.channel = pipe = Pipe(b"one", OperationFailed("gone"))
        serial = await _open(peer, DOWNLOAD)
        assert await peer.next() == StreamData(serial, b"one")
        failed = await peer.next()
        assert isinstance(failed, StreamFailed)
        assert "gone" in str(failed.error)
        await until(lambda: pipe.ended == "aborted")


async def test_a_client_can_give_a_stream_up() -> None:
    async with serving() as (_, work, connect):
        peer = connect()
        work.channel = pipe = Pipe(b"one")
        serial = await _open(peer, DOWNLOAD)
        await peer.next()
        await peer.send(packets.stream_abort(DOWNLOAD, serial))
        assert await peer.next() == StreamFinished(serial)
        assert pipe.ended == "aborted"


async def test_a_client_that_goes_within_an_upload_leaves_nothing_open() -> None:
    async with serving() as (service, work, connect):
        peer = connect()
        work.channel = pipe = Pipe()
        serial = await _open(peer, UPLOAD)
        with suppress(BlockingIOError):
            peer.socket.send(packets.stream_data(UPLOAD, serial, bytes(100_000)))
        peer.socket.close()
        await until(lambda: pipe.ended == "aborted")
        await until(lambda: not service.clients)


async def test_a_stream_under_the_number_of_another_is_refused() -> None:
    async with serving() as (_, work, connect):
        peer = connect()
        work.channel = first = Pipe()
        serial = await _open(peer, UPLOAD)
        work.channel = second = Pipe()
        peer.end.waiting[serial] = UPLOAD
        await peer.send(packets.call(UPLOAD, serial, (VOL, 0, 0, 0)))
        replied = await peer.reply()
        assert isinstance(replied.error, OperationFailed)
        await until(lambda: second.ended == "aborted")
        peer.end.streams[serial] = UPLOAD  # which it takes for ended
        await peer.send(packets.stream_finish(UPLOAD, serial))
        assert await peer.next() == StreamFinished(serial)
        assert first.ended == "finished"


async def test_more_streams_than_allowed_are_refused() -> None:
    async with serving() as (_, work, connect):
        peer = connect()
        for _ in range(64):
            work.channel = Pipe()
            await _open(peer, UPLOAD)
        work.channel = last = Pipe()
        await peer.say(UPLOAD, (VOL, 0, 0, 0))
        replied = await peer.reply()
        assert isinstance(replied.error, OperationFailed)
        await until(lambda: last.ended == "aborted")


@pytest.mark.parametrize("limit", [1, 3])
async def test_more_clients_than_allowed_are_not_let_in(limit: int) -> None:
    class Door:
        open = True
        strangers = False

        def pause(self) -> None:
            self.open = False

        def resume(self) -> None:
            self.open = True

        def close(self) -> None:
            self.open = False

    async with serving(Limits(max_clients=limit)) as (service, _, connect):
        door = Door()
        service.listeners.append(door)
        peers = [connect() for _ in range(limit)]
        assert not door.open
        peers[0].socket.close()
        await until(lambda: door.open)
