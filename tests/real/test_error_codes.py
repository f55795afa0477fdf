"""Broken documents get the error codes that the original libvirt gives them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anyvirt.util.error import libvirtError
from scripts.differential.original import Original
from tests.conf.broken import BROKEN, KINDS

pytestmark = pytest.mark.peer("libvirt-python >= 9.0")


@pytest.fixture(scope="module")
def original() -> Iterator[Original]:
    with Original() as answering:
        yield answering


@pytest.mark.parametrize(("kind", "text"), BROKEN)
def test_a_broken_document_gets_the_code_of_libvirt(kind: str, text: str, original: Original) -> None:
    theirs = original.keep(kind, text)
    assert theirs.code, "libvirt takes it"
    with pytest.raises(libvirtError) as caught:
        KINDS[kind](text)
    assert (caught.value.get_error_code(), type(caught.value) is not libvirtError) == (theirs.code, True), theirs.text
