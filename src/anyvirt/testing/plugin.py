"""pytest fixtures for tests with real guests, and the `peer` marker.

    pytest_plugins = ["anyvirt.testing.plugin"]

- `root`: a folder of the test's own for `qemu:///embed?root=...`; a guest that is left in it fails the test.
- `qemu`: a blocking connection to the embedded QEMU driver in that folder.
- `aqemu`: the same, awaitable.
- `tiny`: the tiny Linux guest's files.
- `guest`: a running tiny guest, with its console.
- `daemon`: an `anyvirtd` of the test's own.
- `make_daemon`: the same with a configuration or options, which the test gives.
- `@pytest.mark.peer("libvirt >= 9.0")`: skips the test, saying why, where the original program is not here.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from anyvirt.testing import SESSION_VARIABLE
from anyvirt.testing.console import Console
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.testing.guest import GuestUnavailable, TinyGuest, build_guest
from anyvirt.testing.peers import missing_peer
from anyvirt.testing.processes import processes_using

if TYPE_CHECKING:
    from anyvirt import virConnect, virDomain
    from anyvirt.aio import virConnect as AsyncConnect

EMULATOR = "qemu-system-x86_64"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "peer(*requirements): needs the original program, as in peer('libvirt >= 9.0')")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("peer"):
            for requirement in mark.args:
                if reason := missing_peer(requirement):
                    item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def root() -> Iterator[Path]:
    """An empty folder with a short path (a Unix socket's is limited to 107 bytes), removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="av-", dir=os.environ.get(SESSION_VARIABLE)))
    yield folder
    left = processes_using(folder)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)
    if left:
        pytest.fail("the test left processes behind:\n" + "\n".join(left.values()))


@pytest.fixture(scope="session")
def emulator() -> str:
    """The path of the emulator; the test is skipped without one."""
    path = shutil.which(EMULATOR)
    if path is None:
        pytest.skip(f"{EMULATOR} is not installed (Debian package qemu-system-x86)")
    return path


@pytest.fixture(scope="session")
def tiny(emulator: str) -> TinyGuest:
    """The tiny guest, built on first use; the test is skipped where it cannot be."""
    try:
        return build_guest()
    except GuestUnavailable as exc:
        pytest.skip(str(exc))


@pytest.fixture
def qemu_uri(root: Path, emulator: str) -> str:
    return f"qemu:///embed?root={root}"


@pytest.fixture
def qemu(qemu_uri: str) -> Iterator[virConnect]:
    """A blocking connection to a QEMU driver of the test's own. Guests that are left running are destroyed."""
    import anyvirt

    with anyvirt.open(qemu_uri) as conn:
        yield conn
        for dom in conn.listAllDomains(anyvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE):
            # One that is shutting down may be gone by now, a transient one altogether.
            with suppress(anyvirt.OperationInvalid, anyvirt.NoDomain):
                dom.destroy()


@pytest.fixture
async def aqemu(qemu_uri: str) -> AsyncIterator[AsyncConnect]:
    """The same, awaitable."""
    import anyvirt
    from anyvirt import aio

    async with await aio.open(qemu_uri) as conn:
        yield conn
        for dom in await conn.listAllDomains(anyvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE):
            with suppress(anyvirt.OperationInvalid, anyvirt.NoDomain):
                await dom.destroy()


@pytest.fixture
def make_daemon(root: Path) -> Iterator[Callable[..., PrivateDaemon]]:
    """Starts a daemon in the test's folder, given what `PrivateDaemon` takes behind that."""
    with ExitStack() as daemons:
        yield lambda config="", *arguments: daemons.enter_context(PrivateDaemon(root, config, *arguments))


@pytest.fixture
def daemon(make_daemon: Callable[..., PrivateDaemon]) -> PrivateDaemon:
    """A daemon in the test's folder."""
    return make_daemon()


@dataclass(frozen=True, slots=True)
class RunningGuest:
    """A tiny guest that is up: its domain and its console."""

    domain: virDomain
    console: Console


@pytest.fixture
def guest(qemu: virConnect, tiny: TinyGuest, root: Path) -> Iterator[RunningGuest]:
    """A tiny guest called "tiny", defined and running; its console is a socket."""
    domain = qemu.defineXML(tiny.domain_xml("tiny", serial="unix", serial_path=root / "console.sock"))
    with tiny.boot(domain) as console:
        yield RunningGuest(domain, console)
