"""The thread that waits for what arrives while no call does."""

from __future__ import annotations

import select
import selectors
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from anyvirt.eventloop import WakeUp

if TYPE_CHECKING:
    from anyvirt.remote.blocking import BlockingLink


def make_reader(link: BlockingLink) -> Reader:
    """One that this system can run."""
    return EpollReader(link) if hasattr(select, "epoll") else PortableReader(link)


class Reader:
    """Waits on a thread of its own for what arrives, while it is armed; one turn of the link follows each time.

    Everything but `_run` and what that calls without the lock is called under the lock of the link.
    """

    def __init__(self, link: BlockingLink) -> None:
        self._link = link
        self._fd = link.wire.fileno()
        self._wake = WakeUp()
        self._armed = False
        self._over = False
        self._prepare()
        threading.Thread(target=self._run, name="anyvirt-remote", daemon=True).start()

    def arm(self) -> None:
        """From now on what arrives is this thread's."""
        raise NotImplementedError

    def disarm(self) -> None:
        """A call reads."""
        raise NotImplementedError

    def wake(self) -> None:
        """Have it take a turn at once."""
        self._wake.set()

    def end(self) -> None:
        """Nobody listens any more."""
        self.disarm()
        self._over = True
        self._wake.set()

    def _run(self) -> None:
        timeout_s: float | None = None
        while True:
            self._wait(timeout_s)
            with self._link.lock:
                if self._over:
                    break
                self._wake.clear()
                timeout_s = self._link.read_for_nobody()
        self._close()
        self._wake.close()

    def _prepare(self) -> None:
        raise NotImplementedError

    def _wait(self, timeout_s: float | None) -> None:
        """Without the lock: wait until something arrives while it is armed, or it is woken."""
        raise NotImplementedError

    def _close(self) -> None:
        raise NotImplementedError


class EpollReader(Reader):
    """Where what is watched is changed under who waits: a call that reads itself wakes nobody."""

    def _prepare(self) -> None:
        self._epoll = select.epoll()
        self._epoll.register(self._wake.fileno(), select.EPOLLIN)

    def arm(self) -> None:
        if not self._armed and self._link.alive:
            self._armed = True
            self._epoll.register(self._fd, select.EPOLLIN)

    def disarm(self) -> None:
        # Not merely for nothing: an end would be reported all the same.
        if self._armed:
            self._armed = False
            self._epoll.unregister(self._fd)

    def _wait(self, timeout_s: float | None) -> None:
        self._epoll.poll(timeout_s)

    def _close(self) -> None:
        self._epoll.close()


class PortableReader(Reader):
    """Where each wait says anew what for: to be armed it is woken, and disarmed it may wake once for nothing."""

    def _prepare(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._wake.fileno(), selectors.EVENT_READ)
        self._watches = False  # what the selector knows

    def arm(self) -> None:
        if not self._armed and self._link.alive:
            self._armed = True
            self._wake.set()

    def disarm(self) -> None:
        self._armed = False

    def _wait(self, timeout_s: float | None) -> None:
        # It has been closed meanwhile: then the thread is also awake, or will be, to end.
        with suppress(OSError, ValueError):
            if self._watches != self._armed:
                self._watches = not self._watches
                if self._watches:
                    self._selector.register(self._fd, selectors.EVENT_READ)
                else:
                    self._selector.unregister(self._fd)
            self._selector.select(timeout_s)

    def _close(self) -> None:
        self._selector.close()
