"""One process at a time owns a folder."""

from __future__ import annotations

import errno
import fcntl
import os
import textwrap
import time
from pathlib import Path
from typing import Self

from anyvirt.util.error import OperationFailed, SystemCallError
from anyvirt.util.wait import sleep

_RETRY_S = 0.02
_COMMAND = 120  # characters of the holder's command line that an error shows

_held: set[int] = set()


def _close_inherited() -> None:
    """In a forked child: a lock would last as long as any copy of its descriptor, and it is the parent's."""
    for fd in _held:
        os.close(fd)
    _held.clear()


os.register_at_fork(after_in_child=_close_inherited)


class LockFile:
    """A lock that the kernel releases when its process ends, however it ends."""

    def __init__(self, path: Path, fd: int) -> None:
        self._path = path
        self._fd = fd
        _held.add(fd)

    @classmethod
    async def acquire(cls, path: Path, *, timeout_s: float) -> Self:
        """Lock *path*, waiting for its turn at most *timeout_s* seconds.

        Raises:
            OperationFailed: another process kept it; the sentence names it.
            SystemCallError: the file cannot be made or opened.
        """
        try:
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as exc:
            hint = None
            if exc.errno in (errno.EACCES, errno.EPERM):
                hint = f"{path.parent} must belong to the user who runs this (uid {os.geteuid()})"
            raise SystemCallError(
                f"cannot open the lock {path}: {exc.strerror}", int1=exc.errno or -1, hint=hint
            ) from exc
        deadline = time.monotonic() + timeout_s
        try:
            while not _try_lock(fd):
                if time.monotonic() >= deadline:
                    raise OperationFailed(
                        f"{path.parent} is in use by {_holder(fd)}, waited {timeout_s:g} s",
                        hint="close its connection, or use another root",
                    )
                await sleep(_RETRY_S)
            os.ftruncate(fd, 0)
            os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
        except BaseException:
            os.close(fd)
            raise
        return cls(path, fd)

    def release(self) -> None:
        """Let the next one in. The file stays: removing it would let two processes lock two files of one name."""
        if self._fd in _held:  # not in a child
            _held.remove(self._fd)
            os.close(self._fd)


def _try_lock(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(fd: int) -> str:
    pid = os.pread(fd, 32, 0).decode("ascii", "replace").strip()
    try:
        command = Path(f"/proc/{int(pid)}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (OSError, ValueError):
        return f"process {pid or 'unknown'}"
    return f"process {pid} ({textwrap.shorten(command, _COMMAND)})"
