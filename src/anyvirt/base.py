"""What the generated classes of the public API stand on: identity, the way to the driver, closing, events.

Both flavours share everything but how a driver's coroutine is run, and who calls the handlers of events.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar, cast

from anyvirt.driver.closed import CLOSED, invalid_connection
from anyvirt.event_methods import AwaitableEvents, BlockingEvents, EventCore
from anyvirt.migration import AsyncMigrates, Migrates
from anyvirt.objects.pointer import Pointed
from anyvirt.util.arguments import refused
from anyvirt.util.error import NO_ERROR, OperationDenied, libvirtError
from anyvirt.util.last_error import last, remember
from anyvirt.waits import AsyncDomainWaits, DomainWaits

if TYPE_CHECKING:
    import asyncio
    from types import TracebackType

    from anyvirt.aio.connection import virConnect as AsyncConnect
    from anyvirt.aio.domain import virDomain as AsyncDomain
    from anyvirt.connection import virConnect
    from anyvirt.domain import virDomain
    from anyvirt.driver import Driver
    from anyvirt.driver.contract import (
        HypervisorContract,
        InterfaceContract,
        NetworkContract,
        NodeDeviceContract,
        NwfilterContract,
        SecretContract,
        StorageContract,
    )
    from anyvirt.driver.contract.base import ContractBase
    from anyvirt.runner import AsyncRunner, Runner
    from anyvirt.util.error import ErrorOrNoneTuple, ErrorTuple
    from anyvirt.util.refs import DomainRef

T = TypeVar("T")
C = TypeVar("C", bound="ContractBase")


class ConnectionCore(Pointed, EventCore):
    """What a connection is in either flavour."""

    _runner: Runner | AsyncRunner

    def __init__(self, driver: Driver, *, readonly: bool) -> None:
        self._init_events()
        self._driver: HypervisorContract = driver
        self._open_driver: Driver | None = driver
        self._closing = threading.Lock()
        self._origin = driver.error_origin
        self._readonly = readonly
        self._last_error: ErrorTuple | None = None

    # Who answers for host services. Looked up when first used: most programs use one or two of them.

    def _secondary(self, contract: type[C]) -> C:
        driver = self._open_driver
        return cast("C", CLOSED) if driver is None else driver.secondary(contract)

    @cached_property
    def _network_driver(self) -> NetworkContract:
        from anyvirt.driver.contract import NetworkContract

        return self._secondary(NetworkContract)

    @cached_property
    def _storage_driver(self) -> StorageContract:
        from anyvirt.driver.contract import StorageContract

        return self._secondary(StorageContract)

    @cached_property
    def _interface_driver(self) -> InterfaceContract:
        from anyvirt.driver.contract import InterfaceContract

        return self._secondary(InterfaceContract)

    @cached_property
    def _node_device_driver(self) -> NodeDeviceContract:
        from anyvirt.driver.contract import NodeDeviceContract

        return self._secondary(NodeDeviceContract)

    @cached_property
    def _secret_driver(self) -> SecretContract:
        from anyvirt.driver.contract import SecretContract

        return self._secondary(SecretContract)

    @cached_property
    def _nwfilter_driver(self) -> NwfilterContract:
        from anyvirt.driver.contract import NwfilterContract

        return self._secondary(NwfilterContract)

    def _check_write(self, function: str) -> None:
        """Refuse *function* on a read-only connection."""
        if self._readonly:
            raise refused(OperationDenied(f"read only access prevents {function}"), function)

    def _blame(self, error: libvirtError) -> None:
        """Complete *error* on its way to the caller: who raised it, and that it is this thread's last one."""
        error.origin = error.origin or self._origin
        remember(error)
        self._last_error = last.error

    @contextmanager
    def _blaming(self) -> Iterator[None]:
        """Complete the errors of what is done before a driver is asked, or after."""
        try:
            yield
        except libvirtError as error:
            self._blame(error)
            raise

    def virConnGetLastError(self) -> ErrorOrNoneTuple:
        """The error of the last call that failed on this connection, in whatever thread; its code is 0 if none did.

        As (code, domain, message, level, str1-3, int1-2). Calls that go well leave it; the exception itself tells more.

        Source: virConnGetLastError in virterror.
        """
        return NO_ERROR if self._last_error is None else self._last_error

    def virConnResetLastError(self) -> None:
        """Forget the last error of this connection.

        Source: virConnResetLastError in virterror.
        """
        self._last_error = None

    def _release(self) -> Driver:
        """Take the driver out of this connection, so that whatever is called from now on says that it is closed."""
        with self._closing:  # one of several threads closes it
            driver, self._open_driver = self._open_driver, None
        if driver is None:
            raise invalid_connection("virConnectClose", "the connection is closed already")
        self._driver = CLOSED
        self._network_driver = self._storage_driver = self._interface_driver = CLOSED
        self._node_device_driver = self._secret_driver = self._nwfilter_driver = CLOSED
        self._readonly = False  # of the two, that it is closed is what the caller must know
        self._subscriptions.close()
        return driver

    def __copy__(self) -> Self:
        return self  # another object of the same connection would close it when it is forgotten

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"cannot pickle a {type(self).__name__}: it is of this process")

    def __del__(self, is_finalizing: Callable[[], bool] = sys.is_finalizing) -> None:
        # A forgotten connection must not keep its driver, and the lock on its root, for ever. This may run on any
        # thread and amidst anything, so nothing here waits. At the end of the process, when even the names of modules
        # are gone, everything goes by itself.
        if not is_finalizing() and getattr(self, "_open_driver", None) is not None:
            driver = self._release()
            self._runner.leave(driver.close())

    async def _farewell(self, driver: Driver) -> None:
        """The last that is done for the connection."""
        for stream in tuple(self._streams):
            await stream._end(finish=False)
        await driver.close()


