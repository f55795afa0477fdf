"""Where the daemon has its sockets, files and state: for the host, for one user, or all under one folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from anyvirt.driver.settings import user_folder
from anyvirt.util.sockets import run_folder

SOCKET: Final = "anyvirt-sock"
RO_SOCKET: Final = "anyvirt-sock-ro"
ADMIN_SOCKET: Final = "anyvirt-admin-sock"
LIBVIRT_NAMES: Final = {
    f"{daemon}-{ending}": ours
    for daemon in ("libvirt", "virtqemud")
    for ending, ours in (("sock", SOCKET), ("sock-ro", RO_SOCKET), ("admin-sock", ADMIN_SOCKET))
}
"""Where libvirt's daemon for everything and its modular one for QEMU would listen, and which socket of ours that is."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one daemon.

    Attributes:
        session: whether it is a user's own.
        config: the configuration file, unless another one is given.
        run: the folder of sockets and of the file with its process id.
        libvirt_run: where libvirt's own daemon would have its sockets.
        users: the file of users of SASL.
        log: the file in which it logs when nobody says otherwise and it runs in the background.
        root: the folder that everything is under; None where the parts have places of their own.
    """

    session: bool
    config: Path
    run: Path
    libvirt_run: Path
    users: Path
    log: Path
    root: Path | None = None

    @classmethod
    def system(cls) -> Places:
        """Of the host's daemon."""
        return cls(
            False,
            Path("/etc/anyvirt/anyvirtd.conf"),
            run_folder(session=False) / "anyvirt",
            run_folder(session=False) / "libvirt",
            Path("/etc/anyvirt/users"),
            Path("/var/log/anyvirt/anyvirtd.log"),
        )

    @classmethod
    def of_user(cls) -> Places:
        """Of the user's own daemon."""
        runtime = run_folder(session=True)
        cache = _folder("XDG_CACHE_HOME", Path.home() / ".cache")
        return cls(
            True,
            user_folder() / "anyvirt" / "anyvirtd.conf",
            runtime / "anyvirt",
            runtime / "libvirt",
            user_folder() / "anyvirt" / "users",
            cache / "anyvirt" / "log" / "anyvirtd.log",
        )

    @classmethod
    def under(cls, root: Path, *, session: bool) -> Places:
        """Of a daemon all of which is in one folder."""
        return cls(
            session,
            root / "etc" / "anyvirtd.conf",
            root / "run",
            root / "run" / "libvirt",
            root / "etc" / "users",
            root / "log" / "anyvirtd.log",
            root,
        )

    @property
    def default_uri(self) -> str:
        """What a client opens that names nothing."""
        return "qemu:///session" if self.session else "qemu:///system"


def _folder(variable: str, default: Path) -> Path:
    chosen = os.environ.get(variable, "")
    return Path(chosen) if os.path.isabs(chosen) else default
