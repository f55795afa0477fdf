"""The control connection: against a real QEMU without a guest, and against peers that misbehave."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from anyvirt.qemu.monitor import CommandFailed, Monitor, MonitorClosed
from anyvirt.util.error import InternalError, OperationFailed

QEMU = shutil.which("qemu-system-x86_64")
needs_qemu = pytest.mark.skipif(QEMU is None, reason="qemu-system-x86_64 is not installed")

GREETING = {"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}, "package": ""}, "capabilities": []}}

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start_qemu() -> Iterator[Start]:
    """Start a QEMU without a guest whose monitor is *chardev*; it is killed afterwards."""
    assert QEMU is not None
    started: list[subprocess.Popen[bytes]] = []

    def start(chardev: str, pass_fd: int | None = None) -> subprocess.Popen[bytes]:
        assert QEMU is not None
        options = ["-S", "-no-user-config", "-nodefaults", "-display", "none", "-machine", "none,accel=tcg"]
        monitor = ["-chardev", f"socket,id=m,{chardev}", "-mon", "chardev=m,mode=control"]
        fds = [] if pass_fd is None else [pass_fd]
        child = subprocess.Popen([QEMU, *options, *monitor], stdin=subprocess.DEVNULL, pass_fds=fds)
        started.append(child)
        return child

    yield start
    for child in started:
        child.kill()
        child.wait()


@pytest.fixture
def qemu(start_qemu: Start) -> Iterator[tuple[socket.socket, subprocess.Popen[bytes]]]:
    """A QEMU and our end of its monitor."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        child = start_qemu(f"fd={theirs.fileno()}", theirs.fileno())
        theirs.close()
        yield ours, child


