"""Connections from open to close, and what others do to them meanwhile, in every mode and flavour."""

from __future__ import annotations

import asyncio
import gc
import threading
import weakref
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any, ClassVar, Self

import pytest

import anyvirt
from anyvirt import aio
from anyvirt.constants import VIR_DOMAIN_XML_SECURE, VIR_FROM_DOMAIN, VIR_FROM_TEST
from anyvirt.driver import RunsOn, registry
from anyvirt.error import InvalidConn, NoDomain, OperationDenied, OperationFailed
from anyvirt.util.wait import run_inline
from tests.scripted_driver import TIMEOUT_S, WEB, Caller, ScriptedDriver, join, wait_for

DEFAULT = "test:///default"

each_mode = pytest.mark.parametrize("mode", list(RunsOn), ids=lambda mode: str(mode.value))


@pytest.fixture
def driver() -> ScriptedDriver:
    return ScriptedDriver()


# Closing


@each_mode
def test_a_closed_connection_says_so(mode: RunsOn, driver: ScriptedDriver) -> None:
    """Each call by its name, with libvirt's code and origin; objects that came from it as well."""
    conn = driver.blocking(mode)
    dom = conn.lookupByName("web")
    assert conn.close() == 0
    assert driver.notes == ["closed"]
    for call, function in (
        (conn.listAllDomains, "virConnectListAllDomains"),
        (conn.isAlive, "virConnectIsAlive"),
        (conn.getURI, "virConnectGetURI"),
        (dom.isActive, "virDomainIsActive"),
        (dom.suspend, "virDomainSuspend"),
    ):
        with pytest.raises(InvalidConn) as caught:
            call()
        assert caught.value.message == f"invalid connection pointer in {function}"
        assert caught.value.err is not None
        assert caught.value.err[:2] == (6, 0 if function == "virConnectClose" else VIR_FROM_DOMAIN)
        assert caught.value.err[4:6] == ("invalid connection pointer in %s", function)
        assert caught.value.hint == "the connection is closed"
    for event_call in (
        lambda: conn.domainEventRegisterAny(None, 0, print, None),
        lambda: conn.domainEventRegister(print, None),
        lambda: conn.domainEventDeregisterAny(0),
    ):
        with pytest.raises(InvalidConn):
            event_call()
    assert (dom.name(), dom.ID(), dom.connect()) == ("web", 1, conn)  # known without asking anybody


@each_mode
async def test_a_closed_awaitable_connection_says_so(mode: RunsOn, driver: ScriptedDriver) -> None:
    conn = driver.awaitable(mode)
    dom = await conn.lookupByName("web")
    assert await conn.close() == 0
    for call in (conn.listAllDomains, conn.isAlive, dom.isActive, dom.suspend, conn.close):
        with pytest.raises(InvalidConn):
            await call()
    with pytest.raises(InvalidConn):
        await conn.domainEventRegisterAny(None, 0, print, None)
    assert driver.notes == ["closed"]


def test_closing_twice_is_an_error(driver: ScriptedDriver) -> None:
    """As in libvirt-python; the driver hears of the first one."""
    conn = driver.blocking(RunsOn.CALLER)
    conn.close()
    with pytest.raises(InvalidConn, match="invalid connection pointer in virConnectClose") as caught:
        conn.close()
    assert caught.value.hint == "the connection is closed already"
    assert driver.notes == ["closed"]


def test_a_closed_reader_is_closed_first_of_all(driver: ScriptedDriver) -> None:
    """It does not say that a connection which may write would do."""
    conn = driver.blocking(RunsOn.CALLER, readonly=True)
    conn.close()
    with pytest.raises(InvalidConn, match="virDomainDefineXML"):
        conn.defineXML("<domain/>")


@each_mode
def test_blocks_close(mode: RunsOn, driver: ScriptedDriver) -> None:
    """Also when they fail; and closing within one is no error."""
    with driver.blocking(mode) as conn:
        assert conn.isAlive() == 1
    with pytest.raises(InvalidConn):
        conn.isAlive()
    with pytest.raises(ZeroDivisionError), driver.blocking(mode):
        raise ZeroDivisionError
    with driver.blocking(mode) as conn:
        conn.close()
    assert driver.notes == ["closed"] * 3


