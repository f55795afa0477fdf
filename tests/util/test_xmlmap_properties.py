"""Properties that hold for any object and any document."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anyvirt.util.error import libvirtError
from anyvirt.util.xmlmap import Fragment
from tests.util.test_xmlmap_format import FULL, UNKNOWN
from tests.util.xmlmap_models import (
    BlockSource,
    CCWAddress,
    DeviceKind,
    Disk,
    DriveAddress,
    FileSource,
    Guest,
    Image,
    NetworkSource,
    Note,
    PCIAddress,
    SourceKind,
)

unhurried = settings(deadline=None)  # the first use of a class generates its code

# Any character that XML can hold.
characters = st.characters(codec="utf-8", exclude_characters="\ufffe\uffff").filter(lambda c: c >= " " or c in "\t\n\r")
texts = st.text(characters, max_size=12)
filled = st.text(characters, min_size=1, max_size=12)  # an empty text of an element reads as an absent one
uint = st.integers(0, 2**32 - 1)


def optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


addresses = (
    st.builds(PCIAddress, domain=uint, slot=uint, multifunction=optional(st.booleans()))
    | st.builds(DriveAddress, unit=uint)
    | st.builds(CCWAddress, type=st.sampled_from(["ccw", "css"]))
)
network_sources = st.recursive(
    st.builds(NetworkSource, name=optional(texts), hosts=st.lists(texts, max_size=2)),
    lambda inner: st.builds(NetworkSource, backing=inner),
    max_leaves=3,
)


@st.composite
def disks(draw: st.DrawFn) -> Disk:
    kind = draw(st.sampled_from([SourceKind.FILE, SourceKind.BLOCK, SourceKind.NETWORK]))
    sources: dict[SourceKind, st.SearchStrategy[Any]] = {
        SourceKind.FILE: st.builds(FileSource, file=texts),
        SourceKind.BLOCK: st.builds(BlockSource, dev=texts),
        SourceKind.NETWORK: network_sources,
    }
    return Disk(
        type=kind,
        device=draw(optional(st.sampled_from(DeviceKind))),
        cache=draw(optional(texts)),
        queues=draw(optional(uint)),
        source=draw(optional(sources[kind])),
        target=draw(texts),
        bus=draw(optional(texts)),
        readonly=draw(st.booleans()),
        shared=draw(st.booleans()),
        serial=draw(optional(filled)),
        alias=draw(optional(texts)),
        address=draw(optional(addresses)),
    )


images = st.builds(Image, kind=optional(texts), path=filled) | st.builds(
    Image, kind=optional(texts), source=st.builds(FileSource, file=texts)
)
fragments = st.sampled_from(
    [
        Fragment("<metadata/>"),
        Fragment("<metadata> t<a b='1'/></metadata>"),
        Fragment("<metadata><x:a xmlns:x='u'/></metadata>"),
    ]
)
guests = st.builds(
    Guest,
    type=texts,
    id=optional(st.integers(min_value=1)),
    name=filled,
    uuid=optional(st.uuids().map(str)),
    title=optional(filled),
    metadata=optional(fragments),
    memory=st.integers(0, 2**53),
    dump=optional(st.booleans()),
    shared_size=optional(st.integers(0, 2**43)),
    disk_size=optional(st.integers(0, 2**63 - 1)),
    vcpu=st.integers(1, 4096),
    placement=texts,
    os_type=filled,
    os_arch=optional(texts),
    os_machine=optional(texts),
    boot=st.lists(texts, max_size=3),
    acpi=st.booleans(),
    apic=st.booleans(),
    apic_eoi=st.none(),
    hap=optional(st.booleans()),
    primary=optional(st.booleans()),
    enabled=optional(st.booleans()),
    cpus=optional(st.lists(st.integers(), min_size=1, max_size=3).map(tuple)),
    init=st.lists(texts, max_size=3),
    levels=st.lists(st.integers(-(2**63), 2**63 - 1), max_size=3),
    notes=st.lists(st.builds(Note, lang=optional(texts), text=optional(filled)), max_size=2),
    disks=st.lists(disks(), max_size=3),
    image=optional(images),
    addresses=st.lists(addresses, max_size=2),
    arguments=st.lists(texts, max_size=2),
)


@unhurried
@given(guests)
def test_an_object_written_and_read_is_equal(guest: Guest) -> None:
    text = guest.to_xml()
    assert Guest.from_xml(text) == guest
    assert Guest.from_xml(text.encode(), unknown="refuse") == guest
    assert Guest.from_xml(text, unknown="keep") == guest
    assert guest.copy() == guest


@unhurried
@given(guests)
def test_other_parsers_read_what_we_write(guest: Guest) -> None:
    root = ElementTree.fromstring(guest.to_xml())
    assert root.get("type") == guest.type
    assert root.findtext("name") == guest.name
    assert [disk.find("target").get("dev") for disk in root.iterfind("devices/disk")] == [  # type: ignore[union-attr]
        disk.target for disk in guest.disks
    ]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A document with pieces of it removed, doubled or moved."""
    text = draw(st.sampled_from([FULL, UNKNOWN]))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        into = draw(st.integers(0, len(text)))
        piece = draw(st.sampled_from([text[start:end], "", "<", "&", "'", "<!--", "]]>", "\0", "xmlns:qemu='u' "]))
        text = text[:into] + piece + text[into:] if draw(st.booleans()) else text[:start] + piece + text[end:]
    return text


@unhurried
@given(mutated(), st.sampled_from(["drop", "keep", "refuse"]))
def test_any_document_is_read_or_refused(text: str, unknown: Any) -> None:
    try:
        guest = Guest.from_xml(text, unknown=unknown)
    except libvirtError:
        return
    written = guest.to_xml()
    again = Guest.from_xml(written, unknown=unknown)
    assert again == guest
    assert again.to_xml() == written


@unhurried
@given(
    st.recursive(
        texts.map(lambda t: t.replace("&", "").replace("<", "").replace("]]>", "").replace("\r", "")),
        lambda inner: (
            st.lists(inner, max_size=4).map(lambda parts: "<a>" + "".join(parts) + "</a>")
            | inner.map(lambda part: f"<!-- c --><b x='1'>{part}</b>")
        ),
        max_leaves=8,
    )
)
def test_a_fragment_written_and_read_is_equal(inside: str) -> None:
    fragment = Fragment(f"<m>{inside}</m>")
    assert Fragment(str(fragment)) == fragment


@pytest.mark.parametrize("text", [FULL, UNKNOWN])
def test_writing_is_stable(text: str) -> None:
    once = Guest.from_xml(text).to_xml()
    assert Guest.from_xml(once).to_xml() == once
