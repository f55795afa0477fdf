"""What clients do to a service that they should not: it keeps its memory, its places and its sockets."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import Server
from anyvirt.sasl import Attempts
from anyvirtd import wires
from anyvirtd.auth import AuthType, Gate
from anyvirtd.identity import Identity
from anyvirtd.service import Limits, Service
from anyvirtd.wires import SocketWire
from tests.daemon.test_service import HIGH, LOW, REMOTE, Peer, serving, until

BIG = REMOTE["DOMAIN_DEFINE_XML"]
SASL = REMOTE["AUTH_SASL_INIT"]
MIB = 1024 * 1024


def stranger(service: Service) -> Peer:
    """A client that has yet to show who it is."""
    ours, theirs = socket.socketpair()
    gate = Gate(AuthType.SASL, attempts=Attempts(), peer="somebody")
    service.welcome(SocketWire(service.loop, ours), Identity("unix", uid=0, gid=0, pid=1), gate=gate)
    return Peer(theirs)


async def test_calls_that_wait_do_not_pile_up_however_long_they_are() -> None:
    async with serving(Limits(max_client_requests=1)) as (service, work, connect):
        service.handlers[BIG] = work.answer
        peer = connect()
        await peer.say(LOW)
        client = service.clients[1]
        calls = [peer.end.call(BIG, ("x" * (2 * MIB),))[1] for _ in range(20)]
        sending = asyncio.create_task(peer.send(b"".join(calls)))
        await until(lambda: client._held)
        assert len(client.waiting) == 2
        work.go.notify_all()
        for _ in range(21):
            await peer.reply()
        await sending
        assert client._waiting_bytes == 0


async def test_strangers_who_wait_take_no_place_from_others() -> None:
    async with serving(Limits(max_workers=1, prio_workers=0)) as (service, work, connect):
        service.handlers[SASL] = work.wait
        unknown, known = stranger(service), connect()
        for _ in range(3):
            await unknown.say(SASL)
        await until(lambda: len(work.started) == 3)
        assert service.running == 0
        await known.say(HIGH)
        assert (await known.reply()).ret == ("X",)
        await known.say(LOW)
        await until(lambda: service.running == 1)
        work.go.notify_all()
        await known.reply()
        await until(lambda: service.running == 0)
        unknown.socket.close()


async def test_nothing_goes_on_for_a_stranger_who_has_gone() -> None:
    """Who waits for having given wrong passwords, and hangs up, does not hold up the daemon's end."""
    async with serving() as (service, work, _):
        service.handlers[SASL] = work.wait
        unknown = stranger(service)
        await unknown.say(SASL)
        await until(lambda: work.started)
        client = service.clients[1]
        unknown.socket.close()
        await until(lambda: client.closed and not client.running)
        assert len(work.started) == 1


async def test_a_stranger_must_not_put_it_off_for_ever() -> None:
    async with serving() as (service, _, connect):
        service.stranger_s = 0.1
        unknown, known = stranger(service), connect()
        assert await unknown.next() is None
        await known.say(HIGH)
        await known.reply()


async def test_strangers_keep_nobody_out_who_is_known() -> None:
    class Door:
        open = True

        def __init__(self, *, strangers: bool) -> None:
            self.strangers = strangers

        def pause(self) -> None:
            self.open = False

        def resume(self) -> None:
            self.open = True

        def close(self) -> None:
            self.open = False

    async with serving(Limits(max_clients=4, max_anonymous_clients=2)) as (service, _, connect):
        back, front = Door(strangers=True), Door(strangers=False)
        service.listeners += [back, front]
        with service.handshake():
            first = stranger(service)
            assert (back.open, front.open) == (False, True)
            connect()
            assert front.open
            connect()
            assert not front.open
        assert (back.open, front.open) == (True, True)
        first.socket.close()


async def test_who_does_not_read_is_not_waited_for_when_the_connection_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wires, "LINGER_S", 0.2)
    async with serving() as (service, _, connect):
        await send_much(service, connect())
        client = service.clients[1]
        client.close("")
        assert client.wire.unsent
        await client.wire.gone()
        assert client.wire._socket.fileno() == -1


async def test_who_reads_gets_all_before_the_service_stops() -> None:
    async with serving() as (service, _, connect):
        peer = connect()
        await send_much(service, peer)
        client = service.clients[1]
        stopping = asyncio.create_task(service.stop(10.0))
        await until(lambda: client.closed)
        for _ in range(20):
            await asyncio.sleep(0)
        assert not stopping.done()
        assert len((await peer.reply()).ret[0]) == 3 * MIB
        assert await peer.next() is None
        await stopping


async def send_much(service: Service, peer: Peer) -> None:
    """Have an answer waiting that is too long for the sockets."""

    async def much(session: Any, args: Any, fds: Any) -> Any:
        return ("x" * (3 * MIB),)

    service.handlers[HIGH] = much  # type: ignore[index]
    await peer.say(HIGH)
    await until(lambda: service.clients[1].wire.unsent)


async def test_nothing_may_stand_before_what_is_protected() -> None:
    """It could be anybody's who is on the way: the beginning of a packet that the client then ends."""

    class Layer:
        def wrap(self, data: bytes) -> bytes:
            return data

        unwrap = wrap

    async def last_step(session: Any, args: Any, fds: Any) -> Any:
        session.client.layer_after_answer = Layer()
        return ("X",)

    async with serving() as (service, _, connect):
        service.handlers[HIGH] = last_step
        careful, careless = connect(), connect()
        await careful.say(HIGH)
        await careful.reply()
        await careful.say(HIGH)
        await careful.reply()
        _, data = careless.end.call(HIGH)
        await careless.send(data + packets.call(LOW, 77)[:10])
        while await careless.next() is not None:  # the end comes before or after the answer
            pass


async def test_what_nobody_has_expected_ends_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Server) -> Any:
        raise ZeroDivisionError

    async with serving() as (service, _, connect):
        peer = connect()
        monkeypatch.setattr(Server, "events", fail)
        await peer.say(HIGH)
        assert await peer.next() is None
        assert not service.clients
