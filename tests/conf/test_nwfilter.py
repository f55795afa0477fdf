"""Network filters: what rules can look for, how values are written, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from anyvirt.conf import NetworkFilter
from anyvirt.conf.domain.devices.netdev import FilterParameter, FilterRef
from anyvirt.conf.nwfilter import protocols
from anyvirt.conf.nwfilter.model import Rule, RuleAction, RuleDirection
from anyvirt.conf.nwfilter.parse import parse
from anyvirt.conf.nwfilter.post_parse import post_parse
from anyvirt.conf.nwfilter.protocols import AnyMatch, IpMatch, MacMatch, TcpMatch, UdpMatch
from anyvirt.conf.nwfilter.values import (
    ArpOpcode,
    ConnectionState,
    EtherType,
    HexInt,
    IpProtocol,
    SetSide,
    TcpFlag,
    TcpFlags,
)
from anyvirt.conf.nwfilter.variable import Variable
from anyvirt.util.error import (
    ConfigUnsupported,
    InternalError,
    InvalidArg,
    XmlDetail,
    XmlError,
    XmlInvalidSchema,
    libvirtError,
)
from tests.conf.strategies import objects

UUID = "0b7c3f4e-4f0e-4d63-9a55-6a1f4c3d2e11"

# Every attribute of every protocol, in the order of the output.
ADDRESSES = "srcipaddr='10.0.0.1' srcipmask='24' dstipaddr='10.0.0.2' dstipmask='32'"
ADDRESSES6 = "srcipaddr='2001:db8::1' srcipmask='64' dstipaddr='::ffff:10.0.0.2' dstipmask='128'"
RANGES = "srcipfrom='10.0.0.1' srcipto='10.0.0.9' dstipfrom='10.0.1.1' dstipto='10.0.1.9'"
RANGES6 = "srcipfrom='fe80::1' srcipto='fe80::9' dstipfrom='fe80::11' dstipto='fe80::19'"
TRACKING = "dscp='0x2e' connlimit-above='3' state='NEW,ESTABLISHED' ipset='trusted' ipsetflags='src,dst'"
PORTS = "srcportstart='1024' srcportend='0xffff' dstportstart='80' dstportend='90'"
MACS = (
    "srcmacaddr='52:54:00:00:00:01' srcmacmask='ff:ff:ff:00:00:00' "
    "dstmacaddr='52:54:00:00:00:02' dstmacmask='ff:ff:ff:ff:ff:ff'"
)
SOURCE = "srcmacaddr='52:54:00:00:00:01'"
ARP = (
    f"{MACS} hwtype='1' protocoltype='0x800' opcode='Request' arpsrcmacaddr='52:54:00:00:00:01' "
    "arpdstmacaddr='52:54:00:00:00:02' arpsrcipaddr='10.0.0.1' arpsrcipmask='24' arpdstipaddr='10.0.0.2' "
    "arpdstipmask='32' gratuitous='true'"
)
STP = (
    "srcmacaddr='52:54:00:00:00:01' srcmacmask='ff:ff:ff:00:00:00' type='1' flags='0x44' "
    "root-priority='1' root-priority-hi='2' root-address='52:54:00:00:00:03' root-address-mask='ff:ff:ff:ff:ff:ff' "
    "root-cost='1' root-cost-hi='4294967295' sender-priority='1' sender-priority-hi='2' "
    "sender-address='52:54:00:00:00:04' sender-address-mask='ff:ff:ff:ff:ff:ff' port='1' port-hi='2' "
    "age='1' age-hi='2' max-age='1' max-age-hi='2' hello-time='1' hello-time-hi='2' "
    "forward-delay='1' forward-delay-hi='2'"
)
FOUR = f"{SOURCE} {ADDRESSES} {RANGES} {TRACKING}"
SIX = f"{SOURCE} {ADDRESSES6} {RANGES6} {TRACKING}"
COMPLETE = {
    "mac": f"{MACS} protocolid='arp'",
    "vlan": f"{MACS} vlanid='0x123' encap-protocol='ipv4'",
    "stp": STP,
    "arp": ARP,
    "rarp": ARP,
    "ip": f"{MACS} {ADDRESSES} protocol='udp' {PORTS} dscp='46'",
    "ipv6": f"{MACS} {ADDRESSES6} protocol='tcp' {PORTS} type='1' typeend='2' code='0' codeend='3'",
    "tcp": f"{FOUR} {PORTS} flags='SYN,ACK/SYN'",
    "udp": f"{FOUR} {PORTS}",
    "sctp": f"{FOUR} {PORTS}",
    "udplite": FOUR,
    "esp": FOUR,
    "ah": FOUR,
    "icmp": f"{FOUR} type='8' code='0'",
    "igmp": FOUR,
    "all": FOUR,
    "tcp-ipv6": f"{SIX} {PORTS} flags='ALL/NONE'",
    "udp-ipv6": f"{SIX} {PORTS}",
    "sctp-ipv6": f"{SIX} {PORTS}",
    "udplite-ipv6": SIX,
    "esp-ipv6": SIX,
    "ah-ipv6": SIX,
    "icmpv6": f"{SIX} type='128' code='0'",
    "all-ipv6": SIX,
}


def document(inside: str, how: str = "") -> str:
    return f"<filter name='f'{how}><uuid>{UUID}</uuid>{inside}</filter>"


def rule(inside: str, how: str = "") -> str:
    return document(f"<rule action='accept' direction='in'{how}>{inside}</rule>")


def matches(inside: str) -> list[AnyMatch]:
    return parse(rule(inside)).rules[0].matches


def written(inside: str) -> str:
    """What the elements inside a rule are written as."""
    lines = parse(rule(inside)).to_xml().splitlines()
    return "".join(line.strip() for line in lines if line.startswith("    "))


@pytest.mark.parametrize("protocol", COMPLETE)
def test_every_attribute_of_every_protocol_comes_back(protocol: str) -> None:
    for how in ("", "match='no' "):
        element = f"<{protocol} {how}{COMPLETE[protocol]} comment='why'/>"
        assert written(element) == element
    variables = " ".join(f"{option.partition('=')[0]}='$V[@1]'" for option in COMPLETE[protocol].split())
    if protocol not in ("ip", "ipv6"):  # there ports need a protocol that has some
        assert written(f"<{protocol} {variables}/>") == f"<{protocol} {variables}/>"


def test_no_protocol_is_missing() -> None:
    tags = {cls.__xml_tag__ for cls in vars(protocols).values() if isinstance(cls, type(NetworkFilter))}
    assert set(COMPLETE) == tags - {""}


def test_a_filter_built_in_python() -> None:
    web = NetworkFilter(
        name="web",
        uuid=UUID,
        entries=[
            FilterRef(filter="clean-traffic", parameters=[FilterParameter(name="IP", value="10.0.0.1")]),
            Rule(
                action=RuleAction.ACCEPT,
                direction=RuleDirection.IN,
                matches=[
                    TcpMatch(
                        src_ip=Variable("ALLOWED", iterator=1),
                        dst_port_start=443,
                        state=(ConnectionState.NEW,),
                        flags=TcpFlags(TcpFlag.ALL, TcpFlag.SYN),
                        ipset="set",
                        ipset_flags=(SetSide.SRC,),
                    )
                ],
            ),
            Rule(
                action=RuleAction.DROP,
                direction=RuleDirection.INOUT,
                priority=1000,
                state_match=False,
                matches=[MacMatch(negated=True, protocol_id=EtherType.IPV4)],
            ),
        ],
    )
    text = f"""\
