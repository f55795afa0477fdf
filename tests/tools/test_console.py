"""The command `console` as a process of its own, on a terminal and in a pipe. The test plays the guest."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tty
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from anyvirt_tools.console import choose, opened
from anyvirt_tools.devices import Character, characters
from anyvirt_tools.failure import Failure
from tests.tools.run import PROGRAM
from tests.tools.run import anyvirt as run
from tests.tools.terminals import PATIENCE_S, Terminal

NODE = """<node>
  <domain type='test'>
    <name>web</name>
    <memory>65536</memory>
    <os><type>hvm</type></os>
    <devices>
      <serial type='unix'><source mode='bind' path='{path}'/><target port='0'/></serial>
      <console type='unix'><source mode='bind' path='{path}'/><target type='serial' port='0'/></console>
    </devices>
  </domain>
</node>
"""


class Guest:
    """Listens where the console of the domain "web" is."""

    def __init__(self, folder: Path) -> None:
        path = folder / "console.sock"
        node = folder / "node.xml"
        node.write_text(NODE.format(path=path))
        self.uri = f"test://{node}"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._listener.settimeout(PATIENCE_S)

    def accept(self) -> socket.socket:
        connection, _address = self._listener.accept()
        connection.settimeout(PATIENCE_S)
        return connection

    def close(self) -> None:
        self._listener.close()


class Consoles(NamedTuple):
    """Starts consoles that are ended with the test."""

    guest: Guest
    terminal: Terminal
    processes: list[subprocess.Popen[bytes]]

    def start(self, *words: str, piped: bool = False) -> subprocess.Popen[bytes]:
        ours = subprocess.PIPE if piped else self.terminal.slave
        process = subprocess.Popen(
            [*PROGRAM, "-c", self.guest.uri, "console", "web", *words],
            stdin=ours,
            stdout=ours,
            stderr=subprocess.PIPE,
        )
        self.processes.append(process)
        return process


@pytest.fixture
def consoles(root: Path) -> Iterator[Consoles]:
    found = Consoles(Guest(root), Terminal(), [])
    yield found
    for process in found.processes:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()
    found.guest.close()
    found.terminal.close()


def error_of(process: subprocess.Popen[bytes]) -> bytes:
    assert process.stderr is not None
    return process.stderr.read()


def test_a_console_on_a_terminal(consoles: Consoles) -> None:
    terminal = consoles.terminal
    process = consoles.start()
    guest = consoles.guest.accept()
    terminal.wait_for(b"Connected to domain 'web'\r\nEscape character is ^]\r\n")
    guest.sendall(b"login: \xff")
    terminal.wait_for(b"login: \xff")
    terminal.type(b"root\r\x03")  # the Return key and Ctrl-C are the guest's
    assert guest.recv(6, socket.MSG_WAITALL) == b"root\r\x03"
    terminal.type(b"\x1d")
    assert process.wait(PATIENCE_S) == 0
    assert error_of(process) == b""
    assert terminal.settings() == terminal.before


def test_it_ends_with_the_guest(consoles: Consoles) -> None:
    process = consoles.start()
    guest = consoles.guest.accept()
    guest.sendall(b"power down\r\n")
    guest.close()
    consoles.terminal.wait_for(b"power down\r\n")
    assert process.wait(PATIENCE_S) == 0
    assert consoles.terminal.settings() == consoles.terminal.before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_as_it_was(consoles: Consoles, number: signal.Signals) -> None:
    process = consoles.start()
    guest = consoles.guest.accept()
    guest.sendall(b"ready")
    consoles.terminal.wait_for(b"ready")
    process.send_signal(number)
    assert process.wait(PATIENCE_S) == 128 + number
    assert error_of(process) == b""
    assert consoles.terminal.settings() == consoles.terminal.before


def test_another_escape_key(consoles: Consoles) -> None:
    process = consoles.start("--escape", "^X")
    guest = consoles.guest.accept()
    guest.sendall(b"ready")
    consoles.terminal.wait_for(b"ready")
    consoles.terminal.type(b"\x1d\x18")
    assert guest.recv(1) == b"\x1d"
    assert process.wait(PATIENCE_S) == 0


def test_in_a_pipe_everything_is_copied_and_nothing_added(consoles: Consoles) -> None:
    process = consoles.start("-q", piped=True)
    guest = consoles.guest.accept()
    assert process.stdin is not None
    process.stdin.write(b"poweroff\n\x1d")
    process.stdin.close()
    process.stdin = None
    assert guest.recv(10, socket.MSG_WAITALL) == b"poweroff\n\x1d"
    guest.sendall(b"bye\r\n")
    guest.close()
    out, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out, err) == (0, b"bye\r\n", b"")


def test_a_second_user_is_refused(consoles: Consoles) -> None:
    first = consoles.start()
    guest = consoles.guest.accept()
    guest.sendall(b"ready")
    consoles.terminal.wait_for(b"ready")
    second = consoles.start(piped=True)
    assert second.wait(PATIENCE_S) == 1
    assert error_of(second) == (
        f"error: the console of domain 'web' is in use by process {first.pid}; --force takes it over\n".encode()
    )
    guest.sendall(b"still here")
    consoles.terminal.wait_for(b"still here")


def test_force_ends_the_first_user(consoles: Consoles) -> None:
    first = consoles.start()
    guest = consoles.guest.accept()
    guest.sendall(b"ready")
    consoles.terminal.wait_for(b"ready")
    second = consoles.start("--force", piped=True)
    assert first.wait(PATIENCE_S) == 128 + signal.SIGHUP
    assert guest.recv(1) == b""
    again = consoles.guest.accept()
    again.sendall(b"mine")
    again.close()
    out, _err = second.communicate(timeout=PATIENCE_S)
    assert second.returncode == 0
    assert b"mine" in out


def test_a_console_that_nobody_listens_on(consoles: Consoles) -> None:
    consoles.guest.close()
    process = consoles.start()
    assert process.wait(PATIENCE_S) == 1
    assert b"cannot open the console" in error_of(process)
    assert consoles.terminal.settings() == consoles.terminal.before


def test_a_guest_on_a_pty() -> None:
    guest, its_terminal = os.openpty()
    tty.setraw(its_terminal)  # as QEMU does to its own
    with opened(Character("console", "pty", os.ttyname(its_terminal), None, None)) as console:
        os.close(its_terminal)
        os.write(guest, b"login: ")
        assert os.read(console, 7) == b"login: "
        os.write(console, b"root\r")
        assert os.read(guest, 5) == b"root\r"
    os.close(guest)


def test_console_of_a_domain_that_does_not_run(web: object) -> None:
    assert run("console", "web") == (1, "", "error: The domain is not running\n")


DEVICES = characters(
    """<domain><devices>
    <serial type='file'><source path='/log'/><alias name='serial0'/></serial>
    <serial type='pty'><source path='/dev/pts/9'/><alias name='serial1'/></serial>
    <serial type='unix'><source mode='connect' path='/there'/><alias name='serial2'/></serial>
    <console type='file' tty='/dev/pts/1'><source path='/log'/><alias name='serial0'/></console>
    <parallel type='pty'><source path='/dev/pts/7'/><alias name='parallel0'/></parallel>
    </devices></domain>"""
)


@pytest.mark.parametrize(("name", "path"), [("serial1", "/dev/pts/9"), ("parallel0", "/dev/pts/7")])
def test_a_device_may_be_named(name: str, path: str) -> None:
    assert choose(DEVICES, "web", name).path == path


@pytest.mark.parametrize(
    ("found", "name", "message"),
    [
        (DEVICES, None, "'serial0' of domain 'web' is of type 'file'"),
        (DEVICES, "serial2", "'serial2' of domain 'web' is of type 'unix'"),
        (DEVICES, "serial7", r"no character device 'serial7' \(it has serial0, serial1, serial2, parallel0\)"),
        ([], None, "domain 'web' has no console"),
        ([Character("console", "pty", None, None, "serial0")], None, "'serial0' of domain 'web' has no path yet"),
    ],
)
def test_a_device_that_cannot_be_connected_to(found: list[Character], name: str | None, message: str) -> None:
    with pytest.raises(Failure, match=message):
        choose(found, "web", name)
