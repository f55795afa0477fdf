"""The check that a test session leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from anyvirt.testing.processes import processes_naming
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


def test_a_process_that_names_a_folder_is_found(tmp_path: Path) -> None:
    """By its command line."""
    with subprocess.Popen([*WAIT, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert list(processes_naming(tmp_path)) == [process.pid]
    assert processes_naming(tmp_path) == {}
