"""What needs a guest that cooperates: a small Linux that boots under QEMU."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from anyvirt import constants as c
from anyvirt import virConnect, virDomain
from anyvirt.testing import Console, TinyGuest
from tests.real.machines import TIMEOUT_S, Events, number, pid_of, remains

pytestmark = pytest.mark.real

STARTED = ["STARTED_BOOTED", "SUSPENDED_PAUSED", "RESUMED_UNPAUSED"]

Boot = Callable[..., tuple[virDomain, Console]]


@pytest.fixture
def boot(qemu: virConnect, tiny: TinyGuest, root: Path) -> Iterator[Boot]:
    """Boots the tiny guest with some words on its command line, and waits until it is up."""
    with ExitStack() as stack:

        def boot(words: str = "", *, more: str = "", **options: object) -> tuple[virDomain, Console]:
            xml = tiny.domain_xml(
                cmdline=words,
                serial="unix",
                serial_path=root / "console",
                **options,  # type: ignore[arg-type]
            )
            xml = re.sub("<on_[a-z]+>.*", "", xml).replace("<features>", f"{more}<features>")
            dom = qemu.defineXML(xml)
            return dom, stack.enter_context(tiny.boot(dom))

        yield boot


class Reboots:
    """Counts the reboots of a domain."""

    def __init__(self, dom: virDomain) -> None:
        self._seen = threading.Event()
        dom.connect().domainEventRegisterAny(dom, c.VIR_DOMAIN_EVENT_ID_REBOOT, self._on_event, None)

    def _on_event(self, *_: object) -> None:
        self._seen.set()

    def wait(self) -> None:
        assert self._seen.wait(TIMEOUT_S)


def test_shutdown_and_reboot_by_acpi(boot: Boot, tiny: TinyGuest, events: Events, root: Path) -> None:
    """A reboot is one for watchers of the lifecycle: the guest never stopped. A shutdown after it is a shutdown."""
    dom, console = boot()
    pid, reboots = pid_of(root, "tiny"), Reboots(dom)
    dom.reboot()
    reboots.wait()
    console.wait_until_up(tiny.marker)
    assert dom.state() == [c.VIR_DOMAIN_RUNNING, c.VIR_DOMAIN_RUNNING_BOOTED]
    assert pid_of(root, "tiny") == pid
    dom.shutdown()
    seen = events.until("STOPPED_SHUTDOWN")
    assert seen == ["DEFINED_ADDED", *STARTED, "SHUTDOWN_GUEST", "STOPPED_SHUTDOWN"]
    assert dom.state() == [c.VIR_DOMAIN_SHUTOFF, c.VIR_DOMAIN_SHUTOFF_SHUTDOWN]
    assert "anyvirt guest goes down" in console.transcript
    assert [each for each in remains(root) if "console" not in each] == []


def test_a_shutdown_takes_back_a_reboot(boot: Boot, events: Events) -> None:
    dom, _ = boot()
    dom.reboot()
    dom.shutdown()
    assert events.until("STOPPED_SHUTDOWN")[-2:] == ["SHUTDOWN_GUEST", "STOPPED_SHUTDOWN"]


def test_the_guest_powers_off_and_is_to_begin_again(boot: Boot, events: Events, root: Path) -> None:
    dom, console = boot(more="<on_poweroff>restart</on_poweroff>")
    pid, reboots = pid_of(root, "tiny"), Reboots(dom)
    console.send("poweroff -f")
    reboots.wait()
    assert dom.state()[0] == c.VIR_DOMAIN_RUNNING
    assert pid_of(root, "tiny") == pid
    dom.destroy()
    assert events.until("STOPPED_DESTROYED") == ["DEFINED_ADDED", *STARTED, "STOPPED_DESTROYED"]


def test_the_guest_reboots(boot: Boot) -> None:
    dom, console = boot()
    reboots = Reboots(dom)
    console.send("reboot -f")
    reboots.wait()
    assert dom.state()[0] == c.VIR_DOMAIN_RUNNING


def test_the_guest_reboots_and_is_to_go(boot: Boot, events: Events) -> None:
    dom, console = boot(more="<on_reboot>destroy</on_reboot>")
    console.send("reboot -f")
    assert events.until("STOPPED_SHUTDOWN")[-2:] == ["SHUTDOWN_GUEST", "STOPPED_SHUTDOWN"]
    assert dom.state()[0] == c.VIR_DOMAIN_SHUTOFF


def test_a_deaf_guest_goes_on(boot: Boot) -> None:
    """shutdown() only asks."""
    dom, console = boot("anyvirt.deaf")
    dom.shutdown()
    assert console.run("echo still here") == "still here\n"
    assert dom.state()[0] == c.VIR_DOMAIN_RUNNING


def test_counters_of_disk_and_network(boot: Boot, root: Path) -> None:
    image = root / "disk.img"
    image.write_bytes(bytes(4 << 20))
    dom, console = boot(disks=[image], network=True)
    before = dom.blockStats("vda")
    console.run("dd if=/dev/zero of=/dev/vda bs=64k count=16 conv=fsync && dd if=/dev/vda of=/dev/null bs=64k skip=32")
    after = dom.blockStats("vda")
    assert after[3] - before[3] == 1 << 20
    assert after[1] - before[1] >= 2 << 20
    assert number(dom.blockStatsFlags("vda")["flush_operations"]) > 0
    assert dom.blockStats(str(image)) == dom.blockStats("vda") == dom.blockStats("")


@pytest.mark.parametrize("kind", ["pty", "unix"])
def test_console(qemu: virConnect, tiny: TinyGuest, root: Path, kind: str) -> None:
    """What goes out comes in, and the log has what the guest wrote."""
    log = root / "serial.log"
    xml = tiny.domain_xml(
        serial="pty" if kind == "pty" else "unix",
        serial_path=root / "console",
        serial_log=log,
        cmdline="anyvirt.tick=60",
    )
    dom = qemu.defineXML(xml)
    with tiny.boot(dom) as console:
        assert console.run("echo $((6 * 7))") == "42\n"
        dom.destroy()
        console.wait_closed()
    assert tiny.marker in log.read_text()


def test_the_guest_powers_off(qemu: virConnect, tiny: TinyGuest, root: Path, events: Events) -> None:
    """With a console that is a file, as for guests that do one thing and go."""
    file = root / "console.txt"
    dom = qemu.defineXML(tiny.domain_xml(serial="file", serial_path=file, cmdline="anyvirt.poweroff"))
    dom.create()
    assert events.until("STOPPED_SHUTDOWN")[-2:] == ["SHUTDOWN_GUEST", "STOPPED_SHUTDOWN"]
    assert dom.state() == [c.VIR_DOMAIN_SHUTOFF, c.VIR_DOMAIN_SHUTOFF_SHUTDOWN]
    assert tiny.marker in file.read_text()


def test_memory_and_processors_change(qemu: virConnect, tiny: TinyGuest, root: Path) -> None:
    """The guest gets a second processor, and gives memory back; what is configured stays."""
    smaller, target = threading.Event(), 100 * 1024

    def on_balloon(_conn: virConnect, _dom: virDomain, kib: int, _opaque: object) -> None:
        if kib == target:
            smaller.set()

    qemu.domainEventRegisterAny(None, c.VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE, on_balloon, None)
    xml = tiny.domain_xml(serial="unix", serial_path=root / "console", vcpus=2)
    dom = qemu.defineXML(xml.replace("<vcpu>2<", "<vcpu current='1'>2<"))
    with tiny.boot(dom) as console:
        before = dom.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE)
        dom.setMemory(target)
        assert smaller.wait(TIMEOUT_S)
        assert dom.info()[1:3] == [128 * 1024, target]
        assert f"<currentMemory unit='KiB'>{target}<" in dom.XMLDesc()
        assert dom.memoryStats()["actual"] == target

        assert console.run("nproc") == "1\n"
        dom.setVcpus(2)
        assert (len(dom.vcpus()[0]), dom.vcpusFlags(c.VIR_DOMAIN_AFFECT_LIVE), dom.info()[3]) == (2, 2, 2)
        console.run("until [ -d /sys/devices/system/cpu/cpu1 ]; do :; done")
        console.run("echo 1 >/sys/devices/system/cpu/cpu1/online || :")
        console.run("until [ $(nproc) = 2 ]; do :; done")
        assert "<vcpu placement='static'>2<" in dom.XMLDesc()
        assert dom.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE) == before
