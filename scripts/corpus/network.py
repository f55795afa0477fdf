"""Networks, their ports, updates of their sections, and interfaces of the host."""

from __future__ import annotations

from pathlib import Path

from anyvirt.conf.host_interface.parse import parse as parse_interface
from anyvirt.conf.network.format import format_network
from anyvirt.conf.network.parse import parse as parse_network
from anyvirt.conf.network.update import Command, Section, apply
from anyvirt.conf.network_port import parse as parse_port
from anyvirt.util.error import libvirtError
from scripts.corpus.cases import Case, Kind, Outcome, Result, compare


def network(case: Case) -> Result:
    """Read, complete, check and write a network, as it was defined and as it runs."""
    document = _text(case.document)
    result = Result(case.name, Outcome.IDENTICAL)
    for inactive in case.forms:
        written = format_network(parse_network(document), inactive=inactive)
        if case.expected is not None:
            outcome, remark = compare(written, _text(case.expected))
            if outcome is not Outcome.IDENTICAL:
                result = Result(case.name, outcome, f"{'inactive' if inactive else 'active'}: {remark}")
    return result


def port(case: Case) -> Result:
    return _compared(case, parse_port(_text(case.document)).to_xml())


def interface(case: Case) -> Result:
    return _compared(case, parse_interface(_text(case.document)).to_xml())


def update(case: Case) -> Result:
    """Change one section of a network."""
    before = parse_network(_text(case.document))
    section, command = Section[case.note("section").removeprefix("IP_")], Command[case.note("command")]
    index = int(case.note("parent_index") or -1)
    (change,) = case.others
    must_fail = case.note("fail") == "update"
    try:
        after = apply(before, command, section, _text(change), parent_index=index)
    except libvirtError as exc:
        return Result(case.name, Outcome.REJECTED if must_fail else Outcome.WRONGLY_REJECTED, str(exc))
    if must_fail:
        return Result(case.name, Outcome.WRONGLY_ACCEPTED)
    return _compared(case, format_network(after))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _compared(case: Case, written: str) -> Result:
    if case.expected is None:
        return Result(case.name, Outcome.IDENTICAL)
    return Result(case.name, *compare(written, _text(case.expected)))


KINDS = (
    Kind("network", "network", network),
    Kind("network-update", "network-update", update),
    Kind("networkport", "networkport", port),
    Kind("interface", "interface", interface),
)
