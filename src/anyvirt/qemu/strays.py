"""Folders of guests that nobody knows any more, because a process of ours ended in the middle of something.

Between the start of a QEMU and the moment when the status of its guest is on disk, only a note in the guest's folder
tells of it. Nobody was told that this guest runs; so whoever opens the root next ends it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Container
from pathlib import Path

from anyvirt.util.error import SystemCallError
from anyvirt.util.process import Process

_log = logging.getLogger("anyvirt.qemu")

_NOTE = "starting"  # pid and start time, as text


def note(folder: Path, process: Process) -> None:
    """Write down, in the *folder* of a guest, which process is being started for it.

    Raises:
        SystemCallError: it cannot be written.
    """
    try:
        (folder / _NOTE).write_text(f"{process.pid} {process.started}\n")
    except OSError as exc:
        raise SystemCallError(
            f"cannot write {folder / _NOTE}: {exc.strerror}",
            int1=exc.errno or -1,
            hint=f"{folder} must be a folder that the user who runs this (uid {os.geteuid()}) may write to",
        ) from exc


def forget(folder: Path) -> None:
    """From now on its status tells of the guest."""
    (folder / _NOTE).unlink(missing_ok=True)


async def clear(runtimes: Path, known: Container[Path]) -> None:
    """Remove the folders below *runtimes* that are not *known*, and end what was being started in them."""
    await asyncio.gather(*(_clear(folder) for folder in _folders(runtimes) if folder not in known))


def _folders(runtimes: Path) -> list[Path]:
    return list(runtimes.glob("domain-*"))  # none where *runtimes* is not there yet


async def _clear(folder: Path) -> None:
    process = _noted(folder)
    if process is not None:
        _log.error("process %d was left by a start that was cut short in %s; killing it", process.pid, folder)
        process.send_signal(signal.SIGKILL)
        await process.wait()
    elif _is_served(folder / "monitor.sock"):
        # A guest that was up, but its status is lost or was set aside. It is somebody's work: leave it alone.
        _log.error("a QEMU that belongs to no known domain runs in %s", folder)
        return
    import shutil  # which those who only look need not load

    shutil.rmtree(folder, ignore_errors=True)


def _noted(folder: Path) -> Process | None:
    try:
        pid, started = map(int, (folder / _NOTE).read_text().split())
    except (OSError, ValueError):
        return None
    return Process.adopt(pid, started)


def _is_served(path: Path) -> bool:
    """Whether somebody listens at the Unix socket *path*, which may be longer than a socket address can be."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK) as probe:
        folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            probe.connect(f"/proc/self/fd/{folder}/{path.name}")
        except BlockingIOError:  # its queue is full
            return True
        except OSError:
            return False
        finally:
            os.close(folder)
    return True
