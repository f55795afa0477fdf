"""What a pool wants for itself: two pools that share any of it would write over each other's volumes."""

from __future__ import annotations

from collections.abc import Hashable

from anyvirt.conf.storage.pool import Adapter, AdapterType, PoolSource, StoragePool
from anyvirt.conf.storage.pool_types import PoolType

_ON_DEVICES = (PoolType.FS, PoolType.DISK, PoolType.LOGICAL)


def claims(pool: StoragePool) -> frozenset[Hashable]:
    """Values of which no two pools of a host may have one in common; *pool* is complete.

    As libvirt sees it: volume groups, Ceph pools and ZFS pools may be given twice by name, the targets of iSCSI are
    known by their names whatever server they are on, and there is but one mpath pool.
    """
    source = pool.source or PoolSource()
    servers = tuple((host.name, host.port) for host in source.hosts)
    match pool.type:
        case PoolType.DIR:
            return frozenset([(pool.type, pool.path)])
        case PoolType.NETFS | PoolType.GLUSTER | PoolType.SHEEPDOG:
            return frozenset([(pool.type, servers, source.name, source.dir)])
        case PoolType.VSTORAGE:
            return frozenset([(pool.type, source.name)])
        case PoolType.ISCSI:
            return frozenset((pool.type, device.path, source.initiator) for device in source.devices)
        case PoolType.SCSI if source.adapter is not None:
            return frozenset([(pool.type, _adapter(source.adapter))])
        case PoolType.MPATH:
            return frozenset([pool.type])
        case _ if pool.type in _ON_DEVICES:
            return frozenset(device.path for device in source.devices)
    return frozenset()


def _adapter(adapter: Adapter) -> Hashable:
    if adapter.type is AdapterType.FC_HOST:
        return adapter.wwnn, adapter.wwpn
    if adapter.name is not None:
        return adapter.name.removeprefix("scsi_")
    parent = adapter.parent_address
    if parent is None or parent.address is None:
        return None
    address = parent.address
    return parent.unique_id, address.domain, address.bus, address.slot, address.function
