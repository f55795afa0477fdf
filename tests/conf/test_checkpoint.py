"""Checkpoints: what they mean, what is refused, which disks they record."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anyvirt.conf.checkpoint import Checkpoint, CheckpointDisk, DiskCheckpoint, align, format_checkpoint, parse
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.graphics import Graphics, GraphicsType
from anyvirt.conf.domain.devices.source import FileSource
from anyvirt.conf.domain.model import Domain, DomainType
from anyvirt.util.error import ConfigUnsupported, XmlError, XmlInvalidSchema, libvirtError

unhurried = settings(deadline=None)  # the first use of a class generates its code


def _ask(inside: str, **options: Any) -> Checkpoint:
    return parse(f"<domaincheckpoint><name>c</name>{inside}</domaincheckpoint>", now=5, **options)


def _guest() -> Domain:
    disks = [
        Disk(target="vda", source=FileSource(file="/a")),
        Disk(target="vdb", source=FileSource(file="/b")),
        Disk(target="hda"),
        Disk(target="hdc", source=FileSource(file="/cd"), readonly=True),
    ]
    return Domain(type=DomainType.TEST, name="g", memory=1, disks=disks)


def test_a_new_checkpoint_is_called_after_its_time() -> None:
    checkpoint = parse("<domaincheckpoint/>", now=77)
    assert checkpoint == Checkpoint(name="77", creation_time=77)


def test_a_new_checkpoint_does_not_take_over_what_only_an_existing_one_has() -> None:
    checkpoint = _ask(
        "<creationTime>1</creationTime><parent><name>p</name></parent>"
        "<disks><disk name='vda' bitmap='b' size='9'/></disks><domain type='test'><name>x</name></domain>"
    )
    assert checkpoint == Checkpoint(name="c", creation_time=5, disks=[CheckpointDisk(name="vda", bitmap="b")])


def test_an_existing_checkpoint_is_read_whole() -> None:
    checkpoint = _ask(
        "<creationTime>1</creationTime><parent><name>p</name></parent>"
        "<domain type='test'><name>x</name><memory>1024</memory><os><type>hvm</type></os></domain>",
        redefine=True,
    )
    assert (checkpoint.creation_time, checkpoint.parent) == (1, "p")
    assert checkpoint.domain is not None
    assert checkpoint.domain.current_memory == 1024


def test_output_shows_what_was_asked_for() -> None:
    guest = _guest()
    guest.graphics = [Graphics(type=GraphicsType.VNC, passwd="secret")]
    checkpoint = Checkpoint(name="c", disks=[CheckpointDisk(name="vda", bitmap="c", size=4096)], domain=guest)
    assert "secret" not in format_checkpoint(checkpoint)
    assert "secret" in format_checkpoint(checkpoint, secure=True)
    assert "<domain " not in format_checkpoint(checkpoint, no_domain=True)
    assert "size=" not in format_checkpoint(checkpoint)
    assert " bitmap='c' size='4096'/>" in format_checkpoint(checkpoint, size=True)


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("<what/>", "what is not known here"),
        ("<parent><name>a/b</name></parent>", "parent/name 'a/b' may have letters"),
        ("<disks><disk/></disks>", "disks/disk/@name is required"),
        ("<disks><disk name='x/y'/></disks>", "disk name 'x/y' is no target"),
        ("<disks><disk name='vda' checkpoint='maybe'/></disks>", "'maybe' is not one of no, bitmap"),
        ("<disks><disk name='vda' checkpoint='no' bitmap='b'/></disks>", "disk 'vda' has a bitmap or a size"),
    ],
)
def test_what_does_not_follow_the_schema(inside: str, message: str) -> None:
    with pytest.raises(XmlInvalidSchema, match=message):
        _ask(inside)


@pytest.mark.parametrize("name", [".hidden", "a/b", "a b"])
def test_names_of_checkpoints_are_plain(name: str) -> None:
    with pytest.raises(XmlInvalidSchema, match="may have letters"):
        parse(f"<domaincheckpoint><name>{name}</name></domaincheckpoint>")


def test_an_existing_checkpoint_must_tell_name_and_time() -> None:
    with pytest.raises(XmlError, match="<name> is missing"):
        parse("<domaincheckpoint/>", redefine=True)
    with pytest.raises(XmlError, match="creationTime of an existing checkpoint is required"):
        _ask("", redefine=True)


def test_another_document_is_not_a_broken_checkpoint() -> None:
    with pytest.raises(XmlError, match="expected <domaincheckpoint>, found <domain>"):
        parse("<domain/>")


def _chosen(checkpoint: Checkpoint) -> list[tuple[str, str, str | None]]:
    return [(disk.name, disk.checkpoint.value, disk.bitmap) for disk in checkpoint.disks]


def test_without_a_list_every_disk_that_is_written_to_is_recorded() -> None:
    checkpoint = _ask("")
    align(checkpoint, _guest())
    assert _chosen(checkpoint) == [
        ("vda", "bitmap", "c"),
        ("vdb", "bitmap", "c"),
        ("hda", "no", None),
        ("hdc", "no", None),
    ]


def test_with_a_list_others_are_left_out() -> None:
    checkpoint = _ask("<disks><disk name='/b' bitmap='q'/></disks>")
    align(checkpoint, _guest())
    assert _chosen(checkpoint)[:2] == [("vda", "no", None), ("vdb", "bitmap", "q")]


@pytest.mark.parametrize(
    ("disks", "message"),
    [
        ("<disk name='vdz'/>", "no disk named 'vdz'"),
        ("<disk name='vda'/><disk name='vda'/>", "disk 'vda' specified twice"),
        ("<disk name='hda'/>", "disk 'hda' is empty or readonly"),
        ("<disk name='hdc'/>", "disk 'hdc' is empty or readonly"),
        ("<disk name='vda'/>" * 5, "lists 5 disks, but domain 'g' has"),
    ],
)
def test_choices_that_cannot_be(disks: str, message: str) -> None:
    with pytest.raises(ConfigUnsupported, match=message):
        align(_ask(f"<disks>{disks}</disks>"), _guest())


def test_a_domain_without_disks_has_no_checkpoints() -> None:
    with pytest.raises(ConfigUnsupported, match="domain 'g' has no disks"):
        align(_ask(""), Domain(type=DomainType.TEST, name="g"))


names = st.text("abc_-", min_size=1, max_size=6)
checkpoints = st.builds(
    Checkpoint,
    name=names,
    description=st.none() | st.text("ab<&", min_size=1),
    parent=st.none() | names,
    creation_time=st.integers(1, 2**40),
    disks=st.lists(
        st.builds(
            CheckpointDisk,
            name=st.sampled_from(["vda", "sdb", "/x"]),
            checkpoint=st.sampled_from(DiskCheckpoint),
            bitmap=st.none() | names,
            size=st.none() | st.integers(0, 2**64 - 1),
        ),
        max_size=3,
    ),
    domain=st.none() | st.builds(Domain, type=st.sampled_from(DomainType), name=names, memory=st.just(1024)),
)


@unhurried
@given(checkpoints)
def test_a_checkpoint_written_and_read_is_equal(checkpoint: Checkpoint) -> None:
    assert Checkpoint.from_xml(checkpoint.to_xml(), unknown="refuse") == checkpoint
    assert Checkpoint.from_dict(checkpoint.to_dict()) == checkpoint


@unhurried
@given(checkpoints)
def test_what_was_completed_stays_as_it_is(checkpoint: Checkpoint) -> None:
    try:
        once = parse(checkpoint.to_xml(), redefine=True)
    except libvirtError:
        return
    text = format_checkpoint(once)
    assert format_checkpoint(parse(text, redefine=True)) == text
