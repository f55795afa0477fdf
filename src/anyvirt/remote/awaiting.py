"""The link of a connection whose calls are awaited: many under way at once, on the event loop that opened it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from anyvirt.remote.base import READ_BYTES, BaseLink
from anyvirt.util.error import ConfigUnsupported, InvalidConn, libvirtError
from anyvirt.util.wait import Locked, blocks

if TYPE_CHECKING:
    from anyvirt.remote.channel import RemoteChannel
    from anyvirt.remote.wire import Wire
    from anyvirt.rpc.connection import Replied
    from anyvirt.rpc.programs import Procedure

_Future = asyncio.Future[Any]

TOGETHER: Final = 8
"""Calls that are sent together."""

_FAREWELL_S: Final = 5.0  # how long close() waits for a daemon's answer


class AwaitingLink(BaseLink):
    """A link for tasks."""

    def __init__(self, wire: Wire, lock: threading.RLock) -> None:
        super().__init__(wire, lock)
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._receives = self._sends = False  # whether the loop looks for it
        self._flush_due = False
        self._together = 0
        self._draining: list[_Future] = []
        self._timer: asyncio.TimerHandle | None = None
        try:
            self._flow_changed()
        except NotImplementedError as exc:
            wire.close()
            raise ConfigUnsupported(
                f"the event loop {type(self._loop).__name__} cannot wait for sockets",
                hint="Windows has another one: asyncio.Runner(loop_factory=asyncio.SelectorEventLoop)",
            ) from exc

    @property
    def can_wait(self) -> bool:
        return not blocks()

    def run(self, coro: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = self._loop.create_task(self._locked(coro))
        self._unsettled.add(task)
        task.add_done_callback(self._settled)
        return task

    async def _locked(self, coro: Coroutine[Any, Any, None]) -> None:
        await Locked(coro, self.lock)

    def _settled(self, task: asyncio.Task[None]) -> None:
        self._unsettled.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, also where nobody awaits it

    async def _settle(self) -> None:
        while self._unsettled:
            await asyncio.wait(tuple(self._unsettled))

    # Waiting

    def _new_ticket(self) -> _Future:
        if asyncio.get_running_loop() is not self._loop:
            raise InvalidConn("it was opened on another event loop", hint="open a connection on each loop")
        return self._make_ticket()

    def _make_ticket(self) -> _Future:
        return self._loop.create_future()

    async def exchange(
        self,
        procedure: Procedure,
        args: Any = None,
        fds: Sequence[int] = (),
        channel: RemoteChannel | None = None,
    ) -> Replied:
        serial, data, sent, ticket = self._begin(procedure, args, fds, channel)
        try:
            self._send(data, sent)
            replied: Replied = await ticket
        except BaseException:
            self._abandon(serial, ticket)
            raise
        if replied.error is not None:
            await self._refuse(replied)
        return replied

    async def _wait(self, ticket: _Future, timeout_s: float | None = None) -> Any:
        if timeout_s is None:
            return await ticket
        await asyncio.wait([ticket], timeout=timeout_s)
        return ticket.result() if ticket.done() else None

    def _is_done(self, ticket: _Future) -> bool:
        return ticket.done() and not ticket.cancelled()

    def _result_of(self, ticket: _Future) -> Any:
        return None if ticket.exception() is not None else ticket.result()

    def _finish(self, ticket: _Future, result: Any, error: libvirtError | None = None) -> bool:
        if ticket.done():
            return False  # cancelled, and about to say so
        if error is None:
            ticket.set_result(result)
        else:
            ticket.set_exception(copy(error))
            ticket.exception()  # looked at, also where nobody awaits it any more
        return True

    # Reading

    def _readable(self) -> None:
        with self.lock:
            if self._failure is None and self._reads:
                self._take()
            self._flow_changed()

    def _take_later(self) -> None:
        self._loop.call_soon(self._readable)

    def _flow_changed(self) -> None:
        receives = self._failure is None and self._reads
        if receives != self._receives:
            self._receives = receives
            if receives:
                self._loop.add_reader(self.wire.fileno(), self._readable)
                if self.wire.encrypted:
                    self._take_later()
            else:
                self._loop.remove_reader(self.wire.fileno())

    def watch(self, *, on: bool) -> None:
        self.watched += 1 if on else -1  # the loop reads anyway

    # Sending

    def _send(self, data: bytearray, fds: Sequence[int] = ()) -> bool:
        if len(self._waiting) == 1 and not self._out:
            if not super()._send(data, fds):
                self._flush_later()
        else:
            # Others are under way: most likely more are made in this turn of the loop, and some are sent at once. Not
            # all of them, or the daemon would have nothing to do meanwhile.
            self._queue(data, fds)
            self._together += 1
            if self._together >= TOGETHER and not self._sends:
                self._together = 0
                if not self._flush():
                    self._flush_later()
            elif not self._flush_due and not self._sends:
                self._flush_due = True
                self._loop.call_soon(self._flush_now)
        if not self._receives:
            self._flow_changed()
        return True

    def _send_soon(self, data: bytearray) -> None:
        if not super()._send(data):
            self._flush_later()

    def _flush_now(self) -> None:
        with self.lock:
            self._flush_due = False
            self._together = 0
            self._join()
            if not self._flush():
                self._flush_later()
            elif self._draining:
                self._drained()

    def _join(self) -> None:
        """Make one piece of all that waits, as far as that is cheaper than to send each by itself."""
        pieces = [piece for piece in self._out if not isinstance(piece, int)]
        if not self._out_at and len(pieces) == len(self._out) and sum(map(len, pieces)) <= READ_BYTES:
            self._out.clear()
            self._out.append(b"".join(pieces))

    def _flush_later(self) -> None:
        if not self._sends and self._failure is None:
            self._sends = True
            self._loop.add_writer(self.wire.fileno(), self._writable)

    def _writable(self) -> None:
        with self.lock:
            if self._flush():
                self._stop_sending()
                self._drained()
                self._tell_channels()

    def _stop_sending(self) -> None:
        if self._sends:
            self._sends = False
            self._loop.remove_writer(self.wire.fileno())

    def _drained(self) -> None:
        draining, self._draining = self._draining, []
        for future in draining:
            self._finish(future, None)

    async def _drain(self) -> None:
        while self._out:
            future = self._loop.create_future()
            self._draining.append(future)
            await future

    # Keepalive and the end

    def _keepalive_changed(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._keepalive is not None and self._failure is None:
            self._timer = self._loop.call_later(self._keepalive.left_s(), self._tick)

    def _tick(self) -> None:
        with self.lock:
            self._check_alive()
            self._keepalive_changed()

    async def close(self, farewell: Procedure) -> None:
        if not self.can_wait:
            self.soon(partial(self._leave, farewell))
            return
        try:
            if self._failure is None:
                with suppress(libvirtError):  # it has gone already, or does not know us any more
                    await self._wait(self.post(farewell), _FAREWELL_S)
        finally:
            self.drop()

    def _leave(self, farewell: Procedure) -> None:
        """Close it for somebody who has forgotten it."""
        if self._failure is None:
            self.post(farewell)
        self.drop()

    def soon(self, function: Callable[[], None]) -> None:
        if self._loop.is_closed():
            self.wire.close()  # and with the loop everybody has gone who waited
        elif threading.get_ident() == self._thread:
            function()
        else:
            with suppress(RuntimeError):  # it was closed just now
                self._loop.call_soon_threadsafe(self._locked_call, function)

    def _locked_call(self, function: Callable[[], None]) -> None:
        with self.lock:
            function()

    def left_behind(self) -> None:
        # What the loop watches is watched by the parent's too, through the same descriptor: nothing is to be changed.
        self._receives = self._sends = False
        self._timer = None
        super().left_behind()

    def _release(self) -> None:
        self._keepalive_changed()
        self._stop_sending()
        self._drained()
        self.wire.close()
