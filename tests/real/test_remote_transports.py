"""Our client reaches libvirt's daemon by each way there is, and says what is wrong with others."""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import anyvirt
from anyvirt.error import InvalidArg, SystemCallError
from anyvirt.pki import Folder, Role
from anyvirt.testing.libvirtd import LibvirtdUnavailable, PrivateLibvirtd
from anyvirt.testing.peers import find_program
from tests.certificates import certificates
from tests.real.ordinary_user import NOBODY, SOURCES, look_as, make_home, need_users
from tests.real.private_ssh import make_ssh

pytestmark = [pytest.mark.real, pytest.mark.peer("libvirt >= 9.0")]

TCP_PORT, TLS_PORT = 16509, 16514
PROGRAM = Path(__file__).with_name("remote_client.py")
END_S = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return certificates(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="module")
def libvirtd(folder: Folder) -> Iterator[PrivateLibvirtd]:
    """A daemon that listens in all its ways, and asks nobody who he is."""
    settings = [
        "listen_tls = 1",
        "listen_tcp = 1",
        'auth_tls = "none"',
        'auth_tcp = "none"',
        f'key_file = "{folder.key(Role.SERVER)}"',
        f'cert_file = "{folder.certificate(Role.SERVER)}"',
        f'ca_file = "{folder.ca}"',
    ]
    try:
        with PrivateLibvirtd(settings=settings, ports=[TCP_PORT, TLS_PORT]) as daemon:
            yield daemon
    except LibvirtdUnavailable as exc:
        pytest.skip(str(exc))


def look(daemon: PrivateLibvirtd, *arguments: str, **environment: str) -> dict[str, Any]:
    """What our client finds, beside the daemon."""
    done = subprocess.run(
        [*daemon.beside, sys.executable, str(PROGRAM), *arguments],
        capture_output=True,
        text=True,
        timeout=END_S,
        env={**os.environ, "PYTHONPATH": SOURCES, **environment},
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def expect(found: dict[str, Any], uri: str, *, secure: bool, encrypted: bool) -> None:
    """It is the test driver, in both flavours."""
    assert found == {
        "type": "TEST",
        "uri": uri,
        "domains": ["test"],
        "awaited": ["test"],
        "secure": secure,
        "encrypted": encrypted,
    }


def test_unix_without_a_socket_named(libvirtd: PrivateLibvirtd) -> None:
    """Where libvirt's daemon listens by default."""
    uri = "test+unix:///default"
    expect(look(libvirtd, uri), uri, secure=True, encrypted=False)


def test_a_driver_that_only_a_daemon_has(libvirtd: PrivateLibvirtd) -> None:
    """No transport need be named: without, the host's own daemon is meant."""
    found = look(libvirtd, "qemu:///system")
    assert (found["type"], found["domains"]) == ("QEMU", [])


def test_tcp(libvirtd: PrivateLibvirtd) -> None:
    uri = "test+tcp://localhost/default"
    expect(look(libvirtd, uri), uri, secure=False, encrypted=False)


def test_tls(libvirtd: PrivateLibvirtd, folder: Folder) -> None:
    """A host without a transport means TLS, too."""
    for scheme in ("test+tls", "test"):
        uri = f"{scheme}://localhost/default?pkipath={folder.certificates}"
        # The test driver itself claims no encryption, and the weaker part of the way counts.
        expect(look(libvirtd, uri), uri, secure=True, encrypted=False)


def test_tls_with_a_server_that_is_another(libvirtd: PrivateLibvirtd, folder: Folder) -> None:
    found = look(libvirtd, f"test+tls://127.0.0.2:{TLS_PORT}/default?pkipath={folder.certificates}")
    assert found["error"] == "GnutlsError"
    assert "127.0.0.2" in found["message"]
    uri = f"test+tls://127.0.0.2/default?no_verify=1&pkipath={folder.certificates}"
    expect(look(libvirtd, uri), uri, secure=True, encrypted=False)


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("test+tcp://localhost:1/default", "unable to connect to server at 'localhost:1': Connection refused"),
        ("test+tcp://no-such-host.invalid/default", "unable to resolve host 'no-such-host.invalid'"),
        ("test+unix:///default?socket=/no/where", "'/no/where': No such file or directory"),
    ],
)
def test_where_nobody_is(libvirtd: PrivateLibvirtd, uri: str, words: str) -> None:
    found = look(libvirtd, uri)
    assert found["error"] == "SystemCallError"
    assert words in found["message"]
    assert "Hint:" in found["message"]


# ssh


