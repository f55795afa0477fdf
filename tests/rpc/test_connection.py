"""Both ends of a connection, talking to each other and to liars."""

from __future__ import annotations

import random
import struct
from typing import Any

import pytest

from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import (
    Called,
    Client,
    Notified,
    Pinged,
    Ponged,
    Refused,
    Replied,
    Server,
    StreamData,
    StreamFailed,
    StreamFinished,
    StreamHole,
    ping,
)
from anyvirt.rpc.packet import BadPacket, Packet, PacketType, Status
from anyvirt.rpc.programs import program
from anyvirt.util.error import NoDomain, OperationFailed, Rpc
from tests.rpc.wire_values import UUID

REMOTE = program("remote").by_name
LOOKUP = REMOTE["DOMAIN_LOOKUP_BY_NAME"]
DOWNLOAD = REMOTE["STORAGE_VOL_DOWNLOAD"]
DOMAIN = ("web", UUID, -1)
VOLUME = (("pool", "vol", "/vol"), 0, 0, 0)


def heard(end: Client | Server, *data: bytes | bytearray, fds: tuple[int, ...] = ()) -> list[Any]:
    end.receive(b"".join(data), fds)
    return list(end.events())


def test_calls_are_answered_in_any_order() -> None:
    """By their serial numbers."""
    client, server = Client(), Server(["remote"])
    one, first = client.call(LOOKUP, ("web",))
    two, second = client.call(LOOKUP, ("db",))
    assert one != two
    calls = heard(server, first, second)
    assert [(each.serial, each.procedure, each.args.name) for each in calls] == [
        (one, LOOKUP, "web"),
        (two, LOOKUP, "db"),
    ]
    error = NoDomain("no domain with matching name 'db'")
    answers = heard(client, packets.failed(LOOKUP, calls[1].serial, error), packets.reply(LOOKUP, one, (DOMAIN,)))
    assert [each.serial for each in answers] == [two, one]
    assert type(answers[0].error) is NoDomain
    assert answers[1] == Replied(one, LOOKUP, (DOMAIN,), None, ())
    assert client.waiting == {}


def test_a_call_that_cannot_be_sent_waits_for_nothing() -> None:
    """And the next one goes out."""
    client = Client()
    with pytest.raises(Rpc):
        client.call(LOOKUP, (5,))
    assert client.waiting == {}
    serial, _ = client.call(LOOKUP, ("web",))
    assert list(client.waiting) == [serial]


def test_serials_go_round_and_pass_over_those_in_use() -> None:
    """0 is that of events."""
    client = Client()
    used, _ = client.call(LOOKUP, ("web",))
    client._serial = 2**32 - 2
    assert [client.call(LOOKUP, ("web",))[0] for _ in range(2)] == [2**32 - 1, used + 1]


def test_events_of_the_daemon_and_those_unknown() -> None:
    """A newer daemon may have more; they are passed over."""
    lifecycle = REMOTE["DOMAIN_EVENT_LIFECYCLE"]
    data = packets.message(lifecycle, (DOMAIN, 2, 0))
    unknown = bytearray(data)
    struct.pack_into(">i", unknown, 12, 9999)
    assert heard(Client(), unknown, data) == [Notified(lifecycle, (DOMAIN, 2, 0))]
    assert heard(Client(["admin"]), data) == []


@pytest.mark.parametrize("end", [Client(), Server(["remote"])])
def test_keepalive_is_answered(end: Client | Server) -> None:
    """A ping with a pong, on either side."""
    (pinged,) = heard(end, ping())
    assert isinstance(pinged, Pinged)
    assert heard(end, pinged.answer) == [Ponged()]


def altered(data: bytes | bytearray, at: int, word: int) -> bytes:
    changed = bytearray(data)
    struct.pack_into(">I", changed, at, word)
    return bytes(changed)


CALL = packets.call(LOOKUP, 6, ("web",))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (altered(CALL, 4, 0x1234), "Cannot find program 4660 version 1"),
        (altered(CALL, 8, 2), "Cannot find program 536903814 version 2"),
        (altered(CALL, 12, 9999), "unknown procedure: 9999"),
        (altered(CALL, 12, 107), "unknown procedure: 107"),
        (altered(CALL, 28, 5), r"remote procedure 23 \(DOMAIN_LOOKUP_BY_NAME\): \w+_args.name: the data ends"),
        (altered(CALL, 12, 2), r"\(CONNECT_CLOSE\): 8 bytes where nothing belongs"),
    ],
)
def test_calls_that_mean_nothing_are_refused_on_their_serial(data: bytes, message: str) -> None:
    """And the connection goes on."""
    server = Server(["remote"])
    refused, called = heard(server, data, CALL)
    assert isinstance(refused, Refused)
    assert isinstance(called, Called)
    framer = packets.Framer()
    framer.feed(refused.answer)
    (answer,) = framer
    assert (answer.type, answer.serial, answer.status) == (PacketType.REPLY, 6, Status.ERROR)
    with pytest.raises(Rpc, match=message):
        raise refused.error


