"""A daemon of ours of one's own, for tests with real clients: all that it has is in one folder, and ends with it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

_START_S = 60
_STOP_S = 40


class PrivateDaemon:
    """A context in which `anyvirtd` runs.

    Args:
        root: the folder of everything; its path must be short, for the sockets.
        config: the text of its configuration file.
        arguments: more of its options.

    Attributes:
        socket, ro_socket, admin_socket: where it listens.
        log: the file that it logs to.
    """

    def __init__(self, root: Path, config: str = "", *arguments: str) -> None:
        self.root = root
        self.socket = root / "run" / "anyvirt-sock"
        self.ro_socket = root / "run" / "anyvirt-sock-ro"
        self.admin_socket = root / "run" / "anyvirt-admin-sock"
        self.log = root / "anyvirtd.log"
        self.config = root / "anyvirtd.conf"
        self._arguments = arguments
        self._process: subprocess.Popen[bytes] | None = None
        self._notices: socket.socket | None = None
        self.config.write_text(config)

    def uri(self, driver: str = "test", path: str = "/default", *, readonly: bool = False) -> str:
        """What a client of libvirt's opens to reach a driver in it."""
        return f"{driver}+unix://{path}?socket={self.ro_socket if readonly else self.socket}"

    @property
    def admin_uri(self) -> str:
        """What virt-admin opens."""
        return f"libvirtd+unix:///system?socket={self.admin_socket}"

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def port(self, kind: str) -> int:
        """Where it listens for "tcp" or "tls", if its configuration leaves the choice to the system."""
        ready = next(line for line in self.log.read_text().splitlines() if ": ready: " in line)
        found = re.search(rf"{kind} [0-9.]+:([0-9]+)", ready)
        assert found is not None, ready
        return int(found[1])

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start it, and wait until it says that it is ready.

        Raises:
            RuntimeError: it ends instead, or says nothing; with its log.
        """
        where = self.root / "notify"
        where.unlink(missing_ok=True)
        self._notices = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notices.bind(str(where))
        self._notices.settimeout(_START_S)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "anyvirtd", "--root", str(self.root), "--config", str(self.config)),
                    *("--verbose", *self._arguments),
                ],
                cwd=self.root,  # what it is told to write goes there
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # It would be told of the end of its start by this, and of nothing when it fails to.
                env={**os.environ, "NOTIFY_SOCKET": str(where)},
                preexec_fn=_end_with_parent,
            )
        try:
            self.wait_for("READY=1")
        except BaseException:
            self.stop()
            raise

    def wait_for(self, state: str) -> None:
        """Wait until the daemon says *state* to who started it, as it would to systemd.

        Raises:
            RuntimeError: it ends instead, or says nothing for long.
        """
        assert self._notices is not None
        assert self._process is not None
        self._notices.settimeout(0.2)
        for _ in range(_START_S * 5):
            try:
                if state in self._notices.recv(4096).decode().splitlines():
                    return
            except TimeoutError:
                if self._process.poll() is not None:
                    break
        raise RuntimeError(f"the daemon does not say {state}: {self.log.read_text()}")

    def wait(self, timeout_s: float = _STOP_S) -> int:
        """Wait until it has ended; the result is its exit status."""
        assert self._process is not None
        return self._process.wait(timeout_s)

    def stop(self) -> int:
        """End it as systemd would; the result is its exit status."""
        if self._notices is not None:
            self._notices.close()
            self._notices = None
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
        finally:
            self._process = None

    def kill(self) -> None:
        """End it as a fault would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()


def _end_with_parent() -> None:
    """In the child: whatever happens to the tests, no daemon outlives them."""
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
