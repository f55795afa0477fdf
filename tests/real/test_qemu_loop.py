"""The background loop is free for everybody: no call holds it up for long."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyvirt import aio
from anyvirt import constants as c
from anyvirt.util.loop import background_loop
from tests.real.machines import bare

pytestmark = pytest.mark.real

SLOW_S = 0.1  # the loop's own limit
_ROUNDS = 4  # a busy host makes any step long now and then; one that is long takes its time each time

DEVICES = "<serial type='pty'/><graphics type='vnc' autoport='yes'/><interface type='user'/>"


@pytest.fixture
def watched_loop(caplog: pytest.LogCaptureFixture) -> Iterator[asyncio.AbstractEventLoop]:
    """The background loop in debug mode, in which it tells of steps that took long."""
    loop = background_loop()
    caplog.set_level(logging.WARNING, "asyncio")
    loop.slow_callback_duration, before = SLOW_S, loop.slow_callback_duration
    loop.set_debug(True)
    gc.disable()  # what pytest keeps takes long to look through
    yield loop
    gc.enable()
    loop.set_debug(False)
    loop.slow_callback_duration = before


async def test_nothing_holds_it_up(
    qemu_uri: str, root: Path, watched_loop: asyncio.AbstractEventLoop, caplog: pytest.LogCaptureFixture
) -> None:
    async def live(conn: aio.virConnect, number: int) -> None:
        dom = await conn.defineXML(bare(f"guest-{number}", DEVICES))
        await dom.create()
        await dom.setMetadata(c.VIR_DOMAIN_METADATA_TITLE, "t", None, None, c.VIR_DOMAIN_AFFECT_LIVE)
        await dom.suspend()
        await dom.resume()
        await dom.memoryStats()
        await conn.listAllDomains()
        await conn.getAllDomainStats()
        await dom.destroy()
        await dom.undefine()

    async with await aio.open(qemu_uri) as conn:
        await live(conn, 0)  # loads the modules that are loaded at first use, which nobody counts
        await conn.getCapabilities()
        await conn.getHostname()
    for _ in range(_ROUNDS):
        caplog.clear()
        async with await aio.open(qemu_uri) as conn:
            await asyncio.gather(*(live(conn, number) for number in range(4)))
            await conn.getCapabilities()
            await conn.getDomainCapabilities()
            await conn.getHostname()
            await conn.getInfo()
            await conn.createXML(bare("again"))
        async with await aio.open(qemu_uri) as conn:
            await (await conn.lookupByName("again")).destroy()
        slow = [record.getMessage() for record in caplog.records if "took" in record.getMessage()]
        if not slow:
            return
    pytest.fail("\n".join(slow))


async def test_a_slow_resolver_is_nobodys_business_but_the_askers(
    qemu_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one caller waits for the host's name, another one goes on."""
    import threading

    from anyvirt.util import host

    asked, answer = threading.Event(), threading.Event()

    def slow() -> str:
        asked.set()
        assert answer.wait(30)
        return "late"

    monkeypatch.setattr(host, "hostname", slow)
    async with await aio.open(qemu_uri) as conn:
        asking = asyncio.create_task(conn.getHostname())
        assert await asyncio.to_thread(asked.wait, 30)
        assert await conn.listAllDomains() == []
        answer.set()
        assert await asking == "late"
