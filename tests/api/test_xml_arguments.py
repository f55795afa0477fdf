"""Whoever has a document as an object need not write it out to hand it over."""

from __future__ import annotations

import pytest

import anyvirt
from anyvirt.api.kinds import OPTIONAL_XML, XML, XML_LIST
from anyvirt.api.table import ROWS
from anyvirt.conf import Domain, DomainType

_ARGUMENTS = [
    pytest.param(argument.type, id=f"{row.c_name}-{argument.name}")
    for row in ROWS
    for argument in row.args
    if "xml" in argument.name.lower()
]


def test_there_are_calls_that_take_documents() -> None:
    assert len(_ARGUMENTS) >= 8


@pytest.mark.parametrize("kind", _ARGUMENTS)
def test_each_call_that_takes_a_document_takes_a_model(kind: object) -> None:
    assert kind in (XML, OPTIONAL_XML, XML_LIST)


def test_a_model_is_defined_as_its_text_is() -> None:
    model = Domain(type=DomainType.TEST, name="web", memory=1024, os_type="hvm")
    with anyvirt.open("test:///default") as connection:
        by_model = connection.defineXML(model)
        text = by_model.XMLDesc()
        by_model.undefine()
        by_text = connection.defineXML(model.to_xml())
        assert by_text.XMLDesc().replace(by_text.UUIDString(), "") == text.replace(by_model.UUIDString(), "")
