"""Changing one section of a network, as virNetworkUpdate does."""

from __future__ import annotations

import pytest

from anyvirt.conf import Network
from anyvirt.conf.network.forward import ForwardInterface
from anyvirt.conf.network.parse import parse
from anyvirt.conf.network.update import Command, Section, apply
from anyvirt.util.error import (
    InternalError,
    OperationInvalid,
    OperationUnsupported,
    XmlDetail,
    XmlError,
    libvirtError,
)

LAN = parse(
    """
    <network>
      <name>lan</name>
      <forward mode='nat' dev='eth0'/>
      <dns>
        <txt name='note' value='old'/>
        <srv service='www' protocol='tcp' domain='a.example' target='.' port='80'/>
        <srv service='www' protocol='udp'/>
        <host ip='10.0.0.9'><hostname>one</hostname></host>
        <host ip='10.0.0.8'><hostname>one</hostname><hostname>two</hostname></host>
      </dns>
      <ip address='10.0.1.1' prefix='24'/>
      <ip address='10.0.0.1' prefix='24'>
        <dhcp>
          <range start='10.0.0.20' end='10.0.0.30'/>
          <host mac='52:54:00:00:00:01' name='a' ip='10.0.0.40'/>
          <host mac='52:54:00:00:00:02' ip='10.0.0.41'/>
        </dhcp>
      </ip>
      <ip family='ipv6' address='2001:db8::1' prefix='64'/>
      <portgroup name='p' default='yes'/>
      <portgroup name='q'/>
    </network>"""
)
BRIDGES = parse("<network><name>b</name><forward mode='bridge'><interface dev='e0'/></forward></network>")


def hosts(network: Network) -> list[str | None]:
    return [host.ip for host in network.ips[1].hosts]


def test_the_network_itself_stays_as_it_is() -> None:
    before = LAN.copy()
    apply(LAN, Command.DELETE, Section.PORTGROUP, "<portgroup name='q'/>")
    assert before == LAN


def test_dhcp_hosts() -> None:
    new = "<host mac='52:54:00:00:00:03' ip='10.0.0.42'/>"
    assert hosts(apply(LAN, Command.ADD_LAST, Section.DHCP_HOST, new)) == ["10.0.0.40", "10.0.0.41", "10.0.0.42"]
    assert hosts(apply(LAN, Command.ADD_FIRST, Section.DHCP_HOST, new))[0] == "10.0.0.42"
    moved = "<host mac='52:54:0:0:0:1' name='b' ip='10.0.0.50'/>"
    assert hosts(apply(LAN, Command.MODIFY, Section.DHCP_HOST, moved)) == ["10.0.0.50", "10.0.0.41"]
    for wanted in ("<host mac='52:54:00:00:00:01'/>", "<host name='a'/>", "<host ip='10.0.0.40' name='a'/>"):
        assert hosts(apply(LAN, Command.DELETE, Section.DHCP_HOST, wanted)) == ["10.0.0.41"]


def test_dhcp_ranges() -> None:
    new = "<range start='10.0.0.50' end='10.0.0.60'/>"
    changed = apply(LAN, Command.ADD_FIRST, Section.DHCP_RANGE, new, parent_index=1)
    assert [entry.start for entry in changed.ips[1].ranges] == ["10.0.0.50", "10.0.0.20"]
    gone = apply(LAN, Command.DELETE, Section.DHCP_RANGE, "<range start='10.0.0.20' end='10.0.0.30'/>")
    assert gone.ips[1].ranges == []


def test_the_first_address_gets_dhcp_where_none_has_it() -> None:
    plain = parse(
        "<network><name>n</name><ip family='ipv6' address='2001:db8::1' prefix='64'/>"
        "<ip address='10.0.0.1' prefix='24'/></network>"
    )
    changed = apply(plain, Command.ADD_LAST, Section.DHCP_RANGE, "<range start='10.0.0.2' end='10.0.0.9'/>")
    assert [len(ip.ranges) for ip in changed.ips] == [0, 1], "IPv4 comes first"


def test_each_family_has_its_own_dhcp() -> None:
    new = "<range start='2001:db8::10' end='2001:db8::20'/>"
    assert apply(LAN, Command.ADD_LAST, Section.DHCP_RANGE, new, parent_index=2).ips[2].ranges


def test_forward_interfaces() -> None:
    both = apply(BRIDGES, Command.ADD_FIRST, Section.FORWARD_INTERFACE, "<interface dev='e1' connections='7'/>")
    assert both.forward is not None
    assert [(card.dev, card.connections) for card in both.forward.interfaces] == [("e1", None), ("e0", None)]
    assert both.forward.dev == "e1"
    gone = apply(LAN, Command.DELETE, Section.FORWARD_INTERFACE, "<interface dev='eth0'/>")
    assert "<forward mode='nat'/>" in gone.to_xml()


