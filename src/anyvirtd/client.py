"""One client: what its packets mean, which of its requests run, and what it is sent."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import (
    Called,
    Event,
    Pinged,
    Ponged,
    Refused,
    Server,
    StreamData,
    StreamFailed,
    StreamFinished,
    StreamHole,
    ping,
)
from anyvirt.rpc.packet import BadPacket
from anyvirt.rpc.xdr import VIR_FROM_RPC
from anyvirt.util.error import InternalError, InvalidArg, NoSupport, OperationFailed, Rpc, libvirtError
from anyvirtd.dispatch.base import Reply
from anyvirtd.stepping import REQUEST
from anyvirtd.streams import Stream
from anyvirtd.wires import ProtectedWire, close_all

if TYPE_CHECKING:
    from anyvirt.driver.streams import Channel
    from anyvirt.sasl import Layer
    from anyvirtd.access import Policy
    from anyvirtd.auth import Gate
    from anyvirtd.dispatch.base import Answer
    from anyvirtd.identity import Identity
    from anyvirtd.service import Handler, Service
    from anyvirtd.wires import Wire

log = logging.getLogger("anyvirtd.client")

WAITING_MAX: Final = 64
"""Calls of one client that may wait for their turn; then no more is read from it."""
WAITING_BYTES_MAX: Final = 4 * 1024 * 1024
"""Bytes of such calls, but for the last one; the same."""
UNREAD_MAX: Final = 4 * 1024 * 1024
"""Bytes of answers that a client may leave unread; then no more is read from it."""
EVENTS_MAX: Final = 16 * 1024 * 1024
"""Unread bytes at which a client that asked for events is given up."""
STRANGER_MAX: Final = 512 * 1024
"""The longest packet of a client that has not shown yet who it is."""
STRANGER_S: Final = 120.0
"""For how long it may put that off: so many at most keep others from being let in."""
TOGETHER: Final = 8
"""Answers of one client that are sent together."""
STREAMS_MAX: Final = 64
"""Streams that one client may have open."""


class Client:
    """A client that is connected.

    Attributes:
        id: its number, from 1; libvirt's clients see it.
        since: when it connected, in seconds since 1970.
        close_after_answer: the connection ends when the call that runs now is answered.
        layer_after_answer: what everything goes through from then on.
        gate: what it has yet to show before it may call; None once it may.
        session: what the handlers of its calls work on.
        keepalive: whether it answers when it is asked whether it lives.
    """

    def __init__(self, service: Service, wire: Wire, identity: Identity, *, readonly: bool, gate: Gate | None) -> None:
        self.service = service
        self.id = service.next_id()
        self.since = time.time()
        self.wire = wire
        self.identity = identity
        self.readonly = readonly
        self.gate = gate
        self.keepalive = False
        self.closed = False
        self.close_after_answer = False
        self.layer_after_answer: Layer | None = None
        self.streams: dict[int, Stream] = {}
        self.stream_bytes = 0  # of what it has sent on streams and nobody has taken yet
        self.running: set[asyncio.Task[None]] = set()
        self.waiting: deque[Called] = deque()
        self._waiting_bytes = 0
        self.session = service.make_session(self)
        self._end = Server(service.programs, fds=wire.takes_fds)
        self._deadline: asyncio.TimerHandle | None = None
        if gate is not None:
            self._end.framer.payload_max = STRANGER_MAX
            self._deadline = service.loop.call_later(
                service.stranger_s, self.close, f"it has not shown within {service.stranger_s:.0f} s who it is"
            )
        self._held = False
        self._deaf = False
        self._unanswered = 0  # pings since it was last heard
        self._active = service.loop.time()

    def __str__(self) -> str:
        return f"client {self.number} ({self.identity})"

    @property
    def policy(self) -> Policy | None:
        """Who decides what it may do; None if it may do everything."""
        policy = self.service.policy
        return None if policy is None or self.service.trusts(self.identity) else policy

    @property
    def number(self) -> str:
        """What it is called in the log: administrators have numbers of their own."""
        return f"{self.service.label}{self.id}"

    def start(self) -> None:
        """Begin to listen to it."""
        self.wire.start(self)

    def admit(self) -> None:
        """It has shown who it is: from now on it may call anything."""
        if self.gate is not None:
            self.gate = None
            self._forget_deadline()
            self._end.framer.payload_max = packets.PAYLOAD_MAX
            self.service.admitted(self)

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _protect(self, layer: Layer) -> None:
        self.layer_after_answer = None
        self.wire.send_gathered()  # the answer goes before, without protection
        if self._end.half:  # somebody on the way may have put it before what the client will say
            self.close("it has sent something between the last step of its authentication and the answer")
            return
        self.wire = ProtectedWire(self.wire, layer)
        self.wire.start(self)

    # What arrives

    def received(self, data: bytes, fds: Sequence[int]) -> None:
        self._unanswered = 0
        self._active = self.service.loop.time()
        self.service.alertness.asked()
        self._end.receive(data, fds)
        self._take()

    def lost(self, reason: str) -> None:
        if not reason and self._end.half:
            reason = "it hung up within a packet"
        self.close(reason)

    def drained(self) -> None:
        for stream in self.streams.values():
            stream.drained()
        self._advance()

    def _take(self) -> None:
        """Act on what has arrived, as far as there is room for it."""
        # Each time that something is sent its reader wakes up: who calls much at once gets its answers at once. Not
        # all of them, or the two would wait for each other in turns.
        self.wire.gather()
        calls = 0
        try:
            for event in self._end.events():
                if type(event) is Called:
                    self._called(event)
                    calls += 1
                    if not calls % TOGETHER:
                        self.wire.send_gathered()
                        self.wire.gather()
                else:
                    self._told(event)
                if self.closed:
                    return
                if self._must_wait():
                    self._held = True
                    self.wire.pause()
                    return
        except BadPacket as exc:
            self.close(f"bad packet: {exc.detail}")
        except Exception:
            log.exception("%s: what it sent cannot be handled", self)
            self.close("internal error")
        finally:
            self.wire.send_gathered()
            if calls:  # data of a stream are not answered
                self.service.alertness.answered()

    def _must_wait(self) -> bool:
        return (
            len(self.waiting) >= WAITING_MAX
            or self._waiting_bytes > WAITING_BYTES_MAX
            or self.stream_bytes > self.service.stream_bytes_max
            or self.wire.unsent > UNREAD_MAX
        )

    def _advance(self) -> None:
        """Something has ended: start what waited for it, and listen again."""
        self.start_waiting()
        if self._held and not self.closed and not self._deaf and not self._must_wait():
            self._held = False
            self.wire.resume()
            self._take()

    def hold(self) -> None:
        """Take nothing more from it."""
        self._held = self._deaf = True
        self.wire.pause()

    def _told(self, event: Event) -> None:
        match event:
            case StreamData(serial, data):
                if stream := self.streams.get(serial):
                    stream.arrived(data)
            case StreamHole(serial, length):
                if stream := self.streams.get(serial):
                    stream.arrived(length)
            case StreamFinished(serial):
                if stream := self.streams.get(serial):
                    stream.finish()
            case StreamFailed(serial):
                if stream := self.streams.get(serial):
                    stream.abort()
            case Pinged(answer):
                self.wire.send(answer)
            case Ponged():
                pass
            case Refused(error, answer, fds):
                log.debug("%s: refused: %s", self, error)
                close_all(fds)
                self.wire.send(answer)

    # Requests

    def _called(self, called: Called) -> None:
        if not self.waiting and self._may_start(called):
            self._start(called)
            return
        self.waiting.append(called)
        self._waiting_bytes += called.size
        self.start_waiting()  # it may be one that goes before others
        if self.waiting and len(self.running) < self.service.limits.max_client_requests:
            self.service.await_turn(self)

    def _may_start(self, called: Called) -> bool:
        if len(self.running) >= self.service.limits.max_client_requests:
            return False
        return self.gate is not None or self.service.has_room(called.procedure)

    def start_waiting(self) -> None:
        """Start what may start now of the calls that wait: the first, or one that is to be preferred."""
        while self.waiting:
            for called in self.waiting:
                if self._may_start(called):
                    self.waiting.remove(called)
                    self._waiting_bytes -= called.size
                    self._start(called)
                    break
            else:
                return

    def _start(self, called: Called) -> None:
        token = REQUEST.set(f"{self.service.label}{self.id}.{called.serial}")
        try:
            task = self.service.stepper.run(self._serve(called), self.session.lock)
        finally:
            REQUEST.reset(token)
        if task is not None:
            # Strangers are few, and wait for having given wrong passwords: nobody else has to wait for that.
            counted = int(self.gate is None)
            self.running.add(task)
            self.service.running += counted
            task.add_done_callback(partial(self._done, counted))

    def _done(self, counted: int, task: asyncio.Task[None]) -> None:
        self.running.discard(task)
        self.service.running -= counted
        if not task.cancelled() and (exc := task.exception()) is not None:
            log.error("%s: a request came to a bad end", self, exc_info=exc)
        self._advance()
        self.service.next_turns()

    async def _serve(self, called: Called) -> None:
        """Answer one call."""
        began = time.perf_counter()
        error: libvirtError | None = None
        procedure = called.procedure
        try:
            if self.gate is not None and procedure.need_auth:
                raise Rpc("authentication required", origin=VIR_FROM_RPC)
            handler = self._handler(called)
            if self.policy is None:
                answer = await handler(self.session, called.args, called.fds)
            else:
                from anyvirtd.guard import guarded  # few daemons have a policy

                answer = await guarded(handler, self.session, procedure, called.args, called.fds)
            self._answer(called, answer)
        except libvirtError as exc:
            error = exc
        except asyncio.CancelledError:
            error = OperationFailed(f"{procedure} was given up: the daemon is stopping", origin=self.session.origin)
        except OverflowError as exc:  # what a packet has room for and libvirt's function has not
            error = InvalidArg(f"{procedure}: {exc}", origin=self.session.origin)
        except Exception as exc:
            log.exception("%s: %s failed", self, procedure)
            error = InternalError(f"{procedure}: {type(exc).__name__}: {exc}", origin=self.session.origin)
        finally:
            close_all(called.fds)
        if error is not None:
            error.origin = error.origin or self.session.origin
            self.wire.send(packets.failed(procedure, called.serial, error))
            if self.close_after_answer:
                self.close("")
        self.service.served(self, procedure, time.perf_counter() - began, error)

    def _handler(self, called: Called) -> Handler:
        handler = self.service.handlers.get(called.procedure)
        if handler is None:
            raise NoSupport(called.procedure.c_name or called.procedure.name, origin=VIR_FROM_RPC)
        return handler

    def _answer(self, called: Called, answer: Answer) -> None:
        if not isinstance(answer, Reply):
            self.wire.send(packets.reply(called.procedure, called.serial, answer))
            if self.layer_after_answer is not None:
                self._protect(self.layer_after_answer)
            if self.close_after_answer:
                self.close("")
            return
        try:
            if answer.channel is not None:
                self._check_streams(called)
            data = packets.reply(called.procedure, called.serial, answer.ret, fds=len(answer.fds))
        except libvirtError:
            close_all(answer.fds)
            if answer.channel is not None:
                self.service.in_background(answer.channel.abort(), self.session.lock)
            raise
        if answer.channel is not None:
            self._open_stream(called, answer.channel)
        self.wire.send(data, answer.fds)

    def _check_streams(self, called: Called) -> None:
        if self.closed:
            raise OperationFailed("the client has hung up", origin=VIR_FROM_RPC)
        if called.serial in self.streams:
            raise OperationFailed(
                f"{called.procedure}: serial {called.serial} is that of a stream that is open", origin=VIR_FROM_RPC
            )
        if len(self.streams) >= STREAMS_MAX:
            raise OperationFailed(
                f"{called.procedure}: {STREAMS_MAX} streams are open on this connection, more are not allowed",
                origin=VIR_FROM_RPC,
            )

    def _open_stream(self, called: Called, channel: Channel) -> None:
        self._end.open_stream(called)
        stream = self.streams[called.serial] = Stream(self, called, channel)
        stream.start()

    # For streams

    def stream_ended(self, serial: int) -> None:
        """Forget a stream; what still comes for it is dropped."""
        self.streams.pop(serial, None)
        self._end.forget_stream(serial)

    def stream_took(self, size: int) -> None:
        """So many bytes that came on a stream were taken by what it goes to."""
        self.stream_bytes -= size
        self._advance()

    # What it is sent unasked

    def tell(self, data: bytearray) -> None:
        """Send an event. A client that leaves too many unread is given up."""
        if self.wire.unsent > EVENTS_MAX:
            self.close(f"too slow: {self.wire.unsent} bytes of answers and events are unread")
            return
        self.wire.send(data)
        self.service.told()

    def check_alive(self, now: float, interval_s: float, count: int) -> None:
        """Ask whether it lives if it was silent for long; give it up if it has not answered *count* times."""
        if not self.keepalive or self._held or self.closed or now - self._active < interval_s:
            return
        if self._unanswered >= count:
            self.close(f"no answer to {count} keepalive messages within {now - self._active:.0f} s")
            return
        self._unanswered += 1
        self._active = now
        self.wire.send(ping())

    # The end

    def close(self, reason: str) -> None:
        """End the connection, for a *reason* unless that is as it should be. What runs for it comes to its end."""
        if self.closed:
            return
        self.closed = True
        if reason:
            log.warning("%s was disconnected: %s", self, reason)
            self.wire.abort()
        else:
            log.info("%s has gone", self)
            self.wire.close()
        for called in self.waiting:
            close_all(called.fds)
        self.waiting.clear()
        self._waiting_bytes = 0
        self._forget_deadline()
        if self.gate is not None:  # nobody is to be told whether the password was right, nor waits for that
            for task in self.running - {asyncio.current_task(self.service.loop)}:
                task.cancel()
        close_all(self._end.framer.take_fds())
        self.session.events.close()
        self.service.forget(self)

    async def bury(self) -> None:
        """When it is closed: wait for what runs, then let go of everything; it is over when all was sent."""
        for stream in list(self.streams.values()):
            await stream.cut()
        await self.session.leave()
        while self.running:
            await asyncio.wait(self.running)
        for stream in list(self.streams.values()):
            await stream.cut()
        try:
            await self.session.close()
        except libvirtError as exc:
            log.error("%s: closing its connection failed: %s", self, exc)
        await self.wire.gone()
