"""Checkpoints: moments from which on it is known what of the disks has changed."""

from __future__ import annotations

import pytest

from anyvirt import constants
from anyvirt.error import InvalidArg, NoDomainCheckpoint, OperationDenied, XmlDetail, libvirtError
from anyvirt.testing.conformance.fixtures import Connect
from anyvirt.testing.conformance.flavours import Handle
from anyvirt.testing.conformance.target import Target

CHILDREN = constants.VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN
CHILDREN_ONLY = constants.VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY
METADATA_ONLY = constants.VIR_DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY
REDEFINE = constants.VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE
TOPOLOGICAL = constants.VIR_DOMAIN_CHECKPOINT_LIST_TOPOLOGICAL


async def make(domain: Handle, name: str, flags: int = 0) -> Handle:
    """A checkpoint called *name*."""
    made: Handle = await domain.checkpointCreateXML(f"<domaincheckpoint><name>{name}</name></domaincheckpoint>", flags)
    return made


async def names(domain: Handle, flags: int = 0) -> list[str]:
    """Of its checkpoints."""
    return [await each.getName() for each in await domain.listAllCheckpoints(flags)]


@pytest.mark.asyncio
class TestCheckpoints:
    @pytest.fixture(autouse=True)
    def _can(self, target: Target) -> None:
        if not target.checkpoints:
            pytest.skip("this driver has no checkpoints")

    async def test_each_follows_the_one_before(self, running: Handle) -> None:
        first, second, third = [await make(running, name) for name in ("first", "second", "third")]
        assert await names(running, TOPOLOGICAL) == ["first", "second", "third"]
        assert await third.getParent() == second
        assert await first.listAllChildren() == [second]
        assert await names(running, constants.VIR_DOMAIN_CHECKPOINT_LIST_ROOTS) == ["first"]
        assert await names(running, constants.VIR_DOMAIN_CHECKPOINT_LIST_LEAVES) == ["third"]
        descendants = await first.listAllChildren(constants.VIR_DOMAIN_CHECKPOINT_LIST_DESCENDANTS)
        assert len(descendants) == 2
        with pytest.raises(NoDomainCheckpoint):
            await first.getParent()

    async def test_it_says_what_it_is_of(self, running: Handle) -> None:
        first = await make(running, "first")
        assert await first.getName() == "first"
        assert await first.getDomain() == running
        xml = await first.getXMLDesc()
        assert "<name>first</name>" in xml
        assert "<domain " in xml
        assert "<domain " not in await first.getXMLDesc(constants.VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN)
        assert await running.checkpointLookupByName("first") == first

    async def test_names_are_made_up_and_given_once(self, running: Handle) -> None:
        made = await running.checkpointCreateXML("<domaincheckpoint/>")
        assert (await made.getName()).isdigit()
        await make(running, "first")
        with pytest.raises(libvirtError):
            await make(running, "first")
        assert len(await names(running)) == 2

    async def test_deleting(self, running: Handle) -> None:
        """One, it and what follows, or only that: what is left closes up."""
        chain = [await make(running, name) for name in "abcde"]
        await chain[1].delete()
        assert await names(running, TOPOLOGICAL) == ["a", "c", "d", "e"]
        assert await chain[2].getParent() == chain[0]
        await chain[3].delete(CHILDREN_ONLY)
        assert await names(running, TOPOLOGICAL) == ["a", "c", "d"]
        await chain[2].delete(CHILDREN | METADATA_ONLY)
        assert await names(running) == ["a"]
        with pytest.raises(NoDomainCheckpoint):
            await chain[2].delete()
        with pytest.raises(InvalidArg, match="mutually exclusive"):
            await chain[0].delete(CHILDREN | CHILDREN_ONLY)

    async def test_one_that_was_forgotten_is_defined_again(self, running: Handle) -> None:
        first = await make(running, "first")
        xml = await first.getXMLDesc()
        await first.delete(METADATA_ONLY)
        assert await names(running) == []
        assert await running.checkpointCreateXML(xml, REDEFINE) == first
        assert await first.getXMLDesc() == xml

    async def test_what_cannot_be_is_refused(self, domain: Handle) -> None:
        """A guest that does not run, nonsense, flags that do not go together."""
        with pytest.raises(libvirtError):
            await make(domain, "first")
        await domain.create()
        with pytest.raises(XmlDetail):
            await domain.checkpointCreateXML("<domaincheckpoint>")
        with pytest.raises(libvirtError):
            await domain.checkpointCreateXML("<domainsnapshot/>")
        with pytest.raises(InvalidArg, match="is required by flag"):
            await make(domain, "x", constants.VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE)
        with pytest.raises(InvalidArg, match="mutually exclusive"):
            await make(domain, "x", REDEFINE | constants.VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE)
        with pytest.raises(NoDomainCheckpoint, match="nothing"):
            await domain.checkpointLookupByName("nothing")
        assert await names(domain) == []

    async def test_readers_look_and_do_not_touch(self, running: Handle, connect: Connect) -> None:
        await make(running, "first")
        reader = await connect(readonly=True)
        seen = await (await reader.lookupByName("web")).checkpointLookupByName("first")
        assert await seen.getXMLDesc()
        for call in (seen.delete(), seen.getXMLDesc(constants.VIR_DOMAIN_CHECKPOINT_XML_SECURE)):
            with pytest.raises(OperationDenied):
                await call