def test_a_running_network_keeps_what_only_it_has() -> None:
    live = parse("<network><name>n</name><forward mode='passthrough'><pf dev='p'/></forward></network>")
    assert live.forward is not None
    live.forward.interfaces = [ForwardInterface(dev="v0", connections=1)]
    changed = apply(live, Command.ADD_LAST, Section.PORTGROUP, "<portgroup name='x'/>")
    assert changed.forward == live.forward
    with pytest.raises(OperationInvalid, match="'v0' is used by 1 guests"):
        apply(live, Command.DELETE, Section.FORWARD_INTERFACE, "<interface dev='v0'/>")
    more = apply(live, Command.ADD_LAST, Section.FORWARD_INTERFACE, "<interface dev='v1'/>")
    assert more.forward is not None
    assert (more.forward.dev, more.forward.pf, len(more.forward.interfaces)) == (None, "p", 2)


def test_portgroups() -> None:
    added = apply(
        LAN, Command.ADD_FIRST, Section.PORTGROUP, "<portgroup name='r'><vlan><tag id='3'/></vlan></portgroup>"
    )
    assert [group.name for group in added.portgroups] == ["r", "p", "q"]
    changed = apply(LAN, Command.MODIFY, Section.PORTGROUP, "<portgroup name='p'/>")
    assert [group.default for group in changed.portgroups] == [None, None]
    assert len(apply(LAN, Command.DELETE, Section.PORTGROUP, "<portgroup name='p'/>").portgroups) == 1


def test_names() -> None:
    host = "<host ip='10.0.0.7'><hostname>one</hostname></host>"
    added = apply(LAN, Command.ADD_FIRST, Section.DNS_HOST, host)
    assert added.dns is not None
    assert [entry.ip for entry in added.dns.hosts] == ["10.0.0.7", "10.0.0.9", "10.0.0.8"]
    gone = apply(LAN, Command.DELETE, Section.DNS_HOST, "<host><hostname>two</hostname></host>")
    assert gone.dns is not None
    assert [entry.ip for entry in gone.dns.hosts] == ["10.0.0.9"]
    gone = apply(LAN, Command.DELETE, Section.DNS_SRV, "<srv protocol='tcp'/>")
    assert gone.dns is not None
    assert [record.protocol for record in gone.dns.srvs] == ["udp"]
    gone = apply(LAN, Command.DELETE, Section.DNS_TXT, "<txt name='note'/>")
    assert gone.dns is not None
    assert gone.dns.txts == []


def test_a_network_without_a_name_server_gets_one_and_loses_it() -> None:
    added = apply(BRIDGES, Command.ADD_LAST, Section.DNS_TXT, "<txt name='a' value='b'/>")
    assert added.dns is not None
    assert apply(added, Command.DELETE, Section.DNS_TXT, "<txt name='a'/>") == BRIDGES


