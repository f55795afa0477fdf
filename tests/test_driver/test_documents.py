"""What XMLDesc() says after everything that changes a domain, with documents that the driver keeps."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import anyvirt
from anyvirt import virConnect, virDomain
from anyvirt.constants import (
    VIR_DOMAIN_AFFECT_CONFIG,
    VIR_DOMAIN_AFFECT_LIVE,
    VIR_DOMAIN_METADATA_TITLE,
    VIR_DOMAIN_XML_INACTIVE,
)
from anyvirt.test import guest

SMALL = "<domain type='test'><name>{}</name><memory>1</memory><os><type>hvm</type></os></domain>"
Change = Callable[[virDomain], object]

CHANGES: dict[str, tuple[Change, str, int]] = {
    "title": (
        lambda dom: dom.setMetadata(VIR_DOMAIN_METADATA_TITLE, "first", None, None, VIR_DOMAIN_AFFECT_LIVE),
        "<title>first</title>",
        0,
    ),
    "cpus": (lambda dom: dom.setVcpusFlags(1, VIR_DOMAIN_AFFECT_LIVE), "current='1'", 0),
    "pin": (lambda dom: dom.pinVcpuFlags(0, (True, False), VIR_DOMAIN_AFFECT_LIVE), "<vcpupin vcpu='0'", 0),
    "emulator": (lambda dom: dom.pinEmulator((True,), VIR_DOMAIN_AFFECT_LIVE), "<emulatorpin", 0),
    "memory": (
        lambda dom: dom.setMemoryFlags(1024, VIR_DOMAIN_AFFECT_LIVE),
        "<currentMemory unit='KiB'>1024</currentMemory>",
        0,
    ),
    "disk": (
        lambda dom: dom.attachDevice("<disk type='file'><source file='/b'/><target dev='vdb'/></disk>"),
        "dev='vdb'",
        0,
    ),
    "copy": (
        lambda dom: dom.blockCopy("vda", "<disk type='file'><source file='/copy'/></disk>"),
        "<mirror type='file'",
        0,
    ),
    "next start": (
        lambda dom: dom.setMemoryFlags(1024, VIR_DOMAIN_AFFECT_CONFIG),
        "<currentMemory unit='KiB'>1024</currentMemory>",
        VIR_DOMAIN_XML_INACTIVE,
    ),
}


@pytest.fixture
def dom() -> Iterator[virDomain]:
    with anyvirt.open("test:///default") as conn:
        yield conn.lookupByName("test")


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_shows_at_once(dom: virDomain, name: str) -> None:
    change, text, flags = CHANGES[name]
    assert text not in dom.XMLDesc(flags)
    change(dom)
    assert text in dom.XMLDesc(flags)


def test_the_number_of_the_guest_is_that_of_this_one(dom: virDomain) -> None:
    first = dom.XMLDesc()
    dom.managedSave()
    assert " id=" not in dom.XMLDesc()
    dom.create()
    assert f" id='{dom.ID()}'" in dom.XMLDesc()
    assert dom.XMLDesc() != first


def test_a_pivot_shows(dom: virDomain) -> None:
    dom.blockCopy("vda", "<disk type='file'><source file='/copy'/></disk>")
    assert "<mirror" in dom.XMLDesc()
    dom.blockJobAbort("vda", anyvirt.VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT)
    assert "<mirror" not in dom.XMLDesc()
    assert "<source file='/copy'" in dom.XMLDesc()


def test_names_of_domains_stay_apart(conn_of_two: virConnect) -> None:
    first, second = (conn_of_two.lookupByName(name) for name in ("a", "b"))
    assert "<name>a</name>" in first.XMLDesc()
    assert "<name>b</name>" in second.XMLDesc()
    first.rename("c")
    assert "<name>c</name>" in first.XMLDesc()


def test_few_documents_are_kept(conn_of_two: virConnect, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many domains a program describes; what is not kept is written again."""
    monkeypatch.setattr(guest, "KEPT", 1)
    monkeypatch.setattr(guest, "_keeping", deque())
    first, second = (conn_of_two.lookupByName(name) for name in ("a", "b"))
    before = first.XMLDesc()
    driver: Any = conn_of_two._driver
    kept = driver.domains.by_name("a")
    assert kept._documents
    second.XMLDesc()
    assert not kept._documents
    assert first.XMLDesc() == before


@pytest.fixture
def conn_of_two() -> Iterator[virConnect]:
    with anyvirt.open("test:///default") as conn:
        for name in "ab":
            conn.defineXML(
                f"<domain type='test'><name>{name}</name><memory>1</memory><os><type>hvm</type></os></domain>"
            )
        yield conn
