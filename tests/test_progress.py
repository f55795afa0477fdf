"""`progress=`: which calls have it, and what it tells."""

from __future__ import annotations

import importlib
import inspect
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import anyvirt
from anyvirt import aio
from anyvirt.api.model import Function, Progress
from anyvirt.api.table import ROWS
from anyvirt.driver import RunsOn
from anyvirt.error import OperationAborted
from anyvirt.progress import JobProgress
from anyvirt.util.refs import DomainRef
from tests.scripted_driver import TIMEOUT_S, ScriptedDriver

DEFAULT = "test:///default"
HALF = JobProgress(10, 100, 40, 60)
WHOLE = JobProgress(10, 100, 100, 0)
MIB = 1024 * 1024


class JobDriver(ScriptedDriver):
    """Its save is a job that lasts until the test lets it end, or somebody stops it."""

    def __init__(self) -> None:
        super().__init__()
        self.aborted = False

    async def domain_save_flags(self, dom: DomainRef, to: str, dxml: str | None, flags: int) -> None:
        await self.domain_suspend(dom)
        if self.aborted:
            raise OperationAborted("the job was stopped")

    async def domain_get_job_info(self, dom: DomainRef) -> Any:
        elapsed, *sizes = HALF
        return [2, elapsed, 0, *sizes, 0, 0, 0, 0, 0, 0]

    async def domain_abort_job_flags(self, dom: DomainRef, flags: int) -> None:
        self.aborted = True
        await self.let_go()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.c_name))
@pytest.mark.parametrize("awaitable", [False, True], ids=["blocking", "awaitable"])
def test_the_calls_that_the_table_names_have_it(row: Function, *, awaitable: bool) -> None:
    """By its name alone, so that it is in nobody's way."""
    home = importlib.import_module(row.owner.home(awaitable=awaitable))
    parameter = inspect.signature(getattr(getattr(home, row.owner.value), row.name)).parameters.get("progress")
    assert (parameter is not None) == (row.progress is not None)
    if parameter is not None and row.progress is not None:
        assert (parameter.kind, parameter.default) == (inspect.Parameter.KEYWORD_ONLY, None)
        assert parameter.annotation == f"{row.progress.type} | None"


def test_the_kinds_are_those_of_the_issue() -> None:
    """Long jobs, jobs of disks, transfers."""
    names = {kind: {row.name for row in ROWS if row.progress is kind} for kind in Progress}
    assert {"save", "managedSave", "coreDump", "migrate3", "migrateToURI3"} <= names[Progress.JOB]
    assert names[Progress.BLOCK_JOB] == {"blockCopy", "blockPull", "blockCommit", "blockRebase"}
    assert names[Progress.STREAM] == {"upload", "download"}


# Jobs of domains


def test_a_job_tells_how_far_it_is_and_that_it_has_ended() -> None:
    driver = JobDriver()
    conn = driver.blocking(RunsOn.CALLER)
    heard: list[tuple[JobProgress, str]] = []

    def progress(now: JobProgress) -> None:
        heard.append((now, threading.current_thread().name))
        conn._call(driver.let_go())

    assert conn.lookupByName("web").save("/image", progress=progress) == 0
    assert heard[0] == (HALF, "anyvirt-progress")
    assert heard[-1] == (WHOLE, threading.current_thread().name)
    conn.close()


async def test_a_job_tells_it_on_the_loop() -> None:
    """A coroutine function may be told."""
    driver = JobDriver()
    async with driver.awaitable(RunsOn.CALLER) as conn:
        web = await conn.lookupByName("web")
        heard: list[JobProgress] = []

        async def progress(now: JobProgress) -> None:
            heard.append(now)
            await conn._call(driver.let_go())

        await web.save("/image", progress=progress)
        assert (heard[0], heard[-1]) == (HALF, WHOLE)


def _fails(_now: object) -> None:
    raise KeyError("enough")


def test_what_is_raised_stops_the_job_and_comes_through() -> None:
    driver = JobDriver()
    conn = driver.blocking(RunsOn.CALLER)
    with pytest.raises(KeyError, match="enough"):
        conn.lookupByName("web").save("/image", progress=_fails)
    assert driver.aborted
    conn.close()


async def test_what_is_raised_on_the_loop_stops_it_too() -> None:
    driver = JobDriver()
    async with driver.awaitable(RunsOn.CALLER) as conn:
        with pytest.raises(KeyError, match="enough"):
            await (await conn.lookupByName("web")).save("/image", progress=_fails)
        assert driver.aborted


