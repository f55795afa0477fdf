"""What the daemon needs: time to start, memory with many domains and many clients, time for a stream."""

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
STREAM_MIB = 256


def measure() -> list[Figure]:
    """How long the daemon takes to start, its memory, and how fast a volume of the test driver is written and read."""
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
    figures += _streams(conn)
    conn.close()
    crowd = [anyvirt.open(daemon.uri()) for _ in range(CLIENTS)]
    figures.append(Figure(f"anyvirtd memory, {CLIENTS} clients", _rss_mib(daemon.pid), "MiB"))
    for each in crowd:
        each.close()
    return figures


def _streams(conn: anyvirt.virConnect) -> list[Figure]:
    """How fast a volume of the test driver is written and read."""
    pool = conn.storagePoolLookupByName("default-pool")
    size = STREAM_MIB << 20
    volume = pool.createXML(f"<volume><name>big</name><capacity>{size}</capacity></volume>")
    figures = []
    data = memoryview(os.urandom(size))

    def upload() -> None:
        stream = conn.newStream()
        volume.upload(stream, 0, size)
        sent = 0

        def following(_stream: object, count: int, _opaque: object) -> bytes:
            nonlocal sent
            chunk = bytes(data[sent : sent + count])
            sent += len(chunk)
            return chunk

        stream.sendAll(following, None)
        stream.finish()

    def download() -> None:
        stream = conn.newStream()
        volume.download(stream, 0, size)
        stream.recvAll(lambda _stream, data, _opaque: len(data), None)
        stream.finish()

    for name, action in (("upload", upload), ("download", download)):
        began = time.perf_counter()
        action()
        taken = time.perf_counter() - began
        figures.append(Figure(f"anyvirtd {name} of {STREAM_MIB} MiB", taken, "s"))
    volume.delete()
    return figures


def _rss_mib(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
