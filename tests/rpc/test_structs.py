"""Reading and writing of every struct, and what is refused."""

from __future__ import annotations

import random
import struct
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from anyvirt.rpc.programs import program
from anyvirt.rpc.types import STRING_MAX, Array, Chars, Maybe, Number, Opaque, String, Struct, Type, Union, least_size
from anyvirt.rpc.xdr import XdrError
from tests.rpc.wire_values import STRUCTS, UUID, plain, values

every_struct = pytest.mark.parametrize("of", STRUCTS.values(), ids=STRUCTS)
REMOTE = program("remote").structs
MUTATIONS = 40


@every_struct
def test_what_is_written_is_read(of: Struct) -> None:
    """Any value comes back as it was, from bytes and from a view of them, in words of four bytes."""

    @settings(max_examples=8, deadline=None, database=None)
    @given(values(of))
    def check(value: Any) -> None:
        data = bytes(of.encode(value))
        assert len(data) % 4 == 0
        assert len(data) >= least_size(of)
        assert of.decode(data) == of.decode(memoryview(data)) == value
        assert of.encode(of.decode(data)) == data

    check()


def test_data_that_ends_early_is_refused() -> None:
    """Wherever it is cut off, for every struct."""
    for of in STRUCTS.values():
        data = bytes(of.encode(plain(of)))
        for end in range(len(data)):
            with pytest.raises(XdrError, match=rf"^{of.full_name}\b.*"):
                of.decode(data[:end])


def test_data_that_goes_on_is_refused() -> None:
    """Nothing may be left over, for every struct."""
    for of in STRUCTS.values():
        data = bytes(of.encode(plain(of)))
        with pytest.raises(XdrError, match=f"{of.full_name}: 4 bytes are left over after the last field"):
            of.decode(data + bytes(4))


def test_mutated_data_is_read_or_refused() -> None:
    """Whatever stands there instead, nothing but our error comes out, and what was read can be written."""
    dice = random.Random(7)
    refused = 0
    for of in STRUCTS.values():
        data = bytes(of.encode(plain(of)))
        for _ in range(MUTATIONS):
            mutated = bytearray(data)
            for _ in range(dice.randint(1, 4)):
                mutated[dice.randrange(len(data))] = dice.choice((0, 1, 2, 127, 128, 255, dice.randrange(256)))
            try:
                value = of.decode(bytes(mutated))
            except XdrError:
                refused += 1
                continue
            of.encode(value)
    assert 0 < refused < MUTATIONS * len(STRUCTS)


def bounded(of: Struct) -> Iterator[tuple[str, int, Any]]:
    """The fields that have a bound, and how far from the start of a plain value their length stands."""
    at = 0
    for name, kind in of.fields.items():
        inner = kind.of if isinstance(kind, Maybe) else kind
        start = at + 4 * isinstance(kind, Maybe)
        if isinstance(inner, String | Opaque | Array) or (isinstance(inner, Chars) and not inner.fixed):
            yield name, start, inner
        at += len(_written(kind))


def _written(kind: Type) -> bytes:
    """What a plain value of the type takes on the wire."""
    if isinstance(kind, Struct):
        return bytes(kind.encode(plain(kind)))
    probe = Struct("probe", "value it", lambda _: kind)
    return bytes(probe.encode((plain(kind),)))


BOUNDED = [(of, *field) for of in STRUCTS.values() if not isinstance(of, Union) for field in bounded(of)]


def test_a_count_above_its_bound_is_refused() -> None:
    """By one, although all that it announces might be there; the message names the field and the bound."""
    more = bytes(1 << 16)
    for of, name, at, kind in BOUNDED:
        data = bytearray(of.encode(plain(of)))
        most = kind.most
        assert struct.unpack_from(">I", data, at)[0] == len(plain(kind))
        struct.pack_into(">I", data, at, most + 1)
        with pytest.raises(XdrError, match=rf"{of.full_name}\.{name}: {most + 1} \w+, at most {most} are allowed"):
            of.decode(bytes(data) + more)


def test_a_count_above_what_is_there_is_refused() -> None:
    """Although it is within its bound."""
    seen = 0
    for of, name, at, kind in BOUNDED:
        if kind.most <= 64:
            continue  # so few that they might be there
        data = bytearray(of.encode(plain(of)))
        struct.pack_into(">I", data, at, kind.most)
        with pytest.raises(XdrError, match=rf"{of.full_name}\.{name}: the data ends"):
            of.decode(bytes(data))
        seen += 1
    assert seen > len(BOUNDED) // 2


def test_nothing_is_allocated_for_an_announcement() -> None:
    """Of eight million bytes, and of 65536 values."""
    for of in ("domain_get_vcpus_ret", "node_list_devices_ret"):
        data = bytearray(REMOTE[of].encode(plain(REMOTE[of])))
        field = list(bounded(REMOTE[of]))[-1]
        struct.pack_into(">I", data, field[1], field[2].most)
        raw = bytes(data)
        REMOTE[of].read  # noqa: B018 - compiled before it is measured
        tracemalloc.start()
        with pytest.raises(XdrError):
            REMOTE[of].decode(raw)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 65536


