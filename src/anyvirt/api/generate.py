"""Writes what comes out of the table, or compares it with what is there."""

from __future__ import annotations

import difflib
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from anyvirt.api.emit.constants import constants_module, error_codes_module
from anyvirt.api.emit.contract import contract_module
from anyvirt.api.emit.events import event_page, event_types_module
from anyvirt.api.emit.facade import awaitable_module, blocking_module
from anyvirt.api.emit.libvirtmod import functions_module
from anyvirt.api.emit.matrix import support_matrix
from anyvirt.api.enums import CODES, GROUPS
from anyvirt.api.model import Contract, Owner
from anyvirt.api.table import DRIVER_ROWS, ROWS

ROOT = Path(__file__).resolve().parents[3]

Files = dict[str, Callable[[], str]]
"""By the names of files under ROOT: what writes their texts."""


def _path(module: str) -> str:
    return f"src/{module.replace('.', '/')}.py"


def _classes() -> dict[str, Callable[[], str]]:
    """The modules of the public classes, in both flavours; some hold two classes."""
    files: dict[str, Callable[[], str]] = {}
    for owner in Owner:
        module = owner.kind.module
        files[_path(owner.home(awaitable=False))] = partial(blocking_module, module, ROWS)
        files[_path(owner.home(awaitable=True))] = partial(awaitable_module, module, ROWS)
    return files


# In this order: the matrix looks at driver classes, which need the files before it.
FILES: Files = {
    "src/anyvirt/constants.py": lambda: constants_module(GROUPS),
    "src/anyvirt/util/error_codes.py": lambda: error_codes_module(CODES),
    "src/anyvirt/event_types.py": event_types_module,
    **{
        _path(f"anyvirt.driver.contract.{each.module}"): partial(contract_module, each, DRIVER_ROWS)
        for each in Contract
    },
    **_classes(),
    "src/anyvirt/compat/functions.py": lambda: functions_module(ROWS),
    "docs/event-ids.md": event_page,
    "docs/support-matrix.md": lambda: support_matrix(ROWS),
}


def generate(files: Files = FILES) -> list[str]:
    """Write the *files* that differ; answers their names."""
    changed = []
    for name, text_of in files.items():
        path, text = ROOT / name, rendered(name, text_of)
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            changed.append(name)
    return changed


def differences(files: Files = FILES) -> str:
    """What `generate` would change, as a unified diff; empty when everything is up to date."""
    parts: list[str] = []
    for name, text_of in files.items():
        path = ROOT / name
        old = path.read_text() if path.exists() else ""
        new = rendered(name, text_of)
        parts += difflib.unified_diff(
            old.splitlines(keepends=True), new.splitlines(keepends=True), name, f"{name} (generated)"
        )
    return "".join(parts)


def run(files: Files, *, check: bool) -> int:
    """Write *files*, or with *check* only tell what would be written; answers the exit status of the command."""
    if check:
        diff = differences(files)
        sys.stdout.write(diff)
        if diff:
            sys.stderr.write("generated files are out of date: run `make generate`\n")
        return 1 if diff else 0
    changed = generate(files)
    for name in changed:
        sys.stdout.write(f"wrote {name}\n")
    sys.stdout.write(f"{len(changed)} files written, {len(files) - len(changed)} were up to date\n")
    return 0


def rendered(name: str, text_of: Callable[[], str]) -> str:
    """The text that the file *name* should have."""
    text = text_of()
    return _formatted(name, text) if name.endswith(".py") else text


def _formatted(name: str, text: str) -> str:
    """*text* as ruff lays it out: the writers need not know where lines break, nor in which order imports stand."""
    for command in (["check", "--quiet", "--select", "I", "--fix"], ["format"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", name, "-"],
            input=text,
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"ruff cannot format the generated {name}: {done.stderr.strip()}")
        text = done.stdout
    return text
