"""The tables of the protocol against the facts about libvirt, where they are at hand (variable ANYVIRT_FACTS)."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from anyvirt.api.model import Acl, Function
from anyvirt.api.table import ROWS
from anyvirt.rpc import packet
from anyvirt.rpc.programs import NAMES, Fds, of_function, program, row_of
from anyvirt.rpc.types import STRING_MAX, Array, Chars, Maybe, Number, Opaque, Params, String, Struct, Type, Union, Uuid

FACTS = Path(os.environ.get("ANYVIRT_FACTS", Path(__file__).resolve().parents[3] / "shared" / "facts"))

needs_facts = pytest.mark.skipif(
    not (FACTS / "protocol.json").exists(),
    reason=f"no facts about libvirt in {FACTS}: set ANYVIRT_FACTS to compare the tables with them",
)
each_program = pytest.mark.parametrize("name", NAMES)

BASIC = {
    "int": ("i", None, None),
    "unsigned int": ("I", None, None),
    "hyper": ("q", None, None),
    "unsigned hyper": ("Q", None, None),
    "double": ("d", None, None),
    "char": ("i", -128, 127),
    "unsigned char": ("I", 0, 255),
    "unsigned short": ("I", 0, 65535),
}
PACKET_STRUCTS = {
    "domain": "virNetMessageNonnullDomain",
    "network": "virNetMessageNonnullNetwork",
    "error": "virNetMessageError",
    "stream_hole": "virNetStreamHole",
}


@cache
def facts() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FACTS / "protocol.json").read_text())
    return loaded


def named(name: str) -> tuple[str, dict[str, Any]]:
    """What the facts have under a name, wherever: the kind of thing, and the thing."""
    for scope in (*facts()["programs"].values(), facts()["net"]):
        for kind in ("typedefs", "structs", "unions", "enums"):
            if name in scope[kind]:
                return kind, scope[kind][name]
    raise KeyError(name)


def same(ours: Type, theirs: dict[str, Any]) -> bool:
    """Whether a type of ours is that of the facts, down to the last field and bound."""
    kind = theirs["kind"]
    if kind == "named":
        what, target = named(theirs["name"])
        match what:
            case "typedefs":
                return same(ours, target)
            case "enums":
                return ours == Number("i")
            case "unions":
                cases = {label["value"]: case["type"] for case in target["cases"] for label in case["labels"]}
                return (
                    isinstance(ours, Union)
                    and target["switch_type"] == {"kind": "int"}
                    and list(ours.cases) == list(cases)
                    and all(same(ours.cases[number], cases[number]) for number in cases)
                )
            case _:
                return isinstance(ours, Struct) and same_fields(ours, target["fields"])
    match ours:
        case Uuid():
            return (kind, theirs.get("size")) == ("opaque", 16)
        case Number(code, low, high):
            return BASIC.get(kind) == (code, low, high)
        case String(most):
            return (kind, theirs["max"]) == ("string", most)
        case Opaque(most):
            return (kind, theirs["max"]) == ("opaque", most)
        case Chars(most, fixed):
            is_char: bool = theirs.get("of") == {"kind": "char"}
            expected = ("vector", theirs.get("size")) if fixed else ("array", theirs.get("max"))
            return is_char and (kind, most) == expected
        case Array(of, most):
            return (kind, theirs["max"]) == ("array", most) and same(of, theirs["of"])
        case Params(most):
            return (kind, theirs["max"]) == ("array", most) and same(
                program("remote").structs["typed_param"], theirs["of"]
            )
        case Maybe(of):
            return kind == "optional" and same(of, theirs["of"])
        case _:
            return False


def same_fields(ours: Struct, fields: list[dict[str, Any]]) -> bool:
    return [name.removesuffix("_") for name in ours.fields] == [field["name"] for field in fields] and all(
        same(kind, field["type"]) for kind, field in zip(ours.fields.values(), fields, strict=True)
    )


@needs_facts
@each_program
def test_program_and_its_constants_are_those_of_libvirt(name: str) -> None:
    """Number, version, bounds, enums."""
    ours, theirs, prefix = program(name), facts()["programs"][name], name.upper()
    assert (ours.number, ours.version) == (theirs["program"], theirs["version"])
    assert {f"{prefix}_{each}": value for each, value in ours.constants.items()} == theirs["constants"]
    assert {
        f"{name}_{each}": {f"REMOTE_AUTH_{member}": value for member, value in members.items()}
        for each, members in ours.enums.items()
    } == theirs["enums"]


@needs_facts
@each_program
def test_structs_are_those_of_libvirt(name: str) -> None:
    """All of them, with the names, the order, the types and the bounds of their fields."""
    theirs = facts()["programs"][name]
    expected = set(theirs["structs"]) | set(theirs["unions"])
    found = set()
    for each, ours in program(name).structs.items():
        full = next(full for full in (f"{name}_{each}", f"{name}_nonnull_{each}") if full in expected)
        found.add(full)
        assert same(ours, {"kind": "named", "name": full}), full
    assert found == expected


@needs_facts
def test_structs_of_packets_are_those_of_libvirt() -> None:
    """An error, a hole; and the limits."""
    structs = program("packet").structs
    assert set(structs) == set(PACKET_STRUCTS)
    for name, full in PACKET_STRUCTS.items():
        assert same(structs[name], {"kind": "named", "name": full}), name
    limits = facts()["packet"]["limits"]
    assert limits["VIR_NET_MESSAGE_MAX"] == packet.PACKET_MAX
    assert limits["VIR_NET_MESSAGE_PAYLOAD_MAX"] == packet.PAYLOAD_MAX
    assert limits["VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX"] == packet.STREAM_DATA_MAX
    assert limits["VIR_NET_MESSAGE_HEADER_MAX"] == packet.HEADER_SIZE
    assert limits["VIR_NET_MESSAGE_LEN_MAX"] == packet.LENGTH_SIZE
    assert limits["VIR_NET_MESSAGE_NUM_FDS_MAX"] == packet.FDS_MAX
    assert limits["VIR_NET_MESSAGE_STRING_MAX"] == STRING_MAX
    assert {f"VIR_NET_{each.name}": each.value for each in packet.PacketType} == facts()["packet"]["types"]
    assert {f"VIR_NET_{each.name}": each.value for each in packet.Status} == facts()["packet"]["statuses"]


def right(entry: dict[str, str]) -> Acl:
    when = entry.get("flags") or (f"{entry['param']}={entry['value']}" if "param" in entry else "")
    return Acl(entry["object"], entry["perm"], when)


@needs_facts
@each_program
def test_procedures_are_those_of_libvirt(name: str) -> None:
    """All of them: number, kind, function, structs, priority, rights, descriptors."""
    theirs = {entry["number"]: entry for entry in facts()["programs"][name]["procedures"]}
    assert set(program(name).procedures) == set(theirs)
    for number, ours in program(name).procedures.items():
        entry = theirs[number]
        assert f"{name.upper()}_PROC_{ours.name}" == entry["name"]
        assert (ours.c_name or None, ours.kind.value, ours.since) == (entry.get("api"), entry["kind"], entry["since"])
        structs = [each and each.full_name for each in (ours.args, ours.ret, ours.msg)]
        assert structs == [entry.get(part) for part in ("args", "ret", "msg")]
        assert ours.high_priority == (entry.get("priority") == "high")
        assert ours.need_auth == entry.get("need_auth", True)
        assert ours.sparse_flag == entry.get("sparse_flag", "")
        assert ours.fds == Fds[entry.get("fds", "none").upper()]
        assert ours.acl == tuple(map(right, entry.get("acl") or ()))
        assert ours.acl_filter == tuple(map(right, entry.get("acl_filter") or ()))


ANSWERED_BY_THE_CLIENT = {"virConnectGetURI", "virConnectIsAlive", "virConnectIsEncrypted", "virConnectSetKeepAlive"}


@pytest.mark.parametrize("row", [row for row in ROWS if not row.local], ids=lambda row: str(row.c_name))
def test_row_and_procedure_find_each_other(row: Function) -> None:
    """By the name of the function, and they ask for the same rights; or the row's call is made of another one's."""
    procedure = of_function(row.c_name)
    if procedure is None:
        others = [each for each in ROWS if each.method == row.method and of_function(each.c_name)]
        assert row.c_name in ANSWERED_BY_THE_CLIENT or others
        return
    assert row_of(procedure) is row
    assert procedure.acl == row.acl
    assert procedure.acl_filter == ((row.acl_filter,) if row.acl_filter else ())
    if row.via is None:
        assert procedure.method == row.method
