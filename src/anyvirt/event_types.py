# Generated from anyvirt.api: change the table there and run `make generate`.
"""Events as named tuples, for iterating over them: one class for each event id.

The first value is the object that the event is about, of the flavour of the connection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from anyvirt.conf.store.events import EventKind

if TYPE_CHECKING:
    from anyvirt.driver.types import TypedParams


class DomainLifecycleEvent(NamedTuple):
    """It was defined, started, paused, stopped ...

    VIR_DOMAIN_EVENT_ID_LIFECYCLE, libvirt 0.8.0.
    """

    domain: Any  # virDomain
    event: int  # VIR_DOMAIN_EVENT_DEFINED ...
    detail: int  # VIR_DOMAIN_EVENT_DEFINED_ADDED ... of the event


class DomainRebootEvent(NamedTuple):
    """The guest has rebooted.

    VIR_DOMAIN_EVENT_ID_REBOOT, libvirt 0.8.0.
    """

    domain: Any  # virDomain


class DomainRtcChangeEvent(NamedTuple):
    """The guest has set its clock.

    VIR_DOMAIN_EVENT_ID_RTC_CHANGE, libvirt 0.8.0.
    """

    domain: Any  # virDomain
    offset: int  # seconds from UTC


class DomainWatchdogEvent(NamedTuple):
    """The watchdog of the guest was not fed in time.

    VIR_DOMAIN_EVENT_ID_WATCHDOG, libvirt 0.8.0.
    """

    domain: Any  # virDomain
    action: int  # VIR_DOMAIN_EVENT_WATCHDOG_*


class DomainIoErrorEvent(NamedTuple):
    """A disk could not be read or written.

    VIR_DOMAIN_EVENT_ID_IO_ERROR, libvirt 0.8.0.
    """

    domain: Any  # virDomain
    path: str  # of the image
    alias: str  # alias of the device
    action: int  # VIR_DOMAIN_EVENT_IO_ERROR_*


class DomainGraphicsEvent(NamedTuple):
    """A client of the graphics server comes or goes.

    VIR_DOMAIN_EVENT_ID_GRAPHICS, libvirt 0.8.0.
    """

    domain: Any  # virDomain
    phase: int  # VIR_DOMAIN_EVENT_GRAPHICS_*
    local: dict[str, int | str | None]  # family (VIR_DOMAIN_EVENT_GRAPHICS_ADDRESS_*), node and service of the server
    remote: dict[str, int | str | None]  # the same of the client
    auth_scheme: str  # how it has shown who it is
    subject: list[tuple[str, str]]  # what it has shown, as pairs of kind and name


class DomainIoErrorReasonEvent(NamedTuple):
    """The same as IO_ERROR, with the reason.

    VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON, libvirt 0.8.1.
    """

    domain: Any  # virDomain
    path: str  # of the image
    alias: str  # alias of the device
    action: int  # VIR_DOMAIN_EVENT_IO_ERROR_*
    reason: str  # such as enospc; empty when it is not known


class DomainControlErrorEvent(NamedTuple):
    """The hypervisor cannot be talked to any more.

    VIR_DOMAIN_EVENT_ID_CONTROL_ERROR, libvirt 0.9.2.
    """

    domain: Any  # virDomain


class DomainBlockJobEvent(NamedTuple):
    """A job on a disk has ended, or can be ended now.

    VIR_DOMAIN_EVENT_ID_BLOCK_JOB, libvirt 0.9.4.
    """

    domain: Any  # virDomain
    disk: str  # path of its image
    type: int  # VIR_DOMAIN_BLOCK_JOB_TYPE_*
    status: int  # VIR_DOMAIN_BLOCK_JOB_COMPLETED ...


class DomainDiskChangeEvent(NamedTuple):
    """The source of a disk was changed or dropped at a start.

    VIR_DOMAIN_EVENT_ID_DISK_CHANGE, libvirt 0.9.7.
    """

    domain: Any  # virDomain
    old_path: str | None  # of the image before
    new_path: str | None  # of the image now
    alias: str  # alias of the device
    reason: int  # VIR_DOMAIN_EVENT_DISK_CHANGE_MISSING_ON_START ...


class DomainTrayChangeEvent(NamedTuple):
    """The tray of a drive was moved.

    VIR_DOMAIN_EVENT_ID_TRAY_CHANGE, libvirt 0.9.11.
    """

    domain: Any  # virDomain
    alias: str  # alias of the device
    reason: int  # VIR_DOMAIN_EVENT_TRAY_CHANGE_*


class DomainPmWakeupEvent(NamedTuple):
    """The guest has woken up.

    VIR_DOMAIN_EVENT_ID_PMWAKEUP, libvirt 0.9.11.
    """

    domain: Any  # virDomain
    reason: int  # always 0


class DomainPmSuspendEvent(NamedTuple):
    """The guest has suspended itself to memory.

    VIR_DOMAIN_EVENT_ID_PMSUSPEND, libvirt 0.9.11.
    """

    domain: Any  # virDomain
    reason: int  # always 0


class DomainBalloonChangeEvent(NamedTuple):
    """The guest has given memory back, or taken it.

    VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE, libvirt 0.10.0.
    """

    domain: Any  # virDomain
    actual: int  # what it has now, in KiB


class DomainPmSuspendDiskEvent(NamedTuple):
    """The guest has suspended itself to disk.

    VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK, libvirt 1.0.0.
    """

    domain: Any  # virDomain
    reason: int  # always 0


class DomainDeviceRemovedEvent(NamedTuple):
    """A device was taken from the guest.

    VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, libvirt 1.1.1.
    """

    domain: Any  # virDomain
    alias: str  # alias of the device


class DomainBlockJob2Event(NamedTuple):
    """The same as BLOCK_JOB, with the name of the disk.

    VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2, libvirt 1.2.6.
    """

    domain: Any  # virDomain
    disk: str  # its target, such as vda
    type: int  # VIR_DOMAIN_BLOCK_JOB_TYPE_*
    status: int  # VIR_DOMAIN_BLOCK_JOB_COMPLETED ...


class DomainTunableEvent(NamedTuple):
    """Tuning parameters were changed.

    VIR_DOMAIN_EVENT_ID_TUNABLE, libvirt 1.2.9.
    """

    domain: Any  # virDomain
    params: TypedParams  # the new values by VIR_DOMAIN_TUNABLE_*


class DomainAgentLifecycleEvent(NamedTuple):
    """The guest agent comes or goes.

    VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE, libvirt 1.2.11.
    """

    domain: Any  # virDomain
    state: int  # VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_*
    reason: int  # VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_*


class DomainDeviceAddedEvent(NamedTuple):
    """A device was given to the guest.

    VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, libvirt 1.2.15.
    """

    domain: Any  # virDomain
    alias: str  # alias of the device


class DomainMigrationIterationEvent(NamedTuple):
    """A migration goes through memory again.

    VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION, libvirt 1.3.2.
    """

    domain: Any  # virDomain
    iteration: int  # its number


class DomainJobCompletedEvent(NamedTuple):
    """A job on the domain has ended.

    VIR_DOMAIN_EVENT_ID_JOB_COMPLETED, libvirt 1.3.3.
    """

    domain: Any  # virDomain
    params: TypedParams  # its statistics by VIR_DOMAIN_JOB_*


class DomainDeviceRemovalFailedEvent(NamedTuple):
    """The guest has kept a device.

    VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED, libvirt 1.3.4.
    """

    domain: Any  # virDomain
    alias: str  # alias of the device


class DomainMetadataChangeEvent(NamedTuple):
    """Title, description or metadata were changed.

    VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, libvirt 3.0.0.
    """

    domain: Any  # virDomain
    type: int  # VIR_DOMAIN_METADATA_*
    namespace: str | None  # of the element that was changed


class DomainBlockThresholdEvent(NamedTuple):
    """More of a disk was written than was asked for.

    VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD, libvirt 3.2.0.
    """

    domain: Any  # virDomain
    device: str  # target of the disk, such as vda or vda[1]
    path: str | None  # of the image
    threshold: int  # in bytes
    excess: int  # by how many bytes it was passed


class DomainMemoryFailureEvent(NamedTuple):
    """Memory of the host or the guest has failed.

    VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE, libvirt 6.9.0.
    """

    domain: Any  # virDomain
    recipient: int  # VIR_DOMAIN_EVENT_MEMORY_FAILURE_RECIPIENT_*
    action: int  # VIR_DOMAIN_EVENT_MEMORY_FAILURE_ACTION_*
    flags: int  # VIR_DOMAIN_MEMORY_FAILURE_*


class DomainMemoryDeviceSizeChangeEvent(NamedTuple):
    """A memory device has a new size.

    VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE, libvirt 7.9.0.
    """

    domain: Any  # virDomain
    alias: str  # alias of the device
    size: int  # in KiB


class DomainNicMacChangeEvent(NamedTuple):
    """The guest has given an interface another address.

    VIR_DOMAIN_EVENT_ID_NIC_MAC_CHANGE, libvirt 11.2.0.
    """

    domain: Any  # virDomain
    alias: str  # alias of the device
    old_mac: str  # before
    new_mac: str  # now


class DomainVcpuRemovedEvent(NamedTuple):
    """A virtual CPU was taken from the guest.

    VIR_DOMAIN_EVENT_ID_VCPU_REMOVED, libvirt 12.4.0.
    """

    domain: Any  # virDomain
    vcpu: int  # its number


class DomainChannelLifecycleEvent(NamedTuple):
    """The guest opens or closes a channel.

    VIR_DOMAIN_EVENT_ID_CHANNEL_LIFECYCLE, libvirt 12.4.0.
    """

    domain: Any  # virDomain
    channel: str  # name of the channel
    state: int  # VIR_CONNECT_DOMAIN_EVENT_CHANNEL_LIFECYCLE_STATE_*
    reason: int  # VIR_CONNECT_DOMAIN_EVENT_CHANNEL_LIFECYCLE_REASON_*


class NetworkLifecycleEvent(NamedTuple):
    """It was defined, started, stopped ...

    VIR_NETWORK_EVENT_ID_LIFECYCLE, libvirt 1.2.1.
    """

    network: Any  # virNetwork
    event: int  # VIR_NETWORK_EVENT_*
    detail: int  # why; 0 unless the event says more


class NetworkMetadataChangeEvent(NamedTuple):
    """Title, description or metadata were changed.

    VIR_NETWORK_EVENT_ID_METADATA_CHANGE, libvirt 9.8.0.
    """

    network: Any  # virNetwork
    type: int  # VIR_NETWORK_METADATA_*
    namespace: str | None  # of the element that was changed


class StoragePoolLifecycleEvent(NamedTuple):
    """It was defined, started, stopped ...

    VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE, libvirt 2.0.0.
    """

    pool: Any  # virStoragePool
    event: int  # VIR_STORAGE_POOL_EVENT_*
    detail: int  # why; 0 unless the event says more


class StoragePoolRefreshEvent(NamedTuple):
    """Its volumes may be others.

    VIR_STORAGE_POOL_EVENT_ID_REFRESH, libvirt 2.0.0.
    """

    pool: Any  # virStoragePool


class NodeDeviceLifecycleEvent(NamedTuple):
    """It was found, lost, defined ...

    VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE, libvirt 2.2.0.
    """

    device: Any  # virNodeDevice
    event: int  # VIR_NODE_DEVICE_EVENT_*
    detail: int  # why; 0 unless the event says more


class NodeDeviceUpdateEvent(NamedTuple):
    """Its description is another.

    VIR_NODE_DEVICE_EVENT_ID_UPDATE, libvirt 2.2.0.
    """

    device: Any  # virNodeDevice


class SecretLifecycleEvent(NamedTuple):
    """It was defined or undefined.

    VIR_SECRET_EVENT_ID_LIFECYCLE, libvirt 3.0.0.
    """

    secret: Any  # virSecret
    event: int  # VIR_SECRET_EVENT_*
    detail: int  # why; 0 unless the event says more


class SecretValueChangedEvent(NamedTuple):
    """It has a new value.

    VIR_SECRET_EVENT_ID_VALUE_CHANGED, libvirt 3.0.0.
    """

    secret: Any  # virSecret


AnyEvent = (
    DomainLifecycleEvent
    | DomainRebootEvent
    | DomainRtcChangeEvent
    | DomainWatchdogEvent
    | DomainIoErrorEvent
    | DomainGraphicsEvent
    | DomainIoErrorReasonEvent
    | DomainControlErrorEvent
    | DomainBlockJobEvent
    | DomainDiskChangeEvent
    | DomainTrayChangeEvent
    | DomainPmWakeupEvent
    | DomainPmSuspendEvent
    | DomainBalloonChangeEvent
    | DomainPmSuspendDiskEvent
    | DomainDeviceRemovedEvent
    | DomainBlockJob2Event
    | DomainTunableEvent
    | DomainAgentLifecycleEvent
    | DomainDeviceAddedEvent
    | DomainMigrationIterationEvent
    | DomainJobCompletedEvent
    | DomainDeviceRemovalFailedEvent
    | DomainMetadataChangeEvent
    | DomainBlockThresholdEvent
    | DomainMemoryFailureEvent
    | DomainMemoryDeviceSizeChangeEvent
    | DomainNicMacChangeEvent
    | DomainVcpuRemovedEvent
    | DomainChannelLifecycleEvent
    | NetworkLifecycleEvent
    | NetworkMetadataChangeEvent
    | StoragePoolLifecycleEvent
    | StoragePoolRefreshEvent
    | NodeDeviceLifecycleEvent
    | NodeDeviceUpdateEvent
    | SecretLifecycleEvent
    | SecretValueChangedEvent
)

TYPES: dict[tuple[EventKind, int], type[AnyEvent]] = {
    (EventKind.DOMAIN, 0): DomainLifecycleEvent,
    (EventKind.DOMAIN, 1): DomainRebootEvent,
    (EventKind.DOMAIN, 2): DomainRtcChangeEvent,
    (EventKind.DOMAIN, 3): DomainWatchdogEvent,
    (EventKind.DOMAIN, 4): DomainIoErrorEvent,
    (EventKind.DOMAIN, 5): DomainGraphicsEvent,
    (EventKind.DOMAIN, 6): DomainIoErrorReasonEvent,
    (EventKind.DOMAIN, 7): DomainControlErrorEvent,
    (EventKind.DOMAIN, 8): DomainBlockJobEvent,
    (EventKind.DOMAIN, 9): DomainDiskChangeEvent,
    (EventKind.DOMAIN, 10): DomainTrayChangeEvent,
    (EventKind.DOMAIN, 11): DomainPmWakeupEvent,
    (EventKind.DOMAIN, 12): DomainPmSuspendEvent,
    (EventKind.DOMAIN, 13): DomainBalloonChangeEvent,
    (EventKind.DOMAIN, 14): DomainPmSuspendDiskEvent,
    (EventKind.DOMAIN, 15): DomainDeviceRemovedEvent,
    (EventKind.DOMAIN, 16): DomainBlockJob2Event,
    (EventKind.DOMAIN, 17): DomainTunableEvent,
    (EventKind.DOMAIN, 18): DomainAgentLifecycleEvent,
    (EventKind.DOMAIN, 19): DomainDeviceAddedEvent,
    (EventKind.DOMAIN, 20): DomainMigrationIterationEvent,
    (EventKind.DOMAIN, 21): DomainJobCompletedEvent,
    (EventKind.DOMAIN, 22): DomainDeviceRemovalFailedEvent,
    (EventKind.DOMAIN, 23): DomainMetadataChangeEvent,
    (EventKind.DOMAIN, 24): DomainBlockThresholdEvent,
    (EventKind.DOMAIN, 25): DomainMemoryFailureEvent,
    (EventKind.DOMAIN, 26): DomainMemoryDeviceSizeChangeEvent,
    (EventKind.DOMAIN, 27): DomainNicMacChangeEvent,
    (EventKind.DOMAIN, 28): DomainVcpuRemovedEvent,
    (EventKind.DOMAIN, 29): DomainChannelLifecycleEvent,
    (EventKind.NETWORK, 0): NetworkLifecycleEvent,
    (EventKind.NETWORK, 1): NetworkMetadataChangeEvent,
    (EventKind.STORAGE_POOL, 0): StoragePoolLifecycleEvent,
    (EventKind.STORAGE_POOL, 1): StoragePoolRefreshEvent,
    (EventKind.NODE_DEVICE, 0): NodeDeviceLifecycleEvent,
    (EventKind.NODE_DEVICE, 1): NodeDeviceUpdateEvent,
    (EventKind.SECRET, 0): SecretLifecycleEvent,
    (EventKind.SECRET, 1): SecretValueChangedEvent,
}
"""The classes by what events carry."""

UNTOLD: dict[tuple[EventKind, int], int] = {
    (EventKind.DOMAIN, 29): 1,
}
"""How many of the first values handlers do not get, as in libvirt-python."""
