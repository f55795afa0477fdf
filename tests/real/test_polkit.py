"""Debian's polkitd decides who may come in, and what they may do, by rules of the host and by our actions."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import anyvirt
from anyvirt.testing import SESSION_VARIABLE
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.testing.peers import find_program
from tests.real.ordinary_user import NOBODY, let_in, look_as, make_home, need_users, run_as
from tests.real.private_polkit import private_polkit

pytestmark = [pytest.mark.real, pytest.mark.peer("virsh >= 9.0")]

ACTIONS = Path(__file__).parents[2] / "data" / "polkit" / "anyvirt.policy"
FRIEND, STRANGER = 1, 2  # of Debian's own users: daemon and bin
RULES = """
polkit.addAdminRule(function(action, subject) { return ["unix-user:root"]; });
polkit.addRule(function(action, subject) {
    if (action.id.indexOf("org.libvirt.unix.") == 0) {
        if (subject.user == "daemon") return polkit.Result.YES;
        if (subject.user == "bin") return polkit.Result.NO;
    }
    if (action.id.indexOf("org.libvirt.api.domain.") == 0 && subject.user == "daemon") {
        if (action.lookup("connect_driver") != "TEST") return polkit.Result.NO;
        if (action.lookup("domain_name") == "other") return polkit.Result.NO;
        if (action.id == "org.libvirt.api.domain.suspend") return polkit.Result.YES;
    }
});
"""
OTHER = "<domain type='test'><name>other</name><memory>1</memory><os><type>hvm</type></os></domain>"
END_S = 60


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """One that users can reach, with a short path."""
    made = Path(tempfile.mkdtemp(prefix="av-", dir=os.environ.get(SESSION_VARIABLE)))
    let_in(made / "anything")
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def bus(folder: Path) -> Iterator[str]:
    need_users()
    with private_polkit(folder, RULES, ACTIONS) as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        yield address


@pytest.fixture(scope="module")
def home(folder: Path) -> Path:
    return make_home(folder)


@pytest.fixture(scope="module")
def gate(folder: Path, bus: str) -> Iterator[PrivateDaemon]:
    """A daemon that asks polkit who may come in."""
    (folder / "gate").mkdir()
    with PrivateDaemon(folder / "gate", 'auth_unix_rw = "polkit"\nauth_unix_ro = "polkit"\n') as daemon:
        let_in(daemon.socket)
        yield daemon


@pytest.fixture(scope="module")
def guard(folder: Path, bus: str) -> Iterator[PrivateDaemon]:
    """One that asks polkit about every call."""
    (folder / "guard").mkdir()
    config = 'access_drivers = [ "polkit" ]\nunix_sock_rw_perms = "0777"\n'
    with PrivateDaemon(folder / "guard", config) as daemon:
        let_in(daemon.socket)
        yield daemon


def virsh(uid: int, home: Path, uri: str, *words: str) -> tuple[int, str]:
    """What Debian's virsh says when a user runs it."""
    done = run_as(uid, home, "virsh", "-c", uri, *words)
    return done.returncode, (done.stdout + done.stderr).strip()


# Who may come in


def test_who_is_allowed_is_in(gate: PrivateDaemon, home: Path) -> None:
    """By a rule for the user; to look only, by what holds without rules."""
    assert virsh(FRIEND, home, gate.uri(), "list", "--name") == (0, "test")
    assert look_as(FRIEND, home, gate.uri())["awaited"] == ["test"]
    assert virsh(NOBODY, home, gate.uri(readonly=True), "--readonly", "list", "--name") == (0, "test")


def test_root_is_in(gate: PrivateDaemon, home: Path) -> None:
    assert virsh(0, home, gate.uri(), "list", "--name") == (0, "test")


