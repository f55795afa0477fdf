"""The thread that waits for what arrives while no call does."""

from __future__ import annotations

import logging
import select
import selectors
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from anyvirt.eventloop import WakeUp
from anyvirt.util.posix import after_fork

if TYPE_CHECKING:
    from anyvirt.remote.blocking import BlockingLink


def make_reader(link: BlockingLink) -> Reader:
    """One that this system can run."""
    return EpollReader(link) if hasattr(select, "epoll") else PortableReader(link)


class Reader:
    """Waits for what arrives, while it is armed; one turn of the link follows each time.

    All of these are called under the lock of the link.
    """

    def __init__(self, link: BlockingLink) -> None:
        self._link = link
        self._fd = link.wire.fileno()
        self._armed = False
        self._over = False

    def arm(self) -> None:
        """From now on what arrives is read for nobody."""
        raise NotImplementedError

    def disarm(self) -> None:
        """A call reads."""
        raise NotImplementedError

    def wake(self) -> None:
        """Have the link take a turn at once."""
        raise NotImplementedError

    def end(self) -> None:
        """Nobody listens any more."""
        raise NotImplementedError


class EpollReader(Reader):
    """Where what is watched is changed under who waits: one thread serves all links, and a call that reads itself
    wakes nobody.
    """

    def __init__(self, link: BlockingLink) -> None:
        super().__init__(link)
        self._watch = _enter(self)

    def arm(self) -> None:
        if not self._armed and self._link.alive:
            self._armed = True
            self._watch.add(self._fd, self)

    def disarm(self) -> None:
        # Not merely for nothing: an end would be reported all the same.
        if self._armed:
            self._armed = False
            self._watch.remove(self._fd)

    def wake(self) -> None:
        self._watch.wake(self)

    def end(self) -> None:
        self.disarm()
        self._over = True
        _leave(self)
        self._watch.wake(self)  # to be forgotten

    def turn(self) -> float | None:
        """Take a turn; how long the next one may be away, None for ever. Called without the lock."""
        with self._link.lock:
            try:
                return None if self._over else self._link.read_for_nobody()
            except Exception:
                # The link has ended itself. The thread is also that of others.
                logging.getLogger("anyvirt").exception("what a daemon said cannot be handled")
                return None


class _Watch:
    """What the thread for all links waits for."""

    def __init__(self, first: EpollReader) -> None:
        self.readers = {first}
        self._armed: dict[int, EpollReader] = {}  # by their descriptors
        self._woken: set[EpollReader] = set()
        self._due: dict[EpollReader, float] = {}  # when those take a turn who do so also if nothing arrives
        self._epoll = select.epoll()
        self._wake = WakeUp()
        self._epoll.register(self._wake.fileno(), select.EPOLLIN)
        threading.Thread(target=self._run, name="anyvirt-remote", daemon=True).start()

    def add(self, fd: int, reader: EpollReader) -> None:
        self._armed[fd] = reader
        self._epoll.register(fd, select.EPOLLIN)

    def remove(self, fd: int) -> None:
        self._epoll.unregister(fd)
        del self._armed[fd]

    def wake(self, reader: EpollReader) -> None:
        self._woken.add(reader)
        self._wake.set()

    def _run(self) -> None:
        while self.readers:
            left_s = min(self._due.values()) - time.monotonic() if self._due else None
            ready = {
                reader
                for fd, _ in self._epoll.poll(None if left_s is None else max(0.0, left_s))
                if (reader := self._armed.get(fd)) is not None  # a call may read it since
            }
            self._wake.clear()
            while self._woken:
                ready.add(self._woken.pop())
            now = time.monotonic()
            ready.update([reader for reader, due in self._due.copy().items() if due <= now])
            for reader in ready:
                left_s = reader.turn()
                if left_s is None:
                    self._due.pop(reader, None)
                else:
                    self._due[reader] = time.monotonic() + left_s
        self._epoll.close()
        self._wake.close()


_entering = threading.Lock()
_watch: _Watch | None = None


def _enter(reader: EpollReader) -> _Watch:
    global _watch
    with _entering:
        if _watch is None:
            _watch = _Watch(reader)
        else:
            _watch.readers.add(reader)
        return _watch


def _leave(reader: EpollReader) -> None:
    global _watch
    with _entering:
        if _watch is not None:
            _watch.readers.discard(reader)
            if not _watch.readers:
                _watch = None  # its thread ends; whoever comes now has another one


def _in_child() -> None:
    global _entering, _watch
    _entering, _watch = threading.Lock(), None  # the thread is the parent's


after_fork(_in_child)


class PortableReader(Reader):
    """A thread for each link, where each wait says anew what for: to be armed it is woken, and disarmed it may wake
    once for nothing.
    """

    def __init__(self, link: BlockingLink) -> None:
        super().__init__(link)
        self._wake = WakeUp()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._wake.fileno(), selectors.EVENT_READ)
        self._watches = False  # what the selector knows
        threading.Thread(target=self._run, name="anyvirt-remote", daemon=True).start()

    def arm(self) -> None:
        if not self._armed and self._link.alive:
            self._armed = True
            self._wake.set()

    def disarm(self) -> None:
        self._armed = False

    def wake(self) -> None:
        self._wake.set()

    def end(self) -> None:
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
        self._selector.close()
        self._wake.close()

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
