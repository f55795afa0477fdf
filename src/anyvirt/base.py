"""What the generated classes of the public API stand on: identity, the way to the driver, closing, events.

Both flavours share everything but how a driver's coroutine is run.
"""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Self, TypeVar

from anyvirt.util.error import InvalidArg, InvalidConn, OperationDenied, libvirtError

if TYPE_CHECKING:
    import asyncio
    from types import TracebackType

    from anyvirt.aio import virConnect as AsyncConnect
    from anyvirt.aio import virDomain as AsyncDomain
    from anyvirt.conf.store.events import Event
    from anyvirt.connection import virConnect
    from anyvirt.domain import virDomain
    from anyvirt.driver import Driver
    from anyvirt.runner import AsyncRunner, Runner
    from anyvirt.util.refs import DomainRef

T = TypeVar("T")

_LIFECYCLE = 0  # VIR_DOMAIN_EVENT_ID_LIFECYCLE
_EVENT_IDS = 30  # VIR_DOMAIN_EVENT_ID_LAST: a kind that the driver at hand never sends is no error
_last = threading.local()


def last_error() -> libvirtError | None:
    """The error of this thread's last failed call."""
    error: libvirtError | None = getattr(_last, "error", None)
    return error


def remember(error: libvirtError | None) -> None:
    """Make *error* this thread's last one."""
    _last.error = error


class _Subscription:
    """One handler of domain events on one connection."""

    def __init__(self, event_id: int, uuid: str | None, handler: Callable[..., object], opaque: object) -> None:
        self.event_id = event_id
        self.uuid = uuid
        self.handler = handler
        self.opaque = opaque
        self.active = True


class ConnectionCore:
    """What a connection is in either flavour."""

    def __init__(self, driver: Driver, *, readonly: bool) -> None:
        self._open_driver: Driver | None = driver
        self._readonly = readonly
        self._subscriptions: dict[int, _Subscription] = {}
        self._subscription_ids = itertools.count()
        self._unsubscribe: Callable[[], None] | None = None
        self._events_guard = threading.Lock()

    @property
    def _driver(self) -> Driver:
        driver = self._open_driver
        if driver is None:
            raise InvalidConn("the connection is closed")
        return driver

    def _check_write(self, function: str) -> None:
        """Refuse *function* on a read-only connection."""
        if self._readonly:
            raise self._blame(OperationDenied(f"read only access prevents {function}"))

    def _blame(self, error: libvirtError) -> libvirtError:
        """Complete *error* on its way to the caller: who raised it, and that it was this thread's last one."""
        driver = self._open_driver
        if not error.origin and driver is not None:
            error.origin = driver.error_origin
        remember(error)
        return error

    def _release(self) -> Driver | None:
        """Take the driver out of this connection, so that whatever is called from now on says that it is closed."""
        driver, self._open_driver = self._open_driver, None
        with self._events_guard:
            for subscription in self._subscriptions.values():
                subscription.active = False
            self._subscriptions.clear()
            unsubscribe, self._unsubscribe = self._unsubscribe, None
        if unsubscribe is not None:
            unsubscribe()
        return driver

    # Events. The driver's queue calls _receive on whatever thread the event happened.

    def _subscribe(self, ref: DomainRef | None, event_id: int, handler: Callable[..., object], opaque: object) -> int:
        driver = self._driver
        if not callable(handler):
            raise self._blame(InvalidArg(f"the event handler {handler!r} cannot be called"))
        if not 0 <= event_id < _EVENT_IDS:
            raise self._blame(InvalidArg(f"there is no domain event of number {event_id}"))
        with self._events_guard:
            callback_id = next(self._subscription_ids)
            self._subscriptions[callback_id] = _Subscription(event_id, ref.uuid if ref else None, handler, opaque)
            if self._unsubscribe is None:
                self._unsubscribe = driver.events.subscribe(self._receive)
        return callback_id

    def _cancel(self, callback_id: int) -> None:
        with self._events_guard:
            subscription = self._subscriptions.pop(callback_id, None)
        if subscription is None:
            raise self._blame(InvalidArg(f"no event handler is registered under number {callback_id}"))
        subscription.active = False

    def _cancel_handler(self, handler: Callable[..., object]) -> None:
        with self._events_guard:
            found = [
                number for number, s in self._subscriptions.items() if s.handler == handler and s.event_id == _LIFECYCLE
            ]
        if not found:
            raise self._blame(InvalidArg("this event handler is not registered"))
        self._cancel(found[0])

    def _receive(self, event: Event) -> None:
        with self._events_guard:
            wanted = [
                s
                for s in self._subscriptions.values()
                if s.event_id == event.event_id and s.uuid in (None, event.ref.uuid)
            ]
        for subscription in wanted:
            self._hand_over(subscription, event)

    def _hand_over(self, subscription: _Subscription, event: Event) -> None:
        raise NotImplementedError


