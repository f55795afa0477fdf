"""Which host CPUs and NUMA nodes the guest's threads may use, and how much of them."""

from __future__ import annotations

from anyvirt.conf.domain.cpuset import CpuSet
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import BytesInKiB, Element, Positive, UInt, ULong, YesNo, attr, child, children, need


class Scheduler(WordEnum):
    BATCH = "batch"
    IDLE = "idle"
    FIFO = "fifo"
    RR = "rr"


class Vcpu(Element, tag="vcpu"):
    """State of one virtual CPU: <vcpus><vcpu>."""

    id: UInt = need("@id")
    enabled: YesNo = need("@enabled")
    hotpluggable: YesNo | None = attr("@hotpluggable")
    order: Positive | None = attr("@order")  # the order in which CPUs come online


class IoThreadPoll(Element, tag="poll"):
    """Adaptive polling of an I/O thread, in nanoseconds."""

    max: ULong | None = attr("@max")
    grow: ULong | None = attr("@grow")
    shrink: ULong | None = attr("@shrink")


class IoThread(Element, tag="iothread"):
    """An I/O thread with an id of the user's choice: <iothreadids><iothread>."""

    id: Positive = need("@id")
    thread_pool_min: UInt | None = attr("@thread_pool_min")
    thread_pool_max: UInt | None = attr("@thread_pool_max")
    poll: IoThreadPoll | None = child("poll")


class DefaultIoThread(Element, tag="defaultiothread"):
    """Worker threads of the emulator's main loop."""

    thread_pool_min: UInt | None = attr("@thread_pool_min")
    thread_pool_max: UInt | None = attr("@thread_pool_max")


class VcpuPin(Element, tag="vcpupin"):
    """Host CPUs that one virtual CPU may run on."""

    vcpu: UInt = need("@vcpu")
    cpuset: CpuSet = need("@cpuset", missing=InternalError)  # as in 0-3,5


class IoThreadPin(Element, tag="iothreadpin"):
    """Host CPUs that one I/O thread may run on."""

    iothread: Positive = need("@iothread")
    cpuset: CpuSet = need("@cpuset", missing=InternalError)


class VcpuSched(Element, tag="vcpusched"):
    """Scheduling class of virtual CPUs."""

    vcpus: CpuSet = need("@vcpus")  # as in 0-3,5
    scheduler: Scheduler = need("@scheduler")
    priority: int | None = attr("@priority")  # of fifo and rr only


class IoThreadSched(Element, tag="iothreadsched"):
    """Scheduling class of I/O threads."""

    iothreads: CpuSet = need("@iothreads")
    scheduler: Scheduler = need("@scheduler")
    priority: int | None = attr("@priority")


class EmulatorSched(Element, tag="emulatorsched"):
    """Scheduling class of the emulator's own threads."""

    scheduler: Scheduler = need("@scheduler")
    priority: int | None = attr("@priority")


class CacheType(WordEnum):
    BOTH = "both"
    CODE = "code"
    DATA = "data"


class CacheAllocation(Element, tag="cache"):
    """A part of a host cache reserved for virtual CPUs."""

    id: UInt = need("@id")
    level: UInt = need("@level")
    type: CacheType = need("@type")
    size: ULong = need("@size", unit=BytesInKiB)  # bytes


class CacheMonitor(Element, tag="monitor"):
    """Counting of cache use by virtual CPUs."""

    level: UInt = need("@level")
    vcpus: CpuSet | None = attr("@vcpus", wrong=XmlError)  # absent: as around it


class CacheTune(Element, tag="cachetune"):
    """Cache allocation for a group of virtual CPUs (Intel RDT)."""

    vcpus: CpuSet | None = attr("@vcpus", wrong=XmlError)  # absent: the whole emulator
    id: str | None = attr("@id")  # live guests only: the resctrl group
    caches: list[CacheAllocation] = children("cache")
    monitors: list[CacheMonitor] = children("monitor")


