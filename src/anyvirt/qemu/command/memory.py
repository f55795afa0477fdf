"""The guest's memory: size, where it comes from on the host, and its NUMA cells."""

from __future__ import annotations

from anyvirt.conf.domain.cpu import Numa, NumaCell, NumaSibling
from anyvirt.conf.domain.memory import (
    HugePage,
    HugePages,
    MemoryAccess,
    MemoryAllocation,
    MemoryBacking,
    MemorySource,
)
from anyvirt.qemu.command.context import Context
from anyvirt.qemu.command.coverage import Coverage, every, fields
from anyvirt.qemu.command.line import Json, Scalar
from anyvirt.util.error import ConfigUnsupported

TRANSLATED: Coverage = {
    **every(MemoryBacking, HugePages, NumaSibling),
    HugePage: fields("size"),
    Numa: fields("cells"),
    NumaCell: fields("id cpus memory access discard distances"),
}

_ALIGNMENT_KIB = 1024  # QEMU's page tables on x86 and ARM start at whole MiB


def _aligned(kib: int) -> int:
    return -(-kib // _ALIGNMENT_KIB) * _ALIGNMENT_KIB


def _cells(ctx: Context) -> list[NumaCell]:
    cpu = ctx.domain.cpu
    return cpu.numa.cells if cpu and cpu.numa else []


def default_ram_id(ctx: Context) -> str | None:
    """Name of the object that is all of the machine's memory; None where the NUMA cells have one each."""
    machine = ctx.caps.machine(ctx.domain.os_machine or "")
    return None if machine is None or _cells(ctx) else machine.default_ram_id


def add_memory(ctx: Context) -> None:
    """Size and back end."""
    domain = ctx.domain
    cells = _cells(ctx)
    size = sum(_aligned(cell.memory) for cell in cells) if cells else _aligned(domain.memory or 0)
    options: dict[str, Scalar] = {"size": f"{size}k"}
    if domain.max_memory is not None:
        options |= {"slots": domain.max_memory_slots, "maxmem": f"{_aligned(domain.max_memory)}k"}
    ctx.line.pairs("-m", None, options)
    ram = default_ram_id(ctx)
    if ram is not None:
        ctx.line.object(_backend(ctx, ram, size, access=None, discard=None))
    backing = domain.memory_backing
    ctx.line.pairs("-overcommit", None, {"mem-lock": bool(backing and backing.locked)})


def _backend(
    ctx: Context, name: str, size_kib: int, *, access: MemoryAccess | None, discard: bool | None
) -> dict[str, Json]:
    """The object that holds memory. What a NUMA cell says goes before what is said of the whole domain."""
    backing = ctx.domain.memory_backing or MemoryBacking()
    access = access or backing.access
    share = None if access is None else access is MemoryAccess.SHARED
    prealloc = True if backing.allocation is MemoryAllocation.IMMEDIATE else None
    props: dict[str, Json] = {"id": name}
    if backing.hugepages is not None:
        props |= {
            "qom-type": "memory-backend-memfd",
            "hugetlb": True,
            "hugetlbsize": _huge_page(ctx, backing.hugepages),
        }
        prealloc = True  # a page that is missing later would kill the guest
        share = bool(share)
    elif backing.source is MemorySource.MEMFD or (share and backing.source is None):
        # Another process can share only what has a file descriptor.
        props |= {"qom-type": "memory-backend-memfd"}
    elif backing.source is MemorySource.FILE:
        props |= {"qom-type": "memory-backend-file", "mem-path": str(ctx.runtime.folder / name)}
        props["discard-data"] = (discard if discard is not None else backing.discard) or None
    else:
        props |= {"qom-type": "memory-backend-ram"}
    if name == default_ram_id(ctx) and props["qom-type"] != "memory-backend-ram":
        # Otherwise the memory has another name in the migration stream than the machine's own.
        props["x-use-canonical-path-for-ramblock-id"] = False
    return {
        **props,
        "share": share,
        "prealloc": prealloc,
        "prealloc-threads": backing.allocation_threads if prealloc else None,
        "size": size_kib * 1024,
    }


def _huge_page(ctx: Context, hugepages: HugePages) -> int | None:
    """Size of the pages in bytes; None for the host's default."""
    if len(hugepages.pages) > 1:
        raise ConfigUnsupported(f"domain '{ctx.domain.name}': huge pages of several sizes are not supported")
    return hugepages.pages[0].size * 1024 if hugepages.pages else None


def add_numa(ctx: Context) -> None:
    """Cells with their memory and CPUs, and the distances between them."""
    cells = _cells(ctx)
    numbers = [index if cell.id is None else cell.id for index, cell in enumerate(cells)]
    for number, cell in zip(numbers, cells, strict=True):
        ram = f"ram-node{number}"
        ctx.line.object(_backend(ctx, ram, _aligned(cell.memory), access=cell.access, discard=cell.discard))
        # The same key once for each range: QEMU's own form of a list.
        cpus = "".join(f",cpus={part}" for part in (cell.cpus or "").split(",") if part)
        ctx.line.text("-numa", f"node,nodeid={number}{cpus},memdev={ram}")
    if any(cell.distances for cell in cells):
        _add_distances(ctx, numbers, cells)


def _add_distances(ctx: Context, numbers: list[int], cells: list[NumaCell]) -> None:
    local, remote = 10, 20  # what ACPI takes for granted
    known = {
        (number, sibling.id): sibling.value
        for number, cell in zip(numbers, cells, strict=True)
        for sibling in cell.distances
    }
    for source in numbers:
        for target in numbers:
            # A distance that is given in one direction holds for both.
            value = known.get((source, target), known.get((target, source), local if source == target else remote))
            ctx.line.pairs("-numa", "dist", {"src": source, "dst": target, "val": value})
