"""Long-lived child processes that may outlive us, and processes that an earlier run of ours left."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

# Children whose watcher may have been given up: the status of each must be collected by somebody.
_children: dict[int, subprocess.Popen[bytes]] = {}


class Process:
    """A process that we started, or found again by its pid and start time.

    It is watched through a pidfd: no polling, and no mistake when the kernel gives its number to another.
    """

    def __init__(self, pid: int, started: int) -> None:
        self.pid = pid
        self.started = started
        """Clock ticks between boot and the process's start: with the pid, its identity."""
        self._child = _children.get(pid)
        self._pidfd = os.pidfd_open(pid)
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ended.get_loop().add_reader(self._pidfd, self._on_exit)

    @classmethod
    def spawn(cls, argv: Sequence[str], *, env: Mapping[str, str], output: int, pass_fds: Sequence[int] = ()) -> Self:
        """Start *argv* in a session of its own, printing to the descriptor *output*.

        Raises:
            OSError: it cannot be executed.
        """
        _bury()
        child = subprocess.Popen(
            argv,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=tuple(pass_fds),
            start_new_session=True,
            umask=0o077,  # what it writes is ours alone, whatever the caller's umask lets through
        )
        _children[child.pid] = child
        try:
            return cls(child.pid, _stat(child.pid).started)
        except BaseException:  # nobody would ever know of it
            child.kill()
            child.wait()
            del _children[child.pid]
            raise

    @classmethod
    def adopt(cls, pid: int, started: int) -> Self | None:
        """Find the process again that was *pid* and *started* then; None if it has ended since."""
        _bury()
        try:
            process = cls(pid, started)
        except OSError as exc:
            # The number of a thread is no process either: EINVAL, or ENOENT with later kernels.
            if exc.errno not in (errno.ESRCH, errno.EINVAL, errno.ENOENT):
                raise
            return None
        # Asked after the pidfd was opened: from here on the number cannot change hands unnoticed.
        found = _stat(pid)
        if found.started != started or found.dead:
            process.forget()
            return None
        return process

    @property
    def ended(self) -> bool:
        return self._ended.done()

    @property
    def exit_status(self) -> int | None:
        """The exit status, or minus the signal that ended it; None while it runs or if it is not our child."""
        return self._child.returncode if self._child is not None else None

    async def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for its end, at most *timeout_s* seconds; say whether it has ended."""
        try:
            async with asyncio.timeout(timeout_s):
                await asyncio.shield(self._ended)
        except TimeoutError:
            return False
        return True

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal; nothing happens if it has ended already."""
        if not self.ended:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, number)

    def forget(self) -> None:
        """Stop watching; the process goes on."""
        if self._pidfd >= 0:
            self._ended.get_loop().remove_reader(self._pidfd)
            os.close(self._pidfd)
            self._pidfd = -1

    def _on_exit(self) -> None:
        if self._child is not None:
            self._child.wait()  # it has ended: this only collects the status
            _children.pop(self.pid, None)
        self.forget()
        if not self._ended.done():
            self._ended.set_result(None)


def _bury() -> None:
    """Collect the children that ended while nobody watched them."""
    for pid, child in list(_children.items()):
        if child.poll() is not None:
            del _children[pid]


class _Stat(NamedTuple):
    started: int  # 0 for a process that is not there
    dead: bool  # gone, or only its exit status is left for its parent


def _stat(pid: int) -> _Stat:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return _Stat(0, True)
    # The name in the second field may hold spaces and parentheses; the third field follows it.
    fields = text.rpartition(")")[2].split()
    return _Stat(int(fields[19]), fields[0] in "ZX")
