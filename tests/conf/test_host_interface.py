"""Network interfaces of the host."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from anyvirt.conf import HostInterface, HostInterfaceType
from anyvirt.conf.host_interface.model import Bond, HostBridge, HostVlan
from anyvirt.conf.host_interface.parse import parse, validate
from anyvirt.util.error import XmlError, libvirtError
from tests.conf.strategies import objects

CARD = "<interface type='ethernet' name='eth0'/>"


def interface(kind: str, inside: str = "", *, name: str = " name='i0'") -> str:
    return f"<interface type='{kind}'{name}>{inside}</interface>"


def bond(inside: str) -> str:
    return interface("bond", f"<bond>{inside}{CARD}</bond>")


def test_a_bridge_of_bonds_and_vlans() -> None:
    written = parse(
        interface(
            "bridge",
            f"""<bridge stp='on' delay='0.01'>
              <interface type='bond' name='bond0'>
                <start mode='none'/><mtu size='3'/><protocol family='ipv4'/><link speed='1000' state='up'/>
                <bond mode='802.3ad'><miimon freq='100' downdelay='0' updelay='5' carrier='netif'/>{CARD}</bond>
              </interface>
              <interface type='vlan' name='eth1.42'><vlan tag='42'><interface name='eth1'/></vlan></interface>
            </bridge>
            <protocol family='ipv6'>
              <route gateway='fe80::1'/><ip address='2001:db8::2' prefix='64'/><dhcp peerdns='no'/><autoconf/>
            </protocol>
            <mtu size='9000'/><start mode='hotplug'/><mac address='52:54:00:00:00:01'/><link state='up'/>""",
        )
    ).to_xml()
    assert written == (
        "<interface type='bridge' name='i0'>\n"
        "  <start mode='hotplug'/>\n"
        "  <mtu size='9000'/>\n"
        "  <protocol family='ipv6'>\n"
        "    <autoconf/>\n"
        "    <dhcp peerdns='no'/>\n"
        "    <ip address='2001:db8::2' prefix='64'/>\n"
        "    <route gateway='fe80::1'/>\n"
        "  </protocol>\n"
        "  <bridge stp='on' delay='0.01'>\n"
        "    <interface type='bond' name='bond0'>\n"
        "      <link speed='1000' state='up'/>\n"
        "      <bond mode='802.3ad'>\n"
        "        <miimon freq='100' updelay='5' carrier='netif'/>\n"
        "        <interface type='ethernet' name='eth0'>\n"
        "        </interface>\n"
        "      </bond>\n"
        "    </interface>\n"
        "    <interface type='vlan' name='eth1.42'>\n"
        "      <vlan tag='42'>\n"
        "        <interface name='eth1'/>\n"
        "      </vlan>\n"
        "    </interface>\n"
        "  </bridge>\n"
        "</interface>\n"
    )
    assert parse(written).to_xml() == written


def test_a_card() -> None:
    card = parse(
        interface(
            "ethernet",
            "<mac address='AB:1'/><link speed='0' state='lowerlayerdown'/><mtu size='0'/><bridge/>"
            "<protocol family='ipv4'><autoconf/><ip address='10.0.0.2' prefix='0'/></protocol>",
        )
    )
    assert card.to_xml().splitlines()[1:-1] == [
        "  <protocol family='ipv4'>",
        "    <ip address='10.0.0.2'/>",
        "  </protocol>",
        "  <link state='lowerlayerdown'/>",
        "  <mac address='AB:1'/>",
    ]


def test_the_first_way_to_watch_a_bond_counts() -> None:
    both = parse(bond("<arpmon interval='1' target='10.0.0.1' validate='all'/><miimon freq='2'/>"))
    assert "arpmon" not in both.to_xml()
    assert "<arpmon interval='1' target='10.0.0.1' validate='all'/>" in (
        parse(bond("<arpmon interval='1' target='10.0.0.1' validate='all'/>")).to_xml()
    )


RULES = [
    ("<interface name='a'/>", "@type is required"),
    (interface("tunnel"), "'tunnel' is not one of ethernet, bridge, bond, vlan"),
    (interface("ethernet", name=""), "@name is required"),
    (interface("bridge"), "type 'bridge' needs the element <bridge>"),
    (interface("bond"), "type 'bond' needs the element <bond>"),
    (interface("vlan"), "type 'vlan' needs the element <vlan>"),
    (interface("vlan", "<vlan tag='5'/>"), "vlan/interface/@name is required"),
    (interface("vlan", "<vlan tag='5000'><interface name='a'/></vlan>"), "'5000' is not a whole number from 0 to 4095"),
    (interface("ethernet", "<mtu size='100001'/>"), "'100001' is not a whole number from 0 to 100000"),
    (interface("ethernet", "<start mode='later'/>"), "'later' is not one of onboot, none, hotplug"),
    (interface("ethernet", "<protocol/>"), "protocol/@family is required"),
    (interface("ethernet", "<protocol family='ipx'/>"), "'ipx' is not one of ipv4, ipv6"),
    (interface("bond", "<bond mode='x'/>"), "'x' is not one of balance-rr"),
    (bond("<miimon/>"), "bond/miimon/@freq is required"),
    (bond("<arpmon interval='1'/>"), "bond/arpmon/@target is required"),
    (bond("<arpmon interval='1' target='a' validate='none'/>"), "'none' is not one of active, backup, all"),
    (
        bond("<interface type='vlan' name='v'><vlan tag='1'><interface name='a'/></vlan></interface>"),
        "'v' of type 'vlan' cannot be part of a bond",
    ),
    (
        interface("bridge", "<bridge><interface type='bridge' name='b'><bridge/></interface></bridge>"),
        "'b' of type 'bridge' cannot be part of a bridge",
    ),
]


@pytest.mark.parametrize(("document", "message"), RULES)
def test_rules(document: str, message: str) -> None:
    with pytest.raises(XmlError) as caught:
        parse(document)
    assert message in str(caught.value)


def test_interfaces_that_a_program_built() -> None:
    bridge = HostInterface(
        type=HostInterfaceType.BRIDGE,
        name="br0",
        bridge=HostBridge(
            interfaces=[
                HostInterface(type=HostInterfaceType.VLAN, name="v", vlan=HostVlan(tag=1, interface="eth0")),
                HostInterface(type=HostInterfaceType.BOND, name="bond0", bond=Bond()),
            ]
        ),
    )
    validate(bridge)
    with pytest.raises(XmlError, match="100001 is above 100000"):
        validate(HostInterface(type=HostInterfaceType.ETHERNET, name="e", mtu=100_001))


@given(objects(HostInterface, depth=3))
@settings(deadline=None, max_examples=60)
def test_any_interface_comes_back(built: HostInterface) -> None:
    assert HostInterface.from_xml(built.to_xml(), unknown="refuse") == built
    try:
        once = parse(built.to_xml())
    except libvirtError:
        return
    assert parse(once.to_xml()) == once
