"""Where a disk is copied to."""

from __future__ import annotations

import pytest

from anyvirt.conf.block_copy import parse
from anyvirt.conf.domain.devices.source import BlockSource, DiskType, FileSource
from anyvirt.util.error import XmlError


def test_a_copy_goes_to_a_file_unless_told_otherwise() -> None:
    target = parse("<disk><source file='/srv/copy.raw'/></disk>")
    assert target.type is DiskType.FILE
    assert target.source == FileSource(file="/srv/copy.raw")


def test_a_copy_may_go_to_a_block_device() -> None:
    target = parse("<disk type='block'><driver type='raw'/><source dev='/dev/vg/copy'/></disk>")
    assert target.type is DiskType.BLOCK
    assert target.format == "raw"
    assert target.source == BlockSource(dev="/dev/vg/copy")


def test_a_copy_goes_somewhere() -> None:
    with pytest.raises(XmlError, match="there is nowhere to copy to"):
        parse("<disk type='block'/>")
