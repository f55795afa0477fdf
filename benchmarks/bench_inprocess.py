"""Calls on test:///default: libvirt-python's, which is C, and ours, in turns."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

from anyvirt.testing.libvirtd import LibvirtdUnavailable
from anyvirt.testing.peers import missing_peer
from benchmarks.calls import COUNT
from benchmarks.figures import Figure

SYSTEM_PYTHON = "/usr/bin/python3"  # Debian builds libvirt-python for this one
SOURCES = Path(__file__).parents[1] / "src"
TURNS = 10

TRIVIAL, WORK = 3.0, 1.5  # how many times as long as the C library a call may take
TARGETS = {
    "isActive": TRIVIAL,
    "info": TRIVIAL,
    "lookupByName": TRIVIAL,
    "XMLDesc": WORK,
    f"listAllDomains ({COUNT})": WORK,
    f"getAllDomainStats ({COUNT})": WORK,
    "defineXML and undefine": WORK,
}


class Caller:
    """A process that makes the calls with one library."""

    def __init__(self, python: str, library: str) -> None:
        self._process = subprocess.Popen(
            [python, str(Path(__file__).with_name("calls.py")), library],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(SOURCES)},
        )

    def __enter__(self) -> Caller:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def seconds(self, name: str) -> float:
        """How long the call takes."""
        _write(self._process.stdin, name)
        return float(_read(self._process.stdout))


def _write(pipe: IO[str] | None, line: str) -> None:
    assert pipe is not None
    pipe.write(f"{line}\n")
    pipe.flush()


def _read(pipe: IO[str] | None) -> str:
    assert pipe is not None
    return pipe.readline()


def measure() -> list[Figure]:
    """The fastest of several turns of each, in microseconds, and what ours takes for one of libvirt's.

    Raises:
        LibvirtdUnavailable: libvirt-python is not here.
    """
    if reason := missing_peer("libvirt-python"):
        raise LibvirtdUnavailable(reason)
    figures: list[Figure] = []
    with Caller(SYSTEM_PYTHON, "libvirt") as theirs, Caller(sys.executable, "anyvirt") as ours:
        for name, target in TARGETS.items():
            turns = [(theirs.seconds(name), ours.seconds(name)) for _ in range(TURNS)]
            their_s, our_s = (min(times) for times in zip(*turns, strict=True))
            figures += [
                Figure(f"libvirt: {name}", their_s * 1e6, "us"),
                Figure(f"anyvirt {name} / libvirt", our_s / their_s, "x", target),
            ]
    return figures
