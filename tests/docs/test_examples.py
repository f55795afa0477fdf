"""The examples of the documentation.

On a page that says `<!-- examples: run -->`, blocks of `python` run one after the other in one program, and a block of
`text` is what the block before it prints.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
MARK = "<!-- examples: run -->"
END = "\0"  # printed after each example
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
def test_examples_print_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    """In a process of their own: some change what `import libvirt` is."""
    found = list(examples(page.read_text(encoding="utf-8")))
    lines: list[str] = []
    for example in found:
        lines += [""] * (example.line - len(lines))  # lines of a traceback are those of the page
        lines += [*example.code.splitlines(), f"print({END!r}, end='')"]
    program = tmp_path / f"page_{page.stem}.py"  # no name of a module
    program.write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    for example, printed in zip(found, done.stdout.split(END), strict=False):
        if example.output is not None:
            shown = [line.rstrip() for line in printed.rstrip().splitlines()]
            assert shown == example.output.splitlines(), f"{page.name}, line {example.line}"


def test_the_page_on_documents_has_at_least_ten_worked_examples() -> None:
    page = (DOCS / "documents.md").read_text(encoding="utf-8")
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", page, re.MULTILINE)]
    assert len(numbers) >= 10
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(example.output or "connection" in example.code for example in examples(page))
