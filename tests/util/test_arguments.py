"""What public calls accept."""

from __future__ import annotations

import re
from typing import Any

import pytest

from anyvirt.util.arguments import (
    domain_refs,
    key_codes,
    memory_kib,
    natural,
    number,
    optional_text,
    text,
    unsigned,
    uuid_from_bytes,
    uuid_from_text,
    xml_text,
)
from anyvirt.util.error import InvalidArg, Overflow
from anyvirt.util.last_error import last
from anyvirt.util.refs import DomainRef

UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f"
DOMAIN_CALL = "virDomainDoIt"
HOST_CALL = "virNodeDoIt"


class Model:
    def to_xml(self) -> str:
        return "<domain/>"


class Dom:
    def __init__(self, conn: object) -> None:
        self._conn = conn
        self._ref = DomainRef("web1", UUID, 3)


def test_texts_are_taken_as_they_are() -> None:
    """Subclasses of str too."""

    class Name(str):
        pass

    assert text("web1", "name", DOMAIN_CALL) == "web1"
    assert text(Name("web1"), "name", DOMAIN_CALL) == "web1"
    assert text("", "name", DOMAIN_CALL) == ""
    assert optional_text("web1", "name") == "web1"
    assert optional_text(None, "name") is None


@pytest.mark.parametrize("value", [3, b"web1", ["web1"]])
def test_texts_of_another_type_are_refused(value: Any) -> None:
    """The argument and the type are named."""
    message = f"name must be str or None, not {type(value).__name__}"
    with pytest.raises(TypeError, match=message):
        text(value, "name", DOMAIN_CALL)
    with pytest.raises(TypeError, match=message):
        optional_text(value, "name")


def test_texts_end_where_they_end() -> None:
    """What C would cut off is an error, as in libvirt-python."""
    with pytest.raises(ValueError, match="name has an embedded null character"):
        text("we\0b1", "name", DOMAIN_CALL)


def test_nothing_where_something_must_be_is_refused_as_libvirt_does() -> None:
    """Code, words, function and argument; and the thread remembers it."""
    with pytest.raises(InvalidArg) as caught:
        text(None, "name", DOMAIN_CALL)  # type: ignore[arg-type]
    assert caught.value.err == (8, 20, f"name in {DOMAIN_CALL} must not be NULL", 2, DOMAIN_CALL, "name", None, 0, 0)
    assert last.error == caught.value.err
    with pytest.raises(InvalidArg) as caught:
        xml_text(None, "xml", HOST_CALL)  # type: ignore[arg-type]
    assert caught.value.origin == 20  # libvirt says that of calls about the host too


def test_numbers_are_integers() -> None:
    """What Python takes for an index, within the range of C's type."""
    assert number(-1, "cpu") == -1
    assert natural(True, "id", DOMAIN_CALL) == 1
    assert unsigned(2**32 - 1, "vcpu", DOMAIN_CALL) == 2**32 - 1
    values: list[Any] = ["1", 1.0, None]
    for value in values:
        with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
            number(value, "cpu")
    with pytest.raises(OverflowError, match="cpu is out of range: 2147483648"):
        number(2**31, "cpu")
    with pytest.raises(InvalidArg, match=f"id in {DOMAIN_CALL} must be zero or greater"):
        natural(-1, "id", DOMAIN_CALL)
    for value in (-1, 2**32):
        with pytest.raises(InvalidArg, match=f"must be from 0 to 4294967295, not {value}"):
            unsigned(value, "vcpu", DOMAIN_CALL)


def test_memory_has_a_size() -> None:
    """More than none, and a number of bytes that can be counted."""
    assert memory_kib(1024, "memory", DOMAIN_CALL) == 1024
    with pytest.raises(InvalidArg, match="must not be zero"):
        memory_kib(0, "memory", DOMAIN_CALL)
    for value in (-1, 2**53, 2**64):
        with pytest.raises(Overflow, match=str(value)):
            memory_kib(value, "memory", DOMAIN_CALL)


def test_xml_is_taken_as_text_and_as_model() -> None:
    """A model is formatted."""
    assert xml_text("<a/>", "xml", DOMAIN_CALL) == "<a/>"
    assert xml_text(Model(), "xml", DOMAIN_CALL) == "<domain/>"


@pytest.mark.parametrize("document", [b"<a/>", 7])
def test_xml_of_another_type_is_refused(document: Any) -> None:
    """The error names the type."""
    with pytest.raises(TypeError, match=type(document).__name__):
        xml_text(document, "xml", DOMAIN_CALL)


@pytest.mark.parametrize("written", [UUID, UUID.upper(), UUID.replace("-", ""), f" {UUID}\n"])
def test_uuid_becomes_canonical(written: str) -> None:
    """All that libvirt reads as a UUID."""
    assert uuid_from_text(written, "uuidstr", DOMAIN_CALL) == UUID
    digits = bytes.fromhex(UUID.replace("-", ""))
    for binary in (digits, bytearray(digits), memoryview(digits)):
        assert uuid_from_bytes(binary, "uuid", DOMAIN_CALL) == UUID


@pytest.mark.parametrize("written", ["", "web1", UUID[:-1], UUID + "0", UUID.replace("6", "x")])
def test_bad_uuid_is_refused_with_its_text(written: str) -> None:
    """The value stands in the message."""
    with pytest.raises(InvalidArg, match=re.escape(f"which '{written}' does not have")):
        uuid_from_text(written, "uuidstr", DOMAIN_CALL)


def test_uuid_of_the_wrong_length_is_refused() -> None:
    """A UUID has 16 bytes. One that is a text is of the wrong length, as libvirt-python has it."""
    with pytest.raises(InvalidArg, match="must have 16 bytes, not 3"):
        uuid_from_bytes(b"abc", "uuid", DOMAIN_CALL)
    with pytest.raises(InvalidArg, match="must have 16 bytes, not 36"):
        uuid_from_bytes(UUID, "uuid", DOMAIN_CALL)  # type: ignore[arg-type]


def test_key_codes_must_be_as_many_as_promised() -> None:
    """libvirt takes 1 to 16 keys, and their number."""
    assert key_codes([28, 29], 2, DOMAIN_CALL) == [28, 29]
    with pytest.raises(InvalidArg, match="there are 2"):
        key_codes([28, 29], 1, DOMAIN_CALL)
    with pytest.raises(InvalidArg, match="17 keys"):
        key_codes([1] * 17, 17, DOMAIN_CALL)
    with pytest.raises(InvalidArg, match="0 keys"):
        key_codes([], 0, DOMAIN_CALL)


def test_domains_are_recognised() -> None:
    """Anything else in the list is an error, not a surprise later."""
    conn = object()
    assert domain_refs([Dom(conn)], conn, DOMAIN_CALL) == [DomainRef("web1", UUID, 3)]
    with pytest.raises(InvalidArg, match="'web1' is no domain"):
        domain_refs([Dom(conn), "web1"], conn, DOMAIN_CALL)  # type: ignore[list-item]
    with pytest.raises(InvalidArg, match="is of another connection"):
        domain_refs([Dom(conn), Dom(object())], conn, DOMAIN_CALL)
    with pytest.raises(InvalidArg, match="doms of virDomainDoIt: there is none"):
        domain_refs([], conn, DOMAIN_CALL)
