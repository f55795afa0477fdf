"""Facts of the host from /proc and /sys: processors, memory, NUMA cells, names.

Nothing here needs a privilege or a library. Files that a container hides or another architecture lacks are no errors:
what they would tell is left at the value that libvirt gives it.
"""

from __future__ import annotations

import os
import re
import socket
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from anyvirt.util import cpuset
from anyvirt.util.arch import host_arch
from anyvirt.util.error import InternalError, InvalidArg, OperationFailed
from anyvirt.util.files import write_atomic
from anyvirt.util.nodeinfo import CpuMap, NodeInfo

ALL_CPUS = -1  # VIR_NODE_CPU_STATS_ALL_CPUS
ALL_CELLS = -1  # VIR_NODE_MEMORY_STATS_ALL_CELLS

_NS_PER_S = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Cpu:
    """A logical CPU and its place in the machine."""

    id: int
    socket_id: int
    die_id: int
    cluster_id: int
    core_id: int
    siblings: tuple[int, ...]  # the threads of its core, itself included


@dataclass(frozen=True, slots=True)
class Pages:
    """The pool of pages of one size."""

    size_kib: int
    total: int
    free: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A NUMA cell. A host without NUMA is one cell."""

    id: int
    memory_kib: int
    free_kib: int
    cpus: tuple[Cpu, ...]  # online ones
    pages: tuple[Pages, ...]
    distances: tuple[tuple[int, int], ...]  # (cell, distance); empty on a host without NUMA


@dataclass(frozen=True, slots=True)
class CacheBank:
    """A cache that CPUs share."""

    id: int
    level: int
    type: str  # "both", "code", "data"
    size_kib: int
    cpus: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Processor:
    """What the first CPU says of itself; None where it says nothing."""

    vendor: str | None = None
    family: int | None = None
    model: int | None = None
    stepping: int | None = None
    microcode: int | None = None
    physical_bits: int | None = None
    flags: frozenset[str] = frozenset()
    implementer: int | None = None  # ARM: who made it, of MIDR_EL1
    part: int | None = None  # ARM: what it is, of MIDR_EL1
    pvr: int | None = None  # POWER: the processor version register


class Host:
    """This host, or with *root* another tree that holds its proc and sys."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._proc = root / "proc"
        self._cpu = root / "sys/devices/system/cpu"
        self._node = root / "sys/devices/system/node"
        self._sys = root / "sys"
        self.cpu_devices = root / "dev/cpu/0"  # what anyvirt.util.cpuid reads

    # --- processors -----------------------------------------------------------------------------------------------

    @property
    def arch(self) -> str:
        """libvirt's name of the architecture."""
        return host_arch()

    def node_info(self) -> NodeInfo:
        """Processors and memory in libvirt's eight numbers."""
        cpu_map = self.cpu_map()
        cells = self.cells()
        sockets = cores = threads = 1
        for cell in cells:
            by_socket: dict[int, dict[tuple[int, int, int], int]] = {}
            for cpu in cell.cpus:
                in_socket = by_socket.setdefault(cpu.socket_id, {})
                core = (cpu.die_id, cpu.cluster_id, cpu.core_id)
                in_socket[core] = in_socket.get(core, 0) + 1
            sockets = max(sockets, len(by_socket))
            cores = max([cores, *map(len, by_socket.values())])
            threads = max([threads, *(count for in_socket in by_socket.values() for count in in_socket.values())])
        nodes = len(cells)
        if nodes * sockets * cores * threads != cpu_map.total:
            # Callers multiply the four; where sockets differ or CPUs are offline, libvirt gives up the detail.
            nodes, sockets, cores, threads = 1, 1, cpu_map.total, 1
        return NodeInfo(
            model=self.arch,
            memory=sum(cell.memory_kib for cell in cells),
            cpus=cpu_map.online_count,
            mhz=self._mhz(),
            nodes=nodes,
            sockets=sockets,
            cores=cores,
            threads=threads,
        )

    def cpu_map(self) -> CpuMap:
        """Present CPUs and which of them are online."""
        online = self._online()
        present = _read_list(self._cpu / "present") or online
        total = max(present, default=-1) + 1
        flags = [number in online for number in range(total)]
        return CpuMap(total, flags, sum(flags))

    def processor(self) -> Processor:
        """Vendor, model and abilities of the first CPU."""
        fields: dict[str, str] = {}
        for line in _read(self._proc / "cpuinfo").partition("\n\n")[0].splitlines():
            name, _, value = line.partition(":")
            fields.setdefault(name.strip(), value.strip())
        bits = re.match(r"(\d+) bits physical", fields.get("address sizes", ""))
        # POWER numbers its CPUs first, and says what they are at the end.
        pvr = re.search(r"^revision\s*:.*\(pvr ([0-9a-f]{4}) [0-9a-f]{4}\)", _read(self._proc / "cpuinfo"), re.M)
        return Processor(
            vendor=fields.get("vendor_id"),
            family=_number(fields.get("cpu family")),
            model=_number(fields.get("model")),
            stepping=_number(fields.get("stepping")),
            microcode=_number(fields.get("microcode")),
            physical_bits=int(bits[1]) if bits else None,
            flags=frozenset((fields.get("flags") or fields.get("Features") or "").split()),
            implementer=_number(fields.get("CPU implementer")),
            part=_number(fields.get("CPU part")),
            pvr=int(pvr[1], 16) if pvr else None,
        )

    def cpu_stats(self, cpu: int = ALL_CPUS) -> dict[str, int]:
        """Time in ns that one CPU, or all together, spent since the host's start.

        Raises:
            InvalidArg: there is no such CPU, or it is offline.
        """
        wanted = "cpu" if cpu == ALL_CPUS else f"cpu{cpu}"
        tick = _NS_PER_S // os.sysconf("SC_CLK_TCK")
        for line in _read(self._proc / "stat").splitlines():
            name, *figures = line.split()
            if name == wanted:
                # proc_stat(5): user nice system idle iowait irq softirq; very old kernels have fewer.
                user, nice, system, idle, iowait, irq, softirq, *_ = [*map(int, figures), 0, 0, 0]
                return {
                    "kernel": (system + irq + softirq) * tick,
                    "user": (user + nice) * tick,
                    "idle": idle * tick,
                    "iowait": iowait * tick,
                }
        raise InvalidArg(f"there is no CPU {cpu} online: the host has {cpuset.to_text(self._online())}")

    def caches(self) -> list[CacheBank]:
        """The caches of level 3 and above."""
        banks: dict[tuple[int, str, int], CacheBank] = {}
        for number in sorted(self._online()):
            for index in sorted((self._cpu / f"cpu{number}/cache").glob("index*")):
                level = _number(_read(index / "level")) or 0
                kind = {"Unified": "both", "Instruction": "code", "Data": "data"}.get(_read(index / "type").strip())
                bank_id = _number(_read(index / "id"))
                size = re.fullmatch(r"(\d+)K", _read(index / "size").strip())
                if level >= 3 and kind and bank_id is not None and size:
                    cpus = tuple(sorted(_read_list(index / "shared_cpu_list")))
                    banks.setdefault((level, kind, bank_id), CacheBank(bank_id, level, kind, int(size[1]), cpus))
        return sorted(banks.values(), key=lambda bank: (bank.level, bank.type, bank.id))

    def _online(self) -> set[int]:
        if online := _read_list(self._cpu / "online"):
            return online
        # A container without /sys, or a kernel built without CPU hotplug.
        found = re.findall(r"^cpu(\d+) ", _read(self._proc / "stat"), re.MULTILINE)
        return set(map(int, found)) or set(range(os.cpu_count() or 1))

    def _mhz(self) -> int:
        text = _read(self._proc / "cpuinfo")
        # x86 and mips "cpu MHz", s390x "cpu MHz static", ppc "clock : 3425.000000MHz"
        if found := re.search(r"^(?:cpu MHz(?: static)?|clock)\s*:\s*(\d+)", text, re.MULTILINE):
            return int(found[1])
        return (_number(_read(self._cpu / "cpu0/cpufreq/cpuinfo_max_freq")) or 0) // 1000

    def _one_cpu(self, number: int) -> Cpu:
        topology = self._cpu / f"cpu{number}/topology"
        siblings = _read_list(topology / "thread_siblings_list") or {number}

        def known(name: str, otherwise: int) -> int:
            value = _number(_read(topology / name))
            return otherwise if value is None or value < 0 else value  # -1: the firmware does not say

        return Cpu(
            id=number,
            socket_id=known("physical_package_id", 0),
            die_id=known("die_id", 0),
            cluster_id=known("cluster_id", 0),
            core_id=known("core_id", number),
            siblings=tuple(sorted(siblings)),
        )

    # --- memory ---------------------------------------------------------------------------------------------------

    def cells(self) -> list[Cell]:
        """The NUMA cells in the order of their numbers."""
        online = self._online()
        numbers = sorted(int(path.name[4:]) for path in self._node.glob("node[0-9]*") if _read(path / "meminfo"))
        if not numbers:
            return [self._only_cell(online)]
        return [self._cell(number, numbers, online) for number in numbers]

    def memory_stats(self, cell: int = ALL_CELLS) -> dict[str, int]:
        """Figures in KiB: total, free, and for the whole host also buffers and cached.

        Raises:
            InvalidArg: there is no such cell.
        """
        if cell == ALL_CELLS:
            text = _read(self._proc / "meminfo")
        elif not (text := _read(self._node / f"node{cell}/meminfo")):
            known = [found.id for found in self.cells()]
            if cell not in known:
                raise InvalidArg(f"there is no NUMA cell {cell}: the host has {cpuset.to_text(known)}")
            text = _read(self._proc / "meminfo")
        figures = _meminfo(text)
        names = {"MemTotal": "total", "MemFree": "free", "Buffers": "buffers", "Cached": "cached"}
        return {name: figures[key] for key, name in names.items() if key in figures}

    def free_memory(self) -> int:
        """Free memory in bytes, of all cells."""
        return sum(cell.free_kib for cell in self.cells()) * 1024

    def cells_free_memory(self, start: int, count: int) -> list[int]:
        """Free memory in bytes of at most *count* cells, from *start* on. A number without a cell counts 0.

        Raises:
            InternalError: *start* is beyond the last cell. The class is libvirt's.
        """
        free = {cell.id: cell.free_kib * 1024 for cell in self.cells()}
        last = max(free)
        if not 0 <= start <= last:
            raise InternalError(f"start cell {start} out of range (0-{last})")
        return [free.get(number, 0) for number in range(start, min(start + count, last + 1))]

    def free_pages(self, sizes_kib: Sequence[int], start: int, count: int) -> dict[int, dict[int, int]]:
        """Free pages of the given sizes in at most *count* cells: cell -> size in KiB -> pages.

        A *start* of -1 means the whole host, as cell -1.

        Raises:
            InternalError: *start* is beyond the last cell.
            OperationFailed: a cell has no pages of that size.
        """
        cells = {cell.id: cell for cell in self.cells()}
        last = max(cells)
        if not -1 <= start <= last:
            raise InternalError(f"start cell {start} out of range (0-{last})")
        if start == ALL_CELLS:
            totals: dict[int, int] = {}
            for cell in cells.values():
                for pages in cell.pages:
                    totals[pages.size_kib] = totals.get(pages.size_kib, 0) + pages.free
            return {ALL_CELLS: {size: _pool(totals, size, ALL_CELLS) for size in sizes_kib}}
        return {
            number: {
                size: _pool({pages.size_kib: pages.free for pages in cells[number].pages}, size, number)
                for size in sizes_kib
            }
            for number in range(start, min(start + count, last + 1))
            if number in cells
        }

    def _cell(self, number: int, numbers: list[int], online: set[int]) -> Cell:
        folder = self._node / f"node{number}"
        figures = _meminfo(_read(folder / "meminfo"))
        memory, free = figures.get("MemTotal", 0), figures.get("MemFree", 0)
        cpus = sorted(_read_list(folder / "cpulist") & online)
        distances = [int(value) for value in _read(folder / "distance").split()]
        # The kernel lists a distance for each online cell, in their order.
        siblings = tuple(zip(numbers, distances, strict=False))
        pages = _pages(folder / "hugepages", memory, free)
        return Cell(number, memory, free, tuple(map(self._one_cpu, cpus)), pages, siblings)

    def _only_cell(self, online: set[int]) -> Cell:
        figures = _meminfo(_read(self._proc / "meminfo"))
        memory, free = figures.get("MemTotal", 0), figures.get("MemFree", 0)
        pages = _pages(self._sys / "kernel/mm/hugepages", memory, free)
        return Cell(0, memory, free, tuple(map(self._one_cpu, sorted(online))), pages, ())

    # --- the rest -------------------------------------------------------------------------------------------------

    def has_iommu(self) -> bool:
        """Whether devices can be given to guests."""
        groups = self._sys / "kernel/iommu_groups"
        return groups.is_dir() and any(groups.iterdir())

    def sleep_states(self) -> list[str]:
        """How the host can be suspended: "suspend_mem", "suspend_disk", "suspend_hybrid"."""
        found = _read(self._sys / "power/state").split()
        states = [f"suspend_{state}" for state in ("mem", "disk") if state in found]
        return [*states, "suspend_hybrid"] if len(states) == 2 else states

    def uuid(self, state_dir: Path) -> str:
        """The UUID of this host: the firmware's, else one made once and kept in *state_dir*.

        Raises:
            OSError: it must be kept and cannot.
        """
        for source in (self._sys / "class/dmi/id/product_uuid", self._proc / "device-tree/vm,uuid"):
            if (known := _plausible_uuid(_read(source))) is not None:
                return known
        file = state_dir / "host-uuid"
        if (known := _plausible_uuid(_read(file))) is not None:
            return known
        made = str(uuid.uuid4())
        state_dir.mkdir(parents=True, exist_ok=True)
        write_atomic(file, f"{made}\n".encode(), mode=0o644)
        return made


