"""Jobs: whose turn it is on a domain, for tasks of a loop and for blocking threads."""

from __future__ import annotations

import asyncio
import threading

import pytest

from anyvirt.conf.store.jobs import AsyncJob, Job, Jobs
from anyvirt.util.error import NoDomain, OperationTimeout
from anyvirt.util.wait import run_inline


def new_jobs(wait_s: float = 30.0) -> Jobs:
    return Jobs(lambda: "web", wait_s=wait_s)


async def until_waiting(jobs: Jobs, count: int) -> None:
    """Let other tasks run until *count* of them wait for a job."""
    while len(jobs._queue) < count:  # noqa: ASYNC110 - nothing tells of a new waiter
        await asyncio.sleep(0)


async def test_a_free_domain_lets_a_job_begin_at_once() -> None:
    jobs = new_jobs()
    async with jobs.normal(Job.MODIFY):
        assert not jobs.idle
    assert jobs.idle


async def test_normal_jobs_take_turns_in_the_order_they_came() -> None:
    jobs = new_jobs()
    order: list[int] = []

    async def work(number: int) -> None:
        async with jobs.normal(Job.QUERY):
            order.append(number)
            await asyncio.sleep(0)
            order.append(number)

    await asyncio.gather(*(work(number) for number in range(5)))
    assert order == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]


async def test_waiting_ends_with_an_error_that_names_the_holder() -> None:
    jobs = new_jobs(wait_s=0.01)
    async with jobs.normal(Job.MODIFY):
        with pytest.raises(OperationTimeout, match=r"'query' on domain 'web'.*held by modify for 0 s") as caught:
            async with jobs.normal(Job.QUERY):
                pass
        assert caught.value.hint
    async with jobs.normal(Job.QUERY):
        pass


@pytest.mark.parametrize("kind", [Job.QUERY, Job.DESTROY, Job.ABORT])
async def test_what_may_run_beside_an_async_job(kind: Job) -> None:
    jobs = new_jobs(wait_s=0.01)
    async with jobs.long(AsyncJob.SAVE), jobs.normal(kind):
        assert jobs.running_async is AsyncJob.SAVE


async def test_nobody_else_modifies_during_an_async_job() -> None:
    jobs = new_jobs(wait_s=0.01)
    async with jobs.long(AsyncJob.MIGRATION_OUT):
        with pytest.raises(OperationTimeout, match="held by migration out"):
            async with jobs.normal(Job.MODIFY):
                pass


async def test_an_async_job_may_allow_more_or_less() -> None:
    jobs = new_jobs(wait_s=0.01)
    async with jobs.long(AsyncJob.BACKUP, allow=frozenset({Job.MODIFY})):
        async with jobs.normal(Job.MODIFY):
            pass
        with pytest.raises(OperationTimeout):
            async with jobs.normal(Job.QUERY):
                pass
    async with jobs.long(AsyncJob.BACKUP), jobs.normal(Job.QUERY):
        pass


async def test_a_step_of_an_async_job_excludes_the_jobs_beside_it() -> None:
    jobs = new_jobs(wait_s=0.01)
    async with jobs.long(AsyncJob.SAVE):
        async with jobs.nested():
            with pytest.raises(OperationTimeout):
                async with jobs.normal(Job.QUERY):
                    pass
        async with jobs.normal(Job.QUERY):
            pass


async def test_an_async_job_waits_for_the_normal_one() -> None:
    jobs = new_jobs(wait_s=0.01)
    async with jobs.normal(Job.QUERY):
        with pytest.raises(OperationTimeout, match="held by query"):
            async with jobs.long(AsyncJob.DUMP):
                pass


async def test_there_is_one_async_job_at_a_time() -> None:
    jobs = new_jobs(wait_s=0.01)
    async with jobs.long(AsyncJob.DUMP):
        with pytest.raises(OperationTimeout, match=r"'save'.*held by dump"):
            async with jobs.long(AsyncJob.SAVE):
                pass


