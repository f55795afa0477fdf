"""Configuration of the documentation builder, Sphinx."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anyvirt import __version__
from anyvirt.api.emit.reference import CONSTANTS, marked_up, pages
from scripts.diff_calls.intended import INTENDED

project = "anyvirt"
author = "The anyvirt developers"
release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_theme = "furo"
html_title = f"anyvirt {release}"
html_show_copyright = False
html_copy_source = False
exclude_patterns = ["build"]
toc_object_entries = False  # a class has hundreds of methods
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_display_short_literal_types = True
napoleon_numpy_docstring = False

REFERENCE = Path(__file__).with_name("reference")


def write_reference(_app: object) -> None:
    """The pages that come from the table of the API. One that is as it should be is not touched, nor built again."""
    wanted = {REFERENCE / f"{name}.rst": text for name, text in pages(INTENDED).items()}
    REFERENCE.mkdir(exist_ok=True)
    for path in set(REFERENCE.glob("*.rst")).difference(wanted):
        path.unlink()
    for path, text in wanted.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def mark_up(_app: object, _what: str, _name: str, _obj: object, _options: object, lines: list[str]) -> None:
    """Docstrings are plain text, but for the names of arguments."""
    lines[:] = [marked_up(line, CONSTANTS) for line in lines]


def setup(app: Any) -> None:
    app.connect("builder-inited", write_reference)
    app.connect("autodoc-process-docstring", mark_up, priority=100)  # before napoleon adds markup of its own
