"""Finding, defining, starting and describing storage pools of the test driver."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anyvirt import constants
from anyvirt.conf.storage.capabilities import (
    FormatEnum,
    PoolOptions,
    PoolTypeCaps,
    StoragePoolCapabilities,
    VolumeOptions,
)
from anyvirt.conf.storage.claims import claims
from anyvirt.conf.storage.parse import parse_pool, parse_volume
from anyvirt.conf.storage.pool import PoolDevice, PoolHost, PoolSource, StoragePool, StoragePoolSources
from anyvirt.conf.storage.pool_kinds import KINDS
from anyvirt.conf.storage.pool_types import PoolType
from anyvirt.conf.store.events import Event, EventKind
from anyvirt.conf.store.filters import Group
from anyvirt.conf.store.named import Kind, NamedStore
from anyvirt.driver import URI
from anyvirt.driver.contract import StorageContract
from anyvirt.driver.types import StoragePoolInfo
from anyvirt.test.base import TestBase
from anyvirt.test.documents import blamed_on, require_known
from anyvirt.test.node import TestNode
from anyvirt.test.storage import POOL_CAPACITY, Pool, Volume
from anyvirt.util.error import InternalError, InvalidArg, NoStoragePool, NoSupport, OperationFailed, OperationInvalid
from anyvirt.util.flags import check_exclusive, check_flags
from anyvirt.util.refs import StoragePoolRef

ORIGIN: Final = constants.VIR_FROM_STORAGE  # of errors about documents

_KIND: Final = Kind("storage pool", "pool", NoStoragePool, ORIGIN)

_ACTIVE, _INACTIVE = constants.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE, constants.VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE
_PERSISTENT = constants.VIR_CONNECT_LIST_STORAGE_POOLS_PERSISTENT
_TRANSIENT = constants.VIR_CONNECT_LIST_STORAGE_POOLS_TRANSIENT
_AUTOSTART = constants.VIR_CONNECT_LIST_STORAGE_POOLS_AUTOSTART
_NO_AUTOSTART = constants.VIR_CONNECT_LIST_STORAGE_POOLS_NO_AUTOSTART
_TYPES: Final = {
    kind: getattr(constants, f"VIR_CONNECT_LIST_STORAGE_POOLS_{kind.value.upper().replace('-', '_')}")
    for kind in PoolType
}
_GROUPS: Final[tuple[Group[Pool], ...]] = (
    Group(_ACTIVE | _INACTIVE, lambda pool: _ACTIVE if pool.active else _INACTIVE),
    Group(_PERSISTENT | _TRANSIENT, lambda pool: _PERSISTENT if pool.persistent else _TRANSIENT),
    Group(_AUTOSTART | _NO_AUTOSTART, lambda pool: _AUTOSTART if pool.autostart else _NO_AUTOSTART),
    Group(sum(_TYPES.values()), lambda pool: _TYPES[pool.definition.type]),
)
_ALL_FILTERS: Final = sum(group.bits for group in _GROUPS)

_CREATE_OVERWRITE = constants.VIR_STORAGE_POOL_CREATE_WITH_BUILD_OVERWRITE
_CREATE_NO_OVERWRITE = constants.VIR_STORAGE_POOL_CREATE_WITH_BUILD_NO_OVERWRITE
_CREATE_FLAGS: Final = constants.VIR_STORAGE_POOL_CREATE_WITH_BUILD | _CREATE_OVERWRITE | _CREATE_NO_OVERWRITE
_OVERWRITE = constants.VIR_STORAGE_POOL_BUILD_OVERWRITE
_NO_OVERWRITE = constants.VIR_STORAGE_POOL_BUILD_NO_OVERWRITE

_FOLDERS: Final = (PoolType.DIR, PoolType.NETFS, PoolType.VSTORAGE)
_FORMATTED: Final = (PoolType.FS, PoolType.DISK, PoolType.LOGICAL)  # what is built there would end all that was


class Pools(TestBase, StorageContract):
    """Everything that is about pools as a whole."""

    def __init__(self, uri: URI, node: TestNode) -> None:
        super().__init__(uri, node)
        self.pools: NamedStore[StoragePool, Pool] = NamedStore(Pool, _KIND)
        for first in node.pools:
            pool = self.pools.define(_parse_pool(first.xml)).object
            self.pools.start(pool)
            for xml in first.volumes:
                with blamed_on(ORIGIN):
                    pool.add(parse_volume(xml, pool.definition.type))

    def all_volumes(self) -> Iterator[Volume]:
        """The volumes of all active pools."""
        return (volume for pool in self.pools if pool.active for volume in pool.volumes.values())

    def emit_pool(self, pool: Pool, event: int) -> None:
        """Tell everybody what became of a pool: VIR_STORAGE_POOL_EVENT_*."""
        number = constants.VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE
        self.events.emit(Event(number, pool.ref, (event, 0), EventKind.STORAGE_POOL))

    def emit_refreshed(self, pool: Pool) -> None:
        """Tell everybody that the volumes of a pool have changed."""
        self.events.emit(Event(constants.VIR_STORAGE_POOL_EVENT_ID_REFRESH, pool.ref, (), EventKind.STORAGE_POOL))

    # Finding

    async def connect_list_all_storage_pools(self, flags: int) -> list[StoragePoolRef]:
        check_flags(flags, _ALL_FILTERS, "virConnectListAllStoragePools")
        return [pool.ref for pool in self.pools.list(flags, _GROUPS)]

    async def storage_pool_lookup_by_name(self, name: str) -> StoragePoolRef:
        return self.pools.by_name(name).ref

    async def storage_pool_lookup_by_uuid(self, uuid: str) -> StoragePoolRef:
        return self.pools.by_uuid(uuid).ref

    async def storage_pool_lookup_by_target_path(self, path: str) -> StoragePoolRef:
        from anyvirt.conf.storage.post_parse import clean_path

        cleaned = clean_path(path)
        for pool in self.pools:
            if pool.active and pool.definition.path == cleaned:
                return pool.ref
        raise NoStoragePool(f"no storage pool with matching target path '{path}'")

    # Defining, starting, stopping

    async def storage_pool_define_xml(self, xml: str, flags: int) -> StoragePoolRef:
        check_flags(flags, constants.VIR_STORAGE_POOL_DEFINE_VALIDATE, "virStoragePoolDefineXML")
        definition = _parse_pool(xml, strict=bool(flags))
        self._refuse_shared(definition)
        pool = self.pools.define(definition).object
        self.emit_pool(pool, constants.VIR_STORAGE_POOL_EVENT_DEFINED)
        return pool.ref

    async def storage_pool_create_xml(self, xml: str, flags: int) -> StoragePoolRef:
        _check_create_flags(flags, "virStoragePoolCreateXML")
        definition = _parse_pool(xml)
        self._refuse_shared(definition)
        pool = self.pools.create(definition)
        try:
            _build(pool, definition, flags)
        except BaseException:
            self.pools.stop(pool)
            raise
        self.emit_pool(pool, constants.VIR_STORAGE_POOL_EVENT_STARTED)
        return pool.ref

    async def storage_pool_create(self, pool: StoragePoolRef, flags: int) -> None:
        _check_create_flags(flags, "virStoragePoolCreate")
        found = self.pools.find(pool)
        found.require_inactive()
        _build(found, found.definition, flags)
        self.pools.start(found)
        self.emit_pool(found, constants.VIR_STORAGE_POOL_EVENT_STARTED)

    async def storage_pool_destroy(self, pool: StoragePoolRef) -> None:
        found = self.pools.find(pool)
        found.require_active()
        if any(volume.copies for volume in found.volumes.values()):
            raise InternalError(
                f"pool '{found.name}' has asynchronous jobs running.",
                hint="try again when the copies of volumes are there",
            )
        self.pools.stop(found)
        if not found.persistent:
            found.drop_volumes()
        self.emit_pool(found, constants.VIR_STORAGE_POOL_EVENT_STOPPED)

    async def storage_pool_undefine(self, pool: StoragePoolRef) -> None:
        found = self.pools.find(pool)
        found.require_inactive()
        self.pools.undefine(found)
        found.drop_volumes()
        self.emit_pool(found, constants.VIR_STORAGE_POOL_EVENT_UNDEFINED)

    async def storage_pool_build(self, pool: StoragePoolRef, flags: int) -> None:
        function = "virStoragePoolBuild"
        check_flags(flags, _OVERWRITE | _NO_OVERWRITE, function)
        check_exclusive(
            flags,
            ("VIR_STORAGE_POOL_BUILD_OVERWRITE", _OVERWRITE),
            ("VIR_STORAGE_POOL_BUILD_NO_OVERWRITE", _NO_OVERWRITE),
            function,
        )
        found = self.pools.find(pool)
        found.require_inactive()
        _format(found, found.definition, overwrite=bool(flags & _OVERWRITE), keep=bool(flags & _NO_OVERWRITE))
        self.emit_pool(found, constants.VIR_STORAGE_POOL_EVENT_CREATED)

    async def storage_pool_delete(self, pool: StoragePoolRef, flags: int) -> None:
        check_flags(flags, constants.VIR_STORAGE_POOL_DELETE_ZEROED, "virStoragePoolDelete")
        found = self.pools.find(pool)
        found.require_inactive()
        # As in libvirt's test driver the volumes are there again after the next start; zeroed, they have no data.
        if flags & constants.VIR_STORAGE_POOL_DELETE_ZEROED:
            for volume in found.volumes.values():
                volume.wipe()
        self.emit_pool(found, constants.VIR_STORAGE_POOL_EVENT_DELETED)

    async def storage_pool_refresh(self, pool: StoragePoolRef, flags: int) -> None:
        check_flags(flags, 0, "virStoragePoolRefresh")
        found = self.pools.find(pool)
        found.require_active()
        self.emit_refreshed(found)

    # Looking at one

    async def storage_pool_get_xml_desc(self, pool: StoragePoolRef, flags: int) -> str:
        check_flags(flags, constants.VIR_STORAGE_XML_INACTIVE, "virStoragePoolGetXMLDesc")
        found = self.pools.find(pool)
        return found.describe(found.next_definition if flags else found.definition)

    async def storage_pool_get_info(self, pool: StoragePoolRef) -> StoragePoolInfo:
        found = self.pools.find(pool)
        state = constants.VIR_STORAGE_POOL_RUNNING if found.active else constants.VIR_STORAGE_POOL_INACTIVE
        return StoragePoolInfo(state, POOL_CAPACITY, found.allocation, found.available)

    async def storage_pool_is_active(self, pool: StoragePoolRef) -> bool:
        return self.pools.by_uuid(pool.uuid).active

    async def storage_pool_is_persistent(self, pool: StoragePoolRef) -> bool:
        return self.pools.by_uuid(pool.uuid).persistent

    async def storage_pool_get_autostart(self, pool: StoragePoolRef) -> bool:
        return self.pools.find(pool).autostart

    async def storage_pool_set_autostart(self, pool: StoragePoolRef, autostart: bool) -> None:
        found = self.pools.find(pool)
        if not found.persistent:
            raise InvalidArg("pool has no config file", hint=f"define '{found.name}' to give it one")
        found.autostart = autostart

    # The host

    async def connect_find_storage_pool_sources(self, type: str, src_spec: str | None, flags: int) -> str:
        check_flags(flags, 0, "virConnectFindStoragePoolSources")
        with blamed_on(ORIGIN):
            given = None if src_spec is None else PoolSource.from_xml(src_spec)
        match type:
            case "logical":
                found = [
                    PoolSource(
                        devices=[PoolDevice(path=f"/dev/sda{19 + number}")], name=f"testvg{number}", format="lvm2"
                    )
                    for number in (1, 2)
                ]
            case "netfs":
                if given is None or len(given.hosts) != 1:
                    raise InvalidArg("hostname must be specified for netfs sources")
                found = [PoolSource(hosts=[PoolHost(name=given.hosts[0].name)], dir="/testshare", format="nfs")]
            case "dir":
                raise InternalError("unknown storage pool type dir")
            case _:
                raise NoSupport(f"pool type '{type}' does not support source discovery")
        return StoragePoolSources(sources=found).to_xml()

    async def connect_get_storage_pool_capabilities(self, flags: int) -> str:
        check_flags(flags, 0, "virConnectGetStoragePoolCapabilities")
        pools: list[PoolTypeCaps] = []
        for type, kind in KINDS.items():
            pool = PoolTypeCaps(type=type.value, supported=True)
            if kind.formats:
                formats = FormatEnum(name="sourceFormatType", values=list(kind.formats))
                pool.pool_options = PoolOptions(default_format=kind.format, enums=[formats])
            if kind.volume_formats:
                formats = FormatEnum(name="targetFormatType", values=list(kind.volume_formats))
                pool.volume_options = VolumeOptions(default_format=kind.volume_format, enums=[formats])
            pools.append(pool)
        return StoragePoolCapabilities(pools=pools).to_xml()

    # Inside

    def _refuse_shared(self, definition: StoragePool) -> None:
        """Raises:
        OperationFailed: another pool keeps its volumes in the same place.
        """
        wanted = claims(definition)
        for pool in self.pools:
            if pool.name != definition.name and not wanted.isdisjoint(claims(pool.definition)):
                raise OperationFailed(f"Storage source conflict with pool: '{pool.name}'", origin=ORIGIN)


def _parse_pool(xml: str, *, strict: bool = False) -> StoragePool:
    with blamed_on(ORIGIN):
        definition = parse_pool(xml)
        if strict:
            require_known(StoragePool, xml)
    return definition


def _check_create_flags(flags: int, function: str) -> None:
    check_flags(flags, _CREATE_FLAGS, function)
    check_exclusive(
        flags,
        ("VIR_STORAGE_POOL_CREATE_WITH_BUILD_OVERWRITE", _CREATE_OVERWRITE),
        ("VIR_STORAGE_POOL_CREATE_WITH_BUILD_NO_OVERWRITE", _CREATE_NO_OVERWRITE),
        function,
    )


def _build(pool: Pool, definition: StoragePool, flags: int) -> None:
    """Build the pool if the flags of a start ask for that."""
    if flags:
        overwrite, keep = bool(flags & _CREATE_OVERWRITE), bool(flags & _CREATE_NO_OVERWRITE)
        _format(pool, definition, overwrite=overwrite, keep=keep)


def _format(pool: Pool, definition: StoragePool, *, overwrite: bool, keep: bool) -> None:
    """What building does to what is there.

    Raises:
        OperationInvalid: there is no device to *overwrite* or to *keep*.
        OperationFailed: there is something to *keep*.
    """
    if (overwrite or keep) and definition.type in _FOLDERS:
        raise OperationInvalid(
            f"No source device specified when formatting pool '{pool.name}'",
            hint=f"what a pool of type '{definition.type.value}' has is made without such flags",
        )
    if definition.type not in _FORMATTED or not pool.volumes:
        return
    if keep:
        raise OperationFailed(
            f"pool '{pool.name}' has {len(pool.volumes)} volumes that building it would end",
            hint="give VIR_STORAGE_POOL_BUILD_OVERWRITE to lose them",
        )
    if overwrite:
        pool.drop_volumes()
