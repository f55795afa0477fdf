"""Boots a tiny Linux guest of a daemon of its own, shows its console, shuts it down, leaves nothing behind.

The daemon is a user's session daemon, as the command line has it: it starts when it is needed. Here it has folders of
its own, and ends with the demo. All that is done to the guest goes through anyvirt's public API; `make demo` runs this.
"""

from __future__ import annotations

import os
import queue
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rich import box
from rich.console import Console as Terminal
from rich.table import Table
from rich.text import Text

import anyvirt as libvirt
from anyvirt.testing import Console, ConsoleClosed, GuestUnavailable, TinyGuest, build_guest
from anyvirt.testing.processes import processes_using

NAME = "demo"
URI = "qemu:///session"
FOLDERS = {"XDG_RUNTIME_DIR": "run", "XDG_CONFIG_HOME": "etc", "XDG_STATE_HOME": "lib", "XDG_CACHE_HOME": "cache"}
DISK_MIB = 8
BOOT_TIMEOUT_S = 90
SHUTDOWN_TIMEOUT_S = 30
KERNEL_MESSAGES = "loglevel=6"  # enough to see Linux start

terminal = Terminal(highlight=False, soft_wrap=True)


class DemoFailed(Exception):
    """Something did not happen; the text says what."""


def say(text: str) -> None:
    terminal.print(Text(f"==> {text}", style="bold"))


@contextmanager
def progress(text: str) -> Iterator[None]:
    """A moving line below the output on a terminal, a plain line in a pipe."""
    if terminal.is_terminal:
        with terminal.status(text):
            yield
    else:
        say(text)
        yield


def watch(console: Console, guest: TinyGuest) -> float:
    """Show the guest's console until the guest says that it is up; the seconds that took."""
    began = time.monotonic()
    rest = ""
    with progress("waiting for the guest, its console is shown live ..."):
        while time.monotonic() - began < BOOT_TIMEOUT_S:
            *lines, rest = (rest + console.read(timeout_s=1).replace("\r", "")).split("\n")
            for line in lines:
                is_marker = guest.marker in line
                terminal.print(Text(f"    {line}", style="green" if is_marker else "dim"))
                if is_marker:
                    return time.monotonic() - began
    raise DemoFailed(f"the guest did not come up within {BOOT_TIMEOUT_S} s")


def show_statistics(dom: libvirt.virDomain) -> None:
    _, maximum_kib, memory_kib, vcpus, cpu_time_ns = dom.info()
    reads, read_bytes, writes, written_bytes, _ = dom.blockStats("vda")
    say(f"domain '{NAME}', live")
    table = Table(box=box.ROUNDED if terminal.is_terminal else None, show_header=False)
    table.add_row("CPU time", f"{cpu_time_ns / 1e9:.2f} s on {vcpus} virtual CPU")
    table.add_row("memory", f"{memory_kib // 1024} of {maximum_kib // 1024} MiB")
    if resident_kib := dom.memoryStats().get("rss"):
        table.add_row("resident on the host", f"{resident_kib // 1024} MiB")
    table.add_row("disk vda", f"{reads} reads, {read_bytes} bytes; {writes} writes, {written_bytes} bytes")
    terminal.print(table)


