"""What the generated classes of objects stand on: an object is a reference, and a way to the connection it came from.

What it names may change or go, which the next call says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from anyvirt.util.refs import (
    CheckpointRef,
    InterfaceRef,
    NetworkPortRef,
    NetworkRef,
    NodeDeviceRef,
    NwfilterBindingRef,
    NwfilterRef,
    SecretRef,
    SnapshotRef,
    StoragePoolRef,
    StorageVolRef,
)

if TYPE_CHECKING:
    from anyvirt.aio.connection import virConnect as AsyncConnect
    from anyvirt.aio.domain import virDomain as AsyncDomain
    from anyvirt.aio.network import virNetwork as AsyncNetwork
    from anyvirt.base import AsyncConnectionBase, ConnectionBase, ConnectionCore
    from anyvirt.connection import virConnect
    from anyvirt.domain import virDomain
    from anyvirt.objects.network import virNetwork


class _Object:
    """Identity. Two objects are equal when they are of one connection and refer to the same thing."""

    _conn: ConnectionCore
    _ref: tuple[object, ...]

    def _identity(self) -> object:
        """What of the reference tells the thing apart; the rest of it may have changed."""
        return self._ref

    @property
    def _o(self) -> Self:
        return self  # what libvirtmod's functions take

    def c_pointer(self) -> int:
        """A number that tells this object from others while it lives."""
        return id(self)

    def __repr__(self) -> str:
        cls = type(self)
        return f"<{cls.__module__}.{cls.__qualname__} {self._ref!r}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Object) or type(self) is not type(other):
            return NotImplemented
        return self._conn is other._conn and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())


class _Blocking(_Object):
    _conn: ConnectionBase

    def connect(self) -> virConnect:
        """The connection that the object came from."""
        return cast("virConnect", self._conn)


class _Awaitable(_Object):
    _conn: AsyncConnectionBase

    def connect(self) -> AsyncConnect:
        """The connection that the object came from."""
        return cast("AsyncConnect", self._conn)


def _bytes(uuid: str) -> bytes:
    return bytes.fromhex(uuid.replace("-", ""))


# Parts of domains


class _Snapshot(_Object):
    _ref: SnapshotRef

    def _identity(self) -> object:
        return self._ref.domain.uuid, self._ref.name

    def getName(self) -> str:
        """The name of the snapshot, unique in its domain."""
        return self._ref.name


class SnapshotBase(_Snapshot, _Blocking):
    """A snapshot of a domain of a blocking connection."""

    def __init__(self, dom: virDomain, ref: SnapshotRef) -> None:
        self._dom = dom
        self._conn = dom._conn
        self._ref = ref

    def domain(self) -> virDomain:
        """The domain whose snapshot it is."""
        return self._dom

    def getDomain(self) -> virDomain:
        """The domain whose snapshot it is."""
        return self._dom

    def getConnect(self) -> virConnect:
        """The connection that the object came from."""
        return self.connect()


class AsyncSnapshotBase(_Snapshot, _Awaitable):
    """A snapshot of a domain of a connection whose calls are awaited."""

    def __init__(self, dom: AsyncDomain, ref: SnapshotRef) -> None:
        self._dom = dom
        self._conn = dom._conn
        self._ref = ref

    def domain(self) -> AsyncDomain:
        """The domain whose snapshot it is."""
        return self._dom

    def getDomain(self) -> AsyncDomain:
        """The domain whose snapshot it is."""
        return self._dom

    def getConnect(self) -> AsyncConnect:
        """The connection that the object came from."""
        return self.connect()


class _Checkpoint(_Object):
    _ref: CheckpointRef

    def _identity(self) -> object:
        return self._ref.domain.uuid, self._ref.name

    def getName(self) -> str:
        """The name of the checkpoint, unique in its domain."""
        return self._ref.name


class CheckpointBase(_Checkpoint, _Blocking):
    """A checkpoint of a domain of a blocking connection."""

    def __init__(self, dom: virDomain, ref: CheckpointRef) -> None:
        self._dom = dom
        self._conn = dom._conn
        self._ref = ref

    def domain(self) -> virDomain:
        """The domain whose checkpoint it is."""
        return self._dom

    def getDomain(self) -> virDomain:
        """The domain whose checkpoint it is."""
        return self._dom

    def getConnect(self) -> virConnect:
        """The connection that the object came from."""
        return self.connect()


class AsyncCheckpointBase(_Checkpoint, _Awaitable):
    """A checkpoint of a domain of a connection whose calls are awaited."""

    def __init__(self, dom: AsyncDomain, ref: CheckpointRef) -> None:
        self._dom = dom
        self._conn = dom._conn
        self._ref = ref

    def domain(self) -> AsyncDomain:
        """The domain whose checkpoint it is."""
        return self._dom

    def getDomain(self) -> AsyncDomain:
        """The domain whose checkpoint it is."""
        return self._dom

    def getConnect(self) -> AsyncConnect:
        """The connection that the object came from."""
        return self.connect()


# Networks


class _Network(_Object):
    _ref: NetworkRef

    def _identity(self) -> object:
        return self._ref.uuid

    def name(self) -> str:
        """The name of the network, unique on its connection."""
        return self._ref.name

    def UUID(self) -> bytes:
        """The UUID as 16 bytes."""
        return _bytes(self._ref.uuid)

    def UUIDString(self) -> str:
        """The UUID as text, in lower case with hyphens."""
        return self._ref.uuid


class NetworkBase(_Network, _Blocking):
    """A network of a blocking connection."""

    def __init__(self, conn: ConnectionBase, ref: NetworkRef) -> None:
        self._conn = conn
        self._ref = ref


class AsyncNetworkBase(_Network, _Awaitable):
    """A network of a connection whose calls are awaited."""

    def __init__(self, conn: AsyncConnectionBase, ref: NetworkRef) -> None:
        self._conn = conn
        self._ref = ref


class _NetworkPort(_Object):
    _ref: NetworkPortRef

    def _identity(self) -> object:
        return self._ref.network.uuid, self._ref.uuid

    def UUID(self) -> bytes:
        """The UUID as 16 bytes."""
        return _bytes(self._ref.uuid)

    def UUIDString(self) -> str:
        """The UUID as text, in lower case with hyphens."""
        return self._ref.uuid


class NetworkPortBase(_NetworkPort, _Blocking):
    """A port of a network of a blocking connection."""

    def __init__(self, net: virNetwork, ref: NetworkPortRef) -> None:
        self._net = net
        self._conn = net._conn
        self._ref = ref

    def network(self) -> virNetwork:
        """The network whose port it is."""
        return self._net


class AsyncNetworkPortBase(_NetworkPort, _Awaitable):
    """A port of a network of a connection whose calls are awaited."""

    def __init__(self, net: AsyncNetwork, ref: NetworkPortRef) -> None:
        self._net = net
        self._conn = net._conn
        self._ref = ref

    def network(self) -> AsyncNetwork:
        """The network whose port it is."""
        return self._net


# Storage


class _StoragePool(_Object):
    _ref: StoragePoolRef

    def _identity(self) -> object:
        return self._ref.uuid

    def name(self) -> str:
        """The name of the pool, unique on its connection."""
        return self._ref.name

    def UUID(self) -> bytes:
        """The UUID as 16 bytes."""
        return _bytes(self._ref.uuid)

    def UUIDString(self) -> str:
        """The UUID as text, in lower case with hyphens."""
        return self._ref.uuid


class StoragePoolBase(_StoragePool, _Blocking):
    """A storage pool of a blocking connection."""

    def __init__(self, conn: ConnectionBase, ref: StoragePoolRef) -> None:
        self._conn = conn
        self._ref = ref


class AsyncStoragePoolBase(_StoragePool, _Awaitable):
    """A storage pool of a connection whose calls are awaited."""

    def __init__(self, conn: AsyncConnectionBase, ref: StoragePoolRef) -> None:
        self._conn = conn
        self._ref = ref


class _StorageVol(_Object):
    _ref: StorageVolRef

    streamBufSize = 262120
    """How many bytes are best sent to a stream at once: what one message of libvirt's protocol carries."""

    def _identity(self) -> object:
        return self._ref.key

    def name(self) -> str:
        """The name of the volume, unique in its pool."""
        return self._ref.name

    def key(self) -> str:
        """What tells the volume from all others of the host."""
        return self._ref.key


