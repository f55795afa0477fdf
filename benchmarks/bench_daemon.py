"""Calls through a daemon's unix socket: libvirt-python on libvirtd, and anyvirt on anyvirtd, in turns."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import anyvirt
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.testing.libvirtd import LibvirtdUnavailable, PrivateLibvirtd
from anyvirt.testing.peers import missing_peer
from benchmarks.bench_inprocess import SYSTEM_PYTHON, Caller
from benchmarks.calls import COUNT, IN_FLIGHT, WAITING, document
from benchmarks.figures import Figure

TURNS = 7
LATENCY, LISTS, OPEN, ABREAST = 0.8, 1.0, 1.0, 1 / 6  # how many times as long as with libvirt a call may take
TARGETS = {
    "getLibVersion": LATENCY,
    "info": LATENCY,
    "lookupByName": LATENCY,
    "XMLDesc": LATENCY,
    f"listAllDomains ({COUNT})": LISTS,
    f"getAllDomainStats ({COUNT})": LISTS,
    "open and close": OPEN,
}
DEFINED, CLIENTS = 10_000, 500
STREAM_MIB = 256


def measure() -> list[Figure]:
    """Microseconds of the fastest of several turns, ratios, and what the daemon needs.

    Raises:
        LibvirtdUnavailable: libvirtd or its binding is not here.
    """
    if reason := missing_peer("libvirt-python"):
        raise LibvirtdUnavailable(reason)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="avt-") as folder:
        with PrivateDaemon(Path(folder)) as daemon, PrivateLibvirtd() as libvirtd:
            their_uri = f"test+unix:///default?socket={libvirtd.folder}/libvirt-sock"
            with (
                Caller(SYSTEM_PYTHON, "libvirt", their_uri) as theirs,
                Caller(sys.executable, "anyvirt", daemon.uri()) as ours,
            ):
                for name, target in TARGETS.items():
                    turns = [(theirs.seconds(name), ours.seconds(name)) for _ in range(TURNS)]
                    their_s, our_s = (min(times) for times in zip(*turns, strict=True))
                    figures += [
                        Figure(f"libvirtd: {name}", their_s * 1e6, "us"),
                        Figure(f"anyvirtd {name} / libvirtd", our_s / their_s, "x", target),
                    ]
                turns = [(theirs.seconds("info"), ours.seconds(IN_FLIGHT) / WAITING) for _ in range(TURNS)]
                their_s, our_s = (min(times) for times in zip(*turns, strict=True))
                figures.append(Figure(f"anyvirtd {IN_FLIGHT} / one at a time", our_s / their_s, "x", ABREAST))
        with PrivateDaemon(Path(folder)) as daemon:
            figures += _needs(daemon)
    return figures


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
