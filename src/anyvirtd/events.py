"""Events: who of the clients asked for which, and the messages that bring them."""

from __future__ import annotations

import itertools
import re
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from anyvirt.api.events import BY_ID
from anyvirt.conf.store.events import Event, EventKind
from anyvirt.rpc import packet as packets
from anyvirt.rpc.params import wire_params
from anyvirt.rpc.programs import Procedure, program
from anyvirt.util.error import InvalidArg, NoSupport
from anyvirt.util.typed import JOB

if TYPE_CHECKING:
    from anyvirt.conf.store.events import EventQueue
    from anyvirtd.session import Session

_SERVICES: Final = {
    EventKind.NETWORK: "network_driver",
    EventKind.STORAGE_POOL: "storage_driver",
    EventKind.NODE_DEVICE: "node_device_driver",
    EventKind.SECRET: "secret_driver",
}
_POWER: Final = (11, 12, 14)  # ids of PMWAKEUP and its like, whose one value stands before the object, or nowhere
UNDECIDED_MAX: Final = 10_000
"""Events of which a policy may be behind for one client."""
REGISTRATIONS_MAX: Final = 1024
"""Registrations that one client may have."""


@dataclass(slots=True)
class Registration:
    """One thing that a client wants to be told of.

    Attributes:
        kind, event_id: which events.
        key: of the one object they must be about; None for any.
        legacy: whether it is told in messages that do not say for which registration they are.
        name: of the events of QEMU's monitor that are meant; None for all.
    """

    kind: EventKind
    event_id: int
    key: str | None = None
    legacy: bool = False
    name: re.Pattern[str] | None = None


class Registrations:
    """What one client has asked for, by number. Events may come on any thread."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._by_number: dict[int, Registration] = {}
        self._numbers = itertools.count()
        self._queues: dict[EventQueue, Callable[[], None]] = {}  # and how to leave them
        self._undecided: deque[Event] = deque()  # of which the policy has yet to say whether the client may know them
        self._thread = threading.get_ident()

    def add(self, registration: Registration, function: str) -> int:
        """Tell the client of it from now on; the result is its number.

        Raises:
            NoSupport: the driver has no such events.
            InvalidArg: there are too many already.
        """
        if len(self._by_number) >= REGISTRATIONS_MAX:
            raise InvalidArg(f"{function}: there are {REGISTRATIONS_MAX} registrations, more are not allowed")
        queue = self._queue(registration.kind, function)
        if queue not in self._queues:
            self._queues[queue] = queue.subscribe(self._happened)
        number = next(self._numbers)
        self._by_number[number] = registration
        return number

    def find(self, kind: EventKind, event_id: int, *, legacy: bool) -> list[int]:
        """The numbers of the registrations for an event."""
        wanted = kind, event_id, legacy
        return [n for n, each in self._by_number.items() if (each.kind, each.event_id, each.legacy) == wanted]

    def remove(self, number: int, kind: EventKind) -> None:
        """Forget the registration of that number.

        Raises:
            InvalidArg: there is none for events of that kind.
        """
        found = self._by_number.get(number)
        if found is None or found.kind is not kind or found.legacy:
            raise InvalidArg(f"domain event callback {number} not registered", hint="it may have been deregistered")
        del self._by_number[number]

    def remove_legacy(self, number: int) -> None:
        """Forget one that `find` has answered."""
        del self._by_number[number]

    def close(self) -> None:
        """Forget all."""
        self._by_number.clear()
        self._undecided.clear()
        for leave in self._queues.values():
            leave()
        self._queues.clear()

    def _queue(self, kind: EventKind, function: str) -> EventQueue:
        session = self._session
        service = getattr(session, _SERVICES[kind]) if kind in _SERVICES else session.driver
        queue: EventQueue | None = getattr(service, "events", None)
        if queue is None:
            raise NoSupport(function, origin=session.origin)
        return queue

    def _happened(self, event: Event) -> None:
        if not self._by_number:
            return
        if threading.get_ident() == self._thread:
            self._arrived(event)
        else:
            self._session.client.service.loop.call_soon_threadsafe(self._arrived, event)

    def _arrived(self, event: Event) -> None:
        client = self._session.client
        if client.policy is None:
            self._tell(event)
            return
        if len(self._undecided) >= UNDECIDED_MAX:
            client.close(f"too slow: for {UNDECIDED_MAX} events it is not known whether it may be told of them")
            return
        self._undecided.append(event)
        if len(self._undecided) == 1:
            client.service.in_background(self._decide())

    async def _decide(self) -> None:
        """Tell of what the policy lets the client know, in order."""
        from anyvirtd.guard import may_see

        while self._undecided:
            event = self._undecided[0]
            policy = self._session.client.policy
            if policy is None or await may_see(policy, self._session, event):
                self._tell(event)
            if self._undecided:  # nobody has hung up meanwhile
                self._undecided.popleft()

    def _tell(self, event: Event) -> None:
        client = self._session.client
        key = None
        for number, each in list(self._by_number.items()):
            if each.kind is not event.kind or each.event_id != event.event_id:
                continue
            if each.key is not None:
                key = key or _key(event.ref)
                if each.key != key:
                    continue
            if each.name is not None and not each.name.match(str(event.args[0])):
                continue
            client.tell(encode(event, None if each.legacy else number))


def check_event_id(kind: EventKind, event_id: int, function: str) -> None:
    """Refuse an id that there is no event for.

    Raises:
        InvalidArg: there is none.
    """
    if (kind, event_id) not in BY_ID:
        limit = sum(each is kind for each, _ in BY_ID)
        raise InvalidArg(f"eventID in {function} must be less than {limit}, not {event_id}")


def has_legacy_message(event_id: int) -> bool:
    """Whether clients from before there were numbers can be told of a domain's event."""
    return _procedures(EventKind.DOMAIN, event_id)[0] is not None


