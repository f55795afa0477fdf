"""Ports of networks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from anyvirt.conf import NetworkPort
from anyvirt.conf.netdev.model import Bandwidth, DirectMode, Inbound
from anyvirt.conf.network_port import BridgePlug, DirectPlug, HostdevPlug, NetworkPlug, PlugAddress, parse, validate
from anyvirt.util.error import ConfigUnsupported, XmlError, libvirtError
from tests.conf.strategies import objects

UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f"
OWNER = f"<owner><name>web</name><uuid>{UUID}</uuid></owner>"
MAC = "<mac address='52:54:0:0:0:A'/>"


def port(inside: str = "", *, uuid: str = f"<uuid>{UUID}</uuid>", owner: str = OWNER, mac: str = MAC) -> str:
    return f"<networkport>{uuid}{owner}{mac}{inside}</networkport>"


def test_everything_comes_out_in_order() -> None:
    written = parse(
        port(
            """<plug type='hostdev-pci' managed='yes'><address bus='2' function='3' multifunction='on'/>
            <driver name='vfio' model='m'/></plug>
            <rxfilters trustGuest='yes'/><port isolated='no'/><vlan><tag id='1'/><tag id='2'/></vlan>
            <bandwidth classID='3'><inbound floor='4'/></bandwidth>
            <virtualport><parameters profileid='x'/></virtualport><group>g</group>"""
        )
    ).to_xml()
    assert written == (
        "<networkport>\n"
        f"  <uuid>{UUID}</uuid>\n"
        "  <owner>\n"
        "    <name>web</name>\n"
        f"    <uuid>{UUID}</uuid>\n"
        "  </owner>\n"
        "  <group>g</group>\n"
        "  <mac address='52:54:00:00:00:0a'/>\n"
        "  <virtualport>\n"
        "    <parameters profileid='x'/>\n"
        "  </virtualport>\n"
        "  <bandwidth classID='3'>\n"
        "    <inbound floor='4'/>\n"
        "  </bandwidth>\n"
        "  <vlan trunk='yes'>\n"
        "    <tag id='1'/>\n"
        "    <tag id='2'/>\n"
        "  </vlan>\n"
        "  <port isolated='no'/>\n"
        "  <rxfilters trustGuest='yes'/>\n"
        "  <plug type='hostdev-pci' managed='yes'>\n"
        "    <driver name='vfio' model='m'/>\n"
        "    <address domain='0x0000' bus='0x02' slot='0x00' function='0x3'/>\n"
        "  </plug>\n"
        "</networkport>\n"
    )
    assert parse(written).to_xml() == written


@pytest.mark.parametrize(
    ("text", "plug"),
    [
        ("", None),
        ("<plug type='none'/>", None),
        ("<plug type='network' bridge='b'/>", NetworkPlug(bridge="b")),
        ("<plug type='bridge' bridge='b'/>", BridgePlug(bridge="b")),
        ("<plug type='direct' dev='e'/>", DirectPlug(dev="e", mode=DirectMode.VEPA)),
        ("<plug type='hostdev-pci'><address bus='1'/></plug>", HostdevPlug(address=PlugAddress(bus=1))),
    ],
)
def test_plugs(text: str, plug: object) -> None:
    assert parse(port(text)).plug == plug


RULES: list[tuple[str, type[libvirtError], str]] = [
    (port(uuid=""), XmlError, "uuid is required"),
    (port(owner=""), XmlError, "owner/name is required"),
    (port(mac=""), XmlError, "mac/@address is required"),
    (port(mac="<mac address='x'/>"), XmlError, "'x' is not a MAC address"),
    (port("<plug type='x'/>"), XmlError, "'x' is not one of none, network, bridge, direct, hostdev-pci"),
    (port("<plug type='network'/>"), XmlError, "@bridge is required"),
    (port("<plug type='direct'/>"), XmlError, "@dev is required"),
    (port("<plug type='hostdev-pci'/>"), XmlError, "plug/address: is required"),
    (port("<plug type='hostdev-pci'><address slot='32'/></plug>"), XmlError, "plug/address: is beyond slot 0x1f"),
    (port("<vlan/>"), XmlError, "has no <tag>"),
    (
        port("<bandwidth><outbound floor='1'/></bandwidth>"),
        ConfigUnsupported,
        "bandwidth/outbound/@floor: only incoming traffic",
    ),
    (port("<virtualport type='802.1Qbh'><parameters typeid='1'/></virtualport>"), XmlError, "@typeid: a port of"),
]


@pytest.mark.parametrize(("document", "error", "message"), RULES)
def test_rules(document: str, error: type[libvirtError], message: str) -> None:
    with pytest.raises(libvirtError) as caught:
        parse(document)
    assert type(caught.value) is error
    assert message in str(caught.value)


def test_ports_that_a_program_built_are_checked() -> None:
    built = NetworkPort(uuid=UUID, owner_name="web", owner_uuid=UUID, mac="x", bandwidth=Bandwidth(inbound=Inbound()))
    with pytest.raises(XmlError, match="'x' is not a MAC address"):
        validate(built)


@given(objects(NetworkPort))
@settings(deadline=None, max_examples=60)
def test_any_port_comes_back(built: NetworkPort) -> None:
    assert NetworkPort.from_xml(built.to_xml(), unknown="refuse") == built
    try:
        once = parse(built.to_xml())
    except libvirtError:
        return
    assert parse(once.to_xml()) == once
