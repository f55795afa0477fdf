"""What the generated classes of objects stand on: an object is a reference, and a way to the connection it came from.

What it names may change or go, which the next call says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from anyvirt.objects.pointer import Pointed
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


R = TypeVar("R", bound=tuple[object, ...])  # a reference


class _Object(Pointed):
    """Identity. Two objects are equal when they are of one connection and refer to the same thing."""

    _conn: ConnectionCore
    _ref: tuple[object, ...]

    def _identity(self) -> object:
        """What of the reference tells the thing apart; the rest of it may have changed."""
        return self._ref

    def __repr__(self) -> str:
        cls = type(self)
        return f"<{cls.__module__}.{cls.__qualname__} {self._ref!r}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Object) or type(self) is not type(other):
            return NotImplemented
        return self._conn is other._conn and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())


class _Blocking(_Object, Generic[R]):
    _conn: ConnectionBase

    def __init__(self, conn: ConnectionBase, ref: R) -> None:
        self._conn = conn
        self._ref = ref

    def connect(self) -> virConnect:
        """The connection that the object came from."""
        return cast("virConnect", self._conn)


class _Awaitable(_Object, Generic[R]):
    _conn: AsyncConnectionBase

    def __init__(self, conn: AsyncConnectionBase, ref: R) -> None:
        self._conn = conn
        self._ref = ref

    def connect(self) -> AsyncConnect:
        """The connection that the object came from."""
        return cast("AsyncConnect", self._conn)


class _WithUuid(_Object):
    _ref: Any  # one that has a uuid

    def UUID(self) -> bytes:
        """The UUID as 16 bytes."""
        return bytes.fromhex(self.UUIDString().replace("-", ""))

    def UUIDString(self) -> str:
        """The UUID as text, in lower case with hyphens."""
        return str(self._ref.uuid)


# Parts of domains


class _BlockingOfDomain(_Blocking[R]):
    def __init__(self, dom: virDomain, ref: R) -> None:
        super().__init__(dom._conn, ref)
        self._dom = dom

    def domain(self) -> virDomain:
        """The domain that it belongs to."""
        return self._dom

    def getDomain(self) -> virDomain:
        """The domain that it belongs to."""
        return self._dom

    def getConnect(self) -> virConnect:
        """The connection that the object came from."""
        return self.connect()


class _AwaitableOfDomain(_Awaitable[R]):
    def __init__(self, dom: AsyncDomain, ref: R) -> None:
        super().__init__(dom._conn, ref)
        self._dom = dom

    def domain(self) -> AsyncDomain:
        """The domain that it belongs to."""
        return self._dom

    def getDomain(self) -> AsyncDomain:
        """The domain that it belongs to."""
        return self._dom

    def getConnect(self) -> AsyncConnect:
        """The connection that the object came from."""
        return self.connect()


class _Snapshot(_Object):
    _ref: SnapshotRef

    def _identity(self) -> object:
        return self._ref.domain.uuid, self._ref.name

    def getName(self) -> str:
        """The name of the snapshot, unique in its domain."""
        return self._ref.name


class SnapshotBase(_Snapshot, _BlockingOfDomain[SnapshotRef]):
    """A snapshot of a domain of a blocking connection."""


class AsyncSnapshotBase(_Snapshot, _AwaitableOfDomain[SnapshotRef]):
    """A snapshot of a domain of a connection whose calls are awaited."""


class _Checkpoint(_Object):
    _ref: CheckpointRef

    def _identity(self) -> object:
        return self._ref.domain.uuid, self._ref.name

    def getName(self) -> str:
        """The name of the checkpoint, unique in its domain."""
        return self._ref.name


class CheckpointBase(_Checkpoint, _BlockingOfDomain[CheckpointRef]):
    """A checkpoint of a domain of a blocking connection."""


class AsyncCheckpointBase(_Checkpoint, _AwaitableOfDomain[CheckpointRef]):
    """A checkpoint of a domain of a connection whose calls are awaited."""


# Networks


class _Network(_WithUuid):
    _ref: NetworkRef

    def _identity(self) -> object:
        return self._ref.uuid

    def name(self) -> str:
        """The name of the network, unique on its connection."""
        return self._ref.name


class NetworkBase(_Network, _Blocking[NetworkRef]):
    """A network of a blocking connection."""


class AsyncNetworkBase(_Network, _Awaitable[NetworkRef]):
    """A network of a connection whose calls are awaited."""


class _NetworkPort(_WithUuid):
    _ref: NetworkPortRef

    def _identity(self) -> object:
        return self._ref.network.uuid, self._ref.uuid


class NetworkPortBase(_NetworkPort, _Blocking[NetworkPortRef]):
    """A port of a network of a blocking connection."""

    def __init__(self, net: virNetwork, ref: NetworkPortRef) -> None:
        super().__init__(net._conn, ref)
        self._net = net

    def network(self) -> virNetwork:
        """The network whose port it is."""
        return self._net


class AsyncNetworkPortBase(_NetworkPort, _Awaitable[NetworkPortRef]):
    """A port of a network of a connection whose calls are awaited."""

    def __init__(self, net: AsyncNetwork, ref: NetworkPortRef) -> None:
        super().__init__(net._conn, ref)
        self._net = net

    def network(self) -> AsyncNetwork:
        """The network whose port it is."""
        return self._net


# Storage


class _StoragePool(_WithUuid):
    _ref: StoragePoolRef

    def _identity(self) -> object:
        return self._ref.uuid

    def name(self) -> str:
        """The name of the pool, unique on its connection."""
        return self._ref.name


class StoragePoolBase(_StoragePool, _Blocking[StoragePoolRef]):
    """A storage pool of a blocking connection."""


class AsyncStoragePoolBase(_StoragePool, _Awaitable[StoragePoolRef]):
    """A storage pool of a connection whose calls are awaited."""


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


class StorageVolBase(_StorageVol, _Blocking[StorageVolRef]):
    """A storage volume of a blocking connection."""


class AsyncStorageVolBase(_StorageVol, _Awaitable[StorageVolRef]):
    """A storage volume of a connection whose calls are awaited."""


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


class InterfaceBase(_Interface, _Blocking[InterfaceRef]):
    """A network interface of the host, of a blocking connection."""


class AsyncInterfaceBase(_Interface, _Awaitable[InterfaceRef]):
    """A network interface of the host, of a connection whose calls are awaited."""


class _NodeDevice(_Object):
    _ref: NodeDeviceRef

    def name(self) -> str:
        """The name of the device, unique on the host."""
        return self._ref.name


class NodeDeviceBase(_NodeDevice, _Blocking[NodeDeviceRef]):
    """A device of the host, of a blocking connection."""


class AsyncNodeDeviceBase(_NodeDevice, _Awaitable[NodeDeviceRef]):
    """A device of the host, of a connection whose calls are awaited."""


# Secrets


class _Secret(_WithUuid):
    _ref: SecretRef

    def _identity(self) -> object:
        return self._ref.uuid

    def usageType(self) -> int:
        """VIR_SECRET_USAGE_TYPE_*: what kind of object uses the secret."""
        return self._ref.usage_type

    def usageID(self) -> str:
        """Which object of that kind uses the secret."""
        return self._ref.usage_id


class SecretBase(_Secret, _Blocking[SecretRef]):
    """A secret of a blocking connection."""


class AsyncSecretBase(_Secret, _Awaitable[SecretRef]):
    """A secret of a connection whose calls are awaited."""


# Network filters


class _Nwfilter(_WithUuid):
    _ref: NwfilterRef

    def _identity(self) -> object:
        return self._ref.uuid

    def name(self) -> str:
        """The name of the filter, unique on its connection."""
        return self._ref.name


class NwfilterBase(_Nwfilter, _Blocking[NwfilterRef]):
    """A network filter of a blocking connection."""


class AsyncNwfilterBase(_Nwfilter, _Awaitable[NwfilterRef]):
    """A network filter of a connection whose calls are awaited."""


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


class NwfilterBindingBase(_NwfilterBinding, _Blocking[NwfilterBindingRef]):
    """The binding of a network filter, of a blocking connection."""


class AsyncNwfilterBindingBase(_NwfilterBinding, _Awaitable[NwfilterBindingRef]):
    """The binding of a network filter, of a connection whose calls are awaited."""
