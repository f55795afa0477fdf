"""The event loop: handles and timers, the default implementation, those of programs, and asyncio."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

import anyvirt
from anyvirt import dispatcher, eventloop, libvirtaio
from anyvirt.constants import (
    VIR_DOMAIN_EVENT_ID_LIFECYCLE,
    VIR_EVENT_HANDLE_HANGUP,
    VIR_EVENT_HANDLE_READABLE,
    VIR_EVENT_HANDLE_WRITABLE,
)
from anyvirt.driver import RunsOn
from anyvirt.error import OperationInvalid
from tests.scripted_driver import TIMEOUT_S, WEB, Caller, ScriptedDriver, join

LIFECYCLE = VIR_DOMAIN_EVENT_ID_LIFECYCLE


@pytest.fixture(autouse=True)
def registration(monkeypatch: pytest.MonkeyPatch) -> eventloop.Registration:
    """One of the test's own: which event loop a process has is said once and for all."""
    fresh = eventloop.Registration()
    monkeypatch.setattr(eventloop, "registration", fresh)
    monkeypatch.setattr(dispatcher, "_current", dispatcher.Dispatcher(fresh))
    return fresh


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    read, write = os.pipe()
    yield read, write
    for fd in (read, write):
        with suppress(OSError):  # the test may have closed it
            os.close(fd)


@pytest.fixture
def driver() -> ScriptedDriver:
    return ScriptedDriver()


def run() -> None:
    assert anyvirt.virEventRunDefaultImpl() == 0


# The default implementation


def test_nothing_can_be_added_before_a_loop_is_registered() -> None:
    """As with libvirt; changing what is not there does nothing."""
    calls: list[Callable[[], int]] = [
        lambda: anyvirt.virEventAddHandle(0, 1, print, None),
        lambda: anyvirt.virEventAddTimeout(0, print, None),
        lambda: anyvirt.virEventRemoveHandle(1),
        lambda: anyvirt.virEventRemoveTimeout(1),
    ]
    for call in calls:
        with pytest.raises(OperationInvalid, match="needs an event loop, and none is registered") as caught:
            call()
        assert caught.value.get_error_domain() == anyvirt.VIR_FROM_EVENT
    anyvirt.virEventUpdateHandle(1, 1)
    anyvirt.virEventUpdateTimeout(1, 1)


def test_a_handle_is_called_while_its_descriptor_is_ready(pipe: tuple[int, int]) -> None:
    """Each that watches it, in turn, with its own number and object; again and again."""
    read, write = pipe
    anyvirt.virEventRegisterDefaultImpl()
    calls: list[tuple[Any, ...]] = []
    first = anyvirt.virEventAddHandle(read, VIR_EVENT_HANDLE_READABLE, lambda *args: calls.append(args), "a")
    second = anyvirt.virEventAddHandle(read, VIR_EVENT_HANDLE_READABLE, lambda *args: calls.append(args), "b")
    assert (first, second) == (1, 2)
    os.write(write, b"x")
    run()
    expected = [(1, read, VIR_EVENT_HANDLE_READABLE, "a"), (2, read, VIR_EVENT_HANDLE_READABLE, "b")]
    assert calls == expected
    run()
    assert calls == expected * 2
    anyvirt.virEventUpdateHandle(first, 0)
    run()
    assert calls[4:] == expected[1:]
    assert anyvirt.virEventRemoveHandle(second) == 0
    with pytest.raises(OperationInvalid, match="there is no event handle 2"):
        anyvirt.virEventRemoveHandle(second)
    anyvirt.virEventAddTimeout(0, lambda *args: None, None)  # so that there is something to do
    run()
    assert len(calls) == 5


def test_errors_and_hangups_are_told_of_unasked(pipe: tuple[int, int]) -> None:
    read, write = pipe
    anyvirt.virEventRegisterDefaultImpl()
    calls: list[int] = []
    anyvirt.virEventAddHandle(
        read, VIR_EVENT_HANDLE_READABLE, lambda watch, fd, events, opaque: calls.append(events), 0
    )
    os.close(write)
    run()
    assert calls == [VIR_EVENT_HANDLE_HANGUP]


