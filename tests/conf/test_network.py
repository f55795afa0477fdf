"""Networks: defaults, output, and what libvirt refuses, each rule with its class and its sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from anyvirt.conf import DhcpHost, DhcpRange, Forward, ForwardMode, Network, NetworkIp, PortGroup
from anyvirt.conf.network.format import format_network
from anyvirt.conf.network.forward import ForwardInterface
from anyvirt.conf.network.parse import parse
from anyvirt.conf.network.post_parse import post_parse
from anyvirt.conf.network.validate import validate
from anyvirt.util.error import (
    ConfigUnsupported,
    InternalError,
    NoName,
    XmlDetail,
    XmlError,
    XmlInvalidSchema,
    libvirtError,
)
from tests.conf.strategies import objects

UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f"
LAN = "<ip address='10.0.0.1' prefix='24'/>"
LAN6 = "<ip family='ipv6' address='2001:db8::1' prefix='64'/>"


def network(inside: str = "", *, name: str = "lan", attributes: str = "") -> str:
    return f"<network{attributes}><name>{name}</name><uuid>{UUID}</uuid>{inside}</network>"


def dhcp(inside: str) -> str:
    return network(f"<ip address='10.0.0.1' prefix='24'><dhcp>{inside}</dhcp></ip>")


def dhcp6(inside: str) -> str:
    return network(f"<ip family='ipv6' address='2001:db8::1' prefix='64'><dhcp>{inside}</dhcp></ip>")


def forward(mode: str, inside: str = "", *, attributes: str = "", beside: str = "") -> str:
    return network(f"<forward mode='{mode}'{attributes}>{inside}</forward>{beside}")


def switch(inside: str, *, kind: str = "802.1Qbg") -> str:
    return network(f"<virtualport type='{kind}'><parameters {inside}/></virtualport>")


def body(document: str, *, inactive: bool = True) -> list[str]:
    """The lines that are left of *document* below its name and UUID."""
    lines = format_network(parse(document), inactive=inactive).splitlines()
    return [line.strip() for line in lines[3:-1]]


def test_a_network_is_built_read_and_written() -> None:
    lan = Network(
        name="lan",
        uuid=UUID,
        forward=Forward(dev="eth0"),
        ips=[
            NetworkIp(
                address="10.0.0.1",
                prefix=24,
                ranges=[DhcpRange(start="10.0.0.100", end="10.0.0.199")],
                hosts=[DhcpHost(mac="52:54:00:00:00:01", ip="10.0.0.5")],
            )
        ],
        portgroups=[PortGroup(name="all", default=True)],
    )
    post_parse(lan)
    validate(lan)
    assert lan.to_xml() == (
        "<network>\n"
        "  <name>lan</name>\n"
        f"  <uuid>{UUID}</uuid>\n"
        "  <forward dev='eth0' mode='nat'>\n"
        "    <interface dev='eth0'/>\n"
        "  </forward>\n"
        "  <bridge stp='on' delay='0'/>\n"
        "  <ip address='10.0.0.1' prefix='24'>\n"
        "    <dhcp>\n"
        "      <range start='10.0.0.100' end='10.0.0.199'/>\n"
        "      <host mac='52:54:00:00:00:01' ip='10.0.0.5'/>\n"
        "    </dhcp>\n"
        "  </ip>\n"
        "  <portgroup name='all' default='yes'>\n"
        "  </portgroup>\n"
        "</network>\n"
    )
    assert parse(lan.to_xml()) == lan


def test_a_network_gets_a_uuid() -> None:
    first, second = (parse("<network><name>a</name></network>") for _ in range(2))
    assert first.uuid is not None
    assert first.uuid != second.uuid


def test_everything_comes_out_in_order() -> None:
    inside = f"""
        <portgroup name='p' trustGuestRxFilters='no'><bandwidth><inbound average='1'/></bandwidth></portgroup>
        <virtualport type='openvswitch'/>
        <route address='10.9.0.0' netmask='255.255.0.0' gateway='10.0.0.9' metric='3'/>
        <ip address='10.0.0.1' netmask='255.255.255.0' localPtr='yes'>
          <dhcp><bootp file='f' server='10.0.0.2'/><range start='10.0.0.3' end='10.0.0.4'/></dhcp><tftp root='/t'/>
        </ip>
        <port isolated='yes'/>
        <bandwidth><outbound average='4' peak='5' burst='6'/></bandwidth>
        <vlan><tag id='7'/></vlan>
        <dns forwardPlainNames='no' enable='yes'>
          <host ip='10.0.0.5'><hostname>h</hostname></host>
          <srv service='s' protocol='tcp' domain='d' target='t' port='1' priority='2' weight='3'/>
          <txt name='n' value='v'/><forwarder addr='10.0.0.6' domain='f'/>
        </dns>
        <domain name='example.net' localOnly='no'/>
        <mac address='52:54:0:0:0:A'/><mtu size='9000'/>
        <bridge name='br' zone='z' stp='off' delay='2' macTableManager='libvirt'/>
        <forward mode='nat'><nat ipv6='yes'><port start='1' end='2'/><address start='1.2.3.4' end='1.2.3.5'/></nat>
        </forward>
        <metadata><a:b xmlns:a='urn:a'/></metadata><description>D</description><title>T</title>
        {LAN6}"""
    assert body(network(inside)) == [
        "<title>T</title>",
        "<description>D</description>",
        "<metadata>",
        '<a:b xmlns:a="urn:a"/>',
        "</metadata>",
        "<forward mode='nat'>",
        "<nat ipv6='yes'>",
        "<address start='1.2.3.4' end='1.2.3.5'/>",
        "<port start='1' end='2'/>",
        "</nat>",
        "</forward>",
        "<bridge name='br' zone='z' stp='off' delay='2' macTableManager='libvirt'/>",
        "<mtu size='9000'/>",
        "<mac address='52:54:00:00:00:0a'/>",
        "<domain name='example.net' localOnly='no'/>",
        "<dns enable='yes' forwardPlainNames='no'>",
        "<forwarder domain='f' addr='10.0.0.6'/>",
        "<txt name='n' value='v'/>",
        "<srv service='s' protocol='tcp' domain='d' target='t' port='1' priority='2' weight='3'/>",
        "<host ip='10.0.0.5'>",
        "<hostname>h</hostname>",
        "</host>",
        "</dns>",
        "<vlan>",
        "<tag id='7'/>",
        "</vlan>",
        "<bandwidth>",
        "<outbound average='4' peak='5' burst='6'/>",
        "</bandwidth>",
        "<port isolated='yes'/>",
        "<ip address='10.0.0.1' netmask='255.255.255.0' localPtr='yes'>",
        "<tftp root='/t'/>",
        "<dhcp>",
        "<range start='10.0.0.3' end='10.0.0.4'/>",
        "<bootp file='f' server='10.0.0.2'/>",
        "</dhcp>",
        "</ip>",
        "<ip family='ipv6' address='2001:db8::1' prefix='64'/>",
        "<route address='10.9.0.0' netmask='255.255.0.0' gateway='10.0.0.9' metric='3'/>",
        "<virtualport type='openvswitch'/>",
        "<portgroup name='p' trustGuestRxFilters='no'>",
        "<bandwidth>",
        "<inbound average='1'/>",
        "</bandwidth>",
        "</portgroup>",
    ]


def test_options_of_dnsmasq_bring_their_namespace() -> None:
    space = "http://libvirt.org/schemas/network/dnsmasq/1.0"
    document = network(
        "<d:options><d:option value='a=b'/><d:option value='c'/></d:options>", attributes=f" xmlns:d='{space}'"
    )
    read = parse(document)
    assert read.dnsmasq_options == ["a=b", "c"]
    written = read.to_xml()
    assert written.startswith(f"<network xmlns:dnsmasq='{space}'>\n")
    assert "    <dnsmasq:option value='a=b'/>\n" in written
    assert "dnsmasq" not in Network(name="a").to_xml()


BRIDGE = "<bridge stp='on' delay='0'/>"
DEFAULTS = [
    (network(), [BRIDGE]),
    (network(attributes=" ipv6='no'"), [BRIDGE]),
    (network("<forward mode='none'/>"), [BRIDGE]),
    (network("<bridge name='' stp='wrong'/>"), [BRIDGE]),
    (
        network("<mtu size='0'/><domain localOnly='yes'/><dns/><ip address='10.1'/>"),
        [BRIDGE, "<ip address='10.0.0.1'/>"],
    ),
    (network("<ip family='ipv6' address='2001:DB8::'/>"), [BRIDGE, "<ip family='ipv6' address='2001:db8::'/>"]),
    (
        forward("bridge", attributes=" dev='e'"),
        ["<forward dev='e' mode='bridge'>", "<interface dev='e'/>", "</forward>"],
    ),
    (
        forward("vepa", "<interface dev='e'/><address type='pci' bus='1'/><pf dev='f'/>"),
        ["<forward dev='e' mode='vepa'>", "<interface dev='e'/>", "</forward>"],
    ),
    (
        forward("hostdev", "<address type='pci' bus='1' multifunction='on' connections='2'/><pf dev='f'/>"),
        [
            "<forward mode='hostdev' managed='no'>",
            "<address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>",
            "</forward>",
        ],
    ),
    (
        forward("hostdev", "<driver name='vfio' model='m'/><pf dev='f'/>", attributes=" managed='YES'"),
        ["<forward mode='hostdev' managed='yes'>", "<driver name='vfio' model='m'/>", "<pf dev='f'/>", "</forward>"],
    ),
    (
        forward("bridge", attributes=" managed='yes'", beside="<bridge name='b' delay='0'/>"),
        ["<forward mode='bridge'/>", "<bridge name='b'/>"],
    ),
    (
        forward("nat", "<nat><port start='0' end='0'/></nat>", beside=LAN),
        ["<forward mode='nat'/>", BRIDGE, "<ip address='10.0.0.1' prefix='24'/>"],
    ),
    (network("<vlan trunk='no'><tag id='1'/></vlan>"), [BRIDGE, "<vlan>", "<tag id='1'/>", "</vlan>"]),
    (
        network("<vlan><tag id='1'/><tag id='2' nativeMode='tagged'/></vlan>"),
        [BRIDGE, "<vlan trunk='yes'>", "<tag id='1'/>", "<tag id='2' nativeMode='tagged'/>", "</vlan>"],
    ),
    (
        network("<bandwidth><inbound average='1' peak='0'/><outbound average='0'/></bandwidth>"),
        [BRIDGE, "<bandwidth>", "<inbound average='1'/>", "</bandwidth>"],
    ),
    (
        network("<portgroup name='a' default='no'><virtualport/></portgroup>"),
        [BRIDGE, "<portgroup name='a'>", "</portgroup>"],
    ),
    (
        switch("managerid='0x10' typeid='010' typeidversion='1'"),
        [
            BRIDGE,
            "<virtualport type='802.1Qbg'>",
            "<parameters managerid='16' typeid='8' typeidversion='1'/>",
            "</virtualport>",
        ],
    ),
    (switch("profileid='x'", kind="midonet"), [BRIDGE, "<virtualport type='midonet'/>"]),
    (
        network("<dns><srv service='s' protocol='p' target='t' priority='0' weight='0'/></dns>"),
        [BRIDGE, "<dns>", "<srv service='s' protocol='p' target='t'/>", "</dns>"],
    ),
]


@pytest.mark.parametrize(("document", "expected"), DEFAULTS)
def test_defaults(document: str, expected: list[str]) -> None:
    assert body(document) == expected


@pytest.mark.parametrize(
    ("lease", "expected"),
    [
        ("expiry='5'", "<lease expiry='5' unit='minutes'/>"),
        ("expiry='0x78' unit='seconds'", "<lease expiry='120' unit='seconds'/>"),
        ("expiry='1' unit='hours'", "<lease expiry='1' unit='hours'/>"),
        ("expiry='0' unit='hours'", "<lease expiry='0'/>"),
    ],
)
def test_a_lease_without_a_unit_counts_minutes(lease: str, expected: str) -> None:
    assert expected in body(dhcp(f"<host name='a' ip='10.0.0.2'><lease {lease}/></host>"))


def test_bootp_is_for_ipv4_only() -> None:
    assert "bootp" not in "".join(body(dhcp6("<bootp file='f'/><host name='a' ip='2001:db8::2'/>")))


def test_a_definition_has_no_connections() -> None:
    document = network(
        "<forward mode='private'><interface dev='e' connections='2'/></forward>", attributes=" connections='3'"
    )
    assert "connections" not in parse(document).to_xml()
    live = parse(document, inactive=False)
    assert live.connections == 3
    assert "connections='2'" in format_network(live)
    assert "connections" not in format_network(live, inactive=True)


def test_functions_of_a_card_are_looked_up_when_the_network_starts() -> None:
    live = parse(forward("passthrough", "<pf dev='p'/>"))
    assert live.forward is not None
    live.forward.interfaces = [ForwardInterface(dev="v0")]
    assert "v0" in format_network(live)
    assert "v0" not in format_network(live, inactive=True)
    assert "v0" in format_network(live), "the network itself stays as it is"


def test_strict_refuses_what_nobody_knows() -> None:
    parse(network("<colour/>"))
    with pytest.raises(XmlInvalidSchema, match="colour is not known here"):
        parse(network("<colour/>"), strict=True)


def test_a_word_that_libvirt_ignores_is_no() -> None:
    groups = parse(network("<portgroup name='a' default='wrong'/><portgroup name='b' default='Yes'/>")).portgroups
    assert [group.default for group in groups] == [None, True]


SRV = "service='s' protocol='tcp'"
RULES: list[tuple[str, type[libvirtError], str]] = [
    ("<network/>", NoName, "name is required"),
    ("<pool/>", XmlError, "expected <network>, found <pool>"),
    ("<network>", XmlDetail, "line 1"),
    (network(name="a/b"), XmlDetail, "the name cannot contain '/'"),
    (network("<title>a\nb</title>"), XmlError, "title: cannot contain a line break"),
    (network(attributes=" ipv6='maybe'"), XmlError, "@ipv6: 'maybe' is not one of yes, no"),
    (network("<mac address='x'/>"), XmlError, "mac/@address: 'x' is not a MAC address"),
    (network("<mac address='01:00:5e:00:00:01'/>"), XmlError, "'01:00:5e:00:00:01' addresses a group"),
    (network("<bandwidth><inbound peak='1'/></bandwidth>"), XmlDetail, "inbound: has neither average nor floor"),
    (network("<bandwidth><inbound floor='1' peak='1'/></bandwidth>"), ConfigUnsupported, "peak and burst need average"),
    (network("<bandwidth><inbound floor='1'/></bandwidth>"), ConfigUnsupported, "can be guaranteed to interfaces only"),
    (
        network("<bandwidth><outbound average='1' floor='1'/></bandwidth>"),
        ConfigUnsupported,
        "only incoming traffic can be guaranteed",
    ),
    (network("<bandwidth classID='1'><inbound average='1'/></bandwidth>"), XmlDetail, "@classID: only ports"),
    (network("<vlan/>"), XmlError, "vlan: has no <tag>"),
    (network("<vlan><tag id='4096'/></vlan>"), XmlError, "4096 is above 4095"),
    (network("<vlan trunk='no'><tag id='1'/><tag id='2'/></vlan>"), XmlError, "more than one tag is always a trunk"),
    (network("<vlan trunk='no'><tag id='1' nativeMode='tagged'/></vlan>"), XmlError, "'no' with a native tag"),
    (network("<vlan trunk='so'><tag id='1'/></vlan>"), XmlError, "'so' is not yes or no"),
    (
        network("<vlan><tag id='1' nativeMode='tagged'/><tag id='2' nativeMode='untagged'/></vlan>"),
        XmlError,
        "both tag 1 and tag 2 are native",
    ),
    (network("<virtualport/>"), XmlError, "virtualport/@type: is required"),
    (switch("managerid='256'"), XmlError, "'256' is not a whole number from 0 to 255"),
    (switch("profileid='x'"), XmlError, "@profileid: a port of type '802.1Qbg' has none"),
    (switch("interfaceid='x'"), XmlError, "'x' is not a UUID"),
    (switch(f"profileid='{'x' * 40}'", kind="802.1Qbh"), XmlError, "is longer than 39 bytes"),
    (network("<portgroup/>"), XmlError, "portgroup/@name is required"),
    (network("<portgroup name='p'><vlan/></portgroup>"), XmlError, "portgroup 'p', vlan: has no <tag>"),
    # Names
    (network("<dns><forwarder/></dns>"), XmlError, "needs at least one of addr and domain"),
    (network("<dns><host ip='10.0.0.1'/></dns>"), XmlDetail, "hostname: is required"),
    (network("<dns><host><hostname>a</hostname></host></dns>"), XmlDetail, "@ip: is required"),
    (network("<dns><srv protocol='tcp'/></dns>"), XmlDetail, "@service: is required"),
    (network("<dns><srv service='s'/></dns>"), XmlDetail, "dns srv s, @protocol: is required"),
    (network("<dns><srv service='a.b' protocol='tcp'/></dns>"), XmlDetail, "@service: has more than letters"),
    (network(f"<dns><srv service='{'s' * 483}' protocol='tcp'/></dns>"), XmlDetail, "is longer than 482 bytes"),
    (network("<dns><srv service='s' protocol='t_p'/></dns>"), XmlDetail, "'t_p' has more than letters"),
    (network(f"<dns><srv {SRV} port='5'/></dns>"), XmlDetail, "@port: is not allowed without a target"),
    (network(f"<dns><srv {SRV} target='t' port='0'/></dns>"), XmlDetail, "@port: 0 is not from 1 to 65535"),
    (network(f"<dns><srv {SRV} target='t' weight='65536'/></dns>"), XmlDetail, "@weight: 65536 is not from 0"),
    (network("<dns><txt name='a b' value='v'/></dns>"), XmlDetail, "'a b' has a blank or a comma"),
    (network("<dns><txt name='a'/></dns>"), XmlDetail, "dns txt a, @value: is required"),
    (network("<dns enable='no'><txt name='a' value='v'/></dns>"), XmlError, "has records although enable='no'"),
    # Addresses
    (network("<ip/>"), XmlError, "ip/@address is required"),
    (network("<ip address='host.example'/>"), XmlError, "'host.example' is not an IP address"),
    (network("<ip address='2001:db8::1'/>"), ConfigUnsupported, "add family='ipv6'"),
    (network("<ip family='ipv6' address='10.0.0.1'/>"), ConfigUnsupported, "not an address of family 'ipv6'"),
    (network("<ip address='10.0.0.1' netmask='::1'/>"), ConfigUnsupported, "is not an IPv4 mask"),
    (
        network("<ip address='10.0.0.1' netmask='255.0.0.0' prefix='8'/>"),
        ConfigUnsupported,
        "prefix 8 and netmask 255.0.0.0 exclude each other",
    ),
    (network("<ip address='10.0.0.1' prefix='33'/>"), ConfigUnsupported, "@prefix: 33 is not from 0 to 32"),
    (network("<ip family='ipv6' address='::1' netmask='255.0.0.0'/>"), ConfigUnsupported, "have a prefix instead"),
    (network("<ip family='ipv6' address='::1'><tftp root='/'/></ip>"), ConfigUnsupported, "tftp: is an IPv4 service"),
    (dhcp("<range start='10.0.0.0' end='10.0.0.9'/>"), InternalError, "starts with the address of network 10.0.0.0/24"),
    (dhcp("<range start='10.0.0.9' end='10.0.0.255'/>"), InternalError, "ends with the broadcast address"),
    (dhcp("<range start='10.0.0.9' end='10.0.0.8'/>"), InternalError, "ends before it starts"),
    (dhcp("<range start='10.0.1.1' end='10.0.1.9'/>"), InternalError, "not entirely within network 10.0.0.1/24"),
    (dhcp("<range start='10.0.0.1' end='::1'/>"), InternalError, "are of different families"),
    (dhcp("<range start='10.0.0.1'/>"), XmlError, "range/@end is required"),
    (dhcp6("<range start='2001:db8::1' end='2001:db8::1:1'/>"), InternalError, "is too large"),
    (
        dhcp("<range start='10.0.0.2' end='10.0.0.3'/>").replace("prefix='24'", "netmask='255.0.255.0'"),
        InternalError,
        "255.0.255.0 does not tell how large the network is",
    ),
    (
        dhcp("<range start='10.0.0.2' end='10.0.0.3'><lease expiry='119' unit='seconds'/></range>"),
        ConfigUnsupported,
        "119 seconds are less than 2 minutes",
    ),
    (dhcp("<host ip='10.0.0.2'/>"), XmlError, "an IPv4 host needs mac or name"),
    (dhcp("<host name='a'/>"), XmlError, "dhcp host a, @ip: is required"),
    (dhcp("<host mac='x' ip='10.0.0.2'/>"), XmlError, "@mac: 'x' is not a MAC address"),
    (dhcp("<host mac='01:00:5e:00:00:01' ip='10.0.0.2'/>"), XmlError, "'01:00:5e:00:00:01' addresses a group"),
    (dhcp("<host name='-a' ip='10.0.0.2'/>"), XmlError, "'-a' does not start with a letter or a digit"),
    (dhcp("<host name='a' id='xyz' ip='10.0.0.2'/>"), XmlError, "'xyz' has more than hexadecimal digits"),
    (dhcp6("<host mac='52:54:00:00:00:01' ip='2001:db8::2'/>"), XmlError, "IPv6 hosts have an id"),
    (dhcp6("<host ip='2001:db8::2'/>"), XmlError, "an IPv6 host needs id or name"),
    # Routes
    (
        network(LAN + "<route address='10.9.0.0' prefix='16' gateway='10.1.0.9'/>"),
        ConfigUnsupported,
        "reaches 10.1.0.9",
    ),
    (
        network(LAN + "<route address='10.9.0.1' prefix='16' gateway='10.0.0.9'/>"),
        XmlError,
        "not the address of a network",
    ),
    (network(LAN + "<route address='10.9.0.0' gateway='10.0.0.9'/>"), XmlError, "give the prefix of the network"),
    (network(LAN + "<route address='10.9.0.0' prefix='33' gateway='10.0.0.9'/>"), XmlError, "33 is not from 0 to 32"),
    (
        network(LAN + "<route address='10.9.0.0' prefix='16' netmask='255.255.0.0' gateway='10.0.0.9'/>"),
        XmlError,
        "prefix 16 and netmask 255.255.0.0 exclude each other",
    ),
    (network(LAN + "<route address='10.9.0.0' netmask='::1' gateway='10.0.0.9'/>"), XmlError, "is not an IPv4 mask"),
    (
        network(LAN6 + "<route family='ipv6' address='2001:db9::' netmask='255.0.0.0' gateway='2001:db8::2'/>"),
        XmlError,
        "IPv6 routes have a prefix instead",
    ),
    (network(LAN6 + "<route address='2001:db9::' prefix='64' gateway='2001:db8::2'/>"), XmlError, "add family='ipv6'"),
    (
        network(LAN + "<route address='10.9.0.0' prefix='16' gateway='10.0.0.9' metric='0'/>"),
        XmlError,
        "'0' is not a whole number from 1",
    ),
    # Forwarding
    (forward("teleport"), ConfigUnsupported, "'teleport' is not one of none, nat"),
    (forward("nat"), XmlError, "mode 'nat' needs an <ip>"),
    (forward("route", "<nat/>", beside=LAN), XmlError, "nat: needs mode 'nat', not 'route'"),
    (
        forward("nat", "<nat><address start='1.2.3.4'/></nat>", beside=LAN),
        XmlError,
        "address: needs both start and end",
    ),
    (
        forward("nat", "<nat><address start='::1' end='::2'/></nat>", beside=LAN),
        XmlError,
        "::1 - ::2: are not IPv4 addresses",
    ),
    (
        forward("nat", "<nat><address start='1.2.3.4' end='1.3.0.0'/></nat>", beside=LAN),
        InternalError,
        "1.2.3.4 - 1.3.0.0: is too large",
    ),
    (forward("nat", "<nat><port start='5'/></nat>", beside=LAN), XmlDetail, "port: needs both start and end"),
    (forward("nat", "<nat><port start='5' end='4'/></nat>", beside=LAN), XmlDetail, "5 to 4 is no range of ports"),
    (forward("nat", "<interface dev='a'/><interface dev='b'/>", beside=LAN), XmlError, "has one interface at most"),
    (forward("open", attributes=" dev='a'", beside=LAN), XmlError, "not allowed with mode 'open'"),
    (forward("vepa", "<interface dev='b'/>", attributes=" dev='a'"), XmlError, "'a' is not the first interface, 'b'"),
    (forward("vepa", "<interface dev='a'/><interface dev='a'/>"), XmlError, "'a' is listed twice"),
    (forward("vepa", "<pf dev='b'/>", attributes=" dev='a'"), XmlError, "cannot be used together with"),
    (
        forward("hostdev", "<address type='pci' bus='1'/><address type='pci' bus='0x01'/>"),
        XmlError,
        "0000:01:00.0 is listed twice",
    ),
    (forward("hostdev", "<address type='pci' slot='32'/>"), XmlError, "beyond slot 1f"),
    (forward("hostdev", "<address type='usb'/>"), ConfigUnsupported, "'usb' is not one of pci"),
    (forward("vepa", beside="<bridge name='b'/>"), XmlError, "bridge/@name: not allowed with mode 'vepa'"),
    (forward("hostdev", beside="<bridge zone='z'/>"), XmlError, "bridge/@zone: not allowed with mode 'hostdev'"),
    (
        forward("private", beside="<bridge macTableManager='libvirt'/>"),
        XmlError,
        "bridge/@macTableManager: not allowed with mode 'private'",
    ),
    (forward("bridge", beside="<bridge stp='on'/>"), XmlError, "bridge/@stp: is for bridges that libvirt makes"),
    (forward("bridge", beside="<bridge delay='1'/>"), XmlError, "bridge/@delay: is for bridges that libvirt makes"),
    (forward("bridge", beside="<bridge zone='z'/>"), XmlError, "bridge/@zone: is for bridges that libvirt makes"),
    (forward("bridge", attributes=" dev='e'", beside="<bridge name='b'/>"), XmlError, "a bridge or devices, not both"),
    (forward("bridge", beside="<mtu size='9000'/>"), XmlError, "mtu: is for bridges that libvirt makes"),
]


@pytest.mark.parametrize(("document", "error", "message"), RULES)
def test_rules(document: str, error: type[libvirtError], message: str) -> None:
    with pytest.raises(libvirtError) as caught:
        parse(document)
    assert type(caught.value) is error
    assert message in str(caught.value)


def test_a_network_built_without_a_name_is_refused() -> None:
    with pytest.raises(NoName):
        validate(Network(name=""))


def test_addresses_of_objects_that_a_program_built_are_checked() -> None:
    lan = Network(name="lan", ips=[NetworkIp(address="nowhere")])
    post_parse(lan)
    with pytest.raises(XmlError, match="'nowhere' is not an IP address"):
        validate(lan)
    lan = Network(name="lan", mac="x")
    with pytest.raises(XmlError, match="'x' is not a MAC address"):
        validate(lan)


def test_the_mode_of_a_network() -> None:
    assert Network(name="a").mode is ForwardMode.NONE
    assert Network(name="a", forward=Forward()).mode is ForwardMode.NAT


@given(objects(Network))
@settings(deadline=None, max_examples=60)
def test_any_network_comes_back(lan: Network) -> None:
    assert Network.from_xml(lan.to_xml(), unknown="refuse") == lan
    assert lan.copy() == lan


@given(objects(Network))
@settings(deadline=None, max_examples=60)
def test_what_is_accepted_is_stable(lan: Network) -> None:
    """Whatever the rules make of a network, one that passed passes again, unchanged."""
    try:
        once = parse(lan.to_xml())
    except libvirtError:
        return
    assert parse(format_network(once)) == once


@pytest.mark.parametrize("document", [document for document, _ in DEFAULTS])
def test_completing_twice_changes_nothing(document: str) -> None:
    once = parse(document)
    twice = once.copy()
    post_parse(twice)
    assert twice == once
    assert parse(format_network(once)) == once
