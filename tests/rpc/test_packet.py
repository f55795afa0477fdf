"""Packets: how they are put together, and cut out of what arrives."""

from __future__ import annotations

import random
import struct
import tracemalloc
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anyvirt import virResetLastError
from anyvirt.rpc import packet as packets
from anyvirt.rpc.failure import read_error, write_error
from anyvirt.rpc.packet import BadPacket, Framer, Packet, PacketType, Status
from anyvirt.rpc.programs import program
from anyvirt.rpc.xdr import XdrError
from anyvirt.util.error import NoDomain, OperationInvalid, Rpc, error_from_message, libvirtError
from anyvirt.util.refs import DomainRef, NetworkRef
from tests.rpc.wire_values import UUID

REMOTE = program("remote").by_name
LOOKUP = REMOTE["DOMAIN_LOOKUP_BY_NAME"]
UPLOAD = REMOTE["STORAGE_VOL_UPLOAD"]
HOLE = packets.stream_hole(UPLOAD, 9, 1 << 40)


def cut(data: bytes | bytearray, *, fds: tuple[int, ...] = (), takes_fds: bool = False) -> list[Packet]:
    framer = Framer(fds=takes_fds)
    framer.feed(data, fds)
    return list(framer)


def head(length: int, type_: int = 0, status: int = 0, rest: bytes = b"") -> bytes:
    return struct.pack(">IIIiiIi", length, 0x20008086, 1, 1, type_, 1, status) + rest


def test_a_call_is_these_bytes() -> None:
    """Length, program, version, procedure, type, serial, status, then the string."""
    expected = bytes.fromhex("00000024 20008086 00000001 00000017 00000000 00000007 00000000 00000003 77656200")
    assert packets.call(LOOKUP, 7, ("web",)) == expected
    assert cut(expected) == [
        Packet(0x20008086, 1, 23, PacketType.CALL, 7, Status.OK, b"\0\0\0\3web\0"),
    ]


def test_packets_are_the_same_however_they_arrive() -> None:
    """Cut anywhere, with their descriptors."""
    one = packets.call(LOOKUP, 1, ("web",))
    two = packets.call(REMOTE["DOMAIN_CREATE_WITH_FILES"], 2, (("a", UUID, 1), 0), fds=2)
    three = packets.stream_data(UPLOAD, 3, b"x" * 1000)
    stream = bytes(one + two + b"\0\0" + three + packets.stream_data(UPLOAD, 3, b""))
    behind_two = len(one + two)

    @settings(max_examples=40, deadline=None, database=None)
    @given(st.lists(st.integers(0, len(stream)), max_size=12))
    def check(cuts: list[int]) -> None:
        framer = Framer(fds=True)
        found: list[Packet] = []
        places = [0, *sorted(cuts), len(stream)]
        for start, end in pairwise(places):
            fds = tuple(10 + n for n in range(2) if start <= behind_two + n < end)
            framer.feed(stream[start:end], fds)
            found += framer
        assert [(each.serial, each.fds) for each in found] == [(1, ()), (2, (10, 11)), (3, ()), (3, ())]
        assert found[1].payload == two[32:]
        assert found[2].payload == b"x" * 1000
        assert not framer.half
        assert framer.take_fds() == []

    check()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (head(0), "a packet of 0 bytes, allowed are 28 to 33554436"),
        (head(27), "a packet of 27 bytes"),
        (head(33554437), "a packet of 33554437 bytes"),
        (head(0xFFFFFFFF)[:4], "a packet of 4294967295 bytes"),
        (head(28, type_=7), "a packet of type 7"),
        (head(28, type_=-1), "a packet of type -1"),
        (head(28, status=3), "a packet with status 3"),
        (head(28, type_=4), "does not say how many"),
        (head(32, type_=4, rest=struct.pack(">I", 33)), "33 file descriptors, at most 32"),
        (head(32, type_=5, rest=struct.pack(">I", 1)), "1 file descriptors over a connection that cannot"),
    ],
)
def test_impossible_packets_are_refused(data: bytes, message: str) -> None:
    """As soon as they can be told, and those before them are delivered."""
    framer = Framer()
    framer.feed(bytes(packets.call(LOOKUP, 1, ("web",))) + data)
    found = iter(framer)
    assert next(found).serial == 1
    with pytest.raises(BadPacket, match=message):
        next(found)


def test_a_long_packet_takes_no_memory_before_it_arrives() -> None:
    """Whatever length it claims."""
    framer = Framer()
    tracemalloc.start()
    framer.feed(head(32 << 20))
    assert list(framer) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 65536
    assert framer.half


def test_the_limit_can_be_lower() -> None:
    """For peers that are not known yet."""
    framer = Framer(payload_max=8)
    framer.feed(packets.call(LOOKUP, 1, ("web",)))
    assert len(list(framer)) == 1
    framer.feed(packets.call(LOOKUP, 1, ("web-1",)))
    with pytest.raises(BadPacket, match="a packet of 40 bytes, allowed are 28 to 36"):
        list(framer)


def test_descriptors_without_a_packet_are_limited() -> None:
    """And can be taken, to be closed."""
    framer = Framer(fds=True)
    framer.feed(b"", range(100, 133))
    with pytest.raises(BadPacket, match="33 file descriptors are waiting"):
        list(framer)
    assert framer.take_fds() == list(range(100, 133))
    assert framer.take_fds() == []


