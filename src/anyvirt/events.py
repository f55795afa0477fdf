"""How events come from drivers to who asked for them: in order, each once, never more than memory has room for.

Each connection has a box in which events wait for its handlers, and each iteration one of its own. What does not fit
into a box is not dropped silently: a connection whose handlers are too slow is closed, and its close callback is told;
an iteration that is too slow ends with an error. What did fit is delivered before, without a gap.
"""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from anyvirt.conf.store.events import EventKind

if TYPE_CHECKING:
    from weakref import ReferenceType

    from anyvirt.conf.store.events import Event, EventQueue, Ref

MAX_WAITING: Final = 65_536
"""How many events may wait for the handlers of one connection, or in one iteration: some 20 MB."""


class Subscription:
    """Who asked for an event: a handler, or a sink that takes it at once."""

    __slots__ = ("active", "event_id", "handler", "key", "kind", "opaque", "queue", "ref", "sink")

    def __init__(
        self,
        kind: EventKind,
        event_id: int,
        ref: Ref | None,
        handler: Callable[..., object] | None,
        opaque: object,
        sink: ReferenceType[Sink] | None = None,
    ) -> None:
        self.kind = kind
        self.event_id = event_id
        self.ref = ref  # of the object, if it is about one alone
        self.key = key_of(ref)
        self.queue: EventQueue | None = None
        self.handler = handler
        self.opaque = opaque
        self.sink = sink
        self.active = True


class Sink:
    """What takes events on the thread on which they happen, and must return at once."""

    def put(self, event: Event) -> None:
        """Take *event*."""
        raise NotImplementedError

    def end(self) -> None:
        """Nothing more comes: the connection was closed."""
        raise NotImplementedError


Delivery = tuple[tuple[Subscription, ...], "Event"]
"""An event, and the handlers that it is for."""


class Overrun:
    """Stands behind the last event that had room."""


OVERRUN: Final = Overrun()


def key_of(ref: object) -> str | None:
    """What tells an object from others of its kind, whatever else of its reference has changed."""
    return getattr(ref, "uuid", None) or getattr(ref, "name", None)


class Subscriptions:
    """Who asked one connection for events, and what waits for them. Any thread may call.

    While there is a handler, the queue of the driver keeps the connection alive, as with libvirt; else nothing here
    refers to it.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._by_number: dict[int, Subscription] = {}
        self._numbers = itertools.count()
        self._inner_numbers = itertools.count(-1, -1)  # of those that no program deregisters by number
        self._wanted: dict[tuple[EventKind, int], _Wanted] = {}
        self.abandoned: deque[int] = deque()  # numbers of sinks that nobody has any more
        self._queues: dict[EventQueue, Callable[[], None]] = {}  # and how to leave them
        self._waiting: deque[Delivery | Overrun] = deque()
        self._announce: Callable[[], None] | None = None
        self._overrun = False
        self._closed = False

    def add(
        self, subscription: Subscription, queue: EventQueue, announce: Callable[[], None]
    ) -> tuple[int, Awaitable[None] | None] | None:
        """Have events of *queue* delivered from now on.

        *announce* is called once for each time that `take` has something for handlers, on whatever thread an event
        happened, and must return at once.

        Returns:
            Its number, and what the queue has to be awaited for; None if the connection was closed.
        """
        with self._guard:
            if self._closed:
                return None
            outer = subscription.kind is not EventKind.CLOSE and subscription.sink is None
            number = next(self._numbers if outer else self._inner_numbers)
            self._by_number[number] = subscription
            self._wanted.clear()
            self._announce = announce
            if queue not in self._queues:
                self._queues[queue] = queue.subscribe(self._receive)
        try:
            pending = queue.want(subscription.kind, subscription.event_id, subscription.ref)
        except BaseException:
            self.remove(number)
            raise
        subscription.queue = queue
        return number, pending

    def remove(self, number: int) -> bool:
        """Forget one; no call of a handler starts from now on. Says whether it was there."""
        with self._guard:
            subscription = self._by_number.pop(number, None)
            if subscription is None:
                return False
            subscription.active = False
            self._wanted.clear()
            if not self._by_number:
                self._leave()
        if subscription.queue is not None:
            subscription.queue.unwant(subscription.kind, subscription.event_id, subscription.ref)
        return True

    def close(self) -> None:
        """Forget all, and take no more."""
        with self._guard:
            self._closed = True
            found = [each.sink() for each in self._by_number.values() if each.sink is not None]
            for subscription in self._by_number.values():
                subscription.active = False
            self._by_number.clear()
            self._wanted.clear()
            self._leave()
        for sink in found:
            if sink is not None:
                sink.end()

    def take(self) -> Delivery | Overrun | None:
        """The next event for handlers; OVERRUN, once, if more have happened than had room."""
        with self._guard:
            return self._waiting.popleft() if self._waiting else None

    def put_back(self, delivery: Delivery) -> None:
        """Have `take` answer *delivery* next."""
        with self._guard:
            self._waiting.appendleft(delivery)

    def of_kind(self, kind: EventKind) -> dict[int, Subscription]:
        """The subscriptions of a kind, by number."""
        with self._guard:
            return {number: each for number, each in self._by_number.items() if each.kind is kind}

    @property
    def without_handlers(self) -> bool:
        """Whether nobody has a handler called."""
        with self._guard:
            return all(each.sink is not None for each in self._by_number.values())

    def _leave(self) -> None:
        for leave in self._queues.values():
            leave()
        self._queues.clear()
        self._waiting.clear()
        self._announce = None

    def _receive(self, event: Event) -> None:
        while self.abandoned:
            self.remove(self.abandoned.popleft())
        key = key_of(event.ref)
        with self._guard:
            wanted = self._who_wants(event)
            handlers = wanted.handlers
            if wanted.by_object:
                handlers = tuple(each for each in handlers if each.key in (None, key))
            announce = self._put(event, handlers)
        for subscription in wanted.sinks:
            if subscription.key in (None, key) and subscription.sink is not None and (sink := subscription.sink()):
                sink.put(event)
        if announce is not None:
            announce()

    def _who_wants(self, event: Event) -> _Wanted:
        which = event.kind, event.event_id
        if which not in self._wanted:
            self._wanted[which] = _Wanted(
                [each for each in self._by_number.values() if (each.kind, each.event_id) == which]
            )
        return self._wanted[which]

    def _put(self, event: Event, handlers: tuple[Subscription, ...]) -> Callable[[], None] | None:
        """Put it into the box; answers whom to tell."""
        if not handlers or self._overrun:
            return None
        self._overrun = len(self._waiting) >= MAX_WAITING
        self._waiting.append(OVERRUN if self._overrun else (handlers, event))
        return self._announce


class _Wanted:
    """Who wants the events of one id: looked up once, and shared by all that wait."""

    def __init__(self, subscriptions: list[Subscription]) -> None:
        self.handlers = tuple(each for each in subscriptions if each.sink is None)
        self.sinks = tuple(each for each in subscriptions if each.sink is not None)
        self.by_object = any(each.key is not None for each in self.handlers)
