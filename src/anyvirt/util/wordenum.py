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


class _WordType(enum.EnumType):
    """Makes an enum from a class body that has nothing in it but words."""

    @classmethod
    def __prepare__(mcs, name: str, bases: tuple[type, ...], /, **_options: Any) -> dict[str, Any]:  # type: ignore[override]
        return {}

    def __new__(mcs, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> _WordType:
        words = {key: word for key, word in body.items() if key[0] != "_"}
        members: dict[str, enum.Enum] = {}
        by_word: dict[str, enum.Enum] = {}
        # What `enum` looks members up in; everything else is the same for all enums and inherited.
        body["_member_map_"], body["_value2member_map_"] = members, by_word
        body["_member_names_"] = names = []
        cls = type.__new__(mcs, name, bases, body)
        for key, word in words.items():
            if word.__class__ is not str:
                raise TypeError(f"{name}.{key}: {word!r} is not a word; use enum.Enum for anything else")
            member = by_word.get(word)
            if member is None:
                member = by_word[word] = object.__new__(cls)
                member._name_, member._value_, member.__objclass__ = key, word, cls
                member._sort_order_ = len(names)
                names.append(key)
            members[key] = member
            type.__setattr__(cls, key, member)
        return cls


# Type checkers see the original, and so does a Python whose `enum` nobody has compared with this yet.
if TYPE_CHECKING or sys.version_info >= (3, 14):
    from enum import Enum as WordEnum
else:

    class WordEnum(enum.Enum, metaclass=_WordType):
        pass
