"""The commands on a real guest, of an embedded connection and of a daemon, each command on its own connection."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

import pytest

from anyvirt.testing import TinyGuest
from anyvirt.testing.daemon import PrivateDaemon
from tests.tools.run import PROGRAM, Result
from tests.tools.run import anyvirt as run
from tests.tools.terminals import PATIENCE_S, Terminal

pytestmark = pytest.mark.real


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    found = Terminal()
    yield found
    found.close()


@pytest.fixture(params=["embed", "daemon"])
def uri(request: pytest.FixtureRequest) -> str:
    if request.param == "embed":
        embedded: str = request.getfixturevalue("qemu_uri")
        return embedded
    daemon: PrivateDaemon = request.getfixturevalue("daemon")
    return daemon.uri("qemu", "/system")


def test_a_guest_from_definition_to_shutdown(uri: str, tiny: TinyGuest, terminal: Terminal) -> None:
    def command(*words: str, typed: str = "") -> Result:
        return run(*words, uri=uri, typed=typed)

    def console() -> subprocess.Popen[bytes]:
        arguments = [*PROGRAM, "-c", uri, "console", "tiny"]
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


def test_one_console_at_a_time_through_a_daemon(daemon: PrivateDaemon, tiny: TinyGuest, terminal: Terminal) -> None:
    """Wherever its users are: the daemon sees to it. What is typed into a pipe arrives whole."""
    uri = daemon.uri("qemu", "/system")
    console = [*PROGRAM, "-c", uri, "console", "tiny"]
    assert run("create", "-", "--paused", uri=uri, typed=tiny.domain_xml("tiny")).code == 0
    try:
        first = subprocess.Popen(console, stdin=terminal.slave, stdout=terminal.slave)
        terminal.wait_for(b"Escape character is ^]\r\n")
        refused = subprocess.run(console, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S)
        assert refused.returncode == 1
        assert b"cannot open the console of domain 'tiny'\nerror: operation failed: Active console" in refused.stderr
        with subprocess.Popen([*console, "--force"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as second:
            assert first.wait(PATIENCE_S) == 0
            assert terminal.settings() == terminal.before
            assert run("resume", "tiny", uri=uri).code == 0
            assert second.stdout is not None
            said = b""
            while tiny.marker.encode() not in said:
                said += os.read(second.stdout.fileno(), 65536)
            out, _ = second.communicate(b"echo $((6 * 7))\nexec poweroff -f\n", timeout=PATIENCE_S)
            assert b"42" in out
            assert second.returncode == 0
    finally:
        run("destroy", "tiny", uri=uri)
