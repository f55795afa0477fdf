"""How events reach the program: in order, each once, to each handler.

A program that has registered the default event implementation runs it itself, as with libvirt: its handlers are called
inside `virEventRunDefaultImpl`. For any other program one thread of ours calls them. A handler may call anything,
its own connection included.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

_log = logging.getLogger("anyvirt.events")


def report_failure() -> None:
    """Log the exception of a handler: it must not keep events from the others, and nobody above could catch it."""
    _log.exception("an event handler raised")


class _Dispatcher:
    """The queue between drivers and handlers, and who empties it."""

    def __init__(self) -> None:
        self._pending: deque[Callable[[], None]] = deque()
        self._changed = threading.Condition()
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
        """Wait until something is queued, then call all that is."""
        with self._changed:
            self._changed.wait_for(lambda: self._pending)
        self._drain()

    def _run_own(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pending or self._program_runs_it)
                if self._program_runs_it:
                    self._own_thread = None
                    return
            self._drain()

    def _drain(self) -> None:
        while True:
            with self._changed:
                if not self._pending:
                    return
                call = self._pending.popleft()
            try:
                call()
            except Exception:
                report_failure()


dispatcher = _Dispatcher()


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
