"""Events on their way from a driver to the handlers of programs, in both flavours."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import anyvirt
from anyvirt import aio, dispatcher, eventloop
from anyvirt.connection import virConnect
from anyvirt.constants import (
    VIR_DOMAIN_EVENT_ID_LIFECYCLE,
    VIR_DOMAIN_EVENT_ID_REBOOT,
    VIR_DOMAIN_EVENT_RESUMED,
    VIR_DOMAIN_EVENT_STARTED,
    VIR_DOMAIN_EVENT_SUSPENDED,
)
from anyvirt.driver import RunsOn
from anyvirt.error import InvalidArg
from tests.scripted_driver import DB, TIMEOUT_S, WEB, Caller, ScriptedDriver, join

LIFECYCLE = VIR_DOMAIN_EVENT_ID_LIFECYCLE
DEFAULT = "test:///default"


class Seen:
    """A handler that keeps what it is called with."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self._more = threading.Condition()

    def __call__(self, *args: Any) -> None:
        with self._more:
            self.calls.append(args)
            self._more.notify_all()

    def wait(self, count: int) -> list[tuple[Any, ...]]:
        """The calls, when there are *count* of them."""
        with self._more:
            assert self._more.wait_for(lambda: len(self.calls) >= count, TIMEOUT_S)
        assert len(self.calls) == count
        return self.calls

    def numbers(self, count: int) -> list[int]:
        """The third argument of each call, which tests count up."""
        return [call[2] for call in self.wait(count)]


@pytest.fixture(autouse=True)
def registration(monkeypatch: pytest.MonkeyPatch) -> eventloop.Registration:
    """One of the test's own: which event loop a process has is said once and for all."""
    fresh = eventloop.Registration()
    monkeypatch.setattr(eventloop, "registration", fresh)
    monkeypatch.setattr(dispatcher, "_current", dispatcher.Dispatcher(fresh))
    return fresh


@pytest.fixture
def driver() -> ScriptedDriver:
    return ScriptedDriver()


@pytest.fixture
def conn(driver: ScriptedDriver) -> Iterator[virConnect]:
    conn = driver.blocking(RunsOn.CALLER)
    yield conn
    if conn._open_driver is not None:
        conn.close()


# What handlers get


def test_a_handler_gets_connection_domain_details_and_its_own_object(driver: ScriptedDriver, conn: virConnect) -> None:
    """In libvirt-python's order."""
    seen = Seen()
    assert conn.domainEventRegisterAny(None, LIFECYCLE, seen, "mine") == 0
    driver.emit(WEB, VIR_DOMAIN_EVENT_SUSPENDED, 0)
    ((where, dom, event, detail, opaque),) = seen.wait(1)
    assert (where, dom, dom.ID()) == (conn, conn.lookupByName("web"), WEB.id)
    assert type(dom) is anyvirt.virDomain
    assert (event, detail, opaque) == (VIR_DOMAIN_EVENT_SUSPENDED, 0, "mine")


def test_each_handler_gets_each_event_once_and_in_order(driver: ScriptedDriver, conn: virConnect) -> None:
    other = driver.blocking(RunsOn.CALLER)
    handlers = [Seen() for _ in range(5)]
    for number, handler in enumerate(handlers):
        (conn, other)[number % 2].domainEventRegisterAny(None, LIFECYCLE, handler, None)
    for number in range(500):
        driver.emit(WEB, number)
    for handler in handlers:
        assert handler.numbers(500) == list(range(500))
    other.close()


def test_handlers_agree_on_the_order_of_concurrent_events(driver: ScriptedDriver, conn: virConnect) -> None:
    first, second = Seen(), Seen()
    conn.domainEventRegisterAny(None, LIFECYCLE, first, None)
    conn.domainEventRegisterAny(None, LIFECYCLE, second, None)

    def emit() -> None:
        for number in range(100):
            driver.emit(WEB, number)

    callers = [Caller(emit) for _ in range(4)]
    for caller in callers:
        join(caller)
    assert first.numbers(400) == second.numbers(400)


