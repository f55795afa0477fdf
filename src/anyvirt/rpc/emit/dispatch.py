"""The daemon's side: what is done with a call that has arrived."""

from __future__ import annotations

import re

from anyvirt.api.emit.contract import DOCS, REFS_MODULE
from anyvirt.api.kinds import KEY_CODES, MEMORY, NATURAL, POSITIVE
from anyvirt.api.model import Contract, Owner
from anyvirt.rpc.emit.pairs import (
    BY_HAND_IN_DAEMON,
    Pair,
    converted,
    inner,
    is_chars,
    is_optional,
    pairs,
)
from anyvirt.rpc.emit.text import header, helpers
from anyvirt.rpc.types import Chars, Struct, Type

_CHECKED = (NATURAL, POSITIVE, MEMORY)  # the wire has room for numbers that these do not allow
_ELEMENTS = {
    "IoThreadInfo": "(each.number, wire_cpumap(each.cpumap))",
    "FsInfo": "each",
    "SecurityLabel": "(wire_chars(each.label), int(each.enforcing))",
    "DhcpLease": "lease_fields(each)",
}


def dispatch_module(contract: Contract) -> str:
    """One module of anyvirtd/dispatch."""
    mine = [pair for pair in pairs(contract) if pair.row.c_name not in BY_HAND_IN_DAEMON]
    body = "\n".join(line for pair in mine for line in ["", "", *_handler(pair)])
    table = [f"    ({_number(pair)}, {pair.procedure.number}): {_name(pair)}," for pair in mine]
    constants = sorted(set(re.findall(r"\bVIR_\w+", body)))
    arguments = sorted(
        set(re.findall(r"\b(?:exclusive_flags|key_codes|memory_kib|natural|positive|required_flags|text)(?=\()", body))
    )
    refs = sorted(set(re.findall(r"\b\w+Ref(?=\()", body)))
    runtime = sorted(set(re.findall(r"\b(?:Reply|lease_fields|without_strings)(?=\()", body)))
    return "\n".join(
        [
            header(f"What is asked of {DOCS[contract]}, by procedure."),
            "from __future__ import annotations",
            "",
            "from typing import TYPE_CHECKING, Any",
            "",
            *([f"from anyvirt.constants import {', '.join(constants)}"] if constants else []),
            *helpers(body),
            *([f"from anyvirt.util.arguments import {', '.join(arguments)}"] if arguments else []),
            *([f"from {REFS_MODULE} import {', '.join(refs)}"] if refs else []),
            *([f"from anyvirtd.dispatch.base import {', '.join(runtime)}"] if runtime else []),
            "",
            "if TYPE_CHECKING:",
            "    from anyvirtd.dispatch.base import Answer, Fds, Handler, Session",
            body,
            "",
            "",
            "HANDLERS: dict[tuple[int, int], Handler] = {",
            *table,
            "}",
            "",
        ]
    )


def _number(pair: Pair) -> str:
    return f"0x{pair.procedure.program.number:08X}"


def _name(pair: Pair) -> str:
    program = pair.procedure.program.name
    return ("" if program == "remote" else f"{program}_") + pair.procedure.name.lower()


def _handler(pair: Pair) -> list[str]:
    row = pair.row
    lines = [f"async def {_name(pair)}(session: Session, args: Any, fds: Fds) -> Answer:"]
    body: list[str] = []
    if row.write:
        body.append(f'session.check_write("{row.blamed}")')
    elif row.write_if:
        condition = re.sub(r"\b(flags|source)\b", r"args.\1", row.write_if)
        body += [f"if {condition}:", f'    session.check_write("{row.blamed}")']
    if "flags" in dict(pair.fields):
        for helper, groups in (("required_flags", row.requires), ("exclusive_flags", row.exclusive)):
            for names in groups:
                bits = ", ".join(f"{name}={name}" for name in names)
                body.append(f'{helper}(args.flags, "{row.c_name}", {bits})')
    driver = "session.driver" if row.answered_by is Contract.HYPERVISOR else f"session{row.answered_by.attribute}"
    driver = driver.replace("session_", "session.")
    given = {arg.contract_name: _read(pair, arg.name, field, kind) for arg, field, kind in pair.args}
    if pair.files:
        given[pair.files.contract_name] = "list(fds)"
    of_object = [_object(pair)] if row.owner is not Owner.CONNECT else []
    if pair.has_strings_flag:
        given["flags"] = "args.flags & ~VIR_TYPED_PARAM_STRING_OKAY"
    if row.typed and row.typed.known:
        known = ", ".join([*of_object, *(given.get(source, source) for source in row.typed.known.args)])
        body.append(f"known = await {driver}.{row.typed.known.method}({known})")
        given["params"] = f"settable_params(args.params, known, {pair.names()})"
    order = [arg.contract_name for arg in row.args if arg.type.driver]
    if row.via:
        sent = [*of_object, *(given.get(source, source) for source in row.via.args)]
    else:
        sent = [*of_object, *(given[name] for name in order)]
    call = f"await {driver}.{row.method}({', '.join(sent)})"
    body += _answered(pair, call)
    return [*lines, *(f"    {line}" for line in body)]


