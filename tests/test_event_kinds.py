"""Events of every kind: what handlers and iterations get, and what happens to those who are too slow."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

import anyvirt
from anyvirt import aio, dispatcher, event_methods, event_types, eventloop, events
from anyvirt.api.events import EVENTS, OBJECTS, EventRow
from anyvirt.conf.store.events import Event, EventKind, EventQueue
from anyvirt.connection import virConnect
from anyvirt.driver import RunsOn
from anyvirt.driver.contract import NetworkContract, NodeDeviceContract, SecretContract, StorageContract
from anyvirt.error import InvalidArg, InvalidConn, NoSupport, OperationAborted
from anyvirt.event_types import (
    DomainChannelLifecycleEvent,
    DomainLifecycleEvent,
    DomainRebootEvent,
    NetworkLifecycleEvent,
)
from anyvirt.util.refs import NetworkRef, NodeDeviceRef, SecretRef, StoragePoolRef
from tests.scripted_driver import DB, TIMEOUT_S, WEB, Caller, ScriptedDriver, join

LAN = NetworkRef("lan", "11111111-f6a4-8304-79aa-97f2502e193f")
REFS: dict[EventKind, Any] = {
    EventKind.DOMAIN: WEB,
    EventKind.NETWORK: LAN,
    EventKind.STORAGE_POOL: StoragePoolRef("pool", "22222222-f6a4-8304-79aa-97f2502e193f"),
    EventKind.NODE_DEVICE: NodeDeviceRef("pci_0000_00_1f_2"),
    EventKind.SECRET: SecretRef("33333333-f6a4-8304-79aa-97f2502e193f", 1, "/x"),
}
METHODS = {
    EventKind.DOMAIN: "domainEvent",
    EventKind.NETWORK: "networkEvent",
    EventKind.STORAGE_POOL: "storagePoolEvent",
    EventKind.NODE_DEVICE: "nodeDeviceEvent",
    EventKind.SECRET: "secretEvent",
}
SAMPLES: dict[str, object] = {
    "int": 7,
    "str": "text",
    "str | None": None,
    "TypedParams": {"a": 1},
    "dict[str, int | str | None]": {"family": 0, "node": "::1", "service": "5900"},
    "list[tuple[str, str]]": [("x509dname", "CN=me")],
}
each_row = pytest.mark.parametrize("row", EVENTS, ids=lambda row: str(row.constant))


class Networks(NetworkContract):
    """A service with a queue of its own."""

    def __init__(self) -> None:
        self.events = EventQueue()


class HostDriver(ScriptedDriver, StorageContract, NodeDeviceContract, SecretContract):
    """Answers for host services itself, for networks by another part."""

    def __init__(self) -> None:
        super().__init__()
        self.networks = Networks()

    def secondary(self, contract: type[Any]) -> Any:
        return self.networks if contract is NetworkContract else super().secondary(contract)

    def emit_many(self, count: int) -> None:
        for number in range(count):
            self.emit(WEB, number, 0)

    def happen(self, row: EventRow, ref: object = None) -> tuple[object, ...]:
        """Emit an event of *row*; answers its values."""
        values = tuple(SAMPLES[value.type] for value in row.values)
        queue = self.networks.events if row.kind is EventKind.NETWORK else self.events
        queue.emit(Event(row.id, ref or REFS[row.kind], values, row.kind))
        return values


@pytest.fixture(autouse=True)
def registration(monkeypatch: pytest.MonkeyPatch) -> eventloop.Registration:
    """An event loop of the test's own, which the test runs."""
    fresh = eventloop.Registration()
    monkeypatch.setattr(eventloop, "registration", fresh)
    monkeypatch.setattr(dispatcher, "_current", dispatcher.Dispatcher(fresh))
    anyvirt.virEventRegisterDefaultImpl()
    return fresh


@pytest.fixture
def driver() -> HostDriver:
    return HostDriver()


@pytest.fixture
def conn(driver: HostDriver) -> Iterator[virConnect]:
    conn = driver.blocking(RunsOn.CALLER)
    yield conn
    if conn._open_driver is not None:
        conn.close()


