"""Shares and limits, set by typed parameters."""

from __future__ import annotations

import pytest

from anyvirt import constants
from anyvirt.error import InvalidArg, OperationDenied, OperationInvalid
from anyvirt.testing.conformance.fixtures import Connect
from anyvirt.testing.conformance.flavours import Handle
from anyvirt.testing.conformance.target import Target

LIVE = constants.VIR_DOMAIN_AFFECT_LIVE
CONFIG = constants.VIR_DOMAIN_AFFECT_CONFIG

FAMILIES = {
    "blkio": ("blkioParameters", "setBlkioParameters", {"weight": 300}),
    "memory": ("memoryParameters", "setMemoryParameters", {"soft_limit": 9216}),
    "numa": ("numaParameters", "setNumaParameters", {"numa_nodeset": "0"}),
    "perf": ("perfEvents", "setPerfEvents", {"cpu_cycles": True}),
}


@pytest.mark.asyncio
@pytest.mark.parametrize(("getter", "setter", "params"), FAMILIES.values(), ids=FAMILIES.keys())
class TestParameters:
    @pytest.fixture(autouse=True)
    def tunes(self, target: Target) -> None:
        if not target.tunes:
            pytest.skip("the driver has no calls that set shares and limits")

    async def test_what_is_set_is_read(
        self, domain: Handle, getter: str, setter: str, params: dict[str, object]
    ) -> None:
        before = await getattr(domain, getter)()
        assert set(params) <= set(before)
        assert await getattr(domain, setter)(params, CONFIG) == 0
        assert await getattr(domain, getter)(CONFIG) == await getattr(domain, getter)() == {**before, **params}

    async def test_the_next_start_is_apart(
        self, running: Handle, getter: str, setter: str, params: dict[str, object]
    ) -> None:
        before = await getattr(running, getter)(LIVE)
        await getattr(running, setter)(params, CONFIG)
        assert await getattr(running, getter)(LIVE) == before
        assert await getattr(running, getter)(CONFIG) != before

    async def test_wrong_parameters_change_nothing(
        self, domain: Handle, getter: str, setter: str, params: dict[str, object]
    ) -> None:
        before = await getattr(domain, getter)()
        for wrong, error in (({}, LookupError), ({**params, "nonsense": 1}, LookupError), ({1: 1}, TypeError)):
            with pytest.raises(error):
                await getattr(domain, setter)(wrong, CONFIG)
        with pytest.raises(OperationInvalid):
            await getattr(domain, setter)(params, LIVE)
        with pytest.raises(InvalidArg):
            await getattr(domain, getter)(LIVE | CONFIG)
        assert await getattr(domain, getter)() == before

    async def test_readers_set_nothing(
        self, domain: Handle, connect: Connect, getter: str, setter: str, params: dict[str, object]
    ) -> None:
        conn = await connect(readonly=True)
        seen = await conn.lookupByName("web")
        before = await getattr(seen, getter)()
        with pytest.raises(OperationDenied):
            await getattr(seen, setter)(params, CONFIG)
        assert await getattr(domain, getter)() == before
