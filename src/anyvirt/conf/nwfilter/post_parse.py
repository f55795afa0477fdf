"""Defaults of filters, and one form for what can be written in several."""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from anyvirt.conf.nwfilter.chains import ROOT, default_priority
from anyvirt.conf.nwfilter.model import NetworkFilter, Rule
from anyvirt.conf.nwfilter.parameters import tidy_parameters
from anyvirt.conf.nwfilter.protocols import AllIpv6Match, AllMatch, AnyMatch
from anyvirt.conf.nwfilter.values import SetSide
from anyvirt.util.uuids import new_uuid

_MAX_COMMENT: Final = 256  # bytes; what iptables takes

# What belongs together is negated together: by the sign of what comes first, wherever the rest was written. libvirt
# takes the sign of a first part that is missing for "yes", which turns a lone match='no' of the rest into its opposite;
# here the rest then stays as it was written.
_LEADERS: Final = {
    "src_mac_mask": "src_mac",
    "dst_mac_mask": "dst_mac",
    "src_ip_mask": "src_ip",
    "dst_ip_mask": "dst_ip",
    "src_ip_to": "src_ip_from",
    "dst_ip_to": "dst_ip_from",
    "src_port_end": "src_port_start",
    "dst_port_start": "src_port_start",
    "dst_port_end": "dst_port_start",
    "type_end": "type",
    "code": "type",
    "code_end": "code",
    "ipset_flags": "ipset",
    "root_address_mask": "root_address",
    "sender_address_mask": "sender_address",
    "root_priority_hi": "root_priority",
    "root_cost_hi": "root_cost",
    "sender_priority_hi": "sender_priority",
    "port_hi": "port",
    "age_hi": "age",
    "max_age_hi": "max_age",
    "hello_time_hi": "hello_time",
    "forward_delay_hi": "forward_delay",
}


def post_parse(document: NetworkFilter) -> None:
    """Complete *document* in place. Doing it again changes nothing."""
    document.chain = document.chain or ROOT
    if document.uuid is None:
        document.uuid = new_uuid()
    usual = default_priority(document.chain)
    if document.priority is None:
        document.priority = usual
    if document.priority == usual == 0:
        document.priority = None  # not worth writing
    for reference in document.references:
        tidy_parameters(reference)
    for rule in document.rules:
        rule.matches = unite(rule)
        for match in rule.matches:
            if match.comment is not None:
                match.comment = match.comment.encode()[:_MAX_COMMENT].decode(errors="ignore")


def unite(rule: Rule) -> list[AnyMatch]:
    """What *rule* asks for, in at most two elements: what must be so, and what must not.

    The protocol is that of the first element, and the last value counts.
    """
    if not rule.matches:
        return []
    cls = type(rule.matches[0])
    names = [field.name for field in cls.__xml_fields__ if field.name != "negated"]
    negated: dict[str, bool] = {}
    values: dict[str, object] = {}
    for match in rule.matches:
        if type(match) is cls:
            for name in names:
                value = getattr(match, name)
                if value is not None:
                    values[name], negated[name] = value, match.negated
    if "ipset" in values and "ipset_flags" not in values and not issubclass(cls, AllMatch | AllIpv6Match):
        values["ipset_flags"], negated["ipset_flags"] = (SetSide.SRC,), negated["ipset"]
    for name in values:
        negated[name] = negated[_leader(name, values)]
    united = []
    for sign in (False, True):
        part = cls(negated=sign)
        for name, value in values.items():
            if negated[name] is sign:
                setattr(part, name, value)
        if part != cls(negated=sign):
            united.append(part)
    return united or [cls()]


def _leader(name: str, present: Container[str]) -> str:
    """Whose sign *name* has: the foremost of its leaders that is there, or its own."""
    found, leader = name, _LEADERS.get(name)
    while leader is not None:
        found = leader if leader in present else found
        leader = _LEADERS.get(leader)
    return found
