"""Bytes through wires that do more than pass them on: a layer of SASL, TLS, the end of a program."""

from __future__ import annotations

import socket
import ssl
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from anyvirt.pki import Role, locate
from anyvirt.remote.command_wire import CommandWire
from anyvirt.remote.sasl import LayeredWire
from anyvirt.remote.tls_wire import TlsWire
from anyvirt.remote.wire import Wire
from anyvirt.tls import client_context, server_context
from tests.certificates import certificates

MUCH = bytes(range(256)) * 8192  # more than fits into a socket
WAIT_S = 30


class Rot:
    """A layer with a cipher of which nobody should expect much: packets with a length before them."""

    ssf = 1

    def __init__(self) -> None:
        self._held = b""

    def wrap(self, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + bytes(255 - byte for byte in data)

    def unwrap(self, data: bytes) -> bytes:
        self._held += data
        clear = b""
        while len(self._held) >= 4 and len(self._held) >= 4 + (size := int.from_bytes(self._held[:4], "big")):
            clear += bytes(255 - byte for byte in self._held[4 : 4 + size])
            self._held = self._held[4 + size :]
        return clear


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    one.settimeout(WAIT_S)
    other.settimeout(WAIT_S)
    with one, other:
        yield one, other


def send_all(wire: Wire, data: bytes) -> None:
    at = 0
    while at < len(data):
        at += wire.send(memoryview(data)[at:])
        if at < len(data):
            wire.wait_writable()


def receive_all(wire: Wire, size: int) -> bytes:
    received = b""
    while len(received) < size:
        arrived = wire.receive(65536)
        if arrived is None:
            wire.wait_readable(WAIT_S)
        else:
            assert arrived.data, "the end came too early"
            received += arrived.data
    return received


def test_a_layer_is_gone_through_both_ways(pair: tuple[socket.socket, socket.socket]) -> None:
    """Though the socket takes and gives pieces of its packets."""
    one, other = (LayeredWire(Wire(each), Rot()) for each in pair)
    assert one.encrypted
    assert not one.takes_fds
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(send_all, one, MUCH)
        assert receive_all(other, len(MUCH)) == MUCH
        sending.result(WAIT_S)
    one.cut()
    other.wait_readable(WAIT_S)
    end = other.receive(10)
    assert end is not None
    assert end.data == b""


def test_tls(pair: tuple[socket.socket, socket.socket], tmp_path: Path) -> None:
    """What is decrypted already is not waited for."""
    folder = certificates(tmp_path).certificates
    client = client_context(locate(Role.CLIENT, folder))
    server = server_context(locate(Role.SERVER, folder))
    with ThreadPoolExecutor(1) as pool:
        serving = pool.submit(server.wrap_socket, pair[1], server_side=True)
        ours = TlsWire(client.wrap_socket(pair[0], server_hostname="localhost"))
        theirs: ssl.SSLSocket = serving.result(WAIT_S)
        assert ours.cipher_bits >= 128
        theirs.sendall(b"x" * 1000)
        ours.wait_readable(WAIT_S)
        first = ours.receive(10)
        assert first is not None
        assert first.data == b"x" * 10
        ours.wait_readable(WAIT_S)
        assert receive_all(ours, 990) == b"x" * 990
        sending = pool.submit(send_all, ours, MUCH)
        received = b""
        while len(received) < len(MUCH):
            received += theirs.recv(65536)
        sending.result(WAIT_S)
        assert received == MUCH
        theirs.close()
        ours.wait_readable(WAIT_S)
        end = ours.receive(10)
        assert end is not None
        assert end.data == b""
        ours.close()


def test_a_program_s_last_words() -> None:
    """What it has complained about, else its exit status."""
    for program, words in (
        ("import sys; sys.exit('no route')", "no route"),
        ("import sys; sys.exit(3)", f"'{sys.executable}' ended with status 3"),
    ):
        wire = CommandWire([sys.executable, "-c", program], encrypted=False)
        wire.wait_readable(WAIT_S)
        assert wire.last_words() == words
        wire.close()