MODIFY, DELETE, LAST = Command.MODIFY, Command.DELETE, Command.ADD_LAST
REFUSED: list[tuple[int, int, str, type[libvirtError], str]] = [
    (LAST, Section.BRIDGE, "<bridge/>", OperationUnsupported, "section bridge cannot be updated"),
    (LAST, Section.FORWARD_PF, "<pf/>", OperationUnsupported, "section forward pf cannot be updated"),
    (LAST, 99, "<x/>", OperationUnsupported, "section 99 cannot be updated"),
    (9, Section.PORTGROUP, "<portgroup name='a'/>", OperationUnsupported, "unrecognized update command 9"),
    (LAST, Section.DHCP_HOST, "<range/>", XmlError, "expected <host>, found <range>"),
    (LAST, Section.DHCP_HOST, "<host name='x'/>", XmlError, "@ip: is required"),
    (LAST, Section.DHCP_HOST, "<host name='x' ip='::1'/>", OperationInvalid, "::1 is not of the family"),
    (LAST, Section.DHCP_HOST, "<host name='a' ip='10.0.0.99'/>", OperationInvalid, "matches mac='' name='a'"),
    (LAST, Section.DHCP_HOST, "<host name='x' ip='10.0.0.41'/>", OperationInvalid, "already"),
    (MODIFY, Section.DHCP_HOST, "<host name='x' ip='10.0.0.99'/>", OperationInvalid, "there is no dhcp host with"),
    (DELETE, Section.DHCP_HOST, "<host id='1'/>", XmlError, "needs at least one of mac, name and ip"),
    (DELETE, Section.DHCP_HOST, "<host name='x'/>", OperationInvalid, "there is no dhcp host that matches"),
    (MODIFY, Section.DHCP_RANGE, "<range start='10.0.0.2' end='10.0.0.3'/>", OperationUnsupported, "not modified"),
    (LAST, Section.DHCP_RANGE, "<range start='10.9.0.2' end='10.9.0.3'/>", InternalError, "not entirely within"),
    (LAST, Section.DHCP_RANGE, "<range start='10.0.0.20' end='10.0.0.30'/>", OperationInvalid, "already"),
    (
        DELETE,
        Section.DHCP_RANGE,
        "<range start='10.0.0.2' end='10.0.0.3'/>",
        OperationInvalid,
        "there is no dhcp range",
    ),
    (MODIFY, Section.FORWARD_INTERFACE, "<interface dev='eth0'/>", OperationUnsupported, "not modified"),
    (LAST, Section.FORWARD_INTERFACE, "<interface/>", XmlError, "@dev is required"),
    (LAST, Section.FORWARD_INTERFACE, "<interface dev='eth0'/>", OperationInvalid, "'eth0' already"),
    (LAST, Section.FORWARD_INTERFACE, "<interface dev='eth1'/>", XmlError, "has one interface at most"),
    (DELETE, Section.FORWARD_INTERFACE, "<interface dev='eth1'/>", OperationInvalid, "no forward interface 'eth1'"),
    (LAST, Section.PORTGROUP, "<portgroup name='p'/>", OperationInvalid, "a portgroup 'p' already"),
    (LAST, Section.PORTGROUP, "<portgroup name='r' default='yes'/>", OperationInvalid, "'p' is the default one"),
    (MODIFY, Section.PORTGROUP, "<portgroup name='r'/>", OperationInvalid, "no portgroup 'r'"),
    (DELETE, Section.PORTGROUP, "<portgroup name='r'/>", OperationInvalid, "no portgroup 'r'"),
    (MODIFY, Section.DNS_HOST, "<host/>", OperationUnsupported, "dns hosts can be added and deleted"),
    (LAST, Section.DNS_HOST, "<host ip='10.0.0.9'><hostname>z</hostname></host>", OperationInvalid, "already"),
    (DELETE, Section.DNS_HOST, "<host/>", XmlDetail, "needs an ip or a hostname"),
    (DELETE, Section.DNS_HOST, "<host ip='10.0.0.3'/>", OperationInvalid, "no dns host that matches"),
    (DELETE, Section.DNS_HOST, "<host><hostname>one</hostname></host>", OperationInvalid, "2 dns hosts match"),
    (MODIFY, Section.DNS_TXT, "<txt name='note'/>", OperationUnsupported, "dns txt records can be added"),
    (LAST, Section.DNS_TXT, "<txt name='note' value='new'/>", OperationInvalid, "'note' already"),
    (DELETE, Section.DNS_TXT, "<txt name='x'/>", OperationInvalid, "no dns txt record 'x'"),
    (MODIFY, Section.DNS_SRV, "<srv/>", OperationUnsupported, "dns srv records can be added"),
    (LAST, Section.DNS_SRV, "<srv service='www' protocol='udp'/>", OperationInvalid, "already"),
    (DELETE, Section.DNS_SRV, "<srv service='www'/>", OperationInvalid, "2 dns srv records match"),
    (DELETE, Section.DNS_SRV, "<srv service='ftp'/>", OperationInvalid, "no dns srv record that matches"),
]


@pytest.mark.parametrize(("command", "section", "xml", "error", "message"), REFUSED)
def test_what_cannot_be_changed(command: int, section: int, xml: str, error: type[libvirtError], message: str) -> None:
    with pytest.raises(libvirtError) as caught:
        apply(LAN, command, section, xml)
    assert type(caught.value) is error
    assert message in str(caught.value)


def test_only_one_address_of_a_family_has_dhcp() -> None:
    with pytest.raises(OperationInvalid, match=r"one IPv4 address at most serves DHCP, and 10\.0\.0\.1 does"):
        apply(LAN, LAST, Section.DHCP_RANGE, "<range start='10.0.1.2' end='10.0.1.3'/>", parent_index=0)


def test_an_address_that_is_not_there() -> None:
    with pytest.raises(OperationInvalid, match="no <ip> at index 3"):
        apply(LAN, LAST, Section.DHCP_HOST, "<host name='x' ip='10.0.0.9'/>", parent_index=3)
    with pytest.raises(OperationInvalid, match="there is no <ip>"):
        apply(BRIDGES, LAST, Section.DHCP_HOST, "<host name='x' ip='10.0.0.9'/>")
