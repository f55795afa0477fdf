# Generated from anyvirt.api: change the table there and run `make generate`.
"""virStoragePool, virStorageVol, awaitable.

What each call does, takes and raises stands in anyvirt.objects.storage.
"""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

from anyvirt.objects.base import AsyncStoragePoolBase, AsyncStorageVolBase
from anyvirt.objects.streaming import opened
from anyvirt.util.arguments import object_ref, text, unsigned, unsigned_long, xml_text
from anyvirt.util.refs import StorageVolRef

if TYPE_CHECKING:
    from anyvirt.aio.stream import virStream
    from anyvirt.progress import OnBytes
    from anyvirt.util.arguments import XmlLike


class virStoragePool(AsyncStoragePoolBase):
    """A place where the host keeps storage volumes."""

    async def XMLDesc(self, flags: int = 0) -> str:
        """Describe the pool."""
        return await self._conn._call(self._conn._storage_driver.storage_pool_get_xml_desc(self._ref, index(flags)))

    async def info(self) -> list[int]:
        """Give the pool's state and its sizes."""
        return list(await self._conn._call(self._conn._storage_driver.storage_pool_get_info(self._ref)))

    async def isActive(self) -> int:
        """Tell whether the pool is active."""
        return int(await self._conn._call(self._conn._storage_driver.storage_pool_is_active(self._ref)))

    async def isPersistent(self) -> int:
        """Tell whether the pool has a definition that outlives its stop."""
        return int(await self._conn._call(self._conn._storage_driver.storage_pool_is_persistent(self._ref)))

    async def autostart(self) -> int:
        """Tell whether the pool starts with the host."""
        return int(await self._conn._call(self._conn._storage_driver.storage_pool_get_autostart(self._ref)))

    async def setAutostart(self, autostart: int) -> int:
        """Say whether the pool starts with the host."""
        self._conn._check_write("virStoragePoolSetAutostart")
        await self._conn._call(self._conn._storage_driver.storage_pool_set_autostart(self._ref, bool(index(autostart))))
        return 0

    async def build(self, flags: int = 0) -> int:
        """Make what the pool keeps its volumes in: the folder, the file system, the partition table."""
        self._conn._check_write("virStoragePoolBuild")
        await self._conn._call(self._conn._storage_driver.storage_pool_build(self._ref, index(flags)))
        return 0

    async def create(self, flags: int = 0) -> int:
        """Start the pool."""
        self._conn._check_write("virStoragePoolCreate")
        await self._conn._call(self._conn._storage_driver.storage_pool_create(self._ref, index(flags)))
        return 0

    async def destroy(self) -> int:
        """Stop the pool. Its volumes stay where they are. One without a definition is gone then."""
        self._conn._check_write("virStoragePoolDestroy")
        await self._conn._call(self._conn._storage_driver.storage_pool_destroy(self._ref))
        return 0

    async def delete(self, flags: int = 0) -> int:
        """Remove what the pool keeps its volumes in, and all that is there. The definition stays."""
        self._conn._check_write("virStoragePoolDelete")
        await self._conn._call(self._conn._storage_driver.storage_pool_delete(self._ref, index(flags)))
        return 0

    async def undefine(self) -> int:
        """Forget the definition of the pool. Its volumes stay where they are."""
        self._conn._check_write("virStoragePoolUndefine")
        await self._conn._call(self._conn._storage_driver.storage_pool_undefine(self._ref))
        return 0

    async def refresh(self, flags: int = 0) -> int:
        """Look again which volumes there are."""
        self._conn._check_write("virStoragePoolRefresh")
        await self._conn._call(self._conn._storage_driver.storage_pool_refresh(self._ref, index(flags)))
        return 0

    async def listAllVolumes(self, flags: int = 0) -> list[virStorageVol]:
        """List the volumes of the pool."""
        return [
            virStorageVol(self._conn, ref)
            for ref in await self._conn._call(
                self._conn._storage_driver.storage_pool_list_all_volumes(self._ref, index(flags))
            )
        ]

    async def numOfVolumes(self) -> int:
        """Count the volumes of the pool."""
        return len(await self._conn._call(self._conn._storage_driver.storage_pool_list_all_volumes(self._ref, 0)))

    async def listVolumes(self) -> list[str]:
        """List the names of the pool's volumes."""
        return [
            ref.name
            for ref in await self._conn._call(self._conn._storage_driver.storage_pool_list_all_volumes(self._ref, 0))
        ]

    async def storageVolLookupByName(self, name: str) -> virStorageVol:
        """Find a volume of the pool by its name."""
        return virStorageVol(
            self._conn,
            await self._conn._call(
                self._conn._storage_driver.storage_vol_lookup_by_name(
                    self._ref, text(name, "name", "virStorageVolLookupByName")
                )
            ),
        )

    async def createXML(self, xmlDesc: XmlLike, flags: int = 0) -> virStorageVol:
        """Make a volume in the pool."""
        self._conn._check_write("virStorageVolCreateXML")
        return virStorageVol(
            self._conn,
            await self._conn._call(
                self._conn._storage_driver.storage_vol_create_xml(
                    self._ref, xml_text(xmlDesc, "xmlDesc", "virStorageVolCreateXML"), index(flags)
                )
            ),
        )

    async def createXMLFrom(self, xmlDesc: XmlLike, clonevol: virStorageVol, flags: int = 0) -> virStorageVol:
        """Make a volume in the pool that begins with the data of another one."""
        self._conn._check_write("virStorageVolCreateXMLFrom")
        return virStorageVol(
            self._conn,
            await self._conn._call(
                self._conn._storage_driver.storage_vol_create_xml_from(
                    self._ref,
                    xml_text(xmlDesc, "xmlDesc", "virStorageVolCreateXMLFrom"),
                    object_ref(clonevol, StorageVolRef, self._conn, "clonevol", "virStorageVolCreateXMLFrom"),
                    index(flags),
                )
            ),
        )


