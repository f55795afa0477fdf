"""The documentation builds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from anyvirt.api.emit.reference import marked_up, pages
from anyvirt.api.enums import CODES, GROUPS
from anyvirt.api.table import ROWS

ROOT = Path(__file__).resolve().parents[2]


class Targets(HTMLParser):
    """What a page can be asked to show: the names that links may end with."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.update(value for name, value in attrs if name == "id" and value)


@pytest.mark.timeout(300)  # half a minute of work, on a machine that may have more to do
def test_it_builds_without_a_warning_and_has_everything(tmp_path: Path) -> None:
    """Every method, constant and error class of the table has its place, and every page that links to one finds it."""
    pytest.importorskip("sphinx", reason="Sphinx is not installed")
    source, built = tmp_path / "docs", tmp_path / "html"
    shutil.copytree(ROOT / "docs", source, ignore=shutil.ignore_patterns("reference"))
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", str(source), str(built)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT}"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    targets = {name for page in (built / "reference").glob("*.html") for name in Targets(page).found}
    wanted = {f"anyvirt.{row.owner.value}.{row.name}" for row in ROWS}
    wanted |= {f"anyvirt.{const.name}" for group in GROUPS for const in group.consts}
    wanted |= {f"anyvirt.error.{code.class_name}" for code in CODES if code.value}
    assert wanted - targets == set()


def test_a_method_says_what_a_caller_must_know() -> None:
    """Meaning, arguments, result, errors, since when, and who has it."""
    page = pages({})["virDomain"]
    start = page.index(".. py:method:: virDomain.setMemory(memory: int) -> int")
    entry = page[start : page.index(".. py:method::", start + 1)]
    assert ":param memory:" in entry
    assert "KiB" in entry
    assert ":raises OperationDenied: the connection is read-only." in entry
    assert "``virDomainSetMemory``, since 0.1.1. Drivers: ``test``, ``qemu``." in entry


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*xml* is bad", "*xml* is bad"),
        ("see VIR_A", "see :py:data:`VIR_A <anyvirt.VIR_A>`"),
        ("VIR_B_* bits", "``VIR_B_*`` bits"),
        ("call *cb*(self)", r"call *cb*\ (self)"),
        ("a*b | c_ \\ `", r"a\*b \| c\_ \\ \`"),
        ("as `name` says", "as ``name`` says"),
    ],
)
def test_texts_are_plain_but_for_names(text: str, expected: str) -> None:
    """Constants link to where they are; nothing is markup by mistake."""
    assert marked_up(text, frozenset({"VIR_A"})) == expected
