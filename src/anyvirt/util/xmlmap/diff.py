"""Where two documents of a kind differ.

    >>> for difference in diff(before, after):
    ...     print(difference)
    devices/disk[vda]/driver/@cache: 'none' -> 'writeback'

Items of a list are matched by what tells them apart (see KEYS), otherwise by their position, counted from 1 as XPath
does.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from anyvirt.util.xmlmap.convert import plain_value
from anyvirt.util.xmlmap.element import Element
from anyvirt.util.xmlmap.fragment import Fragment
from anyvirt.util.xmlmap.plan import Slot, plan_of
from anyvirt.util.xmlmap.unknown import Leftover

# Fields that tell the items of a list apart, the best first. Those count that every item of both lists has, each with
# a value of its own.
KEYS: Final = (("target",), ("mac",), ("alias",), ("type", "index"), ("name",), ("id",), ("model",), ("type",))


class Difference(NamedTuple):
    """A place and what stands there, None for nothing: plain values, or whole elements that only one side has."""

    path: str
    left: Any
    right: Any

    def __str__(self) -> str:
        return f"{self.path}: {_shown(self.left)} -> {_shown(self.right)}"


def diff(left: Element, right: Element) -> list[Difference]:
    """The places where *left* and *right*, of one class, differ, in the order of the document; none if they are equal.

    Raises:
        TypeError: they are of different classes.
    """
    if type(left) is not type(right):
        raise TypeError(f"a {type(left).__name__} is not compared with a {type(right).__name__}")
    found: list[Difference] = []
    _elements(left, right, "", found)
    return found


def _elements(left: Element, right: Element, path: str, found: list[Difference]) -> None:
    if type(left) is not type(right):
        found.append(Difference(path, left, right))
        return
    for slot in plan_of(type(left)).slots:
        a, b = getattr(left, slot.name), getattr(right, slot.name)
        if a == b:
            continue
        here = join_path(path, slot.field.path)
        if slot.many:
            _lists(slot, a, b, here, found)
        else:
            _values(slot, a, b, here, found)
    if left._unknown != right._unknown:
        _unknown(left, right, path, found)


def _values(slot: Slot, left: Any, right: Any, path: str, found: list[Difference]) -> None:
    if isinstance(left, Element) and isinstance(right, Element):
        _elements(left, right, path, found)
    else:
        found.append(Difference(path, _plain(slot, left), _plain(slot, right)))


def _lists(slot: Slot, left: list[Any], right: list[Any], path: str, found: list[Difference]) -> None:
    element, _, attribute = path.partition("/@")  # of lists of attributes, the element is what is repeated
    suffix = f"/@{attribute}" if attribute else ""
    labels_left, labels_right = item_labels(left, right)
    items_left, items_right = dict(zip(labels_left, left, strict=True)), dict(zip(labels_right, right, strict=True))
    for label in dict.fromkeys(labels_left + labels_right):
        a, b = items_left.get(label), items_right.get(label)
        if a != b:
            _values(slot, a, b, f"{element}[{label}]{suffix}", found)
    common_left = [label for label in labels_left if label in items_right]
    common_right = [label for label in labels_right if label in items_left]
    if common_left != common_right:
        found.append(Difference(f"{element} (order)", common_left, common_right))


def item_labels(left: list[Any], right: list[Any]) -> tuple[list[str], list[str]]:
    """What each item of two lists is called in a path: by what tells the items apart, else by position."""
    key = _key(left, right)
    return _labels(left, key), _labels(right, key)


def _key(left: list[Any], right: list[Any]) -> tuple[str, ...]:
    """The fields whose values tell the items of both lists apart; none: their position does."""
    items = [*left, *right]
    if not all(isinstance(item, Element) for item in items):
        return ()
    for key in KEYS:
        if all(_label(item, key) is not None for item in items) and all(
            len({_label(item, key) for item in side}) == len(side) for side in (left, right)
        ):
            return key
    return ()


def _labels(items: list[Any], key: tuple[str, ...]) -> list[str]:
    if not key:
        return [str(position) for position in range(1, len(items) + 1)]
    return [str(_label(item, key)) for item in items]


def _label(item: Element, key: tuple[str, ...]) -> str | None:
    parts = []
    for name in key:
        slot = next((slot for slot in plan_of(type(item)).slots if slot.name == name), None)
        value = None if slot is None or slot.converter is None else getattr(item, name)
        if slot is None or value is None:
            return None
        parts.append(str(plain_value(slot.converter, value)))
    return " ".join(parts)


def _unknown(left: Element, right: Element, path: str, found: list[Difference]) -> None:
    """What was kept beyond the classes."""
    a, b = left._unknown or {}, right._unknown or {}
    none = Leftover({}, [])
    for place in dict.fromkeys([*a, *b]):
        here = join_path(path, place)
        one, other = a.get(place, none), b.get(place, none)
        for name in dict.fromkeys([*one.attributes, *other.attributes]):
            values = one.attributes.get(name), other.attributes.get(name)
            if values[0] != values[1]:
                found.append(Difference(join_path(here, f"@{name}"), *values))
        if one.fragments != other.fragments:
            texts = ["".join(map(str, side.fragments)) or None for side in (one, other)]
            found.append(Difference(f"{here or '.'} (unknown elements)", *texts))


def join_path(path: str, step: str) -> str:
    """The path of what *step* leads to from *path*."""
    if step == ".":
        return path or "text()"
    return f"{path}/{step}" if path and step else path or step


def _plain(slot: Slot, value: Any) -> Any:
    if value is None or isinstance(value, Element):
        return value
    return str(value) if isinstance(value, Fragment) else plain_value(slot.converter, value)


def _shown(value: Any) -> str:
    return "nothing" if value is None else repr(value)
