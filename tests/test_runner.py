"""Where coroutines of drivers run: the background loop, Ctrl-C, forked processes."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyvirt.driver import RunsOn
from anyvirt.error import InvalidConn
from anyvirt.runner import AsyncInlineRunner, AsyncLoopRunner, LoopRunner
from anyvirt.util.loop import background_loop
from anyvirt.util.wait import in_thread, run_inline, sleep, stepping
from tests.scripted_driver import TIMEOUT_S, Caller, ScriptedDriver, join, wait_for

ROOT = Path(__file__).parent.parent


async def where() -> int:
    return threading.get_ident()


# The background loop


def test_there_is_one_background_loop() -> None:
    """However many threads ask for the first one."""
    loops: list[asyncio.AbstractEventLoop] = []
    callers = [Caller(lambda: loops.append(background_loop())) for _ in range(8)]
    for caller in callers:
        join(caller)
    assert len({id(loop) for loop in loops}) == 1
    assert loops[0].is_running()


async def test_both_flavours_use_the_background_loop() -> None:
    theirs = LoopRunner().run(where())
    assert theirs != threading.get_ident()
    assert await AsyncLoopRunner().run(where()) == theirs


def test_blocking_call_on_the_background_loop_is_named_as_the_bug_it_is() -> None:
    """It would wait for itself for ever."""
    inner, outer = LoopRunner(), LoopRunner()

    async def wrong() -> None:
        inner.run(where())

    with pytest.raises(RuntimeError, match="a blocking call was made on the loop that would have to answer it"):
        outer.run(wrong())


def test_awaited_call_on_the_background_loop_is_just_awaited() -> None:
    """A daemon runs everything there."""
    inner, outer = AsyncLoopRunner(), LoopRunner()

    async def right() -> bool:
        return await inner.run(where()) == threading.get_ident()

    assert outer.run(right())


def test_blocking_call_on_a_programs_own_loop_works() -> None:
    """It holds that loop up, but needs it for nothing."""

    async def main() -> int:
        return LoopRunner().run(where())

    assert asyncio.run(main()) != threading.get_ident()


def test_no_call_starts_once_the_last_has_begun() -> None:
    """Not even one that was on its way."""
    runner = LoopRunner()
    runner.end(sleep(0))
    with pytest.raises(InvalidConn):
        runner.run(where())


async def test_a_call_whose_loop_is_gone_ends_quietly(caplog: pytest.LogCaptureFixture) -> None:
    """The one who waited went away with its loop."""
    driver = ScriptedDriver()
    conn = driver.blocking(RunsOn.LOOP)

    def abandoned() -> None:
        loop = asyncio.new_event_loop()
        runner = loop.run_until_complete(make())
        task = loop.create_task(runner.run(driver.domain_suspend(conn.lookupByName("web")._ref)))
        loop.run_until_complete(asyncio.sleep(0))
        wait_for(driver.waiting)
        loop.close()
        task._log_destroy_pending = False  # type: ignore[attr-defined]

    async def make() -> AsyncLoopRunner:
        return AsyncLoopRunner()

    await asyncio.to_thread(abandoned)
    await asyncio.to_thread(LoopRunner().run, driver.let_go())
    await asyncio.to_thread(conn.isAlive)
    assert driver.notes == ["suspended", "cleaned up"]
    assert caplog.text == ""
    await asyncio.to_thread(conn.close)


# In the caller's thread


def test_others_get_in_while_a_thread_does_something_long() -> None:
    """The lock is given back as a whole, and taken again."""
    lock = threading.RLock()
    inside, go_on = threading.Event(), threading.Event()

    def something_long() -> bool:
        inside.set()
        return go_on.wait(TIMEOUT_S)

    async def outer() -> bool:
        return run_inline(in_thread(something_long), lock)  # a call within a call: the lock is taken twice

    caller = Caller(run_inline, outer(), lock)
    assert inside.wait(TIMEOUT_S)
    assert run_inline(where(), lock) == threading.get_ident()
    go_on.set()
    join(caller)
    assert caller.result is True
    assert lock.acquire(blocking=False)
    lock.release()


async def test_a_thread_knows_that_it_is_in_a_step() -> None:
    lock = threading.RLock()
    seen: list[bool] = []

    async def look() -> None:
        seen.append(stepping())

    run_inline(look(), lock)
    await AsyncInlineRunner(lock).run(look())
    assert seen == [True, True]
    assert not stepping()


# Ctrl-C


class Keyboard:
    """Presses Ctrl-C until the main thread has noticed: a signal just before it begins to wait does not wake it."""

    def __init__(self) -> None:
        self._noticed = threading.Event()

    def interrupt(self, *_: object) -> None:
        if not self._noticed.is_set():
            self._noticed.set()
            raise KeyboardInterrupt

    def press(self, when: threading.Semaphore) -> None:
        wait_for(when)
        while not self._noticed.wait(0.1):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


@pytest.fixture
def keyboard() -> Iterator[Keyboard]:
    keyboard = Keyboard()
    before = signal.signal(signal.SIGINT, keyboard.interrupt)
    yield keyboard
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("mode", list(RunsOn), ids=lambda mode: str(mode.value))
def test_ctrl_c_stops_a_blocking_call(mode: RunsOn, keyboard: Keyboard) -> None:
    """When the exception comes out the operation is over and has cleaned up; the connection goes on."""
    driver = ScriptedDriver()
    conn = driver.blocking(mode)
    dom = conn.lookupByName("web")
    presser = Caller(keyboard.press, driver.waiting)
    with pytest.raises(KeyboardInterrupt):
        dom.suspend()
    join(presser)
    assert driver.notes[-1] == "cleaned up"
    assert "suspended" not in driver.notes
    assert dom.isActive() == 1
    conn.close()


# Forked processes


def forked(code: str) -> list[str]:
    """What a fresh Python prints that runs *code*, in which `child(function)` runs a function in a forked process."""
    prelude = """
