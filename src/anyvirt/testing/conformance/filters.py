"""Network filters and their bindings to interfaces of guests."""

from __future__ import annotations

import uuid as uuids
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio

from anyvirt.error import (
    InternalError,
    InvalidArg,
    NoNwfilter,
    NoNwfilterBinding,
    OperationDenied,
    OperationInvalid,
    XmlDetail,
    XmlError,
    libvirtError,
)
from anyvirt.testing.conformance.fixtures import Connect
from anyvirt.testing.conformance.flavours import Handle
from anyvirt.testing.conformance.target import Target, uuid_for

NAME = "conformance-clean"
PORT = "avconf0"
BINDING = (
    f"<filterbinding><owner><name>web</name><uuid>{uuid_for('web')}</uuid></owner><portdev name='{PORT}'/>"
    f"<mac address='52:54:00:aa:bb:cc'/><filterref filter='{NAME}'><parameter name='IP' value='192.0.2.2'/>"
    "</filterref></filterbinding>"
)


def _xml(name: str = NAME, *, uuid: str | None = None, action: str = "drop") -> str:
    return (
        f"<filter name='{name}' chain='root'><uuid>{uuid or uuid_for(name)}</uuid>"
        f"<rule action='{action}' direction='in' priority='500'><mac/></rule></filter>"
    )


@pytest_asyncio.fixture
async def clean(conn: Handle, target: Target) -> AsyncIterator[Handle]:
    """A filter that is defined; it and its bindings are removed after the test."""
    if not target.filters:
        pytest.skip("the driver has no network filters")
    defined: Handle = await conn.nwfilterDefineXML(_xml())
    yield defined
    with suppress(libvirtError):
        await (await conn.nwfilterBindingLookupByPortDev(PORT)).delete()
    with suppress(libvirtError):
        await defined.undefine()


@pytest.mark.asyncio
class TestFilters:
    async def test_a_filter_is_found_by_name_and_uuid(self, conn: Handle, clean: Handle) -> None:
        assert (await clean.name(), await clean.UUIDString()) == (NAME, uuid_for(NAME))
        assert await conn.nwfilterLookupByName(NAME) == clean
        assert await conn.nwfilterLookupByUUIDString(uuid_for(NAME)) == clean
        assert await conn.nwfilterLookupByUUID(uuids.UUID(uuid_for(NAME)).bytes) == clean
        assert clean in await conn.listAllNWFilters()
        assert NAME in await conn.listNWFilters()
        assert await conn.numOfNWFilters() == len(await conn.listNWFilters())

    async def test_what_is_not_there_is_not_found(self, conn: Handle, clean: Handle) -> None:
        with pytest.raises(NoNwfilter, match="nobody"):
            await conn.nwfilterLookupByName("nobody")
        with pytest.raises(NoNwfilter, match=uuid_for("nobody")):
            await conn.nwfilterLookupByUUIDString(uuid_for("nobody"))

    async def test_defining_it_again_changes_it(self, conn: Handle, clean: Handle) -> None:
        assert await conn.nwfilterDefineXML(_xml(action="accept")) == clean
        assert "action='accept'" in await clean.XMLDesc()
        assert (await conn.listNWFilters()).count(NAME) == 1

    async def test_its_xml_defines_it_again(self, conn: Handle, clean: Handle) -> None:
        xml = await clean.XMLDesc()
        assert await conn.nwfilterDefineXML(xml) == clean
        assert await clean.XMLDesc() == xml

    async def test_a_name_and_a_uuid_belong_to_one_filter(self, conn: Handle, clean: Handle) -> None:
        before = await clean.XMLDesc()
        with pytest.raises(libvirtError):
            await conn.nwfilterDefineXML(_xml(uuid=uuid_for("other")))
        with pytest.raises(libvirtError):
            await conn.nwfilterDefineXML(_xml("other", uuid=uuid_for(NAME)))
        assert await clean.XMLDesc() == before

    async def test_an_undefined_filter_is_gone(self, conn: Handle, clean: Handle) -> None:
        await clean.undefine()
        for call in (clean.XMLDesc(), clean.undefine(), conn.nwfilterLookupByName(NAME)):
            with pytest.raises(NoNwfilter):
                await call

    @pytest.mark.parametrize("xml", ["<filter", "<filter/>", "<network/>", ""])
    async def test_bad_documents_are_refused(self, conn: Handle, clean: Handle, xml: str) -> None:
        before = await conn.listNWFilters()
        with pytest.raises((InternalError, XmlDetail, XmlError)):
            await conn.nwfilterDefineXML(xml)
        assert await conn.listNWFilters() == before

    async def test_unknown_flags_are_refused(self, conn: Handle, clean: Handle) -> None:
        for call in (conn.listAllNWFilters(1 << 20), clean.XMLDesc(1 << 20), conn.nwfilterDefineXMLFlags(_xml(), 64)):
            with pytest.raises(InvalidArg):
                await call

    async def test_readers_look_and_do_not_touch(self, clean: Handle, connect: Connect) -> None:
        reader = await connect(readonly=True)
        seen = await reader.nwfilterLookupByName(NAME)
        assert await seen.XMLDesc() == await clean.XMLDesc()
        for call in (seen.undefine(), reader.nwfilterDefineXML(_xml("other"))):
            with pytest.raises(OperationDenied):
                await call


@pytest.mark.asyncio
class TestFilterBindings:
    async def test_a_binding_is_made_found_and_deleted(self, conn: Handle, clean: Handle) -> None:
        binding = await conn.nwfilterBindingCreateXML(BINDING)
        assert (await binding.portDev(), await binding.filterName()) == (PORT, NAME)
        assert await conn.nwfilterBindingLookupByPortDev(PORT) == binding
        assert binding in await conn.listAllNWFilterBindings()
        assert "192.0.2.2" in await binding.XMLDesc()
        await binding.delete()
        for call in (binding.XMLDesc(), binding.delete(), conn.nwfilterBindingLookupByPortDev(PORT)):
            with pytest.raises(NoNwfilterBinding):
                await call

    async def test_an_interface_has_one(self, conn: Handle, clean: Handle) -> None:
        binding = await conn.nwfilterBindingCreateXML(BINDING)
        with pytest.raises(libvirtError):
            await conn.nwfilterBindingCreateXML(BINDING)
        assert (await conn.listAllNWFilterBindings()).count(binding) == 1

    async def test_a_filter_in_use_stays(self, conn: Handle, clean: Handle) -> None:
        binding = await conn.nwfilterBindingCreateXML(BINDING)
        with pytest.raises(OperationInvalid, match=PORT):
            await clean.undefine()
        assert await conn.nwfilterLookupByName(NAME) == clean
        await binding.delete()
        await clean.undefine()

    async def test_it_needs_its_filter(self, conn: Handle, clean: Handle) -> None:
        await clean.undefine()
        with pytest.raises(NoNwfilter, match=NAME):
            await conn.nwfilterBindingCreateXML(BINDING)
        with pytest.raises(NoNwfilterBinding):
            await conn.nwfilterBindingLookupByPortDev(PORT)

    async def test_readers_look_and_do_not_touch(self, conn: Handle, clean: Handle, connect: Connect) -> None:
        await conn.nwfilterBindingCreateXML(BINDING)
        reader = await connect(readonly=True)
        seen = await reader.nwfilterBindingLookupByPortDev(PORT)
        for call in (seen.delete(), reader.nwfilterBindingCreateXML(BINDING)):
            with pytest.raises(OperationDenied):
                await call