class ConnectionBase(ConnectionCore):
    """A connection whose calls block."""

    def __init__(self, driver: Driver, runner: Runner, *, readonly: bool) -> None:
        super().__init__(driver, readonly=readonly)
        self._runner = runner

    def _call(self, coro: Coroutine[Any, Any, T]) -> T:
        try:
            return self._runner.run(coro)
        except libvirtError as error:
            self._blame(error)
            raise

    def _domain(self, ref: DomainRef) -> virDomain:
        from anyvirt.domain import virDomain

        return virDomain(self, ref)

    def close(self) -> int:
        """Close the connection at once. Objects that came from it can no longer be used.

        Returns:
            0: nothing else holds it open.
        """
        driver = self._release()
        if driver is None:
            raise InvalidConn("the connection is closed already")
        self._runner.run(driver.close())
        return 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._open_driver is not None:
            self.close()

    def __del__(self) -> None:
        # A forgotten connection must not keep its driver (and the lock on its root) for ever. This may run on any
        # thread, the driver's own too, so nothing here waits; at the end of the process everything goes by itself.
        driver = getattr(self, "_open_driver", None)
        if driver is not None and not sys.is_finalizing():
            self._release()
            self._runner.leave(driver.close())

    def domainEventRegisterAny(
        self, dom: DomainBase | None, eventID: int, cb: Callable[..., object], opaque: object
    ) -> int:
        """Call *cb*(conn, dom, ..., opaque) for each event of kind *eventID*, of *dom* or of every domain.

        Returns:
            A number for `domainEventDeregisterAny`.

        Raises:
            InvalidArg: there is no such kind of event.

        Source: virConnectDomainEventRegisterAny in libvirt-domain.
        """
        return self._subscribe(dom._ref if dom is not None else None, eventID, cb, opaque)

    def domainEventDeregisterAny(self, callbackID: int) -> None:
        """Stop calling the handler registered as *callbackID*; no call of it starts after this returns.

        Source: virConnectDomainEventDeregisterAny in libvirt-domain.
        """
        self._cancel(callbackID)

    def domainEventRegister(self, cb: Callable[..., object], opaque: object) -> int:
        """Call *cb*(conn, dom, event, detail, opaque) when any domain starts, stops or changes its state.

        Source: virConnectDomainEventRegister in libvirt-domain.
        """
        self._subscribe(None, _LIFECYCLE, cb, opaque)
        return 0

    def domainEventDeregister(self, cb: Callable[..., object]) -> int:
        """Stop calling *cb*, registered by `domainEventRegister`.

        Source: virConnectDomainEventDeregister in libvirt-domain.
        """
        self._cancel_handler(cb)
        return 0

    def _hand_over(self, subscription: _Subscription, event: Event) -> None:
        from anyvirt.events import dispatcher

        def deliver() -> None:
            if subscription.active:
                subscription.handler(self, self._domain(event.ref), *event.args, subscription.opaque)

        dispatcher.submit(deliver)


