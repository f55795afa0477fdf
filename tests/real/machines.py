"""Small machines for tests of the QEMU driver, and what such tests look at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from anyvirt import constants, virConnect, virDomain
from anyvirt.testing.processes import processes_using

TIMEOUT_S = 60.0  # for what takes a moment, on a busy host

_KINDS = ["DEFINED", "UNDEFINED", "STARTED", "SUSPENDED", "RESUMED", "STOPPED", "SHUTDOWN", "PMSUSPENDED", "CRASHED"]
_NUMBERS = {getattr(constants, f"VIR_DOMAIN_EVENT_{kind}"): kind for kind in _KINDS}
DETAILS = {
    (number, value): name.removeprefix("VIR_DOMAIN_EVENT_")
    for number, kind in _NUMBERS.items()
    for name, value in vars(constants).items()
    if name.startswith(f"VIR_DOMAIN_EVENT_{kind}_")
}


def bare(
    name: str = "bare",
    devices: str = "",
    *,
    uuid: str | None = None,
    memory_mib: int = 32,
    vcpus: str = "<vcpu>1</vcpu>",
    os_more: str = "",
    more: str = "",
    machine: str = "pc",
    domain_type: str = "qemu",
) -> str:
    """A machine with nothing but firmware in it, which runs in circles looking for something to boot."""
    identity = f"<uuid>{uuid}</uuid>" if uuid else ""
    return (
        f"<domain type='{domain_type}'><name>{name}</name>{identity}<memory unit='MiB'>{memory_mib}</memory>{vcpus}"
        f"<os><type arch='x86_64' machine='{machine}'>hvm</type>{os_more}</os>{more}"
        f"<devices>{devices}</devices></domain>"
    )


class Events:
    """The lifecycle events of a connection as words such as "STARTED_BOOTED", in the order in which they came."""

    def __init__(self, conn: virConnect, dom: virDomain | None = None) -> None:
        self._conn = conn
        self._changed = threading.Condition()
        self._seen: list[str] = []
        self._number = conn.domainEventRegisterAny(dom, constants.VIR_DOMAIN_EVENT_ID_LIFECYCLE, self._on_event, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._conn._open_driver is not None:
            self._conn.domainEventDeregisterAny(self._number)

    def _on_event(self, _conn: virConnect, _dom: virDomain, event: int, detail: int, _opaque: object) -> None:
        with self._changed:
            self._seen.append(DETAILS[event, detail])
            self._changed.notify_all()

    def until(self, last: str) -> list[str]:
        """All that came up to the first event *last*; the next call starts behind it."""
        with self._changed:
            assert self._changed.wait_for(lambda: last in self._seen, TIMEOUT_S), f"no {last} in {self._seen}"
            end = self._seen.index(last) + 1
            seen, self._seen = self._seen[:end], self._seen[end:]
            return seen


def status_of(root: Path, name: str) -> dict[str, Any]:
    """What is on disk of the running domain *name*."""
    status: dict[str, Any] = json.loads((root / "run" / "qemu" / f"{name}.json").read_text())
    return status


def pid_of(root: Path, name: str) -> int:
    """The process of the running domain *name*."""
    return int(status_of(root, name)["driver"]["pid"])


def remains(root: Path) -> list[str]:
    """What there is of running guests: processes, folders, files."""
    there = [f"process: {command}" for command in processes_using(root).values()]
    for folder in (root / "lib" / "qemu", root / "run" / "qemu"):
        if folder.is_dir():
            there += [str(path) for path in folder.iterdir()]
    return sorted(there)


def python(code: str, *arguments: object, prefix: tuple[str, ...] = (), check: bool = True) -> str:
    """Run *code* in an interpreter of its own and return what it prints."""
    done = subprocess.run(
        [*prefix, sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


def number(value: object) -> int:
    """A typed parameter that must be a whole number."""
    assert isinstance(value, int)
    return value


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What *calls* return or raise when each runs in a thread of its own."""
    results: list[object] = [None] * len(calls)
    barrier = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[place] = call()
        except BaseException as exc:
            results[place] = exc

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT_S)
    assert not any(thread.is_alive() for thread in threads)
    return results
