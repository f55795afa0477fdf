"""How the arguments and results of driver methods and those of procedures go together.

They do by their order: what remains when each side has set aside what only it has. The protocol has the sizes of arrays
that a C program provides, drivers have open files. What does not fit is written by hand, on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from anyvirt.api.model import Arg, Contract, Function, Owner
from anyvirt.api.table import DRIVER_ROWS
from anyvirt.rpc.programs import Fds, Procedure, of_function, program
from anyvirt.rpc.types import Array, Chars, Maybe, Type
from anyvirt.util.typed import OF_FUNCTIONS

PROGRAMS: Final = ("remote", "qemu", "lxc")

SIZES: Final = {"need_results", "nparams", "maxnames", "maxids", "maxuuids", "maxerrors"}
"""Fields that say how much a C program has room for."""

STRINGS_TOO: Final = 4
"""VIR_TYPED_PARAM_STRING_OKAY: a flag of the protocol from the time when parameters were numbers."""

_BOTH: Final = frozenset(
    {
        "virDomainGetBlockInfo",
        "virDomainGetBlockJobInfo",
        "virDomainGetCPUStats",
        "virDomainGetEmulatorPinInfo",
        "virDomainGetJobStats",
        "virDomainGetVcpuPinInfo",
        "virDomainGetVcpus",
        "virDomainInterfaceAddresses",
        "virDomainLxcOpenNamespace",
        "virDomainMemoryStats",
        "virDomainMigrateFinish3Params",
        "virDomainOpenGraphics",
        "virDomainOpenGraphicsFD",
        "virDomainQemuMonitorCommandWithFiles",
        "virDomainRename",
        "virDomainRevertToSnapshot",
        "virDomainSetTime",
        "virConnectDomainQemuMonitorEventRegister",
        "virNodeAllocPages",
        "virNodeGetCPUMap",
        "virNodeGetCPUStats",
        "virNodeGetFreePages",
        "virNodeGetMemoryStats",
    }
)
BY_HAND_IN_CLIENT: Final = _BOTH | {
    "virDomainDestroyFlags",
    "virDomainGetIOThreadInfo",
}
"""Calls that differ from their procedures in more than a rule here can say."""
BY_HAND_IN_DAEMON: Final = _BOTH | {
    "virConnectListDomains",
    "virConnectListSecrets",
    "virConnectSetIdentity",
    "virDomainGetBlockIoTune",
}
"""The same, as a daemon sees it."""


class Pair(NamedTuple):
    """A call of the table and its procedure."""

    row: Function
    procedure: Procedure

    @property
    def args(self) -> list[tuple[Arg, str, Type]]:
        """The driver's arguments but for the object and open files, each with the field of the protocol."""
        mine = [arg for arg in self.row.args if arg.type.driver and not self._is_files(arg)]
        fields = [(name, kind) for name, kind in self.fields if name not in SIZES]
        if self.row.owner is not Owner.CONNECT:
            fields = fields[1:]
        if len(mine) != len(fields):
            raise ValueError(f"{self.row.c_name}: {[arg.name for arg in mine]} are not {fields}")
        return [(arg, name, kind) for arg, (name, kind) in zip(mine, fields, strict=True)]

    @property
    def files(self) -> Arg | None:
        """The argument that is a list of open files."""
        return next((arg for arg in self.row.args if self._is_files(arg)), None)

    def _is_files(self, arg: Arg) -> bool:
        return Fds.CALL in self.procedure.fds and arg.type.driver == "list[int]"

    @property
    def fields(self) -> list[tuple[str, Type]]:
        """The fields of the procedure's arguments."""
        return list(self.procedure.args.fields.items()) if self.procedure.args else []

    @property
    def sizes(self) -> set[str]:
        """Those of its arguments that say how much there is room for."""
        return {name for name, _ in self.fields} & SIZES

    @property
    def results(self) -> list[tuple[str, Type]]:
        """The fields of its answer."""
        return list(self.procedure.ret.fields.items()) if self.procedure.ret else []

    @property
    def has_strings_flag(self) -> bool:
        """Whether its flags say that parameters may be texts."""
        return "nparams" in self.sizes and bool(self.row.args) and self.row.args[-1].name == "flags"

    def names(self) -> str:
        """The expression for the types of its typed parameters."""
        table = OF_FUNCTIONS.get(self.row.c_name)
        if table is None and self.row.via:
            same = next(row for row in DRIVER_ROWS if row.method == self.row.method and row.via is None)
            return Pair(same, self.procedure).names()
        if "Migrate" in self.row.c_name:
            return "MIGRATION"
        return f'OF_FUNCTIONS["{self.row.c_name}"]' if table is not None else "ANY"


def pairs(contract: Contract) -> Iterator[Pair]:
    """The calls that *contract* answers and the protocol has."""
    for row in DRIVER_ROWS:
        if row.answered_by is contract and not row.local and (procedure := procedure_of(row)):
            yield Pair(row, procedure)


def procedure_of(row: Function) -> Procedure | None:
    """The procedure that makes the call of *row*."""
    found = of_function(row.c_name)
    if found is None and row.via is None:
        return program("remote").by_name.get(row.method.upper())  # one that is behind no single public function
    return found


def object_name(annotation: str) -> str | None:
    """domain for DomainRef, network_port for NetworkPortRef."""
    match = re.fullmatch(r"(\w+)Ref", annotation)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", match[1]).lower() if match else None


def converted(annotation: str) -> str | None:
    """The same for objects whose struct has its fields in another order than what drivers have."""
    name = object_name(annotation)
    return name if name in ("snapshot", "checkpoint") else None


def inner(annotation: str) -> str | None:
    """X for list[X]."""
    match = re.fullmatch(r"list\[(\w+)\]", annotation)
    return match[1] if match else None


def is_optional(kind: Type) -> bool:
    """Whether a value of *kind* may be absent."""
    return isinstance(kind, Maybe)


def most(kind: Type) -> int:
    """How many values an array holds at most."""
    if not isinstance(kind, Array):
        raise TypeError(f"{kind} is no array")
    return kind.most


def is_chars(kind: Type) -> bool:
    """Whether *kind* is an array of characters."""
    return isinstance(kind, Chars)
