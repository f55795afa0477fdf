"""A daemon that is killed under load: who calls and who listens learns of it, and its successor is reached anew."""

from __future__ import annotations

import asyncio
import os
import queue
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import anyvirt
from anyvirt import aio
from anyvirt.error import libvirtError
from anyvirt.testing.daemon import PrivateDaemon

pytestmark = pytest.mark.real

LIMIT_S = 60
CALLERS = 4


def test_threads(root: Path) -> None:
    with PrivateDaemon(root) as daemon:
        conn = anyvirt.open(daemon.uri())
        domain = conn.lookupByName("test")
        reasons: queue.Queue[int] = queue.Queue()
        conn.registerCloseCallback(lambda conn, reason, opaque: reasons.put(reason), None)
        conn.domainEventRegisterAny(None, 0, lambda *args: None, None)
        under_way = threading.Barrier(CALLERS + 1)

        def work() -> str:
            domain.info()
            under_way.wait(LIMIT_S)
            while True:
                try:
                    domain.info()
                except libvirtError as exc:
                    return exc.message

        with ThreadPoolExecutor(CALLERS) as pool:
            workers = [pool.submit(work) for _ in range(CALLERS)]
            under_way.wait(LIMIT_S)
            os.kill(daemon.pid, signal.SIGKILL)
            messages = [each.result(LIMIT_S) for each in workers]
        for message in messages:
            assert "End of file" in message or "client socket is closed" in message or "Cannot" in message
        assert reasons.get(timeout=LIMIT_S) in (
            anyvirt.VIR_CONNECT_CLOSE_REASON_EOF,
            anyvirt.VIR_CONNECT_CLOSE_REASON_ERROR,
        )
        assert conn.isAlive() == 0
        conn.close()
        daemon.stop()
        daemon.start()
        with anyvirt.open(daemon.uri()) as again:
            assert again.lookupByName("test").isActive()


async def test_tasks(root: Path) -> None:
    with PrivateDaemon(root) as daemon:
        conn = await aio.open(daemon.uri())
        domain = await conn.lookupByName("test")
        reasons: asyncio.Queue[int] = asyncio.Queue()
        await conn.registerCloseCallback(lambda conn, reason, opaque: reasons.put_nowait(reason), None)

        async def work() -> None:
            while True:
                await domain.info()

        async with asyncio.timeout(LIMIT_S):
            workers = [asyncio.create_task(work()) for _ in range(64)]
            await domain.info()
            os.kill(daemon.pid, signal.SIGKILL)
            ends = await asyncio.gather(*workers, return_exceptions=True)
            assert all(isinstance(each, libvirtError) for each in ends)
            await reasons.get()
        assert await conn.isAlive() == 0
        await conn.close()


def test_an_upload_is_cut_off(root: Path) -> None:
    """Who sends learns it at the next piece, and the stream lets itself be ended."""
    with PrivateDaemon(root) as daemon:
        conn = anyvirt.open(daemon.uri())
        pool = conn.storagePoolLookupByName("default-pool")
        volume = pool.createXML("<volume><name>v</name><capacity>10000000</capacity></volume>")
        stream = conn.newStream()
        volume.upload(stream, 0, 0)
        stream.send(b"x" * 100_000)
        os.kill(daemon.pid, signal.SIGKILL)
        with pytest.raises(libvirtError):
            stream.sendAll(lambda stream, size, opaque: b"x" * size, None)
        stream.abort()
        conn.close()
