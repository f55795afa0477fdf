"""Bytes through sockets: what goes through a layer, what waits, what is cut off."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Sequence

from anyvirt.util.error import AuthFailed
from anyvirtd.wires import FULL_BYTES, ProtectedWire, SocketWire, Wire


class Seen:
    """A reader that keeps what it is told."""

    def __init__(self) -> None:
        self.data = b""
        self.fds: list[int] = []
        self.ends: list[str] = []
        self.drains = 0

    def received(self, data: bytes, fds: Sequence[int]) -> None:
        self.data += data
        self.fds += fds

    def lost(self, reason: str) -> None:
        self.ends.append(reason)

    def drained(self) -> None:
        self.drains += 1


class Mirror:
    """A layer that turns each byte over, and knows when one is not its own."""

    ssf = 56

    def wrap(self, data: bytes) -> bytes:
        return bytes(byte ^ 0xFF for byte in data)

    def unwrap(self, data: bytes) -> bytes:
        if b"\xff" in data:
            raise AuthFailed("it was changed on the way")
        return self.wrap(data)


def connected() -> tuple[SocketWire, Seen, socket.socket]:
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    return SocketWire(asyncio.get_running_loop(), ours), Seen(), theirs


async def turns(count: int = 20) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_all_that_is_sent_arrives_in_order_however_slowly_it_is_read() -> None:
    wire, seen, peer = connected()
    wire.start(seen)
    sent = b"".join(bytes([number]) * 100_000 for number in range(40))
    for number in range(40):
        wire.send(bytes([number]) * 100_000)
    assert wire.full
    read = b""
    while len(read) < len(sent):
        read += await asyncio.get_running_loop().sock_recv(peer, 65536)
    assert read == sent
    assert (wire.unsent, wire.full, seen.drains) == (0, False, 1)
    wire.abort()
    peer.close()


async def test_what_waits_is_sent_before_it_closes() -> None:
    wire, seen, peer = connected()
    wire.start(seen)
    wire.send(bytes(8 * FULL_BYTES))
    wire.close()
    wire.send(b"too late")
    read = 0
    while data := await asyncio.get_running_loop().sock_recv(peer, 1 << 20):
        read += len(data)
    assert read == 8 * FULL_BYTES
    assert seen.ends == []  # who closes is not told
    peer.close()


async def test_the_end_is_told_once_and_not_amidst_a_send() -> None:
    wire, seen, peer = connected()
    wire.start(seen)
    peer.close()
    wire.send(b"x")
    assert seen.ends == []
    wire.send(b"y")
    await turns()
    assert len(seen.ends) == 1


async def test_a_pause_leaves_bytes_where_they_are() -> None:
    wire, seen, peer = connected()
    wire.start(seen)
    wire.pause()
    peer.send(b"data")
    await turns()
    assert seen.data == b""
    wire.resume()
    await turns()
    assert seen.data == b"data"
    wire.abort()
    peer.close()


async def test_descriptors_that_wait_are_closed_when_the_connection_ends() -> None:
    wire, seen, peer = connected()
    wire.start(seen)
    reading, writing = os.pipe()
    wire.send(bytes(8 * FULL_BYTES), [writing])
    wire.abort()
    assert os.read(reading, 1) == b""  # nobody can write to it any more
    os.close(reading)
    peer.close()


async def test_a_layer_is_around_everything() -> None:
    wire, seen, peer = connected()
    protected: Wire = ProtectedWire(wire, Mirror())
    protected.start(seen)
    protected.send(bytearray(b"abc"))
    assert peer.recv(10) == Mirror().wrap(b"abc")
    peer.send(Mirror().wrap(b"xyz"))
    await turns()
    assert seen.data == b"xyz"
    peer.send(b"\xff")
    await turns()
    assert seen.ends == ["authentication failed: it was changed on the way"]
    assert peer.recv(10) == b""
    peer.close()
