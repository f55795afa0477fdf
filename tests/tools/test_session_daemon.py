"""The command line without a URI: a daemon of the user's own, started when it is needed."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import anyvirt
from anyvirt.driver import daemons
from anyvirt.opening import daemon_uri
from anyvirt.util.sockets import Place
from tests.tools.run import PROGRAM
from tests.tools.run import anyvirt as run

END_S = 60
DOMAIN = "<domain type='qemu'><name>{}</name><memory>65536</memory><os><type arch='x86_64'>hvm</type></os></domain>"


def wait_for_end(pid: int) -> None:
    """Wait for the end of a daemon, whoever has started it."""
    with suppress(ProcessLookupError):
        descriptor = os.pidfd_open(pid)
        try:
            assert select.select([descriptor], [], [], END_S)[0], "the daemon goes on"
        finally:
            os.close(descriptor)


@pytest.fixture
def user(root: Path, monkeypatch: pytest.MonkeyPatch, emulator: str) -> Iterator[Path]:
    """A user's folders. The daemon that has been started for him ends with the test."""
    for name in ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR"):
        folder = root / name
        folder.mkdir(mode=0o700)
        monkeypatch.setenv(f"XDG_{name}", str(folder))
    monkeypatch.setattr("os.geteuid", lambda: 1000)  # root may have the host's daemon
    yield root
    with suppress(FileNotFoundError, ProcessLookupError):
        pid = pid_of_daemon(root)
        os.kill(pid, signal.SIGTERM)
        wait_for_end(pid)


def pid_of_daemon(user: Path) -> int:
    return int((user / "RUNTIME_DIR" / "anyvirt" / "anyvirtd.pid").read_text())


def test_it_is_started_once_and_stays(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several programs at once reach the same; what one defines another sees."""
    monkeypatch.setenv("LIBVIRT_DEFAULT_URI", "qemu:///session")  # they may be root's, on a host that has a daemon
    first = [
        subprocess.Popen([*PROGRAM, "define", "/dev/stdin"], stdin=subprocess.PIPE, text=True, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    for number, process in enumerate(first):
        process.communicate(DOMAIN.format(f"guest{number}"), timeout=END_S)
        assert process.returncode == 0
    pid = pid_of_daemon(user)
    assert run("list", "--all", "--name", uri=None).out.split() == ["guest0", "guest1", "guest2"]
    assert run("uri", uri=None).out == "qemu:///session\n\n"
    assert pid_of_daemon(user) == pid
    assert os.getpgid(pid) == pid  # it does not go with the terminal in which it was started
    assert os.readlink(f"/proc/{pid}/fd/2") == os.devnull  # what it has to say stands in its log


def test_it_ends_when_nobody_needs_it(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daemons, "_IDLE_S", 1)
    assert run("list", uri=None).code == 0
    wait_for_end(pid_of_daemon(user))
    assert run("list", uri=None).code == 0


def test_what_a_daemon_says_that_cannot_start(user: Path) -> None:
    (user / "CONFIG_HOME" / "anyvirt").mkdir()
    (user / "CONFIG_HOME" / "anyvirt" / "anyvirtd.conf").write_text("max_client = 3\n")
    result = run("list", uri=None)
    assert result.code == 1
    assert "cannot start the daemon anyvirtd for " in result.err
    assert "anyvirtd.conf:1: there is no option 'max_client'" in result.err
    assert "--session` by hand to see what it says; qemu:///embed needs no daemon" in result.err


def test_none_is_started_where_that_is_forbidden(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIBVIRT_AUTOSTART", "0")
    result = run("list", uri=None)
    assert result.code == 1
    assert "LIBVIRT_AUTOSTART=0 forbids to start one; run: anyvirtd --session --daemon" in result.err


def test_none_can_be_started_where_there_is_no_program(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_args, **_more: None)
    monkeypatch.setattr(daemons, "find_spec", lambda _name: None)
    result = run("list", uri=None)
    assert result.code == 1
    assert "no program is here that could be started: install anyvirtd, or use qemu:///embed" in result.err


def test_a_program_that_is_not_installed_is_run_as_a_module(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_args, **_more: None)
    assert run("list", uri=None).code == 0
    command = Path(f"/proc/{pid_of_daemon(user)}/cmdline").read_text().split("\0")
    assert command[:3] == [sys.executable, "-m", "anyvirtd"]


def test_what_is_set_comes_first(user: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (user / "CONFIG_HOME" / "anyvirt").mkdir()
    (user / "CONFIG_HOME" / "anyvirt" / "anyvirt.conf").write_text('uri_default = "test:///default"\n')
    assert run("uri", uri=None).out == "test:///default\n\n"
    monkeypatch.setenv("LIBVIRT_DEFAULT_URI", "qemu:///embed")
    assert daemon_uri() == "qemu:///embed"


def test_root_has_the_hosts_daemon_where_one_listens(
    make_daemon: Callable[..., object], root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    there = [Place("anyvirtd", root / "run" / "anyvirt-sock")]
    monkeypatch.setattr(daemons, "places", lambda *_args, **_more: there)
    assert daemon_uri() == "qemu:///session"
    make_daemon()
    assert daemon_uri() == "qemu:///system"
    assert run("uri", uri=None).out == "qemu:///system\n\n"
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert daemon_uri() == "qemu:///session"


def test_programs_keep_the_guests_of_their_own() -> None:
    """A program that opens no URI needs no daemon."""
    with anyvirt.open() as conn:
        assert conn.getURI() == "qemu:///embed"
