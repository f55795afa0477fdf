"""What the written modules have in common."""

from __future__ import annotations

import re


def header(docstring: str) -> str:
    """The first lines of a module."""
    first = "# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`."
    return f'{first}\n"""{docstring}"""\n'


def helpers(code: str) -> list[str]:
    """Imports of the helpers that *code* uses."""
    lines = []
    if names := sorted(set(re.findall(r"\b(?:ANY|read_params|settable_params|wire_params|checked_params)\b", code))):
        lines.append(f"from anyvirt.rpc.params import {', '.join(names)}")
    if re.search(r"\b(?:REMOTE|QEMU|LXC)\[", code):
        lines.append("from anyvirt.rpc.programs import program")
    values = set(re.findall(r"\b(?:wire|read)_\w+(?=\()", code)) - {"read_params", "wire_params"}
    if values:
        lines.append(f"from anyvirt.rpc.values import {', '.join(sorted(values))}")
    if names := sorted(set(re.findall(r"\b(?:OF_FUNCTIONS|MIGRATION)\b", code))):
        lines.append(f"from anyvirt.util.typed import {', '.join(names)}")
    return lines
