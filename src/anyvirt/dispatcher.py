"""The queue between drivers and the handlers of blocking connections, and who empties it.

A program that has registered an event loop has its handlers called by that: as long as somebody listens there is a
handle in it, which is ready when something is queued, and nothing before and after. For any other program one thread
of ours calls the handlers.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from anyvirt import eventloop
from anyvirt.eventloop import Loop, PollLoop, Registration, WakeUp, report_failure
from anyvirt.util.posix import after_fork


class Dispatcher:
    """Calls handlers, one after the other, whoever does it."""

    def __init__(self, registration: Registration) -> None:
        self._registration = registration
        self._pending: deque[Callable[[], None]] = deque()
        self._changed = threading.Condition()
        self._turn = threading.RLock()  # held while a handler runs
        self._own_thread: threading.Thread | None = None
        # Guarded by _wiring alone, under which the program's own event loop is called.
        self._wiring = threading.RLock()
        self._listeners = 0
        self._wake: WakeUp | None = None
        self._watched: tuple[Loop, int] | None = None
        registration.when_registered(self._take_over)

    def acquire(self) -> None:
        """Say that somebody listens from now on.

        Raises:
            OperationInvalid: the event loop of the program refuses a handle.
        """
        with self._wiring:
            self._listeners += 1
            try:
                self._wire()
            except BaseException:
                self._listeners -= 1
                raise

    def release(self) -> None:
        """Say that one of those who listened does not any more. What is queued goes with the last one."""
        with self._wiring:
            self._listeners -= 1
            if self._listeners:
                return
            self._unwire()
            with self._changed:
                self._pending.clear()
                if self._wake is not None:
                    self._wake.clear()

    def submit(self, call: Callable[[], None], *, first: bool = False) -> None:
        """Queue a call, behind all others or before them. Any thread may do so; returns at once."""
        with self._changed:
            if first:
                self._pending.appendleft(call)
            else:
                self._pending.append(call)
            if self._registration.loop is None and self._own_thread is None:
                self._own_thread = threading.Thread(target=self._run_own, name="anyvirt-events", daemon=True)
                self._own_thread.start()
            if self._wake is not None:
                self._wake.set()
            self._changed.notify_all()

    def forget_parent(self) -> None:
        """In a child process: take the parent's handle out of the default event loop."""
        if self._watched is not None and isinstance(self._watched[0], PollLoop):
            self._watched[0].remove_handle(self._watched[1])

    def _take_over(self) -> None:
        """The program has registered an event loop."""
        with self._changed:
            self._changed.notify_all()  # our own thread ends
        with self._wiring:
            if self._listeners:
                self._wire()

    def _wire(self) -> None:
        loop = self._registration.loop
        if loop is None or self._watched is not None:
            return
        with self._changed:
            if self._wake is None:
                self._wake = WakeUp()
            if self._pending:
                self._wake.set()
        self._watched = loop, loop.add_handle(self._wake.fileno(), eventloop.READABLE, self._woken, None)

    def _unwire(self) -> None:
        if self._watched is not None:
            loop, watch = self._watched
            self._watched = None
            loop.remove_handle(watch)

    def _woken(self, watch: int, fd: int, events: int, opaque: object) -> None:
        """Make the calls that are queued, but not those that they queue: the program wants its loop back."""
        with self._changed:
            waiting = len(self._pending)
        try:
            for _ in range(waiting):
                self._call_next()
        finally:
            with self._changed:
                if not self._pending and self._wake is not None:
                    self._wake.clear()

    def _run_own(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pending or self._registration.loop is not None)
                if self._registration.loop is not None:
                    return
            try:
                self._call_next()
            except BaseException:
                # sys.exit() in a handler ends no program from here, and must not end this thread.
                report_failure("an event handler")

    def _call_next(self) -> None:
        with self._turn:
            with self._changed:
                if not self._pending:
                    return  # somebody else has called it
                call = self._pending.popleft()
            try:
                call()
            except Exception:
                report_failure("an event handler")


_current = Dispatcher(eventloop.registration)


def get() -> Dispatcher:
    """The dispatcher of this process."""
    return _current


def _renew() -> None:
    global _current
    # The thread of the one from before is not in the child, and its events were the parent's.
    _current.forget_parent()
    _current = Dispatcher(eventloop.registration)


after_fork(_renew)
