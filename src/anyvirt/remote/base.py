"""Calls, their answers and streams over one wire: what both flavours of a link to a daemon share.

All is done under the lock of the driver, which whoever waits gives back meanwhile. What nobody waits for any more, for
instance the answer to a call that was cancelled, is dropped when it comes.

Ctrl-C may end a call anywhere, and the connection goes on. What is read or written is therefore entered in the same
step of the interpreter in which it is done: between calls of functions no signal handler runs.
"""

from __future__ import annotations

import errno
import os
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, Final, NoReturn, Protocol
from weakref import WeakSet

from anyvirt.remote.channel import RemoteChannel
from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import (
    Client,
    Notified,
    Pinged,
    Ponged,
    Replied,
    StreamData,
    StreamFailed,
    StreamFinished,
    StreamHole,
    ping,
)
from anyvirt.rpc.programs import Fds, program
from anyvirt.util.error import InternalError, InvalidArg, InvalidConn, NoSupport, Rpc, SystemCallError, libvirtError
from anyvirt.util.posix import after_fork

if TYPE_CHECKING:
    import threading

    from anyvirt.driver.streams import Channel
    from anyvirt.remote.wire import Arrived, Wire
    from anyvirt.rpc.programs import Procedure

READ_BYTES: Final = 64 * 1024
READ_MUCH_BYTES: Final = 256 * 1024  # while streams are open, or more than the former arrives at once
TURN_BYTES: Final = 8 * READ_MUCH_BYTES
"""What is read in one go, however much there is: others have their turns."""
HELD_MAX_BYTES: Final = 4 * 1024 * 1024
"""What may wait in streams for their readers before no more is read, unless somebody waits for something else."""

PONGS_MAX: Final = 64
"""What may wait to be sent while questions whether we live are still answered."""

VIR_FROM_RPC: Final = 7

_BRINGS_FDS: Final = (Fds.REPLY, Fds.BOTH)

CLOSED_BY_ERROR: Final = 0  # VIR_CONNECT_CLOSE_REASON_*
CLOSED_BY_END: Final = 1
CLOSED_BY_KEEPALIVE: Final = 2

Ticket = Any
"""What somebody waits for: an object of the flavour's."""


class Listener(Protocol):
    """Who is told what a daemon says of its own accord."""

    def notified(self, event: Notified) -> None:
        """The daemon tells of something. Called under the lock; returns at once."""
        ...

    def lost(self, reason: int) -> None:
        """The connection has ended for *reason*, VIR_CONNECT_CLOSE_REASON_*. As above."""
        ...


class Keepalive:
    """When to ask a silent daemon whether it lives, and when to give it up."""

    def __init__(self, interval_s: float, count: int) -> None:
        self.interval_s = interval_s
        self.left = self.count = count
        self.heard = time.monotonic()

    def due(self, now: float) -> bool | None:
        """True for a question, None for the end, False while it is not time for either."""
        if now - self.heard < self.interval_s:
            return False
        if not self.left:
            return None
        self.left -= 1
        self.heard = now  # from now on the answer is waited for
        return True

    def left_s(self) -> float:
        """How long nothing is due."""
        return max(0.0, self.heard + self.interval_s - time.monotonic())

    def answered(self) -> None:
        """The daemon has said something."""
        self.left = self.count
        self.heard = time.monotonic()


