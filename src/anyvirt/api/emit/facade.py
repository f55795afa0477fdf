"""The public classes, blocking and awaitable."""

from __future__ import annotations

import re

from anyvirt.api.emit.text import docstring, header, method_docstring, wrapped
from anyvirt.api.kinds import PARAMS
from anyvirt.api.model import REQUIRED, Function, Owner, Via

ARGUMENT_HELPERS = (
    "domain_refs",
    "guest_time",
    "key_codes",
    "long",
    "memory_kib",
    "natural",
    "number",
    "optional_text",
    "positive",
    "socket_descriptor",
    "text",
    "texts",
    "unsigned",
    "unsigned_long",
    "uuid_from_bytes",
    "uuid_from_text",
    "xml_text",
)
ABSTRACT_TYPES = ("Mapping", "Sequence")
TYPED_HELPERS = ("hinted", "require_params", "settable")
DRIVER_TYPES = (
    "BlockStats",
    "CpuMap",
    "FsInfo",
    "InterfaceAddresses",
    "InterfaceStats",
    "IoThreadInfo",
    "SchedulerType",
    "TypedParams",
    "TypedValue",
)
ARGUMENT_TYPES = ("XmlLike",)

# Where a method finds its connection.
_CONNECTION = {Owner.CONNECT: "self", Owner.DOMAIN: "self._conn"}

CLASS_DOCS = {
    Owner.CONNECT: "A connection to a hypervisor.",
    Owner.DOMAIN: "A virtual machine or a container, defined or running.",
}

OPEN = '''
async def open(name: str | None = None) -> virConnect:
    """Open a connection to the hypervisor at the URI *name*, or at the default URI."""
    return await open_async(name, readonly=False)


async def openReadOnly(name: str | None = None) -> virConnect:
    """Open a connection that can look but not change anything."""
    return await open_async(name, readonly=True)


async def openAuth(uri: str | None, auth: object, flags: int = 0) -> virConnect:
    """Open a connection, with *auth* = [credential types, callback, data] for drivers that ask for credentials."""
    return await open_async(uri, readonly=is_readonly(flags))


'''


def blocking_module(owner: Owner, rows: tuple[Function, ...]) -> str:
    """anyvirt/connection.py, anyvirt/domain.py."""
    body = "\n".join(_class(owner, rows, awaitable=False))
    base = "ConnectionBase" if owner is Owner.CONNECT else "DomainBase"
    title = f"{owner.value}: {CLASS_DOCS[owner][0].lower()}{CLASS_DOCS[owner][1:]}"
    mine = tuple(row for row in rows if row.owner is owner)
    return _module(title, mine, f"from anyvirt.base import {base}", body)


def awaitable_module(rows: tuple[Function, ...]) -> str:
    """anyvirt/aio.py."""
    intro = (
        "The calls of anyvirt, awaitable: same names, arguments and results.\n\n"
        "What each call does, takes and raises stands in anyvirt.connection and anyvirt.domain.\n"
    )
    body = "\n".join([OPEN, *(line for owner in Owner for line in [*_class(owner, rows, awaitable=True), "", ""])])
    return _module(intro, rows, "from anyvirt.base import AsyncConnectionBase, AsyncDomainBase", body)


def _module(title: str, rows: tuple[Function, ...], base_import: str, body: str) -> str:
    def used(names: tuple[str, ...]) -> list[str]:
        return [name for name in names if re.search(rf"\b{name}\b", body)]

    def called(names: tuple[str, ...]) -> list[str]:
        return [name for name in names if re.search(rf"\b{name}\(", body)]

    runtime = [base_import]
    if names := _constants(rows):
        runtime.append(f"from anyvirt.constants import {', '.join(names)}")
    if "virDomain(" in body and "class virDomain(" not in body:
        runtime.append("from anyvirt.domain import virDomain")
    if "open_async" in body:
        runtime.append("from anyvirt.opening import is_readonly, open_async")
    if helpers := called(ARGUMENT_HELPERS):
        runtime.append(f"from anyvirt.util.arguments import {', '.join(helpers)}")
    if called(("GuestTime",)):
        runtime.append("from anyvirt.util.guest import GuestTime")
    tables = sorted({row.typed.names for row in rows if row.typed})
    if names := [*tables, *called(TYPED_HELPERS)]:
        runtime.append(f"from anyvirt.util.typed import {', '.join(names)}")
    typing: list[str] = []
    if names := used(DRIVER_TYPES):
        typing.append(f"from anyvirt.driver.types import {', '.join(names)}")
    if names := used(ARGUMENT_TYPES):
        typing.append(f"from anyvirt.util.arguments import {', '.join(names)}")
    if names := used(ABSTRACT_TYPES):
        typing = [f"from collections.abc import {', '.join(names)}", "", *typing]
    block = ["", "if TYPE_CHECKING:", *(f"    {line}" if line else "" for line in typing)] if typing else []
    return "\n".join(
        [
            header(title),
            "from __future__ import annotations",
            "",
            *(["from operator import index"] if called(("index",)) else []),
            *(["from typing import TYPE_CHECKING"] if typing else []),
            "",
            *runtime,
            *block,
            "",
            "",
            body,
        ]
    )


