"""The <capabilities> document: what a host is and which guests it can run."""

from __future__ import annotations

from anyvirt.conf.domain.cpu import NumaBandwidth, NumaCache, NumaLatency
from anyvirt.util.xmlmap import Element, KiB, OnOff, UInt, ULong, YesNo, attr, child, children, flag, need


class CpuTopologyCaps(Element, tag="topology"):
    """How the CPUs of the host are arranged."""

    sockets: UInt = need("@sockets")
    dies: UInt | None = attr("@dies")
    clusters: UInt | None = attr("@clusters")
    cores: UInt = need("@cores")
    threads: UInt = need("@threads")


class PageSize(Element, tag="pages"):
    """A page size that the CPU knows."""

    unit: str = attr("@unit", default="KiB")
    size: ULong = need("@size")


class CpuCounter(Element, tag="counter"):
    """A clock of the CPU that guests may be given."""

    name: str = need("@name")
    frequency: ULong = need("@frequency")  # Hz
    scaling: YesNo | None = attr("@scaling")


class HostCpu(Element, tag="cpu"):
    """The CPU of the host."""

    arch: str | None = attr("arch")
    model: str | None = attr("model")
    vendor: str | None = attr("vendor")
    microcode: UInt | None = attr("microcode/@version")
    signature_family: UInt | None = attr("signature/@family")
    signature_model: UInt | None = attr("signature/@model")
    signature_stepping: UInt | None = attr("signature/@stepping")
    counters: list[CpuCounter] = children("counter")
    topology: CpuTopologyCaps | None = child("topology")
    physical_address_mode: str | None = attr("maxphysaddr/@mode")
    physical_address_bits: UInt | None = attr("maxphysaddr/@bits")
    pae: bool = flag("features/pae")
    nonpae: bool = flag("features/nonpae")
    vmx: bool = flag("features/vmx")
    svm: bool = flag("features/svm")
    features: list[str] = children("feature/@name")
    pages: list[PageSize] = children("pages")


class PowerManagement(Element, tag="power_management"):
    """How the host can be suspended; empty when it cannot."""

    suspend_mem: bool = flag("suspend_mem")
    suspend_disk: bool = flag("suspend_disk")
    suspend_hybrid: bool = flag("suspend_hybrid")


class MigrationFeatures(Element, tag="migration_features"):
    """How guests can move to another host."""

    live: bool = flag("live")
    transports: list[str] = children("uri_transports/uri_transport")


class PagePool(Element, tag="pages"):
    """How many pages of one size a cell has."""

    unit: str = attr("@unit", default="KiB")
    size: ULong = need("@size")
    count: ULong = need(".")


class CellDistance(Element, tag="sibling"):
    """How far another cell's memory is; 10 is the cell's own."""

    id: UInt = need("@id")
    value: UInt = need("@value")


class CellCpu(Element, tag="cpu"):
    """A CPU of a cell and its place in the machine."""

    id: UInt = need("@id")
    socket_id: UInt | None = attr("@socket_id")
    die_id: UInt | None = attr("@die_id")
    cluster_id: UInt | None = attr("@cluster_id")
    core_id: UInt | None = attr("@core_id")
    siblings: str | None = attr("@siblings")  # "0-1,8"


class CellCpus(Element, tag="cpus"):
    """The CPUs of a cell."""

    num: UInt = need("@num")
    cpus: list[CellCpu] = children("cpu")


class HostCell(Element, tag="cell"):
    """A NUMA cell of the host."""

    id: UInt = need("@id")
    memory: ULong | None = attr("memory", unit=KiB)  # KiB
    pages: list[PagePool] = children("pages")
    distances: list[CellDistance] = children("distances/sibling")
    caches: list[NumaCache] = children("cache")
    cpus: CellCpus | None = child("cpus")


class HostCells(Element, tag="cells"):
    """The NUMA cells of the host."""

    num: UInt = need("@num")
    cells: list[HostCell] = children("cell")


class CacheControl(Element, tag="control"):
    """How a share of a cache can be reserved for a guest."""

    granularity: ULong = need("@granularity")
    min: ULong | None = attr("@min")
    unit: str = need("@unit")
    type: str = need("@type")
    max_allocations: UInt = need("@maxAllocs")


