"""The object store: names, UUIDs, numbers and configurations that stay apart."""

from __future__ import annotations

import asyncio

import pytest

from anyvirt.conf.checkpoint import Checkpoint
from anyvirt.conf.snapshot import Snapshot
from anyvirt.conf.store import filters
from anyvirt.conf.store.domains import DomainStore
from anyvirt.conf.store.jobs import Job
from anyvirt.conf.store.objects import DomainObject, State
from anyvirt.testing.documents import small_domain
from anyvirt.util.error import NoDomain, OperationFailed, OperationInvalid
from anyvirt.util.refs import DomainRef

OTHER_UUID = "c7a5fdbd-edaf-9455-926a-d65c16db1809"


@pytest.fixture
def store() -> DomainStore[DomainObject]:
    return DomainStore(DomainObject)


async def define(store: DomainStore[DomainObject], name: str, memory: int = 1024) -> DomainObject:
    return (await store.define(small_domain(name, memory=memory))).domain


async def test_a_defined_domain_is_found_by_name_and_uuid(store: DomainStore[DomainObject]) -> None:
    web = await define(store, "web")
    assert store.by_name("web") is store.by_uuid(web.uuid) is store.find(web.ref) is web
    assert web.ref == DomainRef("web", web.uuid, -1)
    assert (web.persistent, web.active, web.state) == (True, False, State.SHUTOFF)


async def test_define_says_whether_there_was_a_definition(store: DomainStore[DomainObject]) -> None:
    assert not (await store.define(small_domain("web"))).existed
    assert (await store.define(small_domain("web", memory=2048))).existed
    assert store.by_name("web").definition.memory == 2048


@pytest.mark.parametrize("find", ["by_name", "by_uuid"])
async def test_what_is_not_there_is_named(store: DomainStore[DomainObject], find: str) -> None:
    with pytest.raises(NoDomain, match=f"with matching {find[3:]} 'nope'"):
        getattr(store, find)("nope")


async def test_a_number_belongs_to_a_running_guest_only(store: DomainStore[DomainObject]) -> None:
    web = await define(store, "web")
    store.start(web)
    assert store.by_id(web.id) is web
    number = web.id
    store.stop(web, 1)
    with pytest.raises(NoDomain, match=f"id {number}"):
        store.by_id(number)


async def test_numbers_are_not_used_again(store: DomainStore[DomainObject]) -> None:
    web = await define(store, "web")
    numbers = []
    for _ in range(3):
        store.start(web)
        numbers.append(web.id)
        store.stop(web, 1)
    assert numbers == [1, 2, 3]


async def test_another_uuid_for_a_known_name_is_refused(store: DomainStore[DomainObject]) -> None:
    web = await define(store, "web")
    with pytest.raises(OperationFailed, match=f"domain 'web' already exists with uuid {web.uuid}"):
        await store.define(small_domain("web", uuid=OTHER_UUID))
    assert store.list() == [web]


async def test_another_name_for_a_known_uuid_is_refused(store: DomainStore[DomainObject]) -> None:
    web = await define(store, "web")
    with pytest.raises(OperationFailed, match=f"uuid {web.uuid} belongs to domain 'web'"):
        await store.define(small_domain("db", uuid=web.uuid))
    with pytest.raises(NoDomain):
        store.by_name("db")


async def test_redefining_a_running_domain_changes_its_next_start_only(store: DomainStore[DomainObject]) -> None:
    web = await define(store, "web")
    store.start(web)
    await define(store, "web", memory=4096)
    assert (web.definition.memory, web.next_definition.memory) == (1024, 4096)
    store.stop(web, 1)
    assert web.definition.memory == 4096


async def test_changing_the_live_configuration_leaves_the_persistent_one(store: DomainStore[DomainObject]) -> None:
    web = await define(store, "web")
    store.start(web)
    web.require_active().memory = 1
    assert web.require_persistent().memory == 1024


async def test_a_transient_domain_is_gone_when_it_stops(store: DomainStore[DomainObject]) -> None:
    web = await store.create(small_domain("web"))
    assert (web.persistent, web.active, web.id) == (False, True, 1)
    store.stop(web, 2)
    assert web.removed
    assert store.list() == []
    with pytest.raises(NoDomain, match=r"\(web\)"):
        store.find(web.ref)
    with pytest.raises(NoDomain):
        web.require_present()


async def test_defining_a_running_transient_domain_makes_it_persistent(store: DomainStore[DomainObject]) -> None:
    web = await store.create(small_domain("web"))
    assert not (await store.define(small_domain("web", memory=2048))).existed  # as a definition
    assert (web.persistent, web.definition.memory) == (True, 1024)
    store.stop(web, 1)
    assert store.by_name("web").definition.memory == 2048


async def test_undefining_a_running_domain_makes_it_transient(store: DomainStore[DomainObject]) -> None:
    web = await define(store, "web")
    store.start(web)
    await store.undefine(web)
    assert store.by_name("web") is web
    assert not web.persistent
    store.stop(web, 1)
    assert len(store) == 0