def test_a_migration_tells_it_and_is_stopped_by_it(tmp_path: Path) -> None:
    """The guest goes on where it was, and nothing is left at the destination."""
    (tmp_path / "node.xml").write_text("<node/>")
    with anyvirt.open(DEFAULT) as here, anyvirt.open(f"test://{tmp_path}/node.xml") as there:
        dom = here.lookupByName("test")
        heard: list[JobProgress] = []

        def progress(now: JobProgress) -> None:
            heard.append(now)
            raise KeyError("enough")

        with pytest.raises(KeyError, match="enough"):
            dom.migrate(there, bandwidth=1, progress=progress)
        assert dom.isActive()
        assert there.listAllDomains() == []
        assert 0 < heard[0].processed < heard[0].total


def test_a_call_that_fails_at_once_tells_nothing() -> None:
    with anyvirt.open(DEFAULT) as conn:
        heard: list[JobProgress] = []
        dom = conn.lookupByName("test")
        dom.destroy()
        with pytest.raises(anyvirt.OperationInvalid):
            dom.save("/nowhere", progress=heard.append)
        assert heard == []


# Jobs of disks


def test_a_job_of_a_disk_is_waited_for() -> None:
    with anyvirt.open(DEFAULT) as conn:
        dom = conn.lookupByName("test")
        heard: list[tuple[int, int]] = []
        target = "<disk type='file'><source file='/copy'/></disk>"
        assert dom.blockCopy("vda", target, progress=lambda *now: heard.append(now)) == 0
        assert heard
        assert heard[-1][0] == heard[-1][1] > 0
        assert dom.blockJobAbort("vda", anyvirt.VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT) == 0
        assert dom.blockPull("vda", progress=lambda *now: heard.append(now)) == 0
        assert dom.blockJobInfo("vda") == {}


async def test_a_job_of_a_disk_is_awaited() -> None:
    async with await aio.open(DEFAULT) as conn:
        dom = await conn.lookupByName("test")
        heard: list[tuple[int, int]] = []

        async def progress(now: int, end: int) -> None:
            heard.append((now, end))

        await dom.blockCopy("vda", "<disk type='file'><source file='/copy'/></disk>", progress=progress)
        assert heard[-1][0] == heard[-1][1] > 0


# Transfers


VOLUME = "<volume><name>v</name><capacity unit='bytes'>1048576</capacity></volume>"


@pytest.fixture
def vol() -> Iterator[anyvirt.virStorageVol]:
    with anyvirt.open(DEFAULT) as conn:
        yield conn.storagePoolLookupByName("default-pool").createXML(VOLUME)


def test_a_transfer_tells_how_many_bytes_went(vol: anyvirt.virStorageVol) -> None:
    """Whichever way the program reads and writes, holes included; each time it is opened from the start."""
    conn = vol.connect()
    heard: list[int] = []
    stream = conn.newStream()
    vol.upload(stream, 0, MIB, progress=heard.append)
    stream.send(b"x" * 1000)
    stream.sendHole(24)
    stream.finish()
    assert heard == [1000, 1024]
    heard.clear()
    vol.download(stream, 0, MIB, progress=heard.append)
    assert sum(map(len, stream)) == MIB
    assert heard[-1] == MIB
    assert heard == sorted(heard)
    stream = conn.newStream()
    heard.clear()
    vol.download(stream, 0, 100)
    assert stream.recv(100)
    assert heard == []
    stream.abort()


def test_a_transfer_is_left_by_an_exception(vol: anyvirt.virStorageVol) -> None:
    stream = vol.connect().newStream()
    vol.download(stream, 0, MIB, progress=_fails)
    with pytest.raises(KeyError), stream:
        stream.recv(10)


async def test_a_transfer_is_awaited() -> None:
    async with await aio.open(DEFAULT) as conn:
        vol = await (await conn.storagePoolLookupByName("default-pool")).createXML(VOLUME)
        heard: list[int] = []

        async def progress(so_far: int) -> None:
            heard.append(so_far)

        stream = await conn.newStream()
        await vol.upload(stream, 0, MIB, progress=progress)
        await stream.send(b"x" * 500)
        await stream.sendHole(500)
        await stream.finish()
        assert heard == [500, 1000]
        await vol.download(stream, 0, MIB, progress=progress)
        assert len(b"".join([piece async for piece in stream])) == MIB
        assert heard[-1] == MIB


def test_nobody_waits_for_ever() -> None:
    """The thread that tells ends with the call."""
    driver = JobDriver()
    conn = driver.blocking(RunsOn.CALLER)
    web = conn.lookupByName("web")
    with pytest.raises(KeyError):
        web.save("/image", progress=_fails)
    threads = [thread for thread in threading.enumerate() if thread.name == "anyvirt-progress"]
    for thread in threads:
        thread.join(TIMEOUT_S)
    assert not threads
    conn.close()
