"""Many calls at once: from tasks of a loop, from threads, through several connections."""

from __future__ import annotations

import asyncio

import pytest

from anyvirt import constants
from anyvirt.error import NoDomain, OperationFailed, libvirtError
from anyvirt.testing.conformance.fixtures import Connect
from anyvirt.testing.conformance.flavours import Handle, lifecycle_events
from anyvirt.testing.conformance.lifecycle import WRONG_STATE, state
from anyvirt.testing.conformance.target import Target


@pytest.mark.asyncio
class TestConcurrency:
    """In the blocking flavour each of these calls runs in a thread of its own."""

    async def test_one_of_many_starts_wins(self, domain: Handle) -> None:
        results = await asyncio.gather(*(domain.create() for _ in range(8)), return_exceptions=True)
        losers = [result for result in results if result != 0]
        assert len(losers) == 7
        assert all(isinstance(loser, WRONG_STATE) for loser in losers)
        assert await state(domain) == constants.VIR_DOMAIN_RUNNING

    async def test_one_of_many_gets_the_name(self, conn: Handle, target: Target) -> None:
        from uuid import uuid4

        xmls = [target.xml("wanted", uuid=str(uuid4())) for _ in range(8)]
        results = await asyncio.gather(*(conn.defineXML(xml) for xml in xmls), return_exceptions=True)
        winners = [result for result in results if isinstance(result, Handle)]
        assert len(winners) == 1
        assert all(isinstance(result, OperationFailed) for result in results if result not in winners)
        assert await conn.lookupByName("wanted") == winners[0]

    async def test_many_domains_at_once(self, conn: Handle, target: Target, connect: Connect) -> None:
        other = await connect()
        names = [f"crowd-{number}" for number in range(20)]
        await asyncio.gather(*((conn, other)[n % 2].defineXML(target.xml(name)) for n, name in enumerate(names)))
        listed = {await domain.name() for domain in await conn.listAllDomains()}
        assert set(names) <= listed
        found = await asyncio.gather(*(other.lookupByName(name) for name in names))
        await asyncio.gather(*(domain.undefine() for domain in found))
        assert not {await domain.name() for domain in await conn.listAllDomains()} & set(names)

    async def test_queries_go_on_while_a_domain_changes(self, domain: Handle) -> None:
        """Whoever looks sees a whole state, whatever others do."""

        async def change() -> None:
            for _ in range(3):
                await domain.create()
                await domain.suspend()
                await domain.resume()
                await domain.destroy()

        async def look() -> None:
            for _ in range(30):
                assert (await domain.state())[0] in (
                    constants.VIR_DOMAIN_RUNNING,
                    constants.VIR_DOMAIN_PAUSED,
                    constants.VIR_DOMAIN_SHUTOFF,
                )
                assert "<name>web</name>" in await domain.XMLDesc()

        await asyncio.gather(change(), look(), look())
        assert await state(domain) == constants.VIR_DOMAIN_SHUTOFF

    async def test_who_comes_late_is_told(self, domain: Handle) -> None:
        results = await asyncio.gather(
            domain.undefine(), *(domain.setAutostart(1) for _ in range(5)), return_exceptions=True
        )
        assert results[0] == 0
        assert all(result == 0 or isinstance(result, NoDomain) for result in results)
        with pytest.raises(NoDomain):
            await domain.info()

    async def test_events_of_concurrent_changes_fit_the_outcome(
        self, conn: Handle, domain: Handle, target: Target
    ) -> None:
        async with lifecycle_events(conn, target.timeout_s, domain=domain) as events:
            await asyncio.gather(*(domain.create() for _ in range(4)), return_exceptions=True)
            await domain.undefine()
            seen: list[int] = []
            while not seen or seen[-1] != constants.VIR_DOMAIN_EVENT_UNDEFINED:
                seen.append((await events.next()).event)
        assert seen.count(constants.VIR_DOMAIN_EVENT_STARTED) == 1

    async def test_closing_disturbs_nobody_else(self, domain: Handle, connect: Connect) -> None:
        others = [await connect() for _ in range(4)]
        results = await asyncio.gather(
            *(other.close() for other in others),
            *(domain.XMLDesc() for _ in range(10)),
            return_exceptions=True,
        )
        assert not [result for result in results if isinstance(result, libvirtError)]
