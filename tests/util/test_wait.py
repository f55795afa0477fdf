"""util.wait: the same coroutine serves blocking callers and event loops, also both at once."""

from __future__ import annotations

import asyncio
import threading

import pytest

from anyvirt.util.wait import Locked, Signal, in_thread, run_inline, sleep


async def double(value: int) -> int:
    return 2 * value


def test_inline_returns_the_result() -> None:
    assert run_inline(double(21), threading.RLock()) == 42


def test_inline_passes_the_error_on() -> None:
    async def fail() -> None:
        raise KeyError("missing")

    with pytest.raises(KeyError, match="missing"):
        run_inline(fail(), threading.RLock())


def test_inline_calls_nest() -> None:
    """A coroutine may make a blocking call of its own, for instance through the public API."""
    lock = threading.RLock()

    async def outer() -> int:
        return run_inline(double(4), lock) + 1

    assert run_inline(outer(), lock) == 9


def test_suspending_to_a_loop_is_named_as_the_bug_it_is() -> None:
    async def wrong() -> None:
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match=r"wrong.* suspended in a blocking call"):
        run_inline(wrong(), threading.RLock())


def test_inline_waiting_lets_other_threads_in() -> None:
    """Whoever waits for a change must not hold the lock that the change needs."""
    lock, changed = threading.RLock(), Signal()
    state: list[str] = []

    async def wait_for_change() -> list[str]:
        while not state:
            assert await changed.wait(timeout_s=10)
        return state

    async def change() -> None:
        state.append("changed")
        changed.notify_all()

    results: list[list[str]] = []
    waiter = threading.Thread(target=lambda: results.append(run_inline(wait_for_change(), lock)))
    waiter.start()
    run_inline(change(), lock)
    waiter.join(10)
    assert results == [["changed"]]


def test_signal_times_out_in_both_forms() -> None:
    signal = Signal()
    assert run_inline(signal.wait(timeout_s=0.001), threading.RLock()) is False
    assert asyncio.run(signal.wait(timeout_s=0.001)) is False


async def test_signal_wakes_tasks_and_threads_together() -> None:
    signal, lock = Signal(), threading.RLock()
    started = threading.Barrier(2)

    async def wait_inline() -> bool:
        started.wait(10)
        return await signal.wait(timeout_s=10)

    thread = asyncio.create_task(asyncio.to_thread(run_inline, wait_inline(), lock))
    task = asyncio.create_task(signal.wait(timeout_s=10))
    await asyncio.to_thread(started.wait, 10)
    # The thread holds the lock until it waits: once we have it, it does.
    while not task.done() or not thread.done():
        with lock:
            signal.notify_all()
        await asyncio.sleep(0)
    assert (task.result(), thread.result()) == (True, True)


async def test_cancelled_waiter_leaves_the_signal() -> None:
    signal = Signal()
    task = asyncio.create_task(signal.wait())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert signal._waiters == []


async def test_locked_steps_hold_the_lock_and_waits_do_not() -> None:
    lock = threading.RLock()
    observed: list[bool] = []

    def free() -> bool:
        """Whether another thread could take the lock now."""
        result: list[bool] = []

        def probe() -> None:
            taken = lock.acquire(blocking=False)
            if taken:
                lock.release()
            result.append(taken)

        thread = threading.Thread(target=probe)
        thread.start()
        thread.join()
        return result[0]

    entered = asyncio.Event()
    go_on = asyncio.Event()

    async def work() -> str:
        observed.append(free())
        entered.set()
        await go_on.wait()
        observed.append(free())
        return "done"

    async def drive() -> str:
        return await Locked(work(), lock)

    task = asyncio.create_task(drive())
    await entered.wait()
    observed.append(free())
    go_on.set()
    assert await task == "done"
    assert observed == [False, True, False]


async def test_locked_passes_cancellation_in() -> None:
    reached = asyncio.Event()
    cleaned: list[str] = []

    async def work() -> None:
        try:
            reached.set()
            await sleep(60)
        finally:
            cleaned.append("yes")

    async def drive() -> None:
        await Locked(work(), threading.RLock())

    task = asyncio.create_task(drive())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cleaned == ["yes"]


async def test_in_thread_leaves_the_loop_on_a_loop_and_stays_inline() -> None:
    here = threading.get_ident()
    assert await in_thread(threading.get_ident) != here
    assert run_inline(in_thread(threading.get_ident), threading.RLock()) == here
