"""Moving a domain from one connection to another: the phases that two drivers go through, and who leads them.

The source begins a job and describes the guest (begin), the destination makes a guest that waits (prepare), the source
moves the memory over (perform), the destination lets its guest run (finish), and the source ends its own (confirm).
Each phase hands a cookie to the next, which only the drivers understand. Where a phase fails, the later ones are told
so, and undo what was done: the guest goes on at the source, and nothing is left at the destination.

As libvirt's version 3 of the protocol, the one with parameters.
"""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext, suppress
from operator import index
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeVar, cast

from anyvirt.util.arguments import optional_text, optional_xml, text, unsigned_long
from anyvirt.util.error import (
    ArgumentUnsupported,
    InternalError,
    InvalidArg,
    OperationFailed,
    OperationInvalid,
    libvirtError,
)
from anyvirt.util.flags import check_exclusive, check_required, invalid_argument
from anyvirt.util.typed import MIGRATION, hinted

if TYPE_CHECKING:
    from anyvirt.aio.connection import virConnect as AsyncConnect
    from anyvirt.aio.domain import virDomain as AsyncDomain
    from anyvirt.base import AsyncConnectionBase, ConnectionBase, ConnectionCore
    from anyvirt.connection import virConnect
    from anyvirt.domain import virDomain
    from anyvirt.driver.contract import HypervisorContract
    from anyvirt.driver.types import TypedParams, TypedValue
    from anyvirt.progress import OnJob
    from anyvirt.util.arguments import XmlLike
    from anyvirt.util.refs import DomainRef

T = TypeVar("T")

_FROM_DOMAIN: Final = 20  # VIR_FROM_DOMAIN
_PEER2PEER: Final = ("VIR_MIGRATE_PEER2PEER", 1 << 1)
_TUNNELLED: Final = ("VIR_MIGRATE_TUNNELLED", 1 << 2)
_NON_SHARED_DISK: Final = ("VIR_MIGRATE_NON_SHARED_DISK", 1 << 6)
_NON_SHARED_INC: Final = ("VIR_MIGRATE_NON_SHARED_INC", 1 << 7)
_NON_SHARED: Final = (f"{_NON_SHARED_DISK[0]} | {_NON_SHARED_INC[0]}", 3 << 6)
_PARALLEL: Final = ("VIR_MIGRATE_PARALLEL", 1 << 17)
_SYNCHRONOUS: Final = ("VIR_MIGRATE_NON_SHARED_SYNCHRONOUS_WRITES", 1 << 18)
_PROTECTION: Final = 1 << 8  # VIR_MIGRATE_CHANGE_PROTECTION: the job lasts from begin to confirm
_OFFLINE: Final = 1 << 10  # VIR_MIGRATE_OFFLINE: there is no memory to move
_NAME: Final = "destination_name"
_XML: Final = "destination_xml"
_URI: Final = "migrate_uri"
_BANDWIDTH: Final = "bandwidth"


class Call(Protocol):
    """How the one who leads calls a driver: on its connection, or directly."""

    def __call__(self, coro: Coroutine[Any, Any, T], /) -> Awaitable[T]: ...


class Side(NamedTuple):
    """One end of a migration."""

    driver: HypervisorContract
    call: Call


async def lead(source: Side, destination: Side, dom: DomainRef, params: TypedParams, flags: int) -> DomainRef:
    """Take the domain through all phases; answers what it is at the destination.

    Raises:
        libvirtError: a phase failed, or somebody stopped it. The guest goes on at the source.
    """
    flags |= _PROTECTION
    start = await source.call(source.driver.domain_migrate_begin3_params(dom, params, flags))
    moving = {**params, _NAME: params.get(_NAME, dom.name), _XML: start.xml}
    cookie, cancelled = b"", True
    try:
        cookie, ref = await _move(source, destination, dom, moving, start.cookie, flags)
        cancelled = False
        return ref
    finally:
        # As in libvirt: where the guest has moved, trouble in ending it here is no failure of the migration.
        with suppress(libvirtError):
            await source.call(source.driver.domain_migrate_confirm3_params(dom, params, cookie, flags, cancelled))


