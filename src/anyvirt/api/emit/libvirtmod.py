"""Which method does what a function of libvirt-python's C module does."""

from __future__ import annotations

from typing import Final

from anyvirt.api.emit.text import header
from anyvirt.api.model import Function

ODD: Final = {"virDomainGetMaxMemory": 0, "virDomainGetGuestVcpus": -1}
"""What some answer on failure though their kind answers otherwise."""


def functions_module(rows: tuple[Function, ...]) -> str:
    """anyvirt/compat/functions.py."""
    lines = [
        header(
            "Which method does what a function of libvirt-python's C module does, and what that answers on failure."
        ),
        "from __future__ import annotations",
        "",
        "from typing import Final",
        "",
        "FUNCTIONS: Final[dict[str, tuple[str, str, int | None]]] = {",
    ]
    for row in sorted(rows, key=lambda row: row.c_name):
        if row.owner.value.startswith("vir"):  # those of modules are functions here as well
            failure = -1 if row.result.python in ("int", "None", "bool") else None
            lines.append(f'    "{row.c_name}": ("{row.owner.value}", "{row.name}", {ODD.get(row.c_name, failure)}),')
    return "\n".join([*lines, "}", ""])
