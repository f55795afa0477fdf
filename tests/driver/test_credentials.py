"""Opening a connection that asks who is there. The answers and errors are those of libvirt's own test driver."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import Any

import pytest

import anyvirt
from anyvirt import aio
from anyvirt.constants import (
    VIR_CRED_AUTHNAME,
    VIR_CRED_ECHOPROMPT,
    VIR_CRED_NOECHOPROMPT,
    VIR_CRED_PASSPHRASE,
    VIR_CRED_USERNAME,
    VIR_FROM_AUTH,
    VIR_FROM_TEST,
)
from anyvirt.driver import URI, credentials, settings
from anyvirt.driver.credentials import Credentials
from anyvirt.error import AuthFailed, ConfSyntax, InvalidArg, SystemCallError, XmlError
from anyvirt.util.wait import run_inline

TYPES = [VIR_CRED_AUTHNAME, VIR_CRED_PASSPHRASE]
GOOD = "[credentials-x]\nusername=rich\npassword=123456\n[auth-test-localhost]\ncredentials=x\n"


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URI of a node with two users, one of whom has a password."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    monkeypatch.setattr(settings, "_ETC", tmp_path / "etc")
    monkeypatch.delenv("LIBVIRT_AUTH_FILE", raising=False)
    return write_node(tmp_path, "<auth><user password='123456'>rich</user><user>jane</user></auth>")


def write_node(folder: Path, auth: str) -> str:
    path = folder / "node.xml"
    path.write_text(f"<node>{auth}</node>")
    return f"test://{path}"


def giving(user: object, word: object = None, status: object = 0) -> Callable[[Any, Any], Any]:
    """A callback that gives these, and keeps what it was called with in its `asked`."""

    def callback(credentials: Any, opaque: Any) -> Any:
        asked.append((credentials[0][:], opaque))
        assert type(credentials) is tuple
        for credential in credentials:
            credential[4] = user if credential[0] == VIR_CRED_AUTHNAME else word
        return status

    asked: list[Any] = []
    callback.asked = asked  # type: ignore[attr-defined]
    return callback


@pytest.mark.parametrize("word_type", [VIR_CRED_PASSPHRASE, VIR_CRED_NOECHOPROMPT])
def test_the_callback_is_asked_for_user_and_password(word_type: int, node: str) -> None:
    """For one credential at a time, of the first type in the program's list that will do."""
    callback = giving("rich", "123456")
    types = [VIR_CRED_USERNAME, word_type, VIR_CRED_ECHOPROMPT, *TYPES]
    with anyvirt.openAuth(node, [types, callback, "mine"], 0) as conn:
        assert conn.getURI() == node
    assert callback.asked == [  # type: ignore[attr-defined]
        ([VIR_CRED_AUTHNAME, "Enter username for localhost", "localhost", None, None], "mine"),
        ([word_type, "Enter rich's password for localhost", "localhost", None, None], "mine"),
    ]


def test_a_user_without_a_password_is_not_asked_for_one(node: str) -> None:
    callback = giving("jane")
    with anyvirt.openAuth(node, (tuple(TYPES), callback, None), anyvirt.VIR_CONNECT_RO):
        assert len(callback.asked) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(("user", "word"), [("rich", "x"), ("rich", ""), ("bob", "123456"), ("", "")])
def test_wrong_credentials_are_refused(user: str, word: str, node: str) -> None:
    """One who does not exist is asked for a password like everybody else."""
    callback = giving(user, word)
    with pytest.raises(AuthFailed) as caught:
        anyvirt.openAuth(node, [TYPES, callback, None], 0)
    assert len(callback.asked) == 2  # type: ignore[attr-defined]
    words = "authentication failed, see test XML for the correct username/password"
    assert (caught.value.detail, caught.value.origin) == (words, VIR_FROM_TEST)


