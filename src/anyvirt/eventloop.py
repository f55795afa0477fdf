"""libvirt's event loop: who watches file descriptors and timers, and the functions with which programs take part.

A program registers an implementation: the default one, which it runs itself by calling `virEventRunDefaultImpl` again
and again, or one of its own, such as that of anyvirt.libvirtaio. Events then reach it through that loop; see
anyvirt.events.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from operator import index
from typing import Any, Final, Protocol

from anyvirt.util.error import OperationInvalid, libvirtError
from anyvirt.util.last_error import remember
from anyvirt.util.posix import after_fork

READABLE: Final = 1  # VIR_EVENT_HANDLE_*
WRITABLE: Final = 2
ERROR: Final = 4
HANGUP: Final = 8

HandleCallback = Callable[[int, int, int, Any], object]
"""Called with watch, descriptor, events and the object of whoever added the handle."""

TimeoutCallback = Callable[[int, Any], object]
"""Called with timer and the object of whoever added the timer."""


def report_failure(what: str) -> None:
    """Log the exception of a callback: nobody above could catch it, and the others must be called all the same."""
    import logging

    logging.getLogger("anyvirt.events").exception("%s raised", what)


class Loop(Protocol):
    """What an implementation does. Any thread may call."""

    def add_handle(self, fd: int, events: int, cb: HandleCallback, opaque: object) -> int: ...

    def update_handle(self, watch: int, events: int) -> None: ...

    def remove_handle(self, watch: int) -> bool: ...

    def add_timeout(self, timeout_ms: int, cb: TimeoutCallback, opaque: object) -> int: ...

    def update_timeout(self, timer: int, timeout_ms: int) -> None: ...

    def remove_timeout(self, timer: int) -> bool: ...


class WakeUp:
    """A descriptor that becomes readable when some thread says so, and stays it until that was taken back."""

    def __init__(self) -> None:
        import socket

        self._receiver, self._sender = socket.socketpair()
        self._receiver.setblocking(False)
        self._sender.setblocking(False)
        self._guard = threading.Lock()
        self._set = False

    def fileno(self) -> int:
        return self._receiver.fileno()

    def set(self) -> None:
        with self._guard:
            if not self._set:
                self._set = True
                self._sender.send(b"\0")

    def clear(self) -> None:
        with self._guard:
            if self._set:
                self._set = False
                self._receiver.recv(1)

    def close(self) -> None:
        self._receiver.close()
        self._sender.close()


class _Handle:
    __slots__ = ("cb", "events", "fd", "opaque")

    def __init__(self, fd: int, events: int, cb: HandleCallback, opaque: object) -> None:
        self.fd = fd
        self.events = events
        self.cb = cb
        self.opaque = opaque


class _Timer:
    __slots__ = ("cb", "due_s", "opaque", "period_s")

    def __init__(self, timeout_ms: int, cb: TimeoutCallback, opaque: object) -> None:
        self.cb = cb
        self.opaque = opaque
        self.period_s = 0.0
        self.due_s: float | None = None  # None while it is switched off
        self.start(timeout_ms)

    def start(self, timeout_ms: int) -> None:
        self.period_s = timeout_ms / 1000
        self.due_s = None if timeout_ms < 0 else time.monotonic() + self.period_s


class PollLoop:
    """The default implementation: poll(2), and callbacks called inside `run_once`."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._handles: dict[int, _Handle] = {}
        self._timers: dict[int, _Timer] = {}
        self._watches = itertools.count(1)
        self._timer_numbers = itertools.count(1)
        self._changed = WakeUp()

    def add_handle(self, fd: int, events: int, cb: HandleCallback, opaque: object) -> int:
        with self._guard:
            watch = next(self._watches)
            self._handles[watch] = _Handle(fd, events, cb, opaque)
        self._changed.set()
        return watch

    def update_handle(self, watch: int, events: int) -> None:
        with self._guard:
            if handle := self._handles.get(watch):
                handle.events = events
        self._changed.set()

    def remove_handle(self, watch: int) -> bool:
        with self._guard:
            found = self._handles.pop(watch, None)
        self._changed.set()
        return found is not None

    def add_timeout(self, timeout_ms: int, cb: TimeoutCallback, opaque: object) -> int:
        with self._guard:
            number = next(self._timer_numbers)
            self._timers[number] = _Timer(timeout_ms, cb, opaque)
        self._changed.set()
        return number

    def update_timeout(self, timer: int, timeout_ms: int) -> None:
        with self._guard:
            if found := self._timers.get(timer):
                found.start(timeout_ms)
        self._changed.set()

    def remove_timeout(self, timer: int) -> bool:
        with self._guard:
            found = self._timers.pop(timer, None)
        self._changed.set()
        return found is not None

    def run_once(self) -> None:
        """Wait until a timer is due, a descriptor is ready, or something has changed here; call who waits for that."""
        self._changed.clear()
        with self._guard:
            watched = {watch: (handle.fd, handle.events) for watch, handle in self._handles.items() if handle.events}
            due = min((timer.due_s for timer in self._timers.values() if timer.due_s is not None), default=None)
        wanted: dict[int, int] = {self._changed.fileno(): READABLE}
        for fd, events in watched.values():
            wanted[fd] = wanted.get(fd, 0) | events
        ready = wait_for_descriptors(wanted, None if due is None else max(0.0, due - time.monotonic()))
        self._call_timers()
        for watch, (fd, _) in watched.items():
            self._call_handle(watch, fd, ready.get(fd, 0))

    def renew(self) -> None:
        """In a child process: have a lock and a wake-up of one's own."""
        self._guard = threading.Lock()
        self._changed.close()
        self._changed = WakeUp()

    def _call_timers(self) -> None:
        now = time.monotonic()
        with self._guard:
            due = [number for number, timer in self._timers.items() if timer.due_s is not None and timer.due_s <= now]
        for number in due:
            with self._guard:
                timer = self._timers.get(number)
                if timer is None or timer.due_s is None or timer.due_s > now:
                    continue  # one that was called before has stopped it
                timer.due_s = now + timer.period_s
            try:
                timer.cb(number, timer.opaque)
            except Exception:
                report_failure("the callback of a timer")

    def _call_handle(self, watch: int, fd: int, ready: int) -> None:
        with self._guard:
            handle = self._handles.get(watch)
            if handle is None or handle.fd != fd or not handle.events:
                return  # one that was called before has removed it
            happened = ready & (handle.events | ERROR | HANGUP)
        if happened:
            try:
                handle.cb(watch, fd, happened, handle.opaque)
            except Exception:
                report_failure("the callback of a handle")


