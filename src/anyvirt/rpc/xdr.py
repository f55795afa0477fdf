"""XDR (RFC 4506): what the code that `compiling` generates needs to read and write values, and how it complains.

Everything is big endian and takes a multiple of four bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final

from anyvirt.util.error import Rpc

Buffer = bytes | bytearray | memoryview

PADDING: Final = (b"", b"\0\0\0", b"\0\0", b"\0")
"""What follows that many bytes, modulo four."""

UUID_SIZE: Final = 16  # VIR_UUID_BUFLEN
UUID_ERRORS: Final = (AttributeError, TypeError, ValueError)

PACK_ERRORS: Final = (struct.error, OverflowError, TypeError)

VIR_FROM_RPC: Final = 7
"""The origin of errors about packets and what is in them."""

_SIGN_OF_CHAR: Final = bytes(0xFF if byte & 0x80 else 0 for byte in range(256))

compiled: Final = cache(struct.Struct)
"""The one `struct.Struct` of a format."""


class XdrError(Rpc):
    """A value that the protocol does not allow, on the wire or on its way there; the message says where it stands.

    The code that reads a struct inside another one adds its own part of the path with `inside`.
    """

    def __init__(self, reason: str, path: str = "", struct_name: str = "", procedure: str = "") -> None:
        self.reason = reason
        self.path = path
        where = ": ".join(part for part in (procedure, f"{struct_name}.{path}".strip(".")) if part)
        super().__init__(f"{where}: {reason}" if where else reason, origin=VIR_FROM_RPC)

    def inside(self, outer: str) -> XdrError:
        """The same error, seen from the struct or the array that has the value in *outer*."""
        joint = "." if self.path and not self.path.startswith("[") else ""
        return XdrError(self.reason, f"{outer}{joint}{self.path}")

    def of(self, struct_name: str, procedure: str = "") -> XdrError:
        """The same error, with the names of the outermost struct and of the procedure."""
        return XdrError(self.reason, self.path, struct_name, procedure)


def short(at: int, end: int, names: Sequence[str], codes: Sequence[str]) -> XdrError:
    """The data ends within the values *names*, laid out as *codes*, that begin at *at*."""
    for name, code in zip(names, codes, strict=True):
        size = struct.calcsize(">" + code)
        if at + size > end:
            return XdrError(f"the data ends after {max(end - at, 0)} of {size} bytes", name)
        at += size
    raise AssertionError("nothing is missing")


def check_counted(count: int, most: int, size: int, left: int, name: str, what: str) -> None:
    """Refuse *count* things of at least *size* bytes each where *most* are allowed and *left* bytes are there."""
    if count > most:
        raise XdrError(f"{count} {what}, at most {most} are allowed", name)
    if count * size > left:
        raise XdrError(f"the data ends after {max(left, 0)} bytes, {count} {what} need {count * size} or more", name)


def unfit(names: Sequence[str], codes: Sequence[str], values: Sequence[object]) -> XdrError:
    """One of *values* cannot be written as its code says; find out which."""
    for name, code, value in zip(names, codes, values, strict=True):
        try:
            struct.pack(">" + code, value)
        except PACK_ERRORS:
            return XdrError(f"{value!r:.80} is not {_KINDS[code]}", name)
    raise AssertionError("all values fit")


_KINDS: Final = {
    "i": "a number of 32 bits",
    "I": "a number from 0 to 4294967295",
    "q": "a number of 64 bits",
    "Q": "a number from 0 to 18446744073709551615",
    "d": "a number",
    "16s": "16 bytes",
}


def out_of_range(name: str, value: object, low: int, high: int) -> XdrError:
    """*value* is none of a type that is smaller than its place on the wire."""
    return XdrError(f"{value!r:.80} is not from {low} to {high}", name)


def wrong_fields(value: object, names: Sequence[str]) -> XdrError:
    """*value* is no tuple of the fields of a struct."""
    return XdrError(f"{value!r:.80} has not the {len(names)} fields ({', '.join(names)})")


def wrong_type(name: str, value: object, expected: str) -> XdrError:
    """*value* is not of a type that can be written there."""
    return XdrError(f"{type(value).__name__} instead of {expected}", name)


def unfit_text(name: str, value: object) -> XdrError:
    """*value* cannot be sent as a string."""
    if not isinstance(value, str):
        return wrong_type(name, value, "str")
    return XdrError(f"{value!r:.80} cannot be encoded", name)


def data_bytes(value: object, name: str) -> bytes:
    """Bytes that can be sent."""
    if not isinstance(value, bytes | bytearray | memoryview):
        raise wrong_type(name, value, "bytes")
    return bytes(value)


_UUIDS: Final = 16_384  # more objects than are listed again and again, and a few MB


@lru_cache(_UUIDS)
def uuid_text(octets: bytes) -> str:
    """A UUID as drivers have it: lower-case text with hyphens."""
    digits = octets.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


@lru_cache(_UUIDS)
def uuid_octets(text: str) -> bytes:
    """The 16 bytes of a UUID.

    Raises:
        UUID_ERRORS: it is none.
    """
    octets = bytes.fromhex(text.replace("-", ""))
    if len(octets) != UUID_SIZE:
        raise ValueError(text)
    return octets


def unfit_uuid(name: str, value: object) -> XdrError:
    """*value* is no UUID."""
    return wrong_type(name, value, "str") if not isinstance(value, str) else XdrError(f"{value!r:.80} is no UUID", name)


def widened(chars: bytes) -> bytes:
    """Bytes as XDR has arrays of C's char: a word of four bytes for each, with its sign."""
    wide = bytearray(4 * len(chars))
    if not chars.isascii():
        wide[0::4] = wide[1::4] = wide[2::4] = chars.translate(_SIGN_OF_CHAR)
    wide[3::4] = chars
    return bytes(wide)
