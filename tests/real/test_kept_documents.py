"""Documents of the tests' folder in the original libvirt's test driver."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import anyvirt
from scripts.differential.compare import Comparison, keep
from scripts.differential.original import Original, Outcome
from tests.conf.test_documents import KEPT, WHOLE, root_of
from tests.conf.test_schema_documents import NEWER
from tests.real.daemons import private_libvirtd

# The kinds of documents that its test driver can keep, by their root elements.
_KINDS: Final = ("domain", "interface", "network", "pool", "volume")
_UNREAD = "has options of other programs, which the original's test driver does not read"
_FORGOTTEN = "libvirt forgets a set of addresses where it is told which address of a packet to look up"
EXCEPTIONS: Final = {
    "domain-refused": "has a type of disks that came after libvirt 9.0",
    "filter-handshakes": "libvirt reads no flags of TCP over IPv6, though its schema has them",
    "filter-known-addresses": _FORGOTTEN,
    "filter-known-addresses-unusual": _FORGOTTEN,
    "filter-ranges": "libvirt reads the end of a range of IPv6 addresses as an IPv4 address",
    "network-switch": _UNREAD,
    "storage-pool-ceph": _UNREAD,
    "storage-pool-filesystem": _UNREAD,
    **dict.fromkeys(NEWER, "has what came after libvirt 9.0"),
}
_ALIKE: Final = [path for path in WHOLE if root_of(path) in _KINDS and path.stem not in EXCEPTIONS]
_OF_A_HOST: Final = [path for path in WHOLE if root_of(path) in ("filter", "secret") and path.stem not in EXCEPTIONS]

pytestmark = pytest.mark.peer("libvirt-python >= 9.0")


@pytest.fixture(scope="module")
def original() -> Iterator[Original]:
    with Original() as answering:
        yield answering


@pytest.fixture(scope="module")
def daemon() -> Iterator[Original]:
    """libvirt's test driver has neither secrets nor filters."""
    with private_libvirtd() as started, Original(started.uri) as answering:
        yield answering


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_libvirt_keeps_the_document(path: Path, original: Original) -> None:
    text = path.read_text(encoding="utf-8")
    assert original.keep("domain", text) == Outcome(0, text)


@pytest.mark.parametrize("path", _ALIKE, ids=lambda path: path.stem)
def test_libvirt_and_we_do_the_same(path: Path, original: Original) -> None:
    """Whatever hypervisor a domain is for: our test driver keeps, or refuses, what the original's does."""
    text = re.sub(r"(?<=^<domain type=')\w+", "test", path.read_text(encoding="utf-8"))
    compare(root_of(path), text, original)


@pytest.mark.real
@pytest.mark.peer("libvirt >= 9.0")
@pytest.mark.parametrize("path", _OF_A_HOST, ids=lambda path: path.stem)
def test_libvirtd_and_we_do_the_same(path: Path, daemon: Original) -> None:
    compare(root_of(path), path.read_text(encoding="utf-8"), daemon)


def compare(kind: str, text: str, original: Original) -> None:
    with anyvirt.open("test:///default") as conn:
        comparison = Comparison(text, original.keep(kind, text), keep(conn, kind, text))
    assert comparison.verdict.is_agreement, comparison
