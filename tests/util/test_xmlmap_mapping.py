"""Elements as plain values, and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from anyvirt.util.error import XmlError
from anyvirt.util.xmlmap import Element, Fragment, attr, child
from tests.util.test_xmlmap_format import UNKNOWN
from tests.util.test_xmlmap_properties import guests
from tests.util.xmlmap_models import (
    BlockSource,
    CCWAddress,
    DeviceKind,
    Disk,
    FileSource,
    Guest,
    PCIAddress,
    SourceKind,
)

unhurried = settings(deadline=None)  # the first use of a class generates its code


class Here(Element, tag="what", const={"kind": "here"}):
    kind: str | None = attr("place/@kind")


class There(Element, tag="what", const={"kind": ("",)}):
    place: str | None = attr("@place")


class Wheres(Element, tag="wheres"):
    """A union with a member for an absent attribute, and one with a field that is called as the attribute."""

    what: Here | There | None = child("what", by="kind", absent="")


@unhurried
@given(guests)
def test_an_object_and_its_mapping_are_equal(guest: Guest) -> None:
    plain = guest.to_dict()
    assert Guest.from_dict(plain) == guest
    assert Guest.from_dict(json.loads(json.dumps(plain))) == guest


def test_a_mapping_reads_as_the_document_does() -> None:
    disk = Disk(
        source=FileSource(file="/a"),
        device=DeviceKind.CDROM,
        target="hda",
        readonly=True,
        address=PCIAddress(slot=3, multifunction=True),
    )
    assert disk.to_dict() == {
        "type": "file",
        "device": "cdrom",
        "source": {"file": "/a"},
        "target": "hda",
        "readonly": True,
        "address": {"type": "pci", "domain": 0, "slot": 3, "multifunction": True},
    }


def test_a_member_of_a_union_may_have_its_attribute_as_a_field() -> None:
    disk = Disk(target="a", address=CCWAddress(type="css"))
    assert disk.to_dict()["address"] == {"type": "css"}
    assert Disk.from_dict(disk.to_dict()) == disk


def test_a_member_that_the_element_around_does_not_announce_says_so_itself() -> None:
    disk = Disk(target="a", type=SourceKind.FILE, source=BlockSource(dev="/dev/a"))
    assert disk.to_dict()["source"] == {"type": "block", "dev": "/dev/a"}
    assert Disk.from_dict(disk.to_dict()) == disk


@pytest.mark.parametrize("what", [Here(kind="x"), There(place="y"), Here(), There(), None])
def test_members_for_an_absent_attribute_and_with_a_field_of_its_name(what: Here | There | None) -> None:
    wheres = Wheres(what=what)
    assert Wheres.from_dict(wheres.to_dict()) == wheres
    assert Wheres.from_xml(wheres.to_xml()) == wheres


def test_what_was_kept_of_a_document_is_in_the_mapping() -> None:
    guest = Guest.from_xml(UNKNOWN, unknown="keep")
    again = Guest.from_dict(json.loads(json.dumps(guest.to_dict())))
    assert again == guest
    assert again.to_xml() == guest.to_xml()


def _guest(**options: Any) -> dict[str, Any]:
    return {"type": "t", "name": "n", "memory": 1} | options


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        ([], "domain: [] is not a mapping of options"),
        ({"type": "t", "name": "n"}, "domain.memory is required"),
        (_guest(memroy=1), "domain.memroy is not known here"),
        (_guest(vcpu=0), "domain.vcpu: 0 is not a whole number from 1 to 4096"),
        (_guest(vcpu="2"), "domain.vcpu: '2' is not a whole number from 1 to 4096"),
        (_guest(vcpu=True), "domain.vcpu: True is not a whole number from 1 to 4096"),
        (_guest(vcpu=None), "domain.vcpu: None is not a whole number from 1 to 4096"),
        (_guest(memory=-1), "domain.memory: -1 KiB is not a size below 16 EiB"),
        (_guest(name=5), "domain.name: 5 is not text"),
        (_guest(acpi=1), "domain.acpi: 1 is not true or false"),
        (_guest(dump="on"), "domain.dump: 'on' is not one of on, off"),
        (_guest(boot="hd"), "domain.boot: 'hd' is not a list"),
        (_guest(boot=[1]), "domain.boot[0]: 1 is not text"),
        (_guest(metadata="<a>"), "domain.metadata: line 1, column 4: no element found"),
        (_guest(metadata="<a/>"), "domain.metadata: <a> is not <metadata>"),
        (_guest(disks=[{"target": "a"}, {"type": "tape"}]), "domain.disks[1].type: 'tape' is not one of file"),
        (
            _guest(disks=[{"target": "a", "type": "dir", "source": {}}]),
            "disks[0].source.type: 'dir' is not one of file",
        ),
        (_guest(disks=[{"target": "a", "source": {"dev": "/a"}}]), "domain.disks[0].source.dev is not known here"),
        (_guest(addresses=[{"slot": 1}]), "domain.addresses[0].type is required: one of pci, drive, ccw, css"),
        (_guest(addresses=[{"type": "usb"}]), "domain.addresses[0].type: 'usb' is not one of pci, drive, ccw, css"),
        (_guest(**{"(unknown)": {"": {"attributes": {"a": 1}, "elements": []}}}), "is not a mapping of texts"),
    ],
)
def test_what_is_wrong_is_named_with_its_path(plain: Any, message: str) -> None:
    with pytest.raises(XmlError) as caught:
        Guest.from_dict(plain)
    assert message in caught.value.detail


def test_mappings_are_not_nested_without_end() -> None:
    plain: dict[str, Any] = {}
    for _ in range(2000):
        plain = {"backing": plain}
    with pytest.raises(XmlError, match="nested more than"):
        Disk.from_dict({"target": "a", "type": "network", "source": plain})


def test_fragments_are_their_text() -> None:
    guest = Guest(type="t", name="n", memory=1, metadata=Fragment("<metadata><a/></metadata>"))
    assert guest.to_dict()["metadata"] == "<metadata>\n  <a/>\n</metadata>\n"
