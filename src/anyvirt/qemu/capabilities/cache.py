"""What each emulator can do, asked once and remembered: in memory, and on disk for the next process."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyvirt.qemu.capabilities.emulators import check_emulator, module_times
from anyvirt.qemu.capabilities.model import QemuCaps
from anyvirt.util import kvm
from anyvirt.util.error import OperationFailed
from anyvirt.util.files import write_atomic
from anyvirt.util.wait import in_thread

FORMAT = 4

RETRY_TRANSIENT_S = 900
"""After this time an emulator that ran into the time limit, perhaps on a busy host, is asked once more."""


@dataclass(frozen=True)
class _Outcome:
    """What a probe brought: capabilities, or the reason why there are none."""

    stamp: tuple[str | int, ...]
    caps: QemuCaps | None
    failure: str | None = None
    asked_again_at: float | None = None  # seconds since the epoch; None: when the stamp changes

    def valid(self, stamp: tuple[str | int, ...], now: float) -> bool:
        return self.stamp == stamp and (self.asked_again_at is None or now < self.asked_again_at)


class CapsCache:
    """The capabilities of emulators.

    Args:
        cache_dir: folder of the files, made when needed. Several processes may share it.
        time_limit_s: what one probe may take for each accelerator; None takes the probe's own.
        now: the clock, in seconds since the epoch.
    """

    def __init__(
        self, cache_dir: Path, *, time_limit_s: float | None = None, now: Callable[[], float] = time.time
    ) -> None:
        self._dir = cache_dir
        self._time_limit_s = time_limit_s
        self._now = now
        self._known: dict[str, _Outcome] = {}
        self._running: dict[str, asyncio.Task[_Outcome]] = {}

    async def get(self, binary: str | os.PathLike[str]) -> QemuCaps:
        """What *binary* can do, asked from itself when neither memory nor disk know it as it is now.

        Raises:
            SystemCallError: it does not exist or is not executable.
            OperationFailed: it does not answer as QEMU does. That, too, is remembered until the file changes.
        """
        path = os.fspath(binary)
        stamp = _stamp(path)
        outcome = self._known.get(path)
        if outcome is None or not outcome.valid(stamp, self._now()):
            outcome = await self._look(path, stamp)
        if outcome.caps is None:
            raise OperationFailed(
                f"cannot find out what emulator {path} can do: {outcome.failure}",
                hint="the emulator must be one of QEMU's qemu-system-* programs",
            )
        return outcome.caps

    async def _look(self, path: str, stamp: tuple[str | int, ...]) -> _Outcome:
        """Read or ask; all who want the same binary at the same time share one task."""
        task = self._running.get(path)
        if task is None:
            task = self._running[path] = asyncio.create_task(self._load_or_probe(path, stamp))
            task.add_done_callback(lambda _: self._running.pop(path, None))
        # A caller that gives up must not take the answer away from the others.
        return await asyncio.shield(task)

    async def _load_or_probe(self, path: str, stamp: tuple[str | int, ...]) -> _Outcome:
        file = self._dir / f"{hashlib.sha256(path.encode()).hexdigest()}.json"
        outcome = await in_thread(_read, file)
        if outcome is None or not outcome.valid(stamp, self._now()):
            outcome = await self._probe(path, stamp)
            # A cache that cannot be written costs time, not correctness.
            with contextlib.suppress(OSError):
                await in_thread(_write, file, outcome)
        self._known[path] = outcome
        return outcome

    async def _probe(self, path: str, stamp: tuple[str | int, ...]) -> _Outcome:
        # Here, because a process that finds everything in the cache needs no QMP.
        from anyvirt.qemu.capabilities.probe import TIME_LIMIT_S, probe
        from anyvirt.qemu.capabilities.process import ProbeFailed

        again = self._now() + RETRY_TRANSIENT_S
        try:
            caps = await probe(path, time_limit_s=self._time_limit_s or TIME_LIMIT_S)
        except ProbeFailed as exc:
            return _Outcome(stamp, None, str(exc), again if exc.transient else None)
        transient = any(accelerator.transient for accelerator in caps.accelerators.values())
        return _Outcome(stamp, caps, None, again if transient else None)


def _stamp(path: str) -> tuple[str | int, ...]:
    """What the answer depends on. Raises SystemCallError when *path* cannot be an emulator."""
    st = check_emulator(path)
    return (path, st.st_mtime_ns, st.st_size, st.st_ino, kvm.fingerprint(), *module_times(path))


def _read(file: Path) -> _Outcome | None:
    """None when there is no file, or none of our format, or a damaged one."""
    try:
        data: dict[str, Any] = json.loads(file.read_bytes())
        if data["format"] != FORMAT:
            return None
        caps = None if data["caps"] is None else QemuCaps.from_json(data["caps"])
        again = data["asked_again_at"]
        return _Outcome(tuple(data["stamp"]), caps, data["failure"], None if again is None else float(again))
    except (OSError, LookupError, TypeError, ValueError, AttributeError):
        return None


def _write(file: Path, outcome: _Outcome) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    data = {
        "format": FORMAT,
        "stamp": list(outcome.stamp),
        "failure": outcome.failure,
        "asked_again_at": outcome.asked_again_at,
        "caps": outcome.caps and outcome.caps.to_json(),
    }
    # Not durable: after a power failure the worst is to ask again.
    write_atomic(file, json.dumps(data, separators=(",", ":")).encode(), durable=False)
