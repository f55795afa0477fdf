"""Facts of a host: the real one, and trees that look like others."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from anyvirt.util.error import InternalError, InvalidArg, OperationFailed
from anyvirt.util.host import Host, hostname
from anyvirt.util.nodeinfo import NodeInfo

TICK = 1_000_000_000 // os.sysconf("SC_CLK_TCK")
PAGE_KIB = os.sysconf("SC_PAGESIZE") // 1024


def fill(root: Path, files: dict[str, str]) -> Host:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Host(root)


def two_cells(root: Path) -> Host:
    """Two cells of one socket each, two cores a socket, two threads a core; cell 0 has huge pages."""
    files = {
        "proc/cpuinfo": "processor : 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 1\nstepping\t: 2\n"
        "microcode\t: 0xa0011d1\ncpu MHz\t\t: 2445.433\nflags\t\t: fpu svm\n"
        "address sizes\t: 48 bits physical, 48 bits virtual\n"
        "\nprocessor : 1\ncpu MHz : 1500.0\n",
        "proc/stat": "cpu  10 20 30 40 50 6 7 0 0 0\ncpu0 1 2 3 4 5 6 7 0 0 0\nintr 1\n",
        "proc/meminfo": "MemTotal: 3000 kB\nMemFree: 2000 kB\nBuffers: 10 kB\nCached: 20 kB\n",
        "sys/devices/system/cpu/present": "0-7\n",
        "sys/devices/system/cpu/online": "0-7\n",
    }
    for cpu in range(8):
        topology = f"sys/devices/system/cpu/cpu{cpu}/topology"
        first = cpu // 2 * 2
        files |= {
            f"{topology}/physical_package_id": f"{cpu // 4}\n",
            f"{topology}/core_id": f"{cpu // 2 % 2}\n",
            f"{topology}/die_id": "0\n",
            f"{topology}/cluster_id": "-1\n",
            f"{topology}/thread_siblings_list": f"{first}-{first + 1}\n",
            f"sys/devices/system/cpu/cpu{cpu}/cache/index3/level": "3\n",
            f"sys/devices/system/cpu/cpu{cpu}/cache/index3/type": "Unified\n",
            f"sys/devices/system/cpu/cpu{cpu}/cache/index3/id": f"{cpu // 4}\n",
            f"sys/devices/system/cpu/cpu{cpu}/cache/index3/size": "32768K\n",
            f"sys/devices/system/cpu/cpu{cpu}/cache/index3/shared_cpu_list": "0-3\n" if cpu < 4 else "4-7\n",
        }
    for cell, cpus in ((0, "0-3"), (1, "4-7")):
        node = f"sys/devices/system/node/node{cell}"
        files |= {
            f"{node}/meminfo": f"Node {cell} MemTotal: 102400 kB\nNode {cell} MemFree: {4096 * (cell + 1)} kB\n",
            f"{node}/cpulist": f"{cpus}\n",
            f"{node}/distance": "10 21\n" if cell == 0 else "21 10\n",
            f"{node}/hugepages/hugepages-2048kB/nr_hugepages": f"{4 - 4 * cell}\n",
            f"{node}/hugepages/hugepages-2048kB/free_hugepages": f"{3 - 3 * cell}\n",
        }
    return fill(root, files)


def test_node_info_multiplies_to_the_number_of_cpus(tmp_path: Path) -> None:
    """nodes x sockets x cores x threads is what callers compute."""
    assert two_cells(tmp_path).node_info() == NodeInfo(Host().arch, 204800, 8, 2445, 2, 1, 2, 2)


def test_offline_threads_make_the_topology_flat(tmp_path: Path) -> None:
    """Where the product would be wrong, one cell with one socket of all CPUs is told instead."""
    two_cells(tmp_path)
    (tmp_path / "sys/devices/system/cpu/online").write_text("0,2,4,6\n")
    info = Host(tmp_path).node_info()
    assert (info.cpus, info.nodes, info.sockets, info.cores, info.threads) == (4, 1, 1, 8, 1)
    assert Host(tmp_path).cpu_map() == (8, [True, False] * 4, 4)


def test_cells_have_memory_pages_distances_and_cpus(tmp_path: Path) -> None:
    """Huge pages are taken out of the count of ordinary ones."""
    first, second = two_cells(tmp_path).cells()
    assert (first.id, first.memory_kib, first.free_kib) == (0, 102400, 4096)
    assert [(p.size_kib, p.total, p.free) for p in first.pages] == [
        (PAGE_KIB, (102400 - 8192) // PAGE_KIB, 4096 // PAGE_KIB),
        (2048, 4, 3),
    ]
    assert second.distances == ((0, 21), (1, 10))
    assert [cpu.id for cpu in second.cpus] == [4, 5, 6, 7]
    assert second.cpus[3].siblings == (6, 7)
    assert (second.cpus[3].socket_id, second.cpus[3].core_id, second.cpus[3].cluster_id) == (1, 1, 0)


def test_caches_are_listed_once(tmp_path: Path) -> None:
    """CPUs that share a cache name the same bank."""
    banks = two_cells(tmp_path).caches()
    assert [(bank.id, bank.level, bank.type, bank.size_kib, bank.cpus) for bank in banks] == [
        (0, 3, "both", 32768, (0, 1, 2, 3)),
        (1, 3, "both", 32768, (4, 5, 6, 7)),
    ]


def test_processor(tmp_path: Path) -> None:
    processor = two_cells(tmp_path).processor()
    assert (processor.vendor, processor.family, processor.model, processor.stepping) == ("AuthenticAMD", 25, 1, 2)
    assert (processor.microcode, processor.physical_bits) == (0xA0011D1, 48)
    assert "svm" in processor.flags


def test_cpu_stats_are_nanoseconds(tmp_path: Path) -> None:
    """System time includes interrupts, user time includes the niced."""
    host = two_cells(tmp_path)
    assert host.cpu_stats() == {"kernel": 43 * TICK, "user": 30 * TICK, "idle": 40 * TICK, "iowait": 50 * TICK}
    assert host.cpu_stats(0)["kernel"] == 16 * TICK


def test_cpu_stats_of_a_missing_cpu(tmp_path: Path) -> None:
    with pytest.raises(InvalidArg, match="no CPU 8 online: the host has 0-7"):
        two_cells(tmp_path).cpu_stats(8)


def test_memory_stats(tmp_path: Path) -> None:
    """A cell knows only total and free."""
    host = two_cells(tmp_path)
    assert host.memory_stats() == {"total": 3000, "free": 2000, "buffers": 10, "cached": 20}
    assert host.memory_stats(1) == {"total": 102400, "free": 8192}
    with pytest.raises(InvalidArg, match="no NUMA cell 2: the host has 0-1"):
        host.memory_stats(2)


def test_free_memory_is_in_bytes(tmp_path: Path) -> None:
    host = two_cells(tmp_path)
    assert host.free_memory() == 3 * 4096 * 1024
    assert host.cells_free_memory(0, 9) == [4096 * 1024, 8192 * 1024]
    assert host.cells_free_memory(1, 1) == [8192 * 1024]
    with pytest.raises(InternalError, match=r"start cell 2 out of range \(0-1\)"):
        host.cells_free_memory(2, 1)


def test_free_pages(tmp_path: Path) -> None:
    """Cell -1 is the whole host; a size that a cell lacks is named with those it has."""
    host = two_cells(tmp_path)
    assert host.free_pages([2048], 0, 2) == {0: {2048: 3}, 1: {2048: 0}}
    assert host.free_pages([2048, PAGE_KIB], -1, 1) == {-1: {2048: 3, PAGE_KIB: 3 * 4096 // PAGE_KIB}}
    with pytest.raises(OperationFailed, match="node 1 has no pages of 7 KiB") as failure:
        host.free_pages([7], 1, 1)
    assert "2048" in str(failure.value.hint)
    with pytest.raises(InternalError, match="start cell 5"):
        host.free_pages([2048], 5, 1)


def test_a_container_that_hides_everything(tmp_path: Path) -> None:
    """Without /proc and /sys there are still answers."""
    host = Host(tmp_path)
    info = host.node_info()
    assert info.cpus == os.cpu_count()
    assert (info.memory, info.mhz, info.nodes) == (0, 0, 1)
    assert host.memory_stats() == {}
    assert len(host.cells()) == 1
    assert host.caches() == []
    assert host.sleep_states() == []
    assert not host.has_iommu()


def test_a_host_without_numa_is_one_cell(tmp_path: Path) -> None:
    """Such as many ARM boards: memory and CPUs come from /proc."""
    host = fill(
        tmp_path,
        {
            "proc/stat": "cpu 1 1 1 1\ncpu0 1 1 1 1\ncpu1 1 1 1 1\ncpu2 1 1 1 1\n",
            "proc/meminfo": "MemTotal: 8192 kB\nMemFree: 4096 kB\n",
            "proc/cpuinfo": "processor : 0\nFeatures : fp asimd\n",
            "sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq": "1800000\n",
        },
    )
    info = host.node_info()
    assert (info.memory, info.cpus, info.mhz, info.nodes, info.cores) == (8192, 3, 1800, 1, 3)
    (cell,) = host.cells()
    assert cell.distances == ()
    assert host.memory_stats(0)["total"] == 8192
    assert host.processor().flags == {"fp", "asimd"}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("freeze mem disk", ["suspend_mem", "suspend_disk", "suspend_hybrid"]),
        ("freeze mem", ["suspend_mem"]),
        ("", []),
    ],
)
def test_sleep_states(tmp_path: Path, state: str, expected: list[str]) -> None:
    assert fill(tmp_path, {"sys/power/state": state}).sleep_states() == expected


def test_uuid_is_the_firmwares(tmp_path: Path) -> None:
    host = fill(tmp_path, {"sys/class/dmi/id/product_uuid": "4C4C4544-0042-3510-8052-B4C04F4E4832\n"})
    assert host.uuid(tmp_path / "state") == "4c4c4544-0042-3510-8052-b4c04f4e4832"
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize("useless", ["", "Not Settable", "00000000-0000-0000-0000-000000000000", "f" * 32])
def test_uuid_is_made_once_where_the_firmware_has_none(tmp_path: Path, useless: str) -> None:
    """Another process, or the next start, finds the same."""
    host = fill(tmp_path, {"sys/class/dmi/id/product_uuid": useless})
    made = host.uuid(tmp_path / "state")
    assert Host(tmp_path).uuid(tmp_path / "state") == made
    assert host.uuid(tmp_path / "other") != made


@pytest.mark.parametrize(
    ("name", "canonical", "expected"),
    [
        ("web1", "web1.example.org", "web1.example.org"),
        ("web1", "localhost.localdomain", "web1"),
        ("web1", None, "web1"),
        ("web1.lan", "other", "web1.lan"),
        ("localhost", "other", "localhost"),
    ],
)
def test_hostname(monkeypatch: pytest.MonkeyPatch, name: str, canonical: str | None, expected: str) -> None:
    def resolve(*_args: object, **_options: object) -> list[tuple[object, ...]]:
        if canonical is None:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, canonical, ("127.0.1.1", 0))]

    monkeypatch.setattr(socket, "gethostname", lambda: name)
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert hostname() == expected


def test_this_host_is_consistent() -> None:
    """On whatever machine the tests run."""
    host = Host()
    info = host.node_info()
    assert info.nodes * info.sockets * info.cores * info.threads == host.cpu_map().total
    assert 0 < host.free_memory() <= info.memory * 1024
    assert set(host.cpu_stats()) == {"kernel", "user", "idle", "iowait"}
    assert sum(len(cell.cpus) for cell in host.cells()) == info.cpus


@pytest.mark.skipif(shutil.which("lscpu") is None, reason="lscpu (util-linux) is not installed")
def test_lscpu_counts_the_same_cpus() -> None:
    """A second opinion."""
    output = subprocess.run(["lscpu", "--parse=CPU"], capture_output=True, text=True, check=True).stdout
    online = [line for line in output.splitlines() if not line.startswith("#")]
    assert len(online) == Host().cpu_map().online_count
