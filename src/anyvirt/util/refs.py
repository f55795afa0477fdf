"""How a driver names an object it answered with: plain values, safe to keep, to compare and to send."""

from __future__ import annotations

from typing import NamedTuple


class DomainRef(NamedTuple):
    """What identifies a domain: the facade's virDomain wraps one, drivers take and return them."""

    name: str
    uuid: str  # lower-case text with hyphens
    id: int = -1  # -1 while the domain is not active


class SnapshotRef(NamedTuple):
    """What identifies a snapshot of a domain."""

    domain: DomainRef
    name: str


class CheckpointRef(NamedTuple):
    """What identifies a checkpoint of a domain."""

    domain: DomainRef
    name: str


class NetworkRef(NamedTuple):
    """What identifies a virtual network."""

    name: str
    uuid: str


class NetworkPortRef(NamedTuple):
    """What identifies a port of a virtual network."""

    network: NetworkRef
    uuid: str


class StoragePoolRef(NamedTuple):
    """What identifies a storage pool."""

    name: str
    uuid: str


class StorageVolRef(NamedTuple):
    """What identifies a storage volume."""

    pool: str  # name of its pool
    name: str
    key: str  # unique on the host, often its path


class InterfaceRef(NamedTuple):
    """What identifies a network interface of the host."""

    name: str
    mac: str


class NodeDeviceRef(NamedTuple):
    """What identifies a device of the host."""

    name: str


class SecretRef(NamedTuple):
    """What identifies a secret."""

    uuid: str
    usage_type: int  # VIR_SECRET_USAGE_TYPE_*
    usage_id: str


class NwfilterRef(NamedTuple):
    """What identifies a network filter."""

    name: str
    uuid: str


class NwfilterBindingRef(NamedTuple):
    """What identifies the binding of a network filter to a port."""

    port_dev: str
    filter_name: str
