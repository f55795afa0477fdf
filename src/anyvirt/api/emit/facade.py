"""The public classes, blocking and awaitable."""

from __future__ import annotations

import re

from anyvirt.api.emit.text import docstring, header, method_docstring, wrapped
from anyvirt.api.kinds import ANY_PARAMS, OPTIONAL_PARAMS, PARAMS
from anyvirt.api.model import REQUIRED, Function, Owner, Progress, Via
from anyvirt.api.table import ROWS

ARGUMENT_HELPERS = (
    "cpu_map",
    "domain_refs",
    "exclusive_flags",
    "required_flags",
    "guest_time",
    "key_codes",
    "long",
    "memory_kib",
    "natural",
    "number",
    "octets",
    "secret_value",
    "optional_text",
    "optional_xml",
    "positive",
    "socket_descriptor",
    "text",
    "texts",
    "unsigned",
    "unsigned_long",
    "uuid_from_bytes",
    "uuid_from_text",
    "xml_text",
    "object_ref",
)
LIMIT_HELPERS = ("at_most",)
STREAM_HELPERS = ("opened", "opened_with")
VCPU_HELPERS = ("online_maps",)
ABSTRACT_TYPES = ("Iterable", "Mapping", "Sequence")
TYPED_HELPERS = ("hinted", "require_params", "settable")
ARGUMENT_TYPES = ("XmlLike",)
PROGRESS_TYPES = tuple(each.type for each in Progress)
RESULTS = ("DomainRecord", "VcpuState", "Vcpus", "domain_records")  # of anyvirt.results, made of what drivers answer
BUILTIN = ("None", "True", "False")
EAGER = (Owner.DOMAIN,)  # every program needs it; the other classes are imported when an object of theirs is made

OWNER_OF_CLASS = {owner.value: owner for owner in Owner}


def blocking_module(module: str, rows: tuple[Function, ...]) -> str:
    """anyvirt/connection.py, anyvirt/domain.py, anyvirt/objects/network.py ..."""
    return _module(module, rows, awaitable=False)


def awaitable_module(module: str, rows: tuple[Function, ...]) -> str:
    """anyvirt/aio/connection.py, anyvirt/aio/domain.py, anyvirt/aio/network.py ..."""
    return _module(module, rows, awaitable=True)


def _module(module: str, rows: tuple[Function, ...], *, awaitable: bool) -> str:
    owners = [owner for owner in Owner if owner.kind.module == module]
    mine = tuple(row for row in rows if row.owner in owners)
    body = "\n".join(line for owner in owners for line in [*_class(owner, rows, awaitable=awaitable), "", ""])
    signatures = "\n".join(line for line in body.splitlines() if _is_signature(line))
    code = "\n".join(line for line in body.splitlines() if not _is_signature(line))

    def called(names: tuple[str, ...]) -> list[str]:
        return [name for name in names if re.search(rf"\b{name}\(", code)]

    bases = [owner.kind.bases[awaitable] for owner in owners]
    runtime = [f"from {owners[0].kind.bases_module} import {', '.join(bases)}"]
    if names := _constants(mine):
        runtime.append(f"from anyvirt.constants import {', '.join(names)}")
    for eager in EAGER:
        if eager not in owners and f"{eager.value}(" in code:
            runtime.append(f"from {eager.home(awaitable=awaitable)} import {eager.value}")
    if helpers := called(ARGUMENT_HELPERS):
        runtime.append(f"from anyvirt.util.arguments import {', '.join(helpers)}")
    if helpers := called(LIMIT_HELPERS):
        runtime.append(f"from anyvirt.util.limits import {', '.join(helpers)}")
    if helpers := called(STREAM_HELPERS):
        runtime.append(f"from anyvirt.objects.streaming import {', '.join(helpers)}")
    if helpers := called(VCPU_HELPERS):
        runtime.append(f"from anyvirt.objects.vcpus import {', '.join(helpers)}")
    if called(("GuestTime",)):
        runtime.append("from anyvirt.util.guest import GuestTime")
    if refs := sorted(set(re.findall(r"\b[A-Z]\w+Ref\b", code))):
        runtime.append(f"from anyvirt.util.refs import {', '.join(refs)}")
    tables = sorted({row.typed.names for row in mine if row.typed})
    if names := [*tables, *called(TYPED_HELPERS)]:
        runtime.append(f"from anyvirt.util.typed import {', '.join(names)}")
    typing = _typing(signatures, owners, awaitable=awaitable)
    return "\n".join(
        [
            header(_title(owners, awaitable=awaitable)),
            "from __future__ import annotations",
            "",
            *(["from operator import index"] if called(("index",)) else []),
            *(["from typing import TYPE_CHECKING"] if typing else []),
            "",
            *runtime,
            *(["", "if TYPE_CHECKING:", *(f"    {line}" if line else "" for line in typing)] if typing else []),
            "",
            "",
            body,
        ]
    )


