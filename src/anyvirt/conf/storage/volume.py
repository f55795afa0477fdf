"""The <volume> document: a file, partition or image of a storage pool."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.encryption import Encryption
from anyvirt.conf.storage.permissions import Permissions
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Bytes, Element, ULong, Unit, attr, child, children, flag, need

_Cluster: Final = Unit("B", 1)


class VolumeType(WordEnum):
    """What a volume is to the host."""

    FILE = "file"
    BLOCK = "block"
    DIR = "dir"
    NETWORK = "network"
    NETDIR = "netdir"  # a folder on a server
    PLOOP = "ploop"  # a folder with a Virtuozzo image


class Extent(Element, tag="extent"):
    """A part of a device, in bytes."""

    start: ULong = need("@start")
    end: ULong = need("@end")


class VolumeDevice(Element, tag="device"):
    """A device of the pool that has parts of the volume."""

    path: str = need("@path")
    extents: list[Extent] = children("extent")


class Timestamps(Element, tag="timestamps"):
    """When the file was used, in seconds since 1970 with up to nine decimals."""

    atime: str | None = attr("atime")  # read
    mtime: str | None = attr("mtime")  # written
    ctime: str | None = attr("ctime")  # its permissions or its size changed
    btime: str | None = attr("btime")  # made


class VolumeFeatures(Element, tag="features"):
    """Features of the qcow2 format."""

    lazy_refcounts: bool = flag("lazy_refcounts")
    extended_l2: bool = flag("extended_l2")


class VolumeBacking(Element, tag="backingStore"):
    """The image below: the volume holds only what differs from it."""

    path: str | None = attr("path")
    format: str | None = attr("format/@type")
    permissions: Permissions | None = child("permissions")
    timestamps: Timestamps | None = child("timestamps")  # reports only


class StorageVolume(Element, tag="volume", open_tags=("target",)):
    """The whole document. Key, source, physical size and timestamps are reports: a new volume has none."""

    type: VolumeType = attr("@type", default=VolumeType.FILE, wrong=ConfigUnsupported)  # the pool decides
    name: str = need("name")
    key: str | None = attr("key")  # what it is known by across pools
    source_devices: list[VolumeDevice] = children("source/device")
    capacity: ULong | None = attr("capacity", unit=Bytes)  # bytes that a guest sees
    allocation: ULong | None = attr("allocation", unit=Bytes)  # bytes that the pool sets aside
    physical: ULong | None = attr("physical", unit=Bytes)  # bytes that it takes
    path: str | None = attr("target/path")
    format: str | None = attr("target/format/@type")  # raw, qcow2 ...; disk pools: the type of partition
    permissions: Permissions | None = child("target/permissions")
    timestamps: Timestamps | None = child("target/timestamps")
    encryption: Encryption | None = child("target/encryption")
    compat: str | None = attr("target/compat")  # qcow2: the oldest version of QEMU that reads it, 0.10 or 1.1
    nocow: bool = flag("target/nocow")  # the file is to be made without copying on write (btrfs); never reported
    cluster_size: ULong | None = attr("target/clusterSize", unit=_Cluster)  # bytes
    features: VolumeFeatures | None = child("target/features")
    backing_store: VolumeBacking | None = child("backingStore")
