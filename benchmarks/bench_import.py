"""What it costs to load anyvirt: the import alone, and a whole command."""

from __future__ import annotations

import compileall
import subprocess
import sys
import tempfile
from pathlib import Path

import anyvirt
import anyvirt_tools
from benchmarks.figures import Figure, alternating, seconds

ROUNDS = 15
COLD_LIST_S = 0.15


def measure() -> list[Figure]:
    """Interpreters and commands started afresh, with their byte code cached and the files in memory."""
    program = Path(sys.executable).with_name("anyvirt")
    for package in (Path(anyvirt.__file__).parent, Path(anyvirt_tools.__file__).parent):
        # As an installation does. Left to the first run, it would not happen where PYTHONDONTWRITEBYTECODE is set.
        compileall.compile_dir(str(package), quiet=2)
    with tempfile.TemporaryDirectory(prefix="avb-") as root:
        nothing, imported, listed = alternating(
            [
                lambda: _run(sys.executable, "-c", "pass"),
                lambda: _run(sys.executable, "-c", "import anyvirt"),
                lambda: _run(str(program), "--connect", f"qemu:///embed?root={root}", "list", "--all"),
            ],
            ROUNDS,
        )
    return [
        Figure("python -c pass", nothing * 1000, "ms"),
        Figure("python -c 'import anyvirt'", imported * 1000, "ms"),
        Figure("import anyvirt / pass", imported / nothing, "x"),
        Figure("anyvirt list, cold start", listed * 1000, "ms", COLD_LIST_S * 1000),
    ]


def _run(*command: str) -> float:
    return seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))
