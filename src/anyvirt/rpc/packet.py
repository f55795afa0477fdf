"""Packets: a length, a header of six words, a payload. How they are put together, and where one ends.

What a payload holds follows from type and status:

| type | status | payload |
|---|---|---|
| CALL, CALL_WITH_FDS | OK | arguments of the procedure |
| REPLY, REPLY_WITH_FDS | OK | its result |
| REPLY, REPLY_WITH_FDS | ERROR | an error |
| MESSAGE | OK | what an event says; also keepalive |
| STREAM | CONTINUE | data; none says that no more will come |
| STREAM | OK | nothing: the sender has finished |
| STREAM | ERROR | an error; nothing from a client that gives up |
| STREAM_HOLE | CONTINUE | so much of nothing |

With status OK the types WITH_FDS have the number of descriptors before that. The descriptors follow the packet, each
with a byte of its own that means nothing.
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from anyvirt.rpc.failure import write_error
from anyvirt.rpc.programs import Procedure, program
from anyvirt.rpc.types import Struct
from anyvirt.rpc.xdr import VIR_FROM_RPC, Buffer, XdrError
from anyvirt.util.error import Rpc, libvirtError
from anyvirt.util.refs import DomainRef, NetworkRef

LENGTH_SIZE: Final = 4  # VIR_NET_MESSAGE_LEN_MAX
HEADER_SIZE: Final = 24  # VIR_NET_MESSAGEHEADER_MAX
PACKET_MAX: Final = 32 * 1024 * 1024  # VIR_NET_MESSAGE_MAX: header and payload, without the length
PAYLOAD_MAX: Final = PACKET_MAX - HEADER_SIZE  # VIR_NET_MESSAGE_PAYLOAD_MAX
STREAM_DATA_MAX: Final = 262120
"""VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX: bytes of a stream that a peer of any age takes in one packet."""
FDS_MAX: Final = 32  # VIR_NET_MESSAGE_NUM_FDS_MAX

HEADER: Final = struct.Struct(">IIIiiIi")
_WORD: Final = struct.Struct(">I")
HEAD_SIZE: Final = HEADER.size  # LENGTH_SIZE + HEADER_SIZE


class PacketType(enum.IntEnum):
    """virNetMessageType."""

    CALL = 0
    REPLY = 1
    MESSAGE = 2
    STREAM = 3
    CALL_WITH_FDS = 4
    REPLY_WITH_FDS = 5
    STREAM_HOLE = 6


class Status(enum.IntEnum):
    """virNetMessageStatus."""

    OK = 0
    ERROR = 1
    CONTINUE = 2


_TYPES: Final = tuple(PacketType)
_STATUSES: Final = tuple(Status)
# Looking up members of an enum, and packing them, is slow enough to show in the time of a call.
_CALL, _CALL_WITH_FDS = PacketType.CALL.value, PacketType.CALL_WITH_FDS.value
_REPLY, _REPLY_WITH_FDS = PacketType.REPLY.value, PacketType.REPLY_WITH_FDS.value
_MESSAGE: Final = PacketType.MESSAGE.value
_WITH_FDS: Final = (_CALL_WITH_FDS, _REPLY_WITH_FDS)
_OK: Final = Status.OK.value
_new: Final = tuple.__new__


class BadPacket(Rpc):
    """What came is no packet, or cannot be said here: where the next one begins is unknown, the connection must end."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, origin=VIR_FROM_RPC)


class Packet(NamedTuple):
    """A packet that has been received."""

    program: int
    version: int
    procedure: int
    type: PacketType
    serial: int
    status: Status
    payload: bytes  # without the number of descriptors
    fds: tuple[int, ...] = ()  # whoever takes the packet must close them


def call(procedure: Procedure, serial: int, args: Any = None, *, fds: int = 0) -> bytearray:
    """The packet that calls *procedure*; *fds* descriptors will follow it.

    This and the other functions raise XdrError for a value that cannot be sent, BadPacket for too many of them.
    """
    return _filled(procedure, _CALL_WITH_FDS if fds else _CALL, serial, procedure.args, args, fds)


