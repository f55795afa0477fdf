"""All domains of one driver: names, UUIDs, numbers, and the changes that must keep them apart."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from anyvirt.conf.store import filters
from anyvirt.conf.store.objects import FROM_DOMAIN, DomainObject, State
from anyvirt.conf.store.persistence import Damaged, DomainFiles, uuid_of
from anyvirt.conf.store.stored import Parse, Stored
from anyvirt.util.error import NoDomain, OperationFailed, OperationInvalid, libvirtError
from anyvirt.util.refs import DomainRef
from anyvirt.util.wait import Signal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from anyvirt.conf.domain.model import Domain

V = TypeVar("V", bound=DomainObject)


DamagedFiles = list[Damaged]


class Defined(NamedTuple, Generic[V]):
    """What `DomainStore.define` did."""

    domain: V
    existed: bool  # it had a persistent configuration before; a transient guest that runs has none


class Reloaded(NamedTuple, Generic[V]):
    """What `DomainStore.load_status` found."""

    guests: list[tuple[V, dict[str, Any]]]  # each with the driver's own part of its status
    damaged: list[Damaged]


class DomainStore(Generic[V]):
    """The domains of a driver, found in constant time by name, UUID and number.

    *make* builds the driver's kind of domain from a name and a UUID. With *files*, configurations are on disk before a
    change is visible, and a change that could not be written has not happened.

    Guarded by the driver's lock or by its loop. The methods that write are coroutines; they take turns.
    """

    def __init__(self, make: Callable[[str, str], V], files: DomainFiles | None = None) -> None:
        self._make = make
        self._files = files
        self._by_uuid: dict[str, V] = {}
        self._by_name: dict[str, V] = {}
        self._by_id: dict[int, V] = {}
        self._last_id = 0
        self._writing = False
        self._written = Signal()

    def __len__(self) -> int:
        return len(self._by_uuid)

    def __iter__(self) -> Iterator[V]:
        return iter(tuple(self._by_uuid.values()))

    # Finding

    def by_name(self, name: str) -> V:
        """Raises:
        NoDomain: there is none of that name.
        """
        domain = self._by_name.get(name)
        if domain is None:
            raise NoDomain(f"no domain with matching name '{name}'")
        return domain

    def by_uuid(self, uuid: str) -> V:
        """Raises:
        NoDomain: there is none with that UUID.
        """
        domain = self._by_uuid.get(uuid)
        if domain is None:
            raise NoDomain(f"no domain with matching uuid '{uuid}'")
        return domain

    def by_id(self, number: int) -> V:
        """Raises:
        NoDomain: no guest runs under that number.
        """
        domain = self._by_id.get(number)
        if domain is None:
            raise NoDomain(f"no domain with matching id {number}")
        return domain

    def find(self, ref: DomainRef) -> V:
        """The domain that a caller means, which may have been renamed or started since it got *ref*.

        Raises:
            NoDomain: it is gone.
        """
        domain = self._by_uuid.get(ref.uuid)
        if domain is None:
            raise NoDomain(f"no domain with matching uuid '{ref.uuid}' ({ref.name})")
        return domain

    def list(self, flags: int = 0) -> list[V]:
        """The domains that pass *flags* (see `filters`), in the order in which they came."""
        test = filters.wanted(flags)
        return list(self._by_uuid.values()) if test is None else [each for each in self._by_uuid.values() if test(each)]

    # Configurations

    async def define(self, definition: Domain) -> Defined[V]:
        """Make *definition* the persistent configuration of its domain, which may be new.

        A running domain changes at its next start only; a transient one becomes persistent.

        Raises:
            OperationFailed: another domain has the name or the UUID.
            SystemCallError: it could not be written.
        """
        async with self._change():
            domain = self._match(definition)
            await self._save(definition, domain)
            existed = domain is not None and domain.persistent
            if domain is None:
                domain = self._add(definition)
            domain.config = definition
            return Defined(domain, existed)

    def check_free(self, definition: Domain) -> None:
        """Refuse a definition whose name or UUID belongs to another domain.

        Raises:
            OperationFailed: it does.
        """
        self._match(definition)

    async def undefine(self, domain: V) -> None:
        """Forget the persistent configuration. A domain that does not run is gone; one that runs becomes transient."""
        async with self._change():
            domain.require_present()
            if (files := self._files) is not None and (config := domain.config) is not None:

                async def undo() -> None:
                    await files.save_config(config)
                    await files.set_autostart(config.name, domain.autostart)

                await self._write(files.remove_config(domain.name), undo)
            domain.config = None
            domain.autostart = False
            if not domain.active:
                self._drop(domain)

    async def save(self, domain: V, config: Domain) -> None:
        """Make *config*, an edited copy of the persistent configuration, the new one.

        Raises:
            OperationInvalid: the domain is transient.
            SystemCallError: it could not be written.
        """
        async with self._change():
            domain.require_present()
            domain.require_persistent()
            await self._save(config, domain)
            domain.config = config

    async def rename(self, domain: V, name: str) -> None:
        """Give a domain that does not run another name.

        Raises:
            OperationInvalid: another domain has the name, or this one runs.
            SystemCallError: it could not be written.
        """
        async with self._change():
            domain.require_present()
            if domain.active:
                raise OperationInvalid("cannot rename active domain", hint=f"shut '{domain.name}' down first")
            config = domain.require_persistent()
            if name in self._by_name:
                raise OperationInvalid(f"domain with name '{name}' already exists")
            renamed = config.copy()
            renamed.name = name
            if (files := self._files) is not None:
                old_name = domain.name
                await self._write(
                    files.rename_config(old_name, renamed), undo=lambda: files.rename_config(name, config)
                )
            del self._by_name[domain.name]
            domain.name = name
            domain.config = renamed
            self._by_name[name] = domain

    async def set_autostart(self, domain: V, autostart: bool) -> None:
        """Say whether the domain starts with its driver.

        Raises:
            OperationInvalid: it is transient, and there are files to keep it in.
            SystemCallError: it could not be written.
        """
        async with self._change():
            domain.require_present()
            if domain.autostart == autostart:
                return
            if (files := self._files) is not None:
                domain.require_persistent()
                await self._write(
                    files.set_autostart(domain.name, autostart),
                    undo=lambda: files.set_autostart(domain.name, not autostart),
                )
            domain.autostart = autostart

    # Running

    async def create(self, definition: Domain) -> V:
        """Start a domain from *definition* without defining it: a new transient one, or one that is there and stopped.

        Only the store knows of it so far: the driver starts the guest now and calls `stop` when that fails.

        Raises:
            OperationFailed: another domain has the name or the UUID.
            OperationInvalid: the domain runs already.
        """
        async with self._change():
            domain = self._match(definition)
            if domain is None:
                domain = self._add(definition)
            elif domain.active:
                raise OperationInvalid(f"domain '{domain.name}' is already active", origin=FROM_DOMAIN)
            self.start(domain, definition)
            return domain

    def start(self, domain: V, definition: Domain | None = None) -> None:
        """Give the domain a number and a live configuration: *definition*, else a copy of the persistent one."""
        assert not domain.active
        self._last_id += 1
        self._activate(domain, definition or domain.require_persistent().copy(), self._last_id)

    def restart(self, domain: V, definition: Domain) -> None:
        """Another guest takes the place of the one that runs, with a number and a live configuration of its own."""
        assert domain.active
        del self._by_id[domain.id]
        self._last_id += 1
        domain.updated = False
        self._activate(domain, definition, self._last_id)

    def stop(self, domain: V, reason: int, state: State = State.SHUTOFF) -> None:
        """The guest is gone, or never came up. A transient domain goes with it."""
        if not domain.active:
            return
        del self._by_id[domain.id]
        domain.live = None
        domain.id = -1
        domain.updated = False
        domain.set_state(state, reason)
        if not domain.persistent:
            self._drop(domain)

    # What was there before this process

    async def load(self, parse: Parse) -> DamagedFiles:
        """Take up the configurations on disk. Comes before everything else, `load_status` next.

        Returns:
            The files that could not be used, and why.
        """
        if self._files is None:
            return []
        await self._files.prepare()
        loaded = await self._files.load(parse)
        for definition in loaded.domains:
            domain = self._add(definition)
            domain.config = definition
            domain.autostart = definition.name in loaded.autostart
        return loaded.damaged

    async def load_status(self, parse: Parse) -> Reloaded[V]:
        """Take up the guests that ran when the driver last looked; it must find out which of them still do."""
        if self._files is None:
            return Reloaded([], [])
        status = await self._files.load_status(parse)
        guests: list[tuple[V, dict[str, Any]]] = []
        damaged = list(status.damaged)
        for guest in status.guests:
            try:
                domain = self._match(guest.definition) or self._add(guest.definition)
            except libvirtError as exc:
                damaged.append(Damaged(self._files.status_path(guest.definition.name), exc))
                continue
            self._activate(domain, guest.definition, guest.id)
            domain.set_state(guest.state, guest.reason)
            domain.updated = guest.updated
            guests.append((domain, guest.driver))
        self._last_id = max(self._by_id, default=self._last_id)
        return Reloaded(guests, damaged)

    async def save_status(self, domain: V, driver: Mapping[str, Any]) -> None:
        """Describe a running guest for a driver that restarts; *driver* is its own part, of JSON's types."""
        if self._files is not None:
            await self._files.save_status(domain, driver)

    async def remove_status(self, domain: V) -> None:
        """There is no guest to be found any more."""
        if self._files is not None:
            await self._files.remove_status(domain.name)

    # Inside

    def _match(self, definition: Domain | Stored) -> V | None:
        domain = self._by_uuid.get(uuid_of(definition))
        if domain is not None:
            if domain.name != definition.name:
                raise OperationFailed(
                    f"uuid {domain.uuid} belongs to domain '{domain.name}', not to '{definition.name}'",
                    origin=FROM_DOMAIN,
                    hint=f"leave the uuid out, or rename '{domain.name}' to '{definition.name}'",
                )
            return domain
        domain = self._by_name.get(definition.name)
        if domain is not None:
            raise OperationFailed(
                f"domain '{domain.name}' already exists with uuid {domain.uuid}",
                origin=FROM_DOMAIN,
                hint="choose another name, or give that uuid to change the domain that is there",
            )
        return None

    def _add(self, definition: Domain | Stored) -> V:
        domain = self._make(definition.name, uuid_of(definition))
        self._by_uuid[domain.uuid] = domain
        self._by_name[domain.name] = domain
        return domain

    def _activate(self, domain: V, definition: Domain | Stored, number: int) -> None:
        if not isinstance(definition, Stored):
            definition.id = number
        domain.live = definition
        domain.id = number
        self._by_id[number] = domain

    def _drop(self, domain: V) -> None:
        del self._by_uuid[domain.uuid]
        del self._by_name[domain.name]
        domain.removed = True
        domain.jobs.close()

    async def _write(self, write: Coroutine[Any, Any, None], undo: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await write
        except libvirtError:
            raise  # nothing was written
        except BaseException:
            await undo()  # the caller was cancelled, but by now the file is there
            raise

    async def _save(self, definition: Domain, domain: V | None) -> None:
        if (files := self._files) is not None:

            async def undo() -> None:
                before = domain.config if domain is not None else None
                await (files.save_config(before) if before else files.remove_config(definition.name))

            await self._write(files.save_config(definition), undo)

    @asynccontextmanager
    async def _change(self) -> AsyncIterator[None]:
        """One change at a time: nobody may take a name while a file for it is being written."""
        while self._writing:
            await self._written.wait()
        self._writing = True
        try:
            yield
        finally:
            self._writing = False
            self._written.notify_all()
