"""A real systemd of one's own: a user's manager with the units of the test, in namespaces and a cgroup for it alone."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from anyvirt.testing.peers import find_program

_SYSTEMD = "/lib/systemd/systemd"
_SYSTEM_UNITS = Path("/usr/lib/systemd/user")
_NEEDED = ("basic", "default", "exit", "paths", "shutdown", "sockets", "timers")
_HIERARCHIES = tuple(map(Path, ("/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified", "/sys/fs/cgroup")))
_END_S = 60

# /run is empty, and the manager's %t, so that units of the system find there what they would find anywhere. The folder
# of the system's manager has to be there, or a user's one will not run.
_SCRIPT = """
set -e
for tasks in $2; do echo $$ >"$tasks"; done
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/systemd/system
# As process 1 it would be the system's own.
"$1" --user &
wait
"""


class PrivateSystemd:
    """What `private_systemd` gives.

    Attributes:
        root: the root of its files, as seen from outside.
    """

    def __init__(self, process: int) -> None:
        self._process = process
        self.root = Path(f"/proc/{process}/root")

    def systemctl(self, *words: str, check: bool = True) -> str:
        """What systemctl says."""
        enter = ["nsenter", f"--target={self._process}", "--mount", "--pid", "--"]
        done = subprocess.run(
            [*enter, "systemctl", "--user", "--no-pager", *words],
            env={**os.environ, "XDG_RUNTIME_DIR": "/run"},
            capture_output=True,
            text=True,
            timeout=_END_S,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def property(self, unit: str, name: str) -> str:
        """That of a unit."""
        return self.systemctl("show", "--property", name, "--value", unit)


@contextmanager
def private_systemd(folder: Path, units: Path, started: Sequence[str], drop_in: str = "") -> Iterator[PrivateSystemd]:
    """Run it with all units of a folder, of which it starts some. The test is skipped where it cannot run.

    Args:
        drop_in: what is added to each service.
    """
    if os.geteuid() != 0:
        pytest.skip("only root can run a systemd of its own")
    if find_program(_SYSTEMD) is None or not _SYSTEM_UNITS.is_dir():
        pytest.skip("needs systemd (Debian package systemd)")
    there = folder / "units"
    shutil.copytree(units, there)
    for name in _NEEDED:
        shutil.copy(_SYSTEM_UNITS / f"{name}.target", there)
    shutil.copy(_SYSTEM_UNITS / "systemd-exit.service", there)
    (there / "default.target").write_text(f"[Unit]\nDescription=What the test wants\nWants={' '.join(started)}\n")
    for service in units.glob("*.service"):
        more = there / f"{service.name}.d"
        more.mkdir()
        (more / "test.conf").write_text(drop_in)
    with ExitStack() as resources:
        groups = [resources.enter_context(_cgroup(path, folder.name)) for path in _HIERARCHIES]
        tasks = " ".join(str(path / "cgroup.procs") for path in groups if path is not None)
        if not tasks:
            pytest.skip("needs a cgroup that can be written, of systemd's own hierarchy or of version 2")
        notices = resources.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        notices.bind(f"{folder}/ready")
        notices.settimeout(_END_S)
        process = subprocess.Popen(
            [
                *("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"),
                *("bash", "-c", _SCRIPT, "bash", _SYSTEMD, tasks),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(folder),
                "XDG_RUNTIME_DIR": "/run",
                "SYSTEMD_UNIT_PATH": str(there),
                "NOTIFY_SOCKET": f"{folder}/ready",
            },
        )
        try:
            # It says when all that it is to start has been.
            while b"READY=1" not in notices.recv(4096).split(b"\n"):
                pass
            yield PrivateSystemd(_inner(process))
        finally:
            # With process 1 goes the namespace. unshare ends when all in it have, and the cgroup is empty then.
            os.kill(_inner(process), signal.SIGKILL)
            process.communicate(timeout=_END_S)


def _inner(process: subprocess.Popen[bytes]) -> int:
    """Process 1 of the namespace that unshare has made."""
    return int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text())


@contextmanager
def _cgroup(hierarchy: Path, name: str) -> Iterator[Path | None]:
    group = hierarchy / name
    try:
        if not (hierarchy / "cgroup.procs").exists():  # a folder with hierarchies in it
            yield None
            return
        group.mkdir()
    except OSError:
        yield None
        return
    try:
        yield group
    finally:
        for folder, _, _ in os.walk(group, topdown=False):
            os.rmdir(folder)
