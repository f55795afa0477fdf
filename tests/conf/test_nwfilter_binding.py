"""Bindings of filters to the ports of guests."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from anyvirt.conf import FilterBinding
from anyvirt.conf.nwfilter_binding import parse
from anyvirt.util.error import XmlError, XmlInvalidSchema, libvirtError
from tests.conf.strategies import objects

WHOLE = """\
<filterbinding>
  <owner>
    <name>web</name>
    <uuid>0b7c3f4e-4f0e-4d63-9a55-6a1f4c3d2e11</uuid>
  </owner>
  <portdev name='tap3'/>
  <linkdev name='eth0'/>
  <mac address='52:54:00:00:00:01'/>
  <filterref filter='clean-traffic'>
    <parameter name='CTRL_IP_LEARNING' value='dhcp'/>
    <parameter name='IP' value='10.0.0.1'/>
  </filterref>
</filterbinding>
"""


def test_a_binding_comes_back_as_it_was() -> None:
    binding = parse(WHOLE)
    assert binding.to_xml() == WHOLE
    assert (binding.owner_name, binding.port_dev, binding.link_dev) == ("web", "tap3", "eth0")
    assert binding.filter is not None
    assert binding.filter.filter == "clean-traffic"


def test_values_are_written_in_one_way() -> None:
    """Parameters are sorted, MAC addresses have two digits a byte."""
    shuffled = WHOLE.replace("CTRL_IP_LEARNING", "X").replace("52:54:00:00:00:01", "52:54:0:0:0:1")
    binding = parse(shuffled)
    assert binding.mac == "52:54:00:00:00:01"
    assert binding.filter is not None
    assert [parameter.name for parameter in binding.filter.parameters] == ["IP", "X"]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("<name>web</name>", "", "owner/name is required"),
        ("<uuid>0b7c3f4e-4f0e-4d63-9a55-6a1f4c3d2e11</uuid>", "", "owner/uuid is required"),
        ("<uuid>0b7c", "<uuid>xx", "owner/uuid: .* is not a UUID"),
        ("<portdev name='tap3'/>", "<portdev/>", "portdev/@name is required"),
        ("<mac address='52:54:00:00:00:01'/>", "", "mac/@address is required"),
        ("52:54:00:00:00:01", "52:54", "mac/@address: '52:54' is not a MAC address"),
        ("filter='clean-traffic'", "", "filterref/@filter is required"),
    ],
)
def test_what_is_refused(before: str, after: str, reason: str) -> None:
    with pytest.raises(libvirtError, match=reason):
        parse(WHOLE.replace(before, after))


def test_a_binding_without_a_filter_is_refused() -> None:
    start, _, rest = WHOLE.partition("  <filterref")
    with pytest.raises(XmlError, match="filterbinding of port 'tap3': filterref is required"):
        parse(start + rest.partition("</filterref>\n")[2])


def test_strict_refuses_what_nobody_knows() -> None:
    with pytest.raises(XmlInvalidSchema, match="colour is not known here"):
        parse(WHOLE.replace("<linkdev", "<colour/><linkdev"), strict=True)


@settings(deadline=None)
@given(objects(FilterBinding))
def test_what_is_written_reads_the_same(binding: FilterBinding) -> None:
    assert FilterBinding.from_xml(binding.to_xml()) == binding
