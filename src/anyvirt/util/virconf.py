"""Settings files in libvirt's format: `name = value` lines, where a value is a number, a quoted text or a [list].

A comment begins with `#`. Texts stand in single or double quotes, or in three double quotes when they span lines;
there are no escapes.
"""

from __future__ import annotations

import re
from typing import Final

from anyvirt.util.error import ConfSyntax

Value = int | str | list["int | str"]
"""What a setting can be."""

_FROM_CONF: Final = 9  # VIR_FROM_CONF
_BLANK: Final = re.compile(r"[ \t]*(?:#[^\n]*)?")
_ANY_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_NUMBER: Final = re.compile(r"-?[0-9]+")
_LONG_TEXT: Final = re.compile(r'"""(.*?)"""', re.DOTALL)
_TEXT: Final = re.compile(r"""'([^'\n]*)'|"([^"\n]*)\"""")


def parse(text: str, path: str) -> dict[str, Value]:
    """The settings in *text*; the last of several of one name counts.

    Raises:
        ConfSyntax: with *path* and the line.
    """
    return {name: value for name, (_, value) in parse_lines(text, path).items()}


def parse_lines(text: str, path: str) -> dict[str, tuple[int, Value]]:
    """The same, each with the number of its line."""
    return _Reader(text, path).settings()


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.at = 0

    def settings(self) -> dict[str, tuple[int, Value]]:
        found: dict[str, tuple[int, Value]] = {}
        while not self._ends(_ANY_BLANK):
            line = self._line()
            name = self._take(_NAME, "expecting a name")
            self._skip(_BLANK)
            if not self._accept("="):
                raise self._wrong("expecting an assignment")
            self._skip(_BLANK)
            found[name] = line, self._list() if self._accept("[") else self._single()
            self._skip(_BLANK)
            if not self._ends(_BLANK) and not self._accept("\n") and not self._accept("\r\n"):
                raise self._wrong("expecting a separator")
        return found

    def _list(self) -> list[int | str]:
        items: list[int | str] = []
        self._skip(_ANY_BLANK)
        while not self._accept("]"):
            if items:
                if self.at >= len(self.text):
                    raise self._wrong("list is not closed with ]")
                if not self._accept(","):
                    raise self._wrong("expecting a separator in list")
                self._skip(_ANY_BLANK)
                if self._accept("]"):  # a comma may stand behind the last one
                    break
            items.append(self._single())
            self._skip(_ANY_BLANK)
        return items

    def _single(self) -> int | str:
        for pattern in (_LONG_TEXT, _TEXT):
            if match := pattern.match(self.text, self.at):
                self.at = match.end()
                return next(part for part in match.groups() if part is not None)
        if self.text[self.at : self.at + 1] in ("'", '"'):
            raise self._wrong("unterminated string")
        return int(self._take(_NUMBER, "expecting a value"))

    def _take(self, pattern: re.Pattern[str], problem: str) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise self._wrong(problem)
        self.at = match.end()
        return match[0]

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        assert match is not None
        self.at = match.end()

    def _accept(self, mark: str) -> bool:
        there = self.text.startswith(mark, self.at)
        self.at += len(mark) if there else 0
        return there

    def _ends(self, blank: re.Pattern[str]) -> bool:
        self._skip(blank)
        return self.at >= len(self.text)

    def _wrong(self, problem: str) -> ConfSyntax:
        return ConfSyntax(f"{self.path}:{self._line()}: {problem}", origin=_FROM_CONF)

    def _line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1
