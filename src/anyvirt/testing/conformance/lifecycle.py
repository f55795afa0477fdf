"""Guests that are started, stopped, paused and asked about."""

from __future__ import annotations

import pytest

from anyvirt import constants
from anyvirt.error import InternalError, NoDomain, OperationFailed, OperationInvalid
from anyvirt.testing.conformance.flavours import Handle, lifecycle_events
from anyvirt.testing.conformance.target import Target, uuid_for

# libvirt's drivers do not agree on the code for a call that does not fit the state of a guest.
WRONG_STATE = (OperationInvalid, InternalError)

STARTED = constants.VIR_DOMAIN_EVENT_STARTED
STOPPED = constants.VIR_DOMAIN_EVENT_STOPPED
SUSPENDED = constants.VIR_DOMAIN_EVENT_SUSPENDED
RESUMED = constants.VIR_DOMAIN_EVENT_RESUMED


async def state(domain: Handle) -> int:
    found: int = (await domain.state())[0]
    return found


@pytest.mark.asyncio
class TestLifecycle:
    async def test_start_and_destroy(self, conn: Handle, domain: Handle) -> None:
        await domain.create()
        assert await state(domain) == constants.VIR_DOMAIN_RUNNING
        assert (await domain.isActive(), await domain.ID() > 0) == (1, True)
        await domain.destroy()
        assert await domain.state() == [constants.VIR_DOMAIN_SHUTOFF, constants.VIR_DOMAIN_SHUTOFF_DESTROYED]
        assert (await domain.isActive(), await domain.ID()) == (0, -1)
        assert await conn.lookupByName("web") == domain

    async def test_each_start_has_another_number(self, domain: Handle) -> None:
        numbers = []
        for _ in range(2):
            await domain.create()
            numbers.append(await domain.ID())
            await domain.destroy()
        assert numbers[0] < numbers[1]

    async def test_the_number_stands_in_the_live_xml_only(self, running: Handle) -> None:
        assert f"id='{await running.ID()}'" in (await running.XMLDesc()).splitlines()[0]
        assert "id=" not in (await running.XMLDesc(constants.VIR_DOMAIN_XML_INACTIVE)).splitlines()[0]

    async def test_what_runs_cannot_be_started(self, running: Handle) -> None:
        number = await running.ID()
        with pytest.raises(WRONG_STATE, match="running"):
            await running.create()
        assert await running.ID() == number

    async def test_what_does_not_run_cannot_be_stopped_or_paused(self, domain: Handle) -> None:
        for call in (domain.destroy, domain.shutdown, domain.suspend, domain.resume, domain.reboot, domain.reset):
            with pytest.raises(WRONG_STATE):
                await call()
        assert await state(domain) == constants.VIR_DOMAIN_SHUTOFF

    async def test_suspend_and_resume(self, running: Handle) -> None:
        await running.suspend()
        assert await running.state() == [constants.VIR_DOMAIN_PAUSED, constants.VIR_DOMAIN_PAUSED_USER]
        await running.resume()
        assert await running.state() == [constants.VIR_DOMAIN_RUNNING, constants.VIR_DOMAIN_RUNNING_UNPAUSED]

    async def test_a_paused_guest_can_be_destroyed(self, running: Handle) -> None:
        await running.suspend()
        await running.destroy()
        assert await state(running) == constants.VIR_DOMAIN_SHUTOFF

    async def test_shutdown(self, conn: Handle, running: Handle, target: Target) -> None:
        if not target.can_shutdown:
            pytest.skip("the guest does not obey")
        async with lifecycle_events(conn, target.timeout_s, domain=running) as events:
            await running.shutdown()
            while (await events.next()).event != STOPPED:
                pass
        assert await running.state() == [constants.VIR_DOMAIN_SHUTOFF, constants.VIR_DOMAIN_SHUTOFF_SHUTDOWN]

    async def test_reboot_keeps_the_guest_running(self, running: Handle, target: Target) -> None:
        if not target.can_reboot:
            pytest.skip("the driver cannot reboot this guest")
        number = await running.ID()
        await running.reboot()
        assert await state(running) == constants.VIR_DOMAIN_RUNNING
        assert await running.ID() == number

    async def test_reset_keeps_the_guest_running(self, running: Handle, target: Target) -> None:
        if not target.can_reset:
            pytest.skip("the driver cannot reset")
        number = await running.ID()
        await running.reset()
        assert await state(running) == constants.VIR_DOMAIN_RUNNING
        assert await running.ID() == number

    async def test_info(self, running: Handle, target: Target) -> None:
        guest_state, max_memory, memory, vcpus, cpu_time = await running.info()
        assert (guest_state, max_memory, vcpus) == (constants.VIR_DOMAIN_RUNNING, target.memory, 1)
        assert 0 < memory <= max_memory
        assert cpu_time >= 0

    async def test_state_in_the_statistics_of_all(self, conn: Handle, running: Handle) -> None:
        stats = await conn.getAllDomainStats(constants.VIR_DOMAIN_STATS_STATE)
        found = {await domain.name(): figures for domain, figures in stats}
        assert found["web"]["state.state"] == constants.VIR_DOMAIN_RUNNING
        [(domain, figures)] = await conn.domainListGetStats([running], constants.VIR_DOMAIN_STATS_STATE)
        assert domain == running
        assert figures == found["web"]

    async def test_redefining_a_running_domain_waits_for_its_next_start(
        self, conn: Handle, running: Handle, target: Target
    ) -> None:
        await conn.defineXML(target.xml("web", memory=2 * target.memory))
        assert await running.maxMemory() == target.memory
        await running.destroy()
        assert await running.maxMemory() == 2 * target.memory

    async def test_an_undefined_running_domain_goes_when_it_stops(
        self, conn: Handle, running: Handle, target: Target
    ) -> None:
        if not target.transient:
            pytest.skip("the driver has no transient domains")
        await running.undefine()
        assert (await running.isActive(), await running.isPersistent()) == (1, 0)
        await running.destroy()
        with pytest.raises(NoDomain):
            await conn.lookupByName("web")

    async def test_destroyed_twice_is_said_so(self, running: Handle) -> None:
        await running.destroy()
        with pytest.raises(WRONG_STATE, match="not running"):
            await running.destroy()

    async def test_a_handle_of_another_connection_follows(self, conn: Handle, domain: Handle) -> None:
        second = await conn.lookupByName("web")
        await domain.create()
        assert await second.isActive() == 1
        await second.destroy()
        assert await domain.isActive() == 0


