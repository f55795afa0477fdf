"""The measurements of bench_start, made by the original libvirt; runs under the interpreter that has its binding.

    /usr/bin/python3 libvirt_client.py URI ROUNDS < documents.json

Prints one JSON object of seconds. Imports nothing of this repository: that interpreter knows nothing of it.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import libvirt


def seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def start(domain: Any) -> None:
    domain.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)


def main() -> None:
    uri, rounds = sys.argv[1], int(sys.argv[2])
    documents = json.load(sys.stdin)
    conn = libvirt.open(uri)
    domains = [conn.defineXML(document) for document in documents]
    first = domains[0]
    start(first)  # asks the emulator what it can do, once
    first.destroy()

    starts, destroys = [], []
    for _ in range(rounds):
        starts.append(seconds(lambda: start(first)))
        destroys.append(seconds(first.destroy))
    with ThreadPoolExecutor(len(domains)) as pool:
        crowd_start = seconds(lambda: list(pool.map(start, domains)))
        crowd_destroy = seconds(lambda: list(pool.map(lambda domain: domain.destroy(), domains)))
    json.dump(
        {
            "start": statistics.median(starts),
            "destroy": statistics.median(destroys),
            "crowd_start": crowd_start,
            "crowd_destroy": crowd_destroy,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
