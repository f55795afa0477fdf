"""Guests that move to another host, and come back where something is in their way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio

from anyvirt import constants
from anyvirt.error import InvalidArg, OperationDenied, OperationInvalid, libvirtError
from anyvirt.testing.conformance.flavours import Flavour, Handle, lifecycle_events
from anyvirt.testing.conformance.target import Target

PERSIST = constants.VIR_MIGRATE_PERSIST_DEST
UNDEFINE = constants.VIR_MIGRATE_UNDEFINE_SOURCE


@pytest_asyncio.fixture
async def destination(target: Target, flavour: Flavour) -> AsyncIterator[Handle]:
    """A connection to the other host. What came there and runs is destroyed, and undefined."""
    if not target.migrates_to:
        pytest.skip("guests of this driver do not move")
    conn = await flavour.open(target.migrates_to)
    there = {await domain.UUIDString() for domain in await conn.listAllDomains()}
    yield conn
    for domain in await conn.listAllDomains():
        if await domain.UUIDString() not in there:
            for remove in (domain.destroy, domain.undefine):
                with suppress(libvirtError):  # it did not run, or was transient
                    await remove()
    await conn.close()


@pytest.mark.asyncio
class TestMigration:
    async def test_a_guest_moves(self, running: Handle, destination: Handle) -> None:
        """It runs there and no more here, where its configuration stays."""
        moved = await running.migrate(destination)
        assert await moved.UUIDString() == await running.UUIDString()
        assert await destination.lookupByName("web") == moved
        assert (await moved.state())[0] == constants.VIR_DOMAIN_RUNNING
        assert await moved.isPersistent() == 0
        assert await running.state() == [constants.VIR_DOMAIN_SHUTOFF, constants.VIR_DOMAIN_SHUTOFF_MIGRATED]

    async def test_flags_say_what_stays_and_what_goes(self, conn: Handle, running: Handle, destination: Handle) -> None:
        moved = await running.migrate(destination, PERSIST | UNDEFINE)
        assert await moved.isPersistent() == 1
        names = [await domain.name() for domain in await conn.listAllDomains()]
        assert "web" not in names

    async def test_a_paused_guest_stays_paused(self, running: Handle, destination: Handle) -> None:
        await running.suspend()
        assert (await (await running.migrate(destination)).state())[0] == constants.VIR_DOMAIN_PAUSED

    async def test_it_can_be_asked_to_be_paused(self, running: Handle, destination: Handle) -> None:
        moved = await running.migrate(destination, constants.VIR_MIGRATE_PAUSED)
        assert (await moved.state())[0] == constants.VIR_DOMAIN_PAUSED

    async def test_another_name_there(self, running: Handle, destination: Handle) -> None:
        by_name = await running.migrate3(destination, {constants.VIR_MIGRATE_PARAM_DEST_NAME: "moved"}, UNDEFINE)
        assert await by_name.name() == "moved"

    async def test_both_ends_tell_of_it(
        self, conn: Handle, running: Handle, destination: Handle, target: Target
    ) -> None:
        """The guest stands still here before it goes on there."""
        async with (
            lifecycle_events(conn, target.timeout_s) as here,
            lifecycle_events(destination, target.timeout_s) as there,
        ):
            await running.migrate(destination)
            assert (await here.next())[1:] == (
                constants.VIR_DOMAIN_EVENT_SUSPENDED,
                constants.VIR_DOMAIN_EVENT_SUSPENDED_MIGRATED,
            )
            stopped = (constants.VIR_DOMAIN_EVENT_STOPPED, constants.VIR_DOMAIN_EVENT_STOPPED_MIGRATED)
            assert (await here.next())[1:] == stopped
            started = (constants.VIR_DOMAIN_EVENT_STARTED, constants.VIR_DOMAIN_EVENT_STARTED_MIGRATED)
            assert (await there.next())[1:] == started
            resumed = (constants.VIR_DOMAIN_EVENT_RESUMED, constants.VIR_DOMAIN_EVENT_RESUMED_MIGRATED)
            assert (await there.next())[1:] == resumed

    async def test_a_place_that_is_taken_leaves_it_where_it_is(
        self, running: Handle, destination: Handle, target: Target
    ) -> None:
        """Nothing is lost, and nothing is left half-way."""
        await destination.defineXML(target.xml("web", uuid="11111111-2222-4333-8444-555555555555"))
        with pytest.raises(libvirtError):
            await running.migrate(destination)
        assert (await running.state())[0] == constants.VIR_DOMAIN_RUNNING
        assert (await (await destination.lookupByName("web")).state())[0] == constants.VIR_DOMAIN_SHUTOFF

    async def test_what_cannot_be_is_refused(
        self, domain: Handle, destination: Handle, target: Target, flavour: Flavour
    ) -> None:
        with pytest.raises(OperationInvalid, match="not running"):
            await domain.migrate(destination)
        await domain.create()
        both = constants.VIR_MIGRATE_NON_SHARED_DISK | constants.VIR_MIGRATE_NON_SHARED_INC
        with pytest.raises(InvalidArg, match="mutually exclusive"):
            await domain.migrate(destination, both)
        reader = await flavour.open(target.migrates_to, readonly=True)
        with pytest.raises(OperationDenied):
            await domain.migrate(reader)
        await reader.close()
        assert (await domain.state())[0] == constants.VIR_DOMAIN_RUNNING
        assert [await each.name() for each in await destination.listAllDomains()].count("web") == 0

    async def test_settings_are_kept(self, running: Handle) -> None:
        await running.migrateSetMaxDowntime(50)
        await running.migrateSetMaxSpeed(7)
        assert (await running.migrateGetMaxDowntime(), await running.migrateGetMaxSpeed()) == (50, 7)

    @pytest.fixture(autouse=True)
    def _moves(self, target: Target) -> None:
        if not target.migrates_to:
            pytest.skip("guests of this driver do not move")
