"""The table against the facts about libvirt, where they are at hand (environment variable ANYVIRT_FACTS)."""

from __future__ import annotations

import importlib
import inspect
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from anyvirt import constants
from anyvirt.api.enums import CODES, GROUPS
from anyvirt.api.events import EVENTS, EventRow
from anyvirt.api.model import REQUIRED, Acl, Function, Owner, snake_case
from anyvirt.api.table import ROWS

FACTS = Path(os.environ.get("ANYVIRT_FACTS", Path(__file__).resolve().parents[3] / "shared" / "facts"))

pytestmark = pytest.mark.skipif(
    not (FACTS / "python-api.json").exists(),
    reason=f"no facts about libvirt in {FACTS}: set ANYVIRT_FACTS to compare the table with them",
)

each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.c_name))

SHAPES = {
    "bytes": {"bytes"},
    "int": {"int"},
    "str": {"str", "str | None"},
    **{owner.value: {owner.value} for owner in Owner},
    **{f"list of {owner.value}": {f"list[{owner.value}]"} for owner in Owner},
    "list of int": {"list[int]"},
    "list of str": {"list[str]"},
    "list of tuple of bool": {"list[tuple[bool, ...]]"},
    "list of dict of typed parameters": {"list[TypedParams]"},
    "list of tuple(virDomain, elem[1])": {"list[DomainRecord[virDomain]]"},
    "list[int, int]": {"list[int]"},
    "list[int, int, int]": {"list[int]"},
    "list[int, int, int, int]": {"list[int]"},
    "list[int, int, int, int, int]": {"list[int]"},
    "list[int, int, int, int, int, int, int, int, int, int, int, int]": {"list[int]"},
    'dict{"type": int, "bandwidth": int, "cur": int, "end": int}': {"dict[str, int]"},
    "list[str, str]": {"list[str]"},
    "list[str, int, int, int, int, int, int, int]": {"list[str | int]"},
    "dict of {int}": {"dict[str, int]"},
    "dict of {dict of {int}}": {"dict[int, dict[int, int]]"},
    "dict of typed parameters": {"TypedParams"},
    "dict (empty) | dict of typed parameters": {"TypedParams"},
    'dict of {dict{"addrs": list of dict{"addr": str, "prefix": int, "type": int}, "hwaddr": str}}': {
        "dict[str, InterfaceAddresses]"
    },
    'dict{"seconds": int, "nseconds": int}': {"dict[str, int]"},
    "list[str, bool]": {"list[str | bool]"},
    "list of list[str, bool]": {"list[list[str | bool]]"},
    "tuple of bool": {"tuple[bool, ...]"},
    'list of dict{"iface": str, "expirytime": int, "type": int, "mac": str, "ipaddr": str, "prefix": int, '
    '"hostname": str, "clientid": str, "iaid": str}': {"list[DhcpLease]"},
    # Tuples with names for their places.
    "tuple(int, int, int, int, int)": {"BlockStats"},
    "tuple(int, int, int, int, int, int, int, int)": {"InterfaceStats"},
    "tuple(int, list of bool, int)": {"CpuMap"},
    "tuple(str, int)": {"SchedulerType"},
    "list of tuple(int, list of bool)": {"list[IoThreadInfo]"},
    "list of tuple(str, str, str, list of str)": {"list[FsInfo]"},
    "tuple(list of tuple of bool | int, list of tuple of bool | int)": {"Vcpus"},
}


@cache
def facts(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FACTS / name).read_text())
    return loaded


def binding(row: Function) -> dict[str, Any]:
    found: dict[str, Any] = facts("python-api.json")["modules"]["libvirt"]["classes"][row.owner.value]["methods"][
        row.name
    ]
    return found


def by_name(entries: Any) -> dict[str, dict[str, Any]]:
    """Entries of the facts by their names, whether they come as a list or as an object."""
    return {entry["name"]: entry for entry in entries} if isinstance(entries, list) else dict(entries)


@cache
def c_functions() -> dict[str, dict[str, Any]]:
    return by_name(facts("api.json")["apis"]["libvirt"]["functions"])


@cache
def procedures() -> dict[str, dict[str, Any]]:
    """The procedures of the wire protocol by the C function that calls them."""
    programs = by_name(facts("protocol.json")["programs"])
    found = by_name(programs["remote"]["procedures"])
    return {str(entry.get("api")): {**entry, "name": name} for name, entry in found.items() if entry["kind"] == "call"}


@each_row
def test_row_has_the_signature_of_libvirt_python(row: Function) -> None:
    """Names, order and defaults of the arguments, in the row and in the class."""
    expected = [(param["name"], param.get("default", REQUIRED)) for param in binding(row)["params"]]
    assert [(arg.name, arg.default) for arg in row.public_args] == expected
    method = getattr(getattr(importlib.import_module(row.owner.home(awaitable=False)), row.owner.value), row.name)
    parameters = list(inspect.signature(method).parameters.values())[1:]
    if row.progress:
        assert parameters.pop().name == "progress"
    assert [
        (parameter.name, REQUIRED if parameter.default is inspect.Parameter.empty else repr(parameter.default))
        for parameter in parameters
    ] == expected


