# Generated from anyvirt.api: change the table there and run `make generate`.
"""virDomainCheckpoint, awaitable.

What each call does, takes and raises stands in anyvirt.objects.checkpoint.
"""

from __future__ import annotations

from operator import index

from anyvirt.constants import (
    VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN,
    VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY,
    VIR_DOMAIN_CHECKPOINT_XML_SECURE,
)
from anyvirt.objects.base import AsyncCheckpointBase
from anyvirt.util.arguments import exclusive_flags


class virDomainCheckpoint(AsyncCheckpointBase):
    """A moment from which on the changes of a domain's disks are known."""

    async def getXMLDesc(self, flags: int = 0) -> str:
        """Describe the checkpoint."""
        if flags & VIR_DOMAIN_CHECKPOINT_XML_SECURE:
            self._conn._check_write("virDomainCheckpointGetXMLDesc")
        return await self._conn._call(self._conn._driver.domain_checkpoint_get_xml_desc(self._ref, index(flags)))

    async def getParent(self, flags: int = 0) -> virDomainCheckpoint:
        """Give the checkpoint that this one followed."""
        return virDomainCheckpoint(
            self._dom, await self._conn._call(self._conn._driver.domain_checkpoint_get_parent(self._ref, index(flags)))
        )

    async def listAllChildren(self, flags: int = 0) -> list[virDomainCheckpoint]:
        """List the checkpoints that followed this one."""
        return [
            virDomainCheckpoint(self._dom, ref)
            for ref in await self._conn._call(
                self._conn._driver.domain_checkpoint_list_all_children(self._ref, index(flags))
            )
        ]

    async def delete(self, flags: int = 0) -> int:
        """Forget the checkpoint; what it noted goes to the one before."""
        self._conn._check_write("virDomainCheckpointDelete")
        exclusive_flags(
            index(flags),
            "virDomainCheckpointDelete",
            VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN=VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN,
            VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY=VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY,
        )
        await self._conn._call(self._conn._driver.domain_checkpoint_delete(self._ref, index(flags)))
        return 0