@each_mode
async def test_awaitable_blocks_close(mode: RunsOn, driver: ScriptedDriver) -> None:
    async with driver.awaitable(mode) as conn:
        assert await conn.isAlive() == 1
    with pytest.raises(InvalidConn):
        await conn.isAlive()
    async with driver.awaitable(mode) as conn:
        await conn.close()
    assert driver.notes == ["closed"] * 2


class Stubborn(ScriptedDriver):
    async def close(self) -> None:
        self.notes.append("closed")
        raise OperationFailed("the other side does not answer")


@each_mode
async def test_a_connection_whose_driver_fails_to_close_is_closed(mode: RunsOn) -> None:
    """The error comes out, once."""
    driver = Stubborn()
    conn = driver.blocking(mode)
    with pytest.raises(OperationFailed, match="does not answer") as caught:
        conn.close()
    assert caught.value.origin == VIR_FROM_TEST
    with pytest.raises(InvalidConn):
        conn.isAlive()
    aconn = driver.awaitable(mode)
    with pytest.raises(OperationFailed, match="does not answer"):
        await aconn.close()
    assert driver.notes == ["closed"] * 2


def test_one_of_many_closes(driver: ScriptedDriver) -> None:
    """The driver hears of it once, whatever the threads do."""
    conn = driver.blocking(RunsOn.LOOP)
    begin = threading.Barrier(8)

    def close() -> int:
        begin.wait(TIMEOUT_S)
        return conn.close()

    callers = [Caller(close) for _ in range(8)]
    for caller in callers:
        join(caller)
    assert sorted(caller.result is None for caller in callers) == [False] + [True] * 7
    assert all(caller.error is None or isinstance(caller.error, InvalidConn) for caller in callers)
    assert driver.notes == ["closed"]


# Calls that are under way


def test_closing_ends_a_call_of_another_thread(driver: ScriptedDriver) -> None:
    """On the loop it is stopped, and has cleaned up before the driver closes."""
    conn = driver.blocking(RunsOn.LOOP)
    other = driver.blocking(RunsOn.LOOP)
    caller = Caller(conn.lookupByName("web").suspend)
    wait_for(driver.waiting)
    conn.close()
    join(caller)
    assert isinstance(caller.error, InvalidConn)
    assert "closed before the call had ended" in str(caller.error)
    assert caller.error.origin == VIR_FROM_TEST
    assert driver.notes == ["CancelledError", "cleaned up", "closed"]
    assert other.isAlive() == 1  # the loop goes on, and so do other connections
    other.close()


def test_closing_lets_a_driver_end_a_call_in_its_callers_thread(driver: ScriptedDriver) -> None:
    """In caller mode nobody can stop it from outside: the driver wakes who waits in it."""
    conn = driver.blocking(RunsOn.CALLER)
    caller = Caller(conn.lookupByName("web").suspend)
    wait_for(driver.waiting)
    conn.close()
    join(caller)
    assert (caller.result, caller.error) == (0, None)
    assert driver.notes == ["closed", "suspended", "cleaned up"]


async def test_closing_ends_a_call_of_another_task(driver: ScriptedDriver) -> None:
    conn = driver.awaitable(RunsOn.LOOP)
    task = asyncio.create_task((await conn.lookupByName("web")).suspend())
    await asyncio.to_thread(wait_for, driver.waiting)
    await conn.close()
    async with asyncio.timeout(TIMEOUT_S):
        with pytest.raises(InvalidConn, match="closed before the call had ended"):
            await task
    assert driver.notes == ["CancelledError", "cleaned up", "closed"]


async def test_closing_lets_a_driver_end_a_call_on_the_callers_loop(driver: ScriptedDriver) -> None:
    conn = driver.awaitable(RunsOn.CALLER)
    task = asyncio.create_task((await conn.lookupByName("web")).suspend())
    await asyncio.to_thread(wait_for, driver.waiting)
    await conn.close()
    async with asyncio.timeout(TIMEOUT_S):
        assert await task == 0


