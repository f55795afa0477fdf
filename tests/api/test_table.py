"""The rows of the table are complete and agree with each other."""

from __future__ import annotations

import inspect
import re
from collections import Counter

import pytest

from anyvirt.api.enums import CODES, GROUPS
from anyvirt.api.model import Function, snake_case
from anyvirt.api.table import ROWS
from anyvirt.driver import contract
from anyvirt.util.error import BY_CODE

RELEASE = re.compile(r"\d+\.\d+\.\d+")

# What libvirt asks no permission for: it is about the connection itself. What the client knows needs none either.
WITHOUT_PERMISSION = {
    "virConnectIsAlive",
    "virConnectIsSecure",
    "virConnectIsEncrypted",
    "virConnectSetKeepAlive",
}

each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.c_name))


@each_row
def test_row_says_what_it_does_and_since_when(row: Function) -> None:
    """One sentence, a release, and a meaning for each argument."""
    assert row.summary.endswith((".", "..."))
    assert "\n" not in row.summary
    assert RELEASE.fullmatch(row.since)
    assert all(arg.doc.endswith(".") for arg in row.args)


@each_row
def test_row_names_its_permission(row: Function) -> None:
    """A daemon must know whom to let in."""
    assert bool(row.acl) != (row.local or row.c_name in WITHOUT_PERMISSION)


@each_row
def test_row_raises_known_errors(row: Function) -> None:
    """The docstring promises classes that exist."""
    known = {cls.__name__ for cls in BY_CODE.values()}
    assert {name for name, _ in row.raises} <= known


@each_row
def test_changing_something_is_refused_to_readers(row: Function) -> None:
    """Who needs more than to look (at the object or its existence) needs a connection that may write."""
    if row.c_name == "virConnectSetIdentity":
        return  # to say who one is changes nothing; libvirt lets readers, though it asks for the permission
    unconditional = {acl.perm for acl in row.acl if not acl.when}
    if not all(perm in ("getattr", "read") or perm.startswith("search_") for perm in unconditional):
        assert row.write


@each_row
def test_row_leads_to_the_contract(row: Function) -> None:
    """The driver method exists; one that the row goes via belongs to another row."""
    if row.local:
        return
    assert inspect.iscoroutinefunction(getattr(getattr(contract, row.answered_by.value), row.method))
    owners = [other for other in ROWS if other.method == row.method and other.via is None]
    assert len(owners) == 1
    assert (owners[0] is row) == (row.via is None)


def test_names_are_unique() -> None:
    """No function and no method comes twice."""
    assert not [name for name, count in Counter(row.c_name for row in ROWS).items() if count > 1]
    assert not [name for name, count in Counter((row.owner, row.name) for row in ROWS).items() if count > 1]


def test_constants_are_unique_and_explained() -> None:
    """Each constant stands in one group, and each group says what it is for."""
    names = Counter(const.name for group in GROUPS for const in group.consts)
    assert not [name for name, count in names.items() if count > 1]
    assert all(group.doc.endswith(".") for group in GROUPS)
    assert all(RELEASE.fullmatch(const.since) for group in GROUPS for const in group.consts)


def test_every_error_code_has_a_class() -> None:
    """All codes but success."""
    assert set(BY_CODE) == {code.value for code in CODES} - {0}
    assert all(BY_CODE[code.value].__name__ == code.class_name for code in CODES if code.value)
    assert all(code.meaning.endswith(".") for code in CODES)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DomainGetXMLDesc", "domain_get_xml_desc"),
        ("DomainGetOSType", "domain_get_os_type"),
        ("ConnectDomainXMLToNative", "connect_domain_xml_to_native"),
        ("NodeGetCPUMap", "node_get_cpu_map"),
        ("DomainLookupByUUID", "domain_lookup_by_uuid"),
        ("xmlCPUs", "xml_cpus"),
        ("cpuNum", "cpu_num"),
        ("flags", "flags"),
    ],
)
def test_snake_case(name: str, expected: str) -> None:
    """Abbreviations stay together, plural and all."""
    assert snake_case(name) == expected
