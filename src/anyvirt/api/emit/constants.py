"""The constants and the error classes."""

from __future__ import annotations

from anyvirt.api.emit.text import header, wrapped
from anyvirt.api.enums.model import ErrorCode, Group

UNUSED_CODE = 0  # VIR_ERR_OK is no failure: it has no class


def constants_module(groups: tuple[Group, ...]) -> str:
    """anyvirt/constants.py."""
    lines = [
        header("The constants of the public API, with libvirt's names and values."),
        "from typing import Final",
    ]
    for group in groups:
        lines += ["", *(f"# {line}" for line in wrapped(f"{group.name}: {group.doc}", 0))]
        lines += [f"{const.name}: Final = {_source(const.value)}" for const in group.consts]
    return "\n".join([*lines, ""])


def error_codes_module(codes: tuple[ErrorCode, ...]) -> str:
    """anyvirt/util/error_codes.py."""
    classes = [code for code in codes if code.value != UNUSED_CODE]
    names = sorted(code.class_name for code in classes)
    lines = [
        header("A subclass of libvirtError for each error code, and the way from a code to its class."),
        "from __future__ import annotations",
        "",
        "from anyvirt.util.error_base import libvirtError",
        "",
        "__all__ = [",
        *(f'    "{name}",' for name in names),
        "]",
    ]
    for code in classes:
        lines += [
            "",
            "",
            f"class {code.class_name}(libvirtError):",
            f'    """{code.name}: {code.meaning[0].lower()}{code.meaning[1:]}"""',
            "",
            f"    code = {code.value}",
            f"    prefix = {_source(code.prefix)}",
        ]
    lines += ["", "", "BY_CODE: dict[int, type[libvirtError]] = {"]
    lines += [f"    {code.value}: {code.class_name}," for code in classes]
    return "\n".join([*lines, "}", ""])


def _source(value: int | str) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
