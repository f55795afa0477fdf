"""Rules about the repository itself that no other tool checks."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINES = 800  # a longer module is two modules
NOTE_KINDS = {"added", "changed", "fixed", "removed"}


def modules() -> list[Path]:
    folders = ("src", "tests", "benchmarks", "scripts", "examples")
    return [path for folder in folders for path in (ROOT / folder).rglob("*.py")]


def test_no_module_is_too_long() -> None:
    """What the generator wrote does not count: nobody edits it."""
    too_long = {
        str(path.relative_to(ROOT)): count
        for path in modules()
        if (count := (text := path.read_text()).count("\n")) >= LINES and "generated" not in text[:300].lower()
    }
    assert too_long == {}


def test_change_notes_are_named_so_that_they_are_found() -> None:
    """towncrier passes over a file whose kind it does not know."""
    notes = [path.name for path in (ROOT / "changelog.d").iterdir() if not path.name.startswith(".")]
    assert [name for name in notes if name.split(".")[-2:-1][0] not in NOTE_KINDS or not name.endswith(".md")] == []


@pytest.mark.parametrize("script", [".ci/run", "scripts/setup.sh"])
def test_scripts_can_be_run(script: str) -> None:
    """They are executable, and bash can read them."""
    path = ROOT / script
    assert os.access(path, os.X_OK)
    subprocess.run(["bash", "-n", path], check=True)
