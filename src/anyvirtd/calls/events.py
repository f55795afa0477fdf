"""Asking for events and no longer asking for them, in all the ways that there were over the years."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from anyvirt.conf.store.events import EventKind
from anyvirt.util.error import InvalidArg, OperationInvalid
from anyvirtd.events import Registration, check_event_id, has_legacy_message

if TYPE_CHECKING:
    from anyvirtd.dispatch.base import Answer, Fds
    from anyvirtd.service import Handler
    from anyvirtd.session import Session

_LIFECYCLE: Final = 0  # VIR_DOMAIN_EVENT_ID_LIFECYCLE
_REGEX: Final = 1  # VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX
_NOCASE: Final = 2  # VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE
_REGEX_MAX: Final = 256


async def connect_domain_event_register(session: Session, args: Any, fds: Fds) -> Answer:
    _add_legacy(session, _LIFECYCLE, "virConnectDomainEventRegister")
    return (1,)


async def connect_domain_event_deregister(session: Session, args: Any, fds: Fds) -> Answer:
    _remove_legacy(session, _LIFECYCLE)
    return (0,)


async def connect_domain_event_register_any(session: Session, args: Any, fds: Fds) -> Answer:
    _add_legacy(session, args.eventID, "virConnectDomainEventRegisterAny")
    return None


async def connect_domain_event_deregister_any(session: Session, args: Any, fds: Fds) -> Answer:
    _remove_legacy(session, args.eventID)
    return None


def _add_legacy(session: Session, event_id: int, function: str) -> None:
    check_event_id(EventKind.DOMAIN, event_id, function)
    if not has_legacy_message(event_id):
        raise InvalidArg(f"unsupported event ID {event_id}", hint="this event needs a client of libvirt 1.2.2 or newer")
    if session.events.find(EventKind.DOMAIN, event_id, legacy=True):
        raise OperationInvalid(f"domain event {event_id} already registered")
    session.events.add(Registration(EventKind.DOMAIN, event_id, legacy=True), function)


def _remove_legacy(session: Session, event_id: int) -> None:
    found = session.events.find(EventKind.DOMAIN, event_id, legacy=True)
    if not found:
        raise OperationInvalid(f"domain event {event_id} not registered")
    session.events.remove_legacy(found[0])


def _register(kind: EventKind, function: str, argument: str, key: Callable[[Any], str]) -> Handler:
    async def register(session: Session, args: Any, fds: Fds) -> Answer:
        check_event_id(kind, args.eventID, function)
        subject = getattr(args, argument)
        registration = Registration(kind, args.eventID, None if subject is None else key(subject))
        return (session.events.add(registration, function),)

    return register


def _deregister(kind: EventKind) -> Handler:
    async def deregister(session: Session, args: Any, fds: Fds) -> Answer:
        session.events.remove(args.callbackID, kind)
        return None

    return deregister


async def monitor_event_register(session: Session, args: Any, fds: Fds) -> Answer:
    function = "virConnectDomainQemuMonitorEventRegister"
    session.check_write(function)
    await session.driver.connect_domain_qemu_monitor_event_register(args.flags)
    registration = Registration(
        EventKind.QEMU_MONITOR, 0, None if args.dom is None else _uuid(args.dom), name=_pattern(args.event, args.flags)
    )
    return (session.events.add(registration, function),)


async def monitor_event_deregister(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virConnectDomainQemuMonitorEventDeregister")
    session.events.remove(args.callbackID, EventKind.QEMU_MONITOR)
    return None


def _pattern(event: str | None, flags: int) -> re.Pattern[str] | None:
    if event is None:
        return None
    if len(event) > _REGEX_MAX:
        raise InvalidArg(f"the name of an event has {len(event)} characters, at most {_REGEX_MAX} are allowed")
    text = event if flags & _REGEX else f"{re.escape(event)}$"
    try:
        return re.compile(text, re.IGNORECASE if flags & _NOCASE else 0)
    except re.error as exc:
        raise InvalidArg(f"failed to compile regex {event!r}: {exc}") from exc


def _uuid(subject: Any) -> str:
    uuid: str = subject.uuid
    return uuid


def _name(subject: Any) -> str:
    name: str = subject.name
    return name


HANDLERS: Final[dict[tuple[str, str], Handler]] = {
    ("remote", "CONNECT_DOMAIN_EVENT_REGISTER"): connect_domain_event_register,
    ("remote", "CONNECT_DOMAIN_EVENT_DEREGISTER"): connect_domain_event_deregister,
    ("remote", "CONNECT_DOMAIN_EVENT_REGISTER_ANY"): connect_domain_event_register_any,
    ("remote", "CONNECT_DOMAIN_EVENT_DEREGISTER_ANY"): connect_domain_event_deregister_any,
    ("remote", "CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY"): _register(
        EventKind.DOMAIN, "virConnectDomainEventRegisterAny", "dom", _uuid
    ),
    ("remote", "CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY"): _deregister(EventKind.DOMAIN),
    ("remote", "CONNECT_NETWORK_EVENT_REGISTER_ANY"): _register(
        EventKind.NETWORK, "virConnectNetworkEventRegisterAny", "net", _uuid
    ),
    ("remote", "CONNECT_NETWORK_EVENT_DEREGISTER_ANY"): _deregister(EventKind.NETWORK),
    ("remote", "CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY"): _register(
        EventKind.STORAGE_POOL, "virConnectStoragePoolEventRegisterAny", "pool", _uuid
    ),
    ("remote", "CONNECT_STORAGE_POOL_EVENT_DEREGISTER_ANY"): _deregister(EventKind.STORAGE_POOL),
    ("remote", "CONNECT_NODE_DEVICE_EVENT_REGISTER_ANY"): _register(
        EventKind.NODE_DEVICE, "virConnectNodeDeviceEventRegisterAny", "dev", _name
    ),
    ("remote", "CONNECT_NODE_DEVICE_EVENT_DEREGISTER_ANY"): _deregister(EventKind.NODE_DEVICE),
    ("remote", "CONNECT_SECRET_EVENT_REGISTER_ANY"): _register(
        EventKind.SECRET, "virConnectSecretEventRegisterAny", "secret", _uuid
    ),
    ("remote", "CONNECT_SECRET_EVENT_DEREGISTER_ANY"): _deregister(EventKind.SECRET),
    ("qemu", "CONNECT_DOMAIN_MONITOR_EVENT_REGISTER"): monitor_event_register,
    ("qemu", "CONNECT_DOMAIN_MONITOR_EVENT_DEREGISTER"): monitor_event_deregister,
}
