"""Libvirt's daemon as an ordinary user runs it for himself, with all the ways in that it has."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from anyvirt.pki import Role
from anyvirt.testing import SESSION_VARIABLE
from anyvirt.testing.peers import find_program
from tests.certificates import certificates
from tests.real.kerberos import HOST, Realm, address, need_kerberos
from tests.real.ordinary_user import NOBODY, let_in

USER, PASSWORD = "fred", "secret"
_START_S = 60
_LISTENING = "0A"

# Process 1 of its namespaces, with the server of tickets. As for a system's daemon, /dev/kvm is covered by a file that
# nobody may open: KVM that is there and does not work has libvirt probe the emulator again at each call.
_SCRIPT = r"""
set -e
if [ -e /dev/kvm ]; then
    mount --bind "$1/no-kvm" /dev/kvm
    mount -o remount,bind,ro /dev/kvm
fi
"${@:3}"
setpriv --reuid=65534 --regid=65534 --clear-groups -- "$2" --config "$1/libvirtd.conf" --listen &
wait
"""


class SessionLibvirtd(NamedTuple):
    """A daemon that listens.

    It wants a password of who comes by TLS, and a ticket of who comes by TCP: nothing else protects that.

    Attributes:
        folder: all that it has. `auth.conf` in it has the password, and `pki` certificates for clients.
        tcp, tls: its ports.
        tickets: what clients by TCP need in their environment.
    """

    folder: Path
    tcp: int
    tls: int
    tickets: Mapping[str, str]

    @property
    def uris(self) -> dict[str, str]:
        """What a client opens, by its transport."""
        auth = f"authfile={self.folder}/auth.conf&auth=sasl.SCRAM-SHA-256"
        return {
            "unix": f"qemu+unix:///session?socket={self.socket}",
            "tls": f"qemu+tls://localhost:{self.tls}/session?pkipath={self.folder}/pki&{auth}",
            "tcp": f"qemu+tcp://{HOST}:{self.tcp}/session",
        }

    @property
    def socket(self) -> Path:
        """Where it listens for local clients."""
        return self.folder / "run" / "libvirt-sock"


@contextmanager
def session_libvirtd() -> Iterator[SessionLibvirtd]:
    """Run one. The test is skipped where it cannot run."""
    if os.geteuid() != 0:
        pytest.skip("only root can be somebody else")
    need_kerberos()
    program = find_program("libvirtd")
    if program is None or find_program("saslpasswd2") is None:
        pytest.skip("needs libvirtd and saslpasswd2 (Debian packages libvirt-daemon-system and sasl2-bin)")
    folder = Path(tempfile.mkdtemp(prefix="avl-", dir=os.environ.get(SESSION_VARIABLE)))
    try:
        realm = _furnish(folder)
        with _run(folder, program, realm) as (tcp, tls):
            realm.ask_for_ticket()
            yield SessionLibvirtd(folder, tcp, tls, realm.environment)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _run(folder: Path, program: str, realm: Realm) -> Iterator[tuple[int, int]]:
    process = subprocess.Popen(
        [
            *("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"),
            *("bash", "-c", _SCRIPT, "bash", str(folder), program, *realm.server),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd="/",
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "SASL_CONF_PATH": str(folder),
            **{f"XDG_{name.upper()}_HOME": f"{folder}/{name}" for name in ("cache", "config", "data", "state")},
            "XDG_RUNTIME_DIR": f"{folder}/run",
            **realm.environment,
        },
    )
    try:
        yield _ports(process, folder)
    finally:
        # unshare ends when process 1 of its namespace has, and all others there.
        with suppress(OSError, IndexError):
            os.kill(_children(process.pid)[0], signal.SIGKILL)
        process.communicate(timeout=_START_S)


def _furnish(folder: Path) -> Realm:
    realm = Realm(folder, free_port())
    pki = certificates(folder)
    subprocess.run(
        ["saslpasswd2", "-f", str(folder / "users.db"), "-a", "libvirt", "-p", "-c", USER],
        input=PASSWORD,
        text=True,
        check=True,
    )
    (folder / "libvirt.conf").write_text(
        f"mech_list: gssapi scram-sha-256\nsasldb_path: {folder}/users.db\nkeytab: {folder}/keytab\n"
    )
    (folder / "auth.conf").write_text(
        f"[credentials-x]\nauthname={USER}\npassword={PASSWORD}\n[auth-libvirt-default]\ncredentials=x\n"
    )
    (folder / "no-kvm").touch()
    for name in ("cache", "config", "config/libvirt", "data", "state", "run"):
        (folder / name).mkdir()
    (folder / "config" / "libvirt" / "qemu.conf").write_text('stdio_handler = "file"\ncgroup_controllers = []\n')
    (folder / "libvirtd.conf").write_text(
        f"""
listen_addr = "{address()}"
listen_tcp = 1
listen_tls = 1
tcp_port = "0"
tls_port = "0"
auth_tcp = "sasl"
auth_tls = "sasl"
unix_sock_dir = "{folder}/run"
key_file = "{pki.key(Role.SERVER)}"
cert_file = "{pki.certificate(Role.SERVER)}"
ca_file = "{pki.ca}"
log_outputs = "3:file:{folder}/libvirtd.log"
"""
    )
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    let_in(folder / "run")
    return realm


def free_port() -> int:
    """One that nobody listens at now: the server of tickets takes none of the system's choice."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port


def _ports(process: subprocess.Popen[bytes], folder: Path) -> tuple[int, int]:
    """Where it listens, once it does: without systemd it has no way to say that it is ready."""
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        with socket.socket(socket.AF_UNIX) as client, suppress(OSError, IndexError, StopIteration, ValueError):
            client.connect(f"{folder}/run/libvirt-sock")
            inside = _children(_children(process.pid)[0])
            libvirtd = next(pid for pid in inside if Path(f"/proc/{pid}/comm").read_text() == "libvirtd\n")
            tcp, tls = _listening(libvirtd)
            return tcp, tls
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
            break
    assert process.stderr is not None
    said = process.stderr.read().decode() if process.poll() is not None else ""
    log = folder / "libvirtd.log"
    raise AssertionError(f"libvirtd does not listen: {said}{log.read_text() if log.exists() else ''}")


def _listening(pid: int) -> list[int]:
    """The ports of a process, in the order in which it has opened them: libvirtd the one for TCP first."""
    ports = {}
    for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]:
        _number, local, _remote, state, *_, inode = line.split()[:10]
        if state == _LISTENING:
            ports[f"socket:[{inode}]"] = int(local.rpartition(":")[2], 16)
    mine = sorted(Path(f"/proc/{pid}/fd").iterdir(), key=lambda path: int(path.name))
    return [ports[name] for name in (os.readlink(path) for path in mine) if name in ports]


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