def test_who_is_refused_is_told(gate: PrivateDaemon, home: Path) -> None:
    status, said = virsh(STRANGER, home, gate.uri(), "list")
    assert status == 1
    assert "error: authentication failed: access denied by policy: org.libvirt.unix.manage for process" in said
    found = look_as(STRANGER, home, gate.uri())
    assert found["error"] == "AuthFailed"
    assert re.search(
        r"access denied by policy: org\.libvirt\.unix\.manage for process \d+ of user bin", found["message"]
    )
    found = look_as(STRANGER, home, gate.uri(readonly=True))
    assert "org.libvirt.unix.monitor" in found["message"]


def test_who_could_type_a_password_is_told_that_nobody_asks_him(gate: PrivateDaemon, home: Path) -> None:
    """It is not a refusal: a client may start an agent, and try again."""
    found = look_as(NOBODY, home, gate.uri())
    assert found["error"] == "AuthUnavailable"
    assert "no polkit agent available to authenticate action 'org.libvirt.unix.manage'" in found["message"]
    status, said = virsh(NOBODY, home, gate.uri(), "list")
    assert status == 1
    assert "no polkit agent available" in said


# Clients want their agent to be the last that polkit turns to (--fallback), and polkit finds such a one through the
# session of the user, which only systemd's logind makes.
AGENT = """#!/bin/bash
echo "an agent is started"
words=()
for word; do [ "$word" = --fallback ] || words+=("$word"); done
exec {folder}/pkttyagent "${{words[@]}}"
"""
# The agent asks as PAM has it ask, and its helper, which is root's, knows no bus but the usual one. The user may read
# everything: a Python that belongs to root, too.
TERMINAL = r"""
set -e
folder=$1
cp /usr/bin/pkttyagent "$folder/"
mount --bind "$folder/wrapped" /usr/bin/pkttyagent
mount -t tmpfs -o mode=755 tmpfs /etc/pam.d
printf 'auth required %s\naccount required pam_permit.so\n' "$2" >/etc/pam.d/polkit-1
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/dbus
ln -s "$3" /run/dbus/system_bus_socket
shift 3
exec setpriv --reuid=65534 --regid=65534 --clear-groups \
    --inh-caps=+dac_read_search --ambient-caps=+dac_read_search "$@"
"""
OURS = "import sys; from anyvirt_tools.cli import main; sys.exit(main())"
CLIENTS = {"virsh": ["virsh"], "anyvirt": [sys.executable, "-c", OURS]}


def at_terminal(folder: Path, home: Path, pam: str, bus: Path, command: list[str]) -> tuple[int, str]:
    """How an ordinary user's program ends there, and all that is said."""
    wrapped = folder / "wrapped"
    wrapped.write_text(AGENT.format(folder=folder))
    wrapped.chmod(0o755)
    let_in(wrapped)
    start = ["unshare", "--mount", "setsid", "--ctty", "--wait", "bash", "-c", TERMINAL, "bash"]
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*start, str(folder), pam, str(bus), *command],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd="/",
        env={**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home), "LC_ALL": "C.UTF-8"},
    ) as process:
        os.close(theirs)
        said = b""
        with suppress(OSError):  # the last of them has closed the terminal
            while data := os.read(ours, 4096):
                said += data
        os.close(ours)
        return process.wait(END_S), said.decode()


@pytest.mark.parametrize("client", list(CLIENTS))
@pytest.mark.parametrize(("pam", "status"), [("pam_permit.so", 0), ("pam_deny.so", 1)])
def test_a_password_is_asked_for(
    gate: PrivateDaemon, folder: Path, home: Path, root: Path, client: str, pam: str, status: int
) -> None:
    """The client starts an agent at its terminal, polkit has that ask for it, and the client is in, or not."""
    if find_program("setpriv") is None:
        pytest.skip("needs setpriv (Debian package util-linux)")
    command = [*CLIENTS[client], "-c", gate.uri(), "list"]
    ended, said = at_terminal(root, home, pam, folder / "bus", command)
    assert "an agent is started" in said
    assert "AUTHENTICATING FOR org.libvirt.unix.manage" in said
    assert ("AUTHENTICATION COMPLETE" in said) is (status == 0)
    assert ("authentication failed: access denied by policy" in said) is (status == 1)
    assert (" test " in said) is (status == 0)
    assert ended == status, said


