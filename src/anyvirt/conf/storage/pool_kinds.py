"""What the documents of each type of storage pools have in them."""

from __future__ import annotations

from typing import Final, NamedTuple

from anyvirt.conf.schema import IMAGE_FORMATS
from anyvirt.conf.storage.pool_types import PoolType

FILE_SYSTEMS: Final = (
    "auto",
    "ext2",
    "ext3",
    "ext4",
    "ufs",
    "iso9660",
    "udf",
    "gfs",
    "gfs2",
    "vfat",
    "hfs+",
    "xfs",
    "ocfs2",
    "vmfs",
)
NETWORK_FILE_SYSTEMS: Final = ("auto", "nfs", "glusterfs", "cifs")
PARTITION_TABLES: Final = ("unknown", "dos", "dvh", "gpt", "mac", "bsd", "pc98", "sun", "lvm2")
PARTITIONS: Final = ("none", "linux", "fat16", "fat32", "linux-swap", "linux-lvm", "linux-raid", "extended")
VOLUME_GROUPS: Final = ("unknown", "lvm2")


class PoolKind(NamedTuple):
    """What a type of pools has.

    Attributes:
        hosts, devices, dir, adapter, name, initiator: the source has such a part; others are left out.
        needs_devices: without a device there is no pool.
        local: it has a target on the host.
        target: where its devices always appear, `{}` standing for the name of the source.
        formats: of the source; the default is listed as *format*.
        volume_formats: of the volumes, likewise.
        prefix: of the namespace that holds options of this type.
    """

    hosts: bool = False
    devices: bool = False
    needs_devices: bool = False
    dir: bool = False
    adapter: bool = False
    name: bool = False
    initiator: bool = False
    local: bool = True
    target: str = ""
    formats: tuple[str, ...] = ()
    format: str = ""
    volume_formats: tuple[str, ...] = ()
    volume_format: str = ""
    prefix: str = ""


KINDS: Final = {
    PoolType.DIR: PoolKind(volume_formats=IMAGE_FORMATS, volume_format="raw"),
    PoolType.FS: PoolKind(
        devices=True,
        needs_devices=True,
        formats=FILE_SYSTEMS,
        format="auto",
        volume_formats=IMAGE_FORMATS,
        volume_format="raw",
        prefix="fs",
    ),
    PoolType.NETFS: PoolKind(
        hosts=True,
        dir=True,
        formats=NETWORK_FILE_SYSTEMS,
        format="auto",
        volume_formats=IMAGE_FORMATS,
        volume_format="raw",
        prefix="fs",
    ),
    PoolType.LOGICAL: PoolKind(devices=True, name=True, target="/dev/{}", formats=VOLUME_GROUPS, format="lvm2"),
    PoolType.DISK: PoolKind(
        devices=True,
        needs_devices=True,
        formats=PARTITION_TABLES,
        format="unknown",
        volume_formats=PARTITIONS,
        volume_format="none",
    ),
    PoolType.ISCSI: PoolKind(hosts=True, devices=True, initiator=True),
    PoolType.ISCSI_DIRECT: PoolKind(hosts=True, devices=True, initiator=True, local=False),
    PoolType.SCSI: PoolKind(adapter=True),
    PoolType.MPATH: PoolKind(),
    PoolType.RBD: PoolKind(
        hosts=True, name=True, local=False, volume_formats=IMAGE_FORMATS, volume_format="raw", prefix="rbd"
    ),
    PoolType.SHEEPDOG: PoolKind(hosts=True, name=True, local=False),
    PoolType.GLUSTER: PoolKind(
        hosts=True, dir=True, name=True, local=False, volume_formats=IMAGE_FORMATS, volume_format="raw"
    ),
    PoolType.ZFS: PoolKind(devices=True, name=True, target="/dev/zvol/{}"),
    PoolType.VSTORAGE: PoolKind(name=True, volume_formats=IMAGE_FORMATS, volume_format="raw"),
}
