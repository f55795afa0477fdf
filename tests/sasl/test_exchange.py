"""Clients and servers of SASL with each other, and with those that lie."""

from __future__ import annotations

from pathlib import Path
from threading import RLock

import pytest

from anyvirt.error import AuthFailed, AuthUnavailable
from anyvirt.sasl import Answer, Mechanism, Policy, Server, UserFile, authenticate, choose, client, gss, server
from anyvirt.sasl.client import External, Plain
from anyvirt.sasl.scram import ScramSha256
from anyvirt.sasl.server import MECHANISMS
from anyvirt.util.wait import run_inline
from tests.sasl.exchange import exchange

PRIVATE = Policy.private(256)


@pytest.fixture
def users(tmp_path: Path) -> UserFile:
    found = UserFile(tmp_path / "users")
    found.set("fréd", "sécret", iterations=4096)
    return found


@pytest.fixture(autouse=True)
def no_kerberos(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether Kerberos is set up here is not the question."""
    monkeypatch.setattr(gss, "has_ticket", lambda: False)
    monkeypatch.setattr(server, "has_key", lambda: False)


@pytest.mark.parametrize("kind", [ScramSha256, Plain])
def test_passwords(users: UserFile, kind: type[Mechanism]) -> None:
    """The right one opens, a wrong one and a wrong name are refused in the same words."""
    serving = Server(users, PRIVATE)
    exchange(kind("fréd", "sécret"), serving, PRIVATE)
    assert (serving.username, serving.layer) == ("fréd", None)
    for name in ("fréd", "nobody"):
        with pytest.raises(AuthFailed, match=f"user '{name}' is unknown, or gave a wrong password"):
            exchange(kind(name, "guess"), serving, PRIVATE)
        assert serving.username is None


def test_the_last_word_of_scram_comes_with_success(users: UserFile) -> None:
    """Two calls, as with libvirt."""
    said = exchange(ScramSha256("fréd", "sécret"), Server(users, PRIVATE), PRIVATE)
    assert [answer.complete for _, answer in said] == [False, True]
    assert (said[-1][1].data or b"").startswith(b"v=")


def test_an_unknown_user_gets_the_same_salt_each_time(users: UserFile) -> None:
    """As a known one does: nobody learns who is known."""
    salts = set()
    for _ in range(2):
        answer = Server(users, PRIVATE).start("SCRAM-SHA-256", b"n,,n=nobody,r=x")
        salts.add((answer.data or b"").split(b",")[1])
    assert len(salts) == 1


def test_who_the_layer_below_knows(users: UserFile) -> None:
    """EXTERNAL takes its word, and nobody else's."""
    assert "EXTERNAL" not in Server(users, PRIVATE, external="C=GB,CN=fred").mechanisms  # unless it is asked for
    serving = Server(users, PRIVATE, external="C=GB,CN=fred", wanted=MECHANISMS)
    assert serving.mechanisms[0] == "EXTERNAL"
    exchange(External(), serving, PRIVATE)
    assert serving.username == "C=GB,CN=fred"
    exchange(External("C=GB,CN=fred"), serving, PRIVATE)
    with pytest.raises(AuthFailed, match="'C=GB,CN=fred' may not act for 'root'"):
        exchange(External("root"), serving, PRIVATE)
    with pytest.raises(AuthFailed, match="'EXTERNAL', which was not offered"):
        Server(users, PRIVATE, wanted=MECHANISMS).start("EXTERNAL", b"")


@pytest.mark.parametrize("kind", [ScramSha256, Plain])
def test_only_users_who_are_allowed(users: UserFile, kind: type[Mechanism]) -> None:
    """By patterns."""
    exchange(kind("fréd", "sécret"), Server(users, PRIVATE, allowed=["x", "fr*"]), PRIVATE)
    for allowed in ([], ["fred"]):
        serving = Server(users, PRIVATE, allowed=allowed)
        with pytest.raises(AuthFailed, match="user 'fréd' is not allowed"):
            exchange(kind("fréd", "sécret"), serving, PRIVATE)
        assert serving.username is None


def test_plain_tcp_needs_protection(users: UserFile) -> None:
    """So passwords are neither offered nor used there, unless somebody says that they may be."""
    policy = Policy.plain_tcp()
    serving = Server(users, policy)
    with pytest.raises(AuthUnavailable, match="passwords need TLS"):
        _ = serving.mechanisms
    with pytest.raises(AuthFailed, match="not offered"):
        serving.start("SCRAM-SHA-256", b"")
    with pytest.raises(AuthUnavailable, match=r"would leave this plain connection open .*\n.*tls://"):
        choose("SCRAM-SHA-256,PLAIN", policy)
    lax = Policy.plain_tcp(0)
    assert Server(users, lax).mechanisms == ["SCRAM-SHA-256"]
    exchange(choose("PLAIN,SCRAM-SHA-256", lax)("fréd", "sécret"), Server(users, lax), lax)
    with pytest.raises(AuthUnavailable):
        choose("PLAIN", lax)


def test_the_best_mechanism_is_chosen() -> None:
    """Or the one that the user wants; never ANONYMOUS."""
    assert choose("ANONYMOUS,PLAIN,SCRAM-SHA-1,SCRAM-SHA-256", PRIVATE).name == "SCRAM-SHA-256"
    assert choose("PLAIN,EXTERNAL", PRIVATE).name == "EXTERNAL"
    assert choose("scram-sha-512 plain", PRIVATE, wanted="plain").name == "PLAIN"
    with pytest.raises(AuthUnavailable, match=r"no SASL mechanism of the server's \(ANONYMOUS\)"):
        choose("ANONYMOUS", PRIVATE)
    with pytest.raises(AuthUnavailable, match="SASL mechanism plain not supported by server, which has EXTERNAL"):
        choose("EXTERNAL", PRIVATE, wanted="plain")
    with pytest.raises(AuthUnavailable, match=r"kinit.*anyvirt\[gssapi\]"):
        choose("GSSAPI", PRIVATE)
    with pytest.raises(AuthUnavailable, match=r"\(none\)"):
        choose("", PRIVATE)


def test_the_configuration_limits_what_is_offered(users: UserFile) -> None:
    """And what may be started."""
    serving = Server(users, PRIVATE, wanted=["plain", "anonymous"])
    assert serving.mechanisms == ["PLAIN"]
    with pytest.raises(AuthFailed, match="'ANONYMOUS', which was not offered"):
        serving.start("ANONYMOUS", b"")


@pytest.mark.parametrize("data", [None, b"", b"a\0b", b"\0fred\0x\0y", b"\0\xff\0x", b"\0a\0b\0c", b"\0\0"], ids=repr)
def test_plain_messages_that_are_none(users: UserFile, data: bytes | None) -> None:
    """Are refused."""
    with pytest.raises(AuthFailed):
        Server(users, PRIVATE).start("PLAIN", data)


def test_nobody_acts_for_another(users: UserFile) -> None:
    """With PLAIN."""
    with pytest.raises(AuthFailed, match="may not act for 'root'"):
        Server(users, PRIVATE).start("PLAIN", "root\0fréd\0sécret".encode())
    assert Server(users, PRIVATE).start("PLAIN", "fréd\0fréd\0sécret".encode()) == Answer(True, None)


def test_a_step_before_the_start(users: UserFile) -> None:
    """And one after a failure."""
    serving = Server(users, PRIVATE)
    with pytest.raises(AuthFailed, match="has not begun"):
        serving.step(b"")
    serving.start("SCRAM-SHA-256", b"n,,n=fred,r=x")
    with pytest.raises(AuthFailed):
        serving.step(b"nonsense")
    with pytest.raises(AuthFailed, match="has not begun"):
        serving.step(b"c=biws,r=x,p=AAAA")


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        pytest.param([Answer(True, None)], "not one of SCRAM's", id="success at once"),
        pytest.param([Answer(True, b"proof")], "before it has proved who it is", id="success before proof"),
        pytest.param([Answer(False, b"proof"), Answer(True, None)], "not one of SCRAM's", id="no last word"),
        pytest.param([Answer(False, b"proof"), Answer(True, b"v=AAAA")], "does not know the password", id="wrong word"),
    ],
)
def test_lying_servers(answers: list[Answer], problem: str) -> None:
    """Are not believed."""
    mechanism = ScramSha256("user", "pencil")
    given = iter(answers)

    async def send(_name: str | None, data: bytes | None) -> Answer:
        answer = next(given)
        if answer.data == b"proof":
            nonce = (data or b"").decode().partition("r=")[2]
            return Answer(answer.complete, f"r={nonce}x,s=AAAA,i=4096".encode())
        return answer

    with pytest.raises(AuthFailed, match=problem):
        run_inline(authenticate(mechanism, send, PRIVATE), RLock())