async def test_a_silent_agent_keeps_nobody_from_destroying() -> None:
    jobs = new_jobs(wait_s=0.01)
    async with jobs.agent(Job.QUERY), jobs.normal(Job.DESTROY):
        pass
    async with jobs.agent(Job.QUERY):
        with pytest.raises(OperationTimeout, match="held by agent query"):
            async with jobs.agent(Job.MODIFY):
                pass


async def test_a_waiting_modification_does_not_hold_up_queries_beside_an_async_job() -> None:
    jobs = new_jobs()
    async with jobs.long(AsyncJob.SAVE):
        modification = asyncio.create_task(hold_once(jobs, Job.MODIFY))
        await until_waiting(jobs, 1)
        async with jobs.normal(Job.QUERY):
            assert not modification.done()
    await modification


async def test_a_stream_of_normal_jobs_does_not_starve_an_async_one() -> None:
    jobs = new_jobs()
    order: list[str] = []

    async def long() -> None:
        async with jobs.long(AsyncJob.SAVE):
            order.append("save")

    async def query() -> None:
        async with jobs.normal(Job.QUERY):
            order.append("query")

    async with jobs.normal(Job.QUERY):
        tasks = [asyncio.create_task(long()), asyncio.create_task(query()), asyncio.create_task(query())]
        await until_waiting(jobs, 3)
    await asyncio.gather(*tasks)
    assert order[0] == "save"


async def test_a_cancelled_waiter_leaves_the_queue_sound() -> None:
    jobs = new_jobs()
    async with jobs.normal(Job.MODIFY):
        first = asyncio.create_task(hold_once(jobs, Job.MODIFY))
        await until_waiting(jobs, 1)
        second = asyncio.create_task(hold_once(jobs, Job.MODIFY))
        await until_waiting(jobs, 2)
        first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    await second
    assert jobs.idle
    assert not jobs._queue


async def test_a_waiter_cancelled_as_its_turn_comes_passes_the_turn_on() -> None:
    jobs = new_jobs()
    holder = jobs.normal(Job.MODIFY)
    await holder.__aenter__()
    first = asyncio.create_task(hold_once(jobs, Job.MODIFY))
    await until_waiting(jobs, 1)
    second = asyncio.create_task(hold_once(jobs, Job.MODIFY))
    await until_waiting(jobs, 2)
    await holder.__aexit__(None, None, None)
    first.cancel()
    await second
    assert jobs.idle


async def test_who_waits_for_a_domain_that_goes_away_is_told() -> None:
    jobs = new_jobs()
    async with jobs.normal(Job.DESTROY):
        waiter = asyncio.create_task(hold_once(jobs, Job.MODIFY))
        await until_waiting(jobs, 1)
        jobs.close()
        with pytest.raises(NoDomain, match="'web' went away"):
            await waiter


async def test_a_job_that_fails_ends() -> None:
    jobs = new_jobs()
    with pytest.raises(KeyError):
        async with jobs.normal(Job.MODIFY):
            raise KeyError
    assert jobs.idle


def test_blocking_threads_take_turns() -> None:
    lock = threading.RLock()
    jobs = new_jobs()
    inside = 0
    most = 0
    count = 0

    async def work() -> None:
        nonlocal inside, most, count
        async with jobs.normal(Job.MODIFY):
            inside += 1
            most = max(most, inside)
            async with jobs.agent(Job.QUERY):
                count += 1
            inside -= 1

    def many() -> None:
        for _ in range(50):
            run_inline(work(), lock)

    threads = [threading.Thread(target=many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, count) == (1, 400)
    assert jobs.idle


def test_a_blocking_caller_waits_and_times_out() -> None:
    lock = threading.RLock()
    jobs = new_jobs(wait_s=0.01)
    holder = jobs.normal(Job.MODIFY)
    run_inline(holder.__aenter__(), lock)
    with pytest.raises(OperationTimeout):
        run_inline(hold_once(jobs, Job.QUERY), lock)
    run_inline(holder.__aexit__(None, None, None), lock)
    run_inline(hold_once(jobs, Job.QUERY), lock)


async def hold_once(jobs: Jobs, kind: Job) -> None:
    async with jobs.normal(kind):
        pass
