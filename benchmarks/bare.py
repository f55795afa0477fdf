"""A QEMU without any library around it: the same command line, greeted over its monitor, killed by a signal."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from typing import Any

_MONITOR_FD = re.compile(r"(?<=\bfd=)(\d+)")
_TIMEOUT_S = 60


class BareCommand:
    """The command line of a running QEMU, made to run again beside it.

    Args:
        pid: the process that was started by a driver.
        root: the folder in which that driver keeps its files.
        copy: an empty folder that takes its place.
    """

    def __init__(self, pid: int, root: Path, copy: Path) -> None:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").decode().split("\0")
        self._arguments = [argument.replace(str(root), str(copy)) for argument in arguments]
        self._socket_path = copy / "qmp"
        # The command line names files that the driver wrote, and folders in which QEMU makes sockets.
        shutil.copytree(root, copy, dirs_exist_ok=True, ignore=_not_copied)
        self._monitor = [index for index, text in enumerate(self._arguments) if _MONITOR_FD.search(text)]
        if len(self._monitor) != 1:
            raise RuntimeError(f"expected one argument with the monitor's descriptor: {' '.join(self._arguments)}")

    def start(self) -> BareQemu:
        """Start it; returns when the monitor has been greeted and takes commands."""
        self._socket_path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self._socket_path))
            listener.listen()
            [index] = self._monitor
            arguments = list(self._arguments)
            arguments[index] = _MONITOR_FD.sub(str(listener.fileno()), arguments[index])
            process = subprocess.Popen(
                arguments,
                pass_fds=[listener.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                process_group=0,
            )
        return BareQemu(process, self._socket_path)


class BareQemu:
    """A started QEMU, paused, that takes commands."""

    def __init__(self, process: subprocess.Popen[bytes], path: Path) -> None:
        self._process = process
        self._connection = socket.socket(socket.AF_UNIX)
        self._connection.settimeout(_TIMEOUT_S)
        self._connection.connect(str(path))
        self._stream = self._connection.makefile("rwb")
        if not self._stream.readline():
            raise RuntimeError(f"bare QEMU ended at start: {process.args!r}")
        self._stream.write(b'{"execute": "qmp_capabilities"}\n')
        self._stream.flush()
        self._stream.readline()

    def kill(self) -> None:
        """End it; returns when it is gone."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(_TIMEOUT_S)
        self._stream.close()
        self._connection.close()


def _not_copied(folder: Any, names: list[str]) -> list[str]:
    """What of a driver's folder the command line does not need: sockets, pipes, what belongs to the driver alone."""
    return [name for name in names if not ((path := Path(folder, name)).is_dir() or path.is_file())]