def test_a_writable_descriptor_is_told_of(pipe: tuple[int, int]) -> None:
    _, write = pipe
    anyvirt.virEventRegisterDefaultImpl()
    calls: list[int] = []
    anyvirt.virEventAddHandle(
        write, VIR_EVENT_HANDLE_WRITABLE, lambda watch, fd, events, opaque: calls.append(events), None
    )
    run()
    assert calls == [VIR_EVENT_HANDLE_WRITABLE]


def test_a_descriptor_that_never_was_disturbs_nobody() -> None:
    """libvirt takes any number."""
    anyvirt.virEventRegisterDefaultImpl()
    called: list[object] = []
    anyvirt.virEventAddHandle(-1, VIR_EVENT_HANDLE_READABLE, print, None)
    anyvirt.virEventAddTimeout(0, lambda *args: called.append(args), "mine")
    run()
    assert called == [(1, "mine")]


def test_a_timer_is_called_each_time(registration: eventloop.Registration) -> None:
    """Until it is switched off; -1 is off from the beginning."""
    anyvirt.virEventRegisterDefaultImpl()
    calls: list[tuple[Any, ...]] = []
    timer = anyvirt.virEventAddTimeout(1, lambda *args: calls.append(args), "mine")
    off = anyvirt.virEventAddTimeout(-1, lambda *args: calls.append(args), "never")
    begin = time.monotonic()
    while len(calls) < 3:
        run()
    assert time.monotonic() - begin >= 0.003
    assert calls == [(timer, "mine")] * 3
    anyvirt.virEventUpdateTimeout(timer, -1)
    anyvirt.virEventUpdateTimeout(off, 0)
    run()
    assert calls[3:] == [(off, "never")]
    anyvirt.virEventUpdateTimeout(99, 0)
    assert anyvirt.virEventRemoveTimeout(timer) == anyvirt.virEventRemoveTimeout(off) == 0
    with pytest.raises(OperationInvalid, match="there is no timer"):
        anyvirt.virEventRemoveTimeout(timer)


def test_callbacks_may_add_change_and_remove(pipe: tuple[int, int]) -> None:
    """One that was removed by another one before its turn is not called."""
    read, write = pipe
    anyvirt.virEventRegisterDefaultImpl()
    calls: list[str] = []

    def first(watch: int, fd: int, events: int, opaque: object) -> None:
        calls.append("first")
        anyvirt.virEventRemoveHandle(second)
        anyvirt.virEventRemoveHandle(watch)

    anyvirt.virEventAddHandle(read, VIR_EVENT_HANDLE_READABLE, first, None)
    second = anyvirt.virEventAddHandle(read, VIR_EVENT_HANDLE_READABLE, lambda *args: calls.append("second"), None)
    os.write(write, b"x")
    run()
    assert calls == ["first"]


def test_a_callback_that_raises_keeps_nothing_from_others(
    pipe: tuple[int, int], caplog: pytest.LogCaptureFixture
) -> None:
    """None is as bad as one that raises."""
    read, write = pipe
    anyvirt.virEventRegisterDefaultImpl()
    calls: list[int] = []

    def bad(*args: object) -> None:
        raise ValueError("a mistake")

    anyvirt.virEventAddTimeout(0, bad, None)
    anyvirt.virEventAddHandle(read, VIR_EVENT_HANDLE_READABLE, None, None)  # type: ignore[arg-type]
    anyvirt.virEventAddHandle(read, VIR_EVENT_HANDLE_READABLE, lambda *args: calls.append(1), None)
    os.write(write, b"x")
    run()
    assert calls == [1]
    assert "a mistake" in caplog.text
    assert "NoneType" in caplog.text


def test_a_waiting_loop_hears_of_changes_by_other_threads(pipe: tuple[int, int]) -> None:
    read, write = pipe
    anyvirt.virEventRegisterDefaultImpl()
    called = threading.Event()
    stop = threading.Event()

    def loop() -> None:
        while not stop.is_set():
            run()

    runner = Caller(loop)
    os.write(write, b"x")
    anyvirt.virEventAddHandle(read, VIR_EVENT_HANDLE_READABLE, lambda *args: called.set(), None)
    assert called.wait(TIMEOUT_S)
    stop.set()
    anyvirt.virEventAddTimeout(0, print, None)
    join(runner)