DOMAIN = ("vm", UUID, 1)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("domain", ("vm", "75" * 15, 1), "remote_domain.uuid: '(75){15}' is no UUID"),
        ("domain", ("vm", "75" * 17, 1), "remote_domain.uuid: '(75){17}' is no UUID"),
        ("domain", ("vm", b"u" * 16, 1), "remote_domain.uuid: bytes instead of str"),
        ("domain", (b"vm", UUID, 1), "remote_domain.name: bytes instead of str"),
        ("domain", ("v\0m", UUID, 1), "remote_domain.name: a string with a null character"),
        ("domain", ("\ud800", UUID, 1), r"remote_domain.name: '\\ud800' cannot be encoded"),
        ("domain", ("a" * (STRING_MAX + 1), UUID, 1), "remote_domain.name: 4194305 bytes, at most 4194304"),
        ("domain", ("vm", UUID, 2**31), "remote_domain.id: 2147483648 is not a number of 32 bits"),
        ("domain", ("vm", UUID, "1"), "remote_domain.id: '1' is not a number of 32 bits"),
        ("domain", ("vm", UUID), r"remote_domain: .* has not the 3 fields \(name, uuid, id\)"),
        ("domain", None, "remote_domain: None has not the 3 fields"),
        ("domain_get_xml_desc_args", (DOMAIN, -1), "flags: -1 is not a number from 0 to 4294967295"),
        ("domain_get_xml_desc_args", (("vm", "", 1), 0), "remote_domain_get_xml_desc_args.dom.uuid: '' is no UUID"),
        ("domain_get_info_ret", (256, 1, 1, 1, 1), "state: 256 is not from 0 to 255"),
        ("domain_get_info_ret", (1, 1, 1, None, 1), "nrVirtCpu: None is not from 0 to 65535"),
        ("connect_list_domains_ret", ([1, 2, 2**31],), r"ids\[2\]: 2147483648 is not a number of 32 bits"),
        ("connect_list_domains_ret", ([1] * 16385,), "ids: 16385 values, at most 16384 are allowed"),
        ("connect_list_domains_ret", ("12",), "ids: str instead of list"),
        ("connect_list_all_domains_ret", ([DOMAIN, ("vm",)], 2), r"domains\[1\]: \('vm',\) has not the 3 fields"),
        ("connect_list_all_domains_ret", ([("vm", "", 1)], 1), r"_ret.domains\[0\].uuid: '' is no UUID"),
        ("node_get_info_ret", (b"x" * 33, 1, 1, 1, 1, 1, 1, 1), "model: 33 characters, at most 32 are allowed"),
        ("typed_param", ("a", (8, 1)), "remote_typed_param.value.type: 8 is none of 1, 2, 3, 4, 5, 6, 7"),
        ("typed_param", ("a", (2, -1)), "remote_typed_param.value.value: -1 is not a number from 0"),
        ("domain_fsfreeze_args", (DOMAIN, ["/", 1], 0), r"mountpoints\[1\]: int instead of str"),
    ],
)
def test_values_that_cannot_be_sent_are_named(name: str, value: Any, message: str) -> None:
    """With struct, path and what is wrong."""
    with pytest.raises(XdrError, match=message) as caught:
        REMOTE[name].encode(value)
    assert caught.value.code == 39
    assert caught.value.origin == 7


FREEZE = bytes(REMOTE["domain_fsfreeze_args"].encode((DOMAIN, ["/"], 0)))


def replaced(name: str, value: Any, old: bytes, new: bytes) -> bytes:
    data = bytes(REMOTE[name].encode(value))
    assert data.count(old) == 1
    return data.replace(old, new)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (
            "domain",
            replaced("domain", DOMAIN, b"vm\0\0", b"v\0\0\0"),
            "remote_domain.name: a string with a null character",
        ),
        ("domain_get_info_ret", struct.pack(">IQQIQ", 256, 1, 1, 1, 1), "state: 256 is not from 0 to 255"),
        ("domain_get_info_ret", struct.pack(">IQQIQ", 1, 1, 1, 65536, 1), "nrVirtCpu: 65536 is not from 0 to 65535"),
        ("connect_open_args", struct.pack(">II", 2, 0), "name: 2 is not from 0 to 1"),
        ("typed_param_value", struct.pack(">iI", 0, 0), "type: 0 is none of 1, 2, 3, 4, 5, 6, 7"),
        (
            "domain_fsfreeze_args",
            bytes(REMOTE["domain_fsfreeze_args"].encode((DOMAIN, ["/"], 0)))[:-8],
            r"mountpoints\[0\]",
        ),
    ],
)
def test_values_that_cannot_be_are_named(name: str, data: bytes, message: str) -> None:
    """On the wire as well; the procedure comes first where there is one."""
    with pytest.raises(XdrError, match=message):
        REMOTE[name].decode(data)
    with pytest.raises(XdrError, match=f"^the call: remote_{name}"):
        REMOTE[name].decode(data, "the call")


def test_chars_take_a_word_each() -> None:
    """With their sign, as C has it; too few are filled up."""
    data = bytes(REMOTE["auth_sasl_step_args"].encode((0, b"a\xff\0")))
    assert data == struct.pack(">iIiii", 0, 3, 0x61, -1, 0)
    info = REMOTE["node_get_info_ret"]
    read = info.decode(info.encode((b"x86_64", 1, 2, 3, 4, 5, 6, 7)))
    assert read.model == b"x86_64".ljust(32, b"\0")


def test_a_field_that_is_a_word_of_python_has_a_line_behind_it() -> None:
    """`from` cannot be an attribute."""
    found = {name for of in STRUCTS.values() for name in of.fields if name.endswith("_")}
    assert found == {"from_"}


def test_named_fields() -> None:
    """Values are read by the names of the protocol."""
    read = REMOTE["domain"].decode(REMOTE["domain"].encode(DOMAIN))
    assert (read.name, read.uuid, read.id) == DOMAIN


def test_numbers_of_unknown_enum_members_stay() -> None:
    """A newer daemon may know more ways to authenticate."""
    assert isinstance(REMOTE["auth_list_ret"].fields["types"], Array)
    assert isinstance(REMOTE["auth_list_ret"].fields["types"].of, Number)
    assert REMOTE["auth_list_ret"].decode(struct.pack(">Ii", 1, 9)).types == [9]
