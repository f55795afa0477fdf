"""QEMUs that a process of ours started and did not live to write down.

Between the start of the process and the moment when the status of its guest is on disk, only the folder of the guest
knows of it. Nobody was told that the guest runs; so whoever opens the root next ends it.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import signal
from collections.abc import Container
from pathlib import Path

from anyvirt.util.error import SystemCallError
from anyvirt.util.process import Process

_log = logging.getLogger("anyvirt.qemu")

_NOTE = "process"  # pid and start time, as text


def note(folder: Path, process: Process) -> None:
    """Write down, in the *folder* of a guest, which process was started for it.

    Raises:
        SystemCallError: it cannot be written.
    """
    try:
        (folder / _NOTE).write_text(f"{process.pid} {process.started}\n")
    except OSError as exc:
        raise SystemCallError(f"cannot write {folder / _NOTE}: {exc.strerror}", int1=exc.errno or -1) from exc


async def clear(runtime: Path, known: Container[Path]) -> None:
    """End what runs in the folders below *runtime* that are not *known*, and remove them."""
    if runtime.is_dir():
        await asyncio.gather(*(_clear(folder) for folder in runtime.glob("domain-*") if folder not in known))


async def _clear(folder: Path) -> None:
    try:
        pid, started = map(int, (folder / _NOTE).read_text().split())
    except (OSError, ValueError):
        process = None  # it was never started, or the note was not finished
    else:
        process = Process.adopt(pid, started)
    if process is not None:
        _log.error("process %d was left by a start that was cut short in %s; killing it", process.pid, folder)
        process.send_signal(signal.SIGKILL)
        await process.wait()
    shutil.rmtree(folder, ignore_errors=True)
