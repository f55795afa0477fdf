"""Devices of the host, and mediated devices that are made of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio

from anyvirt import constants
from anyvirt.error import (
    InternalError,
    InvalidArg,
    NoNodeDevice,
    OperationDenied,
    OperationInvalid,
    OperationUnsupported,
    XmlDetail,
    XmlError,
    libvirtError,
)
from anyvirt.testing.conformance.fixtures import Connect
from anyvirt.testing.conformance.flavours import Handle, events_of
from anyvirt.testing.conformance.target import Target


@pytest_asyncio.fixture
async def mdev(conn: Handle, target: Target) -> AsyncIterator[Handle]:
    """A mediated device, defined and not active; it is removed after the test."""
    if target.mdev_xml is None:
        pytest.skip("the driver makes no mediated devices")
    defined: Handle = await conn.nodeDeviceDefineXML(target.mdev_xml)
    yield defined
    for remove in (defined.destroy, defined.undefine):
        with suppress(libvirtError):  # it was not active, or is gone
            await remove()


@pytest.mark.asyncio
class TestNodeDevices:
    @pytest.fixture(autouse=True)
    def has_devices(self, target: Target) -> None:
        if not target.node_devices:
            pytest.skip("the driver does not know the host's devices")

    async def test_the_computer_is_there(self, conn: Handle) -> None:
        computer = await conn.nodeDeviceLookupByName("computer")
        assert await computer.parent() is None
        assert "system" in await computer.listCaps()
        assert await computer.numOfCaps() == len(await computer.listCaps())
        assert computer in await conn.listAllDevices(constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_SYSTEM)
        assert "computer" in await conn.listDevices("system")

    async def test_every_device_is_found_and_described(self, conn: Handle) -> None:
        devices = await conn.listAllDevices()
        names = [await each.name() for each in devices]
        assert sorted(await conn.listDevices(None)) == sorted(names)
        assert await conn.numOfDevices(None) == len(names)
        for device, name in zip(devices, names, strict=True):
            assert await conn.nodeDeviceLookupByName(name) == device
            assert f"<name>{name}</name>" in await device.XMLDesc()
            parent = await device.parent()
            assert parent is None or await conn.nodeDeviceLookupByName(parent)

    async def test_what_is_not_there_is_not_found(self, conn: Handle) -> None:
        with pytest.raises(NoNodeDevice, match="nobody"):
            await conn.nodeDeviceLookupByName("nobody")
        assert await conn.listDevices("nonsense") == []

    async def test_a_mediated_device_lives_as_it_is_told(self, conn: Handle, mdev: Handle) -> None:
        assert (await mdev.isActive(), await mdev.isPersistent(), await mdev.autostart()) == (0, 1, 0)
        assert mdev in await conn.listAllDevices(constants.VIR_CONNECT_LIST_NODE_DEVICES_INACTIVE)
        await mdev.setAutostart(1)
        await mdev.create()
        assert (await mdev.isActive(), await mdev.autostart()) == (1, 1)
        with pytest.raises(OperationInvalid):
            await mdev.create()
        await mdev.undefine()
        assert (await mdev.isActive(), await mdev.isPersistent()) == (1, 0)
        await mdev.destroy()
        for call in (mdev.XMLDesc(), mdev.create(), conn.nodeDeviceLookupByName(await mdev.name())):
            with pytest.raises(NoNodeDevice):
                await call

    async def test_events_tell_its_story(self, conn: Handle, mdev: Handle, target: Target) -> None:
        async with events_of("nodeDevice", conn, target.timeout_s, mdev) as events:
            await mdev.create()
            await mdev.destroy()
            await mdev.undefine()
            assert await events.kinds(3) == [
                constants.VIR_NODE_DEVICE_EVENT_CREATED,
                constants.VIR_NODE_DEVICE_EVENT_DELETED,
                constants.VIR_NODE_DEVICE_EVENT_UNDEFINED,
            ]

    async def test_what_was_not_made_is_not_destroyed(self, conn: Handle, mdev: Handle) -> None:
        computer = await conn.nodeDeviceLookupByName("computer")
        with pytest.raises((OperationInvalid, OperationUnsupported)):
            await computer.destroy()
        assert await conn.nodeDeviceLookupByName("computer") == computer

    @pytest.mark.parametrize("xml", ["<device", "<device/>", "<network/>", ""])
    async def test_bad_documents_are_refused(self, conn: Handle, mdev: Handle, xml: str) -> None:
        before = await conn.listDevices(None)
        for take in (conn.nodeDeviceDefineXML, conn.nodeDeviceCreateXML):
            with pytest.raises((XmlDetail, XmlError, InternalError)):  # the last of a device that can do nothing
                await take(xml)
        assert await conn.listDevices(None) == before

    async def test_unknown_flags_are_refused(self, conn: Handle) -> None:
        computer = await conn.nodeDeviceLookupByName("computer")
        for call in (conn.listDevices(None, 1), computer.XMLDesc(1 << 20), computer.create(1)):
            with pytest.raises(InvalidArg):
                await call

    async def test_readers_look_and_do_not_touch(self, mdev: Handle, connect: Connect, target: Target) -> None:
        reader = await connect(readonly=True)
        seen = await reader.nodeDeviceLookupByName(await mdev.name())
        assert await seen.XMLDesc() == await mdev.XMLDesc()
        calls = (
            seen.create(),
            seen.destroy(),
            seen.undefine(),
            seen.setAutostart(1),
            reader.nodeDeviceDefineXML(target.mdev_xml),
            reader.nodeDeviceCreateXML(target.mdev_xml),
        )
        for call in calls:
            with pytest.raises(OperationDenied):
                await call
