"""What the daemon needs: time to start, memory with many domains and many clients."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import anyvirt
from anyvirt.testing.daemon import PrivateDaemon
from benchmarks.calls import COUNT, document
from benchmarks.figures import Figure

DEFINED, CLIENTS = 10_000, 500


def measure() -> list[Figure]:
    """How long the daemon takes to start, and its memory."""
    with tempfile.TemporaryDirectory(prefix="avt-") as folder, PrivateDaemon(Path(folder)) as daemon:
        return _needs(daemon)


def _needs(daemon: PrivateDaemon) -> list[Figure]:
    """The memory of the daemon, and how long it takes to start."""
    began = time.perf_counter()
    daemon.stop()
    daemon.start()
    conn = anyvirt.open(daemon.uri())
    conn.getLibVersion()
    figures = [Figure("anyvirtd cold start to first answer", (time.perf_counter() - began) * 1e3, "ms")]
    figures.append(Figure("anyvirtd memory, idle", _rss_mib(daemon.pid), "MiB"))
    for number in range(DEFINED):
        conn.defineXML(document(number))
        if number + 1 in (COUNT, DEFINED):
            figures.append(Figure(f"anyvirtd memory, {number + 1} domains", _rss_mib(daemon.pid), "MiB"))
    conn.close()
    crowd = [anyvirt.open(daemon.uri()) for _ in range(CLIENTS)]
    figures.append(Figure(f"anyvirtd memory, {CLIENTS} clients", _rss_mib(daemon.pid), "MiB"))
    for each in crowd:
        each.close()
    return figures


def _rss_mib(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
