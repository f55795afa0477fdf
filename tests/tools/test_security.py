"""The commands pki, sasl and check."""

from __future__ import annotations

import os
import pty
import stat
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from anyvirt import diagnosis
from anyvirt.diagnosis import Finding, Level
from anyvirt.pki import Folder, Role
from anyvirt.sasl import UserFile
from anyvirt_tools.commands import check as check_command
from tests.certificates import certificates
from tests.tools.run import PROGRAM, Result, anyvirt


def run(*words: str | Path, typed: str = "") -> Result:
    return anyvirt(*map(str, words), uri=None, typed=typed)


def test_certificates_for_a_site(tmp_path: Path) -> None:
    """The authority, a server's and a client's are made, and are good for each other."""
    made = run("pki", "ca", "My site", "--key-type", "ec", "--pkipath", tmp_path)
    assert made.out.startswith(f"Authority 'My site' made\n  {tmp_path}/cakey.pem\n  {tmp_path}/cacert.pem\n")
    assert run("pki", "server", "a.example", "::1", "--key-type", "ec", "--pkipath", tmp_path).code == 0
    made = run("-o", "json", "pki", "client", "fred", "--organization", "Ex, Ltd", "--key-type", "ec",
               "--pkipath", tmp_path)  # fmt: skip
    assert made.json == {
        "message": f"Client's certificate for fred made\n  {tmp_path}/clientkey.pem\n  {tmp_path}/clientcert.pem",
        "files": [f"{tmp_path}/clientkey.pem", f"{tmp_path}/clientcert.pem"],
        "dn": r"O=Ex\, Ltd,CN=fred",
    }
    checked = run("pki", "check", "--pkipath", tmp_path, "--host", "a.example")
    assert (checked.code, checked.err) == (0, "")
    assert [line.partition(" (")[0] for line in checked.out.splitlines()] == ["server: good", "client: good", ""]


def test_certificates_for_another_machine(tmp_path: Path) -> None:
    """Signed by the authority here, put into a folder of their own, in which its certificate is not."""
    site = certificates(tmp_path)
    made = run("pki", "client", "fred", "--key-type", "ec", "--pkipath", tmp_path / "fred", "--ca", site.certificates)
    assert made.code == 0
    assert sorted(path.name for path in (tmp_path / "fred").iterdir()) == ["clientcert.pem", "clientkey.pem"]
    checked = run("pki", "check", "client", "--pkipath", tmp_path / "fred")
    assert checked.code == 1
    assert f"the certificate of the authority (CA) is missing: there is no {tmp_path}/fred/cacert.pem" in checked.out


def test_the_folders_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Are where certificates go unless root makes them."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert run("pki", "ca", "--key-type", "ec").code == 0
    assert run("pki", "client", "fred", "--key-type", "ec").code == 0
    assert sorted(path.name for path in (tmp_path / ".pki/libvirt").iterdir()) == [
        "cacert.pem", "cakey.pem", "clientcert.pem", "clientkey.pem",
    ]  # fmt: skip


def test_the_folders_of_the_system(tmp_path: Path) -> None:
    """A folder that looks like /etc/pki is used as that is."""
    (tmp_path / "CA").mkdir()
    assert run("pki", "ca", "--key-type", "ec", "--pkipath", tmp_path).code == 0
    assert run("pki", "server", "x", "--key-type", "ec", "--pkipath", tmp_path).code == 0
    system = Folder.system(tmp_path)
    assert stat.S_IMODE(system.key(Role.SERVER).stat().st_mode) == 0o600


def test_nothing_is_replaced(tmp_path: Path) -> None:
    """Unless --force says so."""
    folder = certificates(tmp_path)
    refused = run("pki", "server", "x", "--key-type", "ec", "--pkipath", folder.certificates)
    assert refused.code == 1
    assert refused.err.splitlines()[0] == "error: failed to make the server's certificate"
    assert "Hint: --force replaces it" in refused.err
    assert run("pki", "server", "x", "--key-type", "ec", "--pkipath", folder.certificates, "--force").code == 0


def test_what_is_wrong_with_certificates(tmp_path: Path) -> None:
    """Each thing with a hint; errors make the exit code 1, warnings do not."""
    folder = certificates(tmp_path)
    folder.key(Role.SERVER).chmod(0o644)
    warned = run("pki", "check", "server", "--pkipath", folder.certificates)
    assert warned.code == 0
    assert "server: warning: the server's private key" in warned.out
    assert f"  Hint: chmod 0600 {folder.key(Role.SERVER)}" in warned.out
    folder.certificate(Role.CLIENT).unlink()
    failed = run("-o", "json", "pki", "check", "--pkipath", folder.certificates)
    assert failed.code == 1
    assert [(row["role"], row["problem"], row["fatal"]) for row in failed.json] == [
        ("server", "key readable by others", False),
        ("client", "missing", True),
    ]
    assert failed.error["message"] == "certificates are not good"
    nothing = run("pki", "check", "--pkipath", tmp_path / "empty")
    assert "client: error: the certificate of the authority (CA) is missing" in nothing.out


