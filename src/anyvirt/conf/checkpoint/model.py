"""The <domaincheckpoint> document: from here on, changes of the disks are recorded for incremental backups."""

from __future__ import annotations

from anyvirt.conf.domain.model import Domain
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, ULong, attr, child, children, need


class DiskCheckpoint(WordEnum):
    """What happens to a disk."""

    NO = "no"
    BITMAP = "bitmap"  # the blocks that change are marked in a bitmap of the image


class CheckpointDisk(Element, tag="disk"):
    """What happens to one disk."""

    name: str = need("@name")  # target of the disk, or the path of its source
    checkpoint: DiskCheckpoint = attr("@checkpoint", default=DiskCheckpoint.BITMAP)
    bitmap: str | None = attr("@bitmap")  # the checkpoint's name without it
    size: ULong | None = attr("@size")  # bytes changed since; only where it is asked for


class Checkpoint(Element, tag="domaincheckpoint", namespaces=Domain.__xml_namespaces__):
    """<domaincheckpoint>. What the user asks for, and once it is taken what there is."""

    name: str | None = attr("name")  # the time, where none is given
    description: str | None = attr("description")
    parent: str | None = attr("parent/name")
    creation_time: ULong | None = attr("creationTime")  # seconds since 1970
    disks: list[CheckpointDisk] = children("disks/disk")
    domain: Domain | None = child("domain")
