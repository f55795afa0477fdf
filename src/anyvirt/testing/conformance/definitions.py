"""Domains that are defined, found, changed and undefined."""

from __future__ import annotations

import uuid as uuids

import pytest

from anyvirt import constants
from anyvirt.error import (
    InvalidArg,
    NoDomain,
    NoDomainMetadata,
    OperationFailed,
    OperationInvalid,
    XmlDetail,
    libvirtError,
)
from anyvirt.testing.conformance.fixtures import Connect
from anyvirt.testing.conformance.flavours import Handle, lifecycle_events
from anyvirt.testing.conformance.target import Target, uuid_for

OTHER_UUID = "c7a5fdbd-edaf-9455-926a-d65c16db1809"


async def names(conn: Handle, flags: int = 0) -> set[str]:
    return {await domain.name() for domain in await conn.listAllDomains(flags)}


@pytest.mark.asyncio
class TestDefinitions:
    async def test_a_defined_domain_is_there_and_off(self, conn: Handle, domain: Handle) -> None:
        assert await domain.name() == "web"
        assert await domain.UUIDString() == uuid_for("web")
        assert await domain.ID() == -1
        assert await domain.isActive() == 0
        assert await domain.isPersistent() == 1
        assert await domain.state() == [constants.VIR_DOMAIN_SHUTOFF, 0]

    async def test_it_is_found_by_name_and_uuid(self, conn: Handle, domain: Handle) -> None:
        assert await conn.lookupByName("web") == domain
        assert await conn.lookupByUUIDString(uuid_for("web")) == domain
        assert await conn.lookupByUUIDString(uuid_for("web").replace("-", "").upper()) == domain
        assert await conn.lookupByUUID(uuids.UUID(uuid_for("web")).bytes) == domain

    async def test_it_is_found_by_number_while_it_runs(self, conn: Handle, running: Handle) -> None:
        number = await running.ID()
        assert number > 0
        assert await conn.lookupByID(number) == running
        assert number in await conn.listDomainsID()
        await running.destroy()
        with pytest.raises(NoDomain):
            await conn.lookupByID(number)

    @pytest.mark.parametrize(
        ("method", "value"),
        [("lookupByName", "nobody"), ("lookupByUUIDString", OTHER_UUID), ("lookupByID", 1_000_000)],
    )
    async def test_what_is_not_there_is_not_found(self, conn: Handle, method: str, value: object) -> None:
        with pytest.raises(NoDomain) as caught:
            await getattr(conn, method)(value)
        assert str(value) in str(caught.value)
        assert caught.value.get_error_code() == constants.VIR_ERR_NO_DOMAIN

    async def test_another_connection_sees_it(self, domain: Handle, connect: Connect) -> None:
        other = await connect()
        assert "web" in await names(other)

    async def test_its_xml_defines_it_again(self, conn: Handle, domain: Handle) -> None:
        xml = await domain.XMLDesc(constants.VIR_DOMAIN_XML_INACTIVE)
        await conn.defineXML(xml)
        assert await domain.XMLDesc(constants.VIR_DOMAIN_XML_INACTIVE) == xml

    async def test_defining_it_again_changes_it(self, conn: Handle, domain: Handle, target: Target) -> None:
        assert await conn.defineXML(target.xml("web", memory=2 * target.memory)) == domain
        assert await domain.maxMemory() == 2 * target.memory
        assert [await each.name() for each in await conn.listAllDomains()].count("web") == 1

    async def test_another_uuid_for_its_name_is_refused(self, conn: Handle, domain: Handle, target: Target) -> None:
        before = await domain.XMLDesc()
        with pytest.raises(OperationFailed, match=uuid_for("web")):
            await conn.defineXML(target.xml("web", uuid=OTHER_UUID))
        assert await domain.XMLDesc() == before
        with pytest.raises(NoDomain):
            await conn.lookupByUUIDString(OTHER_UUID)

    async def test_another_name_for_its_uuid_is_refused(self, conn: Handle, domain: Handle, target: Target) -> None:
        with pytest.raises(OperationFailed, match="'web'"):
            await conn.defineXML(target.xml("db", uuid=uuid_for("web")))
        assert "db" not in await names(conn)

    @pytest.mark.parametrize("damage", ["", "<domain", "no xml", "<domain></network>"])
    async def test_malformed_xml_is_refused(self, conn: Handle, damage: str) -> None:
        before = await names(conn)
        for take in (conn.defineXML, conn.createXML):
            with pytest.raises(XmlDetail):
                await take(damage)
        assert await names(conn) == before

    async def test_a_null_character_is_no_text(self, conn: Handle) -> None:
        for take in (conn.defineXML, conn.createXML):
            with pytest.raises(ValueError, match="null character"):
                await take("\x00")

    @pytest.mark.parametrize("damage", ["root", "no name", "slash", "no memory", "word for memory", "bad uuid"])
    async def test_wrong_xml_is_refused(self, conn: Handle, target: Target, damage: str) -> None:
        xml = target.xml("web")
        match damage:
            case "root":
                xml = "<network><name>web</name></network>"
            case "no name":
                xml = xml.replace("<name>web</name>", "")
            case "slash":
                xml = xml.replace("<name>web</name>", "<name>we/b</name>")
            case "no memory":
                start, end = xml.index("<memory"), xml.index("</memory>") + len("</memory>")
                xml = xml[:start] + xml[end:]
            case "word for memory":
                xml = xml.replace(f">{target.memory}</memory>", ">plenty</memory>")
            case "bad uuid":
                xml = xml.replace(uuid_for("web"), "not-a-uuid")
        assert xml != target.xml("web")
        before = await names(conn)
        with pytest.raises(libvirtError):
            await conn.defineXML(xml)
        assert await names(conn) == before

    async def test_an_undefined_domain_is_gone(self, conn: Handle, domain: Handle) -> None:
        await domain.undefine()
        assert "web" not in await names(conn)
        with pytest.raises(NoDomain):
            await domain.info()
        with pytest.raises(NoDomain):
            await domain.create()

    async def test_lists_are_filtered(self, conn: Handle, running: Handle, target: Target) -> None:
        await conn.defineXML(target.xml("off"))
        active = await names(conn, constants.VIR_CONNECT_LIST_DOMAINS_ACTIVE)
        inactive = await names(conn, constants.VIR_CONNECT_LIST_DOMAINS_INACTIVE)
        assert "web" in active - inactive
        assert "off" in inactive - active
        assert active | inactive == await names(conn)
        assert "off" in await conn.listDefinedDomains()
        assert await conn.numOfDefinedDomains() == len(inactive)
        assert await conn.numOfDomains() == len(active) == len(await conn.listDomainsID())
        both = constants.VIR_CONNECT_LIST_DOMAINS_ACTIVE | constants.VIR_CONNECT_LIST_DOMAINS_INACTIVE
        assert await names(conn, both) == await names(conn)
        assert "web" in await names(conn, constants.VIR_CONNECT_LIST_DOMAINS_RUNNING)
        assert "web" not in await names(conn, constants.VIR_CONNECT_LIST_DOMAINS_PAUSED)
        assert "off" in await names(conn, constants.VIR_CONNECT_LIST_DOMAINS_NO_AUTOSTART)

    @pytest.mark.parametrize("flags", [1 << 20, 1 << 30])
    async def test_unknown_flags_are_refused(self, conn: Handle, domain: Handle, flags: int) -> None:
        for call in (conn.listAllDomains, domain.XMLDesc, domain.createWithFlags, domain.undefineFlags):
            with pytest.raises(InvalidArg, match=f"{flags:#x}"):
                await call(flags)
        assert await domain.isActive() == 0

    async def test_autostart(self, conn: Handle, domain: Handle) -> None:
        assert await domain.autostart() == 0
        await domain.setAutostart(1)
        await domain.setAutostart(1)
        assert await domain.autostart() == 1
        assert "web" in await names(conn, constants.VIR_CONNECT_LIST_DOMAINS_AUTOSTART)
        await domain.setAutostart(0)
        assert await domain.autostart() == 0

    async def test_rename(self, conn: Handle, domain: Handle, target: Target) -> None:
        if not target.can_rename:
            pytest.skip("the driver cannot rename")
        await conn.defineXML(target.xml("db"))
        with pytest.raises(OperationInvalid, match="db"):
            await domain.rename("db")
        await domain.rename("shop")
        assert await conn.lookupByName("shop") == domain
        assert "<name>shop</name>" in await domain.XMLDesc()
        with pytest.raises(NoDomain):
            await conn.lookupByName("web")
        await domain.create()
        with pytest.raises(OperationInvalid):
            await domain.rename("again")

    async def test_definitions_stay(self, target: Target, connect: Connect) -> None:
        if not target.keeps_definitions:
            pytest.skip("definitions go with the last connection")
        first = await connect()
        domain = await first.defineXML(target.xml("web"))
        await domain.setAutostart(1)
        xml = await domain.XMLDesc()
        await first.close()
        second = await connect()
        domain = await second.lookupByName("web")
        assert await domain.XMLDesc() == xml
        assert await domain.autostart() == 1
        await domain.undefine()

    async def test_events_tell_of_definitions(self, conn: Handle, target: Target) -> None:
        async with lifecycle_events(conn, target.timeout_s) as events:
            domain = await conn.defineXML(target.xml("web"))
            await conn.defineXML(target.xml("web", memory=2 * target.memory))
            await domain.undefine()
            assert await events.next() == (
                "web",
                constants.VIR_DOMAIN_EVENT_DEFINED,
                constants.VIR_DOMAIN_EVENT_DEFINED_ADDED,
            )
            assert await events.next() == (
                "web",
                constants.VIR_DOMAIN_EVENT_DEFINED,
                constants.VIR_DOMAIN_EVENT_DEFINED_UPDATED,
            )
            assert (await events.next())[1] == constants.VIR_DOMAIN_EVENT_UNDEFINED