<filter name='web' chain='root'>
  <uuid>{UUID}</uuid>
  <filterref filter='clean-traffic'>
    <parameter name='IP' value='10.0.0.1'/>
  </filterref>
  <rule action='accept' direction='in' priority='500'>
    <tcp srcipaddr='$ALLOWED[@1]' state='NEW' ipset='set' ipsetflags='src' dstportstart='443' flags='ALL/SYN'/>
  </rule>
  <rule action='drop' direction='inout' priority='1000' statematch='false'>
    <mac match='no' protocolid='ipv4'/>
  </rule>
</filter>
"""
    assert web.to_xml() == text
    assert parse(text) == web
    assert NetworkFilter.from_dict(web.to_dict()) == web
    assert [reference.filter for reference in web.references] == ["clean-traffic"]
    assert [each.action for each in web.rules] == [RuleAction.ACCEPT, RuleAction.DROP]


def test_values_are_written_in_one_way() -> None:
    """Addresses and names have one form; numbers keep the base that they came in."""
    cases = {
        "<mac srcmacaddr='A:b:0:1:2:3'/>": "<mac srcmacaddr='0a:0b:00:01:02:03'/>",
        "<mac protocolid='0x806'/>": "<mac protocolid='arp'/>",
        "<mac protocolid='34525'/>": "<mac protocolid='ipv6'/>",
        "<mac protocolid='0X88A8'/>": "<mac protocolid='0x88a8'/>",
        "<ip protocol='TCP'/>": "<ip protocol='tcp'/>",
        "<ip protocol='0x11'/>": "<ip protocol='udp'/>",
        "<ip protocol='0x12'/>": "<ip protocol='0x12'/>",
        "<arp opcode='reply'/>": "<arp opcode='Reply'/>",
        "<arp opcode='0x14'/>": "<arp opcode='20'/>",
        "<arp gratuitous='yes'/>": "<arp gratuitous='true'/>",
        "<arp gratuitous='maybe'/>": "<arp gratuitous='false'/>",
        "<tcp srcipaddr='::ffff:10.0.0.1'/>": "<tcp srcipaddr='10.0.0.1'/>",
        "<tcp srcipmask='255.255.128.0'/>": "<tcp srcipmask='17'/>",
        "<tcp-ipv6 srcipaddr='2001:DB8:0::1'/>": "<tcp-ipv6 srcipaddr='2001:db8::1'/>",
        "<tcp-ipv6 srcipmask='ffff:8000::'/>": "<tcp-ipv6 srcipmask='17'/>",
        "<tcp dstportstart='080'/>": "<tcp dstportstart='80'/>",
        "<tcp flags='ack,syn/'/>": "<tcp flags='SYN,ACK/NONE'/>",
        "<tcp flags='FIN,SYN,RST,PSH,ACK,URG/FIN'/>": "<tcp flags='ALL/FIN'/>",
        "<tcp state='related, new'/>": "<tcp state='NEW,RELATED'/>",
        "<tcp state='NEW,NONE'/>": "<tcp state='NONE'/>",
        "<all ipset='s' ipsetflags='SRC,Dst'/>": "<all ipset='s' ipsetflags='src,dst'/>",
        "<tcp srcipaddr='$A[ @ 01 ] '/>": "<tcp srcipaddr='$A[@1]'/>",
        "<tcp srcipaddr='$A[@0]'/>": "<tcp srcipaddr='$A'/>",
        "<tcp match='maybe' dscp='1'/>": "<tcp dscp='1'/>",
        "<tcp match='no'/>": "<tcp/>",
    }
    assert {before: written(before) for before in cases} == cases


def test_values_as_python_sees_them() -> None:
    (match,) = matches("<ip protocol='6' srcipmask='255.0.0.0' srcportstart='0x50' dstportstart='$P[2]'/>")
    assert isinstance(match, IpMatch)
    assert match.protocol is IpProtocol.TCP
    assert (match.src_ip_mask, match.src_port_start) == (8, 80)
    assert repr(match.src_port_start) == "HexInt(0x50)"
    assert match.dst_port_start == Variable("P", position=2)
    assert str(HexInt(255)) == "0xff"
    (arp,) = matches("<arp opcode='9'/>")
    assert getattr(arp, "opcode") is ArpOpcode.ARP_NAK  # noqa: B009


def test_a_long_comment_is_cut_between_characters() -> None:
    (match,) = matches(f"<tcp comment='x{'ä' * 200}'/>")
    assert match.comment == "x" + "ä" * 127


def test_elements_of_a_rule_are_united() -> None:
    """The protocol is the first element's, the last value counts; what must not be so stands apart."""
    cases = {
        "<tcp dscp='1'/><udp dscp='2'/><tcp dscp='3' srcportstart='4'/>": "<tcp dscp='3' srcportstart='4'/>",
        "<sms/><udp dscp='2'/>": "<udp dscp='2'/>",
        "<tcp match='no' dscp='1'/><tcp srcportstart='4'/>": "<tcp srcportstart='4'/><tcp match='no' dscp='1'/>",
        "<tcp match='no' dscp='1'/><tcp dscp='2'/>": "<tcp dscp='2'/>",
        "": "",
    }
    assert {before: written(before) for before in cases} == cases