class virStorageVol(AsyncStorageVolBase):
    """A piece of storage in a pool."""

    async def storagePoolLookupByVolume(self) -> virStoragePool:
        """Give the pool that the volume is in."""
        return virStoragePool(
            self._conn, await self._conn._call(self._conn._storage_driver.storage_pool_lookup_by_volume(self._ref))
        )

    async def path(self) -> str:
        """Tell where the volume is: a path, or what guests call it by."""
        return await self._conn._call(self._conn._storage_driver.storage_vol_get_path(self._ref))

    async def XMLDesc(self, flags: int = 0) -> str:
        """Describe the volume."""
        return await self._conn._call(self._conn._storage_driver.storage_vol_get_xml_desc(self._ref, index(flags)))

    async def info(self) -> list[int]:
        """Give the volume's type and sizes."""
        return list(await self._conn._call(self._conn._storage_driver.storage_vol_get_info(self._ref)))

    async def infoFlags(self, flags: int = 0) -> list[int]:
        """Give the volume's type and sizes."""
        return list(
            await self._conn._call(self._conn._storage_driver.storage_vol_get_info_flags(self._ref, index(flags)))
        )

    async def delete(self, flags: int = 0) -> int:
        """Remove the volume and its data."""
        self._conn._check_write("virStorageVolDelete")
        await self._conn._call(self._conn._storage_driver.storage_vol_delete(self._ref, index(flags)))
        return 0

    async def wipe(self, flags: int = 0) -> int:
        """Overwrite the data of the volume with zeros."""
        self._conn._check_write("virStorageVolWipe")
        await self._conn._call(self._conn._storage_driver.storage_vol_wipe(self._ref, index(flags)))
        return 0

    async def wipePattern(self, algorithm: int, flags: int = 0) -> int:
        """Overwrite the data of the volume in one of several ways."""
        self._conn._check_write("virStorageVolWipePattern")
        await self._conn._call(
            self._conn._storage_driver.storage_vol_wipe_pattern(
                self._ref, unsigned(algorithm, "algorithm", "virStorageVolWipePattern"), index(flags)
            )
        )
        return 0

    async def download(
        self, stream: virStream, offset: int, length: int, flags: int = 0, *, progress: OnBytes | None = None
    ) -> int:
        """Read the data of the volume."""
        self._conn._check_write("virStorageVolDownload")
        await self._conn._call(
            opened(
                stream,
                self._conn,
                self._conn._storage_driver.storage_vol_download(
                    self._ref, unsigned_long(offset, "offset"), unsigned_long(length, "length"), index(flags)
                ),
                "virStorageVolDownload",
                progress,
            )
        )
        return 0

    async def upload(
        self, stream: virStream, offset: int, length: int, flags: int = 0, *, progress: OnBytes | None = None
    ) -> int:
        """Overwrite data of the volume."""
        self._conn._check_write("virStorageVolUpload")
        await self._conn._call(
            opened(
                stream,
                self._conn,
                self._conn._storage_driver.storage_vol_upload(
                    self._ref, unsigned_long(offset, "offset"), unsigned_long(length, "length"), index(flags)
                ),
                "virStorageVolUpload",
                progress,
            )
        )
        return 0

    async def resize(self, capacity: int, flags: int = 0) -> int:
        """Change the size of the volume."""
        self._conn._check_write("virStorageVolResize")
        await self._conn._call(
            self._conn._storage_driver.storage_vol_resize(self._ref, unsigned_long(capacity, "capacity"), index(flags))
        )
        return 0
