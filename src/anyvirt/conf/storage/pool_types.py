"""The types of storage pools."""

from __future__ import annotations

from anyvirt.util.wordenum import WordEnum


class PoolType(WordEnum):
    """What keeps the volumes of a pool."""

    DIR = "dir"  # files in a folder
    FS = "fs"  # files in a file system that is mounted for the pool
    NETFS = "netfs"  # files of a network file system
    LOGICAL = "logical"  # an LVM volume group
    DISK = "disk"  # partitions of a disk
    ISCSI = "iscsi"  # units of an iSCSI target that the host logs into
    ISCSI_DIRECT = "iscsi-direct"  # the same, reached by a library
    SCSI = "scsi"  # devices behind a host bus adapter
    MPATH = "mpath"  # multipath devices
    RBD = "rbd"  # images of a Ceph pool
    SHEEPDOG = "sheepdog"
    GLUSTER = "gluster"
    ZFS = "zfs"
    VSTORAGE = "vstorage"  # Virtuozzo
