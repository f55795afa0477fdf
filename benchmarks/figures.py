"""What a measurement results in, and how several runs become one number."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    """One measured number. Smaller is better, for all of them."""

    name: str
    value: float
    unit: str  # "s", "ms", "x" for a ratio
    target: float | None = None

    @property
    def verdict(self) -> str:
        """How the figure stands to its target."""
        if self.target is None:
            return ""
        if self.value <= self.target:
            return "met"
        return f"missed by {(self.value / self.target - 1) * 100:.0f} %"


def seconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def alternating(actions: Sequence[Callable[[], float]], rounds: int) -> list[float]:
    """The median of what each action answers, over *rounds* in which each has its turn.

    Whatever else the machine does meanwhile slows them alike; a median ignores the rounds in which it did not. The
    first round warms the caches and does not count.
    """
    results: list[list[float]] = [[] for _ in actions]
    for number in range(rounds + 1):
        for action, values in zip(actions, results, strict=True):
            value = action()
            if number:
                values.append(value)
    return [statistics.median(values) for values in results]
