"""Streams between programs and drivers, in both flavours and both places where drivers run."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import anyvirt
from anyvirt import aio, dispatcher, eventloop
from anyvirt.connection import virConnect
from anyvirt.constants import (
    VIR_DOMAIN_CONSOLE_FORCE,
    VIR_STREAM_EVENT_READABLE,
    VIR_STREAM_EVENT_WRITABLE,
    VIR_STREAM_NONBLOCK,
    VIR_STREAM_RECV_STOP_AT_HOLE,
)
from anyvirt.driver import RunsOn
from anyvirt.driver.channels import Echo, FileReader, FileWriter
from anyvirt.driver.streams import Channel, Hole
from anyvirt.error import (
    InternalError,
    InvalidArg,
    InvalidStream,
    NoSupport,
    OperationAborted,
    OperationFailed,
    OperationInvalid,
    SystemCallError,
    libvirtError,
)
from anyvirt.objects.streaming import BUFFER_BYTES
from anyvirt.stream import virStream
from anyvirt.util.refs import DomainRef
from tests.scripted_driver import TIMEOUT_S, Caller, ScriptedDriver, join

MIB = 1024 * 1024

each_mode = pytest.mark.parametrize("mode", list(RunsOn), ids=lambda mode: str(mode.value))


class StreamDriver(ScriptedDriver):
    """Its consoles are what the test has put into `channels`, else echoes."""

    def __init__(self) -> None:
        super().__init__()
        self.channels: list[Channel] = []
        self.ended: list[str] = []

    async def domain_open_console(self, dom: DomainRef, dev_name: str | None, flags: int) -> Channel:
        channel = self.channels.pop(0) if self.channels else Echo()

        async def note() -> None:
            self.ended.append("ended")

        channel.when_ended(note)
        return channel

    async def domain_open_channel(self, dom: DomainRef, name: str | None, flags: int) -> Channel:
        raise OperationFailed("there is none")


@pytest.fixture(autouse=True)
def registration(monkeypatch: pytest.MonkeyPatch) -> eventloop.Registration:
    """An event loop of the test's own."""
    fresh = eventloop.Registration()
    monkeypatch.setattr(eventloop, "registration", fresh)
    monkeypatch.setattr(dispatcher, "_current", dispatcher.Dispatcher(fresh))
    return fresh


@pytest.fixture
def driver() -> StreamDriver:
    return StreamDriver()


@pytest.fixture(params=list(RunsOn), ids=lambda mode: str(mode.value))
def conn(request: pytest.FixtureRequest, driver: StreamDriver) -> Iterator[virConnect]:
    conn = driver.blocking(request.param)
    yield conn
    if conn._open_driver is not None:
        conn.close()


def opened(conn: virConnect, flags: int = 0) -> virStream:
    """A stream on a console of the domain web."""
    stream = conn.newStream(flags)
    assert conn.lookupByName("web").openConsole(None, stream) == 0
    return stream


def reader(path: Path, **options: Any) -> FileReader:
    return FileReader(os.open(path, os.O_RDONLY), **options)


def writer(path: Path, **options: Any) -> FileWriter:
    return FileWriter(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), **options)


def holey(path: Path) -> bytes:
    """Make a file with 1 MiB of data, a hole of 2, data of 1 byte, and a hole to 4 MiB; answers what it reads as."""
    with path.open("wb") as file:
        file.write(b"a" * MIB)
        file.seek(3 * MIB)
        file.write(b"z")
        file.truncate(4 * MIB)
    return path.read_bytes()


# Sending and receiving


def test_what_is_sent_comes_back(driver: StreamDriver, conn: virConnect) -> None:
    """Through a guest that echoes, in pieces of the size that is asked for."""
    stream = opened(conn)
    assert stream.connect() is conn
    assert stream.send(b"hello world") == 11
    assert stream.recv(5) == b"hello"
    assert stream.recv(100) == b" world"
    assert stream.send(b"") == 0
    assert stream.recv(0) == b""
    assert stream.send(bytearray(b"1")) == stream.send(memoryview(b"2")) == 1
    assert stream.finish() == 0
    assert driver.ended == ["ended"]


