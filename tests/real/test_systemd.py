"""systemd starts the daemon by our units when clients come, has it read its configuration again, and ends it."""

from __future__ import annotations

import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

import anyvirt
from anyvirt.testing import SESSION_VARIABLE
from anyvirt.testing.peers import find_program
from tests.certificates import certificates
from tests.real.machines import bare
from tests.real.private_systemd import PrivateSystemd, private_systemd

pytestmark = [pytest.mark.real, pytest.mark.peer("virsh >= 9.0")]

UNITS = Path(__file__).parents[2] / "data" / "systemd"
SOURCES = Path(anyvirt.__file__).parents[1]
END_S = 60
SERVICE = "anyvirtd.service"
SOCKETS = {
    "anyvirtd.socket": "anyvirt-sock",
    "anyvirtd-ro.socket": "anyvirt-sock-ro",
    "anyvirtd-admin.socket": "anyvirt-admin-sock",
}
DROP_IN = """
[Unit]
StartLimitIntervalSec=0
[Service]
Environment=PYTHONPATH={sources} PYTHONDONTWRITEBYTECODE=1
ExecStart=
ExecStart={python} -m anyvirtd --root {folder} --verbose --timeout 3
ExecStopPost=/bin/sh -c 'echo $SERVICE_RESULT >{folder}/ended'
StandardError=append:{folder}/said
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    session = os.environ[SESSION_VARIABLE]
    made = Path(tempfile.mkdtemp(prefix="av-", dir=session))
    known = Path(session) / "capabilities"  # what the session has learned of emulators
    known.mkdir(exist_ok=True)
    (made / "cache" / "qemu").mkdir(parents=True)
    (made / "cache" / "qemu" / "capabilities").symlink_to(known)
    (made / "etc").mkdir()
    yield made
    shutil.rmtree(made)


class Ends:
    """systemd's words for each end of the daemon."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self._pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)  # so that nobody waits for a reader

    def next(self) -> str:
        """Wait for the next one; of several at once the last counts."""
        assert select.select([self._pipe], [], [], END_S)[0]
        return os.read(self._pipe, 4096).decode().split()[-1]

    def forget(self) -> None:
        """Those until now."""
        with suppress(BlockingIOError):
            os.read(self._pipe, 4096)

    def close(self) -> None:
        os.close(self._pipe)


@pytest.fixture(scope="module")
def ended(folder: Path) -> Iterator[Ends]:
    with closing(Ends(folder / "ended")) as ends:
        yield ends


@pytest.fixture(scope="module")
def systemd(folder: Path, ended: Ends) -> Iterator[PrivateSystemd]:
    drop_in = DROP_IN.format(sources=SOURCES, python=sys.executable, folder=folder)
    with private_systemd(folder, UNITS, list(SOCKETS), drop_in) as started:
        yield started


def uri(systemd: PrivateSystemd, driver: str = "test:///default", name: str = "anyvirt-sock") -> str:
    scheme, _, path = driver.partition(":")
    return f"{scheme}+unix:{path}?socket={systemd.root}/run/anyvirt/{name}"


def state(systemd: PrivateSystemd) -> str:
    return systemd.property(SERVICE, "ActiveState")


def has_ended(systemd: PrivateSystemd, ended: Ends) -> bool:
    """Wait for its end, and say whether that was as it should be."""
    word = ended.next()
    systemd.systemctl("stop", SERVICE)  # returns when the rest of it has ended, too
    return word == "success" and state(systemd) == "inactive" and systemd.property(SERVICE, "Result") == "success"


@pytest.mark.parametrize("unit", SOCKETS)
def test_the_first_client_starts_it(systemd: PrivateSystemd, ended: Ends, unit: str) -> None:
    """At each of its sockets, and systemd is told when it is ready, and when it has come to its end."""
    systemd.systemctl("stop", SERVICE)
    assert (state(systemd), systemd.property(unit, "ActiveState")) == ("inactive", "active")
    if "admin" in unit:
        name = f"libvirtd+unix:///system?socket={systemd.root}/run/anyvirt/{SOCKETS[unit]}"
        command = ["virt-admin", "-c", name, "server-list"]
    else:
        readonly = ["--readonly"] if "ro" in unit else []
        command = ["virsh", *readonly, "-c", uri(systemd, name=SOCKETS[unit]), "list", "--name"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=END_S)
    assert done.returncode == 0, done.stderr
    assert ("anyvirtd" if "admin" in unit else "test") in done.stdout
    with anyvirt.open(uri(systemd)):
        assert (state(systemd), systemd.property(SERVICE, "SubState")) == ("active", "running")
        assert systemd.property(SERVICE, "Type") == "notify"
        systemd.systemctl("stop", SERVICE)
    assert has_ended(systemd, ended)
    assert systemd.property(unit, "SubState") == "listening"


def test_it_ends_when_it_has_nothing_to_do(systemd: PrivateSystemd, ended: Ends) -> None:
    """And is not started again for that, but by the next client."""
    with anyvirt.open(uri(systemd)) as conn:
        ended.forget()
        assert conn.lookupByName("test").isActive()
    assert has_ended(systemd, ended)
    with anyvirt.open(uri(systemd)) as conn:
        assert conn.lookupByName("test").isActive()
    assert systemd.property(SERVICE, "NRestarts") == "0"


