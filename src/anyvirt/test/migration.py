"""Migration of the test driver's guests to another test node, in the phases of libvirt's protocol."""

from __future__ import annotations

import json
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from uuid import uuid4
from weakref import WeakKeyDictionary

import anyvirt
from anyvirt import constants
from anyvirt.conf.domain.abi import check_abi
from anyvirt.conf.domain.format import format_domain
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.store.events import Event
from anyvirt.conf.store.jobs import AsyncJob
from anyvirt.conf.store.objects import FROM_DOMAIN, State
from anyvirt.driver import URI
from anyvirt.driver.types import MigrationEnd, MigrationStart, MigrationTarget, TypedParams
from anyvirt.migration import Side, lead
from anyvirt.test.documents import blamed_on, parse
from anyvirt.test.guest import TestDomain
from anyvirt.test.lifecycle import Lifecycle
from anyvirt.test.memory import current
from anyvirt.test.node import TestNode
from anyvirt.test.work import MIB, UNLIMITED_MIB_S, Jobs, LongJob, Transfer
from anyvirt.util.error import (
    ArgumentUnsupported,
    InternalError,
    InvalidArg,
    OperationAborted,
    OperationInvalid,
    Overflow,
)
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef
from anyvirt.util.typed import several
from anyvirt.util.wait import in_thread

if TYPE_CHECKING:
    from anyvirt.connection import virConnect

T = TypeVar("T")

_PEER2PEER: Final = constants.VIR_MIGRATE_PEER2PEER
# Guests here have no memory to move. What says how to move it well is as good as done.
_FLAGS: Final = (
    constants.VIR_MIGRATE_LIVE
    | _PEER2PEER
    | constants.VIR_MIGRATE_PERSIST_DEST
    | constants.VIR_MIGRATE_UNDEFINE_SOURCE
    | constants.VIR_MIGRATE_PAUSED
    | constants.VIR_MIGRATE_CHANGE_PROTECTION
    | constants.VIR_MIGRATE_UNSAFE
    | constants.VIR_MIGRATE_OFFLINE
    | constants.VIR_MIGRATE_COMPRESSED
    | constants.VIR_MIGRATE_ABORT_ON_ERROR
    | constants.VIR_MIGRATE_AUTO_CONVERGE
    | constants.VIR_MIGRATE_POSTCOPY
    | constants.VIR_MIGRATE_NON_SHARED_DISK
    | constants.VIR_MIGRATE_NON_SHARED_INC
)
_NAMES: Final = {
    value: name for name, value in vars(constants).items() if name.startswith("VIR_MIGRATE_") and isinstance(value, int)
}
_DISKS: Final = (constants.VIR_MIGRATE_PARAM_MIGRATE_DISKS, constants.VIR_MIGRATE_PARAM_MIGRATE_DISKS_DETECT_ZEROES)
_PARAMS: Final = (
    constants.VIR_MIGRATE_PARAM_URI,
    constants.VIR_MIGRATE_PARAM_DEST_NAME,
    constants.VIR_MIGRATE_PARAM_DEST_XML,
    constants.VIR_MIGRATE_PARAM_PERSIST_XML,
    constants.VIR_MIGRATE_PARAM_GRAPHICS_URI,
    constants.VIR_MIGRATE_PARAM_LISTEN_ADDRESS,
    constants.VIR_MIGRATE_PARAM_BANDWIDTH,
    constants.VIR_MIGRATE_PARAM_BANDWIDTH_POSTCOPY,
    *_DISKS,
)


@dataclass
class Leaving:
    """A domain between the first and the last phase at its source."""

    place: Any  # in its jobs
    guest: int  # its number; -1 offline
    state: State
    left: bool = False  # the guest stands still, and its memory is over there


