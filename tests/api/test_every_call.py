"""What holds for every function of the table: closed and read-only connections, foreign objects, bad arguments.

Nothing here reaches a driver: these calls are refused before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

import anyvirt
from anyvirt.api.model import Arg, Function, Owner
from anyvirt.api.report import facts_folder
from anyvirt.constants import VIR_ERR_OPERATION_DENIED, VIR_FROM_DOMAIN
from anyvirt.error import InvalidArg, InvalidConn, NoSupport, OperationDenied, libvirtError
from anyvirt.util.arguments import origin_of
from tests.api.calls import METHODS, UNKNOWN, call, name_of, object_of, value

every_method = pytest.mark.parametrize("row", METHODS, ids=name_of)
ARGUMENTS = [(row, arg) for row in METHODS for arg in row.public_args]


def arguments(*words: str) -> pytest.MarkDecorator:
    """The arguments whose conversion has one of *words*."""
    chosen = [
        pytest.param(row, arg, id=f"{name_of(row)}({arg.name})")
        for row, arg in ARGUMENTS
        if any(re.search(rf"\b{word}\(", arg.type.convert) for word in words)
    ]
    return pytest.mark.parametrize(("row", "arg"), chosen)


@pytest.fixture(scope="module")
def conn() -> Iterator[anyvirt.virConnect]:
    with anyvirt.open("test:///default") as conn:
        yield conn


@pytest.fixture(scope="module")
def readonly() -> Iterator[anyvirt.virConnect]:
    with anyvirt.openReadOnly("test:///default") as conn:
        yield conn


@pytest.fixture(scope="module")
def closed() -> anyvirt.virConnect:
    conn = anyvirt.open("test:///default")
    conn.close()
    return conn


def failure_of(row: Function, conn: anyvirt.virConnect, **changed: Any) -> int | None:
    """The code of the error that a call comes to, if it does."""
    try:
        call(row, conn, **changed)
    except libvirtError as error:
        return error.get_error_code()
    return None


def test_every_kind_of_argument_has_a_value(conn: anyvirt.virConnect) -> None:
    """Else the tests below would try nonsense."""
    assert [f"{name_of(row)}({arg.name})" for row, arg in ARGUMENTS if value(row, arg, conn) is UNKNOWN] == []


@every_method
def test_a_closed_connection_answers_nothing(row: Function, closed: anyvirt.virConnect) -> None:
    """Whatever is called says that it is closed, with the name of the function."""
    with pytest.raises(InvalidConn, match="invalid connection pointer in vir") as caught:
        call(row, closed)
    assert caught.value.origin == VIR_FROM_DOMAIN
    assert caught.value.hint == "the connection is closed"


@pytest.mark.parametrize("row", [row for row in METHODS if row.write], ids=name_of)
def test_a_read_only_connection_refuses_what_changes_anything(row: Function, readonly: anyvirt.virConnect) -> None:
    with pytest.raises(OperationDenied) as caught:
        call(row, readonly)
    message = f"operation forbidden: read only access prevents {row.blamed}"
    assert caught.value.err == (
        VIR_ERR_OPERATION_DENIED,
        origin_of(row.c_name),
        message,
        2,
        "operation forbidden: %s",
        f"read only access prevents {row.blamed}",
        None,
        -1,
        -1,
    )
    assert anyvirt.virGetLastError() == caught.value.err


@pytest.mark.parametrize("row", [row for row in METHODS if row.write_if], ids=name_of)
def test_a_read_only_connection_refuses_what_only_others_may_see(row: Function, readonly: anyvirt.virConnect) -> None:
    """Where that depends on an argument: with it, and only with it."""
    name = re.findall(r"\w+", row.write_if)[0]
    for constant in re.findall(r"VIR_\w+", row.write_if):
        with pytest.raises(OperationDenied, match=f"read only access prevents {row.blamed}"):
            call(row, readonly, **{name: getattr(anyvirt, constant)})
    assert failure_of(row, readonly, **{name: 0}) != VIR_ERR_OPERATION_DENIED


@pytest.mark.parametrize("row", [row for row in METHODS if not row.write and not row.write_if], ids=name_of)
def test_a_read_only_connection_allows_to_look(row: Function, readonly: anyvirt.virConnect) -> None:
    """What the driver makes of the arguments is another matter."""
    assert failure_of(row, readonly) != VIR_ERR_OPERATION_DENIED


@pytest.mark.corpus
def test_errors_name_the_part_of_the_library() -> None:
    """By the function's name, as libvirt does by its file."""
    facts = facts_folder() / "api.json"
    if not facts.exists():
        pytest.skip(f"no facts to compare with: {facts}")
    parts = {
        "libvirt-domain": anyvirt.VIR_FROM_DOMAIN,
        "libvirt-domain-checkpoint": anyvirt.VIR_FROM_DOMAIN_CHECKPOINT,
        "libvirt-domain-snapshot": anyvirt.VIR_FROM_DOMAIN_SNAPSHOT,
        "libvirt-host": anyvirt.VIR_FROM_DOMAIN,
        "libvirt-interface": anyvirt.VIR_FROM_INTERFACE,
        "libvirt-network": anyvirt.VIR_FROM_NETWORK,
        "libvirt-nodedev": anyvirt.VIR_FROM_NODEDEV,
        "libvirt-nwfilter": anyvirt.VIR_FROM_NWFILTER,
        "libvirt-secret": anyvirt.VIR_FROM_SECRET,
        "libvirt-storage": anyvirt.VIR_FROM_STORAGE,
        "libvirt-stream": anyvirt.VIR_FROM_STREAMS,
    }
    functions: dict[str, Any] = json.loads(facts.read_text())["apis"]["libvirt"]["functions"]
    wrong = {
        name
        for name, described in functions.items()
        if described["module"] in parts and origin_of(name) != parts[described["module"]]
    }
    assert wrong == set()


