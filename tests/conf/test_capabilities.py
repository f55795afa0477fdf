"""The models of what hosts and emulators can do, against documents of other origin where those are at hand."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TypeVar

import pytest

from anyvirt.conf.capabilities import Capabilities, CellCpu, CellCpus, HostCaps, HostCell, HostCells, PagePool
from anyvirt.conf.domain_capabilities import CapsEnum, DomainCapabilities, LoaderCaps, OsCaps, Supported
from anyvirt.util.error import XmlError
from anyvirt.util.xmlmap import Element

CORPUS = Path(os.environ.get("ANYVIRT_CORPUS") or Path(__file__).parents[2].parent / "shared" / "corpus")

E = TypeVar("E", bound=Element)


def _documents(kind: str) -> list[object]:
    found = sorted((CORPUS / kind / "in").glob("*.xml"))
    missing = pytest.param(None, marks=pytest.mark.skip(reason=f"no documents in {CORPUS / kind}"))
    return [pytest.param(path, id=path.stem) for path in found] or [missing]


def _lines(text: str) -> list[str]:
    # An element without content may be written in two ways.
    text = re.sub(r"<([\w-]+)>\s*</\1>", r"<\1/>", text)
    # Our output has no element for a list of devices that is empty.
    return [line for line in text.splitlines() if line.strip() and line.strip() != "<devices/>"]


@pytest.mark.corpus
@pytest.mark.parametrize("path", _documents("capabilities"))
def test_capabilities_of_libvirt_are_read_whole(path: Path) -> None:
    """Written again, nothing is missing and all stands where it stood."""
    text = path.read_text()
    assert _lines(Capabilities.from_xml(text).to_xml()) == _lines(text)


@pytest.mark.corpus
@pytest.mark.parametrize("path", _documents("domaincapabilities"))
def test_domain_capabilities_of_libvirt_are_read_whole(path: Path) -> None:
    text = path.read_text()
    assert _lines(DomainCapabilities.from_xml(text).to_xml()) == _lines(text)


def test_a_cell_in_xml() -> None:
    """Counts and units stand where libvirt's readers look for them."""
    cell = HostCell(
        id=0,
        memory=2048,
        pages=[PagePool(size=4, count=512)],
        cpus=CellCpus(num=1, cpus=[CellCpu(id=0, socket_id=0, core_id=0, siblings="0-1")]),
    )
    text = Capabilities(host=HostCaps(cells=HostCells(num=1, cells=[cell]))).to_xml()
    assert [line.strip() for line in text.splitlines()] == [
        "<capabilities>",
        "<host>",
        "<topology>",
        "<cells num='1'>",
        "<cell id='0'>",
        "<memory unit='KiB'>2048</memory>",
        "<pages unit='KiB' size='4'>512</pages>",
        "<cpus num='1'>",
        "<cpu id='0' socket_id='0' core_id='0' siblings='0-1'/>",
        "</cpus>",
        "</cell>",
        "</cells>",
        "</topology>",
        "</host>",
        "</capabilities>",
    ]


def test_firmware_in_xml() -> None:
    """An option without values is written too: nothing may be chosen."""
    os_caps = OsCaps(
        supported=True, enums=[CapsEnum(name="firmware")], loader=LoaderCaps(supported=True, paths=["/fw.fd"])
    )
    text = DomainCapabilities(domain="qemu", arch="x86_64", os=os_caps, disk=Supported(supported=False)).to_xml()
    assert "<enum name='firmware'/>" in text
    assert "<value>/fw.fd</value>" in text
    assert "<disk supported='no'/>" in text


def test_what_newer_firmware_offers() -> None:
    inside = (
        "<os supported='yes'><enum name='firmware'><value>efi</value></enum><firmwareFeatures supported='yes'>"
        "<enum name='secureBoot'><value>yes</value><value>no</value></enum></firmwareFeatures>"
        "<loader supported='no'/><varstore supported='yes'/></os>"
    )
    text = f"<domainCapabilities><domain>kvm</domain><arch>x86_64</arch>{inside}</domainCapabilities>"
    written = "".join(line.strip() for line in DomainCapabilities.from_xml(text).to_xml().splitlines())
    assert inside in written


def test_bad_values_are_named() -> None:
    with pytest.raises(XmlError, match="maybe"):
        DomainCapabilities.from_xml(
            "<domainCapabilities><domain>qemu</domain><arch>x86_64</arch>"
            "<iothreads supported='maybe'/></domainCapabilities>"
        )
