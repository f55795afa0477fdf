"""Typed parameters: the protocol's list of (name, (type, value)), and dictionaries as programs have them."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Value = int | float | bool | str


class ParamType(enum.IntEnum):
    """VIR_TYPED_PARAM_*: the type of one parameter."""

    INT = 1
    UINT = 2
    LLONG = 3
    ULLONG = 4
    DOUBLE = 5
    BOOLEAN = 6
    STRING = 7


class TypedValue(NamedTuple):
    """What the protocol's union holds."""

    type: ParamType
    value: Value


class TypedParam(NamedTuple):
    """What the protocol's struct holds."""

    field: str
    value: TypedValue


class Params(dict[str, Any]):
    """Parameters by name, as a plain dictionary; those that came more than once as a list.

    Attributes:
        types: the type of each, to be kept when some of them are changed and sent back.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.types: dict[str, ParamType] = {}


def to_dict(params: Iterable[tuple[str, tuple[int, Value]]]) -> Params:
    """The dictionary of what a packet brought."""
    found = Params()
    for name, (number, value) in params:
        if number == ParamType.BOOLEAN:
            value = bool(value)
        if name not in found:
            found[name] = value
            found.types[name] = ParamType(number)
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def from_dict(
    values: Mapping[str, Value | list[Value] | tuple[Value, ...]], types: Mapping[str, ParamType] | None = None
) -> list[TypedParam]:
    """What a packet takes; a list is sent as parameters of the same name.

    Args:
        values: the parameters.
        types: the type of each that is known; by default those that *values* came with, if it is a `Params`. Others
            are guessed as libvirt-python does: bool, float and str are what they are, a number is ULLONG, or LLONG
            when it is negative.

    Raises:
        TypeError: a value is of no type that can be sent.
    """
    known = types if types is not None else values.types if isinstance(values, Params) else {}
    sent = []
    for name, given in values.items():
        for value in given if isinstance(given, list | tuple) else [given]:
            type_ = known[name] if name in known else _guess(name, value)
            sent.append(TypedParam(name, TypedValue(type_, _converted(type_, name, value))))
    return sent


def _guess(name: str, value: object) -> ParamType:
    match value:
        case bool():
            return ParamType.BOOLEAN
        case int():
            return ParamType.LLONG if value < 0 else ParamType.ULLONG
        case float():
            return ParamType.DOUBLE
        case str():
            return ParamType.STRING
        case _:
            raise TypeError(f"parameter {name} must be a number, a bool or a str, not {type(value).__name__}")


def _converted(type_: ParamType, name: str, value: Value) -> Value:
    """A value as the union has it: a bool there is a number. Numbers out of range are found when they are written."""
    if isinstance(value, str) != (type_ is ParamType.STRING):
        raise TypeError(f"parameter {name} is of type {type_.name}, which {value!r:.80} is not")
    if type_ is ParamType.BOOLEAN:
        return int(bool(value))
    return float(value) if type_ is ParamType.DOUBLE else value
