"""Streams through a connection: both directions, holes, ends of all kinds, and how much is held."""

from __future__ import annotations

import asyncio
import sys
import threading
from typing import Any

import pytest

import anyvirt
from anyvirt import aio
from anyvirt.error import OperationFailed, SystemCallError
from anyvirt.remote.base import HELD_MAX_BYTES
from anyvirt.rpc import connection
from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import Called, StreamData, StreamFailed, StreamFinished, StreamHole
from tests.remote.scripted import LIMIT_S, ScriptedDaemon, in_thread, procedure, silent

CHUNK = packets.STREAM_DATA_MAX
DOWN = procedure("STORAGE_VOL_DOWNLOAD")
UP = procedure("STORAGE_VOL_UPLOAD")


@pytest.fixture
def daemon(daemon: ScriptedDaemon) -> ScriptedDaemon:
    """One that has a volume."""
    daemon.answers["STORAGE_VOL_LOOKUP_BY_PATH"] = lambda args: (("pool", "vol", args.path),)
    daemon.answers["STORAGE_VOL_DOWNLOAD"] = daemon.answers["STORAGE_VOL_UPLOAD"] = lambda _: None
    return daemon


def opened(daemon: ScriptedDaemon, conn: anyvirt.virConnect, *, up: bool) -> tuple[anyvirt.virStream, Called]:
    """A stream, and the call that has opened it as the daemon has it."""
    stream = conn.newStream()
    volume = conn.storageVolLookupByPath("/vol")
    if up:
        volume.upload(stream, 0, 0, 1)
    else:
        volume.download(stream, 0, 0, 1)
    return stream, daemon.peer.wait_for("STORAGE_VOL_UPLOAD" if up else "STORAGE_VOL_DOWNLOAD")


def confirm_finish(daemon: ScriptedDaemon, called: Called) -> None:
    daemon.peer.wait_for_event(StreamFinished)
    daemon.peer.send(packets.stream_finish(called.procedure, called.serial))


