"""Records which declared options the documents of the tests have, and compares with the list of those that none has.

A run of the whole suite tells which options are neither exercised nor listed, and which are both. It does not fail for
that yet: a few options are met by chance alone, in documents that are changed at random. `pytest --list-unexercised`
writes the list anew.

Tests that make up documents from the declarations do not count, nor do those that need another program or other
people's documents: the list must not depend on where it is made.
"""

from __future__ import annotations

import enum
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anyvirt.testing import SESSION_VARIABLE
from anyvirt.util.xmlmap import Element, document
from anyvirt.util.xmlmap.plan import plan_of
from tests.conf.every_class import can_be_held, every_class, name_of

LIST = Path(__file__).parent / "conf" / "unexercised.txt"
_FOLDER = "exercised"  # of the session: a file for each process that ran tests
_FROM_OUTSIDE = ("real", "peer", "corpus")


class Recorder:
    """A plugin of pytest: notes what is read from documents while tests run that count."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self._counts = False
        self._read = document.read

    def pytest_sessionstart(self) -> None:
        document.read = self._recorded  # type: ignore[assignment]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        function = getattr(item, "function", None)
        made_up = hasattr(function, "hypothesis") or item.path.name in ("test_every_class.py", "test_fuzz.py")
        self._counts = not made_up and not any(item.get_closest_marker(name) for name in _FROM_OUTSIDE)
        try:
            return (yield)
        finally:
            self._counts = False

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        document.read = self._read
        folder = Path(os.environ[SESSION_VARIABLE]) / _FOLDER
        folder.mkdir(exist_ok=True)
        (folder / f"{os.getpid()}.json").write_text(json.dumps(sorted(self.found)), encoding="utf-8")
        if not hasattr(session.config, "workerinput"):
            _judge(session, folder)

    def _recorded(self, cls: type[Element], text: Any, unknown: Any) -> Any:
        element = self._read(cls, text, unknown)
        if self._counts:
            self._walk(element)
        return element

    def _walk(self, element: Element) -> None:
        name = name_of(type(element))
        for slot in plan_of(type(element)).slots:
            value = getattr(element, slot.name)
            if value is None or value == [] or value == slot.field.default:
                continue
            self.found.add(f"{name}.{slot.name}")
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, Element):
                    self._walk(part)


def declared() -> set[str]:
    """All options, as module.Class.field, that a document can choose."""
    return {
        f"{name_of(cls)}.{slot.name}"
        for cls in every_class()
        if can_be_held(cls)
        for slot in plan_of(cls).slots
        if not _has_no_choice(slot.field.default)
    }


def _has_no_choice(default: object) -> bool:
    """Whether *default* is the only word that there is."""
    return isinstance(default, enum.Enum) and len(type(default)) == 1


def _judge(session: pytest.Session, folder: Path) -> None:
    options = session.config.option
    found = {name for file in folder.glob("*.json") for name in json.loads(file.read_text(encoding="utf-8"))}
    missing = sorted(declared() - found)
    if options.list_unexercised:
        LIST.write_text("".join(f"{name}\n" for name in missing), encoding="utf-8")
        return
    if (
        session.exitstatus != pytest.ExitCode.OK
        or options.keyword
        or options.markexpr
        or session.config.args != session.config.getini("testpaths")
    ):
        return
    listed = set(LIST.read_text(encoding="utf-8").split())
    problems = [f"no document in the tests has {name}" for name in missing if name not in listed]
    problems += [f"{name} is exercised: take it off {LIST.name}" for name in sorted(listed - set(missing))]
    if problems:
        print("\n" + "\n".join(problems))  # noqa: T201 - the tests are over
