"""Snapshots, checkpoints and backups: read, completed, and written as libvirt's tests ask for it."""

from __future__ import annotations

from anyvirt.conf import backup as backups
from anyvirt.conf import checkpoint as checkpoints
from anyvirt.conf import snapshot as snapshots
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.source import FileSource
from anyvirt.conf.domain.model import Domain, DomainType
from scripts.corpus.cases import Case, Kind, Outcome, Result, compare

_PARENT = "1525111885"  # what libvirt's test says is the parent of every checkpoint that has one
_SIZE = 1048576
_TYPES_WRITTEN = (1, 2)  # the first release that writes the type of a snapshot's disk


def snapshot(case: Case) -> Result:
    """The note has the domain's UUID, the time, and flags of the test."""
    uuid, now, *flags = case.note("args").split()
    redefine = "redefine" in case.notes
    # Old releases have no flags there, and in place of the time whether it is internal.
    internal = "TEST_INTERNAL" in flags or (redefine and not flags and now == "1")
    read = snapshots.parse(
        case.document.read_text(encoding="utf-8"),
        redefine=redefine,
        internal=internal,
        now=int(now),
    )
    written = snapshots.format_snapshot(
        read,
        uuid=None if uuid == "NULL" else uuid,
        secure=True,
        current=bool(read.active) if internal else None,
    )
    if case.expected is None:
        return Result(case.name, Outcome.IDENTICAL)
    if case.release < _TYPES_WRITTEN:
        written = written.replace(" snapshot='external' type='file'>", " snapshot='external'>")
    return Result(case.name, *compare(written, case.expected.read_text(encoding="utf-8")))


def checkpoint(case: Case) -> Result:
    """The note has the time and flags of the test, which stand for what a driver adds."""
    now, *flags = case.note("args").split()
    read = checkpoints.parse(case.document.read_text(encoding="utf-8"), redefine="redefine" in case.notes, now=int(now))
    if "TEST_PARENT" in flags:
        read.parent = _PARENT
    if "TEST_VDA_BITMAP" in flags:
        if not read.disks:
            read.disks.append(checkpoints.CheckpointDisk(name="vda"))
        checkpoints.name_bitmaps(read)
    if "TEST_SIZE" in flags:
        read.disks[0].size = _SIZE
    written = checkpoints.format_checkpoint(read, secure=True, size=True)
    if case.expected is None:
        return Result(case.name, Outcome.IDENTICAL)
    return Result(case.name, *compare(written, case.expected.read_text(encoding="utf-8")))


def backup(case: Case) -> Result:
    """The test makes up a domain with the disks that the document names, and one more."""
    internal = case.note("internal") == "true"
    read = backups.parse(case.document.read_text(encoding="utf-8"), internal=internal)
    names = [disk.name for disk in read.disks] + ["vdextradisk"]
    disks = [Disk(target=name, source=FileSource(file=f"/fake/{name}.qcow2")) for name in names]
    backups.align(read, Domain(type=DomainType.QEMU, name="guest", disks=disks), "SUFFIX")
    written = backups.format_backup(read, internal=internal)
    if case.expected is None:
        return Result(case.name, Outcome.IDENTICAL)
    return Result(case.name, *compare(written, case.expected.read_text(encoding="utf-8")))


KINDS = (
    Kind("snapshot", "snapshot", snapshot),
    Kind("checkpoint", "checkpoint", checkpoint),
    Kind("domainbackup", "domainbackup", backup),
)