def test_what_belongs_together_is_negated_together() -> None:
    cases = {
        "<tcp match='no' srcipaddr='10.0.0.1'/><tcp srcipmask='8'/>": (
            "<tcp match='no' srcipaddr='10.0.0.1' srcipmask='8'/>"
        ),
        "<tcp srcportstart='1'/><tcp match='no' dstportend='2'/>": "<tcp srcportstart='1' dstportend='2'/>",
        "<tcp match='no' dstportstart='1'/><tcp dscp='2'/>": "<tcp dscp='2'/><tcp match='no' dstportstart='1'/>",
        "<tcp match='no' ipset='s'/>": "<tcp match='no' ipset='s' ipsetflags='src'/>",
        "<all ipset='s'/>": "<all ipset='s'/>",
    }
    assert {before: written(before) for before in cases} == cases


def test_defaults() -> None:
    first = parse("<filter name='f'><rule action='drop' direction='out'/></filter>")
    assert (first.chain, first.priority, first.rules[0].priority) == ("root", None, 500)
    assert first.uuid is not None
    assert first.uuid != parse("<filter name='f'/>").uuid
    usual = {"mac": -800, "vlan": -750, "ipv4": -700, "ipv6": -600, "arp": -500, "rarp": -400, "stp": None}
    assert {chain: parse(document("", f" chain='{chain}-x'")).priority for chain in usual} == usual
    assert parse(document("", " chain='arp' priority='7'")).priority == 7
    assert parse(document("", " chain='arp' priority='0'")).priority == 0
    assert parse(document("", " chain='' priority='0'")) == parse(document(""))