def list_domains() -> None:
    """What the command line prints meanwhile: a daemon has many clients at once."""
    command = ["anyvirt", "--connect", URI, "list", "--all"]
    say(" ".join(command))
    program = Path(sys.executable).with_name("anyvirt")
    done = subprocess.run([program, *command[1:]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    terminal.print(Text(done.stdout.rstrip()))
    if done.returncode != 0:
        raise DemoFailed(f"'anyvirt list' ended with status {done.returncode}")


def shut_down(conn: libvirt.virConnect, dom: libvirt.virDomain) -> float:
    """Press the guest's power button and wait for the event that it has stopped; the seconds that took."""
    stopped: queue.SimpleQueue[None] = queue.SimpleQueue()

    def on_lifecycle(_conn: object, _dom: object, event: int, detail: int, _opaque: object) -> None:
        if event == libvirt.VIR_DOMAIN_EVENT_STOPPED:
            stopped.put(None)

    handler = conn.domainEventRegisterAny(dom, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, on_lifecycle, None)
    began = time.monotonic()
    dom.shutdown()
    try:
        stopped.get(timeout=SHUTDOWN_TIMEOUT_S)
    except queue.Empty:
        raise DemoFailed(f"the guest did not shut down within {SHUTDOWN_TIMEOUT_S} s") from None
    conn.domainEventDeregisterAny(handler)
    return time.monotonic() - began


def run(root: Path, guest: TinyGuest) -> tuple[float, float]:
    """The demo; how many seconds the guest needed to come up, and to go down."""
    disk = root / "disk.img"
    with disk.open("wb") as image:
        image.truncate(DISK_MIB * 1024 * 1024)

    say(f"connecting to {URI}, whose daemon starts now")
    with libvirt.open(URI) as conn:
        say(f"defining domain '{NAME}', and starting it")
        dom = conn.defineXML(
            guest.domain_xml(
                NAME, serial="unix", serial_path=root / "console", disks=[disk], network=True, cmdline=KERNEL_MESSAGES
            )
        )
        dom.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)  # until its console is watched
        with Console.of_domain(dom.XMLDesc()) as console:
            dom.resume()
            up_s = watch(console, guest)
            show_statistics(dom)
        list_domains()
        say("shutting it down by ACPI")
        down_s = shut_down(conn, dom)
        dom.undefine()
    stop_daemon(root)
    if left := processes_using(root):
        raise DemoFailed(f"processes are left: {left}")
    return up_s, down_s


def stop_daemon(root: Path) -> None:
    """End the daemon, which would do so by itself after two idle minutes."""
    with suppress(FileNotFoundError, ProcessLookupError):
        pid = int((root / "run" / "anyvirt" / "anyvirtd.pid").read_text())
        process = os.pidfd_open(pid)
        try:
            os.kill(pid, signal.SIGTERM)
            if not select.select([process], [], [], SHUTDOWN_TIMEOUT_S)[0]:
                raise DemoFailed(f"the daemon, process {pid}, did not end within {SHUTDOWN_TIMEOUT_S} s")
        finally:
            os.close(process)


def clean_up(root: Path) -> None:
    """Undo what a demo that broke off has left."""
    with suppress(libvirt.libvirtError), libvirt.open(URI) as conn:
        for dom in conn.listAllDomains():
            if dom.isActive():
                dom.destroy()
            if dom.isPersistent():
                dom.undefine()
    stop_daemon(root)


@contextmanager
def own_root() -> Iterator[Path]:
    """A folder for all that the demo makes, as if it were a user's; whatever ends it, nothing of it is left."""
    root = Path(tempfile.mkdtemp(prefix="anyvirt-demo-"))
    for variable, name in FOLDERS.items():
        (root / name).mkdir(mode=0o700)
        os.environ[variable] = str(root / name)
    try:
        yield root
    except BaseException:
        clean_up(root)
        raise
    finally:
        shutil.rmtree(root, ignore_errors=True)


def main() -> int:
    began = time.monotonic()
    try:
        say("building the tiny Linux guest (from the cache, if it was built before)")
        guest = build_guest()
        with own_root() as root:
            up_s, down_s = run(root, guest)
    except KeyboardInterrupt:
        terminal.print("\ndemo: interrupted; the guest was destroyed and its files were removed")
        return 130
    except (DemoFailed, GuestUnavailable, ConsoleClosed, libvirt.libvirtError) as exc:
        print(f"demo: failed: {exc}", file=sys.stderr)
        return 1
    took_s = time.monotonic() - began
    terminal.print(f"demo: up in {up_s:.2f} s, down in {down_s:.2f} s, {took_s:.1f} s in all; nothing was left behind")
    return 0


if __name__ == "__main__":
    sys.exit(main())