def hostname() -> str:
    """The host's name, fully qualified if the name service knows it so. It may ask over the network: seconds.

    The rules are libvirt's: a name that has a dot or says localhost is taken as it is, and so is one for which the
    name service only knows localhost.
    """
    name = socket.gethostname()
    if name.startswith("localhost") or "." in name:
        return name
    try:
        answers = socket.getaddrinfo(name, None, flags=socket.AI_CANONNAME)
    except OSError:
        return name
    canonical = next((answer[3] for answer in answers if answer[3]), "")
    return name if not canonical or canonical.startswith("localhost") else canonical


def _pages(hugepages: Path, memory_kib: int, free_kib: int) -> tuple[Pages, ...]:
    """The pools of a cell, smallest first. What huge pages occupy is not there as ordinary pages."""
    huge = []
    for folder in hugepages.glob("hugepages-*kB"):
        size = int(folder.name.removeprefix("hugepages-").removesuffix("kB"))
        total, free = _number(_read(folder / "nr_hugepages")), _number(_read(folder / "free_hugepages"))
        huge.append(Pages(size, total or 0, free or 0))
    huge.sort(key=lambda pages: pages.size_kib)
    # Huge pages count as used in MemFree already, but are part of MemTotal.
    ordinary_kib = memory_kib - sum(pages.size_kib * pages.total for pages in huge)
    page_kib = os.sysconf("SC_PAGESIZE") // 1024
    return (Pages(page_kib, ordinary_kib // page_kib, free_kib // page_kib), *huge)


def _pool(free: dict[int, int], size_kib: int, cell: int) -> int:
    if size_kib not in free:
        known = ", ".join(map(str, sorted(free)))
        raise OperationFailed(f"node {cell} has no pages of {size_kib} KiB", hint=f"sizes in KiB that are: {known}")
    return free[size_kib]


def _meminfo(text: str) -> dict[str, int]:
    """Figures in KiB of /proc/meminfo or of a node's, whose lines begin with "Node N"."""
    found = re.findall(r"^(?:Node \d+ )?(\w+):\s+(\d+) kB", text, re.MULTILINE)
    return {name: int(value) for name, value in found}


def _plausible_uuid(text: str) -> str | None:
    """*text* in canonical form; None if it is no UUID or one of the kind that careless firmware ships."""
    try:
        value = uuid.UUID(text.strip("\0 \n"))
    except ValueError:
        return None
    return None if len(set(value.hex)) == 1 else str(value)


def _read(path: Path) -> str:
    """The text of a file of /proc or /sys, "" where it is missing or hidden."""
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def _number(text: str | None) -> int | None:
    """An integer, decimal or 0x; None if *text* is none."""
    try:
        return int((text or "").strip(), 0)
    except ValueError:
        return None


def _read_list(path: Path) -> set[int]:
    """The numbers of a kernel list such as "0-3,8"; empty where the file is missing."""
    numbers: set[int] = set()
    for part in _read(path).strip().split(","):
        first, _, last = part.partition("-")
        if first.isdigit():
            numbers.update(range(int(first), int(last or first) + 1))
    return numbers
