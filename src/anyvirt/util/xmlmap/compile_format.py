"""Code that writes an element in libvirt's style.

For the class of a disk it begins like this:

    def _format(o, w, i, tag):
     m0 = len(w); w.append('')
     a0 = f" type='{o.type._value_}'"
     x = o.target
     ...
     if len(w) > m0 + 1: w[m0] = f"{i}<{tag}{a0}>\n"; w.append(f"{i}</{tag}>\n")
     else: w[m0] = f"{i}<{tag}{a0}/>\n"

A place that holds elements first takes its line in the output and fills it when it is known what came after.
"""

from __future__ import annotations

from anyvirt.util.source import Source
from anyvirt.util.xmlmap import leftovers
from anyvirt.util.xmlmap.convert import TEXT, in_largest_unit
from anyvirt.util.xmlmap.escape import Escape, escape_attribute, escape_text
from anyvirt.util.xmlmap.plan import Leaf, Place, Plan, Slot


def compile_format(plan: Plan, *, unknown: bool) -> Source:
    """`_format(o, w, i, tag)`: append the lines of *o* to *w*, indented by *i*; with or without unknown content."""
    return _Formatter(plan, unknown=unknown).compile()


class _Formatter:
    def __init__(self, plan: Plan, *, unknown: bool) -> None:
        self.plan = plan
        self.unknown = unknown
        self.code = Source()
        self.code.names |= {
            "escape_attribute": escape_attribute,
            "escape_text": escape_text,
            "in_largest_unit": in_largest_unit,
            "kept_attributes": leftovers.kept_attributes,
            "kept_elements": leftovers.kept_elements,
        }

    def compile(self) -> Source:
        code = self.code
        with code.block(f"def {'_format_unknown' if self.unknown else '_format'}(o, w, i, tag):"):
            if self.unknown:
                code("u = o._unknown")
            else:
                code("if o._unknown is not None: return o._format_unknown(w, i, tag)")
            self.place(self.plan.root, 0)
        return code

    def place(self, place: Place, depth: int) -> None:
        """Write *place*, which lies *depth* below the element of the class."""
        code = self.code
        tag = "{tag}" if depth == 0 else place.tag
        start = "{i}" + "  " * depth + "<" + tag + (f"{{a{depth}}}" if self.has_attributes(place, depth) else "")
        end = f"</{tag}>\\n"
        if not place.inside and not (self.unknown and place.text is None):
            self.attributes(place, depth)
            self.alone(place, depth, start, end, "w.append(%s)")
            return
        code(f"m{depth} = len(w); w.append('')")
        self.attributes(place, depth)
        self.inside(place, depth)
        if self.unknown:
            code(f"kept_elements(u, {place.path!r}, w, i + {'  ' * (depth + 1)!r})")
        outer = "  " * depth
        both_tags = f'w[m{depth}] = f"{start}>\\n"; w.append(f"{{i}}{outer}{end}")'
        if (place.path or ".") in self.plan.cls.__xml_open__:
            code(both_tags)
            return
        with code.block(f"if len(w) > m{depth} + 1:"):
            code(both_tags)
        with code.block("else:"):
            self.alone(place, depth, start, end, f"w[m{depth}] = %s", "w.pop()")

    def has_attributes(self, place: Place, depth: int) -> bool:
        """Whether there may be anything in a<depth>: attributes, known or not, or declarations of namespaces."""
        of_root = depth == 0 and (self.plan.const or self.plan.cls.__xml_namespaces__)
        return bool(place.attributes or self.unknown or of_root)

    def attributes(self, place: Place, depth: int) -> None:
        """Collect the attributes of *place* in a<depth>."""
        if not self.has_attributes(place, depth):
            return
        code, a = self.code, f"a{depth}"
        certain = "".join(f" {name}='{value}'" for name, value in self.plan.const.items()) if depth == 0 else ""
        started = False
        grouped: set[str] = set()
        for name, slot in place.attributes:
            if slot.field.group:
                if slot.field.group not in grouped:
                    grouped.add(slot.field.group)
                    if not started:
                        code(f'{a} = f"{certain}"' if certain else f"{a} = ''")
                        started = True
                    self.group(place, slot.field.group, a)
                continue
            test = self.present(slot)
            # The value of the text stands elsewhere; only its unit is an attribute.
            size = "x" if test else f"o.{slot.name}"
            value = self.value(slot, size, escape_attribute)
            added = f" {name}='{value}'" if name else ""
            if slot.field.unit is not None:
                unit = slot.field.unit.name or f"{{in_largest_unit({size})[1]}}"
                added += f" unit='{unit}'"
            if test is None and not started:
                certain += added
                continue
            if not started:
                code(f'{a} = f"{certain}"' if certain else f"{a} = ''")
                started = True
            if test is None:
                code(f'{a} += f"{added}"')
            else:
                code(f"x = o.{slot.name}")
                code(f'if {test}: {a} += f"{added}"')
        if not started:
            code(f'{a} = f"{certain}"' if certain else f"{a} = ''")
        if self.unknown:
            code(f"{a} += kept_attributes(u, {place.path!r})")

    def group(self, place: Place, group: str, a: str) -> None:
        """Append the attributes of *group* to the variable *a*, unless all have their defaults."""
        members = [(name, slot) for name, slot in place.attributes if slot.field.group == group]
        for _, slot in members:
            self.code.names[f"d_{slot.name}"] = slot.field.default
        test = " or ".join(f"o.{slot.name} != d_{slot.name}" for _, slot in members)
        values = ((name, self.value(slot, f"o.{slot.name}", escape_attribute)) for name, slot in members)
        added = "".join(f" {name}='{value}'" for name, value in values)
        self.code(f'if {test}: {a} += f"{added}"')

    def present(self, slot: Slot) -> str | None:
        """The condition under which the value in x is written; None for always."""
        if slot.field.omit_default:
            self.code.names[f"d_{slot.name}"] = slot.field.default
            return f"x is not None and x != d_{slot.name}"
        return "x is not None" if slot.optional else None

    def value(self, slot: Slot, expression: str, escape: Escape) -> str:
        """The part of an f-string that writes the value of *expression*."""
        converter = slot.converter
        assert converter is not None
        escaping = escape.__name__
        if slot.field.unit is not None and not slot.field.unit.name:
            return f"{{in_largest_unit({expression})[0]}}"
        if converter is TEXT:
            return f"{{{escaping}({expression})}}"
        if converter.inline:
            return converter.inline.replace("%s", expression)
        self.code.names[f"f_{slot.name}"] = converter.format
        written = f"f_{slot.name}({expression})"
        return f"{{{written}}}" if converter.plain else f"{{{escaping}({written})}}"

    def alone(self, place: Place, depth: int, start: str, end: str, put: str, otherwise: str = "") -> None:
        """Write a place that holds no elements: its text, an empty element, or nothing.

        Args:
            put: the statement that writes, `%s` standing for the line.
            otherwise: the statement where there is nothing to write.
        """
        code, slot = self.code, place.text
        chain: list[tuple[str, str]] = []
        if slot is not None:
            code(f"x = o.{slot.name}")
            test = self.present(slot) or ""
            if slot.converter is TEXT and not slot.required:
                test = "x" if test in ("", "x is not None") else f"x and {test}"  # empty text reads as absent
            value = self.value(slot, "x", escape_text)
            chain.append((test, put % f'f"{start}>{value}{end}"'))
        if not chain or chain[0][0]:
            chain.append((self.not_empty(place, depth), put % f'f"{start}/>\\n"'))
        if chain[-1][0] and otherwise:
            chain.append(("", otherwise))
        chain = [(test, statement) for test, statement in chain if test != "False"]
        for position, (test, statement) in enumerate(chain):
            word = "elif" if position and test else "if" if test else "else" if position else ""
            code(f"{word} {test}: {statement}" if test else f"{word}: {statement}" if word else statement)

    def not_empty(self, place: Place, depth: int) -> str:
        """The condition under which an element with nothing inside is written; empty for always."""
        if depth == 0:
            return ""
        flag = f"o.{place.flag.name}" if place.flag else ""
        attributes = f"a{depth}" if place.attributes or self.unknown else ""
        return " or ".join(part for part in (flag, attributes) if part) or "False"

    def inside(self, place: Place, depth: int) -> None:
        """Write the elements in *place*; declare in a<depth> the namespaces of those that are there."""
        code = self.code
        namespaces = self.plan.cls.__xml_namespaces__ if depth == 0 else {}
        declared: dict[str, str] = {}
        moved = self.plan.cls.__xml_earlier__ if depth == 0 else ()
        by_tag = {part.tag: part for part in place.inside}
        for part in place.inside:
            for tag, behind, field, value in moved:
                if behind == part.tag:
                    self.part_where(by_tag[tag], depth, field, "is", value)
                elif tag == part.tag:
                    self.part_where(part, depth, field, "is not", value)
            if any(tag == part.tag for tag, *_ in moved):
                continue
            prefix = part.tag.partition(":")[0]
            if prefix in namespaces and prefix not in declared:
                declared[prefix] = f"s{len(declared)}"
                code(f"{declared[prefix]} = ''")
            if prefix in namespaces:
                code("before = len(w)")
            self.part(part, depth)
            if prefix in namespaces:
                declaration = f" xmlns:{prefix}='{escape_attribute(namespaces[prefix])}'"
                code(f"if len(w) > before: {declared[prefix]} = {declaration!r}")
        for variable in declared.values():
            code(f"a{depth} += {variable}")

    def part(self, part: Place | Leaf, depth: int) -> None:
        if isinstance(part, Place):
            self.place(part, depth + 1)
        else:
            self.leaf(part, "  " * (depth + 1))

    def part_where(self, part: Place | Leaf, depth: int, field: str, test: str, value: object) -> None:
        """Write *part* here where the value of *field* `is` or `is not` *value*."""
        self.code.names[f"e_{field}"] = value
        with self.code.block(f"if o.{field} {test} e_{field}:"):
            self.part(part, depth)

    def leaf(self, leaf: Leaf, indent: str) -> None:
        """Write an object, a fragment, or the items of a list."""
        code, slot = self.code, leaf.slot
        written = self.item(leaf, indent)
        if slot.many:
            code(f"for x in o.{slot.name}: {written}")
            return
        code(f"x = o.{slot.name}")
        code(f"if x is not None: {written}")

    def item(self, leaf: Leaf, indent: str) -> str:
        slot, tag = leaf.slot, leaf.tag
        if slot.fragment:
            return f"x.write(w, i + {indent!r})"
        if slot.choice is not None and slot.choice.by_tag:
            return f"x._format(w, i + {indent!r}, x.__xml_tag__)"
        if slot.converter is None:
            return f"x._format(w, i + {indent!r}, {tag!r})"
        if leaf.attribute:
            value = self.value(slot, "x", escape_attribute)
            return f"w.append(f\"{{i}}{indent}<{tag} {leaf.attribute}='{value}'/>\\n\")"
        value = self.value(slot, "x", escape_text)
        return f'w.append(f"{{i}}{indent}<{tag}>{value}</{tag}>\\n")'
