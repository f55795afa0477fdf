"""Network filters and bindings of the test driver, which the original's does not have."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import anyvirt as libvirt
from anyvirt import virConnect
from anyvirt.error import (
    InvalidArg,
    NoNwfilter,
    NoNwfilterBinding,
    OperationDenied,
    OperationFailed,
    OperationInvalid,
    XmlDetail,
    XmlInvalidSchema,
)

FILTER = "<filter name='clean' chain='root'><rule action='drop' direction='in'><mac/></rule></filter>"
BINDING = """\
<filterbinding>
  <owner><name>web</name><uuid>11111111-2222-3333-4444-555555555555</uuid></owner>
  <portdev name='vnet0'/>
  <mac address='52:54:00:aa:bb:cc'/>
  <filterref filter='clean'><parameter name='IP' value='10.0.0.2'/></filterref>
</filterbinding>
"""


@pytest.fixture
def conn() -> Iterator[virConnect]:
    with libvirt.open("test:///default") as connection:
        yield connection


def test_a_filter_is_defined_found_changed_and_undefined(conn: virConnect) -> None:
    assert conn.listNWFilters() == []
    clean = conn.nwfilterDefineXML(FILTER)
    assert conn.nwfilterLookupByName("clean") == conn.nwfilterLookupByUUID(clean.UUID()) == clean
    assert conn.nwfilterLookupByUUIDString(clean.UUIDString()) == clean
    assert (conn.numOfNWFilters(), conn.listNWFilters()) == (1, ["clean"])
    changed = FILTER.replace("<rule", f"<uuid>{clean.UUIDString()}</uuid><rule").replace("drop", "accept")
    assert conn.nwfilterDefineXML(changed) == clean
    assert "action='accept'" in clean.XMLDesc()
    clean.undefine()
    with pytest.raises(NoNwfilter, match="clean"):
        conn.nwfilterLookupByName("clean")
    with pytest.raises(NoNwfilter):
        clean.XMLDesc()


def test_a_filter_that_others_need_stays(conn: virConnect) -> None:
    clean = conn.nwfilterDefineXML(FILTER)
    conn.nwfilterDefineXML("<filter name='more'><filterref filter='clean'/></filter>")
    with pytest.raises(OperationInvalid, match="in use by more"):
        clean.undefine()
    conn.nwfilterLookupByName("more").undefine()
    binding = conn.nwfilterBindingCreateXML(BINDING)
    with pytest.raises(OperationInvalid, match="in use by vnet0"):
        clean.undefine()
    binding.delete()
    clean.undefine()


def test_filters_do_not_lead_to_themselves(conn: virConnect) -> None:
    conn.nwfilterDefineXML("<filter name='a'><filterref filter='b'/></filter>")
    conn.nwfilterDefineXML("<filter name='b'><filterref filter='c'/></filter>")
    with pytest.raises(OperationFailed, match="'c' would lead to itself"):
        conn.nwfilterDefineXML("<filter name='c'><filterref filter='a'/></filter>")
    assert sorted(conn.listNWFilters()) == ["a", "b"]


def test_a_binding_is_made_found_and_deleted(conn: virConnect) -> None:
    conn.nwfilterDefineXML(FILTER)
    binding = conn.nwfilterBindingCreateXML(BINDING)
    assert (binding.portDev(), binding.filterName()) == ("vnet0", "clean")
    assert conn.nwfilterBindingLookupByPortDev("vnet0") == binding
    assert conn.listAllNWFilterBindings() == [binding]
    assert "<parameter name='IP' value='10.0.0.2'/>" in binding.XMLDesc()
    with pytest.raises(OperationFailed, match="vnet0"):
        conn.nwfilterBindingCreateXML(BINDING)
    binding.delete()
    with pytest.raises(NoNwfilterBinding, match="vnet0"):
        binding.XMLDesc()


def test_a_binding_needs_its_filter(conn: virConnect) -> None:
    with pytest.raises(NoNwfilter, match="clean"):
        conn.nwfilterBindingCreateXML(BINDING)
    assert conn.listAllNWFilterBindings() == []


def test_bad_documents_and_flags_are_refused(conn: virConnect) -> None:
    with pytest.raises(XmlDetail):
        conn.nwfilterDefineXML("<filter")
    nonsense = FILTER.replace("<rule", "<nonsense/><rule")
    with pytest.raises(XmlInvalidSchema):
        conn.nwfilterDefineXMLFlags(nonsense, libvirt.VIR_NWFILTER_DEFINE_VALIDATE)
    with pytest.raises(InvalidArg, match="flags"):
        conn.nwfilterDefineXMLFlags(FILTER, 1 << 10)
    assert conn.listNWFilters() == []


def test_readers_change_nothing() -> None:
    with libvirt.openReadOnly("test:///default") as conn:
        with pytest.raises(OperationDenied):
            conn.nwfilterDefineXML(FILTER)
        with pytest.raises(OperationDenied):
            conn.nwfilterBindingCreateXML(BINDING)
