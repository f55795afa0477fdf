"""Defaults of storage documents, and what a type of pools has no use for."""

from __future__ import annotations

import re

from anyvirt.conf.encryption import fill_encryption
from anyvirt.conf.storage.permissions import fill_permissions
from anyvirt.conf.storage.pool import Adapter, AdapterType, PoolSource, StoragePool
from anyvirt.conf.storage.pool_kinds import KINDS, PoolKind
from anyvirt.conf.storage.pool_types import PoolType
from anyvirt.conf.storage.volume import StorageVolume
from anyvirt.util.uuids import new_uuid

_URI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://").match


def fill_pool(pool: StoragePool) -> None:
    """Complete *pool* in place."""
    kind = KINDS[pool.type]
    if pool.source is None:
        pool.source = PoolSource()
    source = pool.source
    _fill_source(source, kind)
    if pool.name is None and kind.name:
        pool.name = source.name
    # A Ceph pool on the server is always named: there, guessing could reach somebody else's data.
    if kind.name and source.name is None and pool.type is not PoolType.RBD:
        source.name = pool.name
    if pool.type is PoolType.GLUSTER and source.dir is None:
        source.dir = "/"
    if pool.uuid is None:
        pool.uuid = new_uuid()
    _fill_target(pool, source, kind)
    if kind.prefix != "fs":
        pool.mount_options = []
    if kind.prefix != "rbd":
        pool.rbd_options = []


def _fill_source(source: PoolSource, kind: PoolKind) -> None:
    for part in ("dir", "initiator", "format", "protocol_version", "vendor", "product"):
        if getattr(source, part) == "":
            setattr(source, part, None)
    if not kind.hosts:
        source.hosts = []
    for host in source.hosts:
        host.port = host.port or None
    if not kind.devices:
        source.devices = []
    source.dir = clean_path(source.dir) if kind.dir and source.dir is not None else None
    source.adapter = source.adapter if kind.adapter else None
    if source.adapter is not None:
        _fill_adapter(source.adapter)
    source.name = source.name if kind.name else None
    source.initiator = source.initiator if kind.initiator else None
    source.format = source.format or kind.format if kind.formats else None
    source.format_vendor = source.format_product = None


def _fill_adapter(adapter: Adapter) -> None:
    if adapter.type is None and adapter.name is not None and not needs_type(adapter):
        adapter.type = AdapterType.SCSI_HOST
    if adapter.type is AdapterType.SCSI_HOST:
        adapter.parent = adapter.parent_wwnn = adapter.parent_wwpn = adapter.parent_fabric_wwn = None
        adapter.wwnn = adapter.wwpn = adapter.managed = None
    if adapter.type is AdapterType.FC_HOST:
        adapter.name = adapter.parent_address = None
    if adapter.parent_address is not None and adapter.parent_address.address is not None:
        adapter.parent_address.address.multifunction = None


def needs_type(adapter: Adapter) -> bool:
    """Whether it has parts that mean nothing without a type."""
    return any(part is not None for part in (adapter.wwnn, adapter.wwpn, adapter.parent, adapter.parent_address))


def _fill_target(pool: StoragePool, source: PoolSource, kind: PoolKind) -> None:
    if not kind.local:
        pool.path = pool.permissions = None
        return
    if kind.target:  # where the devices appear is not for choice
        pool.path = kind.target.format(source.name) if source.name is not None else None
    if pool.path is not None:
        pool.path = clean_path(pool.path)
    pool.permissions = fill_permissions(pool.permissions)


def clean_path(path: str) -> str:
    """*path* without slashes that mean nothing; two at the start mean something, and a URI stays as it is."""
    if _URI(path):
        return path
    start = "//" if path.startswith("//") and not path.startswith("///") else "/" if path.startswith("/") else ""
    return start + re.sub("/+", "/", path.strip("/"))


def fill_volume(volume: StorageVolume, pool_type: PoolType) -> None:
    """Complete *volume*, of a pool of type *pool_type*, in place."""
    kind = KINDS[pool_type]
    volume.capacity = volume.capacity or 0
    if volume.allocation is None:
        volume.allocation = volume.capacity
    volume.format = volume.format or kind.volume_format if kind.volume_formats else None
    volume.permissions = fill_permissions(volume.permissions)
    if volume.encryption is not None:
        fill_encryption(volume.encryption)
    if volume.features is not None and volume.compat is None:
        volume.compat = "1.1"  # the first that has them
    volume.cluster_size = volume.cluster_size or None
    backing = volume.backing_store
    if backing is not None:
        backing.format = backing.format or kind.volume_format if kind.volume_formats else None
        backing.permissions = fill_permissions(backing.permissions)
