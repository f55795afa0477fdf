"""Waiting for what becomes of a domain, and iterating over domains."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

import anyvirt
from anyvirt import aio
from anyvirt.constants import VIR_DOMAIN_PAUSED, VIR_DOMAIN_RUNNING, VIR_DOMAIN_SHUTOFF
from anyvirt.driver import RunsOn
from anyvirt.driver.types import InterfaceAddresses
from anyvirt.error import ArgumentUnsupported, InvalidArg, OperationInvalid, OperationTimeout
from anyvirt.progress import JobProgress
from anyvirt.util.refs import DomainRef
from anyvirt.waits import GuestAddress
from tests.scripted_driver import TIMEOUT_S, WEB, Caller, ScriptedDriver, join

DEFAULT = "test:///default"
LOOPBACK: InterfaceAddresses = {"addrs": [{"addr": "127.0.0.1", "prefix": 8, "type": 0}], "hwaddr": None}
ETH: InterfaceAddresses = {
    "addrs": [{"addr": "192.0.2.7", "prefix": 24, "type": 0}, {"addr": "fe80::1", "prefix": 64, "type": 1}],
    "hwaddr": "52:54:00:00:00:01",
}
ADDRESS = GuestAddress("192.0.2.7", 24, "52:54:00:00:00:01", "eth0", "agent")


class WaitDriver(ScriptedDriver):
    """Answers with what the test has put into a list, its last again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.active = True
        self.asked: list[int] = []
        self.answers: list[dict[str, InterfaceAddresses] | Exception] = []
        self.jobs: list[dict[str, int]] = []
        self.saving = threading.Event()

    async def domain_is_active(self, dom: DomainRef) -> bool:
        return self.active

    async def domain_interface_addresses(
        self, dom: DomainRef, source: int, flags: int
    ) -> dict[str, InterfaceAddresses]:
        self.asked.append(source)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.emit(WEB, 0, 0)  # so that the next look comes at once
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def domain_get_block_job_info(self, dom: DomainRef, disk: str, flags: int) -> Any:
        self.emit(WEB, "vda", 1, 0, event_id=anyvirt.VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2)
        return self.jobs.pop(0)


# States


def test_a_state_is_waited_for() -> None:
    """One that is there already at once, one that comes when it comes."""
    with anyvirt.open(DEFAULT) as conn:
        dom = conn.lookupByName("test")
        assert dom.wait_for_state(VIR_DOMAIN_RUNNING, timeout_s=0) == dom.state()
        waiting = Caller(dom.wait_for_state, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_PAUSED)
        dom.suspend()
        join(waiting)
        assert waiting.result == [VIR_DOMAIN_PAUSED, 1]
        with pytest.raises(OperationTimeout, match=r"domain 'test' has not come to state 5 in 0.01 s"):
            dom.wait_for_state(VIR_DOMAIN_SHUTOFF, timeout_s=0.01)
        with pytest.raises(TypeError, match="needs a state"):
            dom.wait_for_state()


async def test_a_state_is_awaited() -> None:
    async with await aio.open(DEFAULT) as conn:
        dom = await conn.lookupByName("test")
        waiting = asyncio.ensure_future(dom.wait_for_state(VIR_DOMAIN_PAUSED))
        await asyncio.sleep(0)
        await dom.suspend()
        async with asyncio.timeout(TIMEOUT_S):
            assert await waiting == [VIR_DOMAIN_PAUSED, 1]
        with pytest.raises(OperationTimeout):
            await dom.wait_for_state(VIR_DOMAIN_SHUTOFF, timeout_s=0.01)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await dom.wait_for_state(VIR_DOMAIN_SHUTOFF)
        assert await dom.resume() == 0  # the connection does not mind


def test_waiting_ends_with_the_connection() -> None:
    conn = anyvirt.open(DEFAULT)
    dom = conn.lookupByName("test")
    waiting = Caller(dom.wait_for_state, VIR_DOMAIN_SHUTOFF)
    conn.close()
    join(waiting)
    assert isinstance(waiting.error, anyvirt.error.InvalidConn)


# Addresses


def test_sources_are_asked_in_turn_until_one_knows() -> None:
    """One that cannot answer yet is asked again; one that never can is not; loopback counts for nothing."""
    driver = WaitDriver()
    conn = driver.blocking(RunsOn.CALLER)
    driver.answers = [
        ArgumentUnsupported("no leases here"),
        OperationInvalid("the agent is not connected"),
        {"lo": LOOPBACK, "eth0": {"addrs": None, "hwaddr": "52:54:00:00:00:01"}},
        {"lo": LOOPBACK, "eth0": ETH},
    ]
    assert conn.lookupByName("web").wait_for_address(["lease", "agent"], timeout_s=TIMEOUT_S) == [ADDRESS]
    assert driver.asked == [0, 1, 1, 1]
    conn.close()


