"""The native protocol spoken with the original daemon, over a plain socket."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import UUID

import pytest

from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import Client, Event, Ponged, Refused, Replied, Server, ping
from anyvirt.rpc.programs import Procedure, program
from anyvirt.testing.libvirtd import LibvirtdUnavailable, PrivateLibvirtd
from anyvirt.util.error import NoDomain

pytestmark = [pytest.mark.real, pytest.mark.peer("libvirt >= 9.0")]

REMOTE = program("remote").by_name
ANSWER_S = 60


@pytest.fixture(scope="module")
def daemon() -> Iterator[PrivateLibvirtd]:
    try:
        with PrivateLibvirtd() as started:
            yield started
    except LibvirtdUnavailable as exc:
        pytest.skip(str(exc))


class Talk:
    """A socket and the client's end of the protocol; it keeps what went over the wire."""

    def __init__(self, path: str) -> None:
        self.client = Client()
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(ANSWER_S)
        self.socket.connect(path)
        self.received = bytearray()

    def close(self) -> None:
        self.socket.close()

    def say(self, data: bytes | bytearray) -> Event:
        """Send a packet, and give what comes back for it."""
        self.received.clear()
        self.socket.sendall(data)
        while True:
            for event in self.client.events():
                return event
            arrived = self.socket.recv(65536)
            assert arrived, "the daemon hung up"
            self.received += arrived
            self.client.receive(arrived)

    def exchange(self, data: bytes | bytearray, size: int) -> bytes:
        """Send bytes, and give as many as come back, *size* at least."""
        self.socket.sendall(data)
        answer = b""
        while len(answer) < size:
            arrived = self.socket.recv(65536)
            assert arrived, "the daemon hung up"
            answer += arrived
        return answer

    def ask(self, procedure: Procedure, args: Any = None) -> Any:
        """The result of a call."""
        serial, data = self.client.call(procedure, args)
        replied = self.say(data)
        assert isinstance(replied, Replied)
        assert replied.serial == serial
        if replied.error is not None:
            raise replied.error
        # What the daemon wrote is what we would have written.
        assert self.received == packets.reply(procedure, serial, replied.ret)
        return replied.ret


@pytest.fixture
def talk(daemon: PrivateLibvirtd) -> Iterator[Talk]:
    with closing(Talk(f"{daemon.folder}/libvirt-sock")) as opened:
        assert opened.ask(REMOTE["AUTH_LIST"]).types == [program("remote").enums["auth_type"]["NONE"]]
        opened.ask(REMOTE["CONNECT_OPEN"], ("test:///default", 0))
        yield opened


def test_the_original_daemon_answers(talk: Talk) -> None:
    """Numbers, objects, documents, lists, structs of numbers, typed parameters, arrays of characters."""
    assert talk.ask(REMOTE["CONNECT_GET_LIB_VERSION"]).lib_ver >= 9_000_000
    assert talk.ask(REMOTE["CONNECT_GET_URI"]).uri == "test:///default"
    listed = talk.ask(REMOTE["CONNECT_LIST_ALL_DOMAINS"], (1, 0))
    assert (listed.ret, [each.name for each in listed.domains]) == (1, ["test"])
    (domain,) = listed.domains
    document = talk.ask(REMOTE["DOMAIN_GET_XML_DESC"], (domain, 0)).xml
    assert f"<uuid>{UUID(domain.uuid)}</uuid>" in document
    info = talk.ask(REMOTE["DOMAIN_GET_INFO"], (domain,))
    assert (info.state, info.maxMem, info.nrVirtCpu) == (1, 8388608, 2)
    assert talk.ask(REMOTE["NODE_GET_INFO"]).model.rstrip(b"\0") == b"i686"
    stats = talk.ask(REMOTE["CONNECT_GET_ALL_DOMAIN_STATS"], ([domain], 0, 0)).retStats
    assert stats[0].params["state.state"] == 1
    assert talk.ask(REMOTE["CONNECT_LIST_ALL_NETWORKS"], (1, 0)).nets[0].name == "default"


def test_errors_of_the_original_daemon_are_of_our_classes(talk: Talk) -> None:
    """With its words."""
    with pytest.raises(NoDomain, match="Domain not found") as caught:
        talk.ask(REMOTE["DOMAIN_LOOKUP_BY_NAME"], ("nobody",))
    assert caught.value.err is not None
    assert caught.value.err[:2] == (42, 12)  # VIR_FROM_TEST


CALL = packets.call(REMOTE["CONNECT_GET_TYPE"], 77)


@pytest.mark.parametrize(
    ("at", "word"),
    [
        pytest.param(12, 99999, id="unknown procedure"),
        pytest.param(12, 107, id="an event's procedure"),
        pytest.param(4, 0x1234, id="unknown program"),
        pytest.param(8, 2, id="unknown version"),
    ],
)
def test_calls_that_mean_nothing_are_refused_alike(talk: Talk, at: int, word: int) -> None:
    """Byte for byte what our own end of a daemon answers; then the daemon goes on answering."""
    data = bytearray(CALL)
    struct.pack_into(">I", data, at, word)
    server = Server(["remote"])
    server.receive(data)
    (refused,) = server.events()
    assert isinstance(refused, Refused)
    assert talk.exchange(data, len(refused.answer)) == refused.answer
    assert talk.ask(REMOTE["CONNECT_GET_TYPE"]).type == "TEST"


def test_keepalive(talk: Talk) -> None:
    """The daemon says that it lives."""
    assert talk.say(ping()) == Ponged()
