"""A command line under construction: an option and its value stand together, values are written in one place.

QEMU reads values in three forms: a plain word, `key=value` pairs in which a comma is doubled, and JSON. JSON is used
wherever QEMU takes it: it has types and needs no escaping.
"""

from __future__ import annotations

import enum
import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final


class Null(enum.Enum):
    """The type of NULL, JSON's null; None cannot stand for it, as it means an option that is not given."""

    NULL = "null"


NULL: Final = Null.NULL

Scalar = str | int | bool | None
Json = Scalar | Null | Mapping[str, "Json"] | Sequence["Json"]
Props = Mapping[str, Json]
"""Options of one object. None stands for one that is not given, and is left out."""


@dataclass(slots=True)
class CommandLine:
    """The options of one QEMU, in the order they were added."""

    options: list[tuple[str, str | None]] = field(default_factory=list)

    def flag(self, name: str) -> None:
        """An option without a value."""
        self.options.append((name, None))

    def text(self, name: str, value: str) -> None:
        """An option whose value QEMU takes as it stands."""
        self.options.append((name, value))

    def pairs(self, name: str, first: str | None, values: Mapping[str, Scalar]) -> None:
        """An option of `key=value` pairs; *first* is the value of its implied key (`-chardev socket,...`)."""
        words = [] if first is None else [_escape(first)]
        words += [f"{key}={_escape(_word(value))}" for key, value in values.items() if value is not None]
        if words:
            self.options.append((name, ",".join(words)))

    def json(self, name: str, props: Props) -> None:
        """An option that takes JSON."""
        self.options.append((name, json.dumps(_given(props), ensure_ascii=False, separators=(",", ":"))))

    def device(self, props: Props) -> None:
        self.json("-device", props)

    def object(self, props: Props) -> None:
        self.json("-object", props)

    def blockdev(self, props: Props) -> None:
        self.json("-blockdev", props)

    def netdev(self, props: Props) -> None:
        self.json("-netdev", props)

    def argv(self) -> list[str]:
        """The options as words for exec."""
        return [word for option in self.options for word in option if word is not None]

    def __str__(self) -> str:
        """For people: an option and its value on a line, quoted for a shell."""
        return " \\\n".join(shlex.join([word for word in option if word is not None]) for option in self.options)


def _escape(value: str) -> str:
    return value.replace(",", ",,")


def _word(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)


def _given(value: Json) -> Any:
    if value is NULL:
        return None
    if isinstance(value, Mapping):
        return {key: _given(item) for key, item in value.items() if item is not None}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_given(item) for item in value]
    return value