def wait_for_descriptors(wanted: dict[int, int], timeout_s: float | None) -> dict[int, int]:
    """Wait until descriptors are ready for what is *wanted* of them, and say which are for what."""
    import select

    if not hasattr(select, "poll"):  # Windows
        readable = [fd for fd, events in wanted.items() if events & READABLE]
        writable = [fd for fd, events in wanted.items() if events & WRITABLE]
        to_read, to_write, _ = select.select(readable, writable, [], timeout_s)
        ready = dict.fromkeys(to_read, READABLE)
        for fd in to_write:
            ready[fd] = ready.get(fd, 0) | WRITABLE
        return ready
    poll = select.poll()
    for fd, events in wanted.items():
        if fd >= 0:  # poll(2) takes others for ones that are never ready
            poll.register(
                fd, (select.POLLIN if events & READABLE else 0) | (select.POLLOUT if events & WRITABLE else 0)
            )
    found = poll.poll(None if timeout_s is None else int(timeout_s * 1000 + 0.999))  # never before the time
    meaning = (
        (select.POLLIN, READABLE),
        (select.POLLOUT, WRITABLE),
        (select.POLLERR | select.POLLNVAL, ERROR),
        (select.POLLHUP, HANGUP),
    )
    return {fd: sum(event for bit, event in meaning if bits & bit) for fd, bits in found}


class CustomLoop:
    """An implementation of the program: six functions, called as libvirt-python calls them.

    What they get as `opaque` is a tuple of the function to call, its object, and who is told that it is not needed any
    more; programs hand it to `_eventInvokeHandleCallback`, `_eventInvokeTimeoutCallback`, `virEventInvokeFreeCallback`.
    """

    def __init__(
        self,
        add_handle: Callable[..., Any],
        update_handle: Callable[..., Any],
        remove_handle: Callable[..., Any],
        add_timeout: Callable[..., Any],
        update_timeout: Callable[..., Any],
        remove_timeout: Callable[..., Any],
    ) -> None:
        self._add_handle = add_handle
        self._update_handle = update_handle
        self._remove_handle = remove_handle
        self._add_timeout = add_timeout
        self._update_timeout = update_timeout
        self._remove_timeout = remove_timeout

    def add_handle(self, fd: int, events: int, cb: HandleCallback, opaque: object) -> int:
        return self._added(self._add_handle, "addHandle", fd, events, _eventInvokeHandleCallback, (cb, opaque, None))

    def update_handle(self, watch: int, events: int) -> None:
        self._tried(self._update_handle, "updateHandle", watch, events)

    def remove_handle(self, watch: int) -> bool:
        return self._tried(self._remove_handle, "removeHandle", watch) == 0

    def add_timeout(self, timeout_ms: int, cb: TimeoutCallback, opaque: object) -> int:
        return self._added(self._add_timeout, "addTimeout", timeout_ms, _eventInvokeTimeoutCallback, (cb, opaque, None))

    def update_timeout(self, timer: int, timeout_ms: int) -> None:
        self._tried(self._update_timeout, "updateTimeout", timer, timeout_ms)

    def remove_timeout(self, timer: int) -> bool:
        return self._tried(self._remove_timeout, "removeTimeout", timer) == 0

    @staticmethod
    def _added(function: Callable[..., Any], name: str, *args: object) -> int:
        try:
            number = index(function(*args))
        except Exception as exc:
            raise OperationInvalid(f"{name} of the program's event loop raised {exc!r}") from exc
        if number < 0:
            raise OperationInvalid(f"{name} of the program's event loop answered {number}")
        return number

    @staticmethod
    def _tried(function: Callable[..., Any], name: str, *args: object) -> object:
        try:
            return function(*args)
        except Exception:
            report_failure(f"{name} of the program's event loop")
            return -1


