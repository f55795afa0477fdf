"""Code that reads an element.

For the class of a disk it begins like this:

    def _parse_drop(n0):
     v_device = d_device
     v_target = U
     g0 = n0.get
     x = g0('device')
     if x is not None:
      try: v_device = p_device(x)
      except BAD: wrong(n0, '@device', x, a_device)
     for n1 in n0:
      t = n1.tag
      if t == 'target':
       ...

The first occurrence of a value counts, as with the XPath expressions of libvirt.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from anyvirt.util.error import XmlError
from anyvirt.util.source import Source
from anyvirt.util.xmlmap import leftovers
from anyvirt.util.xmlmap.convert import TEXT, UNITS_ALLOWED
from anyvirt.util.xmlmap.fragment import Fragment
from anyvirt.util.xmlmap.plan import Choice, Leaf, Place, Plan, Slot
from anyvirt.util.xmlmap.problems import missing, twice, wrong_unit, wrong_value
from anyvirt.util.xmlmap.tree import full_text, only_text

_CHAIN = 6  # with more known sub-elements than this, a dictionary finds the branch

Mode = Literal["drop", "keep", "refuse"]


class _Absent:
    """What a required value is until it has been read."""

    def __repr__(self) -> str:
        return "absent"


_ABSENT = _Absent()


def compile_parse(plan: Plan, mode: Mode) -> Source:
    """`_parse_*(n0)`: an object made from a node."""
    return _Parser(plan, mode).compile()


class _Parser:
    def __init__(self, plan: Plan, mode: Mode) -> None:
        self.plan = plan
        self.mode = mode
        self.code = Source()
        # Of elements that can be there once, whether they were.
        paths = _paths(plan.root) if mode == "refuse" else ()
        self.seen = {path: f"s{number}" for number, path in enumerate(paths)}
        self.code.names |= {
            "U": _ABSENT,
            "BAD": (ValueError, KeyError, OverflowError),
            "new": object.__new__,
            "cls": plan.cls,
            "wrong": wrong_value,
            "wrong_unit": wrong_unit,
            "missing": missing,
            "twice": twice,
            "full_text": full_text,
            "only_text": only_text,
            "fragment": Fragment.of_node,
            "keep_attributes": leftovers.keep_attributes,
            "keep_element": leftovers.keep_element,
            "refuse_attributes": leftovers.refuse_attributes,
            "refuse_element": leftovers.refuse_element,
        }

    def compile(self) -> Source:
        code = self.code
        with code.block(f"def _parse_{self.mode}(n0):"):
            for slot in self.plan.slots:
                self.initial(slot)
            if self.mode == "keep":
                code("kept = None")
            for variable in self.seen.values():
                code(f"{variable} = False")
            self.place(self.plan.root, 0)
            for slot in self.plan.slots:
                self.final(slot)
            code("o = new(cls)")
            code("o._unknown = " + ("kept" if self.mode == "keep" else "None"))
            for slot in self.plan.slots:
                code(f"o.{slot.name} = v_{slot.name}")
            code("return o")
        return code

    def initial(self, slot: Slot) -> None:
        if slot.many:
            self.code(f"v_{slot.name} = []")
        else:
            self.code(f"v_{slot.name} = {self.absent(slot)}")

    def absent(self, slot: Slot) -> str:
        """What the variable of *slot* holds before a value was seen."""
        if slot.field.default is None:
            return "None"
        return "False" if slot.field.default is False and slot.converter is None else "U"

    def final(self, slot: Slot) -> None:
        if self.absent(slot) != "U" or slot.many:
            return
        with self.code.block(f"if v_{slot.name} is U:"):
            if slot.required:
                path = slot.field.path
                if path.endswith("."):
                    path = path[:-1] + "text()"
                self.code.names[f"m_{slot.name}"] = slot.field.missing
                self.code(f"missing(n0, {path!r}, error=m_{slot.name})")
            else:
                self.code.names[f"d_{slot.name}"] = slot.field.default
                self.code(f"v_{slot.name} = d_{slot.name}")

    def place(self, place: Place, depth: int) -> None:
        """Read everything at *place*, whose node is n<depth>."""
        code, node = self.code, f"n{depth}"
        named = [(name, slot) for name, slot in place.attributes if name]
        if named or (place.text and place.text.field.unit):
            code(f"g{depth} = {node}.get")
        for name, slot in named:
            with code.block(f"if v_{slot.name} is {self.absent(slot)}:") if depth else _SameLevel():
                bare = "" if slot.field.bare is None else f", {slot.field.bare!r}"
                code(f"x = g{depth}({name!r}{bare})")
                self.value(slot, node, f"@{name}", depth)
        if place.text:
            with code.block(f"if v_{place.text.name} is {self.absent(place.text)}:"):
                reader = "only_text" if place.inside else "full_text"
                code(f"x = {reader}({node}) if len({node}) else {node}.text")
                if place.text.field.bare is not None:
                    code(f"if x is None: x = {place.text.field.bare!r}")
                self.value(place.text, node, "", depth)
        if place.flag:
            code(f"v_{place.flag.name} = True")
        if self.mode != "drop":
            self.unknown_attributes(place, node)
        if place.inside:
            with code.block(f"for n{depth + 1} in {node}:"):
                self.branches(place, depth + 1)
        elif self.mode == "refuse" or (self.mode == "keep" and not place.text):
            with code.block(f"for n{depth + 1} in {node}:"):
                self.unknown_element(place, f"n{depth + 1}")

    def value(self, slot: Slot, node: str, path: str, depth: int) -> None:
        """Turn the text in x, if there is any, into the value of *slot*."""
        code, name, converter = self.code, slot.name, slot.converter
        assert converter is not None
        strip = ".strip()" if converter.strips and not path.startswith("@") else ""
        is_lenient = slot.field.lenient and self.mode != "refuse"
        if slot.field.unit is not None:
            code.names[f"p_{name}"] = slot.field.unit.read
            code.names["units"] = UNITS_ALLOWED
            with code.block("if x is not None:"):
                code(f"try: v_{name} = p_{name}(x{strip}, g{depth}('unit'))")
                if is_lenient:
                    code("except BAD: pass")
                else:
                    code(f"except KeyError: wrong_unit({node}, g{depth}('unit'), units)")
                    code(f"except BAD: wrong({node}, {path!r}, x, 'a size below 16 EiB')")
            return
        if converter is TEXT:
            if self.absent(slot) == "None":
                code(f"v_{name} = x")
            else:
                code(f"if x is not None: v_{name} = x")
            return
        self.use(slot)
        with code.block("if x is not None:"):
            code(f"try: v_{name} = p_{name}(x{strip})")
            if is_lenient:
                code("except BAD: pass")
            else:
                code(f"except BAD: wrong({node}, {path!r}, x, a_{name}, e_{name})")

    def use(self, slot: Slot) -> None:
        assert slot.converter is not None
        self.code.names[f"p_{slot.name}"] = slot.converter.parse
        self.code.names[f"a_{slot.name}"] = slot.converter.allowed
        self.code.names[f"e_{slot.name}"] = slot.field.wrong or slot.converter.error

    def branches(self, place: Place, depth: int) -> None:
        """Find out which of the known sub-elements n<depth> is."""
        code, parts = self.code, place.inside
        code(f"t = n{depth}.tag")
        if len(parts) <= _CHAIN:
            for position, part in enumerate(parts):
                with code.block(f"{'elif' if position else 'if'} {_is_one_of(part.tags)}:"):
                    self.part(part, depth)
            if self.mode != "drop" or self.is_closed(place):
                with code.block("else:"):
                    self.unknown_element(place, f"n{depth}")
            return
        table = f"T{len(code.names)}"
        code.names[table] = {tag: number for number, part in enumerate(parts) for tag in part.tags}
        code(f"b{depth} = {table}.get(t)")
        with code.block(f"if b{depth} is None:"):
            if self.mode != "drop" or self.is_closed(place):
                self.unknown_element(place, f"n{depth}")
            code("continue")
        self.halves(parts, 0, len(parts), depth)

    def halves(self, parts: list[Place | Leaf], low: int, high: int, depth: int) -> None:
        """Branch to part number b<depth>, known to be in the range, in a logarithmic number of steps."""
        if high - low == 1:
            self.part(parts[low], depth)
            return
        middle = (low + high) // 2
        with self.code.block(f"if b{depth} < {middle}:"):
            self.halves(parts, low, middle, depth)
        with self.code.block("else:"):
            self.halves(parts, middle, high, depth)

    def part(self, part: Place | Leaf, depth: int) -> None:
        if isinstance(part, Place):
            if self.mode == "refuse":  # a schema has it once
                seen = self.seen[part.path]
                self.code(f"if {seen}: twice(n{depth})")
                self.code(f"{seen} = True")
            self.place(part, depth)
        elif part.slot.many:
            self.item(part, depth)
        else:
            with self.code.block(f"if v_{part.slot.name} is None:"):
                self.code(f"v_{part.slot.name} = {self.element(part.slot, depth)}")
            if part.slot.field.once or self.mode == "refuse":
                self.code.names[f"t_{part.slot.name}"] = part.slot.field.wrong or XmlError
                self.code(f"else: twice(n{depth}, t_{part.slot.name})")

    def item(self, leaf: Leaf, depth: int) -> None:
        """Append what n<depth> stands for to a list."""
        code, slot, node = self.code, leaf.slot, f"n{depth}"
        if slot.converter is None:
            code(f"v_{slot.name}.append({self.element(slot, depth)})")
            return
        path = f"@{leaf.attribute}" if leaf.attribute else ""
        if leaf.attribute:
            code(f"x = {node}.get({leaf.attribute!r})")
            code(f"if x is None: missing({node}, {path!r})")
        else:
            code(f"x = full_text({node}) or ''")
        if slot.converter is TEXT:
            code(f"v_{slot.name}.append(x)")
            return
        self.use(slot)
        strip = ".strip()" if slot.converter.strips and not path else ""
        code(f"try: v_{slot.name}.append(p_{slot.name}(x{strip}))")
        code(f"except BAD: wrong({node}, {path!r}, x, a_{slot.name}, e_{slot.name})")

    def element(self, slot: Slot, depth: int) -> str:
        """An expression for the object that n<depth> is."""
        if slot.fragment:
            return f"fragment(n{depth})"
        if slot.choice is not None and slot.choice.by_tag:
            self.code.names[f"c_{slot.name}"] = slot.choice.members
            return f"c_{slot.name}[t]._parse_{self.mode}(n{depth})"
        if slot.choice is not None:
            self.choose(slot, slot.choice, depth)
            return f"c._parse_{self.mode}(n{depth})"
        self.code.names[f"c_{slot.name}"] = slot.element
        return f"c_{slot.name}._parse_{self.mode}(n{depth})"

    def choose(self, slot: Slot, choice: Choice, depth: int) -> None:
        """Put the class of n<depth> into c."""
        code, node = self.code, f"n{depth - choice.levels_up}"
        default = f", {choice.default!r}" if choice.default is not None else ""
        code.names[f"c_{slot.name}"] = choice.members
        code.names[f"a_{slot.name}"] = choice.allowed
        code(f"x = {node}.get({choice.attribute!r}{default})")
        code(f"c = c_{slot.name}.get(x)")
        with code.block("if c is None:"):
            path = f"@{choice.attribute}"
            code.names[f"m_{slot.name}"] = slot.field.missing
            code.names[f"e_{slot.name}"] = slot.field.wrong or XmlError
            code(f"if x is None: missing({node}, {path!r}, a_{slot.name}, error=m_{slot.name})")
            code(f"wrong({node}, {path!r}, x, a_{slot.name}, e_{slot.name})")

    def unknown_attributes(self, place: Place, node: str) -> None:
        known = frozenset(place.known_attributes(self.plan.cls.__xml_const__))
        name = f"K{len(self.code.names)}"
        self.code.names[name] = known
        if self.mode == "keep":
            self.code(f"kept = keep_attributes(kept, {place.path!r}, {node}, {name})")
        else:
            self.code(f"refuse_attributes({node}, {name})")

    def is_closed(self, place: Place) -> bool:
        """Whether unknown elements at *place* are refused whatever the caller wants."""
        return not place.path and self.plan.cls.__xml_closed__

    def unknown_element(self, place: Place, node: str) -> None:
        if self.mode == "keep":
            self.code(f"kept = keep_element(kept, {place.path!r}, {node})")
        else:
            self.code(f"refuse_element({node})")


def _paths(place: Place) -> Iterator[str]:
    """The paths of all places in *place*."""
    for part in place.inside:
        if isinstance(part, Place):
            yield part.path
            yield from _paths(part)


def _is_one_of(tags: tuple[str, ...]) -> str:
    """The condition that the name in t is one of *tags*."""
    return f"t == {tags[0]!r}" if len(tags) == 1 else f"t in {{{', '.join(map(repr, tags))}}}"


class _SameLevel:
    """Stands in for a block where there is no condition."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...
