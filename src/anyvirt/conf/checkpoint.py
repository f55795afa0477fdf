"""The <domaincheckpoint> document: from here on, changes of the disks are recorded for incremental backups."""

from __future__ import annotations

import enum
import re
import time
from collections.abc import Callable
from typing import Final

from anyvirt.conf.disk_choice import by_target, is_empty
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.format import shown_domain
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.parse import complete
from anyvirt.conf.domain.post_parse import MAC_PREFIX
from anyvirt.conf.schema import DISK_TARGET, read_by_schema
from anyvirt.util.error import ConfigUnsupported, XmlError, XmlInvalidSchema
from anyvirt.util.xmlmap import Element, ULong, attr, child, children, need

_NAME: Final = re.compile(r"[a-zA-Z0-9_-][a-zA-Z0-9_.-]*", re.ASCII).fullmatch


class DiskCheckpoint(enum.Enum):
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


def parse(
    document: str | bytes,
    *,
    redefine: bool = False,
    now: int | None = None,
    mac_prefix: str = MAC_PREFIX,
    fill: Callable[[Domain], None] | None = None,
    settle: Callable[[Domain], None] | None = None,
) -> Checkpoint:
    """Read a checkpoint document. libvirt always holds these to their schema.

    Args:
        document: the text.
        redefine: it tells of a checkpoint that exists (VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE). Otherwise it asks for
            a new one, and time, parent and definition in it are passed over.
        now: seconds since 1970, time of a new checkpoint; the clock's otherwise.
        mac_prefix, fill: what `conf.domain.parse` takes, for the definition in it.
        settle: completes a definition in it, in place of what `conf.domain.parse` does.

    Raises:
        XmlDetail: the document is malformed.
        XmlInvalidSchema: it does not follow the schema.
        XmlError: an existing checkpoint without a name or a time.
    """
    checkpoint = read_by_schema(Checkpoint, document)
    _check(checkpoint)
    if redefine:
        if not checkpoint.name:
            raise XmlError("domaincheckpoint: <name> is missing, and a checkpoint that exists already has one")
        if checkpoint.creation_time is None:
            raise XmlError(f"checkpoint '{checkpoint.name}': creationTime of an existing checkpoint is required")
        if checkpoint.domain is not None and settle is not None:
            settle(checkpoint.domain)
        elif checkpoint.domain is not None:
            complete(checkpoint.domain, mac_prefix=mac_prefix, update_abi=False, fill=fill)
    else:
        checkpoint.creation_time = int(time.time()) if now is None else now
        checkpoint.name = checkpoint.name or str(checkpoint.creation_time)
        checkpoint.parent = checkpoint.domain = None
    for disk in checkpoint.disks:
        disk.size = None  # what libvirt tells, not what it is told
    return checkpoint


def _check(checkpoint: Checkpoint) -> None:
    for what, name in (("name", checkpoint.name), ("parent/name", checkpoint.parent)):
        if name is not None and not _NAME(name):
            raise XmlInvalidSchema(
                f"domaincheckpoint: {what} '{name}' may have letters, digits, '_', '-' and, except in front, '.'"
            )
    for disk in checkpoint.disks:
        if not DISK_TARGET(disk.name) and not disk.name.startswith("/"):
            raise XmlInvalidSchema(f"domaincheckpoint: disk name '{disk.name}' is no target and no absolute path")
        if disk.checkpoint is DiskCheckpoint.NO and (disk.bitmap is not None or disk.size is not None):
            raise XmlInvalidSchema(f"domaincheckpoint: disk '{disk.name}' has a bitmap or a size but no checkpoint")


def align(checkpoint: Checkpoint, domain: Domain) -> None:
    """Say in *checkpoint* for every disk of *domain*, in its order, whether changes are recorded, and in which bitmap.

    Raises:
        ConfigUnsupported: a disk is not there, named twice, empty or never written to.
    """
    if not domain.disks:
        raise ConfigUnsupported(f"domain '{domain.name}' has no disks, so a checkpoint has nothing to record")
    if len(checkpoint.disks) > len(domain.disks):
        raise ConfigUnsupported(
            f"checkpoint '{checkpoint.name}' lists {len(checkpoint.disks)} disks, "
            f"but domain '{domain.name}' has {len(domain.disks)}"
        )
    listed = by_target(domain, checkpoint.disks)
    for disk in domain.disks:
        entry = listed.get(disk.target)
        if entry is not None and entry.checkpoint is not DiskCheckpoint.NO and not _records(disk):
            raise ConfigUnsupported(f"disk '{disk.target}' is empty or readonly")
    others = DiskCheckpoint.NO if checkpoint.disks else DiskCheckpoint.BITMAP
    checkpoint.disks = [
        listed.get(disk.target)
        or CheckpointDisk(name=disk.target, checkpoint=others if _records(disk) else DiskCheckpoint.NO)
        for disk in domain.disks
    ]
    name_bitmaps(checkpoint)


def _records(disk: Disk) -> bool:
    return not is_empty(disk) and not disk.readonly


def name_bitmaps(checkpoint: Checkpoint) -> None:
    """Bitmaps without a name get the checkpoint's."""
    for entry in checkpoint.disks:
        if entry.checkpoint is DiskCheckpoint.BITMAP and not entry.bitmap:
            entry.bitmap = checkpoint.name


def format_checkpoint(
    checkpoint: Checkpoint, *, secure: bool = False, no_domain: bool = False, size: bool = False
) -> str:
    """The document, in libvirt's style.

    Args:
        checkpoint: stays as it is.
        secure: with passwords (VIR_DOMAIN_CHECKPOINT_XML_SECURE).
        no_domain: without the definition (VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN).
        size: with the sizes of what changed (VIR_DOMAIN_CHECKPOINT_XML_SIZE).
    """
    shown = checkpoint.copy()
    shown.creation_time = shown.creation_time or None
    if no_domain:
        shown.domain = None
    elif shown.domain is not None:
        shown.domain = shown_domain(shown.domain, secure=secure, inactive=True)
    if not size:
        for disk in shown.disks:
            disk.size = None
    return shown.to_xml()
