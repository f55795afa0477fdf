"""The fixtures that the tests of the suite use. The driver's test module adds `target`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from typing import Protocol

import pytest
import pytest_asyncio

from anyvirt.error import libvirtError
from anyvirt.testing.conformance.flavours import Flavour, Handle
from anyvirt.testing.conformance.target import Target


@pytest.fixture(params=list(Flavour), ids=lambda flavour: flavour.value)
def flavour(request: pytest.FixtureRequest) -> Flavour:
    """Each test runs once in each flavour."""
    chosen = request.param
    assert isinstance(chosen, Flavour)
    return chosen


class Connect(Protocol):
    """Opens another connection to the target; it is closed after the test."""

    def __call__(self, *, readonly: bool = False) -> Awaitable[Handle]: ...


@pytest_asyncio.fixture
async def connect(target: Target, flavour: Flavour) -> AsyncIterator[Connect]:
    async with AsyncExitStack() as stack:

        async def open_one(*, readonly: bool = False) -> Handle:
            conn = await flavour.open(target.uri, readonly=readonly)
            stack.push_async_callback(_close, conn)
            return conn

        yield open_one


async def _close(conn: Handle) -> None:
    with suppress(libvirtError):  # the test has closed it
        await conn.close()


@pytest_asyncio.fixture
async def conn(connect: Connect) -> AsyncIterator[Handle]:
    """A connection. Guests that the test leaves running are destroyed, and their domains undefined."""
    conn = await connect()
    there = {await domain.UUIDString() for domain in await conn.listAllDomains()}
    yield conn
    for domain in await conn.listAllDomains():
        if await domain.UUIDString() not in there:
            await _remove(domain)


async def _remove(domain: Handle) -> None:
    removals: tuple[Callable[[], Awaitable[object]], ...] = (domain.destroy, domain.undefine)
    for remove in removals:
        with suppress(libvirtError):  # it did not run, or was transient
            await remove()


@pytest_asyncio.fixture
async def domain(conn: Handle, target: Target) -> Handle:
    """A domain called "web", defined and not running."""
    defined: Handle = await conn.defineXML(target.xml("web"))
    return defined


@pytest_asyncio.fixture
async def running(domain: Handle) -> Handle:
    """The same, running."""
    await domain.create()
    return domain
