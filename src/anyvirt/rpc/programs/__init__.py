"""The programs of the protocol: their procedures, structs, enums and bounds, read from the tables beside this file.

A table has lines of these forms; names stand without the prefix that all of their program have (remote_nonnull_domain
is `domain`, of other programs `remote.domain`, REMOTE_PROC_CONNECT_OPEN is `CONNECT_OPEN`):

    program NAME NUMBER VERSION
    const NAME VALUE
    enum NAME MEMBER VALUE, ...
    struct NAME FIELD TYPE, ...
    union NAME CASE ARM TYPE, ...
    NUMBER NAME FUNCTION KIND SINCE [high|low] [noauth] [fds=WHOSE] [sparse=FLAG] [acl=RIGHT,...] [filter=RIGHT,...]
        args FIELD TYPE, ...      what a procedure takes
        ret FIELD TYPE, ...       what it answers
        msg FIELD TYPE, ...       what an event says

FUNCTION is the one of libvirt's public API that makes the call, or -. SINCE is the release whose daemons know it. A
RIGHT is object:permission[:condition], as in the rows of `anyvirt.api.table`. `types` explains TYPE.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pkgutil import get_data
from typing import TYPE_CHECKING, Final

from anyvirt.api.model import Acl, snake_case
from anyvirt.rpc.types import Number, Struct, Type, Union, read_type

if TYPE_CHECKING:
    from anyvirt.api.model import Function

NAMES: Final = ("remote", "qemu", "lxc", "admin", "keepalive")
"""The programs there are tables of."""


class Kind(enum.Enum):
    """How a procedure is used."""

    CALL = "call"
    EVENT = "event"
    """The daemon tells its client."""
    STREAM_IN = "stream-in"
    """A call that opens a stream on which the daemon sends; those of consoles and channels go both ways."""
    STREAM_OUT = "stream-out"
    """A call that opens a stream on which the client sends."""
    MESSAGE = "message"
    """Either side tells the other."""


class Fds(enum.Flag):
    """Which packets of a procedure bring file descriptors."""

    NONE = 0
    CALL = 1
    REPLY = 2
    BOTH = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Procedure:
    """One procedure of a program."""

    program: Program
    number: int
    name: str  # without the prefix: DOMAIN_CREATE_XML
    c_name: str  # the public function, as in the rows of the table of the API; "" where there is none
    kind: Kind
    since: str
    high_priority: bool
    """To be answered although all workers are busy: it never waits for a hypervisor."""
    need_auth: bool
    fds: Fds
    sparse_flag: str  # VIR_*: the flag of the call with which its stream may have holes
    acl: tuple[Acl, ...]
    acl_filter: tuple[Acl, ...]
    args: Struct | None
    ret: Struct | None
    msg: Struct | None
    words: tuple[int, int, int]
    """Numbers of the program, of its version and of the procedure, as they stand in the header of a packet."""
    has_stream: bool
    """Whether a stream goes on under the call's serial number."""

    @property
    def method(self) -> str:
        """The name that the driver contract would have for it."""
        return snake_case(self.c_name.removeprefix("vir"))

    def __str__(self) -> str:
        return f"{self.program.name} procedure {self.number} ({self.name})"


class Program:
    """A program: a number, and what can be said under it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.number = self.version = 0
        self.constants: dict[str, int] = {}
        self.enums: dict[str, dict[str, int]] = {}
        self.structs: dict[str, Struct] = {}  # by the names in the table, unions among them
        self.procedures: dict[int, Procedure] = {}
        table = get_data(__name__, f"{name}.txt")
        assert table is not None
        self._read(table.decode())

    def __repr__(self) -> str:
        return f"<program {self.name}>"

    @cached_property
    def by_name(self) -> dict[str, Procedure]:
        """Its procedures by their names."""
        return {each.name: each for each in self.procedures.values()}

    @cached_property
    def by_function(self) -> dict[str, Procedure]:
        """Those that belong to a function of the public API, by its name in C."""
        return {each.c_name: each for each in self.procedures.values() if each.c_name}

    def _read(self, text: str) -> None:
        heads: list[tuple[str, dict[str, str]]] = []
        for line in text.splitlines():
            if not line or line[0] == "#":
                continue
            if line[0] == " ":
                part, fields = line.split(maxsplit=1)
                heads[-1][1][part] = fields
            elif line[0].isdigit():
                heads.append((line, {}))
            else:
                self._declare(*line.split(" ", 2))
        for head, structs in heads:
            procedure = self._procedure(head, structs)
            self.procedures[procedure.number] = procedure

    def _declare(self, word: str, name: str, rest: str) -> None:
        match word:
            case "program":
                number, version = rest.split()
                self.number, self.version = int(number, 16), int(version)
            case "const":
                self.constants[name] = int(rest)
            case "enum":
                members = (member.split() for member in rest.split(", "))
                self.enums[name] = {member: int(value) for member, value in members}
            case "struct":
                self.structs[name] = Struct(f"{self.name}_{name}", rest, self._type)
            case "union":
                self.structs[name] = Union(f"{self.name}_{name}", rest, self._type)
            case _:
                raise ValueError(f"{self.name}.txt: {word} {name}")

    def _procedure(self, head: str, structs: dict[str, str]) -> Procedure:
        number, name, function, kind, since, *words = head.split()
        options = dict(word.partition("=")[::2] for word in words)

        def struct(part: str) -> Struct | None:
            if part not in structs:
                return None
            own = f"{name.lower()}_{part}"
            made = self.structs[own] = Struct(f"{self.name}_{own}", structs[part], self._type)
            return made

        def rights(option: str) -> tuple[Acl, ...]:
            return tuple(Acl(*right.split(":")) for right in options.get(option, "").split(",") if right)

        return Procedure(
            program=self,
            number=int(number),
            name=name,
            c_name="" if function == "-" else function,
            kind=Kind(kind),
            since=since,
            high_priority="high" in options,
            need_auth="noauth" not in options,
            fds=Fds[options.get("fds", "none").upper()],
            sparse_flag=options.get("sparse", ""),
            acl=rights("acl"),
            acl_filter=rights("filter"),
            args=struct("args"),
            ret=struct("ret"),
            msg=struct("msg"),
            words=(self.number, self.version, int(number)),
            has_stream=Kind(kind) in (Kind.STREAM_IN, Kind.STREAM_OUT),
        )

    def _type(self, written: str) -> Type:
        return read_type(written, self.constants.__getitem__, self._named)

    def _named(self, name: str) -> Type:
        home, _, own = name.rpartition(".")
        owner = program(home) if home else self
        return Number("i") if own in owner.enums else owner.structs[own]


program: Final[Callable[[str], Program]] = cache(Program)
"""The program of that name; its table is read when first asked for."""


def of_function(c_name: str) -> Procedure | None:
    """The procedure that makes the call of a function of libvirt's public API, in whichever program it is."""
    found = (program(name).by_function.get(c_name) for name in NAMES)
    return next((each for each in found if each), None)


def row_of(procedure: Procedure) -> Function | None:
    """The row of the table of the API whose call *procedure* makes; None where there is none (yet)."""
    return _rows().get(procedure.c_name)


@cache
def _rows() -> dict[str, Function]:
    from anyvirt.api.table import ROWS  # the whole table; a client needs it no more than `import anyvirt` does

    return {row.c_name: row for row in ROWS}