class ConnectionBase(BlockingEvents, ConnectionCore):
    """A connection whose calls block."""

    def __init__(self, driver: Driver, runner: Runner, *, readonly: bool) -> None:
        super().__init__(driver, readonly=readonly)
        self._runner: Runner = runner
        self._run = runner.run

    def _call(self, coro: Coroutine[Any, Any, T]) -> T:
        last.error = None
        try:
            return self._run(coro)
        except libvirtError as error:
            self._blame(error)
            raise

    def close(self) -> int:
        """Close the connection at once. Objects that came from it can no longer be used.

        A call that another thread is waiting for ends with its result or with InvalidConn. Handlers of events are
        forgotten; one that is being called now may still be at work.

        Returns:
            0: nothing else holds it open.

        Raises:
            InvalidConn: it is closed already.

        Source: virConnectClose in libvirt-host.
        """
        driver = self._release()
        self._end_events()
        try:
            self._runner.end(self._farewell(driver))
        except libvirtError as error:
            self._blame(error)
            raise
        return 0

    def __iter__(self) -> Iterator[virDomain]:
        """All domains of the connection, running or not."""
        return iter(cast("virConnect", self).listAllDomains())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open_driver is not None:
            self.close()


class AsyncConnectionBase(AwaitableEvents, ConnectionCore):
    """A connection whose calls are awaited. Its handlers of events run on the loop that opened it."""

    def __init__(
        self,
        driver: Driver,
        runner: AsyncRunner,
        *,
        readonly: bool,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        import asyncio

        super().__init__(driver, readonly=readonly)
        self._runner: AsyncRunner = runner
        self._run = runner.run
        self._loop = loop or asyncio.get_running_loop()

    async def _call(self, coro: Coroutine[Any, Any, T]) -> T:
        last.error = None
        try:
            return await self._run(coro)
        except libvirtError as error:
            self._blame(error)
            raise

    async def close(self) -> int:
        """Close the connection at once. Objects that came from it can no longer be used.

        A call that another task is waiting for ends with its result or with InvalidConn. Handlers of events are
        forgotten; one that is being called now may still be at work.

        Returns:
            0: nothing else holds it open.

        Raises:
            InvalidConn: it is closed already.

        Source: virConnectClose in libvirt-host.
        """
        driver = self._release()
        try:
            await self._runner.end(self._farewell(driver))
        except libvirtError as error:
            self._blame(error)
            raise
        return 0

    async def __aiter__(self) -> AsyncIterator[AsyncDomain]:
        """All domains of the connection, running or not."""
        for dom in await cast("AsyncConnect", self).listAllDomains():
            yield dom

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open_driver is not None:
            await self.close()


class _DomainCore(Pointed):
    """A domain is a reference: what it names may change or go, which the next call says."""

    _conn: ConnectionCore
    _ref: DomainRef

    def name(self) -> str:
        """The name of the domain, unique on its connection."""
        return self._ref.name

    def UUID(self) -> bytes:
        """The UUID as 16 bytes."""
        return bytes.fromhex(self._ref.uuid.replace("-", ""))

    def UUIDString(self) -> str:
        """The UUID as text, in lower case with hyphens."""
        return self._ref.uuid

    def ID(self) -> int:
        """The number of the running domain as this object last saw it; -1 for one that does not run."""
        return self._ref.id

    def __repr__(self) -> str:
        return f"<{type(self).__module__}.{type(self).__qualname__} name={self._ref.name!r} uuid={self._ref.uuid}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _DomainCore) and (self._conn, self._ref.uuid) == (other._conn, other._ref.uuid)

    def __hash__(self) -> int:
        return hash(self._ref.uuid)


class DomainBase(DomainWaits, Migrates, _DomainCore):
    """A domain of a blocking connection."""

    _conn: ConnectionBase

    def __init__(self, conn: ConnectionBase, ref: DomainRef) -> None:
        self._conn = conn
        self._ref = ref

    def connect(self) -> virConnect:
        """The connection that the domain came from."""
        return cast("virConnect", self._conn)


class AsyncDomainBase(AsyncDomainWaits, AsyncMigrates, _DomainCore):
    """A domain of a connection whose calls are awaited."""

    _conn: AsyncConnectionBase

    def __init__(self, conn: AsyncConnectionBase, ref: DomainRef) -> None:
        self._conn = conn
        self._ref = ref

    def connect(self) -> AsyncConnect:
        """The connection that the domain came from."""
        return cast("AsyncConnect", self._conn)