@each_mode
def test_many_threads_and_a_close(mode: RunsOn, driver: ScriptedDriver) -> None:
    """Each call ends with its result or says that the connection is closed; nothing hangs."""
    conn = driver.blocking(mode)
    dom = conn.lookupByName("web")
    begin = threading.Barrier(9)
    odd: list[BaseException] = []

    def work() -> None:
        begin.wait(TIMEOUT_S)
        try:
            while True:
                assert dom.isActive() == 1
        except InvalidConn:
            pass
        except BaseException as exc:
            odd.append(exc)

    callers = [Caller(work) for _ in range(8)]
    begin.wait(TIMEOUT_S)
    conn.close()
    for caller in callers:
        join(caller)
    assert odd == []


# Cancelling


@each_mode
async def test_a_cancelled_call_leaves_the_connection_usable(mode: RunsOn, driver: ScriptedDriver) -> None:
    """And is over, clean-up and all, when the task is."""
    conn = driver.awaitable(mode)
    dom = await conn.lookupByName("web")
    task = asyncio.create_task(dom.suspend())
    await asyncio.to_thread(wait_for, driver.waiting)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert driver.notes == ["CancelledError", "cleaned up"]
    assert await dom.isActive() == 1
    await conn.close()


async def _expire_amidst(call: Awaitable[object], under_way: threading.Semaphore) -> None:
    """Await *call* until it releases *under_way*: then its time is over."""

    async def expire() -> None:
        await asyncio.to_thread(wait_for, under_way)
        limit.reschedule(asyncio.get_running_loop().time())

    async with asyncio.timeout(TIMEOUT_S) as limit:
        expiry = asyncio.create_task(expire())
        try:
            await call
        finally:
            await expiry


@each_mode
async def test_a_timed_out_call_leaves_the_connection_usable(mode: RunsOn, driver: ScriptedDriver) -> None:
    conn = driver.awaitable(mode)
    dom = await conn.lookupByName("web")
    with pytest.raises(TimeoutError):
        await _expire_amidst(dom.suspend(), driver.waiting)
    assert driver.notes == ["CancelledError", "cleaned up"]
    assert await dom.isActive() == 1
    await conn.close()


def test_a_loop_that_ends_amidst_a_call_harms_nobody(driver: ScriptedDriver) -> None:
    """asyncio.run() cancels what is left."""

    async def main() -> None:
        dom = await driver.awaitable(RunsOn.LOOP).lookupByName("web")
        task = asyncio.create_task(dom.suspend())
        await asyncio.to_thread(wait_for, driver.waiting)
        assert not task.done()

    asyncio.run(main())
    assert driver.notes[:2] == ["CancelledError", "cleaned up"]
    gc.collect()
    assert driver.closed.wait(TIMEOUT_S)


class SlowToOpen(ScriptedDriver):
    """Notices too late that nobody waits for it any more."""

    runs_on = RunsOn.LOOP
    made: ClassVar[list[SlowToOpen]] = []
    under_way: ClassVar[threading.Semaphore]

    @classmethod
    async def open(cls, uri: object, *, readonly: bool) -> Self:
        driver = cls()
        cls.made.append(driver)
        cls.under_way.release()
        with suppress(BaseException):
            await driver.domain_suspend(WEB)
        return driver


@pytest.fixture
def slow_to_open(monkeypatch: pytest.MonkeyPatch) -> type[SlowToOpen]:
    monkeypatch.setitem(registry._OURS, "slow", (__name__, "SlowToOpen", None))
    monkeypatch.setattr(SlowToOpen, "made", [])
    monkeypatch.setattr(SlowToOpen, "under_way", threading.Semaphore(0), raising=False)
    return SlowToOpen


