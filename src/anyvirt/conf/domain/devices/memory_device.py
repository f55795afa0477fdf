"""Modules of memory: <memory> among the devices."""

from __future__ import annotations

from anyvirt.conf.domain.cpuset import CpuSet
from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.conf.domain.hexa import Hex
from anyvirt.conf.domain.memory import MemoryAccess
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, KiB, OnOff, Positive, UInt, ULong, Uuid, YesNo, attr, child, flag, need


class MemoryModel(WordEnum):
    DIMM = "dimm"
    NVDIMM = "nvdimm"
    VIRTIO_PMEM = "virtio-pmem"
    VIRTIO_MEM = "virtio-mem"
    SGX_EPC = "sgx-epc"


class MemoryDeviceSource(Element, tag="source"):
    """Where the content comes from: pages of the host, or a file that keeps it."""

    nodemask: CpuSet | None = attr("nodemask")  # NUMA nodes of the host: dimm, virtio-mem, sgx-epc
    pagesize: ULong | None = attr("pagesize", unit=KiB)  # KiB: dimm, virtio-mem
    path: str | None = attr("path")  # nvdimm, virtio-pmem
    alignsize: ULong | None = attr("alignsize", unit=KiB)  # KiB: nvdimm
    pmem: bool = flag("pmem")  # nvdimm: the file is in memory that lasts


class MemoryDevice(Element, tag="memory"):
    """Memory that can be plugged in."""

    model: MemoryModel = need("@model")
    access: MemoryAccess | None = attr("@access")
    discard: YesNo | None = attr("@discard")  # the content may be lost when the guest stops
    uuid: Uuid | None = attr("uuid")  # nvdimm
    source: MemoryDeviceSource | None = child("source")
    dynamic_memslots: YesNo | None = attr("target/@dynamicMemslots")  # virtio-mem
    size: ULong = need("target/size", unit=KiB)  # KiB
    node: UInt | None = attr("target/node")  # NUMA cell of the guest
    label_size: ULong | None = attr("target/label/size", unit=KiB)  # KiB, nvdimm
    readonly: bool = flag("target/readonly")  # nvdimm
    block: ULong | None = attr("target/block", unit=KiB)  # KiB, virtio-mem: the step of changes
    requested: ULong | None = attr("target/requested", unit=KiB)  # KiB, virtio-mem
    current: ULong | None = attr("target/current", unit=KiB)  # KiB, virtio-mem, live guests only
    base: Hex | None = attr("target/address/@base")  # virtio: where it appears in the guest's memory
    iommu: OnOff | None = attr("driver/@iommu")  # virtio, as the next three
    ats: OnOff | None = attr("driver/@ats")
    packed: OnOff | None = attr("driver/@packed")
    page_per_vq: OnOff | None = attr("driver/@page_per_vq")
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
