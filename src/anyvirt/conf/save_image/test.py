"""Save images of libvirt's test driver: 15 bytes of magic, the length of the definition, the definition.

The length is a number of 32 bits in the order of bytes of the host. The guests of that driver have no state but one:
whether they are paused. libvirt forgets it; here an image of a paused guest has a mark behind the definition, where
libvirt does not look.
"""

from __future__ import annotations

import struct
from typing import BinaryIO, Final, Self

from anyvirt.util.error import InternalError

MAGIC: Final = b"TestGuestMagic\0"  # the whole content of a core dump
_LENGTH: Final = struct.Struct("=i")
_PAUSED: Final = b"paused\0"
_MOST_BYTES: Final = 64 * 1024 * 1024  # more than any text that is read as XML; libvirt itself reads 8192


class TestSaveImage:
    """The whole image: the definition of the domain, with secrets."""

    __test__ = False  # no collection of tests, whatever the name says to pytest

    def __init__(self, *, xml: str, paused: bool = False) -> None:
        self.xml = xml
        self.paused = paused

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if isinstance(other, TestSaveImage) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def read(cls, file: BinaryIO) -> Self:
        """Raises:
        InternalError: it is no save image of the test driver, or a damaged one.
        """
        magic = file.read(len(MAGIC))
        if magic != MAGIC:
            raise InternalError(f"mismatched header: {magic!r} is no save image of the test driver")
        length_bytes = file.read(_LENGTH.size)
        if len(length_bytes) != _LENGTH.size:
            raise InternalError("save image: ends before the length of its metadata")
        (length,) = _LENGTH.unpack(length_bytes)
        if not 0 < length <= _MOST_BYTES:
            raise InternalError(f"save image: length of metadata {length} is out of range, at most {_MOST_BYTES}")
        xml = file.read(length)
        if len(xml) != length:
            raise InternalError(f"save image: ends after {len(xml)} of {length} bytes of metadata")
        try:
            return cls(xml=xml.decode(), paused=file.read(len(_PAUSED)) == _PAUSED)
        except UnicodeDecodeError as exc:
            raise InternalError(f"save image: the metadata is no text: {exc}") from exc

    def to_bytes(self) -> bytes:
        """The file."""
        xml = self.xml.encode()
        return MAGIC + _LENGTH.pack(len(xml)) + xml + (_PAUSED if self.paused else b"")
