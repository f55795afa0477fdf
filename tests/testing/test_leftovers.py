"""The check that a test session leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from anyvirt.testing.processes import processes_using
from tests.leftovers import Leftovers

# Ends by itself with its standard input, whatever becomes of the test.
WAIT = [sys.executable, "-c", "import sys; print('ready', flush=True); sys.stdin.read()"]


def test_a_process_of_the_session_is_found(tmp_path: Path) -> None:
    """By the folder in its environment."""
    leftovers = Leftovers(tmp_path / "session")
    assert leftovers.found() == []
    environment = {**os.environ, "ANY_NAME": str(leftovers.folder)}
    with subprocess.Popen(WAIT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert [line.split(":")[0] for line in leftovers.found()] == [f"process {process.pid}"]
    assert leftovers.found() == []


@pytest.mark.parametrize("by", ["command line", "open file"])
def test_a_process_that_uses_a_folder_is_found(by: str, tmp_path: Path) -> None:
    """By its command line, or by a file that it has open there."""
    (tmp_path / "log").touch()
    command = [*WAIT, str(tmp_path)] if by == "command line" else WAIT
    with (
        (tmp_path / "log" if by == "open file" else Path(os.devnull)).open("w") as log,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        assert process.stdout is not None
        process.stdout.readline()
        assert list(processes_using(tmp_path)) == [process.pid]
    assert processes_using(tmp_path) == {}
