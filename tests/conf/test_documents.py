"""Whole documents, written as libvirt writes them, come out as they went in."""

from __future__ import annotations

from pathlib import Path

import pytest

import anyvirt
from anyvirt import constants
from anyvirt.util.xmlmap import Element
from tests.conf.every_class import every_class

DOCUMENTS = Path(__file__).parent / "documents"
WHOLE = sorted((DOCUMENTS / "whole").glob("*.xml"))
KEPT = sorted((DOCUMENTS / "kept").glob("*.xml"))


def kinds(tag: str) -> list[type[Element]]:
    """The classes of documents with this root: those whose names are known to users."""
    public = (cls for cls in every_class() if getattr(anyvirt.conf, cls.__name__, None) is cls)
    return [cls for cls in public if cls.__xml_tag__ == tag]


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_a_document_comes_out_as_it_went_in(path: Path) -> None:
    """Every option that is said is known, kept, and written in libvirt's order."""
    text = path.read_text(encoding="utf-8")
    tag = text[1:].split(">")[0].split()[0]
    (kind,) = (cls for cls in kinds(tag) if cls.__name__ != "Interface")
    assert kind.from_xml(text, unknown="refuse").to_xml() == text


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_what_libvirt_keeps_is_kept(path: Path) -> None:
    """Documents that the original's test driver keeps unchanged; tests/real asks it again."""
    text = path.read_text(encoding="utf-8")
    with anyvirt.open("test:///default") as conn:
        domain = conn.defineXML(text)
        assert domain.XMLDesc(constants.VIR_DOMAIN_XML_INACTIVE | constants.VIR_DOMAIN_XML_SECURE) == text
        domain.undefine()
