"""Elements as plain values, for JSON and YAML: `Element.to_dict` and `Element.from_dict`.

A mapping holds what the document holds, by the names of the fields:

    {"type": "kvm", "name": "web", "disks": [{"type": "file", "source": {"file": "/a"}, "target": "vda"}]}

A member of a union is told by the attribute that tells it in the document: an attribute of its own stands in it as a
key (`{"type": "pci", "slot": 3}`); one of the element around it is a field there.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any, TypeVar, cast

from anyvirt.util.error import XmlError, libvirtError
from anyvirt.util.xmlmap.convert import Converter, plain_value
from anyvirt.util.xmlmap.element import Element, ElementMeta
from anyvirt.util.xmlmap.fields import Kind
from anyvirt.util.xmlmap.fragment import Fragment
from anyvirt.util.xmlmap.plan import Choice, Plan, Slot, plan_of
from anyvirt.util.xmlmap.tree import MAX_DEPTH
from anyvirt.util.xmlmap.unknown import Leftover, Unknown

E = TypeVar("E", bound=Element)
Plain = dict[str, Any]
Read = Callable[[Slot], Any]  # the value of a field of the element around a union

KEPT = "(unknown)"  # key of what was kept of a document beyond its class
_SHOWN = 80  # characters of a wrong value that a message repeats


def to_dict(element: Element) -> Plain:
    """See `Element.to_dict`."""
    plan = plan_of(type(element))
    plain: Plain = {}
    for slot in plan.slots:
        value = getattr(element, slot.name)
        if slot.many:
            if value:
                plain[slot.name] = [_to_plain(plan, element, slot, item) for item in value]
        elif value is None:
            if slot.field.default is not None:  # leaving it out would mean the default
                plain[slot.name] = None
        elif value != slot.field.default or not (slot.field.kind is Kind.FLAG or slot.field.omit_default):
            plain[slot.name] = _to_plain(plan, element, slot, value)
    if element._unknown:
        plain[KEPT] = {
            path: {"attributes": dict(left.attributes), "elements": [str(part) for part in left.fragments]}
            for path, left in element._unknown.items()
        }
    return plain


def from_dict(cls: type[E], plain: Any, path: str) -> E:
    """See `Element.from_dict`; *path* leads to *plain* in what messages say."""
    if not isinstance(plain, dict):
        raise XmlError(f"{path}: {_shown(plain)} is not a mapping of options")
    if path.count(".") > MAX_DEPTH:
        raise XmlError(f"{path[:_SHOWN]}...: mappings are nested more than {MAX_DEPTH} deep")
    plan = plan_of(cls)
    names = {slot.name for slot in plan.slots}
    for key in plain:
        if key not in names and key != KEPT:
            raise XmlError(f"{path}.{key} is not known here", hint=f"{cls.__name__} has: {', '.join(sorted(names))}")
    values: Plain = {}
    for slot in plan.slots:
        here = f"{path}.{slot.name}"
        if slot.name not in plain:
            if slot.required:
                raise XmlError(f"{here} is required")
            continue
        value = plain[slot.name]
        if slot.many:
            if not isinstance(value, list | tuple):
                raise XmlError(f"{here}: {_shown(value)} is not a list")
            values[slot.name] = [_from_plain(plan, plain, slot, item, f"{here}[{n}]") for n, item in enumerate(value)]
        else:
            absent = value is None and slot.optional
            values[slot.name] = None if absent else _from_plain(plan, plain, slot, value, here)
    element = cls(**values)
    if KEPT in plain:
        element._unknown = _kept(plain[KEPT], f"{path}.{KEPT}") or None
    return element


def _to_plain(plan: Plan, owner: Element, slot: Slot, value: Any) -> Any:
    if isinstance(value, Fragment):
        return str(value)
    if not isinstance(value, Element):
        return plain_value(slot.converter, value)
    plain = to_dict(value)
    if slot.choice is None:
        return plain
    word = next((word for word, member in slot.choice.members.items() if member is type(value)), None)
    if word is None:
        raise TypeError(f"{type(owner).__name__}.{slot.name}: a {type(value).__name__} cannot stand there")
    key = _tag_key(slot.choice, type(value))
    implied = _implied(plan, slot, slot.choice, lambda field: getattr(owner, field.name))
    if key in plain or slot.choice.members.get(implied or "") is type(value):
        return plain
    return {key: word} | plain


def _from_plain(plan: Plan, owner: Plain, slot: Slot, value: Any, path: str) -> Any:
    if slot.element is not None:
        return from_dict(cast("type[Element]", slot.element), value, path)
    if slot.choice is not None:
        member, rest = _member(plan, owner, slot, slot.choice, value, path)
        return from_dict(cast("type[Element]", member), rest, path)
    if slot.fragment:
        fragment, tag = _fragment(value, path), slot.field.path.rpartition("/")[2]
        if fragment.tag != tag:
            raise XmlError(f"{path}: <{fragment.tag}> is not <{tag}>")
        return fragment
    if slot.field.kind is Kind.FLAG:
        if not isinstance(value, bool):
            raise XmlError(f"{path}: {_shown(value)} is not true or false")
        return value
    assert slot.converter is not None
    unit = slot.field.unit
    if unit is not None and isinstance(value, int) and not 0 <= value * unit.scale < 2**64:
        raise XmlError(f"{path}: {value} {unit.name} is not a size below 16 EiB")
    return _scalar(slot.converter, value, path)


def _scalar(converter: Converter[Any], plain: Any, path: str) -> Any:
    """The value whose plain form is *plain*."""
    value = plain
    try:
        if isinstance(plain, str):
            value = converter.parse(plain)
            right = isinstance(plain_value(converter, value), str)  # numbers stand without quotes
        else:
            right = converter.check(value) and converter.parse(converter.format(value)) == value
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        right = False
    if not right:
        raise XmlError(f"{path}: {_shown(plain)} is not {converter.allowed}")
    return value


def _field_at(plan: Plan, path: str) -> Slot | None:
    return next((slot for slot in plan.slots if slot.field.path == path), None)


def _tag_key(choice: Choice, member: ElementMeta) -> str:
    """The key that tells *member* of a union: a field, or the name of the attribute unless a field is called that."""
    if not choice.levels_up and (field := _field_at(plan_of(member), f"@{choice.attribute}")) is not None:
        return field.name
    taken = any(field.name == choice.attribute for field in member.__xml_fields__)
    return f"@{choice.attribute}" if taken else choice.attribute


def _implied(plan: Plan, slot: Slot, choice: Choice, read: Read) -> str | None:
    """The word that chooses where the member of a union does not say one: that of the element around it."""
    if not choice.levels_up:
        return choice.default
    steps = slot.field.path.split("/")[: -choice.levels_up]
    field = _field_at(plan, "/".join([*steps, f"@{choice.attribute}"]))
    if field is None:
        return choice.default
    value = read(field)
    word = value.value if isinstance(value, enum.Enum) else value
    return word if isinstance(word, str) else choice.default


def _member(plan: Plan, owner: Plain, slot: Slot, choice: Choice, value: Any, path: str) -> tuple[ElementMeta, Plain]:
    """The class of a union that *value* is of, and *value* without the key that tells only this."""
    if not isinstance(value, dict):
        raise XmlError(f"{path}: {_shown(value)} is not a mapping of options")
    for word, member in choice.members.items():
        key = _tag_key(choice, member)
        if value.get(key) == word:
            is_field = any(field.name == key for field in member.__xml_fields__)
            return member, value if is_field else {name: part for name, part in value.items() if name != key}
    implied = _implied(plan, slot, choice, lambda field: owner.get(field.name, field.field.default))
    if not choice.levels_up and choice.attribute in value:
        implied = str(value[choice.attribute])
    if implied is None:
        raise XmlError(f"{path}.{choice.attribute} is required: {choice.allowed}")
    if implied not in choice.members:
        raise XmlError(f"{path}.{choice.attribute}: '{implied}' is not {choice.allowed}")
    return choice.members[implied], value


def _fragment(value: Any, path: str) -> Fragment:
    if not isinstance(value, str):
        raise XmlError(f"{path}: {_shown(value)} is not the text of an element")
    try:
        return Fragment(value)
    except libvirtError as exc:
        raise XmlError(f"{path}: {exc.detail}") from exc


def _kept(plain: Any, path: str) -> Unknown:
    kept: Unknown = {}
    if not isinstance(plain, dict):
        raise XmlError(f"{path}: {_shown(plain)} is not a mapping")
    for place, left in plain.items():
        here = f"{path}.{place}"
        if not isinstance(left, dict) or set(left) != {"attributes", "elements"}:
            raise XmlError(f"{here} must have attributes and elements, nothing else")
        attributes, elements = left["attributes"], left["elements"]
        if not isinstance(attributes, dict) or not all(isinstance(text, str) for text in attributes.values()):
            raise XmlError(f"{here}.attributes: {_shown(attributes)} is not a mapping of texts")
        if not isinstance(elements, list | tuple):
            raise XmlError(f"{here}.elements: {_shown(elements)} is not a list")
        kept[place] = Leftover(dict(attributes), [_fragment(text, f"{here}.elements") for text in elements])
    return kept


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