def test_priorities_of_rules_that_are_none_count_as_the_default() -> None:
    given = ("-1000", "1000", "1001", "x", "", "0x10", " 7")
    assert [parse(rule("", f" priority='{text}'")).rules[0].priority for text in given] == [
        *(-1000, 1000, 500, 500, 500, 500, 7)
    ]


def test_parameters_are_sorted_and_unusable_ones_dropped() -> None:
    given = [("b", "2"), ("a", "1.2.3.4"), ("b", "1"), ("no-name", "1"), ("c", "a b"), ("B", "x:y_z")]
    inside = "".join(f"<parameter name='{name}' value='{value}'/>" for name, value in given)
    (reference,) = parse(document(f"<filterref filter='g'>{inside}</filterref>")).references
    kept = [(parameter.name, parameter.value) for parameter in reference.parameters]
    assert kept == [("B", "x:y_z"), ("a", "1.2.3.4"), ("b", "2"), ("b", "1")]


REFUSED: list[tuple[str, type[libvirtError], str]] = [
    ("<filter/>", InternalError, "filter, line 1: @name is required"),
    ("<filter name=''/>", InternalError, "the name is empty"),
    ("<filter name='f'><uuid>7</uuid></filter>", XmlError, "uuid: '7' is not a UUID"),
    ("<network/>", XmlError, "expected <filter>, found <network>"),
    ("<filter name='f'>", XmlDetail, "filter, line 1"),
    (document("", " chain='udp'"), InvalidArg, "chain 'udp' is neither 'root' nor for a protocol"),
    (document("", " chain='arp/x'"), InvalidArg, "chain 'arp/x' contains invalid characters"),
    (document("", " chain='arp-123456789'"), InvalidArg, "and 12 are allowed"),
    (document("", " priority='1001'"), InvalidArg, "priority 1001 is not from -1000 to 1000"),
    (document("", " priority='x'"), InvalidArg, "@priority: 'x' is not a whole number"),
    (document("<filterref/>"), InternalError, "filterref/@filter is required"),
    (document("<rule direction='in'/>"), InternalError, "rule/@action is required"),
    (document("<rule action='accept' direction='up'/>"), ConfigUnsupported, "'up' is not one of in, out, inout"),
    (document("<rule action='shoot' direction='in'/>"), ConfigUnsupported, "'shoot' is not one of drop, accept"),
    (rule("<ip srcportstart='1'/>"), XmlError, "rule 1: <ip> has ports, but not a protocol that has ports"),
    (rule("<ipv6 protocol='icmpv6' dstportend='1'/>"), XmlError, "<ipv6> has ports, but not a protocol"),
    (rule("<ip protocol='$P' dstportend='1'/>"), XmlError, "<ip> has ports, but not a protocol"),
]
WRONG_VALUES = [
    ("mac", "srcmacaddr", "1:2:3:4:5"),
    ("mac", "srcmacmask", "ff:00:ff:00:00:00"),
    ("mac", "protocolid", "1535"),
    ("mac", "protocolid", "sms"),
    ("vlan", "vlanid", "0x1000"),
    ("vlan", "encap-protocol", "59"),
    ("stp", "type", "256"),
    ("stp", "root-cost", "4294967296"),
    ("arp", "opcode", "65536"),
    ("arp", "arpsrcipmask", "33"),
    ("ip", "protocol", "256"),
    ("ip", "srcipaddr", "2001:db8::1"),
    ("ip", "dscp", "64"),
    ("ipv6", "srcipaddr", "10.0.0.1"),
    ("ipv6", "codeend", "-1"),
    ("tcp", "srcipmask", "255.0.255.0"),
    ("tcp", "srcportstart", "65536"),
    ("tcp", "srcportstart", ""),
    ("tcp", "connlimit-above", "0xa"),
    ("tcp", "state", "OLD"),
    ("tcp", "flags", "SYN"),
    ("tcp", "flags", "SYN/ALL/ALL"),
    ("tcp", "flags", "SYN/XMAS"),
    ("tcp-ipv6", "srcipmask", "129"),
    ("tcp-ipv6", "srcipmask", "ffff::1"),
    ("all", "ipset", "a/b"),
    ("all", "ipset", "x" * 32),
    ("all", "ipsetflags", "src,"),
    ("all", "ipsetflags", "src,dst,src,dst,src,dst,src"),
    ("tcp", "srcipaddr", "$A-B"),
    ("tcp", "srcipaddr", "$A["),
    ("tcp", "srcipaddr", "$A[x]"),
    ("tcp", "srcipaddr", "$A[@1001]"),
]