def encode(event: Event, number: int | None) -> bytearray:
    """The packet that tells of *event*, to the registration *number* or in the old way."""
    if event.kind is EventKind.CLOSE:
        return packets.message(program("remote").by_name["CONNECT_EVENT_CONNECTION_CLOSED"], event.args)
    if event.kind is EventKind.QEMU_MONITOR:
        name, seconds, micros, details = event.args
        said = number, event.ref, name, seconds, micros, details
        return packets.message(program("qemu").by_name["DOMAIN_MONITOR_EVENT"], said)
    legacy, numbered = _procedures(event.kind, event.event_id)
    values = _values(event)
    if number is None:
        assert legacy is not None
        return packets.message(legacy, (event.ref, *(() if _is_power(event) else values)))
    assert numbered.msg is not None
    if "msg" not in numbered.msg.fields:
        return packets.message(numbered, (number, event.ref, *values))
    if _is_power(event):
        return packets.message(numbered, (number, *values, (event.ref,)))
    return packets.message(numbered, (number, (event.ref, *values)))


def _values(event: Event) -> tuple[Any, ...]:
    row = BY_ID[event.kind, event.event_id]
    match row.name:
        case "DomainGraphicsEvent":
            phase, local, remote, scheme, subject = event.args
            return phase, _address(local), _address(remote), scheme, subject
        case "DomainTunableEvent":
            (tuned,) = event.args
            return (wire_params(tuned),)  # type: ignore[arg-type]
        case "DomainJobCompletedEvent":
            (figures,) = event.args
            return (wire_params(figures, JOB),)  # type: ignore[arg-type]
    return event.args


def _address(address: Any) -> tuple[int, str, str]:
    return address["family"], address["node"] or "", address["service"] or ""


def _is_power(event: Event) -> bool:
    return event.kind is EventKind.DOMAIN and event.event_id in _POWER


@cache
def _procedures(kind: EventKind, event_id: int) -> tuple[Procedure | None, Procedure]:
    """The messages of an event: that of old, if there is one, and that with a number."""
    name = BY_ID[kind, event_id].constant.removeprefix("VIR_").replace("EVENT_ID_", "EVENT_")
    by_name = program("remote").by_name
    plain = by_name.get(name)
    numbered = by_name.get(name.replace("EVENT_", "EVENT_CALLBACK_", 1)) or plain
    assert numbered is not None
    if plain is None or plain.msg is None or "callbackID" in plain.msg.fields:
        return None, numbered
    return plain, numbered


def _key(ref: object) -> str | None:
    return getattr(ref, "uuid", None) or getattr(ref, "name", None)
