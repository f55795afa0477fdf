"""Sets of CPUs and NUMA nodes, as in 0-3,^2,7."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Final

from anyvirt.util.xmlmap import Converter

MAX_NUMBER: Final = 16383  # of a CPU or node: VIR_DOMAIN_CPUMASK_LEN and above all hosts there are

_PART: Final = re.compile(r"(\^?)\s*([0-9]{1,9})(?:\s*-\s*([0-9]{1,9}))?", re.ASCII).fullmatch


def parse_cpuset(text: str) -> list[int]:
    """The numbers in *text*, in order.

    Raises:
        ValueError: it is not a set, or empty.
    """
    numbers: set[int] = set()
    for part in text.split(","):
        match = _PART(part.strip())
        if match is None:
            raise ValueError(f"'{text}' is not a set of numbers such as 0-3,^2,7")
        without, first, last = match.groups()
        low, high = int(first), int(last or first)
        if high > MAX_NUMBER or low > high or (without and last):
            raise ValueError(f"'{text}' is not a set of numbers up to {MAX_NUMBER}")
        if without:
            numbers.discard(low)
        else:
            numbers.update(range(low, high + 1))
    if not numbers:
        raise ValueError(f"'{text}' is an empty set")
    return sorted(numbers)


def format_cpuset(numbers: Iterable[int]) -> str:
    """*numbers* in the shortest form: 0-1,3-5."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)


CPUSET: Final = Converter(
    allowed="a set of numbers such as 0-3,^2,7",
    parse=lambda text: format_cpuset(parse_cpuset(text)),
    format=str,
    check=lambda value: isinstance(value, str),
    plain=True,
)
CpuSet = Annotated[str, CPUSET]