def test_a_server_that_never_ends() -> None:
    """Is left after some rounds; one that says too much at once."""

    async def on_and_on(_name: str | None, _data: bytes | None) -> Answer:
        return Answer(False, None)

    async def more(_name: str | None, _data: bytes | None) -> Answer:
        return Answer(True, b"by the way")

    with pytest.raises(AuthFailed, match="goes on asking"):
        run_inline(authenticate(Plain("a", "b"), on_and_on, PRIVATE), RLock())
    with pytest.raises(AuthFailed, match="says more than"):
        run_inline(authenticate(Plain("a", "b"), more, PRIVATE), RLock())


def test_a_server_that_confirms_in_a_call_of_its_own() -> None:
    """As those do that have no room for data beside success."""
    calls = []

    async def send(name: str | None, data: bytes | None) -> Answer:
        calls.append((name, data))
        return Answer(len(calls) == 2, None)

    run_inline(authenticate(Plain("a", "b"), send, PRIVATE), RLock())
    assert calls == [("PLAIN", b"\0a\0b"), (None, None)]


def test_too_little_protection_is_noticed() -> None:
    """Though the server is content."""

    async def send(_name: str | None, _data: bytes | None) -> Answer:
        return Answer(True, None)

    with pytest.raises(AuthFailed, match="0 bits of protection were agreed on, where 56 are needed"):
        run_inline(authenticate(client.External(), send, Policy.plain_tcp()), RLock())