async def test_undefining_a_stopped_domain_removes_it(store: DomainStore[DomainObject]) -> None:
    web = await define(store, "web")
    await store.undefine(web)
    assert len(store) == 0
    with pytest.raises(NoDomain):
        await store.undefine(web)


async def test_creating_what_runs_is_refused(store: DomainStore[DomainObject]) -> None:
    web = await store.create(small_domain("web"))
    with pytest.raises(OperationInvalid, match="'web' is already active"):
        await store.create(small_domain("web"))
    assert store.list() == [web]


async def test_creating_over_a_defined_domain_keeps_its_configuration(store: DomainStore[DomainObject]) -> None:
    web = await define(store, "web")
    assert await store.create(small_domain("web", memory=4096)) is web
    assert web.definition.memory == 4096
    store.stop(web, 1)
    assert (web.persistent, web.definition.memory) == (True, 1024)


async def test_rename(store: DomainStore[DomainObject]) -> None:
    web = await define(store, "web")
    await store.rename(web, "shop")
    assert store.by_name("shop") is store.by_uuid(web.uuid) is web
    assert (web.name, web.definition.name) == ("shop", "shop")
    with pytest.raises(NoDomain):
        store.by_name("web")


async def test_rename_keeps_names_apart(store: DomainStore[DomainObject]) -> None:
    web = await define(store, "web")
    await define(store, "db")
    with pytest.raises(OperationInvalid, match="name 'db' already exists"):
        await store.rename(web, "db")
    store.start(web)
    with pytest.raises(OperationInvalid, match="active"):
        await store.rename(web, "shop")
    assert web.name == "web"


async def test_transient_and_inactive_domains_say_what_they_lack(store: DomainStore[DomainObject]) -> None:
    web = await define(store, "web")
    with pytest.raises(OperationInvalid, match="domain is not running"):
        web.require_active()
    transient = await store.create(small_domain("tmp"))
    with pytest.raises(OperationInvalid, match="transient"):
        transient.require_persistent()


async def test_who_waits_for_a_domain_that_is_undefined_is_told(store: DomainStore[DomainObject]) -> None:
    web = await define(store, "web")

    async def modify() -> None:
        async with web.jobs.normal(Job.MODIFY):
            pass

    async with web.jobs.normal(Job.DESTROY):
        waiter = asyncio.create_task(modify())
        await asyncio.sleep(0)
        await store.undefine(web)
    with pytest.raises(NoDomain):
        await waiter


async def everything(store: DomainStore[DomainObject]) -> None:
    """One domain of each kind."""
    running = await define(store, "running")
    store.start(running)
    running.set_state(State.RUNNING, 1)
    paused = await store.create(small_domain("paused"))
    paused.set_state(State.PAUSED, 1)
    crashed = await store.create(small_domain("crashed"))
    crashed.set_state(State.CRASHED, 1)
    saved = await define(store, "saved")
    saved.has_managed_save = True
    saved.snapshots.add(Snapshot(name="s"))
    auto = await define(store, "auto")
    auto.checkpoints.add(Checkpoint(name="c"))
    await store.set_autostart(auto, True)


@pytest.mark.parametrize(
    ("flags", "names"),
    [
        (0, "running paused crashed saved auto"),
        (filters.ACTIVE, "running paused crashed"),
        (filters.INACTIVE, "saved auto"),
        (filters.ACTIVE | filters.INACTIVE, "running paused crashed saved auto"),
        (filters.PERSISTENT, "running saved auto"),
        (filters.TRANSIENT, "paused crashed"),
        (filters.RUNNING, "running"),
        (filters.PAUSED, "paused"),
        (filters.SHUTOFF, "saved auto"),
        (filters.OTHER, "crashed"),
        (filters.RUNNING | filters.PAUSED, "running paused"),
        (filters.RUNNING | filters.PAUSED | filters.SHUTOFF | filters.OTHER, "running paused crashed saved auto"),
        (filters.MANAGEDSAVE, "saved"),
        (filters.NO_MANAGEDSAVE, "running paused crashed auto"),
        (filters.AUTOSTART, "auto"),
        (filters.NO_AUTOSTART, "running paused crashed saved"),
        (filters.HAS_SNAPSHOT, "saved"),
        (filters.NO_SNAPSHOT, "running paused crashed auto"),
        (filters.HAS_CHECKPOINT, "auto"),
        (filters.NO_CHECKPOINT, "running paused crashed saved"),
        (filters.INACTIVE | filters.NO_AUTOSTART, "saved"),
        (filters.ACTIVE | filters.SHUTOFF, ""),
        (filters.ALL, "running paused crashed saved auto"),
    ],
)
async def test_list_filters(store: DomainStore[DomainObject], flags: int, names: str) -> None:
    await everything(store)
    assert [domain.name for domain in store.list(flags)] == names.split()


async def test_filter_bits_are_libvirts() -> None:
    from anyvirt import constants

    for name in vars(constants):
        if name.startswith("VIR_CONNECT_LIST_DOMAINS_"):
            assert getattr(filters, name.removeprefix("VIR_CONNECT_LIST_DOMAINS_")) == getattr(constants, name)
    assert {state.name: int(state) for state in State} == {
        state.name: getattr(constants, f"VIR_DOMAIN_{state.name}") for state in State
    }
