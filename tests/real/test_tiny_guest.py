"""The tiny guest under a bare emulator: what every other test with a real machine rests on."""

from __future__ import annotations

import json
import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from anyvirt.testing import Console, TinyGuest

pytestmark = pytest.mark.real


class Machine:
    """A QEMU that is paused until `run`, with its monitor on a socket."""

    def __init__(self, folder: Path, guest: TinyGuest, serial: str, cmdline: str, *extra: str) -> None:
        monitor = folder / "qmp"
        self.process = subprocess.Popen(
            [
                *("qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-S"),
                *("-accel", "tcg", "-cpu", "qemu64", "-m", "128"),
                *("-kernel", str(guest.kernel), "-initrd", str(guest.initrd)),
                *("-append", f"{guest.cmdline} {cmdline}"),
                *("-chardev", serial, "-serial", "chardev:serial0"),
                *("-qmp", f"unix:{monitor},server=on,wait=off", "-pidfile", str(folder / "pid"), "-daemonize"),
                *extra,
            ]
        )
        assert self.process.wait(30) == 0  # the parent leaves when the daemon has opened its sockets
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(monitor))
        self._lines = self._socket.makefile("rw")
        self._lines.readline()
        self.command("qmp_capabilities")

    def command(self, name: str) -> Any:
        self._lines.write(json.dumps({"execute": name}) + "\n")
        self._lines.flush()
        for line in self._lines:
            answer = json.loads(line)
            if "event" not in answer:
                return answer["return"]
        raise EOFError("QEMU closed its monitor")

    def wait_for_event(self, name: str) -> dict[str, Any]:
        self._socket.settimeout(60)
        for line in self._lines:
            event: dict[str, Any] = json.loads(line)
            if event.get("event") == name:
                return event
        raise EOFError(f"QEMU closed its monitor before {name}")

    def quit(self) -> None:
        with suppress(EOFError, OSError):  # it may be gone already
            self.command("quit")
        self._socket.close()


Start = Callable[..., tuple[Machine, Console]]


@pytest.fixture
def start(tiny: TinyGuest, tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:

        def start(cmdline: str = "", *extra: str, pty: bool = False) -> tuple[Machine, Console]:
            path = str(tmp_path / "console")
            serial = "pty,id=serial0" if pty else f"socket,id=serial0,path={path},server=on,wait=off"
            machine = Machine(tmp_path, tiny, serial, cmdline, *extra)
            stack.callback(machine.quit)
            if pty:
                [name] = [
                    found["filename"] for found in machine.command("query-chardev") if found["label"] == "serial0"
                ]
                console = Console.open_pty(name.removeprefix("pty:"))
            else:
                console = Console.open_socket(path)
            stack.callback(console.close)
            machine.command("cont")
            return machine, console

        yield start


def test_says_that_it_is_up_runs_commands_and_powers_off_by_acpi(tiny: TinyGuest, start: Start) -> None:
    """The marker comes, the shell answers, and the power button ends the guest."""
    machine, console = start("", "-netdev", "user,id=n", "-device", "virtio-net-pci,netdev=n,romfile=")
    console.wait_until_up(tiny.marker)
    assert console.run("echo one; echo two") == "one\ntwo\n"
    assert "eth0" in console.run("ls /sys/class/net")
    with pytest.raises(RuntimeError, match="failed with status 1"):
        console.run("false")
    machine.command("system_powerdown")
    console.expect("anyvirt guest goes down")
    assert machine.wait_for_event("SHUTDOWN")["data"] == {"guest": True, "reason": "guest-shutdown"}
    console.wait_closed()


def test_is_reached_over_a_pty(tiny: TinyGuest, start: Start) -> None:
    """An emulator that notices its pty's user late does not make the wait for the guest fail."""
    _, console = start(pty=True)
    console.wait_until_up(tiny.marker)
    assert console.run("echo hello") == "hello\n"


def test_does_what_the_words_on_its_command_line_say(start: Start) -> None:
    """It counts, ignores the power button when told to, and leaves on its own."""
    machine, console = start("anyvirt.deaf anyvirt.tick=0.1 anyvirt.poweroff=2")
    console.expect("tick 0")
    machine.command("system_powerdown")
    console.expect("tick 3")
    console.expect("anyvirt guest goes down")
    machine.wait_for_event("SHUTDOWN")


def test_keeps_a_shell_on_every_serial_line(tiny: TinyGuest, start: Start, tmp_path: Path) -> None:
    """A second serial port answers commands too."""
    path = tmp_path / "second"
    _, console = start("", "-chardev", f"socket,id=s1,path={path},server=on,wait=off", "-serial", "chardev:s1")
    console.wait_until_up(tiny.marker)
    with Console.open_socket(str(path)) as second:
        assert second.run("tty") == "/dev/ttyS1\n"


def test_gets_an_address_by_dhcp(tiny: TinyGuest, start: Start) -> None:
    """Told to, it asks the network for its address before it says that it is up."""
    _, console = start("anyvirt.ip=dhcp", "-netdev", "user,id=n", "-device", "virtio-net-pci,netdev=n,romfile=")
    console.wait_until_up(tiny.marker)
    assert re.search(r"inet 10\.0\.2\.15/24", console.run("ip address show eth0"))
