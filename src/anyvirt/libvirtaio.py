"""asyncio as libvirt's event loop, for blocking connections in a program that runs a loop: libvirt-python's libvirtaio.

    async def main():
        libvirtaio.virEventRegisterAsyncIOImpl()
        conn = libvirt.open("test:///default")
        conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, handler, None)

Handlers are then called by the loop, in its thread. The calls of the connection block it, though: new programs use
anyvirt.aio, which needs none of this.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import warnings
from collections.abc import Callable
from typing import Any, ClassVar

from anyvirt.eventloop import READABLE, WRITABLE, virEventInvokeFreeCallback, virEventRegisterImpl

__all__ = ["getCurrentImpl", "virEventAsyncIOImpl", "virEventRegisterAsyncIOImpl"]


class Callback:
    """A handle or a timer: what is called, and with what."""

    _iden_counter: ClassVar[itertools.count[int]] = itertools.count()

    def __init__(self, impl: virEventAsyncIOImpl, cb: Callable[..., object], opaque: Any) -> None:
        self.iden = next(self._iden_counter)
        self.impl = impl
        self.cb = cb
        self.opaque = opaque

    def __repr__(self) -> str:
        return f"<{type(self).__name__} iden={self.iden}>"

    def close(self) -> None:
        """Have it freed, soon."""
        self.impl.log.debug("callback %d closed", self.iden)
        self.impl.schedule_ff_callback(self.iden, self.opaque)


class Descriptor:
    """A file descriptor and the handles that watch it."""

    def __init__(self, impl: virEventAsyncIOImpl, fd: int) -> None:
        self.impl = impl
        self.fd = fd
        self.callbacks: dict[int, FDCallback] = {}

    def _handle(self, event: int) -> None:
        for callback in tuple(self.callbacks.values()):
            # One that was called before may have removed or paused it.
            if callback.iden in self.callbacks and callback.event & event:
                callback.cb(callback.iden, self.fd, event, callback.opaque)

    def update(self) -> None:
        """Have the loop watch what the handles want."""
        wanted = 0
        for callback in self.callbacks.values():
            wanted |= callback.event
        if wanted & ~(READABLE | WRITABLE):
            warnings.warn("asyncio can wait for VIR_EVENT_HANDLE_READABLE and _WRITABLE alone", stacklevel=2)
        loop = self.impl.loop
        if wanted & READABLE:
            loop.add_reader(self.fd, self._handle, READABLE)
        else:
            loop.remove_reader(self.fd)
        if wanted & WRITABLE:
            loop.add_writer(self.fd, self._handle, WRITABLE)
        else:
            loop.remove_writer(self.fd)

    def add_handle(self, callback: FDCallback) -> None:
        """Watch for *callback*, too."""
        self.callbacks[callback.iden] = callback
        self.update()

    def remove_handle(self, iden: int) -> FDCallback:
        """Watch for the handle *iden* no more, and return it."""
        callback = self.callbacks.pop(iden)
        self.update()
        return callback


class DescriptorDict(dict[int, Descriptor]):
    """Descriptors by their numbers, made when they are first asked for."""

    def __init__(self, impl: virEventAsyncIOImpl) -> None:
        super().__init__()
        self.impl = impl

    def __missing__(self, fd: int) -> Descriptor:
        made = self[fd] = Descriptor(self.impl, fd)
        return made


class FDCallback(Callback):
    """A handle."""

    def __init__(
        self, impl: virEventAsyncIOImpl, cb: Callable[..., object], opaque: Any, *, descriptor: Descriptor, event: int
    ) -> None:
        super().__init__(impl, cb, opaque)
        self.descriptor = descriptor
        self.event = event

    def __repr__(self) -> str:
        return f"<{type(self).__name__} iden={self.iden} fd={self.descriptor.fd} event={self.event}>"

    def update(self, event: int) -> None:
        """Wait for other events."""
        self.event = event
        self.descriptor.update()


class TimeoutCallback(Callback):
    """A timer: a task while it is switched on."""

    def __init__(self, impl: virEventAsyncIOImpl, cb: Callable[..., object], opaque: Any) -> None:
        super().__init__(impl, cb, opaque)
        self.timeout = -1
        self._task: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} iden={self.iden} timeout={self.timeout}>"

    async def _timer(self) -> None:
        while True:
            await asyncio.sleep(max(0, self.timeout) / 1000)
            self.cb(self.iden, self.opaque)

    def update(self, timeout: int) -> None:
        """Call it every *timeout* ms from now on; -1 switches it off."""
        self.timeout = timeout
        if timeout >= 0 and self._task is None:
            self._task = self.impl.loop.create_task(self._timer(), name=f"libvirtaio timer {self.iden}")
        elif timeout < 0 and self._task is not None:
            self._task.cancel()
            self._task = None

    def close(self) -> None:
        """Switch it off, and have it freed."""
        self.update(-1)
        super().close()


class virEventAsyncIOImpl:
    """An event loop of libvirt that is an asyncio loop: *loop*, or the current one."""

    def __init__(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        self.loop = loop or asyncio.get_event_loop()
        self.callbacks: dict[int, Callback] = {}
        self.descriptors = DescriptorDict(self)
        self.log = logging.getLogger(type(self).__name__)
        self._pending = 0  # handles and timers that were added and are not freed yet
        self._finished: asyncio.Event | None = None  # while somebody waits until there are none

    def __repr__(self) -> str:
        return f"<{type(self).__name__} callbacks={self.callbacks} descriptors={self.descriptors}>"

    def _pending_inc(self) -> None:
        self._pending += 1
        if self._finished is not None:
            self._finished.clear()

    def _pending_dec(self) -> None:
        assert self._pending > 0
        self._pending -= 1
        if not self._pending and self._finished is not None:
            self._finished.set()

    def register(self) -> virEventAsyncIOImpl:
        """Make this the event loop of the process."""
        self.log.debug("register()")
        virEventRegisterImpl(
            self._add_handle,
            self._update_handle,
            self._remove_handle,
            self._add_timeout,
            self._update_timeout,
            self._remove_timeout,
        )
        return self

    def schedule_ff_callback(self, iden: int, opaque: Any) -> None:
        """Free what was added as *iden*, but not while it may be at work."""
        self.loop.call_soon_threadsafe(self._start_freeing, iden, opaque)

    def _start_freeing(self, iden: int, opaque: Any) -> None:
        self._freeing = self.loop.create_task(self._ff_callback(iden, opaque), name=f"libvirtaio free {iden}")

    async def _ff_callback(self, iden: int, opaque: Any) -> None:
        self.log.debug("free callback %d", iden)
        virEventInvokeFreeCallback(opaque)
        self._pending_dec()

    async def drain(self) -> None:
        """Wait until nothing is left of what was added: after the last connection was closed."""
        self.log.debug("drain()")
        if self._pending:
            assert self._finished is None, "somebody drains it already"
            self._finished = asyncio.Event()
            await self._finished.wait()
            self._finished = None
        self.log.debug("drained")

    def is_idle(self) -> bool:
        """Whether no handle and no timer is here. Some are as long as handlers of events are registered."""
        return not self.callbacks and not self._pending

    def _add_handle(self, fd: int, event: int, cb: Callable[..., object], opaque: Any) -> int:
        callback = FDCallback(self, cb, opaque, descriptor=self.descriptors[fd], event=event)
        self.log.debug("add_handle(fd=%d, event=%d) = %d", fd, event, callback.iden)
        self.callbacks[callback.iden] = callback
        self.descriptors[fd].add_handle(callback)
        self._pending_inc()
        return callback.iden

    def _update_handle(self, watch: int, event: int) -> None:
        self.log.debug("update_handle(watch=%d, event=%d)", watch, event)
        callback = self.callbacks[watch]
        assert isinstance(callback, FDCallback)
        callback.update(event)

    def _remove_handle(self, watch: int) -> int:
        self.log.debug("remove_handle(watch=%d)", watch)
        callback = self.callbacks.pop(watch, None)
        if callback is None:
            self.log.warning("remove_handle(): there is no handle %d", watch)
            return -1
        assert isinstance(callback, FDCallback)
        descriptor = callback.descriptor
        descriptor.remove_handle(watch)
        if not descriptor.callbacks:
            del self.descriptors[descriptor.fd]
        callback.close()
        return 0

    def _add_timeout(self, timeout: int, cb: Callable[..., object], opaque: Any) -> int:
        callback = TimeoutCallback(self, cb, opaque)
        self.log.debug("add_timeout(timeout=%d) = %d", timeout, callback.iden)
        self.callbacks[callback.iden] = callback
        callback.update(timeout)
        self._pending_inc()
        return callback.iden

    def _update_timeout(self, timer: int, timeout: int) -> None:
        self.log.debug("update_timeout(timer=%d, timeout=%d)", timer, timeout)
        callback = self.callbacks[timer]
        assert isinstance(callback, TimeoutCallback)
        callback.update(timeout)

    def _remove_timeout(self, timer: int) -> int:
        self.log.debug("remove_timeout(timer=%d)", timer)
        callback = self.callbacks.pop(timer, None)
        if callback is None:
            self.log.warning("remove_timeout(): there is no timer %d", timer)
            return -1
        callback.close()
        return 0


_current_impl: virEventAsyncIOImpl | None = None


def getCurrentImpl() -> virEventAsyncIOImpl | None:
    """The implementation that was registered last; None before the first."""
    return _current_impl


def virEventRegisterAsyncIOImpl(loop: asyncio.AbstractEventLoop | None = None) -> virEventAsyncIOImpl:
    """Have the handlers of blocking connections called by the asyncio loop *loop*, or the current one.

    Raises:
        RuntimeError: an event loop of the program is registered already.
    """
    global _current_impl
    _current_impl = virEventAsyncIOImpl(loop=loop).register()
    return _current_impl
