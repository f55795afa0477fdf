"""Snapshots: a tree of states to which a domain returns."""

from __future__ import annotations

import asyncio

import pytest

from anyvirt import constants
from anyvirt.error import (
    InvalidArg,
    NoDomainSnapshot,
    OperationFailed,
    OperationInvalid,
    XmlDetail,
    XmlError,
    libvirtError,
)
from anyvirt.testing.conformance.flavours import Handle
from anyvirt.testing.conformance.target import Target

REDEFINE = constants.VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE
TOPOLOGICAL = constants.VIR_DOMAIN_SNAPSHOT_LIST_TOPOLOGICAL


async def take(domain: Handle, name: str, flags: int = 0) -> Handle:
    """A snapshot called *name*."""
    taken: Handle = await domain.snapshotCreateXML(f"<domainsnapshot><name>{name}</name></domainsnapshot>", flags)
    return taken


async def remove(domain: Handle) -> None:
    """The domain and all that is known of its snapshots."""
    if await domain.isActive():
        await domain.destroy()
    await domain.undefineFlags(constants.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA)


@pytest.mark.asyncio
class TestSnapshots:
    @pytest.fixture(autouse=True)
    def _can(self, target: Target) -> None:
        if not target.can_snapshot:
            pytest.skip("this driver has no snapshots")

    async def test_each_follows_the_current_one(self, domain: Handle) -> None:
        first, second = await take(domain, "first"), await take(domain, "second")
        assert (await second.getParent(), await domain.snapshotCurrent()) == (first, second)
        assert (await first.isCurrent(), await second.isCurrent()) == (0, 1)
        with pytest.raises(NoDomainSnapshot, match="does not have a parent"):
            await first.getParent()
        assert await domain.snapshotListNames(TOPOLOGICAL) == ["first", "second"]
        assert await first.listChildrenNames() == ["second"]
        assert await domain.snapshotListNames(constants.VIR_DOMAIN_SNAPSHOT_LIST_LEAVES) == ["second"]
        await remove(domain)

    async def test_a_return_makes_a_branch(self, domain: Handle) -> None:
        first = await take(domain, "first")
        await take(domain, "second")
        await domain.revertToSnapshot(first)
        third = await take(domain, "third")
        assert await third.getParent() == first
        assert sorted(await first.listChildrenNames()) == ["second", "third"]
        await remove(domain)

    async def test_a_return_brings_state_and_definition_back(
        self, conn: Handle, domain: Handle, target: Target
    ) -> None:
        off = await take(domain, "off")
        await domain.create()
        on = await take(domain, "on")
        await domain.suspend()
        paused = await take(domain, "paused")
        await domain.revertToSnapshot(off)
        assert (await domain.state())[0] == constants.VIR_DOMAIN_SHUTOFF
        await conn.defineXML(target.xml("web", memory=2 * target.memory))
        await domain.revertToSnapshot(on)
        assert (await domain.state())[0] == constants.VIR_DOMAIN_RUNNING
        assert await domain.maxMemory() == target.memory
        await domain.revertToSnapshot(paused)
        assert (await domain.state())[0] == constants.VIR_DOMAIN_PAUSED
        await domain.revertToSnapshot(off, constants.VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING)
        assert (await domain.state())[0] == constants.VIR_DOMAIN_RUNNING
        await remove(domain)

    async def test_those_that_followed_a_deleted_one_follow_its_parent(self, domain: Handle) -> None:
        a, b, c = [await take(domain, name) for name in "abc"]
        await b.delete()
        assert await c.getParent() == a
        await c.delete()
        assert await domain.snapshotCurrent() == a
        await remove(domain)

    async def test_a_branch_is_deleted_with_or_without_its_root(self, domain: Handle) -> None:
        a, b, _ = [await take(domain, name) for name in "abc"]
        await b.delete(constants.VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY)
        assert (await domain.snapshotListNames(TOPOLOGICAL), await domain.snapshotCurrent()) == (["a", "b"], b)
        await a.delete(constants.VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN)
        assert (await domain.snapshotNum(), await domain.hasCurrentSnapshot()) == (0, 0)

    async def test_names_are_unique_and_documents_must_make_sense(self, domain: Handle) -> None:
        await take(domain, "a")
        with pytest.raises(OperationFailed, match="already exists"):
            await take(domain, "a")
        for document, error in (
            ("<domainsnapshot>", XmlDetail),
            ("<domain/>", XmlError),
            ("<domainsnapshot><memory snapshot='external'/></domainsnapshot>", XmlError),
        ):
            with pytest.raises(error):
                await domain.snapshotCreateXML(document)
        assert await domain.snapshotListNames() == ["a"]
        await remove(domain)

    async def test_what_is_told_of_a_snapshot_is_what_it_said(self, domain: Handle) -> None:
        first, second = await take(domain, "first"), await take(domain, "second")
        texts = [await each.getXMLDesc(constants.VIR_DOMAIN_SNAPSHOT_XML_SECURE) for each in (first, second)]
        for each in (first, second):
            await each.delete()
        with pytest.raises(InvalidArg, match="not found"):
            await domain.snapshotCreateXML(texts[1], REDEFINE)
        for text in texts:
            await domain.snapshotCreateXML(text, REDEFINE)
        assert await domain.hasCurrentSnapshot() == 0
        again = await domain.snapshotLookupByName("second")
        assert await again.getXMLDesc(constants.VIR_DOMAIN_SNAPSHOT_XML_SECURE) == texts[1]
        assert await again.getParent() == first
        with pytest.raises(InvalidArg, match="between online and offline"):
            await domain.snapshotCreateXML(
                texts[0].replace("<state>shutoff<", "<state>running<").replace("<memory snapshot='no'/>", ""), REDEFINE
            )
        await remove(domain)

    async def test_a_domain_keeps_its_snapshots_until_told_otherwise(self, conn: Handle, domain: Handle) -> None:
        snapshot = await take(domain, "a")
        with pytest.raises(OperationInvalid, match="1 snapshots"):
            await domain.undefine()
        assert await conn.listAllDomains(constants.VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT) == [domain]
        await remove(domain)
        with pytest.raises(libvirtError):
            await snapshot.getXMLDesc()

    async def test_halt_stops_the_guest_after_the_snapshot(self, running: Handle) -> None:
        snapshot = await take(running, "a", constants.VIR_DOMAIN_SNAPSHOT_CREATE_HALT)
        assert "<state>running</state>" in await snapshot.getXMLDesc()
        assert await running.state() == [constants.VIR_DOMAIN_SHUTOFF, constants.VIR_DOMAIN_SHUTOFF_FROM_SNAPSHOT]
        await remove(running)

    async def test_many_at_once_make_one_line(self, domain: Handle) -> None:
        await asyncio.gather(*(take(domain, f"s{number}") for number in range(10)))
        assert await domain.snapshotNum() == 10
        assert await domain.snapshotNum(constants.VIR_DOMAIN_SNAPSHOT_LIST_ROOTS) == 1
        assert await domain.snapshotNum(constants.VIR_DOMAIN_SNAPSHOT_LIST_LEAVES) == 1
        await remove(domain)
