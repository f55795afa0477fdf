"""Guests of QEMU whose daemon is killed amidst everything: they go on, and who comes back finds them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import anyvirt
from anyvirt.error import libvirtError
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.testing.guest import TinyGuest
from anyvirt.testing.processes import processes_using

pytestmark = pytest.mark.real

END_S = 60.0
GUESTS = 2


@pytest.fixture
def uri(daemon: PrivateDaemon, emulator: str) -> Iterator[str]:
    found = f"qemu+unix:///system?socket={daemon.socket}"
    yield found
    with anyvirt.open(found) as conn:
        for dom in conn.listAllDomains(anyvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE):
            dom.destroy()


def emulators(daemon: PrivateDaemon, root: Path) -> set[int]:
    """The processes of the guests."""
    return processes_using(root).keys() - {daemon.pid}


def test_guests_go_on_when_their_daemon_is_killed_under_load(
    daemon: PrivateDaemon, uri: str, tiny: TinyGuest, root: Path
) -> None:
    closed = threading.Event()
    busy = threading.Semaphore(0)

    def on_close(conn: Any, reason: int, opaque: Any) -> None:
        closed.set()

    def work(number: int) -> libvirtError:
        with anyvirt.open(uri) as conn:
            dom = conn.lookupByName(f"tiny{number % GUESTS}")
            try:
                while True:
                    dom.suspend()
                    dom.XMLDesc()
                    dom.resume()
                    busy.release()
            except libvirtError as exc:
                if conn.isAlive():
                    raise
                return exc

    with anyvirt.open(uri) as conn, ThreadPoolExecutor(GUESTS) as pool:
        conn.registerCloseCallback(on_close, None)
        guests = [conn.defineXML(tiny.domain_xml(f"tiny{number}")) for number in range(GUESTS)]
        for guest in guests:
            guest.create()
        before, processes = {guest.name(): guest.ID() for guest in guests}, emulators(daemon, root)
        assert len(processes) == GUESTS
        working = [pool.submit(work, number) for number in range(GUESTS)]
        for _ in range(3 * GUESTS):
            assert busy.acquire(timeout=END_S)
        daemon.kill()
        for each in working:
            assert isinstance(each.result(END_S), libvirtError)
        assert closed.wait(END_S)
        assert not conn.isAlive()
    daemon.start()
    with anyvirt.open(uri) as again:
        assert {guest.name(): guest.ID() for guest in again.listAllDomains(1)} == before
        assert emulators(daemon, root) == processes
        for guest in again.listAllDomains(1):
            if guest.state()[0] == anyvirt.VIR_DOMAIN_PAUSED:
                guest.resume()
            assert guest.state()[0] == anyvirt.VIR_DOMAIN_RUNNING
