"""The reference of the documentation: a page for each class, for each topic of constants, and for errors.

Written as reStructuredText for Sphinx, whenever the documentation is built: nothing of it is kept.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from types import ModuleType

from anyvirt.api import enums, table
from anyvirt.api.emit.matrix import driver_classes, support
from anyvirt.api.emit.text import documented_args, raises_of
from anyvirt.api.enums.model import ErrorCode, Group
from anyvirt.api.model import Arg, Function, Owner

PACKAGE = "anyvirt"
FUNCTIONS = {  # by hand written, and described where they stand
    "Opening connections": "opening",
    "Event loops": "eventloop",
}
_NAME = re.compile(r"(VIR_[A-Z0-9_]+(?:[a-zA-Z]+)?\*?)|(\*\w+\*)|(`+[^`]+`+)")
_MAY_STAND_BEFORE, _MAY_STAND_AFTER = " -:/'\"<([{", " -:/'\">)]}.,;!?"  # of markup, says reStructuredText
_SPECIAL = re.compile(r"([\\`*|])|(?<=\w)(_)(?!\w)")


def pages(differences: dict[str, str]) -> dict[str, str]:
    """All pages by name; *differences* from libvirt-python are calls, each with the reason why it may differ."""
    classes = {f"{owner.value}": _class_page(owner) for owner in Owner}
    constants = {f"constants-{name}": _constants_page(module) for name, module in _modules(enums, "GROUPS").items()}
    return {
        "index": _index(classes, constants),
        "functions": _functions_page(),
        "virStream": _stream_page(),
        "results": _results_page(),
        **classes,
        "errors": _errors_page(enums.CODES),
        "differences": _differences_page(differences),
        **constants,
    }


def marked_up(text: str, constants: frozenset[str]) -> str:
    """A text of the table as reStructuredText: constants link to where they are listed, nothing else is markup."""

    def escaped(part: str) -> str:
        return _SPECIAL.sub(lambda found: f"\\{found[0]}", part)

    result, end = [], 0
    for found in _NAME.finditer(text):
        result.append(escaped(text[end : found.start()]))
        end = found.end()
        constant, argument, code = found.groups()
        if argument:
            word = argument
        elif code:
            word = f"``{code.strip('`')}``"
        elif constant in constants:
            word = f":py:data:`{constant} <{PACKAGE}.{constant}>`"
        else:
            word = f"``{constant}``"
        before, after = text[: found.start()][-1:], text[end : end + 1]
        # Markup begins and ends at words of its own; an escaped blank parts them and is not shown.
        parted_before = "" if before in _MAY_STAND_BEFORE else "\\ "
        result += [parted_before, word, "" if after in _MAY_STAND_AFTER else "\\ "]
    return "".join([*result, escaped(text[end:])])


CONSTANTS = frozenset(const.name for group in enums.GROUPS for const in group.consts)


def _rst(text: str) -> str:
    return marked_up(text, CONSTANTS)


def _modules(package: ModuleType, holding: str) -> dict[str, ModuleType]:
    """The modules of *package* that have a part of the table."""
    return {
        name: module
        for name, module in vars(package).items()
        if inspect.ismodule(module) and hasattr(module, holding) and module.__name__.startswith(package.__name__)
    }


def _heading(title: str, line: str) -> list[str]:
    return [title, line * len(title), ""]


def _index(classes: Iterable[str], constants: Iterable[str]) -> str:
    def toc(caption: str, names: Iterable[str]) -> list[str]:
        return [".. toctree::", "   :maxdepth: 1", f"   :caption: {caption}", "", *(f"   {name}" for name in names), ""]

    return "\n".join(
        [
            *_heading("Reference", "="),
            "Names, arguments, results and numbers are those of libvirt-python 12.8; what they mean is said here in",
            "our own words. With :py:mod:`anyvirt.aio` what asks a driver is awaited; all else is the same.",
            "",
            *toc("Calls", ["functions", *classes, "virStream", "results"]),
            *toc("Errors and differences", ["errors", "differences"]),
            *toc("Constants", constants),
        ]
    )


# --- Classes and their methods ---------------------------------------------------------------------------------------


def _class_page(owner: Owner) -> str:
    lines = [
        *_heading(owner.value, "="),
        f".. py:currentmodule:: {PACKAGE}",
        "",
        f".. py:class:: {owner.value}",
        "",
        f"   {_rst(owner.kind.doc)}",
        "",
    ]
    names = set()
    for title, rows in _topics(owner):
        lines += _heading(title, "-")
        for row in rows:
            names.add(row.name)
            lines += _method(row)
    more = list(_members(owner, names))
    if more:
        lines += _heading("More", "-")
        for name, is_property in more:
            lines += [f".. auto{'property' if is_property else 'method'}:: {PACKAGE}.{owner.value}.{name}", ""]
    return "\n".join(lines)


def _topics(owner: Owner) -> Iterator[tuple[str, list[Function]]]:
    """The methods of a class as the table orders them, each topic with its title."""
    for module in _modules(table, "ROWS").values():
        rows: tuple[Function, ...] = module.ROWS
        mine = sorted((row for row in rows if row.owner is owner), key=lambda row: row.name.lower())
        if mine:
            yield _topic(module), mine


def _topic(module: ModuleType) -> str:
    """What a module of the table says that it is about, without the name of the class, which stands above."""
    about = re.sub(r"^(vir\w+: |vir\w+(?: and vir\w+)?, and )", "", (module.__doc__ or "").strip().rstrip("."))
    return about[0].upper() + about[1:]


def _members(owner: Owner, known: set[str]) -> Iterator[tuple[str, bool]]:
    """What the class has beyond the table: what we added to libvirt's."""
    cls = getattr(import_module(owner.home(awaitable=False)), owner.value)
    for name, member in inspect.getmembers(cls):
        if not name.startswith("_") and name not in known and member.__doc__:
            if callable(member):
                yield name, False
            elif isinstance(member, property):
                yield name, True