def test_only_what_was_asked_for_comes(driver: ScriptedDriver, conn: virConnect) -> None:
    """By kind of event, and by domain."""
    everything, of_web, reboots = Seen(), Seen(), Seen()
    conn.domainEventRegisterAny(None, LIFECYCLE, everything, None)
    conn.domainEventRegisterAny(conn.lookupByName("web"), LIFECYCLE, of_web, None)
    conn.domainEventRegisterAny(None, VIR_DOMAIN_EVENT_ID_REBOOT, reboots, None)
    driver.emit(DB, 1)
    driver.emit(WEB, event_id=VIR_DOMAIN_EVENT_ID_REBOOT)
    driver.emit(WEB, 2)
    assert everything.numbers(2) == [1, 2]
    assert of_web.numbers(1) == [2]
    ((_, dom, opaque),) = reboots.wait(1)
    assert (dom.name(), opaque) == ("web", None)


def test_a_domain_that_was_renamed_or_restarted_is_still_the_one(driver: ScriptedDriver, conn: virConnect) -> None:
    """What counts is the UUID."""
    seen = Seen()
    conn.domainEventRegisterAny(conn.lookupByName("web"), LIFECYCLE, seen, None)
    driver.emit(WEB._replace(name="shop", id=17), 1)
    ((_, dom, *_),) = seen.wait(1)
    assert (dom.name(), dom.ID()) == ("shop", 17)


# Registering


def test_numbers_of_handlers_are_not_used_again(conn: virConnect) -> None:
    numbers = [conn.domainEventRegisterAny(None, LIFECYCLE, print, None) for _ in range(3)]
    conn.domainEventDeregisterAny(numbers[-1])
    assert [*numbers, conn.domainEventRegisterAny(None, LIFECYCLE, print, None)] == [0, 1, 2, 3]


def test_nonsense_is_refused(driver: ScriptedDriver, conn: virConnect) -> None:
    """With libvirt's words where it has some."""
    register = conn.domainEventRegisterAny
    with pytest.raises(InvalidArg, match="eventID in virConnectDomainEventRegisterAny must be zero or greater"):
        register(None, -1, print, None)
    with pytest.raises(InvalidArg, match="eventID in virConnectDomainEventRegisterAny must be less than"):
        register(None, 30, print, None)
    with pytest.raises(TypeError):
        register(None, "0", print, None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="cb must be callable, not NoneType"):
        register(None, LIFECYCLE, None, None)  # type: ignore[arg-type]
    stranger = driver.blocking(RunsOn.CALLER)
    with pytest.raises(InvalidArg, match="domain 'web' in virConnectDomainEventRegisterAny must match connection"):
        register(stranger.lookupByName("web"), LIFECYCLE, print, None)
    with pytest.raises(InvalidArg, match="could not find event callback 7 for deletion"):
        conn.domainEventDeregisterAny(7)
    with pytest.raises(InvalidArg, match="callbackID in virConnectDomainEventDeregisterAny must be zero or greater"):
        conn.domainEventDeregisterAny(-1)
    stranger.close()


def test_every_kind_of_event_can_be_asked_for(conn: virConnect) -> None:
    """Also those that no driver has yet."""
    kinds = [value for name, value in vars(anyvirt.constants).items() if name.startswith("VIR_DOMAIN_EVENT_ID_")]
    for kind in kinds:
        conn.domainEventRegisterAny(None, kind, print, None)


def test_the_old_registration_has_each_handler_once(driver: ScriptedDriver, conn: virConnect) -> None:
    """Registering it again changes the object that it gets; the newer registration does not care."""
    seen = Seen()
    conn.domainEventRegister(seen, "first")
    conn.domainEventRegister(seen, "second")
    driver.emit(WEB, 1, 0)
    assert seen.wait(1)[0][2:] == (1, 0, "second")
    number = conn.domainEventRegisterAny(None, LIFECYCLE, seen, "any")
    conn.domainEventDeregister(seen)
    driver.emit(WEB, 2, 0)
    assert seen.wait(2)[1][2:] == (2, 0, "any")
    conn.domainEventDeregisterAny(number)
    conn.domainEventDeregister(seen)  # nobody is registered, so that there is nothing to say
    conn.domainEventRegister(print, None)
    with pytest.raises(KeyError):
        conn.domainEventDeregister(seen)


