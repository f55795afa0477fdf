"""Typed parameters: names, types, and what a wrong value gets."""

from __future__ import annotations

import pytest

from anyvirt.api.table import ROWS
from anyvirt.error import InvalidArg
from anyvirt.util import typed
from anyvirt.util.typed import (
    BLKIO,
    BLOCK_STATS,
    GUEST_INFO,
    IOTUNE,
    MIGRATION,
    NUMA,
    PERF,
    Kind,
    hinted,
    settable,
    several,
)


def test_values_are_of_the_type_that_the_name_has() -> None:
    """Whole numbers for whole numbers, truth for anything that is true."""
    assert settable({"weight": True, "device_weight": "/dev/sda,500"}, {"weight": 0, "device_weight": ""}, BLKIO) == {
        "weight": 1,
        "device_weight": "/dev/sda,500",
    }
    assert settable({"cmt": 3, "mbml": ""}, {"cmt": False, "mbml": False}, PERF) == {"cmt": True, "mbml": False}


@pytest.mark.parametrize(
    ("params", "error", "says"),
    [
        ({"weight": "x"}, TypeError, "'weight' must be an integer, not str"),
        ({"weight": 1.5}, TypeError, "not float"),
        ({"weight": None}, TypeError, "not NoneType"),
        ({"weight": -1}, OverflowError, "unsigned int"),
        ({"weight": 2**32}, OverflowError, "unsigned int"),
        ({"device_weight": 5}, TypeError, "must be str"),
        ({"device_weight": "a\0b"}, ValueError, "null"),
        ({"nope": 1}, LookupError, "'nope' is unknown here; known are weight, device_weight"),
        ({1: 1}, TypeError, "names"),
    ],
)
def test_a_wrong_value_is_refused_as_by_libvirt_python(
    params: dict[str, object], error: type[Exception], says: str
) -> None:
    """TypeError, OverflowError, LookupError."""
    with pytest.raises(error, match=says):
        settable(params, {"weight": 0, "device_weight": ""}, BLKIO)  # type: ignore[arg-type]


def test_an_unknown_name_takes_its_type_from_what_the_driver_has() -> None:
    """A driver may know parameters that the table does not."""
    assert settable({"own": 4}, {"own": 1}, NUMA) == {"own": 4}
    with pytest.raises(TypeError, match="must be str"):
        settable({"own": 4}, {"own": "text"}, NUMA)


def test_nothing_to_set_is_a_lookup_error() -> None:
    """What libvirt-python raises of an empty dict."""
    with pytest.raises(LookupError, match="nothing to set"):
        typed.require_params({})
    with pytest.raises(TypeError, match="NoneType"):
        typed.require_params(None)  # type: ignore[arg-type]


def test_calls_without_a_getter_leave_unknown_names_to_the_driver() -> None:
    """Their values are of the type that they look like."""
    assert hinted({"total_bytes_sec": 5, "mine": "x"}, IOTUNE, "virDomainSetThrottleGroup") == {
        "total_bytes_sec": 5,
        "mine": "x",
    }
    with pytest.raises(OverflowError):
        hinted({"total_bytes_sec": -1}, IOTUNE, "virDomainSetThrottleGroup")
    with pytest.raises(InvalidArg, match="params in virDomainSetThrottleGroup must not be NULL"):
        hinted({}, IOTUNE, "virDomainSetThrottleGroup")
    with pytest.raises(TypeError, match="'mine' is dict"):
        hinted({"mine": {}}, IOTUNE, "virDomainSetThrottleGroup")  # type: ignore[dict-item]


def test_a_list_is_a_parameter_given_several_times() -> None:
    """Which few can be; a list of one is that one, and an empty one none."""
    disks: dict[str, int | list[str]] = {"migrate_disks": ["vda", "vdb"], "bandwidth": 5}
    assert hinted(disks, MIGRATION, "virDomainMigrate3") == disks
    assert several(disks, "migrate_disks") == ["vda", "vdb"]
    assert several({"migrate_disks": "vda"}, "migrate_disks") == ["vda"]
    assert several({}, "migrate_disks") == []
    assert hinted({"group_name": ["x"], "mine": []}, IOTUNE, "virDomainSetThrottleGroup") == {"group_name": "x"}
    with pytest.raises(InvalidArg, match="parameter 'group_name' occurs multiple times"):
        hinted({"group_name": ["x", "y"]}, IOTUNE, "virDomainSetThrottleGroup")


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("user.0.login-time", 5, Kind.ULLONG),
        ("fs.12.disk.count", 5, Kind.UINT),
        ("if.0.addr.3.prefix", 5, Kind.UINT),
        ("os.name", "x", Kind.STRING),
        ("load.5m", 0.5, Kind.DOUBLE),
    ],
)
def test_numbered_names_have_types(name: str, value: object, kind: Kind) -> None:
    """Whatever the numbers are."""
    assert GUEST_INFO.kind_of(name, value) is kind


def test_kinds_are_told_from_values_where_nothing_else_is_known() -> None:
    """As libvirt-python does."""
    kinds = [BLOCK_STATS.kind_of("other", value) for value in (True, 1, -1, 0.5, "x")]
    assert kinds == [Kind.BOOLEAN, Kind.ULLONG, Kind.LLONG, Kind.DOUBLE, Kind.STRING]


@pytest.mark.parametrize("row", [row for row in ROWS if row.typed], ids=lambda row: str(row.c_name))
def test_every_call_that_sets_parameters_says_which(row: object) -> None:
    """The table of the API and the types that a wire needs are the same."""
    names = row.typed.names  # type: ignore[attr-defined]
    found = typed.OF_FUNCTIONS.get(row.c_name) or typed.OF_FUNCTIONS[f"{row.c_name}Flags"]  # type: ignore[attr-defined]
    assert getattr(typed, names) is found