def register(conn: Any, kind: EventKind, obj: object, event_id: int, handler: object, opaque: object = None) -> Any:
    return getattr(conn, METHODS[kind] + "RegisterAny")(obj, event_id, handler, opaque)


# The table


@each_row
def test_the_row_is_that_of_libvirt(row: EventRow) -> None:
    """Its number is the constant's."""
    assert getattr(anyvirt, row.constant) == row.id


def test_every_event_id_has_a_row() -> None:
    names = {name for name in dir(anyvirt) if "_EVENT_ID_" in name and not name.endswith("_LAST")}
    assert names == {row.constant for row in EVENTS}


# Handlers


@each_row
def test_handlers_get_what_happened(row: EventRow, driver: HostDriver, conn: virConnect) -> None:
    """The connection, the object, the values that libvirt-python gives, and their own object."""
    calls: list[tuple[Any, ...]] = []
    number = register(conn, row.kind, None, row.id, lambda *args: calls.append(args), "mine")
    values = driver.happen(row)
    anyvirt.virEventRunDefaultImpl()
    ((where, subject, *rest, opaque),) = calls
    assert where is conn
    assert type(subject) is getattr(anyvirt, OBJECTS[row.kind][1])
    assert subject._ref == REFS[row.kind]
    told = [value for value, spec in zip(values, row.values, strict=True) if spec.to_handlers]
    assert rest == told
    assert opaque == "mine"
    getattr(conn, METHODS[row.kind] + "DeregisterAny")(number)
    driver.happen(row)
    assert len(calls) == 1


@each_row
async def test_awaitable_handlers_get_what_happened(row: EventRow, driver: HostDriver) -> None:
    """The same, with objects of their flavour."""
    async with driver.awaitable(RunsOn.CALLER) as conn:
        got: asyncio.Queue[tuple[Any, ...]] = asyncio.Queue()

        async def handler(*args: object) -> None:
            await got.put(args)

        number = await register(conn, row.kind, None, row.id, handler, "mine")
        driver.happen(row)
        async with asyncio.timeout(TIMEOUT_S):
            where, subject, *_, opaque = await got.get()
        assert (where, opaque) == (conn, "mine")
        assert type(subject) is getattr(aio, OBJECTS[row.kind][1])
        await getattr(conn, METHODS[row.kind] + "DeregisterAny")(number)


@pytest.mark.parametrize("kind", list(METHODS), ids=lambda kind: str(kind.value))
def test_only_events_of_the_object_come(kind: EventKind, driver: HostDriver, conn: virConnect) -> None:
    """Each object has what tells it from others, whatever else its reference says."""
    row = next(row for row in EVENTS if row.kind is kind)
    obj = event_methods._class_of(kind, awaitable=False)(conn, REFS[kind])
    calls: list[object] = []
    register(conn, kind, obj, row.id, lambda *args: calls.append(args))
    field = "name" if kind is EventKind.NODE_DEVICE else "uuid"
    driver.happen(row, REFS[kind]._replace(**{field: "44444444-f6a4-8304-79aa-97f2502e193f"}))
    driver.happen(row)
    anyvirt.virEventRunDefaultImpl()
    assert len(calls) == 1


@pytest.mark.parametrize("kind", list(METHODS), ids=lambda kind: str(kind.value))
def test_nonsense_is_refused(kind: EventKind, driver: HostDriver, conn: virConnect) -> None:
    """With libvirt's words, where it has some."""
    name = OBJECTS[kind][1]
    limit = sum(row.kind is kind for row in EVENTS)
    with pytest.raises(InvalidArg, match=rf"eventID in \w+ must be less than {limit}, not {limit}"):
        register(conn, kind, None, limit, print)
    with pytest.raises(InvalidArg, match=r"eventID in \w+ must be zero or greater"):
        register(conn, kind, None, -1, print)
    with pytest.raises(TypeError, match="cb must be callable"):
        register(conn, kind, None, 0, None)
    with pytest.raises(TypeError, match=f"must be a {name} or None"):
        register(conn, kind, "an object", 0, print)
    stranger = driver.blocking(RunsOn.CALLER)
    obj = event_methods._class_of(kind, awaitable=False)(stranger, REFS[kind])
    with pytest.raises(InvalidArg, match=r"' in virConnect\w+ must match connection"):
        register(conn, kind, obj, 0, print)
    stranger.close()
    with pytest.raises(InvalidArg, match="could not find event callback 99 for deletion"):
        getattr(conn, METHODS[kind] + "DeregisterAny")(99)
    conn.close()
    with pytest.raises(InvalidConn):
        register(conn, kind, None, 0, print)
    with pytest.raises(InvalidConn):
        getattr(conn, METHODS[kind] + "DeregisterAny")(0)


