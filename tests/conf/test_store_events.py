"""The event queue: every event once, in one order, to each subscriber."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from anyvirt.conf.store.events import Event, EventQueue
from anyvirt.util.refs import DomainRef

REF = DomainRef("web", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", 1)


def event(number: int) -> Event:
    return Event(0, REF, (number, 0))


def test_each_subscriber_gets_each_event_in_order() -> None:
    queue = EventQueue()
    first: list[Event] = []
    second: list[Event] = []
    queue.subscribe(first.append)
    queue.subscribe(second.append)
    for number in range(5):
        queue.emit(event(number))
    assert first == second == [event(number) for number in range(5)]


def test_one_handler_may_subscribe_twice() -> None:
    queue = EventQueue()
    seen: list[Event] = []
    queue.subscribe(seen.append)
    stop = queue.subscribe(seen.append)
    queue.emit(event(1))
    stop()
    queue.emit(event(2))
    assert seen == [event(1), event(1), event(2)]


def test_unsubscribing_twice_is_harmless() -> None:
    queue = EventQueue()
    seen: list[Event] = []
    stop = queue.subscribe(seen.append)
    stop()
    stop()
    queue.emit(event(1))
    assert seen == []


def test_an_event_emitted_by_a_subscriber_comes_after_the_current_one() -> None:
    queue = EventQueue()
    seen: list[tuple[str, object]] = []

    def echo(each: Event) -> None:
        seen.append(("echo", each.args[0]))
        if each.args[0] == 1:
            queue.emit(event(2))

    queue.subscribe(echo)
    queue.subscribe(lambda each: seen.append(("other", each.args[0])))
    queue.emit(event(1))
    assert seen == [("echo", 1), ("other", 1), ("echo", 2), ("other", 2)]


def test_who_unsubscribes_during_a_delivery_gets_nothing_more() -> None:
    queue = EventQueue()
    seen: list[Event] = []
    stops: list[Callable[[], None]] = []
    queue.subscribe(lambda _: stops[0]())
    stops.append(queue.subscribe(seen.append))
    queue.emit(event(1))
    assert seen == []


def test_who_subscribes_during_a_delivery_starts_with_the_next_event() -> None:
    queue = EventQueue()
    seen: list[Event] = []
    once = [True]

    def join(_: Event) -> None:
        if once:
            once.clear()
            queue.subscribe(seen.append)

    queue.subscribe(join)
    queue.emit(event(1))
    queue.emit(event(2))
    assert seen == [event(2)]


def test_a_subscriber_that_raises_takes_nothing_from_the_others() -> None:
    queue = EventQueue()
    seen: list[Event] = []

    def fail(_: Event) -> None:
        raise ValueError("no")

    queue.subscribe(fail)
    queue.subscribe(seen.append)
    with pytest.raises(ValueError, match="no"):
        queue.emit(event(1))
    with pytest.raises(ValueError, match="no"):
        queue.emit(event(2))
    assert seen == [event(1), event(2)]


def test_events_from_many_threads_reach_all_in_one_order() -> None:
    queue = EventQueue()
    first: list[Event] = []
    second: list[Event] = []
    queue.subscribe(first.append)
    queue.subscribe(second.append)
    start = threading.Barrier(4)

    def emit(base: int) -> None:
        start.wait()
        for number in range(200):
            queue.emit(event(base + number))

    threads = [threading.Thread(target=emit, args=(base,)) for base in (0, 1000, 2000, 3000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert first == second
    assert len(first) == len(set(first)) == 800
    for base in (0, 1000, 2000, 3000):
        mine = [each.args[0] for each in first if base <= int(str(each.args[0])) < base + 1000]
        assert mine == list(range(base, base + 200))
