"""Sizes with units and lists of CPUs, as people write them on a command line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_POWERS = "kmgtpe"
_SIZE = re.compile(r"(\d+)\s*(?:([kmgtpe])(i?b)?|b|bytes?)?", re.IGNORECASE)
_RANGE = re.compile(r"(\^?)(\d+)(?:-(\d+))?")
_MAX_CPUS = 16384  # no host that we run on has more; keeps a slip of the finger from taking all memory
_HUMAN_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


def kib(text: str) -> int:
    """A size in KiB, rounded up. A plain number counts KiB; "k", "KiB" ... are powers of 1024, "KB" ... of 1000.

    Raises:
        ValueError: *text* is not a size.
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"'{text}' is not a size; write it like 512M, 2GiB or 1000000 (KiB)")
    number, power, unit = found.groups()
    if text.strip().isdecimal():
        return int(number)
    base = 1000 if unit and unit.lower() == "b" else 1024
    exponent: int = _POWERS.index(power.lower()) + 1 if power else 0
    count: int = int(number) * base**exponent
    return -(-count // 1024)


def human(count: int) -> str:
    """*count* bytes with the unit that gives a short number: "1.500 GiB"."""
    value, place = float(count), 0
    while value >= 1024 and place < len(_HUMAN_UNITS) - 1:
        value /= 1024
        place += 1
    return f"{value:.3f} {_HUMAN_UNITS[place]}"


def cpu_map(text: str, cpus: int) -> tuple[bool, ...]:
    """The CPUs that a list such as "0-3,^2" names, True for each; "r" is all *cpus* that the host has.

    Raises:
        ValueError: *text* is not such a list.
    """
    if text == "r":
        return (True,) * cpus
    chosen: set[int] = set()
    for part in text.split(","):
        found = _RANGE.fullmatch(part.strip())
        if found is None:
            raise ValueError(f"'{text}' is not a list of CPUs; write it like 0-3,^2")
        first = int(found[2])
        last = int(found[3] or first)
        if last < first or last >= _MAX_CPUS:
            raise ValueError(f"'{part}' in the list of CPUs '{text}' is not a range of CPUs")
        change = chosen.difference_update if found[1] else chosen.update
        change(range(first, last + 1))
    return tuple(number in chosen for number in range(max([cpus - 1, *chosen]) + 1))


def cpu_list(cpus: Sequence[bool]) -> str:
    """The list that names the CPUs that are True: "0-1,3"."""
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in _ranges(cpus))


def _ranges(cpus: Sequence[bool]) -> Iterator[tuple[int, int]]:
    first: int | None = None
    for number, chosen in enumerate([*cpus, False]):
        if chosen and first is None:
            first = number
        elif not chosen and first is not None:
            yield first, number - 1
            first = None
