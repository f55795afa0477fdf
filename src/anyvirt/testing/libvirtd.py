"""A libvirtd of one's own, for comparisons with the original: beside any other, gone without a trace."""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

from anyvirt.testing.peers import find_program

_STOP_S = 30
_START_S = 60
_LOOK_S = 0.05
_LISTEN = "0A"  # TCP_LISTEN, as the kernel's tables of sockets have it
_CLONE_NEWNET = 0x40000000

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
mkdir -p /var/cache/libvirt "$cache" /var/log/libvirt/qemu /run/libvirt
ln -s "$folder/libvirt-sock" "$folder/libvirt-sock-ro" /run/libvirt/
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
cat "$folder/settings" >>"$folder/libvirtd.conf"
# Not exec: process 1 must reap the emulators that the daemon disowns, or it waits for ever for them to vanish.
"$3" --config "$folder/libvirtd.conf" $4 &
wait
"""


class LibvirtdUnavailable(RuntimeError):
    """No libvirtd can be started here; the text says why."""


class PrivateLibvirtd:
    """A context in which a libvirtd runs in namespaces of its own; all that it started ends with it.

    Args:
        cache: a folder in which it may keep what it learns about emulators; asking them takes it several seconds.
        settings: more lines of its libvirtd.conf.
        ports: those that the settings make it listen on, at the addresses of a network that only it has.
        environment: more variables of its environment.

    Attributes:
        uri: what a client of libvirt's opens to reach it, with "qemu" for its driver.
        folder: where its socket is. Guests may have files there, or anywhere else but below libvirt's own folders.
    """

    def __init__(
        self,
        cache: Path | None = None,
        *,
        settings: Sequence[str] = (),
        ports: Sequence[int] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._cache = cache
        self._settings = settings
        self._ports = ports
        self._environment = environment or {}
        self._process: subprocess.Popen[bytes] | None = None
        self.folder = Path()

    @property
    def uri(self) -> str:
        return f"qemu+unix:///system?socket={self.folder}/libvirt-sock"

    @property
    def beside(self) -> tuple[str, ...]:
        """What makes a command line run where the daemon does: with its network, and its sockets in /run/libvirt."""
        spaces = Path(f"/proc/{self._inner}/ns")
        kinds = ("net", "mnt", "pid")
        return ("nsenter", *(f"--{kind.replace('mnt', 'mount')}={spaces / kind}" for kind in kinds), "--")

    def connect(self, port: int) -> socket.socket:
        """A connection to one of the daemon's ports, from outside of its network."""
        made: Future[socket.socket] = Future()

        def enter_and_connect() -> None:
            # A thread may be in a network of its own, and a socket stays in that in which it was made.
            with _handing_over(made), open(f"/proc/{self._inner}/ns/net") as network:
                if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), _CLONE_NEWNET) != 0:
                    raise OSError(ctypes.get_errno(), "setns")
                made.set_result(socket.create_connection(("127.0.0.1", port), timeout=_START_S))

        thread = Thread(target=enter_and_connect)
        thread.start()
        thread.join()
        return made.result()

    @property
    def _inner(self) -> int:
        """Process 1 of the namespaces, as it is called outside."""
        assert self._process is not None
        pid = self._process.pid
        return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])

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
        (self.folder / "settings").write_text("".join(f"{line}\n" for line in self._settings))
        self._process = subprocess.Popen(
            [
                *("unshare", "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--mount-proc"),
                *("bash", "-c", _SCRIPT, "libvirtd", str(self.folder), str(cache), program),
                "--listen" if self._ports else "",
            ],
            env={**os.environ, **self._environment},
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
                if self._listening() >= set(self._ports):
                    return
            with suppress(subprocess.TimeoutExpired):
                process.wait(_LOOK_S)
                assert process.stderr is not None
                raise LibvirtdUnavailable(f"libvirtd ended at start: {process.stderr.read().decode()}{self.log}")
        raise LibvirtdUnavailable(f"libvirtd did not listen within {_START_S} s: {self.log}")

    def _listening(self) -> set[int]:
        """The ports of TCP that somebody listens on in the daemon's network."""
        found = set()
        for table in ("tcp", "tcp6"):
            for line in Path(f"/proc/{self._inner}/net/{table}").read_text().splitlines()[1:]:
                _number, local, _remote, state = line.split()[:4]
                if state == _LISTEN:
                    found.add(int(local.rpartition(":")[2], 16))
        return found


@contextmanager
def _handing_over(made: Future[socket.socket]) -> Iterator[None]:
    """Hand what fails inside to whoever waits for the result."""
    try:
        yield
    except OSError as exc:
        made.set_exception(exc)
