"""A channel that is a file descriptor of the host, for drivers that run on an event loop: terminals and sockets."""

from __future__ import annotations

import asyncio
import errno
import os
import select

from anyvirt.driver.channels import CHUNK_BYTES, system_error
from anyvirt.driver.streams import Channel, Hole, Ready
from anyvirt.util.error import OperationAborted
from anyvirt.util.wait import Signal

_MEANING = (
    (select.POLLIN, Ready.READABLE),
    (select.POLLOUT, Ready.WRITABLE),
    (select.POLLERR, Ready.ERROR),
    (select.POLLHUP, Ready.HANGUP),
)


class DescriptorChannel(Channel):
    """Reads and writes the descriptor *fd*, which must not block and belongs to the channel, which closes it."""

    def __init__(self, fd: int) -> None:
        super().__init__()
        self._fd = fd
        self._loop = asyncio.get_running_loop()
        self._changed = Signal()
        self._over = False

    def cut(self) -> None:
        """Take the descriptor away from who has it: that receives the end."""
        self._over = True
        self._loop.remove_reader(self._fd)
        self._loop.remove_writer(self._fd)
        self._tell()

    async def receive(self, size: int) -> bytes | Hole:
        while not self._over:
            try:
                return os.read(self._fd, min(size, CHUNK_BYTES))
            except BlockingIOError:
                self._loop.add_reader(self._fd, self._readable)
                await self._changed.wait()
            except OSError as exc:
                if exc.errno == errno.EIO:  # the other end of a terminal was closed
                    return b""
                raise system_error(exc, "cannot read from stream") from exc
        return b""

    async def send(self, data: bytes | memoryview) -> int:
        while not self._over:
            try:
                return os.write(self._fd, data[:CHUNK_BYTES])
            except BlockingIOError:
                self._loop.add_writer(self._fd, self._writable)
                await self._changed.wait()
            except OSError as exc:
                raise system_error(exc, "cannot write to stream") from exc
        raise OperationAborted("the other end of the stream has gone")

    async def finish(self) -> None:
        await self._close()

    async def abort(self) -> None:
        await self._close()

    def ready(self) -> Ready:
        if self._over:
            return Ready.READABLE | Ready.HANGUP
        poll = select.poll()
        poll.register(self._fd, select.POLLIN | select.POLLOUT)
        found = dict(poll.poll(0)).get(self._fd, 0)
        ready = Ready(0)
        for bit, meaning in _MEANING:
            if found & bit:
                ready |= meaning
        if self._watcher is not None:
            # Who watches has looked; what is not ready now is news when it comes to be.
            if not ready & Ready.READABLE:
                self._loop.add_reader(self._fd, self._readable)
            if not ready & Ready.WRITABLE:
                self._loop.add_writer(self._fd, self._writable)
        return ready

    def _readable(self) -> None:
        self._loop.remove_reader(self._fd)
        self._tell()

    def _writable(self) -> None:
        self._loop.remove_writer(self._fd)
        self._tell()

    def _tell(self) -> None:
        self._changed.notify_all()
        self._notify()

    async def _close(self) -> None:
        self.cut()
        os.close(self._fd)
        await self._end()
