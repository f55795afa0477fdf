"""Which flags do not go together, and what a read-only connection refuses, for every function of the table.

As the original library says.
"""

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
METHODS = [row for row in ROWS if row.owner.value.startswith("vir")]
WITH_FLAGS = [row for row in METHODS if any(arg.name == "flags" for arg in row.public_args)]
# libvirt-python answers None there, and forgets to raise.
SILENT = ("virDomainGetGuestVcpus", "virDomainMigrateGetMaxDowntime", "virDomainMigrateGetCompressionCache")

pytestmark = [pytest.mark.peer("libvirt-python"), pytest.mark.real]


Rules = dict[str, dict[str, Any]]


@cache
def rules(python: str, library: str) -> Rules:
    """What one library refuses of the calls of all rows."""
    rows = [
        [row.c_name, row.owner.value, row.name, [[arg.name, arg.type.python] for arg in row.public_args]]
        for row in METHODS
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
    found: Rules = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def theirs() -> Rules:
    return rules(SYSTEM_PYTHON, "libvirt")


@pytest.fixture(scope="module")
def ours() -> Rules:
    return rules(sys.executable, "anyvirt")


@pytest.mark.parametrize("row", WITH_FLAGS, ids=lambda row: str(row.c_name))
def test_flags_that_do_not_go_together_are_refused_alike(row: Function, theirs: Rules, ours: Rules) -> None:
    """Code, domain and message."""
    if row.c_name not in theirs["flags"]:
        pytest.skip("the original that is installed does not have it, or no object to call it on")
    assert ours["flags"][row.c_name] == theirs["flags"][row.c_name]


def test_the_table_has_all_rules(theirs: Rules) -> None:
    """Those that were found by trying are those that the rows say."""
    said = {row.c_name for row in WITH_FLAGS if row.exclusive or row.requires}
    setters = {
        row.c_name for row in WITH_FLAGS if row.typed and row.typed.known
    }  # have the rules of what they call first
    assert {function for function, found in theirs["flags"].items() if found} - setters <= said


def test_a_read_only_connection_refuses_the_same(theirs: Rules, ours: Rules) -> None:
    """All that the original refuses, in its words."""
    assert {name: said for name, said in ours["readonly"].items() if name in theirs["readonly"]} == theirs["readonly"]


def test_a_read_only_connection_refuses_no_more(theirs: Rules, ours: Rules) -> None:
    """But for what the original finds wrong before, with these arguments, or does not have."""
    known = {row.c_name for row in METHODS if row.c_name in theirs["flags"] and not (row.typed and row.typed.known)}
    assert (ours["readonly"].keys() & known) - theirs["readonly"].keys() <= {*SILENT, "virDomainOpenGraphics"}
