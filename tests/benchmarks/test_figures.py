"""How measurements become figures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.figures import Figure, alternating


@pytest.mark.parametrize(
    ("value", "target", "verdict"), [(1.0, None, ""), (2.0, 2.0, "met"), (3.0, 2.0, "missed by 50 %")]
)
def test_a_figure_knows_how_it_stands(value: float, target: float | None, verdict: str) -> None:
    """Smaller is better; a figure without a target is not judged."""
    assert Figure("x", value, "s", target).verdict == verdict


def test_one_odd_round_does_not_change_the_result() -> None:
    """The median of all rounds counts, the first one not at all."""
    one: Iterator[float] = iter([100.0, 1.0, 1.0, 50.0])
    two: Iterator[float] = iter([100.0, 2.0, 9.0, 2.0])
    assert alternating([lambda: next(one), lambda: next(two)], rounds=3) == [1.0, 2.0]
