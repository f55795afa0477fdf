"""How much of libvirt-python's interface is there."""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path
from typing import Any

NOT_INTERFACE = ("c_pointer",)  # what the binding needs for its C objects


def facts_folder() -> Path:
    """Where the facts about libvirt are looked for."""
    default = Path(__file__).resolve().parents[4] / "shared" / "facts"
    return Path(os.environ.get("ANYVIRT_FACTS", default))


def report(facts: Path, *, missing: bool = False) -> str:
    """Counts per class, of the functions of the module and of the constants; the last line sums them up."""
    path = facts / "python-api.json"
    if not path.exists():
        return f"no facts to compare with: {path} is not there\n"
    module: dict[str, Any] = json.loads(path.read_text())["modules"]["libvirt"]
    wanted = {name: _public(described["methods"]) for name, described in module["classes"].items()}
    wanted["functions"] = _public(module["functions"])
    lines: list[str] = []
    total = covered = 0
    for name, names in wanted.items():
        there = _names(name)
        lacking = [each for each in names if each not in there]
        total += len(names)
        covered += len(names) - len(lacking)
        lines.append(f"{name:20} {len(names) - len(lacking):5} of {len(names):5}")
        if missing and lacking:
            lines.append(f"    missing: {' '.join(lacking)}")
    constants = _names("constants")
    known = sum(name in constants for name in module["constants"])
    lines.append(
        f"covered {covered} of {total} methods and functions ({100 * covered / total:.1f} %), "
        f"{known} of {len(module['constants'])} constants"
    )
    return "\n".join(lines) + "\n"


def _public(names: dict[str, Any]) -> list[str]:
    return [name for name in names if not name.startswith("_") and name not in NOT_INTERFACE]


def _names(part: str) -> set[str]:
    """What anyvirt has of a class, of the module's functions, or of the constants."""
    if part in ("functions", "constants"):
        return set(dir(import_module("anyvirt" if part == "functions" else "anyvirt.constants")))
    return set(dir(getattr(import_module("anyvirt"), part, None)))
