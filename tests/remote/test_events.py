"""What a daemon tells of its own accord: events, the end of the connection, and whether it lives."""

from __future__ import annotations

import asyncio
import gc
import queue
import threading
from typing import Any, cast

import pytest

import anyvirt
from anyvirt import aio, event_types, libvirt_qemu
from anyvirt.api.events import EVENTS
from anyvirt.conf.store.events import EventKind
from anyvirt.error import InvalidArg, NoSupport
from anyvirt.remote.events import _IDS
from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import Pinged, Ponged, ping
from anyvirt.rpc.programs import Kind, program
from tests.remote.scripted import LIMIT_S, ScriptedDaemon, in_thread, procedure, silent
from tests.rpc.wire_values import UUID

WEB = ("web", UUID, 7)
REGISTER = "CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY"
DEREGISTER = "CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY"


@pytest.fixture
def daemon(daemon: ScriptedDaemon) -> ScriptedDaemon:
    """One that gives each registration the number 100 + id, or 200 + id for one object."""
    daemon.answers[REGISTER] = lambda args: ((200 if args.dom else 100) + args.eventID,)
    daemon.answers[DEREGISTER] = lambda _: None
    daemon.answers["CONNECT_DOMAIN_MONITOR_EVENT_REGISTER"] = lambda _: (300,)
    daemon.answers["CONNECT_REGISTER_CLOSE_CALLBACK"] = lambda _: None
    return daemon


def lifecycle(number: int, event: int, detail: int = 0) -> bytearray:
    return packets.message(procedure("DOMAIN_EVENT_CALLBACK_LIFECYCLE"), (number, (WEB, event, detail)))


def test_every_event_of_the_api_has_its_message() -> None:
    """And every message that a daemon of today may send is understood, but those of the older way."""
    assert set(_IDS.values()) - {(EventKind.QEMU_MONITOR, 0)} == {(row.kind, row.id) for row in EVENTS}
    messages = {
        each.name
        for name in ("remote", "qemu")
        for each in program(name).procedures.values()
        if each.kind is Kind.EVENT and each.msg is not None and "callbackID" in each.msg.fields
    }
    assert set(_IDS) == messages


class Told:
    """A handler of events."""

    def __init__(self) -> None:
        self._queue: queue.Queue[tuple[Any, ...]] = queue.Queue()

    def __call__(self, *args: Any) -> None:
        self._queue.put(args[1:-1])

    def next(self) -> tuple[Any, ...]:
        return self._queue.get(timeout=LIMIT_S)

    @property
    def silent(self) -> bool:
        return self._queue.empty()


