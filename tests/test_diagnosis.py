"""What is said about a host, its daemons and its certificates."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from anyvirt import diagnosis
from anyvirt.diagnosis import Finding, Level, diagnose
from anyvirt.pki import Files, KeyType, Role, Subject, create_ca
from anyvirt.util import kvm, sockets
from tests.certificates import certificates

NOBODY = 65534


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A host with nothing: no KVM, no programs, no daemons, no certificates. Its folders are in this one."""
    with tempfile.TemporaryDirectory(prefix="anyvirt-host-") as name:
        Path(name).chmod(0o755)  # others must be able to look, as pytest's own folders do not let them
        _empty(Path(name), monkeypatch)
        yield Path(name)


def _empty(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("run", "session", "bin", "home"):
        (folder / name).mkdir()
    monkeypatch.setattr(kvm, "DEVICE", folder / "kvm")
    monkeypatch.setenv("PATH", str(folder / "bin"))
    folders = {False: folder / "run", True: folder / "session"}
    monkeypatch.setattr(sockets, "run_folder", lambda *, session: folders[session])
    monkeypatch.setattr(diagnosis, "locate", lambda role: Files(folder / "pki/cacert.pem", None, None, None))


@pytest.fixture
def listening(host: Path) -> Iterator[socket.socket]:
    """A daemon of the system that answers."""
    (host / "run/libvirt").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(host / "run/libvirt/libvirt-sock"))
        listener.listen()
        yield listener


def about(topic: str, *levels: Level) -> list[Finding]:
    return [each for each in diagnose() if each.topic == topic and (not levels or each.level in levels)]


def program(host: Path, name: str) -> None:
    (host / "bin" / name).write_text("#!/bin/sh\n")
    (host / "bin" / name).chmod(0o755)


@contextmanager
def as_nobody() -> Iterator[None]:
    """As a user who may do nothing in particular."""
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def test_nothing_at_all(host: Path) -> None:
    """Is an error, with what to do; everything that is absent is noted."""
    found = diagnose()
    errors = [each for each in found if each.level is Level.ERROR]
    assert [each.text for each in errors] == [
        "no guest can run here: there is neither an emulator nor a daemon that answers"
    ]
    assert "anyvirt -c qemu+ssh://HOST/system" in (errors[0].hint or "")
    noted = {each.topic for each in found if each.level is Level.NOTE}
    assert noted == {"kvm", "qemu", "daemons", "certificates", "ssh"}
    assert all(each.hint for each in found if each.level is not Level.OK)


def test_an_emulator_is_enough(host: Path) -> None:
    """For guests of one's own."""
    program(host, f"qemu-system-{os.uname().machine}")
    program(host, "qemu-img")
    program(host, "ssh")
    assert [each.level for each in about("qemu")] == [Level.OK]
    assert about("ssh")[0].level is Level.OK
    assert about("guests") == []


def test_a_daemon_that_answers(host: Path, listening: socket.socket) -> None:
    """Is enough too."""
    (answering,) = about("daemons", Level.OK)
    assert answering.text == f"the system's libvirtd answers at {host}/run/libvirt/libvirt-sock"
    assert [each.text for each in about("daemons", Level.NOTE)] == ["the user's own daemons: none answers"]
    assert about("guests") == []


def test_a_socket_that_was_left(host: Path) -> None:
    """By a daemon which was killed."""
    (host / "session/anyvirt").mkdir()
    path = host / "session/anyvirt/anyvirt-sock"
    with socket.socket(socket.AF_UNIX) as gone:
        gone.bind(str(path))
    (finding,) = about("daemons", Level.ERROR)
    assert finding.text == f"the user's own anyvirtd does not run, though there is {path}"
    assert finding.hint == f"start it, or remove the socket that it has left: rm {path}"


def test_what_is_no_socket(host: Path) -> None:
    """Is said to be refused too: nobody answers there."""
    (host / "run/anyvirt").mkdir()
    (host / "run/anyvirt/anyvirt-sock").touch()
    assert [each.level for each in about("daemons", Level.ERROR)] == [Level.ERROR]


def test_a_daemon_for_a_group(host: Path, listening: socket.socket) -> None:
    """With owner, group, mode and the way in; or that there is none for ordinary users."""
    path = host / "run/libvirt/libvirt-sock"
    for mode, hint in (
        (0o660, "usermod -aG root nobody, and log in again"),
        (0o600, "run as root, or use the user's own"),
    ):
        path.chmod(mode)
        with as_nobody():
            (finding,) = about("daemons", Level.WARNING)
        assert (
            f"the system's libvirtd lets only some in: {path} (owner root, group root, mode {mode:04o})" in finding.text
        )
        assert finding.text.endswith("and we are nobody")
        assert (finding.hint or "").startswith(hint)


def test_kvm_that_others_may_use(host: Path) -> None:
    """Says of which group one must be."""
    (host / "kvm").touch(0o600)
    with as_nobody():
        (finding,) = about("kvm")
    assert "kvm cannot be opened: Permission denied (owner root, group root, mode 0600)" in finding.text
    assert finding.hint == "usermod -aG root nobody, and log in again"
    assert "is not KVM" in about("kvm")[0].text or os.geteuid() != 0


def test_certificates(host: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Good ones, and why others are not."""
    folder = certificates(tmp_path)

    def files(role: Role) -> Files:
        return Files(folder.ca, None, folder.certificate(role), folder.key(role))

    monkeypatch.setattr(diagnosis, "locate", files)
    assert {each.level for each in about("certificates")} == {Level.OK}
    folder.key(Role.CLIENT).chmod(0o644)
    assert [each.hint for each in about("certificates", Level.WARNING)] == [f"chmod 0600 {folder.key(Role.CLIENT)}"]
    create_ca(folder, Subject("New"), key_type=KeyType.EC, force=True)
    errors = about("certificates", Level.ERROR)
    assert len(errors) == 2
    assert all("is not signed by the authority in" in each.text for each in errors)