def test_a_stream_from_the_daemon() -> None:
    """Data, a hole, the end, and both sides' word that they are done."""
    client, server = Client(), Server(["remote"])
    serial, data = client.call(DOWNLOAD, VOLUME)
    (called,) = heard(server, data)
    server.open_stream(called)
    events = heard(
        client,
        packets.reply(DOWNLOAD, serial),
        packets.stream_data(DOWNLOAD, serial, b"abc"),
        packets.stream_hole(DOWNLOAD, serial, 4096),
        packets.stream_data(DOWNLOAD, serial, b""),
    )
    assert events[1:] == [StreamData(serial, b"abc"), StreamHole(serial, 4096, 0), StreamData(serial, b"")]
    assert heard(server, packets.stream_finish(DOWNLOAD, serial)) == [StreamFinished(serial)]
    server.forget_stream(serial)
    assert heard(client, packets.stream_finish(DOWNLOAD, serial)) == [StreamFinished(serial)]
    client.forget_stream(serial)
    assert heard(client, packets.stream_data(DOWNLOAD, serial, b"late")) == []


def test_data_may_come_before_the_answer() -> None:
    """As it does from libvirt's daemon, whose threads do not wait for each other."""
    client = Client()
    serial, _ = client.call(DOWNLOAD, VOLUME)
    early, replied = heard(client, packets.stream_data(DOWNLOAD, serial, b"abc"), packets.reply(DOWNLOAD, serial))
    assert early == StreamData(serial, b"abc")
    assert replied.error is None


def test_streams_are_given_up_by_either_side() -> None:
    """The daemon says why; what comes after is passed over."""
    client, server = Client(), Server(["remote"])
    serial, data = client.call(DOWNLOAD, VOLUME)
    (called,) = heard(server, data)
    server.open_stream(called)
    _, failed = heard(
        client, packets.reply(DOWNLOAD, serial), packets.stream_abort(DOWNLOAD, serial, OperationFailed("disk gone"))
    )
    assert isinstance(failed, StreamFailed)
    assert type(failed.error) is OperationFailed
    assert heard(server, packets.stream_abort(DOWNLOAD, serial)) == [StreamFailed(serial, None)]
    assert client.streams == server.streams == {}


def test_a_failed_call_opens_no_stream() -> None:
    """Its serial is free again."""
    client = Client()
    serial, _ = client.call(DOWNLOAD, VOLUME)
    of = Packet(0x20008086, 1, DOWNLOAD.number, PacketType.CALL, serial, Status.OK, b"")
    (replied,) = heard(client, packets.refusal(of, OperationFailed("no")))
    assert replied.error is not None
    assert client.streams == {}


def test_a_reply_that_cannot_be_read_fails_its_call_alone() -> None:
    """The others go on."""
    client = Client()
    one, _ = client.call(LOOKUP, ("a",))
    two, _ = client.call(LOOKUP, ("b",))
    bad, good = heard(
        client, altered(packets.reply(LOOKUP, one, (DOMAIN,)), 28, 99), packets.reply(LOOKUP, two, (DOMAIN,))
    )
    assert "remote_domain_lookup_by_name_ret.dom.name: the data ends" in str(bad.error)
    assert good.error is None


REPLY = packets.reply(LOOKUP, 1, (DOMAIN,))
EVENT = packets.message(REMOTE["DOMAIN_EVENT_LIFECYCLE"], (DOMAIN, 2, 0))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (altered(REPLY, 20, 5), "with serial 5, which was not called"),
        (altered(REPLY, 12, 22), "a reply to procedure 22 .* which was not called"),
        (altered(REPLY, 24, 2), "a reply with status CONTINUE"),
        (altered(REPLY, 16, 0), "a daemon sent a packet of type CALL"),
        (bytes(REPLY) * 2, "which was not called"),
        (
            altered(packets.message(REMOTE["DOMAIN_EVENT_LIFECYCLE"], (DOMAIN, 2, 0)), 28, 99),
            "_msg.dom.name: the data ends",
        ),
        (altered(ping(), 12, 3), "a keepalive packet of type MESSAGE with procedure 3"),
        (altered(ping(), 16, 0), "a keepalive packet of type CALL"),
        (packets.stream_data(LOOKUP, 2, b"x"), "a stream of procedure 23 under serial 2, which is that of remote proc"),
        (packets.stream_hole(DOWNLOAD, 2, -1), "a hole of -1 bytes"),
        (altered(packets.stream_data(DOWNLOAD, 2, b"x"), 24, 1), "_error"),
    ],
)
def test_a_daemon_that_lies_is_left(data: bytes, message: str) -> None:
    """The error says what it did."""
    client = Client()
    client.call(LOOKUP, ("web",))
    client.call(DOWNLOAD, VOLUME)
    assert len(heard(client, packets.reply(DOWNLOAD, 2))) == 1
    with pytest.raises(BadPacket, match=message):
        heard(client, data)


