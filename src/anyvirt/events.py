"""How events reach the program: in order, each once, to each handler.

A program that runs the default event implementation, as with libvirt, has its handlers called inside
`virEventRunDefaultImpl`. For any other program one thread of ours calls them. A handler may call anything,
its own connection included. In the awaitable flavour the loop of the connection calls them; see anyvirt.base.
"""

from __future__ import annotations

import itertools
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anyvirt.conf.store.events import Event, EventQueue

    HandOver = Callable[["Subscription", Event], None]


def report_failure() -> None:
    """Log the exception of a handler: it must not keep events from the others, and nobody above could catch it."""
    import logging

    logging.getLogger("anyvirt.events").exception("an event handler raised")


class Subscription:
    """One handler of domain events on one connection."""

    __slots__ = ("active", "event_id", "hand_over", "handler", "opaque", "uuid")

    def __init__(
        self, event_id: int, uuid: str | None, handler: Callable[..., object], opaque: object, hand_over: HandOver
    ) -> None:
        self.event_id = event_id
        self.uuid = uuid
        self.handler = handler
        self.opaque = opaque
        self.hand_over = hand_over
        self.active = True


class Subscriptions:
    """The handlers of one connection. Any thread may call.

    While there are some, the queue of the driver keeps the connection alive, as with libvirt; else nothing here refers
    to it.
    """

    def __init__(self, queue: EventQueue) -> None:
        self._queue = queue
        self._guard = threading.Lock()
        self._by_number: dict[int, Subscription] = {}
        self._numbers = itertools.count()
        self._unsubscribe: Callable[[], None] | None = None
        self._closed = False

    def __iter__(self) -> Iterator[Subscription]:
        with self._guard:
            return iter(tuple(self._by_number.values()))

    def add(
        self, event_id: int, uuid: str | None, handler: Callable[..., object], opaque: object, hand_over: HandOver
    ) -> int | None:
        """Have *handler* called for each event of that kind from now on, of the domain *uuid* alone unless None.

        *hand_over* sees to that; it is called on whatever thread an event happened and must return at once.

        Returns:
            Its number; None if the connection was closed.
        """
        with self._guard:
            if self._closed:
                return None
            number = next(self._numbers)
            self._by_number[number] = Subscription(event_id, uuid, handler, opaque, hand_over)
            if self._unsubscribe is None:
                self._unsubscribe = self._queue.subscribe(self._receive)
        return number

    def remove(self, number: int) -> bool:
        """Forget a handler; no call of it starts from now on. Says whether it was there."""
        with self._guard:
            subscription = self._by_number.pop(number, None)
            if subscription is None:
                return False
            subscription.active = False
            self._leave_queue_when_idle()
        return True

    def close(self) -> None:
        """Forget all handlers, and take no more."""
        with self._guard:
            self._closed = True
            for subscription in self._by_number.values():
                subscription.active = False
            self._by_number.clear()
            self._leave_queue_when_idle()

    def _leave_queue_when_idle(self) -> None:
        if not self._by_number and self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def _receive(self, event: Event) -> None:
        for subscription in self:
            if subscription.event_id == event.event_id and subscription.uuid in (None, event.ref.uuid):
                subscription.hand_over(subscription, event)


class Dispatcher:
    """The queue between drivers and the handlers of blocking connections, and who empties it."""

    def __init__(self) -> None:
        self._pending: deque[Callable[[], None]] = deque()
        self._changed = threading.Condition()
        self._turn = threading.RLock()  # held while a handler runs: one after the other, whoever calls them
        self._own_thread: threading.Thread | None = None
        self._program_runs_it = False

    def leave_to_program(self) -> None:
        """From now on `run_once`, called by the program, empties the queue."""
        with self._changed:
            self._program_runs_it = True
            self._changed.notify_all()

    def submit(self, call: Callable[[], None]) -> None:
        """Queue the call of a handler. Callable from any thread; returns at once."""
        with self._changed:
            self._pending.append(call)
            if not self._program_runs_it and self._own_thread is None:
                self._own_thread = threading.Thread(target=self._run_own, name="anyvirt-events", daemon=True)
                self._own_thread.start()
            self._changed.notify_all()

    def run_once(self) -> None:
        """Wait until something is queued, then make the calls that are."""
        self.leave_to_program()
        with self._changed:
            self._changed.wait_for(lambda: self._pending)
            waiting = len(self._pending)  # not what handlers add: the program wants its loop back
        for _ in range(waiting):
            self._call_next()

    def _run_own(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pending or self._program_runs_it)
                if self._program_runs_it:
                    return
            try:
                self._call_next()
            except BaseException:
                report_failure()  # sys.exit() in a handler ends no program from here, and must not end this thread

    def _call_next(self) -> None:
        with self._turn:
            with self._changed:
                if not self._pending:
                    return  # somebody else has called it
                call = self._pending.popleft()
            try:
                call()
            except Exception:
                report_failure()


dispatcher = Dispatcher()


def _renew_dispatcher() -> None:
    global dispatcher
    dispatcher = Dispatcher()  # the thread of the one from before is not in the child, and its events were the parent's


os.register_at_fork(after_in_child=_renew_dispatcher)


def virEventRegisterDefaultImpl() -> int:
    """Say that the program itself will run the event loop, by calling `virEventRunDefaultImpl` again and again.

    Source: virEventRegisterDefaultImpl in libvirt-event.
    """
    dispatcher.leave_to_program()
    return 0


def virEventRunDefaultImpl() -> int:
    """Wait until events have happened and call their handlers, in this thread.

    Source: virEventRunDefaultImpl in libvirt-event.
    """
    dispatcher.run_once()
    return 0