async def test_a_connection_that_nobody_waits_for_closes_itself(slow_to_open: type[SlowToOpen]) -> None:
    """It was open when its opener had been cancelled."""
    with pytest.raises(TimeoutError):
        await _expire_amidst(aio.open("slow:///"), slow_to_open.under_way)
    (driver,) = slow_to_open.made
    assert await asyncio.to_thread(driver.closed.wait, TIMEOUT_S)


# Errors


@each_mode
async def test_errors_of_a_driver_come_with_its_origin(mode: RunsOn, driver: ScriptedDriver) -> None:
    conn = driver.blocking(mode)
    with pytest.raises(OperationFailed, match="does not want to") as caught:
        await asyncio.to_thread(conn.lookupByName("web").resume)
    assert caught.value.origin == VIR_FROM_TEST
    aconn = driver.awaitable(mode)
    with pytest.raises(OperationFailed, match="does not want to") as caught:
        await (await aconn.lookupByName("web")).resume()
    assert caught.value.origin == VIR_FROM_TEST
    conn.close()
    await aconn.close()


@each_mode
def test_an_error_of_the_driver_shows_where_it_comes_from(mode: RunsOn, driver: ScriptedDriver) -> None:
    """Its traceback reaches into the driver, and no other exception stands before it."""
    with driver.blocking(mode) as conn, pytest.raises(OperationFailed) as caught:
        conn.lookupByName("web").resume()
    assert caught.traceback[-1].name == "domain_resume"
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_readers_see_no_secrets() -> None:
    with anyvirt.openReadOnly(DEFAULT) as conn:
        dom = conn.lookupByName("test")
        assert "<name>test</name>" in dom.XMLDesc()
        with pytest.raises(OperationDenied, match="read only access prevents virDomainGetXMLDesc") as caught:
            dom.XMLDesc(VIR_DOMAIN_XML_SECURE)
        assert caught.value.origin == VIR_FROM_DOMAIN


# Forgotten connections


@each_mode
def test_a_forgotten_connection_closes_itself(mode: RunsOn, driver: ScriptedDriver) -> None:
    """At once, as soon as nobody refers to it or to what came from it."""
    conn = driver.blocking(mode)
    dom = conn.lookupByName("web")
    del conn
    assert driver.notes == []
    del dom
    assert driver.closed.wait(TIMEOUT_S)
    assert driver.notes == ["closed"]


@each_mode
async def test_a_forgotten_awaitable_connection_closes_itself(mode: RunsOn, driver: ScriptedDriver) -> None:
    conn = driver.awaitable(mode)
    number = await conn.domainEventRegisterAny(None, 0, print, None)
    await conn.domainEventDeregisterAny(number)
    del conn
    assert await asyncio.to_thread(driver.closed.wait, TIMEOUT_S)
    assert driver.notes == ["closed"]


def test_forgotten_connections_free_the_default_node_at_once() -> None:
    """Programs that never close rely on it: the next one starts afresh."""
    conn = anyvirt.open(DEFAULT)
    conn.lookupByName("test").destroy()
    del conn
    assert anyvirt.open(DEFAULT).lookupByName("test").isActive() == 1


def test_failures_and_pointers_keep_no_connection_alive() -> None:
    """Neither what is remembered of the last error nor what a program has kept of an object's pointer."""
    gc.disable()
    try:
        conn = anyvirt.open(DEFAULT)
        with suppress(NoDomain):
            conn.lookupByName("no such domain")
        dom = conn.lookupByName("test")
        dom.destroy()
        with suppress(anyvirt.OperationInvalid):
            dom.destroy()
        pointers = (conn._o, dom._o, conn.newStream()._o)
        assert anyvirt.virGetLastErrorCode() == anyvirt.VIR_ERR_OPERATION_INVALID
        del conn, dom
        assert [pointer() for pointer in pointers] == [None, None, None]
        with anyvirt.open(DEFAULT) as again:
            assert again.lookupByName("test").isActive()
    finally:
        gc.enable()


