"""Events of all kinds of objects: who hears of what, in which order, and what handlers may do."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from anyvirt import constants
from anyvirt.error import InvalidArg, libvirtError
from anyvirt.testing.conformance.fixtures import Connect
from anyvirt.testing.conformance.flavours import Handle, events_of, lifecycle_events
from anyvirt.testing.conformance.target import Target

LIFECYCLE = constants.VIR_DOMAIN_EVENT_ID_LIFECYCLE
MANY = 100


class Heard:
    """What handlers were called with."""

    def __init__(self, timeout_s: float) -> None:
        self._queue: asyncio.Queue[tuple[Any, ...]] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._timeout_s = timeout_s

    def __call__(self, *args: Any) -> None:
        """The handler; it may be called on any thread."""
        self._loop.call_soon_threadsafe(self._queue.put_nowait, args)

    async def next(self) -> tuple[Any, ...]:
        async with asyncio.timeout(self._timeout_s):
            return await self._queue.get()

    @property
    def silent(self) -> bool:
        return self._queue.empty()


@pytest.mark.asyncio
class TestEventKinds:
    async def test_handlers_get_what_they_were_registered_with(
        self, conn: Handle, domain: Handle, target: Target
    ) -> None:
        """The connection, the domain, what happened, and their own object."""
        heard, mine = Heard(target.timeout_s), object()
        number = await conn.domainEventRegisterAny(domain, LIFECYCLE, heard, mine)
        await domain.create()
        about_conn, about, event, detail, opaque = await heard.next()
        assert (Handle(about_conn), Handle(about), opaque) == (conn, domain, mine)
        assert isinstance(event, int)
        assert isinstance(detail, int)
        await conn.domainEventDeregisterAny(number)

    async def test_the_old_way_to_register(self, conn: Handle, domain: Handle, target: Target) -> None:
        """By the handler, which is there once."""
        heard = Heard(target.timeout_s)
        await conn.domainEventRegister(heard, 1)
        await conn.domainEventRegister(heard, 2)
        await domain.undefine()
        assert (await heard.next())[4] == 2
        await conn.domainEventDeregister(heard)
        await conn.defineXML(target.xml("web"))
        assert heard.silent

    async def test_many_handlers_hear_all_in_order(self, conn: Handle, domain: Handle, target: Target) -> None:
        """Each event once, to each of them."""
        all_heard = [Heard(target.timeout_s) for _ in range(MANY)]
        numbers = [await conn.domainEventRegisterAny(None, LIFECYCLE, heard, None) for heard in all_heard]
        await domain.undefine()
        await conn.defineXML(target.xml("web"))
        expected = [constants.VIR_DOMAIN_EVENT_UNDEFINED, constants.VIR_DOMAIN_EVENT_DEFINED]
        for heard in all_heard:
            assert [(await heard.next())[2] for _ in expected] == expected
        for number in numbers:
            await conn.domainEventDeregisterAny(number)

    async def test_a_handler_that_raises_is_in_nobody_s_way(self, conn: Handle, domain: Handle, target: Target) -> None:
        heard = Heard(target.timeout_s)

        def fail(*_: Any) -> None:
            raise RuntimeError("a handler that fails")

        numbers = [await conn.domainEventRegisterAny(None, LIFECYCLE, each, None) for each in (fail, heard)]
        await domain.undefine()
        assert (await heard.next())[2] == constants.VIR_DOMAIN_EVENT_UNDEFINED
        for number in numbers:
            await conn.domainEventDeregisterAny(number)

    async def test_a_number_is_forgotten_once(self, conn: Handle) -> None:
        number = await conn.domainEventRegisterAny(None, LIFECYCLE, print, None)
        await conn.domainEventDeregisterAny(number)
        with pytest.raises(libvirtError):
            await conn.domainEventDeregisterAny(number)

    async def test_kinds_that_are_not_known_are_refused(self, conn: Handle) -> None:
        for kind in (-1, 1000):
            with pytest.raises(libvirtError):
                await conn.domainEventRegisterAny(None, kind, print, None)

    async def test_an_object_is_of_the_connection(self, conn: Handle, connect: Connect, target: Target) -> None:
        await conn.defineXML(target.xml("web"))
        other = await connect()
        with pytest.raises(InvalidArg):
            await conn.domainEventRegisterAny(await other.lookupByName("web"), LIFECYCLE, print, None)

    async def test_networks_tell_their_story(self, conn: Handle, network: Handle, target: Target) -> None:
        async with events_of("network", conn, target.timeout_s, network) as events:
            await network.create()
            await network.destroy()
            await network.undefine()
            assert await events.kinds(3) == [
                constants.VIR_NETWORK_EVENT_STARTED,
                constants.VIR_NETWORK_EVENT_STOPPED,
                constants.VIR_NETWORK_EVENT_UNDEFINED,
            ]

    async def test_pools_and_domains_are_told_apart(
        self, conn: Handle, domain: Handle, pool: Handle, target: Target
    ) -> None:
        async with (
            events_of("storagePool", conn, target.timeout_s) as of_pools,
            lifecycle_events(conn, target.timeout_s) as of_domains,
        ):
            await pool.create()
            await domain.undefine()
            assert (await of_pools.next()).name == await pool.name()
            assert (await of_domains.next()).name == "web"
