"""Many guests, many callers, several connections, at the same time."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

import anyvirt
from anyvirt import aio, virConnect, virDomain
from anyvirt import constants as c
from anyvirt.error import OperationFailed, OperationInvalid, libvirtError
from tests.real.machines import TIMEOUT_S, Events, at_once, bare, remains

pytestmark = pytest.mark.real

VNC = "<graphics type='vnc' autoport='yes'/>"


def test_eight_guests_from_threads(qemu: virConnect, root: Path) -> None:
    doms = [qemu.defineXML(bare(f"guest-{number}", VNC)) for number in range(8)]
    assert at_once(*(dom.create for dom in doms)) == [0] * 8
    assert len({dom.ID() for dom in doms}) == 8
    ports = {dom.XMLDesc().partition(" port='")[2].partition("'")[0] for dom in doms}
    assert len(ports) == 8
    assert at_once(*(dom.destroy for dom in doms)) == [0] * 8
    assert remains(root) == []


async def test_eight_guests_from_tasks(qemu_uri: str, root: Path) -> None:
    async with await aio.open(qemu_uri) as conn:
        doms = await asyncio.gather(*(conn.createXML(bare(f"guest-{number}", VNC)) for number in range(8)))
        assert sorted([dom.ID() for dom in doms]) == list(range(1, 9))
        await asyncio.gather(*(dom.destroy() for dom in doms))
        assert await conn.listAllDomains() == []
    assert remains(root) == []


def test_guests_of_two_roots_choose_different_ports(qemu: virConnect, root: Path) -> None:
    """Each driver sees what the other has chosen, even before the emulator listens there."""
    second = root / "second"
    (second / "cache").mkdir(parents=True)
    (second / "cache" / "qemu").symlink_to(root / "cache" / "qemu")
    with anyvirt.open(f"qemu:///embed?root={second}") as other:
        results = at_once(
            *[lambda conn=conn, n=n: conn.createXML(bare(f"g{n}", VNC)) for conn in (qemu, other) for n in range(4)]
        )
        doms = [dom for dom in results if isinstance(dom, virDomain)]
        assert len(doms) == 8, results
        assert len({dom.XMLDesc().partition(" port='")[2].partition("'")[0] for dom in doms}) == 8
        for dom in doms:
            dom.destroy()


def test_starts_and_destroys_race(qemu: virConnect, root: Path) -> None:
    """Whoever comes too early or too late is told so; the outcome is one of the two states, whole."""
    dom = qemu.defineXML(bare())
    with Events(qemu) as events:
        for _ in range(4):
            results = at_once(dom.create, dom.destroy, dom.create, dom.destroy)
            assert all(result == 0 or isinstance(result, OperationInvalid | OperationFailed) for result in results)
            if dom.isActive():
                dom.destroy()
            assert dom.state()[0] == c.VIR_DOMAIN_SHUTOFF
            assert remains(root) == []
        dom.undefine()
        seen = events.until("UNDEFINED_REMOVED")
    assert seen.count("STARTED_BOOTED") == seen.count("STOPPED_DESTROYED")


def test_a_transient_guest_is_made_and_destroyed_by_many(qemu: virConnect, root: Path) -> None:
    def make() -> object:
        return qemu.createXML(bare())

    def destroy() -> object:
        return qemu.lookupByName("bare").destroy()

    for _ in range(3):
        for result in at_once(make, destroy, make, destroy):
            assert result == 0 or isinstance(result, virDomain | libvirtError)
    for dom in qemu.listAllDomains():
        dom.destroy()
    assert remains(root) == []


def test_redefined_while_it_starts(qemu: virConnect) -> None:
    """The start takes the one definition or the other, and the last one stays."""
    dom = qemu.defineXML(bare())
    other = bare(uuid=dom.UUIDString(), memory_mib=48)
    results = at_once(dom.create, lambda: qemu.defineXML(other), lambda: dom.XMLDesc())
    assert results[0] == 0
    assert dom.maxMemory() in (32 * 1024, 48 * 1024)
    dom.destroy()
    assert dom.maxMemory() == 48 * 1024


def test_handlers_call_back(qemu: virConnect) -> None:
    """A handler may use its connection, and start or destroy guests."""
    done = threading.Event()
    failures: list[BaseException] = []

    def handler(conn: virConnect, dom: virDomain, event: int, _detail: int, _opaque: object) -> None:
        try:
            if event == c.VIR_DOMAIN_EVENT_STARTED and dom.name() == "first":
                assert "first" in [each.name() for each in conn.listAllDomains()]
                conn.createXML(bare("second"))
                dom.destroy()
            if event == c.VIR_DOMAIN_EVENT_STOPPED:
                conn.lookupByName("second").destroy() if dom.name() == "first" else done.set()
        except BaseException as exc:
            failures.append(exc)
            done.set()

    qemu.domainEventRegisterAny(None, c.VIR_DOMAIN_EVENT_ID_LIFECYCLE, handler, None)
    qemu.createXML(bare("first"))
    assert done.wait(TIMEOUT_S)
    assert not failures
    assert qemu.listAllDomains() == []


async def test_handlers_await(qemu_uri: str) -> None:
    stopped = asyncio.Event()

    async with await aio.open(qemu_uri) as conn:

        async def handler(_c: aio.virConnect, dom: aio.virDomain, event: int, _d: int, _o: object) -> None:
            if event == c.VIR_DOMAIN_EVENT_STARTED:
                await dom.destroy()
            elif event == c.VIR_DOMAIN_EVENT_STOPPED:
                stopped.set()

        await conn.domainEventRegisterAny(None, c.VIR_DOMAIN_EVENT_ID_LIFECYCLE, handler, None)
        await conn.createXML(bare())
        async with asyncio.timeout(TIMEOUT_S):
            await stopped.wait()
        assert await conn.listAllDomains() == []


async def test_statistics_while_guests_come_and_go(qemu_uri: str) -> None:
    """Guests that end while they are looked at are told of as stopped, or not at all."""
    async with await aio.open(qemu_uri) as conn:

        async def look() -> None:
            for _ in range(5):
                for dom, figures in await conn.getAllDomainStats():
                    assert dom.name() in ("lasting", "passing")
                    assert figures["state.state"] in (c.VIR_DOMAIN_RUNNING, c.VIR_DOMAIN_PAUSED, c.VIR_DOMAIN_SHUTOFF)

        lasting = await conn.defineXML(bare("lasting", "<serial type='pty'/>"))
        for _ in range(4):
            await asyncio.gather(lasting.create(), conn.createXML(bare("passing")), look())
            passing = await conn.lookupByName("passing")
            await asyncio.gather(look(), lasting.destroy(), look(), passing.destroy(), look())


async def test_both_flavours_on_one_root(qemu: virConnect, qemu_uri: str) -> None:
    async with await aio.open(qemu_uri) as conn:
        await conn.defineXML(bare())
        dom = await asyncio.to_thread(qemu.lookupByName, "bare")
        results = await asyncio.gather(
            (await conn.lookupByName("bare")).create(), asyncio.to_thread(dom.create), return_exceptions=True
        )
        assert sorted(map(type, results), key=str) == sorted([int, OperationInvalid], key=str)
        await asyncio.to_thread(dom.destroy)


def test_closed_while_another_thread_waits(qemu_uri: str, root: Path) -> None:
    """Every caller comes back, with a result or with an error that names the reason."""
    conn = anyvirt.open(qemu_uri)
    doms = [conn.defineXML(bare(f"guest-{number}")) for number in range(4)]
    results = at_once(*(dom.create for dom in doms), conn.close)
    assert all(result == 0 or isinstance(result, libvirtError) for result in results), results
    with anyvirt.open(qemu_uri) as again:
        running = {dom.name() for dom in again.listAllDomains(c.VIR_CONNECT_LIST_DOMAINS_ACTIVE)}
        assert running >= {dom.name() for dom, result in zip(doms, results, strict=False) if result == 0}
        for name in running:
            again.lookupByName(name).destroy()
    assert remains(root) == []
