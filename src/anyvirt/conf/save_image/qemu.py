"""Save images of QEMU guests, as libvirt's `save` and `managedsave` write them.

A header of 92 bytes, the texts that it describes, and behind them the stream in which QEMU migrates. Numbers are 32
bits wide, in the order of bytes of the host that wrote them:

    16 bytes   LibvirtQemudSave; LibvirtQemudPart until the image is complete
    version    2
    length     bytes of the texts: the domain's XML, the cookie's (see `SaveCookie`), room to edit them, all zeros
    running    1 where the guest goes on running, 0 where it was paused
    format     how the stream is compressed
    offset     of the cookie within the texts; 0 without one
    56 bytes   unused, zeros

Each text ends with a zero byte.
"""

from __future__ import annotations

import enum
import struct
import sys
from typing import BinaryIO, Final, Self

from anyvirt.util.error import OperationFailed

_MAGIC: Final = b"LibvirtQemudSave"
_PARTIAL: Final = b"LibvirtQemudPart"
_VERSION: Final = 2
_NUMBERS: Final = "5I56x"
_HEADER_BYTES: Final = 16 + struct.calcsize(f"<{_NUMBERS}")
_ROOM_BYTES: Final = 64 * 1024  # what libvirt leaves for longer texts
_MOST_BYTES: Final = 64 * 1024 * 1024  # more than any text that is read as XML


class SaveFormat(enum.IntEnum):
    """What has packed the stream. The numbers are in files, for good."""

    RAW = 0
    GZIP = 1
    BZIP2 = 2
    XZ = 3
    LZOP = 4
    ZSTD = 5
    SPARSE = 6  # pages of memory at fixed places, for several readers at once


class QemuSaveImage:
    """The part of a save image that comes before QEMU's stream.

    Attributes:
        xml: the definition of the domain, with secrets.
        cookie: the document of a `SaveCookie`.
        running: the guest goes on running when it is restored, unless somebody asks for something else.
        format: how the stream is packed.
        texts_bytes: the place for both texts. It cannot change once there is a stream behind it.
    """

    def __init__(
        self,
        *,
        xml: str,
        cookie: str | None = None,
        running: bool = True,
        format: SaveFormat = SaveFormat.RAW,
        texts_bytes: int = 0,
    ) -> None:
        self.xml = xml
        self.cookie = cookie
        self.running = running
        self.format = format
        self.texts_bytes = texts_bytes or len(self._texts()) + _ROOM_BYTES

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if isinstance(other, QemuSaveImage) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    @property
    def stream_offset(self) -> int:
        """Where in the file QEMU's stream begins."""
        return _HEADER_BYTES + self.texts_bytes

    @classmethod
    def read(cls, file: BinaryIO) -> Self:
        """Read from the beginning of *file*, which stands at the beginning of the stream afterwards.

        Raises:
            OperationFailed: it is no save image, an incomplete or a damaged one, or one of a later version.
        """
        header = file.read(_HEADER_BYTES)
        if len(header) != _HEADER_BYTES:
            raise OperationFailed(f"save image: the header has {len(header)} of {_HEADER_BYTES} bytes")
        magic = header[: len(_MAGIC)]
        if magic == _PARTIAL:
            raise OperationFailed(
                "save image is incomplete", hint="the guest was not saved to its end; what there is cannot be restored"
            )
        if magic != _MAGIC:
            raise OperationFailed(f"image magic is incorrect: {magic!r} is no save image of a QEMU guest")
        version, texts_bytes, running, packed, offset = _numbers(header[len(_MAGIC) :])
        if version > _VERSION:
            raise OperationFailed(f"save image: version {version} is not supported, {_VERSION} is the latest that is")
        if not 0 < texts_bytes <= _MOST_BYTES:
            raise OperationFailed(f"save image: invalid length of data {texts_bytes}, at most {_MOST_BYTES}")
        if offset >= texts_bytes:
            raise OperationFailed(f"save image: the cookie is at {offset}, behind all {texts_bytes} bytes of data")
        if packed not in SaveFormat._value2member_map_:
            raise OperationFailed(f"save image: invalid compressed save format {packed}")
        texts = file.read(texts_bytes)
        if len(texts) != texts_bytes:
            raise OperationFailed(f"save image: ends after {len(texts)} of {texts_bytes} bytes of data")
        return cls(
            xml=_text(texts[: offset or None], "XML"),
            cookie=_text(texts[offset:], "cookie") if offset else None,
            running=bool(running),
            format=SaveFormat(packed),
            texts_bytes=texts_bytes,
        )

    def to_bytes(self, *, complete: bool = True) -> bytes:
        """The part of the file before the stream.

        Args:
            complete: False while the stream is being written, so that nobody restores half of it.

        Raises:
            OperationFailed: the texts have grown beyond the place that they have.
        """
        texts = self._texts()
        if len(texts) > self.texts_bytes:
            raise OperationFailed(
                f"new xml too large to fit in file: {len(texts)} bytes with the cookie, and room for {self.texts_bytes}"
            )
        offset = len(self.xml.encode()) + 1 if self.cookie is not None else 0
        numbers = struct.pack(f"={_NUMBERS}", _VERSION, self.texts_bytes, self.running, self.format, offset)
        return (_MAGIC if complete else _PARTIAL) + numbers + texts.ljust(self.texts_bytes, b"\0")

    def _texts(self) -> bytes:
        return b"".join(text.encode() + b"\0" for text in (self.xml, self.cookie) if text is not None)


def _numbers(data: bytes) -> tuple[int, ...]:
    """In the order of bytes in which the version makes sense."""
    own, other = ("<", ">") if sys.byteorder == "little" else (">", "<")
    numbers = struct.unpack(f"{own}{_NUMBERS}", data)
    return numbers if numbers[0] <= _VERSION else struct.unpack(f"{other}{_NUMBERS}", data)


def _text(data: bytes, what: str) -> str:
    text, end, _ = data.partition(b"\0")
    if not end or not text:
        raise OperationFailed(f"save image: the {what} {'is not terminated' if text else 'is empty'}")
    try:
        return text.decode()
    except UnicodeDecodeError as exc:
        raise OperationFailed(f"save image: the {what} is no text: {exc}") from exc