@pytest.mark.parametrize("type_", [1, 2])
def test_a_client_that_does_not_call_is_left(type_: int) -> None:
    """It has nothing to reply."""
    with pytest.raises(BadPacket, match="a client sent a packet of type"):
        heard(Server(["remote"]), altered(CALL, 16, type_))


def test_descriptors_of_a_bad_packet_can_be_closed() -> None:
    """They do not get lost with it."""
    client = Client(fds=True)
    data = packets.reply(REMOTE["DOMAIN_OPEN_GRAPHICS_FD"], 9, fds=2)
    with pytest.raises(BadPacket):
        heard(client, data, b"\0\0", fds=(70, 71))
    assert client.framer.take_fds() == [70, 71]


def test_mutated_conversations_end_in_events_or_our_error() -> None:
    """Nothing else comes out of either end."""
    dice = random.Random(13)
    to_server = bytes(CALL + packets.call(DOWNLOAD, 7, VOLUME) + packets.stream_abort(DOWNLOAD, 7) + ping())
    to_client = bytes(REPLY + packets.reply(DOWNLOAD, 2) + packets.stream_data(DOWNLOAD, 2, b"abc") + ping())
    left = 0
    for number in range(3000):
        data = bytearray((to_server, to_client)[number % 2])
        for _ in range(dice.randint(1, 5)):
            data[dice.randrange(len(data))] = dice.choice((0, 1, 2, 3, 255, dice.randrange(256)))
        end: Client | Server = Server(["remote", "qemu"]) if number % 2 == 0 else Client()
        if isinstance(end, Client):
            end.call(LOOKUP, ("web",))
            end.call(DOWNLOAD, VOLUME)
        try:
            heard(end, data)
        except BadPacket:
            left += 1
    assert 0 < left < 3000


def _downloading() -> tuple[Client, int]:
    client = Client()
    serial, _ = client.call(DOWNLOAD, VOLUME)
    client.receive(packets.reply(DOWNLOAD, serial))
    assert [type(each) for each in client.events()] == [Replied]
    return client, serial


@pytest.mark.parametrize("step", [1_000, 16_000, 17_000, 50_000, 90_000, 200_000, 1_000_000])
def test_much_of_a_stream_comes_in_parts_and_all_of_it(step: int) -> None:
    client, serial = _downloading()
    big = [random.Random(number).randbytes(90_000 + number) for number in range(3)]
    small = [b"x", b"yy" * 1000]
    pieces = [big[0], small[0], big[1], small[1], big[2]]
    text = b"".join(packets.stream_data(DOWNLOAD, serial, piece) for piece in pieces)
    text += packets.stream_hole(DOWNLOAD, serial, 5) + packets.stream_data(DOWNLOAD, serial, b"")
    came: list[Any] = []
    for at in range(0, len(text), step):
        client.receive(text[at : at + step])
        came += client.events()
    *data, hole, end = came
    assert b"".join(each.data for each in data) == b"".join(pieces)
    assert (hole, end) == (StreamHole(serial, 5, 0), StreamData(serial, b""))
    assert not client.half


def test_the_rest_of_a_packet_is_dropped_with_its_stream() -> None:
    client, serial = _downloading()
    packet = packets.stream_data(DOWNLOAD, serial, bytes(100_000))
    client.receive(bytes(packet[:60_000]))
    (part,) = client.events()
    assert isinstance(part, StreamData)
    assert len(part.data) == 60_000 - 28
    assert client.half
    client.forget_stream(serial)
    again, _ = client.call(LOOKUP, ("web",))
    client.receive(bytes(packet[60_000:]) + bytes(packets.reply(LOOKUP, again, (DOMAIN,))))
    (replied,) = client.events()
    assert isinstance(replied, Replied)
    assert replied.ret.dom.name == "web"
    assert not client.half


def test_many_bytes_under_another_procedure_are_refused_whole() -> None:
    client, serial = _downloading()
    client.receive(packets.stream_data(REMOTE["STORAGE_VOL_UPLOAD"], serial, bytes(100_000)))
    with pytest.raises(BadPacket, match="which is that of"):
        list(client.events())
