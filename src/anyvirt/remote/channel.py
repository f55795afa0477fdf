"""Our end of a stream that a daemon has the other end of."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from typing import TYPE_CHECKING, Any, Final

from anyvirt.driver.streams import Channel, Hole, Ready
from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import StreamData, StreamFailed, StreamFinished, StreamHole
from anyvirt.util.error import OperationAborted, libvirtError

if TYPE_CHECKING:
    from anyvirt.remote.base import BaseLink
    from anyvirt.rpc.programs import Procedure

_LET_GO_S: Final = 1.0
_PIECE_BYTES: Final = 64  # what a piece counts beside its data while it waits
HELD_MAX_BYTES: Final = 64 * 1024 * 1024
"""What may wait in one stream that nobody reads; then it is given up."""


class RemoteChannel(Channel):
    """A stream through a link.

    The protocol has no word for "slower": who does not read keeps the daemon from sending by not reading from the
    connection at all, as long as nobody waits for anything else there.

    Attributes:
        serial: that of the call that opens it.
    """

    def __init__(self, link: BaseLink, procedure: Procedure) -> None:
        super().__init__()
        self.serial = 0
        self._link = link
        self._procedure = procedure
        self._pieces: deque[bytes | memoryview | Hole] = deque()
        self._held = 0  # bytes in them
        self._at_end = False  # the daemon sends no more
        self._confirmed = False  # it has said that it is done
        self._over = False  # we are
        self._error: libvirtError | None = None
        self._waits: list[Any] = []
        self._watched = False

    # What the link tells

    def arrived(self, event: StreamData | StreamHole | StreamFinished | StreamFailed) -> None:
        """A packet of this stream."""
        match event:
            case StreamData(_, data):
                if data:
                    self._put(data)
                else:
                    self._at_end = True
            case StreamHole(_, length, _):
                if length:
                    self._put(Hole(length))
            case StreamFinished():
                self._at_end = self._confirmed = True
            case StreamFailed(_, error):
                self._fail(error or OperationAborted("the daemon has given the stream up"))
        self._tell()

    def writable(self) -> None:
        """What was sent before has gone."""
        self._notify()

    def failed(self, error: libvirtError) -> None:
        """The connection has ended."""
        self._fail(error)
        self._tell()

    def _fail(self, error: libvirtError) -> None:
        self._error = error
        self._at_end = self._confirmed = True
        self._link.end_stream(self)

    def _put(self, piece: bytes | memoryview | Hole) -> None:
        if self._over or self._error is not None:
            return
        if self._held > HELD_MAX_BYTES:
            self._link.send(packets.stream_abort(self._procedure, self.serial))
            self._clear()
            self._fail(
                OperationAborted(
                    f"{self._procedure}: more than {HELD_MAX_BYTES >> 20} MiB of the stream were waiting",
                    hint="receive from a stream while calls on its connection take long, or use another connection",
                )
            )
            return
        self._pieces.append(piece)
        self._hold(_cost(piece))

    def _hold(self, count: int) -> None:
        self._held += count
        self._link.held(count)

    def _clear(self) -> None:
        self._pieces.clear()
        self._hold(-self._held)

    def _tell(self) -> None:
        waits, self._waits = self._waits, []
        for ticket in waits:
            self._link.wake(ticket)
        self._notify()

    # What programs do

    async def receive(self, size: int) -> bytes | Hole:
        pieces = self._pieces
        while not pieces:
            self._check()
            if self._at_end:
                return b""
            await self._news()
        piece = pieces[0]
        if isinstance(piece, Hole):
            pieces.popleft()
            self._hold(-_cost(piece))
            return piece
        if len(piece) > size:
            pieces[0] = piece[size:]
            piece = piece[:size]
            self._hold(-size)
        else:
            pieces.popleft()
            self._hold(-_cost(piece))
        return bytes(piece)  # no copy of bytes

    async def send(self, data: bytes | memoryview) -> int:
        part = data[: packets.STREAM_DATA_MAX]
        await self._clear_way()
        self._link.send(packets.stream_data(self._procedure, self.serial, part))
        return len(part)

    async def send_hole(self, length: int) -> None:
        await self._clear_way()
        self._link.send(packets.stream_hole(self._procedure, self.serial, length))

    async def finish(self) -> None:
        try:
            self._check()
            if not self._confirmed:
                await self._clear_way()
                self._drop_pieces()
                self._link.send(packets.stream_finish(self._procedure, self.serial))
                await self._confirmation()
        except BaseException:
            self._give_up()
            raise
        finally:
            self._let_go()
            await self._end()
        self._raise_error()

    async def abort(self) -> None:
        if not self._link.can_wait:
            self._link.soon(self._abandon)
            return
        try:
            self._drop_pieces()
            if self._give_up():
                # The daemon confirms that it has let go: what was in use by the stream can be used again. One that does
                # not do so soon is not waited for: it was asked to stop at once.
                until = time.monotonic() + _LET_GO_S
                with suppress(libvirtError):  # the connection has ended
                    while not self._confirmed and (left := until - time.monotonic()) > 0:
                        await self._news(left)
        finally:
            self._let_go()
            await self._end()

    def _abandon(self) -> None:
        """Abort it for somebody who has forgotten it."""
        self._drop_pieces()
        self._give_up()
        self._let_go()

    def ready(self) -> Ready:
        ready = Ready(0)
        if self._pieces or self._at_end:
            ready |= Ready.READABLE
        if not self._link.busy and not self._at_end:
            ready |= Ready.WRITABLE
        if self._error is not None:
            ready |= Ready.ERROR
        elif self._at_end:
            ready |= Ready.HANGUP
        return ready

    def watch(self, changed: Callable[[], None] | None) -> None:
        super().watch(changed)
        if self._watched != (changed is not None):
            self._watched = changed is not None
            self._link.watch(on=self._watched)

    # Details

    def _check(self) -> None:
        if self._over:
            raise OperationAborted("the stream was ended meanwhile")
        self._raise_error()

    def _raise_error(self) -> None:
        if self._error is not None:
            raise copy(self._error)

    async def _clear_way(self) -> None:
        """Wait until what was sent before has gone, so that no more than a packet is held here."""
        self._check()
        await self._link.drained()
        self._check()

    async def _news(self, timeout_s: float | None = None) -> None:
        ticket = self._link.ticket()
        self._waits.append(ticket)
        try:
            await self._link.wait_for(ticket, timeout_s)
        finally:
            if ticket in self._waits:
                self._waits.remove(ticket)

    async def _confirmation(self) -> None:
        while not self._confirmed:
            await self._news()

    def _give_up(self) -> bool:
        """Tell the daemon, unless it has ended it itself."""
        if self._confirmed or not self._link.alive:
            return False
        self._link.send(packets.stream_abort(self._procedure, self.serial))
        return True

    def _drop_pieces(self) -> None:
        self._over = True
        self._clear()

    def _let_go(self) -> None:
        self.watch(None)
        if not self._over:
            self._drop_pieces()
        self._link.end_stream(self)
        self._tell()


def _cost(piece: bytes | memoryview | Hole) -> int:
    return _PIECE_BYTES if isinstance(piece, Hole) else _PIECE_BYTES + len(piece)