def test_revoking(tmp_path: Path) -> None:
    """Makes the list, which the check then knows."""
    folder = certificates(tmp_path)
    made = run("pki", "revoke", folder.certificate(Role.CLIENT), "--pkipath", folder.certificates)
    assert made.out.startswith(f"List of revoked certificates made\n  {folder.crl}\n")
    assert "client: error: the client's certificate" in run("pki", "check", "--pkipath", folder.certificates).out


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["client"], "Missing argument 'NAME'"),
        (["server"], "Missing argument 'NAME'"),
        (["check", "peer"], "'peer' is neither server nor client"),
        (["ca", "--key-type", "dsa"], "'dsa' is not one of"),
        (["nonsense"], "No such command 'nonsense'"),
    ],
)
def test_command_lines_that_make_no_sense(words: list[str], problem: str) -> None:
    """Are told so."""
    found = run("pki", *words)
    assert found.code == 2
    assert problem in found.err


def test_users(tmp_path: Path) -> None:
    """Are added, changed, listed and removed."""
    file = tmp_path / "users"
    assert run("sasl", "set", "fred", "--file", file, "--iterations", "4096", typed="one\n").out == (
        "User 'fred' added\n\n"
    )
    assert run("sasl", "set", "fred", "--file", file, "--iterations", "4096", typed="two").out == (
        "User 'fred' has a new password\n\n"
    )
    keys = UserFile(file).keys("fred")
    assert keys is not None
    assert keys.fits("two")
    assert run("-o", "json", "sasl", "list", "--file", file).json == [{"name": "fred"}]
    assert run("sasl", "remove", "fred", "--file", file).out == "User 'fred' removed\n\n"
    again = run("sasl", "remove", "fred", "--file", file)
    assert (again.code, again.err) == (1, f"error: failed to remove 'fred': there is no such user in {file}\n")


def test_bad_users(tmp_path: Path) -> None:
    """Are refused: no password, a strange name, a file that others can read."""
    file = tmp_path / "users"
    assert "needs a password that is not empty" in run("sasl", "set", "fred", "--file", file).err
    assert "cannot be the name of a user" in run("sasl", "set", "a:b", "--file", file, typed="x").err
    assert not file.exists()
    file.touch(0o644)
    assert "has mode 0644" in run("sasl", "list", "--file", file).err


@pytest.mark.parametrize(("again", "code"), [("sécret", 0), ("other", 1)])
def test_passwords_on_a_terminal(again: str, code: int, tmp_path: Path) -> None:
    """Are asked for twice, and not shown."""
    leader, follower = pty.openpty()
    command = [*PROGRAM, "sasl", "set", "fred", "--file", str(tmp_path / "users"), "--iterations", "4096"]
    with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, start_new_session=True) as process:
        os.close(follower)
        shown = b""
        for prompt, answer in ((b"Password of fred: ", "sécret"), (b"Again: ", again)):
            while prompt not in shown:
                shown += os.read(leader, 1000)
            shown = b""
            os.write(leader, f"{answer}\n".encode())
        with suppress(OSError):  # that is how a terminal ends
            while data := os.read(leader, 1000):
                shown += data
        assert process.wait(60) == code
    os.close(leader)
    assert "sécret".encode() not in shown
    assert (b"added" if code == 0 else b"the two passwords are not the same") in shown


def test_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line each, the bad ones with a hint; the exit code says whether something is broken."""
    findings = [
        Finding("qemu", Level.OK, "it is here"),
        Finding("kvm", Level.NOTE, "it is not", "buy one"),
        Finding("daemons", Level.WARNING, "only some"),
    ]
    monkeypatch.setattr(check_command, "diagnose", lambda: findings)
    good = run("check")
    assert (good.code, good.err) == (0, "")
    assert good.out == (
        "ok:      qemu: it is here\nnote:    kvm: it is not\n         Hint: buy one\nwarning: daemons: only some\n\n"
    )
    assert run("-q", "check").out == "warning: daemons: only some\n"
    findings.append(Finding("daemons", Level.ERROR, "broken", "mend it"))
    bad = run("-o", "json", "check")
    assert bad.code == 1
    assert bad.json[-1] == {"topic": "daemons", "level": "error", "text": "broken", "hint": "mend it"}
    assert bad.error["message"] == "1 of 4 checks failed"


def test_the_check_looks_at_this_host() -> None:
    """And finds an emulator or says that there is none."""
    found = run("-o", "json", "check").json
    assert {row["topic"] for row in found} >= {"user", "kvm", "qemu", "daemons", "certificates", "ssh"}
    assert {row["level"] for row in found} <= {level.value for level in diagnosis.Level}
