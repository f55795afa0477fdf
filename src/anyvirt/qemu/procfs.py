"""What the kernel counts for a QEMU process and for the host's end of a guest's network cards."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

_TICK_NS = 1_000_000_000 // os.sysconf("SC_CLK_TCK")
_PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024


class CpuTimes(NamedTuple):
    """Times in nanoseconds, and the CPU it last ran on."""

    user: int
    system: int
    cpu: int

    @property
    def total(self) -> int:
        return self.user + self.system


def process_times(pid: int) -> CpuTimes | None:
    """CPU time of a process with all its threads; None if it has ended."""
    return _times(Path(f"/proc/{pid}/stat"))


def thread_times(pid: int, thread: int) -> CpuTimes | None:
    """CPU time of one thread; None if it has ended."""
    return _times(Path(f"/proc/{pid}/task/{thread}/stat"))


def resident_kib(pid: int) -> int | None:
    """Memory of a process that is in RAM now; None if it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_KIB
    except (OSError, IndexError):
        return None


def interface_counters(name: str) -> tuple[int, ...] | None:
    """The eight counters of virDomainInterfaceStats for the guest behind the host interface *name*.

    What the guest receives, the host's end sends: the directions are exchanged. None if there is no such interface.
    """
    # Not /sys/class/net: a network namespace without a sysfs of its own would show another's interfaces there.
    try:
        lines = Path("/proc/net/dev").read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        interface, _, counters = line.partition(":")
        if interface.strip() == name:
            numbers = [int(n) for n in counters.split()]
            received, sent = numbers[0:4], numbers[8:12]
            return (*sent, *received)
    return None


def _times(path: Path) -> CpuTimes | None:
    try:
        text = path.read_text()
    except OSError:
        return None
    # The name in the second field may hold spaces; what follows the last parenthesis starts with field 3.
    fields = text.rpartition(")")[2].split()
    return CpuTimes(int(fields[11]) * _TICK_NS, int(fields[12]) * _TICK_NS, int(fields[36]))