@pytest.mark.parametrize(("text", "kind", "reason"), REFUSED)
def test_what_is_refused(text: str, kind: type[libvirtError], reason: str) -> None:
    with pytest.raises(libvirtError) as caught:
        parse(text)
    assert type(caught.value) is kind
    assert reason in str(caught.value)


@pytest.mark.parametrize(("protocol", "name", "value"), WRONG_VALUES)
def test_wrong_values_are_named(protocol: str, name: str, value: str) -> None:
    with pytest.raises(InternalError, match=f"rule/{protocol}/@{name}: ") as caught:
        parse(rule(f"<{protocol} {name}='{value}'/>"))
    assert f"'{value}' is not " in str(caught.value)


@pytest.mark.parametrize("protocol", ["33", "132", "17", "sctp"])
def test_protocols_with_ports(protocol: str) -> None:
    (match,) = matches(f"<ip protocol='{protocol}' dstportstart='53'/>")
    assert isinstance(match, IpMatch)
    assert match.dst_port_start == 53


def test_strict_refuses_what_nobody_knows() -> None:
    assert matches("<udp colour='red'/>") == [UdpMatch()]
    with pytest.raises(XmlInvalidSchema, match="rule/udp/@colour is not known here"):
        parse(rule("<udp colour='red'/>"), strict=True)


unhurried = settings(deadline=None, max_examples=60)  # the first use of a class generates its code


@unhurried
@given(objects(NetworkFilter))
def test_what_is_written_reads_the_same(made: NetworkFilter) -> None:
    assert NetworkFilter.from_xml(made.to_xml()) == made


@unhurried
@given(objects(NetworkFilter))
def test_completing_again_changes_nothing(made: NetworkFilter) -> None:
    post_parse(made)
    again = NetworkFilter.from_xml(made.to_xml())
    post_parse(again)
    assert again == made
