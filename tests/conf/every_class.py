"""All classes of the models, found where they are."""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from typing import Any

import anyvirt.conf
from anyvirt.util.xmlmap import Element, child
from anyvirt.util.xmlmap.element import ElementMeta
from anyvirt.util.xmlmap.plan import element_members, plan_of


def every_class() -> list[type[Element]]:
    """Every class of a document or of a part of one, by module and name."""
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(anyvirt.conf.__path__, f"{anyvirt.conf.__name__}.")
    ]
    return [
        cls
        for module in sorted(modules, key=lambda module: module.__name__)
        for _, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, Element) and cls.__module__ == module.__name__
    ]


@functools.cache
def _parts() -> frozenset[ElementMeta]:
    """The classes that some field of another one is of."""
    slots = (slot for cls in every_class() for slot in plan_of(cls).slots)
    return frozenset(member for slot in slots for member in element_members(slot))


def can_be_held(cls: type[Element]) -> bool:
    """Whether a document, or a part of one, can be a *cls*; no other class than those that only lend their fields."""
    return bool(cls.__xml_tag__) or cls in _parts()


def name_of(cls: type[Element]) -> str:
    """How lists and identifiers of tests name *cls*."""
    return f"{cls.__module__.removeprefix('anyvirt.conf.')}.{cls.__qualname__}"


def holder_of(cls: type[Element]) -> type[Any]:
    """A document around one *cls*, so that a class without a tag of its own can be written, too."""
    body = {"__module__": __name__, "__annotations__": {"part": cls | None}, "part": child("part")}
    return ElementMeta("Holder", (Element,), body, tag="holder")
