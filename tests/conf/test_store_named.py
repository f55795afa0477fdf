"""The store of objects that have a name and a UUID."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from anyvirt.conf.store.filters import Group
from anyvirt.conf.store.named import Kind, NamedObject, NamedStore
from anyvirt.util.error import NoStoragePool, OperationFailed, OperationInvalid
from anyvirt.util.refs import StoragePoolRef

ONE = "11111111-1111-4111-8111-111111111111"
TWO = "22222222-2222-4222-8222-222222222222"
ORIGIN = 18


@dataclass
class Thing:
    name: str
    uuid: str
    size: int = 0

    def copy(self) -> Thing:
        return replace(self)


Store = NamedStore[Thing, NamedObject[Thing]]


@pytest.fixture
def store() -> Store:
    return NamedStore(NamedObject[Thing], Kind("storage pool", "pool", NoStoragePool, ORIGIN))


def test_a_defined_object_is_found_by_name_uuid_and_reference(store: Store) -> None:
    """One and the same; it is persistent and not active."""
    thing, existed = store.define(Thing("a", ONE))
    assert not existed
    assert store.by_name("a") is store.by_uuid(ONE) is store.find(StoragePoolRef("a", ONE)) is thing
    assert (thing.persistent, thing.active) == (True, False)


@pytest.mark.parametrize("find", ["by_name", "by_uuid"])
def test_what_is_not_there_is_named_in_the_error(store: Store, find: str) -> None:
    """By the value that was asked for."""
    with pytest.raises(NoStoragePool, match=r"no storage pool with matching (name|uuid) 'x'"):
        getattr(store, find)("x")


def test_a_reference_does_not_find_another_object_of_the_same_name(store: Store) -> None:
    """It means the one that it came from."""
    store.undefine(store.define(Thing("a", ONE)).object)
    store.define(Thing("a", TWO))
    with pytest.raises(NoStoragePool, match="'a'"):
        store.find(StoragePoolRef("a", ONE))


@pytest.mark.parametrize("other", [Thing("a", TWO), Thing("b", ONE)], ids=["name", "uuid"])
@pytest.mark.parametrize("way", ["define", "create"])
def test_a_name_and_a_uuid_belong_to_one_object(store: Store, way: str, other: Thing) -> None:
    """A second one that wants either is refused, and nothing changes."""
    thing = store.define(Thing("a", ONE, size=1)).object
    with pytest.raises(OperationFailed, match=f"pool 'a' .* uuid {ONE}") as caught:
        getattr(store, way)(other)
    assert caught.value.origin == ORIGIN
    assert list(store) == [thing]
    assert thing.config == Thing("a", ONE, size=1)


def test_an_active_object_changes_at_its_next_start(store: Store) -> None:
    """What is defined meanwhile waits."""
    thing = store.define(Thing("a", ONE, size=1)).object
    store.start(thing)
    assert store.define(Thing("a", ONE, size=2)) == (thing, True)
    assert (thing.definition.size, thing.next_definition.size) == (1, 2)
    store.stop(thing)
    store.start(thing)
    assert thing.definition.size == 2


def test_a_live_configuration_is_a_copy(store: Store) -> None:
    """Changing it leaves the persistent one alone."""
    thing = store.define(Thing("a", ONE, size=1)).object
    store.start(thing)
    thing.definition.size = 9
    assert thing.next_definition.size == 1


def test_a_transient_object_goes_when_it_stops(store: Store) -> None:
    """And leaves its name to others."""
    thing = store.create(Thing("a", ONE))
    assert (thing.persistent, thing.active) == (False, True)
    store.stop(thing)
    assert not len(store)
    store.define(Thing("a", TWO))


def test_an_active_object_that_is_undefined_becomes_transient(store: Store) -> None:
    """It goes when it stops, and starts by itself no more."""
    thing = store.define(Thing("a", ONE)).object
    store.start(thing)
    thing.autostart = True
    store.undefine(thing)
    assert (list(store), thing.persistent, thing.autostart) == ([thing], False, False)
    store.stop(thing)
    assert not len(store)


def test_what_is_active_cannot_be_created_again(store: Store) -> None:
    """It says under which name."""
    store.create(Thing("a", ONE))
    with pytest.raises(OperationInvalid, match="pool is already active as 'a'"):
        store.create(Thing("a", ONE))


def test_an_inactive_object_can_be_started_with_other_settings(store: Store) -> None:
    """Its persistent configuration stays."""
    store.define(Thing("a", ONE, size=1))
    thing = store.create(Thing("a", ONE, size=2))
    assert (thing.definition.size, thing.next_definition.size) == (2, 1)


def test_lists_have_the_objects_that_the_flags_want(store: Store) -> None:
    """In the order in which they came."""
    groups: list[Group[NamedObject[Thing]]] = [
        Group(3, lambda each: 1 if each.active else 2),
        Group(12, lambda each: 4 if each.autostart else 8),
    ]
    first = store.define(Thing("a", ONE)).object
    second = store.create(Thing("b", TWO))
    first.autostart = True
    assert store.list(0, groups) == store.list(3, groups) == [first, second]
    assert store.list(1, groups) == [second]
    assert store.list(2, groups) == [first]
    assert store.list(5, groups) == []
