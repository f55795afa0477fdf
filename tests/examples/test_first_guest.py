"""The program that the README shows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from anyvirt.testing import TinyGuest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "examples" / "first_guest.py"


def test_the_readme_shows_the_program() -> None:
    """What a reader copies is what is tested, in at most ten lines of code."""
    _, _, code = PROGRAM.read_text().partition('"""\n\n')
    assert code in (ROOT / "README.md").read_text()
    assert len([line for line in code.splitlines() if line and not line.startswith(("import", "from"))]) <= 10


@pytest.mark.real
def test_it_boots_a_guest_and_leaves_nothing(tiny: TinyGuest, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guest answers, and its folder is gone afterwards."""
    monkeypatch.setenv("TMPDIR", str(root))
    done = subprocess.run([sys.executable, PROGRAM], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Linux ")
    assert list(root.iterdir()) == []
