"""A start that fails, is cancelled or is overtaken by a destroy leaves nothing, and says why."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anyvirt import aio, virConnect, virDomain
from anyvirt import constants as c
from anyvirt.error import InternalError, InvalidConn, NoDomain, OperationFailed, OperationInvalid, libvirtError
from anyvirt.qemu import launch, strays
from anyvirt.qemu.core import QemuCore
from anyvirt.qemu.monitor import Monitor
from anyvirt.util.process import Process
from tests.real.machines import TIMEOUT_S, Events, bare, remains

pytestmark = pytest.mark.real

VNC = "<graphics type='vnc' autoport='yes'/><serial type='pty'/>"
QEMU_NS = "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'"

# Everything that a start consists of, in order: where it is looked up, and its name.
STEPS: list[tuple[Any, str]] = [
    (QemuCore, "caps_of"),
    (launch, "prepare"),
    (launch, "make_folders"),
    (launch, "reserve_ports"),
    (launch, "_listen"),
    (launch, "open_taps"),
    (launch, "build"),
    (launch, "open_log"),
    (Process, "spawn"),
    (strays, "note"),
    (launch, "connect_monitor"),
    (launch, "refresh"),
    (launch, "set_passwords"),
    (QemuCore, "let_run"),
]
AWAITED = [step for step in STEPS if inspect.iscoroutinefunction(getattr(*step))]


def _name(step: object) -> str:
    return step[1] if isinstance(step, tuple) else str(step)


@pytest.fixture
def dom(qemu: virConnect) -> virDomain:
    return qemu.defineXML(bare(devices=VNC))


@pytest.fixture
def undone(qemu: virConnect, dom: virDomain, root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """After the test the domain is as it was, nothing remains, and it can be started."""
    before = dom.XMLDesc()
    yield
    monkeypatch.undo()
    assert dom.state()[0] == c.VIR_DOMAIN_SHUTOFF
    assert qemu.listDomainsID() == []
    assert dom.XMLDesc() == before
    assert remains(root) == []
    dom.create()
    assert "port='5900'" in dom.XMLDesc() or "port='59" in dom.XMLDesc()


def emulator_script(root: Path, behaviour: str) -> Path:
    """An emulator that answers probes as QEMU does, and does something else when it is to run a guest."""
    script = root / "emulator"
    script.write_text(
        f'#!/bin/sh\ncase "$*" in *debug-threads*) {behaviour};; esac\nexec {shutil.which("qemu-system-x86_64")} "$@"\n'
    )
    script.chmod(0o755)
    return script


@pytest.mark.usefixtures("undone")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS, ids=_name)
def test_a_step_fails(dom: virDomain, monkeypatch: pytest.MonkeyPatch, step: tuple[Any, str], when: str) -> None:
    owner, name = step
    if (name, when) == ("let_run", "after"):
        pytest.skip("nothing can fail after it")
    if (name, when) == ("spawn", "after"):
        pytest.skip("it has no end of its own: the process is there or it is not")
    original = inspect.getattr_static(owner, name)
    real = getattr(owner, name)

    def fail(*args: Any, **keywords: Any) -> Any:
        raise OperationFailed(f"{name} was made to fail")

    def work_then_fail(*args: Any, **keywords: Any) -> Any:
        result = real(*args, **keywords)
        if hasattr(result, "close"):
            result.close()
        fail()

    async def work_then_fail_async(*args: Any, **keywords: Any) -> Any:
        result = await real(*args, **keywords)
        if isinstance(result, Monitor):
            await result.close()
        fail()

    replacement = fail
    if when == "after":
        replacement = work_then_fail_async if inspect.iscoroutinefunction(real) else work_then_fail
    monkeypatch.setattr(owner, name, classmethod(replacement) if isinstance(original, classmethod) else replacement)
    with pytest.raises(OperationFailed, match=f"{name} was made to fail"):
        dom.create()


@pytest.mark.usefixtures("undone")
@pytest.mark.parametrize("number", range(7))
@pytest.mark.parametrize("how", ["fails", "is cancelled"])
async def test_a_command_of_the_monitor(
    dom: virDomain, monkeypatch: pytest.MonkeyPatch, number: int, how: str, qemu_uri: str
) -> None:
    """Whatever QEMU is being told when the start ends, it goes with it."""
    execute, seen = Monitor.execute, []

    async def count(self: Monitor, command: str, arguments: Any = None) -> Any:
        seen.append(command)
        if len(seen) == number + 1:
            if how == "fails":
                raise InternalError(f"{command} was made to fail")
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
        return await execute(self, command, arguments)

    monkeypatch.setattr(Monitor, "execute", count)
    async with await aio.open(qemu_uri) as conn:
        other = await conn.lookupByName("bare")
        if number == 6:  # there are six, so nothing happens; it runs, and is ended for the next check
            await other.create()
            assert set(seen) == {"query-chardev", "query-cpus-fast", "qom-get", "cont"}
            await other.destroy()
            return
        with pytest.raises((asyncio.CancelledError, libvirtError)):
            await other.create()


class Blocked:
    """A step that does not end until its caller is cancelled."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
        self.reached = threading.Event()
        monkeypatch.setattr(owner, name, self._wait)

    async def _wait(self, *_args: Any, **_keywords: Any) -> Any:
        self.reached.set()
        await asyncio.Event().wait()

    async def wait(self) -> None:
        assert await asyncio.to_thread(self.reached.wait, TIMEOUT_S)


