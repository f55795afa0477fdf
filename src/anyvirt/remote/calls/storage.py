# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`.
"""The calls of a driver of storage pools and volumes, made of a daemon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.constants import VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM, VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM
from anyvirt.driver.contract.storage import StorageContract
from anyvirt.driver.types import StoragePoolInfo, StorageVolInfo
from anyvirt.rpc.programs import program

if TYPE_CHECKING:
    from anyvirt.driver.streams import Channel
    from anyvirt.remote.link import Link
    from anyvirt.util.refs import StoragePoolRef, StorageVolRef

REMOTE = program("remote").by_name


class StorageCalls(StorageContract):
    """The calls of a driver of storage pools and volumes, made of a daemon."""

    _link: Link

    async def connect_list_all_storage_pools(self, flags: int) -> list[StoragePoolRef]:
        ret = await self._link.call(
            REMOTE["CONNECT_LIST_ALL_STORAGE_POOLS"],
            (
                1,
                flags,
            ),
        )
        answer: list[StoragePoolRef] = ret.pools
        return answer

    async def storage_pool_lookup_by_name(self, name: str) -> StoragePoolRef:
        ret = await self._link.call(REMOTE["STORAGE_POOL_LOOKUP_BY_NAME"], (name,))
        answer: StoragePoolRef = ret.pool
        return answer

    async def storage_pool_lookup_by_uuid(self, uuid: str) -> StoragePoolRef:
        ret = await self._link.call(REMOTE["STORAGE_POOL_LOOKUP_BY_UUID"], (uuid,))
        answer: StoragePoolRef = ret.pool
        return answer

    async def storage_pool_lookup_by_target_path(self, path: str) -> StoragePoolRef:
        ret = await self._link.call(REMOTE["STORAGE_POOL_LOOKUP_BY_TARGET_PATH"], (path,))
        answer: StoragePoolRef = ret.pool
        return answer

    async def storage_pool_create_xml(self, xml: str, flags: int) -> StoragePoolRef:
        ret = await self._link.call(
            REMOTE["STORAGE_POOL_CREATE_XML"],
            (
                xml,
                flags,
            ),
        )
        answer: StoragePoolRef = ret.pool
        return answer

    async def storage_pool_define_xml(self, xml: str, flags: int) -> StoragePoolRef:
        ret = await self._link.call(
            REMOTE["STORAGE_POOL_DEFINE_XML"],
            (
                xml,
                flags,
            ),
        )
        answer: StoragePoolRef = ret.pool
        return answer

    async def connect_find_storage_pool_sources(self, type: str, src_spec: str | None, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["CONNECT_FIND_STORAGE_POOL_SOURCES"],
            (
                type,
                src_spec,
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def connect_get_storage_pool_capabilities(self, flags: int) -> str:
        ret = await self._link.call(REMOTE["CONNECT_GET_STORAGE_POOL_CAPABILITIES"], (flags,))
        answer: str = ret.capabilities
        return answer

    async def storage_pool_get_xml_desc(self, pool: StoragePoolRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["STORAGE_POOL_GET_XML_DESC"],
            (
                pool,
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def storage_pool_get_info(self, pool: StoragePoolRef) -> StoragePoolInfo:
        ret = await self._link.call(REMOTE["STORAGE_POOL_GET_INFO"], (pool,))
        return StoragePoolInfo(*ret)

    async def storage_pool_is_active(self, pool: StoragePoolRef) -> bool:
        ret = await self._link.call(REMOTE["STORAGE_POOL_IS_ACTIVE"], (pool,))
        return bool(ret.active)

    async def storage_pool_is_persistent(self, pool: StoragePoolRef) -> bool:
        ret = await self._link.call(REMOTE["STORAGE_POOL_IS_PERSISTENT"], (pool,))
        return bool(ret.persistent)

    async def storage_pool_get_autostart(self, pool: StoragePoolRef) -> bool:
        ret = await self._link.call(REMOTE["STORAGE_POOL_GET_AUTOSTART"], (pool,))
        return bool(ret.autostart)

    async def storage_pool_set_autostart(self, pool: StoragePoolRef, autostart: bool) -> None:
        await self._link.call(
            REMOTE["STORAGE_POOL_SET_AUTOSTART"],
            (
                pool,
                int(autostart),
            ),
        )

    async def storage_pool_build(self, pool: StoragePoolRef, flags: int) -> None:
        await self._link.call(
            REMOTE["STORAGE_POOL_BUILD"],
            (
                pool,
                flags,
            ),
        )

    async def storage_pool_create(self, pool: StoragePoolRef, flags: int) -> None:
        await self._link.call(
            REMOTE["STORAGE_POOL_CREATE"],
            (
                pool,
                flags,
            ),
        )

    async def storage_pool_destroy(self, pool: StoragePoolRef) -> None:
        await self._link.call(REMOTE["STORAGE_POOL_DESTROY"], (pool,))

    async def storage_pool_delete(self, pool: StoragePoolRef, flags: int) -> None:
        await self._link.call(
            REMOTE["STORAGE_POOL_DELETE"],
            (
                pool,
                flags,
            ),
        )

    async def storage_pool_undefine(self, pool: StoragePoolRef) -> None:
        await self._link.call(REMOTE["STORAGE_POOL_UNDEFINE"], (pool,))

    async def storage_pool_refresh(self, pool: StoragePoolRef, flags: int) -> None:
        await self._link.call(
            REMOTE["STORAGE_POOL_REFRESH"],
            (
                pool,
                flags,
            ),
        )

    async def storage_pool_list_all_volumes(self, pool: StoragePoolRef, flags: int) -> list[StorageVolRef]:
        ret = await self._link.call(
            REMOTE["STORAGE_POOL_LIST_ALL_VOLUMES"],
            (
                pool,
                1,
                flags,
            ),
        )
        answer: list[StorageVolRef] = ret.vols
        return answer

    async def storage_vol_lookup_by_name(self, pool: StoragePoolRef, name: str) -> StorageVolRef:
        ret = await self._link.call(
            REMOTE["STORAGE_VOL_LOOKUP_BY_NAME"],
            (
                pool,
                name,
            ),
        )
        answer: StorageVolRef = ret.vol
        return answer

    async def storage_vol_lookup_by_key(self, key: str) -> StorageVolRef:
        ret = await self._link.call(REMOTE["STORAGE_VOL_LOOKUP_BY_KEY"], (key,))
        answer: StorageVolRef = ret.vol
        return answer

    async def storage_vol_lookup_by_path(self, path: str) -> StorageVolRef:
        ret = await self._link.call(REMOTE["STORAGE_VOL_LOOKUP_BY_PATH"], (path,))
        answer: StorageVolRef = ret.vol
        return answer

    async def storage_pool_lookup_by_volume(self, vol: StorageVolRef) -> StoragePoolRef:
        ret = await self._link.call(REMOTE["STORAGE_POOL_LOOKUP_BY_VOLUME"], (vol,))
        answer: StoragePoolRef = ret.pool
        return answer

    async def storage_vol_create_xml(self, pool: StoragePoolRef, xml: str, flags: int) -> StorageVolRef:
        ret = await self._link.call(
            REMOTE["STORAGE_VOL_CREATE_XML"],
            (
                pool,
                xml,
                flags,
            ),
        )
        answer: StorageVolRef = ret.vol
        return answer

    async def storage_vol_create_xml_from(
        self, pool: StoragePoolRef, xml: str, clonevol: StorageVolRef, flags: int
    ) -> StorageVolRef:
        ret = await self._link.call(
            REMOTE["STORAGE_VOL_CREATE_XML_FROM"],
            (
                pool,
                xml,
                clonevol,
                flags,
            ),
        )
        answer: StorageVolRef = ret.vol
        return answer

    async def storage_vol_get_path(self, vol: StorageVolRef) -> str:
        ret = await self._link.call(REMOTE["STORAGE_VOL_GET_PATH"], (vol,))
        answer: str = ret.name
        return answer

    async def storage_vol_get_xml_desc(self, vol: StorageVolRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["STORAGE_VOL_GET_XML_DESC"],
            (
                vol,
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def storage_vol_get_info(self, vol: StorageVolRef) -> StorageVolInfo:
        ret = await self._link.call(REMOTE["STORAGE_VOL_GET_INFO"], (vol,))
        return StorageVolInfo(*ret)

    async def storage_vol_get_info_flags(self, vol: StorageVolRef, flags: int) -> StorageVolInfo:
        ret = await self._link.call(
            REMOTE["STORAGE_VOL_GET_INFO_FLAGS"],
            (
                vol,
                flags,
            ),
        )
        return StorageVolInfo(*ret)

    async def storage_vol_delete(self, vol: StorageVolRef, flags: int) -> None:
        await self._link.call(
            REMOTE["STORAGE_VOL_DELETE"],
            (
                vol,
                flags,
            ),
        )

    async def storage_vol_wipe(self, vol: StorageVolRef, flags: int) -> None:
        await self._link.call(
            REMOTE["STORAGE_VOL_WIPE"],
            (
                vol,
                flags,
            ),
        )

    async def storage_vol_wipe_pattern(self, vol: StorageVolRef, algorithm: int, flags: int) -> None:
        await self._link.call(
            REMOTE["STORAGE_VOL_WIPE_PATTERN"],
            (
                vol,
                algorithm,
                flags,
            ),
        )

    async def storage_vol_download(self, vol: StorageVolRef, offset: int, length: int, flags: int) -> Channel:
        _, channel = await self._link.open_stream(
            REMOTE["STORAGE_VOL_DOWNLOAD"],
            (
                vol,
                offset,
                length,
                flags,
            ),
            flags & VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM != 0,
        )
        return channel

    async def storage_vol_upload(self, vol: StorageVolRef, offset: int, length: int, flags: int) -> Channel:
        _, channel = await self._link.open_stream(
            REMOTE["STORAGE_VOL_UPLOAD"],
            (
                vol,
                offset,
                length,
                flags,
            ),
            flags & VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM != 0,
        )
        return channel

    async def storage_vol_resize(self, vol: StorageVolRef, capacity: int, flags: int) -> None:
        await self._link.call(
            REMOTE["STORAGE_VOL_RESIZE"],
            (
                vol,
                capacity,
                flags,
            ),
        )
