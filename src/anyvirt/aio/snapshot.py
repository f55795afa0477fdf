# Generated from anyvirt.api: change the table there and run `make generate`.
"""virDomainSnapshot, awaitable.

What each call does, takes and raises stands in anyvirt.objects.snapshot.
"""

from __future__ import annotations

from operator import index

from anyvirt.constants import (
    VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN,
    VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY,
    VIR_DOMAIN_SNAPSHOT_XML_SECURE,
)
from anyvirt.objects.base import AsyncSnapshotBase
from anyvirt.util.arguments import exclusive_flags


class virDomainSnapshot(AsyncSnapshotBase):
    """A state of a domain to which it can return."""

    async def getXMLDesc(self, flags: int = 0) -> str:
        """Describe the snapshot."""
        if flags & VIR_DOMAIN_SNAPSHOT_XML_SECURE:
            self._conn._check_write("virDomainSnapshotGetXMLDesc")
        return await self._conn._call(self._conn._driver.domain_snapshot_get_xml_desc(self._ref, index(flags)))

    async def getParent(self, flags: int = 0) -> virDomainSnapshot:
        """Give the snapshot that this one followed."""
        return virDomainSnapshot(
            self._dom, await self._conn._call(self._conn._driver.domain_snapshot_get_parent(self._ref, index(flags)))
        )

    async def numChildren(self, flags: int = 0) -> int:
        """Count the snapshots that followed this one."""
        return await self._conn._call(self._conn._driver.domain_snapshot_num_children(self._ref, index(flags)))

    async def listChildrenNames(self, flags: int = 0) -> list[str]:
        """List the names of the snapshots that followed this one."""
        return await self._conn._call(self._conn._driver.domain_snapshot_list_children_names(self._ref, index(flags)))

    async def listAllChildren(self, flags: int = 0) -> list[virDomainSnapshot]:
        """List the snapshots that followed this one."""
        return [
            virDomainSnapshot(self._dom, ref)
            for ref in await self._conn._call(
                self._conn._driver.domain_snapshot_list_all_children(self._ref, index(flags))
            )
        ]

    async def isCurrent(self, flags: int = 0) -> int:
        """Tell whether it is the last one taken or reverted to."""
        return int(await self._conn._call(self._conn._driver.domain_snapshot_is_current(self._ref, index(flags))))

    async def hasMetadata(self, flags: int = 0) -> int:
        """Tell whether deleting the domain would leave something of the snapshot behind."""
        return int(await self._conn._call(self._conn._driver.domain_snapshot_has_metadata(self._ref, index(flags))))

    async def delete(self, flags: int = 0) -> int:
        """Forget the snapshot; its changes go into those that followed."""
        self._conn._check_write("virDomainSnapshotDelete")
        exclusive_flags(
            index(flags),
            "virDomainSnapshotDelete",
            VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN=VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN,
            VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY=VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY,
        )
        await self._conn._call(self._conn._driver.domain_snapshot_delete(self._ref, index(flags)))
        return 0