def _method(row: Function) -> list[str]:
    ours = ["*", f"progress: {row.progress.type} | None = None"] if row.progress else []
    arguments = ", ".join([*map(_argument, row.public_args), *ours])
    body = [_rst(row.summary), ""]
    if row.details:
        body += [_rst(row.details), ""]
    body += [f":param {name}: {_rst(doc)}" for name, doc in documented_args(row)]
    if row.returns:
        body.append(f":returns: {_rst(row.returns)}")
    body += [f":raises {name}: {_rst(when)}" for name, when in raises_of(row)]
    body += ["", f"``{row.c_name}``, since {row.since}. {_support(row)}", ""]
    head = f".. py:method:: {row.owner.value}.{row.name}({arguments}) -> {row.result.python}"
    return [head, "", *(f"   {line}".rstrip() for line in body)]


def _argument(arg: Arg) -> str:
    return f"{arg.name}: {arg.type.python}" + (f" = {arg.default}" if arg.default else "")


def _support(row: Function) -> str:
    if row.local:
        return "Needs no driver."
    having = [f"``{name}``" for name, cls in driver_classes().items() if support(row, cls)]
    return f"Drivers: {', '.join(having)}." if having else "No driver has it yet."


def _functions_page() -> str:
    lines = [*_heading("Functions", "="), f".. py:module:: {PACKAGE}", ""]
    public = import_module(PACKAGE)
    for title, home in FUNCTIONS.items():
        lines += _heading(title, "-")
        module = import_module(f"{PACKAGE}.{home}")
        for name in sorted(dir(public)):
            member = vars(module).get(name)
            if inspect.isfunction(member) and member.__module__ == module.__name__ and member.__doc__:
                lines += [f".. autofunction:: {PACKAGE}.{home}.{name}", ""]
    lines += _heading("The same, awaitable", "-")
    lines += [".. automodule:: anyvirt.aio", "   :members: open, openAuth, openReadOnly", ""]
    return "\n".join(lines)


def _stream_page() -> str:
    return "\n".join([*_heading("virStream", "="), f".. autoclass:: {PACKAGE}.stream.virStream", "   :members:", ""])


def _results_page() -> str:
    lines = _heading("Results", "=")
    for name, classes in (("results", None), ("progress", ["JobProgress"])):
        module = import_module(f"{PACKAGE}.{name}")
        lines += [f".. automodule:: {PACKAGE}.{name}", ""]
        lines += [line for cls in classes or module.__all__ for line in (f".. autoclass:: {PACKAGE}.{name}.{cls}", "")]
    return "\n".join(lines)


# --- Errors, constants ---------------------------------------------------------------------------------------


def _errors_page(codes: tuple[ErrorCode, ...]) -> str:
    lines = [
        *_heading("Error classes", "="),
        "Each code of libvirt has a class of its own, a subclass of :py:class:`anyvirt.error.libvirtError`.",
        "",
        f".. autoclass:: {PACKAGE}.error.libvirtError",
        "   :members:",
        "",
    ]
    for code in codes:
        lines += [f".. py:data:: {PACKAGE}.{code.name}", f"   :value: {code.value}", ""]
        if code.value:
            lines += [f".. py:exception:: {PACKAGE}.error.{code.class_name}", ""]
        lines += [f"   {_rst(code.meaning)} Since {code.since}.", ""]
    return "\n".join(lines)


def _constants_page(module: ModuleType) -> str:
    groups: tuple[Group, ...] = module.GROUPS
    about = (module.__doc__ or "").strip().rstrip(".").removeprefix("Constants: ")
    lines = [*_heading(f"Constants: {about}", "="), f".. py:currentmodule:: {PACKAGE}", ""]
    for group in groups:
        lines += [*_heading(f"``{group.name}``" if "*" in group.name else group.name, "-"), _rst(group.doc), ""]
        for const in group.consts:
            lines += [f".. py:data:: {const.name}", f"   :value: {const.value!r}", "", f"   Since {const.since}.", ""]
    return "\n".join(lines)


def _differences_page(differences: dict[str, str]) -> str:
    lines = [
        *_heading("Differences from libvirt-python, call by call", "="),
        "What ``make diff-libvirt`` finds to differ and is meant to: the scene, the call, and which of several alike.",
        "",
    ]
    for call, reason in differences.items():
        lines += [f"``{call}``", f"   {_rst(reason)}.", ""]
    return "\n".join(lines)
