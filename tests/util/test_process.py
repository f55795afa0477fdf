"""util.process: children that outlive their watcher, and finding them again."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import signal
import stat
import sys
import threading
from pathlib import Path

import pytest

from anyvirt.util.process import Process


def spawn(tmp_path: Path, *argv: str) -> Process:
    with (tmp_path / "output").open("wb") as output:
        return Process.spawn(argv, env={}, output=output.fileno())


async def test_exit_status_and_output(tmp_path: Path) -> None:
    process = spawn(tmp_path, "/bin/sh", "-c", "echo out; echo err >&2; exit 3")
    assert await process.wait(10)
    assert process.exit_status == 3
    assert (tmp_path / "output").read_text() == "out\nerr\n"


async def test_signal_ends_it(tmp_path: Path) -> None:
    process = spawn(tmp_path, "/bin/sleep", "60")
    assert not await process.wait(0)
    process.send_signal(signal.SIGKILL)
    assert await process.wait(10)
    assert process.exit_status == -signal.SIGKILL
    process.send_signal(signal.SIGTERM)  # nothing to hit any more, and no other process hit instead


async def test_it_leads_a_session_of_its_own(tmp_path: Path) -> None:
    """Ctrl-C at our terminal must not reach a guest."""
    process = spawn(tmp_path, "/bin/sleep", "60")
    assert os.getsid(process.pid) == process.pid
    process.send_signal(signal.SIGKILL)
    assert await process.wait(10)


async def test_found_again_by_pid_and_start_time(tmp_path: Path) -> None:
    process = spawn(tmp_path, "/bin/sleep", "60")
    process.forget()
    again = Process.adopt(process.pid, process.started)
    assert again is not None
    again.send_signal(signal.SIGTERM)
    assert await again.wait(10)
    assert again.exit_status == -signal.SIGTERM


async def test_another_process_of_the_same_number_is_not_adopted() -> None:
    assert Process.adopt(os.getpid(), started=1) is None


async def test_ended_process_is_not_adopted(tmp_path: Path) -> None:
    process = spawn(tmp_path, "/bin/true")
    assert await process.wait(10)
    assert Process.adopt(process.pid, process.started) is None


async def test_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        spawn(tmp_path, str(tmp_path / "no-such-program"))


async def test_descriptors_are_closed_but_for_those_passed(tmp_path: Path) -> None:
    read, write = os.pipe()
    script = "import os; print([n for n in range(1000) if os.path.exists(f'/proc/self/fd/{n}')])"
    with (tmp_path / "output").open("wb") as output:
        process = Process.spawn([sys.executable, "-c", script], env={}, output=output.fileno(), pass_fds=[write])
    assert await process.wait(10)
    os.close(read)
    os.close(write)
    assert json.loads((tmp_path / "output").read_text()) == [0, 1, 2, write]


async def test_what_it_writes_is_ours_alone(tmp_path: Path) -> None:
    """Sockets and logs of a guest, whatever the caller's umask."""
    before = os.umask(0)
    try:
        process = spawn(tmp_path, "/bin/sh", "-c", f"echo > {tmp_path}/file; mkdir {tmp_path}/folder")
    finally:
        os.umask(before)
    assert await process.wait(10)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "folder").stat().st_mode) == 0o700


async def test_a_child_that_cannot_be_watched_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when no descriptor is left."""
    pids: list[int] = []

    def fail(pid: int) -> int:
        pids.append(pid)
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(os, "pidfd_open", fail)
    with pytest.raises(OSError, match="Too many open files"):
        spawn(tmp_path, "/bin/sleep", "60")
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


async def test_a_child_that_ended_unwatched_is_not_adopted(tmp_path: Path) -> None:
    """Its number is taken until its status is collected."""
    process = spawn(tmp_path, "/bin/sleep", "60")
    process.forget()
    os.kill(process.pid, signal.SIGKILL)
    # Dead, and still there.
    await asyncio.to_thread(os.waitid, os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert Process.adopt(process.pid, process.started) is None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


async def test_a_thread_is_not_adopted() -> None:
    release = threading.Event()
    thread = threading.Thread(target=release.wait)
    thread.start()
    assert thread.native_id is not None
    assert Process.adopt(thread.native_id, 1) is None
    release.set()
    thread.join()
