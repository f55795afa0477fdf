"""The original libvirt, asked by a process of its own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Final, NamedTuple, Self

PYTHON: Final = "/usr/bin/python3"  # the interpreter that distributions build libvirt-python for
_HELPER: Final = Path(__file__).with_name("helper.py")


class Crashed(Exception):
    """The original did not survive a document."""


class Outcome(NamedTuple):
    """What became of a document.

    Attributes:
        code: of the error that refused it, 0 for none.
        text: what is kept of it; the message where it was refused.
        origin: which part refused it, VIR_FROM_*.
    """

    code: int
    text: str
    origin: int = 0


class Original:
    """Answers for the original. Used as a context manager; starting it takes 100 times as long as an answer.

    Args:
        uri: of the connection; its own test driver, unless given.
    """

    def __init__(self, uri: str = "test:///default") -> None:
        self._uri = uri

    def __enter__(self) -> Self:
        self._process = self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [PYTHON, _HELPER, self._uri],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            stderr=subprocess.DEVNULL,  # it logs what it also answers
        )

    def keep(self, kind: str, document: str) -> Outcome:
        """Define *document* and read it back.

        Raises:
            Crashed: the original did not survive it. The next document finds a new process.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps([kind, document]) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self._process.stdout.close()
            status = self._process.wait()
            self._process = self._start()
            raise Crashed(f"libvirt ended with status {status} over {document}")
        return Outcome(*json.loads(answer))
