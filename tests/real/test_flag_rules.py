"""Which flags do not go together, for every function of the table, as the original library says."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from anyvirt.api.model import Function
from anyvirt.api.table import ROWS

SYSTEM_PYTHON = "/usr/bin/python3"  # Debian builds libvirt-python for this one
SOURCES = Path(__file__).parents[2] / "src"
WITH_FLAGS = [
    row for row in ROWS if row.owner.value.startswith("vir") and any(arg.name == "flags" for arg in row.public_args)
]

pytestmark = [pytest.mark.peer("libvirt-python"), pytest.mark.real]


@cache
def rules(python: str, library: str) -> dict[str, dict[str, list[Any]]]:
    """What one library refuses of the calls of all rows."""
    rows = [
        [row.c_name, row.owner.value, row.name, [[arg.name, arg.type.python] for arg in row.public_args]]
        for row in WITH_FLAGS
    ]
    script = str(Path(__file__).with_name("flag_calls.py"))
    done = subprocess.run(
        [python, script, library],
        input=json.dumps(rows),
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(SOURCES), "PATH": "/usr/bin:/bin"},
    )
    found: dict[str, dict[str, list[Any]]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def theirs() -> dict[str, dict[str, list[Any]]]:
    return rules(SYSTEM_PYTHON, "libvirt")


@pytest.fixture(scope="module")
def ours() -> dict[str, dict[str, list[Any]]]:
    return rules(sys.executable, "anyvirt")


@pytest.mark.parametrize("row", WITH_FLAGS, ids=lambda row: str(row.c_name))
def test_flags_that_do_not_go_together_are_refused_alike(
    row: Function, theirs: dict[str, dict[str, list[Any]]], ours: dict[str, dict[str, list[Any]]]
) -> None:
    """Code, domain and message."""
    if row.c_name not in theirs:
        pytest.skip("the original that is installed does not have it, or no object to call it on")
    assert ours[row.c_name] == theirs[row.c_name]


def test_the_table_has_all_rules(theirs: dict[str, dict[str, list[Any]]]) -> None:
    """Those that were found by trying are those that the rows say."""
    said = {row.c_name for row in WITH_FLAGS if row.exclusive or row.requires}
    setters = {
        row.c_name for row in WITH_FLAGS if row.typed and row.typed.known
    }  # have the rules of what they call first
    assert {function for function, found in theirs.items() if found} - setters <= said
