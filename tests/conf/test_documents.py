"""Whole documents, written as libvirt writes them, come out as they went in."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import pytest

import anyvirt
from anyvirt import constants
from anyvirt.conf import backup, block_copy, network_port, nwfilter_binding, secret
from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.cpu import cpuid
from anyvirt.conf.cpu import document as cpu
from anyvirt.conf.domain import parse as domain
from anyvirt.conf.host_interface import parse as host_interface
from anyvirt.conf.network import parse as network
from anyvirt.conf.node_device import parse as node_device
from anyvirt.conf.nwfilter import parse as nwfilter
from anyvirt.conf.storage.parse import parse_pool, parse_volume
from anyvirt.conf.storage.pool_types import PoolType
from anyvirt.error import libvirtError
from anyvirt.util.xmlmap import Element
from tests.conf.every_class import every_class

DOCUMENTS = Path(__file__).parent / "documents"
WHOLE = sorted((DOCUMENTS / "whole").glob("*.xml"))
KEPT = sorted((DOCUMENTS / "kept").glob("*.xml"))


def root_of(path: Path) -> str:
    """The name of the root element."""
    return path.read_text(encoding="utf-8")[1:].split(">")[0].split()[0]


# Documents whose root is that of other classes, too.
_KINDS: Final[dict[str, type[Element]]] = {
    "block-copy": block_copy.CopyTarget,
    "cpu-host": HostCpu,
    "cpu-registers": cpuid.CpuidDump,
}

# How documents become definitions, by their root elements; `strict` refuses what the schema does not know.
_DEFINE: Final[dict[str, Callable[..., object]]] = {
    "cpu": cpu.parse,
    "cpudata": cpuid.parse_cpuid,
    "device": lambda text: node_device.parse(text, create="<name>" not in text),
    "disk": block_copy.parse,
    "domain": partial(domain.parse, strict=True),
    "domainbackup": backup.parse,
    "filter": partial(nwfilter.parse, strict=True),
    "filterbinding": partial(nwfilter_binding.parse, strict=True),
    "interface": partial(host_interface.parse, strict=True),
    "network": partial(network.parse, strict=True),
    "networkport": partial(network_port.parse, strict=True),
    "pool": partial(parse_pool, strict=True),
    "secret": partial(secret.parse, strict=True),
    "volume": lambda text: parse_volume(text, PoolType.DISK if "type='block'" in text else PoolType.DIR, strict=True),
}

# What is read only to be refused, each with why.
REFUSED: Final = {
    "domain-refused": "startupPolicy is not allowed",
    "domain-unusual": "a network source has no <seclabel>",  # but it is read where nobody asked to be strict
    "network-refused": "only incoming traffic can be guaranteed",
}
DEFINABLE: Final = [path for path in WHOLE if path.stem != "backup-running" and root_of(path) in _DEFINE]


def kind_of(path: Path) -> type[Element]:
    """The class of the document: the one with this root that users know, unless it is told by its name."""
    if path.stem in _KINDS:
        return _KINDS[path.stem]
    tag = root_of(path)
    public = (cls for cls in every_class() if getattr(anyvirt.conf, cls.__name__, None) is cls)
    kinds: list[type[Element]] = [cls for cls in public if cls.__xml_tag__ == tag and cls.__name__ != "Interface"]
    assert len(kinds) == 1, kinds
    return kinds[0]


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_a_document_comes_out_as_it_went_in(path: Path) -> None:
    """Every option that is said is known, kept, and written in libvirt's order."""
    text = path.read_text(encoding="utf-8")
    assert kind_of(path).from_xml(text, unknown="refuse").to_xml() == text


@pytest.mark.parametrize("path", DEFINABLE, ids=lambda path: path.stem)
def test_a_document_can_be_defined(path: Path) -> None:
    """The documents are examples: what they say is complete and does not contradict itself."""
    text = path.read_text(encoding="utf-8")
    define = _DEFINE[root_of(path)]
    if path.stem in REFUSED:
        with pytest.raises(libvirtError, match=re.escape(REFUSED[path.stem])):
            define(text)
    else:
        define(text)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_what_libvirt_keeps_is_kept(path: Path) -> None:
    """Documents that the original's test driver keeps unchanged; tests/real asks it again."""
    text = path.read_text(encoding="utf-8")
    with anyvirt.open("test:///default") as conn:
        domain = conn.defineXML(text)
        assert domain.XMLDesc(constants.VIR_DOMAIN_XML_INACTIVE | constants.VIR_DOMAIN_XML_SECURE) == text
        domain.undefine()