class Peer:
    """Speaks for QEMU, as badly as the test wants."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self._received = ""

    def send(self, *messages: Mapping[str, Any]) -> None:
        for message in messages:
            self.writer.write(json.dumps(message).encode() + b"\r\n")

    async def receive(self) -> dict[str, Any]:
        """The next request. Nothing but its closing brace ends it, which is enough for QEMU."""
        while True:
            with contextlib.suppress(json.JSONDecodeError):
                message, length = json.JSONDecoder().raw_decode(self._received)
                self._received = self._received[length:].lstrip()
                return dict(message)
            data = await self.reader.read(65536)
            assert data, "the monitor hung up"
            self._received += data.decode()

    async def greet(self) -> None:
        self.send(GREETING)
        request = await self.receive()
        self.send({"return": {}, "id": request["id"]} if "id" in request else {"return": {}})


@contextlib.asynccontextmanager
async def connected(**options: Any) -> AsyncIterator[tuple[Monitor, Peer]]:
    """A monitor and the peer that greeted it."""
    ours, theirs = socket.socketpair()
    peer = Peer(*await asyncio.open_connection(sock=theirs))
    greeting = asyncio.create_task(peer.greet())
    monitor = await Monitor.connect(ours, name="domain 'web1'", **options)
    await greeting
    try:
        yield monitor, peer
    finally:
        await monitor.close()
        peer.writer.close()


@needs_qemu
async def test_execute_returns_the_value(qemu: tuple[socket.socket, subprocess.Popen[bytes]]) -> None:
    monitor = await Monitor.connect(qemu[0])
    assert await monitor.execute("query-target") == {"arch": "x86_64"}
    assert not monitor.closed
    await monitor.close()
    assert monitor.closed


@needs_qemu
async def test_a_refused_command_keeps_qemus_words(qemu: tuple[socket.socket, subprocess.Popen[bytes]]) -> None:
    """The class and the text of the QMP error survive; the connection goes on."""
    monitor = await Monitor.connect(qemu[0], name="domain 'web1'")
    with pytest.raises(InternalError, match="unable to execute QEMU command 'device_del' on domain 'web1'") as failure:
        await monitor.execute("device_del", {"id": "nosuch"})
    assert isinstance(failure.value, CommandFailed)
    assert failure.value.qmp_class == "DeviceNotFound"
    assert "nosuch" in failure.value.qmp_text
    assert await monitor.execute("query-status")
    await monitor.close()


@needs_qemu
async def test_a_descriptor_travels_with_its_command(qemu: tuple[socket.socket, subprocess.Popen[bytes]]) -> None:
    monitor = await Monitor.connect(qemu[0])
    reading, writing = os.pipe()
    try:
        answers = await asyncio.gather(
            monitor.execute_with_fd("add-fd", reading, {"fdset-id": 1, "opaque": "r"}),
            monitor.execute_with_fd("add-fd", writing, {"fdset-id": 2, "opaque": "w"}),
        )
        assert [answer["fdset-id"] for answer in answers] == [1, 2]
        sets = await monitor.execute("query-fdsets")
        assert sorted(entry["fds"][0]["opaque"] for entry in sets) == ["r", "w"]
    finally:
        os.close(reading)
        os.close(writing)
        await monitor.close()


@needs_qemu
async def test_a_guest_that_dies_is_noticed_once(qemu: tuple[socket.socket, subprocess.Popen[bytes]]) -> None:
    reasons: asyncio.Queue[str] = asyncio.Queue()
    monitor = await Monitor.connect(qemu[0], name="domain 'web1'", on_closed=reasons.put_nowait)
    qemu[1].kill()
    assert await asyncio.wait_for(reasons.get(), 10) == "it closed the connection"
    assert monitor.closed
    with pytest.raises(MonitorClosed, match="domain 'web1' went away before it answered 'query-status'"):
        await monitor.execute("query-status")
    await monitor.close()
    assert reasons.empty()


@needs_qemu
async def test_a_socket_path_of_any_length(start_qemu: Start, tmp_path: Path) -> None:
    """An address holds 108 bytes; our folders may be deeper."""
    folder = tmp_path.joinpath(*["a-folder-with-a-long-name"] * 6)
    folder.mkdir(parents=True)
    path = folder / "monitor.sock"
    assert len(os.fsencode(path)) > 150
    with socket.socket(socket.AF_UNIX) as listener:
        fd = os.open(folder, os.O_PATH)
        listener.bind(f"/proc/self/fd/{fd}/monitor.sock")
        os.close(fd)
        listener.listen()
        start_qemu(f"fd={listener.fileno()},server=on,wait=off", listener.fileno())
        monitor = await Monitor.connect(path)
        assert (await monitor.execute("query-version"))["qemu"]["major"] >= 6
        await monitor.close()


async def test_events_come_in_order_and_before_the_answer() -> None:
    """What QEMU sent before an answer has been handled when the answer is here."""
    seen: list[tuple[str, Any, float]] = []
    async with connected(on_event=lambda *event: seen.append(event)) as (monitor, peer):
        running = asyncio.create_task(monitor.execute("stop"))
        request = await peer.receive()
        stamp = {"seconds": 1700000000, "microseconds": 500000}
        for number in range(3):
            peer.send({"event": "STOP", "data": {"n": number}, "timestamp": stamp})
        peer.send({"event": "RESUME", "timestamp": stamp}, {"return": {}, "id": request["id"]})
        await running
        assert [(name, data) for name, data, _ in seen] == [
            ("STOP", {"n": 0}),
            ("STOP", {"n": 1}),
            ("STOP", {"n": 2}),
            ("RESUME", {}),
        ]
        assert seen[0][2] == pytest.approx(1700000000.5)


async def test_a_faulty_event_handler_does_not_end_the_connection() -> None:
    complaints: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))

    def handler(*_: object) -> None:
        raise RuntimeError("boom")

    async with connected(on_event=handler) as (monitor, peer):
        running = asyncio.create_task(monitor.execute("stop"))
        request = await peer.receive()
        peer.send({"event": "STOP", "timestamp": {}}, {"return": 7, "id": request["id"]})
        assert await running == 7
    assert "boom" in str(complaints[0]["exception"])


async def test_closing_fails_what_waits_and_tells_nobody_else() -> None:
    """A QEMU that hangs does not hold up close(), and on_closed is for the connections that others end."""
    reasons: list[str] = []
    async with connected(on_closed=reasons.append) as (monitor, peer):
        waiting = asyncio.create_task(monitor.execute("query-status"))
        await peer.receive()
        await asyncio.wait_for(monitor.close(), 10)
        with pytest.raises(MonitorClosed):
            await waiting
    assert reasons == []


async def test_events_before_the_end_come_before_the_notice() -> None:
    order: list[str] = []
    ended = asyncio.Event()

    def closed(_: str) -> None:
        order.append("closed")
        ended.set()

    async with connected(on_event=lambda name, *_: order.append(name), on_closed=closed) as (_, peer):
        peer.send({"event": "SHUTDOWN", "timestamp": {}}, {"event": "STOP", "timestamp": {}})
        peer.writer.close()
        await asyncio.wait_for(ended.wait(), 10)
    assert order == ["SHUTDOWN", "STOP", "closed"]


async def test_a_cancelled_command_leaves_the_connection_usable() -> None:
    async with connected() as (monitor, peer):
        forgotten = asyncio.create_task(monitor.execute("slow"))
        slow = await peer.receive()
        forgotten.cancel()
        with pytest.raises(asyncio.CancelledError):
            await forgotten
        running = asyncio.create_task(monitor.execute("quick"))
        quick = await peer.receive()
        peer.send({"return": "late", "id": slow["id"]}, {"return": "mine", "id": quick["id"]})
        assert await running == "mine"


async def test_an_answer_that_is_none() -> None:
    """Neither a value nor an error: the command fails, the connection stays."""
    async with connected() as (monitor, peer):
        running = asyncio.create_task(monitor.execute("stop"))
        peer.send({"id": (await peer.receive())["id"]})
        with pytest.raises(InternalError, match="domain 'web1' answered 'stop' with neither"):
            await running
        assert not monitor.closed


async def test_a_peer_that_stays_silent() -> None:
    ours, theirs = socket.socketpair()
    with theirs, pytest.raises(OperationFailed, match="did not answer on its monitor within"):
        await Monitor.connect(ours, timeout=0.05)


async def test_a_peer_that_is_not_qemu(caplog: pytest.LogCaptureFixture) -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        theirs.sendall(b"SSH-2.0-OpenSSH\r\n")
        with pytest.raises(MonitorClosed, match="cannot reach the monitor of the guest"):
            await Monitor.connect(ours, timeout=10)


async def test_nobody_listens(tmp_path: Path) -> None:
    with pytest.raises(MonitorClosed, match="No such file or directory"):
        await Monitor.connect(tmp_path / "monitor.sock")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "dead"))
    with pytest.raises(MonitorClosed, match="Connection refused"):
        await Monitor.connect(tmp_path / "dead")


async def test_nothing_is_printed(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any logging configured, failures stay in exceptions."""
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    ours, theirs = socket.socketpair()
    theirs.close()
    with pytest.raises(MonitorClosed, match="closed the connection"):
        await Monitor.connect(ours)
    assert capfd.readouterr() == ("", "")


@needs_qemu
async def test_passwords_stay_out_of_the_log(
    qemu: tuple[socket.socket, subprocess.Popen[bytes]], caplog: pytest.LogCaptureFixture
) -> None:
    """Also out of the one of all messages, which somebody who looks for a mistake switches on and sends around."""
    caplog.set_level(logging.DEBUG)
    monitor = await Monitor.connect(qemu[0])
    with pytest.raises(CommandFailed):  # it has no display
        await monitor.execute("set_password", {"protocol": "vnc", "password": "pretzel"})
    await monitor.close()
    assert "set_password" not in caplog.text
    assert "a message with a password" in caplog.text
    assert "pretzel" not in caplog.text