# Handlers that do things


def test_a_handler_that_raises_keeps_nothing_from_others(
    driver: ScriptedDriver, conn: virConnect, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever it raises, sys.exit() included; it is logged, and the handler goes on being called."""
    seen = Seen()
    mistakes: list[BaseException] = [ValueError("a mistake"), SystemExit(3), ValueError("another")]

    def handler(*args: object) -> None:
        raise mistakes.pop(0)

    conn.domainEventRegisterAny(None, LIFECYCLE, handler, None)
    conn.domainEventRegisterAny(None, LIFECYCLE, seen, None)
    for number in range(3):
        driver.emit(WEB, number)
    assert seen.numbers(3) == [0, 1, 2]
    assert mistakes == []
    assert "a mistake" in caplog.text
    assert "another" in caplog.text


def test_a_handler_may_deregister_itself(driver: ScriptedDriver, conn: virConnect) -> None:
    seen, others = Seen(), Seen()

    def once(*args: object) -> None:
        seen(*args)
        conn.domainEventDeregisterAny(number)

    number = conn.domainEventRegisterAny(None, LIFECYCLE, once, None)
    conn.domainEventRegisterAny(None, LIFECYCLE, others, None)
    for each in range(3):
        driver.emit(WEB, each)
    assert others.numbers(3) == [0, 1, 2]
    assert seen.numbers(1) == [0]


def test_a_handler_may_deregister_those_that_come_after_it(driver: ScriptedDriver, conn: virConnect) -> None:
    """Nobody calls them any more, not even for the same event."""
    last, never = Seen(), Seen()
    numbers: list[int] = []

    def first(*args: object) -> None:
        if numbers:
            conn.domainEventDeregisterAny(numbers.pop())

    conn.domainEventRegisterAny(None, LIFECYCLE, first, None)
    numbers.append(conn.domainEventRegisterAny(None, LIFECYCLE, never, None))
    conn.domainEventRegisterAny(None, LIFECYCLE, last, None)
    driver.emit(WEB, 0)
    driver.emit(WEB, 1)
    assert last.numbers(2) == [0, 1]
    assert never.calls == []


def test_a_handler_may_register_others(driver: ScriptedDriver, conn: virConnect) -> None:
    """They start with what happens afterwards."""
    first, second = Seen(), Seen()

    def handler(*args: object) -> None:
        if not first.calls:
            conn.domainEventRegisterAny(None, LIFECYCLE, second, None)
        first(*args)

    conn.domainEventRegisterAny(None, LIFECYCLE, handler, None)
    driver.emit(WEB, 0)
    first.wait(1)
    driver.emit(WEB, 1)
    assert second.numbers(1) == [1]
    assert first.numbers(2) == [0, 1]


@pytest.mark.parametrize("mode", list(RunsOn), ids=lambda mode: str(mode.value))
def test_a_handler_may_call_its_connection(mode: RunsOn, driver: ScriptedDriver) -> None:
    """And what it causes is delivered after what there is."""
    conn = driver.blocking(mode)
    seen = Seen()

    def handler(conn: virConnect, dom: anyvirt.virDomain, event: int, opaque: object) -> None:
        assert dom.isActive() == 1
        assert dom in conn.listAllDomains()
        if event == 0:
            driver.emit(WEB, 2)
        seen(conn, dom, event)

    conn.domainEventRegisterAny(None, LIFECYCLE, handler, None)
    driver.emit(WEB, 0)
    driver.emit(WEB, 1)
    assert sorted(seen.numbers(3)) == [0, 1, 2]
    assert seen.calls[0][2] == 0
    conn.close()


def test_a_handler_may_close_its_connection(driver: ScriptedDriver) -> None:
    conn = driver.blocking(RunsOn.LOOP)
    seen = Seen()

    def handler(conn: virConnect, *args: object) -> None:
        conn.close()
        seen(conn, *args)

    conn.domainEventRegisterAny(None, LIFECYCLE, handler, None)
    driver.emit(WEB, 0)
    driver.emit(WEB, 1)
    seen.wait(1)
    assert driver.closed.is_set()


# The end


def test_no_call_starts_after_the_handler_was_deregistered(driver: ScriptedDriver, conn: virConnect) -> None:
    """What had happened before and was not delivered yet is not delivered."""
    inside, go_on = threading.Event(), threading.Event()
    seen = Seen()

    def slow(*args: object) -> None:
        inside.set()
        go_on.wait(TIMEOUT_S)

    conn.domainEventRegisterAny(None, LIFECYCLE, slow, None)
    number = conn.domainEventRegisterAny(None, LIFECYCLE, seen, None)
    last = Seen()
    conn.domainEventRegisterAny(None, VIR_DOMAIN_EVENT_ID_REBOOT, last, None)
    driver.emit(WEB, 0)
    assert inside.wait(TIMEOUT_S)
    conn.domainEventDeregisterAny(number)
    go_on.set()
    driver.emit(WEB, event_id=VIR_DOMAIN_EVENT_ID_REBOOT)
    last.wait(1)
    assert seen.calls == []


def test_closing_ends_delivery(driver: ScriptedDriver, conn: virConnect) -> None:
    """Of this connection, not of others."""
    seen, others = Seen(), Seen()
    other = driver.blocking(RunsOn.CALLER)
    conn.domainEventRegisterAny(None, LIFECYCLE, seen, None)
    other.domainEventRegisterAny(None, LIFECYCLE, others, None)
    conn.close()
    driver.emit(WEB, 0)
    assert others.numbers(1) == [0]
    assert seen.calls == []
    other.close()


def test_nobody_listens_to_a_driver_for_nobody(driver: ScriptedDriver, conn: virConnect) -> None:
    """With the last handler the connection leaves the driver's queue."""
    numbers = [conn.domainEventRegisterAny(None, LIFECYCLE, print, None) for _ in range(3)]
    assert len(driver.events._subscribers) == 1
    for number in numbers:
        conn.domainEventDeregisterAny(number)
    assert len(driver.events._subscribers) == 0


# Who calls the handlers


def test_one_thread_of_ours_calls_the_handlers(driver: ScriptedDriver, conn: virConnect) -> None:
    threads: set[str] = set()
    seen = Seen()

    def handler(*args: object) -> None:
        threads.add(threading.current_thread().name)
        seen(*args)

    conn.domainEventRegisterAny(None, LIFECYCLE, handler, None)
    for number in range(50):
        driver.emit(WEB, number)
    seen.wait(50)
    assert threads == {"anyvirt-events"}


def test_a_program_that_runs_the_loop_calls_them_itself(driver: ScriptedDriver, conn: virConnect) -> None:
    """Inside virEventRunDefaultImpl, and nowhere else."""
    threads: set[int] = set()
    seen = Seen()

    def handler(*args: object) -> None:
        threads.add(threading.get_ident())
        seen(*args)

    assert anyvirt.virEventRegisterDefaultImpl() == 0
    conn.domainEventRegisterAny(None, LIFECYCLE, handler, None)
    for number in range(10):
        driver.emit(WEB, number)
    assert seen.calls == []
    assert anyvirt.virEventRunDefaultImpl() == 0
    assert seen.numbers(10) == list(range(10))
    assert threads == {threading.get_ident()}


def test_running_the_loop_waits_for_events(driver: ScriptedDriver, conn: virConnect) -> None:
    anyvirt.virEventRegisterDefaultImpl()
    seen = Seen()
    conn.domainEventRegisterAny(None, LIFECYCLE, seen, None)
    runner = Caller(anyvirt.virEventRunDefaultImpl)
    driver.emit(WEB, 0)
    seen.wait(1)
    join(runner)
    assert runner.result == 0


def test_the_program_gets_its_loop_back(driver: ScriptedDriver, conn: virConnect) -> None:
    """What handlers cause waits for the next run."""
    seen = Seen()

    def handler(conn: object, dom: object, event: int, opaque: object) -> None:
        driver.emit(WEB, event + 1)
        seen(conn, dom, event)

    anyvirt.virEventRegisterDefaultImpl()
    conn.domainEventRegisterAny(None, LIFECYCLE, handler, None)
    driver.emit(WEB, 0)
    for count in (1, 2, 3):
        anyvirt.virEventRunDefaultImpl()
        assert seen.numbers(count) == list(range(count))


def test_the_program_may_take_over_in_the_midst(driver: ScriptedDriver, conn: virConnect) -> None:
    """Nothing is lost, doubled or out of order, and no two handlers run at once."""
    inside, go_on = threading.Event(), threading.Event()
    seen = Seen()
    running = threading.Lock()

    def handler(conn: object, dom: object, event: int, opaque: object) -> None:
        assert running.acquire(blocking=False)
        if event == 5:
            inside.set()
            go_on.wait(TIMEOUT_S)
        running.release()
        seen(conn, dom, event)

    conn.domainEventRegisterAny(None, LIFECYCLE, handler, None)
    for number in range(5):
        driver.emit(WEB, number)
    seen.wait(5)
    for number in range(5, 10):
        driver.emit(WEB, number)
    assert inside.wait(TIMEOUT_S)
    anyvirt.virEventRegisterDefaultImpl()
    runner = Caller(anyvirt.virEventRunDefaultImpl)
    go_on.set()
    join(runner)
    while len(seen.calls) < 10:
        anyvirt.virEventRunDefaultImpl()
    assert seen.numbers(10) == list(range(10))


def test_an_interrupted_loop_goes_on_later(driver: ScriptedDriver, conn: virConnect) -> None:
    """Ctrl-C in a handler that the program runs is the program's."""
    seen = Seen()

    def handler(conn: object, dom: object, event: int, opaque: object) -> None:
        seen(conn, dom, event)
        if event == 0:
            raise KeyboardInterrupt

    anyvirt.virEventRegisterDefaultImpl()
    conn.domainEventRegisterAny(None, LIFECYCLE, handler, None)
    driver.emit(WEB, 0)
    driver.emit(WEB, 1)
    with pytest.raises(KeyboardInterrupt):
        anyvirt.virEventRunDefaultImpl()
    anyvirt.virEventRunDefaultImpl()
    assert seen.numbers(2) == [0, 1]


# The awaitable flavour


class Listener:
    """A handler that keeps what it is called with; *also* is awaited with the same arguments before."""

    def __init__(self, also: Callable[..., Any] | None = None) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self._also = also
        self._more = asyncio.Condition()

    async def __call__(self, *args: Any) -> None:
        if self._also is not None:
            await self._also(*args)
        async with self._more:
            self.calls.append(args)
            self._more.notify_all()

    async def numbers(self, count: int) -> list[int]:
        async with asyncio.timeout(TIMEOUT_S), self._more:
            await self._more.wait_for(lambda: len(self.calls) >= count)
        return [call[2] for call in self.calls]


each_mode = pytest.mark.parametrize("mode", list(RunsOn), ids=lambda mode: str(mode.value))


@each_mode
async def test_handlers_may_be_coroutine_functions(mode: RunsOn, driver: ScriptedDriver) -> None:
    """They run on the loop of the connection, one after the other, wherever the event happened."""
    running = 0

    async def check(conn: Any, dom: Any, event: int, opaque: object) -> None:
        nonlocal running
        running += 1
        assert running == 1
        await asyncio.sleep(0)
        assert await dom.isActive() == 1
        assert type(dom) is aio.virDomain
        running -= 1

    async with driver.awaitable(mode) as conn:
        listener, plain = Listener(check), Seen()
        await conn.domainEventRegisterAny(None, LIFECYCLE, listener, "mine")
        await conn.domainEventRegisterAny(None, LIFECYCLE, plain, "plain")
        for number in range(10):
            await asyncio.to_thread(driver.emit, WEB, number)
        driver.emit(DB, 10)
        assert await listener.numbers(11) == list(range(11))
        assert plain.numbers(11) == list(range(11))
        assert listener.calls[0][0] is conn
        assert listener.calls[0][3] == "mine"


async def test_a_coroutine_handler_that_raises_keeps_nothing_from_others(
    driver: ScriptedDriver, caplog: pytest.LogCaptureFixture
) -> None:
    async def handler(*args: object) -> None:
        raise ValueError("a mistake")

    async with driver.awaitable(RunsOn.CALLER) as conn:
        listener = Listener()
        await conn.domainEventRegisterAny(None, LIFECYCLE, handler, None)
        await conn.domainEventRegisterAny(None, LIFECYCLE, listener, None)
        driver.emit(WEB, 0)
        driver.emit(WEB, 1)
        assert await listener.numbers(2) == [0, 1]
    assert caplog.text.count("ValueError: a mistake") == 2


@each_mode
async def test_a_coroutine_handler_may_close_its_connection(mode: RunsOn, driver: ScriptedDriver) -> None:
    """The close goes through to its end."""
    closed = asyncio.Event()

    async def handler(conn: aio.virConnect, *args: object) -> None:
        await conn.close()
        closed.set()

    conn = driver.awaitable(mode)
    await conn.domainEventRegisterAny(None, LIFECYCLE, handler, None)
    driver.emit(WEB, 0)
    driver.emit(WEB, 1)
    async with asyncio.timeout(TIMEOUT_S):
        await closed.wait()
    assert driver.notes == ["closed"]


async def test_no_awaited_call_starts_after_the_handler_was_deregistered(driver: ScriptedDriver) -> None:
    """Nor after closing."""
    async with driver.awaitable(RunsOn.CALLER) as conn:
        listener, others, reboots = Listener(), Listener(), Listener()
        number = await conn.domainEventRegisterAny(None, LIFECYCLE, listener, None)
        await conn.domainEventRegisterAny(None, LIFECYCLE, others, None)
        await conn.domainEventRegister(listener, None)
        await conn.domainEventRegisterAny(None, VIR_DOMAIN_EVENT_ID_REBOOT, reboots, None)
        driver.emit(WEB, 0)
        await conn.domainEventDeregisterAny(number)
        await conn.domainEventDeregister(listener)
        assert await others.numbers(1) == [0]
        assert listener.calls == []
        driver.emit(WEB, event_id=VIR_DOMAIN_EVENT_ID_REBOOT)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert reboots.calls == []


def test_a_connection_whose_loop_is_gone_disturbs_nobody(driver: ScriptedDriver, conn: virConnect) -> None:
    """Its handlers are forgotten at the next event; who caused that does not notice."""

    async def leave_a_handler() -> aio.virConnect:
        left = driver.awaitable(RunsOn.CALLER)
        await left.domainEventRegisterAny(None, LIFECYCLE, print, None)
        return left

    left = asyncio.run(leave_a_handler())
    seen = Seen()
    conn.domainEventRegisterAny(None, LIFECYCLE, seen, None)
    driver.emit(WEB, 0)
    assert seen.numbers(1) == [0]
    assert left._subscriptions.without_handlers


async def test_no_task_is_left_waiting_for_events(driver: ScriptedDriver) -> None:
    async with driver.awaitable(RunsOn.CALLER) as conn:
        listener = Listener()
        await conn.domainEventRegisterAny(None, LIFECYCLE, listener, None)
        driver.emit(WEB, 0)
        await listener.numbers(1)
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}


# A real driver


async def test_both_flavours_see_what_happens_to_the_test_domain() -> None:
    """On one node, whoever did it."""
    with anyvirt.open(DEFAULT) as conn:
        async with await aio.open(DEFAULT) as aconn:
            seen, listener = Seen(), Listener()
            conn.domainEventRegisterAny(None, LIFECYCLE, seen, None)
            await aconn.domainEventRegisterAny(await aconn.lookupByName("test"), LIFECYCLE, listener, None)
            dom = conn.lookupByName("test")
            dom.suspend()
            await (await aconn.lookupByName("test")).resume()
            dom.destroy()
            await (await aconn.lookupByName("test")).create()
            expected = [
                VIR_DOMAIN_EVENT_SUSPENDED,
                VIR_DOMAIN_EVENT_RESUMED,
                anyvirt.VIR_DOMAIN_EVENT_STOPPED,
                VIR_DOMAIN_EVENT_STARTED,
            ]
            assert await listener.numbers(4) == expected
            assert await asyncio.to_thread(seen.numbers, 4) == expected
