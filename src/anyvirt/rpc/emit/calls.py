"""The client's side: drivers' methods that call procedures."""

from __future__ import annotations

import re

from anyvirt.api.emit.contract import DOCS, REFS_MODULE, TYPES_MODULE, signature
from anyvirt.api.model import Contract, Function, Owner
from anyvirt.rpc.emit.pairs import (
    BY_HAND_IN_CLIENT,
    PROGRAMS,
    STRINGS_TOO,
    Pair,
    converted,
    inner,
    is_chars,
    most,
    object_name,
    pairs,
)
from anyvirt.rpc.emit.text import header, helpers
from anyvirt.rpc.types import Type

_VERBATIM = {"int", "str", "bytes", "str | None", "list[str]", "list[int]"}
_ELEMENTS = {
    "FsInfo": "FsInfo(*each)",
    "SecurityLabel": "SecurityLabel(read_chars(each.label), bool(each.enforcing))",
    "DhcpLease": "dhcp_lease(each)",
}


def calls_module(contract: Contract) -> str:
    """One module of anyvirt/remote/calls."""
    mine = [pair for pair in pairs(contract) if pair.row.via is None and pair.row.c_name not in BY_HAND_IN_CLIENT]
    body = "\n".join(line for pair in mine for line in ["", *_method(pair)])
    used = set(re.findall(r"\b[A-Z][A-Za-z]+\b", body)) - {"None", "True", "False"}
    runtime = set(re.findall(r"(?<!-> )\b([A-Z][A-Za-z]+)\(", body))
    types = used - {name for name in used if name.endswith("Ref") or name in ("ANY", "Channel", *_PROGRAM_NAMES)}
    types -= {name for name in types if name.isupper()}
    refs = sorted(name for name in used if name.endswith("Ref"))
    guarded = [
        *(["from anyvirt.driver.streams import Channel"] if "Channel" in used else []),
        *([f"from {TYPES_MODULE} import {', '.join(sorted(types - runtime))}"] if types - runtime else []),
        "from anyvirt.remote.link import Link",
        *([f"from {REFS_MODULE} import {', '.join(refs)}"] if refs else []),
    ]
    constants = sorted(set(re.findall(r"\bVIR_\w+", body)))
    eager = sorted(types & runtime)
    return "\n".join(
        [
            header(f"The calls of {DOCS[contract]}, made of a daemon."),
            "from __future__ import annotations",
            "",
            "from typing import TYPE_CHECKING",
            "",
            *([f"from anyvirt.constants import {', '.join(constants)}"] if constants else []),
            f"from anyvirt.driver.contract.{contract.module} import {contract.value}",
            *([f"from {TYPES_MODULE} import {', '.join(eager)}"] if eager else []),
            *(["from anyvirt.remote.leases import dhcp_lease"] if "dhcp_lease(" in body else []),
            *helpers(body),
            "",
            "if TYPE_CHECKING:",
            *(f"    {line}" for line in guarded),
            "",
            *(f'{name.upper()} = program("{name}").by_name' for name in PROGRAMS if f"{name.upper()}[" in body),
            "",
            "",
            f"class {class_name(contract)}({contract.value}):",
            f'    """The calls of {DOCS[contract]}, made of a daemon."""',
            "",
            "    _link: Link",
            body,
        ]
    )


_PROGRAM_NAMES = tuple(name.upper() for name in PROGRAMS)


def class_name(contract: Contract) -> str:
    """HypervisorCalls for HypervisorContract."""
    return contract.value.replace("Contract", "Calls")


