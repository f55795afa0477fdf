"""The states of QEMU in terms of libvirt's."""

from __future__ import annotations

from typing import Final

from anyvirt import constants as c
from anyvirt.conf.store.objects import State

# RunState of QMP -> state and reason. States that only exist while a guest starts are missing: they say nothing.
_STATES: Final[dict[str, tuple[State, int]]] = {
    "running": (State.RUNNING, c.VIR_DOMAIN_RUNNING_UNPAUSED),
    "paused": (State.PAUSED, c.VIR_DOMAIN_PAUSED_UNKNOWN),
    "prelaunch": (State.PAUSED, c.VIR_DOMAIN_PAUSED_USER),
    "io-error": (State.PAUSED, c.VIR_DOMAIN_PAUSED_IOERROR),
    "watchdog": (State.PAUSED, c.VIR_DOMAIN_PAUSED_WATCHDOG),
    "save-vm": (State.PAUSED, c.VIR_DOMAIN_PAUSED_SAVE),
    "postmigrate": (State.PAUSED, c.VIR_DOMAIN_PAUSED_MIGRATION),
    "suspended": (State.PMSUSPENDED, c.VIR_DOMAIN_PMSUSPENDED_UNKNOWN),
    "shutdown": (State.SHUTDOWN, c.VIR_DOMAIN_SHUTDOWN_UNKNOWN),
    "internal-error": (State.CRASHED, c.VIR_DOMAIN_CRASHED_UNKNOWN),
    "guest-panicked": (State.CRASHED, c.VIR_DOMAIN_CRASHED_PANICKED),
}


def state_of(status: str) -> tuple[State, int] | None:
    """State and reason for a RunState of QEMU; None for one that a finished start never shows."""
    return _STATES.get(status)
