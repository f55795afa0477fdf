"""Both ends of a connection, without the connection: what may come when, and what it means.

Whoever does the I/O gives an end what has arrived, sends what the end answers, and acts on its events:

    serial, data = client.call(procedure, args)
    ...
    client.receive(data, fds)
    for event in client.events(): ...

Packets that nobody waits for any more, such as data of a stream that was given up, are dropped as libvirt drops them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from anyvirt.rpc import packet as packets
from anyvirt.rpc.failure import read_error
from anyvirt.rpc.packet import HEAD_SIZE, HEADER, BadPacket, Framer, Packet, PacketType, Status
from anyvirt.rpc.programs import Kind, Procedure, Program, program
from anyvirt.rpc.types import Struct
from anyvirt.rpc.xdr import VIR_FROM_RPC, Buffer, XdrError
from anyvirt.util.error import Rpc, libvirtError

_SERIALS: Final = 2**32
_KEEPALIVE: Final = 0x6B656570  # KEEPALIVE_PROGRAM

# Looking up members of an enum is slow enough to show in the time of a call.
_STREAMS: Final = frozenset({PacketType.STREAM, PacketType.STREAM_HOLE})
_CALLS: Final = frozenset({PacketType.CALL, PacketType.CALL_WITH_FDS})
_REPLIES: Final = frozenset({PacketType.REPLY, PacketType.REPLY_WITH_FDS})
_CALLABLE: Final = frozenset({Kind.CALL, Kind.STREAM_IN, Kind.STREAM_OUT})
_OK: Final = Status.OK
_CALL, _REPLY = PacketType.CALL.value, PacketType.REPLY.value
_STREAM: Final = PacketType.STREAM.value
_FINE, _CONTINUE = Status.OK.value, Status.CONTINUE.value
_MUCH_BYTES: Final = 16 * 1024  # of a stream: less is copied sooner than looked at twice
_new: Final = tuple.__new__


class Called(NamedTuple):
    """A client made a call."""

    serial: int
    procedure: Procedure
    args: Any  # None where it takes none
    fds: tuple[int, ...]
    size: int  # bytes that *args* had in the packet


class Refused(NamedTuple):
    """A client made a call that cannot be understood; *answer* tells it, and the connection goes on."""

    error: libvirtError
    answer: bytearray
    fds: tuple[int, ...]  # to be closed


class Replied(NamedTuple):
    """A call was answered."""

    serial: int
    procedure: Procedure
    ret: Any  # None where it answers nothing
    error: libvirtError | None
    fds: tuple[int, ...]


class Notified(NamedTuple):
    """The daemon reports an event."""

    procedure: Procedure
    msg: Any


class StreamData(NamedTuple):
    """Data arrived on a stream: of a packet, or a part of one that has many; b"" says that no more will come."""

    serial: int
    data: bytes | memoryview


class StreamHole(NamedTuple):
    """A stream goes on after *length* bytes that were not sent."""

    serial: int
    length: int
    flags: int


class StreamFinished(NamedTuple):
    """The other side is done with a stream. A daemon confirms it with `packet.stream_finish`."""

    serial: int


class StreamFailed(NamedTuple):
    """The other side gave a stream up; a daemon says why."""

    serial: int
    error: libvirtError | None


class Pinged(NamedTuple):
    """The other side asks whether we live; *answer* says so."""

    answer: bytearray


class Ponged(NamedTuple):
    """The other side lives."""


Event = (
    Called | Refused | Replied | Notified | StreamData | StreamHole | StreamFinished | StreamFailed | Pinged | Ponged
)


@cache
def _by_number(names: tuple[str, ...]) -> dict[int, Program]:
    return {each.number: each for each in map(program, names)}


def ping() -> bytearray:
    """The packet that asks the other side whether it lives."""
    return packets.message(program("keepalive").by_name["PING"])


class _End:
    """What both ends have in common: keepalive, and streams by the serial numbers of their calls.

    Args:
        programs: the names of those that are spoken here.
        fds, payload_max: as for `Framer`.
    """

    def __init__(self, programs: Sequence[str], *, fds: bool = False, payload_max: int = packets.PAYLOAD_MAX) -> None:
        self.framer = Framer(fds=fds, payload_max=payload_max)
        self.streams: dict[int, Procedure] = {}
        self._rest = 0  # bytes of a packet of a stream that are still to come
        self._rest_of = 0  # the stream's serial
        self._programs = _by_number(tuple(programs))

    def receive(self, data: Buffer, fds: Sequence[int] = ()) -> None:
        """Take what has arrived."""
        self.framer.feed(data, fds)

    def events(self) -> Iterator[Event]:
        """What the packets mean that have arrived since.

        Raises:
            BadPacket: they mean nothing; the connection must end.
        """
        while (event := self.next_event()) is not None:
            yield event

    def next_event(self) -> Event | None:
        """What the next packet means, of those that have arrived; None if there is none. Raises as `events` does."""
        framer = self.framer
        while self._rest:
            if framer.at >= len(framer.data):
                return None
            part = self._part(framer, framer.at, self._rest)
            if self._rest_of in self.streams:
                return _new(StreamData, (self._rest_of, part))
        if framer.is_plain:
            if framer.at >= len(framer.data):
                return None
            if (plain := self._plain(framer) or self._much(framer)) is not None:
                return plain
        while (packet := framer.next()) is not None:
            try:
                event = self._meaning(packet)
            except Rpc as exc:
                self.framer.feed(b"", packet.fds)  # to be closed with what else is there
                raise exc if isinstance(exc, BadPacket) else BadPacket(exc.detail) from exc
            if event is not None:
                return event
        return None

    @property
    def half(self) -> bool:
        """Whether the end of the connection would cut a packet off."""
        return self.framer.half or self._rest > 0

    def _much(self, framer: Framer) -> StreamData | None:
        """Many bytes of a stream, as far as they are there: the rest is not waited for, and nothing is copied."""
        data, at = framer.data, framer.at
        if len(data) - at < HEAD_SIZE + _MUCH_BYTES:
            return None
        length, number, _, called, type_, serial, status = HEADER.unpack_from(data, at)
        size = length - HEAD_SIZE
        procedure = self.streams.get(serial)
        if (
            procedure is None
            or type_ != _STREAM
            or status != _CONTINUE
            or not _MUCH_BYTES <= size <= framer.payload_max
            or procedure.number != called
            or procedure.program.number != number
        ):
            return None
        self._rest_of = serial
        return _new(StreamData, (serial, self._part(framer, at + HEAD_SIZE, size)))

    def _part(self, framer: Framer, at: int, size: int) -> bytes | memoryview:
        """What is there of *size* bytes at *at*; the others are the rest."""
        part = memoryview(framer.data)[at : at + size]
        self._rest = size - len(part)
        framer.at = at + len(part)
        return part if type(framer.data) is bytes else bytes(part)  # what may grow must not be looked at

    def forget_stream(self, serial: int) -> None:
        """Drop what still comes on a stream that has ended here."""
        self.streams.pop(serial, None)

    def _meaning(self, packet: Packet) -> Event | None:
        if packet.program == _KEEPALIVE:
            return self._keepalive(packet)
        if packet.type in _STREAMS:
            return self._stream(packet)
        return self._other(packet)

    def _other(self, packet: Packet) -> Event | None:
        raise NotImplementedError

    def _plain(self, framer: Framer) -> Event | None:
        """What the next packet means, if it is of the kind that nearly all are, whole, and nothing is wrong with it.

        It is read where it is: what `_meaning` does takes twice as long, which shows in the time of a call.
        """
        raise NotImplementedError

    def _keepalive(self, packet: Packet) -> Event:
        spoken = program("keepalive")
        known = spoken.procedures.get(packet.procedure) if packet.version == spoken.version else None
        if known is None or packet.type is not PacketType.MESSAGE or packet.payload:
            raise BadPacket(f"a keepalive packet of type {packet.type.name} with procedure {packet.procedure}")
        return Pinged(packets.message(spoken.by_name["PONG"])) if known.name == "PING" else Ponged()

    def _stream(self, packet: Packet) -> Event | None:
        procedure = self.streams.get(packet.serial)
        if procedure is None:
            return None
        if (packet.program, packet.procedure) != (procedure.program.number, procedure.number):
            raise BadPacket(
                f"a stream of procedure {packet.procedure} under serial {packet.serial}, which is that of {procedure}"
            )
        serial = packet.serial
        if packet.type is PacketType.STREAM_HOLE:
            hole = _decoded(program("packet").structs["stream_hole"], packet, procedure)
            if hole.length < 0:
                raise BadPacket(f"{procedure}: a hole of {hole.length} bytes")
            return StreamHole(serial, hole.length, hole.flags)
        match packet.status:
            case Status.CONTINUE:
                return StreamData(serial, packet.payload)
            case Status.OK:
                return StreamFinished(serial)
            case Status.ERROR:
                error = read_error(packet.payload) if packet.payload else None
                del self.streams[serial]
                return StreamFailed(serial, error)


class Client(_End):
    """The end that calls."""

    def __init__(self, programs: Sequence[str] = ("remote", "qemu", "lxc"), **limits: Any) -> None:
        super().__init__(programs, **limits)
        self.waiting: dict[int, Procedure] = {}
        self._serial = 0

    def call(self, procedure: Procedure, args: Any = None, *, fds: int = 0) -> tuple[int, bytearray]:
        """The packet of a call, and the serial number under which it will be answered."""
        serial = self._free_serial()
        if args is None and procedure.args is None and not fds:
            data = bytearray(HEADER.pack(HEAD_SIZE, *procedure.words, _CALL, serial, _FINE))
        else:
            data = packets.call(procedure, serial, args, fds=fds)
        self.waiting[serial] = procedure
        if procedure.has_stream:
            self.streams[serial] = procedure  # a daemon may send the first data before it answers the call
        return serial, data

    def _free_serial(self) -> int:
        """The next number that nothing goes on under; 0 is that of events."""
        while True:
            serial = self._serial = (self._serial + 1) % _SERIALS
            if serial and serial not in self.waiting and serial not in self.streams:
                return serial

    def _other(self, packet: Packet) -> Event | None:
        if packet.type in _REPLIES:
            return self._reply(packet)
        if packet.type is not PacketType.MESSAGE:
            raise BadPacket(f"a daemon sent a packet of type {packet.type.name}")
        owner = self._programs.get(packet.program)
        procedure = owner.procedures.get(packet.procedure) if owner else None
        if procedure is None or procedure.kind is not Kind.EVENT:
            return None  # one that only newer daemons have
        return Notified(procedure, _decoded(procedure.msg, packet, procedure))

    def _plain(self, framer: Framer) -> Event | None:
        data, at = framer.data, framer.at
        room = len(data) - at
        if room < HEAD_SIZE:
            return None
        length, number, _, called, type_, serial, status = HEADER.unpack_from(data, at)
        procedure = self.waiting.get(serial)
        if (
            procedure is None
            or type_ != _REPLY
            or status != _FINE
            or length > room
            or procedure.number != called
            or procedure.program.number != number
            or procedure.has_stream
        ):
            return None
        ret, end = None, at + length
        if procedure.ret is not None:
            try:
                ret, read_to = procedure.ret.read(data, at + HEAD_SIZE, end)
            except XdrError:
                return None
            if read_to != end:
                return None
        elif length != HEAD_SIZE:
            return None
        framer.at = end
        del self.waiting[serial]
        return Replied(serial, procedure, ret, None, ())

    def _reply(self, packet: Packet) -> Replied:
        procedure = self.waiting.get(packet.serial)
        if procedure is None or (packet.program, packet.procedure) != (procedure.program.number, procedure.number):
            raise BadPacket(
                f"a reply to procedure {packet.procedure} of program 0x{packet.program:08x} with serial "
                f"{packet.serial}, which was not called"
            )
        status = packet.status
        if status is not _OK and status is not Status.ERROR:
            raise BadPacket(f"{procedure}: a reply with status {status.name}")
        del self.waiting[packet.serial]
        ret: Any = None
        error: libvirtError | None = None
        try:
            if status is _OK:
                ret = _decoded(procedure.ret, packet, procedure)
            else:
                error = read_error(packet.payload)
        except XdrError as exc:
            error = exc  # only this call fails
        if error is not None:
            self.streams.pop(packet.serial, None)
        return Replied(packet.serial, procedure, ret, error, packet.fds)


class Server(_End):
    """The end that is called.

    A call that opens a stream must be entered with `open_stream` before its answer is sent.
    """

    def open_stream(self, called: Called) -> None:
        """From now on packets with the call's serial are those of its stream."""
        self.streams[called.serial] = called.procedure

    def _plain(self, framer: Framer) -> Event | None:
        data, at = framer.data, framer.at
        room = len(data) - at
        if room < HEAD_SIZE:
            return None
        length, number, version, called, type_, serial, status = HEADER.unpack_from(data, at)
        if type_ != _CALL or status != _FINE or length > room or length - HEAD_SIZE > framer.payload_max:
            return None
        owner = self._programs.get(number)
        procedure = owner.procedures.get(called) if owner is not None and owner.version == version else None
        if procedure is None or procedure.kind not in _CALLABLE:
            return None
        args, end = None, at + length
        if procedure.args is not None:
            try:
                args, read_to = procedure.args.read(data, at + HEAD_SIZE, end)
            except XdrError:
                return None
            if read_to != end:
                return None
        elif length != HEAD_SIZE:
            return None
        framer.at = end
        return Called(serial, procedure, args, (), length - HEAD_SIZE)

    def _other(self, packet: Packet) -> Event | None:
        if packet.type not in _CALLS or packet.status is not _OK:
            raise BadPacket(f"a client sent a packet of type {packet.type.name} with status {packet.status.name}")
        try:
            procedure = self._procedure(packet)
            args = _decoded(procedure.args, packet, procedure)
        except Rpc as error:
            error.origin = VIR_FROM_RPC
            return Refused(error, packets.refusal(packet, error), packet.fds)
        return Called(packet.serial, procedure, args, packet.fds, len(packet.payload))

    def _procedure(self, packet: Packet) -> Procedure:
        owner = self._programs.get(packet.program)
        if owner is None or owner.version != packet.version:
            raise Rpc(f"Cannot find program {packet.program} version {packet.version}")
        procedure = owner.procedures.get(packet.procedure)
        if procedure is None or procedure.kind not in _CALLABLE:
            raise Rpc(f"unknown procedure: {packet.procedure}")
        return procedure


def _decoded(of: Struct | None, packet: Packet, procedure: Procedure) -> Any:
    if of is not None:
        return of.decode(packet.payload, procedure)
    if packet.payload:
        raise XdrError(f"{len(packet.payload)} bytes where nothing belongs", procedure=str(procedure))
    return None
