"""virsh's words for what happens to domains."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from anyvirt_tools.states import word

# By VIR_DOMAIN_EVENT_ID_* number.
NAMES = (
    "lifecycle",
    "reboot",
    "rtc-change",
    "watchdog",
    "io-error",
    "graphics",
    "io-error-reason",
    "control-error",
    "block-job",
    "disk-change",
    "tray-change",
    "pm-wakeup",
    "pm-suspend",
    "balloon-change",
    "pm-suspend-disk",
    "device-removed",
    "block-job-2",
    "tunable",
    "agent-lifecycle",
    "device-added",
    "migration-iteration",
    "job-completed",
    "device-removal-failed",
    "metadata-change",
    "block-threshold",
    "memory-failure",
    "memory-device-size-change",
    "nic-mac-change",
    "vcpu-removed",
    "channel-lifecycle",
)

# By VIR_DOMAIN_EVENT_* number: the event, and its details by VIR_DOMAIN_EVENT_<EVENT>_* number.
_LIFECYCLE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Defined", ("Added", "Updated", "Renamed", "Snapshot")),
    ("Undefined", ("Removed", "Renamed")),
    ("Started", ("Booted", "Migrated", "Restored", "Snapshot", "Event wakeup", "Recreated")),
    (
        "Suspended",
        (
            "Paused",
            "Migrated",
            "I/O Error",
            "Watchdog",
            "Restored",
            "Snapshot",
            "API error",
            "Post-copy",
            "Post-copy Error",
            "Guest shutdown",
        ),
    ),
    ("Resumed", ("Unpaused", "Migrated", "Snapshot", "Post-copy", "Post-copy Error")),
    ("Stopped", ("Shutdown", "Destroyed", "Crashed", "Migrated", "Saved", "Failed", "Snapshot", "Recreated")),
    ("Shutdown", ("Finished", "Finished after guest request", "Finished after host request")),
    ("PMSuspended", ("Memory", "Disk")),
    ("Crashed", ("Panicked", "Crashloaded")),
)

_WATCHDOG_ACTIONS = ("none", "pause", "reset", "poweroff", "shutdown", "debug", "inject-nmi")
_IO_ERROR_ACTIONS = ("none", "pause", "report")
_METADATA_TYPES = ("description", "title", "element")

Facts = dict[str, Any]


def _lifecycle(event: int, detail: int) -> tuple[Facts, str]:
    if not 0 <= event < len(_LIFECYCLE):
        return {"change": "unknown", "detail": "unknown"}, "unknown unknown"
    change, details = _LIFECYCLE[event]
    return {"change": change, "detail": word(details, detail)}, f"{change} {word(details, detail)}"


def _rtc_change(offset_s: int) -> tuple[Facts, str]:
    return {"offset_s": offset_s}, str(offset_s)


def _watchdog(action: int) -> tuple[Facts, str]:
    text = word(_WATCHDOG_ACTIONS, action)
    return {"action": text}, text


def _io_error(path: str, alias: str, action: int) -> tuple[Facts, str]:
    text = word(_IO_ERROR_ACTIONS, action)
    return {"path": path, "alias": alias, "action": text}, f"{path} ({alias}) {text}"


def _io_error_reason(path: str, alias: str, action: int, reason: str) -> tuple[Facts, str]:
    facts, text = _io_error(path, alias, action)
    return {**facts, "reason": reason}, f"{text} due to {reason}"


def _balloon_change(actual_kib: int) -> tuple[Facts, str]:
    return {"actual_kib": actual_kib}, f"{actual_kib}KiB"


def _device(alias: str) -> tuple[Facts, str]:
    return {"alias": alias}, alias


def _metadata_change(kind: int, uri: str | None) -> tuple[Facts, str]:
    text = word(_METADATA_TYPES, kind)
    return {"type": text, "uri": uri}, f"type {text}, uri {uri or '-'}"


_EXPLAIN: Mapping[str, Callable[..., tuple[Facts, str]]] = {
    "lifecycle": _lifecycle,
    "rtc-change": _rtc_change,
    "watchdog": _watchdog,
    "io-error": _io_error,
    "io-error-reason": _io_error_reason,
    "balloon-change": _balloon_change,
    "device-added": _device,
    "device-removed": _device,
    "device-removal-failed": _device,
    "metadata-change": _metadata_change,
}


def explain(name: str, values: Sequence[Any]) -> tuple[Facts, str]:
    """What the event *name* says, as JSON and as text; *values* are what its handler gets after the domain."""
    known = _EXPLAIN.get(name)
    if known is not None:
        return known(*values)
    return ({"values": [_simple(value) for value in values]} if values else {}), " ".join(map(str, values))


def _simple(value: Any) -> Any:
    return value if isinstance(value, int | float | str | dict | list | None) else str(value)