def reply(procedure: Procedure, serial: int, ret: Any = None, *, fds: int = 0) -> bytearray:
    """The packet that answers the call with that serial; *fds* descriptors will follow it."""
    return _filled(procedure, _REPLY_WITH_FDS if fds else _REPLY, serial, procedure.ret, ret, fds)


def message(procedure: Procedure, msg: Any = None) -> bytearray:
    """The packet of an event, or of keepalive."""
    return _filled(procedure, _MESSAGE, 0, procedure.msg, msg, 0)


def failed(procedure: Procedure, serial: int, error: libvirtError) -> bytearray:
    """The packet that answers the call with that serial with an error."""
    out = bytearray(HEAD_SIZE)
    write_error(out, error)
    return _of(procedure, out, PacketType.REPLY, serial, Status.ERROR)


def refusal(
    of: Packet, error: libvirtError, *, dom: DomainRef | None = None, net: NetworkRef | None = None
) -> bytearray:
    """The packet that answers a call or ends a stream with an error; *of* may be of a program that nobody knows."""
    in_stream = of.type in (PacketType.STREAM, PacketType.STREAM_HOLE)
    type_ = PacketType.STREAM if in_stream else PacketType.REPLY
    out = bytearray(HEAD_SIZE)
    write_error(out, error, dom=dom, net=net)
    return _headed(out, of.program, of.version, of.procedure, type_, of.serial, Status.ERROR)


def stream_data(procedure: Procedure, serial: int, data: Buffer) -> bytearray:
    """A piece of a stream that the call with that serial opened; b"" says that no more will come."""
    out = bytearray(HEAD_SIZE)
    out += data
    return _of(procedure, out, PacketType.STREAM, serial, Status.CONTINUE)


def stream_hole(procedure: Procedure, serial: int, length: int, flags: int = 0) -> bytearray:
    """*length* bytes of a stream that are not worth sending."""
    out = program("packet").structs["stream_hole"].encode((length, flags), bytearray(HEAD_SIZE))
    return _of(procedure, out, PacketType.STREAM_HOLE, serial, Status.CONTINUE)


def stream_finish(procedure: Procedure, serial: int) -> bytearray:
    """The sender of a stream is done with it, and asks for the other side's word; or gives that."""
    return _of(procedure, bytearray(HEAD_SIZE), PacketType.STREAM, serial, Status.OK)


def stream_abort(procedure: Procedure, serial: int, error: libvirtError | None = None) -> bytearray:
    """The sender of a stream gives it up; a daemon says with which *error*."""
    out = bytearray(HEAD_SIZE)
    if error is not None:
        write_error(out, error)
    return _of(procedure, out, PacketType.STREAM, serial, Status.ERROR)


def _filled(procedure: Procedure, type_: int, serial: int, of: Struct | None, value: Any, fds: int) -> bytearray:
    out = bytearray(HEAD_SIZE)
    if fds:
        if fds > FDS_MAX:
            raise BadPacket(f"{procedure}: {fds} file descriptors, at most {FDS_MAX} can be sent")
        out += _WORD.pack(fds)
    if of is not None:
        try:
            of.write(out, value)
        except XdrError as exc:
            raise exc.of(of.full_name, str(procedure)) from exc.__cause__
    elif value:
        raise BadPacket(f"{procedure} has no place for {value!r:.80}")
    if len(out) > LENGTH_SIZE + PACKET_MAX:
        raise _too_long(len(out))
    HEADER.pack_into(out, 0, len(out), *procedure.words, type_, serial, 0)
    return out


def _of(procedure: Procedure, out: bytearray, type_: PacketType, serial: int, status: Status) -> bytearray:
    return _headed(out, *procedure.words, type_, serial, status)


def _headed(
    out: bytearray, number: int, version: int, procedure: int, type_: PacketType, serial: int, status: Status
) -> bytearray:
    """Fill in the place that *out* has for the header."""
    if len(out) > LENGTH_SIZE + PACKET_MAX:
        raise _too_long(len(out))
    HEADER.pack_into(out, 0, len(out), number, version, procedure, type_, serial, status)
    return out


def _too_long(length: int) -> BadPacket:
    return BadPacket(f"a packet of {length} bytes, at most {LENGTH_SIZE + PACKET_MAX} can be sent")