@each_row
def test_row_has_the_result_of_libvirt_python(row: Function) -> None:
    """The shape that a program gets."""
    assert row.result.python in SHAPES[binding(row)["result"]]


@each_row
def test_row_is_the_function_behind_the_method(row: Function) -> None:
    """The C function, and the release that brought it."""
    assert row.c_name in c_functions()
    assert row.since == c_functions()[row.c_name]["version"]
    called = binding(row).get("c_functions")
    assert not called or row.c_name in called


@each_row
def test_row_has_the_permissions_of_libvirt(row: Function) -> None:
    """What a caller must be allowed, and what decides which objects it sees."""
    procedure = procedures().get(row.c_name)
    if procedure is None:
        return  # made of other calls by the client

    def acl(entry: dict[str, str]) -> Acl:
        when = entry.get("flags") or (f"{entry['param']}={entry['value']}" if "param" in entry else "")
        return Acl(entry["object"], entry["perm"], when)

    assert row.acl == tuple(acl(entry) for entry in procedure.get("acl") or ())
    filters = [acl(entry) for entry in procedure.get("acl_filter") or ()]
    assert ([row.acl_filter] if row.acl_filter else []) == filters


@each_row
def test_driver_method_is_named_after_the_procedure(row: Function) -> None:
    """The client's stub and the daemon's dispatch find it by this name."""
    procedure = procedures().get(row.c_name)
    if procedure is not None:
        name = snake_case(row.c_name.removeprefix("vir"))
        assert procedure["name"] == f"REMOTE_PROC_{name.upper()}"


def test_constants_are_those_of_libvirt_python() -> None:
    """Each name, each value, and none besides."""
    modules = facts("python-api.json")["modules"]
    expected = {**modules["libvirt"]["constants"], **modules["libvirt_qemu"]["constants"]}
    assert {name: value for name, value in vars(constants).items() if name.startswith("VIR_")} == expected
    assert {const.name: const.value for group in GROUPS for const in group.consts} == expected


def test_constants_came_with_the_release_that_the_table_says() -> None:
    """Enumerations and names alike."""
    apis = facts("api.json")["apis"]
    since: dict[str, str] = {}
    for api in (apis["qemu"], apis["libvirt"]):
        since |= {name: entry["version"] for enum in api["enums"].values() for name, entry in enum["members"].items()}
        since |= {name: entry["version"] for name, entry in api["macros"].items()}
    assert not {const.name for group in GROUPS for const in group.consts if since[const.name] != const.since}


def test_every_error_code_of_libvirt_is_known() -> None:
    """Names and numbers of the codes."""
    members = facts("api.json")["apis"]["libvirt"]["enums"]["virErrorNumber"]["members"]
    expected = {name: entry["value"] for name, entry in members.items() if not name.endswith("_LAST")}
    assert {code.name: code.value for code in CODES} == expected


# Which of libvirt-python's dispatchers calls the handlers of an event, where its name is not the event's.
GENERIC = "_dispatchDomainEventGenericCallback"
DISPATCHERS = {
    "VIR_DOMAIN_EVENT_ID_REBOOT": GENERIC,
    "VIR_DOMAIN_EVENT_ID_CONTROL_ERROR": GENERIC,
    "VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2": "_dispatchDomainEventBlockJobCallback",
    "VIR_STORAGE_POOL_EVENT_ID_REFRESH": "_dispatchStoragePoolEventGenericCallback",
    "VIR_NODE_DEVICE_EVENT_ID_UPDATE": "_dispatchNodeDeviceEventGenericCallback",
    "VIR_SECRET_EVENT_ID_VALUE_CHANGED": "_dispatchSecretEventGenericCallback",
}


@pytest.mark.parametrize("row", EVENTS, ids=lambda row: str(row.constant))
def test_event_has_the_values_of_libvirt_python(row: EventRow) -> None:
    """As many as its dispatcher hands to a handler, of the same types."""
    methods = facts("python-api.json")["modules"]["libvirt"]["classes"]["virConnect"]["methods"]
    kind, _, event = row.constant.removeprefix("VIR_").partition("_EVENT_ID_")
    wanted = f"_dispatch{kind}Event{event}Callback".replace("_", "").lower()
    found = next((name for name in methods if name.replace("_", "").lower() == wanted), "")
    params = methods[DISPATCHERS.get(row.constant, found)]["params"]
    theirs = [param["annotation"] for param in params if param["name"] not in ("self", "cbData")][1:]
    ours = [value.type for value in row.values if value.to_handlers]
    assert len(ours) == len(theirs)
    for mine, original in zip(ours, theirs, strict=True):
        # The original says int where it hands over the text of the reason.
        if original in ("int", "str") and row.name != "DomainIoErrorReasonEvent":
            assert mine.removesuffix(" | None") == original