class HostCacheBank(Element, tag="bank"):
    """A cache that CPUs share."""

    id: UInt = need("@id")
    level: UInt = need("@level")
    type: str = need("@type")  # both, code, data
    size: ULong = need("@size")
    unit: str = need("@unit")
    cpus: str = need("@cpus")
    controls: list[CacheControl] = children("control")


class ResourceMonitor(Element, tag="monitor"):
    """What the CPU can measure about each guest's use of a cache, or of memory bandwidth."""

    level: UInt | None = attr("@level")  # of the cache
    reuse_threshold: UInt | None = attr("@reuseThreshold")  # bytes; below it a monitor may serve another guest
    max_monitors: UInt = need("@maxMonitors")
    features: list[str] = children("feature/@name")


class BandwidthControl(Element, tag="control"):
    """How a share of memory bandwidth can be given to a guest, in percent."""

    granularity: UInt = need("@granularity")
    min: UInt | None = attr("@min")
    max_allocations: UInt = need("@maxAllocs")


class BandwidthNode(Element, tag="node"):
    """A path to memory that CPUs share."""

    id: UInt = need("@id")
    cpus: str = need("@cpus")
    controls: list[BandwidthControl] = children("control")


class SecurityLabelBase(Element, tag="baselabel"):
    """The label that guests of a kind get when they ask for none."""

    type: str = need("@type")
    label: str = need(".")


class SecurityModelCaps(Element, tag="secmodel"):
    """A way of keeping guests apart."""

    model: str = need("model")
    doi: str = need("doi")
    base_labels: list[SecurityLabelBase] = children("baselabel")


class HostCaps(Element, tag="host"):
    """What the host is."""

    uuid: str | None = attr("uuid")
    cpu: HostCpu | None = child("cpu")
    power_management: PowerManagement | None = child("power_management")
    iommu: YesNo | None = attr("iommu/@support")
    migration: MigrationFeatures | None = child("migration_features")
    cells: HostCells | None = child("topology/cells")
    latencies: list[NumaLatency] = children("topology/interconnects/latency")
    bandwidths: list[NumaBandwidth] = children("topology/interconnects/bandwidth")
    caches: list[HostCacheBank] = children("cache/bank")
    cache_monitor: ResourceMonitor | None = child("cache/monitor")
    bandwidth_nodes: list[BandwidthNode] = children("memory_bandwidth/node")
    bandwidth_monitor: ResourceMonitor | None = child("memory_bandwidth/monitor")
    security: list[SecurityModelCaps] = children("secmodel")


class GuestMachine(Element, tag="machine"):
    """A machine type; with *canonical* it is another name of that one."""

    canonical: str | None = attr("@canonical")
    max_cpus: UInt | None = attr("@maxCpus")
    deprecated: YesNo | None = attr("@deprecated")
    name: str = need(".")


class GuestDomain(Element, tag="domain"):
    """A way of running such guests: <domain type=> of their documents."""

    type: str = need("@type")
    emulator: str | None = attr("emulator")
    machines: list[GuestMachine] = children("machine")


class GuestArch(Element, tag="arch"):
    """The architecture of a kind of guests."""

    name: str = need("@name")
    word_size: UInt = need("wordsize")
    emulator: str | None = attr("emulator")
    loader: str | None = attr("loader")
    machines: list[GuestMachine] = children("machine")
    domains: list[GuestDomain] = children("domain")


class Toggle(Element):
    """A feature with a default that the document may or may not change."""

    default: OnOff = need("@default")
    toggle: YesNo = need("@toggle")


class GuestFeatures(Element, tag="features"):
    """What such guests may have."""

    pae: bool = flag("pae")
    nonpae: bool = flag("nonpae")
    ia64_be: bool = flag("ia64_be")  # big-endian
    acpi: Toggle | None = child("acpi")
    apic: Toggle | None = child("apic")
    cpu_selection: bool = flag("cpuselection")
    device_boot: bool = flag("deviceboot")
    disk_snapshot: Toggle | None = child("disksnapshot")
    external_snapshot: bool = flag("externalSnapshot")
    hap: Toggle | None = child("hap")


class GuestCaps(Element, tag="guest"):
    """A kind of guests that the host can run."""

    os_type: str = need("os_type")
    arch: GuestArch | None = child("arch")
    features: GuestFeatures | None = child("features")


class Capabilities(Element, tag="capabilities"):
    """The whole document."""

    host: HostCaps | None = child("host")
    guests: list[GuestCaps] = children("guest")
