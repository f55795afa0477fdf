"""Tables: as virsh draws them, or by rich on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Row = Mapping[str, Any]

# Shown wherever it stands in a table on a terminal.
_STYLES = {"running": "green", "paused": "yellow", "pmsuspended": "yellow", "in shutdown": "yellow", "crashed": "red"}


class Column(NamedTuple):
    """A column: the key of its values in the rows, and its heading."""

    key: str
    heading: str


def cell(value: object) -> str:
    """What stands in a table for *value*."""
    return "-" if value is None else str(value)


def plain(columns: Sequence[Column], rows: Sequence[Row], *, heading: bool = True) -> str:
    """The table as virsh prints it: a blank before and two behind each cell, a line of dashes under the headings."""
    lines = [[cell(row[column.key]) for column in columns] for row in rows]
    if heading:
        lines.insert(0, [column.heading for column in columns])
    if not lines:
        return ""
    widths = [max(_width(line[place]) for line in lines) for place in range(len(columns))]
    drawn = [_line(line, widths) for line in lines]
    if heading:
        drawn.insert(1, "-" * sum(width + 3 for width in widths))
    return "\n".join(drawn)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    *front, last = (f" {text}" for text in cells)
    padded = (text + " " * (width + 3 - _width(text)) for text, width in zip(front, widths, strict=False))
    return "".join(padded) + last


def _width(text: str) -> int:
    """The number of columns of a terminal that *text* fills."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def draw(columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """Print the table on the terminal with rich."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.heading, overflow="fold")
    for row in rows:
        texts = [cell(row[column.key]) for column in columns]
        # As Text: what stands in square brackets would be taken for markup.
        table.add_row(*(Text(text, style=_STYLES.get(text, "")) for text in texts))
    Console().print(table)
