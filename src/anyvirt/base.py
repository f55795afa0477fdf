"""What the generated classes of the public API stand on: identity, the way to the driver, closing, events.

Both flavours share everything but how a driver's coroutine is run, and who calls the handlers of events.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from anyvirt import events
from anyvirt.driver.closed import CLOSED, invalid_connection
from anyvirt.events import Subscription, Subscriptions
from anyvirt.util.arguments import natural, refused
from anyvirt.util.error import InvalidArg, OperationDenied, libvirtError
from anyvirt.util.flags import invalid_argument
from anyvirt.util.last_error import last, remember

if TYPE_CHECKING:
    import asyncio
    from types import TracebackType

    from anyvirt.aio.connection import virConnect as AsyncConnect
    from anyvirt.conf.store.events import Event
    from anyvirt.connection import virConnect
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
    from anyvirt.util.refs import DomainRef

T = TypeVar("T")
C = TypeVar("C", bound="ContractBase")

_LIFECYCLE = 0  # VIR_DOMAIN_EVENT_ID_LIFECYCLE
_EVENT_IDS = 30  # VIR_DOMAIN_EVENT_ID_LAST: a kind that the driver at hand never sends is no error


class ConnectionCore:
    """What a connection is in either flavour."""

    _runner: Runner | AsyncRunner

    def __init__(self, driver: Driver, *, readonly: bool) -> None:
        self._driver: HypervisorContract = driver
        self._open_driver: Driver | None = driver
        self._closing = threading.Lock()
        self._origin = driver.error_origin
        self._readonly = readonly
        self._subscriptions = Subscriptions(driver.events)
        self._lifecycle_handlers: dict[Callable[..., object], int] = {}

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

    def __del__(self, is_finalizing: Callable[[], bool] = sys.is_finalizing) -> None:
        # A forgotten connection must not keep its driver, and the lock on its root, for ever. This may run on any
        # thread and amidst anything, so nothing here waits. At the end of the process, when even the names of modules
        # are gone, everything goes by itself.
        if not is_finalizing() and getattr(self, "_open_driver", None) is not None:
            driver = self._release()
            self._runner.leave(driver.close())

    # Events. The driver's queue has _hand_over called on whatever thread the event happened.

    def _subscribe(self, dom: _DomainCore | None, event_id: int, handler: Callable[..., object], opaque: object) -> int:
        function = "virConnectDomainEventRegisterAny"
        if natural(event_id, "eventID", function) >= _EVENT_IDS:
            message = f"eventID in {function} must be less than {_EVENT_IDS}, not {event_id}"
            raise refused(invalid_argument(message, function=function, argument="eventID"), function)
        if dom is not None and dom._conn is not self:
            message = f"dom of {function}: {dom!r} is of another connection"
            raise refused(invalid_argument(message, function=function, argument="dom"), function)
        if not callable(handler):
            raise TypeError(f"cb must be callable, not {type(handler).__name__}")
        uuid = dom._ref.uuid if dom is not None else None
        number = self._subscriptions.add(event_id, uuid, handler, opaque, self._hand_over)
        if number is None:
            raise invalid_connection(function, "the connection is closed")
        return number

    def _cancel(self, callback_id: int) -> None:
        function = "virConnectDomainEventDeregisterAny"
        if self._open_driver is None:
            raise invalid_connection(function, "the connection is closed")
        if not self._subscriptions.remove(natural(callback_id, "callbackID", function)):
            raise refused(InvalidArg(f"no event handler is registered under number {callback_id}"), function)

    def _subscribe_lifecycle(self, handler: Callable[..., object], opaque: object) -> None:
        # As in libvirt-python a handler is there once; registering it again changes what it is called with.
        before = self._lifecycle_handlers.get(handler)
        self._lifecycle_handlers[handler] = self._subscribe(None, _LIFECYCLE, handler, opaque)
        if before is not None:
            self._subscriptions.remove(before)

    def _cancel_lifecycle(self, handler: Callable[..., object]) -> None:
        number = self._lifecycle_handlers.pop(handler, None)
        if number is None:
            function = "virConnectDomainEventDeregister"
            raise refused(InvalidArg(f"{handler!r} is not registered"), function)
        self._cancel(number)

    def _hand_over(self, subscription: Subscription, event: Event) -> None:
        """Have the handler called. Returns at once."""
        raise NotImplementedError


class ConnectionBase(ConnectionCore):
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
        try:
            self._runner.end(driver.close())
        except libvirtError as error:
            self._blame(error)
            raise
        return 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open_driver is not None:
            self.close()

    def domainEventRegisterAny(
        self, dom: DomainBase | None, eventID: int, cb: Callable[..., object], opaque: object
    ) -> int:
        """Call *cb*(conn, dom, ..., opaque) for each event of kind *eventID*, of *dom* or of every domain.

        Returns:
            A number for `domainEventDeregisterAny`.

        Raises:
            InvalidArg: there is no such kind of event, or *dom* is of another connection.

        Source: virConnectDomainEventRegisterAny in libvirt-domain.
        """
        return self._subscribe(dom, eventID, cb, opaque)

    def domainEventDeregisterAny(self, callbackID: int) -> None:
        """Stop calling the handler registered as *callbackID*.

        No call of it starts after this returns; one that has started on another thread may still be at work.

        Raises:
            InvalidArg: there is none of that number.

        Source: virConnectDomainEventDeregisterAny in libvirt-domain.
        """
        self._cancel(callbackID)

    def domainEventRegister(self, cb: Callable[..., object], opaque: object) -> None:
        """Call *cb*(conn, dom, event, detail, opaque) when any domain starts, stops or changes its state.

        Source: virConnectDomainEventRegister in libvirt-domain.
        """
        self._subscribe_lifecycle(cb, opaque)

    def domainEventDeregister(self, cb: Callable[..., object]) -> None:
        """Stop calling *cb*, registered by `domainEventRegister`.

        Raises:
            InvalidArg: it is not registered.

        Source: virConnectDomainEventDeregister in libvirt-domain.
        """
        self._cancel_lifecycle(cb)

    def _hand_over(self, subscription: Subscription, event: Event) -> None:
        from anyvirt.domain import virDomain

        def deliver() -> None:
            if subscription.active:
                subscription.handler(self, virDomain(self, event.ref), *event.args, subscription.opaque)

        events.dispatcher.submit(deliver)


class AsyncConnectionBase(ConnectionCore):
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
        self._undelivered: deque[tuple[Subscription, Event]] = deque()
        self._delivery: asyncio.Task[None] | None = None  # while there is something to deliver

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
            await self._runner.end(driver.close())
        except libvirtError as error:
            self._blame(error)
            raise
        return 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open_driver is not None:
            await self.close()

    async def domainEventRegisterAny(
        self, dom: AsyncDomainBase | None, eventID: int, cb: Callable[..., object], opaque: object
    ) -> int:
        """Call *cb*(conn, dom, ..., opaque) for each event of kind *eventID*, of *dom* or of every domain.

        Handlers run on the loop that opened the connection, one after the other; what a handler returns is awaited if
        it can be, so it may be a coroutine function.

        Returns:
            A number for `domainEventDeregisterAny`.

        Raises:
            InvalidArg: there is no such kind of event, or *dom* is of another connection.

        Source: virConnectDomainEventRegisterAny in libvirt-domain.
        """
        return self._subscribe(dom, eventID, cb, opaque)

    async def domainEventDeregisterAny(self, callbackID: int) -> None:
        """Stop calling the handler registered as *callbackID*; no call of it starts after this returns.

        Raises:
            InvalidArg: there is none of that number.

        Source: virConnectDomainEventDeregisterAny in libvirt-domain.
        """
        self._cancel(callbackID)

    async def domainEventRegister(self, cb: Callable[..., object], opaque: object) -> None:
        """Call *cb*(conn, dom, event, detail, opaque) when any domain starts, stops or changes its state.

        Source: virConnectDomainEventRegister in libvirt-domain.
        """
        self._subscribe_lifecycle(cb, opaque)

    async def domainEventDeregister(self, cb: Callable[..., object]) -> None:
        """Stop calling *cb*, registered by `domainEventRegister`.

        Raises:
            InvalidArg: it is not registered.

        Source: virConnectDomainEventDeregister in libvirt-domain.
        """
        self._cancel_lifecycle(cb)

    def _hand_over(self, subscription: Subscription, event: Event) -> None:
        try:
            self._loop.call_soon_threadsafe(self._enqueue, subscription, event)
        except RuntimeError:
            # The loop was closed and the connection forgotten. That must not disturb whoever made the event.
            self._subscriptions.close()

    def _enqueue(self, subscription: Subscription, event: Event) -> None:
        self._undelivered.append((subscription, event))
        if self._delivery is None:
            self._delivery = self._loop.create_task(self._deliver(), name="anyvirt-events")

    async def _deliver(self) -> None:
        from inspect import isawaitable

        from anyvirt.aio.domain import virDomain

        try:
            while self._undelivered:
                subscription, event = self._undelivered.popleft()
                if not subscription.active:
                    continue
                try:
                    answer = subscription.handler(self, virDomain(self, event.ref), *event.args, subscription.opaque)
                    if isawaitable(answer):
                        await answer
                except Exception:
                    events.report_failure()
        finally:
            self._delivery = None


class _DomainCore:
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


class DomainBase(_DomainCore):
    """A domain of a blocking connection."""

    _conn: ConnectionBase

    def __init__(self, conn: ConnectionBase, ref: DomainRef) -> None:
        self._conn = conn
        self._ref = ref

    def connect(self) -> virConnect:
        """The connection that the domain came from."""
        return cast("virConnect", self._conn)


class AsyncDomainBase(_DomainCore):
    """A domain of a connection whose calls are awaited."""

    _conn: AsyncConnectionBase

    def __init__(self, conn: AsyncConnectionBase, ref: DomainRef) -> None:
        self._conn = conn
        self._ref = ref

    def connect(self) -> AsyncConnect:
        """The connection that the domain came from."""
        return cast("AsyncConnect", self._conn)
