"""The driver contracts: what a hypervisor driver and each kind of secondary driver may answer."""

from __future__ import annotations

import re

from anyvirt.api.emit.text import docstring, header, wrapped
from anyvirt.api.model import Contract, Function, Owner

TYPES_MODULE = "anyvirt.driver.types"
REFS_MODULE = "anyvirt.util.refs"

DOCS = {
    Contract.HYPERVISOR: "a hypervisor driver",
    Contract.NETWORK: "a driver of virtual networks",
    Contract.STORAGE: "a driver of storage pools and volumes",
    Contract.INTERFACE: "a driver of the host's network interfaces",
    Contract.NODE_DEVICE: "a driver of the host's devices",
    Contract.SECRET: "a driver of secrets",
    Contract.NWFILTER: "a driver of network filters",
}


def contract_module(contract: Contract, rows: tuple[Function, ...]) -> str:
    """One module of anyvirt/driver/contract."""
    mine = [row for row in rows if row.answered_by is contract and row.via is None and not row.local]
    body = "\n".join(line for row in mine for line in ["", *_method(row)])
    used = sorted(set(re.findall(r"\b[A-Z][A-Za-z]+\b", "\n".join(signature(row) for row in mine))) - {"None"})
    refs = [name for name in used if name.endswith("Ref")]
    channels = [name for name in used if name == "Channel"]
    types = [name for name in used if name not in refs and name not in channels]
    imports = [
        *([f"    from anyvirt.driver.streams import {', '.join(channels)}"] if channels else []),
        *([f"    from {TYPES_MODULE} import {', '.join(types)}"] if types else []),
        *([f"    from {REFS_MODULE} import {', '.join(refs)}"] if refs else []),
    ]
    guarded = ["from typing import TYPE_CHECKING", ""] if imports else []
    return "\n".join(
        [
            header(f"What {DOCS[contract]} may answer: one coroutine for each call of the public API."),
            "from __future__ import annotations",
            "",
            *guarded,
            "from anyvirt.driver.contract.base import ContractBase",
            "",
            *(["if TYPE_CHECKING:", *imports] if imports else []),
            "",
            "",
            f"class {contract.value}(ContractBase):",
            f'    """Every call that {DOCS[contract]} can support."""',
            body,
        ]
    )


def signature(function: Function) -> str:
    kind = function.owner.kind
    args = ["self", *([f"{kind.arg}: {kind.ref}"] if function.owner is not Owner.CONNECT else [])]
    args += [f"{arg.contract_name}: {arg.type.driver}" for arg in function.args if arg.type.driver]
    return f"    async def {function.method}({', '.join(args)}) -> {function.result.driver}:"


def _method(function: Function) -> list[str]:
    doc = wrapped(function.summary, 8)
    notes = wrapped(function.details, 8)
    if function.result.store:
        notes += wrapped("Answers how the domain is called and numbered from now on.", 8)
    if notes:
        doc += ["", *notes]
    return [
        signature(function),
        *docstring(doc, 8),
        f'        raise self._unanswered("{function.c_name}")',
    ]
