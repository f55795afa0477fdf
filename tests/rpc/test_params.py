"""Typed parameters and dictionaries."""

from __future__ import annotations

from typing import Any

import pytest

from anyvirt.rpc.params import Params, ParamType, from_dict, to_dict
from anyvirt.rpc.programs import program

PARAM = program("remote").structs["typed_param"]
ALL = {
    "int": (ParamType.INT, -1),
    "uint": (ParamType.UINT, 2**32 - 1),
    "llong": (ParamType.LLONG, -(2**63)),
    "ullong": (ParamType.ULLONG, 2**64 - 1),
    "double": (ParamType.DOUBLE, 0.5),
    "boolean": (ParamType.BOOLEAN, True),
    "string": (ParamType.STRING, "text"),
}


def through_the_wire(values: Any, types: Any = None) -> Params:
    return to_dict(PARAM.decode(bytes(PARAM.encode(param))) for param in from_dict(values, types))


def test_values_and_types_come_back() -> None:
    """Of each type; and what was received is sent with the same types when it has been changed."""
    values = {name: value for name, (_, value) in ALL.items()}
    types = {name: type_ for name, (type_, _) in ALL.items()}
    found = through_the_wire(values, types)
    assert (found, found.types) == (values, types)
    assert found["boolean"] is True
    found["int"] = 7
    again = through_the_wire(found)
    assert (again["int"], again.types) == (7, types)


def test_types_are_guessed_as_libvirt_python_does() -> None:
    """Where nobody knows them."""
    found = through_the_wire({"a": 1, "b": -1, "c": 1.0, "d": False, "e": "x"})
    assert list(found.types.values()) == [
        ParamType.ULLONG,
        ParamType.LLONG,
        ParamType.DOUBLE,
        ParamType.BOOLEAN,
        ParamType.STRING,
    ]


def test_a_name_may_come_more_than_once() -> None:
    """It is a list then, in the order of the wire."""
    assert through_the_wire({"migrate_disks": ["vda", "vdb", "vdc"]}) == {"migrate_disks": ["vda", "vdb", "vdc"]}


@pytest.mark.parametrize(
    ("value", "type_", "message"),
    [
        (None, None, "parameter p must be a number, a bool or a str, not NoneType"),
        ("1", ParamType.INT, "parameter p is of type INT, which '1' is not"),
        (1, ParamType.STRING, "parameter p is of type STRING, which 1 is not"),
    ],
)
def test_values_of_a_wrong_type_are_refused(value: Any, type_: ParamType | None, message: str) -> None:
    """With the parameter's name."""
    with pytest.raises(TypeError, match=message):
        from_dict({"p": value}, {"p": type_} if type_ else None)
