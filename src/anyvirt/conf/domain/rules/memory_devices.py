"""Rules about modules of memory."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.devices.memory_device import MemoryDevice, MemoryDeviceSource, MemoryModel
from anyvirt.conf.domain.fill.devices import NVDIMM_UUID
from anyvirt.conf.domain.memory import MemoryAccess
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import ConfigUnsupported, XmlDetail, XmlError

BLOCK_MIN: Final = 2048  # KiB: a huge page, which is what the kernel of most hosts makes of memory by itself

# Models whose content is a file.
_FILES: Final = (MemoryModel.NVDIMM, MemoryModel.VIRTIO_PMEM)


def check_plugged(domain: Domain) -> None:
    """Modules are a part of the memory that a guest has."""
    plugged = sum(memory.size for memory in domain.memory_devices)
    if plugged and domain.memory is not None and plugged >= domain.memory:
        raise XmlError(f"memory: {domain.memory} KiB in all is not more than the {plugged} KiB of the memory devices")


def check_memory_device(memory: MemoryDevice, domain: Domain) -> None:
    cells = domain.cpu.numa.cells if domain.cpu is not None and domain.cpu.numa is not None else []
    what = f"<memory model='{memory.model.value}'>"
    if memory.model is MemoryModel.SGX_EPC and memory.address is not None:
        raise ConfigUnsupported(f"{what}: is on no bus and takes no <address>")
    source = memory.source or MemoryDeviceSource()
    if memory.node is not None and memory.node >= len(cells):
        raise XmlDetail(f"{what}: the guest has no NUMA cell {memory.node}")
    if memory.model in _FILES and not source.path:
        raise XmlDetail(f"{what}: needs a source with path")
    if memory.model in _FILES and memory.discard:
        raise ConfigUnsupported(f"{what}: keeps its content, discard is not possible")
    if memory.model is MemoryModel.NVDIMM:
        _check_nvdimm(memory, what, domain.os_arch or "")
    if memory.model is MemoryModel.VIRTIO_PMEM:
        if memory.access is not MemoryAccess.SHARED:
            raise ConfigUnsupported(f"{what}: access must be shared")
        if memory.node is not None:
            raise ConfigUnsupported(f"{what}: has no NUMA node")
    if memory.model is MemoryModel.VIRTIO_MEM:
        _check_virtio_mem(memory, what)


def _check_nvdimm(memory: MemoryDevice, what: str, arch: str) -> None:
    if memory.uuid is not None and arch not in NVDIMM_UUID:
        raise ConfigUnsupported(f"{what}: has no uuid on {arch}")
    if memory.label_size is None and arch in NVDIMM_UUID:
        raise ConfigUnsupported(f"{what}: needs a label on {arch}")


def _check_virtio_mem(memory: MemoryDevice, what: str) -> None:
    block = memory.block or 0
    if 0 < block < BLOCK_MIN:
        raise XmlDetail(f"{what}: block of {block} KiB is below a huge page, {BLOCK_MIN} KiB")
    if not block or block & (block - 1):
        raise XmlDetail(f"{what}: block of {block} KiB is not a power of two")
    requested = memory.requested or 0
    if requested > memory.size:
        raise XmlDetail(f"{what}: {requested} KiB are requested of {memory.size} KiB")
    for name, value in (("size", memory.size), ("requested", requested)):
        if value % block:
            raise XmlDetail(f"{what}: {name} {value} KiB is not a multiple of the block, {block} KiB")
