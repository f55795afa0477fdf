"""Finding processes that something has left behind."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def processes_using(folder: Path) -> dict[int, str]:
    """The processes that name *folder* on their command line or have a file in it open, with their command lines.

    Processes of other users, which only root may look into, are left out, and so is the caller.
    """
    found = {}
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        with suppress(OSError):  # it ended meanwhile, or is another user's
            command = (process / "cmdline").read_bytes()
            if os.fsencode(folder) in command or _has_open(process, folder):
                found[int(process.name)] = command.rstrip(b"\0").replace(b"\0", b" ").decode(errors="replace")
    return found


def _has_open(process: Path, folder: Path) -> bool:
    return any(os.readlink(descriptor).startswith(f"{folder}/") for descriptor in (process / "fd").iterdir())
