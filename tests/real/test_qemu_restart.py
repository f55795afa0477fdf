"""Guests go on when the process that started them ends, and the next one that opens the root finds them."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import anyvirt
from anyvirt import constants as c
from anyvirt import virConnect, virDomain
from anyvirt.error import NoDomain
from anyvirt.qemu import attach
from anyvirt.testing import TinyGuest
from tests.real.machines import TIMEOUT_S, Events, bare, pid_of, python, remains, status_of

pytestmark = pytest.mark.real

_START = """
import sys, anyvirt
root, xml, flags, transient = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4] == "True"
with anyvirt.open(f"qemu:///embed?root={root}") as conn:
    dom = conn.createXML(xml, flags) if transient else conn.defineXML(xml)
    if not transient:
        dom.createWithFlags(flags)
    print(dom.XMLDesc(), end="")
"""


def start_elsewhere(root: Path, xml: str, *, flags: int = 0, transient: bool = False) -> str:
    """Have another process start a guest and end; its live XML."""
    return python(_START, root, xml, flags, transient)


@contextmanager
def opened(root: Path) -> Iterator[virConnect]:
    with anyvirt.open(f"qemu:///embed?root={root}") as conn:
        yield conn


@pytest.fixture(autouse=True)
def clean(root: Path, emulator: str) -> Iterator[None]:
    yield
    with opened(root) as conn:
        for dom in conn.listAllDomains(c.VIR_CONNECT_LIST_DOMAINS_ACTIVE):
            dom.destroy()
    assert remains(root) == []


def port_of(xml: str) -> int:
    graphics = ElementTree.fromstring(xml).find("devices/graphics")
    assert graphics is not None
    return int(graphics.attrib["port"])


class Qmp:
    """The monitor of a guest that nobody watches."""

    def __init__(self, root: Path, name: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(TIMEOUT_S)
        self._socket.connect(str(Path(status_of(root, name)["driver"]["folder"]) / "monitor.sock"))
        self._lines = self._socket.makefile("rw")
        self._lines.readline()
        self.command("qmp_capabilities")

    def __enter__(self) -> Qmp:
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()
        self._socket.close()

    def command(self, name: str) -> Any:
        self._lines.write(json.dumps({"execute": name}) + "\n")
        self._lines.flush()
        for line in self._lines:
            if "event" not in (answer := json.loads(line)):
                return answer["return"]
        raise EOFError

    def wait_for(self, event: str) -> None:
        for line in self._lines:
            if json.loads(line).get("event") == event:
                return
        raise EOFError


def end(pid: int, number: signal.Signals = signal.SIGKILL) -> None:
    """End a process that is not our child."""
    descriptor = os.pidfd_open(pid)
    try:
        os.kill(pid, number)
        assert select.select([descriptor], [], [], TIMEOUT_S)[0]
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("flags", [0, c.VIR_DOMAIN_START_PAUSED], ids=["running", "paused"])
def test_found_as_it_was(root: Path, flags: int) -> None:
    """With its number, process, state and all that was chosen at its start: terminals, ports, addresses."""
    devices = (
        "<serial type='pty'/><graphics type='vnc' autoport='yes'/>"
        "<channel type='unix'><target type='virtio' name='org.x'/></channel>"
    )
    live = start_elsewhere(root, bare(devices=devices), flags=flags)
    pid = pid_of(root, "bare")
    for _ in range(2):
        with opened(root) as conn:
            dom = conn.lookupByName("bare")
            assert dom.XMLDesc() == live
            assert (dom.ID(), pid_of(root, "bare")) == (1, pid)
            expected = (
                [c.VIR_DOMAIN_PAUSED, c.VIR_DOMAIN_PAUSED_USER]
                if flags
                else [c.VIR_DOMAIN_RUNNING, c.VIR_DOMAIN_RUNNING_BOOTED]
            )
            assert dom.state() == expected
            assert len(dom.vcpus()[0]) == 1
            other = conn.createXML(bare(f"other-{conn.numOfDomains()}", devices=devices))
            assert other.ID() > dom.ID()
            assert port_of(other.XMLDesc()) != port_of(live)


def test_it_is_watched_again(root: Path) -> None:
    start_elsewhere(root, bare())
    with opened(root) as conn, Events(conn) as events:
        dom = conn.lookupByName("bare")
        dom.suspend()
        dom.resume()
        os.kill(pid_of(root, "bare"), signal.SIGKILL)
        assert events.until("STOPPED_FAILED") == ["SUSPENDED_PAUSED", "RESUMED_UNPAUSED", "STOPPED_FAILED"]
        assert dom.state() == [c.VIR_DOMAIN_SHUTOFF, c.VIR_DOMAIN_SHUTOFF_CRASHED]


def test_what_was_changed_while_it_ran_is_still_there(root: Path) -> None:
    start_elsewhere(root, bare(memory_mib=64, vcpus="<vcpu current='1'>2</vcpu>"))
    with opened(root) as conn:
        dom = conn.lookupByName("bare")
        dom.setMetadata(c.VIR_DOMAIN_METADATA_TITLE, "live", None, None, c.VIR_DOMAIN_AFFECT_LIVE)
        dom.setMetadata(c.VIR_DOMAIN_METADATA_TITLE, "next", None, None, c.VIR_DOMAIN_AFFECT_CONFIG)
        dom.setVcpusFlags(2, c.VIR_DOMAIN_AFFECT_LIVE)
        dom.pinVcpuFlags(0, (True,), c.VIR_DOMAIN_AFFECT_LIVE)
        dom.suspend()
        before = dom.XMLDesc(), dom.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE), dom.state()
    with opened(root) as conn:
        dom = conn.lookupByName("bare")
        assert (dom.XMLDesc(), dom.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE), dom.state()) == before
        assert len(dom.vcpus()[0]) == 2


def test_changed_while_nobody_watched(root: Path) -> None:
    start_elsewhere(root, bare())
    with Qmp(root, "bare") as monitor:
        monitor.command("stop")
    with opened(root) as conn:
        assert conn.lookupByName("bare").state() == [c.VIR_DOMAIN_PAUSED, c.VIR_DOMAIN_PAUSED_UNKNOWN]
    with Qmp(root, "bare") as monitor:
        monitor.command("cont")
    with opened(root) as conn:
        assert conn.lookupByName("bare").state()[0] == c.VIR_DOMAIN_RUNNING


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_ended_while_nobody_watched(root: Path, number: signal.Signals) -> None:
    start_elsewhere(root, bare())
    start_elsewhere(root, bare("passing"), transient=True)
    for name in ("bare", "passing"):
        end(pid_of(root, name), number)
    with opened(root) as conn:
        dom = conn.lookupByName("bare")
        assert dom.state() == [c.VIR_DOMAIN_SHUTOFF, c.VIR_DOMAIN_SHUTOFF_UNKNOWN]
        with pytest.raises(NoDomain):
            conn.lookupByName("passing")
        assert remains(root) == []
        dom.create()
        dom.destroy()


def test_ended_in_a_process_that_had_closed_its_connection(root: Path) -> None:
    """The emulator is then a child that nobody has collected; its number is still taken."""
    with opened(root) as conn:
        conn.defineXML(bare()).create()
    pid = pid_of(root, "bare")
    descriptor = os.pidfd_open(pid)
    os.kill(pid, signal.SIGKILL)
    assert select.select([descriptor], [], [], TIMEOUT_S)[0]
    os.close(descriptor)
    with opened(root) as conn:
        assert conn.lookupByName("bare").state()[0] == c.VIR_DOMAIN_SHUTOFF
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_closed_and_opened_again(root: Path) -> None:
    with opened(root) as conn:
        dom = conn.defineXML(bare())
        dom.create()
        live = dom.XMLDesc()
    for _ in range(3):
        with opened(root) as conn:
            assert conn.lookupByName("bare").XMLDesc() == live


def test_another_process_has_its_number_now(root: Path) -> None:
    """What came after a guest's process under the same number is not touched."""
    start_elsewhere(root, bare())
    end(pid_of(root, "bare"))
    path = root / "run" / "qemu" / "bare.json"
    with subprocess.Popen(["sleep", "1000"]) as other:
        status = json.loads(path.read_text())
        status["driver"]["pid"] = other.pid
        path.write_text(json.dumps(status))
        with opened(root) as conn:
            assert conn.lookupByName("bare").state()[0] == c.VIR_DOMAIN_SHUTOFF
        assert other.poll() is None
        other.kill()


