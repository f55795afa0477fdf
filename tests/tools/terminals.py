"""A terminal on which a test runs a command."""

from __future__ import annotations

import os
import select
import termios

PATIENCE_S = 30  # that a command gets for one step


class Terminal:
    """A terminal on which the command runs."""

    def __init__(self) -> None:
        self._master, self.slave = os.openpty()
        self.before = termios.tcgetattr(self.slave)
        self._seen = b""

    def type(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def wait_for(self, text: bytes) -> bytes:
        """What was shown up to and with *text*."""
        while text not in self._seen:
            ready, _, _ = select.select([self._master], [], [], PATIENCE_S)
            assert ready, f"no {text!r} in {self._seen!r}"
            self._seen += os.read(self._master, 65536)
        end = self._seen.index(text) + len(text)
        shown, self._seen = self._seen[:end], self._seen[end:]
        return shown

    def settings(self) -> list[object]:
        return termios.tcgetattr(self.slave)

    def close(self) -> None:
        os.close(self._master)
        os.close(self.slave)
