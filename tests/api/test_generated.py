"""The files that come out of the table are those in the repository."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from anyvirt.api import __main__ as command
from anyvirt.api import generate


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the generated files that the generator takes for the repository."""
    for name in generate.FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(generate.ROOT / name, tmp_path / name)
    shutil.copy(generate.ROOT / "pyproject.toml", tmp_path)
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    return tmp_path


def test_generated_files_are_up_to_date() -> None:
    """Nobody edited a generated file, or the table without `make generate`."""
    assert generate.differences() == ""


@pytest.mark.parametrize("name", [name for name in generate.FILES if name.endswith(".py")])
def test_generated_module_says_that_it_is_generated(name: str) -> None:
    """Whoever opens the file learns where to change it."""
    assert (generate.ROOT / name).read_text().startswith("# Generated from anyvirt.api")


def test_check_shows_an_edit_by_hand(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--check fails with the difference, and writes nothing."""
    edited = copy / "src/anyvirt/constants.py"
    text = edited.read_text().replace("VIR_DOMAIN_RUNNING: Final = 1", "VIR_DOMAIN_RUNNING: Final = 7")
    edited.write_text(text)
    assert command.main(["--check"]) == 1
    shown = capsys.readouterr()
    assert "-VIR_DOMAIN_RUNNING: Final = 7\n+VIR_DOMAIN_RUNNING: Final = 1\n" in shown.out
    assert "make generate" in shown.err
    assert edited.read_text() == text


def test_generate_restores_what_differs(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing or edited file is written, the others are left alone."""
    (copy / "src/anyvirt/aio/domain.py").unlink()
    assert command.main([]) == 0
    assert (
        capsys.readouterr().out
        == f"wrote src/anyvirt/aio/domain.py\n1 files written, {len(generate.FILES) - 1} were up to date\n"
    )
    assert command.main(["--check"]) == 0


def test_constants_cost_nothing_but_themselves() -> None:
    """`import anyvirt.constants` loads no other module of ours, and no asyncio."""
    code = (
        "import sys, anyvirt.constants; print(*sorted(n for n in sys.modules if n.startswith(('anyvirt', 'asyncio'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["anyvirt", "anyvirt._version", "anyvirt.constants"]


def test_the_library_does_not_load_the_table() -> None:
    """The table is for the generator: a program that uses anyvirt does not pay for it."""
    code = "import sys, anyvirt.opening, anyvirt.aio; print(*(n for n in sys.modules if n.startswith('anyvirt.api')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
