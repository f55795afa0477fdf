"""The <disk> document that says where the copy of a disk goes: type, format and source, nothing that a guest sees."""

from __future__ import annotations

from anyvirt.conf.domain.devices.source import DiskType, Source
from anyvirt.util.error import XmlError
from anyvirt.util.xmlmap import Element, attr, child


class CopyTarget(Element, tag="disk"):
    """Where a disk is copied to."""

    type: DiskType = attr("@type", default=DiskType.FILE)
    format: str | None = attr("driver/@type")  # raw, qcow2 ...; that of the disk without it
    source: Source | None = child("source", by="../@type", absent="file")


def parse(document: str | bytes) -> CopyTarget:
    """Read the document.

    Raises:
        XmlDetail: it is malformed.
        XmlError: it does not say where the copy goes.
    """
    target = CopyTarget.from_xml(document)
    if target.source is None:
        raise XmlError("disk: <source> is missing, so there is nowhere to copy to")
    return target
