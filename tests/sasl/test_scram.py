"""SCRAM: the example of its RFC, and what is refused."""

from __future__ import annotations

import base64
import secrets

import pytest

from anyvirt.error import AuthFailed
from anyvirt.sasl.mechanism import Mechanism
from anyvirt.sasl.scram import Keys, ScramServer, ScramSha1, ScramSha256, ScramSha512, prepared

# RFC 7677, 3: the exchange of "user" with the password "pencil".
CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO"
SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
SALT = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
FIRST = f"n,,n=user,r={CLIENT_NONCE}".encode()
CHALLENGE = f"r={CLIENT_NONCE}{SERVER_NONCE},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096".encode()
PROOF = f"c=biws,r={CLIENT_NONCE}{SERVER_NONCE},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=".encode()
LAST = b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
KEYS = Keys.of("pencil", iterations=4096, salt=SALT)


def client(monkeypatch: pytest.MonkeyPatch, password: str = "pencil") -> ScramSha256:
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _size: CLIENT_NONCE)
    found = ScramSha256("user", password)
    assert found.start() == FIRST
    return found


def server(monkeypatch: pytest.MonkeyPatch) -> ScramServer:
    monkeypatch.setattr(secrets, "token_urlsafe", lambda _size: SERVER_NONCE)
    return ScramServer("SCRAM-SHA-256", lambda _name: KEYS)


def test_the_example_of_the_rfc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte for byte, on both sides."""
    asked = client(monkeypatch)
    assert asked.step(CHALLENGE) == PROOF
    assert not asked.complete
    assert asked.step(LAST) is None
    assert asked.complete
    answering = server(monkeypatch)
    assert answering.step(FIRST) == (False, CHALLENGE)
    assert answering.step(PROOF) == (True, LAST)
    assert answering.username == "user"


@pytest.mark.parametrize("kind", [ScramSha1, ScramSha256, ScramSha512])
def test_every_hash_agrees_with_itself(kind: type[Mechanism]) -> None:
    """A right password is accepted on both sides, a wrong one by neither."""
    keys = Keys.of("sécret", kind.name, iterations=4096)
    for password, right in (("sécret", True), ("secret", False)):
        one, other = kind("a=b,c", password), ScramServer(kind.name, lambda _name, keys=keys: keys)  # type: ignore[misc]
        answer = one.step(other.step(one.start())[1])
        if right:
            one.step(other.step(answer)[1])
            assert (one.complete, other.username) == (True, "a=b,c")
        else:
            with pytest.raises(AuthFailed, match="user 'a=b,c' is unknown, or gave a wrong password"):
                other.step(answer)


@pytest.mark.parametrize(
    ("challenge", "problem"),
    [
        (None, "not one of SCRAM's"),
        (b"\xff", "not in UTF-8"),
        (b"e=unknown-user", "the server says unknown-user"),
        (b"r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", "number is not made from ours"),
        (f"r={CLIENT_NONCE},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096".encode(), "number is not made from ours"),
        (CHALLENGE.replace(b"i=4096", b"i=4095"), "asks for 4095 iterations, where 4096 to"),
        (CHALLENGE.replace(b"i=4096", b"i=200000000"), "asks for 200000000 iterations"),
        (CHALLENGE.replace(b"i=4096", b"i=many"), "'many' iterations, which is no number"),
        (CHALLENGE.replace(b"s=W22", b"s=W2"), "not in base 64"),
        (b"m=x," + CHALLENGE, "not one of SCRAM's"),
    ],
)
def test_a_client_refuses(challenge: bytes | None, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not keep to the rules, or would keep it busy."""
    with pytest.raises(AuthFailed, match=problem):
        client(monkeypatch).step(challenge)


@pytest.mark.parametrize("last", [b"v=AAAA", b"v=", b"x", LAST.replace(b"6r", b"7r")])
def test_a_server_that_does_not_know_the_password_is_found_out(last: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """It cannot sign."""
    asked = client(monkeypatch)
    asked.step(CHALLENGE)
    with pytest.raises(AuthFailed):
        asked.step(last)
    assert not asked.complete


@pytest.mark.parametrize(
    ("first", "problem"),
    [
        (None, "first message is not one of SCRAM's"),
        (b"\xff\xfe", "not in UTF-8"),
        (b"n,,r=x", "not one of SCRAM's"),
        (b"p=tls-unique,,n=user,r=x", "bind the channel"),
        (b"n,,m=x,n=user,r=x", "an extension"),
        (b"n,a=root,n=user,r=x", "user 'user' may not act for 'root'"),
        (b"n,,n=us=41er,r=x", "not written as SCRAM wants it"),
        (b"n,,n=,r=x", "not written as SCRAM wants it"),
        ("n,,n=us\u0007ér,r=x".encode(), r"may not have the character U\+0007"),
    ],
)
def test_a_server_refuses_beginnings(first: bytes | None, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """That mean nothing, or more than it offers."""
    with pytest.raises(AuthFailed, match=problem):
        server(monkeypatch).step(first)


@pytest.mark.parametrize(
    ("last", "problem"),
    [
        (PROOF.replace(b"p=d", b"p=e"), "unknown, or gave a wrong password"),
        (PROOF.partition(b",p=")[0], "no proof"),
        (PROOF.partition(b",p=")[0] + b",p=AAAA", "wrong length"),
        (PROOF.partition(b",p=")[0] + b",p=*", "base 64"),
        (PROOF.replace(b"c=biws", b"c=eSws"), "contradict"),
        (PROOF.replace(b"%hv", b"%hw"), "number is not the one"),
    ],
)
def test_a_server_refuses_ends(last: bytes, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of those who do not know the password, or say something else than before."""
    answering = server(monkeypatch)
    answering.step(FIRST)
    with pytest.raises(AuthFailed, match=problem):
        answering.step(last)


def test_a_client_that_says_whom_it_is_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """May, if it is the same."""
    answering = server(monkeypatch)
    assert answering.step(b"y,a=user,n=user,r=x")[0] is False


def test_keys_as_text() -> None:
    """Are read as they were written, and checked."""
    assert Keys.parse(str(KEYS)) == KEYS
    assert KEYS.fits("pencil")
    assert not KEYS.fits("pencil2")
    assert not KEYS.fits("\0é")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pencil",
        "SCRAM-MD5$4096:AAAA$AAAA:AAAA",
        "SCRAM-SHA-256$4096:AAAA$AAAA:AAAA",
        str(KEYS).replace("4096", "100"),
        str(KEYS).replace("4096", "9999999"),
        str(KEYS)[:-2],
    ],
)
def test_texts_that_are_no_keys(text: str) -> None:
    """Are refused."""
    with pytest.raises(ValueError):  # noqa: PT011 - of several kinds
        Keys.parse(text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("user", "user"),
        ("I\u00adX", "IX"),
        ("\u2168", "IX"),
        ("\u00aa", "a"),
        ("a\u00a0b", "a b"),
        ("\u0627a"[:1], "\u0627"),
    ],
)
def test_characters_that_mean_the_same(text: str, same: str) -> None:
    """Are the same: RFC 4013, 3."""
    assert prepared(text) == same


@pytest.mark.parametrize("text", ["\u0007", "\u0627\u0031", "a\u0627", "\ue000", "\ufffd", "\u0221"])
def test_characters_that_are_not_allowed(text: str) -> None:
    """Control characters, private ones, mixed directions, those that Unicode 3.2 has not."""
    with pytest.raises(AuthFailed):
        prepared(text)