class MemoryBandwidth(Element, tag="node"):
    """Share of one node's memory bandwidth, in percent."""

    id: UInt = need("@id")
    bandwidth: UInt = need("@bandwidth")


class MemoryMonitor(Element, tag="monitor"):
    """Counting of memory bandwidth used by virtual CPUs."""

    vcpus: CpuSet | None = attr("@vcpus", wrong=XmlError)  # absent: as around it


class MemoryTune(Element, tag="memorytune"):
    """Memory bandwidth allocation for a group of virtual CPUs (Intel RDT)."""

    vcpus: CpuSet | None = attr("@vcpus", wrong=XmlError)  # absent: the whole emulator
    id: str | None = attr("@id")  # live guests only: the resctrl group
    nodes: list[MemoryBandwidth] = children("node")
    monitors: list[MemoryMonitor] = children("monitor")


class EnergyMonitor(Element, tag="monitor"):
    """Counting of the energy that virtual CPUs take."""

    vcpus: CpuSet | None = attr("@vcpus", wrong=XmlError)  # absent: as around it


class EnergyTune(Element, tag="energytune"):
    """Watching the energy of a group of virtual CPUs (Intel RDT)."""

    vcpus: CpuSet | None = attr("@vcpus", wrong=XmlError)  # absent: the whole emulator
    id: str | None = attr("@id")  # live guests only: the resctrl group
    monitors: list[EnergyMonitor] = children("monitor")


class CpuTune(Element, tag="cputune"):
    """<cputune>: CPU time, pinning and scheduling. Periods and quotas in microseconds; a quota of -1 is no limit."""

    shares: ULong | None = attr("shares")  # weight relative to other guests
    period: ULong | None = attr("period")  # of one virtual CPU
    quota: int | None = attr("quota")
    global_period: ULong | None = attr("global_period")  # of the whole guest
    global_quota: int | None = attr("global_quota")
    emulator_period: ULong | None = attr("emulator_period")
    emulator_quota: int | None = attr("emulator_quota")
    iothread_period: ULong | None = attr("iothread_period")
    iothread_quota: int | None = attr("iothread_quota")
    vcpupins: list[VcpuPin] = children("vcpupin")
    emulatorpin: CpuSet | None = attr("emulatorpin/@cpuset")
    iothreadpins: list[IoThreadPin] = children("iothreadpin")
    emulatorsched: EmulatorSched | None = child("emulatorsched")
    vcpuscheds: list[VcpuSched] = children("vcpusched")
    iothreadscheds: list[IoThreadSched] = children("iothreadsched")
    cachetunes: list[CacheTune] = children("cachetune")
    memorytunes: list[MemoryTune] = children("memorytune")
    energytunes: list[EnergyTune] = children("energytune")


class NumaMode(WordEnum):
    STRICT = "strict"
    PREFERRED = "preferred"
    INTERLEAVE = "interleave"
    RESTRICTIVE = "restrictive"


class NumaPlacement(WordEnum):
    STATIC = "static"
    AUTO = "auto"


class NumaMemory(Element, tag="memory"):
    """Host NUMA nodes that the guest's memory comes from."""

    mode: NumaMode | None = attr("@mode", wrong=ConfigUnsupported)
    nodeset: CpuSet | None = attr("@nodeset")
    placement: NumaPlacement | None = attr("@placement", wrong=ConfigUnsupported)


class NumaMemNode(Element, tag="memnode"):
    """Host NUMA nodes that the memory of one guest NUMA cell comes from."""

    cellid: UInt = need("@cellid")
    mode: NumaMode = attr("@mode", default=NumaMode.STRICT)
    nodeset: CpuSet = need("@nodeset")


class NumaTune(Element, tag="numatune"):
    """<numatune>: memory policy on a host with NUMA."""

    memory: NumaMemory | None = child("memory")
    memnodes: list[NumaMemNode] = children("memnode")