import os, sys, threading, warnings
import anyvirt
from anyvirt.driver import RunsOn
from tests.scripted_driver import ScriptedDriver, WEB

def child(function):
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        try:
            function()
        except BaseException as exc:
            print(type(exc).__name__, exc)
        sys.stdout.flush()
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    assert status == 0, status

warnings.simplefilter("ignore", DeprecationWarning)  # of forking with threads, which is what this is about
"""
    done = subprocess.run(
        [sys.executable, "-c", prelude + code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=TIMEOUT_S,
        check=False,
    )
    assert (done.stderr, done.returncode) == ("", 0)
    return done.stdout.splitlines()


def test_a_forked_process_has_a_background_loop_of_its_own() -> None:
    code = """
parent = ScriptedDriver().blocking(RunsOn.LOOP)
print("parent", parent.isAlive())

def work():
    with ScriptedDriver().blocking(RunsOn.LOOP) as conn:
        print("child", conn.isAlive())

child(work)
print("parent", parent.isAlive())
parent.close()
"""
    assert forked(code) == ["parent 1", "child 1", "parent 1"]


def test_a_connection_does_not_follow_into_a_forked_process() -> None:
    """It says so instead of waiting for a loop that is not there; forgetting it there is no business of the parent."""
    code = """
driver = ScriptedDriver()
parent = driver.blocking(RunsOn.LOOP)
parent.isAlive()

def work():
    global parent
    try:
        parent.isAlive()
    except anyvirt.InvalidConn as error:
        print("fork of" in str(error), error.hint)
    parent = None
    print(driver.notes)

child(work)
print("parent", parent.isAlive(), driver.notes)
parent.close()
"""
    assert forked(code) == ["True open a connection in each process", "[]", "parent 1 []"]


def test_a_forked_process_has_a_dispatcher_of_its_own() -> None:
    """What the parent's thread delivers and the child's are apart."""
    code = """
def watch(driver, conn):
    called = threading.Event()
    conn.domainEventRegisterAny(None, 0, lambda conn, dom, *args: (print(dom.name()), called.set()), None)
    driver.emit(WEB, 2, 0)
    assert called.wait(30)

driver = ScriptedDriver()
watch(driver, driver.blocking(RunsOn.CALLER))

def work():
    driver = ScriptedDriver()
    watch(driver, driver.blocking(RunsOn.CALLER))

child(work)
"""
    assert forked(code) == ["web", "web"]


def test_forking_while_others_open_is_safe() -> None:
    """Locks that another thread held at that moment are free in the child."""
    code = """
from anyvirt import opening
from anyvirt.util import loop

held, done = threading.Event(), threading.Event()

def hold():
    with opening._opening, loop._guard:
        held.set()
        done.wait(30)

thread = threading.Thread(target=hold)
thread.start()
held.wait(30)

def work():
    with anyvirt.open("test:///default") as conn:
        print(conn.getType())
    with ScriptedDriver().blocking(RunsOn.LOOP) as conn:
        print(conn.getType())

child(work)
done.set()
thread.join()
"""
    assert forked(code) == ["TEST", "SCRIPTED"]
