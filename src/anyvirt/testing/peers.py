"""The original programs that some tests compare with, and the versions in which they are here."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping

_PROBE_TIMEOUT_S = 30
# Daemons live where an ordinary user's PATH does not lead.
_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"])

Version = tuple[int, ...]


def find_program(name: str) -> str | None:
    """The program's path, looked for in PATH and in the folders of system programs."""
    return shutil.which(name, path=_PATH)


def _asked(program: str, *arguments: str) -> str:
    path = find_program(program)
    if path is None:
        return ""
    try:
        done = subprocess.run([path, *arguments], capture_output=True, text=True, timeout=_PROBE_TIMEOUT_S)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


_PROBES: Mapping[str, Callable[[], str]] = {
    "libvirt": lambda: _asked("libvirtd", "--version"),
    "virsh": lambda: _asked("virsh", "--version"),
    "qemu": lambda: _asked("qemu-system-x86_64", "--version"),
    "qemu-img": lambda: _asked("qemu-img", "--version"),
    "virt-install": lambda: _asked("virt-install", "--version"),
    "virt-manager": lambda: _asked("virt-manager", "--version"),
    # Debian builds libvirt-python for its own interpreter, which is rarely the one that runs the tests.
    "libvirt-python": lambda: _asked("/usr/bin/python3", "-c", "import libvirt; print(libvirt.getVersion())"),
}


@functools.cache
def peer_version(name: str) -> Version | None:
    """The version of a peer, None when it is not here.

    Raises:
        ValueError: no peer has this name.
    """
    try:
        probe = _PROBES[name]
    except KeyError:
        raise ValueError(f"no peer is called {name!r}; there are {', '.join(sorted(_PROBES))}") from None
    answer = probe()
    if name == "libvirt-python" and answer.strip().isdigit():
        number = int(answer)  # as libvirt counts: major * 1,000,000 + minor * 1,000 + micro
        return (number // 1_000_000, number // 1_000 % 1_000, number % 1_000)
    found = re.search(r"\d+(?:\.\d+)+", answer)
    return tuple(int(part) for part in found[0].split(".")) if found else None


def missing_peer(requirement: str) -> str | None:
    """Why *requirement*, such as "libvirt >= 9.0" or "virsh", is not met here; None when it is.

    Raises:
        ValueError: the requirement is not in that form, or names no known peer.
    """
    parsed = re.fullmatch(r"\s*([\w.-]+)\s*(?:>=\s*(\d+(?:\.\d+)*)\s*)?", requirement)
    if parsed is None:
        raise ValueError(f"a peer is written as 'libvirt' or 'libvirt >= 9.0', not as {requirement!r}")
    name, least = parsed.groups()
    version = peer_version(name)
    if version is None:
        return f"needs {requirement}, which is not installed"
    if least is not None and version < tuple(int(part) for part in least.split(".")):
        return f"needs {requirement}, found {'.'.join(map(str, version))}"
    return None
