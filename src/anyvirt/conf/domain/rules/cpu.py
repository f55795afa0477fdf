"""Rules about the guest's processor, its NUMA cells, and where their memory comes from."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.cpu import DISTANCES, Cpu, CpuMode, Numa, NumaBandwidth, NumaCell, NumaLatency
from anyvirt.conf.domain.cpuset import parse_cpuset
from anyvirt.conf.domain.model import Domain, VcpuPlacement
from anyvirt.conf.domain.rules.general import repeated
from anyvirt.conf.domain.tuning import NumaMemory, NumaMode, NumaPlacement, NumaTune
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlError

MOST_CPUS: Final = 2**32 - 1
CACHE_LEVELS: Final = (1, 2, 3)


def check_cpu(domain: Domain) -> None:
    cpu = domain.cpu
    if cpu is None:
        return
    named = cpu.model is not None and bool(cpu.model.name)
    if cpu.migratable is not None and cpu.mode not in (CpuMode.HOST_PASSTHROUGH, CpuMode.MAXIMUM):
        raise ConfigUnsupported("cpu/@migratable: is only allowed with mode 'host-passthrough' or 'maximum'")
    vendor_id = cpu.model.vendor_id if cpu.model is not None else None
    if vendor_id is not None and (len(vendor_id) != 12 or "," in vendor_id):
        raise XmlError(f"cpu/model/@vendor_id: '{vendor_id}' is not 12 characters without a comma")
    if cpu.vendor is not None and not named:
        raise XmlError(f"cpu/vendor: '{cpu.vendor}' needs a model")
    if cpu.features and cpu.mode in (None, CpuMode.CUSTOM) and not named:
        raise XmlError("cpu: has features but no model")
    if not all(feature.name for feature in cpu.features):
        raise XmlError("cpu/feature: the name is empty")
    twice = repeated(feature.name for feature in cpu.features)
    if twice:
        raise XmlError(f"cpu/feature: '{twice[0]}' is given twice")
    if cpu.cache is not None and cpu.cache.level is not None and cpu.cache.level not in CACHE_LEVELS:
        raise XmlError(f"cpu/cache: level {cpu.cache.level} is not from 1 to 3")
    if cpu.topology is not None:
        shape = cpu.topology
        count = shape.sockets * (shape.dies or 1) * (shape.clusters or 1) * shape.cores * shape.threads
        if count > MOST_CPUS:
            raise ConfigUnsupported(f"cpu/topology: makes {count} CPUs, more than {MOST_CPUS}")
    if cpu.numa is not None:
        _check_cells(cpu, domain)


def check_verification(domain: Domain) -> None:
    """Only a CPU with a model can be compared with the one that the guest gets."""
    cpu = domain.cpu
    if cpu is not None and cpu.check is not None and cpu.model is None and cpu.mode in (None, CpuMode.CUSTOM):
        raise ConfigUnsupported(f"cpu/@check: '{cpu.check.value}' is about a model, and none is given")


def _check_cells(cpu: Cpu, domain: Domain) -> None:
    assert cpu.numa is not None
    cells = cpu.numa.cells
    if not cells:
        raise XmlError("cpu/numa: has no <cell>")
    ids = [number if cell.id is None else cell.id for number, cell in enumerate(cells)]
    if sorted(ids) != list(range(len(cells))):
        raise XmlError("cpu/numa/cell: ids must count from 0 without gaps, each given once")
    taken: set[int] = set()
    for number, cell in zip(ids, cells, strict=True):
        cpus = parse_cpuset(cell.cpus) if cell.cpus else set()
        if taken & cpus:
            raise ConfigUnsupported(f"cpu/numa/cell: CPU {min(taken & cpus)} is in two cells")
        taken |= cpus
        _check_distances(cell, number, len(cells))
        _check_caches(cell, number)
    if max(taken, default=0) >= domain.vcpu:
        raise InternalError(f"cpu/numa: has CPU {max(taken)}, but the last one is {domain.vcpu - 1}")


def _check_distances(cell: NumaCell, number: int, count: int) -> None:
    nearest, farthest = DISTANCES
    for sibling in cell.distances:
        what = f"cpu/numa/cell: {number} is {sibling.value} away from {sibling.id}"
        if not nearest <= sibling.value <= farthest or (sibling.id == number) != (sibling.value == nearest):
            raise XmlError(
                f"{what}, which is not from {nearest}, of a cell to itself alone, to {farthest}, of one out of reach"
            )
        if sibling.id >= count:
            raise XmlError(f"{what}, which is no cell")


def _check_caches(cell: NumaCell, number: int) -> None:
    levels = [cache.level for cache in cell.caches]
    if 0 in levels:
        raise XmlError(f"cpu/numa/cell: {number} has a cache of level 0, and they count from 1")
    twice = repeated(levels)
    if twice:
        raise XmlError(f"cpu/numa/cell: {number} has two caches of level {twice[0]}")


def check_interconnects(domain: Domain) -> None:
    """What is said about the ways between cells is about cells that there are, and said once."""
    numa = domain.cpu.numa if domain.cpu is not None else None
    if numa is None:
        return
    for ways in (numa.latencies, numa.bandwidths):
        seen = set()
        for way in ways:
            _check_way(way, numa)
            key = (way.initiator, way.target, way.cache, way.type)
            if key in seen:
                raise XmlError(f"cpu/numa/interconnects: {way.__xml_tag__} from {key[0]} to {key[1]} is given twice")
            seen.add(key)


def _check_way(way: NumaLatency | NumaBandwidth, numa: Numa) -> None:
    what = f"cpu/numa/interconnects/{way.__xml_tag__}"
    cells = {cell.id: cell for cell in numa.cells}
    for role, number in (("initiator", way.initiator), ("target", way.target)):
        if number not in cells:
            raise XmlError(f"{what}: there is no cell {number} to be its {role}")
    if not cells[way.initiator].cpus:
        raise XmlError(f"{what}: cell {way.initiator} has no CPUs, so it is no initiator")
    if way.cache and way.cache not in {cache.level for cache in cells[way.target].caches}:
        raise XmlError(f"{what}: cell {way.target} has no cache of level {way.cache}")


def check_numatune(domain: Domain) -> None:
    tune = domain.numatune
    if tune is None:
        return
    memory = tune.memory if tune.memory != NumaMemory() else None
    placement = None
    if memory is not None:
        placement = memory.placement or (NumaPlacement.STATIC if memory.nodeset else _as_vcpus(domain))
    elif tune.memnodes:
        placement = _as_vcpus(domain)
    if memory is not None and placement is NumaPlacement.STATIC and memory.nodeset is None:
        raise ConfigUnsupported("numatune/memory: placement 'static' needs a nodeset")
    if tune.memnodes:
        if placement is NumaPlacement.AUTO:
            raise ConfigUnsupported("numatune: memnode cannot be used with automatic placement")
        _check_memnodes(tune, len(domain.cpu.numa.cells) if domain.cpu is not None and domain.cpu.numa else 0)


def _as_vcpus(domain: Domain) -> NumaPlacement:
    """Where memory comes from unless it is said: from where the virtual CPUs run."""
    return NumaPlacement.AUTO if domain.vcpu_placement is VcpuPlacement.AUTO else NumaPlacement.STATIC


def _check_memnodes(tune: NumaTune, cells: int) -> None:
    memory = tune.memory
    if not cells:
        raise XmlError("numatune/memnode: the guest has no NUMA cells")
    seen: set[int] = set()
    for node in tune.memnodes:
        if node.cellid >= cells:
            raise XmlError(f"numatune/memnode: there is no NUMA cell {node.cellid}, the last one is {cells - 1}")
        if node.cellid in seen:
            raise XmlError(f"numatune/memnode: NUMA cell {node.cellid} is given twice")
        seen.add(node.cellid)
        restrictive = memory is not None and memory.mode is NumaMode.RESTRICTIVE
        if restrictive != (node.mode is NumaMode.RESTRICTIVE) and (memory is not None or restrictive):
            raise XmlError("numatune: 'restrictive' must be the mode of memory and of every memnode, or of none")