# Arguments


def refuses_types(row: Function, arg: Arg, conn: anyvirt.virConnect, *values: object) -> None:
    for wrong in values:
        with pytest.raises(TypeError):
            call(row, conn, **{arg.name: wrong})


@arguments("index", "number", "natural", "unsigned", "memory_kib")
def test_numbers_are_numbers(row: Function, arg: Arg, conn: anyvirt.virConnect) -> None:
    if arg.type.python == "int":
        refuses_types(row, arg, conn, "1", None, 1.5, b"1", [])


@arguments("number", "natural", "unsigned")
def test_numbers_fit_into_32_bits(row: Function, arg: Arg, conn: anyvirt.virConnect) -> None:
    """As a C binding has them."""
    for wrong in (2**32, -(2**31) - 1, 2**64):
        with pytest.raises((OverflowError, InvalidArg)):
            call(row, conn, **{arg.name: wrong})


@arguments("text", "uuid_from_text")
def test_texts_are_texts(row: Function, arg: Arg, conn: anyvirt.virConnect) -> None:
    """A missing one is libvirt's error; bytes and embedded null characters are refused as in libvirt-python."""
    refuses_types(row, arg, conn, 1, b"x", [], object())
    with pytest.raises(ValueError, match="embedded null character"):
        call(row, conn, **{arg.name: "a\0b"})
    with pytest.raises(InvalidArg, match=rf"^\w+ in {row.c_name} must not be NULL$") as caught:
        call(row, conn, **{arg.name: None})
    assert caught.value.origin == origin_of(row.c_name)
    assert (caught.value.str1, caught.value.int1) == (row.c_name, 0)


@arguments("optional_text")
def test_optional_texts_are_texts(row: Function, arg: Arg, conn: anyvirt.virConnect) -> None:
    refuses_types(row, arg, conn, 1, b"x", [])
    with pytest.raises(ValueError, match="embedded null character"):
        call(row, conn, **{arg.name: "a\0b"})


