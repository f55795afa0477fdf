"""Sets of CPUs as text ("0-3,5,^2"), and as the maps of the API (one boolean for each CPU)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from anyvirt.util.error import InvalidArg

_MAX = 16384  # VIR_DOMAIN_CPUMASK_LEN: more CPUs than any host has


def parse(text: str) -> set[int]:
    """Read *text*: numbers and ranges, separated by commas; one with ^ before it is taken out again.

    Raises:
        InvalidArg: it is not that.
    """
    cpus: set[int] = set()
    for part in text.split(","):
        word = part.strip()
        first, dash, last = word.removeprefix("^").partition("-")
        try:
            start = int(first)
            numbers = range(start, int(last) + 1) if dash else range(start, start + 1)
        except ValueError:
            raise InvalidArg(f"'{text}' is not a set of CPUs", hint="write it as in 0-3,5") from None
        if not numbers or numbers[-1] >= _MAX or start < 0:
            raise InvalidArg(f"'{text}' is not a set of CPUs: {word} is not a range below {_MAX}")
        if word.startswith("^"):
            cpus.difference_update(numbers)
        else:
            cpus.update(numbers)
    if not cpus:
        raise InvalidArg(f"'{text}' is an empty set of CPUs")
    return cpus


def to_text(cpus: Iterable[int]) -> str:
    """The shortest text for *cpus*."""
    parts: list[str] = []
    run: list[int] = []
    for cpu in [*sorted(set(cpus)), -2]:  # the last one ends the last run
        if run and cpu != run[-1] + 1:
            parts.append(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]))
            run = []
        run.append(cpu)
    return ",".join(parts)


def to_map(cpus: Collection[int], count: int) -> tuple[bool, ...]:
    """One boolean for each of *count* CPUs."""
    return tuple(number in cpus for number in range(count))
