"""Variables of filters: a value in a rule may be one, and gets its content where the filter is used."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

from anyvirt.util.error import InternalError
from anyvirt.util.xmlmap import Converter

T = TypeVar("T")

MAX_ITERATOR: Final = 1000  # libvirt's bound
MAX_INDEX: Final = 2**32 - 1

_VARIABLE: Final = r"(?a)\$(?P<name>[a-zA-Z0-9_]*)(?:\[\s*(?P<iterator>@?)\s*(?P<number>[0-9]+)\s*\]\s*)?"


class Variable(NamedTuple):
    """A variable, written `$NAME`, `$NAME[position]` or `$NAME[@iterator]`.

    A rule with variables stands for one rule for each combination of their values. Variables that share an iterator
    advance together; those with different iterators are combined each with each.

    Attributes:
        name: letters, digits and underscores.
        position: take just this value of a list, counted from 0.
        iterator: which iterator goes through the values; without a position only.
    """

    name: str
    position: int | None = None
    iterator: int = 0

    @classmethod
    def parse(cls, text: str) -> Variable:
        """Read *text*; raises ValueError if it is no variable."""
        match = re.fullmatch(_VARIABLE, text)
        if match is None:
            raise ValueError(text)
        number = int(match["number"] or 0)
        if number > (MAX_ITERATOR if match["iterator"] else MAX_INDEX):
            raise ValueError(text)
        if match["number"] is None or match["iterator"]:
            return cls(match["name"], iterator=number)
        return cls(match["name"], position=number)

    def __str__(self) -> str:
        if self.position is not None:
            return f"${self.name}[{self.position}]"
        return f"${self.name}[@{self.iterator}]" if self.iterator else f"${self.name}"


def or_variable(
    allowed: str, parse: Callable[[str], T], show: Callable[[T], str], check: Callable[[object], bool]
) -> Converter[Any]:
    """How values are read and written that can also be a variable. The arguments are about a value that is none."""
    return Converter(
        allowed=f"{allowed}, or a variable such as $NAME",
        parse=lambda text: Variable.parse(text) if text.startswith("$") else parse(text),
        format=lambda value: str(value) if isinstance(value, Variable) else show(value),
        check=lambda value: isinstance(value, Variable) or check(value),
        strips=False,
        error=InternalError,
    )
