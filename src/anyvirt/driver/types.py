"""What drivers answer with where a number or a text is not enough."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

from anyvirt.util.guest import FsInfo, GuestTime
from anyvirt.util.nodeinfo import CpuMap, NodeInfo
from anyvirt.util.refs import DomainRef
from anyvirt.util.stats import DomainStats
from anyvirt.util.typed import TypedParams, TypedValue

__all__ = [
    "BlockInfo",
    "BlockStats",
    "ControlInfo",
    "CpuMap",
    "DhcpLease",
    "DomainInfo",
    "DomainStats",
    "FsInfo",
    "GuestTime",
    "InterfaceAddresses",
    "InterfaceStats",
    "IoThreadInfo",
    "IpAddress",
    "JobInfo",
    "MigrationEnd",
    "MigrationStart",
    "MigrationTarget",
    "MonitorAnswer",
    "NodeInfo",
    "SchedulerType",
    "SecurityLabel",
    "SecurityModel",
    "StoragePoolInfo",
    "StorageVolInfo",
    "TypedParams",
    "TypedValue",
    "VcpuInfo",
]


class SecurityModel(NamedTuple):
    """The host's security driver."""

    model: str  # "" when there is none
    doi: str  # domain of interpretation


class DomainInfo(NamedTuple):
    """The figures of a domain that cost little."""

    state: int  # VIR_DOMAIN_RUNNING ...
    max_memory: int  # KiB
    memory: int  # KiB
    vcpus: int
    cpu_time: int  # ns; 0 while inactive


class ControlInfo(NamedTuple):
    """The state of the channel through which the hypervisor controls a guest."""

    state: int  # VIR_DOMAIN_CONTROL_OK ...
    details: int  # VIR_DOMAIN_CONTROL_ERROR_REASON_* in an error, else 0
    state_time: int  # ms since the state was entered


class VcpuInfo(NamedTuple):
    """A virtual CPU of a running guest."""

    number: int
    state: int  # VIR_VCPU_RUNNING ...
    cpu_time: int  # ns
    cpu: int  # host CPU it ran on last, or VIR_VCPU_INFO_CPU_*
    cpumap: tuple[bool, ...]  # host CPUs it may run on, one value for each that is present


class IoThreadInfo(NamedTuple):
    """An I/O thread of a domain."""

    number: int
    cpumap: list[bool]  # host CPUs it may run on


class SchedulerType(NamedTuple):
    """The scheduler that shares out the host's processors."""

    name: str
    params: int  # how many parameters it has


class SecurityLabel(NamedTuple):
    """The label under which a guest runs."""

    label: str
    enforcing: bool


class MonitorAnswer(NamedTuple):
    """What QEMU answered to a command, and the file descriptors that came with it, which are the caller's."""

    text: str
    files: list[int]


class BlockStats(NamedTuple):
    """Counters of a disk; -1 where the hypervisor does not count."""

    rd_req: int
    rd_bytes: int
    wr_req: int
    wr_bytes: int
    errs: int


class BlockInfo(NamedTuple):
    """Sizes of a disk in bytes."""

    capacity: int  # what the guest sees
    allocation: int  # what is written, as far as the host can tell
    physical: int  # what the file or device occupies


class InterfaceStats(NamedTuple):
    """Counters of a network interface as the guest sees them; -1 where nobody counts."""

    rx_bytes: int
    rx_packets: int
    rx_errs: int
    rx_drop: int
    tx_bytes: int
    tx_packets: int
    tx_errs: int
    tx_drop: int


class IpAddress(TypedDict):
    """An address of an interface."""

    addr: str
    prefix: int
    type: int  # VIR_IP_ADDR_TYPE_IPV4 or _IPV6


class InterfaceAddresses(TypedDict):
    """The addresses of one interface of a guest."""

    addrs: list[IpAddress] | None  # None when it has none
    hwaddr: str | None


class DhcpLease(TypedDict):
    """An address that the DHCP server of a network has handed out."""

    iface: str
    expirytime: int  # seconds since 1970; 0 for one that lasts
    type: int  # VIR_IP_ADDR_TYPE_IPV4 or _IPV6
    mac: str | None
    ipaddr: str
    prefix: int
    hostname: str | None
    clientid: str | None
    iaid: str | None


class MigrationStart(NamedTuple):
    """What the source of a migration says first."""

    cookie: bytes
    xml: str  # the definition for the destination


class MigrationTarget(NamedTuple):
    """What the destination of a migration has prepared."""

    cookie: bytes
    uri: str | None  # where it waits; None where it was told


class MigrationEnd(NamedTuple):
    """How a migration ended at its destination."""

    ref: DomainRef | None  # None for one that was cancelled
    cookie: bytes


class StoragePoolInfo(NamedTuple):
    """The state of a storage pool, and its sizes in bytes."""

    state: int  # VIR_STORAGE_POOL_INACTIVE ...
    capacity: int
    allocation: int  # what its volumes take
    available: int  # what is left for new ones


class StorageVolInfo(NamedTuple):
    """The type of a storage volume, and its sizes in bytes."""

    type: int  # VIR_STORAGE_VOL_FILE ...
    capacity: int  # what a guest sees
    allocation: int  # what it takes


class JobInfo(NamedTuple):
    """How far the job of a domain is."""

    type: int  # VIR_DOMAIN_JOB_NONE, _BOUNDED ...
    time_elapsed: int  # ms
    time_remaining: int  # ms
    data_total: int  # bytes, as all that follow
    data_processed: int
    data_remaining: int
    mem_total: int
    mem_processed: int
    mem_remaining: int
    file_total: int
    file_processed: int
    file_remaining: int