def test_a_driver_without_networks_has_no_events_of_them() -> None:
    """It says so under the name of the part that is missing."""
    conn = ScriptedDriver().blocking(RunsOn.CALLER)
    with pytest.raises(NoSupport, match="virConnectNetworkEventRegisterAny") as caught:
        conn.networkEventRegisterAny(None, 0, print, None)
    assert caught.value.get_error_domain() == anyvirt.VIR_FROM_NETWORK
    conn.close()


def test_numbers_are_those_of_the_connection(driver: HostDriver, conn: virConnect) -> None:
    """Whatever they are of; as in libvirt each is used once."""
    assert [register(conn, kind, None, 0, print) for kind in METHODS] == [0, 1, 2, 3, 4]
    conn.registerCloseCallback(print, None)  # has none
    conn.events().close()
    conn.domainEventDeregisterAny(3)  # that of a node device: libvirt does not look
    assert register(conn, EventKind.SECRET, None, 0, print) == 5


def test_events_of_several_parts_keep_their_order(driver: HostDriver, conn: virConnect) -> None:
    calls: list[object] = []
    for kind in METHODS:
        register(conn, kind, None, 0, lambda c, obj, *rest: calls.append(type(obj).__name__))
    expected = []
    for row in [row for row in EVENTS if row.id == 0] * 10:
        driver.happen(row)
        expected.append(OBJECTS[row.kind][1])
    anyvirt.virEventRunDefaultImpl()
    assert calls == expected


# The end of a connection


def test_the_close_callback_hears_why(driver: HostDriver, conn: virConnect) -> None:
    """When the far end goes, not when the program closes it itself."""
    calls: list[tuple[Any, ...]] = []
    assert conn.registerCloseCallback(lambda *args: calls.append(args), "mine") == 0
    driver.events.emit(Event(0, None, (anyvirt.VIR_CONNECT_CLOSE_REASON_EOF,), EventKind.CLOSE))
    anyvirt.virEventRunDefaultImpl()
    assert calls == [(conn, anyvirt.VIR_CONNECT_CLOSE_REASON_EOF, "mine")]
    conn.unregisterCloseCallback()
    conn.unregisterCloseCallback()
    assert len(driver.events._subscribers) == 0
    conn.registerCloseCallback(lambda *args: calls.append(args), "mine")
    conn.close()
    assert len(calls) == 1
    with pytest.raises(InvalidConn):
        conn.unregisterCloseCallback()


# Who is too slow


def test_a_hundred_handlers_get_ten_thousand_events(driver: HostDriver, conn: virConnect) -> None:
    """All of them, in order; what waits is kept once, whoever waits for it."""
    seen: list[list[int]] = [[] for _ in range(100)]
    for each in seen:
        register(conn, EventKind.DOMAIN, None, 0, lambda c, d, event, detail, mine: mine.append(event), each)
    tracemalloc.start()
    for number in range(10_000):
        driver.emit(WEB, number, 0)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size < 10_000 * 1000
    anyvirt.virEventRunDefaultImpl()
    assert all(each == list(range(10_000)) for each in seen)


