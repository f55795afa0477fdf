"""Comparing fields of two elements, named by where they stand in the document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from anyvirt.util.xmlmap import Element
from anyvirt.util.xmlmap.convert import plain_value
from anyvirt.util.xmlmap.diff import Difference, item_labels, join_path
from anyvirt.util.xmlmap.plan import plan_of

Found = Iterator[Difference]


def compare_fields(source: Element, target: Element, names: Sequence[str], path: str = "") -> Found:
    """The fields of *names* whose values differ. Both elements are of one class, and stand at *path*."""
    slots = {slot.name: slot for slot in plan_of(type(source)).slots}
    for name in names:
        a, b = getattr(source, name), getattr(target, name)
        if not _same(a, b):
            slot = slots[name]
            plain = (None if value is None else plain_value(slot.converter, value) for value in (a, b))
            yield Difference(join_path(path, slot.field.path), *plain)


def compare_values(path: str, source: Any, target: Any) -> Found:
    """One value that is not a field."""
    if not _same(source, target):
        yield Difference(path, source, target)


def compare_presence(path: str, source: object, target: object) -> Found:
    """Whether an element is there."""
    yield from compare_values(path, "present" if source else None, "present" if target else None)


def pairs(path: str, source: list[Any], target: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    """The items of two lists of one length, by position, each with its path; they are named as the source has them."""
    labels, _ = item_labels(source, target)
    for label, a, b in zip(labels, source, target, strict=True):
        yield f"{path}[{label}]", a, b


def _same(source: Any, target: Any) -> bool:
    """Equal, where a number that is 0 says as much as none. A switch that is off says more."""
    if source == target:
        return True
    return all(value is None or (type(value) is int and value == 0) for value in (source, target))