def test_a_reader_waits_for_a_writer(conn: virConnect) -> None:
    """One thread receives while another sends."""
    stream = opened(conn)
    waiting = Caller(stream.recv, 10)
    stream.send(b"late")
    join(waiting)
    assert waiting.result == b"late"


def test_a_sender_waits_until_there_is_room(conn: virConnect, driver: StreamDriver) -> None:
    """Nothing piles up; all of it arrives."""
    driver.channels = [Echo(capacity=1000)]
    stream = opened(conn)
    sender = Caller(stream.send, b"x" * 10_000)
    received = b""
    while len(received) < 10_000:
        piece = stream.recv(700)
        assert isinstance(piece, bytes)
        assert 0 < len(piece) <= 700
        received += piece
    join(sender)
    assert sender.result == 10_000


def test_a_file_is_downloaded_and_uploaded_whole(conn: virConnect, driver: StreamDriver, tmp_path: Path) -> None:
    """From an offset, and so much of it as was asked for."""
    source, target = tmp_path / "source", tmp_path / "target"
    content = os.urandom(3 * MIB + 17)
    source.write_bytes(content)
    target.write_bytes(b"old" * 10)
    driver.channels = [reader(source, offset=5, length=2 * MIB), writer(target, offset=3)]
    stream = opened(conn)
    pieces: list[bytes] = []
    stream.recvAll(lambda st, data, opaque: opaque.append(data), pieces)
    stream.finish()
    assert b"".join(pieces) == content[5 : 5 + 2 * MIB]
    assert max(map(len, pieces)) <= BUFFER_BYTES

    conn.lookupByName("web").openConsole(None, stream)  # a stream can be used again
    with source.open("rb") as file:
        stream.sendAll(lambda st, size, opaque: file.read(size), None)
    stream.finish()
    assert target.read_bytes() == b"old" + content


