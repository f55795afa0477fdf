"""Whether lookups take as long, and lists as long for each domain, when there are very many domains."""

from __future__ import annotations

import tempfile
import timeit
from collections.abc import Callable
from pathlib import Path

import anyvirt
from benchmarks.calls import document
from benchmarks.figures import Figure

FEW, MANY = 1_000, 100_000
ROUNDS = 25
AIM = 2.0  # times what it takes with few: the processor's caches hold less of the many

NODE = "<node><cpu><nodes>1</nodes></cpu></node>"  # a host without domains


def measure() -> list[Figure]:
    """Microseconds with few domains, and how many times that with many; by turns, for equal chances."""
    with tempfile.TemporaryDirectory(prefix="avb-") as folder:
        node = Path(folder, "node.xml")
        node.write_text(NODE)
        with anyvirt.open(f"test://{node}") as few, anyvirt.open(f"test://{node}") as many:
            calls = zip(_calls(few, FEW).items(), _calls(many, MANY).values(), strict=True)
            return [figure for (name, one), other in calls for figure in _compared(name, one, other)]


Call = tuple[Callable[[], object], int]  # and for how many domains it answers


def _calls(conn: anyvirt.virConnect, count: int) -> dict[str, Call]:
    for number in range(count):
        last = conn.defineXML(document(number))
    name, uuid = last.name(), last.UUIDString()
    return {
        "lookupByName": (lambda: conn.lookupByName(name), 1),
        "lookupByUUIDString": (lambda: conn.lookupByUUIDString(uuid), 1),
        "isActive": (last.isActive, 1),
        "listAllDomains, each": (conn.listAllDomains, count),
        "listDefinedDomains, each": (conn.listDefinedDomains, count),
    }


def _compared(name: str, few: Call, many: Call) -> list[Figure]:
    turns = [(_us(few), _us(many)) for _ in range(ROUNDS)]
    few_us, many_us = (min(times) for times in zip(*turns, strict=True))
    return [
        Figure(f"{name}, {FEW} domains", few_us, "us"),
        Figure(f"{name}, {MANY} / {FEW} domains", many_us / few_us, "x", AIM),
    ]


def _us(call: Call) -> float:
    action, domains = call
    times = 1000 if domains == 1 else 1
    return timeit.timeit(action, number=times) / times / domains * 1e6
