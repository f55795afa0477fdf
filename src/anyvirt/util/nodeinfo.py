"""Two answers about the host, apart from the code that finds them: drivers of other hosts give them too."""

from __future__ import annotations

from typing import NamedTuple


class NodeInfo(NamedTuple):
    """What virNodeGetInfo answers."""

    model: str  # the architecture, e.g. "x86_64"
    memory: int  # KiB
    cpus: int  # online
    mhz: int  # 0 when unknown
    nodes: int  # NUMA cells; 1 when the product of these four would not be the number of CPUs
    sockets: int  # per cell
    cores: int  # per socket
    threads: int  # per core


class CpuMap(NamedTuple):
    """Which CPUs are there and which of them are online."""

    total: int
    online: list[bool]
    online_count: int
