"""A QEMU started only to be asked questions: bounded in time, gone afterwards, its last words kept."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Sequence
from typing import IO

from qemu.qmp import ConnectError, QMPError

from anyvirt.qemu.monitor import CommandFailed, Monitor, MonitorClosed
from anyvirt.util.wait import in_thread

_STDERR_LIMIT = 4096  # bytes of its last words; a crash dump may be long
_LAST_WORDS_S = 1.0  # how long a process that closed its monitor may take to end


class ProbeFailed(Exception):
    """The binary did not tell what it can do. The text says why, in a form that fits behind a colon."""

    def __init__(self, reason: str, *, transient: bool = False) -> None:
        super().__init__(reason)
        self.transient = transient


@contextlib.asynccontextmanager
async def paused_qemu(binary: str, options: Sequence[str], *, time_limit_s: float) -> AsyncIterator[Monitor]:
    """Start *binary* without devices and without running a guest, and yield its monitor.

    Raises:
        ProbeFailed: it could not be started, ended, refused a command or took longer than *time_limit_s* seconds in
            all, what the caller asks included.
    """
    with tempfile.TemporaryFile() as stderr:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            try:
                child = _start(binary, options, theirs, stderr)
            except OSError as exc:
                raise ProbeFailed(exc.strerror or str(exc)) from exc
            theirs.close()
            try:
                async with asyncio.timeout(time_limit_s):
                    monitor = await Monitor.connect(ours, name=binary, timeout=time_limit_s)
                    try:
                        yield monitor
                    finally:
                        await monitor.close()
            except TimeoutError as exc:
                raise ProbeFailed(f"it did not answer within {time_limit_s:g} s", transient=True) from exc
            except MonitorClosed as exc:
                if isinstance(exc.__cause__, TimeoutError):
                    raise ProbeFailed(f"it did not answer within {time_limit_s:g} s", transient=True) from exc
                if isinstance(exc.__cause__, ConnectError) and isinstance(exc.__cause__.exc, QMPError):
                    raise ProbeFailed(f"it does not speak QMP: {exc.__cause__.exc}") from exc
                raise ProbeFailed(await _last_words(child, stderr)) from exc
            except CommandFailed as exc:
                raise ProbeFailed(f"it refused a question: {exc.qmp_text}") from exc
            finally:
                await _end(child)


def _start(binary: str, options: Sequence[str], sock: socket.socket, stderr: IO[bytes]) -> subprocess.Popen[bytes]:
    argv = [
        binary,
        "-S",
        "-no-user-config",
        "-nodefaults",
        "-display", "none",
        *options,
        "-chardev", f"socket,id=monitor,fd={sock.fileno()}",
        "-mon", "chardev=monitor,mode=control",
    ]  # fmt: skip
    return subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        pass_fds=[sock.fileno()],
        env={**os.environ, "LC_ALL": "C"},  # what it says ends up in our messages
        process_group=0,
    )


async def _last_words(child: subprocess.Popen[bytes], stderr: IO[bytes]) -> str:
    """How *child* ended and what it said. It has ended afterwards."""
    if await _has_ended(child.pid, _LAST_WORDS_S):
        await _end(child)
        status = child.returncode
        ending = f"it was killed by {_signal_name(-status)}" if status < 0 else f"it exited with status {status}"
    else:
        await _end(child)
        ending = "it closed its monitor"
    size = stderr.seek(0, os.SEEK_END)
    stderr.seek(max(0, size - _STDERR_LIMIT))
    said = stderr.read().decode(errors="replace").strip()
    return f"{ending}: {said}" if said else ending


async def _has_ended(pid: int, timeout_s: float) -> bool:
    """Wait for the end of a child without collecting its status."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    pidfd = os.pidfd_open(pid)
    loop.add_reader(pidfd, ended.set)
    try:
        async with asyncio.timeout(timeout_s):
            await ended.wait()
    except TimeoutError:
        return False
    finally:
        loop.remove_reader(pidfd)
        os.close(pidfd)
    return True


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


async def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill *child* and all that it started, such as the real emulator behind a wrapper script."""
    if child.returncode is None:
        # Its status has not been collected, so the number of its group cannot belong to anybody else yet.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await asyncio.shield(in_thread(child.wait))
