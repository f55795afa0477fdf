"""Interfaces of the host, and changes to them that can be taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio

from anyvirt import constants
from anyvirt.error import (
    InvalidArg,
    NoInterface,
    OperationDenied,
    OperationInvalid,
    XmlDetail,
    XmlError,
    libvirtError,
)
from anyvirt.testing.conformance.fixtures import Connect
from anyvirt.testing.conformance.flavours import Handle
from anyvirt.testing.conformance.target import Target

NAME, MAC = "avconf0", "52:54:00:0a:0b:0c"


def _xml(target: Target, name: str = NAME) -> str:
    if target.interface_xml is None:
        pytest.skip("the driver defines no interfaces of the host")
    return target.interface_xml(name, mac=MAC)


@pytest_asyncio.fixture
async def interface(conn: Handle, target: Target) -> AsyncIterator[Handle]:
    """An interface that is defined and not up; changes that are begun are taken back after the test, then it goes."""
    defined: Handle = await conn.interfaceDefineXML(_xml(target))
    yield defined
    for remove in (conn.changeRollback, defined.destroy, defined.undefine):
        with suppress(libvirtError):
            await remove()


@pytest.mark.asyncio
class TestInterfaces:
    async def test_a_defined_interface_is_there_and_down(self, conn: Handle, interface: Handle) -> None:
        assert (await interface.name(), await interface.MACString()) == (NAME, MAC)
        assert await interface.isActive() == 0
        assert NAME in await conn.listDefinedInterfaces()
        assert NAME not in await conn.listInterfaces()
        assert interface in await conn.listAllInterfaces(constants.VIR_CONNECT_LIST_INTERFACES_INACTIVE)
        assert interface not in await conn.listAllInterfaces(constants.VIR_CONNECT_LIST_INTERFACES_ACTIVE)

    async def test_it_is_found_by_name_and_address(self, conn: Handle, interface: Handle) -> None:
        assert await conn.interfaceLookupByName(NAME) == interface
        assert await conn.interfaceLookupByMACString(MAC) == interface
        with pytest.raises(NoInterface):
            await conn.interfaceLookupByName("nobody")
        with pytest.raises(NoInterface):
            await conn.interfaceLookupByMACString("52:54:00:ff:ff:ff")

    async def test_it_goes_up_and_down(self, conn: Handle, interface: Handle) -> None:
        await interface.create()
        assert (await interface.isActive(), NAME in await conn.listInterfaces()) == (1, True)
        with pytest.raises(OperationInvalid):
            await interface.create()
        await interface.destroy()
        assert await interface.isActive() == 0
        with pytest.raises(OperationInvalid):
            await interface.destroy()

    async def test_an_undefined_one_is_gone(self, conn: Handle, interface: Handle) -> None:
        await interface.undefine()
        for call in (interface.XMLDesc(), interface.create(), interface.undefine(), conn.interfaceLookupByName(NAME)):
            with pytest.raises(NoInterface):
                await call

    async def test_its_xml_defines_it_again(self, conn: Handle, interface: Handle) -> None:
        xml = await interface.XMLDesc()
        assert await conn.interfaceDefineXML(xml) == interface
        assert await interface.XMLDesc() == xml

    async def test_changes_are_taken_back(self, conn: Handle, interface: Handle) -> None:
        await conn.changeBegin()
        await interface.undefine()
        await conn.changeRollback()
        assert await conn.interfaceLookupByName(NAME) == interface
        with pytest.raises(OperationInvalid):
            await conn.changeRollback()

    async def test_changes_are_kept(self, conn: Handle, interface: Handle) -> None:
        await conn.changeBegin()
        with pytest.raises(OperationInvalid):
            await conn.changeBegin()
        await interface.undefine()
        await conn.changeCommit()
        with pytest.raises(NoInterface):
            await conn.interfaceLookupByName(NAME)
        with pytest.raises(OperationInvalid):
            await conn.changeCommit()

    @pytest.mark.parametrize("xml", ["<interface", "<interface/>", "<network/>", ""])
    async def test_bad_documents_are_refused(self, conn: Handle, interface: Handle, xml: str) -> None:
        before = len(await conn.listAllInterfaces())
        with pytest.raises((XmlDetail, XmlError)):
            await conn.interfaceDefineXML(xml)
        assert len(await conn.listAllInterfaces()) == before

    async def test_unknown_flags_are_refused(self, conn: Handle, interface: Handle) -> None:
        for call in (conn.listAllInterfaces(1 << 20), interface.create(1 << 20), conn.changeBegin(1 << 20)):
            with pytest.raises(InvalidArg):
                await call

    async def test_readers_look_and_do_not_touch(self, interface: Handle, connect: Connect, target: Target) -> None:
        reader = await connect(readonly=True)
        seen = await reader.interfaceLookupByName(NAME)
        assert await seen.XMLDesc() == await interface.XMLDesc()
        calls = (
            seen.create(),
            seen.destroy(),
            seen.undefine(),
            reader.interfaceDefineXML(_xml(target, "other")),
            reader.changeBegin(),
        )
        for call in calls:
            with pytest.raises(OperationDenied):
                await call
