"""Times calls through a daemon for bench_remote; runs under the interpreter that has the module to be measured.

    python remote_client.py anyvirt|libvirt URI

Reads names of measurements from its input, one a line, and prints for each how many seconds it took, as JSON.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

CALLS = 100
OPENINGS = 10
FEW = 10
EVENTS = 20
LISTENERS = 50
CHUNK = 262120


class Client:
    """What is measured, by name."""

    def __init__(self, module: str, uri: str) -> None:
        self.libvirt = importlib.import_module(module)
        self.uri = uri
        self.libvirt.virEventRegisterDefaultImpl()
        self.conn = self.libvirt.open(uri)
        domains = self.conn.listAllDomains()
        self.domain = domains[0] if domains else None

    def run(self, name: str) -> float:
        """Seconds for one call."""
        conn, domain = self.conn, self.domain
        single: dict[str, Callable[[], object]] = {
            "getLibVersion": conn.getLibVersion,
            "listAllDomains": conn.listAllDomains,
            "getAllDomainStats": conn.getAllDomainStats,
        }
        if domain is not None:
            single |= {
                "info": domain.info,
                "lookupByName": lambda: conn.lookupByName(domain.name()),
                "XMLDesc": domain.XMLDesc,
            }
        if name in single:
            return repeated(single[name], FEW if name in ("listAllDomains", "getAllDomainStats") else CALLS)
        if name == "open":
            return repeated(lambda: self.libvirt.open(self.uri).close(), OPENINGS)
        if name == "in flight":
            return self.in_flight()
        if name == "events":
            return self.events()
        if name == "peak":
            return peak_mib("self")
        action, size = name.split()
        return {"upload": self.upload, "download": self.download}[action](int(size))

    def in_flight(self) -> float:
        """Seconds for a call when 64 are under way at once; only ours can do that."""
        import asyncio

        from anyvirt import aio

        async def work(conn: Any) -> None:
            for _ in range(50):
                await conn.getLibVersion()

        async def main() -> float:
            async with await aio.open(self.uri) as conn:
                began = time.perf_counter()
                await asyncio.gather(*(work(conn) for _ in range(64)))
                return (time.perf_counter() - began) / (64 * 50)

        return asyncio.run(main())

    def events(self) -> float:
        """Seconds until all of some listeners, each with a connection of its own, were told of an event."""
        libvirt, domain, came = self.libvirt, self.domain, 0
        assert domain is not None

        def told(*_: object) -> None:
            nonlocal came
            came += 1

        listening = [libvirt.open(self.uri) for _ in range(LISTENERS)]
        numbers = [conn.domainEventRegisterAny(None, 0, told, None) for conn in listening]
        began = time.perf_counter()
        for _ in range(EVENTS // 2):
            domain.suspend()
            domain.resume()
        while came < EVENTS * LISTENERS:
            libvirt.virEventRunDefaultImpl()
        took = time.perf_counter() - began
        for conn, number in zip(listening, numbers, strict=True):
            conn.domainEventDeregisterAny(number)
            conn.close()
        return took / EVENTS

    def upload(self, size: int) -> float:
        """Seconds to send *size* bytes to the volume "bench"."""
        volume = self.conn.storagePoolLookupByName("bench").storageVolLookupByName("bench")
        block = bytes(CHUNK)
        began = time.perf_counter()
        stream = self.conn.newStream()
        volume.upload(stream, 0, size)
        left = size
        while left:
            left -= stream.send(block[:left])
        stream.finish()
        return time.perf_counter() - began

    def download(self, size: int) -> float:
        """Seconds to receive them."""
        volume = self.conn.storagePoolLookupByName("bench").storageVolLookupByName("bench")
        began = time.perf_counter()
        stream = self.conn.newStream()
        volume.download(stream, 0, size)
        left = size
        while left:
            left -= len(stream.recv(CHUNK))
        stream.finish()
        return time.perf_counter() - began


def peak_mib(pid: int | str) -> float:
    """The most memory that a process has had, in MiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def repeated(action: Callable[[], object], count: int) -> float:
    action()
    began = time.perf_counter()
    for _ in range(count):
        action()
    return (time.perf_counter() - began) / count


def main() -> None:
    client = Client(*sys.argv[1:3])
    for line in sys.stdin:
        print(json.dumps(client.run(line.strip())), flush=True)


if __name__ == "__main__":
    main()
