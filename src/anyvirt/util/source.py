"""Writing Python source, line by line, with the objects that it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Source:
    """Generated code and its global names."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {}
        self._lines: list[str] = []
        self._depth = 0

    def __call__(self, line: str) -> None:
        """Append *line* at the current indentation."""
        self._lines.append(" " * self._depth + line)

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """Append *header* and indent what follows inside."""
        self(header)
        self._depth += 1
        before = len(self._lines)
        yield
        if len(self._lines) == before:
            self("pass")
        self._depth -= 1

    @property
    def text(self) -> str:
        return "\n".join(self._lines) + "\n"