class Registration:
    """Which implementation the process has. The first that is registered stays."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._loop: Loop | None = None
        self._default: PollLoop | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def loop(self) -> Loop | None:
        """The implementation; None while there is none."""
        return self._loop

    @property
    def default(self) -> PollLoop:
        """The default implementation, registered or not."""
        with self._guard:
            if self._default is None:
                self._default = PollLoop()
            return self._default

    def register(self, loop: Loop) -> bool:
        """Make *loop* the implementation, unless there is one. Says whether it is the one now."""
        with self._guard:
            if self._loop is not None:
                return self._loop is loop
            self._loop = loop
            listeners = list(self._listeners)
        for listener in listeners:
            listener()
        return True

    def when_registered(self, listener: Callable[[], None]) -> None:
        """Call *listener* when an implementation is registered."""
        self._listeners.append(listener)

    def renew(self) -> None:
        """In a child process: what another thread of the parent may have been doing is not done here."""
        self._guard = threading.Lock()
        self._listeners.clear()
        if self._default is not None:
            self._default.renew()


registration = Registration()
after_fork(lambda: registration.renew())


def _registered(function: str) -> Loop:
    loop = registration.loop
    if loop is None:
        raise _failed(
            OperationInvalid(
                f"{function}() needs an event loop, and none is registered",
                hint="call virEventRegisterDefaultImpl() first",
            )
        )
    return loop


def _failed(error: libvirtError) -> libvirtError:
    error.origin = error.origin or 40  # VIR_FROM_EVENT
    remember(error)
    return error


def _dispatchEventHandleCallback(watch: int, fd: int, events: int, cbData: dict[str, Any]) -> int:
    cbData["cb"](watch, fd, events, cbData["opaque"])
    return 0


def _dispatchEventTimeoutCallback(timer: int, cbData: dict[str, Any]) -> int:
    cbData["cb"](timer, cbData["opaque"])
    return 0


def _eventInvokeHandleCallback(watch: int, fd: int, event: int, opaque: Any, opaquecompat: Any = None) -> None:
    """Call the function of a handle: what an implementation does when the descriptor is ready.

    *opaque* is what the implementation was given; older programs pass its first two parts one by one.
    """
    callback, data = (opaque, opaquecompat) if opaquecompat else opaque[:2]
    _called("the callback of a handle", callback, watch, fd, event, data)


def _eventInvokeTimeoutCallback(timer: int, opaque: Any, opaquecompat: Any = None) -> None:
    """Call the function of a timer: what an implementation does when it is due."""
    callback, data = (opaque, opaquecompat) if opaquecompat else opaque[:2]
    _called("the callback of a timer", callback, timer, data)


def _called(what: str, callback: Callable[..., object], *args: object) -> None:
    try:
        callback(*args)
    except Exception:
        report_failure(what)


def virEventInvokeFreeCallback(opaque: Any) -> None:
    """Say that an implementation does not need *opaque* of a handle or timer any more, which was removed.

    Source: virFreeCallback in libvirt-event.
    """
    if opaque[2] is not None:
        opaque[2](opaque[1])


def virEventRegisterDefaultImpl() -> int:
    """Register the default event loop, which the program runs by calling `virEventRunDefaultImpl` again and again.

    Nothing happens if one is registered already.

    Source: virEventRegisterDefaultImpl in libvirt-event.
    """
    registration.register(registration.default)
    return 0


def virEventRunDefaultImpl() -> int:
    """Wait until something happens, and call whom it concerns, in this thread: events, handles, timers.

    Source: virEventRunDefaultImpl in libvirt-event.
    """
    registration.register(registration.default)
    registration.default.run_once()
    return 0


def virEventRegisterImpl(
    addHandle: Callable[..., Any],
    updateHandle: Callable[..., Any],
    removeHandle: Callable[..., Any],
    addTimeout: Callable[..., Any],
    updateTimeout: Callable[..., Any],
    removeTimeout: Callable[..., Any],
) -> None:
    """Register an event loop of the program's own, before the first connection is opened.

    Args:
        addHandle: called with descriptor, events (VIR_EVENT_HANDLE_*), callback and opaque; answers a number for it.
            The program calls *callback*(number, descriptor, events, opaque) when the descriptor is ready.
        updateHandle: called with the number and the new events; 0 pauses the handle.
        removeHandle: called with the number; answers 0, or -1 if there is none.
        addTimeout: called with a time in ms, callback and opaque; answers a number. The program calls
            *callback*(number, opaque) each time that this time has passed, never while it is -1.
        updateTimeout: called with the number and the new time.
        removeTimeout: called with the number; answers 0, or -1 if there is none.

    Once one that was added has been removed, `virEventInvokeFreeCallback` is called with its opaque.

    Raises:
        RuntimeError: another one of the program's own is registered.

    Source: virEventRegisterImpl in libvirt-event.
    """
    functions = (addHandle, updateHandle, removeHandle, addTimeout, updateTimeout, removeTimeout)
    if isinstance(registration.loop, CustomLoop):
        raise RuntimeError("Event loop is already registered")
    for function in functions:
        if not callable(function):
            raise TypeError(f"the parts of an event loop must be callable, not {type(function).__name__}")
    registration.register(CustomLoop(*functions))  # one that is registered stays, as in libvirt


def virEventAddHandle(fd: int, events: int, cb: HandleCallback, opaque: object) -> int:
    """Have *cb*(watch, fd, events, opaque) called whenever the descriptor *fd* is ready for one of *events*.

    Args:
        events: VIR_EVENT_HANDLE_*; errors and hang-ups are always told of. 0 adds it paused.

    Returns:
        A number, the watch, by which it is changed and removed.

    Raises:
        OperationInvalid: no event loop is registered.

    Source: virEventAddHandle in libvirt-event.
    """
    loop = _registered("virEventAddHandle")
    data = {"cb": cb, "opaque": opaque}
    return _guarded(loop.add_handle, index(fd), index(events), _dispatchEventHandleCallback, data)


def virEventUpdateHandle(watch: int, events: int) -> None:
    """Change the events that a handle waits for. Nothing happens if there is no such handle.

    Source: virEventUpdateHandle in libvirt-event.
    """
    if (loop := registration.loop) is not None:
        loop.update_handle(index(watch), index(events))


def virEventRemoveHandle(watch: int) -> int:
    """Remove a handle; no call for it starts after this.

    Returns:
        0.

    Raises:
        OperationInvalid: there is no such handle.

    Source: virEventRemoveHandle in libvirt-event.
    """
    if not _registered("virEventRemoveHandle").remove_handle(index(watch)):
        raise _failed(OperationInvalid(f"there is no event handle {watch}"))
    return 0


def virEventAddTimeout(timeout: int, cb: TimeoutCallback, opaque: object) -> int:
    """Have *cb*(timer, opaque) called every *timeout* ms: 0 in each turn of the loop, -1 never.

    Returns:
        A number, the timer, by which it is changed and removed.

    Raises:
        OperationInvalid: no event loop is registered.

    Source: virEventAddTimeout in libvirt-event.
    """
    loop = _registered("virEventAddTimeout")
    data = {"cb": cb, "opaque": opaque}
    return _guarded(loop.add_timeout, index(timeout), _dispatchEventTimeoutCallback, data)


def virEventUpdateTimeout(timer: int, timeout: int) -> None:
    """Change the time of a timer, in ms, beginning now. Nothing happens if there is no such timer.

    Source: virEventUpdateTimeout in libvirt-event.
    """
    if (loop := registration.loop) is not None:
        loop.update_timeout(index(timer), index(timeout))


def virEventRemoveTimeout(timer: int) -> int:
    """Remove a timer; no call for it starts after this.

    Returns:
        0.

    Raises:
        OperationInvalid: there is no such timer.

    Source: virEventRemoveTimeout in libvirt-event.
    """
    if not _registered("virEventRemoveTimeout").remove_timeout(index(timer)):
        raise _failed(OperationInvalid(f"there is no timer {timer}"))
    return 0


def _guarded(add: Callable[..., int], *args: object) -> int:
    try:
        return add(*args)
    except libvirtError as error:
        raise _failed(error) from error.__cause__
