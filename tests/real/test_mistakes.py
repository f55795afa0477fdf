"""Documents with one mistake get the code that the original libvirt gives them, whatever the kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import anyvirt
from scripts.differential.compare import Comparison, keep
from scripts.differential.mutations import mutations
from scripts.differential.original import Crashed, Original
from tests.conf.test_documents import DOCUMENTS
from tests.real.daemons import private_libvirtd

LEAST = 0.97
"""The share of mistakes that libvirt refuses which get the same code here; one of a document may get another."""

CASES = [
    ("domain", "kept/000"),
    ("network", "whole/network"),
    ("network", "whole/network-functions"),
    ("pool", "whole/storage-pool"),
    ("pool", "whole/storage-pool-adapter"),
    ("volume", "whole/storage-volume"),
    ("interface", "whole/interface"),
    ("snapshot", "whole/snapshot"),
    ("node device", "whole/node-device-group"),
    ("node device", "whole/node-device-made"),
]

OF_A_HOST = [("secret", "whole/secret"), ("filter", "whole/filter")]


@pytest.fixture(scope="module")
def original() -> Iterator[Original]:
    with Original() as answering:
        yield answering


@pytest.fixture(scope="module")
def daemon() -> Iterator[Original]:
    """libvirt's test driver has neither secrets nor filters."""
    with private_libvirtd() as started, Original(started.uri) as answering:
        yield answering


@pytest.mark.peer("libvirt-python >= 9.0")
@pytest.mark.parametrize(("kind", "name"), CASES, ids=[name for _, name in CASES])
def test_a_mistake_gets_the_code_of_libvirt(kind: str, name: str, original: Original) -> None:
    compare(kind, name, original)


@pytest.mark.real
@pytest.mark.peer("libvirt >= 9.0", "libvirt-python >= 9.0")
@pytest.mark.parametrize(("kind", "name"), OF_A_HOST, ids=[name for _, name in OF_A_HOST])
def test_a_mistake_gets_the_code_of_libvirtd(kind: str, name: str, daemon: Original) -> None:
    compare(kind, name, daemon)


def compare(kind: str, name: str, original: Original) -> None:
    text = (DOCUMENTS / Path(name).with_suffix(".xml")).read_text(encoding="utf-8")
    refused = 0
    missed: list[str] = []
    with anyvirt.open("test:///default") as conn:
        for mistake, document in mutations(text):
            try:
                theirs = original.keep(kind, document)
            except Crashed:
                continue
            if not theirs.code:
                continue
            refused += 1
            ours = keep(conn, kind, document)
            if not Comparison(document, theirs, ours).verdict.is_agreement:
                here = f"{ours.code} {ours.text}" if ours.code else "kept"
                missed.append(f"{mistake}: libvirt {theirs.code} {theirs.text}, here {here}")
    assert refused
    assert len(missed) <= max(1, (1 - LEAST) * refused), "\n".join(missed)