def test_there_must_be_somebody_to_ask() -> None:
    driver = WaitDriver()
    conn = driver.blocking(RunsOn.CALLER)
    web = conn.lookupByName("web")
    driver.answers = [ArgumentUnsupported("not that way")]
    with pytest.raises(ArgumentUnsupported):
        web.wait_for_address()
    assert driver.asked == [0, 1, 2]
    driver.answers = [{}]
    with pytest.raises(OperationTimeout, match="has not come to an address in 0 s"):
        web.wait_for_address(timeout_s=0)
    with pytest.raises(InvalidArg, match="sources of addresses are lease, agent, arp, not dns"):
        web.wait_for_address(["lease", "dns"])
    with pytest.raises(InvalidArg, match="not none"):
        web.wait_for_address([])
    driver.active = False
    driver.answers = [OperationInvalid("domain is not running")]
    with pytest.raises(OperationInvalid, match="domain is not running"):
        web.wait_for_address()
    conn.close()


@pytest.mark.parametrize("mode", list(RunsOn), ids=lambda mode: str(mode.value))
async def test_addresses_are_awaited(mode: RunsOn) -> None:
    driver = WaitDriver()
    async with driver.awaitable(mode) as conn:
        web = await conn.lookupByName("web")
        driver.answers = [{}, {}, {"eth0": ETH}]
        assert await web.wait_for_address(("agent",), timeout_s=TIMEOUT_S) == [ADDRESS]
        driver.answers = [{}]
        with pytest.raises(OperationTimeout):
            await web.wait_for_address(timeout_s=0.01)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await web.wait_for_address()


# Jobs


@pytest.mark.parametrize(("last", "waits"), [({}, False), ({"type": 2, "bandwidth": 0, "cur": 9, "end": 9}, True)])
async def test_the_end_of_a_job_of_a_disk_is_waited_for(last: dict[str, int], waits: bool) -> None:
    """It is over, or waits to be ended."""
    driver = WaitDriver()
    conn = driver.blocking(RunsOn.CALLER)
    heard: list[tuple[int, int]] = []
    steps = [{"type": 2, "bandwidth": 0, "cur": cur, "end": 9} for cur in (0, 4)]
    driver.jobs = [*steps, last]
    job = conn.lookupByName("web").wait_for_block_job("vda", progress=lambda *args: heard.append(args))
    assert job is waits
    assert heard[:2] == [(0, 9), (4, 9)]
    conn.close()
    driver.jobs = [*steps, last]
    async with driver.awaitable(RunsOn.CALLER) as aconn:
        assert await (await aconn.lookupByName("web")).wait_for_block_job("vda") is waits


class JobDriver(ScriptedDriver):
    """suspend() is a job that the test lets end."""

    async def domain_get_job_info(self, dom: DomainRef) -> Any:
        return [2, 10, 0, 100, 40, 60, 0, 0, 0, 0, 0, 0]


def test_progress_of_a_job_is_told() -> None:
    """While the call is at work."""
    driver = JobDriver()
    conn = driver.blocking(RunsOn.CALLER)
    web = conn.lookupByName("web")
    heard: list[JobProgress] = []

    def progress(now: JobProgress) -> None:
        heard.append(now)
        conn._call(driver.let_go())

    with web.job_progress(progress, 0.001):
        web.suspend()
    assert heard[0] == JobProgress(10, 100, 40, 60)
    assert "anyvirt-progress" not in {thread.name for thread in threading.enumerate()}
    conn.close()


async def test_progress_of_a_job_is_told_on_the_loop() -> None:
    driver = JobDriver()
    async with driver.awaitable(RunsOn.LOOP) as conn:
        web = await conn.lookupByName("web")
        heard: list[JobProgress] = []

        def progress(now: JobProgress) -> None:
            heard.append(now)
            conn._runner.leave(driver.let_go())

        async with web.job_progress(progress, 0.001):
            await web.suspend()
        assert heard[0] == JobProgress(10, 100, 40, 60)


# Iterating


async def test_a_connection_is_its_domains() -> None:
    """In both flavours."""
    with anyvirt.open(DEFAULT) as conn:
        assert [dom.name() for dom in conn] == ["test"]
    async with await aio.open(DEFAULT) as aconn:
        assert [dom.name() async for dom in aconn] == ["test"]
