"""Our client with our daemon: many threads, many tasks, many connections, and forks.

STRESS_OPENINGS=10000 .venv/bin/pytest tests/daemon/test_stress.py
"""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import anyvirt
from anyvirt import aio
from anyvirt.error import InvalidConn, NoDomain
from anyvirt.testing.daemon import PrivateDaemon
from tests.daemon.talk import REMOTE, Talk, memory_kib, open_files
from tests.forks import in_child

OPENINGS = int(os.environ.get("STRESS_OPENINGS", "400"))
END_S = 60.0


def document(name: str) -> str:
    return f"<domain type='test'><name>{name}</name><memory>1024</memory><os><type>hvm</type></os></domain>"


def test_eight_threads_share_a_connection(daemon: PrivateDaemon) -> None:
    """Each sees what it did itself, and its own last error."""
    with anyvirt.open(daemon.uri()) as conn:
        together = threading.Barrier(8)
        conn.domainEventRegisterAny(None, 0, lambda *values: None, None)  # a thread reads when no call does

        def work(number: int) -> int:
            together.wait()
            for turn in range(20):
                name = f"dom-{number}-{turn}"
                dom = conn.createXML(document(name))
                assert conn.lookupByName(name).UUIDString() == dom.UUIDString()
                with pytest.raises(NoDomain, match=f"none-{number}"):
                    conn.lookupByName(f"none-{number}")
                error = anyvirt.virGetLastError()
                assert error is not None
                assert f"none-{number}" in error[2]
                dom.destroy()
            return number

        with ThreadPoolExecutor(8) as pool:
            assert [*pool.map(work, range(8), timeout=END_S)] == [*range(8)]
        assert conn.numOfDomains() == 1


async def test_a_thousand_calls_at_once(daemon: PrivateDaemon) -> None:
    async with await aio.open(daemon.uri()) as conn:
        dom = await conn.lookupByName("test")
        before = len(asyncio.all_tasks())
        answers: list[Any] = await asyncio.gather(
            *(conn.lookupByName("test") for _ in range(400)),
            *(dom.info() for _ in range(300)),
            *(conn.lookupByName(f"none-{number}") for number in range(300)),
            return_exceptions=True,
        )
        assert all(each.name() == "test" for each in answers[:400])
        assert all(each[3] == 2 for each in answers[400:700])
        for number, error in enumerate(answers[700:]):
            assert isinstance(error, NoDomain)
            assert f"'none-{number}'" in str(error)
        assert len(asyncio.all_tasks()) == before
        assert await conn.isAlive()


def test_opening_and_closing_leaves_nothing(daemon: PrivateDaemon) -> None:
    def one(number: int) -> None:
        with anyvirt.open(daemon.uri()) as conn:
            if number % 2:
                conn.domainEventRegisterAny(None, 0, lambda *values: None, None)
            conn.getType()

    with Talk(daemon.socket).open() as talk:
        for number in range(50):
            one(number)
        gc.collect()
        talk.ask(REMOTE["CONNECT_GET_TYPE"])
        files, threads = len(os.listdir("/proc/self/fd")), threading.active_count()
        theirs, memory = open_files(daemon.pid), memory_kib(daemon.pid)
        for number in range(OPENINGS):
            one(number)
        gc.collect()
        for _ in range(10_000):  # the last one's thread may still be about to end
            talk.ask(REMOTE["CONNECT_GET_TYPE"])
            if (len(os.listdir("/proc/self/fd")), threading.active_count()) == (files, threads):
                break
        assert len(os.listdir("/proc/self/fd")) == files
        assert threading.active_count() == threads
        assert open_files(daemon.pid) == theirs
        assert memory_kib(daemon.pid) - memory < 3_000 + OPENINGS


async def test_opening_and_closing_with_tasks_leaves_nothing(daemon: PrivateDaemon) -> None:
    async def one() -> None:
        async with await aio.open(daemon.uri()) as conn:
            await conn.domainEventRegisterAny(None, 0, lambda *values: None, None)
            await conn.getType()

    for _ in range(20):
        await one()
    gc.collect()
    files, tasks, theirs = len(os.listdir("/proc/self/fd")), len(asyncio.all_tasks()), open_files(daemon.pid)
    for _ in range(OPENINGS // 10):
        await asyncio.gather(*(one() for _ in range(10)))
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) == files
    assert len(asyncio.all_tasks()) == tasks
    with Talk(daemon.socket).open() as talk:
        for _ in range(10_000):
            talk.ask(REMOTE["CONNECT_GET_TYPE"])
            if open_files(daemon.pid) <= theirs + 1:
                break
        assert open_files(daemon.pid) <= theirs + 1


# Forks: a connection is that of the process that has opened it. A child opens its own.


def test_a_fork_amidst_calls_harms_nobody(daemon: PrivateDaemon) -> None:
    with anyvirt.open(daemon.uri()) as conn, ThreadPoolExecutor(4) as pool:
        conn.domainEventRegisterAny(None, 0, lambda *values: None, None)
        stop = threading.Event()

        def work() -> int:
            calls = 0
            while not stop.is_set():
                assert conn.getType() == "TEST"
                calls += 1
            return calls

        def child() -> None:
            with pytest.raises(InvalidConn, match="is a fork of that"):
                conn.getType()
            with anyvirt.open(daemon.uri()) as own:
                assert own.getType() == "TEST"

        working = [pool.submit(work) for _ in range(4)]
        statuses = [in_child(child) for _ in range(5)]
        stop.set()
        assert all(each.result(END_S) for each in working)
        assert statuses == [0] * 5
        assert conn.isAlive()
        assert conn.getType() == "TEST"


async def test_a_child_that_forgets_a_connection_leaves_it_to_its_parent(daemon: PrivateDaemon) -> None:
    conn = await aio.open(daemon.uri())
    holder = [conn]

    def child() -> None:
        nonlocal conn
        del conn
        holder.clear()
        gc.collect()

    assert in_child(child) == 0
    assert await conn.getType() == "TEST"
    assert await conn.isAlive()
    await conn.close()