def test_download(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """Data and holes; calls go on meanwhile; both sides say that they are done."""
    stream, called = opened(daemon, conn, up=False)
    daemon.peer.send(
        packets.stream_data(DOWN, called.serial, b"abcdef")
        + packets.stream_hole(DOWN, called.serial, 4096)
        + packets.stream_data(DOWN, called.serial, b"")
    )
    assert stream.recv(4) == b"abcd"
    assert conn.getType() == "TEST"
    assert stream.recvFlags(100, anyvirt.VIR_STREAM_RECV_STOP_AT_HOLE) == b"ef"
    assert stream.recvFlags(100, anyvirt.VIR_STREAM_RECV_STOP_AT_HOLE) == -3
    assert stream.recvHole() == 4096
    assert stream.recv(100) == stream.recv(100) == b""
    finishing = in_thread(stream.finish)
    confirm_finish(daemon, called)
    finishing.result(LIMIT_S)


def test_upload(daemon: ScriptedDaemon, conn: anyvirt.virConnect, monkeypatch: pytest.MonkeyPatch) -> None:
    """In pieces that daemons of any age take."""
    monkeypatch.setattr(connection, "_MUCH_BYTES", sys.maxsize)  # packets come whole
    stream, called = opened(daemon, conn, up=True)
    assert stream.send(b"x" * (CHUNK + 10)) == CHUNK + 10
    stream.sendHole(1 << 30)
    finishing = in_thread(stream.finish)
    confirm_finish(daemon, called)
    finishing.result(LIMIT_S)
    came = [each for each in daemon.peer.seen if isinstance(each, StreamData | StreamHole)]
    assert [len(each.data) for each in came if isinstance(each, StreamData)] == [CHUNK, 10]
    assert came[-1] == StreamHole(called.serial, 1 << 30, 0)


def test_the_daemon_gives_a_stream_up(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """Who reads learns why, and who finishes; the connection goes on."""
    stream, called = opened(daemon, conn, up=False)
    reading = in_thread(stream.recv, 10)
    daemon.peer.send(packets.stream_abort(DOWN, called.serial, OperationFailed("disk gone")))
    with pytest.raises(OperationFailed, match="disk gone"):
        reading.result(LIMIT_S)
    with pytest.raises(OperationFailed, match="disk gone"):
        stream.finish()
    assert conn.getType() == "TEST"


def test_a_failed_finish_says_why(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    stream, called = opened(daemon, conn, up=True)
    stream.send(b"abc")
    finishing = in_thread(stream.finish)
    daemon.peer.wait_for_event(StreamFinished)
    daemon.peer.send(packets.stream_abort(UP, called.serial, OperationFailed("no space")))
    with pytest.raises(OperationFailed, match="no space"):
        finishing.result(LIMIT_S)


def test_aborting_waits_for_the_daemon_to_let_go(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """What comes on the stream meanwhile goes nowhere."""
    stream, called = opened(daemon, conn, up=False)
    daemon.peer.send(packets.stream_data(DOWN, called.serial, b"abc"))
    aborting = in_thread(stream.abort)
    assert daemon.peer.wait_for_event(StreamFailed) == StreamFailed(called.serial, None)
    daemon.peer.send(packets.stream_data(DOWN, called.serial, b"abc"))
    daemon.peer.send(packets.stream_finish(DOWN, called.serial))
    aborting.result(LIMIT_S)
    assert conn.getType() == "TEST"


def test_the_end_of_the_connection_ends_streams(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    stream, _ = opened(daemon, conn, up=False)
    reading = in_thread(stream.recv, 10)
    daemon.peer.hang_up()
    with pytest.raises(SystemCallError, match="End of file"):
        reading.result(LIMIT_S)
    stream.abort()


def test_a_stream_that_is_opened_for_nobody_is_aborted(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """When its call was interrupted."""
    from tests.remote.test_blocking import Interrupted, interrupting

    daemon.answers["STORAGE_VOL_DOWNLOAD"] = silent
    stream = conn.newStream()
    volume = conn.storageVolLookupByPath("/vol")
    with interrupting() as after:
        after(0.05)
        with pytest.raises(Interrupted):
            volume.download(stream, 0, 0)
    daemon.peer.answer(daemon.peer.wait_for("STORAGE_VOL_DOWNLOAD"), None)
    assert conn.getType() == "TEST"
    daemon.peer.wait_for_event(StreamFailed)


def test_who_sends_waits_for_a_slow_daemon(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """No more than one piece waits here."""
    stream, _ = opened(daemon, conn, up=True)
    daemon.peer.reading.clear()
    sent = 0

    def send() -> None:
        nonlocal sent
        for _ in range(64):
            stream.send(b"x" * CHUNK)
            sent += 1

    sending = in_thread(send)
    with pytest.raises(TimeoutError):
        sending.result(0.5)
    assert sent < 10
    daemon.peer.reading.set()
    sending.result(LIMIT_S)
    assert sent == 64


async def test_who_does_not_read_makes_the_daemon_wait(daemon: ScriptedDaemon, aconn: aio.virConnect) -> None:
    """What is held here is bounded; a call goes through all the same, and then the rest comes."""
    stream = await aconn.newStream()
    volume = await aconn.storageVolLookupByPath("/vol")
    await volume.download(stream, 0, 0)
    called = await asyncio.to_thread(daemon.peer.wait_for, "STORAGE_VOL_DOWNLOAD")
    pieces = 3 * HELD_MAX_BYTES // CHUNK
    sent = 0

    def send() -> None:
        nonlocal sent
        for _ in range(pieces):
            daemon.peer.send(packets.stream_data(DOWN, called.serial, b"x" * CHUNK))
            sent += 1
        daemon.peer.send(packets.stream_data(DOWN, called.serial, b""))

    sending = in_thread(send)
    await asyncio.to_thread(threading.Event().wait, 0.5)
    link: Any = aconn._driver._link  # type: ignore[attr-defined]
    assert HELD_MAX_BYTES <= link._held < HELD_MAX_BYTES + 2 * 1024 * 1024
    assert sent < pieces
    received = 0
    while data := await stream.recv(CHUNK):
        assert isinstance(data, bytes)
        received += len(data)
    assert received == pieces * CHUNK
    assert link._held == 0
    sending.result(LIMIT_S)
    assert await aconn.getType() == "TEST"


def test_a_stream_that_does_not_block_calls_back(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """When something has come, though nobody calls."""
    stream = conn.newStream(anyvirt.VIR_STREAM_NONBLOCK)
    conn.storageVolLookupByPath("/vol").download(stream, 0, 0)
    called = daemon.peer.wait_for("STORAGE_VOL_DOWNLOAD")
    assert stream.recv(10) == -2
    happened = threading.Event()
    stream.eventAddCallback(anyvirt.VIR_STREAM_EVENT_READABLE, lambda *args: happened.set(), None)
    assert not happened.wait(0.1)
    daemon.peer.send(packets.stream_data(DOWN, called.serial, b"abc"))
    assert happened.wait(LIMIT_S)
    stream.eventRemoveCallback()
    assert stream.recv(10) == b"abc"
