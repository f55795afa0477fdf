"""polkit decides who comes in: that it is asked the right question, and what becomes of its answers.

The answers are those of a program of the test's own in the place of pkcheck: no bus runs where the tests do.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.util.error import libvirtError
from tests.daemon.talk import REMOTE, Talk

MakeDaemon = Callable[..., PrivateDaemon]

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")

NOBODY = 65534


def connect(path: Path) -> Talk:
    """A client that is not root, whom polkit is not asked about: who somebody is counts when he connects."""
    os.seteuid(NOBODY)
    try:
        return Talk(path)
    finally:
        os.seteuid(0)


def ask(path: Path) -> str:
    """What becomes of a client."""
    with connect(path) as talk:
        assert talk.ask(REMOTE["AUTH_LIST"]).types == [2]
        try:
            talk.ask(REMOTE["AUTH_POLKIT"])
        except libvirtError as error:
            return f"{error.code} {error.message}"
        talk.open()
        return "in"


@pytest.fixture
def answers(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Has the program in the place of pkcheck run a script, and keep its arguments in a file."""
    folder = root / "bin"
    folder.mkdir()
    for each in (root, *root.parents):
        if each.is_relative_to("/tmp") and each != Path("/tmp"):
            each.chmod(each.stat().st_mode | 0o111)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    def script(text: str) -> Path:
        program = folder / "pkcheck"
        program.write_text(f'#!/bin/sh\necho "$@" >{root}/asked\n{text}\n')
        program.chmod(0o755)
        return root / "asked"

    return script


@pytest.mark.parametrize(("readonly", "action"), [(False, "manage"), (True, "monitor")])
def test_who_polkit_lets_in_is_in(
    answers: Callable[[str], Path], make_daemon: MakeDaemon, readonly: bool, action: str
) -> None:
    asked = answers("exit 0")
    daemon = make_daemon('auth_unix_rw = "polkit"\nauth_unix_ro = "polkit"\n')
    assert ask(daemon.ro_socket if readonly else daemon.socket) == "in"
    words = asked.read_text().split()
    assert words[:3] == ["--action-id", f"org.libvirt.unix.{action}", "--process"]
    assert words[3].endswith(f",{NOBODY}")


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 1", "45 authentication failed: access denied by policy"),
        ("echo polkit.dismissed=true; exit 3", "79 authentication cancelled: authentication cancelled by user"),
        ("exec /nonexistent", "45 authentication failed: access denied by policy"),
    ],
)
def test_who_polkit_refuses_is_told(
    answers: Callable[[str], Path], make_daemon: MakeDaemon, script: str, words: str
) -> None:
    answers(script)
    assert ask(make_daemon('auth_unix_rw = "polkit"\n').socket).startswith(words)


def test_root_is_not_asked_about(answers: Callable[[str], Path], make_daemon: MakeDaemon) -> None:
    asked = answers("exit 1")
    with Talk(make_daemon('auth_unix_rw = "polkit"\n').socket) as talk:
        assert talk.ask(REMOTE["AUTH_LIST"]).types == [0]
        talk.open()
    assert not asked.exists()