def test_actions_that_are_not_installed_are_named(folder: Path, bus: str, home: Path, root: Path) -> None:
    """A polkit that has never heard of them says so in the log, and the client learns what to do."""
    empty = root / "empty.policy"
    empty.write_text("<policyconfig></policyconfig>")
    with pytest.MonkeyPatch.context() as patch, private_polkit(root, "", empty) as address:
        patch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        with PrivateDaemon(root, 'auth_unix_rw = "polkit"\n') as daemon:
            let_in(daemon.socket)
            found = look_as(NOBODY, home, daemon.uri())
            assert found["error"] == "AuthFailed"
            assert "Action org.libvirt.unix.manage is not registered" in found["message"]
            assert "is not registered (copy anyvirt's data/polkit/anyvirt.policy" in daemon.log.read_text()


def test_a_polkit_that_is_not_there_lets_nobody_in(home: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_users()
    if find_program("pkcheck") is None:
        pytest.skip("needs pkcheck (Debian package polkitd)")
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={root}/nowhere")
    with PrivateDaemon(root, 'auth_unix_rw = "polkit"\n') as daemon:
        let_in(daemon.socket)
        found = look_as(NOBODY, home, daemon.uri())
        assert found["error"] == "AuthFailed"
        assert "polkit cannot be asked about org.libvirt.unix.manage" in found["message"]


# What they may do


def test_every_call_is_decided(guard: PrivateDaemon, home: Path) -> None:
    """By the rules, which are told which driver and which object it is about; else by what holds without them."""
    with anyvirt.open(guard.uri()) as conn:  # root's, who may do all, and as long as it lasts the guests do
        other = conn.defineXML(OTHER)
        assert virsh(FRIEND, home, guard.uri(), "list", "--all", "--name") == (0, "test")
        assert virsh(NOBODY, home, guard.uri(), "list", "--all", "--name")[1].split() == ["test", "other"]
        assert virsh(FRIEND, home, guard.uri(), "dominfo", "other") == (1, "error: failed to get domain 'other'")
        assert virsh(FRIEND, home, guard.uri(), "suspend", "test")[0] == 0
        assert conn.lookupByName("test").state()[0] == anyvirt.VIR_DOMAIN_PAUSED
        status, said = virsh(NOBODY, home, guard.uri(), "resume", "test")
        assert (status, "access denied" in said) == (1, True), said
        for uid in (FRIEND, NOBODY):
            status, said = virsh(uid, home, guard.uri(), "destroy", "test")
            assert (status, "domain.stop" in said) == (1, True), said
        assert look_as(FRIEND, home, guard.uri())["awaited"] == ["test"]
        other.undefine()


def test_libvirt_s_own_actions_may_be_there_too(home: Path, root: Path) -> None:
    """They have the same names; each of the two files alone, or both."""
    theirs = [Path(f"/usr/share/polkit-1/actions/org.libvirt.{name}.policy") for name in ("unix", "api")]
    if not all(path.exists() for path in theirs):
        pytest.skip("needs the Debian package libvirt-daemon-system")
    need_users()
    with pytest.MonkeyPatch.context() as patch, private_polkit(root, RULES, ACTIONS, *theirs) as address:
        patch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        with PrivateDaemon(root, 'auth_unix_rw = "polkit"\naccess_drivers = [ "polkit" ]\n') as daemon:
            let_in(daemon.socket)
            assert virsh(FRIEND, home, daemon.uri(), "suspend", "test")[0] == 0
            status, said = virsh(STRANGER, home, daemon.uri(), "list")
            assert (status, "access denied by policy" in said) == (1, True), said
