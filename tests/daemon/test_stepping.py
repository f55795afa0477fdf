"""What runs at once as far as it does not wait, and then as a task."""

from __future__ import annotations

import asyncio
import threading

import pytest

from anyvirtd.stepping import NO_LOCK, Stepper


async def in_callback(stepper: Stepper, coro: object, lock: object = NO_LOCK) -> asyncio.Task[None] | None:
    """What `Stepper.run` answers to a callback, where there is no task, when it has had time to prepare itself."""
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[asyncio.Task[None] | None] = loop.create_future()
    loop.call_soon(lambda: answered.set_result(stepper.run(coro, lock)))  # type: ignore[arg-type]
    return await answered


async def test_what_does_not_wait_is_over_at_once() -> None:
    stepper, seen = Stepper(asyncio.get_running_loop()), []

    async def quick(number: int) -> None:
        seen.append((number, asyncio.current_task()))

    assert await in_callback(stepper, quick(1)) is None
    assert await in_callback(stepper, quick(2)) is None
    assert [number for number, _ in seen] == [1, 2]
    assert seen[0][1] is seen[1][1] is not None
    stepper.close()


async def test_what_waits_goes_on_in_the_task_that_its_first_step_has_seen() -> None:
    stepper, tasks = Stepper(asyncio.get_running_loop()), []

    async def slow() -> None:
        tasks.append(asyncio.current_task())
        await asyncio.sleep(0)
        tasks.append(asyncio.current_task())
        await asyncio.sleep(0.001)
        tasks.append(asyncio.current_task())

    task = await in_callback(stepper, slow())
    assert task is not None
    await task
    assert tasks == [task] * 3
    stepper.close()


async def test_timeouts_and_groups_that_begin_in_the_first_step_work() -> None:
    stepper, seen = Stepper(asyncio.get_running_loop()), []

    async def late() -> None:
        try:
            async with asyncio.timeout(0):
                await asyncio.Event().wait()
        except TimeoutError:
            seen.append("late")
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(0))
        seen.append("grouped")

    async def grouped() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(0))
        seen.append("grouped")

    for coro in (late(), grouped()):
        task = await in_callback(stepper, coro)
        assert task is not None
        await task
    assert seen == ["late", "grouped", "grouped"]
    stepper.close()


async def test_what_waits_can_be_cancelled_at_any_time() -> None:
    stepper, seen = Stepper(asyncio.get_running_loop()), []

    async def waiting() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            seen.append("cancelled")

    loop = asyncio.get_running_loop()
    done = loop.create_future()

    def at_once() -> None:
        task = stepper.run(waiting(), NO_LOCK)
        assert task is not None
        task.cancel()  # before it has had a turn of its own
        done.set_result(task)

    await asyncio.sleep(0)
    loop.call_soon(at_once)
    await (await done)
    task = await in_callback(stepper, waiting())
    assert task is not None
    await asyncio.sleep(0)
    task.cancel()
    await task
    assert seen == ["cancelled", "cancelled"]
    stepper.close()


async def test_the_lock_is_held_in_steps_and_free_between_them() -> None:
    stepper, lock = Stepper(asyncio.get_running_loop()), threading.RLock()
    held: list[bool] = []

    async def steps() -> None:
        held.append(lock._is_owned())  # type: ignore[attr-defined]
        await asyncio.sleep(0)
        held.append(lock._is_owned())  # type: ignore[attr-defined]

    task = await in_callback(stepper, steps(), lock)
    assert not lock._is_owned()  # type: ignore[attr-defined]
    assert task is not None
    await task
    assert held == [True, True]
    stepper.close()


async def test_an_error_of_the_first_step_reaches_the_caller_and_nothing_is_broken() -> None:
    stepper = Stepper(asyncio.get_running_loop())

    async def wrong() -> None:
        raise ValueError("no")

    def run() -> None:
        with pytest.raises(ValueError, match="no"):
            stepper.run(wrong(), NO_LOCK)

    await asyncio.sleep(0)
    asyncio.get_running_loop().call_soon(run)
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    async def right() -> None:
        pass

    assert await in_callback(stepper, right()) is None
    stepper.close()


async def test_before_it_is_prepared_everything_is_a_task() -> None:
    stepper, seen = Stepper(asyncio.get_running_loop()), []

    async def quick() -> None:
        seen.append(1)

    task = stepper.run(quick(), threading.RLock())
    assert task is not None
    assert not seen
    await task
    assert seen
    stepper.close()
