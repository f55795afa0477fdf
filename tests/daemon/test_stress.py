"""Our client with our daemon: many threads, many tasks, many connections, and forks.

STRESS_OPENINGS=10000 .venv/bin/pytest tests/daemon/test_stress.py
"""

from __future__ import annotations

import asyncio
import gc
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import anyvirt
from anyvirt import aio
from anyvirt.error import InvalidConn, NoDomain
from anyvirt.testing.daemon import PrivateDaemon
from tests.daemon.talk import REMOTE, Talk, get, hosted, memory_kib, open_files
from tests.forks import in_child

OPENINGS = int(os.environ.get("STRESS_OPENINGS", "500"))
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


class Footprint(NamedTuple):
    """What a client and its daemon have of what might pile up."""

    files: int
    threads: int
    daemon_files: int
    daemon_threads: int
    daemon_tasks: int


def footprint(daemon: PrivateDaemon) -> Footprint:
    figures = get(daemon.root / "metrics", "/metrics")
    tasks = next(line for line in figures.splitlines() if line.startswith("anyvirtd_tasks "))
    return Footprint(
        len(os.listdir("/proc/self/fd")),
        threading.active_count(),
        open_files(daemon.pid),
        len(os.listdir(f"/proc/{daemon.pid}/task")),
        int(tasks.split()[1]),
    )


def at_rest(daemon: PrivateDaemon) -> Footprint:
    """When the last connections have come to their end on both sides, which no call of theirs waits for."""
    gc.collect()
    return Footprint(*map(min, zip(*(footprint(daemon) for _ in range(20)), strict=True)))


def grown(daemon: PrivateDaemon, before: Footprint) -> dict[str, int]:
    """What there is more of than before, also after a while."""
    until = time.monotonic() + END_S
    while True:
        now = at_rest(daemon)
        more = {name: getattr(now, name) - was for name, was in before._asdict().items() if getattr(now, name) > was}
        if not more or time.monotonic() > until:
            return more


def plain(daemon: PrivateDaemon) -> None:
    with anyvirt.open(daemon.uri()) as conn:
        conn.getType()


def looking(daemon: PrivateDaemon) -> None:
    with anyvirt.openReadOnly(daemon.uri(readonly=True)) as conn, pytest.raises(NoDomain):
        conn.lookupByName("nobody")


def listening(daemon: PrivateDaemon) -> None:
    """Without an end to that."""
    with anyvirt.open(daemon.uri()) as conn:
        conn.domainEventRegisterAny(None, 0, lambda *values: None, None)
        conn.lookupByName("test").suspend()
        conn.lookupByName("test").resume()


def receiving(daemon: PrivateDaemon) -> None:
    """Amidst a stream."""
    with anyvirt.open(daemon.uri()) as conn:
        conn.lookupByName("test").screenshot(conn.newStream(), 0)


def rude(daemon: PrivateDaemon) -> None:
    """Without a farewell, and with calls under way."""
    with Talk(daemon.socket).open() as talk:
        for _ in range(3):
            talk.say(REMOTE["CONNECT_GET_CAPABILITIES"])


CLIENTS = (plain, looking, listening, receiving, rude)


def test_opening_and_closing_leaves_nothing(make_daemon: Callable[..., PrivateDaemon], root: Path) -> None:
    """On neither side: no descriptors, threads or tasks, and no memory."""
    daemon = make_daemon(f'metrics = "{root}/metrics"\n')
    with hosted(daemon.socket):
        for number in range(100):
            CLIENTS[number % len(CLIENTS)](daemon)
        before = at_rest(daemon)
        memory = {pid: memory_kib(pid) for pid in (os.getpid(), daemon.pid)}
        for number in range(OPENINGS):
            CLIENTS[number % len(CLIENTS)](daemon)
        assert grown(daemon, before) == {}
        more = [memory_kib(pid) - was for pid, was in memory.items()]
        print(f"{OPENINGS} openings: {before}, and {more} KiB more")  # noqa: T201
        # A hundred bytes for each would be a leak; a megabyte or two are the whims of allocators.
        assert max(more) < 2_000 + OPENINGS // 10


async def test_opening_and_closing_with_tasks_leaves_nothing(
    make_daemon: Callable[..., PrivateDaemon], root: Path
) -> None:
    daemon = make_daemon(f'metrics = "{root}/metrics"\n')
    # The loop's own threads come one by one as they are needed: with a single one none comes late.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))

    async def one() -> None:
        async with await aio.open(daemon.uri()) as conn:
            await conn.domainEventRegisterAny(None, 0, lambda *values: None, None)
            await conn.getType()

    for _ in range(3):
        await asyncio.gather(*(one() for _ in range(10)))
    before = at_rest(daemon)
    tasks, memory = len(asyncio.all_tasks()), memory_kib(os.getpid())
    for _ in range(OPENINGS // 10):
        await asyncio.gather(*(one() for _ in range(10)))
    assert grown(daemon, before) == {}
    assert len(asyncio.all_tasks()) == tasks
    assert memory_kib(os.getpid()) - memory < 2_000 + OPENINGS // 10


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
