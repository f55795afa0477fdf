"""qemu.strays: what a process that ended in the middle of a start leaves."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

from anyvirt.qemu import strays
from anyvirt.util.process import Process


def spawn() -> Process:
    with open(os.devnull, "wb") as output:
        return Process.spawn(["/bin/sleep", "1000"], env={}, output=output.fileno())


def folder(tmp_path: Path, name: str = "domain-1-x") -> Path:
    made = tmp_path / name
    made.mkdir()
    return made


async def test_what_was_being_started_is_ended(tmp_path: Path) -> None:
    stray, process = folder(tmp_path), spawn()
    strays.note(stray, process)
    await strays.clear(tmp_path, set())
    assert await process.wait(10)
    assert not stray.exists()


async def test_what_was_started_is_known_by_its_status(tmp_path: Path) -> None:
    known, process = folder(tmp_path), spawn()
    strays.note(known, process)
    strays.forget(known)
    await strays.clear(tmp_path, {known})
    assert known.exists()
    assert not process.ended
    process.send_signal(signal.SIGKILL)
    assert await process.wait(10)


async def test_folders_of_nobody(tmp_path: Path) -> None:
    """An empty one, one whose process ended long ago, one whose note was not finished, one with a dead socket."""
    folder(tmp_path, "domain-1-empty")
    (folder(tmp_path, "domain-2-ended") / "starting").write_text("999999999 1\n")
    (folder(tmp_path, "domain-3-half") / "starting").write_text("12")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder(tmp_path, "domain-4-dead") / "monitor.sock"))
        listener.listen()
    folder(tmp_path, "something else")
    await strays.clear(tmp_path, set())
    assert os.listdir(tmp_path) == ["something else"]


async def test_another_process_of_the_same_number_is_left_alone(tmp_path: Path) -> None:
    (folder(tmp_path) / "starting").write_text(f"{os.getpid()} 1\n")
    await strays.clear(tmp_path, set())
    assert os.listdir(tmp_path) == []


async def test_a_guest_whose_status_is_lost(tmp_path: Path) -> None:
    """It may be somebody's work: it is left alone."""
    lost = folder(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(lost / "monitor.sock"))
        listener.listen()
        await strays.clear(tmp_path, set())
        assert lost.exists()


async def test_no_folder_at_all(tmp_path: Path) -> None:
    await strays.clear(tmp_path / "none", set())
