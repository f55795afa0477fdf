"""What a class reads and writes, put in the order of the document: a tree of places, before code is made of it."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Iterator
from typing import Annotated, Any

from anyvirt.util.xmlmap.convert import INTEGER, TEXT, YES_NO, Converter, enumeration, integer
from anyvirt.util.xmlmap.element import ElementMeta
from anyvirt.util.xmlmap.fields import REQUIRED, Field, Kind
from anyvirt.util.xmlmap.fragment import Fragment

# Written out, all of them: dataclasses take longer to import than many a document takes to be read.


class Choice:
    """Which class an element belongs to, by an attribute of itself or of an element around it, or by its own tag."""

    def __init__(
        self,
        attribute: str,
        levels_up: int,
        members: dict[str, ElementMeta],
        default: str | None = None,
        *,
        by_tag: bool = False,
    ) -> None:
        self.attribute = attribute  # "tag" where that decides
        self.levels_up = levels_up
        self.members = members
        self.default = default  # what an absent attribute means
        self.by_tag = by_tag

    @property
    def allowed(self) -> str:
        return "one of " + ", ".join(filter(None, self.members))


class Slot:
    """A field together with what its annotation says."""

    def __init__(self, field: Field, optional: bool) -> None:
        self.field = field
        self.name = field.name
        self.many = field.kind is Kind.CHILDREN
        self.required = field.default is REQUIRED
        self.optional = optional
        # One of them says what it holds.
        self.converter: Converter[Any] | None = None
        self.element: ElementMeta | None = None
        self.choice: Choice | None = None
        self.fragment = False


class Leaf:
    """A sub-element that is a value of its own: an object, a fragment, or an item of a list of scalars."""

    def __init__(self, tag: str, slot: Slot, attribute: str) -> None:
        self.tag = tag  # "*" where the class of the object decides
        self.slot = slot
        self.attribute = attribute  # of the sub-element, where the items are attributes

    @property
    def tags(self) -> tuple[str, ...]:
        """The names that the sub-element can have."""
        choice = self.slot.choice
        return tuple(choice.members) if choice is not None and choice.by_tag else (self.tag,)


class Place:
    """An element that has no class of its own, only values in it."""

    def __init__(self, tag: str, path: str) -> None:
        self.tag = tag
        self.path = path
        self.attributes: list[tuple[str, Slot]] = []
        self.text: Slot | None = None
        self.flag: Slot | None = None
        self.inside: list[Place | Leaf] = []

    @property
    def tags(self) -> tuple[str, ...]:
        """The one name of the element."""
        return (self.tag,)

    def sub(self, tag: str, owner: str) -> Place:
        """The place *tag* in this one, added if it is new."""
        for part in self.inside:
            if tag in part.tags:
                if isinstance(part, Leaf):
                    raise TypeError(f"{owner}: {part.slot.field.path} is an element of its own, not to be looked into")
                return part
        part = Place(tag, f"{self.path}/{tag}" if self.path else tag)
        self.inside.append(part)
        return part

    def known_attributes(self, const: dict[str, Any]) -> set[str]:
        """Names of the attributes that are read here."""
        names = {name for name, _ in self.attributes}
        names |= {"unit" for _, slot in self.attributes if slot.field.unit}
        if self.text is not None and self.text.field.unit:
            names.add("unit")
        if not self.path:
            names |= {name for name in const if "/" not in name}
        return names


class Plan:
    """Everything that code generation needs to know about a class."""

    def __init__(self, cls: ElementMeta, slots: list[Slot], root: Place, const: dict[str, str]) -> None:
        self.cls = cls
        self.slots = slots
        self.root = root
        self.const = const  # attributes of the element itself that never change


_plans: dict[ElementMeta, Plan] = {}


def plan_of(cls: ElementMeta) -> Plan:
    """What is known about *cls* before code is made; raises as `make_plan`."""
    plan = _plans.get(cls)
    if plan is None:
        plan = _plans[cls] = make_plan(cls)
    return plan


def make_plan(cls: ElementMeta) -> Plan:
    """Read the annotations of *cls* and lay its fields out.

    Raises:
        TypeError: the declaration makes no sense.
    """
    hints = typing.get_type_hints(cls, include_extras=True)
    root = Place("", "")
    slots = [_slot(cls, declared, hints[declared.name]) for declared in cls.__xml_fields__]
    for slot in slots:
        _put(root, slot, cls.__qualname__)
    for slot in slots:
        if slot.choice is not None:
            _default_of_choice(root, slot)
    const = {name: value for name, value in cls.__xml_const__.items() if "/" not in name and isinstance(value, str)}
    for name, _ in root.attributes:
        if name in const:
            raise TypeError(f"{cls.__qualname__}: @{name} is both a constant and a field")
    return Plan(cls, slots, root, const)


def _put(root: Place, slot: Slot, owner: str) -> None:
    """Give *slot* its place below *root*."""
    *steps, leaf = slot.field.path.split("/")
    attribute = leaf.removeprefix("@") if leaf.startswith("@") else ""
    is_leaf = slot.many or slot.field.kind in (Kind.CHILD, Kind.RAW)
    if is_leaf and attribute:
        if slot.element or slot.choice or slot.fragment or not steps:
            raise TypeError(f"{owner}.{slot.name}: {slot.field.path} does not lead to elements")
        leaf = steps.pop()
    place = root
    for step in steps:
        place = place.sub(step, owner)
    if is_leaf:
        added = Leaf(leaf, slot, attribute)
        if any(tag in part.tags for part in place.inside for tag in added.tags):
            raise TypeError(f"{owner}.{slot.name}: {slot.field.path} is taken by another field")
        place.inside.append(added)
    elif attribute:
        if any(name == attribute for name, _ in place.attributes):
            raise TypeError(f"{owner}.{slot.name}: {slot.field.path} is taken by another field")
        place.attributes.append((attribute, slot))
    else:
        target = place if leaf == "." else place.sub(leaf, owner)
        if target.text is not None or target.flag is not None:
            raise TypeError(f"{owner}.{slot.name}: {slot.field.path} is taken by another field")
        if slot.field.kind is Kind.FLAG:
            target.flag = slot
        else:
            target.text = slot
            if slot.field.unit is not None:
                target.attributes.append(("", slot))  # stands for its unit, at the place where it is declared


def _slot(cls: ElementMeta, declared: Field, hint: Any) -> Slot:
    where = f"{cls.__qualname__}.{declared.name}"
    hint, extras = _without_extras(hint)
    alternatives = list(_alternatives(hint))
    optional = type(None) in (kind for kind, _ in alternatives)
    kinds = [(kind, extras + more) for kind, more in alternatives if kind is not type(None)]
    if declared.kind is Kind.CHILDREN:
        if len(kinds) != 1 or typing.get_origin(kinds[0][0]) is not list or optional:
            raise TypeError(f"{where}: the annotation must be list[...]")
        (item,) = typing.get_args(kinds[0][0])
        item, extras = _without_extras(item)
        kinds = [(kind, extras + more) for kind, more in _alternatives(item)]
    elif declared.default is None and not optional:
        raise TypeError(f"{where}: it is None when absent, so the annotation must allow None")
    slot = Slot(declared, optional)
    if declared.kind is Kind.FLAG:
        if [kind for kind, _ in kinds] != [bool]:
            raise TypeError(f"{where}: the annotation of a flag must be bool")
    elif all(isinstance(kind, ElementMeta) for kind, _ in kinds):
        if declared.kind not in (Kind.CHILD, Kind.CHILDREN):
            raise TypeError(f"{where}: an element needs child() or children()")
        if declared.path.split("/")[-1] == "*":
            slot.choice = _choice_by_tag(where, [kind for kind, _ in kinds])
        elif len(kinds) == 1:
            slot.element = kinds[0][0]
        else:
            slot.choice = _choice(where, declared, [kind for kind, _ in kinds])
    elif [kind for kind, _ in kinds] == [Fragment]:
        slot.fragment = True
    elif declared.kind in (Kind.CHILD, Kind.RAW):
        expected = "Fragment" if declared.kind is Kind.RAW else "an Element class or a union of them"
        raise TypeError(f"{where}: the annotation must be {expected}, perhaps with None")
    else:
        slot.converter = _converter(where, declared, kinds)
    return slot


def _without_extras(hint: Any) -> tuple[Any, list[Any]]:
    if typing.get_origin(hint) is Annotated:
        inner, *extras = typing.get_args(hint)
        return inner, extras
    return hint, []


def _alternatives(hint: Any) -> Iterator[tuple[Any, list[Any]]]:
    """The members of a union, with what Annotated adds to each."""
    hint, extras = _without_extras(hint)
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        for member in typing.get_args(hint):
            for kind, more in _alternatives(member):
                yield kind, extras + more
    else:
        yield hint, extras


def _converter(where: str, declared: Field, kinds: list[tuple[Any, list[Any]]]) -> Converter[Any]:
    if declared.conv is not None:
        return declared.conv
    for _, extras in kinds:
        for extra in extras:
            if isinstance(extra, Converter):
                return extra
    if len(kinds) == 1:
        kind = kinds[0][0]
        if kind is str:
            return TEXT
        if kind is bool:
            return YES_NO
        if kind is int:
            return integer(fmt=declared.fmt) if declared.fmt else INTEGER
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            return enumeration(kind)
    raise TypeError(f"{where}: say with conv= how to read and write {kinds[0][0] if kinds else None}")


def _choice_by_tag(where: str, members: list[ElementMeta]) -> Choice:
    table: dict[str, ElementMeta] = {}
    for member in members:
        tag = member.__xml_tag__
        if not tag:
            raise TypeError(f"{where}: {member.__qualname__} needs a tag to be chosen by it")
        if tag in table:
            raise TypeError(f"{where}: {member.__qualname__} and {table[tag].__qualname__} both have the tag '{tag}'")
        table[tag] = member
    return Choice("tag", 0, table, by_tag=True)


def _choice(where: str, declared: Field, members: list[ElementMeta]) -> Choice:
    *ups, last = declared.by.split("/")
    if any(step != ".." for step in ups) or (ups and not last.startswith("@")):
        raise TypeError(f"{where}: by='{declared.by}' must be an attribute, or ../@attribute")
    attribute = last.removeprefix("@")
    key = "/".join([*ups, "@" + attribute]) if ups else attribute
    table: dict[str, ElementMeta] = {}
    for member in members:
        const = {name.removeprefix("@"): value for name, value in member.__xml_const__.items()}
        values = const.get(key)
        if values is None:
            raise TypeError(f"{where}: {member.__qualname__} needs const={{'{key}': ...}} to be chosen by it")
        for value in (values,) if isinstance(values, str) else values:
            if value in table:
                raise TypeError(f"{where}: {member.__qualname__} and {table[value].__qualname__} both mean '{value}'")
            table[value] = member
    return Choice(attribute, len(ups), table, declared.absent)


def _default_of_choice(root: Place, slot: Slot) -> None:
    """An attribute around the element that is absent means the default of its field."""
    choice = slot.choice
    assert choice is not None
    if not choice.levels_up:
        return
    steps = slot.field.path.split("/")
    if choice.levels_up > len(steps):
        raise TypeError(f"{slot.name}: by='{slot.field.by}' leads out of the class")
    place = root
    for step in steps[: -choice.levels_up]:
        place = place.sub(step, "")
    for name, other in place.attributes:
        if name == choice.attribute and other.converter is not None and other.field.default not in (None, REQUIRED):
            choice.default = other.converter.format(other.field.default)


def element_members(slot: Slot) -> tuple[ElementMeta, ...]:
    """The classes that objects in *slot* can have."""
    if slot.element is not None:
        return (slot.element,)
    return tuple(dict.fromkeys(slot.choice.members.values())) if slot.choice is not None else ()
