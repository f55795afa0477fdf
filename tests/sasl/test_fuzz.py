"""A daemon's side of SASL, given anything."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anyvirt.error import AuthFailed
from anyvirt.sasl import Policy, Server, UserFile
from anyvirt.sasl.scram import ScramSha256
from anyvirt.sasl.server import MECHANISMS as OFFERED

PIECES = st.sampled_from([b"n,,", b"n=fred,", b"r=x,", b"c=biws,", b"p=", b"s=", b"i=4096", b"\0fred\0", b"=2C"])
DATA = st.none() | st.binary(max_size=200) | st.lists(PIECES | st.binary(max_size=5), max_size=8).map(b"".join)
MECHANISMS = st.sampled_from(["SCRAM-SHA-256", "PLAIN", "EXTERNAL", "ANONYMOUS", ""]) | st.text(max_size=30)


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> UserFile:
    found = UserFile(tmp_path_factory.mktemp("users") / "users")
    found.set("fred", "secret", iterations=4096)
    return found


@settings(max_examples=200, deadline=None)
@given(mechanism=MECHANISMS, said=st.lists(DATA, min_size=1, max_size=4))
def test_nobody_gets_in_by_chance(users: UserFile, mechanism: str, said: list[bytes | None]) -> None:
    """And nothing but a refusal comes of it, on one line and not long."""
    server = Server(users, Policy.private(), wanted=OFFERED)
    refusal = _refusal(server, mechanism, said)
    assert refusal is None or (refusal.isprintable() and len(refusal) < 300)
    assert server.username is None


def _refusal(server: Server, mechanism: str, said: list[bytes | None]) -> str | None:
    try:
        answers = [server.start(mechanism, said[0]), *map(server.step, said[1:])]
    except AuthFailed as exc:
        return exc.message
    assert not any(answer.complete for answer in answers)
    return None


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
