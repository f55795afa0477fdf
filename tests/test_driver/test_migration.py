"""Domains that move from one test node to another, in one process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import anyvirt
from anyvirt import aio, constants
from anyvirt.error import (
    ArgumentUnsupported,
    ConfigUnsupported,
    InternalError,
    InvalidArg,
    OperationAborted,
    OperationDenied,
    OperationFailed,
    OperationInvalid,
)
from anyvirt.test.driver import TestDriver
from anyvirt.testing.conformance.flavours import Flavour

ITERATION = constants.VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION
PEER2PEER = constants.VIR_MIGRATE_PEER2PEER
SLOW = 1  # MiB/s, at which nothing of this size arrives while a test runs
PHASES = ("begin3_params", "prepare3_params", "perform3_params", "finish3_params")


@pytest.fixture
def node(tmp_path: Path) -> str:
    """URI of a node without a domain. Each connection to it is a node of its own."""
    (tmp_path / "node.xml").write_text("<node/>")
    return f"test://{tmp_path}/node.xml"


@pytest.fixture
def source() -> Iterator[anyvirt.virConnect]:
    with anyvirt.open("test:///default") as conn:
        yield conn


@pytest.fixture
def destination(node: str) -> Iterator[anyvirt.virConnect]:
    with anyvirt.open(node) as conn:
        yield conn


@pytest.fixture
def dom(source: anyvirt.virConnect) -> anyvirt.virDomain:
    return source.lookupByName("test")


def lifecycle(conn: anyvirt.virConnect) -> list[tuple[int, int]]:
    """What happens to the domains of *conn* from now on; complete whenever the driver has returned."""
    seen: list[tuple[int, int]] = []
    driver: Any = conn._driver

    def note(event: Any) -> None:
        if event.event_id == constants.VIR_DOMAIN_EVENT_ID_LIFECYCLE:
            seen.append(event.args)

    driver.events.subscribe(note)
    return seen


def start_slow(dom: anyvirt.virDomain, conn: anyvirt.virConnect, flags: int = 0) -> Callable[[], object]:
    """Migrate in a thread at no speed; the result waits for its end and gives what it came to."""
    ended: list[object] = []

    def move() -> None:
        try:
            ended.append(dom.migrate(conn, flags, None, None, SLOW))
        except anyvirt.libvirtError as error:
            ended.append(error)

    thread = threading.Thread(target=move)
    driver: Any = dom._conn._driver
    moving = threading.Event()
    cancel = driver.events.subscribe(lambda event: moving.set() if event.event_id == ITERATION else None)
    thread.start()
    assert moving.wait(30)
    cancel()

    def end() -> object:
        thread.join(30)
        return ended[0]

    return end


def test_a_guest_moves(source: anyvirt.virConnect, destination: anyvirt.virConnect, dom: anyvirt.virDomain) -> None:
    here, there = lifecycle(source), lifecycle(destination)
    xml = dom.XMLDesc(constants.VIR_DOMAIN_XML_INACTIVE)
    moved = dom.migrate(destination, constants.VIR_MIGRATE_LIVE)
    assert moved.connect() is destination
    assert moved.state() == [constants.VIR_DOMAIN_RUNNING, constants.VIR_DOMAIN_RUNNING_MIGRATED]
    assert moved.isPersistent() == 0
    assert moved.XMLDesc(constants.VIR_DOMAIN_XML_INACTIVE) == xml
    assert dom.state() == [constants.VIR_DOMAIN_SHUTOFF, constants.VIR_DOMAIN_SHUTOFF_MIGRATED]
    assert dom.isPersistent() == 1
    assert here == [
        (constants.VIR_DOMAIN_EVENT_SUSPENDED, constants.VIR_DOMAIN_EVENT_SUSPENDED_MIGRATED),
        (constants.VIR_DOMAIN_EVENT_STOPPED, constants.VIR_DOMAIN_EVENT_STOPPED_MIGRATED),
    ]
    assert there == [
        (constants.VIR_DOMAIN_EVENT_STARTED, constants.VIR_DOMAIN_EVENT_STARTED_MIGRATED),
        (constants.VIR_DOMAIN_EVENT_RESUMED, constants.VIR_DOMAIN_EVENT_RESUMED_MIGRATED),
    ]
    assert dom.jobStats(constants.VIR_DOMAIN_JOB_STATS_COMPLETED)["type"] == constants.VIR_DOMAIN_JOB_COMPLETED


def test_what_is_kept_on_both_sides_is_for_the_caller_to_say(
    source: anyvirt.virConnect, destination: anyvirt.virConnect, dom: anyvirt.virDomain
) -> None:
    flags = constants.VIR_MIGRATE_PERSIST_DEST | constants.VIR_MIGRATE_UNDEFINE_SOURCE | constants.VIR_MIGRATE_PAUSED
    params = {constants.VIR_MIGRATE_PARAM_DEST_NAME: "moved"}
    moved = dom.migrate3(destination, params, flags)
    assert (moved.name(), moved.isPersistent()) == ("moved", 1)
    assert moved.state() == [constants.VIR_DOMAIN_PAUSED, constants.VIR_DOMAIN_PAUSED_USER]
    assert source.listAllDomains() == []
    moved.destroy()
    assert moved.create() == 0


def test_a_paused_guest_arrives_paused(destination: anyvirt.virConnect, dom: anyvirt.virDomain) -> None:
    dom.suspend()
    assert dom.migrate(destination).state()[0] == constants.VIR_DOMAIN_PAUSED


def test_a_domain_that_is_off_moves_as_a_definition(destination: anyvirt.virConnect, dom: anyvirt.virDomain) -> None:
    offline = constants.VIR_MIGRATE_OFFLINE | constants.VIR_MIGRATE_PERSIST_DEST
    with pytest.raises(OperationInvalid, match="running"):
        dom.migrate(destination, offline)
    dom.destroy()
    moved = dom.migrate(destination, offline)
    assert (moved.isActive(), moved.isPersistent(), dom.isPersistent()) == (0, 1, 1)


def test_the_hosts_move_it_themselves(
    source: anyvirt.virConnect, dom: anyvirt.virDomain, monkeypatch: pytest.MonkeyPatch, node: str
) -> None:
    """Each connection to a node file is a node of its own, so the one that is arrived at is remembered here."""
    nodes = []
    prepare = TestDriver.domain_migrate_prepare3_params

    async def noted(self: TestDriver, *args: Any) -> Any:
        nodes.append(self)
        return await prepare(self, *args)

    monkeypatch.setattr(TestDriver, "domain_migrate_prepare3_params", noted)
    assert dom.migrateToURI(node, PEER2PEER | constants.VIR_MIGRATE_UNDEFINE_SOURCE, "moved") == 0
    assert [domain.name for domain in nodes[0].domains] == ["moved"]
    assert source.listAllDomains() == []


@pytest.mark.parametrize("phase", PHASES)
def test_a_phase_that_fails_leaves_everything_as_it_was(
    phase: str,
    source: anyvirt.virConnect,
    destination: anyvirt.virConnect,
    dom: anyvirt.virDomain,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The guest runs on at the source, nothing is at the destination, and the next attempt succeeds."""
    name = f"domain_migrate_{phase}"
    original = getattr(TestDriver, name)

    async def fail(self: TestDriver, *args: Any) -> Any:
        if phase == "finish3_params":
            await original(self, *args[:-1], True)
        raise OperationFailed("as the test wants it")

    with monkeypatch.context() as patch:
        patch.setattr(TestDriver, name, fail)
        with pytest.raises(OperationFailed, match="as the test wants it"):
            dom.migrate(destination)
    assert dom.state()[0] == constants.VIR_DOMAIN_RUNNING
    assert destination.listAllDomains() == []
    assert dom.jobInfo()[0] == constants.VIR_DOMAIN_JOB_NONE
    assert dom.migrate(destination).isActive() == 1


