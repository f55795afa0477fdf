"""Constants: storage pools and volumes."""

from __future__ import annotations

from anyvirt.api.enums.model import Const, Group

GROUPS: tuple[Group, ...] = (
    Group(
        "virConnectListAllStoragePoolsFlags",
        "Filters of listAllStoragePools(): state, autostart and type.",
        (
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE", 1 << 0, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE", 1 << 1, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_PERSISTENT", 1 << 2, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_TRANSIENT", 1 << 3, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_AUTOSTART", 1 << 4, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_NO_AUTOSTART", 1 << 5, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_DIR", 1 << 6, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_FS", 1 << 7, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_NETFS", 1 << 8, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_LOGICAL", 1 << 9, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_DISK", 1 << 10, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI", 1 << 11, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_SCSI", 1 << 12, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_MPATH", 1 << 13, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_RBD", 1 << 14, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_SHEEPDOG", 1 << 15, "0.10.2"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_GLUSTER", 1 << 16, "1.2.1"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_ZFS", 1 << 17, "1.2.8"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_VSTORAGE", 1 << 18, "3.1.0"),
            Const("VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI_DIRECT", 1 << 19, "5.6.0"),
        ),
    ),
    Group(
        "virStoragePoolState",
        "The state of a storage pool.",
        (
            Const("VIR_STORAGE_POOL_INACTIVE", 0, "0.4.1"),
            Const("VIR_STORAGE_POOL_BUILDING", 1, "0.4.1"),
            Const("VIR_STORAGE_POOL_RUNNING", 2, "0.4.1"),
            Const("VIR_STORAGE_POOL_DEGRADED", 3, "0.4.1"),
            Const("VIR_STORAGE_POOL_INACCESSIBLE", 4, "0.8.2"),
        ),
    ),
    Group(
        "virStoragePoolBuildFlags",
        "How build() of a storage pool treats what is there.",
        (
            Const("VIR_STORAGE_POOL_BUILD_NEW", 0, "0.4.1"),
            Const("VIR_STORAGE_POOL_BUILD_REPAIR", 1 << 0, "0.4.1"),
            Const("VIR_STORAGE_POOL_BUILD_RESIZE", 1 << 1, "0.4.1"),
            Const("VIR_STORAGE_POOL_BUILD_NO_OVERWRITE", 1 << 2, "0.9.5"),
            Const("VIR_STORAGE_POOL_BUILD_OVERWRITE", 1 << 3, "0.9.5"),
        ),
    ),
    Group(
        "virStoragePoolCreateFlags",
        "How a storage pool is started.",
        (
            Const("VIR_STORAGE_POOL_CREATE_NORMAL", 0, "1.3.1"),
            Const("VIR_STORAGE_POOL_CREATE_WITH_BUILD", 1 << 0, "1.3.1"),
            Const("VIR_STORAGE_POOL_CREATE_WITH_BUILD_OVERWRITE", 1 << 1, "1.3.1"),
            Const("VIR_STORAGE_POOL_CREATE_WITH_BUILD_NO_OVERWRITE", 1 << 2, "1.3.1"),
        ),
    ),
    Group(
        "virStoragePoolDefineFlags",
        "What storagePoolDefineXML() checks.",
        (Const("VIR_STORAGE_POOL_DEFINE_VALIDATE", 1 << 0, "7.7.0"),),
    ),
    Group(
        "virStoragePoolDeleteFlags",
        "How delete() of a storage pool treats the data.",
        (
            Const("VIR_STORAGE_POOL_DELETE_NORMAL", 0, "0.4.1"),
            Const("VIR_STORAGE_POOL_DELETE_ZEROED", 1 << 0, "0.4.1"),
        ),
    ),
    Group(
        "virStoragePoolEventLifecycleType",
        "What happened to a storage pool.",
        (
            Const("VIR_STORAGE_POOL_EVENT_DEFINED", 0, "2.0.0"),
            Const("VIR_STORAGE_POOL_EVENT_UNDEFINED", 1, "2.0.0"),
            Const("VIR_STORAGE_POOL_EVENT_STARTED", 2, "2.0.0"),
            Const("VIR_STORAGE_POOL_EVENT_STOPPED", 3, "2.0.0"),
            Const("VIR_STORAGE_POOL_EVENT_CREATED", 4, "3.8.0"),
            Const("VIR_STORAGE_POOL_EVENT_DELETED", 5, "3.8.0"),
        ),
    ),
    Group(
        "virStoragePoolEventID",
        "The events of storagePoolEventRegisterAny().",
        (
            Const("VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE", 0, "2.0.0"),
            Const("VIR_STORAGE_POOL_EVENT_ID_REFRESH", 1, "2.0.0"),
        ),
    ),
    Group(
        "virStorageVolType",
        "Kinds of storage volumes.",
        (
            Const("VIR_STORAGE_VOL_FILE", 0, "0.4.1"),
            Const("VIR_STORAGE_VOL_BLOCK", 1, "0.4.1"),
            Const("VIR_STORAGE_VOL_DIR", 2, "0.9.5"),
            Const("VIR_STORAGE_VOL_NETWORK", 3, "0.9.13"),
            Const("VIR_STORAGE_VOL_NETDIR", 4, "1.2.0"),
            Const("VIR_STORAGE_VOL_PLOOP", 5, "1.3.4"),
        ),
    ),
    Group(
        "virStorageVolCreateFlags",
        "How createXML() of a storage volume works.",
        (
            Const("VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA", 1 << 0, "1.0.1"),
            Const("VIR_STORAGE_VOL_CREATE_REFLINK", 1 << 1, "1.2.13"),
            Const("VIR_STORAGE_VOL_CREATE_VALIDATE", 1 << 2, "8.10.0"),
        ),
    ),
    Group(
        "virStorageVolDeleteFlags",
        "How delete() of a storage volume treats the data.",
        (
            Const("VIR_STORAGE_VOL_DELETE_NORMAL", 0, "0.4.1"),
            Const("VIR_STORAGE_VOL_DELETE_ZEROED", 1 << 0, "0.4.1"),
            Const("VIR_STORAGE_VOL_DELETE_WITH_SNAPSHOTS", 1 << 1, "1.2.21"),
        ),
    ),
    Group(
        "virStorageVolDownloadFlags",
        "How download() sends holes.",
        (Const("VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM", 1 << 0, "3.4.0"),),
    ),
    Group(
        "virStorageVolInfoFlags",
        "Which size infoFlags() gives.",
        (
            Const("VIR_STORAGE_VOL_USE_ALLOCATION", 0, "3.0.0"),
            Const("VIR_STORAGE_VOL_GET_PHYSICAL", 1 << 0, "3.0.0"),
        ),
    ),
    Group(
        "virStorageVolResizeFlags",
        "How resize() of a storage volume works.",
        (
            Const("VIR_STORAGE_VOL_RESIZE_ALLOCATE", 1 << 0, "0.9.10"),
            Const("VIR_STORAGE_VOL_RESIZE_DELTA", 1 << 1, "0.9.10"),
            Const("VIR_STORAGE_VOL_RESIZE_SHRINK", 1 << 2, "0.9.10"),
        ),
    ),
    Group(
        "virStorageVolUploadFlags",
        "How upload() takes holes.",
        (Const("VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM", 1 << 0, "3.4.0"),),
    ),
    Group(
        "virStorageVolWipeAlgorithm",
        "Patterns of wipePattern().",
        (
            Const("VIR_STORAGE_VOL_WIPE_ALG_ZERO", 0, "0.9.10"),
            Const("VIR_STORAGE_VOL_WIPE_ALG_NNSA", 1, "0.9.10"),
            Const("VIR_STORAGE_VOL_WIPE_ALG_DOD", 2, "0.9.10"),
            Const("VIR_STORAGE_VOL_WIPE_ALG_BSI", 3, "0.9.10"),
            Const("VIR_STORAGE_VOL_WIPE_ALG_GUTMANN", 4, "0.9.10"),
            Const("VIR_STORAGE_VOL_WIPE_ALG_SCHNEIER", 5, "0.9.10"),
            Const("VIR_STORAGE_VOL_WIPE_ALG_PFITZNER7", 6, "0.9.10"),
            Const("VIR_STORAGE_VOL_WIPE_ALG_PFITZNER33", 7, "0.9.10"),
            Const("VIR_STORAGE_VOL_WIPE_ALG_RANDOM", 8, "0.9.10"),
            Const("VIR_STORAGE_VOL_WIPE_ALG_TRIM", 9, "1.3.2"),
        ),
    ),
    Group(
        "virStorageXMLFlags",
        "What XMLDesc() of a storage pool includes.",
        (Const("VIR_STORAGE_XML_INACTIVE", 1 << 0, "0.9.13"),),
    ),
)
