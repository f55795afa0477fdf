"""Storage on test:///default, call by call, beside the original."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parent / "storage_calls.py"
LIMIT_S = 120  # many times what it takes

# What the original answers otherwise, and why we do not follow it.
ON_PURPOSE = {
    "gone listAllVolumes": "its message names the UUID for this call, and the name for listVolumes()",
}


def outcomes(python: str, module: str) -> list[Any]:
    done = subprocess.run(
        [python, SCRIPT, module], capture_output=True, text=True, timeout=LIMIT_S, check=False, cwd=SCRIPT.parent
    )
    assert (done.returncode, done.stderr) == (0, "")
    loaded: list[Any] = json.loads(done.stdout)
    return loaded


@pytest.mark.peer("libvirt-python >= 9.0")
def test_every_call_about_storage_answers_as_the_original() -> None:
    """Values, shapes, codes, origins, messages and events of about 700 calls."""
    theirs = outcomes("/usr/bin/python3", "libvirt")
    ours = outcomes(sys.executable, "anyvirt")
    assert [label for label, _ in ours] == [label for label, _ in theirs]
    different = [
        (label, mine, original)
        for (label, mine), (_, original) in zip(ours, theirs, strict=True)
        if mine != original and label not in ON_PURPOSE
    ]
    assert different == []
    assert len(ours) > 600
