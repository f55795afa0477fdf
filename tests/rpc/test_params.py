"""Typed parameters and dictionaries."""

from __future__ import annotations

from typing import Any

import pytest

from anyvirt.rpc.params import ANY, checked_params, read_params, settable_params, wire_params
from anyvirt.rpc.programs import program
from anyvirt.rpc.xdr import XdrError
from anyvirt.util.error import ArgumentUnsupported, InvalidArg
from anyvirt.util.typed import DOMAIN_STATS, Kind, Names

PARAM = program("remote").structs["typed_param"]
ALL = {
    "int": (Kind.INT, -1),
    "uint": (Kind.UINT, 2**32 - 1),
    "llong": (Kind.LLONG, -(2**63)),
    "ullong": (Kind.ULLONG, 2**64 - 1),
    "double": (Kind.DOUBLE, 0.5),
    "boolean": (Kind.BOOLEAN, True),
    "string": (Kind.STRING, "text"),
}
NAMES = Names({name: kind for name, (kind, _) in ALL.items()})


def through_the_wire(values: Any, names: Names = ANY) -> list[Any]:
    return [PARAM.decode(bytes(PARAM.encode(param))) for param in wire_params(values, names)]


def test_values_come_back_and_have_their_types() -> None:
    """Of each type."""
    values = {name: value for name, (_, value) in ALL.items()}
    wire = through_the_wire(values, NAMES)
    assert {param.field: param.value.type for param in wire} == {name: kind for name, (kind, _) in ALL.items()}
    assert read_params(wire) == checked_params(wire, NAMES) == values
    assert read_params(wire)["boolean"] is True


def test_types_are_guessed_as_libvirt_python_does() -> None:
    """Where nobody knows them."""
    wire = through_the_wire({"a": 1, "b": -1, "c": 1.0, "d": False, "e": "x"})
    assert [param.value.type for param in wire] == [Kind.ULLONG, Kind.LLONG, Kind.DOUBLE, Kind.BOOLEAN, Kind.STRING]


def test_a_name_may_come_more_than_once() -> None:
    """It is a list then, in the order of the wire."""
    disks: dict[str, Any] = {"migrate_disks": ["vda", "vdb", "vdc"]}
    assert read_params(through_the_wire(disks)) == disks


def test_numbered_names_have_the_types_of_their_kind() -> None:
    """vcpu.0.state is one of vcpu.*.state."""
    (param,) = through_the_wire({"vcpu.0.state": 1}, DOMAIN_STATS)
    assert param.value == (Kind.INT, 1)
    with pytest.raises(InvalidArg, match=r"invalid type 'ullong' for parameter 'vcpu\.0\.state', expected 'int'"):
        checked_params([("vcpu.0.state", (Kind.ULLONG, 1))], DOMAIN_STATS)


@pytest.mark.parametrize(
    ("value", "names"), [(None, ANY), ("1", Names({"p": Kind.INT})), (1, Names({"p": Kind.STRING}))]
)
def test_values_of_a_wrong_type_are_not_sent(value: Any, names: Names) -> None:
    """With the parameter's name."""
    with pytest.raises(TypeError, match="parameter 'p'"):
        wire_params({"p": value}, names)


def test_numbers_that_do_not_fit_are_not_sent() -> None:
    """Nor cut off."""
    with pytest.raises(XdrError, match="4294967296"):
        through_the_wire({"p": 2**32}, Names({"p": Kind.UINT}))


def test_what_cannot_be_set_is_refused() -> None:
    """Like what is unknown to libvirt."""
    wire = through_the_wire({"uint": 1, "more": 2}, NAMES)
    with pytest.raises(ArgumentUnsupported, match="parameter 'more' not supported") as caught:
        settable_params(wire, {"uint": 0}, NAMES)
    assert "known are uint" in str(caught.value)
