"""Finding, making, reading and writing storage volumes of the test driver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from anyvirt import constants
from anyvirt.conf.storage.parse import parse_volume
from anyvirt.conf.storage.validate import MAX_SIZE
from anyvirt.conf.storage.volume import StorageVolume
from anyvirt.driver.streams import Channel
from anyvirt.driver.types import StorageVolInfo
from anyvirt.test.documents import blamed_on, require_known
from anyvirt.test.pools import ORIGIN, Pools
from anyvirt.test.storage import Pool, Volume
from anyvirt.util.error import (
    ArgumentUnsupported,
    ConfigUnsupported,
    InternalError,
    InvalidArg,
    NoStorageVol,
    OperationFailed,
    Overflow,
)
from anyvirt.util.flags import check_flags, invalid_argument
from anyvirt.util.refs import StoragePoolRef, StorageVolRef
from anyvirt.util.wait import in_thread

_PREALLOC: Final = constants.VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA
_VALIDATE: Final = constants.VIR_STORAGE_VOL_CREATE_VALIDATE
_ALLOCATE: Final = constants.VIR_STORAGE_VOL_RESIZE_ALLOCATE
_DELTA: Final = constants.VIR_STORAGE_VOL_RESIZE_DELTA
_SHRINK: Final = constants.VIR_STORAGE_VOL_RESIZE_SHRINK


class Volumes(Pools):
    """Everything that is about volumes."""

    # Finding

    async def storage_pool_list_all_volumes(self, pool: StoragePoolRef, flags: int) -> list[StorageVolRef]:
        check_flags(flags, 0, "virStoragePoolListAllVolumes")
        return [volume.ref for volume in self._active(pool).volumes.values()]

    async def storage_vol_lookup_by_name(self, pool: StoragePoolRef, name: str) -> StorageVolRef:
        return self._active(pool).volume(name).ref

    async def storage_vol_lookup_by_key(self, key: str) -> StorageVolRef:
        for volume in self.all_volumes():
            if volume.key == key:
                return volume.ref
        raise NoStorageVol(f"no storage vol with matching key '{key}'")

    async def storage_vol_lookup_by_path(self, path: str) -> StorageVolRef:
        for volume in self.all_volumes():
            if volume.path == path:
                return volume.ref
        raise NoStorageVol(f"no storage vol with matching path '{path}'")

    async def storage_pool_lookup_by_volume(self, vol: StorageVolRef) -> StoragePoolRef:
        return self.pools.by_name(vol.pool).ref

    # Making and removing

    async def storage_vol_create_xml(self, pool: StoragePoolRef, xml: str, flags: int) -> StorageVolRef:
        check_flags(flags, _PREALLOC | _VALIDATE, "virStorageVolCreateXML")
        found = self._active(pool)
        return found.add(_new_definition(found, xml, flags)).ref

    async def storage_vol_create_xml_from(
        self, pool: StoragePoolRef, xml: str, clonevol: StorageVolRef, flags: int
    ) -> StorageVolRef:
        reflink = constants.VIR_STORAGE_VOL_CREATE_REFLINK  # whether data are shared nobody can see
        check_flags(flags, _PREALLOC | _VALIDATE | reflink, "virStorageVolCreateXMLFrom")
        found = self._active(pool)
        source = self._find(clonevol)
        volume = found.add(_new_definition(found, xml, flags))
        try:
            with _in_use(source), _in_use(volume):
                await in_thread(volume.copy_from, source)
        except BaseException:
            del found.volumes[volume.name]
            volume.close()
            raise
        return volume.ref

    async def storage_vol_delete(self, vol: StorageVolRef, flags: int) -> None:
        # There are no snapshots of volumes here, and of what is deleted nothing stays.
        known = constants.VIR_STORAGE_VOL_DELETE_ZEROED | constants.VIR_STORAGE_VOL_DELETE_WITH_SNAPSHOTS
        check_flags(flags, known, "virStorageVolDelete")
        volume = self._find(vol)
        volume.require_idle()
        del volume.pool.volumes[volume.name]
        volume.close()

    # Looking at one

    async def storage_vol_get_path(self, vol: StorageVolRef) -> str:
        return self._find(vol).path

    async def storage_vol_get_xml_desc(self, vol: StorageVolRef, flags: int) -> str:
        check_flags(flags, 0, "virStorageVolGetXMLDesc")
        return self._find(vol).describe()

    async def storage_vol_get_info(self, vol: StorageVolRef) -> StorageVolInfo:
        volume = self._find(vol)
        return StorageVolInfo(volume.type, volume.capacity, volume.allocation)

    async def storage_vol_get_info_flags(self, vol: StorageVolRef, flags: int) -> StorageVolInfo:
        check_flags(flags, constants.VIR_STORAGE_VOL_GET_PHYSICAL, "virStorageVolGetInfoFlags")
        volume = self._find(vol)
        return StorageVolInfo(volume.type, volume.capacity, volume.physical if flags else volume.allocation)

    # What is in it

    async def storage_vol_download(self, vol: StorageVolRef, offset: int, length: int, flags: int) -> Channel:
        sparse = constants.VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM
        check_flags(flags, sparse, "virStorageVolDownload")
        volume = self._find(vol)
        return volume.data.reader(offset, length, sparse=bool(flags & sparse))

    async def storage_vol_upload(self, vol: StorageVolRef, offset: int, length: int, flags: int) -> Channel:
        check_flags(flags, constants.VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM, "virStorageVolUpload")
        volume = self._find(vol)
        channel = volume.data.writer(offset, length)

        async def ended() -> None:
            if volume.pool.active:
                self.emit_refreshed(volume.pool)

        channel.when_ended(ended)
        return channel

    async def storage_vol_wipe(self, vol: StorageVolRef, flags: int) -> None:
        check_flags(flags, 0, "virStorageVolWipe")
        self._wipe(vol)

    async def storage_vol_wipe_pattern(self, vol: StorageVolRef, algorithm: int, flags: int) -> None:
        check_flags(flags, 0, "virStorageVolWipePattern")
        if algorithm > constants.VIR_STORAGE_VOL_WIPE_ALG_TRIM:
            raise InvalidArg(f"wiping algorithm {algorithm} not supported")
        if algorithm == constants.VIR_STORAGE_VOL_WIPE_ALG_TRIM:
            raise ArgumentUnsupported("'trim' algorithm not supported", hint="it is for disks that can discard data")
        self._wipe(vol)

    async def storage_vol_resize(self, vol: StorageVolRef, capacity: int, flags: int) -> None:
        function = "virStorageVolResize"
        if capacity == 0 and not flags & (_DELTA | _SHRINK):
            error = invalid_argument(
                f"capacity in {function} cannot be zero without 'delta' or 'shrink' flags set",
                function=function,
                argument="capacity",
            )
            error.origin = ORIGIN
            raise error
        check_flags(flags, _ALLOCATE | _DELTA | _SHRINK, function)
        volume = self._find(vol)
        volume.require_idle()
        if flags & _DELTA:
            capacity = max(0, volume.capacity - capacity) if flags & _SHRINK else volume.capacity + capacity
        if capacity > MAX_SIZE:
            raise Overflow(f"volume '{volume.name}': capacity: {capacity} bytes is more than {MAX_SIZE}")
        if capacity < volume.allocation:
            raise InvalidArg(
                "can't shrink capacity below existing allocation",
                hint=f"of volume '{volume.name}' {volume.allocation} bytes are in use",
            )
        if capacity < volume.capacity and not flags & _SHRINK:
            raise InvalidArg(
                "Can't shrink capacity below current capacity unless shrink flag explicitly specified",
                hint=f"volume '{volume.name}' has {volume.capacity} bytes; VIR_STORAGE_VOL_RESIZE_SHRINK cuts it",
            )
        pool = volume.pool
        if flags & _ALLOCATE and capacity > volume.allocation + pool.available:
            raise OperationFailed(
                "Not enough space left in storage pool", hint=f"'{pool.name}' has {pool.available} bytes left"
            )
        volume.resize(capacity)
        if flags & _ALLOCATE:
            volume.definition.allocation = capacity

    # Inside

    def _active(self, pool: StoragePoolRef) -> Pool:
        found = self.pools.find(pool)
        found.require_active()
        return found

    def _find(self, vol: StorageVolRef) -> Volume:
        pool = self.pools.by_name(vol.pool)
        pool.require_active()
        return pool.volume(vol.name)

    def _wipe(self, vol: StorageVolRef) -> None:
        volume = self._find(vol)
        volume.require_idle()
        volume.wipe()


@contextmanager
def _in_use(volume: Volume) -> Iterator[None]:
    volume.copies += 1
    try:
        yield
    finally:
        volume.copies -= 1


def _new_definition(pool: Pool, xml: str, flags: int) -> StorageVolume:
    """The definition of a volume that *pool* can take.

    Raises:
        XmlDetail, XmlError, ConfigUnsupported: it is none.
        OperationFailed: there is one of that name.
        InternalError: there is not enough room.
    """
    with blamed_on(ORIGIN):
        definition = parse_volume(xml, pool.definition.type)
        if flags & _VALIDATE:
            require_known(StorageVolume, xml)
    definition.path = definition.key = None
    if flags & _PREALLOC and definition.format != "qcow2":
        raise ConfigUnsupported(f"volume '{definition.name}': only qcow2 has metadata to set aside")
    if definition.name in pool.volumes:
        raise OperationFailed("storage vol already exists", hint=f"pool '{pool.name}' has a '{definition.name}'")
    if (definition.allocation or 0) > pool.available:
        raise InternalError(
            f"Not enough free space in pool for volume '{definition.name}'",
            hint=f"'{pool.name}' has {pool.available} bytes left",
        )
    return definition
