"""The host of the test driver: made up, and the same each time."""

from __future__ import annotations

import socket
from typing import Final

from anyvirt import constants
from anyvirt.driver import URI
from anyvirt.driver.types import CpuMap, NodeInfo, SecurityModel
from anyvirt.test.base import TestBase
from anyvirt.test.node import TestNode
from anyvirt.test.pages import CELLS, Pages
from anyvirt.util.error import InvalidArg
from anyvirt.util.flags import check_flags

VERSION: Final = 2  # of the hypervisor: 0.0.2
HOST_CPUS: Final = 8
MAX_VCPUS: Final = 32
_ONLINE_CPUS: Final = (0, 2, 4)
_ARCH: Final = "i686"
_EMULATOR: Final = "/usr/bin/test-hv"
_SECURITY: Final = SecurityModel("testSecurity", "")

_CPU_STATS: Final = {
    "user": 9797400000,
    "kernel": 34678723400000,
    "idle": 87264900000,
    "iowait": 763600000,
}  # ns

_SYSINFO: Final = {"vendor": "LENOVO", "version": "G4ETA1WW (2.61 )", "date": "05/07/2014", "release": "2.61"}


_PAGE_SIZES: Final = (4, 8, 2048, 1024 * 1024)  # KiB


class Host(TestBase):
    """Everything about the host and the connection."""

    def __init__(self, uri: URI, node: TestNode) -> None:
        super().__init__(uri, node)
        self.pages = Pages()

    async def connect_get_version(self) -> int:
        return VERSION

    async def connect_get_hostname(self) -> str:
        return socket.gethostname()

    async def connect_get_sysinfo(self, flags: int) -> str:
        check_flags(flags, 0, "virConnectGetSysinfo")
        entries = "".join(f"    <entry name='{name}'>{value}</entry>\n" for name, value in _SYSINFO.items())
        return f"<sysinfo type='smbios'>\n  <bios>\n{entries}  </bios>\n</sysinfo>\n"

    async def connect_get_capabilities(self) -> str:
        return _capabilities(self.pages)

    async def connect_baseline_cpu(self, xml_cpus: list[str], flags: int) -> str:
        from anyvirt.conf import cpu

        check_flags(flags, constants.VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES, "virConnectBaselineCPU")
        return cpu.baseline([cpu.parse_host(document) for document in xml_cpus], expanded=bool(flags)).to_xml()

    async def connect_get_cpu_model_names(self, arch: str, flags: int) -> list[str]:
        from anyvirt.conf import cpu

        check_flags(flags, 0, "virConnectGetCPUModelNames")
        try:
            return cpu.model_names(arch)
        except InvalidArg as exc:
            exc.origin = constants.VIR_FROM_TEST  # this driver looks an architecture up before it asks for its CPUs
            raise

    async def connect_get_max_vcpus(self, type: str | None) -> int:
        return MAX_VCPUS

    async def connect_is_secure(self) -> bool:
        return True

    async def connect_is_encrypted(self) -> bool:
        return False

    async def node_get_security_model(self) -> SecurityModel:
        return _SECURITY

    async def node_get_info(self) -> NodeInfo:
        return self.node.info

    async def node_get_cpu_map(self, flags: int) -> CpuMap:
        check_flags(flags, 0, "virNodeGetCPUMap")
        online = [number in _ONLINE_CPUS for number in range(HOST_CPUS)]
        return CpuMap(HOST_CPUS, online, len(_ONLINE_CPUS))

    async def node_get_cpu_stats(self, cpu_num: int, flags: int) -> dict[str, int]:
        check_flags(flags, 0, "virNodeGetCPUStats")
        if cpu_num != constants.VIR_NODE_CPU_STATS_ALL_CPUS and not 0 <= cpu_num < self.node.info.cpus:
            raise InvalidArg(f"there is no host CPU {cpu_num}: they are 0 to {self.node.info.cpus - 1}")
        return dict(_CPU_STATS)

    async def node_get_free_memory(self) -> int:
        return sum(cell.memory for cell in CELLS) // 2

    async def node_get_cells_free_memory(self, start_cell: int, cell_count: int) -> list[int]:
        if not 0 <= start_cell < len(CELLS) or cell_count < 1:
            raise InvalidArg(f"Range exceeds available cells: they are 0 to {len(CELLS) - 1}")
        return [self.pages.free(cell) for cell in range(len(CELLS))[start_cell : start_cell + cell_count]]


def _capabilities(pages: Pages) -> str:
    """The <capabilities> document."""
    return f"<capabilities>\n\n{_host(pages)}\n{_guest('hvm')}\n{_guest('xen')}\n</capabilities>\n"


def _host(pages: Pages) -> str:
    sizes = "".join(f"      <pages unit='KiB' size='{size}'/>\n" for size in _PAGE_SIZES)
    first = 0
    cells = ""
    for number, cell in enumerate(CELLS):
        cells += _cell(number, pages, first)
        first += cell.cpus
    return (
        "  <host>\n"
        "    <cpu>\n"
        f"      <arch>{_ARCH}</arch>\n"
        "      <features>\n"
        "        <pae/>\n"
        "        <nonpae/>\n"
        "      </features>\n"
        f"{sizes}"
        "    </cpu>\n"
        "    <power_management/>\n"
        "    <iommu support='no'/>\n"
        "    <topology>\n"
        f"      <cells num='{len(CELLS)}'>\n"
        f"{cells}"
        "      </cells>\n"
        "    </topology>\n"
        "    <secmodel>\n"
        f"      <model>{_SECURITY.model}</model>\n"
        f"      <doi>{_SECURITY.doi}</doi>\n"
        "    </secmodel>\n"
        "  </host>\n"
    )


def _cell(number: int, pages: Pages, first_cpu: int) -> str:
    cell = CELLS[number]
    counts = "".join(
        f"          <pages unit='KiB' size='{size}'>{pages.count(number, size)}</pages>\n"
        for size in pages.sizes(number)
    )
    cpus = "".join(
        f"            <cpu id='{cpu}' socket_id='{number}' die_id='0' core_id='{cpu - first_cpu}' siblings='{cpu}'/>\n"
        for cpu in range(first_cpu, first_cpu + cell.cpus)
    )
    return (
        f"        <cell id='{number}'>\n"
        f"          <memory unit='KiB'>{cell.memory}</memory>\n"
        f"{counts}"
        f"          <cpus num='{cell.cpus}'>\n"
        f"{cpus}"
        "          </cpus>\n"
        "        </cell>\n"
    )


def _guest(os_type: str) -> str:
    return (
        "  <guest>\n"
        f"    <os_type>{os_type}</os_type>\n"
        f"    <arch name='{_ARCH}'>\n"
        "      <wordsize>32</wordsize>\n"
        f"      <emulator>{_EMULATOR}</emulator>\n"
        "      <domain type='test'/>\n"
        "    </arch>\n"
        "    <features>\n"
        "      <pae/>\n"
        "      <nonpae/>\n"
        "    </features>\n"
        "  </guest>\n"
    )
