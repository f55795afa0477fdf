"""The commands on a real guest under the embedded QEMU driver, each command on its own connection."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from anyvirt.testing import TinyGuest
from tests.tools.run import PROGRAM, Result
from tests.tools.run import anyvirt as run
from tests.tools.terminals import PATIENCE_S, Terminal

pytestmark = pytest.mark.real


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    found = Terminal()
    yield found
    found.close()


def test_a_guest_from_definition_to_shutdown(qemu_uri: str, tiny: TinyGuest, terminal: Terminal) -> None:
    def command(*words: str, typed: str = "") -> Result:
        return run(*words, uri=qemu_uri, typed=typed)

    def console() -> subprocess.Popen[bytes]:
        arguments = [*PROGRAM, "-c", qemu_uri, "console", "tiny"]
        process = subprocess.Popen(arguments, stdin=terminal.slave, stdout=terminal.slave)
        terminal.wait_for(b"Escape character is ^]\r\n")
        return process

    assert command("define", "-", typed=tiny.domain_xml("tiny", serial="pty")).code == 0
    try:
        assert command("start", "tiny", "--paused").out == "Domain 'tiny' started\n\n"
        assert command("domstate", "tiny").out == "paused\n\n"
        first = console()
        # The console does not keep other commands from the guest.
        assert command("resume", "tiny").code == 0
        terminal.wait_for(tiny.marker.encode())
        terminal.type(b"echo $((6 * 7))\r")
        terminal.wait_for(b"\r\n42\r\n")
        terminal.type(b"\x1d")
        assert first.wait(PATIENCE_S) == 0

        assert command("list", "--name", "--state-running").out == "tiny\n\n"
        (record,) = command("domstats", "tiny", "-o", "json").json
        assert record["stats"]["cpu.time"] > 0
        assert command("ttyconsole", "tiny").out.startswith("/dev/")

        second = console()
        terminal.type(b"echo $((6 * 7))\r")
        terminal.wait_for(b"\r\n42\r\n")
        assert command("shutdown", "tiny").code == 0
        assert second.wait(PATIENCE_S) == 0  # with the guest
        assert terminal.settings() == terminal.before
        assert command("domstate", "tiny").out == "shut off\n\n"
        assert command("undefine", "tiny").code == 0
    finally:
        command("destroy", "tiny")
