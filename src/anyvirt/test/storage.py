"""The storage pools and volumes of the test driver as it holds them."""

from __future__ import annotations

from typing import Final

from anyvirt import constants
from anyvirt.conf.storage.format import format_volume
from anyvirt.conf.storage.pool import StoragePool
from anyvirt.conf.storage.pool_types import PoolType
from anyvirt.conf.storage.volume import StorageVolume, VolumeType
from anyvirt.conf.store.named import NamedObject
from anyvirt.test.volume_data import VolumeData
from anyvirt.util.error import NoStorageVol, OperationInvalid
from anyvirt.util.refs import StoragePoolRef, StorageVolRef

POOL_CAPACITY: Final = 100 * 2**30  # bytes, of each pool

_VOLUME_TYPES: Final = {
    PoolType.DIR: VolumeType.FILE,
    PoolType.FS: VolumeType.FILE,
    PoolType.NETFS: VolumeType.FILE,
    PoolType.VSTORAGE: VolumeType.FILE,
    PoolType.RBD: VolumeType.NETWORK,
    PoolType.SHEEPDOG: VolumeType.NETWORK,
    PoolType.GLUSTER: VolumeType.NETWORK,
    PoolType.ISCSI_DIRECT: VolumeType.NETWORK,
}
_NUMBERS: Final = {
    VolumeType.FILE: constants.VIR_STORAGE_VOL_FILE,
    VolumeType.BLOCK: constants.VIR_STORAGE_VOL_BLOCK,
    VolumeType.NETWORK: constants.VIR_STORAGE_VOL_NETWORK,
}


class Volume:
    """A volume; the pool, whose configuration may change, is looked at when it matters.

    Attributes:
        definition: complete, with key and path.
        copies: that are being made of it or into it.
    """

    def __init__(self, pool: Pool, definition: StorageVolume) -> None:
        self.pool = pool
        self.definition = definition
        self.copies = 0
        self._data: VolumeData | None = None

    @property
    def name(self) -> str:
        """Unique in its pool."""
        return self.definition.name

    @property
    def key(self) -> str:
        """Unique on the host."""
        return self.definition.key or self.name

    @property
    def path(self) -> str:
        """Where guests would find it."""
        return self.definition.path or self.key

    @property
    def ref(self) -> StorageVolRef:
        """The values that name it for callers."""
        return StorageVolRef(self.pool.name, self.name, self.key)

    @property
    def type(self) -> int:
        """VIR_STORAGE_VOL_*, which its pool decides on."""
        return _NUMBERS[_VOLUME_TYPES.get(self.pool.definition.type, VolumeType.BLOCK)]

    @property
    def capacity(self) -> int:
        """Bytes that a guest sees."""
        return self.definition.capacity or 0

    @property
    def allocation(self) -> int:
        """Bytes that it takes: those that were set aside for it, or more where more was written."""
        return max(self.definition.allocation or 0, 0 if self._data is None else self._data.allocated)

    @property
    def physical(self) -> int:
        """Bytes from the start of its file to the end."""
        if self.is_raw:
            return self.capacity
        return self.allocation if self._data is None else self._data.size

    @property
    def is_raw(self) -> bool:
        """Whether what is in it is what a guest sees, byte for byte."""
        return self.definition.format in (None, "raw", "none")

    @property
    def data(self) -> VolumeData:
        """What was written; made when it is first needed."""
        if self._data is None:
            self._data = VolumeData(self.capacity if self.is_raw else None)
        return self._data

    def require_idle(self) -> None:
        """Raises:
        OperationInvalid: it is being copied, or is not made yet. A stream does not matter: it keeps what it has.
        """
        if self.copies:
            raise OperationInvalid(f"volume '{self.name}' is still in use.", hint="try again when the copy is there")

    def resize(self, capacity: int) -> None:
        """Make it *capacity* bytes large."""
        if self._data is not None and self.is_raw:
            self._data.resize(capacity)
        self.definition.capacity = capacity

    def copy_from(self, other: Volume) -> None:
        """Begin with the data of *other*. Not for an event loop."""
        if other._data is not None:
            self.data.copy_from(other._data)

    def wipe(self) -> None:
        """Have it all zero."""
        if self._data is not None:
            self._data.clear()

    def close(self) -> None:
        """Let go of the data."""
        if self._data is not None:
            self._data.close()
            self._data = None

    def describe(self) -> str:
        """Its document."""
        shown = self.definition.copy()
        shown.allocation = self.allocation
        return format_volume(shown)


class Pool(NamedObject[StoragePool]):
    """A pool and its volumes, which stay there when it stops."""

    def __init__(self, name: str, uuid: str) -> None:
        super().__init__(name, uuid)
        self.volumes: dict[str, Volume] = {}

    @property
    def ref(self) -> StoragePoolRef:
        """The values that name it for callers."""
        return StoragePoolRef(self.name, self.uuid)

    @property
    def allocation(self) -> int:
        """Bytes that the volumes take."""
        return sum(volume.allocation for volume in self.volumes.values())

    @property
    def available(self) -> int:
        """Bytes that are left."""
        return max(0, POOL_CAPACITY - self.allocation)

    def describe(self, definition: StoragePool) -> str:
        """The document of *definition* with the sizes of today."""
        shown = definition.copy()
        shown.capacity, shown.allocation, shown.available = POOL_CAPACITY, self.allocation, self.available
        return shown.to_xml()

    def require_active(self) -> None:
        """Raises:
        OperationInvalid: it is not.
        """
        if not self.active:
            raise OperationInvalid(f"storage pool '{self.name}' is not active", hint="start it first")

    def require_inactive(self) -> None:
        """Raises:
        OperationInvalid: it is active.
        """
        if self.active:
            raise OperationInvalid(f"storage pool '{self.name}' is active", hint="destroy() stops it; nothing is lost")

    def volume(self, name: str) -> Volume:
        """Raises:
        NoStorageVol: there is none of that name.
        """
        found = self.volumes.get(name)
        if found is None:
            raise NoStorageVol(f"no storage vol with matching name '{name}'")
        return found

    def add(self, definition: StorageVolume) -> Volume:
        """A new volume, in its place unless the definition names one."""
        holder = self.definition
        folder = holder.path or (holder.source and holder.source.name) or self.name
        definition.path = definition.path or f"{folder}/{definition.name}"
        definition.key = definition.key or definition.path
        volume = self.volumes[definition.name] = Volume(self, definition)
        return volume

    def drop_volumes(self) -> None:
        """Forget all volumes and their data."""
        for volume in self.volumes.values():
            volume.close()
        self.volumes.clear()
