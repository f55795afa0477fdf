"""Compares every document of a domain that the test driver kept with one that is written anew.

The driver relies on all that changes a definition to say so. Any test that changes one in another way fails here, where
a program would see what was true once.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anyvirt.test.guest import TestDomain

WRITE = TestDomain.document


@pytest.fixture(autouse=True)
def kept_documents() -> Iterator[None]:
    """Have each document compared when it is asked for, and all that are left at the end of the test."""
    asked: set[TestDomain] = set()

    def document(domain: TestDomain, flags: int) -> str:
        asked.add(domain)
        text = WRITE(domain, flags)
        assert text == _anew(domain, flags), "a definition changed without DomainObject.changed()"
        return text

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestDomain, "document", document)
        yield
    for domain in asked:
        for flags, text in domain._documents.copy().items():
            assert text == _anew(domain, flags), "a definition changed without DomainObject.changed()"


def _anew(domain: TestDomain, flags: int) -> str:
    """Write the document again, and leave what was kept as it is."""
    before = domain._documents.copy()
    domain._documents.clear()
    try:
        return WRITE(domain, flags)
    finally:
        domain._documents = before
