"""Rules of filters across values."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.nwfilter.chains import MAX_LENGTH, PRIORITIES, ROOT, protocol_of, valid_characters
from anyvirt.conf.nwfilter.model import HIGHEST_PRIORITY, LOWEST_PRIORITY, NetworkFilter, Rule
from anyvirt.conf.nwfilter.protocols import IpMatch, Ipv6Match
from anyvirt.conf.nwfilter.values import IpProtocol
from anyvirt.util.error import InternalError, InvalidArg, XmlError

_DCCP: Final = 33
_WITH_PORTS: Final = (IpProtocol.TCP, IpProtocol.UDP, IpProtocol.SCTP, _DCCP)
_PORTS: Final = ("src_port_start", "src_port_end", "dst_port_start", "dst_port_end")


def validate(document: NetworkFilter) -> None:
    """Check *document*, after `post_parse`.

    Raises:
        InternalError: it has no name.
        XmlError: a rule contradicts itself.
        InvalidArg: a chain or a priority that cannot be.
    """
    if not document.name:
        raise InternalError("filter: the name is empty")
    where = f"filter '{document.name}'"
    _check_chain(document.chain, where)
    priority = document.priority
    if priority is not None and not LOWEST_PRIORITY <= priority <= HIGHEST_PRIORITY:
        raise InvalidArg(f"{where}: priority {priority} is not from {LOWEST_PRIORITY} to {HIGHEST_PRIORITY}")
    for number, rule in enumerate(document.rules, start=1):
        _check_ports(rule, f"{where}, rule {number}")


def _check_chain(chain: str, where: str) -> None:
    if len(chain) > MAX_LENGTH:
        raise InvalidArg(f"{where}: chain '{chain}' has {len(chain)} characters, and {MAX_LENGTH} are allowed")
    if not valid_characters(chain):
        raise InvalidArg(
            f"{where}: the name of chain '{chain}' contains invalid characters",
            hint="letters, digits and _ . : - are allowed",
        )
    if chain != ROOT and protocol_of(chain) is None:
        raise InvalidArg(
            f"{where}: chain '{chain}' is neither '{ROOT}' nor for a protocol",
            hint=f"let the name start with one of {', '.join(PRIORITIES)}",
        )


def _check_ports(rule: Rule, where: str) -> None:
    """A frame is only looked into for ports when its protocol is known to have some."""
    matches = [match for match in rule.matches if isinstance(match, IpMatch | Ipv6Match)]
    if not any(getattr(match, name) is not None for match in matches for name in _PORTS):
        return
    if not any(match.protocol in _WITH_PORTS for match in matches):
        raise XmlError(
            f"{where}: <{matches[0].__xml_tag__}> has ports, but not a protocol that has ports",
            hint="set protocol to tcp, udp, sctp or 33 (dccp)",
        )