class AsyncConnectionBase(ConnectionCore):
    """A connection whose calls are awaited. It belongs to the loop that opened it."""

    def __init__(self, driver: Driver, runner: AsyncRunner, *, readonly: bool) -> None:
        import asyncio

        super().__init__(driver, readonly=readonly)
        self._runner = runner
        self._loop = asyncio.get_running_loop()
        self._deliveries: asyncio.Queue[tuple[_Subscription, Event]] = asyncio.Queue()
        self._delivering: asyncio.Task[None] | None = None

    async def _call(self, coro: Coroutine[Any, Any, T]) -> T:
        try:
            return await self._runner.run(coro)
        except libvirtError as error:
            self._blame(error)
            raise

    def _domain(self, ref: DomainRef) -> AsyncDomain:
        from anyvirt.aio import virDomain

        return virDomain(self, ref)

    async def close(self) -> int:
        """Close the connection at once. Objects that came from it can no longer be used.

        Returns:
            0: nothing else holds it open.
        """
        driver = self._release()
        if driver is None:
            raise InvalidConn("the connection is closed already")
        if self._delivering is not None:
            self._delivering.cancel()
        await self._runner.run(driver.close())
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

        Handlers run on this loop, one after the other; one that is a coroutine function is awaited.

        Returns:
            A number for `domainEventDeregisterAny`.

        Raises:
            InvalidArg: there is no such kind of event.

        Source: virConnectDomainEventRegisterAny in libvirt-domain.
        """
        callback_id = self._subscribe(dom._ref if dom is not None else None, eventID, cb, opaque)
        self._deliver_events()
        return callback_id

    async def domainEventDeregisterAny(self, callbackID: int) -> None:
        """Stop calling the handler registered as *callbackID*; no call of it starts after this returns.

        Source: virConnectDomainEventDeregisterAny in libvirt-domain.
        """
        self._cancel(callbackID)

    async def domainEventRegister(self, cb: Callable[..., object], opaque: object) -> int:
        """Call *cb*(conn, dom, event, detail, opaque) when any domain starts, stops or changes its state.

        Source: virConnectDomainEventRegister in libvirt-domain.
        """
        await self.domainEventRegisterAny(None, _LIFECYCLE, cb, opaque)
        return 0

    async def domainEventDeregister(self, cb: Callable[..., object]) -> int:
        """Stop calling *cb*, registered by `domainEventRegister`.

        Source: virConnectDomainEventDeregister in libvirt-domain.
        """
        self._cancel_handler(cb)
        return 0

    def _hand_over(self, subscription: _Subscription, event: Event) -> None:
        self._loop.call_soon_threadsafe(self._deliveries.put_nowait, (subscription, event))

    def _deliver_events(self) -> None:
        if self._delivering is None:
            self._delivering = self._loop.create_task(self._deliver(), name="anyvirt-events")

    async def _deliver(self) -> None:
        from inspect import isawaitable

        from anyvirt.events import report_failure

        while True:
            subscription, event = await self._deliveries.get()
            if not subscription.active:
                continue
            try:
                answer = subscription.handler(self, self._domain(event.ref), *event.args, subscription.opaque)
                if isawaitable(answer):
                    await answer
            except Exception:
                report_failure()


class _DomainCore:
    """A domain is a reference: what it names may change or go, which the next call says."""

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

    def __hash__(self) -> int:
        return hash(self._ref.uuid)


class DomainBase(_DomainCore):
    """A domain of a blocking connection."""

    def __init__(self, conn: ConnectionBase, ref: DomainRef) -> None:
        self._conn = conn
        self._ref = ref

    @property
    def _driver(self) -> Driver:
        return self._conn._driver

    def _call(self, coro: Coroutine[Any, Any, T]) -> T:
        return self._conn._call(coro)

    def _check_write(self, function: str) -> None:
        self._conn._check_write(function)

    def connect(self) -> virConnect:
        """The connection that the domain came from."""
        from anyvirt.connection import virConnect

        assert isinstance(self._conn, virConnect)
        return self._conn

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DomainBase) and (self._conn, self._ref.uuid) == (other._conn, other._ref.uuid)

    __hash__ = _DomainCore.__hash__


class AsyncDomainBase(_DomainCore):
    """A domain of a connection whose calls are awaited."""

    def __init__(self, conn: AsyncConnectionBase, ref: DomainRef) -> None:
        self._conn = conn
        self._ref = ref

    @property
    def _driver(self) -> Driver:
        return self._conn._driver

    async def _call(self, coro: Coroutine[Any, Any, T]) -> T:
        return await self._conn._call(coro)

    def _check_write(self, function: str) -> None:
        self._conn._check_write(function)

    def connect(self) -> AsyncConnect:
        """The connection that the domain came from."""
        from anyvirt.aio import virConnect

        assert isinstance(self._conn, virConnect)
        return self._conn

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AsyncDomainBase) and (self._conn, self._ref.uuid) == (other._conn, other._ref.uuid)

    __hash__ = _DomainCore.__hash__
