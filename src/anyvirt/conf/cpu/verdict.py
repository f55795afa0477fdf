"""What a comparison of CPUs says."""

from __future__ import annotations

import enum
from typing import NamedTuple


class Verdict(enum.IntEnum):
    """Whether a host can offer a CPU; the values are those of VIR_CPU_COMPARE_*."""

    INCOMPATIBLE = 0
    IDENTICAL = 1
    SUPERSET = 2  # the host has more


class Comparison(NamedTuple):
    verdict: Verdict
    reason: str = ""  # of an incompatibility
