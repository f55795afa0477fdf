"""A daemon's side of SASL, given anything."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anyvirt.error import AuthFailed
from anyvirt.sasl import Policy, Server, UserFile
from anyvirt.sasl.scram import ScramSha256

PIECES = st.sampled_from(
    [b"n,,", b"n=fred,", b"r=x,", b"c=biws,", b"p=", b"s=", b"i=4096", b"\0fred\0", b"=2C", b"a=,"]
)
DATA = st.none() | st.binary(max_size=200) | st.lists(PIECES | st.binary(max_size=5), max_size=8).map(b"".join)
MECHANISMS = st.sampled_from(["SCRAM-SHA-256", "PLAIN", "EXTERNAL", "ANONYMOUS", ""]) | st.text(max_size=30)


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> UserFile:
    found = UserFile(tmp_path_factory.mktemp("users") / "users")
    found.set("fred", "secret", iterations=4096)
    return found


@settings(max_examples=200, deadline=None)
@given(mechanism=MECHANISMS, first=DATA, rest=st.lists(DATA, max_size=3))
def test_nobody_gets_in_by_chance(
    users: UserFile, mechanism: str, first: bytes | None, rest: list[bytes | None]
) -> None:
    """And nothing but a refusal comes of it, on one line and not long."""
    server = Server(users, Policy.private(), external=None)
    try:
        answer = server.start(mechanism, first)
        for data in rest:
            answer = server.step(data)
        assert not answer.complete
    except AuthFailed as exc:
        assert exc.message.isprintable()
        assert len(exc.message) < 300
    assert server.username is None


@settings(max_examples=200, deadline=None)
@given(challenges=st.lists(DATA, min_size=1, max_size=3))
def test_no_server_is_believed_by_chance(challenges: list[bytes | None]) -> None:
    """Whatever it says."""
    client = ScramSha256("fred", "secret")
    client.start()
    with suppress(AuthFailed):
        for challenge in challenges:
            client.step(challenge)
    assert not client.complete
