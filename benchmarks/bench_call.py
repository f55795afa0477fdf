"""What a call costs above the driver's own work, in each way of calling."""

from __future__ import annotations

import asyncio
import threading
import timeit

import anyvirt
from anyvirt import aio
from anyvirt.runner import LoopRunner
from anyvirt.test.driver import TestDriver

ROUNDS = 7
CALLS = 20_000
HOPS = 2_000


def measure() -> dict[str, float]:
    """Microseconds per isActive() of test:///default; "raw" is the driver's coroutine alone."""
    with anyvirt.open("test:///default") as conn:
        dom = conn.lookupByName("test")
        return {
            "raw": _raw(),
            "blocking": _best(dom.isActive, CALLS),
            "asyncio": asyncio.run(_awaited()),
            "loop hop": _hop(),
        }


def _best(call: object, number: int) -> float:
    assert callable(call)
    return min(timeit.repeat(call, number=number, repeat=ROUNDS)) / number * 1e6


def _raw() -> float:
    driver = TestDriver._shared[TestDriver]
    ref = driver.domains.by_name("test").ref

    def call() -> bool:
        try:
            driver.domain_is_active(ref).send(None)
        except StopIteration as finished:
            return bool(finished.value)
        raise AssertionError("it waits")

    return _best(call, CALLS)


async def _awaited() -> float:
    best = float("inf")
    async with await aio.open("test:///default") as conn:
        dom = await conn.lookupByName("test")
        for _ in range(ROUNDS):
            start = timeit.default_timer()
            for _ in range(CALLS):
                await dom.isActive()
            best = min(best, timeit.default_timer() - start)
    return best / CALLS * 1e6


def _hop() -> float:
    """To the background loop and back."""

    async def nothing() -> int:
        return threading.get_ident()

    runner = LoopRunner()
    return _best(lambda: runner.run(nothing()), HOPS)