@pytest.mark.asyncio
class TestMetadata:
    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            (constants.VIR_DOMAIN_METADATA_TITLE, "A title with <&> in it"),
            (constants.VIR_DOMAIN_METADATA_DESCRIPTION, "Two\nlines"),
        ],
    )
    async def test_texts(self, domain: Handle, kind: int, text: str) -> None:
        with pytest.raises(NoDomainMetadata):
            await domain.metadata(kind, None)
        await domain.setMetadata(kind, text, None, None)
        assert await domain.metadata(kind, None) == text
        await domain.setMetadata(kind, None, None, None)
        with pytest.raises(NoDomainMetadata):
            await domain.metadata(kind, None)

    async def test_elements_are_kept_by_namespace(self, domain: Handle) -> None:
        kind = constants.VIR_DOMAIN_METADATA_ELEMENT
        await domain.setMetadata(kind, "<app version='1'><b/></app>", "my", "http://example.org/app")
        await domain.setMetadata(kind, "<other/>", "o", "http://example.org/other")
        assert 'xmlns:my="http://example.org/app"' in await domain.XMLDesc()
        assert (await domain.metadata(kind, "http://example.org/app")).startswith('<app version="1">')
        await domain.setMetadata(kind, "<app version='2'/>", "my", "http://example.org/app")
        assert await domain.metadata(kind, "http://example.org/app") == '<app version="2"/>'
        await domain.setMetadata(kind, None, "my", "http://example.org/app")
        with pytest.raises(NoDomainMetadata):
            await domain.metadata(kind, "http://example.org/app")
        assert await domain.metadata(kind, "http://example.org/other") == "<other/>"

    async def test_live_and_config_are_kept_apart(self, running: Handle) -> None:
        title = constants.VIR_DOMAIN_METADATA_TITLE
        await running.setMetadata(title, "now", None, None, constants.VIR_DOMAIN_AFFECT_LIVE)
        await running.setMetadata(title, "next", None, None, constants.VIR_DOMAIN_AFFECT_CONFIG)
        assert await running.metadata(title, None, constants.VIR_DOMAIN_AFFECT_LIVE) == "now"
        assert await running.metadata(title, None, constants.VIR_DOMAIN_AFFECT_CONFIG) == "next"
        await running.destroy()
        assert await running.metadata(title, None) == "next"

    @pytest.mark.parametrize(
        ("kind", "text", "key", "uri"),
        [
            (constants.VIR_DOMAIN_METADATA_TITLE, "two\nlines", None, None),
            (constants.VIR_DOMAIN_METADATA_TITLE, "title", "key", "http://example.org"),
            (constants.VIR_DOMAIN_METADATA_ELEMENT, "<a/>", "k", None),
            (constants.VIR_DOMAIN_METADATA_ELEMENT, "<a/>", None, "http://example.org"),
            (constants.VIR_DOMAIN_METADATA_ELEMENT, "<a>", "k", "http://example.org"),
            (99, "text", None, None),
        ],
    )
    async def test_wrong_metadata_is_refused(
        self, domain: Handle, kind: int, text: str, key: str | None, uri: str | None
    ) -> None:
        before = await domain.XMLDesc()
        with pytest.raises(libvirtError):
            await domain.setMetadata(kind, text, key, uri)
        assert await domain.XMLDesc() == before
