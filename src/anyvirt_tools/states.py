"""virsh's words for the states of domains."""

from __future__ import annotations

# By VIR_DOMAIN_* number: virDomainState.
STATES = ("no state", "running", "idle", "paused", "in shutdown", "shut off", "crashed", "pmsuspended")

# By state, then by VIR_DOMAIN_<STATE>_* number: virDomainRunningReason and its siblings.
_REASONS: tuple[tuple[str, ...], ...] = (
    ("unknown",),
    (
        "unknown",
        "booted",
        "migrated",
        "restored",
        "from snapshot",
        "unpaused",
        "migration canceled",
        "save canceled",
        "event wakeup",
        "crashed",
        "post-copy",
        "post-copy failed",
    ),
    ("unknown",),
    (
        "unknown",
        "user",
        "migrating",
        "saving",
        "dumping",
        "I/O error",
        "watchdog",
        "from snapshot",
        "shutting down",
        "creating snapshot",
        "crashed",
        "starting up",
        "post-copy",
        "post-copy failed",
        "API error",
    ),
    ("unknown", "user"),
    ("unknown", "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from snapshot", "daemon"),
    ("unknown", "panicked"),
    ("unknown",),
)

VCPU_STATES = ("offline", "running", "blocked")  # by VIR_VCPU_* number

CONTROL_STATES = ("ok", "background job", "occupied", "error")  # by VIR_DOMAIN_CONTROL_* number


def word(words: tuple[str, ...], number: int) -> str:
    """The word for *number*; a newer library may know numbers that we have no word for."""
    return words[number] if 0 <= number < len(words) else "unknown"


def state(number: int) -> str:
    """The word for a VIR_DOMAIN_* state."""
    return word(STATES, number)


def reason(state_number: int, number: int) -> str:
    """The word for why a domain is in a state."""
    return word(_REASONS[state_number], number) if 0 <= state_number < len(_REASONS) else "unknown"
