"""Code of the constructor and of copies."""

from __future__ import annotations

from anyvirt.util.source import Source
from anyvirt.util.xmlmap.plan import Plan, Slot
from anyvirt.util.xmlmap.unknown import copy_unknown


def compile_init(plan: Plan) -> Source:
    """`__init__(self, *, ...)`: one keyword a field."""
    code = Source()
    code.names["new_list"] = list  # a field may be called list
    arguments = ["self"]
    if plan.slots:
        arguments.append("*")
    for slot in plan.slots:
        if slot.required:
            arguments.append(slot.name)
        else:
            code.names[f"d_{slot.name}"] = slot.field.default
            arguments.append(f"{slot.name}=d_{slot.name}")
    with code.block(f"def __init__({', '.join(arguments)}):"):
        code("self._unknown = None")
        for slot in plan.slots:
            # A list of its own: the caller's may go on changing.
            code(f"self.{slot.name} = " + (f"new_list({slot.name})" if slot.many else slot.name))
    return code


def compile_copy(plan: Plan) -> Source:
    """`_copy(self)`: deep as far as things can change."""
    code = Source()
    code.names |= {"new": object.__new__, "cls": plan.cls, "copy_unknown": copy_unknown}
    with code.block("def _copy(self):"):
        code("o = new(cls)")
        code("o._unknown = None if self._unknown is None else copy_unknown(self._unknown)")
        for slot in plan.slots:
            code(f"o.{slot.name} = {_copied(slot)}")
        code("return o")
    return code


def compile_shallow_copy(plan: Plan) -> Source:
    """`_shallow_copy(self)`: the parts are shared, the lists are not."""
    code = Source()
    code.names |= {"new": object.__new__, "cls": plan.cls, "new_list": list, "copy_unknown": copy_unknown}
    with code.block("def _shallow_copy(self):"):
        code("o = new(cls)")
        code("o._unknown = None if self._unknown is None else copy_unknown(self._unknown)")
        for slot in plan.slots:
            code(f"o.{slot.name} = " + (f"new_list(self.{slot.name})" if slot.many else f"self.{slot.name}"))
        code("return o")
    return code


def _copied(slot: Slot) -> str:
    is_element = slot.element is not None or slot.choice is not None
    if slot.many:
        return f"[x._copy() for x in self.{slot.name}]" if is_element else f"list(self.{slot.name})"
    if is_element:
        return f"None if self.{slot.name} is None else self.{slot.name}._copy()"
    return f"self.{slot.name}"
