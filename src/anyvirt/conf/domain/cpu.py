"""The guest's CPU: model, features, topology and NUMA cells."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.cpuset import CpuSet
from anyvirt.conf.domain.memory import MemoryAccess
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import (
    Element,
    KiB,
    OnOff,
    Positive,
    UInt,
    ULong,
    YesNo,
    attr,
    child,
    children,
    need,
)


class CpuMode(WordEnum):
    CUSTOM = "custom"
    HOST_MODEL = "host-model"
    HOST_PASSTHROUGH = "host-passthrough"
    MAXIMUM = "maximum"


class CpuMatch(WordEnum):
    MINIMUM = "minimum"
    EXACT = "exact"
    STRICT = "strict"


class CpuCheck(WordEnum):
    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


class CpuFallback(WordEnum):
    ALLOW = "allow"
    FORBID = "forbid"


class CpuFeaturePolicy(WordEnum):
    FORCE = "force"
    REQUIRE = "require"
    OPTIONAL = "optional"
    DISABLE = "disable"
    FORBID = "forbid"


class CpuCacheMode(WordEnum):
    EMULATE = "emulate"
    PASSTHROUGH = "passthrough"
    DISABLE = "disable"


class MaxPhysAddrMode(WordEnum):
    EMULATE = "emulate"
    PASSTHROUGH = "passthrough"


DISTANCES: Final = (10, 255)
"""Of a NUMA cell to itself, and of one that cannot be reached."""


class CpuModel(Element, tag="model"):
    """Name of a CPU model, and what to do where the host cannot offer it."""

    fallback: CpuFallback | None = attr("@fallback", wrong=ConfigUnsupported)
    vendor_id: str | None = attr("@vendor_id")  # 12 characters, what CPUID answers
    name: str | None = attr(".")


class CpuTopology(Element, tag="topology"):
    """How the virtual CPUs are grouped; the product is their number."""

    sockets: Positive = need("@sockets")
    dies: Positive | None = attr("@dies")
    clusters: Positive | None = attr("@clusters")
    cores: Positive = need("@cores")
    threads: Positive = need("@threads")


class CpuCache(Element, tag="cache"):
    """What the guest sees of the CPU caches."""

    level: UInt | None = attr("@level")  # 1 to 3; all levels without it
    mode: CpuCacheMode = need("@mode")


class MaxPhysAddr(Element, tag="maxphysaddr"):
    """Width of the guest's physical addresses."""

    mode: MaxPhysAddrMode = need("@mode")
    bits: UInt | None = attr("@bits")
    limit: UInt | None = attr("@limit")  # the most that passthrough may take over


class CpuFeature(Element, tag="feature"):
    """One CPU feature switched on or off."""

    policy: CpuFeaturePolicy | None = attr("@policy", wrong=ConfigUnsupported)
    name: str = need("@name")


class NumaSibling(Element, tag="sibling"):
    """Distance to another cell; 10 is local, 255 unreachable."""

    id: UInt = need("@id")
    value: UInt = need("@value")


class CacheAssociativity(WordEnum):
    NONE = "none"
    DIRECT = "direct"
    FULL = "full"


class CachePolicy(WordEnum):
    NONE = "none"
    WRITEBACK = "writeback"
    WRITETHROUGH = "writethrough"


class MemoryOperation(WordEnum):
    """What a figure of memory's speed is about."""

    ACCESS = "access"
    READ = "read"
    WRITE = "write"


class NumaCache(Element, tag="cache"):
    """A memory-side cache of a cell."""

    level: UInt = need("@level")
    associativity: CacheAssociativity = need("@associativity")
    policy: CachePolicy = need("@policy")
    size: ULong = need("size/@value", unit=KiB)  # KiB
    line: ULong = need("line/@value")  # in line_unit
    line_unit: str | None = attr("line/@unit")


class NumaCell(Element, tag="cell"):
    """A NUMA cell of the guest: its CPUs and memory."""

    id: UInt | None = attr("@id")
    cpus: CpuSet | None = attr("@cpus")  # as in 0-3,5
    memory: ULong = need("@memory", unit=KiB)  # KiB
    access: MemoryAccess | None = attr("@memAccess")
    discard: YesNo | None = attr("@discard")
    distances: list[NumaSibling] = children("distances/sibling")
    caches: list[NumaCache] = children("cache")


class NumaLatency(Element, tag="latency"):
    """Latency between an initiator cell and a target cell, in nanoseconds."""

    initiator: UInt = need("@initiator")
    target: UInt = need("@target")
    cache: UInt | None = attr("@cache")
    type: MemoryOperation = need("@type")
    value: UInt = need("@value")


class NumaBandwidth(Element, tag="bandwidth"):
    """Bandwidth between an initiator cell and a target cell."""

    initiator: UInt = need("@initiator")
    target: UInt = need("@target")
    cache: UInt | None = attr("@cache")
    type: MemoryOperation = need("@type")
    value: ULong = need("@value", unit=KiB)  # KiB per second


class Numa(Element, tag="numa"):
    """The guest's NUMA topology."""

    cells: list[NumaCell] = children("cell")
    latencies: list[NumaLatency] = children("interconnects/latency")
    bandwidths: list[NumaBandwidth] = children("interconnects/bandwidth")


class Cpu(Element, tag="cpu"):
    """<cpu>: what the guest sees as its processor."""

    mode: CpuMode | None = attr("@mode", wrong=ConfigUnsupported)
    match: CpuMatch | None = attr("@match")
    check: CpuCheck | None = attr("@check")
    migratable: OnOff | None = attr("@migratable")  # host-passthrough and maximum only
    deprecated_features: OnOff | None = attr("@deprecated_features")  # s390: those that newer machines do without
    model: CpuModel | None = child("model")
    vendor: str | None = attr("vendor")
    topology: CpuTopology | None = child("topology")
    cache: CpuCache | None = child("cache", once=True)
    maxphysaddr: MaxPhysAddr | None = child("maxphysaddr")
    features: list[CpuFeature] = children("feature")
    numa: Numa | None = child("numa")
