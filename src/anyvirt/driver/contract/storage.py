# Generated from anyvirt.api: change the table there and run `make generate`.
"""What a driver of storage pools and volumes may answer: one coroutine for each call of the public API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.driver.contract.base import ContractBase

if TYPE_CHECKING:
    from anyvirt.driver.streams import Channel
    from anyvirt.driver.types import StoragePoolInfo, StorageVolInfo
    from anyvirt.util.refs import StoragePoolRef, StorageVolRef


class StorageContract(ContractBase):
    """Every call that a driver of storage pools and volumes can support."""

    async def connect_list_all_storage_pools(self, flags: int) -> list[StoragePoolRef]:
        """List storage pools."""
        raise self._unanswered("virConnectListAllStoragePools")

    async def storage_pool_lookup_by_name(self, name: str) -> StoragePoolRef:
        """Find a storage pool by its name."""
        raise self._unanswered("virStoragePoolLookupByName")

    async def storage_pool_lookup_by_uuid(self, uuid: str) -> StoragePoolRef:
        """Find a storage pool by the bytes of its UUID."""
        raise self._unanswered("virStoragePoolLookupByUUID")

    async def storage_pool_lookup_by_target_path(self, path: str) -> StoragePoolRef:
        """Find an active storage pool by where its volumes appear on the host."""
        raise self._unanswered("virStoragePoolLookupByTargetPath")

    async def storage_pool_create_xml(self, xml: str, flags: int) -> StoragePoolRef:
        """Start a storage pool that is gone when it stops; its volumes stay where they are."""
        raise self._unanswered("virStoragePoolCreateXML")

    async def storage_pool_define_xml(self, xml: str, flags: int) -> StoragePoolRef:
        """Define a storage pool, or change the definition of one.

        An active pool keeps what it has until it is started again.
        """
        raise self._unanswered("virStoragePoolDefineXML")

    async def connect_find_storage_pool_sources(self, type: str, src_spec: str | None, flags: int) -> str:
        """Look for storage that pools could be made of."""
        raise self._unanswered("virConnectFindStoragePoolSources")

    async def connect_get_storage_pool_capabilities(self, flags: int) -> str:
        """Tell which types of storage pools there can be, and with which formats."""
        raise self._unanswered("virConnectGetStoragePoolCapabilities")

    async def storage_pool_get_xml_desc(self, pool: StoragePoolRef, flags: int) -> str:
        """Describe the pool."""
        raise self._unanswered("virStoragePoolGetXMLDesc")

    async def storage_pool_get_info(self, pool: StoragePoolRef) -> StoragePoolInfo:
        """Give the pool's state and its sizes."""
        raise self._unanswered("virStoragePoolGetInfo")

    async def storage_pool_is_active(self, pool: StoragePoolRef) -> bool:
        """Tell whether the pool is active."""
        raise self._unanswered("virStoragePoolIsActive")

    async def storage_pool_is_persistent(self, pool: StoragePoolRef) -> bool:
        """Tell whether the pool has a definition that outlives its stop."""
        raise self._unanswered("virStoragePoolIsPersistent")

    async def storage_pool_get_autostart(self, pool: StoragePoolRef) -> bool:
        """Tell whether the pool starts with the host."""
        raise self._unanswered("virStoragePoolGetAutostart")

    async def storage_pool_set_autostart(self, pool: StoragePoolRef, autostart: bool) -> None:
        """Say whether the pool starts with the host."""
        raise self._unanswered("virStoragePoolSetAutostart")

    async def storage_pool_build(self, pool: StoragePoolRef, flags: int) -> None:
        """Make what the pool keeps its volumes in: the folder, the file system, the partition table."""
        raise self._unanswered("virStoragePoolBuild")

    async def storage_pool_create(self, pool: StoragePoolRef, flags: int) -> None:
        """Start the pool."""
        raise self._unanswered("virStoragePoolCreate")

    async def storage_pool_destroy(self, pool: StoragePoolRef) -> None:
        """Stop the pool. Its volumes stay where they are. One without a definition is gone then."""
        raise self._unanswered("virStoragePoolDestroy")

    async def storage_pool_delete(self, pool: StoragePoolRef, flags: int) -> None:
        """Remove what the pool keeps its volumes in, and all that is there. The definition stays."""
        raise self._unanswered("virStoragePoolDelete")

    async def storage_pool_undefine(self, pool: StoragePoolRef) -> None:
        """Forget the definition of the pool. Its volumes stay where they are."""
        raise self._unanswered("virStoragePoolUndefine")

    async def storage_pool_refresh(self, pool: StoragePoolRef, flags: int) -> None:
        """Look again which volumes there are."""
        raise self._unanswered("virStoragePoolRefresh")

    async def storage_pool_list_all_volumes(self, pool: StoragePoolRef, flags: int) -> list[StorageVolRef]:
        """List the volumes of the pool."""
        raise self._unanswered("virStoragePoolListAllVolumes")

    async def storage_vol_lookup_by_name(self, pool: StoragePoolRef, name: str) -> StorageVolRef:
        """Find a volume of the pool by its name."""
        raise self._unanswered("virStorageVolLookupByName")

    async def storage_vol_lookup_by_key(self, key: str) -> StorageVolRef:
        """Find a volume, of whichever active pool, by its key."""
        raise self._unanswered("virStorageVolLookupByKey")

    async def storage_vol_lookup_by_path(self, path: str) -> StorageVolRef:
        """Find a volume, of whichever active pool, by its path."""
        raise self._unanswered("virStorageVolLookupByPath")

    async def storage_pool_lookup_by_volume(self, vol: StorageVolRef) -> StoragePoolRef:
        """Give the pool that the volume is in."""
        raise self._unanswered("virStoragePoolLookupByVolume")

    async def storage_vol_create_xml(self, pool: StoragePoolRef, xml: str, flags: int) -> StorageVolRef:
        """Make a volume in the pool."""
        raise self._unanswered("virStorageVolCreateXML")

    async def storage_vol_create_xml_from(
        self, pool: StoragePoolRef, xml: str, clonevol: StorageVolRef, flags: int
    ) -> StorageVolRef:
        """Make a volume in the pool that begins with the data of another one."""
        raise self._unanswered("virStorageVolCreateXMLFrom")

    async def storage_vol_get_path(self, vol: StorageVolRef) -> str:
        """Tell where the volume is: a path, or what guests call it by."""
        raise self._unanswered("virStorageVolGetPath")

    async def storage_vol_get_xml_desc(self, vol: StorageVolRef, flags: int) -> str:
        """Describe the volume."""
        raise self._unanswered("virStorageVolGetXMLDesc")

    async def storage_vol_get_info(self, vol: StorageVolRef) -> StorageVolInfo:
        """Give the volume's type and sizes."""
        raise self._unanswered("virStorageVolGetInfo")

    async def storage_vol_get_info_flags(self, vol: StorageVolRef, flags: int) -> StorageVolInfo:
        """Give the volume's type and sizes."""
        raise self._unanswered("virStorageVolGetInfoFlags")

    async def storage_vol_delete(self, vol: StorageVolRef, flags: int) -> None:
        """Remove the volume and its data."""
        raise self._unanswered("virStorageVolDelete")

    async def storage_vol_wipe(self, vol: StorageVolRef, flags: int) -> None:
        """Overwrite the data of the volume with zeros."""
        raise self._unanswered("virStorageVolWipe")

    async def storage_vol_wipe_pattern(self, vol: StorageVolRef, algorithm: int, flags: int) -> None:
        """Overwrite the data of the volume in one of several ways."""
        raise self._unanswered("virStorageVolWipePattern")

    async def storage_vol_download(self, vol: StorageVolRef, offset: int, length: int, flags: int) -> Channel:
        """Read the data of the volume."""
        raise self._unanswered("virStorageVolDownload")

    async def storage_vol_upload(self, vol: StorageVolRef, offset: int, length: int, flags: int) -> Channel:
        """Overwrite data of the volume.

        What was written shows in the figures of the volume when the stream has finished.
        """
        raise self._unanswered("virStorageVolUpload")

    async def storage_vol_resize(self, vol: StorageVolRef, capacity: int, flags: int) -> None:
        """Change the size of the volume."""
        raise self._unanswered("virStorageVolResize")
