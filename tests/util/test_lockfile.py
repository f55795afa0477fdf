"""util.lockfile: one process at a time, with the holder named."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from anyvirt.util.error import OperationFailed, SystemCallError
from anyvirt.util.lockfile import LockFile

_HOLD = """
import asyncio, sys
from pathlib import Path
from anyvirt.util.lockfile import LockFile
lock = asyncio.run(LockFile.acquire(Path(sys.argv[1]), timeout_s=5))
print("held", flush=True)
sys.stdin.read()
"""


def test_second_process_waits_then_names_the_holder(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(OperationFailed, match=rf"{tmp_path} is in use by process {holder.pid} \(.*python"):
            asyncio.run(LockFile.acquire(path, timeout_s=0.05))
        holder.stdin.close()
        holder.wait(10)
    asyncio.run(LockFile.acquire(path, timeout_s=0)).release()


async def test_release_lets_the_next_in(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    (await LockFile.acquire(path, timeout_s=0)).release()
    second = await LockFile.acquire(path, timeout_s=0)
    assert path.read_text() == f"{os.getpid()}\n"
    second.release()


async def test_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SystemCallError, match=r"cannot open the lock .*gone/lock: No such file or directory"):
        await LockFile.acquire(tmp_path / "gone" / "lock", timeout_s=0)


async def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    """In a folder that others can write to, it may lead to a file of ours that must not be emptied."""
    precious = tmp_path / "precious"
    precious.write_text("data")
    (tmp_path / "lock").symlink_to(precious)
    with pytest.raises(SystemCallError, match=r"cannot open the lock .*Too many levels of symbolic links"):
        await LockFile.acquire(tmp_path / "lock", timeout_s=0)
    assert precious.read_text() == "data"
