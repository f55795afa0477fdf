"""Random objects of any class of the models, made from its declaration."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from hypothesis import strategies as st

from anyvirt.util.xmlmap import Converter, Element, Fragment
from anyvirt.util.xmlmap.convert import TEXT
from anyvirt.util.xmlmap.fields import Kind
from anyvirt.util.xmlmap.generate import plan_of
from anyvirt.util.xmlmap.plan import Slot, element_members

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
    *("1.10", "-1"),
)


def objects(cls: type[E], *, depth: int = 4) -> st.SearchStrategy[E]:
    """Objects of *cls*, of parts nested up to *depth* below them. They obey no rules across fields."""
    fields = {slot.name: _values(slot, depth) for slot in plan_of(cls).slots}
    return st.builds(cls, **fields)


def _values(slot: Slot, depth: int) -> st.SearchStrategy[Any]:
    members = element_members(slot)
    if slot.field.kind is Kind.FLAG:
        return st.booleans()
    if members:
        if depth == 0:
            return st.just([]) if slot.many else st.none()
        one: st.SearchStrategy[Any] = st.one_of(
            *(objects(cast(type[Element], member), depth=depth - 1) for member in members)
        )
    elif slot.fragment:
        tag = slot.field.path.rpartition("/")[2]
        one = st.sampled_from([Fragment(f"<{tag}/>"), Fragment(f"<{tag}><a:b xmlns:a='urn:a'>c</a:b></{tag}>")])
    else:
        assert slot.converter is not None
        one = _converted(slot.converter, is_attribute="@" in slot.field.path)
    if slot.many:
        return st.lists(one, max_size=2)
    return st.none() | one if slot.optional else one


def _converted(converter: Converter[Any], *, is_attribute: bool) -> st.SearchStrategy[Any]:
    if converter is TEXT:
        return texts if is_attribute else filled
    values = []
    for sample in (*converter.allowed.removeprefix("one of ").split(", "), *_SAMPLES):
        try:
            value = converter.parse(sample)
        except (ValueError, KeyError):
            continue
        if value not in values:
            values.append(value)
    return st.sampled_from(values)
