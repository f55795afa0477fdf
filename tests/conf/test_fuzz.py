"""Mutated documents of every kind are read or refused with one of our errors; hostile ones are refused at once.

The number of mutations is small here. For more, from another seed:

    FUZZ_COUNT=200000 FUZZ_SEED=7 .venv/bin/pytest tests/conf/test_fuzz.py
"""

from __future__ import annotations

import os
import random
import resource
from pathlib import Path

import pytest

from anyvirt.conf.backup import Backup
from anyvirt.conf.checkpoint import Checkpoint
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.parse import parse as parse_domain
from anyvirt.conf.host_interface.model import HostInterface
from anyvirt.conf.host_interface.parse import parse as parse_interface
from anyvirt.conf.network.model import Network
from anyvirt.conf.network.parse import parse as parse_network
from anyvirt.conf.network_port import NetworkPort
from anyvirt.conf.node_device.model import NodeDevice
from anyvirt.conf.nwfilter.model import NetworkFilter
from anyvirt.conf.nwfilter.parse import parse as parse_filter
from anyvirt.conf.secret import Secret
from anyvirt.conf.snapshot.model import Snapshot
from anyvirt.conf.storage.parse import parse_pool
from anyvirt.conf.storage.pool import StoragePool
from anyvirt.conf.storage.volume import StorageVolume
from anyvirt.util.error import XmlDetail, libvirtError
from anyvirt.util.xmlmap import Element

COUNT = int(os.environ.get("FUZZ_COUNT", "8000"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
MEMORY_MIB = 512  # that a run may take on top of what it starts with

DOCUMENTS = Path(__file__).parent / "documents"
KINDS: tuple[type[Element], ...] = (
    *(Backup, Checkpoint, Domain, HostInterface, Network, NetworkFilter, NetworkPort, NodeDevice, Secret, Snapshot),
    *(StoragePool, StorageVolume),
)
COMPLETE = {
    Domain: parse_domain,
    HostInterface: parse_interface,
    Network: parse_network,
    NetworkFilter: parse_filter,
    StoragePool: parse_pool,
}
_PIECES = ("", "<", ">", "&", "'", "]]>", "<!--", "\0", "-1", "99999999999999999999", "é", "<a/>", "xmlns:qemu='u' ")


def seeds() -> list[str]:
    """Our own documents, and the shared samples where they are at hand."""
    ours = sorted((Path(__file__).parent.parent).rglob("documents/**/*.xml"))
    shared = os.environ.get("CORPUS")
    theirs = sorted(Path(shared).rglob("in/*.xml")) if shared else []
    return [path.read_text(encoding="utf-8", errors="replace") for path in (*ours, *theirs)]


def mutated(dice: random.Random, documents: list[str]) -> str:
    """A document with up to four pieces of it removed, doubled, moved, or replaced by those of another one."""
    text, other = dice.choice(documents), dice.choice(documents)
    for _ in range(dice.randint(1, 4)):
        start = dice.randrange(len(text) + 1)
        end = min(len(text), start + dice.choice((0, 1, 5, 40, 200)))
        donor = dice.randrange(len(other))
        piece = dice.choice((*_PIECES, text[start:end], other[donor : donor + 60]))
        text = text[:start] + piece + text[end:]
    return text


def try_all(text: str) -> None:
    """Read *text* as whatever it says it is, and complete and write what was read."""
    for kind in KINDS:
        if f"<{kind.__xml_tag__}" not in text:
            continue
        for unknown in ("drop", "keep", "refuse"):
            try:
                element = kind.from_xml(text, unknown=unknown)
                element.to_xml()
                kind.from_dict(element.to_dict())
            except libvirtError:
                continue
        complete = COMPLETE.get(kind)
        if complete is not None:
            try:
                complete(text).to_xml()  # type: ignore[operator]
            except libvirtError:
                continue


@pytest.mark.timeout(0)  # how long it takes depends on the count
def test_a_mutated_document_is_read_or_refused() -> None:
    """Nothing but our errors comes out, and memory stays bounded."""
    dice = random.Random(SEED)
    documents = seeds()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(COUNT):
        text = mutated(dice, documents)
        try:
            try_all(text)
        except Exception as exc:
            exc.add_note(f"mutation {number} of seed {SEED}:\n{text}")
            raise
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY_MIB * 1024


MILLION = " ".join(f"a{number}=''" for number in range(1_000_001))
BOMB = "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__xml_tag__)
@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda tag: f"{BOMB}]><{tag}>&j;</{tag}>", "document type declaration"),
        (lambda tag: f"<!DOCTYPE {tag}><{tag}/>", "document type declaration"),
        (lambda tag: f"<!DOCTYPE {tag} SYSTEM 'file:///etc/passwd'><{tag}/>", "document type declaration"),
        (lambda tag: f"<{tag}><name>{'x' * 100_000_000}</name></{tag}>", "larger than"),
        (lambda tag: f"<{tag}>{'<a>' * 10_000}{'</a>' * 10_000}</{tag}>", "nested"),
        (lambda tag: f"<{tag} {MILLION}/>", "attributes"),
    ],
    ids=["bomb", "declaration", "external entity", "100 MB", "depth 10,000", "a million attributes"],
)
def test_a_hostile_document_is_refused(kind: type[Element], make: object, why: str) -> None:
    """Before it has cost anything."""
    with pytest.raises(XmlDetail, match=why):
        kind.from_xml(make(kind.__xml_tag__))  # type: ignore[operator]
