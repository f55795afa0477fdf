"""How the guest's memory is backed, and how much of the host's it may use."""

from __future__ import annotations

from anyvirt.conf.domain.cpuset import CpuSet
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, KiB, UInt, ULong, attr, child, children, flag, need


class MemorySource(WordEnum):
    FILE = "file"
    ANONYMOUS = "anonymous"
    MEMFD = "memfd"


class MemoryAccess(WordEnum):
    SHARED = "shared"
    PRIVATE = "private"


class MemoryAllocation(WordEnum):
    IMMEDIATE = "immediate"
    ONDEMAND = "ondemand"


class HugePage(Element, tag="page"):
    """A size of huge pages, and the guest NUMA nodes that get pages of it."""

    size: ULong = need("@size", unit=KiB)  # KiB
    nodeset: CpuSet | None = attr("@nodeset")  # guest NUMA nodes, as in 0-3,5


class HugePages(Element, tag="hugepages"):
    """Memory in huge pages of the host; without <page> in its default size."""

    pages: list[HugePage] = children("page")


class MemoryBacking(Element, tag="memoryBacking"):
    """<memoryBacking>: where the guest's memory comes from."""

    hugepages: HugePages | None = child("hugepages")
    nosharepages: bool = flag("nosharepages")  # the host may not merge equal pages
    locked: bool = flag("locked")  # the host may not swap it out
    source: MemorySource | None = attr("source/@type", wrong=ConfigUnsupported)
    access: MemoryAccess | None = attr("access/@mode", wrong=ConfigUnsupported)
    allocation: MemoryAllocation | None = attr("allocation/@mode", wrong=ConfigUnsupported)
    allocation_threads: UInt | None = attr("allocation/@threads")  # threads that fault the memory in
    discard: bool = flag("discard")  # give the memory back when the guest stops


class MemTune(Element, tag="memtune"):
    """<memtune>: limits on the memory of the whole hypervisor process."""

    hard_limit: ULong | None = attr("hard_limit", unit=KiB)  # KiB
    soft_limit: ULong | None = attr("soft_limit", unit=KiB)  # KiB, enforced under contention
    min_guarantee: ULong | None = attr("min_guarantee", unit=KiB)  # KiB
    swap_hard_limit: ULong | None = attr("swap_hard_limit", unit=KiB)  # KiB, memory and swap together


class BlkioDevice(Element, tag="device"):
    """Limits on the guest's use of one block device of the host."""

    path: str = need("path", missing=ConfigUnsupported)
    weight: UInt | None = attr("weight", wrong=ConfigUnsupported)
    read_iops_sec: UInt | None = attr("read_iops_sec", wrong=ConfigUnsupported)
    write_iops_sec: UInt | None = attr("write_iops_sec", wrong=ConfigUnsupported)
    read_bytes_sec: ULong | None = attr("read_bytes_sec", wrong=ConfigUnsupported)
    write_bytes_sec: ULong | None = attr("write_bytes_sec", wrong=ConfigUnsupported)


class BlkioTune(Element, tag="blkiotune"):
    """<blkiotune>: the guest's share of the host's block devices."""

    weight: UInt | None = attr("weight")  # 100 to 1000
    devices: list[BlkioDevice] = children("device")
