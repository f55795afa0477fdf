"""The types of the protocol, as the tables in `programs` write them.

| written | on the wire | in Python |
|---|---|---|
| int uint hyper uhyper double | 4, 4, 8, 8, 8 bytes | int, float |
| char uchar ushort, an enum | 4 bytes | int |
| string | length, bytes; at most STRING_MAX | str; what is not UTF-8 as surrogates |
| uuid | 16 bytes | str: lower-case text with hyphens |
| opaque<N> | length, bytes | bytes |
| char<N> and char[N] | (length,) four bytes for each | bytes |
| T<N> | number, values | list |
| params<N> | as typed_param<N> | a dict of values by name, statistics of a domain |
| T? | a word 0, or 1 and the value | None or the value |
| a struct | its fields | a named tuple; the reference of the drivers' for an object that they have one for |
| a union | the number of the case, its value | a named tuple (type, value) |

N is a number or a constant of the program, the most that there may be; [N] means always as many.
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from keyword import iskeyword
from typing import Any, ClassVar, Final

from anyvirt.rpc.values import OBJECTS
from anyvirt.rpc.xdr import UUID_SIZE, Buffer, XdrError

STRING_MAX: Final = 4 * 1024 * 1024
"""Bytes of a string: VIR_NET_MESSAGE_STRING_MAX, REMOTE_STRING_MAX, ADMIN_STRING_MAX."""


@dataclass(frozen=True, slots=True)
class Number:
    """A value of fixed size. The limits are given where the wire has room for more."""

    code: str  # of the module struct
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Uuid:
    """The UUID of an object."""

    code: ClassVar[str] = f"{UUID_SIZE}s"


@dataclass(frozen=True, slots=True)
class String:
    """Text."""

    most: int


@dataclass(frozen=True, slots=True)
class Opaque:
    """Bytes."""

    most: int


@dataclass(frozen=True, slots=True)
class Chars:
    """Bytes that travel as words."""

    most: int
    fixed: bool


@dataclass(frozen=True, slots=True)
class Array:
    """Values of one type."""

    of: Type
    most: int


@dataclass(frozen=True, slots=True)
class Params:
    """Typed parameters, where there are so many that their types are not kept apart."""

    most: int


@dataclass(frozen=True, slots=True)
class Maybe:
    """A value, or none."""

    of: Type


class Struct:
    """A struct: how its values look in Python, and the code that reads and writes them, made when first used."""

    def __init__(self, full_name: str, text: str, resolve: Callable[[str], Type]) -> None:
        self.full_name = full_name
        self._text = text
        self._resolve = resolve

    def __repr__(self) -> str:
        return f"<struct {self.full_name}>"

    @cached_property
    def fields(self) -> dict[str, Type]:
        """The fields in the order of the wire. One that Python keeps for itself has a _ behind it."""
        pairs = (part.split(" ") for part in self._text.split(", "))
        return {name + "_" * iskeyword(name): self._resolve(written) for name, written in pairs}

    @cached_property
    def value(self) -> Any:
        """The class of its values, a named tuple."""
        return OBJECTS.get(self.full_name) or namedtuple(self.full_name, tuple(self.fields))

    @cached_property
    def read(self) -> Callable[[Buffer, int, int], tuple[Any, int]]:
        """From buffer (no memoryview), offset and end of the buffer to a value and the offset behind it."""
        from anyvirt.rpc.compiling import compile_read

        return compile_read(self)

    @cached_property
    def write(self) -> Callable[[bytearray, Any], None]:
        """Append a value, its class's or any tuple like it, to a buffer."""
        from anyvirt.rpc.compiling import compile_write

        return compile_write(self)

    def decode(self, data: Buffer, procedure: object = "") -> Any:
        """The value that fills *data*.

        Raises:
            XdrError: it does not, or is none; the message names *procedure*, struct and field.
        """
        end = len(data)
        try:
            value, at = self.read(bytes(data) if isinstance(data, memoryview) else data, 0, end)
            if at > end:
                raise XdrError(f"{at - end} bytes of padding are missing at the end")
            if at < end:
                raise XdrError(f"{end - at} bytes are left over after the last field")
        except XdrError as exc:
            raise exc.of(self.full_name, str(procedure)) from exc.__cause__
        return value

    def encode(self, value: Any, out: bytearray | None = None, procedure: object = "") -> bytearray:
        """Append *value* to *out*, a new buffer by default; answers it.

        Raises:
            XdrError: it cannot be written; *out* may have got a part of it.
        """
        buffer = bytearray() if out is None else out
        try:
            self.write(buffer, value)
        except XdrError as exc:
            raise exc.of(self.full_name, str(procedure)) from exc.__cause__
        return buffer


class Union(Struct):
    """A value of one of several types, with a number that says which: a named tuple (type, value)."""

    @cached_property
    def cases(self) -> dict[int, Type]:
        """The type of the value by the number on the wire."""
        parts = (part.split(" ") for part in self._text.split(", "))
        return {int(number): self._resolve(written) for number, _, written in parts}

    @cached_property
    def fields(self) -> dict[str, Type]:
        """Only their names say something."""
        return {"type": Number("i"), "value": Number("i")}


Type = Number | Uuid | String | Opaque | Chars | Array | Params | Maybe | Struct

_PLAIN: Final[dict[str, Type]] = {
    "int": Number("i"),
    "uint": Number("I"),
    "hyper": Number("q"),
    "uhyper": Number("Q"),
    "double": Number("d"),
    "char": Number("i", -128, 127),
    "uchar": Number("I", 0, 255),
    "ushort": Number("I", 0, 65535),
    "uuid": Uuid(),
    "string": String(STRING_MAX),
}

_COUNTED: Final = re.compile(r"(.+)([<\[])(\w+)[>\]]")


def read_type(written: str, constant: Callable[[str], int], named: Callable[[str], Type]) -> Type:
    """The type that a table calls *written*; it may refer to constants and types that have names."""
    if written.endswith("?"):
        return Maybe(read_type(written[:-1], constant, named))
    if counted := _COUNTED.fullmatch(written):
        of, bracket, size = counted.groups()
        most = int(size) if size.isdigit() else constant(size)
        if of == "opaque":
            return Opaque(most)
        if of == "params":
            return Params(most)
        if of == "char":
            return Chars(most, fixed=bracket == "[")
        return Array(read_type(of, constant, named), most)
    return _PLAIN.get(written) or named(written)


def least_size(kind: Type) -> int:
    """Bytes that the shortest value of a type has on the wire."""
    match kind:
        case Number(code):
            return 4 if code in "iI" else 8
        case Uuid():
            return UUID_SIZE
        case Chars(most, fixed=True):
            return 4 * most
        case Union():
            return 4 + min(map(least_size, kind.cases.values()))
        case Struct():
            return sum(map(least_size, kind.fields.values()))
        case String() | Opaque() | Chars() | Array() | Params() | Maybe():
            return 4
