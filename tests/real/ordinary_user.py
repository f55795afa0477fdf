"""Our client, run by ordinary users of the host."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import anyvirt

NOBODY = 65534
SOURCES = str(Path(anyvirt.__file__).parents[1])
_PROGRAM = Path(__file__).with_name("remote_client.py")
_END_S = 60


@cache
def interpreter() -> str:
    """A Python that an ordinary user can run with our sources; "" if there is none."""
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            ran = subprocess.run(
                [python, "-c", "import anyvirt"],
                user=NOBODY,
                group=NOBODY,
                extra_groups=[],
                cwd="/",
                env={"PYTHONPATH": SOURCES, "PYTHONDONTWRITEBYTECODE": "1"},
                capture_output=True,
            )
        except OSError:
            continue
        if ran.returncode == 0:
            return python
    return ""


def need_users() -> None:
    """Skip the test where nobody can be an ordinary user."""
    if os.geteuid() != 0:
        pytest.skip("only root can be somebody else")
    if not interpreter():
        pytest.skip("an ordinary user cannot run Python with these sources")


def make_home(folder: Path, uid: int = NOBODY) -> Path:
    """A folder `home` in *folder* that belongs to a user, who can reach it."""
    home = folder / "home"
    home.mkdir()
    os.chown(home, uid, uid)
    let_in(home)
    return home


def let_in(path: Path) -> None:
    """Let users pass all folders on the way to *path*."""
    for parent in path.parents:
        if not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o001)


def run_as(uid: int, home: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Have a user run a program."""
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=_END_S,
        user=uid,
        group=uid,
        extra_groups=[],
        cwd="/",
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": SOURCES,
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            **environment,
        },
    )


def look_as(uid: int, home: Path, *arguments: str, **environment: str) -> dict[str, Any]:
    """What our client finds, in both flavours, when a user runs it."""
    done = run_as(uid, home, interpreter(), str(_PROGRAM), *arguments, **environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found
