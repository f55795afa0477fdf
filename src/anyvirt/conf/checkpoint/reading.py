"""From text to a checkpoint, new or known."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Final

from anyvirt.conf.checkpoint.model import Checkpoint, DiskCheckpoint
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.parse import complete
from anyvirt.conf.domain.post_parse import MAC_PREFIX
from anyvirt.conf.schema import is_disk_target, read_by_schema
from anyvirt.util.error import XmlError, XmlInvalidSchema

_NAME: Final = re.compile(r"[a-zA-Z0-9_-][a-zA-Z0-9_.-]*", re.ASCII).fullmatch


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
        if not is_disk_target(disk.name) and not disk.name.startswith("/"):
            raise XmlInvalidSchema(f"domaincheckpoint: disk name '{disk.name}' is no target and no absolute path")
        if disk.checkpoint is DiskCheckpoint.NO and (disk.bitmap is not None or disk.size is not None):
            raise XmlInvalidSchema(f"domaincheckpoint: disk '{disk.name}' has a bitmap or a size but no checkpoint")