def _constants(rows: tuple[Function, ...]) -> list[str]:
    """The constants that the bodies of the methods name."""
    sources = [source for row in rows for source in (row.write_if, *(row.via.args if row.via else ()))]
    return sorted({name for source in sources for name in re.findall(r"VIR_\w+", source)})


def _class(owner: Owner, rows: tuple[Function, ...], *, awaitable: bool) -> list[str]:
    base = "ConnectionBase" if owner is Owner.CONNECT else "DomainBase"
    lines = [
        f"class {owner.value}({'Async' if awaitable else ''}{base}):",
        *docstring([CLASS_DOCS[owner]], 4),
    ]
    for function in rows:
        if function.owner is owner and not function.local:
            lines += ["", *_method(function, awaitable=awaitable)]
    return lines


def _method(function: Function, *, awaitable: bool) -> list[str]:
    args = ["self"]
    for arg in function.public_args:
        default = f" = {arg.default}" if arg.default != REQUIRED else ""
        args.append(f"{arg.name}: {arg.type.python}{default}")
    lines = [f"    {'async ' if awaitable else ''}def {function.name}({', '.join(args)}) -> {function.result.python}:"]
    lines += docstring(wrapped(function.summary, 8), 8) if awaitable else method_docstring(function)
    connection = _CONNECTION[function.owner]
    if function.write:
        lines.append(f'        {connection}._check_write("{function.c_name}")')
    elif function.write_if:
        lines += [f"        if {function.write_if}:", f'            {connection}._check_write("{function.c_name}")']
    return lines + [f"        {line}" for line in _body(function, "await " if awaitable else "")]


def _body(function: Function, wait: str) -> list[str]:
    call = _call(function, function.via, function.method, wait)
    lines = _typed(function, wait)
    result = function.result
    if result.store:
        return [*lines, f"{result.store} = {call}", "return 0"]
    if result.driver == "None":
        return [*lines, call, "return 0"]
    if result.convert.count("{}") > 1:
        return [*lines, f"answer = {call}", f"return {result.convert.replace('{}', 'answer')}"]
    return [*lines, f"return {result.convert.replace('{}', call)}"]


def _call(function: Function, via: Via | None, method: str, wait: str) -> str:
    """The expression that asks the driver."""
    connection = _CONNECTION[function.owner]
    return f"{wait}{connection}._call({connection}._driver.{method}({', '.join(_arguments(function, via))}))"


def _typed(function: Function, wait: str) -> list[str]:
    """The lines that turn typed parameters into `values`."""
    typed = function.typed
    if typed is None:
        return []
    params = next(arg.name for arg in function.args if arg.type is PARAMS)
    if typed.known is None:
        return [f'values = hinted({params}, {typed.names}, "{function.c_name}")']
    return [
        f"require_params({params})",
        f"known = {_call(function, typed.known, typed.known.method, wait)}",
        f"values = settable({params}, known, {typed.names})",
    ]


def _arguments(function: Function, via: Via | None) -> list[str]:
    """What the driver's method is called with: converted arguments, or what the row says where it goes via another."""
    converted = {
        arg.contract_name: arg.hidden or arg.type.convert.replace("{function}", function.c_name).replace("{}", arg.name)
        for arg in function.args
        if arg.type.driver
    }
    of_domain = ["self._ref"] if function.owner is Owner.DOMAIN else []
    if via is None:
        return [*of_domain, *converted.values()]
    return [*of_domain, *(converted.get(source, source) for source in via.args)]
