"""Jobs of disks, and backups, of the test driver's guests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import anyvirt
from anyvirt import constants
from anyvirt.conf import Domain
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.source import FileSource
from anyvirt.error import (
    ArgumentUnsupported,
    InvalidArg,
    NoDomainBackup,
    NoDomainCheckpoint,
    OperationInvalid,
    OperationUnsupported,
    Overflow,
    XmlError,
)

DISK = """<disk type='file'><driver name='qemu' type='qcow2'/><source file='/i/top'/>
<backingStore type='file'><format type='qcow2'/><source file='/i/upper'/>
<backingStore type='file'><format type='qcow2'/><source file='/i/lower'/>
<backingStore type='file'><format type='raw'/><source file='/i/base'/></backingStore></backingStore></backingStore>
<target dev='vda'/></disk>"""
XML = f"""<domain type='test'><name>web</name><memory>65536</memory><os><type>hvm</type></os><devices>{DISK}
<disk type='file' device='cdrom'><target dev='hdc' bus='ide'/></disk></devices></domain>"""
PULL, COPY = constants.VIR_DOMAIN_BLOCK_JOB_TYPE_PULL, constants.VIR_DOMAIN_BLOCK_JOB_TYPE_COPY
COMMIT, ACTIVE = constants.VIR_DOMAIN_BLOCK_JOB_TYPE_COMMIT, constants.VIR_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT
COMPLETED, READY = constants.VIR_DOMAIN_BLOCK_JOB_COMPLETED, constants.VIR_DOMAIN_BLOCK_JOB_READY
CANCELED = constants.VIR_DOMAIN_BLOCK_JOB_CANCELED
TARGET = "<disk type='file'><driver type='raw'/><source file='/i/copy'/></disk>"
SLOW = 1  # MiB/s, at which nothing of this size is done while a test runs


@pytest.fixture
def conn() -> Iterator[anyvirt.virConnect]:
    with anyvirt.open("test:///default") as conn:
        yield conn


@pytest.fixture
def dom(conn: anyvirt.virConnect) -> anyvirt.virDomain:
    dom = conn.defineXML(XML)
    dom.create()
    return dom


@pytest.fixture
def events(conn: anyvirt.virConnect) -> list[tuple[object, ...]]:
    """The events of jobs of disks as they come, in both forms."""
    seen: list[tuple[object, ...]] = []
    kinds = (constants.VIR_DOMAIN_EVENT_ID_BLOCK_JOB, constants.VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2)
    driver: Any = conn._driver
    driver.events.subscribe(lambda event: seen.append(event.args) if event.event_id in kinds else None)
    return seen


def disk(dom: anyvirt.virDomain, flags: int = 0) -> Disk:
    return Domain.from_xml(dom.XMLDesc(flags)).disks[0]


def chain(dom: anyvirt.virDomain, flags: int = 0) -> list[str]:
    """The files of the disk, from the active one down."""
    files = []
    layer: Any = disk(dom, flags)
    while layer is not None and isinstance(layer.source, FileSource):
        files.append(str(layer.source.file))
        layer = layer.backing_store
    return files


def test_pull_leaves_the_active_image_alone(dom: anyvirt.virDomain, events: list[tuple[object, ...]]) -> None:
    assert dom.blockPull("vda") == 0
    assert (chain(dom), dom.blockJobInfo("vda")) == (["/i/top"], {})
    assert events == [("/i/top", PULL, COMPLETED), ("vda", PULL, COMPLETED)]


@pytest.mark.parametrize("base", ["/i/lower", "vda[2]"])
def test_rebase_keeps_what_is_below(dom: anyvirt.virDomain, base: str) -> None:
    dom.blockRebase("/i/top", base)
    assert chain(dom) == ["/i/top", "/i/lower", "/i/base"]


@pytest.mark.parametrize(
    ("base", "top", "flags", "left"),
    [
        (None, "/i/upper", 0, ["/i/top", "/i/base"]),
        ("/i/lower", "/i/upper", 0, ["/i/top", "/i/lower", "/i/base"]),
        (None, "/i/lower", constants.VIR_DOMAIN_BLOCK_COMMIT_SHALLOW, ["/i/top", "/i/upper", "/i/base"]),
    ],
)
def test_commit_takes_images_out_of_the_middle(
    dom: anyvirt.virDomain, events: list[tuple[object, ...]], base: str | None, top: str, flags: int, left: list[str]
) -> None:
    dom.blockCommit("vda", base, top, 0, flags)
    assert chain(dom) == left
    assert events[-1] == ("vda", COMMIT, COMPLETED)


def test_active_commit_pivots_to_the_base(dom: anyvirt.virDomain, events: list[tuple[object, ...]]) -> None:
    dom.blockCommit("vda", None, None, 0, constants.VIR_DOMAIN_BLOCK_COMMIT_ACTIVE)
    assert events[-1] == ("vda", ACTIVE, READY)
    dom.blockJobAbort("vda", constants.VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT)
    assert (chain(dom), disk(dom).format) == (["/i/base"], "raw")
    assert chain(dom, constants.VIR_DOMAIN_XML_INACTIVE) == ["/i/base"]
    assert events[-1] == ("vda", ACTIVE, COMPLETED)


def test_copy_is_ready_and_waits(dom: anyvirt.virDomain, events: list[tuple[object, ...]]) -> None:
    dom.blockCopy("vda", TARGET, None, constants.VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB)
    mirror = disk(dom).mirror
    assert mirror is not None
    assert (mirror.source, mirror.format, mirror.ready) == (FileSource(file="/i/copy"), "raw", "yes")
    assert disk(dom, constants.VIR_DOMAIN_XML_INACTIVE).mirror is None
    info = dom.blockJobInfo("vda")
    assert (info["type"], info["cur"]) == (COPY, info["end"])
    assert events == [("/i/top", COPY, READY), ("vda", COPY, READY)]


def test_a_copy_is_given_up_or_used(dom: anyvirt.virDomain, events: list[tuple[object, ...]]) -> None:
    before = chain(dom)
    dom.blockCopy("vda", TARGET)
    dom.blockJobAbort("vda")
    assert (chain(dom), disk(dom).mirror, events[-1]) == (before, None, ("vda", COPY, CANCELED))
    dom.blockCopy("vda", TARGET)
    dom.blockJobAbort("vda", constants.VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT)
    assert (chain(dom), events[-1]) == (["/i/copy"], ("vda", COPY, COMPLETED))
    assert chain(dom, constants.VIR_DOMAIN_XML_INACTIVE) == ["/i/copy"]
    dom.destroy()
    dom.create()
    assert chain(dom) == ["/i/copy"]


def test_a_pivot_that_cannot_be_kept_does_not_happen(
    dom: anyvirt.virDomain, conn: anyvirt.virConnect, monkeypatch: pytest.MonkeyPatch
) -> None:
    dom.blockCopy("vda", TARGET)
    before = chain(dom)
    driver: Any = conn._driver

    async def fail(*_args: object) -> None:
        raise OperationInvalid("as the test wants it")

    with monkeypatch.context() as patch:
        patch.setattr(driver.domains, "save", fail)
        with pytest.raises(OperationInvalid, match="as the test wants it"):
            dom.blockJobAbort("vda", constants.VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT)
    assert (chain(dom), dom.blockJobInfo("vda")["type"]) == (before, COPY)


def test_rebase_copies_too(dom: anyvirt.virDomain) -> None:
    flags = constants.VIR_DOMAIN_BLOCK_REBASE_COPY | constants.VIR_DOMAIN_BLOCK_REBASE_SHALLOW
    dom.blockRebase("vda", "/dev/copy", 0, flags | constants.VIR_DOMAIN_BLOCK_REBASE_COPY_DEV)
    dom.blockJobAbort("vda", constants.VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT)
    assert "<source dev='/dev/copy'/>" in dom.XMLDesc()
    assert "/i/upper" in dom.XMLDesc()


def test_a_speed_limit_makes_it_last(dom: anyvirt.virDomain, events: list[tuple[object, ...]]) -> None:
    dom.blockPull("vda", SLOW)
    info = dom.blockJobInfo("vda")
    assert (info["type"], info["bandwidth"]) == (PULL, SLOW)
    assert info["cur"] < info["end"]
    in_bytes = constants.VIR_DOMAIN_BLOCK_JOB_INFO_BANDWIDTH_BYTES
    assert dom.blockJobInfo("vda", in_bytes)["bandwidth"] == SLOW * 1024 * 1024
    with pytest.raises(OperationInvalid, match="active block job"):
        dom.blockPull("vda")
    with pytest.raises(OperationInvalid, match="pivot"):
        dom.blockJobAbort("vda", constants.VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT)
    dom.blockJobSetSpeed("vda", 100, constants.VIR_DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES)
    assert dom.blockJobInfo("vda", in_bytes)["bandwidth"] == 100
    assert events == []
    dom.blockJobSetSpeed("vda", 0)
    assert (dom.blockJobInfo("vda"), events[-1]) == ({}, ("vda", PULL, COMPLETED))


def test_a_slow_mirror_is_not_ready(dom: anyvirt.virDomain, events: list[tuple[object, ...]]) -> None:
    dom.blockCopy("vda", TARGET, {constants.VIR_DOMAIN_BLOCK_COPY_BANDWIDTH: 1})
    with pytest.raises(OperationInvalid, match="not ready for pivot"):
        dom.blockJobAbort("vda", constants.VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT)
    assert events == []
    dom.blockJobAbort("vda", constants.VIR_DOMAIN_BLOCK_JOB_ABORT_ASYNC)
    assert (chain(dom)[0], events[-1]) == ("/i/top", ("vda", COPY, CANCELED))


def test_a_job_goes_with_its_guest(dom: anyvirt.virDomain) -> None:
    dom.blockPull("vda", SLOW)
    dom.destroy()
    with pytest.raises(OperationInvalid, match="not running"):
        dom.blockJobInfo("vda")
    dom.create()
    assert dom.blockJobInfo("vda") == {}
    assert len(chain(dom)) == 4


def test_what_cannot_be_is_refused(dom: anyvirt.virDomain) -> None:
    with pytest.raises(InvalidArg, match="no disk 'vdz'"):
        dom.blockPull("vdz")
    with pytest.raises(OperationInvalid, match="no medium"):
        dom.blockPull("hdc")
    with pytest.raises(InvalidArg, match="'/i/other'"):
        dom.blockRebase("vda", "/i/other")
    with pytest.raises(InvalidArg, match="its own backing"):
        dom.blockRebase("vda", "/i/top")
    with pytest.raises(InvalidArg, match="COMMIT_ACTIVE"):
        dom.blockCommit("vda", None, None)
    with pytest.raises(InvalidArg, match="not below"):
        dom.blockCommit("vda", "/i/upper", "/i/lower")
    with pytest.raises(InvalidArg, match="no backing image"):
        dom.blockCommit("vda", None, "/i/base")
    with pytest.raises(InvalidArg, match="use of flags requires a copy job"):
        dom.blockRebase("vda", "/i/x", 0, constants.VIR_DOMAIN_BLOCK_REBASE_SHALLOW)
    with pytest.raises(XmlError, match="source"):
        dom.blockCopy("vda", "<disk/>")
    with pytest.raises(ArgumentUnsupported, match="'speed'"):
        dom.blockCopy("vda", TARGET, {"speed": 1})
    with pytest.raises(InvalidArg, match="power of 2"):
        dom.blockCopy("vda", TARGET, {constants.VIR_DOMAIN_BLOCK_COPY_GRANULARITY: 3})
    with pytest.raises(OperationInvalid, match="does not have an active block job"):
        dom.blockJobAbort("vda")
    with pytest.raises(Overflow, match="bandwidth"):
        dom.blockPull("vda", 2**62)
    assert (len(chain(dom)), dom.blockJobInfo("vda")) == (4, {})


# Backups


def test_a_pulled_backup_lasts_until_it_is_aborted(dom: anyvirt.virDomain) -> None:
    dom.backupBegin("<domainbackup mode='pull'><server name='localhost' port='10809'/></domainbackup>", None)
    assert "<scratch file='/i/top.backup'/>" in dom.backupGetXMLDesc()
    assert dom.jobInfo()[0] == constants.VIR_DOMAIN_JOB_UNBOUNDED
    assert dom.jobStats()["operation"] == constants.VIR_DOMAIN_JOB_OPERATION_BACKUP
    with pytest.raises(OperationInvalid, match="has a job already"):
        dom.backupBegin("<domainbackup/>", None)
    dom.abortJob()
    with pytest.raises(NoDomainBackup):
        dom.backupGetXMLDesc()
    assert dom.jobInfo()[0] == constants.VIR_DOMAIN_JOB_NONE


def test_a_pushed_backup_is_done(dom: anyvirt.virDomain, conn: anyvirt.virConnect) -> None:
    seen: list[Any] = []
    driver: Any = conn._driver
    driver.events.subscribe(seen.append)
    dom.backupBegin("<domainbackup/>", "<domaincheckpoint><name>one</name></domaincheckpoint>")
    keep = constants.VIR_DOMAIN_JOB_STATS_COMPLETED | constants.VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED
    stats = dom.jobStats(keep)
    assert (stats["type"], stats["operation"]) == (
        constants.VIR_DOMAIN_JOB_COMPLETED,
        constants.VIR_DOMAIN_JOB_OPERATION_BACKUP,
    )
    assert [event.event_id for event in seen] == [constants.VIR_DOMAIN_EVENT_ID_JOB_COMPLETED]
    assert dom.jobStats(constants.VIR_DOMAIN_JOB_STATS_COMPLETED) == stats
    assert dom.jobStats(constants.VIR_DOMAIN_JOB_STATS_COMPLETED) == {"type": constants.VIR_DOMAIN_JOB_NONE}
    assert [checkpoint.getName() for checkpoint in dom.listAllCheckpoints()] == ["one"]


def test_a_backup_that_does_not_begin_leaves_no_checkpoint(dom: anyvirt.virDomain) -> None:
    since = "<domainbackup><incremental>nothing</incremental></domainbackup>"
    with pytest.raises(NoDomainCheckpoint, match="'nothing'"):
        dom.backupBegin(since, "<domaincheckpoint><name>one</name></domaincheckpoint>")
    with pytest.raises(XmlError):
        dom.backupBegin("<domainbackup/>", "<domain/>")
    assert (dom.listAllCheckpoints(), dom.jobInfo()[0]) == ([], constants.VIR_DOMAIN_JOB_NONE)


def test_checkpoints_and_snapshots_do_not_go_together(dom: anyvirt.virDomain) -> None:
    snapshot = dom.snapshotCreateXML("<domainsnapshot/>")
    with pytest.raises(OperationUnsupported, match="while snapshot exists"):
        dom.checkpointCreateXML("<domaincheckpoint/>")
    with pytest.raises(OperationUnsupported, match="while snapshot exists"):
        dom.backupBegin("<domainbackup/>", "<domaincheckpoint/>")
    snapshot.delete()
    dom.checkpointCreateXML("<domaincheckpoint/>")
    with pytest.raises(OperationUnsupported, match="while checkpoint exists"):
        dom.snapshotCreateXML("<domainsnapshot/>")


def test_a_backup_goes_with_its_guest(dom: anyvirt.virDomain) -> None:
    dom.backupBegin("<domainbackup mode='pull'><server name='localhost'/></domainbackup>", None)
    dom.destroy()
    assert dom.jobStats(constants.VIR_DOMAIN_JOB_STATS_COMPLETED)["type"] == constants.VIR_DOMAIN_JOB_FAILED
    dom.create()
    assert dom.jobInfo()[0] == constants.VIR_DOMAIN_JOB_NONE
