"""Snapshots of the test driver's domains beyond what every driver does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import anyvirt
from anyvirt import constants
from anyvirt.conf.snapshot import Snapshot
from anyvirt.error import ConfigUnsupported, InvalidArg, OperationInvalid, XmlInvalidSchema

DISK_ONLY = constants.VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY
REDEFINE = constants.VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE


@pytest.fixture
def conn() -> Iterator[anyvirt.virConnect]:
    with anyvirt.open("test:///default") as conn:
        yield conn


@pytest.fixture
def dom(conn: anyvirt.virConnect, tmp_path: Path) -> anyvirt.virDomain:
    (tmp_path / "disk.img").touch()
    xml = f"""<domain type='test'><name>web</name><memory>65536</memory><os><type>hvm</type></os><devices>
    <disk type='file'><source file='{tmp_path}/disk.img'/><target dev='vda'/></disk></devices></domain>"""
    return conn.defineXML(xml)


def test_a_snapshot_of_disks_alone_names_the_new_images(dom: anyvirt.virDomain, tmp_path: Path) -> None:
    dom.create()
    snapshot = dom.snapshotCreateXML("<domainsnapshot><name>s</name></domainsnapshot>", DISK_ONLY)
    text = snapshot.getXMLDesc()
    assert "<state>disk-snapshot</state>" in text
    assert "<memory snapshot='no'/>" in text
    assert f"<source file='{tmp_path}/disk.s'/>" in text
    assert dom.snapshotListNames(constants.VIR_DOMAIN_SNAPSHOT_LIST_DISK_ONLY) == ["s"]
    assert dom.snapshotListNames(constants.VIR_DOMAIN_SNAPSHOT_LIST_EXTERNAL) == ["s"]
    assert dom.snapshotListNames(constants.VIR_DOMAIN_SNAPSHOT_LIST_INTERNAL) == []


def test_a_redefinition_of_a_whole_snapshot_is_not_one_of_disks_alone(dom: anyvirt.virDomain) -> None:
    text = dom.snapshotCreateXML("<domainsnapshot/>").getXMLDesc()
    with pytest.raises(InvalidArg, match="requires disk-snapshot state"):
        dom.snapshotCreateXML(text, REDEFINE | DISK_ONLY)


def test_a_redefinition_must_not_change_what_the_guest_sees(dom: anyvirt.virDomain) -> None:
    snapshot = dom.snapshotCreateXML("<domainsnapshot/>")
    text = snapshot.getXMLDesc()
    with pytest.raises(ConfigUnsupported, match="memory"):
        dom.snapshotCreateXML(text.replace(">65536<", ">65537<"), REDEFINE)
    with pytest.raises(InvalidArg, match="must use uuid"):
        dom.snapshotCreateXML(text.replace(dom.UUIDString(), "00000000-0000-0000-0000-000000000001"), REDEFINE)
    assert snapshot.getXMLDesc() == text


def test_what_it_says_cannot_change_it(dom: anyvirt.virDomain) -> None:
    """The definition that is kept is a copy, and so is the one that runs after a return."""
    dom.create()
    snapshot = dom.snapshotCreateXML("<domainsnapshot/>")
    text = snapshot.getXMLDesc()
    for _ in range(2):
        dom.revertToSnapshot(snapshot)
        dom.setMemory(1024)
        dom.setMetadata(constants.VIR_DOMAIN_METADATA_TITLE, "other", None, None, constants.VIR_DOMAIN_AFFECT_CONFIG)
        assert snapshot.getXMLDesc() == text


def test_a_snapshot_is_of_its_domain_whatever_that_is_called(dom: anyvirt.virDomain) -> None:
    snapshot = dom.snapshotCreateXML("<domainsnapshot/>")
    dom.rename("other")
    dom.revertToSnapshot(snapshot, constants.VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING)
    assert "<name>other</name>" in dom.XMLDesc()
    assert dom.connect().lookupByName("other").isActive() == 1


def test_a_transient_domain_needs_a_guest_to_return_to(conn: anyvirt.virConnect, dom: anyvirt.virDomain) -> None:
    snapshot = dom.snapshotCreateXML("<domainsnapshot/>")
    text = snapshot.getXMLDesc()
    dom.undefineFlags(constants.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA)
    document = Snapshot.from_xml(text).domain
    assert document is not None
    transient = conn.createXML(document.to_xml())
    with pytest.raises(OperationInvalid, match="cannot halt"):
        transient.snapshotCreateXML("<domainsnapshot/>", constants.VIR_DOMAIN_SNAPSHOT_CREATE_HALT)
    again = transient.snapshotCreateXML(text, REDEFINE)
    with pytest.raises(OperationInvalid, match="run or pause"):
        transient.revertToSnapshot(again)
    number = transient.ID()
    transient.revertToSnapshot(again, constants.VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED)
    assert transient.state() == [constants.VIR_DOMAIN_PAUSED, constants.VIR_DOMAIN_PAUSED_FROM_SNAPSHOT]
    assert conn.lookupByName("web").ID() > number


@pytest.mark.parametrize("flag", ["NO_METADATA"])
def test_flags_that_nothing_comes_of_are_refused(dom: anyvirt.virDomain, flag: str) -> None:
    with pytest.raises(InvalidArg, match="unsupported flags"):
        dom.snapshotCreateXML("<domainsnapshot/>", getattr(constants, f"VIR_DOMAIN_SNAPSHOT_CREATE_{flag}"))
    with pytest.raises(XmlInvalidSchema, match="unknown"):
        dom.snapshotCreateXML(
            "<domainsnapshot><unknown/></domainsnapshot>", constants.VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE
        )
    with pytest.raises(InvalidArg, match="mutually exclusive"):
        dom.snapshotCreateXML("<domainsnapshot/>").delete(
            constants.VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN | constants.VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY
        )
    assert dom.snapshotNum() == 1