@pytest.mark.asyncio
class TestTransient:
    @pytest.fixture(autouse=True)
    def _has_them(self, target: Target) -> None:
        if not target.transient:
            pytest.skip("the driver has no transient domains")

    async def test_it_is_there_while_it_runs(self, conn: Handle, target: Target) -> None:
        domain = await conn.createXML(target.xml("tmp"))
        assert (await domain.isActive(), await domain.isPersistent()) == (1, 0)
        await domain.destroy()
        with pytest.raises(NoDomain):
            await conn.lookupByName("tmp")
        with pytest.raises(NoDomain):
            await domain.info()

    async def test_defining_it_makes_it_persistent(self, conn: Handle, target: Target) -> None:
        domain = await conn.createXML(target.xml("tmp"))
        assert await conn.defineXML(target.xml("tmp")) == domain
        assert await domain.isPersistent() == 1
        await domain.destroy()
        assert await state(await conn.lookupByName("tmp")) == constants.VIR_DOMAIN_SHUTOFF

    async def test_what_runs_is_not_created_again(self, conn: Handle, target: Target) -> None:
        domain = await conn.createXML(target.xml("tmp"))
        number = await domain.ID()
        with pytest.raises(OperationInvalid, match="tmp"):
            await conn.createXML(target.xml("tmp"))
        with pytest.raises(OperationFailed):
            await conn.createXML(target.xml("tmp", uuid=uuid_for("somebody else")))
        assert await (await conn.lookupByName("tmp")).ID() == number

    async def test_there_is_no_configuration_to_change(self, conn: Handle, target: Target) -> None:
        domain = await conn.createXML(target.xml("tmp"))
        with pytest.raises(OperationInvalid, match="transient"):
            await domain.setMemoryFlags(target.memory, constants.VIR_DOMAIN_AFFECT_CONFIG)

    async def test_a_defined_domain_keeps_its_configuration(self, conn: Handle, target: Target) -> None:
        await conn.defineXML(target.xml("web"))
        domain = await conn.createXML(target.xml("web", memory=2 * target.memory))
        assert await domain.isPersistent() == 1
        assert await domain.maxMemory() == 2 * target.memory
        await domain.destroy()
        assert await domain.maxMemory() == target.memory


@pytest.mark.asyncio
class TestEvents:
    async def test_they_tell_the_life_of_a_guest_in_order(self, conn: Handle, domain: Handle, target: Target) -> None:
        async with lifecycle_events(conn, target.timeout_s) as events:
            await domain.create()
            await domain.suspend()
            await domain.resume()
            await domain.destroy()
            seen: list[tuple[int, int]] = []
            while not seen or seen[-1][0] != STOPPED:
                name, event, detail = await events.next()
                assert name == "web"
                seen.append((event, detail))
        assert seen[-1] == (STOPPED, constants.VIR_DOMAIN_EVENT_STOPPED_DESTROYED)
        assert (STARTED, constants.VIR_DOMAIN_EVENT_STARTED_BOOTED) in seen
        # A driver may report that a guest runs, or that it paused for its start, on the way.
        kinds = [event for event, _ in seen]
        assert kinds.index(STARTED) < len(kinds) - 1 - kinds[::-1].index(SUSPENDED)
        assert kinds[-3:] == [SUSPENDED, RESUMED, STOPPED]

    async def test_each_comes_once_to_each_connection(
        self, conn: Handle, domain: Handle, target: Target, connect: object
    ) -> None:
        assert callable(connect)
        other = await connect()
        async with (
            lifecycle_events(conn, target.timeout_s) as mine,
            lifecycle_events(other, target.timeout_s) as theirs,
        ):
            await domain.undefine()
            await conn.defineXML(target.xml("web"))
            expected = [constants.VIR_DOMAIN_EVENT_UNDEFINED, constants.VIR_DOMAIN_EVENT_DEFINED]
            assert await mine.kinds(2) == await theirs.kinds(2) == expected

    async def test_a_subscription_to_one_domain_is_silent_about_others(
        self, conn: Handle, domain: Handle, target: Target
    ) -> None:
        other = await conn.defineXML(target.xml("other"))
        async with lifecycle_events(conn, target.timeout_s, domain=other) as events:
            await domain.undefine()
            await other.undefine()
            assert await events.next() == ("other", constants.VIR_DOMAIN_EVENT_UNDEFINED, 0)

    async def test_nothing_comes_after_deregistering(self, conn: Handle, domain: Handle, target: Target) -> None:
        async with lifecycle_events(conn, target.timeout_s) as events:
            pass
        async with lifecycle_events(conn, target.timeout_s) as later:
            await domain.undefine()
            await later.next()
        assert events._queue.empty()

    async def test_an_unknown_number_is_refused(self, conn: Handle) -> None:
        from anyvirt.error import libvirtError

        with pytest.raises(libvirtError):
            await conn.domainEventDeregisterAny(12345)
