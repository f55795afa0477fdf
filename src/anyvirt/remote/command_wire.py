"""The wire of a connection through a program, such as ssh."""

from __future__ import annotations

import socket
import subprocess
import tempfile
from contextlib import suppress
from typing import IO, Final

from anyvirt.remote.wire import Wire
from anyvirt.util.error import SystemCallError

_FROM_RPC: Final = 7  # VIR_FROM_RPC
_END_S: Final = 5.0  # how long a program may take to end when its connection has


class CommandWire(Wire):
    """The standard input and output of a program that has the daemon at its other end."""

    def __init__(self, command: list[str], *, encrypted: bool) -> None:
        ours, theirs = socket.socketpair()
        self._stderr = _scratch_file()  # not a pipe, which a program could fill
        self._program = command[0]
        try:
            with theirs:
                self._process = subprocess.Popen(
                    command, stdin=theirs.fileno(), stdout=theirs.fileno(), stderr=self._stderr
                )
        except OSError as exc:
            ours.close()
            self._stderr.close()
            raise SystemCallError(
                f"cannot run '{command[0]}' to reach the daemon: {exc.strerror}", origin=_FROM_RPC, int1=exc.errno or 0
            ) from exc
        super().__init__(ours, local=False)
        self.encrypted = encrypted

    def last_words(self) -> str:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        self._stderr.seek(0)
        said = self._stderr.read().decode(errors="replace").strip()
        status = self._process.poll()
        return said or (f"'{self._program}' ended with status {status}" if status is not None else "")

    def close(self) -> None:
        if self._socket.fileno() < 0:
            return
        super().close()
        # It would end by itself when it reads the end of its input, but perhaps only when the other host has answered.
        self._process.terminate()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._stderr.close()


def _scratch_file() -> IO[bytes]:
    return tempfile.TemporaryFile()
