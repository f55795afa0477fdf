"""The log of a domain: how its QEMU was started, and what it printed."""

from __future__ import annotations

import datetime
import os
import shlex
from io import FileIO
from pathlib import Path

from anyvirt.util.error import SystemCallError

_TAIL = 4096  # bytes of output that an error shows at most
_MARK = "anyvirt: starting: "


def open_log(path: Path, argv: list[str]) -> FileIO:
    """Open the log for QEMU to print to, with the command line as its first line.

    Raises:
        SystemCallError: it cannot be written, or is a link to somewhere else.
    """
    command = shlex.join(argv).replace("\n", "\\n")  # one line: what QEMU prints begins with the next
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S+0000")
    try:
        # Appending: every write of QEMU's goes to the end, whoever else wrote meanwhile.
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        log = os.fdopen(os.open(path, flags, 0o600), "ab", buffering=0)
        try:
            log.write(f"{stamp} {_MARK}{command}\n".encode(errors="surrogateescape"))
        except BaseException:
            log.close()
            raise
    except OSError as exc:
        raise SystemCallError(f"cannot write the log {path}: {exc.strerror}", int1=exc.errno or -1) from exc
    return log


def last_words(path: Path) -> str:
    """What the QEMU that was started last printed, in one line."""
    try:
        with path.open("rb") as log:
            size = log.seek(0, 2)
            log.seek(max(0, size - 16 * _TAIL))
            text = log.read().decode(errors="replace")
    except OSError:
        return ""
    _, found, output = text.rpartition(_MARK)
    if found:
        output = output.partition("\n")[2]
    return " ".join(output[-_TAIL:].split())