def test_a_guest_that_does_not_answer_is_ended(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can control it, and a second one on the same disks would ruin them."""
    start_elsewhere(root, bare())
    os.kill(pid_of(root, "bare"), signal.SIGSTOP)
    monkeypatch.setattr(attach, "_GREETING_S", 0.2)
    with opened(root) as conn:
        assert conn.lookupByName("bare").state() == [c.VIR_DOMAIN_SHUTOFF, c.VIR_DOMAIN_SHUTOFF_FAILED]
        assert remains(root) == []


def test_a_damaged_status_hides_no_other_guest(root: Path) -> None:
    """The guest that it described is left alone: it may be somebody's work."""
    start_elsewhere(root, bare("one"))
    start_elsewhere(root, bare("two"))
    pid = pid_of(root, "one")
    (root / "run" / "qemu" / "one.json").write_text("{")
    with opened(root) as conn:
        assert conn.lookupByName("one").state()[0] == c.VIR_DOMAIN_SHUTOFF
        assert conn.lookupByName("two").state()[0] == c.VIR_DOMAIN_RUNNING
        os.kill(pid, 0)
    end(pid)
    (root / "run" / "qemu" / "one.json.damaged").unlink()


_START_AND_STAY = """
import signal, sys, anyvirt
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its background jobs ignore it
conn = anyvirt.open(f"qemu:///embed?root={sys.argv[1]}")
conn.defineXML(sys.argv[2]).create()
print("started", flush=True)
try:
    sys.stdin.read()
except KeyboardInterrupt:
    sys.exit(130)
"""

_DIE_IN_THE_MIDDLE = """
import os, signal, sys, anyvirt
from anyvirt.qemu import launch

async def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

launch.refresh = die
anyvirt.open(f"qemu:///embed?root={sys.argv[1]}").defineXML(sys.argv[2]).create()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_for_its_parent_does_not_reach_it(root: Path, number: signal.Signals) -> None:
    """Neither Ctrl-C at the terminal, which goes to all processes of the group, nor a violent end."""
    with subprocess.Popen(
        [sys.executable, "-c", _START_AND_STAY, str(root), bare()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        process_group=0,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"started\n"
        os.killpg(parent.pid, number)
        parent.wait(TIMEOUT_S)
    with opened(root) as conn:
        assert conn.lookupByName("bare").state()[0] == c.VIR_DOMAIN_RUNNING


def test_a_start_that_was_cut_short(root: Path) -> None:
    """A process that is killed while it starts a guest leaves an emulator that nobody was told of. It is ended."""
    python(_DIE_IN_THE_MIDDLE, root, bare(), check=False)
    assert any("process:" in line for line in remains(root))
    with opened(root) as conn:
        dom = conn.lookupByName("bare")
        assert dom.state()[0] == c.VIR_DOMAIN_SHUTOFF
        assert remains(root) == []
        dom.create()


def test_numbers_are_not_given_twice(root: Path) -> None:
    """Not even when folders of former guests are still there."""
    (root / "lib" / "qemu" / "domain-1-bare").mkdir(parents=True)
    (root / "lib" / "qemu" / "domain-1-bare" / "monitor.sock").touch()
    with opened(root) as conn:
        conn.createXML(bare())


def test_autostart_once_per_boot(root: Path) -> None:
    """A guest that was stopped stays stopped, however often its root is opened."""
    with opened(root) as conn:
        conn.defineXML(bare("yes")).setAutostart(1)
        conn.defineXML(bare("no"))
        assert conn.listDomainsID() == []
    with opened(root) as conn:
        assert conn.listDomainsID() == []
    (root / "run" / "autostarted").write_text("another boot")
    with opened(root) as conn:
        pass  # closing waits until all have started
    with opened(root) as conn:
        assert [dom.name() for dom in conn.listAllDomains(c.VIR_CONNECT_LIST_DOMAINS_ACTIVE)] == ["yes"]
        conn.lookupByName("yes").destroy()
    with opened(root) as conn:
        assert conn.listDomainsID() == []


def test_one_that_cannot_be_autostarted_keeps_no_other(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    with opened(root) as conn:
        missing = "<disk type='file'><source file='/no/such.img'/><target dev='vda'/></disk>"
        for name, devices in (("broken", missing), ("good", "")):
            conn.defineXML(bare(name, devices)).setAutostart(1)
    (root / "run" / "autostarted").unlink()
    with opened(root) as conn:
        pass
    assert "cannot autostart domain 'broken'" in caplog.text
    with opened(root) as conn:
        assert [dom.name() for dom in conn.listAllDomains(c.VIR_CONNECT_LIST_DOMAINS_ACTIVE)] == ["good"]


def test_a_reboot_whose_asker_is_gone(root: Path, tiny: TinyGuest) -> None:
    """The guest powers off while nobody watches, and begins again when somebody comes."""
    with opened(root) as conn:
        dom: virDomain = conn.defineXML(tiny.domain_xml("tiny", serial="unix", serial_path=root / "console"))
        with tiny.boot(dom) as console:
            pid = pid_of(root, "tiny")
            dom.reboot()
            conn.close()
            with Qmp(root, "tiny") as monitor:
                while monitor.command("query-status")["status"] != "shutdown":
                    monitor.wait_for("SHUTDOWN")
            with opened(root) as again:
                console.wait_until_up(tiny.marker)
                dom = again.lookupByName("tiny")
                assert dom.state() == [c.VIR_DOMAIN_RUNNING, c.VIR_DOMAIN_RUNNING_BOOTED]
                assert pid_of(root, "tiny") == pid
                # That was one reboot. The next time it stays down.
                with Events(again) as events:
                    dom.shutdown()
                    assert events.until("STOPPED_SHUTDOWN") == ["SHUTDOWN_GUEST", "STOPPED_SHUTDOWN"]