class Framer:
    """Cuts what arrives into packets. It holds no more than has arrived, whatever a packet says about its length.

        framer.feed(data, descriptors)
        for packet in framer: ...

    Args:
        fds: whether descriptors can arrive at all; only UNIX sockets bring them.
        payload_max: the longest payload to accept, for instance less before the peer is known.

    Attributes:
        data, at: what has arrived, and where in it the next packet begins.
    """

    def __init__(self, *, fds: bool = False, payload_max: int = PAYLOAD_MAX) -> None:
        self.payload_max = payload_max
        self._takes_fds = fds
        self._fds: list[int] = []
        self.data: bytes | bytearray = b""
        self.at = 0

    @property
    def half(self) -> bool:
        """Whether something is left that is no whole packet: the end of the connection would cut one off."""
        return self.at < len(self.data)

    @property
    def is_plain(self) -> bool:
        """Whether all that waits is bytes that arrived together, without descriptors."""
        return type(self.data) is bytes and not self._fds

    def feed(self, data: Buffer, fds: Sequence[int] = ()) -> None:
        """Take what has arrived, descriptors with the bytes they came with."""
        if self.at >= len(self.data):
            self.data, self.at = bytes(data), 0  # no copy of bytes
        else:
            if isinstance(self.data, bytes):
                self.data, self.at = bytearray(memoryview(self.data)[self.at :]), 0
            elif self.at:
                del self.data[: self.at]
                self.at = 0
            self.data += data
        self._fds += fds

    def take_fds(self) -> list[int]:
        """Descriptors that belong to no packet yet; for whoever ends the connection, to close them."""
        taken, self._fds = self._fds, []
        return taken

    def __iter__(self) -> Iterator[Packet]:
        """The packets that are complete, once each.

        Raises:
            BadPacket: what comes next is none.
        """
        while (packet := self.next()) is not None:
            yield packet

    def next(self) -> Packet | None:
        """The next packet that is complete, or None. Raises as iterating does."""
        if len(self._fds) > FDS_MAX:
            raise BadPacket(f"{len(self._fds)} file descriptors are waiting for their packet, at most {FDS_MAX} may")
        data, at = self.data, self.at
        there = len(data) - at
        if there < LENGTH_SIZE:
            return None
        (length,) = _WORD.unpack_from(data, at)
        if not HEAD_SIZE <= length <= HEAD_SIZE + self.payload_max:
            raise BadPacket(f"a packet of {length} bytes, allowed are {HEAD_SIZE} to {HEAD_SIZE + self.payload_max}")
        if there < HEAD_SIZE:
            return None
        _, number, version, procedure, type_, serial, status = HEADER.unpack_from(data, at)
        if not 0 <= type_ < len(_TYPES):
            raise BadPacket(f"a packet of type {type_}, known are 0 to {len(_TYPES) - 1}")
        if not 0 <= status < len(_STATUSES):
            raise BadPacket(f"a packet with status {status}, known are 0 to {len(_STATUSES) - 1}")
        start, end, count = at + HEAD_SIZE, at + length, 0
        if type_ in _WITH_FDS and status == _OK:
            if length < HEAD_SIZE + _WORD.size:
                raise BadPacket("a packet with file descriptors that does not say how many")
            if there < HEAD_SIZE + _WORD.size:
                return None
            (count,) = _WORD.unpack_from(data, start)
            self._check_fds(count)
            start += _WORD.size
        if there < length + count or len(self._fds) < count:
            return None
        fds: tuple[int, ...] = ()
        if count:
            fds, self._fds = tuple(self._fds[:count]), self._fds[count:]
        self.at = end + count
        payload = data[start:end] if isinstance(data, bytes) else bytes(memoryview(data)[start:end])
        # Not through the class's own constructor, whose time shows in that of a call.
        return _new(Packet, (number, version, procedure, _TYPES[type_], serial, _STATUSES[status], payload, fds))

    def _check_fds(self, count: int) -> None:
        if count > FDS_MAX:
            raise BadPacket(f"a packet with {count} file descriptors, at most {FDS_MAX} are allowed")
        if count and not self._takes_fds:
            raise BadPacket(f"a packet with {count} file descriptors over a connection that cannot bring any")
