"""polkit decides who comes in: that it is asked the right question, and what becomes of its answers.

The answers are those of a program of the test's own in the place of pkcheck; tests/real has the real polkit.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from anyvirt.constants import VIR_FROM_POLKIT
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.util.error import AccessDenied, libvirtError
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
            return f"{'polkit' if error.origin == VIR_FROM_POLKIT else error.origin} {error.code} {error.message}"
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
        ("exit 1", "polkit 45 authentication failed: access denied by policy"),
        ("echo polkit.dismissed=true; exit 3", "polkit 79 authentication cancelled: authentication cancelled by user"),
        ("exit 2", "polkit 94 authentication unavailable: no polkit agent available to authenticate action"),
        ("exec /nonexistent", "polkit 45 authentication failed: polkit cannot be asked about org.libvirt.unix.manage"),
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


DECIDE = """
case "$*" in
*api.connect*) exit 0 ;;
*api.domain.getattr*"domain_name test "* | *api.domain.getattr*"domain_name test") exit 0 ;;
*) exit 1 ;;
esac
"""


def test_it_can_decide_about_every_call(answers: Callable[[str], Path], make_daemon: MakeDaemon, root: Path) -> None:
    answers(f'echo "$@" >>{root}/all\n{DECIDE}')
    daemon = make_daemon('access_drivers = [ "polkit" ]\nunix_sock_rw_perms = "0777"\n')
    document = "<domain type='test'><name>{}</name><memory>1</memory><os><type>hvm</type></os></domain>"
    with connect(daemon.socket).open() as talk, Talk(daemon.socket).open() as boss:
        boss.ask(REMOTE["DOMAIN_DEFINE_XML"], (document.format("other"),))
        dom = talk.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("test",)).dom
        assert [each.name for each in talk.ask(REMOTE["CONNECT_LIST_ALL_DOMAINS"], (1, 0)).domains] == ["test"]
        with pytest.raises(AccessDenied, match=r"denied access to domain\.suspend"):
            talk.ask(REMOTE["DOMAIN_SUSPEND"], (dom,))
        talk.ask(REMOTE["CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY"], (0, None))
        boss.ask(REMOTE["DOMAIN_UNDEFINE"], (boss.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("other",)).dom,))
        boss.ask(REMOTE["DOMAIN_SUSPEND"], (dom,))
        assert talk.told().msg.msg.dom.name == "test"
    asked = (root / "all").read_text()
    assert "org.libvirt.api.domain.suspend" in asked
    details = "--detail connect_driver TEST --detail domain_name test --detail domain_uuid 6695eb01-"
    assert details in asked
