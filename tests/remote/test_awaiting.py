"""Calls that are awaited: many at once, cancelled, cut off."""

from __future__ import annotations

import asyncio
import gc
import os
from typing import Any

import pytest

from anyvirt import aio
from anyvirt.error import InternalError, InvalidConn, NoSupport, SystemCallError
from anyvirt.rpc.connection import StreamFailed
from tests.remote.scripted import LIMIT_S, ScriptedDaemon, silent
from tests.rpc.wire_values import UUID


async def called(daemon: ScriptedDaemon, name: str, count: int = 1) -> Any:
    """Wait until a procedure was called so often."""
    return await asyncio.to_thread(lambda: daemon.peer.wait_for(name, count))


async def test_calls_do_not_wait_for_each_other(daemon: ScriptedDaemon, aconn: aio.virConnect) -> None:
    daemon.answers["CONNECT_GET_HOSTNAME"] = silent
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(aconn.getHostname())
        held = await called(daemon, "CONNECT_GET_HOSTNAME")
        names = [f"guest{number}" for number in range(300)]
        found = await asyncio.gather(*(aconn.lookupByName(name) for name in names))
        assert [each.name() for each in found] == names
        assert not slow.done()
        daemon.peer.answer(held, ("host",))
    assert slow.result() == "host"


async def test_a_cancelled_call_leaves_the_connection_usable(daemon: ScriptedDaemon, aconn: aio.virConnect) -> None:
    """Its answer is dropped when it comes."""
    daemon.answers["CONNECT_GET_HOSTNAME"] = silent
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await aconn.getHostname()
    daemon.peer.answer(daemon.peer.wait_for("CONNECT_GET_HOSTNAME"), ("late",))
    assert (await aconn.lookupByName("web")).name() == "web"


async def test_calls_that_an_old_daemon_lacks_say_what_it_needs(daemon: ScriptedDaemon, aconn: aio.virConnect) -> None:
    with pytest.raises(NoSupport, match="virNodeGetInfo") as caught:
        await aconn.getInfo()
    assert caught.value.hint == "the daemon must be libvirt 0.3.0 or newer; it has 1.2.3"


async def test_the_end_of_the_daemon_ends_all_calls(daemon: ScriptedDaemon, aconn: aio.virConnect) -> None:
    daemon.answers["CONNECT_GET_HOSTNAME"] = silent
    waiting = [asyncio.create_task(aconn.getHostname()) for _ in range(3)]
    await called(daemon, "CONNECT_GET_HOSTNAME", 3)
    daemon.peer.hang_up()
    for each in waiting:
        with pytest.raises(SystemCallError, match="End of file while reading data"):
            await each
    assert await aconn.isAlive() == 0
    with pytest.raises(InternalError, match="client socket is closed"):
        await aconn.getType()
    assert await aconn.close() == 0


async def test_closing_ends_the_calls_of_other_tasks(daemon: ScriptedDaemon, aconn: aio.virConnect) -> None:
    daemon.answers["CONNECT_GET_HOSTNAME"] = silent
    waiting = asyncio.create_task(aconn.getHostname())
    await called(daemon, "CONNECT_GET_HOSTNAME")
    await aconn.close()
    with pytest.raises(InvalidConn, match="closed before the call had ended"):
        await waiting
    await asyncio.to_thread(lambda: daemon.peer.wait_for_end())


async def test_a_forgotten_connection_is_closed(daemon: ScriptedDaemon) -> None:
    """Wherever it is forgotten."""
    conn = await aio.open(daemon.uri)
    del conn
    gc.collect()
    await asyncio.to_thread(lambda: daemon.peer.wait_for_end())
    held = [await aio.open(daemon.uri)]
    await asyncio.to_thread(held.clear)
    await asyncio.to_thread(gc.collect)
    await asyncio.to_thread(daemon.peers[-1].wait_for_end)


def test_a_connection_outlives_its_loop_without_harm(daemon: ScriptedDaemon) -> None:
    held: list[aio.virConnect] = []

    async def open_and_leave() -> None:
        held.append(await aio.open(daemon.uri))

    asyncio.run(open_and_leave())
    held.clear()
    gc.collect()
    daemon.peer.wait_for_end()


async def test_a_cancelled_open_leaves_nothing(daemon: ScriptedDaemon) -> None:
    daemon.answers["CONNECT_OPEN"] = silent
    opening = asyncio.create_task(aio.open(daemon.uri))
    await called(daemon, "CONNECT_OPEN")
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    await asyncio.to_thread(lambda: daemon.peer.wait_for_end())


async def test_a_slow_daemon_gets_all_of_large_calls(daemon: ScriptedDaemon, aconn: aio.virConnect) -> None:
    """And the loop goes on meanwhile."""
    daemon.answers["DOMAIN_DEFINE_XML_FLAGS"] = lambda args: ((str(len(args.xml)), UUID, -1),)
    daemon.peer.reading.clear()
    sizes = [1_000_000 + number for number in range(6)]
    calls = asyncio.gather(*(aconn.defineXML("x" * size) for size in sizes))
    await asyncio.sleep(0.1)
    daemon.peer.reading.set()
    async with asyncio.timeout(LIMIT_S):
        assert [int(each.name()) for each in await calls] == sizes


async def test_a_connection_is_of_its_loop(aconn: aio.virConnect) -> None:
    """Another one's tasks are refused, and do no harm."""

    async def call() -> str:
        return await aconn.getType()

    with pytest.raises(InvalidConn, match="opened on another event loop"):
        await asyncio.to_thread(asyncio.run, call())
    assert await aconn.getType() == "TEST"


async def test_a_forgotten_stream_is_aborted(daemon: ScriptedDaemon, aconn: aio.virConnect) -> None:
    """On whatever thread it is forgotten."""
    daemon.answers["STORAGE_VOL_LOOKUP_BY_PATH"] = lambda args: (("pool", "vol", args.path),)
    daemon.answers["STORAGE_VOL_DOWNLOAD"] = lambda _: None
    volume = await aconn.storageVolLookupByPath("/vol")
    held = [await aconn.newStream()]
    await volume.download(held[0], 0, 0)
    await asyncio.to_thread(held.clear)
    await asyncio.to_thread(daemon.peer.wait_for_event, StreamFailed)
    assert await aconn.getType() == "TEST"


async def test_a_forked_child_leaves_the_connection_alone(daemon: ScriptedDaemon) -> None:
    """When it forgets it, too."""
    held = [await aio.open(daemon.uri)]
    child = os.fork()
    if not child:
        status = 1
        try:
            held.clear()
            gc.collect()
            status = 0
        finally:
            os._exit(status)
    assert (await asyncio.to_thread(os.waitpid, child, 0))[1] == 0
    assert await held[0].getType() == "TEST"
    assert not daemon.peer.calls("CONNECT_CLOSE")
    await held[0].close()
