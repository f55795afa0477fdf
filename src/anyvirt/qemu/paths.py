"""Where the QEMU driver keeps what: one layout under one folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one QEMU driver."""

    root: Path

    @classmethod
    def for_user(cls) -> Paths:
        """The root of an embedded connection whose URI names none: the user's own."""
        state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        return cls(Path(state) / "anyvirt" / "embed")

    @property
    def config(self) -> Path:
        """Definitions of persistent domains; links in `autostart/` below."""
        return self.root / "etc" / "qemu"

    @property
    def status(self) -> Path:
        """What runs now: one file per running domain, for the next process that opens this root."""
        return self.root / "run" / "qemu"

    @property
    def log(self) -> Path:
        """What each QEMU printed, and the command lines it was started with."""
        return self.root / "log" / "qemu"

    @property
    def capabilities(self) -> Path:
        """What was learnt from emulators."""
        return self.root / "cache" / "qemu" / "capabilities"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def runtimes(self) -> Path:
        """The folders of the running domains."""
        return self.root / "lib" / "qemu"

    def runtime(self, domain_id: int, name: str) -> Path:
        """The folder of one running domain: its monitor and the sockets of its devices."""
        # Names may be long and hold anything but '/'; a socket path may not exceed 107 bytes.
        safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)[:20]
        return self.runtimes / f"domain-{domain_id}-{safe}"
