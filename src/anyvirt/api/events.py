"""The events of the public API: one reviewed row for each event id, with the values that it brings.

From the rows come what handlers are called with, the named tuples of anyvirt.event_types, the table of the
documentation, and the checks of what drivers emit.
"""

from __future__ import annotations

from typing import NamedTuple

from anyvirt.conf.store.events import EventKind

__all__ = ["BY_ID", "EVENTS", "OBJECTS", "EventRow", "EventValue"]


class EventValue(NamedTuple):
    """A value that an event brings."""

    name: str
    type: str  # Python's
    doc: str
    to_handlers: bool = True  # False where libvirt-python leaves it out, and only the named tuple has it


class EventRow(NamedTuple):
    """An event id."""

    kind: EventKind
    id: int
    constant: str
    name: str  # of the named tuple
    doc: str
    values: tuple[EventValue, ...]
    since: str


OBJECTS: dict[EventKind, tuple[str, str]] = {
    EventKind.DOMAIN: ("domain", "virDomain"),
    EventKind.NETWORK: ("network", "virNetwork"),
    EventKind.STORAGE_POOL: ("pool", "virStoragePool"),
    EventKind.NODE_DEVICE: ("device", "virNodeDevice"),
    EventKind.SECRET: ("secret", "virSecret"),
}
"""What an event of a kind calls its object, and the object's class."""


def _int(name: str, doc: str) -> EventValue:
    return EventValue(name, "int", doc)


def _str(name: str, doc: str) -> EventValue:
    return EventValue(name, "str", doc)


def _text(name: str, doc: str) -> EventValue:
    return EventValue(name, "str | None", doc)


_ALIAS = _str("alias", "alias of the device")
_ADDRESS = "dict[str, int | str | None]"


def _domain(id: int, suffix: str, name: str, doc: str, since: str, *values: EventValue) -> EventRow:
    return EventRow(EventKind.DOMAIN, id, f"VIR_DOMAIN_EVENT_ID_{suffix}", name, doc, values, since)


def _of(kind: EventKind, id: int, suffix: str, name: str, doc: str, since: str, *values: EventValue) -> EventRow:
    return EventRow(kind, id, f"VIR_{kind.name}_EVENT_ID_{suffix}", name, doc, values, since)


def _lifecycle(kind: EventKind, group: str) -> tuple[EventValue, EventValue]:
    return _int("event", f"{group}_*"), _int("detail", "why; 0 unless the event says more")