@pytest.mark.parametrize(
    ("auth", "error", "message"),
    [
        (None, InvalidArg, "Missing authentication credentials"),
        ([TYPES, None, None], InvalidArg, "Missing authentication callback"),
        ([[], giving("x"), None], AuthFailed, "Missing VIR_CRED_AUTHNAME credential type"),
        ([[VIR_CRED_USERNAME], giving("x"), None], AuthFailed, "Missing VIR_CRED_AUTHNAME credential type"),
        (
            [[VIR_CRED_AUTHNAME], giving("rich"), None],
            AuthFailed,
            "Missing VIR_CRED_PASSPHRASE or VIR_CRED_NOECHOPROMPT credential type",
        ),
        ([TYPES, giving("rich", "123456", -1), None], AuthFailed, "Username request failed"),
        ([TYPES, giving("rich", "123456", 1), None], AuthFailed, "Username request failed"),
        ([TYPES, giving(None), None], AuthFailed, "Username request failed: the callback gave nothing, not a text"),
        (
            [TYPES, giving("rich", b"1"), None],
            AuthFailed,
            "Password request failed: the callback gave bytes, not a text",
        ),
        ([TYPES, giving("rich", "1", "a"), None], AuthFailed, "Username request failed: the callback raised TypeError"),
    ],
)
async def test_who_cannot_answer_is_refused(auth: Any, error: type[Exception], message: str, node: str) -> None:
    """In either flavour."""
    with pytest.raises(error, match=message) as caught:
        anyvirt.openAuth(node, auth, 0)
    assert caught.value.origin == VIR_FROM_AUTH  # type: ignore[attr-defined]
    with pytest.raises(error, match=message):
        await aio.openAuth(node, auth, 0)


def test_an_exception_of_the_callback_is_the_cause(node: str) -> None:
    def callback(credentials: object, opaque: object) -> int:
        raise KeyError("no such user")

    with pytest.raises(AuthFailed, match="Username request failed: the callback raised KeyError") as caught:
        anyvirt.openAuth(node, [TYPES, callback, None], 0)
    assert isinstance(caught.value.__cause__, KeyError)


@pytest.mark.parametrize("auth", [[], [TYPES], [TYPES, print], "abc", 5, [5, print, None], [["a"], print, None]])
def test_auth_has_its_form(auth: Any) -> None:
    with pytest.raises(TypeError):
        anyvirt.openAuth("test:///default", auth, 0)
    with pytest.raises(TypeError, match="must be callable"):
        anyvirt.openAuth("test:///default", [TYPES, 5, None], 0)


async def test_an_awaitable_connection_awaits_its_callback(node: str) -> None:
    async def callback(credentials: Any, opaque: Any) -> int:
        return int(giving("rich", "123456")(credentials, opaque))

    for each in (callback, giving("rich", "123456")):
        async with await aio.openAuth(node, [TYPES, each, None], 0) as conn:
            assert await conn.getType() == "TEST"


async def test_nobody_is_asked_where_nobody_is_listed(tmp_path: Path) -> None:
    for auth in ("", "<auth/>", "<auth><other/></auth>"):
        with anyvirt.open(write_node(tmp_path, auth)) as conn:
            assert conn.isAlive()
    with pytest.raises(XmlError, match="missing username in /node/auth/user field"):
        anyvirt.open(write_node(tmp_path, "<auth><user/></auth>"))


