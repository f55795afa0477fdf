"""Which value of an object cannot be written. Looked for only after writing has failed."""

from __future__ import annotations

from typing import Any

from anyvirt.util.error import XmlError
from anyvirt.util.xmlmap.element import Element
from anyvirt.util.xmlmap.escape import UnwritableText, escape_text
from anyvirt.util.xmlmap.fields import Kind
from anyvirt.util.xmlmap.fragment import Fragment
from anyvirt.util.xmlmap.plan import Slot, element_members, plan_of


def blame(element: Element, where: str = "") -> Exception | None:
    """The error that tells what is wrong with the first such value in *element*, or None."""
    where = where or type(element).__name__
    for slot in plan_of(type(element)).slots:
        name = f"{where}.{slot.name}"
        if not hasattr(element, slot.name):
            return TypeError(f"{name} was deleted")
        value = getattr(element, slot.name)
        if not slot.many:
            problem = None if value is None and slot.optional else _blame_value(slot, value, name)
            if problem is not None:
                return problem
        elif not isinstance(value, list):
            return TypeError(f"{name}: {value!r} is not a list")
        else:
            for position, item in enumerate(value):
                problem = _blame_value(slot, item, f"{name}[{position}]")
                if problem is not None:
                    return problem
    return None


def _blame_value(slot: Slot, value: Any, name: str) -> Exception | None:
    members = element_members(slot)
    if members:
        if isinstance(value, Element):
            return blame(value, name)
        return TypeError(f"{name}: {value!r} is not {' or '.join(member.__name__ for member in members)}")
    if slot.fragment:
        return None if isinstance(value, Fragment) else TypeError(f"{name}: {value!r} is not a Fragment")
    if slot.field.kind is Kind.FLAG or slot.converter is None:
        return None
    converter = slot.converter
    if not converter.check(value):
        return TypeError(f"{name}: {value!r} is not {converter.allowed}")
    try:
        escape_text(converter.format(value))
    except UnwritableText as exc:
        return XmlError(f"{name}: {exc}")
    except (TypeError, ValueError, KeyError, AttributeError) as exc:
        return TypeError(f"{name}: {value!r} is not {converter.allowed}: {exc}")
    return None