def _method(pair: Pair) -> list[str]:
    row = pair.row
    sent = ", ".join(_sent(pair))
    args = f", ({sent},)" if sent else ""
    procedure = f'{pair.procedure.program.name.upper()}["{pair.procedure.name}"]'
    lines = [signature(row)]
    if "Channel" in row.result.driver:
        flag = pair.procedure.sparse_flag
        sparse = f"flags & {flag} != 0" if flag else "False"
        call = f"await self._link.open_stream({procedure}{args}, {sparse})"
    elif pair.files:
        call = f"(await self._link.call_with_fds({procedure}{args}, {pair.files.contract_name}))[0]"
    else:
        call = f"await self._link.call({procedure}{args})"
    return [*lines, *(f"        {line}" for line in _received(row, pair.results, call))]


def _sent(pair: Pair) -> list[str]:
    """The fields of the procedure's arguments."""
    values = {field: _wire(pair, arg.contract_name, arg.type.driver, kind) for arg, field, kind in pair.args}
    if pair.has_strings_flag and pair.row.owner is not Owner.NETWORK_PORT:
        values["flags"] = f"flags | {STRINGS_TOO}"
    for field in pair.sizes:
        values[field] = "1" if field == "need_results" else str(most(pair.results[0][1]))
    if pair.row.owner is not Owner.CONNECT:
        field, kind = pair.fields[0]
        ref = pair.row.owner.kind.arg
        name = converted(pair.row.owner.kind.ref)
        whole = f"wire_{name}({ref})" if name else ref
        values[field] = whole if hasattr(kind, "fields") else f"{ref}.name"
    return [values[name] for name, _ in pair.fields]


def _wire(pair: Pair, name: str, annotation: str, kind: Type) -> str:
    """The expression that makes a field of a driver's argument."""
    if annotation == "TypedParams":
        return f"wire_params({name}, {pair.names()})"
    if annotation == "bool":
        return f"int({name})"
    if annotation.startswith("tuple[bool"):
        return f"wire_cpumap({name})"
    if annotation == "list[DomainRef] | None":
        return f"{name} or []"
    if ref := converted(annotation):
        return f"wire_{ref}({name})"
    return name


def _received(row: Function, results: list[tuple[str, Type]], call: str) -> list[str]:
    """The lines that make the driver's answer of a call's."""
    kind = row.result.driver
    if kind == "None" or not results:
        if kind == "Channel":
            return [f"_, channel = {call}", "return channel"]
        if kind != "None":
            raise ValueError(f"{row.c_name}: {kind} of nothing")
        return [call]
    field, wire = results[0]
    if kind.startswith("tuple[str, Channel"):
        return [f"ret, channel = {call}", f'return ret.{field} or "", channel']
    lines = [f"ret = {call}"]
    if kind in _VERBATIM or _is_same(kind):
        empty = ' or ""' if kind == "str" and type(wire).__name__ == "Maybe" else ""
        return [*lines, f"answer: {kind} = ret.{field}{empty}", "return answer"]
    return [*lines, f"return {_answer(kind, field, results)}"]


def _is_same(kind: str) -> bool:
    """Whether *kind* is what the protocol's values are: an object, or a list of such."""
    of = inner(kind) or kind
    return of == "DomainStats" or (object_name(of) is not None and not converted(of))


def _answer(kind: str, field: str, results: list[tuple[str, Type]]) -> str:
    if kind == "bool":
        return f"bool(ret.{field})"
    if kind == "TypedParams":
        return f"read_params(ret.{field})"
    if kind == "dict[str, int]":
        return f"dict(ret.{field})"
    if kind == "tuple[int, int]":
        return f"ret.{field}, ret.{results[1][0]}"
    if ref := converted(kind):
        return f"read_{ref}(ret.{field})"
    if of := inner(kind):
        element = f"read_{ref}(each)" if (ref := converted(of)) else _ELEMENTS[of]
        return f"[{element} for each in ret.{field}]"
    if any(is_chars(each) for _, each in results):
        fields = [f"read_chars(ret.{name})" if is_chars(each) else f"ret.{name}" for name, each in results]
        if kind == "SecurityLabel":
            fields[1] = f"bool({fields[1]})"
        return f"{kind}({', '.join(fields)})"
    return f"{kind}(*ret)"
