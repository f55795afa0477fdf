# Generated from anyvirt.api: change the table there and run `make generate`.
"""virDomainSnapshot: a state of a domain to which it can return."""

from __future__ import annotations

from operator import index

from anyvirt.constants import (
    VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN,
    VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY,
    VIR_DOMAIN_SNAPSHOT_XML_SECURE,
)
from anyvirt.objects.base import SnapshotBase
from anyvirt.util.arguments import exclusive_flags


class virDomainSnapshot(SnapshotBase):
    """A state of a domain to which it can return."""

    def getXMLDesc(self, flags: int = 0) -> str:
        """Describe the snapshot.

        Args:
            flags: VIR_DOMAIN_SNAPSHOT_XML_SECURE: with passwords.

        Returns:
            an XML document <domainsnapshot>.

        Raises:
            OperationDenied: the connection is read-only, and the arguments ask for what only others may.
            NoDomainSnapshot: the snapshot is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSnapshotGetXMLDesc, libvirt 0.8.0.
        """
        if flags & VIR_DOMAIN_SNAPSHOT_XML_SECURE:
            self._conn._check_write("virDomainSnapshotGetXMLDesc")
        return self._conn._call(self._conn._driver.domain_snapshot_get_xml_desc(self._ref, index(flags)))

    def getParent(self, flags: int = 0) -> virDomainSnapshot:
        """Give the snapshot that this one followed.

        Args:
            flags: must be 0.

        Raises:
            NoDomainSnapshot: it has no parent.
            NoDomainSnapshot: the snapshot is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSnapshotGetParent, libvirt 0.9.7.
        """
        return virDomainSnapshot(
            self._dom, self._conn._call(self._conn._driver.domain_snapshot_get_parent(self._ref, index(flags)))
        )

    def numChildren(self, flags: int = 0) -> int:
        """Count the snapshots that followed this one.

        Args:
            flags: VIR_DOMAIN_SNAPSHOT_LIST_* filters: roots, leaves, with or without metadata, internal or external
                ...

        Raises:
            NoDomainSnapshot: the snapshot is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSnapshotNumChildren, libvirt 0.9.7.
        """
        return self._conn._call(self._conn._driver.domain_snapshot_num_children(self._ref, index(flags)))

    def listChildrenNames(self, flags: int = 0) -> list[str]:
        """List the names of the snapshots that followed this one.

        Args:
            flags: VIR_DOMAIN_SNAPSHOT_LIST_* filters: roots, leaves, with or without metadata, internal or external
                ...

        Raises:
            NoDomainSnapshot: the snapshot is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSnapshotListChildrenNames, libvirt 0.9.7.
        """
        return self._conn._call(self._conn._driver.domain_snapshot_list_children_names(self._ref, index(flags)))

    def listAllChildren(self, flags: int = 0) -> list[virDomainSnapshot]:
        """List the snapshots that followed this one.

        Args:
            flags: VIR_DOMAIN_SNAPSHOT_LIST_* filters: roots, leaves, with or without metadata, internal or external
                ...

        Raises:
            NoDomainSnapshot: the snapshot is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSnapshotListAllChildren, libvirt 0.9.13.
        """
        return [
            virDomainSnapshot(self._dom, ref)
            for ref in self._conn._call(self._conn._driver.domain_snapshot_list_all_children(self._ref, index(flags)))
        ]

    def isCurrent(self, flags: int = 0) -> int:
        """Tell whether it is the last one taken or reverted to.

        Args:
            flags: must be 0.

        Returns:
            1 if it is, 0 if not.

        Raises:
            NoDomainSnapshot: the snapshot is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSnapshotIsCurrent, libvirt 0.9.13.
        """
        return int(self._conn._call(self._conn._driver.domain_snapshot_is_current(self._ref, index(flags))))

    def hasMetadata(self, flags: int = 0) -> int:
        """Tell whether deleting the domain would leave something of the snapshot behind.

        Args:
            flags: must be 0.

        Returns:
            1 if it would, 0 if not.

        Raises:
            NoDomainSnapshot: the snapshot is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSnapshotHasMetadata, libvirt 0.9.13.
        """
        return int(self._conn._call(self._conn._driver.domain_snapshot_has_metadata(self._ref, index(flags))))

    def delete(self, flags: int = 0) -> int:
        """Forget the snapshot; its changes go into those that followed.

        Args:
            flags: VIR_DOMAIN_SNAPSHOT_DELETE_* bits: its children, only those, only what is known of them.

        Raises:
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN and
                VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY.
            NoDomainSnapshot: the snapshot is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSnapshotDelete, libvirt 0.8.0.
        """
        self._conn._check_write("virDomainSnapshotDelete")
        exclusive_flags(
            index(flags),
            "virDomainSnapshotDelete",
            VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN=VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN,
            VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY=VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY,
        )
        self._conn._call(self._conn._driver.domain_snapshot_delete(self._ref, index(flags)))
        return 0
