"""Block devices."""

from __future__ import annotations

from anyvirt.util.error import InternalError
from anyvirt.util.xmlmap import Element, ULong, attr, children, need, truth


class RemovableCapability(Element, tag="capability", const={"type": "removable"}):
    """The medium can be taken out."""

    media_available: bool = attr("media_available", default=False, conv=truth("1", "0"))
    media_size: ULong = need("media_size", missing=InternalError, wrong=InternalError)  # bytes
    media_label: str | None = attr("media_label")
    logical_block_size: ULong | None = attr("logical_block_size", wrong=InternalError)  # bytes
    num_blocks: ULong | None = attr("num_blocks", wrong=InternalError)


class HotpluggableCapability(Element, tag="capability", const={"type": "hotpluggable"}):
    """The device can be taken out."""


class StorageCapability(Element, tag="capability", const={"type": "storage"}):
    """A block device. Its size is in the capability of one with removable media."""

    block: str = need("block", missing=InternalError)  # path
    bus: str | None = attr("bus")
    drive_type: str | None = attr("drive_type")  # disk, cdrom, floppy ...
    model: str | None = attr("model")
    vendor: str | None = attr("vendor")
    serial: str | None = attr("serial")
    size: ULong | None = attr("size", wrong=InternalError)  # bytes
    logical_block_size: ULong | None = attr("logical_block_size", wrong=InternalError)  # bytes
    num_blocks: ULong | None = attr("num_blocks", wrong=InternalError)
    capabilities: list[RemovableCapability | HotpluggableCapability] = children(
        "capability", missing=InternalError, wrong=InternalError
    )