def test_events_come_while_nobody_calls(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """The daemon is asked once for each id, and told when nobody wants it any more."""
    one, two = Told(), Told()
    first = conn.domainEventRegisterAny(None, 0, one, None)
    second = conn.domainEventRegisterAny(None, 0, two, None)
    assert len(daemon.peer.calls(REGISTER)) == 1
    daemon.peer.send(lifecycle(100, 2, 1))
    for told in (one, two):
        domain, event, detail = told.next()
        assert (domain.name(), event, detail) == ("web", 2, 1)
    conn.domainEventDeregisterAny(first)
    assert conn.getType() == "TEST"
    assert not daemon.peer.calls(DEREGISTER)
    conn.domainEventDeregisterAny(second)
    assert daemon.peer.wait_for(DEREGISTER).args.callbackID == 100
    assert conn.getType() == "TEST"


def test_events_come_while_a_call_waits(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    told = Told()
    conn.domainEventRegisterAny(None, 0, told, None)
    daemon.answers["CONNECT_GET_HOSTNAME"] = silent
    waiting = in_thread(conn.getHostname)
    called = daemon.peer.wait_for("CONNECT_GET_HOSTNAME")
    daemon.peer.send(lifecycle(100, 3))
    assert told.next()[1] == 3
    daemon.peer.answer(called, ("host",))
    assert waiting.result(LIMIT_S) == "host"
    daemon.peer.send(lifecycle(100, 4))
    assert told.next()[1] == 4


def test_nobody_is_told_twice(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """Though the daemon says it for each registration: those of one object, and all."""
    all_of_them, of_one = Told(), Told()
    domain = conn.lookupByName("web")
    conn.domainEventRegisterAny(domain, 0, of_one, None)
    daemon.peer.send(lifecycle(200, 2))
    assert of_one.next()[1] == 2
    conn.domainEventRegisterAny(None, 0, all_of_them, None)
    daemon.peer.send(lifecycle(200, 3) + lifecycle(100, 3) + lifecycle(100, 4))
    assert [told.next()[1] for told in (all_of_them, all_of_them, of_one, of_one)] == [3, 4, 3, 4]
    assert all_of_them.silent
    assert of_one.silent


def test_a_daemon_that_refuses_is_heard(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    def refuse(args: Any) -> Any:
        raise InvalidArg("unsupported event ID 28", origin=anyvirt.VIR_FROM_RPC)

    daemon.answers[REGISTER] = refuse
    with pytest.raises(InvalidArg, match="unsupported event ID 28"):
        conn.domainEventRegisterAny(None, 28, Told(), None)
    with pytest.raises(InvalidArg, match="unsupported event ID 28"):
        conn.events(event_types.DomainVcpuRemovedEvent)
    with conn.events() as everything:  # all that there are, which are none
        assert everything.numbers == []
    with pytest.raises(NoSupport, match="virConnectNetworkEventRegisterAny"):
        conn.networkEventRegisterAny(None, 0, Told(), None)


async def test_a_daemon_that_refuses_is_heard_by_tasks(daemon: ScriptedDaemon, aconn: aio.virConnect) -> None:
    def refuse(args: Any) -> Any:
        raise InvalidArg("unsupported event ID 28", origin=anyvirt.VIR_FROM_RPC)

    daemon.answers[REGISTER] = refuse
    with pytest.raises(InvalidArg, match="unsupported event ID 28"):
        await aconn.domainEventRegisterAny(None, 28, Told(), None)
    feed = aconn.events(event_types.DomainVcpuRemovedEvent)
    with pytest.raises(InvalidArg, match="unsupported event ID 28"):
        await anext(feed)


async def test_no_call_overtakes_a_subscription(daemon: ScriptedDaemon, aconn: aio.virConnect) -> None:
    """What happens by a call that is made after iterating has begun is not missed."""
    registered: list[str] = []
    register = daemon.answers[REGISTER]

    def slow(args: Any) -> Any:
        threading.Event().wait(0.05)
        registered.append("registered")
        return register(args)

    daemon.answers[REGISTER] = slow
    daemon.answers["CONNECT_GET_HOSTNAME"] = lambda _: (registered[-1],)
    async with aconn.events(event_types.DomainLifecycleEvent) as feed:
        assert await aconn.getHostname() == "registered"
        daemon.peer.send(lifecycle(100, 2))
        assert (await anext(feed)).event == 2


def test_a_registration_waits_for_the_end_of_the_one_before(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """A daemon whose threads overtake each other would take it for one too many."""
    first = conn.domainEventRegisterAny(None, 0, Told(), None)
    daemon.answers[DEREGISTER] = silent
    conn.domainEventDeregisterAny(first)
    again = in_thread(conn.domainEventRegisterAny, None, 0, Told(), None)
    called = daemon.peer.wait_for(DEREGISTER)
    assert conn.getType() == "TEST"
    assert len(daemon.peer.calls(REGISTER)) == 1
    daemon.peer.answer(called, None)
    assert again.result(LIMIT_S) != first


def test_values_of_events(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """In each of the shapes that messages have."""
    here = (0, "127.0.0.1", "5900")
    for event_id, name, msg, expected in (
        (1, "REBOOT", (101, (WEB,)), ()),
        (4, "IO_ERROR", (104, (WEB, "/a", "virtio0", 1)), ("/a", "virtio0", 1)),
        (
            5,
            "GRAPHICS",
            (105, (WEB, 1, here, here, "vnc", [("x509dname", "CN=me")])),
            (
                1,
                {"family": 0, "node": "127.0.0.1", "service": "5900"},
                {"family": 0, "node": "127.0.0.1", "service": "5900"},
                "vnc",
                [("x509dname", "CN=me")],
            ),
        ),
        (9, "DISK_CHANGE", (109, (WEB, None, "/new", "ide0", 0)), (None, "/new", "ide0", 0)),
        (11, "PMWAKEUP", (111, 0, (WEB,)), (0,)),
        (17, "TUNABLE", (117, WEB, [("cputune.vcpupin0", (7, "0-3"))]), ({"cputune.vcpupin0": "0-3"},)),
        (23, "METADATA_CHANGE", (123, WEB, 2, "urn:x"), (2, "urn:x")),
    ):
        told = Told()
        number = conn.domainEventRegisterAny(None, event_id, told, None)
        daemon.peer.send(packets.message(procedure(f"DOMAIN_EVENT_CALLBACK_{name}"), msg))
        domain, *values = told.next()
        assert (domain.name(), *values) == ("web", *expected)
        conn.domainEventDeregisterAny(number)


def test_events_of_monitors(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    told = Told()
    libvirt_qemu.qemuMonitorEventRegister(conn, None, "SHUT.*", told, None, 1)
    for name in ("RESET", "SHUTDOWN"):
        daemon.peer.send(packets.message(procedure("DOMAIN_MONITOR_EVENT"), (300, WEB, name, 1, 2, '{"guest": true}')))
    assert told.next()[1:] == ("SHUTDOWN", 1, 2, '{"guest": true}')


# The end


def closing(conn: anyvirt.virConnect) -> queue.Queue[int]:
    reasons: queue.Queue[int] = queue.Queue()
    conn.registerCloseCallback(lambda conn, reason, opaque: reasons.put(reason), None)
    return reasons


def test_who_waits_for_the_end_learns_of_it(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """Though nobody calls."""
    reasons = closing(conn)
    daemon.peer.hang_up()
    assert reasons.get(timeout=LIMIT_S) == anyvirt.VIR_CONNECT_CLOSE_REASON_EOF
    assert conn.isAlive() == 0


async def test_tasks_learn_of_the_end(daemon: ScriptedDaemon, aconn: aio.virConnect) -> None:
    reasons: asyncio.Queue[int] = asyncio.Queue()
    await aconn.registerCloseCallback(lambda conn, reason, opaque: reasons.put_nowait(reason), None)
    daemon.peer.send(b"\xff" * 28)
    async with asyncio.timeout(LIMIT_S):
        assert await reasons.get() == anyvirt.VIR_CONNECT_CLOSE_REASON_ERROR


def test_a_daemon_may_lose_its_hypervisor(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    """Which is no end of our connection to it."""
    reasons = closing(conn)
    daemon.peer.send(packets.message(procedure("CONNECT_EVENT_CONNECTION_CLOSED"), (2,)))
    assert reasons.get(timeout=LIMIT_S) == anyvirt.VIR_CONNECT_CLOSE_REASON_KEEPALIVE
    assert conn.isAlive() == 1


def test_closing_tells_nobody(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    reasons = closing(conn)
    conn.close()
    daemon.peer.wait_for_end()
    assert reasons.empty()


# Keepalive


def test_a_daemon_that_asks_is_answered(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    assert conn.setKeepAlive(60, 5) == 0
    daemon.peer.send(ping())
    daemon.peer.wait_for_event(Ponged)


def test_a_silent_daemon_is_asked_and_given_up(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    reasons = closing(conn)
    assert conn.setKeepAlive(1, 1) == 0
    daemon.peer.wait_for_event(Pinged)
    assert reasons.get(timeout=LIMIT_S) == anyvirt.VIR_CONNECT_CLOSE_REASON_KEEPALIVE


async def test_a_silent_daemon_is_given_up_by_tasks(daemon: ScriptedDaemon, aconn: aio.virConnect) -> None:
    """With the calls that wait for it."""
    daemon.answers["CONNECT_GET_HOSTNAME"] = silent
    assert await aconn.setKeepAlive(1, 1) == 0
    with pytest.raises(anyvirt.libvirtError, match="connection closed due to keepalive timeout"):
        await aconn.getHostname()


def test_a_daemon_without_keepalive_is_not_asked(daemon: ScriptedDaemon, conn: anyvirt.virConnect) -> None:
    daemon.answers["CONNECT_SUPPORTS_FEATURE"] = lambda _: (0,)
    assert conn.setKeepAlive(1, 1) == 1
    assert conn.setKeepAlive(0, 0) == 0


def test_one_thread_listens_for_all_and_ends_with_the_last(daemon: ScriptedDaemon) -> None:
    def listening() -> list[threading.Thread]:
        return [each for each in threading.enumerate() if each.name == "anyvirt-remote"]

    gc.collect()  # connections that other tests have forgotten
    for left in listening():
        left.join(LIMIT_S)
    with anyvirt.open(daemon.uri) as first:
        peers = [daemon.peer]
        with anyvirt.open(daemon.uri) as second:
            peers.append(daemon.peer)
            told = Told(), Told()
            numbers = [
                conn.domainEventRegisterAny(None, 0, each, None)
                for conn, each in zip((first, second), told, strict=True)
            ]
            (thread,) = listening()
            for peer, each in zip(peers, told, strict=True):
                peer.send(lifecycle(100, 3))
                assert each.next()[1] == 3
            first.domainEventDeregisterAny(numbers[0])
            peers[1].send(lifecycle(100, 4))
            assert told[1].next()[1] == 4
            assert listening() == [thread]
            second.domainEventDeregisterAny(numbers[1])
            thread.join(LIMIT_S)
            assert not thread.is_alive()
            number = second.domainEventRegisterAny(None, 0, told[1], None)
            peers[1].send(lifecycle(100, 5))
            assert told[1].next()[1] == 5
            second.domainEventDeregisterAny(number)


def test_what_cannot_be_handled_ends_one_connection_and_not_the_others(
    daemon: ScriptedDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    with anyvirt.open(daemon.uri) as first, anyvirt.open(daemon.uri) as second:
        told = Told()
        first.domainEventRegisterAny(None, 0, Told(), None)
        second.domainEventRegisterAny(None, 0, told, None)
        broken = cast("Any", first._driver).events

        def fail(event: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(broken, "notified", fail)
        daemon.peers[0].send(lifecycle(100, 3))
        daemon.peers[0].wait_for_end()
        daemon.peers[1].send(lifecycle(100, 4))
        assert told.next()[1] == 4
        assert not first.isAlive()
