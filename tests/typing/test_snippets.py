"""Snippets that must type-check, and snippets with mistakes that must be found."""

from __future__ import annotations

from pathlib import Path

import pytest
from mypy import api

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


@pytest.mark.parametrize(
    "snippet", sorted(path.name for path in HERE.glob("*_*.py") if path.name != Path(__file__).name)
)
def test_type_checkers_see_the_fields(snippet: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)  # where the configuration is
    output, problems, status = api.run(
        ["--strict", "--no-incremental", "--follow-imports=silent", str(HERE.relative_to(ROOT) / snippet)]
    )
    assert (status, problems) == (0, ""), output
