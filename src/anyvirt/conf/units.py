"""Sizes of memory as the models count them: whole KiB.

Domain(name="web", type=DomainType.KVM, memory=GiB(2))
"""

from __future__ import annotations


def KiB(count: int) -> int:
    """*count* KiB in KiB."""
    return count


def MiB(count: float) -> int:
    """*count* MiB in KiB."""
    return _whole(count * 1024, f"{count} MiB")


def GiB(count: float) -> int:
    """*count* GiB in KiB."""
    return _whole(count * 1024**2, f"{count} GiB")


def TiB(count: float) -> int:
    """*count* TiB in KiB."""
    return _whole(count * 1024**3, f"{count} TiB")


def _whole(kib: float, what: str) -> int:
    if kib != int(kib):
        raise ValueError(f"{what} is not a whole number of KiB")
    return int(kib)
