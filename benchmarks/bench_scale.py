"""Whether lookups take as long, and lists as long for each domain, when there are very many domains."""

from __future__ import annotations

import timeit
from collections.abc import Callable

import anyvirt
from benchmarks.calls import document
from benchmarks.figures import Figure

FEW, MANY = 1_000, 100_000
ROUNDS = 7
LOOKUPS = 2_000  # a round
AIM = 1.5  # of what it takes with few; caches hold less of the many


def measure() -> list[Figure]:
    """Microseconds with few and with many domains, and what one takes of the other."""
    with anyvirt.open("test:///default") as conn:
        found = [_with(conn, range(FEW)), _with(conn, range(FEW, MANY))]
    figures: list[Figure] = []
    for name in found[0]:
        few_us, many_us = (times[name] for times in found)
        figures += [
            Figure(f"{name}, {FEW} domains", few_us, "us"),
            Figure(f"{name}, {MANY} / {FEW} domains", many_us / few_us, "x", AIM),
        ]
    return figures


def _with(conn: anyvirt.virConnect, more: range) -> dict[str, float]:
    for number in more:
        last = conn.defineXML(document(number))
    name, uuid = last.name(), last.UUIDString()
    count = more.stop
    return {
        "lookupByName": _fastest_us(lambda: conn.lookupByName(name), LOOKUPS),
        "lookupByUUIDString": _fastest_us(lambda: conn.lookupByUUIDString(uuid), LOOKUPS),
        "isActive": _fastest_us(last.isActive, LOOKUPS),
        "listAllDomains, each": _fastest_us(conn.listAllDomains, 1) / count,
        "listDefinedDomains, each": _fastest_us(conn.listDefinedDomains, 1) / count,
    }


def _fastest_us(call: Callable[[], object], number: int) -> float:
    return min(timeit.repeat(call, number=number, repeat=ROUNDS)) / number * 1e6