class Migration(Jobs, Lifecycle):
    """Both ends of migrations."""

    def __init__(self, uri: URI, node: TestNode) -> None:
        super().__init__(uri, node)
        self._host = str(uuid4())
        self._leaving: WeakKeyDictionary[TestDomain, Leaving] = WeakKeyDictionary()

    # The source

    async def domain_migrate_begin3_params(self, dom: DomainRef, params: TypedParams, flags: int) -> MigrationStart:
        _check(params, flags)
        domain = self.find(dom)
        place = domain.jobs.long(AsyncJob.MIGRATION_OUT)
        await place.__aenter__()
        try:
            leaving = Leaving(place, domain.id, domain.state)
            _check_source(domain, params, flags)
            definition = domain.definition
            wanted = _other(definition, params.get(constants.VIR_MIGRATE_PARAM_DEST_XML), "destination")
            persistent = None
            if flags & constants.VIR_MIGRATE_PERSIST_DEST:
                xml = params.get(constants.VIR_MIGRATE_PARAM_PERSIST_XML)
                persistent = _text(_other(domain.next_definition, xml, "persistent"))
            if domain.live is not None:
                speed = _speed(params, self.work(domain).max_speed_mib_s)
                operation = constants.VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT
                transfer = Transfer(current(definition) * 1024, speed)
                self.begin_job(domain, LongJob(operation, domain.id, transfer))
            self._leaving[domain] = leaving
        except BaseException:
            await place.__aexit__(None, None, None)
            raise
        cookie = {"host": self._host, "paused": domain.state is State.PAUSED, "persistent": persistent}
        return MigrationStart(json.dumps(cookie).encode(), _text(wanted))

    async def domain_migrate_perform3_params(
        self, dom: DomainRef, dconnuri: str | None, params: TypedParams, cookie: bytes, flags: int
    ) -> bytes:
        if flags & _PEER2PEER:
            await self._lead(dom, dconnuri, params, flags)
            return b""
        _check(params, flags)
        domain = self.find(dom)
        leaving, job = self._leaving.get(domain), self.job(domain)
        if leaving is None or job is None:
            raise OperationInvalid(f"domain '{domain.name}' is not being migrated")
        self.events.emit(Event(constants.VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION, domain.ref, (1,)))
        while not job.postcopy and not job.aborted and domain.id == leaving.guest and job.transfer.remaining_s > 0:
            await job.changed.wait(job.transfer.remaining_s)
        if domain.id != leaving.guest:
            raise OperationInvalid(f"the guest of domain '{domain.name}' was stopped while it was migrated")
        if job.aborted:
            raise OperationAborted(f"the migration of domain '{domain.name}' was aborted")
        leaving.state, leaving.left = domain.state, True
        if domain.state is State.RUNNING:
            domain.set_state(State.PAUSED, constants.VIR_DOMAIN_PAUSED_MIGRATION)
            detail = (
                constants.VIR_DOMAIN_EVENT_SUSPENDED_POSTCOPY
                if job.postcopy
                else constants.VIR_DOMAIN_EVENT_SUSPENDED_MIGRATED
            )
            self.emit_lifecycle(domain.ref, constants.VIR_DOMAIN_EVENT_SUSPENDED, detail)
        said = _said(cookie)
        return json.dumps({**said, "paused": leaving.state is State.PAUSED, "postcopy": job.postcopy}).encode()

    async def domain_migrate_confirm3_params(
        self, dom: DomainRef, params: TypedParams, cookie: bytes, flags: int, cancelled: bool
    ) -> None:
        domain = self.find(dom)
        leaving = self._leaving.pop(domain, None)
        if leaving is None:
            raise OperationInvalid(f"domain '{domain.name}' is not being migrated")
        try:
            if cancelled:
                self._stays(domain, leaving)
            else:
                await self._left(domain, flags)
        finally:
            await leaving.place.__aexit__(None, None, None)

    async def leave_migration(self, dom: DomainRef) -> None:
        domain = self.find(dom)
        leaving = self._leaving.pop(domain, None)
        if leaving is not None:
            self.end_job(domain, constants.VIR_DOMAIN_JOB_FAILED)
            await leaving.place.__aexit__(None, None, None)

    def _stays(self, domain: TestDomain, leaving: Leaving) -> None:
        job = self.job(domain)
        aborted = job is not None and job.aborted
        self.end_job(domain, constants.VIR_DOMAIN_JOB_CANCELLED if aborted else constants.VIR_DOMAIN_JOB_FAILED)
        if leaving.left and domain.id == leaving.guest and leaving.state is State.RUNNING:
            domain.set_state(State.RUNNING, constants.VIR_DOMAIN_RUNNING_MIGRATION_CANCELED)
            self.emit_lifecycle(
                domain.ref, constants.VIR_DOMAIN_EVENT_RESUMED, constants.VIR_DOMAIN_EVENT_RESUMED_MIGRATED
            )

    async def _left(self, domain: TestDomain, flags: int) -> None:
        self.end_job(domain, constants.VIR_DOMAIN_JOB_COMPLETED)
        if domain.active:
            self._stopped(domain, constants.VIR_DOMAIN_SHUTOFF_MIGRATED, constants.VIR_DOMAIN_EVENT_STOPPED_MIGRATED)
        if flags & constants.VIR_MIGRATE_UNDEFINE_SOURCE and domain.persistent:
            await self.domains.undefine(domain)
            self.emit_lifecycle(
                domain.ref, constants.VIR_DOMAIN_EVENT_UNDEFINED, constants.VIR_DOMAIN_EVENT_UNDEFINED_REMOVED
            )

    async def _lead(self, dom: DomainRef, uri: str | None, params: TypedParams, flags: int) -> None:
        """Go through all phases with the destination, as its client. Others may use this node meanwhile."""
        if uri is None:
            raise InvalidArg("peer-to-peer migration needs the URI of the destination")
        _check(params, flags)
        destination: virConnect = await in_thread(anyvirt.open, uri)

        async def here(coro: Coroutine[Any, Any, T]) -> T:
            return await coro

        async def there(coro: Coroutine[Any, Any, T]) -> T:
            return cast("T", await in_thread(destination._call, coro))

        try:
            await lead(Side(self, here), Side(destination._driver, there), dom, params, flags & ~_PEER2PEER)
        finally:
            await in_thread(destination.close)

    # The destination

    async def domain_migrate_prepare3_params(self, params: TypedParams, cookie: bytes, flags: int) -> MigrationTarget:
        _check(params, flags)
        said = _said(cookie)
        if said["host"] == self._host:
            raise InternalError(f"attempt to migrate guest to the same host {self._host}")
        with blamed_on(FROM_DOMAIN):
            definition = parse(_given(params, constants.VIR_MIGRATE_PARAM_DEST_XML))
        definition.name = str(params.get(constants.VIR_MIGRATE_PARAM_DEST_NAME, definition.name))
        if flags & constants.VIR_MIGRATE_OFFLINE:
            self.domains.check_free(definition)
            return MigrationTarget(json.dumps({**said, "xml": _text(definition)}).encode(), None)
        domain = await self.domains.create(definition)
        domain.set_state(State.PAUSED, constants.VIR_DOMAIN_PAUSED_MIGRATION)
        self.emit_lifecycle(domain.ref, constants.VIR_DOMAIN_EVENT_STARTED, constants.VIR_DOMAIN_EVENT_STARTED_MIGRATED)
        uri = params.get(constants.VIR_MIGRATE_PARAM_URI)
        return MigrationTarget(cookie, None if uri is not None else f"test://{self._host}/{domain.uuid}")

    async def domain_migrate_finish3_params(
        self, params: TypedParams, cookie: bytes, flags: int, cancelled: bool
    ) -> MigrationEnd:
        name = _given(params, constants.VIR_MIGRATE_PARAM_DEST_NAME)
        said = _said(cookie)
        if flags & constants.VIR_MIGRATE_OFFLINE:
            return MigrationEnd(None, b"") if cancelled else await self._arrived_offline(str(said["xml"]))
        domain = self.domains.by_name(name)
        if (domain.state, domain.reason) != (State.PAUSED, constants.VIR_DOMAIN_PAUSED_MIGRATION):
            raise OperationInvalid(f"domain '{name}' does not wait for a migration")
        if cancelled:
            self._stopped(domain, constants.VIR_DOMAIN_SHUTOFF_FAILED, constants.VIR_DOMAIN_EVENT_STOPPED_FAILED)
            return MigrationEnd(None, b"")
        if flags & constants.VIR_MIGRATE_PERSIST_DEST:
            persistent = parse(str(said["persistent"]))
            persistent.name = name
            try:
                await self._persist(persistent)
            except BaseException:  # the guest goes on at the source
                self._stopped(domain, constants.VIR_DOMAIN_SHUTOFF_FAILED, constants.VIR_DOMAIN_EVENT_STOPPED_FAILED)
                raise
        if said["paused"] or flags & constants.VIR_MIGRATE_PAUSED:
            domain.set_state(State.PAUSED, constants.VIR_DOMAIN_PAUSED_USER)
            event = (constants.VIR_DOMAIN_EVENT_SUSPENDED, constants.VIR_DOMAIN_EVENT_SUSPENDED_PAUSED)
        else:
            domain.set_state(State.RUNNING, constants.VIR_DOMAIN_RUNNING_MIGRATED)
            event = (
                constants.VIR_DOMAIN_EVENT_RESUMED,
                constants.VIR_DOMAIN_EVENT_RESUMED_POSTCOPY
                if said.get("postcopy")
                else constants.VIR_DOMAIN_EVENT_RESUMED_MIGRATED,
            )
        self.emit_lifecycle(domain.ref, *event)
        return MigrationEnd(domain.ref, b"")

    async def _arrived_offline(self, xml: str) -> MigrationEnd:
        return MigrationEnd(await self._persist(parse(xml)), b"")

    async def _persist(self, definition: Domain) -> DomainRef:
        domain, existed = await self.domains.define(definition)
        self.emit_lifecycle(
            domain.ref,
            constants.VIR_DOMAIN_EVENT_DEFINED,
            constants.VIR_DOMAIN_EVENT_DEFINED_UPDATED if existed else constants.VIR_DOMAIN_EVENT_DEFINED_ADDED,
        )
        return domain.ref

    # Settings

    async def domain_migrate_set_max_downtime(self, dom: DomainRef, downtime: int, flags: int) -> None:
        check_flags(flags, 0, "virDomainMigrateSetMaxDowntime")
        domain = self.find(dom)
        domain.require_active()
        self.work(domain).max_downtime_ms = downtime

    async def domain_migrate_get_max_downtime(self, dom: DomainRef, flags: int) -> int:
        check_flags(flags, 0, "virDomainMigrateGetMaxDowntime")
        domain = self.find(dom)
        domain.require_active()
        return self.work(domain).max_downtime_ms

    async def domain_migrate_set_max_speed(self, dom: DomainRef, bandwidth: int, flags: int) -> None:
        check_flags(flags, constants.VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY, "virDomainMigrateSetMaxSpeed")
        if bandwidth > UNLIMITED_MIB_S:
            raise Overflow(f"a bandwidth of {bandwidth} MiB/s is above the maximum, {UNLIMITED_MIB_S}")
        domain = self.find(dom)
        work = self.work(domain)
        if flags & constants.VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY:
            domain.require_active()
            work.max_postcopy_speed_mib_s = bandwidth
            return
        work.max_speed_mib_s = bandwidth
        if domain in self._leaving and (job := self.job(domain)) is not None:
            job.transfer.limit(_bytes(bandwidth))
            job.changed.notify_all()

    async def domain_migrate_get_max_speed(self, dom: DomainRef, flags: int) -> int:
        check_flags(flags, constants.VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY, "virDomainMigrateGetMaxSpeed")
        domain = self.find(dom)
        work = self.work(domain)
        if flags & constants.VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY:
            domain.require_active()
            return work.max_postcopy_speed_mib_s
        return work.max_speed_mib_s

    async def domain_migrate_set_compression_cache(self, dom: DomainRef, cache_size: int, flags: int) -> None:
        check_flags(flags, 0, "virDomainMigrateSetCompressionCache")
        domain = self.find(dom)
        domain.require_active()
        self.work(domain).compression_cache_bytes = cache_size

    async def domain_migrate_get_compression_cache(self, dom: DomainRef, flags: int) -> int:
        check_flags(flags, 0, "virDomainMigrateGetCompressionCache")
        domain = self.find(dom)
        domain.require_active()
        return self.work(domain).compression_cache_bytes

    async def domain_migrate_start_post_copy(self, dom: DomainRef, flags: int) -> None:
        check_flags(flags, 0, "virDomainMigrateStartPostCopy")
        domain = self.find(dom)
        domain.require_active()
        job = self.job(domain)
        if domain not in self._leaving or job is None:
            raise OperationInvalid(f"domain '{domain.name}' is not being migrated")
        job.postcopy = True
        job.changed.notify_all()


