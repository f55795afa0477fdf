"""The file of users."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from anyvirt.error import AuthFailed, ConfSyntax, InvalidArg, OperationFailed, SystemCallError
from anyvirt.sasl import UserFile

FEW = 4096  # iterations: what they cost is not the question here


@pytest.fixture
def users(tmp_path: Path) -> UserFile:
    return UserFile(tmp_path / "sub" / "users")


def test_users_come_and_go(users: UserFile) -> None:
    """Their passwords are not in the file."""
    assert users.names() == []
    assert users.keys("fred") is None
    assert users.set("fred", "hunter2", iterations=FEW) is True
    assert users.set("anna", "x", iterations=FEW) is True
    assert users.set("fred", "hunter3", iterations=FEW) is False
    assert users.names() == ["anna", "fred"]
    keys = users.keys("fred")
    assert keys is not None
    assert keys.fits("hunter3")
    assert not keys.fits("hunter2")
    assert b"hunter" not in users.path.read_bytes()
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600
    assert users.remove("anna") is True
    assert users.remove("anna") is False
    assert users.names() == ["fred"]


def test_the_same_password_has_other_keys(users: UserFile) -> None:
    """Each user's salt is another."""
    users.set("a", "same", iterations=FEW)
    users.set("b", "same", iterations=FEW)
    assert users.keys("a") != users.keys("b")


def test_others_see_changes_at_once(users: UserFile) -> None:
    """A daemon reads the file again when it has changed."""
    daemon = UserFile(users.path)
    for password in ("one", "two"):
        users.set("fred", password, iterations=FEW)
        keys = daemon.keys("fred")
        assert keys is not None
        assert keys.fits(password)
    users.remove("fred")
    assert daemon.keys("fred") is None
    users.path.unlink()
    assert daemon.names() == []


@pytest.mark.parametrize("name", ["", "a:b", " a", "a ", "#a", "x" * 256])
def test_names_that_nobody_has(users: UserFile, name: str) -> None:
    """Are refused, and so are empty passwords and strange numbers."""
    with pytest.raises(InvalidArg, match="cannot be the name of a user"):
        users.set(name, "x", iterations=FEW)
    assert not users.path.exists()


def test_passwords_that_nobody_has(users: UserFile) -> None:
    """Empty ones, such with control characters, and too few or too many iterations."""
    with pytest.raises(InvalidArg, match="needs a password that is not empty"):
        users.set("fred", "")
    with pytest.raises(AuthFailed, match=r"U\+000A"):
        users.set("fred", "a\nb", iterations=FEW)
    for iterations in (10, 10**9):
        with pytest.raises(InvalidArg, match=f"{iterations} iterations are not between"):
            users.set("fred", "x", iterations=iterations)
    assert not users.path.exists()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_a_file_that_others_can_read(users: UserFile, mode: int) -> None:
    """Is no secret, and not used."""
    users.set("fred", "x", iterations=FEW)
    users.path.chmod(mode)
    with pytest.raises(OperationFailed, match=f"has mode {mode:04o}.*\n.*chmod 0600"):
        UserFile(users.path).keys("fred")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("fred", ":1: user 'fred': keys are written as"),
        ("# comment\n\nfred:hunter2", ":3: user 'fred'"),
        ("fred:SCRAM-SHA-256$4096:AAAA$AAAA:AAAA", "are of 32 bytes"),
        (f"fred:SCRAM-SHA-1$4096:AAAA${'A' * 27}=:{'A' * 27}=", "keys of SCRAM-SHA-1 are not used here"),
        (b"\xff", "byte 0 is not UTF-8"),
    ],
)
def test_a_damaged_file(users: UserFile, text: str | bytes, problem: str) -> None:
    """Is reported with its line, and never overwritten."""
    users.path.parent.mkdir()
    users.path.write_bytes(text if isinstance(text, bytes) else text.encode())
    users.path.chmod(0o600)
    before = users.path.read_bytes()
    for act in (users.names, lambda: users.set("anna", "x", iterations=FEW), lambda: users.remove("anna")):
        with pytest.raises(ConfSyntax, match=problem):
            act()
    assert users.path.read_bytes() == before


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    """Is named."""
    (tmp_path / "file").touch()
    with pytest.raises(SystemCallError, match="file"):
        UserFile(tmp_path / "file" / "users").set("fred", "x", iterations=FEW)
    with pytest.raises(SystemCallError, match="Not a directory"):
        UserFile(tmp_path / "file" / "users").keys("fred")


def test_two_who_change_it_at_once(users: UserFile) -> None:
    """Neither loses what the other has done."""
    code = (
        "import sys; from pathlib import Path; from anyvirt.sasl import UserFile\n"
        "for n in range(20): UserFile(Path(sys.argv[1])).set(sys.argv[2] + str(n), 'x', iterations=4096)"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, str(users.path), who]) for who in ("a", "b")]
    assert [each.wait(60) for each in started] == [0, 0]
    assert len(users.names()) == 40
