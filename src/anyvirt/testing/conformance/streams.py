"""Streams: bytes on their way, in both directions, with holes, and what becomes of them when they are left."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import pytest

from anyvirt import constants
from anyvirt.error import InternalError, InvalidArg, InvalidStream, NoSupport, OperationInvalid, libvirtError
from anyvirt.testing.conformance.fixtures import Connect
from anyvirt.testing.conformance.flavours import Handle
from anyvirt.testing.conformance.storage import SIZE
from anyvirt.testing.conformance.target import Target

SPARSE_DOWN = constants.VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM
SPARSE_UP = constants.VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM


async def received(stream: Handle, piece: int = 65536) -> bytes:
    """All that comes until the end."""
    data = bytearray()
    while found := await stream.recv(piece):
        data += found
    return bytes(data)


@pytest.mark.asyncio
class TestStreams:
    @pytest.fixture(autouse=True)
    def _can(self, target: Target, request: pytest.FixtureRequest) -> None:
        if "volume" in request.fixturenames and not target.transfers:
            pytest.skip("this driver does not transfer the bytes of volumes")

    async def test_what_is_sent_comes_back(self, conn: Handle, volume: Handle) -> None:
        """In pieces of any size."""
        data = os.urandom(300_000)
        stream = await conn.newStream()
        await volume.upload(stream, 0, len(data))
        for start in range(0, len(data), 70_001):
            await stream.send(data[start : start + 70_001])
        await stream.finish()
        stream = await conn.newStream()
        await volume.download(stream, 0, len(data))
        assert await received(stream, 12_345) == data
        assert await stream.finish() == 0

    async def test_a_stream_is_opened_again_when_it_has_ended(self, conn: Handle, volume: Handle) -> None:
        stream = await conn.newStream()
        for text in (b"first", b"again"):
            await volume.upload(stream, 0, 5)
            await stream.send(text)
            await stream.finish()
            await volume.download(stream, 0, 5)
            assert await received(stream) == text
            await stream.finish()

    async def test_one_at_a_time(self, conn: Handle, volume: Handle) -> None:
        stream = await conn.newStream()
        await volume.download(stream, 0, 0)
        with pytest.raises(OperationInvalid, match="in use"):
            await volume.download(stream, 0, 0)
        await stream.abort()
        await volume.download(stream, 0, 0)
        await stream.abort()

    async def test_holes_are_told_where_they_are_asked_for(self, conn: Handle, volume: Handle) -> None:
        """Their length survives the way there and back; who does not ask gets zeros."""
        stream = await conn.newStream()
        await volume.upload(stream, 0, 0, SPARSE_UP)
        await stream.send(b"x" * 4096)
        await stream.sendHole(SIZE - 8192)
        await stream.send(b"y" * 4096)
        await stream.finish()
        await volume.download(stream, 0, 0)
        plain = await received(stream)
        await stream.finish()
        assert plain == b"x" * 4096 + bytes(SIZE - 8192) + b"y" * 4096
        await volume.download(stream, 0, 0, SPARSE_DOWN)
        data, holes = bytearray(), 0
        while True:
            found = await stream.recvFlags(65536, constants.VIR_STREAM_RECV_STOP_AT_HOLE)
            if found == -3:
                length = await stream.recvHole()
                holes += length
                data += bytes(length)
            elif found:
                data += found
            else:
                break
        await stream.finish()
        assert bytes(data) == plain
        assert 0 < holes <= SIZE - 8192

    async def test_handlers_see_it_whole(self, conn: Handle, volume: Handle) -> None:
        """A handler that fails aborts the stream, and what it raises comes through."""
        pieces, got = [b"abc", b"def", b""], bytearray()
        stream = await conn.newStream()
        await volume.upload(stream, 0, 6)
        await stream.sendAll(lambda _stream, _size, _opaque: pieces.pop(0), None)
        await stream.finish()
        await volume.download(stream, 0, 6)
        await stream.recvAll(lambda _stream, data, _opaque: got.extend(data), None)
        await stream.finish()
        assert got == b"abcdef"

        def fail(*_: Any) -> None:
            raise KeyError("enough")

        await volume.download(stream, 0, 6)
        with pytest.raises(KeyError, match="enough"):
            await stream.recvAll(fail, None)
        with pytest.raises(libvirtError):
            await stream.recv(1)

    async def test_an_aborted_stream_is_over(self, conn: Handle, volume: Handle) -> None:
        stream = await conn.newStream()
        await volume.download(stream, 0, 0)
        assert await stream.abort() == await stream.abort() == 0
        with pytest.raises(InternalError, match="not open"):
            await stream.recv(1)

    async def test_what_was_never_opened_carries_nothing(self, conn: Handle) -> None:
        stream = await conn.newStream()
        with pytest.raises(NoSupport, match="virStreamRecv"):
            await stream.recv(1)
        with pytest.raises(NoSupport, match="virStreamSend"):
            await stream.send(b"x")

    async def test_a_stream_goes_one_way(self, conn: Handle, volume: Handle) -> None:
        """Who goes the other way is told at the end at the latest: a daemon answers when it has seen it."""
        stream = await conn.newStream()
        await volume.download(stream, 0, 0)

        async def go_the_other_way() -> None:
            await stream.send(b"x")
            await stream.finish()

        with pytest.raises(libvirtError):
            await go_the_other_way()
        await stream.abort()

    async def test_a_stream_is_of_its_connection(self, conn: Handle, volume: Handle, connect: Connect) -> None:
        """Nor is anything else one."""
        other = await connect()
        with pytest.raises((InvalidArg, InvalidStream)):
            await volume.download(await other.newStream(), 0, 0)
        with pytest.raises(InvalidStream):
            await volume.download(None, 0, 0)

    async def test_many_at_once(self, conn: Handle, volume: Handle) -> None:
        """They do not mix."""
        data = os.urandom(100_000)
        stream = await conn.newStream()
        await volume.upload(stream, 0, len(data))
        await stream.send(data)
        await stream.finish()

        async def read(start: int) -> bytes:
            mine = await conn.newStream()
            await volume.download(mine, start, 10_000)
            found = await received(mine, 1_000)
            await mine.finish()
            return found

        starts = range(0, len(data), 10_000)
        assert await asyncio.gather(*map(read, starts)) == [data[start : start + 10_000] for start in starts]

    async def test_a_console_answers(self, conn: Handle, running: Handle, target: Target) -> None:
        """Both ways on one stream; one that must not wait says that it would have to."""
        if not target.console_echoes:
            pytest.skip("nobody answers on a console of this driver")
        stream = await conn.newStream(constants.VIR_STREAM_NONBLOCK)
        await running.openConsole(None, stream)
        assert await stream.recv(10) == -2
        readable, loop = asyncio.Event(), asyncio.get_running_loop()

        def ready(*_: Any) -> None:
            loop.call_soon_threadsafe(readable.set)

        await stream.eventAddCallback(constants.VIR_STREAM_EVENT_READABLE, ready, None)
        assert await stream.send(b"hello") == 5
        async with asyncio.timeout(target.timeout_s):
            await readable.wait()
        assert await stream.recv(10) == b"hello"
        await stream.eventRemoveCallback()
        await stream.abort()
