"""Constants: snapshots and checkpoints."""

from __future__ import annotations

from anyvirt.api.enums.model import Const, Group

GROUPS: tuple[Group, ...] = (
    Group(
        "virDomainCheckpointCreateFlags",
        "How checkpointCreateXML() works.",
        (
            Const("VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE", 1 << 0, "5.6.0"),
            Const("VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE", 1 << 1, "5.6.0"),
            Const("VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE", 1 << 2, "6.10.0"),
        ),
    ),
    Group(
        "virDomainCheckpointDeleteFlags",
        "What delete() of a checkpoint removes.",
        (
            Const("VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN", 1 << 0, "5.6.0"),
            Const("VIR_DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY", 1 << 1, "5.6.0"),
            Const("VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY", 1 << 2, "5.6.0"),
        ),
    ),
    Group(
        "virDomainCheckpointListFlags",
        "Filters and order of listAllCheckpoints().",
        (
            Const("VIR_DOMAIN_CHECKPOINT_LIST_DESCENDANTS", 1 << 0, "5.6.0"),
            Const("VIR_DOMAIN_CHECKPOINT_LIST_ROOTS", 1 << 0, "5.6.0"),
            Const("VIR_DOMAIN_CHECKPOINT_LIST_TOPOLOGICAL", 1 << 1, "5.6.0"),
            Const("VIR_DOMAIN_CHECKPOINT_LIST_LEAVES", 1 << 2, "5.6.0"),
            Const("VIR_DOMAIN_CHECKPOINT_LIST_NO_LEAVES", 1 << 3, "5.6.0"),
        ),
    ),
    Group(
        "virDomainCheckpointXMLFlags",
        "What getXMLDesc() of a checkpoint includes.",
        (
            Const("VIR_DOMAIN_CHECKPOINT_XML_SECURE", 1 << 0, "5.6.0"),
            Const("VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN", 1 << 1, "5.6.0"),
            Const("VIR_DOMAIN_CHECKPOINT_XML_SIZE", 1 << 2, "5.6.0"),
        ),
    ),
    Group(
        "virDomainSnapshotCreateFlags",
        "How snapshotCreateXML() works.",
        (
            Const("VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE", 1 << 0, "0.9.5"),
            Const("VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT", 1 << 1, "0.9.5"),
            Const("VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA", 1 << 2, "0.9.5"),
            Const("VIR_DOMAIN_SNAPSHOT_CREATE_HALT", 1 << 3, "0.9.5"),
            Const("VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY", 1 << 4, "0.9.5"),
            Const("VIR_DOMAIN_SNAPSHOT_CREATE_REUSE_EXT", 1 << 5, "0.9.10"),
            Const("VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE", 1 << 6, "0.9.10"),
            Const("VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC", 1 << 7, "0.9.11"),
            Const("VIR_DOMAIN_SNAPSHOT_CREATE_LIVE", 1 << 8, "1.0.1"),
            Const("VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE", 1 << 9, "5.6.0"),
        ),
    ),
    Group(
        "virDomainSnapshotDeleteFlags",
        "What delete() of a snapshot removes.",
        (
            Const("VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN", 1 << 0, "0.8.0"),
            Const("VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY", 1 << 1, "0.9.5"),
            Const("VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY", 1 << 2, "0.9.5"),
        ),
    ),
    Group(
        "virDomainSnapshotListFlags",
        "Filters and order of listAllSnapshots().",
        (
            Const("VIR_DOMAIN_SNAPSHOT_LIST_DESCENDANTS", 1 << 0, "0.9.7"),
            Const("VIR_DOMAIN_SNAPSHOT_LIST_ROOTS", 1 << 0, "0.9.5"),
            Const("VIR_DOMAIN_SNAPSHOT_LIST_METADATA", 1 << 1, "0.9.5"),
            Const("VIR_DOMAIN_SNAPSHOT_LIST_LEAVES", 1 << 2, "0.9.7"),
            Const("VIR_DOMAIN_SNAPSHOT_LIST_NO_LEAVES", 1 << 3, "0.9.13"),
            Const("VIR_DOMAIN_SNAPSHOT_LIST_NO_METADATA", 1 << 4, "0.9.13"),
            Const("VIR_DOMAIN_SNAPSHOT_LIST_INACTIVE", 1 << 5, "1.0.1"),
            Const("VIR_DOMAIN_SNAPSHOT_LIST_ACTIVE", 1 << 6, "1.0.1"),
            Const("VIR_DOMAIN_SNAPSHOT_LIST_DISK_ONLY", 1 << 7, "1.0.1"),
            Const("VIR_DOMAIN_SNAPSHOT_LIST_INTERNAL", 1 << 8, "1.0.1"),
            Const("VIR_DOMAIN_SNAPSHOT_LIST_EXTERNAL", 1 << 9, "1.0.1"),
            Const("VIR_DOMAIN_SNAPSHOT_LIST_TOPOLOGICAL", 1 << 10, "5.2.0"),
        ),
    ),
    Group(
        "virDomainSnapshotRevertFlags",
        "How revertToSnapshot() leaves the guest.",
        (
            Const("VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING", 1 << 0, "0.9.5"),
            Const("VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED", 1 << 1, "0.9.5"),
            Const("VIR_DOMAIN_SNAPSHOT_REVERT_FORCE", 1 << 2, "0.9.7"),
            Const("VIR_DOMAIN_SNAPSHOT_REVERT_RESET_NVRAM", 1 << 3, "8.1.0"),
        ),
    ),
    Group(
        "virDomainSnapshotXMLFlags",
        "What getXMLDesc() of a snapshot includes.",
        (Const("VIR_DOMAIN_SNAPSHOT_XML_SECURE", 1, "5.1.0"),),
    ),
)
