"""Devices of the host."""

from __future__ import annotations

from anyvirt.conf.node_device.parse import format_node_device, parse
from scripts.corpus.cases import Case, Kind, Result, compare


def node_device(case: Case) -> Result:
    """Read, complete, check and write a device as it is defined."""
    written = format_node_device(parse(case.document.read_text(encoding="utf-8")), inactive=True)
    expected = "<nothing/>" if case.expected is None else case.expected.read_text(encoding="utf-8")
    return Result(case.name, *compare(written, expected))


KINDS = (Kind("nodedev", "nodedev", node_device),)
