"""qemu.procfs: the kernel's counters."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path

import pytest

from anyvirt.qemu import procfs


def test_times_of_a_process() -> None:
    times = procfs.process_times(os.getpid())
    assert times is not None
    assert times.total == times.user + times.system > 0
    assert times.cpu in os.sched_getaffinity(0) or times.cpu < (os.cpu_count() or 1)
    usage = os.times()
    assert times.user / 1e9 == pytest.approx(usage.user, abs=1)


def test_times_of_a_thread() -> None:
    times = procfs.thread_times(os.getpid(), threading.get_native_id())
    assert times is not None
    assert times.total >= 0


def test_a_name_that_looks_like_fields(tmp_path: Path) -> None:
    """A process chooses its name; whatever is in it, the fields behind it count."""
    script = tmp_path / "x) R 1 1 (y"
    script.symlink_to("/bin/sleep")
    with subprocess.Popen([script, "1000"]) as process:
        times = procfs.process_times(process.pid)
        process.kill()
    assert times is not None
    assert times.user >= 0


def test_what_has_ended() -> None:
    with subprocess.Popen(["/bin/true"]) as process:
        pass
    assert procfs.process_times(process.pid) is None
    assert procfs.thread_times(process.pid, process.pid) is None
    assert procfs.resident_kib(process.pid) is None


def test_memory_in_kib() -> None:
    resident = procfs.resident_kib(os.getpid())
    assert resident is not None
    status = Path("/proc/self/status").read_text()
    reported = int(status.partition("VmRSS:")[2].split()[0])
    assert resident == pytest.approx(reported, rel=0.2)


def test_counters_of_an_interface(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the host's end receives, the guest has sent."""
    table = (
        "Inter-|   Receive                      |  Transmit\n"
        " face |bytes packets and so on           |bytes packets and so on\n"
        "    lo:  100   1    0  0 0 0 0 0  100  1  0 0  0  0  0  0\n"
        " vnet0: 1 2 3 4 5 6 7 8 11 12 13 14 15 16 17 18\n"
        "vnet01:0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
    )
    monkeypatch.setattr(Path, "read_text", lambda _self: table)
    assert procfs.interface_counters("vnet0") == (11, 12, 13, 14, 1, 2, 3, 4)
    assert procfs.interface_counters("vnet01") == (0,) * 8
    assert procfs.interface_counters("vnet") is None


def test_the_loopback_interface() -> None:
    counters = procfs.interface_counters("lo")
    assert counters is not None
    assert len(counters) == 8