@pytest.mark.parametrize("place", ["param", "env", "user/anyvirt", "etc/anyvirt", "libvirt"])
def test_files_of_credentials_are_found(place: str, node: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    folder = tmp_path / {"libvirt": "user/libvirt"}.get(place, place)
    folder.mkdir(parents=True)
    (folder / "auth.conf").write_text(GOOD)
    uri = f"{node}?authfile={folder / 'auth.conf'}" if place == "param" else node
    if place == "env":
        monkeypatch.setenv("LIBVIRT_AUTH_FILE", str(folder / "auth.conf"))
    with anyvirt.open(uri) as conn:
        assert conn.getURI() == uri


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (GOOD, None),
        (GOOD.replace("localhost", "default"), None),
        ("# c\n; d\n\n" + GOOD.replace("=", " = "), None),
        (GOOD + "[credentials-x]\nusername=jane\n", None),
        ("", "Missing authentication credentials"),
        (GOOD.replace("test", "libvirt"), "Missing authentication credentials"),
        (GOOD.replace("username=rich\n", ""), "Missing authentication credentials"),
        (GOOD.replace("password=123456\n", ""), "Missing authentication credentials"),
        (GOOD.replace("credentials=x", "other=x"), "Missing item 'credentials' in group 'auth-test-localhost' in '"),
        (GOOD.replace("credentials=x", "credentials=y"), "Missing group 'credentials-y' referenced from group 'auth"),
        (GOOD.replace("username=rich", 'username="rich"'), "see test XML"),
        ("rich:123456\n", r"auth.conf:1: expecting \[section\] or name=value in a section"),
        ("a=b\n" + GOOD, "auth.conf:1: expecting"),
    ],
)
def test_what_a_file_of_credentials_says_counts(text: str, problem: str | None, node: str, tmp_path: Path) -> None:
    """What it leaves out is asked for; its own mistakes are reported without its secrets."""
    (tmp_path / "auth.conf").write_text(text)
    uri = f"{node}?authfile={tmp_path / 'auth.conf'}"
    if problem is None:
        anyvirt.open(uri).close()
        return
    with pytest.raises((InvalidArg, ConfSyntax, AuthFailed), match=problem) as caught:
        anyvirt.open(uri)
    assert "123456" not in str(caught.value)
    if "Missing authentication" in problem:
        anyvirt.openAuth(uri, [TYPES, giving("rich", "123456"), None], 0).close()


def test_a_named_file_must_be_there(node: str) -> None:
    with pytest.raises(SystemCallError, match="cannot read '/nope': there is no such file"):
        anyvirt.open(f"{node}?authfile=/nope")


SASL_FILE = "[credentials-x]\n{}\n[auth-libvirt-there.example]\ncredentials=x\n"


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("", [(VIR_CRED_AUTHNAME, "me"), (VIR_CRED_PASSPHRASE, None)], ("asked", "word")),
        ("authname=fred\npassword=1", [], ("fred", "1")),
        ("username=fred\npassword=1", [], ("fred", "1")),
        ("authname=fred\nusername=other", [(VIR_CRED_PASSPHRASE, None)], ("fred", "word")),
        ("password=1", [(VIR_CRED_AUTHNAME, "me")], ("asked", "1")),
    ],
)
def test_sasl_wants_a_name_and_a_password(
    text: str, asked: list[tuple[int, str | None]], expected: tuple[str, str], tmp_path: Path
) -> None:
    """From the section of the service "libvirt"; what the file leaves out is asked for at once."""
    (tmp_path / "auth.conf").write_text(SASL_FILE.format(text))
    callback = giving("asked", "word")
    uri = URI.parse(f"qemu+tls://me@there.example/system?authfile={tmp_path / 'auth.conf'}")
    offered = Credentials(TYPES, callback)
    assert run_inline(credentials.sasl(uri, offered, uri.user), RLock()) == expected
    calls: list[Any] = callback.asked  # type: ignore[attr-defined]
    assert len(calls) == (1 if asked else 0)
    if asked:
        assert (calls[0][0][0], calls[0][0][3]) == asked[0]


def test_sasl_without_an_answer(tmp_path: Path) -> None:
    """There is nobody to ask, or he does not say."""
    (tmp_path / "auth.conf").write_text("")
    uri = URI.parse(f"qemu+tls://there.example/system?authfile={tmp_path / 'auth.conf'}")
    with pytest.raises(InvalidArg, match="Missing authentication credentials"):
        run_inline(credentials.sasl(uri, None), RLock())
    with pytest.raises(AuthFailed, match="Username and Password request failed"):
        run_inline(credentials.sasl(uri, Credentials(TYPES, giving("x", "y", -1))), RLock())
    with pytest.raises(AuthFailed, match="Password request failed: the callback gave nothing"):
        run_inline(credentials.sasl(uri, Credentials(TYPES, giving("x"))), RLock())
    with pytest.raises(AuthFailed, match="Missing VIR_CRED_PASSPHRASE or VIR_CRED_NOECHOPROMPT credential type"):
        run_inline(credentials.sasl(uri, Credentials(TYPES[:1], giving("x"))), RLock())
