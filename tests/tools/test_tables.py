"""Tables in a pipe and on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess

from anyvirt_tools.tables import Column, plain
from tests.tools.run import DEFAULT, PROGRAM

COLUMNS = (Column("id", "Id"), Column("name", "Name"))


def test_wide_characters_fill_two_columns() -> None:
    assert plain(COLUMNS, [{"id": 1, "name": "日本"}, {"id": None, "name": "ünï"}]).splitlines() == [
        " Id   Name",
        "------------",
        " 1    日本",
        " -    ünï",
    ]


def test_the_line_of_dashes_is_as_long_as_the_widest_row() -> None:
    _heading, dashes, *_rows = plain(COLUMNS, [{"id": 1, "name": "日本日本"}]).splitlines()
    assert len(dashes) == (2 + 3) + (8 + 3)


def test_no_rows_leave_the_heading() -> None:
    assert plain(COLUMNS, []).splitlines() == [" Id   Name", "------------"]
    assert plain(COLUMNS, [], heading=False) == ""


def test_a_terminal_gets_a_table_of_rich() -> None:
    master, slave = pty.openpty()
    environment = {**os.environ, "COLUMNS": "60", "TERM": "xterm"}
    done = subprocess.run([*PROGRAM, "-c", DEFAULT, "list"], stdout=slave, env=environment, check=False)
    os.close(slave)
    shown = os.read(master, 65536).decode()
    os.close(master)
    assert done.returncode == 0
    assert "─" in shown
    assert "running" in shown