@arguments("xml_text", "optional_xml")
def test_documents_are_texts_or_models(row: Function, arg: Arg, conn: anyvirt.virConnect) -> None:
    if arg.type.python.startswith("XmlLike"):
        refuses_types(row, arg, conn, 1, b"<x/>", [])
        with pytest.raises(ValueError, match="embedded null character"):
            call(row, conn, **{arg.name: "<x>\0</x>"})
    else:
        refuses_types(row, arg, conn, 1, None, [1])
    if arg.type.python == "XmlLike":
        with pytest.raises(InvalidArg, match="must not be NULL"):
            call(row, conn, **{arg.name: None})


@arguments("uuid_from_bytes")
def test_uuids_have_their_length(row: Function, arg: Arg, conn: anyvirt.virConnect) -> None:
    refuses_types(row, arg, conn, 1, [])
    for wrong in (b"", b"x" * 15, b"x" * 17, "x" * 36, None):
        with pytest.raises(InvalidArg):
            call(row, conn, **{arg.name: wrong})


@arguments("uuid_from_text")
def test_uuids_are_written_as_uuids(row: Function, arg: Arg, conn: anyvirt.virConnect) -> None:
    for wrong in ("", "x", "6695eb01-f6a4-8304-79aa-97f2502e193", "z" * 32, "6695eb01" * 5):
        with pytest.raises(InvalidArg, match="must be a valid UUID"):
            call(row, conn, **{arg.name: wrong})


@arguments("typed_params")
def test_parameters_are_numbers_and_texts_by_name(row: Function, arg: Arg, conn: anyvirt.virConnect) -> None:
    """None at all are a LookupError, as libvirt-python has it."""
    refuses_types(row, arg, conn, {"a": None}, {"a": []}, {1: 1}, 5)
    with pytest.raises(LookupError):
        call(row, conn, **{arg.name: {}})


@arguments("object_ref", "domain_refs")
def test_objects_are_of_the_connection(row: Function, arg: Arg, conn: anyvirt.virConnect) -> None:
    """One of another connection is refused, and so is what is no object of the kind."""
    several = arg.type.python.startswith("Sequence")
    with anyvirt.open("test:///default") as other:
        foreign = value(row, arg, other)
        with pytest.raises(InvalidArg, match="is of another connection"):
            call(row, conn, **{arg.name: foreign})
    for wrong in (5, "test", conn):
        with pytest.raises((TypeError, InvalidArg)):
            call(row, conn, **{arg.name: [wrong] if several else wrong})


@arguments("cpu_map")
def test_maps_of_processors_are_sequences(row: Function, arg: Arg, conn: anyvirt.virConnect) -> None:
    refuses_types(row, arg, conn, 1, None)


@every_method
def test_nothing_is_called_with_too_little_or_too_much(row: Function, conn: anyvirt.virConnect) -> None:
    method = getattr(object_of(row.owner, conn), row.name)
    with pytest.raises(TypeError):
        method(*[1] * (len(row.public_args) + 1))
    if any(not arg.default for arg in row.public_args):
        with pytest.raises(TypeError):
            method()
    with pytest.raises(TypeError):
        method(no_such_argument=1)


FLAGGED = [row for row in METHODS if any(arg.name == "flags" for arg in row.public_args)]
UNKNOWN_FLAG = 1 << 27  # no function has it


@pytest.mark.parametrize("row", FLAGGED, ids=name_of)
def test_unknown_flags_are_refused(row: Function) -> None:
    """Of a call that the driver answers, before anything else is looked at; in libvirt's words."""
    needed = anyvirt.VIR_MEMORY_VIRTUAL if row.name == "memoryPeek" else 0  # it must say which memory
    with anyvirt.open("test:///default") as conn, pytest.raises((InvalidArg, NoSupport)) as caught:
        call(row, conn, flags=UNKNOWN_FLAG | needed)
    if isinstance(caught.value, InvalidArg):
        assert re.match(r"unsupported flags \(0x8000000\) in function \w+$", caught.value.message)
        assert (caught.value.str2, caught.value.int1) == ("flags", 0)


def test_every_class_has_methods_to_try() -> None:
    """So that a class that loses its rows is noticed."""
    with_rows = {row.owner for row in METHODS}
    assert {Owner.CONNECT, Owner.DOMAIN, Owner.NETWORK, Owner.SECRET} <= with_rows
