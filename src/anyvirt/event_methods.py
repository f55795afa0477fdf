"""What connections have for events and streams: registering handlers, iterating, and delivering, in both flavours."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, suppress
from functools import cache
from importlib import import_module
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast, overload
from weakref import WeakSet, ref

from anyvirt import dispatcher
from anyvirt.conf.store.events import EventKind
from anyvirt.driver.closed import invalid_connection
from anyvirt.event_feeds import AsyncFeed, Feed
from anyvirt.eventloop import report_failure
from anyvirt.events import MAX_WAITING, Overrun, Subscription, Subscriptions, key_of
from anyvirt.objects.streaming import StreamCore, stream_flags
from anyvirt.util.arguments import natural, refused
from anyvirt.util.error import InvalidArg, NoSupport, libvirtError
from anyvirt.util.flags import invalid_argument
from anyvirt.util.last_error import remember

if TYPE_CHECKING:
    import asyncio

    from anyvirt.aio.domain import virDomain as AsyncDomain
    from anyvirt.aio.network import virNetwork as AsyncNetwork
    from anyvirt.aio.node_device import virNodeDevice as AsyncNodeDevice
    from anyvirt.aio.secret import virSecret as AsyncSecret
    from anyvirt.aio.storage import virStoragePool as AsyncStoragePool
    from anyvirt.aio.stream import virStream as AsyncStream
    from anyvirt.base import AsyncConnectionBase, ConnectionBase
    from anyvirt.conf.store.events import Event, EventQueue, Ref
    from anyvirt.domain import virDomain
    from anyvirt.driver import Driver
    from anyvirt.event_types import AnyEvent
    from anyvirt.objects.network import virNetwork
    from anyvirt.objects.node_device import virNodeDevice
    from anyvirt.objects.secret import virSecret
    from anyvirt.objects.storage import virStoragePool
    from anyvirt.stream import virStream

    Handler = Callable[..., object]

E = TypeVar("E", bound="AnyEvent")

_LIFECYCLE: Final = 0  # VIR_DOMAIN_EVENT_ID_LIFECYCLE
_CLOSED_BY_ERROR: Final = 0  # VIR_CONNECT_CLOSE_REASON_ERROR


class _Kind:
    """What is to know of a kind of events."""

    def __init__(self, stem: str, contract: str, argument: str, word: str, module: str, name: str, origin: int) -> None:
        self.register = f"virConnect{stem}EventRegisterAny"
        self.deregister = f"virConnect{stem}EventDeregisterAny"
        self.contract = contract
        self.argument = argument
        self.word = word
        self.module = module
        self.name = name
        self.origin = origin  # VIR_FROM_*


_KINDS: Final = {
    EventKind.DOMAIN: _Kind("Domain", "", "dom", "domain", "domain", "virDomain", 20),
    EventKind.NETWORK: _Kind("Network", "NetworkContract", "net", "network", "network", "virNetwork", 19),
    EventKind.STORAGE_POOL: _Kind(
        "StoragePool", "StorageContract", "pool", "storage pool", "storage", "virStoragePool", 18
    ),
    EventKind.NODE_DEVICE: _Kind(
        "NodeDevice", "NodeDeviceContract", "dev", "node device", "node_device", "virNodeDevice", 22
    ),
    EventKind.SECRET: _Kind("Secret", "SecretContract", "secret", "secret", "secret", "virSecret", 30),
}


@cache
def _class_of(kind: EventKind, *, awaitable: bool) -> Callable[[Any, Any], object]:
    found = _KINDS[EventKind.DOMAIN if kind is EventKind.QEMU_MONITOR else kind]
    if awaitable:
        home = f"anyvirt.aio.{found.module}"
    else:
        home = "anyvirt.domain" if found.module == "domain" else f"anyvirt.objects.{found.module}"
    made: Callable[[Any, Any], object] = getattr(import_module(home), found.name)
    return made


class EventCore:
    """What both flavours share. The queues of drivers have `_announce` called on whatever thread an event happened."""

    _awaitable: bool
    _open_driver: Driver | None

    def _init_events(self) -> None:
        self._subscriptions = Subscriptions()
        self._lifecycle_handlers: dict[Handler, int] = {}
        self._streams: WeakSet[StreamCore] = WeakSet()

    def _announce(self) -> None:
        """Something waits for handlers: have one delivery made, soon. Returns at once."""
        raise NotImplementedError

    def _queue(self, kind: EventKind, function: str) -> EventQueue:
        """Where events of *kind* come from."""
        driver = self._open_driver
        if driver is None:
            raise invalid_connection(function, "the connection is closed")
        if kind in (EventKind.DOMAIN, EventKind.QEMU_MONITOR, EventKind.CLOSE):
            return driver.events
        found = _KINDS[kind]
        from anyvirt.driver import contract

        contract_class = getattr(contract, found.contract)
        service = driver.secondary(contract_class)
        queue: EventQueue | None = getattr(service, "events", None)
        if queue is None:
            error = NoSupport(function)
            error.origin = found.origin
            remember(error)
            raise error
        return queue

    def _add(self, subscription: Subscription, function: str) -> tuple[int, Awaitable[None] | None]:
        """Its number, and what the driver has to be awaited for before events come, which is nothing if this blocks."""
        queue = self._queue(subscription.kind, function)
        with self._blaming():
            added = self._subscriptions.add(subscription, queue, self._announce)
        if added is None:
            raise invalid_connection(function, "the connection is closed")
        return added

    def _blaming(self) -> AbstractContextManager[None]:
        """Complete the errors of a driver."""
        raise NotImplementedError

    def _subscription(
        self, kind: EventKind, obj: object, event_id: int, handler: Handler, opaque: object
    ) -> Subscription:
        from anyvirt.event_types import TYPES

        found = _KINDS[kind]
        if (kind, natural(event_id, "eventID", found.register)) not in TYPES:
            limit = sum(each is kind for each, _ in TYPES)
            message = f"eventID in {found.register} must be less than {limit}, not {event_id}"
            raise self._refused(message, found, "eventID")
        if not callable(handler):
            raise TypeError(f"cb must be callable, not {type(handler).__name__}")
        return Subscription(kind, event_id, self._ref_of(kind, obj), handler, opaque)

    def _ref_of(self, kind: EventKind, obj: Any) -> Ref | None:
        found = _KINDS[kind]
        if obj is None:
            return None
        if not isinstance(obj, _class_of(kind, awaitable=self._awaitable)):  # type: ignore[arg-type]
            raise TypeError(f"{found.argument} of {found.register} must be a {found.name} or None, not {obj!r}")
        if obj._conn is not self:
            name = getattr(obj._ref, "name", None) or key_of(obj._ref)
            message = f"{found.word} '{name}' in {found.register} must match connection"
            raise self._refused(message, found, found.argument)
        reference: Ref = obj._ref
        return reference

    @staticmethod
    def _refused(message: str, kind: _Kind, argument: str) -> libvirtError:
        error = invalid_argument(message, function=kind.register, argument=argument)
        return refused(error, kind.register, origin=kind.origin)

    def _forget(self, kind: EventKind, callback_id: int) -> None:
        function = _KINDS[kind].deregister
        if self._open_driver is None:
            raise invalid_connection(function, "the connection is closed")
        if not self._subscriptions.remove(natural(callback_id, "callbackID", function)):
            error = InvalidArg(f"could not find event callback {callback_id} for deletion")
            raise refused(error, function, origin=0)  # as libvirt, which finds it in no driver

    def _close_subscription(self, cb: Handler, opaque: object) -> Subscription:
        if not callable(cb):
            raise TypeError(f"cb must be callable, not {type(cb).__name__}")
        return Subscription(EventKind.CLOSE, 0, None, cb, opaque)

    def _legacy_number(self, cb: Handler) -> int | None:
        """The number of a handler of domainEventRegister(), and forget it; as libvirt-python if there is none."""
        return self._lifecycle_handlers.pop(cb) if self._lifecycle_handlers else None

    def _arguments(self, subscription: Subscription, event: Event) -> tuple[object, ...]:
        """What the handler is called with."""
        from anyvirt.event_types import UNTOLD

        if event.kind is EventKind.CLOSE:
            return (self, *event.args, subscription.opaque)
        subject = _class_of(event.kind, awaitable=self._awaitable)(self, event.ref)
        values = event.args[UNTOLD.get((event.kind, event.event_id), 0) :]
        return (self, subject, *values, subscription.opaque)

    def _typed(self, event: Event) -> AnyEvent:
        from anyvirt.event_types import TYPES

        subject = _class_of(event.kind, awaitable=self._awaitable)(self, event.ref)
        made: Callable[..., AnyEvent] = TYPES[event.kind, event.event_id]
        return made(subject, *event.args)

    def _feed(self, feed: Feed[Any] | AsyncFeed[Any], types: tuple[Any, ...], of: object) -> list[Awaitable[None]]:
        """Have events of *types*, of the object *of* alone unless that is None, put into *feed*.

        Returns:
            what has to be awaited before they come. Without *types* they are all that the driver has, few or many.
        """
        from anyvirt.event_types import TYPES

        function = "virConnectDomainEventRegisterAny"
        wanted = [which for which, cls in TYPES.items() if cls in types] if types else self._all_of(of)
        if len(wanted) < len(set(types)):
            raise TypeError("events() takes the classes of anyvirt.event_types")
        subscriptions = [
            Subscription(kind, event_id, self._ref_of(kind, of), None, None, sink=ref(feed))
            for kind, event_id in wanted
        ]
        pending = []
        for each in subscriptions:
            try:
                number, begun = self._add(each, function)
            except libvirtError:
                if types:
                    feed.close()
                    raise
            else:
                feed.numbers.append(number)
                if begun is not None:
                    pending.append(begun)
        return pending if types else []

    def _all_of(self, of: object) -> list[tuple[EventKind, int]]:
        """All events of the kind of *of*; without it, all that the connection has."""
        from anyvirt.event_types import TYPES

        if of is not None:
            return [which for which in TYPES if type(of).__name__ == _KINDS[which[0]].name]
        served = []
        for kind, found in _KINDS.items():
            try:
                self._queue(kind, found.register)
            except NoSupport:
                continue
            served.append(kind)
        return [which for which in TYPES if which[0] in served]


def _report_overrun() -> None:
    import logging

    logging.getLogger("anyvirt.events").error(
        "the event handlers of a connection are too slow: %d events wait for them, and it is closed", MAX_WAITING
    )


class BlockingEvents(EventCore):
    """The methods of a blocking connection."""

    _awaitable = False

    def _init_events(self) -> None:
        super()._init_events()
        self._wiring = threading.Lock()
        self._listening = False

    def _register(self, kind: EventKind, obj: object, event_id: int, cb: Handler, opaque: object) -> int:
        return self._listen(self._subscription(kind, obj, event_id, cb, opaque), _KINDS[kind].register)

    def _listen(self, subscription: Subscription, function: str) -> int:
        with self._wiring:
            if not self._listening:
                dispatcher.get().acquire()
                self._listening = True
            try:
                return self._add(subscription, function)[0]
            finally:
                self._stop_when_idle()

    def _unregister(self, kind: EventKind, callback_id: int) -> None:
        with self._wiring:
            self._forget(kind, callback_id)
            self._stop_when_idle()

    def _stop_when_idle(self) -> None:
        if self._listening and self._subscriptions.without_handlers:
            self._listening = False
            dispatcher.get().release()

    def _end_events(self) -> None:
        """The connection was closed."""
        with self._wiring:
            self._stop_when_idle()

    def _announce(self) -> None:
        dispatcher.get().submit(self._deliver)

    def _deliver(self) -> None:
        found = self._subscriptions.take()
        if isinstance(found, Overrun):
            self._give_up()
        elif found is not None:
            self._call_handlers(*found)

    def _call_handlers(self, subscriptions: tuple[Subscription, ...], event: Event) -> None:
        for position, subscription in enumerate(subscriptions, 1):
            if subscription.active and subscription.handler is not None:
                try:
                    subscription.handler(*self._arguments(subscription, event))
                except Exception:
                    report_failure("an event handler")
                except BaseException:
                    # Ctrl-C, which is for who runs the loop. The other handlers come next.
                    if rest := subscriptions[position:]:
                        self._subscriptions.put_back((rest, event))
                        dispatcher.get().submit(self._deliver, first=True)
                    raise

    def _give_up(self) -> None:
        _report_overrun()
        told = self._subscriptions.of_kind(EventKind.CLOSE).values()
        with suppress(libvirtError):  # its program may have closed it meanwhile
            self.close()
        for subscription in told:
            assert subscription.handler is not None
            subscription.handler(self, _CLOSED_BY_ERROR, subscription.opaque)

    def close(self) -> int:
        """Close the connection."""
        raise NotImplementedError

    def domainEventRegisterAny(self, dom: virDomain | None, eventID: int, cb: Handler, opaque: object) -> int:
        """Call *cb*(conn, dom, ..., opaque) for each event *eventID* of the domain *dom*, or of every one.

        Args:
            dom: None for all of them.
            eventID: VIR_DOMAIN_EVENT_ID_*; the values between *dom* and *opaque* are those of the event.

        Returns:
            A number for `domainEventDeregisterAny`.

        Raises:
            InvalidArg: there is no such event, or *dom* is of another connection.
            NoSupport: the driver has no such objects.
            OperationInvalid: the event loop of the program refuses to take part.

        Source: virConnectDomainEventRegisterAny in libvirt-domain.
        """
        return self._register(EventKind.DOMAIN, dom, eventID, cb, opaque)

    def domainEventDeregisterAny(self, callbackID: int) -> None:
        """Stop calling the handler registered as *callbackID*.

        No call of it starts after this returns; one that has started on another thread may still be at work.

        Raises:
            InvalidArg: there is none of that number.

        Source: virConnectDomainEventDeregisterAny in libvirt-domain.
        """
        self._unregister(EventKind.DOMAIN, callbackID)

    def networkEventRegisterAny(self, net: virNetwork | None, eventID: int, cb: Handler, opaque: object) -> int:
        """Call *cb*(conn, net, ..., opaque) for each event *eventID* of the network *net*, or of every one.

        Args:
            net: None for all of them.
            eventID: VIR_NETWORK_EVENT_ID_*; the values between *net* and *opaque* are those of the event.

        Returns:
            A number for `networkEventDeregisterAny`.

        Raises:
            InvalidArg: there is no such event, or *net* is of another connection.
            NoSupport: the driver has no such objects.
            OperationInvalid: the event loop of the program refuses to take part.

        Source: virConnectNetworkEventRegisterAny in libvirt-network.
        """
        return self._register(EventKind.NETWORK, net, eventID, cb, opaque)

    def networkEventDeregisterAny(self, callbackID: int) -> None:
        """Stop calling the handler registered as *callbackID*.

        No call of it starts after this returns; one that has started on another thread may still be at work.

        Raises:
            InvalidArg: there is none of that number.

        Source: virConnectNetworkEventDeregisterAny in libvirt-network.
        """
        self._unregister(EventKind.NETWORK, callbackID)

    def storagePoolEventRegisterAny(
        self, pool: virStoragePool | None, eventID: int, cb: Handler, opaque: object
    ) -> int:
        """Call *cb*(conn, pool, ..., opaque) for each event *eventID* of the pool *pool*, or of every one.

        Args:
            pool: None for all of them.
            eventID: VIR_STORAGE_POOL_EVENT_ID_*; the values between *pool* and *opaque* are those of the event.

        Returns:
            A number for `storagePoolEventDeregisterAny`.

        Raises:
            InvalidArg: there is no such event, or *pool* is of another connection.
            NoSupport: the driver has no such objects.
            OperationInvalid: the event loop of the program refuses to take part.

        Source: virConnectStoragePoolEventRegisterAny in libvirt-storage.
        """
        return self._register(EventKind.STORAGE_POOL, pool, eventID, cb, opaque)

    def storagePoolEventDeregisterAny(self, callbackID: int) -> None:
        """Stop calling the handler registered as *callbackID*.

        No call of it starts after this returns; one that has started on another thread may still be at work.

        Raises:
            InvalidArg: there is none of that number.

        Source: virConnectStoragePoolEventDeregisterAny in libvirt-storage.
        """
        self._unregister(EventKind.STORAGE_POOL, callbackID)

    def nodeDeviceEventRegisterAny(self, dev: virNodeDevice | None, eventID: int, cb: Handler, opaque: object) -> int:
        """Call *cb*(conn, dev, ..., opaque) for each event *eventID* of the device *dev*, or of every one.

        Args:
            dev: None for all of them.
            eventID: VIR_NODE_DEVICE_EVENT_ID_*; the values between *dev* and *opaque* are those of the event.

        Returns:
            A number for `nodeDeviceEventDeregisterAny`.

        Raises:
            InvalidArg: there is no such event, or *dev* is of another connection.
            NoSupport: the driver has no such objects.
            OperationInvalid: the event loop of the program refuses to take part.

        Source: virConnectNodeDeviceEventRegisterAny in libvirt-nodedev.
        """
        return self._register(EventKind.NODE_DEVICE, dev, eventID, cb, opaque)

    def nodeDeviceEventDeregisterAny(self, callbackID: int) -> None:
        """Stop calling the handler registered as *callbackID*.

        No call of it starts after this returns; one that has started on another thread may still be at work.

        Raises:
            InvalidArg: there is none of that number.

        Source: virConnectNodeDeviceEventDeregisterAny in libvirt-nodedev.
        """
        self._unregister(EventKind.NODE_DEVICE, callbackID)

    def secretEventRegisterAny(self, secret: virSecret | None, eventID: int, cb: Handler, opaque: object) -> int:
        """Call *cb*(conn, secret, ..., opaque) for each event *eventID* of the secret *secret*, or of every one.

        Args:
            secret: None for all of them.
            eventID: VIR_SECRET_EVENT_ID_*; the values between *secret* and *opaque* are those of the event.

        Returns:
            A number for `secretEventDeregisterAny`.

        Raises:
            InvalidArg: there is no such event, or *secret* is of another connection.
            NoSupport: the driver has no such objects.
            OperationInvalid: the event loop of the program refuses to take part.

        Source: virConnectSecretEventRegisterAny in libvirt-secret.
        """
        return self._register(EventKind.SECRET, secret, eventID, cb, opaque)

    def secretEventDeregisterAny(self, callbackID: int) -> None:
        """Stop calling the handler registered as *callbackID*.

        No call of it starts after this returns; one that has started on another thread may still be at work.

        Raises:
            InvalidArg: there is none of that number.

        Source: virConnectSecretEventDeregisterAny in libvirt-secret.
        """
        self._unregister(EventKind.SECRET, callbackID)

    def domainEventRegister(self, cb: Handler, opaque: object) -> None:
        """Call *cb*(conn, dom, event, detail, opaque) when any domain starts, stops or changes its state.

        A handler is there once; registering it again changes the object that it is called with.

        Source: virConnectDomainEventRegister in libvirt-domain.
        """
        before = self._lifecycle_handlers.get(cb)
        self._lifecycle_handlers[cb] = self._register(EventKind.DOMAIN, None, _LIFECYCLE, cb, opaque)
        if before is not None:
            self._unregister(EventKind.DOMAIN, before)

    def domainEventDeregister(self, cb: Handler) -> None:
        """Stop calling *cb*, registered by `domainEventRegister`. Nothing happens if none is.

        Raises:
            KeyError: others are, but it is not.

        Source: virConnectDomainEventDeregister in libvirt-domain.
        """
        if (number := self._legacy_number(cb)) is not None:
            self._unregister(EventKind.DOMAIN, number)

    def registerCloseCallback(self, cb: Handler, opaque: object) -> int:
        """Call *cb*(conn, reason, opaque) when the connection ends other than by `close`.

        The reason is VIR_CONNECT_CLOSE_REASON_*: the far end has gone, or does not answer, or the handlers of events
        are so slow that the connection was given up.

        Returns:
            0.

        Source: virConnectRegisterCloseCallback in libvirt-host.
        """
        self._listen(self._close_subscription(cb, opaque), "virConnectRegisterCloseCallback")
        return 0

    def unregisterCloseCallback(self) -> None:
        """Call nobody when the connection ends.

        Source: virConnectUnregisterCloseCallback in libvirt-host.
        """
        if self._open_driver is None:
            raise invalid_connection("virConnectUnregisterCloseCallback", "the connection is closed")
        for number in self._subscriptions.of_kind(EventKind.CLOSE):
            self._subscriptions.remove(number)
        with self._wiring:
            self._stop_when_idle()

    @overload
    def events(
        self, *, of: object = None, limit: int = MAX_WAITING, timeout_s: float | None = None
    ) -> Feed[AnyEvent]: ...

    @overload
    def events(
        self,
        first: type[E],
        /,
        *types: type[E],
        of: object = None,
        limit: int = MAX_WAITING,
        timeout_s: float | None = None,
    ) -> Feed[E]: ...

    def events(
        self, *types: type[Any], of: object = None, limit: int = MAX_WAITING, timeout_s: float | None = None
    ) -> Feed[Any]:
        """Events to iterate over, from now on: `for event in conn.events(DomainLifecycleEvent): ...`.

        Args:
            types: classes of anyvirt.event_types; without any, all events.
            of: a domain, network ...: only its events.
            limit: how many may wait to be taken. One more, and the iteration raises OperationAborted once those were
                taken: later ones are lost.
            timeout_s: end the iteration when nothing has happened for so many seconds.

        The iteration ends when the connection is closed. `with` or `close()` end it before.
        """
        feed: Feed[Any] = Feed(self._typed, self._subscriptions, limit, timeout_s)
        self._feed(feed, types, of)
        return feed

    def newStream(self, flags: int = 0) -> virStream:
        """A new stream, which calls such as download() open.

        Args:
            flags: VIR_STREAM_NONBLOCK: it does not wait, but answers -2.

        Source: virStreamNew in libvirt-stream.
        """
        from anyvirt.stream import virStream

        if self._open_driver is None:
            raise invalid_connection("virStreamNew", "the connection is closed")
        return virStream(cast("ConnectionBase", self), stream_flags(flags))


class AwaitableEvents(EventCore):
    """The methods of a connection whose calls are awaited. Its handlers run on the loop that opened it.

    One after the other; what a handler returns is awaited if it can be, so it may be a coroutine function.
    """

    _awaitable = True
    _loop: asyncio.AbstractEventLoop

    def _init_events(self) -> None:
        super()._init_events()
        self._delivery: asyncio.Task[None] | None = None  # while there is something to deliver

    async def _register(self, kind: EventKind, obj: object, event_id: int, cb: Handler, opaque: object) -> int:
        return await self._listen(self._subscription(kind, obj, event_id, cb, opaque), _KINDS[kind].register)

    async def _listen(self, subscription: Subscription, function: str) -> int:
        number, begun = self._add(subscription, function)
        if begun is not None:
            try:
                with self._blaming():
                    await begun
            except BaseException:
                self._subscriptions.remove(number)
                raise
        return number

    def _unregister(self, kind: EventKind, callback_id: int) -> None:
        self._forget(kind, callback_id)

    def _announce(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._start_delivery)
        except RuntimeError:
            # The loop was closed and the connection forgotten. That must not disturb whoever made the event.
            self._subscriptions.close()

    def _start_delivery(self) -> None:
        if self._delivery is None:
            self._delivery = self._loop.create_task(self._deliver(), name="anyvirt-events")

    async def _deliver(self) -> None:
        try:
            while (found := self._subscriptions.take()) is not None:
                if isinstance(found, Overrun):
                    await self._give_up()
                    return
                subscriptions, event = found
                for subscription in subscriptions:
                    if subscription.active and subscription.handler is not None:
                        await self._called(subscription.handler, *self._arguments(subscription, event))
        finally:
            self._delivery = None

    @staticmethod
    async def _called(handler: Handler, *args: object) -> None:
        try:
            answer = handler(*args)
            if isawaitable(answer):
                await answer
        except Exception:
            report_failure("an event handler")

    async def _give_up(self) -> None:
        _report_overrun()
        told = self._subscriptions.of_kind(EventKind.CLOSE).values()
        with suppress(libvirtError):  # its program may have closed it meanwhile
            await self.close()
        for subscription in told:
            assert subscription.handler is not None
            await self._called(subscription.handler, self, _CLOSED_BY_ERROR, subscription.opaque)

    async def close(self) -> int:
        """Close the connection."""
        raise NotImplementedError

    async def domainEventRegisterAny(self, dom: AsyncDomain | None, eventID: int, cb: Handler, opaque: object) -> int:
        """Call *cb*(conn, dom, ..., opaque) for each event *eventID* of the domain *dom*, or of every one."""
        return await self._register(EventKind.DOMAIN, dom, eventID, cb, opaque)

    async def domainEventDeregisterAny(self, callbackID: int) -> None:
        """Stop calling the handler registered as *callbackID*."""
        self._unregister(EventKind.DOMAIN, callbackID)

    async def networkEventRegisterAny(self, net: AsyncNetwork | None, eventID: int, cb: Handler, opaque: object) -> int:
        """Call *cb*(conn, net, ..., opaque) for each event *eventID* of the network *net*, or of every one."""
        return await self._register(EventKind.NETWORK, net, eventID, cb, opaque)

    async def networkEventDeregisterAny(self, callbackID: int) -> None:
        """Stop calling the handler registered as *callbackID*."""
        self._unregister(EventKind.NETWORK, callbackID)

    async def storagePoolEventRegisterAny(
        self, pool: AsyncStoragePool | None, eventID: int, cb: Handler, opaque: object
    ) -> int:
        """Call *cb*(conn, pool, ..., opaque) for each event *eventID* of the pool *pool*, or of every one."""
        return await self._register(EventKind.STORAGE_POOL, pool, eventID, cb, opaque)

    async def storagePoolEventDeregisterAny(self, callbackID: int) -> None:
        """Stop calling the handler registered as *callbackID*."""
        self._unregister(EventKind.STORAGE_POOL, callbackID)

    async def nodeDeviceEventRegisterAny(
        self, dev: AsyncNodeDevice | None, eventID: int, cb: Handler, opaque: object
    ) -> int:
        """Call *cb*(conn, dev, ..., opaque) for each event *eventID* of the device *dev*, or of every one."""
        return await self._register(EventKind.NODE_DEVICE, dev, eventID, cb, opaque)

    async def nodeDeviceEventDeregisterAny(self, callbackID: int) -> None:
        """Stop calling the handler registered as *callbackID*."""
        self._unregister(EventKind.NODE_DEVICE, callbackID)

    async def secretEventRegisterAny(
        self, secret: AsyncSecret | None, eventID: int, cb: Handler, opaque: object
    ) -> int:
        """Call *cb*(conn, secret, ..., opaque) for each event *eventID* of the secret *secret*, or of every one."""
        return await self._register(EventKind.SECRET, secret, eventID, cb, opaque)

    async def secretEventDeregisterAny(self, callbackID: int) -> None:
        """Stop calling the handler registered as *callbackID*."""
        self._unregister(EventKind.SECRET, callbackID)

    async def domainEventRegister(self, cb: Handler, opaque: object) -> None:
        """Call *cb*(conn, dom, event, detail, opaque) when any domain starts, stops or changes its state.

        A handler is there once; registering it again changes the object that it is called with.

        Source: virConnectDomainEventRegister in libvirt-domain.
        """
        before = self._lifecycle_handlers.get(cb)
        self._lifecycle_handlers[cb] = await self._register(EventKind.DOMAIN, None, _LIFECYCLE, cb, opaque)
        if before is not None:
            self._unregister(EventKind.DOMAIN, before)

    async def domainEventDeregister(self, cb: Handler) -> None:
        """Stop calling *cb*, registered by `domainEventRegister`. Nothing happens if none is.

        Raises:
            KeyError: others are, but it is not.

        Source: virConnectDomainEventDeregister in libvirt-domain.
        """
        if (number := self._legacy_number(cb)) is not None:
            self._unregister(EventKind.DOMAIN, number)

    async def registerCloseCallback(self, cb: Handler, opaque: object) -> int:
        """Call *cb*(conn, reason, opaque) when the connection ends other than by `close`.

        The reason is VIR_CONNECT_CLOSE_REASON_*: the far end has gone, or does not answer, or the handlers of events
        are so slow that the connection was given up.

        Returns:
            0.

        Source: virConnectRegisterCloseCallback in libvirt-host.
        """
        await self._listen(self._close_subscription(cb, opaque), "virConnectRegisterCloseCallback")
        return 0

    async def unregisterCloseCallback(self) -> None:
        """Call nobody when the connection ends.

        Source: virConnectUnregisterCloseCallback in libvirt-host.
        """
        if self._open_driver is None:
            raise invalid_connection("virConnectUnregisterCloseCallback", "the connection is closed")
        for number in self._subscriptions.of_kind(EventKind.CLOSE):
            self._subscriptions.remove(number)

    @overload
    def events(self, *, of: object = None, limit: int = MAX_WAITING) -> AsyncFeed[AnyEvent]: ...

    @overload
    def events(
        self, first: type[E], /, *types: type[E], of: object = None, limit: int = MAX_WAITING
    ) -> AsyncFeed[E]: ...

    def events(self, *types: type[Any], of: object = None, limit: int = MAX_WAITING) -> AsyncFeed[Any]:
        """Events to iterate over, from now on: `async for event in conn.events(DomainLifecycleEvent): ...`.

        Args:
            types: classes of anyvirt.event_types; without any, all events.
            of: a domain, network ...: only its events.
            limit: how many may wait to be taken. One more, and the iteration raises OperationAborted once those were
                taken: later ones are lost.

        The iteration ends when the connection is closed. `async with` or `close()` end it before.
        """
        feed: AsyncFeed[Any] = AsyncFeed(self._typed, self._subscriptions, limit, self._loop)
        for begun in self._feed(feed, types, of):
            feed.depend_on(begun)
        return feed

    async def newStream(self, flags: int = 0) -> AsyncStream:
        """A new stream, which calls such as download() open. It does not wait with VIR_STREAM_NONBLOCK."""
        from anyvirt.aio.stream import virStream

        if self._open_driver is None:
            raise invalid_connection("virStreamNew", "the connection is closed")
        return virStream(cast("AsyncConnectionBase", self), stream_flags(flags))
