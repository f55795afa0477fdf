"""The queue through which a driver tells its connections what happened to its objects.

The queue knows nothing of user callbacks: a subscriber is the facade's hand-over, which returns at once. So an
emitter may hold a job or a lock, and nothing a user writes can stop or reorder what others see.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple, Protocol

from anyvirt.util.wordenum import WordEnum


class EventKind(WordEnum):
    """What an event is about. Each kind has event ids of its own, VIR_..._EVENT_ID_*."""

    DOMAIN = "domain"
    NETWORK = "network"
    STORAGE_POOL = "storage_pool"
    NODE_DEVICE = "node_device"
    SECRET = "secret"
    QEMU_MONITOR = "qemu_monitor"  # of a domain, in QEMU's words: (name, seconds, microseconds, JSON or None); id 0
    CLOSE = "close"  # of the connection itself: its one argument is VIR_CONNECT_CLOSE_REASON_*


class Ref(Protocol):
    """What names an object: one of anyvirt.util.refs."""


class Event(NamedTuple):
    """Something that happened to an object.

    *event_id* is one of the kind's ids; *args* are the values of the event of that id in libvirt's order, for instance
    (event, detail) of a lifecycle event. anyvirt.api.events says for each id which there are.
    """

    event_id: int
    ref: Ref | None  # None only for a connection
    args: tuple[object, ...]
    kind: EventKind = EventKind.DOMAIN


Subscriber = Callable[[Event], None]


class EventQueue:
    """Hands each event, once and in order of emission, to everybody who subscribed before it was emitted.

    Any thread may call. An event emitted by a subscriber, or by another thread meanwhile, is delivered after the
    current one has reached everybody: all subscribers agree on the order. Who unsubscribes during a delivery gets
    nothing more; who subscribes during one starts with the next emission.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._subscribers: dict[object, Subscriber] = {}
        self._pending: deque[tuple[Event, tuple[object, ...]]] = deque()
        self._delivering = False

    def emit(self, event: Event) -> None:
        """Queue *event* for today's subscribers; deliver, unless a delivery under way will do it."""
        with self._lock:
            if not self._subscribers:
                return
            self._pending.append((event, tuple(self._subscribers)))
            if self._delivering:
                return
            self._delivering = True
        self._deliver()

    def want(self, kind: EventKind, event_id: int, ref: Ref | None) -> Awaitable[None] | None:
        """A subscriber looks out for the events of that id, of the object *ref* alone unless it is None.

        A queue that is filled from afar has them sent. Here is nothing to do: everything is emitted as it is.

        Returns:
            Something that ends when they come, and raises why they will not; None if they come already.
        """
        return None

    def unwant(self, kind: EventKind, event_id: int, ref: Ref | None) -> None:
        """One of those who called `want` does not look out any more. Returns at once."""

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call *subscriber* for each event from now on; the result unsubscribes (again and again, harmlessly)."""
        key = object()
        with self._lock:
            self._subscribers[key] = subscriber

        def unsubscribe() -> None:
            with self._lock:
                self._subscribers.pop(key, None)

        return unsubscribe

    def _deliver(self) -> None:
        failure: BaseException | None = None
        while True:
            with self._lock:
                if not self._pending:
                    self._delivering = False
                    break
                event, keys = self._pending.popleft()
            for key in keys:
                with self._lock:
                    subscriber = self._subscribers.get(key)
                if subscriber is None:
                    continue
                try:
                    subscriber(event)
                except BaseException as exc:  # the other subscribers and events still have a right to theirs
                    failure = failure or exc
        if failure is not None:
            raise failure
