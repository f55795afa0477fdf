"""Finding processes that something has left behind."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def processes_naming(folder: Path) -> dict[int, str]:
    """The processes that name *folder* on their command line, as emulators do, with that line."""
    found = {}
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        with suppress(OSError):  # it ended meanwhile, or hides from us
            command = (process / "cmdline").read_bytes()
            if os.fsencode(folder) in command:
                found[int(process.name)] = command.rstrip(b"\0").replace(b"\0", b" ").decode(errors="replace")
    return found
