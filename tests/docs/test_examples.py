"""The examples of the documentation.

On a page that says `<!-- examples: run -->`, blocks of `python` run one after the other in one program, and a block of
`text` is what the block before it prints.
"""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
MARK = "<!-- examples: run -->"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    line: int
    code: str
    output: str | None


def examples(page: str) -> Iterator[Example]:
    """The programs of *page*, with what they print where that is shown."""
    blocks = list(_BLOCK.finditer(page))
    for position, block in enumerate(blocks):
        if block[1] == "python":
            after = blocks[position + 1] if position + 1 < len(blocks) else None
            output = after[2] if after is not None and after[1] == "text" else None
            yield Example(page.count("\n", 0, block.start()) + 1, block[2], output)


PAGES = sorted(path for path in DOCS.glob("*.md") if MARK in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples_print_what_the_page_shows(page: Path) -> None:
    names: dict[str, Any] = {"__name__": page.stem}
    for example in examples(page.read_text(encoding="utf-8")):
        printed = io.StringIO()
        # Lines of a traceback are those of the page.
        program = compile("\n" * example.line + example.code, str(page), "exec")
        with contextlib.redirect_stdout(printed):
            exec(program, names)
        if example.output is not None:
            lines = [line.rstrip() for line in printed.getvalue().rstrip().splitlines()]
            assert lines == example.output.splitlines(), f"{page.name}, line {example.line}"


def test_the_page_on_documents_has_at_least_ten_worked_examples() -> None:
    page = (DOCS / "documents.md").read_text(encoding="utf-8")
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", page, re.MULTILINE)]
    assert len(numbers) >= 10
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(example.output or "connection" in example.code for example in examples(page))
