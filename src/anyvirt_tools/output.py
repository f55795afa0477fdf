"""What a command prints: texts as virsh's, tables for people on a terminal, or one JSON document."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

import click

from anyvirt_tools.failure import Failure
from anyvirt_tools.tables import Column, Row, cell, draw, plain


class Field(NamedTuple):
    """One line of a description: its key and value in JSON, its label and text for people."""

    key: str
    label: str
    value: Any
    text: str | None = None  # None: the value itself


class Unwritable(Failure):
    """Standard output takes no more: its disk is full."""


class Output:
    """Where the results of a command go."""

    def __init__(self) -> None:
        self.as_json = False
        self.quiet = False

    def show(self, value: Any, text: str) -> None:
        """Print a result: *value* as JSON, *text* for people."""
        if self.as_json:
            self._dump(value)
        else:
            self._print(text)

    def line(self, text: str) -> None:
        """Print a line for people that `--quiet` does not keep from them."""
        if not self.as_json:
            self._print(text)

    def message(self, text: str, **facts: Any) -> None:
        """Say what has been done. `--quiet` keeps it from people."""
        if self.as_json:
            self._dump({"message": text, **facts})
        elif not self.quiet:
            self._print(text)

    def note(self, text: str) -> None:
        """Say something that is for people alone, and not for quiet ones."""
        if not self.as_json and not self.quiet:
            self._print(text)

    def done(self) -> None:
        """Note that a command succeeded that has no result of its own."""
        if self.as_json:
            self._dump({})

    def fields(self, fields: Sequence[Field], *, width: int = 15) -> None:
        """Print a description, one line for each field."""
        if self.as_json:
            self._dump({field.key: field.value for field in fields})
        else:
            self._print(describe(fields, width))

    def table(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Print *rows*. The JSON has all their keys, the table those of *columns*."""
        if self.as_json:
            self._dump([dict(row) for row in rows])
        elif sys.stdout.isatty() and not self.quiet:
            draw(columns, rows)
        elif text := plain(columns, rows, heading=not self.quiet):
            self._print(text)

    def event(self, value: dict[str, Any], text: str) -> None:
        """Print at once one of several things that happen while the command runs; as JSON, one line each."""
        if self.as_json:
            self._dump(value, indent=None)
        else:
            self._print(text)

    def finish(self) -> None:
        """End the output of a command that succeeded: texts end with an empty line, as virsh's do."""
        self.note("")

    def _dump(self, value: Any, *, indent: int | None = 2) -> None:
        import json

        self._print(json.dumps(value, indent=indent, ensure_ascii=False))

    def _print(self, text: str) -> None:
        try:
            click.echo(text)
        except BrokenPipeError:
            raise
        except OSError as exc:
            raise Unwritable(f"cannot write the results: {exc.strerror}") from exc


def describe(fields: Sequence[Field], width: int) -> str:
    """Fields as lines of label and text, the labels *width* wide."""
    return "\n".join(
        f"{field.label + ':':<{width}} {cell(field.value) if field.text is None else field.text}" for field in fields
    )
