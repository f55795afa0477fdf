"""The link of a connection whose calls block. asyncio is not needed.

Several threads share it as they do with libvirt: of those that wait, one reads for all. When it has what it waited
for, another one takes over. While somebody listens to events, or watches a stream, or keepalive is on, a thread of
ours reads when no call does.
"""

from __future__ import annotations

import _thread
import threading
import time
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from copy import copy
from typing import TYPE_CHECKING, Any, Final

from anyvirt.remote.base import BaseLink
from anyvirt.remote.reader import Reader, make_reader
from anyvirt.util.error import libvirtError
from anyvirt.util.wait import outside, run_inline

if TYPE_CHECKING:
    from anyvirt.remote.channel import RemoteChannel
    from anyvirt.remote.wire import Wire
    from anyvirt.rpc.connection import Replied
    from anyvirt.rpc.programs import Procedure

_FAREWELL_S: Final = 5.0  # how long close() waits for a daemon's answer


class _Ticket:
    """What a thread waits for."""

    done = False
    result: Any = None
    error: libvirtError | None = None
    bell: threading.Lock | None = None  # held while its thread sleeps

    def ring(self) -> None:
        """Wake its thread, if that sleeps."""
        bell, self.bell = self.bell, None
        if bell is not None:
            bell.release()


class BlockingLink(BaseLink):
    """A link for threads."""

    def __init__(self, wire: Wire, lock: threading.RLock) -> None:
        super().__init__(wire, lock)
        self._reading = False  # a thread waits for what arrives, for all
        self._flushing = False  # a thread waits until what is to be sent has gone, for all
        self._flusher = False  # one was started for that
        self._sleeping: dict[_Ticket, None] = {}  # who could read instead
        self._draining: list[_Ticket] = []
        self._reader: Reader | None = None
        self._released = False

    can_wait = True

    def run(self, coro: Coroutine[Any, Any, None]) -> None:
        run_inline(coro, self.lock)

    # Waiting for what arrives

    def _make_ticket(self) -> _Ticket:
        return _Ticket()

    def _is_done(self, ticket: _Ticket) -> bool:
        return ticket.done

    def _result_of(self, ticket: _Ticket) -> Any:
        return ticket.result

    def _finish(self, ticket: _Ticket, result: Any, error: libvirtError | None = None) -> bool:
        if ticket.done:
            return False
        ticket.result, ticket.error, ticket.done = result, error, True
        if ticket.bell is not None:
            ticket.ring()
        return True

    # Nothing is awaited in these two unless something goes wrong: coroutines would show in the time of a call.

    async def call(self, procedure: Procedure, args: Any = None) -> Any:
        if self._failure is not None:
            self._fail_again()
        serial, data = self._client.call(procedure, args)
        ticket = self._waiting[serial] = _Ticket()
        replied = self._answer(serial, data, (), ticket)
        if replied.error is not None:
            await self._refuse(replied)
        return replied.ret

    async def exchange(
        self,
        procedure: Procedure,
        args: Any = None,
        fds: Sequence[int] = (),
        channel: RemoteChannel | None = None,
    ) -> Replied:
        replied = self._answer(*self._begin(procedure, args, fds, channel))
        if replied.error is not None:
            await self._refuse(replied)
        return replied

    def _answer(self, serial: int, data: bytearray, fds: Sequence[int], ticket: _Ticket) -> Replied:
        """Send a call that has been entered, and wait for its answer."""
        try:
            if not self._send(data, fds):
                self._drain_all()
            replied: Replied = self._wait_for(ticket)
        except BaseException:
            self._abandon(serial, ticket)
            raise
        return replied

    async def _wait(self, ticket: _Ticket, timeout_s: float | None = None) -> Any:
        return self._wait_for(ticket, timeout_s)

    def _wait_for(self, ticket: _Ticket, timeout_s: float | None = None) -> Any:
        until = None if timeout_s is None else time.monotonic() + timeout_s
        try:
            while not ticket.done:
                left = None if until is None else until - time.monotonic()
                if left is not None and left <= 0:
                    break
                if self._reading:
                    self._sleeping[ticket] = None
                    _sleep(ticket, left)
                else:
                    self._read(left)
        finally:
            if self._sleeping:
                self._sleeping.pop(ticket, None)
            if not self._reading:
                self._pass_on()
        if ticket.error is not None:
            raise copy(ticket.error)
        return ticket.result

    def _read(self, timeout_s: float | None) -> None:
        """Wait for what arrives next, for all, and act on it."""
        self._reading = True
        try:
            if self._reader is not None:
                self._reader.disarm()
            outside(self.wire.wait_readable, timeout_s)
        finally:
            self._reading = False
            if self._released:
                self._close_released()
        if self._failure is None:
            self._take()

    def _take_later(self) -> None:
        if self._reader is not None:
            self._reader.wake()  # whoever waits himself looks again anyway

    def _pass_on(self) -> None:
        """Nobody reads now: have another one do it."""
        if self._sleeping:
            next(iter(self._sleeping)).ring()
        elif self._reader is not None:
            self._reader.arm()

    # Sending what does not go at once

    async def _drain(self) -> None:
        self._drain_all()

    def _drain_all(self) -> None:
        while self._out:
            if self._flushing:
                ticket = _Ticket()
                self._draining.append(ticket)
                _sleep(ticket, None)
                continue
            self._flushing = True
            try:
                outside(self.wire.wait_writable)
                self._flush()
            except BaseException:
                self._flushing = False
                self._flush_elsewhere()
                raise
            finally:
                self._flushing = False
                self._close_released()
                if not self._out:
                    self._drained()

    def _drained(self) -> None:
        draining, self._draining = self._draining, []
        for ticket in draining:
            self._finish(ticket, None)
        self._tell_channels()

    def _send_soon(self, data: bytearray) -> None:
        if not self._send(data):
            self._flush_elsewhere()

    def _flush_elsewhere(self) -> None:
        """Have a thread send the rest: it may be half a packet, and others may wait for what it brings."""
        if self._out and self.shared and not self._flushing and not self._flusher:
            self._flusher = True  # now: it comes to its work only when this thread gives the lock back
            try:
                _thread.start_new_thread(self._flush_alone, ())
            except BaseException:
                self._flusher = False
                raise

    def _flush_alone(self) -> None:
        async def drain() -> None:
            self._flusher = False
            await self._drain()

        run_inline(drain(), self.lock)

    # Reading while no call does

    def watch(self, *, on: bool) -> None:
        with self.lock:
            self.watched += 1 if on else -1
            if self.watched and self._reader is None and self._failure is None:
                self._reader = make_reader(self)
                if not self._reading:
                    self._reader.arm()
            elif not self.watched and self._reader is not None:
                self._end_reader()

    def read_for_nobody(self) -> float | None:
        """A turn of the thread that reads when no call does; how long it may wait for the next one, None for ever."""
        if not self._reading and self._reads:
            self._take()
        self._check_alive()
        self._flow_changed()
        return None if self._keepalive is None else self._keepalive.left_s()

    def _keepalive_changed(self) -> None:
        if self._reader is not None:
            self._reader.wake()

    def _flow_changed(self) -> None:
        if self._reader is not None:
            if self._failure is None and self._reads and not self._reading:
                self._reader.arm()
            else:
                self._reader.disarm()

    def _end_reader(self) -> None:
        if self._reader is not None:
            self._reader.end()
            self._reader = None

    # The end

    async def close(self, farewell: Procedure) -> None:
        try:
            if self._failure is None:
                with suppress(libvirtError):  # it has gone already, or does not know us any more
                    await self._wait(self.post(farewell), _FAREWELL_S)
        finally:
            self.drop()

    def _release(self) -> None:
        self._end_reader()
        self._released = True
        self._close_released()

    def _close_released(self) -> None:
        # Not while a thread waits for the socket, or it would soon wait for another one of the same number.
        if self._released and not self._reading and not self._flushing:
            self.wire.close()

    def left_behind(self) -> None:
        super().left_behind()
        self._reader = None  # whose thread is the parent's


def _sleep(ticket: _Ticket, timeout_s: float | None) -> None:
    """Sleep until the bell of *ticket* rings."""
    bell = ticket.bell = threading.Lock()
    bell.acquire()
    try:
        outside(bell.acquire, True, -1 if timeout_s is None else timeout_s)
    finally:
        ticket.bell = None
