"""Many threads, many tasks, many connections, and forks."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import anyvirt
from anyvirt import aio
from anyvirt.error import NoDomain
from tests.forks import in_child

DEFAULT = "test:///default"


def document(name: str) -> str:
    return f"<domain type='test'><name>{name}</name><memory>1024</memory><os><type>hvm</type></os></domain>"


def test_eight_threads_share_a_connection() -> None:
    """Each sees what it did itself, and its own last error."""
    rounds = 100
    with anyvirt.open(DEFAULT) as conn:
        together = threading.Barrier(8)

        def work(number: int) -> int:
            together.wait()
            for turn in range(rounds):
                name = f"dom-{number}-{turn}"
                dom = conn.defineXML(document(name))
                dom.create()
                assert conn.lookupByName(name).UUIDString() == dom.UUIDString()
                assert name in {each.name() for each in conn.listAllDomains()}
                with pytest.raises(NoDomain):
                    conn.lookupByName(f"none-{number}")
                error = anyvirt.virGetLastError()
                assert error is not None
                assert f"none-{number}" in error[2]
                dom.destroy()
                dom.undefine()
            return rounds

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(work, range(8))) == 8 * rounds
        assert [dom.name() for dom in conn.listAllDomains()] == ["test"]


def test_threads_open_and_close_the_same_node() -> None:
    """Whoever is the last takes it with him, and nobody gets one that is gone."""

    def work(_: int) -> None:
        for _turn in range(100):
            with anyvirt.open(DEFAULT) as conn:
                assert conn.lookupByName("test").isActive()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))


async def test_a_loop_makes_a_thousand_calls_at_once() -> None:
    async with await aio.open(DEFAULT) as conn:

        async def work(number: int) -> str:
            dom = await conn.defineXML(document(f"dom-{number}"))
            await dom.create()
            found = await conn.lookupByName(f"dom-{number}")
            assert (await found.state())[0] == anyvirt.VIR_DOMAIN_RUNNING
            await dom.destroy()
            await dom.undefine()
            return dom.name()

        names = await asyncio.gather(*(work(number) for number in range(1000)))
        assert names == [f"dom-{number}" for number in range(1000)]
        assert [dom.name() for dom in await conn.listAllDomains()] == ["test"]


def test_threads_and_a_loop_share_a_node() -> None:
    """The blocking and the awaitable flavour see the same domains."""
    with anyvirt.open(DEFAULT) as conn:

        async def change() -> None:
            async with await aio.open(DEFAULT) as aconn:
                for number in range(100):
                    await (await aconn.defineXML(document(f"aio-{number}"))).undefine()

        def work(number: int) -> None:
            if number == 0:
                asyncio.run(change())
            for turn in range(50):
                conn.defineXML(document(f"thread-{number}-{turn}")).undefine()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, range(4)))
        assert [dom.name() for dom in conn.listAllDomains()] == ["test"]


# Nothing is left behind


def left() -> tuple[int, int, int]:
    """Objects, file descriptors and threads of this process."""
    gc.collect()
    return len(gc.get_objects()), len(os.listdir("/proc/self/fd")), threading.active_count()


def check_left(before: tuple[int, int, int], connections: int) -> None:
    after = left()
    assert after[1:] == before[1:]
    assert after[0] - before[0] < connections / 10  # not even an object for each tenth connection


def test_ten_thousand_connections_leave_nothing() -> None:
    with anyvirt.open(DEFAULT):  # one that keeps the node, which takes most of the time to make
        for _ in range(20):
            anyvirt.open(DEFAULT).close()
        before = left()
        for _ in range(10_000):
            anyvirt.open(DEFAULT).close()
        check_left(before, 10_000)


def test_connections_with_handlers_and_forgotten_ones_leave_nothing(tmp_path: Path) -> None:
    """Of a node file, where each has a node of its own."""
    node = tmp_path / "node.xml"
    node.write_text("<node/>")

    def use() -> None:
        conn = anyvirt.open(f"test://{node}")
        conn.domainEventRegisterAny(None, anyvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda *_: None, None)
        conn.defineXML(document("a")).create()
        conn.close()
        anyvirt.open(f"test://{node}")  # and nobody keeps it

    for _ in range(20):
        use()
    before = left()
    for _ in range(500):
        use()
    check_left(before, 500)


async def test_awaitable_connections_leave_no_tasks() -> None:
    async def use() -> None:
        async with await aio.open(DEFAULT) as conn:
            await conn.domainEventRegisterAny(None, anyvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda *_: None, None)
            await (await conn.lookupByName("test")).info()

    for _ in range(20):
        await use()
    before = left()
    tasks = len(asyncio.all_tasks())
    for _ in range(1000):
        await use()
    assert len(asyncio.all_tasks()) == tasks
    check_left(before, 1000)


# Forks


def test_a_forked_child_opens_its_own_connections() -> None:
    with anyvirt.open(DEFAULT) as conn:
        conn.defineXML(document("parents"))

        def child() -> None:
            with anyvirt.open(DEFAULT) as mine:
                mine.defineXML(document("childs"))

        assert in_child(child) == 0
        assert {dom.name() for dom in conn.listAllDomains()} == {"test", "parents"}


def test_a_test_connection_goes_on_in_a_forked_child_as_a_copy() -> None:
    """As with libvirt: what the child does to it, the parent does not see."""
    with anyvirt.open(DEFAULT) as conn:

        def child() -> None:
            conn.lookupByName("test").destroy()
            assert conn.close() == 0

        assert in_child(child) == 0
        assert conn.lookupByName("test").isActive()


def test_a_fork_amidst_the_calls_of_other_threads_does_not_lock_up() -> None:
    """Whoever holds the connection's lock at that moment is not there to release it in the child."""
    with anyvirt.open(DEFAULT) as conn:
        stop = threading.Event()

        def busy() -> None:
            while not stop.is_set():
                conn.listAllDomains()

        threads = [threading.Thread(target=busy) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(20):
                assert in_child(lambda: conn.lookupByName("test").info()) == 0
        finally:
            stop.set()
            for thread in threads:
                thread.join()


def test_copies_of_a_connection_are_the_connection() -> None:
    """A copy that is forgotten must not close it. Nothing of it can be pickled."""
    import copy
    import pickle

    with anyvirt.open(DEFAULT) as conn:
        dom = conn.lookupByName("test")
        assert copy.copy(conn) is conn
        assert copy.copy(dom) == dom
        for each in (conn, dom):
            with pytest.raises(TypeError, match="cannot pickle a virConnect"):
                pickle.dumps(each)
            with pytest.raises(TypeError, match="cannot pickle a virConnect"):
                copy.deepcopy(each)
        assert dom.isActive()