def _title(owners: list[Owner], *, awaitable: bool) -> str:
    titles = [f"{owner.value}: {owner.kind.doc[0].lower()}{owner.kind.doc[1:]}" for owner in owners]
    if not awaitable:
        return "\n".join(titles)
    source = f"What each call does, takes and raises stands in {owners[0].home(awaitable=False)}."
    return "\n".join([f"{', '.join(owner.value for owner in owners)}, awaitable.", "", source, ""])


def _is_signature(line: str) -> bool:
    return re.match(r" *(async )?def ", line) is not None


def _typing(signatures: str, owners: list[Owner], *, awaitable: bool) -> list[str]:
    """Imports of what the signatures name."""
    names = set(re.findall(r"\b(?:[A-Z][A-Za-z]+|vir[A-Z]\w+)\b(?!\()", signatures)).difference(BUILTIN)
    abstract = sorted(names.intersection(ABSTRACT_TYPES))
    arguments = sorted(names.intersection(ARGUMENT_TYPES))
    progress = sorted(names.intersection(PROGRESS_TYPES))
    results = sorted(names.intersection(RESULTS))
    streams = sorted(names & {"virStream"})
    objects = sorted(names & OWNER_OF_CLASS.keys())
    runtime = {owner.value for owner in (*owners, *EAGER)} if Owner.CONNECT in owners else {own.value for own in owners}
    methods = set(re.findall(r"def (\w+)\(", signatures))
    types = sorted(names - {*abstract, *arguments, *progress, *results, *streams, *objects, *methods})
    lines = [f"from collections.abc import {', '.join(abstract)}", ""] if abstract else []
    if types:
        lines.append(f"from anyvirt.driver.types import {', '.join(types)}")
    for name in objects:
        if name not in runtime:
            lines.append(f"from {OWNER_OF_CLASS[name].home(awaitable=awaitable)} import {name}")
    if progress:
        lines.append(f"from anyvirt.progress import {', '.join(progress)}")
    if results:
        lines.append(f"from anyvirt.results import {', '.join(results)}")
    if streams:
        lines.append(f"from anyvirt.{'aio.' if awaitable else ''}stream import {', '.join(streams)}")
    if arguments:
        lines.append(f"from anyvirt.util.arguments import {', '.join(arguments)}")
    return lines


def _constants(rows: tuple[Function, ...]) -> list[str]:
    """The constants that the bodies of the methods name."""
    rows = tuple(row for row in rows if not row.local)
    sources = [source for row in rows for source in (row.write_if, *(row.via.args if row.via else ()), *_rules(row))]
    return sorted({name for source in sources for name in re.findall(r"VIR_\w+", source)})


def _class(owner: Owner, rows: tuple[Function, ...], *, awaitable: bool) -> list[str]:
    lines = [f"class {owner.value}({owner.kind.bases[awaitable]}):", *docstring([owner.kind.doc], 4)]
    for function in rows:
        if function.owner is owner and not function.local:
            lines += ["", *_method(function, awaitable=awaitable)]
    return lines


def _method(function: Function, *, awaitable: bool) -> list[str]:
    args = ["self"]
    for arg in function.public_args:
        default = f" = {arg.default}" if arg.default != REQUIRED else ""
        args.append(f"{arg.name}: {arg.type.python}{default}")
    if function.progress:
        args += ["*", f"progress: {function.progress.type} | None = None"]
    lines = [f"    {'async ' if awaitable else ''}def {function.name}({', '.join(args)}) -> {function.result.python}:"]
    lines += docstring(wrapped(function.summary, 8), 8) if awaitable else method_docstring(function)
    connection = _connection(function)
    if function.write:
        lines.append(f'        {connection}._check_write("{function.blamed}")')
    elif function.write_if:
        lines += [f"        if {function.write_if}:", f'            {connection}._check_write("{function.blamed}")']
    for name in dict.fromkeys(re.findall(r"\bvir[A-Z]\w+(?=\()", function.result.convert)):
        owner = OWNER_OF_CLASS[name]
        if owner not in EAGER and owner.kind.module != function.owner.kind.module:
            lines += [f"        from {owner.home(awaitable=awaitable)} import {name}", ""]
    if results := sorted(set(re.findall(r"\b\w+(?=\()", function.result.convert)).intersection(RESULTS)):
        lines += [f"        from anyvirt.results import {', '.join(results)}", ""]
    lines += [f"        {rule}" for rule in _rules(function)]
    return lines + [f"        {line}" for line in _watched(function, awaitable=awaitable)]


