"""Whatever a daemon answers: our client raises a libvirtError or answers, never waits for ever, and stays small.

For longer than the few seconds here, from another seed:

    FUZZ_SECONDS=3600 FUZZ_SEED=7 .venv/bin/pytest tests/remote/test_fuzz.py
"""

from __future__ import annotations

import asyncio
import faulthandler
import gc
import inspect
import os
import random
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import anyvirt
from anyvirt import aio
from anyvirt.driver.streams import Channel
from anyvirt.remote.driver import RemoteDriver
from anyvirt.util.error import libvirtError
from anyvirt.util.wait import Locked, run_inline
from tests.daemon.test_dispatch import ALL, Maker, given
from tests.remote.liar import Liar
from tests.rpc.nonsense import SECONDS, SEED

pytestmark = pytest.mark.timeout(0)  # how long it takes depends on the seconds

MEMORY_MIB = 200  # that lies may cost
LONG_S = 30.0
CALLS = 25  # on one connection
METHODS = [param.values[1:] for param in ALL]
HANDSHAKE = ("AUTH_LIST", "CONNECT_OPEN", "CONNECT_SUPPORTS_FEATURE", "CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY")


@pytest.fixture
def liar(root: Path) -> Iterator[Liar]:
    with Liar(root) as started:
        yield started


class Watch:
    """Ends the lies when a round takes too long, and remembers that."""

    def __init__(self, liar: Liar) -> None:
        self.liar = liar
        self.late = False

    def __enter__(self) -> Watch:
        self._timer = threading.Timer(LONG_S, self._end)
        self._timer.start()
        return self

    def __exit__(self, *what: object) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        self.late = True
        faulthandler.dump_traceback()
        for peer in self.liar._peers:
            with suppress(OSError):
                peer.shutdown(2)


def memory_mib() -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


def open_files() -> dict[int, str]:
    """What this process has open."""
    found = {}
    for fd in map(int, os.listdir("/proc/self/fd")):
        with suppress(OSError):  # that of the folder itself
            found[fd] = os.readlink(f"/proc/self/fd/{fd}")
    return found


def rounds(liar: Liar) -> Iterator[random.Random]:
    """Dice for round after round; what each leaves behind is looked at."""
    began, number, before = time.monotonic(), 0, memory_mib()
    files = open_files()
    while number == 0 or time.monotonic() - began < SECONDS:
        dice = random.Random(f"{SEED}/{number}")
        liar.begin(
            random.Random(f"{SEED}/{number}/lies"), from_call=dice.choice(HANDSHAKE) if dice.random() < 0.3 else ""
        )
        with Watch(liar) as watch:
            yield dice
        assert not watch.late, f"round {number} of seed {SEED} hangs"
        liar.hang_up()
        assert memory_mib() - before < MEMORY_MIB, f"round {number} of seed {SEED} took {memory_mib() - before} MiB"
        gc.collect()
        until = time.monotonic() + LONG_S
        while (left := open_files().items() - files.items()) and time.monotonic() < until:
            time.sleep(0.01)  # a thread that sent for nobody lets go of its socket a moment later
        assert not left, f"round {number} of seed {SEED} left {left} open"
        number += 1
    sys.stdout.write(f"seed {SEED}: {number} rounds, {liar.calls} calls, {memory_mib() - before:.0f} MiB more\n")


def some(dice: random.Random) -> tuple[Any, str, list[Any]]:
    contract, _, method = dice.choice(METHODS)
    arguments = given(Maker(), contract, method)
    for at, name in enumerate([*inspect.signature(getattr(contract, method)).parameters][1:]):
        if name in ("fd", "files"):
            arguments[at] = 0 if name == "fd" else [0, 0]  # open, in any case
    return contract, method, arguments


def close_files(method: str, answer: Any) -> None:
    """Close the descriptors that a call has brought."""
    match method:
        case "domain_open_graphics_fd":
            os.close(answer)
        case "domain_qemu_monitor_command_with_files":
            close_each(answer.files)
        case "domain_lxc_open_namespace":
            close_each(answer)


def close_each(fds: list[int]) -> None:
    for fd in fds:
        os.close(fd)


async def use(channel: Channel, dice: random.Random) -> None:
    """Do with a stream what programs do."""
    for _ in range(4):
        match dice.randrange(3):
            case 0:
                await channel.receive(1000)
            case 1:
                await channel.send(b"x" * 100)
            case 2:
                await channel.send_hole(4096)
    await dice.choice((channel.finish, channel.abort))()


async def ask(driver: RemoteDriver, dice: random.Random) -> None:
    contract, method, arguments = some(dice)
    try:
        answer = await getattr(driver.secondary(contract), method)(*arguments)
        close_files(method, answer)
        for each in answer if isinstance(answer, tuple) else (answer,):
            if isinstance(each, Channel):
                await use(each, dice)
    except libvirtError:
        pass
    except Exception as exc:
        exc.add_note(f"{method}{arguments}")
        raise


def test_lies_to_threads(liar: Liar) -> None:
    for dice in rounds(liar):
        try:
            conn = anyvirt.open(liar.uri)
        except libvirtError:
            continue
        driver: Any = conn._driver
        with suppress(libvirtError):
            for event in range(30):
                conn.domainEventRegisterAny(None, event, lambda *values: None, None)
            conn.registerCloseCallback(lambda *values: None, None)
        liar.lying = True
        for _ in range(CALLS):
            run_inline(ask(driver, dice), driver.lock)
            if not conn.isAlive():
                with pytest.raises(libvirtError):
                    conn.getHostname()
                break
        with suppress(libvirtError):
            conn.close()
        del conn, driver


async def test_lies_to_tasks(liar: Liar) -> None:
    for dice in rounds(liar):
        try:
            conn = await aio.open(liar.uri)
        except libvirtError:
            continue
        driver: Any = conn._driver
        with suppress(libvirtError):
            for event in range(30):
                await conn.domainEventRegisterAny(None, event, lambda *values: None, None)
        liar.lying = True
        for _ in range(CALLS // 5):
            tasks = [asyncio.create_task(_locked(ask(driver, dice), driver)) for _ in range(5)]
            if dice.random() < 0.3:
                await asyncio.sleep(0)
                tasks[0].cancel()
            done, _ = await asyncio.wait(tasks)
            for task in done:
                if not task.cancelled():
                    task.result()
            if not await conn.isAlive():
                with pytest.raises(libvirtError):
                    await conn.getHostname()
                break
        with suppress(libvirtError):
            await conn.close()
        del conn, driver


async def _locked(coro: Any, driver: RemoteDriver) -> None:
    await Locked(coro, driver.lock)
