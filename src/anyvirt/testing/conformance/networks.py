"""Virtual networks and their ports."""

from __future__ import annotations

import uuid as uuids
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio

from anyvirt import constants
from anyvirt.error import (
    InvalidArg,
    NoName,
    NoNetwork,
    NoNetworkMetadata,
    NoNetworkPort,
    OperationDenied,
    OperationInvalid,
    XmlDetail,
    XmlError,
    libvirtError,
)
from anyvirt.testing.conformance.fixtures import Connect
from anyvirt.testing.conformance.flavours import Handle, events_of
from anyvirt.testing.conformance.target import Target, uuid_for

NAME = "lan"


def _xml(name: str = NAME, *, uuid: str | None = None, more: str = "") -> str:
    """An isolated network: nothing of the host goes into it."""
    return (
        f"<network><name>{name}</name><uuid>{uuid or uuid_for(name)}</uuid>{more}"
        "<bridge name='avconf0'/><ip address='198.51.100.1' netmask='255.255.255.0'>"
        "<dhcp><range start='198.51.100.100' end='198.51.100.200'/></dhcp></ip></network>"
    )


PORT = (
    f"<networkport><uuid>{uuid_for('port')}</uuid><owner><name>web</name><uuid>{uuid_for('web')}</uuid></owner>"
    "<mac address='52:54:00:aa:bb:cc'/></networkport>"
)


@pytest_asyncio.fixture
async def network(conn: Handle, target: Target) -> AsyncIterator[Handle]:
    """A network called "lan", defined and not active; what is left of it after the test is removed."""
    if not target.networks:
        pytest.skip("the driver has no virtual networks")
    defined: Handle = await conn.networkDefineXML(_xml())
    yield defined
    for remove in (defined.destroy, defined.undefine):
        with suppress(libvirtError):  # it was not active, or is gone
            await remove()


