"""What the original libvirt makes of a document, and what we make of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent.parent / "scripts" / "diff_libvirt.py"
SKIPPED = 77  # exit status of the script
LIMIT_S = 120  # many times what it takes


@pytest.mark.peer("libvirt >= 9.0", "virsh >= 9.0", "qemu >= 7.2")
def test_definitions_are_those_of_libvirt() -> None:
    """Defaults, addresses and refusals of every document in the folder beside this file."""
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, timeout=LIMIT_S, check=False)
    if done.returncode == SKIPPED:
        pytest.skip(done.stdout.strip())
    different = [line for line in done.stdout.splitlines() if not line.endswith("identical")]
    assert (done.returncode, different, done.stderr) == (0, [], "")