def test_the_loop_that_was_registered_first_stays() -> None:
    """As in libvirt: registering the default one again is fine, one of the program's own after it is ignored."""
    assert anyvirt.virEventRegisterDefaultImpl() == anyvirt.virEventRegisterDefaultImpl() == 0
    anyvirt.virEventRegisterImpl(print, print, print, print, print, print)
    called: list[object] = []
    anyvirt.virEventAddTimeout(0, lambda *args: called.append(args), None)
    run()
    assert len(called) == 1


# A program's own


class Recorder:
    """An event loop that the test turns by hand."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.added: dict[int, tuple[Any, ...]] = {}

    def register(self) -> None:
        anyvirt.virEventRegisterImpl(
            lambda *args: self._add("addHandle", *args),
            lambda *args: self.calls.append(("updateHandle", *args)),
            lambda number: self._remove("removeHandle", number),
            lambda *args: self._add("addTimeout", *args),
            lambda *args: self.calls.append(("updateTimeout", *args)),
            lambda number: self._remove("removeTimeout", number),
        )

    def _add(self, name: str, *args: Any) -> int:
        number = 10 + len(self.calls)
        self.calls.append((name, *args))
        self.added[number] = args
        return number

    def _remove(self, name: str, number: int) -> int:
        self.calls.append((name, number))
        return 0 if self.added.pop(number, None) else -1


def test_a_programs_own_loop_is_used() -> None:
    """Its functions get what libvirt-python gives them, and call back with it in either form."""
    own = Recorder()
    own.register()
    with pytest.raises(RuntimeError, match="already registered"):
        own.register()
    calls: list[tuple[Any, ...]] = []
    watch = anyvirt.virEventAddHandle(7, 1, lambda *args: calls.append(args), "mine")
    name, fd, events, cb, opaque = own.calls[-1]
    assert (watch, name, fd, events, len(opaque)) == (10, "addHandle", 7, 1, 3)
    cb(watch, fd, 1, opaque)
    cb(watch, fd, 1, opaque[0], opaque[1])
    assert calls == [(10, 7, 1, "mine")] * 2
    anyvirt.virEventUpdateHandle(watch, 3)
    assert anyvirt.virEventRemoveHandle(watch) == 0
    anyvirt.virEventInvokeFreeCallback(opaque)
    timer = anyvirt.virEventAddTimeout(5, lambda *args: calls.append(args), "timed")
    _, _, cb, opaque = own.calls[-1]
    cb(timer, opaque)
    assert calls[-1] == (timer, "timed")
    anyvirt.virEventUpdateTimeout(timer, 9)
    assert anyvirt.virEventRemoveTimeout(timer) == 0
    with pytest.raises(OperationInvalid):
        anyvirt.virEventRemoveTimeout(timer)
    assert [call[0] for call in own.calls] == [
        "addHandle", "updateHandle", "removeHandle", "addTimeout", "updateTimeout", "removeTimeout", "removeTimeout"
    ]  # fmt: skip


def test_a_loop_that_fails_is_blamed() -> None:
    def bad(*args: object) -> int:
        raise ZeroDivisionError

    with pytest.raises(TypeError, match="must be callable, not int"):
        anyvirt.virEventRegisterImpl(1, 2, 3, 4, 5, 6)  # type: ignore[arg-type]
    anyvirt.virEventRegisterImpl(bad, bad, bad, lambda *args: -1, bad, bad)
    with pytest.raises(OperationInvalid, match="addHandle of the program's event loop raised ZeroDivisionError"):
        anyvirt.virEventAddHandle(0, 1, print, None)
    with pytest.raises(OperationInvalid, match="addTimeout of the program's event loop answered -1"):
        anyvirt.virEventAddTimeout(0, print, None)
    anyvirt.virEventUpdateHandle(0, 0)
    with anyvirt.open("test:///default") as conn, pytest.raises(OperationInvalid, match="addHandle"):
        conn.domainEventRegisterAny(None, LIFECYCLE, print, None)


def test_events_come_through_the_programs_own_loop(driver: ScriptedDriver) -> None:
    """There is nothing in it before a handler is registered, nor after the last one was deregistered."""
    own = Recorder()
    own.register()
    conn = driver.blocking(RunsOn.CALLER)
    assert own.calls == []
    events: list[int] = []
    numbers = [
        conn.domainEventRegisterAny(None, LIFECYCLE, lambda c, d, event, o: events.append(event), None) for _ in "ab"
    ]
    ((watch, (fd, _, cb, opaque)),) = own.added.items()
    driver.emit(WEB, 1)
    driver.emit(WEB, 2)
    assert events == []
    assert eventloop.wait_for_descriptors({fd: VIR_EVENT_HANDLE_READABLE}, 0) == {fd: VIR_EVENT_HANDLE_READABLE}
    cb(watch, fd, VIR_EVENT_HANDLE_READABLE, opaque)
    assert events == [1, 1, 2, 2]
    assert eventloop.wait_for_descriptors({fd: VIR_EVENT_HANDLE_READABLE}, 0) == {}
    for number in numbers:
        conn.domainEventDeregisterAny(number)
    assert own.added == {}
    conn.domainEventRegisterAny(None, LIFECYCLE, print, None)
    assert len(own.added) == 1
    conn.close()
    assert own.added == {}


# asyncio


async def test_asyncio_as_event_loop(driver: ScriptedDriver) -> None:
    """Handlers are called in its thread; it is idle before the first was registered and after the last."""
    impl = libvirtaio.virEventRegisterAsyncIOImpl()
    assert libvirtaio.getCurrentImpl() is impl
    assert impl.loop is asyncio.get_running_loop()
    conn = driver.blocking(RunsOn.LOOP)
    assert impl.is_idle()
    assert repr(impl) == "<virEventAsyncIOImpl callbacks={} descriptors={}>"
    got: asyncio.Queue[tuple[int, int]] = asyncio.Queue()
    number = conn.domainEventRegisterAny(
        None, LIFECYCLE, lambda c, d, event, o: got.put_nowait((event, threading.get_ident())), None
    )
    assert not impl.is_idle()
    ((iden, callback),) = impl.callbacks.items()
    assert isinstance(callback, libvirtaio.FDCallback)
    assert repr(callback) == f"<FDCallback iden={iden} fd={callback.descriptor.fd} event=1>"
    for event in range(10):
        await asyncio.to_thread(driver.emit, WEB, event)
    async with asyncio.timeout(TIMEOUT_S):
        assert [await got.get() for _ in range(10)] == [(event, threading.get_ident()) for event in range(10)]
        conn.domainEventDeregisterAny(number)
        assert not impl.is_idle()  # what was removed is freed later
        await impl.drain()
    assert impl.is_idle()
    conn.close()
    assert libvirtaio.virEventAsyncIOImpl(asyncio.get_running_loop()).is_idle()


async def test_timers_and_handles_of_asyncio(pipe: tuple[int, int], caplog: pytest.LogCaptureFixture) -> None:
    read, write = pipe
    impl = libvirtaio.virEventRegisterAsyncIOImpl(asyncio.get_running_loop())
    got: asyncio.Queue[object] = asyncio.Queue()
    timer = anyvirt.virEventAddTimeout(1, lambda *args: got.put_nowait(args), "timed")
    off = anyvirt.virEventAddTimeout(-1, lambda *args: got.put_nowait(args), "off")
    watch = anyvirt.virEventAddHandle(read, VIR_EVENT_HANDLE_READABLE, lambda *args: got.put_nowait(args), "read")
    assert repr(impl.callbacks[timer]) == f"<TimeoutCallback iden={timer} timeout=1>"
    async with asyncio.timeout(TIMEOUT_S):
        assert await got.get() == (timer, "timed")
        assert await got.get() == (timer, "timed")
        anyvirt.virEventUpdateTimeout(timer, -1)
        anyvirt.virEventUpdateTimeout(off, 0)
        assert await got.get() == (off, "off")
        assert anyvirt.virEventRemoveTimeout(off) == anyvirt.virEventRemoveTimeout(timer) == 0
        while not got.empty():
            got.get_nowait()
        os.write(write, b"x")
        assert await got.get() == (watch, read, VIR_EVENT_HANDLE_READABLE, "read")
        assert anyvirt.virEventRemoveHandle(watch) == 0
        await impl.drain()
    assert impl.is_idle()
    assert impl.descriptors == {}
    assert impl._remove_handle(watch) == impl._remove_timeout(timer) == -1
    assert "there is no handle" in caplog.text
