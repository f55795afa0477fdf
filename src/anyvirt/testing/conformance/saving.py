"""Guests that are put away and taken out again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from anyvirt import constants
from anyvirt.error import ConfigUnsupported, NoDomain, OperationInvalid, libvirtError
from anyvirt.testing.conformance.flavours import Handle, lifecycle_events
from anyvirt.testing.conformance.target import Target

STARTED = constants.VIR_DOMAIN_EVENT_STARTED
STOPPED = constants.VIR_DOMAIN_EVENT_STOPPED


def names(folder: Path) -> list[str]:
    """What is in *folder*."""
    return [entry.name for entry in folder.iterdir()]


@pytest.mark.asyncio
class TestSaving:
    @pytest.fixture(autouse=True)
    def _can(self, target: Target) -> None:
        if not target.can_save:
            pytest.skip("guests of this driver cannot be saved")

    async def test_save_and_restore(self, conn: Handle, running: Handle, target: Target, tmp_path: Path) -> None:
        file = str(tmp_path / "saved")
        async with lifecycle_events(conn, target.timeout_s, domain=running) as events:
            await running.save(file)
            event = await events.next()
            assert (event.event, event.detail) == (STOPPED, constants.VIR_DOMAIN_EVENT_STOPPED_SAVED)
        assert await running.state() == [constants.VIR_DOMAIN_SHUTOFF, constants.VIR_DOMAIN_SHUTOFF_SAVED]
        await conn.restore(file)
        assert (await running.state())[0] == constants.VIR_DOMAIN_RUNNING
        assert await running.isPersistent() == 1

    async def test_a_paused_guest_comes_back_paused(self, conn: Handle, running: Handle, tmp_path: Path) -> None:
        await running.suspend()
        await running.save(str(tmp_path / "saved"))
        await conn.restore(str(tmp_path / "saved"))
        assert (await running.state())[0] == constants.VIR_DOMAIN_PAUSED

    async def test_flags_say_how_it_comes_back(self, conn: Handle, running: Handle, tmp_path: Path) -> None:
        file = str(tmp_path / "saved")
        await running.saveFlags(file, None, constants.VIR_DOMAIN_SAVE_PAUSED)
        await conn.restoreFlags(file, None, constants.VIR_DOMAIN_SAVE_RUNNING)
        assert (await running.state())[0] == constants.VIR_DOMAIN_RUNNING

    async def test_what_runs_is_not_restored_over(self, conn: Handle, running: Handle, tmp_path: Path) -> None:
        file = str(tmp_path / "saved")
        await running.save(file)
        await conn.restore(file)
        number = await running.ID()
        with pytest.raises(libvirtError):
            await conn.restore(file)
        assert await running.ID() == number

    async def test_a_file_that_cannot_be_written_leaves_the_guest(self, running: Handle, tmp_path: Path) -> None:
        with pytest.raises(libvirtError):
            await running.save(str(tmp_path / "missing" / "saved"))
        assert (await running.state())[0] == constants.VIR_DOMAIN_RUNNING

    async def test_what_does_not_run_is_not_saved(self, domain: Handle, tmp_path: Path) -> None:
        for call in (domain.save(str(tmp_path / "saved")), domain.managedSave()):
            with pytest.raises(OperationInvalid, match="not running"):
                await call
        assert not names(tmp_path)

    async def test_the_guest_must_not_notice_an_edit(
        self, conn: Handle, running: Handle, target: Target, tmp_path: Path
    ) -> None:
        file = str(tmp_path / "saved")
        await running.save(file)
        uuid = await running.UUIDString()
        before = await conn.saveImageGetXMLDesc(file)
        with pytest.raises(ConfigUnsupported, match="memory"):
            await conn.saveImageDefineXML(file, target.xml("web", uuid=uuid, memory=2 * target.memory))
        assert await conn.saveImageGetXMLDesc(file) == before
        await conn.saveImageDefineXML(file, before, constants.VIR_DOMAIN_SAVE_PAUSED)
        await conn.restore(file)
        assert (await running.state())[0] == constants.VIR_DOMAIN_PAUSED

    async def test_managed_save_and_start(self, conn: Handle, running: Handle) -> None:
        await running.managedSave(constants.VIR_DOMAIN_SAVE_PAUSED)
        assert await running.hasManagedSaveImage() == 1
        assert await conn.listAllDomains(constants.VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE) == [running]
        with pytest.raises(OperationInvalid):
            await running.undefine()
        await running.create()
        assert (await running.state())[0] == constants.VIR_DOMAIN_PAUSED
        assert await running.hasManagedSaveImage() == 0

    async def test_a_managed_save_can_be_looked_at_changed_and_lost(self, running: Handle) -> None:
        await running.managedSave()
        xml = await running.managedSaveGetXMLDesc()
        await running.managedSaveDefineXML(xml, constants.VIR_DOMAIN_SAVE_PAUSED)
        await running.create()
        assert (await running.state())[0] == constants.VIR_DOMAIN_PAUSED
        await running.managedSave()
        await running.managedSaveRemove()
        with pytest.raises(NoDomain):
            await running.managedSaveGetXMLDesc()
        await running.create()
        assert (await running.state())[0] == constants.VIR_DOMAIN_RUNNING

    async def test_undefine_takes_the_managed_save_along(self, conn: Handle, running: Handle, target: Target) -> None:
        await running.managedSave()
        await running.undefineFlags(constants.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE)
        again = await conn.defineXML(target.xml("web"))
        assert await again.hasManagedSaveImage() == 0

    async def test_a_dump_leaves_the_guest_or_ends_it(self, running: Handle, tmp_path: Path) -> None:
        await running.coreDump(str(tmp_path / "core"))
        assert (await running.state())[0] == constants.VIR_DOMAIN_RUNNING
        assert (tmp_path / "core").stat().st_size > 0
        await running.coreDump(str(tmp_path / "core"), constants.VIR_DUMP_CRASH)
        assert (await running.state())[0] in (constants.VIR_DOMAIN_SHUTOFF, constants.VIR_DOMAIN_CRASHED)

    async def test_of_many_who_save_a_guest_one_does(self, running: Handle, tmp_path: Path) -> None:
        saves = [running.save(str(tmp_path / f"saved{number}")) for number in range(5)]
        results = await asyncio.gather(*saves, return_exceptions=True)
        refused = [result for result in results if result != 0]
        assert len(refused) == 4
        assert all(isinstance(result, OperationInvalid) for result in refused)
        assert len(names(tmp_path)) == 1
