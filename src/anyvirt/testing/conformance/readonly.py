"""Connections that may look and not touch, and connections that are closed."""

from __future__ import annotations

import pytest

from anyvirt import constants
from anyvirt.error import InvalidConn, OperationDenied
from anyvirt.testing.conformance.fixtures import Connect
from anyvirt.testing.conformance.flavours import Handle
from anyvirt.testing.conformance.target import Target


@pytest.mark.asyncio
class TestReadOnly:
    async def test_it_looks(self, running: Handle, connect: Connect) -> None:
        conn = await connect(readonly=True)
        domain = await conn.lookupByName("web")
        assert domain == await conn.lookupByID(await domain.ID())
        assert (await domain.state())[0] == (await domain.info())[0] == constants.VIR_DOMAIN_RUNNING
        assert await domain.XMLDesc() == await running.XMLDesc()
        await conn.getCapabilities()

    async def test_it_does_not_touch(self, running: Handle, connect: Connect, target: Target) -> None:
        conn = await connect(readonly=True)
        domain = await conn.lookupByName("web")
        before = await running.XMLDesc()
        calls = (
            conn.defineXML(target.xml("db")),
            conn.createXML(target.xml("db")),
            domain.create(),
            domain.destroy(),
            domain.shutdown(),
            domain.reboot(),
            domain.reset(),
            domain.suspend(),
            domain.resume(),
            domain.undefine(),
            domain.rename("db"),
            domain.setAutostart(1),
            domain.setMemory(1024),
            domain.setMaxMemory(1024),
            domain.setVcpus(1),
            domain.setMetadata(constants.VIR_DOMAIN_METADATA_TITLE, "title", None, None),
            domain.XMLDesc(constants.VIR_DOMAIN_XML_SECURE),
        )
        for call in calls:
            with pytest.raises(OperationDenied):
                await call
        assert await running.XMLDesc() == before
        assert await running.isActive() == 1


@pytest.mark.asyncio
class TestClosed:
    async def test_a_closed_connection_says_so(self, domain: Handle, connect: Connect) -> None:
        conn = await connect()
        mine = await conn.lookupByName("web")
        await conn.close()
        for call in (conn.listAllDomains(), conn.lookupByName("web"), mine.info(), mine.create()):
            with pytest.raises(InvalidConn):
                await call
        assert await domain.isActive() == 0