@pytest.mark.asyncio
class TestNetworks:
    async def test_a_defined_network_is_there_and_inactive(self, conn: Handle, network: Handle) -> None:
        assert (await network.name(), await network.UUIDString()) == (NAME, uuid_for(NAME))
        assert (await network.isActive(), await network.isPersistent(), await network.autostart()) == (0, 1, 0)
        assert NAME in await conn.listDefinedNetworks()
        assert NAME not in await conn.listNetworks()
        assert network in await conn.listAllNetworks(constants.VIR_CONNECT_LIST_NETWORKS_INACTIVE)
        assert network not in await conn.listAllNetworks(constants.VIR_CONNECT_LIST_NETWORKS_ACTIVE)

    async def test_it_is_found_by_name_and_uuid(self, conn: Handle, network: Handle) -> None:
        assert await conn.networkLookupByName(NAME) == network
        assert await conn.networkLookupByUUIDString(uuid_for(NAME)) == network
        assert await conn.networkLookupByUUID(uuids.UUID(uuid_for(NAME)).bytes) == network

    async def test_what_is_not_there_is_not_found(self, conn: Handle, network: Handle) -> None:
        with pytest.raises(NoNetwork, match="nobody"):
            await conn.networkLookupByName("nobody")
        with pytest.raises(NoNetwork, match=uuid_for("nobody")):
            await conn.networkLookupByUUIDString(uuid_for("nobody"))

    async def test_starting_and_stopping(self, conn: Handle, network: Handle) -> None:
        await network.create()
        assert (await network.isActive(), NAME in await conn.listNetworks()) == (1, True)
        assert await network.bridgeName() != ""
        with pytest.raises(OperationInvalid):
            await network.create()
        await network.destroy()
        assert await network.isActive() == 0
        assert await conn.networkLookupByName(NAME) == network

    async def test_an_undefined_network_is_gone(self, conn: Handle, network: Handle) -> None:
        await network.undefine()
        for call in (network.XMLDesc(), network.create(), network.undefine(), conn.networkLookupByName(NAME)):
            with pytest.raises(NoNetwork):
                await call

    async def test_a_transient_network_goes_when_it_stops(self, conn: Handle, network: Handle) -> None:
        await network.undefine()
        transient = await conn.networkCreateXML(_xml())
        assert (await transient.isActive(), await transient.isPersistent()) == (1, 0)
        await transient.destroy()
        with pytest.raises(NoNetwork):
            await conn.networkLookupByName(NAME)

    async def test_a_name_and_a_uuid_belong_to_one_network(self, conn: Handle, network: Handle) -> None:
        before = await network.XMLDesc()
        with pytest.raises(libvirtError):
            await conn.networkDefineXML(_xml(uuid=uuid_for("other")))
        with pytest.raises(libvirtError):
            await conn.networkDefineXML(_xml("other", uuid=uuid_for(NAME)))
        assert await network.XMLDesc() == before

    @pytest.mark.parametrize("xml", ["<network", "<network/>", "<domain/>", "", "<network><name>a/b</name></network>"])
    async def test_bad_documents_are_refused(self, conn: Handle, network: Handle, xml: str) -> None:
        before = len(await conn.listAllNetworks())
        for take in (conn.networkDefineXML, conn.networkCreateXML):
            with pytest.raises((XmlDetail, XmlError, NoName)):
                await take(xml)
        assert len(await conn.listAllNetworks()) == before

    async def test_its_xml_defines_it_again(self, conn: Handle, network: Handle) -> None:
        xml = await network.XMLDesc(constants.VIR_NETWORK_XML_INACTIVE)
        assert await conn.networkDefineXML(xml) == network
        assert await network.XMLDesc(constants.VIR_NETWORK_XML_INACTIVE) == xml

    async def test_an_active_one_is_defined_for_its_next_start(self, conn: Handle, network: Handle) -> None:
        await network.create()
        await conn.networkDefineXML(_xml(more="<domain name='example.org'/>"))
        assert "example.org" not in await network.XMLDesc()
        assert "example.org" in await network.XMLDesc(constants.VIR_NETWORK_XML_INACTIVE)
        await network.destroy()
        await network.create()
        assert "example.org" in await network.XMLDesc()

    @pytest.mark.parametrize(
        ("impact", "shown"),
        [
            (constants.VIR_NETWORK_UPDATE_AFFECT_LIVE, 0),
            (constants.VIR_NETWORK_UPDATE_AFFECT_CONFIG, constants.VIR_NETWORK_XML_INACTIVE),
        ],
    )
    async def test_a_section_is_updated(self, network: Handle, impact: int, shown: int) -> None:
        await network.create()
        await network.update(
            constants.VIR_NETWORK_UPDATE_COMMAND_ADD_LAST,
            constants.VIR_NETWORK_SECTION_IP_DHCP_HOST,
            -1,
            "<host mac='52:54:00:aa:bb:cc' ip='198.51.100.7'/>",
            impact,
        )
        assert "198.51.100.7" in await network.XMLDesc(shown)

    async def test_an_update_that_fails_changes_nothing(self, network: Handle) -> None:
        before = await network.XMLDesc()
        with pytest.raises(libvirtError):
            await network.update(
                constants.VIR_NETWORK_UPDATE_COMMAND_DELETE,
                constants.VIR_NETWORK_SECTION_IP_DHCP_HOST,
                -1,
                "<host mac='52:54:00:aa:bb:cc' ip='198.51.100.7'/>",
                constants.VIR_NETWORK_UPDATE_AFFECT_CONFIG,
            )
        assert await network.XMLDesc() == before

    async def test_autostart_is_remembered(self, network: Handle) -> None:
        await network.setAutostart(1)
        assert await network.autostart() == 1
        await network.setAutostart(0)
        assert await network.autostart() == 0

    async def test_metadata_is_kept(self, network: Handle) -> None:
        title = constants.VIR_NETWORK_METADATA_TITLE
        with pytest.raises(NoNetworkMetadata):
            await network.metadata(title, None)
        await network.setMetadata(title, "a <title>", None, None)
        assert await network.metadata(title, None) == "a <title>"

    async def test_nobody_has_a_lease_where_nobody_is(self, network: Handle) -> None:
        await network.create()
        assert await network.DHCPLeases() == []

    async def test_events_tell_its_story(self, conn: Handle, network: Handle, target: Target) -> None:
        async with events_of("network", conn, target.timeout_s, network) as events:
            await network.create()
            await network.destroy()
            await network.undefine()
            assert await events.kinds(3) == [
                constants.VIR_NETWORK_EVENT_STARTED,
                constants.VIR_NETWORK_EVENT_STOPPED,
                constants.VIR_NETWORK_EVENT_UNDEFINED,
            ]

    async def test_unknown_flags_are_refused(self, conn: Handle, network: Handle) -> None:
        for call in (conn.listAllNetworks(1 << 20), network.XMLDesc(1 << 20), network.DHCPLeases(None, 1 << 20)):
            with pytest.raises(InvalidArg):
                await call

    async def test_readers_look_and_do_not_touch(self, network: Handle, connect: Connect) -> None:
        reader = await connect(readonly=True)
        seen = await reader.networkLookupByName(NAME)
        assert await seen.XMLDesc() == await network.XMLDesc()
        calls = (
            seen.create(),
            seen.destroy(),
            seen.undefine(),
            seen.setAutostart(1),
            seen.setMetadata(constants.VIR_NETWORK_METADATA_TITLE, "title", None, None),
            reader.networkDefineXML(_xml("other")),
            reader.networkCreateXML(_xml("other")),
        )
        for call in calls:
            with pytest.raises(OperationDenied):
                await call
        assert await network.isActive() == 0


@pytest.mark.asyncio
class TestNetworkPorts:
    @pytest.fixture(autouse=True)
    def has_ports(self, target: Target) -> None:
        if not target.network_ports:
            pytest.skip("the driver's networks have no ports")

    async def test_a_port_is_made_found_and_deleted(self, network: Handle) -> None:
        await network.create()
        port = await network.portCreateXML(PORT)
        assert await port.UUIDString() == uuid_for("port")
        assert await network.listAllPorts() == [port]
        assert await network.portLookupByUUIDString(uuid_for("port")) == port
        assert await port.network() == network
        assert "52:54:00:aa:bb:cc" in await port.XMLDesc()
        await port.delete()
        assert await network.listAllPorts() == []
        for call in (port.XMLDesc(), port.delete(), network.portLookupByUUIDString(uuid_for("port"))):
            with pytest.raises(NoNetworkPort):
                await call

    async def test_its_limits_can_be_changed(self, network: Handle) -> None:
        await network.create()
        port = await network.portCreateXML(PORT)
        await port.setParameters({"inbound.average": 1000, "outbound.average": 500})
        assert (await port.parameters())["inbound.average"] == 1000
        with pytest.raises(libvirtError):
            await port.setParameters({"nonsense": 1})
        assert (await port.parameters())["outbound.average"] == 500

    async def test_it_needs_an_active_network(self, network: Handle) -> None:
        with pytest.raises(OperationInvalid):
            await network.portCreateXML(PORT)
        assert await network.listAllPorts() == []
