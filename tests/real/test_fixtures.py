"""The fixtures of anyvirt.testing, with real guests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import anyvirt
from anyvirt.testing.plugin import RunningGuest

if TYPE_CHECKING:
    from anyvirt import virConnect
    from anyvirt.aio import virConnect as AsyncConnect

pytestmark = pytest.mark.real


def test_the_guest_is_up_and_goes_down(guest: RunningGuest) -> None:
    """It answers on its console, and ends when its power button is pressed."""
    assert guest.console.run("echo hello") == "hello\n"
    guest.domain.shutdown()
    guest.console.wait_closed()


def test_a_guest_that_runs_on_is_destroyed_after_the_test(guest: RunningGuest) -> None:
    """A test need not clean up; were it not done for it, the fixture `root` would fail this one."""
    assert guest.domain.state()[0] == anyvirt.VIR_DOMAIN_RUNNING


def test_a_connection_keeps_everything_below_its_root(qemu: virConnect, root: Path) -> None:
    """Nothing of the user's own guests is seen or touched."""
    assert qemu.listAllDomains() == []
    assert f"root={root}" in qemu.getURI()


async def test_the_awaitable_connection_is_its_twin(aqemu: AsyncConnect, root: Path) -> None:
    """The same driver, under the other flavour."""
    assert await aqemu.listAllDomains() == []
    assert await aqemu.getType() == "QEMU"
