"""Networks of the test driver, beyond what the comparison with the original covers: ports, leases, metadata, files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import anyvirt as libvirt
from anyvirt import virConnect, virNetwork
from anyvirt.conf import Network
from anyvirt.error import (
    InvalidArg,
    NoNetwork,
    NoNetworkMetadata,
    NoNetworkPort,
    OperationDenied,
    OperationInvalid,
    XmlError,
    XmlInvalidSchema,
)

LAN = """\
<network>
  <name>lan</name>
  <forward mode='nat'/>
  <bridge name='lan0'/>
  <ip address='192.168.50.1' netmask='255.255.255.0'>
    <dhcp><range start='192.168.50.100' end='192.168.50.200'/></dhcp>
  </ip>
</network>
"""
PORT = """\
<networkport>
  <uuid>7ae63b5f-fe96-4af0-a7c3-da04ba1b6126</uuid>
  <owner><name>web</name><uuid>11111111-2222-3333-4444-555555555555</uuid></owner>
  <mac address='52:54:00:aa:bb:cc'/>
  <plug type='bridge' bridge='lan0'/>
</networkport>
"""


@pytest.fixture
def conn() -> Iterator[virConnect]:
    with libvirt.open("test:///default") as connection:
        yield connection


@pytest.fixture
def lan(conn: virConnect) -> virNetwork:
    network = conn.networkDefineXML(LAN)
    network.create()
    return network


def test_a_port_is_made_looked_at_and_deleted(lan: virNetwork) -> None:
    port = lan.portCreateXML(PORT)
    assert [each.UUIDString() for each in lan.listAllPorts()] == [port.UUIDString()]
    assert lan.portLookupByUUID(port.UUID()) == lan.portLookupByUUIDString(port.UUIDString()) == port
    assert port.network() == lan
    assert "<mac address='52:54:00:aa:bb:cc'/>" in port.XMLDesc()
    port.delete()
    assert lan.listAllPorts() == []
    with pytest.raises(NoNetworkPort, match=port.UUIDString()):
        port.XMLDesc()


def test_a_port_has_limits_that_can_be_changed(lan: virNetwork) -> None:
    port = lan.portCreateXML(PORT)
    assert port.parameters() == {}
    port.setParameters({"inbound.average": 1000, "inbound.burst": 64, "outbound.average": 500})
    assert port.parameters() == {"inbound.average": 1000, "inbound.burst": 64, "outbound.average": 500}
    assert "<outbound average='500'/>" in port.XMLDesc()
    port.setParameters({"outbound.average": 0})
    assert port.parameters() == {"inbound.average": 1000, "inbound.burst": 64}


@pytest.mark.parametrize("name", ["nonsense", "inbound.nonsense", "outbound.floor", "sideways.average"])
def test_a_limit_that_does_not_exist_is_refused(lan: virNetwork, name: str) -> None:
    port = lan.portCreateXML(PORT)
    with pytest.raises(InvalidArg, match=name):
        port.setParameters({name: 1})
    assert port.parameters() == {}


def test_ports_need_an_active_network_and_go_when_it_stops(conn: virConnect, lan: virNetwork) -> None:
    port = lan.portCreateXML(PORT)
    lan.destroy()
    with pytest.raises(NoNetworkPort):
        port.XMLDesc()
    with pytest.raises(OperationInvalid, match="not active"):
        lan.portCreateXML(PORT)


def test_two_ports_cannot_have_one_uuid(lan: virNetwork) -> None:
    port = lan.portCreateXML(PORT)
    with pytest.raises(OperationInvalid, match=port.UUIDString()):
        lan.portCreateXML(port.XMLDesc())
    assert len(lan.listAllPorts()) == 1


def test_running_guests_have_leases_from_the_range(conn: virConnect) -> None:
    """The default guest is on the default network; a network without guests has none."""
    default = conn.networkLookupByName("default")
    (lease,) = default.DHCPLeases()
    assert (lease["mac"], lease["ipaddr"], lease["prefix"]) == ("aa:bb:cc:dd:ee:ff", "192.168.122.2", 24)
    assert lease["iface"] == "virbr0"
    assert default.DHCPLeases("AA:BB:CC:DD:EE:FF") == [lease]
    assert default.DHCPLeases("00:00:00:00:00:00") == []
    conn.lookupByName("test").destroy()
    assert default.DHCPLeases() == []


def test_metadata_is_kept_and_told_of(conn: virConnect, lan: virNetwork) -> None:
    with pytest.raises(NoNetworkMetadata):
        lan.metadata(libvirt.VIR_NETWORK_METADATA_TITLE, None)
    lan.setMetadata(libvirt.VIR_NETWORK_METADATA_TITLE, "a title", None, None)
    assert lan.metadata(libvirt.VIR_NETWORK_METADATA_TITLE, None) == "a title"
    lan.setMetadata(libvirt.VIR_NETWORK_METADATA_ELEMENT, "<a/>", "x", "http://x/")
    assert lan.metadata(libvirt.VIR_NETWORK_METADATA_ELEMENT, "http://x/") == "<a/>"
    assert '<x:a xmlns:x="http://x/"/>' in lan.XMLDesc()
    lan.setMetadata(libvirt.VIR_NETWORK_METADATA_TITLE, None, None, None)
    with pytest.raises(NoNetworkMetadata):
        lan.metadata(libvirt.VIR_NETWORK_METADATA_TITLE, None)


def test_an_update_that_fails_changes_nothing(lan: virNetwork) -> None:
    before = lan.XMLDesc()
    both = libvirt.VIR_NETWORK_UPDATE_AFFECT_LIVE | libvirt.VIR_NETWORK_UPDATE_AFFECT_CONFIG
    with pytest.raises(XmlError):
        lan.update(3, libvirt.VIR_NETWORK_SECTION_IP_DHCP_RANGE, 0, "<nonsense/>", both)
    assert lan.XMLDesc() == before


def test_an_active_network_keeps_what_it_has_when_it_is_defined_anew(conn: virConnect, lan: virNetwork) -> None:
    conn.networkDefineXML(LAN.replace("<forward mode='nat'/>", f"<uuid>{lan.UUIDString()}</uuid>"))
    assert "<forward" in lan.XMLDesc()
    assert "<forward" not in lan.XMLDesc(libvirt.VIR_NETWORK_XML_INACTIVE)
    lan.destroy()
    assert "<forward" not in lan.XMLDesc()


def test_live_changes_need_an_active_network(conn: virConnect) -> None:
    network = conn.networkDefineXML(LAN)
    with pytest.raises(OperationInvalid, match="not active"):
        network.setMetadata(0, "x", None, None, libvirt.VIR_NETWORK_UPDATE_AFFECT_LIVE)


def test_documents_are_checked_when_asked(conn: virConnect) -> None:
    nonsense = LAN.replace("<forward mode='nat'/>", "<nonsense/>")
    with pytest.raises(XmlInvalidSchema, match="nonsense"):
        conn.networkDefineXMLFlags(nonsense, libvirt.VIR_NETWORK_DEFINE_VALIDATE)
    with pytest.raises(XmlInvalidSchema, match="nonsense"):
        conn.networkCreateXMLFlags(nonsense, libvirt.VIR_NETWORK_CREATE_VALIDATE)
    with pytest.raises(NoNetwork):
        conn.networkLookupByName("lan")


def test_a_network_can_be_defined_from_a_model(conn: virConnect) -> None:
    network = conn.networkDefineXML(Network(name="model"))
    assert network.name() == "model"


def test_readers_change_nothing() -> None:
    with libvirt.openReadOnly("test:///default") as conn:
        network = conn.networkLookupByName("default")
        for call in (network.destroy, network.undefine, lambda: conn.networkDefineXML(LAN)):
            with pytest.raises(OperationDenied):
                call()
        assert network.isActive()


def test_a_node_file_brings_its_own(tmp_path: Path) -> None:
    """Networks, interfaces and devices of the file, or of files that it names, in place of the default ones."""
    (tmp_path / "lan.xml").write_text(LAN)
    node = tmp_path / "node.xml"
    node.write_text(
        "<node><network file='lan.xml'/><interface type='ethernet' name='eth7'/>"
        "<device><name>pc</name><capability type='system'><hardware>"
        "<uuid>11111111-2222-3333-4444-555555555555</uuid></hardware><firmware/></capability></device></node>"
    )
    with libvirt.open(f"test://{node}") as conn:
        assert [net.name() for net in conn.listAllNetworks()] == ["lan"]
        assert conn.networkLookupByName("lan").isActive()
        assert [each.name() for each in conn.listAllInterfaces()] == ["eth7"]
        assert [each.name() for each in conn.listAllDevices()] == ["pc"]
