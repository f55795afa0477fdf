"""Memory and virtual CPUs, now and at the next start."""

from __future__ import annotations

import pytest
import pytest_asyncio

from anyvirt import constants
from anyvirt.error import InvalidArg, OperationInvalid
from anyvirt.testing.conformance.flavours import Handle
from anyvirt.testing.conformance.target import Target

LIVE = constants.VIR_DOMAIN_AFFECT_LIVE
CONFIG = constants.VIR_DOMAIN_AFFECT_CONFIG
MEMORY_MAXIMUM = constants.VIR_DOMAIN_MEM_MAXIMUM
VCPU_MAXIMUM = constants.VIR_DOMAIN_VCPU_MAXIMUM


@pytest.mark.asyncio
class TestMemory:
    async def test_a_stopped_domain_changes_its_configuration(self, domain: Handle, target: Target) -> None:
        await domain.setMemoryFlags(target.memory // 2, CONFIG)
        assert (await domain.info())[1:3] == [target.memory, target.memory // 2]
        await domain.setMemoryFlags(target.memory // 4, 0)
        assert (await domain.info())[2] == target.memory // 4

    async def test_the_maximum_takes_the_current_size_down_with_it(self, domain: Handle, target: Target) -> None:
        await domain.setMaxMemory(target.memory * 2)
        assert await domain.maxMemory() == target.memory * 2
        await domain.setMaxMemory(target.memory // 2)
        assert (await domain.info())[1:3] == [target.memory // 2, target.memory // 2]

    async def test_more_than_the_maximum_is_refused(self, domain: Handle, target: Target) -> None:
        before = await domain.XMLDesc()
        for wrong in (target.memory + 1024, 0):
            with pytest.raises(InvalidArg):
                await domain.setMemoryFlags(wrong, CONFIG)
        assert await domain.XMLDesc() == before

    async def test_live_needs_a_guest(self, domain: Handle, target: Target) -> None:
        for call in (domain.setMemory(target.memory), domain.setMemoryFlags(target.memory, LIVE)):
            with pytest.raises(OperationInvalid, match="not running"):
                await call

    async def test_the_next_start_can_be_changed_while_the_guest_runs(self, running: Handle, target: Target) -> None:
        await running.setMemoryFlags(target.memory * 2, CONFIG | MEMORY_MAXIMUM)
        assert await running.maxMemory() == target.memory
        with pytest.raises(OperationInvalid):
            await running.setMemoryFlags(target.memory * 2, LIVE | MEMORY_MAXIMUM)
        await running.destroy()
        assert await running.maxMemory() == target.memory * 2

    async def test_a_running_guest_gives_memory_back(self, running: Handle, target: Target) -> None:
        if not target.can_set_live_memory:
            pytest.skip("the guest's memory cannot be changed while it runs")
        await running.setMemory(target.memory // 2)
        assert (await running.info())[1] == target.memory
        inactive = await running.XMLDesc(constants.VIR_DOMAIN_XML_INACTIVE)
        assert f">{target.memory // 2}</currentMemory>" not in inactive


@pytest.mark.asyncio
class TestVcpus:
    @pytest_asyncio.fixture
    async def four(self, conn: Handle, target: Target) -> Handle:
        """A stopped domain with four vcpus."""
        domain: Handle = await conn.defineXML(target.xml("web", vcpus=4))
        return domain

    async def test_count(self, four: Handle) -> None:
        assert await four.vcpusFlags(CONFIG) == await four.vcpusFlags(CONFIG | VCPU_MAXIMUM) == 4
        assert (await four.info())[3] == 4

    async def test_fewer_and_more(self, four: Handle) -> None:
        await four.setVcpusFlags(2, CONFIG)
        assert await four.vcpusFlags(CONFIG) == 2
        assert await four.vcpusFlags(CONFIG | VCPU_MAXIMUM) == 4
        await four.setVcpusFlags(4, 0)
        assert await four.vcpusFlags(0) == 4

    async def test_the_maximum(self, four: Handle) -> None:
        await four.setVcpusFlags(6, CONFIG | VCPU_MAXIMUM)
        assert await four.vcpusFlags(CONFIG | VCPU_MAXIMUM) == 6
        await four.setVcpusFlags(2, CONFIG | VCPU_MAXIMUM)
        assert await four.vcpusFlags(CONFIG) == await four.vcpusFlags(CONFIG | VCPU_MAXIMUM) == 2

    async def test_wrong_counts_are_refused(self, four: Handle) -> None:
        before = await four.XMLDesc()
        for count, flags in ((5, CONFIG), (0, CONFIG), (1, VCPU_MAXIMUM), (100_000, CONFIG | VCPU_MAXIMUM)):
            with pytest.raises(InvalidArg):
                await four.setVcpusFlags(count, flags)
        assert await four.XMLDesc() == before

    async def test_live_needs_a_guest(self, four: Handle) -> None:
        for call in (four.setVcpus(2), four.vcpusFlags(LIVE), four.maxVcpus(), four.vcpus()):
            with pytest.raises(OperationInvalid):
                await call

    async def test_a_running_guest(self, four: Handle, target: Target) -> None:
        await four.setVcpusFlags(2, CONFIG)
        await four.create()
        assert await four.maxVcpus() == 4
        assert await four.vcpusFlags(LIVE) == 2
        infos, maps = await four.vcpus()
        assert [info[0] for info in infos] == [0, 1]
        assert len(maps) == 2
        await four.setVcpusFlags(3, CONFIG)
        assert (await four.vcpusFlags(LIVE), await four.vcpusFlags(CONFIG)) == (2, 3)

    async def test_a_running_guest_gets_more(self, four: Handle, target: Target) -> None:
        if not target.can_set_live_vcpus:
            pytest.skip("the guest's vcpus cannot be changed while it runs")
        await four.setVcpusFlags(2, CONFIG)
        await four.create()
        await four.setVcpus(4)
        assert (await four.vcpusFlags(LIVE), await four.vcpusFlags(CONFIG)) == (4, 2)
        with pytest.raises(InvalidArg):
            await four.setVcpus(5)
