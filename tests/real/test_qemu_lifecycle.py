"""The life of guests under QEMU: which events come in which order, and which state is left.

The orders and details are those of libvirt 9.0 with the same QEMU.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from anyvirt import constants as c
from anyvirt import virConnect, virDomain
from anyvirt.error import InvalidArg, NoDomain, OperationFailed, OperationInvalid, SystemCallError, XmlError
from anyvirt.qemu import core, lifecycle
from anyvirt.qemu.monitor import Monitor
from tests.real.machines import TIMEOUT_S, Events, bare, pid_of, remains

pytestmark = pytest.mark.real

STARTED = ["RESUMED_UNPAUSED", "STARTED_BOOTED"]


@pytest.fixture
def dom(qemu: virConnect) -> virDomain:
    return qemu.defineXML(bare())


def test_start(dom: virDomain, events: Events) -> None:
    dom.create()
    assert events.until("STARTED_BOOTED") == STARTED
    assert dom.state() == [c.VIR_DOMAIN_RUNNING, c.VIR_DOMAIN_RUNNING_BOOTED]


def test_start_paused(dom: virDomain, events: Events) -> None:
    dom.createWithFlags(c.VIR_DOMAIN_START_PAUSED)
    assert events.until("SUSPENDED_PAUSED") == ["STARTED_BOOTED", "SUSPENDED_PAUSED"]
    assert dom.state() == [c.VIR_DOMAIN_PAUSED, c.VIR_DOMAIN_PAUSED_USER]
    dom.resume()
    assert events.until("RESUMED_UNPAUSED") == ["RESUMED_UNPAUSED"]
    assert dom.state() == [c.VIR_DOMAIN_RUNNING, c.VIR_DOMAIN_RUNNING_UNPAUSED]


def test_suspend_and_resume(dom: virDomain, events: Events) -> None:
    """To pause what is paused is no error, to resume what runs is one."""
    dom.create()
    dom.suspend()
    dom.suspend()
    assert dom.state() == [c.VIR_DOMAIN_PAUSED, c.VIR_DOMAIN_PAUSED_USER]
    dom.resume()
    with pytest.raises(OperationInvalid, match="domain 'bare' is already running"):
        dom.resume()
    dom.destroy()
    assert events.until("STOPPED_DESTROYED") == [*STARTED, "SUSPENDED_PAUSED", "RESUMED_UNPAUSED", "STOPPED_DESTROYED"]


@pytest.mark.parametrize("flags", [0, c.VIR_DOMAIN_DESTROY_GRACEFUL], ids=["destroy", "gracefully"])
def test_destroy(dom: virDomain, events: Events, root: Path, flags: int) -> None:
    dom.create()
    dom.destroyFlags(flags)
    assert events.until("STOPPED_DESTROYED") == [*STARTED, "STOPPED_DESTROYED"]
    assert dom.state() == [c.VIR_DOMAIN_SHUTOFF, c.VIR_DOMAIN_SHUTOFF_DESTROYED]
    assert remains(root) == []


def test_reset_keeps_the_process(dom: virDomain, root: Path, qemu: virConnect) -> None:
    dom.create()
    before = pid_of(root, "bare")
    dom.reset()
    assert dom.state() == [c.VIR_DOMAIN_RUNNING, c.VIR_DOMAIN_RUNNING_BOOTED]
    assert pid_of(root, "bare") == before


def test_reset_of_a_paused_guest_leaves_it_paused(dom: virDomain) -> None:
    dom.createWithFlags(c.VIR_DOMAIN_START_PAUSED)
    dom.reset()
    assert dom.state() == [c.VIR_DOMAIN_PAUSED, c.VIR_DOMAIN_PAUSED_USER]


def test_a_paused_guest_cannot_be_shut_down(dom: virDomain) -> None:
    """It would hear the power button only when it runs again."""
    dom.createWithFlags(c.VIR_DOMAIN_START_PAUSED)
    with pytest.raises(OperationInvalid, match="'bare' is paused"):
        dom.shutdown()


def test_killed_from_outside(dom: virDomain, events: Events, root: Path) -> None:
    dom.create()
    os.kill(pid_of(root, "bare"), signal.SIGKILL)
    assert events.until("STOPPED_FAILED") == [*STARTED, "STOPPED_FAILED"]
    assert dom.state() == [c.VIR_DOMAIN_SHUTOFF, c.VIR_DOMAIN_SHUTOFF_CRASHED]
    assert remains(root) == []
    dom.create()
    assert dom.isActive()


@pytest.mark.parametrize("on_poweroff", ["destroy", "restart"])
def test_terminated_from_outside(qemu: virConnect, events: Events, root: Path, on_poweroff: str) -> None:
    """What the host ends does not begin again, whatever is to happen when the guest powers off."""
    dom = qemu.createXML(bare(more=f"<on_poweroff>{on_poweroff}</on_poweroff>"))
    qemu.defineXML(bare(uuid=dom.UUIDString()))
    os.kill(pid_of(root, "bare"), signal.SIGTERM)
    seen = events.until("STOPPED_SHUTDOWN")
    assert seen == [*STARTED, "DEFINED_ADDED", "SHUTDOWN_HOST", "STOPPED_SHUTDOWN"]
    assert dom.state() == [c.VIR_DOMAIN_SHUTOFF, c.VIR_DOMAIN_SHUTOFF_SHUTDOWN]
    assert remains(root) == []


@pytest.mark.parametrize("how", ["destroyed", "terminated"])
def test_an_emulator_that_takes_its_time_to_end(
    dom: virDomain, events: Events, root: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Its monitor is closed, which some versions need to get on; what is told of the guest is the same."""
    monkeypatch.setattr(core, "_GOODBYE_S", 0)
    dom.create()
    if how == "destroyed":
        dom.destroy()
        assert events.until("STOPPED_DESTROYED") == [*STARTED, "STOPPED_DESTROYED"]
    else:
        os.kill(pid_of(root, "bare"), signal.SIGTERM)
        assert events.until("STOPPED_SHUTDOWN") == [*STARTED, "SHUTDOWN_HOST", "STOPPED_SHUTDOWN"]
    assert dom.state()[0] == c.VIR_DOMAIN_SHUTOFF
    assert remains(root) == []


