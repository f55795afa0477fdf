"""Objects known by a name and a UUID: networks, storage pools, network filters.

Each has a configuration that lasts, one that holds while it is active, or both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar

from anyvirt.conf.store.filters import Group, select
from anyvirt.util.error import OperationFailed, OperationInvalid, libvirtError


class Definition(Protocol):
    """A complete document of such an object."""

    @property
    def name(self) -> str | None: ...
    @property
    def uuid(self) -> str | None: ...
    def copy(self) -> Self: ...


class Named(Protocol):
    """How a caller names an object: one of anyvirt.util.refs."""

    @property
    def name(self) -> str: ...
    @property
    def uuid(self) -> str: ...


D = TypeVar("D", bound=Definition)


class NamedObject(Generic[D]):
    """One such object; a driver may derive from this class.

    Attributes:
        name, uuid: what it is called.
        config: what the next start uses. None for one that is transient.
        live: what holds while it is active. None while it is not.
        autostart: whether it starts with its driver.
    """

    def __init__(self, name: str, uuid: str) -> None:
        self.name = name
        self.uuid = uuid
        self.config: D | None = None
        self.live: D | None = None
        self.autostart = False

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} {'active' if self.active else 'inactive'}>"

    @property
    def active(self) -> bool:
        """Whether it is started."""
        return self.live is not None

    @property
    def persistent(self) -> bool:
        """Whether it stays defined when it stops."""
        return self.config is not None

    @property
    def definition(self) -> D:
        """What holds now: the live configuration of an active one, else the persistent one."""
        definition = self.live or self.config
        assert definition is not None  # the store has dropped one that has neither
        return definition

    @property
    def next_definition(self) -> D:
        """What the next start would use; for a transient one, what it was made from."""
        return self.config or self.definition


V = TypeVar("V", bound=NamedObject[Any])


class Kind(NamedTuple):
    """How errors speak of the objects of a store."""

    noun: str  # "storage pool"
    short: str  # "pool"
    missing: type[libvirtError]  # when there is none
    origin: int  # VIR_FROM_* of errors about definitions


class Defined(NamedTuple, Generic[V]):
    """What `NamedStore.define` did."""

    object: V
    existed: bool  # before, active or not


class NamedStore(Generic[D, V]):
    """All objects of one kind of a driver, found in constant time by name and UUID.

    *make* builds the driver's kind of object from a name and a UUID. Guarded by the driver's lock or by its loop.
    """

    def __init__(self, make: Callable[[str, str], V], kind: Kind) -> None:
        self._make = make
        self._kind = kind
        self._by_uuid: dict[str, V] = {}
        self._by_name: dict[str, V] = {}

    def __len__(self) -> int:
        return len(self._by_uuid)

    def __iter__(self) -> Iterator[V]:
        return iter(tuple(self._by_uuid.values()))

    # Finding

    def by_name(self, name: str) -> V:
        """Raises:
        libvirtError: of the kind's class; there is none of that name.
        """
        found = self._by_name.get(name)
        if found is None:
            raise self._missing("name", name)
        return found

    def by_uuid(self, uuid: str) -> V:
        """Raises:
        libvirtError: of the kind's class; there is none with that UUID.
        """
        found = self._by_uuid.get(uuid)
        if found is None:
            raise self._missing("uuid", uuid)
        return found

    def find(self, ref: Named) -> V:
        """What a caller means.

        Raises:
            libvirtError: of the kind's class; it is gone.
        """
        found = self._by_uuid.get(ref.uuid)
        if found is None:
            raise self._missing("name", ref.name)
        return found

    def list(self, flags: int = 0, groups: Sequence[Group[V]] = ()) -> list[V]:
        """Those that pass *flags*, of which *groups* gives the meaning, in the order in which they came."""
        test = select(flags, groups)
        return [each for each in self._by_uuid.values() if test is None or test(each)]

    def match(self, definition: D) -> V | None:
        """The object that *definition* is about, if it is there.

        Raises:
            OperationFailed: another one has the name or the UUID.
        """
        kind = self._kind
        found = self._by_uuid.get(_text(definition.uuid))
        if found is not None:
            if found.name != definition.name:
                raise OperationFailed(
                    f"{kind.short} '{found.name}' is already defined with uuid {found.uuid}",
                    origin=kind.origin,
                    hint=f"leave the uuid out, or call it '{found.name}'",
                )
            return found
        found = self._by_name.get(_text(definition.name))
        if found is not None:
            raise OperationFailed(
                f"{kind.short} '{found.name}' already exists with uuid {found.uuid}",
                origin=kind.origin,
                hint="choose another name, or give that uuid to change the one that is there",
            )
        return None

    # Changing

    def define(self, definition: D) -> Defined[V]:
        """Make *definition* the persistent configuration of its object, which may be new.

        An active one changes at its next start only; a transient one becomes persistent.

        Raises:
            OperationFailed: another one has the name or the UUID.
        """
        found = self.match(definition)
        existed = found is not None
        if found is None:
            found = self._add(definition)
        found.config = definition
        return Defined(found, existed)

    def undefine(self, each: V) -> None:
        """Forget the persistent configuration. One that is not active is gone; one that is becomes transient."""
        each.config = None
        each.autostart = False
        if not each.active:
            self._drop(each)

    def create(self, definition: D) -> V:
        """Start from *definition* without defining it: a new, transient one, or one that is there and inactive.

        Raises:
            OperationFailed: another one has the name or the UUID.
            OperationInvalid: it is active already.
        """
        found = self.match(definition)
        if found is None:
            found = self._add(definition)
        elif found.active:
            raise OperationInvalid(f"{self._kind.short} is already active as '{found.name}'", origin=self._kind.origin)
        self.start(found, definition)
        return found

    def start(self, each: V, definition: D | None = None) -> None:
        """Make it active, with *definition*, else with a copy of the persistent configuration."""
        assert not each.active
        if definition is None:
            definition = each.definition.copy()
        each.live = definition

    def stop(self, each: V) -> None:
        """It is active no more. A transient one goes with it."""
        each.live = None
        if not each.persistent:
            self._drop(each)

    # Inside

    def _add(self, definition: D) -> V:
        added = self._make(_text(definition.name), _text(definition.uuid))
        self._by_uuid[added.uuid] = added
        self._by_name[added.name] = added
        return added

    def _drop(self, each: V) -> None:
        del self._by_uuid[each.uuid]
        del self._by_name[each.name]

    def _missing(self, what: str, value: str) -> libvirtError:
        return self._kind.missing(f"no {self._kind.noun} with matching {what} '{value}'")


def _text(value: str | None) -> str:
    assert value is not None  # a complete definition has both
    return value
