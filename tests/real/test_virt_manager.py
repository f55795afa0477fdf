"""virt-manager on our daemon, on a screen that nobody sees.

It is not installed by the setup, as it brings a desktop's libraries: apt-get install virt-manager xvfb xauth dbus-x11.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

import pytest

import anyvirt
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.testing.peers import find_program

NEEDED = ("xvfb-run", "xauth", "dbus-run-session")
MISSING = [each for each in NEEDED if find_program(each) is None]

pytestmark = [
    pytest.mark.real,
    pytest.mark.peer("virt-manager >= 4.0"),
    pytest.mark.skipif(bool(MISSING), reason=f"{', '.join(MISSING)} not installed"),
]

LINE_S = 60
SMALL = "<domain type='test'><name>added</name><memory>65536</memory><os><type>hvm</type></os></domain>"


class Manager:
    """A virt-manager that says all it does."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.said: list[str] = []
        self._process = process
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)

    def wait_for(self, pattern: str) -> None:
        """Wait until a line that follows says *pattern*."""
        while True:
            try:
                line = self._lines.get(timeout=LINE_S)
            except Empty:
                pytest.fail(f"virt-manager did not say {pattern!r} but:\n{''.join(self.said[-40:])}")
            self.said.append(line)
            if re.search(pattern, line):
                return


@contextmanager
def manager(uri: str, home: Path, *words: str) -> Iterator[Manager]:
    """virt-manager, connected to *uri*."""
    left_out = {"PYTHONPATH", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out} | {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "GSETTINGS_BACKEND": "memory",
        "NO_AT_BRIDGE": "1",
        "LC_ALL": "C.UTF-8",
    }
    command = ["dbus-run-session", "--", "xvfb-run", "-a", "virt-manager", "--no-fork", "--debug", "--connect", uri]
    process = subprocess.Popen(
        [*command, *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield Manager(process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(LINE_S)


@pytest.mark.parametrize("words", [(), ("--show-domain-editor", "test"), ("--show-host-summary",)], ids=" ".join)
def test_it_shows_what_there_is_and_what_happens(root: Path, words: tuple[str, ...]) -> None:
    with (
        PrivateDaemon(root) as daemon,
        anyvirt.open(daemon.uri()) as conn,
        manager(daemon.uri(), root, *words) as shown,
    ):
        shown.wait_for("domain=test status=Running added")
        domain = conn.lookupByName("test")
        domain.suspend()
        shown.wait_for("domain=test state=VIR_DOMAIN_EVENT_SUSPENDED")
        domain.resume()
        shown.wait_for("domain=test state=VIR_DOMAIN_EVENT_RESUMED")
        added = conn.defineXML(SMALL)
        added.create()
        shown.wait_for("domain=added status=Running added")
        added.destroy()
        added.undefine()
        shown.wait_for("domain=added removed")
        assert any("network=default status=Active added" in line for line in shown.said)
        assert any("pool=default-pool status=Active added" in line for line in shown.said)
        wrong = [line for line in shown.said if " ERROR " in line or "Traceback" in line]
        assert not wrong, "".join(shown.said)