def test_progress_is_told(conn: virConnect, driver: StreamDriver, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(bytes(MIB))
    driver.channels = [reader(tmp_path / "source"), writer(tmp_path / "target")]
    heard: list[int] = []
    stream = opened(conn)
    stream.recvAll(lambda *args: None, None, progress=heard.append)
    stream.finish()
    assert heard == sorted(heard)
    assert heard[-1] == MIB
    conn.lookupByName("web").openConsole(None, stream)
    heard.clear()
    pieces = [b"abc", b"de", b""]
    stream.sendAll(lambda *args: pieces.pop(0), None, progress=heard.append)
    stream.finish()
    assert heard == [3, 5]


def test_more_than_has_room_is_refused(conn: virConnect, driver: StreamDriver, tmp_path: Path) -> None:
    """An upload of more than was announced does not write past it."""
    target = tmp_path / "target"
    target.write_bytes(b"0123456789")
    driver.channels = [writer(target, offset=2, length=3)]
    stream = opened(conn)
    with pytest.raises(SystemCallError, match="cannot write to stream: No space left on device") as caught:
        stream.send(b"abcd")
    assert caught.value.get_int1() == 28
    assert caught.value.get_error_domain() == anyvirt.VIR_FROM_STREAMS
    stream.abort()
    assert target.read_bytes() == b"01abc56789"


def test_a_stream_of_any_length_takes_constant_memory(conn: virConnect, driver: StreamDriver, tmp_path: Path) -> None:
    """64 MiB go through with a few of them in memory at a time."""
    source = tmp_path / "source"
    with source.open("wb") as file:
        for _ in range(64):
            file.write(os.urandom(MIB))
    driver.channels = [reader(source)]
    stream = opened(conn)
    tracemalloc.start()
    try:
        total = 0
        for piece in stream:
            total += len(piece)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total == 64 * MIB
    assert peak < 4 * MIB


# Holes


def test_holes_come_as_zeros_to_who_does_not_ask_for_them(
    conn: virConnect, driver: StreamDriver, tmp_path: Path
) -> None:
    content = holey(tmp_path / "source")
    driver.channels = [reader(tmp_path / "source", sparse=True)]
    assert b"".join(opened(conn)) == content


def test_holes_are_told_and_skipped(conn: virConnect, driver: StreamDriver, tmp_path: Path) -> None:
    """-3 as often as one asks, until the length was taken."""
    holey(tmp_path / "source")
    driver.channels = [reader(tmp_path / "source", sparse=True)]
    stream = opened(conn)
    read = 0
    while (found := stream.recvFlags(MIB, VIR_STREAM_RECV_STOP_AT_HOLE)) != -3:
        assert isinstance(found, bytes)
        read += len(found)
    assert read >= MIB
    assert stream.recvFlags(1, VIR_STREAM_RECV_STOP_AT_HOLE) == -3
    hole = stream.recvHole()
    assert read + hole <= 3 * MIB
    assert stream.recvHole() == 0
    rest = stream.recv(MIB)
    assert isinstance(rest, bytes)
    assert rest.rstrip(bytes(1)).lstrip(bytes(1)) == b"z"
    stream.abort()


def test_sparse_copies_keep_their_holes(conn: virConnect, driver: StreamDriver, tmp_path: Path) -> None:
    """Down from one file, up into another, which had something in the place of the holes."""
    source, target = tmp_path / "source", tmp_path / "target"
    content = holey(source)
    target.write_bytes(b"x" * (3 * MIB + MIB // 2))
    driver.channels = [reader(source, sparse=True), writer(target)]
    parts: list[bytes | int] = []
    stream = opened(conn)
    heard: list[int] = []
    stream.sparseRecvAll(
        lambda st, data, opaque: parts.append(data),
        lambda st, length, opaque: parts.append(length),
        None,
        progress=heard.append,
    )
    stream.finish()
    assert b"".join(part if isinstance(part, bytes) else bytes(part) for part in parts) == content
    assert sum(part for part in parts if isinstance(part, int)) >= 2 * MIB
    assert heard[-1] == 4 * MIB

    conn.lookupByName("web").openConsole(None, stream)
    left = list(parts)

    def what_next(st: object, opaque: object) -> tuple[bool, int]:
        first = left[0] if left else b""
        return (False, first) if isinstance(first, int) else (True, len(first))

    def data(st: object, size: int, opaque: object) -> bytes:
        first = left.pop(0) if left else b""
        assert isinstance(first, bytes)
        assert len(first) <= size
        return first

    def skip(st: object, length: int, opaque: object) -> int:
        assert left.pop(0) == length
        return 0

    stream.sparseSendAll(data, what_next, skip, None)
    stream.finish()
    assert target.read_bytes() == content
    assert target.stat().st_blocks * 512 < 3 * MIB


def test_bad_holes_are_refused(conn: virConnect) -> None:
    stream = opened(conn)
    with pytest.raises(InvalidArg, match="must be zero or greater, not -1"):
        stream.sendHole(-1)
    with pytest.raises(InvalidArg, match=r"unsupported flags \(0x4\)"):
        stream.sendHole(1, 4)
    with pytest.raises(InvalidArg, match=r"unsupported flags \(0x2\)"):
        stream.recvFlags(1, 2)
    with pytest.raises(OperationInvalid, match="holes cannot be written to this stream"):
        stream.sendHole(10)


# States


def test_a_stream_that_nothing_opened_says_so(conn: virConnect) -> None:
    """As libvirt does; aborting it does no harm."""
    stream = conn.newStream()
    calls: dict[str, Callable[[], object]]
    calls = {"Recv": lambda: stream.recv(1), "Send": lambda: stream.send(b"x"), "Finish": stream.finish}
    for name, call in calls.items():
        with pytest.raises(NoSupport, match=f"virStream{name}") as caught:
            call()
        assert caught.value.get_error_domain() == anyvirt.VIR_FROM_STREAMS
    assert stream.abort() == 0


def test_a_stream_that_has_ended_says_so(conn: virConnect) -> None:
    stream = opened(conn)
    stream.finish()
    with pytest.raises(InternalError, match="stream is not open"):
        stream.recv(1)
    assert stream.finish() == stream.abort() == 0


def test_a_stream_has_one_use_at_a_time(driver: StreamDriver, conn: virConnect) -> None:
    """A call that fails leaves it as it was."""
    stream = conn.newStream()
    web = conn.lookupByName("web")
    with pytest.raises(OperationFailed, match="there is none"):
        web.openChannel(None, stream)
    web.openConsole(None, stream)
    with pytest.raises(OperationInvalid, match="the stream is in use"):
        web.openConsole(None, stream)
    stream.send(b"still there")
    assert stream.recv(100) == b"still there"


def test_only_a_stream_of_the_connection_can_be_opened(driver: StreamDriver, conn: virConnect) -> None:
    web = conn.lookupByName("web")
    with pytest.raises(InvalidStream, match="invalid stream pointer in virDomainOpenConsole"):
        web.openConsole(None, None)  # type: ignore[arg-type]
    stranger = driver.blocking(RunsOn.CALLER)
    with pytest.raises(InvalidArg, match="must be of the same connection"):
        web.openConsole(None, stranger.newStream())
    stranger.close()


def test_readers_cannot_open_consoles(driver: StreamDriver) -> None:
    conn = driver.blocking(RunsOn.CALLER, readonly=True)
    with pytest.raises(anyvirt.error.OperationDenied):
        conn.lookupByName("web").openConsole(None, conn.newStream())
    conn.close()


def test_wrong_types_are_refused(conn: virConnect) -> None:
    stream = opened(conn)
    with pytest.raises(TypeError, match="data must be bytes, not str"):
        stream.send("text")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        stream.recv("1")  # type: ignore[arg-type]
    with pytest.raises(InvalidArg, match="nbytes must be zero or greater"):
        stream.recv(-1)


def test_aborting_wakes_who_waits(conn: virConnect) -> None:
    stream = opened(conn)
    waiting = Caller(stream.recv, 10)
    while not stream._receiving:
        pass
    stream.abort()
    join(waiting)
    assert isinstance(waiting.error, OperationAborted)


def test_closing_the_connection_ends_its_streams(driver: StreamDriver, conn: virConnect) -> None:
    streams = [opened(conn) for _ in range(3)]
    conn.close()
    assert driver.ended == ["ended"] * 3
    for stream in streams:
        with pytest.raises(libvirtError):
            stream.recv(1)


def test_a_forgotten_stream_lets_go(driver: StreamDriver) -> None:
    """What it held on the host is not held for ever."""
    conn = driver.blocking(RunsOn.CALLER)
    opened(conn).send(b"x")
    gc.collect()
    assert driver.ended == ["ended"]
    conn.close()


# Handlers


def test_a_handler_that_fails_aborts_the_stream(driver: StreamDriver, conn: virConnect, tmp_path: Path) -> None:
    """What it raises comes through; a negative number is a RuntimeError, as in libvirt-python."""
    (tmp_path / "source").write_bytes(b"data")

    def fail(*args: object) -> Any:
        raise ZeroDivisionError

    for method, handlers, error in (
        ("recvAll", [fail], ZeroDivisionError),
        ("recvAll", [lambda *args: -1], RuntimeError),
        ("sparseRecvAll", [fail, fail], ZeroDivisionError),
        ("sparseRecvAll", [lambda *args: -1, fail], RuntimeError),
        ("sendAll", [fail], ZeroDivisionError),
        ("sparseSendAll", [fail, lambda *args: (True, 5), fail], ZeroDivisionError),
        ("sparseSendAll", [lambda *args: -1, lambda *args: (True, 5), fail], RuntimeError),
    ):
        receives = "Recv" in method or "recv" in method
        driver.channels = [reader(tmp_path / "source") if receives else writer(tmp_path / "target")]
        stream = opened(conn)
        with pytest.raises(error):
            getattr(stream, method)(*handlers, None)
        assert stream._channel is None
    assert driver.ended == ["ended"] * 7


def test_leaving_a_stream_early_aborts_it(driver: StreamDriver, conn: virConnect, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(bytes(MIB))
    driver.channels = [reader(tmp_path / "source")]
    for _ in opened(conn):
        break
    gc.collect()
    assert driver.ended == ["ended"]
    with pytest.raises(ZeroDivisionError), opened(conn):
        raise ZeroDivisionError
    with opened(conn) as stream:
        stream.send(b"x")
    assert driver.ended == ["ended"] * 3


# Streams that do not block


def test_a_stream_that_must_not_block_says_so(driver: StreamDriver, conn: virConnect) -> None:
    """-2 in both directions, and part of what is sent when there is room for a part."""
    driver.channels = [Echo(capacity=10)]
    stream = opened(conn, VIR_STREAM_NONBLOCK)
    assert stream.recv(10) == -2
    assert stream.recvFlags(10) == -2
    assert stream.send(b"0123456789abc") == 10
    assert stream.send(b"abc") == -2
    assert stream.recv(100) == b"0123456789"
    for method in (lambda: stream.recvAll(print, None), lambda: list(stream)):
        with pytest.raises(libvirtError, match="with nonblocking stream"):
            method()


def test_a_callback_is_called_while_the_stream_is_ready(driver: StreamDriver, conn: virConnect) -> None:
    """For what it waits for; it may change that, and take itself away."""
    seen: list[Any] = []
    done = threading.Event()
    stream = opened(conn, VIR_STREAM_NONBLOCK)

    def on_ready(st: virStream, events: int, opaque: object) -> None:
        assert st is stream
        assert opaque == "mine"
        seen.append(events)
        if events & VIR_STREAM_EVENT_WRITABLE:
            with pytest.raises(InternalError, match="already has a callback registered"):
                st.eventAddCallback(VIR_STREAM_EVENT_WRITABLE, on_ready, "mine")
            st.send(b"ping")
            st.eventUpdateCallback(VIR_STREAM_EVENT_READABLE)
        else:
            seen.append(st.recv(100))
            st.eventRemoveCallback()
            done.set()

    stream.eventAddCallback(VIR_STREAM_EVENT_WRITABLE, on_ready, "mine")
    assert done.wait(TIMEOUT_S)
    assert seen == [VIR_STREAM_EVENT_WRITABLE, VIR_STREAM_EVENT_READABLE, b"ping"]
    with pytest.raises(InternalError, match="does not have a callback registered"):
        stream.eventRemoveCallback()
    stream.finish()


def test_callbacks_run_in_the_loop_of_the_program(driver: StreamDriver, conn: virConnect) -> None:
    threads: set[int] = set()
    anyvirt.virEventRegisterDefaultImpl()
    stream = opened(conn, VIR_STREAM_NONBLOCK)

    def on_ready(st: virStream, events: int, opaque: object) -> None:
        threads.add(threading.get_ident())
        st.eventRemoveCallback()

    stream.eventAddCallback(VIR_STREAM_EVENT_WRITABLE, on_ready, None)
    while not threads:
        anyvirt.virEventRunDefaultImpl()
    assert threads == {threading.get_ident()}
    stream.abort()


# The awaitable flavour


async def aopened(conn: aio.virConnect, flags: int = 0) -> aio.virStream:
    stream = await conn.newStream(flags)
    web = await conn.lookupByName("web")
    assert await web.openConsole(None, stream) == 0
    return stream


@each_mode
async def test_awaitable_streams(mode: RunsOn, driver: StreamDriver, tmp_path: Path) -> None:
    """Back and forth, as a whole with coroutine functions, and by async for."""
    content = holey(tmp_path / "source")
    async with driver.awaitable(mode) as conn:
        async with await aopened(conn) as stream:
            assert stream.connect() is conn
            assert await stream.send(b"hello") == 5
            assert await stream.recv(100) == b"hello"
        driver.channels = [reader(tmp_path / "source", sparse=True)]
        assert b"".join([piece async for piece in await aopened(conn)]) == content

        pieces: list[bytes | int] = []
        heard: list[int] = []

        async def keep(st: object, piece: bytes | int, opaque: object) -> None:
            await asyncio.sleep(0)
            pieces.append(piece)

        driver.channels = [reader(tmp_path / "source", sparse=True), writer(tmp_path / "target")]
        stream = await aopened(conn)
        await stream.sparseRecvAll(keep, keep, None, progress=heard.append)
        await stream.finish()
        assert heard[-1] == 4 * MIB
        target = await aopened(conn)

        async def what_next(st: object, opaque: object) -> tuple[bool, int]:
            first = pieces[0] if pieces else b""
            return (False, first) if isinstance(first, int) else (True, len(first))

        await target.sparseSendAll(
            lambda st, size, opaque: pieces.pop(0) if pieces else b"",
            what_next,
            lambda st, length, opaque: pieces.pop(0) and 0,
            None,
        )
        await target.finish()
        assert (tmp_path / "target").read_bytes() == content


@each_mode
async def test_a_receive_that_is_cancelled_loses_nothing(mode: RunsOn, driver: StreamDriver) -> None:
    """The stream and the connection stay usable."""
    async with driver.awaitable(mode) as conn:
        stream = await aopened(conn)
        for number in range(50):
            waiting = asyncio.ensure_future(stream.recv(100))
            await asyncio.sleep(0)
            if number % 2:
                await stream.send(b"%03d" % number)
            waiting.cancel()
            await asyncio.wait([waiting])
            if not waiting.cancelled():
                assert waiting.result() == b"%03d" % number
            elif number % 2:
                assert await stream.recv(100) == b"%03d" % number
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await stream.recv(1)
        await stream.send(b"end")
        assert await stream.recv(100) == b"end"
        await stream.finish()


@each_mode
async def test_awaitable_callbacks(mode: RunsOn, driver: StreamDriver) -> None:
    """They may be coroutine functions."""
    async with driver.awaitable(mode) as conn:
        stream = await aopened(conn, VIR_STREAM_NONBLOCK)
        got: asyncio.Future[bytes | int] = asyncio.get_running_loop().create_future()

        async def on_ready(st: aio.virStream, events: int, opaque: object) -> None:
            assert events == VIR_STREAM_EVENT_READABLE
            await st.eventRemoveCallback()
            got.set_result(await st.recv(100))

        await stream.eventAddCallback(VIR_STREAM_EVENT_READABLE, on_ready, None)
        await stream.send(b"there")
        async with asyncio.timeout(TIMEOUT_S):
            assert await got == b"there"
        await stream.abort()


@each_mode
async def test_leaving_an_awaitable_stream_aborts_it(mode: RunsOn, driver: StreamDriver) -> None:
    async with driver.awaitable(mode) as conn:
        with pytest.raises(ZeroDivisionError):
            async with await aopened(conn):
                raise ZeroDivisionError
        assert driver.ended == ["ended"]
        await aopened(conn)
    assert driver.ended == ["ended"] * 2  # with the connection


# Ready-made channels


async def test_a_reader_finds_the_holes_of_a_part(tmp_path: Path) -> None:
    """A hole that goes on behind the end of the part is cut there."""
    holey(tmp_path / "source")
    channel = reader(tmp_path / "source", offset=MIB // 2, length=MIB, sparse=True)
    found: list[bytes | Hole] = []
    while part := await channel.receive(10 * MIB):
        found.append(part)
    await channel.finish()
    assert sum(len(part) for part in found if isinstance(part, bytes)) == MIB // 2
    assert found[-1] == Hole(MIB // 2)


# The test driver


def test_guests_of_the_test_driver_echo() -> None:
    """On their consoles and channels, one stream at a time unless another one takes it away."""
    with anyvirt.open("test:///default") as conn:
        dom = conn.lookupByName("test")
        first, second = conn.newStream(), conn.newStream()
        dom.openConsole(None, first)
        with pytest.raises(OperationFailed, match="Active console session exists for this domain"):
            dom.openConsole(None, second)
        dom.openConsole(None, second, VIR_DOMAIN_CONSOLE_FORCE)
        assert first.recv(10) == b""
        with pytest.raises(OperationAborted):
            first.send(b"x")
        second.send(b"ls\n")
        assert second.recv(10) == b"ls\n"
        first.abort()
        with pytest.raises(OperationFailed):
            dom.openConsole(None, first)
        dom.openChannel(None, first)
        with pytest.raises(InternalError, match="cannot find console device 'serial7'"):
            dom.openConsole("serial7", conn.newStream())
        dom.destroy()
        assert second.recv(10) == first.recv(10) == b""
        second.finish()
        with pytest.raises(OperationInvalid, match="domain is not running"):
            dom.openConsole(None, second)


def test_a_screenshot_is_a_picture() -> None:
    """A PNG, complete to its last chunk."""
    with anyvirt.open("test:///default") as conn:
        stream = conn.newStream()
        assert conn.lookupByName("test").screenshot(stream, 0) == "image/png"
        picture = b"".join(stream)
        assert picture.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        assert picture.endswith(b"IEND\xaeB`\x82")
        with pytest.raises(InvalidArg, match="unsupported flags"):
            conn.lookupByName("test").screenshot(stream, 0, 1)
