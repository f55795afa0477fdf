"""Whole documents, written as libvirt writes them, come out as they went in."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

import anyvirt
from anyvirt import constants
from anyvirt.conf.block_copy import CopyTarget
from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.cpu.cpuid import CpuidDump
from anyvirt.util.xmlmap import Element
from tests.conf.every_class import every_class

DOCUMENTS = Path(__file__).parent / "documents"
WHOLE = sorted((DOCUMENTS / "whole").glob("*.xml"))
KEPT = sorted((DOCUMENTS / "kept").glob("*.xml"))


# Documents whose root is that of other classes, too.
_KINDS: Final[dict[str, type[Element]]] = {"block-copy": CopyTarget, "cpu-host": HostCpu, "cpu-registers": CpuidDump}


def root_of(text: str) -> str:
    """The name of the root element."""
    return text[1:].split(">")[0].split()[0]


def kind_of(path: Path) -> type[Element]:
    """The class of the document: the one with this root that users know, unless it is told by its name."""
    if path.stem in _KINDS:
        return _KINDS[path.stem]
    tag = root_of(path.read_text(encoding="utf-8"))
    public = [cls for cls in every_class() if getattr(anyvirt.conf, cls.__name__, None) is cls]
    (kind,) = (cls for cls in public if cls.__xml_tag__ == tag and cls is not anyvirt.conf.Interface)
    return kind


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_a_document_comes_out_as_it_went_in(path: Path) -> None:
    """Every option that is said is known, kept, and written in libvirt's order."""
    text = path.read_text(encoding="utf-8")
    assert kind_of(path).from_xml(text, unknown="refuse").to_xml() == text


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_what_libvirt_keeps_is_kept(path: Path) -> None:
    """Documents that the original's test driver keeps unchanged; tests/real asks it again."""
    text = path.read_text(encoding="utf-8")
    with anyvirt.open("test:///default") as conn:
        domain = conn.defineXML(text)
        assert domain.XMLDesc(constants.VIR_DOMAIN_XML_INACTIVE | constants.VIR_DOMAIN_XML_SECURE) == text
        domain.undefine()