class StorageVolBase(_StorageVol, _Blocking):
    """A storage volume of a blocking connection."""

    def __init__(self, conn: ConnectionBase, ref: StorageVolRef) -> None:
        self._conn = conn
        self._ref = ref


class AsyncStorageVolBase(_StorageVol, _Awaitable):
    """A storage volume of a connection whose calls are awaited."""

    def __init__(self, conn: AsyncConnectionBase, ref: StorageVolRef) -> None:
        self._conn = conn
        self._ref = ref


# The host


class _Interface(_Object):
    _ref: InterfaceRef

    def _identity(self) -> object:
        return self._ref.name

    def name(self) -> str:
        """The name of the interface."""
        return self._ref.name

    def MACString(self) -> str:
        """Its hardware address as text."""
        return self._ref.mac


class InterfaceBase(_Interface, _Blocking):
    """A network interface of the host, of a blocking connection."""

    def __init__(self, conn: ConnectionBase, ref: InterfaceRef) -> None:
        self._conn = conn
        self._ref = ref


class AsyncInterfaceBase(_Interface, _Awaitable):
    """A network interface of the host, of a connection whose calls are awaited."""

    def __init__(self, conn: AsyncConnectionBase, ref: InterfaceRef) -> None:
        self._conn = conn
        self._ref = ref


