"""What the tests of the remote driver share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio

import anyvirt
from anyvirt import aio
from anyvirt.error import libvirtError
from tests.remote.scripted import ScriptedDaemon


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[ScriptedDaemon]:
    with ScriptedDaemon(tmp_path) as started:
        yield started


@pytest.fixture
def conn(daemon: ScriptedDaemon) -> Iterator[anyvirt.virConnect]:
    """A blocking connection to the daemon."""
    opened = anyvirt.open(daemon.uri)
    yield opened
    with suppress(libvirtError):  # the test has closed it
        opened.close()


@pytest_asyncio.fixture
async def aconn(daemon: ScriptedDaemon) -> AsyncIterator[aio.virConnect]:
    """A connection to the daemon whose calls are awaited."""
    opened = await aio.open(daemon.uri)
    yield opened
    with suppress(libvirtError):
        await opened.close()
