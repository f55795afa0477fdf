"""From text to storage documents that a driver can keep: read, leave out what are reports, complete, check."""

from __future__ import annotations

import enum

from anyvirt.conf.schema import read
from anyvirt.conf.storage.pool import StoragePool
from anyvirt.conf.storage.pool_types import PoolType
from anyvirt.conf.storage.post_parse import fill_pool, fill_volume
from anyvirt.conf.storage.validate import check_pool, check_volume
from anyvirt.conf.storage.volume import StorageVolume
from anyvirt.util.error import XmlError


class CapacityIs(enum.Enum):
    """Whether a volume must say how large it is."""

    REQUIRED = enum.auto()
    KNOWN_FROM_BACKING = enum.auto()  # a volume on top of an image may be as large as that
    KNOWN = enum.auto()  # a copy is as large as its origin


def parse_pool(document: str | bytes, *, strict: bool = False) -> StoragePool:
    """Read a pool document as a definition.

    Args:
        document: the text.
        strict: refuse elements and attributes that nobody knows (VIR_STORAGE_POOL_DEFINE_VALIDATE).

    Raises:
        XmlDetail: the document is malformed.
        XmlError, ConfigUnsupported, ...: what `check_pool` raises.
    """
    pool = read(StoragePool, document, strict=strict)
    pool.capacity = pool.allocation = pool.available = 0
    for device in pool.source.devices if pool.source is not None else ():
        device.free_extents = []
    fill_pool(pool)
    check_pool(pool)
    return pool


def parse_volume(
    document: str | bytes,
    pool_type: PoolType,
    *,
    capacity: CapacityIs = CapacityIs.REQUIRED,
    strict: bool = False,
) -> StorageVolume:
    """Read a volume document as the wish for a new volume.

    Args:
        document: the text.
        pool_type: of the pool that is to hold it; it decides on the formats.
        capacity: whether the document must name one.
        strict: refuse elements and attributes that nobody knows (VIR_STORAGE_VOL_CREATE_VALIDATE).

    Raises:
        XmlDetail: the document is malformed.
        XmlError, ConfigUnsupported: what `check_volume` raises, or there is no capacity.
    """
    volume = read(StorageVolume, document, strict=strict)
    volume.source_devices = []
    volume.physical = volume.timestamps = None
    if volume.backing_store is not None:
        volume.backing_store.timestamps = None
        if volume.backing_store.path is None:
            volume.backing_store = None
    if volume.capacity is None:
        known = capacity is CapacityIs.KNOWN_FROM_BACKING and volume.backing_store is not None
        if capacity is not CapacityIs.KNOWN and not known:
            raise XmlError(f"volume '{volume.name}': needs a <capacity>")
    fill_volume(volume, pool_type)
    check_volume(volume, pool_type)
    return volume
