"""virDomainSnapshot, and taking, finding and returning to snapshots."""

from __future__ import annotations

from anyvirt.api.kinds import (
    BAD_XML,
    DONE,
    NUMBER,
    SNAPSHOT,
    SNAPSHOT_LIST,
    STR,
    TEXT,
    TEXTS,
    TRUTH,
    XML,
    flags,
    ref,
    unused_flags,
)
from anyvirt.api.model import Acl, Arg, Function, Owner, Result

NOT_FOUND = (("NoDomainSnapshot", "there is none."),)
SNAPSHOT_ARG = ref("virDomainSnapshot", "SnapshotRef")

ROWS: tuple[Function, ...] = (
    Function(
        c_name="virDomainSnapshotCreateXML",
        owner=Owner.DOMAIN,
        name="snapshotCreateXML",
        args=(
            Arg("xmlDesc", XML, "a <domainsnapshot> document.", driver_name="xml"),
            flags("VIR_DOMAIN_SNAPSHOT_CREATE_* bits: disks only, quiesced, redefinition, the domain halted ..."),
        ),
        result=SNAPSHOT,
        summary="Keep the state of the domain as it is now.",
        raises=(
            *BAD_XML,
            ("OperationInvalid", "the domain is not in a state for this."),
            ("OperationFailed", "a snapshot of that name is there."),
        ),
        since="0.8.0",
        acl=(
            Acl("domain", "snapshot"),
            Acl("domain", "fs_freeze", "VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE"),
        ),
        write=True,
        exclusive=(
            ("VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE", "VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA"),
            ("VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE", "VIR_DOMAIN_SNAPSHOT_CREATE_HALT"),
        ),
        requires=(("VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT", "VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE"),),
    ),
    Function(
        c_name="virDomainListAllSnapshots",
        owner=Owner.DOMAIN,
        name="listAllSnapshots",
        args=(
            flags(
                "VIR_DOMAIN_SNAPSHOT_LIST_* filters: roots, leaves, with or without metadata, internal or external ..."
            ),
        ),
        result=SNAPSHOT_LIST,
        summary="List the snapshots of the domain.",
        since="0.9.13",
        acl=(Acl("domain", "read"),),
    ),
    Function(
        c_name="virDomainSnapshotNum",
        owner=Owner.DOMAIN,
        name="snapshotNum",
        args=(
            flags(
                "VIR_DOMAIN_SNAPSHOT_LIST_* filters: roots, leaves, with or without metadata, internal or external ..."
            ),
        ),
        result=NUMBER,
        summary="Count the snapshots of the domain.",
        since="0.8.0",
        acl=(Acl("domain", "read"),),
    ),
    Function(
        c_name="virDomainSnapshotListNames",
        owner=Owner.DOMAIN,
        name="snapshotListNames",
        args=(
            flags(
                "VIR_DOMAIN_SNAPSHOT_LIST_* filters: roots, leaves, with or without metadata, internal or external ..."
            ),
        ),
        result=TEXTS,
        summary="List the names of the snapshots of the domain.",
        since="0.8.0",
        acl=(Acl("domain", "read"),),
    ),
    Function(
        c_name="virDomainSnapshotLookupByName",
        owner=Owner.DOMAIN,
        name="snapshotLookupByName",
        args=(
            Arg("name", STR, "the exact name."),
            unused_flags(),
        ),
        result=SNAPSHOT,
        summary="Find a snapshot by its name.",
        raises=NOT_FOUND,
        since="0.8.0",
        acl=(Acl("domain", "read"),),
    ),
    Function(
        c_name="virDomainHasCurrentSnapshot",
        owner=Owner.DOMAIN,
        name="hasCurrentSnapshot",
        args=(unused_flags(),),
        result=TRUTH,
        summary="Tell whether a snapshot is current: the last one taken or reverted to.",
        returns="1 if one is, 0 if not.",
        since="0.8.0",
        acl=(Acl("domain", "read"),),
    ),
    Function(
        c_name="virDomainSnapshotCurrent",
        owner=Owner.DOMAIN,
        name="snapshotCurrent",
        args=(unused_flags(),),
        result=SNAPSHOT,
        summary="Give the current snapshot: the last one taken or reverted to.",
        raises=NOT_FOUND,
        since="0.8.0",
        acl=(Acl("domain", "read"),),
    ),
    Function(
        c_name="virDomainRevertToSnapshot",
        owner=Owner.DOMAIN,
        name="revertToSnapshot",
        args=(
            Arg("snap", SNAPSHOT_ARG, "the snapshot.", driver_name="snapshot"),
            flags(
                "VIR_DOMAIN_SNAPSHOT_REVERT_* bits: running or paused afterwards, forced, with a reset of the NVRAM."
            ),
        ),
        result=DONE,
        summary="Return the domain to a snapshot.",
        raises=(("SnapshotRevertRisky", "it needs VIR_DOMAIN_SNAPSHOT_REVERT_FORCE: something would be lost."),),
        since="0.8.0",
        acl=(Acl("domain", "snapshot"),),
        write=True,
        exclusive=(("VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING", "VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED"),),
    ),
    Function(
        c_name="virDomainSnapshotGetName",
        owner=Owner.SNAPSHOT,
        name="getName",
        result=TEXT,
        summary="Give the snapshot's name.",
        since="0.9.5",
        acl=(),
        local=True,
    ),
    Function(
        c_name="virDomainSnapshotGetXMLDesc",
        owner=Owner.SNAPSHOT,
        name="getXMLDesc",
        args=(flags("VIR_DOMAIN_SNAPSHOT_XML_SECURE: with passwords."),),
        result=TEXT,
        summary="Describe the snapshot.",
        returns="an XML document <domainsnapshot>.",
        since="0.8.0",
        acl=(
            Acl("domain", "read"),
            Acl("domain", "read_secure", "VIR_DOMAIN_SNAPSHOT_XML_SECURE"),
        ),
        write_if="flags & VIR_DOMAIN_SNAPSHOT_XML_SECURE",
    ),
    Function(
        c_name="virDomainSnapshotGetParent",
        owner=Owner.SNAPSHOT,
        name="getParent",
        args=(unused_flags(),),
        result=Result("virDomainSnapshot", "SnapshotRef", "virDomainSnapshot(self._dom, {})"),
        summary="Give the snapshot that this one followed.",
        raises=(("NoDomainSnapshot", "it has no parent."),),
        since="0.9.7",
        acl=(Acl("domain", "read"),),
    ),
    Function(
        c_name="virDomainSnapshotNumChildren",
        owner=Owner.SNAPSHOT,
        name="numChildren",
        args=(
            flags(
                "VIR_DOMAIN_SNAPSHOT_LIST_* filters: roots, leaves, with or without metadata, internal or external ..."
            ),
        ),
        result=NUMBER,
        summary="Count the snapshots that followed this one.",
        since="0.9.7",
        acl=(Acl("domain", "read"),),
    ),
    Function(
        c_name="virDomainSnapshotListChildrenNames",
        owner=Owner.SNAPSHOT,
        name="listChildrenNames",
        args=(
            flags(
                "VIR_DOMAIN_SNAPSHOT_LIST_* filters: roots, leaves, with or without metadata, internal or external ..."
            ),
        ),
        result=TEXTS,
        summary="List the names of the snapshots that followed this one.",
        since="0.9.7",
        acl=(Acl("domain", "read"),),
    ),
    Function(
        c_name="virDomainSnapshotListAllChildren",
        owner=Owner.SNAPSHOT,
        name="listAllChildren",
        args=(
            flags(
                "VIR_DOMAIN_SNAPSHOT_LIST_* filters: roots, leaves, with or without metadata, internal or external ..."
            ),
        ),
        result=Result(
            "list[virDomainSnapshot]", "list[SnapshotRef]", "[virDomainSnapshot(self._dom, ref) for ref in {}]"
        ),
        summary="List the snapshots that followed this one.",
        since="0.9.13",
        acl=(Acl("domain", "read"),),
    ),
    Function(
        c_name="virDomainSnapshotIsCurrent",
        owner=Owner.SNAPSHOT,
        name="isCurrent",
        args=(unused_flags(),),
        result=TRUTH,
        summary="Tell whether it is the last one taken or reverted to.",
        returns="1 if it is, 0 if not.",
        since="0.9.13",
        acl=(Acl("domain", "read"),),
    ),
    Function(
        c_name="virDomainSnapshotHasMetadata",
        owner=Owner.SNAPSHOT,
        name="hasMetadata",
        args=(unused_flags(),),
        result=TRUTH,
        summary="Tell whether deleting the domain would leave something of the snapshot behind.",
        returns="1 if it would, 0 if not.",
        since="0.9.13",
        acl=(Acl("domain", "read"),),
    ),
    Function(
        c_name="virDomainSnapshotDelete",
        owner=Owner.SNAPSHOT,
        name="delete",
        args=(flags("VIR_DOMAIN_SNAPSHOT_DELETE_* bits: its children, only those, only what is known of them."),),
        result=DONE,
        summary="Forget the snapshot; its changes go into those that followed.",
        since="0.8.0",
        acl=(Acl("domain", "snapshot"),),
        write=True,
        exclusive=(("VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN", "VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY"),),
    ),
)
