"""Where the QEMU driver keeps what: all under one folder, or in the places that a host has for such things."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one QEMU driver.

    Attributes:
        root: what tells one driver from another; one process at a time has it.
        config: definitions of persistent domains; links in `autostart/` below.
        status: what runs now: one file per running domain, for the next process that opens this root.
        log: what each QEMU printed, and the command lines it was started with.
        capabilities: what was learnt from emulators.
        runtimes: the folders of the running domains.
    """

    root: Path
    config: Path
    status: Path
    log: Path
    capabilities: Path
    runtimes: Path

    @classmethod
    def under(cls, root: Path) -> Paths:
        """All in one folder."""
        return cls(
            root,
            root / "etc" / "qemu",
            root / "run" / "qemu",
            root / "log" / "qemu",
            root / "cache" / "qemu" / "capabilities",
            root / "lib" / "qemu",
        )

    @classmethod
    def for_user(cls) -> Paths:
        """Of an embedded connection whose URI names no root: in the user's own folder."""
        return cls.under(_folder("XDG_STATE_HOME", ".local/state") / "anyvirt" / "embed")

    @classmethod
    def of_system(cls) -> Paths:
        """Of the host's daemon."""
        return cls(
            Path("/var/lib/anyvirt"),
            Path("/etc/anyvirt/qemu"),
            Path("/run/anyvirt/qemu"),
            Path("/var/log/anyvirt/qemu"),
            Path("/var/cache/anyvirt/qemu/capabilities"),
            Path("/var/lib/anyvirt/qemu"),
        )

    @classmethod
    def of_session(cls) -> Paths:
        """Of a user's own daemon."""
        cache = _folder("XDG_CACHE_HOME", ".cache") / "anyvirt"
        state = _folder("XDG_STATE_HOME", ".local/state") / "anyvirt" / "session"
        runtime = os.environ.get("XDG_RUNTIME_DIR", "")
        run = Path(runtime) / "anyvirt" if os.path.isabs(runtime) else state / "run"
        return cls(
            state,
            _folder("XDG_CONFIG_HOME", ".config") / "anyvirt" / "qemu",
            run / "qemu",
            cache / "log" / "qemu",
            cache / "qemu" / "capabilities",
            run / "qemu" / "lib",
        )

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    def runtime(self, domain_id: int, name: str) -> Path:
        """The folder of one running domain: its monitor and the sockets of its devices."""
        # Names may be long and hold anything but '/'; a socket path may not exceed 107 bytes.
        safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)[:20]
        return self.runtimes / f"domain-{domain_id}-{safe}"


def _folder(variable: str, default: str) -> Path:
    chosen = os.environ.get(variable, "")
    return Path(chosen) if os.path.isabs(chosen) else Path.home() / default