def _check(params: TypedParams, flags: int) -> None:
    """Refuse by name what migrations here do not have."""
    unknown = flags & ~_FLAGS
    if unknown:
        names = [name for value, name in _NAMES.items() if unknown & value] or [f"{unknown:#x}"]
        raise ArgumentUnsupported(f"the test driver does not migrate with {', '.join(names)}")
    for name in params:
        if name not in _PARAMS:
            raise ArgumentUnsupported(f"the test driver does not migrate with the parameter '{name}'")


def _check_source(domain: TestDomain, params: TypedParams, flags: int) -> None:
    targets = {disk.target for disk in domain.definition.disks}
    for target in (each for name in _DISKS for each in several(params, name)):
        if target not in targets:
            raise InvalidArg(
                f"disk target {target} not found", hint=f"there are {', '.join(sorted(targets)) or 'none'}"
            )
    if flags & constants.VIR_MIGRATE_OFFLINE:
        if domain.active:
            raise OperationInvalid(f"domain '{domain.name}' is running, so it cannot be migrated offline")
        if not flags & constants.VIR_MIGRATE_PERSIST_DEST:
            raise OperationInvalid("an offline migration must keep the domain: give VIR_MIGRATE_PERSIST_DEST")
        return
    domain.require_active()
    if domain.snapshots:
        raise OperationInvalid(f"cannot migrate domain '{domain.name}' with {len(domain.snapshots)} snapshots")
    if domain.checkpoints:
        raise OperationInvalid(f"cannot migrate domain '{domain.name}' with {len(domain.checkpoints)} checkpoints")


