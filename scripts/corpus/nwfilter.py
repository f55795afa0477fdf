"""Network filters and their bindings."""

from __future__ import annotations

from anyvirt.conf import nwfilter_binding
from anyvirt.conf.nwfilter import parse as nwfilter
from scripts.corpus.cases import Case, Kind, Result, compare


def filter_definition(case: Case) -> Result:
    """Read, complete, check and write a filter."""
    written = nwfilter.parse(case.document.read_text(encoding="utf-8")).to_xml()
    return Result(case.name, *compare(written, _expected(case)))


def binding(case: Case) -> Result:
    """Read and write a binding."""
    written = nwfilter_binding.parse(case.document.read_text(encoding="utf-8")).to_xml()
    return Result(case.name, *compare(written, _expected(case)))


def _expected(case: Case) -> str:
    return "<nothing/>" if case.expected is None else case.expected.read_text(encoding="utf-8")


KINDS = (
    Kind("nwfilter", "nwfilter", filter_definition),
    Kind("nwfilterbinding", "nwfilterbinding", binding),
)