def _rules(function: Function) -> list[str]:
    """The lines that refuse flags which do not go together."""
    rows = [function]
    has_flags = any(arg.name == "flags" for arg in function.public_args)
    if has_flags and function.typed and function.typed.known:  # they are those of the call that is made first, too
        rows += [row for row in ROWS if row.c_name != function.c_name and row.method == function.typed.known.method]
    lines = []
    for row in rows:
        for helper, groups in (("required_flags", row.requires), ("exclusive_flags", row.exclusive)):
            for names in groups:
                flags = ", ".join(f"{name}={name}" for name in names)
                lines.append(f'{helper}(index(flags), "{row.c_name}", {flags})')
    return lines


def _watched(function: Function, *, awaitable: bool) -> list[str]:
    """The body, with what tells how far the call is."""
    wait = "await " if awaitable else ""
    body = _body(function, wait)
    if function.progress is Progress.JOB:
        again = f"{wait}self.{function.name}({', '.join(arg.name for arg in function.public_args)})"
        watching = f"{'async ' if awaitable else ''}with self.job_progress(progress):"
        return ["if progress is not None:", f"    {watching}", f"        return {again}", *body]
    if function.progress is Progress.BLOCK_JOB:
        last = body.pop()  # what it answers is known before the job ends
        waiting = f"{wait}self.wait_for_block_job(disk, progress=progress)"
        return [*body, "if progress is not None:", f"    {waiting}", last]
    return body


def _connection(function: Function) -> str:
    """Where a method finds its connection."""
    return "self" if function.owner is Owner.CONNECT else "self._conn"


def _body(function: Function, wait: str) -> list[str]:
    lines = _typed(function, wait)
    result = function.result
    call = _call(function, function.via, function.method, wait, result.around)
    if result.store:
        return [*lines, f"{result.store} = {call}", "return 0"]
    if result.driver in ("None", "Channel"):
        return [*lines, call, "return 0"]
    if result.convert.count("{}") > 1:
        return [*lines, f"answer = {call}", f"return {result.convert.replace('{}', 'answer')}"]
    return [*lines, f"return {result.convert.replace('{}', call)}"]


def _call(function: Function, via: Via | None, method: str, wait: str, around: str = "") -> str:
    """The expression that asks the driver; *around*: what stands around the driver's coroutine."""
    connection = _connection(function)
    answer = f"{connection}.{function.answered_by.attribute}.{method}({', '.join(_arguments(function, via))})"
    if around:
        around = around.replace("{conn}", connection).replace("{function}", function.blamed)
        around = around.replace("{progress}", ", progress" if function.progress is Progress.STREAM else "")
        answer = around.replace("{}", answer)
    return f"{wait}{connection}._call({answer})"


def _typed(function: Function, wait: str) -> list[str]:
    """The lines that turn typed parameters into `values`."""
    typed = function.typed
    if typed is None:
        return []
    params, kind = next((arg.name, arg.type) for arg in function.args if arg.type.convert == PARAMS.convert)
    if typed.known is None:
        otherwise = ""
        if kind is OPTIONAL_PARAMS:
            otherwise = f" if {params} else {{}}"
        elif kind is ANY_PARAMS:
            otherwise = f" if {params} != {{}} else {{}}"
        return [f'values = hinted({params}, {typed.names}, "{function.blamed}"){otherwise}']
    return [
        f"require_params({params})",
        f"known = {_call(function, typed.known, typed.known.method, wait)}",
        f"values = settable({params}, known, {typed.names})",
    ]


def _arguments(function: Function, via: Via | None) -> list[str]:
    """What the driver's method is called with: converted arguments, or what the row says where it goes via another."""
    converted = {
        arg.contract_name: arg.hidden or arg.type.convert.replace("{function}", function.blamed).replace("{}", arg.name)
        for arg in function.args
        if arg.type.driver
    }
    of_object = [] if function.owner is Owner.CONNECT else ["self._ref"]
    if via is None:
        return [*of_object, *converted.values()]
    return [*of_object, *(converted.get(source, source) for source in via.args)]
