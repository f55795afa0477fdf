"""The bytes of the test driver's volumes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from anyvirt.driver.channels import CHUNK_BYTES, FileReader, FileWriter, system_error

_BLOCK_BYTES: Final = 512  # the unit of st_blocks


class VolumeData:
    """A file without a name: it takes no more room than what was written, and goes with the process at the latest.

    With *size*, in bytes, it always is as large as that, and zero where nothing was written. Else it is as large as
    what was written.
    """

    def __init__(self, size: int | None) -> None:
        self._fixed = size is not None
        with _explained("cannot make the file of a volume"):
            from tempfile import TemporaryFile

            self._file = TemporaryFile(prefix="anyvirt-volume-", buffering=0)  # noqa: SIM115 - closed by close()
        try:
            self.resize(size or 0)
        except BaseException:
            self.close()
            raise

    @property
    def size(self) -> int:
        """In bytes."""
        return os.fstat(self._file.fileno()).st_size

    @property
    def allocated(self) -> int:
        """Bytes that it takes."""
        return os.fstat(self._file.fileno()).st_blocks * _BLOCK_BYTES

    def reader(self, offset: int, length: int, *, sparse: bool) -> FileReader:
        """Reads *length* bytes, 0 for all, from *offset* on."""
        return FileReader(self._descriptor(), offset=offset, length=length or None, sparse=sparse)

    def writer(self, offset: int, length: int) -> FileWriter:
        """Writes at most *length* bytes, 0 for as many as fit, from *offset* on."""
        room = max(0, self.size - offset) if self._fixed else None
        if room is None:
            room = length or None
        elif length:
            room = min(length, room)
        return FileWriter(self._descriptor(), offset=offset, length=room, durable=False)  # it goes with the process

    def _descriptor(self) -> int:
        """One more, for a stream that closes it."""
        with _explained("cannot open the file of a volume"):
            return os.dup(self._file.fileno())

    def resize(self, size: int) -> None:
        """Make it *size* bytes large: what is cut off is lost, what is added is zero."""
        with _explained(f"cannot make the file of a volume {size} bytes large"):
            os.truncate(self._file.fileno(), size)

    def clear(self) -> None:
        """Forget all that was written."""
        size = self.size
        self.resize(0)
        if self._fixed:
            self.resize(size)

    def copy_from(self, other: VolumeData) -> None:
        """Begin with the data of *other*, as far as they fit. Not for an event loop: it takes its time."""
        source, target = other._file.fileno(), self._file.fileno()
        with _explained("cannot copy the data of a volume"):
            end = min(self.size, other.size) if self._fixed else other.size
            if not self._fixed:
                self.resize(end)
            for at, until in _written(source, end):
                while at < until:
                    at += os.pwrite(target, os.pread(source, min(CHUNK_BYTES, until - at), at), at)

    def close(self) -> None:
        """Let go of the data. A stream that is still open keeps them."""
        self._file.close()


def _written(fd: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a file before *end* that are no holes."""
    at = 0
    while at < end:
        try:
            start = os.lseek(fd, at, os.SEEK_DATA)
        except OSError:
            return  # nothing but a hole to the end
        at = os.lseek(fd, start, os.SEEK_HOLE)
        if start < end:
            yield start, min(at, end)


@contextmanager
def _explained(doing: str) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        raise system_error(exc, doing) from exc
