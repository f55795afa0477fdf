"""What the processor says of itself, through Linux's devices /dev/cpu/0/cpuid and msr; only root may read those."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

_DEVICES: Final = Path("/dev/cpu/0")
_FOUR_WORDS: Final = struct.Struct("<4I")
_TWO_WORDS: Final = struct.Struct("<2I")
_EXTENDED: Final = 0x80000000


class Leaf(NamedTuple):
    """The four registers of one answer of CPUID."""

    eax: int
    ebx: int
    ecx: int
    edx: int


def read_cpuid(wanted: Iterable[tuple[int, int]], devices: Path = _DEVICES) -> dict[tuple[int, int], Leaf] | None:
    """The answers to pairs of EAX and ECX that the processor knows; None where it cannot be asked.

    A leaf beyond the processor's last one is left out: Intel's answer the last one's contents instead of zeros.
    """
    try:
        with open(devices / "cpuid", "rb", buffering=0) as device:
            file = device.fileno()
            last = {base: _ask(file, base, 0).eax for base in (0, _EXTENDED)}
            known = (pair for pair in wanted if pair[0] <= last[pair[0] & _EXTENDED])
            return {pair: _ask(file, *pair) for pair in _with_parents(file, known)}
    except OSError:
        return None


def read_msr(number: int, devices: Path = _DEVICES) -> tuple[int, int] | None:
    """EAX and EDX of a model-specific register; None where it cannot be read, or is not there."""
    try:
        with open(devices / "msr", "rb", buffering=0) as device:
            eax, edx = _TWO_WORDS.unpack(os.pread(device.fileno(), _TWO_WORDS.size, number))
    except (OSError, struct.error):
        return None
    return eax, edx


def _with_parents(file: int, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """*pairs* but for sub-leaves of leaf 7 beyond the last one, whose number sub-leaf 0 tells."""
    for leaf, sub in pairs:
        if leaf != 7 or sub <= _ask(file, 7, 0).eax:
            yield leaf, sub


def _ask(file: int, eax: int, ecx: int) -> Leaf:
    data = os.pread(file, _FOUR_WORDS.size, ecx << 32 | eax)
    if len(data) != _FOUR_WORDS.size:
        raise OSError(f"CPUID {eax:#x}: a short answer")
    return Leaf(*_FOUR_WORDS.unpack(data))