EVENTS: tuple[EventRow, ...] = (
    _domain(
        0,
        "LIFECYCLE",
        "DomainLifecycleEvent",
        "It was defined, started, paused, stopped ...",
        "0.8.0",
        _int("event", "VIR_DOMAIN_EVENT_DEFINED ..."),
        _int("detail", "VIR_DOMAIN_EVENT_DEFINED_ADDED ... of the event"),
    ),
    _domain(1, "REBOOT", "DomainRebootEvent", "The guest has rebooted.", "0.8.0"),
    _domain(
        2,
        "RTC_CHANGE",
        "DomainRtcChangeEvent",
        "The guest has set its clock.",
        "0.8.0",
        _int("offset", "seconds from UTC"),
    ),
    _domain(
        3,
        "WATCHDOG",
        "DomainWatchdogEvent",
        "The watchdog of the guest was not fed in time.",
        "0.8.0",
        _int("action", "VIR_DOMAIN_EVENT_WATCHDOG_*"),
    ),
    _domain(
        4,
        "IO_ERROR",
        "DomainIoErrorEvent",
        "A disk could not be read or written.",
        "0.8.0",
        _str("path", "of the image"),
        _ALIAS,
        _int("action", "VIR_DOMAIN_EVENT_IO_ERROR_*"),
    ),
    _domain(
        5,
        "GRAPHICS",
        "DomainGraphicsEvent",
        "A client of the graphics server comes or goes.",
        "0.8.0",
        _int("phase", "VIR_DOMAIN_EVENT_GRAPHICS_*"),
        EventValue("local", _ADDRESS, "family (VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_*), node and service of the server"),
        EventValue("remote", _ADDRESS, "the same of the client"),
        _str("auth_scheme", "how it has shown who it is"),
        EventValue("subject", "list[tuple[str, str]]", "what it has shown, as pairs of kind and name"),
    ),
    _domain(
        6,
        "IO_ERROR_REASON",
        "DomainIoErrorReasonEvent",
        "The same as IO_ERROR, with the reason.",
        "0.8.1",
        _str("path", "of the image"),
        _ALIAS,
        _int("action", "VIR_DOMAIN_EVENT_IO_ERROR_*"),
        _str("reason", "such as enospc; empty when it is not known"),
    ),
    _domain(7, "CONTROL_ERROR", "DomainControlErrorEvent", "The hypervisor cannot be talked to any more.", "0.9.2"),
    _domain(
        8,
        "BLOCK_JOB",
        "DomainBlockJobEvent",
        "A job on a disk has ended, or can be ended now.",
        "0.9.4",
        _str("disk", "path of its image"),
        _int("type", "VIR_DOMAIN_BLOCK_JOB_TYPE_*"),
        _int("status", "VIR_DOMAIN_BLOCK_JOB_COMPLETED ..."),
    ),
    _domain(
        9,
        "DISK_CHANGE",
        "DomainDiskChangeEvent",
        "The source of a disk was changed or dropped at a start.",
        "0.9.7",
        _text("old_path", "of the image before"),
        _text("new_path", "of the image now"),
        _ALIAS,
        _int("reason", "VIR_DOMAIN_EVENT_DISK_CHANGE_MISSING_ON_START ..."),
    ),
    _domain(
        10,
        "TRAY_CHANGE",
        "DomainTrayChangeEvent",
        "The tray of a drive was moved.",
        "0.9.11",
        _ALIAS,
        _int("reason", "VIR_DOMAIN_EVENT_TRAY_CHANGE_*"),
    ),
    _domain(11, "PMWAKEUP", "DomainPmWakeupEvent", "The guest has woken up.", "0.9.11", _int("reason", "always 0")),
    _domain(
        12,
        "PMSUSPEND",
        "DomainPmSuspendEvent",
        "The guest has suspended itself to memory.",
        "0.9.11",
        _int("reason", "always 0"),
    ),
    _domain(
        13,
        "BALLOON_CHANGE",
        "DomainBalloonChangeEvent",
        "The guest has given memory back, or taken it.",
        "0.10.0",
        _int("actual", "what it has now, in KiB"),
    ),
    _domain(
        14,
        "PMSUSPEND_DISK",
        "DomainPmSuspendDiskEvent",
        "The guest has suspended itself to disk.",
        "1.0.0",
        _int("reason", "always 0"),
    ),
    _domain(15, "DEVICE_REMOVED", "DomainDeviceRemovedEvent", "A device was taken from the guest.", "1.1.1", _ALIAS),
    _domain(
        16,
        "BLOCK_JOB_2",
        "DomainBlockJob2Event",
        "The same as BLOCK_JOB, with the name of the disk.",
        "1.2.6",
        _str("disk", "its target, such as vda"),
        _int("type", "VIR_DOMAIN_BLOCK_JOB_TYPE_*"),
        _int("status", "VIR_DOMAIN_BLOCK_JOB_COMPLETED ..."),
    ),
    _domain(
        17,
        "TUNABLE",
        "DomainTunableEvent",
        "Tuning parameters were changed.",
        "1.2.9",
        EventValue("params", "TypedParams", "the new values by VIR_DOMAIN_TUNABLE_*"),
    ),
    _domain(
        18,
        "AGENT_LIFECYCLE",
        "DomainAgentLifecycleEvent",
        "The guest agent comes or goes.",
        "1.2.11",
        _int("state", "VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_*"),
        _int("reason", "VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_*"),
    ),
    _domain(19, "DEVICE_ADDED", "DomainDeviceAddedEvent", "A device was given to the guest.", "1.2.15", _ALIAS),
    _domain(
        20,
        "MIGRATION_ITERATION",
        "DomainMigrationIterationEvent",
        "A migration goes through memory again.",
        "1.3.2",
        _int("iteration", "its number"),
    ),
    _domain(
        21,
        "JOB_COMPLETED",
        "DomainJobCompletedEvent",
        "A job on the domain has ended.",
        "1.3.3",
        EventValue("params", "TypedParams", "its statistics by VIR_DOMAIN_JOB_*"),
    ),
    _domain(
        22, "DEVICE_REMOVAL_FAILED", "DomainDeviceRemovalFailedEvent", "The guest has kept a device.", "1.3.4", _ALIAS
    ),
    _domain(
        23,
        "METADATA_CHANGE",
        "DomainMetadataChangeEvent",
        "Title, description or metadata were changed.",
        "3.0.0",
        _int("type", "VIR_DOMAIN_METADATA_*"),
        _text("namespace", "of the element that was changed"),
    ),
    _domain(
        24,
        "BLOCK_THRESHOLD",
        "DomainBlockThresholdEvent",
        "More of a disk was written than was asked for.",
        "3.2.0",
        _str("device", "target of the disk, such as vda or vda[1]"),
        _text("path", "of the image"),
        _int("threshold", "in bytes"),
        _int("excess", "by how many bytes it was passed"),
    ),
    _domain(
        25,
        "MEMORY_FAILURE",
        "DomainMemoryFailureEvent",
        "Memory of the host or the guest has failed.",
        "6.9.0",
        _int("recipient", "VIR_DOMAIN_EVENT_MEMORY_FAILURE_RECIPIENT_*"),
        _int("action", "VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_*"),
        _int("flags", "VIR_DOMAIN_MEMORY_FAILURE_*"),
    ),
    _domain(
        26,
        "MEMORY_DEVICE_SIZE_CHANGE",
        "DomainMemoryDeviceSizeChangeEvent",
        "A memory device has a new size.",
        "7.9.0",
        _ALIAS,
        _int("size", "in KiB"),
    ),
    _domain(
        27,
        "NIC_MAC_CHANGE",
        "DomainNicMacChangeEvent",
        "The guest has given an interface another address.",
        "11.2.0",
        _ALIAS,
        _str("old_mac", "before"),
        _str("new_mac", "now"),
    ),
    _domain(
        28,
        "VCPU_REMOVED",
        "DomainVcpuRemovedEvent",
        "A virtual CPU was taken from the guest.",
        "12.4.0",
        _int("vcpu", "its number"),
    ),
    _domain(
        29,
        "CHANNEL_LIFECYCLE",
        "DomainChannelLifecycleEvent",
        "The guest opens or closes a channel.",
        "12.4.0",
        EventValue("channel", "str", "name of the channel", to_handlers=False),
        _int("state", "VIR_CONNECT_DOMAIN_EVENT_CHANNEL_LIFECYCLE_STATE_*"),
        _int("reason", "VIR_CONNECT_DOMAIN_EVENT_CHANNEL_LIFECYCLE_REASON_*"),
    ),
    _of(
        EventKind.NETWORK,
        0,
        "LIFECYCLE",
        "NetworkLifecycleEvent",
        "It was defined, started, stopped ...",
        "1.2.1",
        *_lifecycle(EventKind.NETWORK, "VIR_NETWORK_EVENT"),
    ),
    _of(
        EventKind.NETWORK,
        1,
        "METADATA_CHANGE",
        "NetworkMetadataChangeEvent",
        "Title, description or metadata were changed.",
        "9.8.0",
        _int("type", "VIR_NETWORK_METADATA_*"),
        _text("namespace", "of the element that was changed"),
    ),
    _of(
        EventKind.STORAGE_POOL,
        0,
        "LIFECYCLE",
        "StoragePoolLifecycleEvent",
        "It was defined, started, stopped ...",
        "2.0.0",
        *_lifecycle(EventKind.STORAGE_POOL, "VIR_STORAGE_POOL_EVENT"),
    ),
    _of(EventKind.STORAGE_POOL, 1, "REFRESH", "StoragePoolRefreshEvent", "Its volumes may be others.", "2.0.0"),
    _of(
        EventKind.NODE_DEVICE,
        0,
        "LIFECYCLE",
        "NodeDeviceLifecycleEvent",
        "It was found, lost, defined ...",
        "2.2.0",
        *_lifecycle(EventKind.NODE_DEVICE, "VIR_NODE_DEVICE_EVENT"),
    ),
    _of(EventKind.NODE_DEVICE, 1, "UPDATE", "NodeDeviceUpdateEvent", "Its description is another.", "2.2.0"),
    _of(
        EventKind.SECRET,
        0,
        "LIFECYCLE",
        "SecretLifecycleEvent",
        "It was defined or undefined.",
        "3.0.0",
        *_lifecycle(EventKind.SECRET, "VIR_SECRET_EVENT"),
    ),
    _of(EventKind.SECRET, 1, "VALUE_CHANGED", "SecretValueChangedEvent", "It has a new value.", "3.0.0"),
)

BY_ID: dict[tuple[EventKind, int], EventRow] = {(row.kind, row.id): row for row in EVENTS}
"""The rows by what events carry."""
