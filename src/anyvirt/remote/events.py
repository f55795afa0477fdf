"""Events of a daemon: what is asked for there, and what its messages mean here.

A daemon sends the events of an id once it was asked to, those of one object or all of them. Whoever asks here is
remembered by kind, id and object; the daemon is asked once for each, and told when the last one has gone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from anyvirt.conf.store.events import Event, EventKind, EventQueue
from anyvirt.rpc.params import read_params
from anyvirt.rpc.programs import program
from anyvirt.util.error import libvirtError

if TYPE_CHECKING:
    from anyvirt.conf.store.events import Ref
    from anyvirt.remote.base import BaseLink
    from anyvirt.rpc.connection import Notified
    from anyvirt.rpc.programs import Procedure

_REMOTE: Final = program("remote").by_name
_QEMU: Final = program("qemu").by_name

_FAILED: Final = -1  # no number of a daemon's


class _Service(NamedTuple):
    """How a daemon is asked for the events of a kind."""

    register: Procedure
    deregister: Procedure
    arguments: Callable[[int, Any], tuple[Any, ...]]  # of the call, from id and reference


def _of_object(event_id: int, ref: Any) -> tuple[Any, ...]:
    return event_id, ref


_SERVICES: Final = {
    EventKind.DOMAIN: _Service(
        _REMOTE["CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY"],
        _REMOTE["CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY"],
        _of_object,
    ),
    EventKind.NETWORK: _Service(
        _REMOTE["CONNECT_NETWORK_EVENT_REGISTER_ANY"],
        _REMOTE["CONNECT_NETWORK_EVENT_DEREGISTER_ANY"],
        _of_object,
    ),
    EventKind.STORAGE_POOL: _Service(
        _REMOTE["CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY"],
        _REMOTE["CONNECT_STORAGE_POOL_EVENT_DEREGISTER_ANY"],
        _of_object,
    ),
    EventKind.NODE_DEVICE: _Service(
        _REMOTE["CONNECT_NODE_DEVICE_EVENT_REGISTER_ANY"],
        _REMOTE["CONNECT_NODE_DEVICE_EVENT_DEREGISTER_ANY"],
        _of_object,
    ),
    EventKind.SECRET: _Service(
        _REMOTE["CONNECT_SECRET_EVENT_REGISTER_ANY"],
        _REMOTE["CONNECT_SECRET_EVENT_DEREGISTER_ANY"],
        _of_object,
    ),
    EventKind.QEMU_MONITOR: _Service(
        _QEMU["CONNECT_DOMAIN_MONITOR_EVENT_REGISTER"],
        _QEMU["CONNECT_DOMAIN_MONITOR_EVENT_DEREGISTER"],
        lambda _, ref: (ref, None, 0),
    ),
}


def _address(wire: Any) -> dict[str, Any]:
    return {"family": wire.family, "node": wire.node, "service": wire.service}


def _graphics(msg: Any) -> tuple[object, ...]:
    subject = [(each.type, each.name) for each in msg.subject]
    return msg.phase, _address(msg.local), _address(msg.remote), msg.authScheme, subject


def _params(msg: Any) -> tuple[object, ...]:
    return (read_params(msg.params),)


_D, _N, _S = EventKind.DOMAIN, EventKind.NETWORK, EventKind.STORAGE_POOL

# Messages whose values are not simply what stands behind the object.
_VALUES: Final[dict[str, Callable[[Any], tuple[object, ...]]]] = {
    "DOMAIN_EVENT_CALLBACK_GRAPHICS": _graphics,
    "DOMAIN_EVENT_CALLBACK_TUNABLE": _params,
    "DOMAIN_EVENT_CALLBACK_JOB_COMPLETED": _params,
}

_IDS: Final = {
    "DOMAIN_EVENT_CALLBACK_LIFECYCLE": (_D, 0),
    "DOMAIN_EVENT_CALLBACK_REBOOT": (_D, 1),
    "DOMAIN_EVENT_CALLBACK_RTC_CHANGE": (_D, 2),
    "DOMAIN_EVENT_CALLBACK_WATCHDOG": (_D, 3),
    "DOMAIN_EVENT_CALLBACK_IO_ERROR": (_D, 4),
    "DOMAIN_EVENT_CALLBACK_GRAPHICS": (_D, 5),
    "DOMAIN_EVENT_CALLBACK_IO_ERROR_REASON": (_D, 6),
    "DOMAIN_EVENT_CALLBACK_CONTROL_ERROR": (_D, 7),
    "DOMAIN_EVENT_CALLBACK_BLOCK_JOB": (_D, 8),
    "DOMAIN_EVENT_CALLBACK_DISK_CHANGE": (_D, 9),
    "DOMAIN_EVENT_CALLBACK_TRAY_CHANGE": (_D, 10),
    "DOMAIN_EVENT_CALLBACK_PMWAKEUP": (_D, 11),
    "DOMAIN_EVENT_CALLBACK_PMSUSPEND": (_D, 12),
    "DOMAIN_EVENT_CALLBACK_BALLOON_CHANGE": (_D, 13),
    "DOMAIN_EVENT_CALLBACK_PMSUSPEND_DISK": (_D, 14),
    "DOMAIN_EVENT_CALLBACK_DEVICE_REMOVED": (_D, 15),
    "DOMAIN_EVENT_BLOCK_JOB_2": (_D, 16),
    "DOMAIN_EVENT_CALLBACK_TUNABLE": (_D, 17),
    "DOMAIN_EVENT_CALLBACK_AGENT_LIFECYCLE": (_D, 18),
    "DOMAIN_EVENT_CALLBACK_DEVICE_ADDED": (_D, 19),
    "DOMAIN_EVENT_CALLBACK_MIGRATION_ITERATION": (_D, 20),
    "DOMAIN_EVENT_CALLBACK_JOB_COMPLETED": (_D, 21),
    "DOMAIN_EVENT_CALLBACK_DEVICE_REMOVAL_FAILED": (_D, 22),
    "DOMAIN_EVENT_CALLBACK_METADATA_CHANGE": (_D, 23),
    "DOMAIN_EVENT_BLOCK_THRESHOLD": (_D, 24),
    "DOMAIN_EVENT_MEMORY_FAILURE": (_D, 25),
    "DOMAIN_EVENT_MEMORY_DEVICE_SIZE_CHANGE": (_D, 26),
    "DOMAIN_EVENT_NIC_MAC_CHANGE": (_D, 27),
    "DOMAIN_EVENT_VCPU_REMOVED": (_D, 28),
    "DOMAIN_EVENT_CALLBACK_CHANNEL_LIFECYCLE": (_D, 29),
    "NETWORK_EVENT_LIFECYCLE": (_N, 0),
    "NETWORK_EVENT_CALLBACK_METADATA_CHANGE": (_N, 1),
    "STORAGE_POOL_EVENT_LIFECYCLE": (_S, 0),
    "STORAGE_POOL_EVENT_REFRESH": (_S, 1),
    "NODE_DEVICE_EVENT_LIFECYCLE": (EventKind.NODE_DEVICE, 0),
    "NODE_DEVICE_EVENT_UPDATE": (EventKind.NODE_DEVICE, 1),
    "SECRET_EVENT_LIFECYCLE": (EventKind.SECRET, 0),
    "SECRET_EVENT_VALUE_CHANGED": (EventKind.SECRET, 1),
    "DOMAIN_MONITOR_EVENT": (EventKind.QEMU_MONITOR, 0),
}
"""The messages of a daemon that was asked in its newer way, by which events have the number of who asked."""

_SINGLE: Final = {(EventKind.DOMAIN, 11), (EventKind.DOMAIN, 12), (EventKind.DOMAIN, 14)}
"""Those that have their reason before the message."""


class _Told:
    """What we have asked a daemon for."""

    __slots__ = ("count", "number", "ref")

    def __init__(self, ref: Ref | None) -> None:
        self.ref = ref
        self.count = 0
        self.number = _FAILED  # the daemon's, while it tells us


class RemoteEvents(EventQueue):
    """The queue of a connection to a daemon."""

    def __init__(self, link: BaseLink) -> None:
        super().__init__()
        self._link = link
        self._told: dict[tuple[EventKind, int, str | None], _Told] = {}
        self._leaving: list[Any] = []  # to be waited for: the daemon's answers to those that have ended
        self._close_told = False  # the daemon tells us when it loses its hypervisor

    # Who wants what

    def want(self, kind: EventKind, event_id: int, ref: Ref | None) -> Awaitable[None] | None:
        pending: Awaitable[None] | None = None
        with self._link.lock:
            key = kind, event_id, _key(ref)
            told = self._told.get(key)
            if told is None:
                told = self._told[key] = _Told(ref)
            told.count += 1
            if told.count > 1:
                return None
            self._link.watch(on=True)
            try:
                pending = self._link.run(self._register(key, told))
            except BaseException:
                self.unwant(kind, event_id, ref)
                raise
        return pending

    def unwant(self, kind: EventKind, event_id: int, ref: Ref | None) -> None:
        with self._link.lock:
            key = kind, event_id, _key(ref)
            told = self._told.get(key)
            if told is None:
                return
            told.count -= 1
            if told.count:
                return
            del self._told[key]
            self._link.watch(on=False)
            self._deregister(kind, told)

    async def _register(self, key: tuple[EventKind, int, str | None], told: _Told) -> None:
        kind, event_id, _ = key
        if kind is EventKind.CLOSE:
            await self._hear_of_losses()
            return
        # A daemon may look at two calls at once. Those that end something come first.
        leaving, self._leaving = self._leaving, []
        for ticket in leaving:
            with suppress(libvirtError):
                await self._link.wait_for(ticket)
        service = _SERVICES[kind]
        replied = await self._link.exchange(service.register, service.arguments(event_id, told.ref))
        told.number = replied.ret.callbackID
        if not told.count:  # nobody wants it any more
            self._deregister(kind, told)

    async def _hear_of_losses(self) -> None:
        """Have the daemon tell when its own connection to the hypervisor ends; not all can."""
        if not self._close_told:
            self._close_told = True
            try:
                await self._link.exchange(_REMOTE["CONNECT_REGISTER_CLOSE_CALLBACK"])
            except libvirtError:
                return  # that of our connection to the daemon is told in any case

    def _deregister(self, kind: EventKind, told: _Told) -> None:
        if told.number != _FAILED and self._link.alive:
            self._leaving.append(self._link.post(_SERVICES[kind].deregister, (told.number,)))
            told.number = _FAILED

    # What the daemon says

    def notified(self, event: Notified) -> None:
        """A message has come."""
        procedure, msg = event
        if procedure.name == "CONNECT_EVENT_CONNECTION_CLOSED":
            self.lost(msg.reason)
            return
        which = _IDS.get(procedure.name)
        if which is None:
            return  # in the older way, or newer than we are
        kind, event_id = which
        number, body = msg[0], msg
        values: tuple[object, ...]
        if which in _SINGLE:
            body, values = msg.msg, (msg.reason,)
        else:
            if procedure.msg is not None and "msg" in procedure.msg.fields:
                body = msg.msg
            made = _VALUES.get(procedure.name)
            values = made(body) if made else tuple(body[1 if body is not msg else 2 :])
        ref: Ref = body[0 if body is not msg else 1]
        if self._is_for(kind, event_id, ref, number):
            self.emit(Event(event_id, ref, values, kind))

    def _is_for(self, kind: EventKind, event_id: int, ref: Ref, number: int) -> bool:
        """Whether to tell: who wants all of an id and who wants those of one object must not have them twice."""
        every = self._told.get((kind, event_id, None))
        if every is not None and every.number != _FAILED:
            return number == every.number
        return True

    def lost(self, reason: int) -> None:
        """The connection has ended, ours or the daemon's own."""
        self.emit(Event(0, None, (reason,), EventKind.CLOSE))


def _key(ref: Ref | None) -> str | None:
    return None if ref is None else getattr(ref, "uuid", None) or getattr(ref, "name", None)
