"""Runs the command line inside this process."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, NamedTuple
from unittest import mock

from anyvirt_tools.program import run

DEFAULT = "test:///default"
place = DEFAULT
"""The node of the test: the test driver in this process, or that of a daemon. Fixtures change it."""


class Result(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The error in JSON."""
        found: dict[str, Any] = json.loads(self.err)["error"]
        return found


class _Captured(io.TextIOWrapper):
    """A stream in memory with the bytes below it, as the streams of a program have."""

    def __init__(self, text: str = "") -> None:
        super().__init__(io.BytesIO(text.encode()), encoding="utf-8", write_through=True)

    def text(self) -> str:
        self.seek(0)
        return self.read()


def anyvirt(*words: str, uri: str | None = "", typed: str = "") -> Result:
    """Run `anyvirt` with *words*; *typed* is its standard input, *uri* is not given if it is None."""
    connect: Sequence[str] = ("-c", uri or place) if uri is not None else ()
    out, err = _Captured(), _Captured()
    with mock.patch.object(sys, "stdin", _Captured(typed)), redirect_stdout(out), redirect_stderr(err):
        code = run([*connect, *words])
    return Result(code, out.text(), err.text())


PROGRAM = (sys.executable, "-c", "import sys; from anyvirt_tools.cli import main; sys.exit(main())")
"""The command line as a process of its own."""
