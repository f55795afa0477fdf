"""What guests tell through their agents, in the shapes that the public API has for it."""

from __future__ import annotations

from typing import Final, NamedTuple


class GuestTime(NamedTuple):
    """A clock: seconds since 1970, and nanoseconds of the next one."""

    seconds: int
    nseconds: int


class FsInfo(NamedTuple):
    """A file system that the guest has mounted."""

    mountpoint: str
    name: str  # of its device in the guest
    fstype: str
    targets: list[str]  # of the disks that it is on


MEMORY_STATS: Final = (
    "swap_in",
    "swap_out",
    "major_fault",
    "minor_fault",
    "unused",
    "available",
    "actual",
    "rss",
    "usable",
    "last_update",
    "disk_caches",
    "hugetlb_pgalloc",
    "hugetlb_pgfail",
)
"""The names of what memoryStats() gives, each at the place of its number VIR_DOMAIN_MEMORY_STAT_*."""