def test_trouble_at_the_very_end_does_not_lose_the_guest(
    destination: anyvirt.virConnect, dom: anyvirt.virDomain, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(self: TestDriver, *args: Any) -> Any:
        raise OperationFailed("as the test wants it")

    monkeypatch.setattr(TestDriver, "domain_migrate_confirm3_params", fail)
    assert dom.migrate(destination).isActive() == 1


def test_a_name_that_is_taken_at_the_destination_stops_it(
    destination: anyvirt.virConnect, dom: anyvirt.virDomain
) -> None:
    other = "<domain type='test'><name>test</name><memory>1024</memory><os><type>hvm</type></os></domain>"
    kept = destination.defineXML(other)
    with pytest.raises(OperationFailed, match="already exists"):
        dom.migrate(destination)
    assert dom.state()[0] == constants.VIR_DOMAIN_RUNNING
    assert (destination.listAllDomains(), kept.isActive()) == ([kept], 0)


def test_abort_stops_it(source: anyvirt.virConnect, destination: anyvirt.virConnect, dom: anyvirt.virDomain) -> None:
    here, there = lifecycle(source), lifecycle(destination)
    end = start_slow(dom, destination)
    kind, elapsed, _, total, processed, remaining, *_ = dom.jobInfo()
    assert kind == constants.VIR_DOMAIN_JOB_UNBOUNDED
    assert elapsed >= 0
    assert total == processed + remaining == 2 * 1024**3
    assert dom.jobStats()["operation"] == constants.VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT
    assert dom.abortJob() == 0
    assert isinstance(end(), OperationAborted)
    assert dom.state()[0] == constants.VIR_DOMAIN_RUNNING
    assert destination.listAllDomains() == []
    assert here == []
    assert there[-1] == (constants.VIR_DOMAIN_EVENT_STOPPED, constants.VIR_DOMAIN_EVENT_STOPPED_FAILED)
    assert dom.jobStats(constants.VIR_DOMAIN_JOB_STATS_COMPLETED)["type"] == constants.VIR_DOMAIN_JOB_CANCELLED
    with pytest.raises(OperationInvalid, match="no job is active"):
        dom.abortJob()


def test_a_higher_speed_ends_it(destination: anyvirt.virConnect, dom: anyvirt.virDomain) -> None:
    unlimited = dom.migrateGetMaxSpeed()
    end = start_slow(dom, destination)
    dom.migrateSetMaxSpeed(unlimited)
    assert isinstance(end(), anyvirt.virDomain)


def test_post_copy_ends_it(source: anyvirt.virConnect, destination: anyvirt.virConnect, dom: anyvirt.virDomain) -> None:
    here, there = lifecycle(source), lifecycle(destination)
    with pytest.raises(OperationInvalid, match="not being migrated"):
        dom.migrateStartPostCopy()
    end = start_slow(dom, destination, constants.VIR_MIGRATE_POSTCOPY)
    dom.migrateStartPostCopy()
    assert isinstance(end(), anyvirt.virDomain)
    assert here[0] == (constants.VIR_DOMAIN_EVENT_SUSPENDED, constants.VIR_DOMAIN_EVENT_SUSPENDED_POSTCOPY)
    assert there[-1] == (constants.VIR_DOMAIN_EVENT_RESUMED, constants.VIR_DOMAIN_EVENT_RESUMED_POSTCOPY)


def test_a_guest_that_is_destroyed_meanwhile_does_not_arrive(
    source: anyvirt.virConnect, destination: anyvirt.virConnect, dom: anyvirt.virDomain
) -> None:
    end = start_slow(dom, destination)
    dom.destroy()
    assert isinstance(end(), OperationInvalid)
    assert destination.listAllDomains() == []
    assert dom.create() == 0


def test_of_two_migrations_of_a_guest_one_waits_and_then_finds_it_gone(
    destination: anyvirt.virConnect, dom: anyvirt.virDomain, node: str
) -> None:
    end = start_slow(dom, destination)
    results: list[object] = []

    def second() -> None:
        with anyvirt.open(node) as other:
            try:
                results.append(dom.migrate(other))
            except anyvirt.libvirtError as error:
                results.append(error)

    thread = threading.Thread(target=second)
    thread.start()
    dom.migrateSetMaxSpeed(dom.migrateGetMaxSpeed())
    assert isinstance(end(), anyvirt.virDomain)
    thread.join(30)
    assert isinstance(results[0], OperationInvalid)


@pytest.mark.asyncio
async def test_who_cancels_it_stops_it(node: str) -> None:
    async with await aio.open("test:///default") as source, await aio.open(node) as destination:
        dom = await source.lookupByName("test")
        performing = asyncio.Event()
        driver: Any = source._driver
        driver.events.subscribe(lambda event: performing.set() if event.event_id == ITERATION else None)
        moving = asyncio.create_task(dom.migrate(destination, 0, None, None, SLOW))
        await performing.wait()
        moving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await moving
        assert (await dom.state())[0] == constants.VIR_DOMAIN_RUNNING
        assert await destination.listAllDomains() == []
        assert (await dom.migrate2(destination)).connect() is destination


@pytest.mark.asyncio
@pytest.mark.parametrize("flavour", list(Flavour))
async def test_both_flavours_lead_all_calls(flavour: Flavour, node: str, tmp_path: Path) -> None:
    """There and back, with each call."""
    source, destination = await flavour.open("test:///default"), await flavour.open(node)
    here = await source.lookupByName("test")
    persist = constants.VIR_MIGRATE_PERSIST_DEST | constants.VIR_MIGRATE_UNDEFINE_SOURCE
    there = await here.migrate(destination, persist)
    here = await there.migrate2(source, None, persist)
    there = await here.migrate3(destination, {"bandwidth": 2**40}, persist)
    assert (await there.state())[0] == constants.VIR_DOMAIN_RUNNING
    assert await there.migrateToURI3("test:///default", {}, PEER2PEER | persist) == 0
    assert await destination.listAllDomains() == []
    assert [await domain.name() for domain in await source.listAllDomains()] == ["test"]
    await source.close()
    await destination.close()


@pytest.mark.asyncio
@pytest.mark.parametrize("flavour", list(Flavour))
async def test_hosts_lead_where_the_flag_says_so(flavour: Flavour, node: str) -> None:
    """The destination is found by the URI of its connection, and so is the domain there."""
    default, other = await flavour.open("test:///default"), await flavour.open(node)
    there = await (await default.lookupByName("test")).migrate(other, constants.VIR_MIGRATE_UNDEFINE_SOURCE)
    here = await there.migrate(default, PEER2PEER)
    assert await here.connect() == default
    assert (await here.state())[0] == constants.VIR_DOMAIN_RUNNING
    assert await other.listAllDomains() == []
    there = await here.migrate(other, constants.VIR_MIGRATE_UNDEFINE_SOURCE)
    here = await there.migrate2(default, None, PEER2PEER, "moved")
    assert await here.name() == "moved"
    there = await here.migrate(other, constants.VIR_MIGRATE_UNDEFINE_SOURCE)
    here = await there.migrate(default, PEER2PEER, "again", "test:///default")
    assert await here.name() == "again"
    await default.close()
    await other.close()


def test_disks_to_move_are_a_list(destination: anyvirt.virConnect, dom: anyvirt.virDomain) -> None:
    """As in libvirt-python: a list or a tuple, also of one."""
    params = {"migrate_disks": ["vda"], "migrate_disks_detect_zeroes": ("vda",)}
    moved = dom.migrate3(destination, params, constants.VIR_MIGRATE_NON_SHARED_DISK)
    assert moved.isActive()


def test_what_cannot_be_is_refused(
    source: anyvirt.virConnect, destination: anyvirt.virConnect, dom: anyvirt.virDomain, node: str
) -> None:
    with pytest.raises(InternalError, match="same host"):
        dom.migrate(source)
    with pytest.raises(InvalidArg, match="use virDomainMigrateToURI3 for peer-to-peer"):
        dom.migrate3(destination, {}, PEER2PEER)
    with pytest.raises(ArgumentUnsupported, match=r"VIR_MIGRATE_TUNNELLED$"):
        dom.migrate2(destination, None, PEER2PEER | constants.VIR_MIGRATE_TUNNELLED)
    with pytest.raises(InvalidArg, match="disk target vdx not found"):
        dom.migrate3(destination, {"migrate_disks": ["vda", "vdx"]})
    with pytest.raises(InvalidArg, match="'destination_name' occurs multiple times"):
        dom.migrate3(destination, {"destination_name": ["a", "b"]})
    with pytest.raises(TypeError, match="'migrate_disks' must be str, not int"):
        dom.migrate3(destination, {"migrate_disks": ["vda", 1]})  # type: ignore[list-item]
    with pytest.raises(OperationInvalid, match="without using peer2peer flag"):
        dom.migrate(destination, constants.VIR_MIGRATE_TUNNELLED)
    with pytest.raises(ArgumentUnsupported, match="direct"):
        dom.migrateToURI(node)
    with pytest.raises(InvalidArg, match="URI"):
        dom.migrateToURI3(None, {}, PEER2PEER)
    for flag in ("RDMA_PIN_ALL", "TLS", "PARALLEL", "ZEROCOPY", "POSTCOPY_RESUME"):
        with pytest.raises(ArgumentUnsupported, match=f"VIR_MIGRATE_{flag}$"):
            dom.migrate(destination, getattr(constants, f"VIR_MIGRATE_{flag}"))
    with pytest.raises(ArgumentUnsupported, match="'disks_uri'"):
        dom.migrate3(destination, {"disks_uri": "tcp://x"})
    with pytest.raises(TypeError, match="'bandwidth'"):
        dom.migrate3(destination, {"bandwidth": "fast"})
    with pytest.raises(ConfigUnsupported, match="memory"):
        dom.migrate2(destination, dom.XMLDesc().replace("8388608", "4194304"))
    with anyvirt.openReadOnly(node) as readonly, pytest.raises(OperationDenied):
        dom.migrate(readonly)
    dom.snapshotCreateXML("<domainsnapshot/>")
    with pytest.raises(OperationInvalid, match="1 snapshots"):
        dom.migrate(destination)
    assert dom.state()[0] == constants.VIR_DOMAIN_RUNNING
    assert destination.listAllDomains() == []


def test_settings_are_kept(dom: anyvirt.virDomain) -> None:
    assert (dom.migrateGetMaxDowntime(), dom.migrateGetCompressionCache()) == (300, 64 * 1024 * 1024)
    dom.migrateSetMaxDowntime(50)
    dom.migrateSetCompressionCache(4096)
    dom.migrateSetMaxSpeed(7)
    dom.migrateSetMaxSpeed(8, constants.VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY)
    assert (dom.migrateGetMaxDowntime(), dom.migrateGetCompressionCache(), dom.migrateGetMaxSpeed()) == (50, 4096, 7)
    assert dom.migrateGetMaxSpeed(constants.VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY) == 8
    dom.destroy()
    assert dom.migrateGetMaxSpeed() == 7
    with pytest.raises(OperationInvalid, match="not running"):
        dom.migrateGetMaxDowntime()