async def _move(
    source: Side, destination: Side, dom: DomainRef, params: TypedParams, cookie: bytes, flags: int
) -> tuple[bytes, DomainRef]:
    """The phases in which there may be something at the destination."""
    target = await destination.call(destination.driver.domain_migrate_prepare3_params(params, cookie, flags))
    cookie = target.cookie
    try:
        if target.uri is not None:
            params = {**params, _URI: target.uri}
        elif _URI not in params and not flags & _OFFLINE:
            raise InternalError("the destination of the migration did not say where it waits", origin=_FROM_DOMAIN)
        if not flags & _OFFLINE:
            cookie = await source.call(source.driver.domain_migrate_perform3_params(dom, None, params, cookie, flags))
    except BaseException:
        with suppress(libvirtError):  # what went wrong before is what the caller must hear of
            await destination.call(destination.driver.domain_migrate_finish3_params(params, cookie, flags, True))
        raise
    end = await destination.call(destination.driver.domain_migrate_finish3_params(params, cookie, flags, False))
    if end.ref is None:
        raise OperationFailed(f"domain '{dom.name}' does not run at the destination", origin=_FROM_DOMAIN)
    return end.cookie, end.ref


# Arguments


def _check(flags: int, function: str) -> None:
    if function != "virDomainMigrate3":
        check_exclusive(flags, _TUNNELLED, _PARALLEL, function, origin=_FROM_DOMAIN)
    check_exclusive(flags, _NON_SHARED_DISK, _NON_SHARED_INC, function, origin=_FROM_DOMAIN)
    check_required(flags, _SYNCHRONOUS, _NON_SHARED, function, origin=_FROM_DOMAIN)


def _check_managed(flags: int, function: str) -> None:
    """What the two connections of a program can lead."""
    _check(flags, function)
    tunnelled = bool(flags & _TUNNELLED[1] and not flags & _PEER2PEER[1])
    without = "cannot perform tunnelled migration without using peer2peer flag"
    if function != "virDomainMigrate3":
        if tunnelled:
            raise OperationInvalid(without, origin=_FROM_DOMAIN)
    elif flags & _PEER2PEER[1]:
        message = "use virDomainMigrateToURI3 for peer-to-peer migration"
        raise invalid_argument(message, function=function, origin=_FROM_DOMAIN)
    elif tunnelled:
        raise invalid_argument(without, function=function, origin=_FROM_DOMAIN)


def _check_peers(flags: int, uri: str | None, function: str) -> None:
    """What the hosts can lead."""
    _check(flags, function)
    if not flags & _PEER2PEER[1]:
        raise ArgumentUnsupported(
            "direct migration is not supported by the connection driver",
            origin=_FROM_DOMAIN,
            hint="give VIR_MIGRATE_PEER2PEER",
        )
    if uri is None:
        raise InvalidArg("peer-to-peer migration needs the URI of the destination", origin=_FROM_DOMAIN)


