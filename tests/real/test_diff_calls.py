"""The same calls made with the original libvirt-python and here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SKIPPED = 77  # exit status of the script
LIMIT_S = 300  # many times what it takes


def compare(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.diff_calls", *arguments],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        cwd=ROOT,
    )
    if done.returncode == SKIPPED:
        pytest.skip(done.stdout.strip())
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


@pytest.mark.peer("libvirt-python >= 9.0")
@pytest.mark.timeout(LIMIT_S + 10)
def test_calls_answer_as_those_of_libvirt_python() -> None:
    """Values, shapes, order, errors and events of every call of the scenes."""
    compare()


@pytest.mark.peer("libvirt-python >= 9.0")
@pytest.mark.timeout(LIMIT_S + 10)
def test_libvirt_python_finds_on_a_daemon_what_its_own_driver_has() -> None:
    compare("--daemon", "libvirt")


@pytest.mark.timeout(LIMIT_S + 10)
def test_a_daemon_changes_nothing_of_what_a_driver_answers() -> None:
    """Nor of the words of its errors."""
    compare("--daemon", "anyvirt")
