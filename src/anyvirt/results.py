"""What calls answer, with names for the places.

Where libvirt-python answers a tuple the answer is one here too, and of a class of this module. Where it answers a list
the answer stays a list, as programs ask for its type; the class of this module then names what is in it:

    info = DomainInfo(*dom.info())
    print(info.vcpus, info.memory)
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from anyvirt.driver.types import (
    BlockInfo,
    BlockStats,
    ControlInfo,
    CpuMap,
    DomainInfo,
    FsInfo,
    InterfaceStats,
    IoThreadInfo,
    JobInfo,
    SchedulerType,
    SecurityLabel,
    SecurityModel,
    StoragePoolInfo,
    StorageVolInfo,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from anyvirt.util.refs import DomainRef
    from anyvirt.util.stats import DomainStats
    from anyvirt.util.typed import TypedParams

C = TypeVar("C")
D = TypeVar("D")

__all__ = [
    "BlockInfo",
    "BlockStats",
    "ControlInfo",
    "CpuMap",
    "DomainInfo",
    "DomainRecord",
    "DomainState",
    "FsInfo",
    "HostInfo",
    "InterfaceStats",
    "IoThreadInfo",
    "JobInfo",
    "MonitorReply",
    "SchedulerType",
    "SecurityLabel",
    "SecurityModel",
    "StoragePoolInfo",
    "StorageVolInfo",
    "VcpuState",
    "Vcpus",
]


# Of tuples


class VcpuState(NamedTuple):
    """A virtual CPU in what vcpus() answers."""

    number: int
    state: int  # VIR_VCPU_RUNNING ...
    cpu_time: int  # ns
    cpu: int  # host CPU it ran on last, or VIR_VCPU_INFO_CPU_*


class Vcpus(NamedTuple):
    """What vcpus() answers: two lists with an entry for each virtual CPU."""

    states: list[VcpuState]
    cpumaps: list[tuple[bool, ...]]  # host CPUs that each may run on


class DomainRecord(NamedTuple, Generic[D]):
    """An entry of what getAllDomainStats() and domainListGetStats() answer."""

    domain: D
    stats: TypedParams  # by their names in VIR_DOMAIN_STATS_*


def domain_records(conn: C, domain: Callable[[C, DomainRef], D], found: Iterable[DomainStats]) -> list[DomainRecord[D]]:
    """An entry for each domain of *conn*, of the class *domain*, that a driver has told of."""
    # Not by the class's own constructor, which takes three times as long: there may be very many.
    return [tuple.__new__(DomainRecord, (domain(conn, ref), params)) for ref, params in found]


class MonitorReply(NamedTuple):
    """What libvirt_qemu.qemuMonitorCommandWithFiles() answers."""

    text: str
    files: list[IO[Any]]  # open, and the caller's to close


# Of lists


class DomainState(NamedTuple):
    """What state() answers."""

    state: int  # VIR_DOMAIN_RUNNING ...
    reason: int  # VIR_DOMAIN_RUNNING_BOOTED ...: those of each state count from 0


class HostInfo(NamedTuple):
    """What getInfo() answers."""

    model: str  # the architecture, e.g. "x86_64"
    memory: int  # MiB
    cpus: int  # online
    mhz: int  # 0 when unknown
    nodes: int  # NUMA cells; 1 when the product of these four would not be the number of CPUs
    sockets: int  # per cell
    cores: int  # per socket
    threads: int  # per core