def test_it_reads_its_configuration_again(systemd: PrivateSystemd, ended: Ends, folder: Path) -> None:
    """Soon: systemd only sends the signal for it."""
    admin = f"libvirtd+unix:///system?socket={systemd.root}/run/anyvirt/anyvirt-admin-sock"
    with anyvirt.open(uri(systemd)):
        (folder / "etc" / "anyvirtd.conf").write_text("max_clients = 77\n")
        try:
            systemd.systemctl("reload", SERVICE)
            until = time.monotonic() + END_S
            info = ""
            while "77" not in info:
                assert time.monotonic() < until, info
                command = ["virt-admin", "-c", admin, "server-clients-info", "anyvirtd"]
                info = subprocess.run(command, capture_output=True, text=True, timeout=END_S, check=True).stdout
        finally:
            (folder / "etc" / "anyvirtd.conf").unlink()
        systemd.systemctl("stop", SERVICE)
    assert has_ended(systemd, ended)


def test_it_comes_back_after_a_fault(systemd: PrivateSystemd, ended: Ends) -> None:
    with anyvirt.open(uri(systemd)):
        first = systemd.property(SERVICE, "MainPID")
        ended.forget()
        systemd.systemctl("kill", "--kill-who=main", "--signal=KILL", SERVICE)
        assert ended.next() == "signal"
    with anyvirt.open(uri(systemd)) as conn:
        assert conn.lookupByName("test").isActive()
        assert systemd.property(SERVICE, "MainPID") not in ("0", first)
        systemd.systemctl("stop", SERVICE)
    assert has_ended(systemd, ended)


def test_guests_outlive_it(systemd: PrivateSystemd, ended: Ends, emulator: str) -> None:
    """They are not ended with the service, and the next daemon finds them."""
    with anyvirt.open(uri(systemd, "qemu:///system")) as conn:
        dom = conn.createXML(bare())
        number = dom.ID()
        systemd.systemctl("stop", SERVICE)
    try:
        assert has_ended(systemd, ended)
    finally:
        with anyvirt.open(uri(systemd, "qemu:///system")) as conn:
            dom = conn.lookupByName("bare")
            assert (dom.ID(), dom.state()[0]) == (number, anyvirt.VIR_DOMAIN_RUNNING)
            dom.destroy()
    assert has_ended(systemd, ended)


NAMES = ("anyvirtd-tls.socket", "anyvirtd.socket", "anyvirtd-ro.socket", "anyvirtd-admin.socket")
HANDED_OVER = """
import os, sys
os.environ["LISTEN_PID"] = str(os.getpid())
os.execvp(sys.argv[1], sys.argv[1:])
"""


def test_names_of_sockets_say_what_they_are_for(root: Path) -> None:
    """Whatever their paths and ports are; a program of systemd's hands them over, without it."""
    program = find_program("systemd-socket-activate")
    if program is None:
        pytest.skip("needs systemd-socket-activate (Debian package systemd)")
    pki = certificates(root).certificates
    files = f'key_file = "{pki}/serverkey.pem"\ncert_file = "{pki}/servercert.pem"\nca_file = "{pki}/cacert.pem"\n'
    (root / "anyvirtd.conf").write_text(files)
    paths = [root / str(number) for number in range(3)]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices, socket.create_server(("127.0.0.1", 0)) as tls:
        notices.bind(f"{root}/notices")
        notices.settimeout(END_S)
        port = tls.getsockname()[1]
        process = subprocess.Popen(
            [
                *(sys.executable, "-c", HANDED_OVER, program, f"--fdname={':'.join(NAMES)}"),
                *(word for path in paths for word in ("--listen", str(path))),
                *(
                    f"--setenv=NOTIFY_SOCKET={root}/notices",
                    "--setenv=PYTHONPATH",
                    "--setenv=PYTHONDONTWRITEBYTECODE=1",
                ),
                *(sys.executable, "-m", "anyvirtd", "--root", str(root), "--config", f"{root}/anyvirtd.conf"),
            ],
            env={**os.environ, "PYTHONPATH": str(SOURCES), "LISTEN_FDS": "1"},
            preexec_fn=lambda: os.dup2(tls.fileno(), 3),
            close_fds=False,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stderr is not None
            for line in process.stderr:  # it says each that it listens at
                if "Listening on" in line and str(paths[-1]) in line:
                    break
            assert not select.select([notices], [], [], 0)[0]  # nobody has come, so nothing has been started
            with anyvirt.open(f"test+tls://localhost:{port}/default?pkipath={pki}") as conn:
                assert b"READY=1" in notices.recv(4096).split(b"\n")
                assert conn.lookupByName("test").isActive()
                readonly = anyvirt.open(f"test+unix:///default?socket={paths[1]}")
                with readonly, pytest.raises(anyvirt.OperationDenied):
                    readonly.lookupByName("test").suspend()
                with anyvirt.open(f"test+unix:///default?socket={paths[0]}") as writable:
                    writable.lookupByName("test").suspend()
                admin = ["virt-admin", "-c", f"libvirtd+unix:///system?socket={paths[2]}", "server-list"]
                listed = subprocess.run(admin, capture_output=True, text=True, timeout=END_S)
                assert "anyvirtd" in listed.stdout, listed.stderr
            process.terminate()
            assert b"STOPPING=1" in notices.recv(4096).split(b"\n")
            assert process.wait(END_S) == 0
        finally:
            process.kill()
            process.communicate(timeout=END_S)


def test_units_are_well_made(tmp_path: Path) -> None:
    """systemd finds no fault with them, once the program is there."""
    if find_program("systemd-analyze") is None:
        pytest.skip("needs systemd-analyze (Debian package systemd)")
    units = []
    for unit in UNITS.iterdir():
        units.append(tmp_path / unit.name)
        units[-1].write_text(unit.read_text().replace("/usr/bin/anyvirtd", "/usr/bin/env"))
    verify = ["systemd-analyze", "verify", "--man=no", *map(str, units)]
    done = subprocess.run(verify, capture_output=True, text=True, timeout=END_S)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
