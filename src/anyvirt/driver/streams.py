"""The contract of streams: what a driver gives for one, through which bytes go to or come from a program.

A call that opens a stream (upload and download of volumes, consoles, channels, screenshots) answers with a `Channel`.
Whoever asked drives it: the facade, or a daemon that forwards packets.

    async def storage_vol_download(self, vol, offset, length, flags) -> Channel:
        return FileReader(os.open(path, os.O_RDONLY), offset=offset, length=length or None)

Everything is called in the context of the driver, under its lock or on its loop. There are never two `receive` at
once, nor two `send`; one of each may be under way together. `finish` or `abort` is called once, when a `receive` or
`send` may still be waiting, which then ends with an error; nothing is called after them.
"""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from anyvirt.util.error import OperationInvalid


class Ready(enum.IntFlag):
    """What a channel can do now without waiting, or what has become of it: VIR_STREAM_EVENT_*."""

    READABLE = 1
    WRITABLE = 2
    ERROR = 4
    HANGUP = 8


class Hole(NamedTuple):
    """A part of a sparse stream in which all is zero, and which is not sent."""

    length: int  # bytes, more than 0


class Channel:
    """One end of a stream, held by who drives it. Memory stays constant: who is not ready makes the other one wait.

    A subclass answers for the directions that it has. A `receive` or `send` that is cancelled has done nothing: neither
    are bytes lost nor written twice when it is called again.
    """

    def __init__(self) -> None:
        self._when_ended: list[Callable[[], Awaitable[None]]] = []
        self._watcher: Callable[[], None] | None = None

    async def receive(self, size: int) -> bytes | Hole:
        """Wait for data and return at most *size* bytes of it, or the hole that comes next; b"" at the end.

        Holes come only from a channel that was opened sparse.
        """
        raise OperationInvalid("nothing can be read from this stream")

    async def send(self, data: bytes | memoryview) -> int:
        """Wait until some of *data*, which is not empty, can be taken, and return how many bytes were."""
        raise OperationInvalid("nothing can be written to this stream")

    async def send_many(self, pieces: Sequence[bytes | memoryview]) -> int:
        """The same for pieces, none of them empty, that follow each other; how many bytes of all were taken."""
        return await self.send(pieces[0])

    async def send_hole(self, length: int) -> None:
        """Make the next *length* bytes, more than 0, a hole."""
        raise OperationInvalid("holes cannot be written to this stream")

    async def finish(self) -> None:
        """Wait until all that was sent has arrived where it belongs, and let go of everything.

        Raises what went wrong since the last call; everything is let go then, too.
        """
        await self._end()

    async def abort(self) -> None:
        """Let go of everything at once. What was sent may be there in part."""
        await self._end()

    def ready(self) -> Ready:
        """What would not wait now. A file is always ready, as with poll(2)."""
        return Ready.READABLE | Ready.WRITABLE

    def watch(self, changed: Callable[[], None] | None) -> None:
        """Have *changed* called whenever `ready` may have come to say more; None ends that. It returns at once."""
        self._watcher = changed

    def when_ended(self, call: Callable[[], Awaitable[None]]) -> None:
        """Await *call*() when the stream has finished or was aborted: to forget it, to look at what was written."""
        self._when_ended.append(call)

    def _notify(self) -> None:
        """Tell who watches; for subclasses."""
        if self._watcher is not None:
            self._watcher()

    async def _end(self) -> None:
        self._watcher = None
        calls, self._when_ended = self._when_ended, []
        for call in calls:
            await call()
