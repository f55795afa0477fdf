"""A libvirtd of one's own, for comparisons with the original: beside any other, gone without a trace."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from anyvirt.testing.peers import find_program

_STOP_S = 30
_START_S = 60
_LOOK_S = 0.05

# Runs as process 1 of the namespaces. Empty folders cover libvirt's own, so that no daemon sees another's guests.
# /dev/kvm is covered too, by a file that nobody may write: where KVM can be opened but does not work, libvirt probes
# the emulator again at each call.
_SCRIPT = r"""
set -e
folder=$1 cache=$2
for covered in /run /etc/libvirt /var/lib/libvirt /var/log/libvirt; do
    mkdir -p "$covered"
    mount -t tmpfs tmpfs "$covered"
done
mkdir -p /var/cache/libvirt "$cache" /var/log/libvirt/qemu
mount --bind "$cache" /var/cache/libvirt
if [ -e /dev/kvm ]; then
    : >"$folder/no-kvm"
    mount --bind "$folder/no-kvm" /dev/kvm
    mount -o remount,bind,ro /dev/kvm
fi
ip link set lo up
cat >/etc/libvirt/qemu.conf <<END
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
namespaces = []
cgroup_controllers = []
stdio_handler = "file"
END
cat >"$folder/libvirtd.conf" <<END
unix_sock_dir = "$folder"
auth_unix_rw = "none"
log_outputs = "3:file:$folder/libvirtd.log"
END
# Not exec: process 1 must reap the emulators that the daemon disowns, or it waits for ever for them to vanish.
"$3" --config "$folder/libvirtd.conf" &
wait
"""


class LibvirtdUnavailable(RuntimeError):
    """No libvirtd can be started here; the text says why."""


class PrivateLibvirtd:
    """A context in which a libvirtd runs in namespaces of its own; all that it started ends with it.

    Args:
        cache: a folder in which it may keep what it learns about emulators; asking them takes it several seconds.

    Attributes:
        uri: what a client of libvirt's opens to reach it, with "qemu" for its driver.
        folder: where its socket is. Guests may have files there, or anywhere else but below libvirt's own folders.
    """

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache
        self._process: subprocess.Popen[bytes] | None = None
        self.folder = Path()

    @property
    def uri(self) -> str:
        return f"qemu+unix:///system?socket={self.folder}/libvirt-sock"

    @property
    def log(self) -> str:
        """What the daemon logged so far: warnings and errors."""
        path = self.folder / "libvirtd.log"
        return path.read_text() if path.exists() else ""

    def __enter__(self) -> Self:
        program = find_program("libvirtd")
        if program is None:
            raise LibvirtdUnavailable("libvirtd is not installed (Debian package libvirt-daemon-system)")
        if os.geteuid() != 0:
            raise LibvirtdUnavailable("only root can start a libvirtd in namespaces of its own")
        self.folder = Path(tempfile.mkdtemp(prefix="avl-", dir=os.environ.get("ANYVIRT_TEST_SESSION")))
        cache = self._cache or self.folder / "cache"
        self._process = subprocess.Popen(
            [
                *("unshare", "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--mount-proc"),
                *("bash", "-c", _SCRIPT, "libvirtd", str(self.folder), str(cache), program),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            self._wait_until_it_listens(self._process)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._process is not None:
            # unshare ignores SIGTERM. With it goes process 1 of its namespaces, and with that everything in them.
            self._process.kill()
            self._process.communicate(timeout=_STOP_S)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait_until_it_listens(self, process: subprocess.Popen[bytes]) -> None:
        """Look for the socket now and then: without systemd the daemon has no way to say that it is ready."""
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            with socket.socket(socket.AF_UNIX) as client, suppress(FileNotFoundError, ConnectionRefusedError):
                client.connect(f"{self.folder}/libvirt-sock")
                return
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK_S)
                assert process.stderr is not None
                raise LibvirtdUnavailable(f"libvirtd ended at start: {process.stderr.read().decode()}{self.log}")
        raise LibvirtdUnavailable(f"libvirtd did not listen within {_START_S} s: {self.log}")
