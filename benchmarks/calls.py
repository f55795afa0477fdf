"""The same calls for libvirt-python and for anyvirt, timed; run with the Python that has the library.

    python calls.py libvirt|anyvirt

Reads the names of what to measure from its input, a line each time, and answers each with a line of JSON: the fastest
round's seconds per call. It goes on until its input ends, so that two libraries can be measured in turns.
"""

from __future__ import annotations

import json
import sys
import timeit
from collections.abc import Callable
from importlib import import_module
from typing import Any

COUNT = 300  # domains to list
XML = """
<domain type='test'><name>{name}</name><uuid>{uuid}</uuid><memory unit='KiB'>65536</memory><vcpu>1</vcpu>
<os><type arch='x86_64'>hvm</type></os>
<devices><disk type='file'><source file='/guest/{name}.img'/><target dev='vda' bus='virtio'/></disk>
<interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/></interface></devices></domain>
"""
ROUND_S = 0.01  # short rounds: among many, some are undisturbed
ROUNDS = 10


def document(number: int) -> str:
    """A small domain."""
    return XML.format(name=f"guest-{number}", uuid=f"10000000-0000-4000-8000-{number:012d}")


def actions(libvirt: Any) -> dict[str, Callable[[], object]]:
    """What is measured, by name."""
    conn = libvirt.open("test:///default")
    test = conn.lookupByName("test")
    for number in range(COUNT - 1):
        conn.defineXML(document(number))
    xml = document(COUNT)

    def define_and_undefine() -> None:
        conn.defineXML(xml).undefine()

    return {
        "isActive": test.isActive,
        "info": test.info,
        "lookupByName": lambda: conn.lookupByName("test"),
        "XMLDesc": test.XMLDesc,
        f"listAllDomains ({COUNT})": conn.listAllDomains,
        f"getAllDomainStats ({COUNT})": conn.getAllDomainStats,
        "defineXML and undefine": define_and_undefine,
    }


def seconds(action: Callable[[], object]) -> float:
    """The fastest round's time for one call."""
    timer = timeit.Timer(action)
    number = 1
    while (taken := timer.timeit(number)) < ROUND_S / 2:
        number = max(2 * number, int(number * ROUND_S / max(taken, 1e-6)))
    return min(timer.repeat(ROUNDS, number)) / number


def main() -> None:
    """Answer until the input ends."""
    chosen = actions(import_module(sys.argv[1]))
    for line in sys.stdin:
        print(json.dumps(seconds(chosen[line.strip()])), flush=True)


if __name__ == "__main__":
    main()
