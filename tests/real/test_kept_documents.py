"""Documents that the original libvirt's test driver keeps as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.differential.original import Original, Outcome
from tests.conf.test_documents import KEPT

pytestmark = pytest.mark.peer("libvirt-python >= 9.0")


@pytest.fixture(scope="module")
def original() -> Iterator[Original]:
    with Original() as answering:
        yield answering


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_libvirt_keeps_the_document(path: Path, original: Original) -> None:
    text = path.read_text(encoding="utf-8")
    assert original.keep("domain", text) == Outcome(0, text)
