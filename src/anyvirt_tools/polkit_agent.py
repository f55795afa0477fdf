"""An agent at this terminal, which asks for the password that polkit wants before a daemon lets a user in."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from typing import Final, Self

_PROGRAM: Final = "pkttyagent"
_END_S: Final = 5.0


class PolkitAgent:
    """Polkit's own agent for this process, until `close`.

    Raises:
        OSError: there is no terminal, or polkit's programs are not here.
    """

    def __init__(self) -> None:
        os.close(os.open(os.ctermid(), os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC))
        ready, notify = os.pipe()
        try:
            with open(notify, "wb"):
                self._process = subprocess.Popen(
                    # One of the user's desktop, if there is any, comes first.
                    [_PROGRAM, "--process", str(os.getpid()), "--notify-fd", str(notify), "--fallback"],
                    pass_fds=[notify],
                    stdin=subprocess.DEVNULL,
                )
            os.read(ready, 1)  # it closes its end when polkit knows it, or ends
        finally:
            os.close(ready)

    def close(self) -> None:
        """End it. The terminal is as it was."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
            return
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()
