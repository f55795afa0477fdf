# Generated from anyvirt.api: change the table there and run `make generate`.
"""virDomainCheckpoint: a moment from which on the changes of a domain's disks are known."""

from __future__ import annotations

from operator import index

from anyvirt.constants import (
    VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN,
    VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY,
    VIR_DOMAIN_CHECKPOINT_XML_SECURE,
)
from anyvirt.objects.base import CheckpointBase
from anyvirt.util.arguments import exclusive_flags


class virDomainCheckpoint(CheckpointBase):
    """A moment from which on the changes of a domain's disks are known."""

    def getXMLDesc(self, flags: int = 0) -> str:
        """Describe the checkpoint.

        Args:
            flags: VIR_DOMAIN_CHECKPOINT_XML_* bits: passwords, without the domain, the size of what has changed.

        Returns:
            an XML document <domaincheckpoint>.

        Raises:
            OperationDenied: the connection is read-only, and the arguments ask for what only others may.
            NoDomainCheckpoint: the checkpoint is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainCheckpointGetXMLDesc, libvirt 5.6.0.
        """
        if flags & VIR_DOMAIN_CHECKPOINT_XML_SECURE:
            self._conn._check_write("virDomainCheckpointGetXMLDesc")
        return self._conn._call(self._conn._driver.domain_checkpoint_get_xml_desc(self._ref, index(flags)))

    def getParent(self, flags: int = 0) -> virDomainCheckpoint:
        """Give the checkpoint that this one followed.

        Args:
            flags: must be 0.

        Raises:
            NoDomainCheckpoint: it has no parent.
            NoDomainCheckpoint: the checkpoint is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainCheckpointGetParent, libvirt 5.6.0.
        """
        return virDomainCheckpoint(
            self._dom, self._conn._call(self._conn._driver.domain_checkpoint_get_parent(self._ref, index(flags)))
        )

    def listAllChildren(self, flags: int = 0) -> list[virDomainCheckpoint]:
        """List the checkpoints that followed this one.

        Args:
            flags: VIR_DOMAIN_CHECKPOINT_LIST_* filters: roots, leaves, order.

        Raises:
            NoDomainCheckpoint: the checkpoint is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainCheckpointListAllChildren, libvirt 5.6.0.
        """
        return [
            virDomainCheckpoint(self._dom, ref)
            for ref in self._conn._call(self._conn._driver.domain_checkpoint_list_all_children(self._ref, index(flags)))
        ]

    def delete(self, flags: int = 0) -> int:
        """Forget the checkpoint; what it noted goes to the one before.

        Args:
            flags: VIR_DOMAIN_CHECKPOINT_DELETE_* bits: its children, only those, only what is known of them.

        Raises:
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN and
                VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY.
            NoDomainCheckpoint: the checkpoint is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainCheckpointDelete, libvirt 5.6.0.
        """
        self._conn._check_write("virDomainCheckpointDelete")
        exclusive_flags(
            index(flags),
            "virDomainCheckpointDelete",
            VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN=VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN,
            VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY=VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY,
        )
        self._conn._call(self._conn._driver.domain_checkpoint_delete(self._ref, index(flags)))
        return 0
