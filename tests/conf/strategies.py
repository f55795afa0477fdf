"""Random objects of any class of the models, made from its declaration."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from hypothesis import strategies as st

from anyvirt.util.xmlmap import Converter, Element, Fragment
from anyvirt.util.xmlmap.convert import TEXT
from anyvirt.util.xmlmap.fields import Kind
from anyvirt.util.xmlmap.plan import Choice, Slot, element_members, plan_of

E = TypeVar("E", bound=Element)

# Any character that XML can hold.
characters = st.characters(codec="utf-8", exclude_characters="\ufffe\uffff").filter(lambda c: c >= " " or c in "\t\n\r")
texts = st.text(characters, max_size=8)
filled = st.text(characters, min_size=1, max_size=8)  # an empty text of an element reads as an absent one

# What converters that are no closed set of words may take.
_SAMPLES = (
    *("yes", "no", "on", "off", "0", "1", "7", "255", "4095", "1500", "65536", "0x1f"),
    *("10.0.0.1", "192.168.1.255", "2001:db8::1", "52:54:00:12:34:56", "6695eb01-f6a4-8304-79aa-97f2502e193f"),
    *("$NAME", "$NAME[2]", "$NAME[@1]", "ff:ff:ff:00:00:00", "SYN,ACK/SYN", "NEW,RELATED", "src,dst"),
    *("1.10", "-1", "0-3,^1", "a", "00ff"),
)


@functools.cache
def objects(cls: type[E], *, depth: int = 4) -> st.SearchStrategy[E]:
    """Objects of *cls* with any of its options, of parts nested up to *depth* below them.

    They obey no rules across fields but those of the declaration: the class of a part fits the attribute that chooses
    it.

    Args:
        cls: the class.
        depth: how many levels of parts there are at most.
    """

    @st.composite
    def build(draw: st.DrawFn) -> E:
        values: dict[str, Any] = {}
        for slot in _choosers_first(cls):
            values[slot.name] = draw(_values(cls, slot, depth, values))
        _settle(cls, values)
        return cls(**values)

    return build()


def _settle(cls: type[Element], values: dict[str, Any]) -> None:
    """Make *values* those of one document: an element is there if anything in it is; text stands beside no element."""
    given = {slot.field.path for slot in plan_of(cls).slots if _is_given(slot.field.kind, values[slot.name])}
    for slot in plan_of(cls).slots:
        path = slot.field.path
        if slot.field.kind is Kind.FLAG:
            values[slot.name] |= any(other.startswith(f"{path}/") for other in given)
        if slot.field.bare is not None and values[slot.name] is None and slot.converter is not None:
            around = path.rpartition("/")[0]
            if any(other.startswith(f"{around}/") for other in given):
                values[slot.name] = slot.converter.parse(slot.field.bare)
        if path == "." and slot.optional and any(not other.startswith(("@", ".")) for other in given):
            values[slot.name] = None


def _is_given(kind: Kind, value: Any) -> bool:
    # False says that a flag is not there, but it is a value of an option that has one for "no".
    return bool(value) if kind is Kind.FLAG else value is not None and value != []


def _choosers_first(cls: type[Element]) -> list[Slot]:
    """Attributes before the elements that they choose the class of."""
    return sorted(plan_of(cls).slots, key=lambda slot: slot.choice is not None and bool(slot.choice.levels_up))


def words_of(converter: Converter[Any]) -> list[Any]:
    """The values of a closed set of words; samples of other values that *converter* takes."""
    values: list[Any] = []
    for sample in (*converter.allowed.removeprefix("one of ").split(", "), *_SAMPLES):
        try:
            value = converter.parse(sample)
        except (ValueError, KeyError):
            continue
        if value not in values:
            values.append(value)
    return values


def chosen_members(cls: type[Element], slot: Slot, values: Mapping[str, Any]) -> list[type[Element]]:
    """The classes that a part in *slot* of a *cls* with *values* can have. Empty: the values allow none."""
    choice = slot.choice
    if choice is None or not choice.levels_up:
        return [cast("type[Element]", member) for member in element_members(slot)]
    text = _attribute_around(cls, slot, choice, values)
    member = choice.members.get(text) if text is not None else None
    return [cast("type[Element]", member)] if member is not None else []


def _attribute_around(cls: type[Element], slot: Slot, choice: Choice, values: Mapping[str, Any]) -> str | None:
    path = "/".join([*slot.field.path.split("/")[: -choice.levels_up], "@" + choice.attribute])
    chooser = next(other for other in plan_of(cls).slots if other.field.path == path)
    value = values.get(chooser.name, chooser.field.default)
    if value is None:
        return choice.default
    assert chooser.converter is not None
    return chooser.converter.format(value)


def constants_of(cls: type[Element], slot: Slot) -> tuple[str, ...]:
    """The values that make an element a *cls*, where *slot* holds that attribute."""
    path = slot.field.path
    known = cls.__xml_const__.get(path[1:], ()) if path.startswith("@") else ()
    return (known,) if isinstance(known, str) else known


def _values(cls: type[Element], slot: Slot, depth: int, values: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    if slot.field.kind is Kind.FLAG:
        return st.booleans()
    if element_members(slot):
        members = chosen_members(cls, slot, values)
        if depth == 0 or not members:
            return st.just([]) if slot.many else st.none()
        one: st.SearchStrategy[Any] = st.one_of(*(objects(member, depth=depth - 1) for member in members))
    elif slot.fragment:
        tag = slot.field.path.rpartition("/")[2]
        one = st.sampled_from([Fragment(f"<{tag}/>"), Fragment(f"<{tag}><a:b xmlns:a='urn:a'>c</a:b></{tag}>")])
    elif constants := constants_of(cls, slot):
        assert slot.converter is not None
        return st.sampled_from([slot.converter.parse(text) for text in constants])
    else:
        assert slot.converter is not None
        one = _converted(slot.converter, is_attribute="@" in slot.field.path)
    if slot.many:
        return st.lists(one, max_size=2)
    return st.none() | one if slot.optional else one


def _converted(converter: Converter[Any], *, is_attribute: bool) -> st.SearchStrategy[Any]:
    if converter is TEXT:
        return texts if is_attribute else filled
    return st.sampled_from(words_of(converter))