def test_a_packet_waits_for_its_descriptors() -> None:
    """Both their bytes and they must be there."""
    data = packets.reply(REMOTE["DOMAIN_OPEN_GRAPHICS_FD"], 5, fds=1)
    framer = Framer(fds=True)
    framer.feed(data)
    assert list(framer) == []
    framer.feed(b"\0", [77])
    (found,) = framer
    assert (found.type, found.fds, found.payload) == (PacketType.REPLY_WITH_FDS, (77,), b"")


def test_mutated_packets_are_read_or_refused() -> None:
    """Nothing but our error comes out."""
    dice = random.Random(11)
    good = bytes(
        packets.call(LOOKUP, 1, ("web",)) + packets.stream_hole(UPLOAD, 2, 5) + packets.stream_finish(UPLOAD, 2)
    )
    refused = 0
    for _ in range(4000):
        data = bytearray(good)
        for _ in range(dice.randint(1, 4)):
            data[dice.randrange(len(data))] = dice.choice((0, 1, 2, 255, dice.randrange(256)))
        try:
            cut(data)
        except BadPacket:
            refused += 1
    assert 0 < refused < 4000


@pytest.mark.parametrize(
    ("data", "type_", "status", "payload"),
    [
        (packets.stream_data(UPLOAD, 9, b"abc"), PacketType.STREAM, Status.CONTINUE, b"abc"),
        (packets.stream_data(UPLOAD, 9, memoryview(b"")), PacketType.STREAM, Status.CONTINUE, b""),
        (packets.stream_finish(UPLOAD, 9), PacketType.STREAM, Status.OK, b""),
        (packets.stream_abort(UPLOAD, 9), PacketType.STREAM, Status.ERROR, b""),
        (
            packets.stream_hole(UPLOAD, 9, 1 << 40),
            PacketType.STREAM_HOLE,
            Status.CONTINUE,
            struct.pack(">qI", 1 << 40, 0),
        ),
    ],
)
def test_packets_of_streams(data: bytearray, type_: PacketType, status: Status, payload: bytes) -> None:
    """They carry the procedure and the serial of the call that opened the stream."""
    (found,) = cut(data)
    assert found == Packet(0x20008086, 1, UPLOAD.number, type_, 9, status, payload)


def test_events_have_no_serial() -> None:
    """Neither has keepalive."""
    msg = ((("vm", UUID, 3), 1, 2),)
    event = REMOTE["DOMAIN_EVENT_LIFECYCLE"]
    (found,) = cut(packets.message(event, msg[0]))
    assert (found.type, found.serial, found.procedure) == (PacketType.MESSAGE, 0, 107)
    assert event.msg is not None
    assert event.msg.decode(found.payload) == msg[0]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: packets.call(LOOKUP, 1),
            XdrError,
            r"procedure 23 \(DOMAIN_LOOKUP_BY_NAME\): remote_",
        ),
        (lambda: packets.call(REMOTE["CONNECT_CLOSE"], 1, ("x",)), BadPacket, "CONNECT_CLOSE.* has no place for"),
        (lambda: packets.call(LOOKUP, 1, ("x",), fds=33), BadPacket, "33 file descriptors, at most 32"),
        (lambda: packets.stream_data(UPLOAD, 1, bytes(packets.PAYLOAD_MAX + 1)), BadPacket, "at most 33554436"),
    ],
)
def test_packets_that_cannot_be_sent(make: Any, error: type[Rpc], message: str) -> None:
    """The error names the procedure."""
    with pytest.raises(error, match=message):
        make()


def arrived(error: libvirtError, **about: Any) -> libvirtError:
    out = bytearray()
    write_error(out, error, **about)
    return read_error(out)


def test_errors_arrive_as_they_were() -> None:
    """Class and all nine values; of one without a code its text."""
    error = NoDomain("no domain with matching name 'x'", origin=20, str3="c", int1=5, int2=-7)
    found = arrived(error, dom=DomainRef("x", "c7a5fdbd-cdaf-9455-926a-d65c16db1809", 3))
    assert type(found) is NoDomain
    assert found.err == error.err
    warning = error_from_message(4711, "something newer", level=1)
    assert arrived(warning, net=NetworkRef("n", "c7a5fdbd-cdaf-9455-926a-d65c16db1809")).err == warning.err
    virResetLastError()  # which one without a code takes over
    bare = libvirtError("nobody knows")
    bare.err = None
    assert "nobody knows" in str(arrived(bare))


def test_errors_arrive_whatever_is_in_them() -> None:
    """Too long a text is cut, one that cannot be sent put right."""
    error = OperationInvalid("a\0b \ud800 " + "é" * 100_000, int1=2**40)
    found = arrived(error)
    assert type(found) is OperationInvalid
    assert found.message.startswith("Requested operation is not valid: a\N{REPLACEMENT CHARACTER}b \\ud800 éé")
    assert 30_000 < len(found.message) < 40_000
    assert found.int1 == -1


def test_a_refusal_stands_under_the_serial_of_what_it_refuses() -> None:
    """Even for a program that nobody knows; in a stream it is the stream's."""
    call = Packet(0x1234, 9, 77, PacketType.CALL_WITH_FDS, 42, Status.OK, b"")
    (found,) = cut(packets.refusal(call, Rpc("what?")))
    assert found[:6] == (0x1234, 9, 77, PacketType.REPLY, 42, Status.ERROR)
    assert "what?" in str(read_error(found.payload))
    (found,) = cut(packets.refusal(call._replace(type=PacketType.STREAM), Rpc("what?")))
    assert (found.type, found.status) == (PacketType.STREAM, Status.ERROR)
