"""Devices that come and go, now and at the next start."""

from __future__ import annotations

import pytest

from anyvirt import constants
from anyvirt.error import DeviceMissing, OperationInvalid, XmlError, libvirtError
from anyvirt.testing.conformance.flavours import Handle
from anyvirt.testing.conformance.target import Target

LIVE = constants.VIR_DOMAIN_AFFECT_LIVE
CONFIG = constants.VIR_DOMAIN_AFFECT_CONFIG


@pytest.fixture
def device(target: Target) -> str:
    """The document of a device that a domain of the target can get."""
    if not target.device:
        pytest.skip("the driver has no calls that add a device")
    return target.device


async def inactive(domain: Handle) -> str:
    text: str = await domain.XMLDesc(constants.VIR_DOMAIN_XML_INACTIVE)
    return text


@pytest.mark.asyncio
class TestDevices:
    async def test_a_stopped_domain_has_one_definition(self, domain: Handle, device: str) -> None:
        before = await domain.XMLDesc()
        assert await domain.attachDeviceFlags(device) == 0
        assert await domain.XMLDesc() != before
        assert await domain.detachDeviceFlags(device, CONFIG) == 0
        assert await domain.XMLDesc() == before

    async def test_a_running_guest_has_two(self, running: Handle, device: str) -> None:
        live, saved = await running.XMLDesc(), await inactive(running)
        await running.attachDeviceFlags(device, CONFIG)
        assert await running.XMLDesc() == live
        assert await inactive(running) != saved
        await running.detachDeviceFlags(device, CONFIG)
        await running.attachDevice(device)
        assert await running.XMLDesc() != live
        assert await inactive(running) == saved

    async def test_live_needs_a_guest(self, domain: Handle, device: str) -> None:
        before = await domain.XMLDesc()
        for call in (
            domain.attachDevice(device),
            domain.detachDevice(device),
            domain.attachDeviceFlags(device, LIVE),
            domain.updateDeviceFlags(device, LIVE | CONFIG),
        ):
            with pytest.raises(OperationInvalid):
                await call
        assert await domain.XMLDesc() == before

    async def test_the_same_twice_is_refused(self, domain: Handle, device: str) -> None:
        await domain.attachDeviceFlags(device, CONFIG)
        before = await domain.XMLDesc()
        with pytest.raises(libvirtError):
            await domain.attachDeviceFlags(device, CONFIG)
        assert await domain.XMLDesc() == before

    async def test_what_is_not_there_is_missing(self, domain: Handle, device: str) -> None:
        for call in (
            domain.detachDeviceFlags(device, CONFIG),
            domain.updateDeviceFlags(device, CONFIG),
            domain.detachDeviceAlias("ua-nothing", CONFIG),
        ):
            with pytest.raises(DeviceMissing):
                await call

    async def test_nonsense_changes_nothing(self, domain: Handle, device: str) -> None:
        before = await domain.XMLDesc()
        with pytest.raises(XmlError):
            await domain.attachDeviceFlags("<nonsense/>", CONFIG)
        assert await domain.XMLDesc() == before
