"""Events over the wire: in each of the ways to ask for them, and every one there is."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from anyvirt.api.events import EVENTS, EventRow
from anyvirt.conf.store.events import Event, EventKind
from anyvirt.rpc.connection import Client, Notified
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.util.error import InvalidArg, OperationInvalid
from anyvirt.util.refs import DomainRef, NetworkRef, NodeDeviceRef, SecretRef, StoragePoolRef
from anyvirtd.events import encode, has_legacy_message
from tests.daemon.talk import REMOTE, Talk

UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f"
REFS: dict[EventKind, Any] = {
    EventKind.DOMAIN: DomainRef("web", UUID, 7),
    EventKind.NETWORK: NetworkRef("net", UUID),
    EventKind.STORAGE_POOL: StoragePoolRef("pool", UUID),
    EventKind.NODE_DEVICE: NodeDeviceRef("dev"),
    EventKind.SECRET: SecretRef(UUID, 1, "usage"),
}
VALUES: dict[str, Any] = {
    "int": 3,
    "str": "text",
    "str | None": None,
    "dict[str, int | str | None]": {"family": 0, "node": "::1", "service": None},
    "list[tuple[str, str]]": [("x509dname", "CN=joe")],
    "TypedParams": {"time_elapsed": 5, "operation": 1},
}


def _read(packet: bytearray) -> Notified:
    client = Client()
    client.receive(packet)
    (event,) = client.events()
    assert isinstance(event, Notified)
    return event


@pytest.mark.parametrize("row", EVENTS, ids=lambda row: row.name)
def test_every_event_has_its_message(row: EventRow) -> None:
    event = Event(row.id, REFS[row.kind], tuple(VALUES[value.type] for value in row.values), row.kind)
    told = _read(encode(event, 42))
    assert told.msg.callbackID == 42
    suffix = row.constant.partition("EVENT_ID_")[2]
    assert told.procedure.name.endswith(suffix)
    inner = getattr(told.msg, "msg", told.msg)
    subject = next(each for each in inner if isinstance(each, tuple) and hasattr(each, "_fields"))
    assert getattr(subject, "uuid", None) in (None, UUID)
    if row.kind is EventKind.DOMAIN and has_legacy_message(row.id):
        old = _read(encode(event, None))
        assert old.procedure.name == f"DOMAIN_EVENT_{suffix}"
        assert old.msg.dom.id == 7


def test_clients_of_old_know_these() -> None:
    assert [row.id for row in EVENTS if row.kind is EventKind.DOMAIN and has_legacy_message(row.id)] == list(range(16))


def _test_domain(talk: Talk) -> Any:
    return talk.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("test",)).dom


def test_registrations_by_number_are_told_their_numbers(daemon: PrivateDaemon) -> None:
    with Talk(daemon.socket).open() as talk, Talk(daemon.socket).open() as other:
        dom = _test_domain(talk)
        stranger = ("x", str(uuid4()), -1)
        every = talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY"], (0, None)).callbackID
        talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY"], (0, stranger))
        this = talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY"], (0, dom)).callbackID
        other.ask(REMOTE["DOMAIN_SUSPEND"], (dom,))
        told = [talk.told().msg for _ in range(2)]
        assert [each.callbackID for each in told] == [every, this]
        assert (told[0].msg.dom.name, told[0].msg.event, told[0].msg.detail) == ("test", 3, 0)
        talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY"], (every,))
        other.ask(REMOTE["DOMAIN_RESUME"], (dom,))
        assert talk.told().msg.callbackID == this
        with pytest.raises(InvalidArg, match="not registered"):
            talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY"], (every,))
        with pytest.raises(InvalidArg, match="not registered"):  # it is not one of networks
            talk.ask(REMOTE["CONNECT_NETWORK_EVENT_DEREGISTER_ANY"], (this,))


def test_clients_of_old_are_told_in_the_old_way(daemon: PrivateDaemon) -> None:
    with Talk(daemon.socket).open() as talk:
        dom = _test_domain(talk)
        assert talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_REGISTER"]).cb_registered == 1
        with pytest.raises(OperationInvalid, match="already registered"):
            talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_REGISTER_ANY"], (0,))
        talk.ask(REMOTE["DOMAIN_SUSPEND"], (dom,))
        told = talk.told()
        assert told.procedure is REMOTE["DOMAIN_EVENT_LIFECYCLE"]
        assert (told.msg.dom.name, told.msg.event) == ("test", 3)
        assert talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_DEREGISTER"]).cb_registered == 0
        with pytest.raises(OperationInvalid, match="not registered"):
            talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_DEREGISTER_ANY"], (0,))
        with pytest.raises(InvalidArg, match="unsupported event ID"):
            talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_REGISTER_ANY"], (17,))


@pytest.mark.parametrize("event_id", [-1, 30, 2**31 - 1])
def test_ids_of_nothing_are_refused(shared: PrivateDaemon, event_id: int) -> None:
    with Talk(shared.socket).open() as talk, pytest.raises(InvalidArg, match="must be less than 30"):
        talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY"], (event_id, None))


def test_networks_and_others_have_events_too(daemon: PrivateDaemon) -> None:
    with Talk(daemon.socket).open() as talk:
        net = talk.ask(REMOTE["NETWORK_LOOKUP_BY_NAME"], ("default",)).net
        number = talk.ask(REMOTE["CONNECT_NETWORK_EVENT_REGISTER_ANY"], (0, net)).callbackID
        pool = talk.ask(REMOTE["CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY"], (0, None)).callbackID
        talk.ask(REMOTE["CONNECT_NODE_DEVICE_EVENT_REGISTER_ANY"], (0, None))
        talk.ask(REMOTE["CONNECT_SECRET_EVENT_REGISTER_ANY"], (0, None))
        talk.ask(REMOTE["NETWORK_DESTROY"], (net,))
        told = talk.told()
        assert (told.procedure.name, told.msg.callbackID, told.msg.net.name) == (
            "NETWORK_EVENT_LIFECYCLE",
            number,
            "default",
        )
        talk.ask(
            REMOTE["STORAGE_POOL_DESTROY"], (talk.ask(REMOTE["STORAGE_POOL_LOOKUP_BY_NAME"], ("default-pool",)).pool,)
        )
        assert talk.told().msg.callbackID == pool


def test_too_many_registrations_are_refused(daemon: PrivateDaemon) -> None:
    with Talk(daemon.socket).open() as talk:
        for _ in range(1024):
            talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY"], (0, None))
        with pytest.raises(InvalidArg, match="1024 registrations"):
            talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY"], (0, None))


def test_a_client_too_slow_for_its_events_is_given_up(daemon: PrivateDaemon) -> None:
    with Talk(daemon.socket).open() as slow, Talk(daemon.socket).open() as other:
        for _ in range(1000):
            slow.ask(REMOTE["CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY"], (0, None))
        dom = _test_domain(other)
        for _ in range(150):  # each makes 1000 messages of some 80 bytes
            other.ask(REMOTE["DOMAIN_SUSPEND"], (dom,))
            other.ask(REMOTE["DOMAIN_RESUME"], (dom,))
        assert "too slow" in daemon.log.read_text()
        slow.wait_for_end()


def test_the_close_callback_is_registered_once(daemon: PrivateDaemon) -> None:
    with Talk(daemon.socket).open() as talk:
        talk.ask(REMOTE["CONNECT_REGISTER_CLOSE_CALLBACK"])
        with pytest.raises(OperationInvalid, match="already registered"):
            talk.ask(REMOTE["CONNECT_REGISTER_CLOSE_CALLBACK"])
        talk.ask(REMOTE["CONNECT_UNREGISTER_CLOSE_CALLBACK"])
        with pytest.raises(OperationInvalid, match="not registered"):
            talk.ask(REMOTE["CONNECT_UNREGISTER_CLOSE_CALLBACK"])
