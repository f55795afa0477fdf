"""What a daemon can make our client take or do: so much and no more."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import anyvirt
from anyvirt import aio
from anyvirt.error import InternalError, InvalidArg, OperationAborted, libvirtError
from anyvirt.remote import base, channel, transports
from anyvirt.remote.awaiting import AwaitingLink
from anyvirt.remote.wire import Arrived
from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import Called, ping
from anyvirt.util.refs import DomainRef, StorageVolRef
from anyvirt.util.wait import run_inline
from tests.certificates import certificates
from tests.remote.liar import REMOTE, HangUp, Liar, Peer

MIB = 1024 * 1024
CHUNK = 256 * 1024
END_S = 30.0
UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f"


@pytest.fixture
def liar(root: Path) -> Iterator[Liar]:
    with Liar(root) as started:
        yield started


def volume(conn: Any) -> Any:
    return (aio.virStorageVol if isinstance(conn, aio.virConnect) else anyvirt.virStorageVol)(
        conn, StorageVolRef("p", "v", "k")
    )


def open_files() -> int:
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


# Descriptors


def with_files(peer: Peer, called: Called) -> None:
    with open(os.devnull) as file:
        ret = None if called.procedure.ret is None else ("x",)
        peer.send(packets.reply(called.procedure, called.serial, ret, fds=3), [file.fileno()] * 3)


def test_files_that_nobody_has_asked_for_are_closed(liar: Liar) -> None:
    liar.scripts["CONNECT_GET_HOSTNAME"] = with_files
    with anyvirt.open(liar.uri) as conn:
        before = open_files()
        assert conn.getHostname() == "x"
        assert open_files() == before


def test_files_with_an_answer_that_nobody_looks_at_are_closed(liar: Liar) -> None:
    liar.scripts["CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY"] = with_files
    with anyvirt.open(liar.uri) as conn:
        events = anyvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, anyvirt.VIR_DOMAIN_EVENT_ID_REBOOT
        _, number = (conn.domainEventRegisterAny(None, event, lambda *values: None, None) for event in events)
        before = open_files()
        conn.domainEventDeregisterAny(number)
        assert conn.getType() == "abc"
        assert open_files() == before


async def test_files_for_a_call_that_was_cancelled_are_closed(liar: Liar) -> None:
    """Also when they come in the very turn of the loop in which it is."""
    answered = threading.Event()

    def answer(peer: Peer, called: Called) -> None:
        with_files(peer, called)
        answered.set()

    liar.scripts["CONNECT_GET_HOSTNAME"] = answer
    async with await aio.open(liar.uri) as conn:
        before = open_files()
        task = asyncio.create_task(conn.getHostname())
        await asyncio.sleep(0)
        answered.wait(END_S)  # the loop stands still meanwhile
        asyncio.get_running_loop().call_soon(task.cancel)
        with pytest.raises(asyncio.CancelledError):
            await asyncio.gather(task, conn.getType())
        assert await conn.getType() == "abc"
        assert open_files() == before


def test_a_file_that_is_not_open_is_refused_before_anything_is_sent(liar: Liar) -> None:
    with anyvirt.open(liar.uri) as conn:
        driver: Any = conn._driver
        before = liar.calls
        with pytest.raises(InvalidArg, match="file descriptor 123456 cannot be passed on: Bad file descriptor"):
            run_inline(driver.domain_open_graphics(DomainRef("d", UUID, 1), 0, 123456, 0), driver.lock)
        assert conn.getType() == "abc"
        assert liar.calls == before + 1


# Memory


def test_a_host_has_only_so_many_cpus(liar: Liar) -> None:
    def answer(peer: Peer, called: Called) -> None:
        peer.send(packets.reply(called.procedure, called.serial, (b"\xff", 8, 2**31 - 1)))

    liar.scripts["NODE_GET_CPU_MAP"] = answer
    with anyvirt.open(liar.uri) as conn, pytest.raises(InternalError, match="2147483647 CPUs"):
        conn.getCPUMap()


def test_a_stream_that_nobody_reads_is_given_up(liar: Liar, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that takes long meanwhile takes in all that comes: up to a limit. Other streams go on."""
    monkeypatch.setattr(channel, "HELD_MAX_BYTES", 8 * MIB)
    opened: list[Called] = []

    def opens(peer: Peer, called: Called) -> None:
        peer.server.open_stream(called)
        opened.append(called)
        peer.send(packets.reply(called.procedure, called.serial))

    def floods(peer: Peer, called: Called) -> None:
        for _ in range(64 * MIB // CHUNK):
            peer.send(packets.stream_data(opened[0].procedure, opened[0].serial, bytes(CHUNK)))
        peer.send(packets.stream_data(opened[1].procedure, opened[1].serial, b"abc"))
        peer.send(packets.reply(called.procedure, called.serial, ("x",)))

    liar.scripts.update(STORAGE_VOL_DOWNLOAD=opens, CONNECT_GET_HOSTNAME=floods)
    with anyvirt.open(liar.uri) as conn:
        streams = conn.newStream(), conn.newStream()
        for stream in streams:
            volume(conn).download(stream, 0, 0)
        link: Any = conn._driver._link  # type: ignore[attr-defined]
        assert conn.getHostname() == "x"
        assert link._held < MIB
        assert streams[1].recv(10) == b"abc"
        with pytest.raises(OperationAborted, match="more than 8 MiB of the stream were waiting"):
            streams[0].recv(10)


async def test_a_stream_is_heard_while_another_one_is_full(liar: Liar) -> None:
    opened: list[Called] = []

    def opens(peer: Peer, called: Called) -> None:
        peer.server.open_stream(called)
        opened.append(called)
        peer.send(packets.reply(called.procedure, called.serial))
        if len(opened) == 2:
            for _ in range(2 * base.HELD_MAX_BYTES // CHUNK):
                peer.send(packets.stream_data(opened[0].procedure, opened[0].serial, bytes(CHUNK)))
            peer.send(packets.stream_data(opened[1].procedure, opened[1].serial, b"abc"))

    liar.scripts["STORAGE_VOL_DOWNLOAD"] = opens
    async with await aio.open(liar.uri) as conn, asyncio.timeout(END_S):
        full, other = await conn.newStream(), await conn.newStream()
        for stream in (full, other):
            await volume(conn).download(stream, 0, 0)
        assert await other.recv(10) == b"abc"
        assert await full.recv(10) == bytes(10)


def test_questions_whether_we_live_are_not_answered_to_who_does_not_read(liar: Liar) -> None:
    def asks(peer: Peer, called: Called) -> None:
        for _ in range(100):
            peer.send(ping() * 1000)
        peer.send(packets.reply(called.procedure, called.serial, ("x",)))

    liar.scripts["CONNECT_GET_HOSTNAME"] = asks
    with anyvirt.open(liar.uri) as conn:
        threads = threading.active_count()
        link: Any = conn._driver._link  # type: ignore[attr-defined]
        assert conn.getHostname() == "x"
        assert len(link._out) <= base.PONGS_MAX
        assert threading.active_count() <= threads + 1


# Time


class Endless:
    """A wire that always has more."""

    takes_fds = encrypted = local = False
    cipher_bits = 0

    def __init__(self) -> None:
        self._socket, self._other = socket.socketpair()
        self._other.send(b"x")
        self.reads = 0

    def fileno(self) -> int:
        return self._socket.fileno()

    def receive(self, size: int) -> Arrived:
        self.reads += 1
        assert self.reads < 2000, "others have no turn"
        return Arrived(bytes(packets.stream_data(REMOTE["STORAGE_VOL_DOWNLOAD"], 7, bytes(size - 28))))

    def cut(self) -> None:
        pass

    def close(self) -> None:
        self._socket.close()
        self._other.close()


async def test_a_daemon_that_never_stops_talking_leaves_others_their_turns() -> None:
    wire: Any = Endless()
    link = AwaitingLink(wire, threading.RLock())
    for _ in range(20):
        await asyncio.sleep(0)
    assert wire.reads
    link.listener = Listener()
    link.drop()


class Listener:
    def notified(self, event: object) -> None:
        raise AssertionError

    def lost(self, reason: int) -> None:
        raise AssertionError


def test_a_daemon_that_says_nothing_in_tls_is_not_waited_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "HANDSHAKE_S", 0.2)
    folder = certificates(root).certificates
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(libvirtError, match="timed out"):
            anyvirt.open(f"test+tls://localhost:{port}/default?pkipath={folder}")


# The handshake: what comes instead of each of its answers.


@pytest.mark.parametrize("step", ["AUTH_LIST", "CONNECT_OPEN"])
@pytest.mark.parametrize("said", [b"", b"\0\0", b"\xff" * 64, b"SSH-2.0-x\r\n" * 9, bytes(4096)])
def test_what_is_no_answer_fails_the_opening(liar: Liar, step: str, said: bytes) -> None:
    def lies(peer: Peer, called: Called) -> None:
        peer.send(said)
        raise HangUp

    liar.scripts[step] = lies
    before = open_files()
    with pytest.raises(libvirtError):
        anyvirt.open(liar.uri)
    with pytest.raises(libvirtError):
        asyncio.run(aio.open(liar.uri))
    assert open_files() <= before
