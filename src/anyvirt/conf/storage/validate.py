"""Rules of storage documents. The first one that is broken is reported, with libvirt's code."""

from __future__ import annotations

import re
from typing import Final

from anyvirt.conf.auth import AuthType, check_auth
from anyvirt.conf.encryption import check_encryption
from anyvirt.conf.storage.pool import Adapter, AdapterType, PoolSource, StoragePool
from anyvirt.conf.storage.pool_kinds import KINDS
from anyvirt.conf.storage.pool_types import PoolType
from anyvirt.conf.storage.post_parse import needs_type
from anyvirt.conf.storage.volume import StorageVolume
from anyvirt.util.error import ConfigUnsupported, InternalError, NoSupport, Overflow, XmlError

MAX_SIZE: Final = 2**63 - 1  # bytes; what an offset in a file can count

_WWN = re.compile("[0-9a-fA-F]{16}").fullmatch
_COMPAT = re.compile(r"[0-9]+\.[0-9]+", re.ASCII).fullmatch


def check_pool(pool: StoragePool) -> None:
    """Check *pool*, after `fill_pool`.

    Raises:
        XmlError: something is missing or contradicts something else.
        ConfigUnsupported: a format or protocol that its type does not have.
        NoSupport: copying on write for files that are not of the host.
        InternalError: a malformed world wide name.
    """
    kind, source = KINDS[pool.type], pool.source or PoolSource()
    what = f"pool '{pool.name}'"
    _check_source(source, pool.type, what)
    if pool.name is None:
        raise XmlError(f"{pool.type.value} pool: needs a name")
    if "/" in pool.name:
        raise XmlError(f"pool: name {pool.name} cannot contain '/'")
    if pool.cow is not None and pool.type not in (PoolType.DIR, PoolType.FS):
        raise NoSupport(f"{what}: feature cow is for pools of type 'dir' and 'fs', not '{pool.type.value}'")
    if kind.hosts and not source.hosts:
        raise XmlError(f"{what}: type '{pool.type.value}' needs a <host> in its <source>")
    if kind.dir and source.dir is None:
        raise XmlError(f"{what}: type '{pool.type.value}' needs a <dir> in its <source>")
    if kind.name and source.name is None:
        raise XmlError(f"{what}: type '{pool.type.value}' needs a <name> in its <source>")
    if kind.adapter:
        _check_adapter(source.adapter, what)
    if kind.needs_devices and not source.devices:
        raise XmlError(f"{what}: type '{pool.type.value}' needs a <device> in its <source>")
    if pool.type is PoolType.ISCSI_DIRECT and source.initiator is None:
        raise ConfigUnsupported(f"{what}: type 'iscsi-direct' needs the <iqn> of an <initiator> in its <source>")
    if kind.local and pool.path is None:
        raise XmlError(f"{what}: type '{pool.type.value}' needs the <path> of its <target>")
    _check_options(pool, what)


def _check_source(source: PoolSource, pool_type: PoolType, what: str) -> None:
    formats = KINDS[pool_type].formats
    if source.format is not None and source.format not in formats:
        raise ConfigUnsupported(f"{what}: source format '{source.format}' is not one of {', '.join(formats)}")
    if source.auth is not None:
        check_auth(source.auth, f"{what}: auth")
        if source.auth.type in (None, AuthType.NONE):
            raise ConfigUnsupported(f"{what}: auth needs a type, chap or ceph")
    # Meant for NFS. libvirt compares numbers only: the first two formats of every other type pass as well.
    if source.protocol_version is not None and source.format is not None and source.format not in formats[:2]:
        raise ConfigUnsupported(f"{what}: format '{source.format}' has no <protocol>", hint="it is for NFS")


def _check_adapter(adapter: Adapter | None, what: str) -> None:
    if adapter is None or (adapter.type is None and not needs_type(adapter)):
        raise XmlError(f"{what}: type 'scsi' needs an <adapter> in its <source>")
    match adapter.type:
        case None:
            raise XmlError(f"{what}: the adapter needs a type", hint="only a name goes without one")
        case AdapterType.FC_HOST:
            _check_fibre_channel(adapter, what)
        case AdapterType.SCSI_HOST:
            if (adapter.name is None) == (adapter.parent_address is None):
                raise XmlError(f"{what}: a scsi_host adapter has either a name or a <parentaddr>")
            if adapter.parent_address is not None and adapter.parent_address.address is None:
                raise XmlError(f"{what}: adapter/parentaddr: needs an <address>")


def _check_fibre_channel(adapter: Adapter, what: str) -> None:
    if adapter.wwnn is None or adapter.wwpn is None:
        raise XmlError(f"{what}: an fc_host adapter needs wwnn and wwpn")
    if (adapter.parent_wwnn is None) != (adapter.parent_wwpn is None):
        raise XmlError(f"{what}: adapter: parent_wwnn and parent_wwpn come together")
    for name in ("wwnn", "wwpn", "parent_wwnn", "parent_wwpn", "parent_fabric_wwn"):
        value = getattr(adapter, name)
        if value is not None and not _WWN(value):
            raise InternalError(f"{what}: adapter: {name} '{value}' is not 16 hexadecimal digits")


def _check_options(pool: StoragePool, what: str) -> None:
    if "" in pool.mount_options:
        raise XmlError(f"{what}: fs:mount_opts/fs:option: needs a name")
    for option in pool.rbd_options:
        if not option.name:
            raise XmlError(f"{what}: rbd:config_opts/rbd:option: needs a name")
        if not option.value:
            raise XmlError(f"{what}: rbd:config_opts/rbd:option: '{option.name}' needs a value")


def check_volume(volume: StorageVolume, pool_type: PoolType) -> None:
    """Check *volume*, after `fill_volume`.

    Raises:
        XmlError: something is missing or contradicts something else.
        ConfigUnsupported: a format that volumes of such a pool cannot have.
        Overflow: a size that nothing can have.
    """
    what = f"volume '{volume.name}'"
    if not volume.name:
        raise XmlError("volume: needs a name")
    for size, amount in (("capacity", volume.capacity), ("allocation", volume.allocation)):
        if amount is not None and amount > MAX_SIZE:
            raise Overflow(f"{what}: {size}: {amount} bytes is more than {MAX_SIZE}")
    formats = KINDS[pool_type].volume_formats
    backing = volume.backing_store
    for place, name in (("backingStore/format", backing and backing.format), ("target/format", volume.format)):
        if name is not None and name not in formats:
            raise ConfigUnsupported(
                f"{what}: {place}: '{name}' is not one of {', '.join(formats)}",
                hint=f"these are the formats of volumes in a pool of type '{pool_type.value}'",
            )
    if volume.encryption is not None:
        check_encryption(volume.encryption, f"{what}: target/encryption")
    if volume.compat is not None and not _COMPAT(volume.compat):
        raise XmlError(f"{what}: target/compat: '{volume.compat}' is not a version such as 1.1")