class _NodeDevice(_Object):
    _ref: NodeDeviceRef

    def name(self) -> str:
        """The name of the device, unique on the host."""
        return self._ref.name


class NodeDeviceBase(_NodeDevice, _Blocking):
    """A device of the host, of a blocking connection."""

    def __init__(self, conn: ConnectionBase, ref: NodeDeviceRef) -> None:
        self._conn = conn
        self._ref = ref


class AsyncNodeDeviceBase(_NodeDevice, _Awaitable):
    """A device of the host, of a connection whose calls are awaited."""

    def __init__(self, conn: AsyncConnectionBase, ref: NodeDeviceRef) -> None:
        self._conn = conn
        self._ref = ref


# Secrets


class _Secret(_Object):
    _ref: SecretRef

    def _identity(self) -> object:
        return self._ref.uuid

    def UUID(self) -> bytes:
        """The UUID as 16 bytes."""
        return _bytes(self._ref.uuid)

    def UUIDString(self) -> str:
        """The UUID as text, in lower case with hyphens."""
        return self._ref.uuid

    def usageType(self) -> int:
        """VIR_SECRET_USAGE_TYPE_*: what kind of object uses the secret."""
        return self._ref.usage_type

    def usageID(self) -> str:
        """Which object of that kind uses the secret."""
        return self._ref.usage_id


class SecretBase(_Secret, _Blocking):
    """A secret of a blocking connection."""

    def __init__(self, conn: ConnectionBase, ref: SecretRef) -> None:
        self._conn = conn
        self._ref = ref


class AsyncSecretBase(_Secret, _Awaitable):
    """A secret of a connection whose calls are awaited."""

    def __init__(self, conn: AsyncConnectionBase, ref: SecretRef) -> None:
        self._conn = conn
        self._ref = ref


# Network filters


class _Nwfilter(_Object):
    _ref: NwfilterRef

    def _identity(self) -> object:
        return self._ref.uuid

    def name(self) -> str:
        """The name of the filter, unique on its connection."""
        return self._ref.name

    def UUID(self) -> bytes:
        """The UUID as 16 bytes."""
        return _bytes(self._ref.uuid)

    def UUIDString(self) -> str:
        """The UUID as text, in lower case with hyphens."""
        return self._ref.uuid


class NwfilterBase(_Nwfilter, _Blocking):
    """A network filter of a blocking connection."""

    def __init__(self, conn: ConnectionBase, ref: NwfilterRef) -> None:
        self._conn = conn
        self._ref = ref


class AsyncNwfilterBase(_Nwfilter, _Awaitable):
    """A network filter of a connection whose calls are awaited."""

    def __init__(self, conn: AsyncConnectionBase, ref: NwfilterRef) -> None:
        self._conn = conn
        self._ref = ref


class _NwfilterBinding(_Object):
    _ref: NwfilterBindingRef

    def _identity(self) -> object:
        return self._ref.port_dev

    def portDev(self) -> str:
        """The network device that the filter is bound to."""
        return self._ref.port_dev

    def filterName(self) -> str:
        """The name of the filter."""
        return self._ref.filter_name


class NwfilterBindingBase(_NwfilterBinding, _Blocking):
    """The binding of a network filter, of a blocking connection."""

    def __init__(self, conn: ConnectionBase, ref: NwfilterBindingRef) -> None:
        self._conn = conn
        self._ref = ref


class AsyncNwfilterBindingBase(_NwfilterBinding, _Awaitable):
    """The binding of a network filter, of a connection whose calls are awaited."""

    def __init__(self, conn: AsyncConnectionBase, ref: NwfilterBindingRef) -> None:
        self._conn = conn
        self._ref = ref
