"""util.wordenum: what it makes is told from an ordinary enum by nothing but the time it takes."""

from __future__ import annotations

import copy
import enum
import json
import pickle
import sys
import types
from collections.abc import Callable
from typing import Any

import pytest

from anyvirt.conf.domain.devices.disk import DiskBus
from anyvirt.util.wordenum import WordEnum


class Quick(WordEnum):
    """Colours."""

    RED = "red"
    DARK_BLUE = "dark-blue"
    NONE = ""


class Plain(enum.Enum):
    """Colours."""

    RED = "red"
    DARK_BLUE = "dark-blue"
    NONE = ""


def _raised(action: Callable[[], object]) -> tuple[type[BaseException], str]:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever it is, it has to be the same
        action()
    return caught.type, str(caught.value)


@pytest.mark.parametrize(
    "ask",
    [
        list,
        len,
        dir,
        repr,
        bool,
        lambda cls: list(reversed(cls)),
        lambda cls: dict(cls.__members__),
        lambda cls: (cls.__name__, cls.__module__, cls.__doc__),
        lambda cls: [(m.name, m.value, repr(m), str(m), f"{m:>20}", bool(m), hash(m), dir(m)) for m in cls],
        lambda cls: (cls("red"), cls(cls.RED), cls["DARK_BLUE"], cls("") is cls.NONE),
        lambda cls: cls.RED in cls,
        lambda cls: sys.version_info < (3, 12) or ("red" in cls, "green" in cls, 1 in cls),
        lambda cls: (isinstance(cls, enum.EnumType), issubclass(cls, enum.Enum), isinstance(cls.RED, enum.Enum)),
        lambda cls: [(a == b, a is b, a != b) for a in cls for b in [*cls, "red"]],
        lambda cls: {member: member.value for member in cls}[cls.RED],
        lambda cls: [copied is cls.RED for copied in (copy.copy(cls.RED), copy.deepcopy(cls.RED))],
        lambda cls: [pickle.loads(pickle.dumps(member, n)) is member for member in cls for n in (2, 4, 5)],
        lambda cls: json.dumps({member.name: member.value for member in cls}),
    ],
)
def test_answers_as_an_ordinary_enum(ask: Callable[[Any], object]) -> None:
    assert repr(ask(Quick)).replace("Quick", "Plain") == repr(ask(Plain))


@pytest.mark.parametrize(
    "ask",
    [
        lambda cls: cls("green"),
        lambda cls: cls(1),
        lambda cls: cls([]),
        lambda cls: cls["GREEN"],
        lambda cls: cls.GREEN,
        lambda cls: setattr(cls, "RED", 1),
        lambda cls: delattr(cls, "RED"),
        lambda cls: setattr(cls.RED, "value", 1),
        lambda cls: setattr(cls.RED, "name", 1),
        lambda cls: cls.RED < cls.NONE,
        lambda cls: types.new_class("More", (cls,)),
    ],
)
def test_fails_as_an_ordinary_enum(ask: Callable[[Any], object]) -> None:
    kind, message = _raised(lambda: ask(Quick))
    assert (kind, message.replace("Quick", "Plain")) == _raised(lambda: ask(Plain))


def test_matches_in_patterns() -> None:
    match Quick("dark-blue"):
        case Quick.DARK_BLUE:
            found = True
        case _:
            found = False
    assert found


def test_holds_words_and_nothing_else() -> None:
    with pytest.raises(TypeError, match=r"Numbers.ONE: 1 is not a word of its own; enum.Enum takes anything"):

        class Numbers(WordEnum):
            ONE = 1

    with pytest.raises(TypeError, match=r"Twice.ANOTHER: 'one' is not a word of its own"):

        class Twice(WordEnum):
            ONE = "one"
            ANOTHER = "one"


def test_models_are_made_of_them() -> None:
    assert isinstance(DiskBus, enum.EnumType)
    assert DiskBus("virtio") is DiskBus.VIRTIO