@pytest.fixture
def hung(dom: virDomain, root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[virDomain]:
    """A guest whose emulator does nothing any more, not even listen to SIGTERM."""
    monkeypatch.setattr(lifecycle, "_TERM_S", 0.2)
    dom.create()
    pid = pid_of(root, "bare")
    os.kill(pid, signal.SIGSTOP)
    yield dom
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


def test_an_emulator_that_hangs_can_be_destroyed(hung: virDomain, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even while a call waits for its answer; that call fails, and says why."""
    execute, asked = Monitor.execute, threading.Event()

    async def tell(self: Monitor, command: str, arguments: Any = None) -> Any:
        asked.set()
        return await execute(self, command, arguments)

    monkeypatch.setattr(Monitor, "execute", tell)
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(hung.memoryStats)
        assert asked.wait(TIMEOUT_S)
        hung.destroy()
        with pytest.raises(OperationFailed, match="domain 'bare' went away before it answered"):
            waiting.result(TIMEOUT_S)
    assert hung.state() == [c.VIR_DOMAIN_SHUTOFF, c.VIR_DOMAIN_SHUTOFF_DESTROYED]
    assert remains(root) == []


def test_an_emulator_that_hangs_is_not_destroyed_gracefully(hung: virDomain, events: Events, root: Path) -> None:
    """The guest goes on, and what becomes of it later is not called destroyed."""
    with pytest.raises(SystemCallError, match=r"'bare': process \d+ outlived SIGTERM by 0.2 s"):
        hung.destroyFlags(c.VIR_DOMAIN_DESTROY_GRACEFUL)
    assert hung.state()[0] == c.VIR_DOMAIN_RUNNING
    os.kill(pid_of(root, "bare"), signal.SIGCONT)
    assert events.until("STOPPED_SHUTDOWN")[-2:] == ["SHUTDOWN_HOST", "STOPPED_SHUTDOWN"]


def test_a_killed_transient_guest_is_gone(qemu: virConnect, events: Events, root: Path) -> None:
    dom = qemu.createXML(bare())
    os.kill(pid_of(root, "bare"), signal.SIGKILL)
    events.until("STOPPED_FAILED")
    with pytest.raises(NoDomain):
        dom.info()
    assert qemu.listAllDomains() == []
    assert remains(root) == []


def test_undefined_while_it_runs(qemu: virConnect, dom: virDomain, events: Events) -> None:
    dom.create()
    dom.undefine()
    assert (dom.isActive(), dom.isPersistent()) == (1, 0)
    with pytest.raises(OperationInvalid, match="cannot undefine transient domain"):
        dom.undefine()
    dom.destroy()
    assert events.until("STOPPED_DESTROYED") == [*STARTED, "UNDEFINED_REMOVED", "STOPPED_DESTROYED"]
    assert qemu.listAllDomains() == []


def test_an_event_of_a_guest_that_is_gone_names_it(qemu: virConnect) -> None:
    """A transient domain has gone when its end is told; the handler still sees which one it was."""
    seen: list[tuple[str, str]] = []
    with Events(qemu) as events:
        number = qemu.domainEventRegisterAny(
            None, c.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda _c, dom, *_: seen.append((dom.name(), dom.UUIDString())), None
        )
        dom = qemu.createXML(bare())
        dom.destroy()
        events.until("STOPPED_DESTROYED")
        qemu.domainEventDeregisterAny(number)
    assert set(seen) == {("bare", dom.UUIDString())}


def test_rename(qemu: virConnect, dom: virDomain, events: Events, root: Path) -> None:
    dom.setAutostart(1)
    dom.rename("other")
    assert events.until("DEFINED_RENAMED") == ["UNDEFINED_RENAMED", "DEFINED_RENAMED"]
    assert qemu.lookupByName("other") == dom
    assert dom.autostart() == 1
    config = root / "etc" / "qemu"
    assert {path.name for path in config.iterdir()} == {"autostart", "other.xml"}
    assert [path.name for path in (config / "autostart").iterdir()] == ["other.xml"]
    dom.create()
    assert "<name>other</name>" in dom.XMLDesc()


@pytest.mark.parametrize(
    ("name", "error", "match"),
    [
        ("", InvalidArg, "must not be empty"),
        ("a/b", XmlError, "name a/b cannot contain '/'"),
        ("bare", OperationInvalid, "has that name already"),
        ("taken", OperationInvalid, "'taken' already exists"),
    ],
)
def test_rename_refused(
    qemu: virConnect, dom: virDomain, root: Path, name: str, error: type[Exception], match: str
) -> None:
    qemu.defineXML(bare("taken"))
    before = dom.XMLDesc()
    with pytest.raises(error, match=match):
        dom.rename(name)
    assert dom.XMLDesc() == before
    assert {path.name for path in (root / "etc" / "qemu").glob("*.xml")} == {"bare.xml", "taken.xml"}


def test_a_running_guest_keeps_its_name(dom: virDomain) -> None:
    dom.create()
    with pytest.raises(OperationInvalid, match="cannot rename active domain"):
        dom.rename("other")


def test_names_of_any_kind(qemu: virConnect, root: Path) -> None:
    """Folders, sockets, logs and the command line cope with what a name may hold."""
    names = ["with space", "ümläut", "-dash", "a,b=c", "%41", "x" * 200, "quote'\"", "..", "$(id)"]
    for name in names:
        escaped = name.replace("'", "&apos;")
        dom = qemu.defineXML(bare(escaped))
        dom.create()
        assert qemu.lookupByName(name) == dom
    with pytest.raises(OperationInvalid, match="already running"):
        qemu.lookupByName("..").create()
    logs = {path.name for path in (root / "log" / "qemu").iterdir()}
    assert len(logs) == len(names)
    for dom in qemu.listAllDomains():
        dom.destroy()
    assert remains(root) == []


def test_names_that_begin_alike_have_logs_of_their_own(qemu: virConnect, root: Path) -> None:
    for name in ("a-rather-long-name-for-a-guest-1", "a-rather-long-name-for-a-guest-2"):
        qemu.createXML(bare(name))
        assert name in (root / "log" / "qemu" / f"{name}.log").read_text()
    assert len(list((root / "log" / "qemu").iterdir())) == 2


def test_a_root_with_a_long_path(root: Path, emulator: str) -> None:
    """A Unix socket's address holds 107 bytes; the driver's own sockets do not mind."""
    import anyvirt

    deep = root / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    with anyvirt.open(f"qemu:///embed?root={deep}") as conn:
        dom = conn.createXML(bare())
        assert dom.isActive()
        dom.destroy()
    assert remains(deep) == []