def _object(pair: Pair) -> str:
    """The object that the call is about."""
    field, kind = pair.fields[0]
    ref = pair.row.owner.kind.ref
    if not isinstance(kind, Struct):
        return f"{ref}(args.{field})"
    name = converted(ref)
    return f"read_{name}(args.{field})" if name else f"args.{field}"


def _read(pair: Pair, name: str, field: str, kind: Type) -> str:
    """The expression that makes a driver's argument of a field."""
    arg = next(arg for arg in pair.row.args if arg.name == name)
    annotation, value = arg.type.driver, f"args.{field}"
    if annotation == "TypedParams":
        return f"checked_params({value}, {pair.names()})"
    if annotation == "bool":
        return f"bool({value})"
    if annotation.startswith("tuple[bool"):
        return f"read_cpumap({value})"
    if annotation == "list[DomainRef] | None":
        return f"{value} or None"
    if ref := converted(annotation):
        return f"read_{ref}({value})"
    if arg.type is KEY_CODES:
        return f'key_codes({value}, len({value}), "{pair.row.c_name}")'
    if arg.type in _CHECKED:
        convert = arg.type.convert.replace("{}", value, 1).replace("{}", name)
        return convert.replace("{function}", pair.row.c_name)
    if annotation == "str" and is_optional(kind):
        return f'text({value}, "{name}", "{pair.row.c_name}")'
    return value


def _answered(pair: Pair, call: str) -> list[str]:
    """The lines that make a reply of what the driver answers."""
    kind, results = pair.row.result.driver, pair.results
    if kind == "Channel":
        return [f"return Reply(None, channel={call})"]
    if kind.startswith("tuple[str, Channel"):
        return [f"text, channel = {call}", "return Reply((text,), channel=channel)"]
    if not results:
        return [call, "return None"]
    if kind == "None":
        return [call, "return (0,)"]
    if pair.row.via and kind.startswith("list["):
        if results[0][0] == "num":
            return [f"return (len({call}),)"]
        return [f"found = {call}", "return ([each.name for each in found[: args.maxnames]],)"]
    if kind == "TypedParams" and "nparams" in pair.sizes:
        fitting = "params[: args.nparams]"
        if pair.has_strings_flag:
            wire = f"wire_params(without_strings({call}, args.flags), {pair.names()})"
        else:
            wire = f"wire_params({call}, {pair.names()})"
        count = ", len(params)" if len(results) > 1 else ""
        return [f"params = {wire}", f"return ({fitting}{count or ','})"]
    if of := inner(kind):
        return _list(pair, of, call)
    if kind == "dict[str, int]":
        return [f"found = list(({call}).items())", "return (found[: args.maxerrors], len(found))"]
    if any(is_chars(wire) for _, wire in results):
        return [f"found = {call}", f"return ({', '.join(_fields(results))})"]
    return [f"return {_values(pair, kind, call)}"]


def _fields(results: list[tuple[str, Type]]) -> list[str]:
    """The fields of a reply of which some are arrays of characters."""
    fields = []
    for at, (_, wire) in enumerate(results):
        if isinstance(wire, Chars):
            size = f", {wire.most}" if wire.fixed else ""
            fields.append(f"wire_chars(found[{at}]{size})")
        else:
            fields.append(f"int(found[{at}])")
    return fields


def _list(pair: Pair, of: str, call: str) -> list[str]:
    """The lines for a list, all of it or as much as there is room for."""
    element = f"wire_{ref}(each)" if (ref := converted(of)) else _ELEMENTS.get(of, "each")
    has_count = len(pair.results) > 1
    lines = [f"found = {call}"]
    room = next((size for size in ("maxnames", "nparams") if size in pair.sizes), "")
    listed = f"found[: args.{room}]" if room else "found"
    if element != "each":
        listed = f"[{element} for each in {listed}]"
    if "need_results" in pair.sizes:
        listed = f"{listed} if args.need_results else []"
    return [*lines, f"return ({listed}, len(found))" if has_count else f"return ({listed},)"]


def _values(pair: Pair, kind: str, call: str) -> str:
    results = pair.results
    if len(results) == 1:
        if kind == "bool":
            return f"(int({call}),)"
        if kind == "TypedParams":
            return f"(wire_params({call}, {pair.names()}),)"
        if ref := converted(kind):
            return f"(wire_{ref}({call}),)"
        return f"({call},)"
    return call
