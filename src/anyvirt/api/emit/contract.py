"""The driver contract: what a hypervisor driver may answer."""

from __future__ import annotations

import re

from anyvirt.api.emit.text import docstring, header, wrapped
from anyvirt.api.model import Function, Owner

TYPES = (
    "BlockInfo",
    "BlockStats",
    "ControlInfo",
    "CpuMap",
    "DomainInfo",
    "DomainStats",
    "FsInfo",
    "GuestTime",
    "InterfaceAddresses",
    "InterfaceStats",
    "IoThreadInfo",
    "MonitorAnswer",
    "NodeInfo",
    "SchedulerType",
    "SecurityLabel",
    "SecurityModel",
    "TypedParams",
    "VcpuInfo",
)

CLASS_DOC = """\
    \"\"\"Every call that a hypervisor driver can support; one that it does not override says so by NoSupport.

    Methods are named after the C functions. Arguments are checked for their types alone: what a value means, which
    flags are known and whether the object is in the right state is for the driver to say. Sizes of memory are in KiB.
    The connection has checked already that it is not read-only where that matters.
    \"\"\"

    def _unanswered(self, function: str) -> libvirtError:
        \"\"\"What a call raises that is not overridden.\"\"\"
        return NoSupport(function)"""


def contract_module(rows: tuple[Function, ...]) -> str:
    """anyvirt/driver/contract.py."""
    body = "\n".join(line for row in rows if row.via is None and not row.local for line in ["", *_method(row)])
    used = [name for name in TYPES if re.search(rf"\b{name}\b", body)]
    return "\n".join(
        [
            header("What a hypervisor driver may answer: one coroutine for each call of the public API."),
            "from __future__ import annotations",
            "",
            "from typing import TYPE_CHECKING",
            "",
            "from anyvirt.util.error import NoSupport, libvirtError",
            "",
            "if TYPE_CHECKING:",
            f"    from anyvirt.driver.types import {', '.join(used)}",
            "    from anyvirt.util.refs import DomainRef",
            "",
            "",
            "class HypervisorContract:",
            CLASS_DOC,
            body,
        ]
    )


def _method(function: Function) -> list[str]:
    args = ["self", *(["dom: DomainRef"] if function.owner is Owner.DOMAIN else [])]
    args += [f"{arg.contract_name}: {arg.type.driver}" for arg in function.args if arg.type.driver]
    doc = wrapped(function.summary, 8)
    notes = wrapped(function.details, 8)
    if function.result.store:
        notes += wrapped("Answers how the domain is called and numbered from now on.", 8)
    if notes:
        doc += ["", *notes]
    return [
        f"    async def {function.method}({', '.join(args)}) -> {function.result.driver}:",
        *docstring(doc, 8),
        f'        raise self._unanswered("{function.c_name}")',
    ]
