"""Random domains, in the original libvirt's test driver and in ours."""

from __future__ import annotations

import pytest

from scripts.differential.compare import Comparison, compare_random

COUNT = 600
LEAST = 0.97
"""The share of random domains on which the two agree; it may only grow. `make diff-libvirt` reports it."""


@pytest.mark.peer("libvirt-python >= 9.0")
def test_random_domains_are_kept_and_refused_as_by_libvirt() -> None:
    """The same text is kept, or the same code refuses, for at least the share that was reached so far."""
    missed: list[Comparison] = []
    verdicts = compare_random(COUNT, 7, lambda one: None if one.verdict.is_agreement else missed.append(one))
    shown = "\n".join(f"{one.verdict.value}\n{one.document}" for one in missed[:5])
    assert verdicts.total() - len(missed) >= LEAST * verdicts.total(), shown