def _other(definition: Domain, xml: object, what: str) -> Domain:
    """The definition that the user wants over there, which the guest must not be able to tell from its own."""
    if xml is None:
        return definition
    with blamed_on(FROM_DOMAIN):
        wanted = parse(str(xml))
    renamed = definition.copy()
    if what == "destination":
        renamed.name = wanted.name
    check_abi(renamed, wanted)
    return wanted


def _text(definition: Domain) -> str:
    return format_domain(definition, secure=True, inactive=True, migratable=True)


def _said(cookie: bytes) -> dict[str, Any]:
    """What the other end wrote.

    Raises:
        InternalError: it is not of this driver.
    """
    try:
        said = json.loads(cookie)
    except ValueError as exc:
        raise InternalError(f"malformed migration cookie: {exc}") from exc
    if not isinstance(said, dict) or "host" not in said:
        raise InternalError("malformed migration cookie: it is not of the test driver")
    return said


def _given(params: TypedParams, name: str) -> str:
    """A parameter that there must be.

    Raises:
        InvalidArg: there is none.
    """
    if name not in params:
        raise InvalidArg(f"the parameter '{name}' of the migration is missing")
    return str(params[name])


def _speed(params: TypedParams, setting: int) -> int:
    """The limit in bytes per second; 0 for none."""
    return _bytes(int(params.get(constants.VIR_MIGRATE_PARAM_BANDWIDTH, 0)) or setting)


def _bytes(mib_s: int) -> int:
    return 0 if mib_s >= UNLIMITED_MIB_S else mib_s * MIB
