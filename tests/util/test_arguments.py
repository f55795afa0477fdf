"""What public calls accept."""

from __future__ import annotations

from typing import Any

import pytest

from anyvirt.util.arguments import domain_refs, key_codes, typed_params, uuid_from_bytes, uuid_from_text, xml_text
from anyvirt.util.error import InvalidArg
from anyvirt.util.refs import DomainRef

UUID = "6695eb01-f6a4-8304-79aa-97f2502e193f"


class Model:
    def to_xml(self) -> str:
        return "<domain/>"


class Dom:
    _ref = DomainRef("web1", UUID, 3)


def test_xml_is_taken_as_text_and_as_model() -> None:
    """A model is formatted."""
    assert xml_text("<a/>") == "<a/>"
    assert xml_text(Model()) == "<domain/>"


@pytest.mark.parametrize("document", [None, b"<a/>", 7])
def test_xml_of_another_type_is_refused(document: Any) -> None:
    """The error names the type."""
    with pytest.raises(TypeError, match=type(document).__name__):
        xml_text(document)


@pytest.mark.parametrize("text", [UUID, UUID.upper(), UUID.replace("-", ""), f" {UUID}\n"])
def test_uuid_becomes_canonical(text: str) -> None:
    """All that libvirt reads as a UUID."""
    assert uuid_from_text(text) == UUID
    assert uuid_from_bytes(bytes.fromhex(UUID.replace("-", ""))) == UUID


@pytest.mark.parametrize("text", ["", "web1", UUID[:-1], UUID + "0", UUID.replace("6", "x")])
def test_bad_uuid_is_refused_with_its_text(text: str) -> None:
    """The value stands in the message."""
    with pytest.raises(InvalidArg, match=f"'{text}' is not a UUID"):
        uuid_from_text(text)


def test_uuid_of_the_wrong_length_is_refused() -> None:
    """A UUID has 16 bytes."""
    with pytest.raises(InvalidArg, match="not 3"):
        uuid_from_bytes(b"abc")


def test_parameters_are_copied_and_checked() -> None:
    """Numbers, switches and texts can be sent; nothing else, and not nothing."""
    given: dict[str, int | float | bool | str] = {"hard_limit": 1024, "share": 0.5, "on": True, "mode": "strict"}
    taken = typed_params(given)
    assert taken == given
    assert taken is not given
    with pytest.raises(InvalidArg, match="no parameters"):
        typed_params({})
    with pytest.raises(TypeError, match="'hard_limit' is NoneType"):
        typed_params({"hard_limit": None})  # type: ignore[dict-item]


def test_key_codes_must_be_as_many_as_promised() -> None:
    """libvirt takes 1 to 16 keys, and their number."""
    assert key_codes([28, 29], 2) == [28, 29]
    with pytest.raises(InvalidArg, match="there are 2"):
        key_codes([28, 29], 1)
    with pytest.raises(InvalidArg, match="17 keys"):
        key_codes([1] * 17, 17)
    with pytest.raises(InvalidArg, match="0 keys"):
        key_codes([], 0)


def test_domains_are_recognised() -> None:
    """Anything else in the list is an error, not a surprise later."""
    assert domain_refs([Dom()]) == [DomainRef("web1", UUID, 3)]
    with pytest.raises(InvalidArg, match="non-domain"):
        domain_refs([Dom(), "web1"])  # type: ignore[list-item]