class BaseLink:
    """One connection to a daemon, a `Link` for the calls of drivers.

    Args:
        wire: which belongs to the link from now on.
        lock: the driver's.

    Attributes:
        listener: to be set before the daemon has a reason to say anything.
        shared: whether others than who opens it may use it. Not before it is open: then the lock is not the driver's.
    """

    listener: Listener

    def __init__(self, wire: Wire, lock: threading.RLock) -> None:
        self.lock = lock
        self.wire = wire
        self._client = Client(fds=wire.takes_fds)
        self._waiting: dict[int, Ticket] = {}  # by the serials of calls
        self._channels: dict[int, RemoteChannel] = {}
        self._held = 0  # bytes in channels
        self._stream_waits = 0  # who waits for something of a stream
        self._out: deque[bytes | bytearray | int] = deque()  # to be sent: bytes, and descriptors that are ours
        self._out_at = 0  # so much of the first one has gone
        self._unfed: Arrived | None = None
        self._read_bytes = READ_BYTES
        self._failure: libvirtError | None = None
        self._keepalive: Keepalive | None = None
        self._server_version: int | None = None
        self._unsettled: set[Any] = set()  # what `run` has begun, which must end before other calls are made
        self.shared = False
        self.watched = 0  # how many want to know what the daemon says of its own accord
        _links.add(self)

    # What drivers call

    async def call(self, procedure: Procedure, args: Any = None) -> Any:
        """Make a call; what it answers, None where that is nothing."""
        if self._unsettled:
            await self._settle()
        return (await self.exchange(procedure, args)).ret

    async def call_with_fds(
        self, procedure: Procedure, args: Any = None, fds: Sequence[int] = ()
    ) -> tuple[Any, tuple[int, ...]]:
        """Make a call that sends *fds*, which stay the caller's, and brings others, which become the caller's."""
        if not self.wire.takes_fds:
            raise NoSupport(
                procedure.c_name,
                hint="file descriptors can only be passed through a UNIX socket of the same host",
            )
        if self._unsettled:
            await self._settle()
        replied = await self.exchange(procedure, args, fds)
        return replied.ret, replied.fds

    async def open_stream(self, procedure: Procedure, args: Any = None, sparse: bool = False) -> tuple[Any, Channel]:
        """Make a call that opens a stream; its answer, and our end of the stream."""
        if self._unsettled:
            await self._settle()
        channel = RemoteChannel(self, procedure)
        self.wire.expect_much()
        replied = await self.exchange(procedure, args, channel=channel)
        return replied.ret, channel

    async def exchange(
        self,
        procedure: Procedure,
        args: Any = None,
        fds: Sequence[int] = (),
        channel: RemoteChannel | None = None,
    ) -> Replied:
        """Make a call. Raises what the daemon answers, and what ends the connection meanwhile.

        Descriptors that come with the answer become the caller's. There are none where the procedure has none to give.
        """
        raise NotImplementedError

    def _begin(
        self, procedure: Procedure, args: Any, fds: Sequence[int], channel: RemoteChannel | None
    ) -> tuple[int, bytearray, list[int], Ticket]:
        """Enter a call that is about to be sent; its serial, its packet and descriptors, and what to wait for."""
        if self._failure is not None:
            self._fail_again()
        ticket = self._new_ticket()
        sent = _duplicates(fds) if fds else []
        try:
            serial, data = self._client.call(procedure, args, fds=len(sent))
        except BaseException:
            _close_all(sent)
            raise
        self._waiting[serial] = ticket
        if channel is not None:
            channel.serial = serial
            self._channels[serial] = channel
        return serial, data, sent, ticket

    async def _refuse(self, replied: Replied) -> NoReturn:
        """Raise the error that a call was answered with, in our words where the daemon does not know it."""
        error = replied.error
        assert error is not None
        self._channels.pop(replied.serial, None)
        if error.code == Rpc.code and error.message.startswith("unknown procedure"):
            raise await self._too_old(replied.procedure) from error
        raise error

    def post(self, procedure: Procedure, args: Any = None) -> Ticket:
        """Make a call without waiting for its answer; the result can be waited for by who wants to."""
        serial, data = self._client.call(procedure, args)
        ticket = self._waiting[serial] = self._make_ticket()
        self._send_soon(data)
        return ticket

    def run(self, coro: Coroutine[Any, Any, None]) -> Any:
        """Have *coro*, calls of this driver, run outside of one: to its end, or as something to await.

        Other calls are not made before its end.
        """
        raise NotImplementedError

    def watch(self, *, on: bool) -> None:
        """Somebody, one more or one less, wants to know what the daemon says even when no call is under way."""
        raise NotImplementedError

    @property
    def alive(self) -> bool:
        """Whether the connection has not ended."""
        return self._failure is None

    def keep_alive(self, interval_s: float, count: int) -> None:
        """Ask the daemon after *interval_s* seconds of silence, give it up after *count* questions; 0 ends that."""
        before = self._keepalive
        self._keepalive = Keepalive(interval_s, count) if interval_s > 0 else None
        if (before is None) != (self._keepalive is None):
            self.watch(on=before is None)
        self._keepalive_changed()

    async def close(self, farewell: Procedure) -> None:
        """Tell the daemon by the call *farewell*, and end the connection. Calls that are under way fail."""
        raise NotImplementedError

    def drop(self) -> None:
        """End the connection at once."""
        self._fail(InvalidConn("the connection was closed before the call had ended"), None)
        self._release()

    def left_behind(self) -> None:
        """This process is a fork of the one whose connection it is, who must not notice."""
        self._failure = InvalidConn(
            f"it was opened by process {os.getppid()}, and process {os.getpid()} is a fork of that",
            hint="open a connection in each process",
        )
        self.wire.close()

    @property
    def can_wait(self) -> bool:
        """Whether whoever asks may wait for something; not who cleans up, on whatever thread, for one who awaits."""
        raise NotImplementedError

    def soon(self, function: Callable[[], None]) -> None:
        """Call *function*, which does not wait, where this link's work is done: at once if that is here."""
        function()

    # What a flavour is made of

    async def _settle(self) -> None:
        """Wait until nothing is unsettled."""
        raise NotImplementedError

    def _make_ticket(self) -> Ticket:
        """Something to wait for."""
        raise NotImplementedError

    def _new_ticket(self) -> Ticket:
        """The same for who waits right now.

        Raises:
            InvalidConn: he cannot, where he is.
        """
        return self._make_ticket()

    async def _wait(self, ticket: Ticket, timeout_s: float | None = None) -> Any:
        """Wait until *ticket* is done, and answer with what it was given; None after *timeout_s* seconds."""
        raise NotImplementedError

    def _is_done(self, ticket: Ticket) -> bool:
        raise NotImplementedError

    def _finish(self, ticket: Ticket, result: Any, error: libvirtError | None = None) -> bool:
        """*ticket* is done, by *error* or else with *result*; says False if it was done already, or given up."""
        raise NotImplementedError

    def _result_of(self, ticket: Ticket) -> Any:
        """What a ticket that is done was given; None if that was an error."""
        raise NotImplementedError

    async def _drain(self) -> None:
        """Wait until all that is to be sent has gone."""
        raise NotImplementedError

    def _send_soon(self, data: bytearray) -> None:
        """Send without waiting; what does not go at once goes as soon as it can."""
        raise NotImplementedError

    def _keepalive_changed(self) -> None:
        raise NotImplementedError

    def _flow_changed(self) -> None:
        """Whether to read may have changed."""
        raise NotImplementedError

    def _take_later(self) -> None:
        """There may be more than what was taken, and where it is encrypted, the socket does not show it."""
        raise NotImplementedError

    @property
    def unread(self) -> bool:
        """Whether something has arrived that means nothing yet."""
        return self._unfed is not None or self._client.half

    def _release(self) -> None:
        """Let go of the wire, after the end."""
        raise NotImplementedError

    # Sending

    def _send(self, data: bytearray, fds: Sequence[int] = ()) -> bool:
        """Send what waits and then *data* and *fds*, which are closed then; says whether all went without waiting."""
        self._queue(data, fds)
        return self._flush()

    def _queue(self, data: bytearray, fds: Sequence[int]) -> None:
        out = self._out
        last = out[-1] if out else None
        if isinstance(last, bytearray) and len(last) < READ_BYTES and not (len(out) == 1 and self._out_at):
            last += data  # each piece that is sent costs more than many packets
        else:
            out.append(data)
        out += fds

    def _flush(self) -> bool:
        out = self._out
        try:
            while out:
                first = out[0]
                if isinstance(first, int):
                    if not self.wire.send_fd(first):
                        return False
                    del out[0]
                    os.close(first)
                    continue
                size = len(first)
                if self._out_at < size:
                    rest = memoryview(first)[self._out_at :] if self._out_at else first
                    self._out_at += self.wire.send(rest)
                    if self._out_at < size:
                        return False
                del out[0]
                self._out_at = 0
        except OSError as exc:
            # What the daemon has said before it went is still to be read, and tells more.
            self._drop_out()
            self._take()
            self._fail(self._broken(exc, "Cannot write data"), CLOSED_BY_ERROR)
        return True

    def _drop_out(self) -> None:
        """Nothing of what waits will be sent."""
        _close_all(item for item in self._out if isinstance(item, int))
        self._out.clear()
        self._out_at = 0

    # Receiving

    def _take(self) -> None:
        """Take what has arrived, and act on it."""
        next_event = self._client.next_event
        taken = 0
        try:
            while self._failure is None:
                if taken >= TURN_BYTES:
                    self._take_later()
                    return
                if self._unfed is None:
                    self._unfed = self.wire.receive(self._read_bytes)
                if (arrived := self._unfed) is None:
                    return
                if not arrived.data:
                    self._ended()
                    return
                self._client.receive(arrived.data, arrived.fds)
                self._unfed = None
                taken += len(arrived.data)
                if self._keepalive is not None:
                    self._keepalive.answered()
                while (event := next_event()) is not None:
                    self._handle(event)
                full = len(arrived.data) == self._read_bytes
                self._read_bytes = READ_MUCH_BYTES if full or self._channels else READ_BYTES
                if not full and not self.wire.encrypted:
                    return  # nothing more is there, or we would have it
        except OSError as exc:
            self._fail(self._broken(exc, "Cannot read data"), CLOSED_BY_ERROR)
        except Rpc as exc:
            self._fail(exc, CLOSED_BY_ERROR)
        except BaseException:
            # What was being looked at is lost. It was most likely what the caller waited for, who does so no more.
            if len(self._waiting) > 1 or self._channels or self.watched:
                self._fail(
                    InternalError("a packet was lost when its reading was interrupted", origin=VIR_FROM_RPC),
                    CLOSED_BY_ERROR,
                )
            raise

    def _broken(self, exc: OSError, what: str) -> libvirtError:
        """The error of a connection that has failed, with what else there is to say about it."""
        reason = exc.strerror or str(exc)
        if words := self.wire.last_words():
            reason = f"{words}: {reason}"
        return SystemCallError(f"{what}: {reason}", origin=VIR_FROM_RPC, int1=exc.errno or errno.EIO)

    def _ended(self) -> None:
        error = OSError(errno.EIO, os.strerror(errno.EIO))
        self._fail(self._broken(error, "End of file while reading data"), CLOSED_BY_END)

    def _handle(self, event: Any) -> None:
        if isinstance(event, Replied):
            self._answered(event)
        elif isinstance(event, Notified):
            self.listener.notified(event)
        elif isinstance(event, StreamData | StreamHole | StreamFinished | StreamFailed):
            channel = self._channels.get(event.serial)
            if channel is not None:
                channel.arrived(event)
        elif isinstance(event, Pinged):
            if len(self._out) < PONGS_MAX:  # one that does not read has no use for more
                self._send_soon(event.answer)
        else:
            assert isinstance(event, Ponged)

    def _answered(self, event: Replied) -> None:
        if event.fds and (event.error is not None or event.procedure.fds not in _BRINGS_FDS):
            _close_all(event.fds)  # nobody has asked for them, and nobody will look
            event = event._replace(fds=())
        ticket = self._waiting.pop(event.serial, None)
        if ticket is None or not self._finish(ticket, event):
            self._disown(event)

    def _abandon(self, serial: int, ticket: Ticket) -> None:
        """Nobody waits for that call any more."""
        self._channels.pop(serial, None)
        if self._waiting.pop(serial, None) is None and self._is_done(ticket):
            replied = self._result_of(ticket)
            if replied is not None:
                self._disown(replied)

    def _disown(self, replied: Replied) -> None:
        """Undo what an answer brought that nobody waits for."""
        _close_all(replied.fds)
        if replied.error is None and replied.procedure.has_stream:
            self._client.forget_stream(replied.serial)
            if self._failure is None:
                self._send_soon(packets.stream_abort(replied.procedure, replied.serial))

    async def _too_old(self, procedure: Procedure) -> libvirtError:
        """What to say of a procedure that the daemon does not know."""
        if self._server_version is None:
            try:
                self._server_version = (await self.exchange(program("remote").by_name["CONNECT_GET_LIB_VERSION"])).ret[
                    0
                ]
            except libvirtError:
                self._server_version = 0
        version = self._server_version or 0
        has = f"it has {version // 1_000_000}.{version // 1000 % 1000}.{version % 1000}" if version else "it is older"
        return NoSupport(
            procedure.c_name or str(procedure), hint=f"the daemon must be libvirt {procedure.since} or newer; {has}"
        )

    # Streams

    def held(self, count: int) -> None:
        """*count* bytes more wait in channels."""
        before = self._held >= HELD_MAX_BYTES
        self._held += count
        if (self._held >= HELD_MAX_BYTES) != before:
            self._flow_changed()

    @property
    def _reads(self) -> bool:
        """Whether what arrives should be read although nobody asks for it this moment."""
        return bool(self._waiting) or self._stream_waits > 0 or self._held < HELD_MAX_BYTES

    async def wait_for(self, ticket: Ticket, timeout_s: float | None = None) -> None:
        """Wait for a ticket of a channel, at most *timeout_s* seconds."""
        if self._failure is not None:
            self._fail_again()
        self._stream_waits += 1
        self._flow_changed()
        try:
            await self._wait(ticket, timeout_s)
        finally:
            self._stream_waits -= 1
            self._flow_changed()

    def ticket(self) -> Any:
        """Something for a channel to wait for."""
        return self._new_ticket()

    def wake(self, ticket: Any) -> None:
        """What a channel waits for has happened."""
        self._finish(ticket, None)

    async def drained(self) -> None:
        """Wait until all that was to be sent has gone."""
        if self._out:
            await self._drain()
        if self._failure is not None:
            self._fail_again()

    def send(self, data: bytearray) -> None:
        """Send a packet of a stream, now or soon."""
        self._send_soon(data)

    @property
    def busy(self) -> bool:
        """Whether something waits to be sent."""
        return bool(self._out)

    def _tell_channels(self) -> None:
        """All that was to be sent has gone: streams can be written to."""
        for channel in tuple(self._channels.values()):
            channel.writable()

    def end_stream(self, channel: RemoteChannel) -> None:
        """Forget a stream; what still comes on it is dropped."""
        self._channels.pop(channel.serial, None)
        self._client.forget_stream(channel.serial)

    # Keepalive and the end

    def _check_alive(self) -> None:
        """Ask the daemon, or give it up, if that is due."""
        if self._keepalive is None or self._failure is not None:
            return
        if not self._reads:
            self._keepalive.answered()  # it is we who do not listen
            return
        match self._keepalive.due(time.monotonic()):
            case True:
                self._send_soon(ping())
            case None:
                error = InternalError("connection closed due to keepalive timeout", origin=VIR_FROM_RPC)
                self._fail(error, CLOSED_BY_KEEPALIVE)

    def _fail(self, error: libvirtError, reason: int | None) -> None:
        """The connection has ended: so does all that waits for something from it. Without *reason* we wanted it so."""
        if self._failure is not None:
            return
        self._failure = error
        waiting, self._waiting = self._waiting, {}
        for ticket in waiting.values():
            self._finish(ticket, None, error)
        channels, self._channels = self._channels, {}
        for channel in channels.values():
            channel.failed(error)
        _close_all(self._client.framer.take_fds())
        self._drop_out()
        self.wire.cut()
        self._flow_changed()
        if reason is not None:
            self.listener.lost(reason)

    def _fail_again(self) -> NoReturn:
        """What a call says that is made after the end."""
        assert self._failure is not None
        if isinstance(self._failure, InvalidConn):
            raise copy(self._failure)
        raise InternalError("client socket is closed", origin=VIR_FROM_RPC, hint=self._failure.message)


_links: Final[WeakSet[BaseLink]] = WeakSet()


def _leave_behind() -> None:
    for link in tuple(_links):
        link.left_behind()


after_fork(_leave_behind)


def _duplicates(fds: Sequence[int]) -> list[int]:
    """Descriptors of the same files, or an error before anything is sent that they would have to follow."""
    copies: list[int] = []
    try:
        for fd in fds:
            copies.append(os.dup(fd))
    except OSError as exc:
        _close_all(copies)
        raise InvalidArg(
            f"file descriptor {fd} cannot be passed on: {exc.strerror}", origin=VIR_FROM_RPC, hint="is it still open?"
        ) from exc
    return copies


def _close_all(fds: Iterable[int]) -> None:
    for fd in fds:
        os.close(fd)