def test_a_connection_whose_handlers_are_too_slow_is_closed(
    driver: HostDriver, conn: virConnect, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What had room is delivered without a gap, then its program is told; others do not notice."""
    monkeypatch.setattr(events, "MAX_WAITING", 100)
    seen: list[int] = []
    reasons: list[int] = []
    register(conn, EventKind.DOMAIN, None, 0, lambda c, d, event, detail, o: seen.append(event))
    conn.registerCloseCallback(lambda c, reason, o: reasons.append(reason), None)
    other = driver.blocking(RunsOn.CALLER)
    feed = other.events(DomainLifecycleEvent)
    for number in range(150):
        driver.emit(WEB, number, 0)
    while not reasons:
        anyvirt.virEventRunDefaultImpl()
    assert seen == list(range(100))
    assert reasons == [anyvirt.VIR_CONNECT_CLOSE_REASON_ERROR]
    assert "too slow" in caplog.text
    with pytest.raises(InvalidConn):
        conn.listAllDomains()
    assert len(driver.events._subscribers) == 1
    assert [next(feed).event for _ in range(150)] == list(range(150))
    feed.close()
    other.close()


async def test_an_awaitable_connection_whose_handlers_are_too_slow_is_closed(
    driver: HostDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MAX_WAITING", 100)
    conn = driver.awaitable(RunsOn.CALLER)
    seen: list[int] = []
    told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def closed(c: object, reason: int, opaque: object) -> None:
        told.set_result(reason)

    await register(conn, EventKind.DOMAIN, None, 0, lambda c, d, event, o: seen.append(event))
    await conn.registerCloseCallback(closed, None)
    for number in range(150):
        driver.emit(WEB, number)
    async with asyncio.timeout(TIMEOUT_S):
        assert await told == anyvirt.VIR_CONNECT_CLOSE_REASON_ERROR
    assert seen == list(range(100))
    with pytest.raises(InvalidConn):
        await conn.listAllDomains()


# Iterating


@each_row
def test_iterations_get_named_tuples(row: EventRow, driver: HostDriver, conn: virConnect) -> None:
    """With all values, by their names."""
    cls = event_types.TYPES[row.kind, row.id]
    feed = conn.events(cls)
    values = driver.happen(row)
    event = next(feed)
    assert type(event) is cls
    assert event._fields == (OBJECTS[row.kind][0], *(value.name for value in row.values))
    assert event[1:] == values
    assert event[0] == event_methods._class_of(row.kind, awaitable=False)(conn, REFS[row.kind])
    feed.close()


def test_an_iteration_begins_when_it_is_made(driver: HostDriver, conn: virConnect) -> None:
    """And ends with the connection, after what there was."""
    driver.emit(WEB, 0, 0)
    feed = conn.events(DomainLifecycleEvent)
    for number in range(1, 4):
        driver.emit(WEB, number, 0)
    driver.emit(WEB, event_id=anyvirt.VIR_DOMAIN_EVENT_ID_REBOOT)
    conn.close()
    assert [event.event for event in feed] == [1, 2, 3]
    assert list(feed) == []


def test_iterations_can_be_about_one_object_or_all(driver: HostDriver, conn: virConnect) -> None:
    everything = conn.events()
    of_web = conn.events(of=conn.lookupByName("web"))
    both = conn.events(DomainLifecycleEvent, NetworkLifecycleEvent)
    driver.emit(DB, 1, 0)
    driver.emit(WEB, 2, 0)
    driver.emit(WEB, event_id=anyvirt.VIR_DOMAIN_EVENT_ID_REBOOT)
    for row in EVENTS:
        driver.happen(row)
    conn.close()
    assert len(list(everything)) == 3 + len(EVENTS)
    found = list(of_web)
    assert [type(event) for event in found[:2]] == [DomainLifecycleEvent, DomainRebootEvent]
    assert len(found) == 2 + sum(row.kind is EventKind.DOMAIN for row in EVENTS)
    assert [type(event).__name__ for event in both] == [
        "DomainLifecycleEvent", "DomainLifecycleEvent", "DomainLifecycleEvent", "NetworkLifecycleEvent"
    ]  # fmt: skip


def test_the_channel_is_in_the_tuple_alone(driver: HostDriver, conn: virConnect) -> None:
    """libvirt-python does not tell its name to handlers."""
    with conn.events(DomainChannelLifecycleEvent) as feed:
        driver.events.emit(Event(29, WEB, ("org.qemu.guest_agent.0", 1, 2)))
        assert next(feed)[1:] == ("org.qemu.guest_agent.0", 1, 2)


def test_iterations_wait(driver: HostDriver, conn: virConnect) -> None:
    """For ever, or as long as was asked for."""
    feed = conn.events(DomainLifecycleEvent)
    waiting = Caller(next, feed)
    driver.emit(WEB, 5, 0)
    join(waiting)
    assert isinstance(waiting.result, DomainLifecycleEvent)
    assert list(conn.events(DomainLifecycleEvent, timeout_s=0.01)) == []
    waiting = Caller(list, feed)
    feed.close()
    join(waiting)
    assert waiting.result == []


def test_an_iteration_that_is_too_slow_says_so(driver: HostDriver, conn: virConnect) -> None:
    """After all that had room; it leaves the driver's queue."""
    feed = conn.events(DomainLifecycleEvent, limit=10)
    for number in range(20):
        driver.emit(WEB, number, 0)
    assert [next(feed).event for _ in range(10)] == list(range(10))
    with pytest.raises(OperationAborted, match="more than 10 events were waiting"):
        next(feed)
    assert list(feed) == []
    assert len(driver.events._subscribers) == 0


def test_forgotten_iterations_leave_the_queue(driver: HostDriver, conn: virConnect) -> None:
    for _ in range(3):
        conn.events()
    gc.collect()
    driver.emit(WEB, 0, 0)  # when the next thing happens
    assert len(driver.events._subscribers) == len(driver.networks.events._subscribers) == 0


def test_nonsense_is_no_iteration(driver: HostDriver, conn: virConnect) -> None:
    with pytest.raises(TypeError, match=r"classes of anyvirt\.event_types"):
        conn.events(int)  # type: ignore[type-var]
    with pytest.raises(ValueError, match="limit must be at least 1"):
        conn.events(limit=0)
    stranger = driver.blocking(RunsOn.CALLER)
    with pytest.raises(InvalidArg, match="must match connection"):
        conn.events(of=stranger.lookupByName("web"))
    stranger.close()
    conn.close()
    with pytest.raises(InvalidConn):
        conn.events()


@pytest.mark.parametrize("mode", list(RunsOn), ids=lambda mode: str(mode.value))
async def test_async_iterations(mode: RunsOn, driver: HostDriver) -> None:
    """Each event once and in order, from whatever thread; cancelling and timeouts lose none."""
    async with driver.awaitable(mode) as conn:
        feed = conn.events(DomainLifecycleEvent)
        got: list[int] = []
        emitter = Caller(driver.emit_many, 1000)
        while len(got) < 1000:
            waiting = asyncio.ensure_future(anext(feed))
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.wait([waiting])
            if not waiting.cancelled():
                got.append(waiting.result().event)
        join(emitter)
        assert got == list(range(1000))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await anext(feed)
        driver.emit(WEB, 1000, 0)
        async for event in feed:
            assert event.event == 1000
            assert type(event.domain) is aio.virDomain
            assert await event.domain.isActive() == 1
            break
        late = asyncio.ensure_future(anext(feed))
        await asyncio.sleep(0)
        await conn.close()
        with pytest.raises(StopAsyncIteration):
            await late


async def test_an_async_iteration_that_is_too_slow_says_so(driver: HostDriver) -> None:
    async with driver.awaitable(RunsOn.CALLER) as conn, conn.events(DomainLifecycleEvent, limit=3) as feed:
        for number in range(5):
            driver.emit(WEB, number, 0)
        assert [(await anext(feed)).event for _ in range(3)] == [0, 1, 2]
        with pytest.raises(OperationAborted, match="more than 3 events"):
            await anext(feed)


async def test_two_tasks_cannot_share_an_iteration(driver: HostDriver) -> None:
    """Who wants the same events in two places asks twice."""
    async with driver.awaitable(RunsOn.CALLER) as conn:
        feed = conn.events()
        first = asyncio.ensure_future(anext(feed))
        await asyncio.sleep(0)
        with pytest.raises(RuntimeError, match="two tasks"):
            await anext(feed)
        driver.emit(WEB, 1, 0)
        await first


def test_threads_may_share_an_iteration(driver: HostDriver, conn: virConnect) -> None:
    """Each event goes to one of them."""
    feed = conn.events(DomainLifecycleEvent)
    takers = [Caller(lambda: [event.event for event in feed]) for _ in range(4)]
    for number in range(1000):
        driver.emit(WEB, number, 0)
    conn.close()
    found: list[int] = []
    for taker in takers:
        join(taker)
        assert isinstance(taker.result, list)
        found += taker.result
    assert sorted(found) == list(range(1000))
