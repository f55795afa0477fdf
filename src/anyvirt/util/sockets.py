"""Where daemons listen on this host: ours, libvirt's modular ones, and its one for everything."""

from __future__ import annotations

import enum
import os
from pathlib import Path
from typing import Final, NamedTuple

# The driver of a URI, and libvirt's modular daemon for it. Any other is served by its daemons for everything alone.
_MODULAR: Final = {
    "bhyve": "virtbhyved",
    "ch": "virtchd",
    "interface": "virtinterfaced",
    "lxc": "virtlxcd",
    "network": "virtnetworkd",
    "nodedev": "virtnodedevd",
    "nwfilter": "virtnwfilterd",
    "qemu": "virtqemud",
    "secret": "virtsecretd",
    "storage": "virtstoraged",
    "vbox": "virtvboxd",
    "vz": "virtvzd",
    "xen": "virtxend",
}


class Mode(enum.Enum):
    """Which of libvirt's daemons a URI wants: `mode=`."""

    AUTO = "auto"  # ours, else the modular one, else the one for everything
    DIRECT = "direct"  # the modular one
    LEGACY = "legacy"  # the one for everything: libvirtd, or virtproxyd in its place


class Place(NamedTuple):
    """A socket that a daemon may listen on."""

    daemon: str
    path: Path


def run_folder(*, session: bool) -> Path:
    """The folder in which daemons have folders with their sockets: the system's, or that of the user's own daemons."""
    if not session:
        return Path("/run")
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if os.path.isabs(runtime):
        return Path(runtime)
    if (found := Path(f"/run/user/{os.getuid()}")).is_dir():
        return found
    cache = os.environ.get("XDG_CACHE_HOME", "")  # where libvirt puts them on hosts without such a folder
    return Path(cache) if os.path.isabs(cache) else Path(os.path.expanduser("~")) / ".cache"


def places(driver: str, *, session: bool, readonly: bool = False, mode: Mode = Mode.AUTO) -> list[Place]:
    """The sockets behind which *driver* may be, best first, whether they are there or not.

    Args:
        driver: of the URI: "qemu", "test" ...
        session: whether the user's own daemons are meant, rather than the system's.
        readonly: whether to look without changing anything. A user's daemons have no sockets for that: they let their
            user in to do as much as he wants to.
    """
    folder = run_folder(session=session)
    ending = "-sock-ro" if readonly and not session else "-sock"
    libvirt = folder / "libvirt"
    found = []
    if mode is Mode.AUTO:
        found.append(Place("anyvirtd", folder / "anyvirt" / f"anyvirt{ending}"))
    modular = _MODULAR.get(driver)
    if mode is not Mode.LEGACY and modular is not None:
        found.append(Place(modular, libvirt / f"{modular}{ending}"))
    if mode is not Mode.DIRECT:
        found.append(Place("libvirtd", libvirt / f"libvirt{ending}"))
    return found
