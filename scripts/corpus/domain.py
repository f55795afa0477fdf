"""Domains: as every driver reads them, and as models of what libvirt wrote."""

from __future__ import annotations

from anyvirt.conf.domain.fill.chardevs import number_consoles
from anyvirt.conf.domain.fill.controllers import order_controllers
from anyvirt.conf.domain.format import format_domain
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.parse import parse
from anyvirt.conf.domain_status import DomainStatus
from scripts.corpus.cases import Case, Kind, Outcome, Result, compare


def definition(case: Case) -> Result:
    """Read, complete, check and write a document as every driver does, without a driver's own part."""
    document = case.document.read_text(encoding="utf-8")
    result = Result(case.name, Outcome.IDENTICAL)
    for inactive in case.forms:
        # A definition has nothing live, whatever is asked of it later; a case that is only active is a running guest.
        domain = parse(document, inactive=case.forms != (False,), update_abi=False)
        written = format_domain(domain, secure=True, inactive=inactive)
        if case.expected is None:
            continue
        outcome, remark = compare(written, case.expected.read_text(encoding="utf-8"))
        if outcome is not Outcome.IDENTICAL:
            result = Result(case.name, outcome, f"{'inactive' if inactive else 'active'}: {remark}")
        if outcome is Outcome.DIFFERENT:
            return result
    return result


def round_trip(case: Case) -> Result:
    """Read what libvirt wrote and write it again: does the model know all of it?"""
    assert case.expected is not None
    expected = case.expected.read_text(encoding="utf-8")
    return Result(case.name, *compare(Domain.from_xml(expected).to_xml(), expected))


def kept(case: Case) -> Result:
    """Read what libvirt wrote as a definition that was kept: our defaults and rules must leave it as it is.

    All but the order of controllers and the numbers of consoles: libvirt settles both when it reads a document and not
    when it adds to a definition, so what its tests write is in another order when it is read again.
    """
    assert case.expected is not None
    written = case.expected.read_text(encoding="utf-8")
    as_read = Domain.from_xml(written)
    order_controllers(as_read)
    number_consoles(as_read)
    expected = as_read.to_xml() if as_read != Domain.from_xml(written) else written
    inactive = True in case.forms
    domain = parse(written, inactive=inactive, update_abi=False)
    return Result(case.name, *compare(format_domain(domain, secure=True, inactive=inactive), expected))


def status(case: Case) -> Result:
    """Read what the QEMU driver wrote of a running guest and write it again: does the model know all of it?"""
    assert case.expected is not None
    expected = case.expected.read_text(encoding="utf-8")
    return Result(case.name, *compare(DomainStatus.from_xml(expected).to_xml(), expected))


def _with_output(case: Case) -> bool:
    return case.expected is not None


# Of drivers that have defaults of their own, which are in what is expected.
_WITH_DEFAULTS = ("domain-qemu", "domain-lxc", "domain-bhyve", "domain-ch")

KINDS = (
    Kind("domain-generic", "domain-generic", definition),
    *(Kind(f"{folder} model", folder, round_trip, _with_output) for folder in _WITH_DEFAULTS),
    *(Kind(f"{folder} kept", folder, kept, _with_output) for folder in _WITH_DEFAULTS if folder != "domain-ch"),
    Kind("domain-qemu-status model", "domain-qemu-status", status, _with_output),
)