def test_handlers_keep_a_connection_alive(driver: ScriptedDriver) -> None:
    """Who has left handlers wants them called."""
    conn = driver.blocking(RunsOn.CALLER)
    seen: list[str] = []
    called = threading.Semaphore(0)

    def handler(conn: Any, dom: Any, event: int, detail: int, opaque: object) -> None:
        seen.append(dom.name())
        called.release()

    conn.domainEventRegisterAny(None, 0, handler, None)
    there = weakref.ref(conn)
    del conn
    gc.collect()
    driver.emit(WEB, 2, 0)
    wait_for(called)
    assert seen == ["web"]
    again = there()
    assert again is not None
    again.close()


def test_a_garbage_collection_amidst_a_call_does_not_enter_the_driver(driver: ScriptedDriver) -> None:
    """Closing then happens beside it, when the call has let go of the driver."""

    class Cycle:
        def __init__(self) -> None:
            self.conn = driver.blocking(RunsOn.CALLER)
            self.myself = self

    observed: list[list[str]] = []

    async def collect() -> None:
        Cycle()
        gc.collect()
        observed.append(list(driver.notes))

    run_inline(collect(), driver.lock)
    assert observed == [[]]
    assert driver.closed.wait(TIMEOUT_S)


def test_opening_and_forgetting_leaves_no_threads() -> None:
    before = threading.active_count()
    for _ in range(200):
        anyvirt.open(DEFAULT).lookupByName("test").info()
    assert threading.active_count() <= before


# Many at once


async def test_threads_and_tasks_share_the_test_driver() -> None:
    """Each sees whole states, and what it did itself."""
    conn = anyvirt.open(DEFAULT)
    async with await aio.open(DEFAULT) as aconn:

        def thread_work(number: int) -> None:
            for _ in range(20):
                name = f"thread-{number}"
                dom = conn.defineXML(domain_xml(name))
                dom.create()
                assert conn.lookupByName(name).isActive() == 1
                dom.destroy()
                dom.undefine()
                with pytest.raises(NoDomain):
                    conn.lookupByName(name)

        async def task_work(number: int) -> None:
            for _ in range(20):
                name = f"task-{number}"
                dom = await aconn.defineXML(domain_xml(name))
                await dom.create()
                assert await (await aconn.lookupByName(name)).isActive() == 1
                await dom.destroy()
                await dom.undefine()
                with pytest.raises(NoDomain):
                    await aconn.lookupByName(name)

        await asyncio.gather(
            *(asyncio.to_thread(thread_work, number) for number in range(6)),
            *(task_work(number) for number in range(50)),
        )
        assert [dom.name() for dom in await aconn.listAllDomains()] == ["test"]
    conn.close()


def domain_xml(name: str) -> str:
    return f"<domain type='test'><name>{name}</name><memory>1024</memory><os><type>hvm</type></os></domain>"


@each_mode
async def test_a_thousand_calls_at_once(mode: RunsOn, driver: ScriptedDriver) -> None:
    async with driver.awaitable(mode) as conn:
        dom = await conn.lookupByName("web")
        assert await asyncio.gather(*(dom.isActive() for _ in range(1000))) == [1] * 1000


# Objects


def test_domains_are_what_they_name() -> None:
    """Equal on one connection, different on another; in sets and dicts."""
    with anyvirt.open(DEFAULT) as conn, anyvirt.open(DEFAULT) as other:
        dom = conn.lookupByName("test")
        assert dom == conn.lookupByID(1)
        assert len({dom, conn.lookupByID(1), other.lookupByID(1)}) == 2
        assert dom != other.lookupByName("test")
        assert dom != "test"
        assert dom.UUID().hex() == dom.UUIDString().replace("-", "")
        assert repr(dom) == f"<anyvirt.domain.virDomain name='test' uuid={dom.UUIDString()}>"


def test_statistics_are_asked_of_domains_of_the_connection() -> None:
    with anyvirt.open(DEFAULT) as conn, anyvirt.open(DEFAULT) as other:
        with pytest.raises(anyvirt.InvalidArg, match="is of another connection"):
            conn.domainListGetStats([other.lookupByName("test")])
        with pytest.raises(anyvirt.InvalidArg, match="there is none"):
            conn.domainListGetStats([])
