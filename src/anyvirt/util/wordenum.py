"""Enums of words, made in a fraction of the time that `enum` takes: the models have two hundred of them.

    class DiskBus(WordEnum):
        IDE = "ide"
        SCSI = "scsi"

What comes of it is an `enum.Enum` in every respect; only how it is made is our own.
"""

from __future__ import annotations

import enum
import sys
from typing import TYPE_CHECKING, Any

__all__ = ["WordEnum"]


class _WordType(enum.EnumType):
    """Makes an enum from a class body that has nothing in it but words."""

    @classmethod
    def __prepare__(mcs, name: str, bases: tuple[type, ...]) -> Any:  # type: ignore[override]
        if len(bases) == 1 and isinstance(bases[0], _WordType) and not bases[0]._member_names_:
            return {}
        return super().__prepare__(name, bases)  # WordEnum itself, or what `enum` has something to say about

    def __new__(mcs, name: str, bases: tuple[type, ...], body: Any) -> _WordType:
        if body.__class__ is not dict:
            return super().__new__(mcs, name, bases, body)
        words = {key: word for key, word in body.items() if key[0] != "_"}
        names: list[str] = []
        members: dict[str, Any] = {}
        by_word: dict[str, Any] = {}
        # What `enum` looks members up in, the last since 3.13; everything else is the same for all and inherited.
        body.update(_member_names_=names, _member_map_=members, _value2member_map_=by_word)
        body["_hashable_values_"] = list(words.values())
        cls: Any = type.__new__(mcs, name, bases, body)
        for key, word in words.items():
            if word.__class__ is not str or word in by_word:
                raise TypeError(f"{name}.{key}: {word!r} is not a word of its own; enum.Enum takes anything")
            members[key] = by_word[word] = member = object.__new__(cls)
            member._name_, member._value_, member._sort_order_, member.__objclass__ = key, word, len(names), cls
            names.append(key)
            type.__setattr__(cls, key, member)
        return cls  # type: ignore[no-any-return]


# Type checkers see the original, and so does a Python whose `enum` nobody has compared with this yet.
if TYPE_CHECKING or sys.version_info >= (3, 14):
    from enum import Enum as WordEnum
else:

    class WordEnum(enum.Enum, metaclass=_WordType):
        pass