@pytest.mark.usefixtures("undone")
@pytest.mark.parametrize("step", AWAITED, ids=_name)
async def test_cancelled(dom: virDomain, monkeypatch: pytest.MonkeyPatch, qemu_uri: str, step: tuple[Any, str]) -> None:
    blocked = Blocked(monkeypatch, *step)
    async with await aio.open(qemu_uri) as conn:
        other = await conn.lookupByName("bare")
        starting = asyncio.create_task(other.create())
        await blocked.wait()
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        with contextlib.suppress(OperationInvalid):
            await other.destroy()  # when it answers, all is undone


@pytest.mark.usefixtures("undone")
@pytest.mark.parametrize("step", AWAITED, ids=_name)
async def test_destroyed_while_it_starts(
    dom: virDomain, monkeypatch: pytest.MonkeyPatch, step: tuple[Any, str]
) -> None:
    """Nobody has to wait for a start that hangs: a destroy ends it."""
    blocked = Blocked(monkeypatch, *step)
    starting = asyncio.create_task(asyncio.to_thread(dom.create))
    await blocked.wait()
    assert dom.isActive()
    await asyncio.to_thread(dom.destroy)
    assert not dom.isActive()
    with pytest.raises(OperationFailed, match="'bare' was destroyed while it started"):
        await starting


@pytest.mark.usefixtures("undone")
async def test_the_connection_is_closed_while_it_starts(
    dom: virDomain, monkeypatch: pytest.MonkeyPatch, qemu_uri: str
) -> None:
    blocked = Blocked(monkeypatch, launch, "refresh")
    conn = await aio.open(qemu_uri)
    starting = asyncio.create_task((await conn.lookupByName("bare")).create())
    await blocked.wait()
    await conn.close()
    with pytest.raises(InvalidConn, match="connection was closed"):
        await starting


@pytest.mark.usefixtures("undone")
async def test_the_caller_is_interrupted(dom: virDomain, monkeypatch: pytest.MonkeyPatch, qemu_uri: str) -> None:
    """A time limit around a call ends it on the other side too, and closing waits until it is undone."""
    blocked = Blocked(monkeypatch, launch, "refresh")
    async with await aio.open(qemu_uri) as conn:
        other = await conn.lookupByName("bare")
        starting = asyncio.create_task(other.create())
        await blocked.wait()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(starting, 0)


def test_a_transient_domain_is_gone(qemu: virConnect, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise OperationFailed("made to fail")

    monkeypatch.setattr(launch, "check_sources", fail)
    with pytest.raises(OperationFailed, match="made to fail"):
        qemu.createXML(bare())
    with pytest.raises(NoDomain):
        qemu.lookupByName("bare")
    assert remains(root) == []


def test_qemu_refuses_an_option(qemu: virConnect, root: Path, events: Events) -> None:
    """What QEMU says before it ends stands in the error; earlier starts' words do not."""
    wrong = bare(devices="", more="<qemu:commandline><qemu:arg value='-no-such-option'/></qemu:commandline>")
    dom = qemu.defineXML(wrong.replace("<domain ", f"<domain {QEMU_NS} "))
    for _ in range(2):
        with pytest.raises(InternalError, match=r"exit status 1: .*-no-such-option: invalid option") as caught:
            dom.create()
        assert caught.value.detail.count("invalid option") == 1
        assert str(root / "log" / "qemu" / "bare.log") in (caught.value.hint or "")
    assert dom.state() == [c.VIR_DOMAIN_SHUTOFF, c.VIR_DOMAIN_SHUTOFF_FAILED]
    assert remains(root) == []
    qemu.defineXML(bare(uuid=dom.UUIDString()))
    dom.create()
    assert events.until("STARTED_BOOTED") == ["DEFINED_ADDED", "DEFINED_UPDATED", "RESUMED_UNPAUSED", "STARTED_BOOTED"]


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        ("echo no luck today >&2; exit 3", "exit status 3: no luck today"),
        ("exit 0", "exit status 0; it printed nothing"),
        ("kill -SEGV $$", "signal SIGSEGV; it printed nothing"),
    ],
    ids=["words", "silence", "signal"],
)
def test_qemu_ends_at_start(qemu: virConnect, root: Path, behaviour: str, said: str) -> None:
    script = emulator_script(root, behaviour)
    with pytest.raises(InternalError, match=f"QEMU for domain 'bare' ended at start with {said}"):
        qemu.createXML(bare(devices=f"<emulator>{script}</emulator>"))
    assert remains(root) == []


async def test_qemu_hangs_at_start(qemu: virConnect, root: Path) -> None:
    """One that never opens its monitor can be destroyed at once."""
    started = root / "started"
    os.mkfifo(started)
    script = emulator_script(root, f"echo >{started}; exec sleep 1000")
    dom = qemu.defineXML(bare(devices=f"<emulator>{script}</emulator>"))
    starting = asyncio.create_task(asyncio.to_thread(dom.create))
    await asyncio.to_thread(started.read_text)
    await asyncio.to_thread(dom.destroy)
    with pytest.raises(OperationFailed, match="destroyed while it started"):
        await starting
    assert remains(root) == []