@pytest.fixture(scope="module")
def ssh(libvirtd: PrivateLibvirtd, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a program to be used as ssh."""
    return make_ssh(tmp_path_factory.mktemp("ssh")).parent


@pytest.mark.parametrize(
    ("more", "run"),
    [
        ("", "anyvirt-ssh-helper test:///default"),
        ("&proxy=native", "anyvirt-ssh-helper test:///default"),
        ("&proxy=netcat", "nc -q0 -U /run/libvirt/libvirt-sock"),
        ("&netcat=anyvirt-ssh-helper", "anyvirt-ssh-helper -q0 -U /run/libvirt/libvirt-sock"),
    ],
)
def test_ssh(libvirtd: PrivateLibvirtd, ssh: Path, more: str, run: str) -> None:
    """Through a helper or netcat over there."""
    (ssh / "log").unlink(missing_ok=True)
    uri = f"test+ssh://root@there.example/default?command={ssh}/ssh&no_tty=1{more}"
    expect(look(libvirtd, uri), uri, secure=True, encrypted=False)
    log = (ssh / "log").read_text()
    assert run in log
    assert "-l root -o BatchMode=yes -- there.example" in log


def test_ssh_with_a_socket_named(libvirtd: PrivateLibvirtd, ssh: Path) -> None:
    socket_path = f"{libvirtd.folder}/libvirt-sock"
    uri = f"test+ssh://root@there.example/default?command={ssh}/ssh&socket={socket_path}"
    expect(look(libvirtd, uri), uri, secure=True, encrypted=False)


def test_what_ssh_says_is_passed_on(libvirtd: PrivateLibvirtd, ssh: Path) -> None:
    """Unknown hosts, keys that are not accepted."""
    found = look(libvirtd, f"test+ssh://root@unknown.example/default?command={ssh}/ssh&no_tty=1")
    assert "Host key verification failed" in found["message"]
    assert "work by hand" in found["message"]
    (ssh / "authorized").rename(ssh / "away")
    try:
        found = look(libvirtd, f"test+ssh://root@there.example/default?command={ssh}/ssh&no_tty=1")
    finally:
        (ssh / "away").rename(ssh / "authorized")
    assert "Permission denied (publickey" in found["message"]


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(SystemCallError, match="cannot run '/no/ssh' to reach the daemon: No such file"):
        anyvirt.open("test+ssh://host/default?command=/no/ssh")


def test_ext(libvirtd: PrivateLibvirtd, tmp_path: Path) -> None:
    script = tmp_path / "connect"
    helper = f"{sys.executable} -m anyvirtd.ssh_helper -U {libvirtd.folder}/libvirt-sock"
    script.write_text(f"#!/bin/sh\nexec {helper}\n")
    script.chmod(0o755)
    uri = f"test+ext:///default?command={script}"
    expect(look(libvirtd, uri), uri, secure=False, encrypted=False)


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("test+ext:///default", "needs the parameter 'command'"),
        ("test+carrier:///default", "transport 'carrier' is not known"),
        ("test+libssh2://host/default", "use test+ssh://"),
        ("test+unix://host/default", "using unix socket and remote server 'host'"),
        ("test+ssh:///default", "ssh needs the name of a host"),
        ("test+ssh://host/default?proxy=tor", "unknown proxy 'tor'"),
        ("test+unix:///default?mode=direct", "'test' has no daemon of its own"),
        ("test+unix:///default?mode=odd", "unknown mode 'odd'"),
        ("test+tls://host/default?no_verify=yes", "no_verify=yes is not a number"),
        ("test+ssh://host/default?known_hosts_verify=maybe", "unknown known_hosts_verify 'maybe'"),
    ],
)
def test_uris_that_make_no_sense(uri: str, words: str) -> None:
    with pytest.raises(InvalidArg) as caught:
        anyvirt.open(uri)
    assert words in str(caught.value)


# Who may connect, and a user's own daemon


@pytest.fixture
def home(root: Path) -> Path:
    """The home of an ordinary user."""
    need_users()
    return make_home(root)


def test_who_may_not_connect_learns_why(libvirtd: PrivateLibvirtd, home: Path) -> None:
    """Whose the socket is, and who we are."""
    path = home / "sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        path.chmod(0o770)
        found = look_as(NOBODY, home, f"test+unix:///default?socket={path}")
    assert found["error"] == "SystemCallError"
    assert f"{path} belongs to root:root with mode 0770; this process is user 'nobody'" in found["message"]
    assert "ask the administrator" in found["message"]


@pytest.mark.parametrize(("mode", "program"), [("legacy", "libvirtd"), ("direct", "virtqemud")])
def test_a_user_s_own_daemon_is_started(home: Path, root: Path, mode: str, program: str) -> None:
    """By who needs it; it goes on, and is found by the next one."""
    if find_program("libvirtd") is None:
        pytest.skip("needs libvirtd")
    path = os.environ["PATH"]
    if find_program(program) is None:  # no release of Debian has it: the daemon for everything stands for it
        (root / "bin").mkdir()
        stand_in = root / "bin" / program
        stand_in.write_text(
            f"#!/bin/sh\nmkdir -p {home}/libvirt\nln -s libvirt-sock {home}/libvirt/{program}-sock\n"
            f'exec {find_program("libvirtd")} "$@"\n'
        )
        stand_in.chmod(0o755)
        path = f"{root}/bin:{path}"
    named = "libvirt-sock" if mode == "legacy" else f"{program}-sock"
    try:
        for _ in range(2):
            found = look_as(NOBODY, home, f"qemu:///session?mode={mode}", PATH=path)
            assert (found.get("type"), found.get("domains")) == ("QEMU", []), found
        assert named in [each.name for each in (home / "libvirt").glob("*-sock")]
    finally:
        for listens in (home / "libvirt").glob("*-sock"):  # a daemon may have started others
            with suppress(OSError):
                os.kill(owner_of(listens), signal.SIGKILL)


def owner_of(path: Path) -> int:
    """The process behind a socket."""
    with socket.socket(socket.AF_UNIX) as connected:
        connected.connect(str(path))
        raw = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        pid: int = struct.unpack("3i", raw)[0]
        return pid
