"""The original virsh on our daemon's test driver prints what it prints on its own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SKIPPED = 77  # exit status of the script
LIMIT_S = 300  # many times what it takes
SUBCOMMANDS = 150  # fewer would not be all groups of them


@pytest.mark.peer("virsh >= 9.0")
@pytest.mark.timeout(LIMIT_S + 10)
def test_virsh_prints_the_same_on_a_daemon_of_ours() -> None:
    """What each command of the scenes prints, of all groups of commands."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.diff_virsh"],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        cwd=ROOT,
    )
    if done.returncode == SKIPPED:
        pytest.skip(done.stdout.strip())
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    count = re.search(r"(\d+) subcommands", done.stdout)
    assert count is not None
    assert int(count[1]) >= SUBCOMMANDS
