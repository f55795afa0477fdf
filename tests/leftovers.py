"""What a run of the tests must not leave on the machine: processes, mounts, network devices, files of ours."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

OUR_FOLDERS = ("/etc/anyvirt", "/run/anyvirt", "/var/lib/anyvirt", "/var/cache/anyvirt", "/var/log/anyvirt")


@dataclass
class Leftovers:
    """Compares the machine before and after a test session that keeps all its files in *folder*."""

    folder: Path
    _before: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._before = self._state()

    def found(self) -> list[str]:
        """One line per thing that was not there before."""
        return sorted(self._state() - self._before) + self._processes()

    def _state(self) -> set[str]:
        mounts = (line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines())
        # Only tun and tap devices and bridges: other programs make interfaces of other kinds as they please.
        links = (
            path.name
            for path in Path("/sys/class/net").iterdir()
            if (path / "tun_flags").exists() or (path / "bridge").exists()
        )
        files = (str(path) for folder in OUR_FOLDERS for path in Path(folder).rglob("*"))
        return {
            *(f"mount {mount}" for mount in mounts if mount.startswith((str(self.folder), *OUR_FOLDERS))),
            *(f"network device {link}" for link in links),
            *(f"file {file}" for file in files),
        }

    def _processes(self) -> list[str]:
        """Processes that were started by the session: its folder is in their environment or on their command line."""
        ours = str(self.folder).encode()
        left = []
        for process in Path("/proc").iterdir():
            if not process.name.isdigit() or int(process.name) == os.getpid():
                continue
            try:
                command = (process / "cmdline").read_bytes()
                environment = (process / "environ").read_bytes()
            except OSError:
                continue  # ended meanwhile, or another user's
            if command and (ours in command or ours in environment):
                left.append(f"process {process.name}: {command.replace(bytes(1), b' ').decode(errors='replace')[:200]}")
        return sorted(left)