def _old_params(
    function: str, *, dxml: XmlLike | None = None, dname: str | None, uri: str | None = None, bandwidth: int
) -> TypedParams:
    """The arguments of the older calls as parameters of the newest."""
    values = {
        _XML: optional_xml(dxml, "dxml", function),
        _NAME: optional_text(dname, "dname"),
        _URI: optional_text(uri, "uri"),
        _BANDWIDTH: unsigned_long(bandwidth, "bandwidth") or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _check_ends(source: ConnectionCore, destination: ConnectionCore, function: str) -> None:
    source._check_write(function)
    destination._check_write(function)


# Both flavours


def _blocking(conn: ConnectionBase) -> Side:
    async def call(coro: Coroutine[Any, Any, T]) -> T:
        return conn._call(coro)

    return Side(conn._driver, call)


def _awaiting(conn: AsyncConnectionBase) -> Side:
    return Side(conn._driver, conn._call)


def _stepped(coro: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine all of whose calls block."""
    try:
        coro.send(None)
    except StopIteration as ended:
        result: T = ended.value
        return result
    raise RuntimeError("a blocking migration suspended")


class Migrates:
    """The part of a domain of a blocking connection that moves it."""

    _conn: ConnectionBase
    _ref: DomainRef

    def migrate(
        self,
        dconn: virConnect,
        flags: int = 0,
        dname: str | None = None,
        uri: str | None = None,
        bandwidth: int = 0,
        *,
        progress: OnJob | None = None,
    ) -> virDomain:
        """Move the domain to another host.

        Args:
            dconn: the connection to the destination.
            flags: VIR_MIGRATE_* bits.
            dname: the name there; None for the same.
            uri: where the hypervisors meet; None to leave it to the destination.
            bandwidth: limit in MiB/s; 0 for none.
            progress: called with a JobProgress every half a second, on another thread, and once more when the job has
                ended well. What it raises stops the job and comes through.

        Returns:
            the domain there.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationAborted: somebody stopped it.
            ArgumentUnsupported: a flag or a parameter is not known to one of the drivers.

        Source: virDomainMigrate, libvirt 0.3.2.
        """
        function = "virDomainMigrate"
        params = _old_params(function, dname=dname, uri=uri, bandwidth=bandwidth)
        with self._watched(progress):
            if index(flags) & _PEER2PEER[1]:
                duri = params.pop(_URI, None)  # libvirt takes it for the destination's then
                return self._send(dconn, params, index(flags), function, duri)
            return self._migrate(dconn, params, index(flags), function)

    def migrate2(
        self,
        dconn: virConnect,
        dxml: XmlLike | None = None,
        flags: int = 0,
        dname: str | None = None,
        uri: str | None = None,
        bandwidth: int = 0,
        *,
        progress: OnJob | None = None,
    ) -> virDomain:
        """The same as `migrate`; *dxml* is a <domain> document for the destination.

        With VIR_MIGRATE_PEER2PEER the hosts lead, and the source finds the destination by the URI of *dconn* (`migrate`
        takes *uri* for that, where it is given).

        Source: virDomainMigrate2, libvirt 0.9.2.
        """
        params = _old_params("virDomainMigrate2", dxml=dxml, dname=dname, uri=uri, bandwidth=bandwidth)
        with self._watched(progress):
            if index(flags) & _PEER2PEER[1]:
                return self._send(dconn, params, index(flags), "virDomainMigrate2", None)
            return self._migrate(dconn, params, index(flags), "virDomainMigrate2")

    def migrate3(
        self,
        dconn: virConnect,
        params: Mapping[str, TypedValue | Sequence[str]],
        flags: int = 0,
        *,
        progress: OnJob | None = None,
    ) -> virDomain:
        """The same as `migrate`; *params* are VIR_MIGRATE_PARAM_*.

        Source: virDomainMigrate3, libvirt 1.1.0.
        """
        with self._watched(progress):
            return self._migrate(dconn, _given(params, "virDomainMigrate3"), index(flags), "virDomainMigrate3")

    def migrateToURI(
        self,
        duri: str,
        flags: int = 0,
        dname: str | None = None,
        bandwidth: int = 0,
        *,
        progress: OnJob | None = None,
    ) -> int:
        """Have the hosts move the domain from one to the other, by VIR_MIGRATE_PEER2PEER.

        Source: virDomainMigrateToURI, libvirt 0.7.2.
        """
        function = "virDomainMigrateToURI"
        uri, params = text(duri, "duri", function), _old_params(function, dname=dname, bandwidth=bandwidth)
        with self._watched(progress):
            self._tell_hosts(uri, params, index(flags), function)
        return 0

    def migrateToURI2(
        self,
        dconnuri: str | None = None,
        miguri: str | None = None,
        dxml: XmlLike | None = None,
        flags: int = 0,
        dname: str | None = None,
        bandwidth: int = 0,
        *,
        progress: OnJob | None = None,
    ) -> int:
        """Have the hosts move the domain from one to the other, by VIR_MIGRATE_PEER2PEER.

        Source: virDomainMigrateToURI2, libvirt 0.9.2.
        """
        function = "virDomainMigrateToURI2"
        params = _old_params(function, dxml=dxml, dname=dname, uri=miguri, bandwidth=bandwidth)
        with self._watched(progress):
            self._tell_hosts(dconnuri, params, index(flags), function)
        return 0

    def migrateToURI3(
        self,
        dconnuri: str | None,
        params: Mapping[str, TypedValue | Sequence[str]],
        flags: int = 0,
        *,
        progress: OnJob | None = None,
    ) -> int:
        """Have the hosts move the domain from one to the other, by VIR_MIGRATE_PEER2PEER.

        Source: virDomainMigrateToURI3, libvirt 1.1.0.
        """
        function = "virDomainMigrateToURI3"
        with self._watched(progress):
            self._tell_hosts(dconnuri, _given(params, function), index(flags), function)
        return 0

    def _tell_hosts(self, dconnuri: str | None, params: TypedParams, flags: int, function: str) -> None:
        conn, uri = self._conn, optional_text(dconnuri, "dconnuri")
        conn._check_write(function)
        with conn._blaming():
            _check_peers(flags, uri, function)
        conn._call(conn._driver.domain_migrate_perform3_params(self._ref, uri, params, b"", flags | _PROTECTION))

    def _send(
        self, dconn: virConnect, params: TypedParams, flags: int, function: str, uri: TypedValue | None
    ) -> virDomain:
        """Have the hosts move the domain, and find it at the destination."""
        _check_ends(self._conn, dconn, function)
        self._tell_hosts(dconn.getURI() if uri is None else str(uri), params, flags, function)
        return dconn.lookupByName(str(params.get(_NAME, self._ref.name)))

    def _watched(self, progress: OnJob | None) -> AbstractContextManager[None]:
        return nullcontext() if progress is None else cast("virDomain", self).job_progress(progress)

    def _migrate(self, dconn: virConnect, params: TypedParams, flags: int, function: str) -> virDomain:
        from anyvirt.domain import virDomain

        conn = self._conn
        _check_ends(conn, dconn, function)
        with conn._blaming():
            _check_managed(flags, function)
            ref = _stepped(lead(_blocking(conn), _blocking(dconn), self._ref, params, flags))
        return virDomain(dconn, ref)


class AsyncMigrates:
    """The part of a domain of a connection whose calls are awaited that moves it."""

    _conn: AsyncConnectionBase
    _ref: DomainRef

    async def migrate(
        self,
        dconn: AsyncConnect,
        flags: int = 0,
        dname: str | None = None,
        uri: str | None = None,
        bandwidth: int = 0,
        *,
        progress: OnJob | None = None,
    ) -> AsyncDomain:
        """Move the domain to another host. Who cancels this stops the migration."""
        function = "virDomainMigrate"
        params = _old_params(function, dname=dname, uri=uri, bandwidth=bandwidth)
        async with self._watched(progress):
            if index(flags) & _PEER2PEER[1]:
                duri = params.pop(_URI, None)
                return await self._send(dconn, params, index(flags), function, duri)
            return await self._migrate(dconn, params, index(flags), function)

    async def migrate2(
        self,
        dconn: AsyncConnect,
        dxml: XmlLike | None = None,
        flags: int = 0,
        dname: str | None = None,
        uri: str | None = None,
        bandwidth: int = 0,
        *,
        progress: OnJob | None = None,
    ) -> AsyncDomain:
        """Move the domain to another host."""
        params = _old_params("virDomainMigrate2", dxml=dxml, dname=dname, uri=uri, bandwidth=bandwidth)
        async with self._watched(progress):
            if index(flags) & _PEER2PEER[1]:
                return await self._send(dconn, params, index(flags), "virDomainMigrate2", None)
            return await self._migrate(dconn, params, index(flags), "virDomainMigrate2")

    async def migrate3(
        self,
        dconn: AsyncConnect,
        params: Mapping[str, TypedValue | Sequence[str]],
        flags: int = 0,
        *,
        progress: OnJob | None = None,
    ) -> AsyncDomain:
        """Move the domain to another host, with more to choose."""
        async with self._watched(progress):
            return await self._migrate(dconn, _given(params, "virDomainMigrate3"), index(flags), "virDomainMigrate3")

    async def migrateToURI(
        self,
        duri: str,
        flags: int = 0,
        dname: str | None = None,
        bandwidth: int = 0,
        *,
        progress: OnJob | None = None,
    ) -> int:
        """Have the hosts move the domain from one to the other."""
        function = "virDomainMigrateToURI"
        uri, params = text(duri, "duri", function), _old_params(function, dname=dname, bandwidth=bandwidth)
        async with self._watched(progress):
            await self._tell_hosts(uri, params, index(flags), function)
        return 0

    async def migrateToURI2(
        self,
        dconnuri: str | None = None,
        miguri: str | None = None,
        dxml: XmlLike | None = None,
        flags: int = 0,
        dname: str | None = None,
        bandwidth: int = 0,
        *,
        progress: OnJob | None = None,
    ) -> int:
        """Have the hosts move the domain from one to the other."""
        function = "virDomainMigrateToURI2"
        params = _old_params(function, dxml=dxml, dname=dname, uri=miguri, bandwidth=bandwidth)
        async with self._watched(progress):
            await self._tell_hosts(dconnuri, params, index(flags), function)
        return 0

    async def migrateToURI3(
        self,
        dconnuri: str | None,
        params: Mapping[str, TypedValue | Sequence[str]],
        flags: int = 0,
        *,
        progress: OnJob | None = None,
    ) -> int:
        """Have the hosts move the domain from one to the other, with more to choose."""
        function = "virDomainMigrateToURI3"
        async with self._watched(progress):
            await self._tell_hosts(dconnuri, _given(params, function), index(flags), function)
        return 0

    async def _tell_hosts(self, dconnuri: str | None, params: TypedParams, flags: int, function: str) -> None:
        conn, uri = self._conn, optional_text(dconnuri, "dconnuri")
        conn._check_write(function)
        with conn._blaming():
            _check_peers(flags, uri, function)
        await conn._call(conn._driver.domain_migrate_perform3_params(self._ref, uri, params, b"", flags | _PROTECTION))

    async def _send(
        self, dconn: AsyncConnect, params: TypedParams, flags: int, function: str, uri: TypedValue | None
    ) -> AsyncDomain:
        """Have the hosts move the domain, and find it at the destination."""
        _check_ends(self._conn, dconn, function)
        await self._tell_hosts(await dconn.getURI() if uri is None else str(uri), params, flags, function)
        return await dconn.lookupByName(str(params.get(_NAME, self._ref.name)))

    def _watched(self, progress: OnJob | None) -> AbstractAsyncContextManager[None]:
        return nullcontext() if progress is None else cast("AsyncDomain", self).job_progress(progress)

    async def _migrate(self, dconn: AsyncConnect, params: TypedParams, flags: int, function: str) -> AsyncDomain:
        from anyvirt.aio.domain import virDomain

        conn = self._conn
        _check_ends(conn, dconn, function)
        with conn._blaming():
            _check_managed(flags, function)
            ref = await lead(_awaiting(conn), _awaiting(dconn), self._ref, params, flags)
        return virDomain(dconn, ref)


def _given(params: Mapping[str, TypedValue | Sequence[str]], function: str) -> TypedParams:
    """Parameters of a call that can do without. Some can be lists, such as of the disks to be moved."""
    return hinted(params, MIGRATION, function) if params else {}
