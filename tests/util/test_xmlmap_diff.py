"""Naming the places where two documents differ."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anyvirt.util.xmlmap import Fragment
from anyvirt.util.xmlmap.diff import Difference, diff
from tests.util.test_xmlmap_properties import guests
from tests.util.xmlmap_models import Disk, DriveAddress, FileSource, Guest, Note, PCIAddress

unhurried = settings(deadline=None)  # the first use of a class generates its code


def _guest(**options: Any) -> Guest:
    return Guest(type="t", name="n", memory=1, **options)


def _texts(left: Guest, right: Guest) -> list[str]:
    return [str(difference) for difference in diff(left, right)]


@unhurried
@given(guests, guests)
def test_there_are_differences_where_objects_are_not_equal(left: Guest, right: Guest) -> None:
    assert diff(left, left.copy()) == []
    assert bool(diff(left, right)) == (left != right)


EDITS: dict[str, tuple[str, Any]] = {
    "name": ("name", "another name, longer than any"),
    "memory": ("memory", 2**60),
    "acpi": ("features/acpi", None),
    "os_arch": ("os/type/@arch", "another arch, longer than any"),
    "boot": ("os/boot[1]/@dev", None),
}


@unhurried
@given(guests, st.sampled_from(sorted(EDITS)))
def test_an_edit_is_named_and_nothing_else(guest: Guest, name: str) -> None:
    edited = guest.copy()
    path, value = EDITS[name]
    if name == "acpi":
        edited.acpi = not guest.acpi
    elif name == "boot":
        edited.boot = ["another device, longer than any", *guest.boot[1:]]
    else:
        setattr(edited, name, value)
    assert [difference.path for difference in diff(guest, edited)] == [path]


def test_devices_are_known_by_their_target() -> None:
    before = _guest(disks=[Disk(target="vda", cache="none"), Disk(target="vdb")])
    after = _guest(disks=[Disk(target="vda", cache="writeback"), Disk(target="vdc")])
    assert _texts(before, after) == [
        "devices/disk[vda]/driver/@cache: 'none' -> 'writeback'",
        "devices/disk[vdb]: Disk(target='vdb') -> nothing",
        "devices/disk[vdc]: nothing -> Disk(target='vdc')",
    ]


def test_the_order_of_devices_counts() -> None:
    first, second = Disk(target="vda"), Disk(target="vdb")
    assert diff(_guest(disks=[first, second]), _guest(disks=[second, first])) == [
        Difference("devices/disk (order)", ["vda", "vdb"], ["vdb", "vda"])
    ]


def test_items_that_nothing_tells_apart_are_known_by_their_position() -> None:
    before, after = _guest(notes=[Note(text="a"), Note(text="b")]), _guest(notes=[Note(text="a"), Note(text="c")])
    assert _texts(before, after) == ["note[2]: 'b' -> 'c'"]
    assert _texts(_guest(init=["a"]), _guest(init=["a", "b"])) == ["init/arg[2]: nothing -> 'b'"]


def test_targets_that_come_twice_do_not_tell_items_apart() -> None:
    before = _guest(disks=[Disk(target="a", serial="1"), Disk(target="a", serial="2")])
    after = _guest(disks=[Disk(target="a", serial="1"), Disk(target="a", serial="3")])
    assert _texts(before, after) == ["devices/disk[2]/serial: '2' -> '3'"]


def test_elements_of_another_kind_differ_as_a_whole() -> None:
    before = _guest(disks=[Disk(target="a", address=PCIAddress(slot=1))])
    after = _guest(disks=[Disk(target="a", address=DriveAddress(unit=1))])
    assert _texts(before, after) == ["devices/disk[a]/address: PCIAddress(slot=1) -> DriveAddress(unit=1)"]


def test_fragments_and_what_was_kept_are_compared() -> None:
    before = _guest(metadata=Fragment("<metadata/>"))
    assert [d.path for d in diff(before, _guest())] == ["metadata"]
    text = "<domain type='t' x='1'><name>n</name><memory>1</memory><what/></domain>"
    kept = Guest.from_xml(text, unknown="keep")
    assert _texts(kept, _guest()) == ["@x: '1' -> nothing", ". (unknown elements): '<what/>\\n' -> nothing"]


def test_other_kinds_are_not_compared() -> None:
    with pytest.raises(TypeError, match="a Guest is not compared with a FileSource"):
        diff(_guest(), FileSource(file="/a"))
