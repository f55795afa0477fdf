"""What callers ask of the host and of the emulators on it."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING, Final

from anyvirt import constants as c
from anyvirt.driver.types import CpuMap, NodeInfo, SecurityModel
from anyvirt.qemu.core import QemuCore
from anyvirt.util.error import ConfigUnsupported, InvalidArg, libvirtError
from anyvirt.util.flags import check_flags
from anyvirt.util.wait import in_thread

if TYPE_CHECKING:
    from anyvirt.qemu.capabilities import QemuCaps
    from anyvirt.util.host import Host

_BASELINE: Final = c.VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES | c.VIR_CONNECT_BASELINE_CPU_MIGRATABLE


class HostCalls(QemuCore):
    """The part of the driver that knows the host."""

    @cached_property
    def _host(self) -> Host:
        from anyvirt.util.host import Host

        return Host()

    async def connect_get_version(self) -> int:
        return (await self._caps_for(self._host.arch)).version_number

    async def connect_get_hostname(self) -> str:
        from anyvirt.util.host import hostname

        return await in_thread(hostname)  # asks the resolver, which may ask others

    async def connect_get_capabilities(self) -> str:
        from anyvirt.qemu.capabilities import QemuCaps, installed_emulators
        from anyvirt.qemu.host import capabilities_xml

        found = await asyncio.gather(
            *(self.caps.get(emulator) for emulator in installed_emulators()), return_exceptions=True
        )
        emulators: list[QemuCaps] = []
        for answer in found:
            if isinstance(answer, QemuCaps):
                emulators.append(answer)
            elif not isinstance(answer, libvirtError):  # an emulator that does not work is none
                raise answer
        return capabilities_xml(emulators, self._host, self._host.uuid(self.paths.root))

    async def connect_get_domain_capabilities(
        self, emulator: str | None, arch: str | None, machine: str | None, virttype: str | None, flags: int
    ) -> str:
        from anyvirt.qemu.domain_capabilities import choose, domain_capabilities_xml

        check_flags(flags, 0, "virConnectGetDomainCapabilities")
        chosen = await choose(self.caps, emulator, arch, machine, virttype)
        return domain_capabilities_xml(chosen.caps, chosen.machine, chosen.virt_type, chosen.arch)

    async def connect_get_max_vcpus(self, type: str | None) -> int:
        from anyvirt.qemu.host import max_vcpus

        return max_vcpus(await self._caps_for(self._host.arch), type)

    async def connect_get_cpu_model_names(self, arch: str, flags: int) -> list[str]:
        from anyvirt.qemu.host import cpu_model_names

        check_flags(flags, 0, "virConnectGetCPUModelNames")
        return cpu_model_names(await self._caps_for(arch))

    async def connect_baseline_cpu(self, xml_cpus: list[str], flags: int) -> str:
        from anyvirt.conf import cpu

        check_flags(flags, _BASELINE, "virConnectBaselineCPU")
        best = cpu.baseline(
            [cpu.parse_host(document) for document in xml_cpus],
            migratable=bool(flags & c.VIR_CONNECT_BASELINE_CPU_MIGRATABLE),
            expanded=bool(flags & c.VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES),
        )
        return best.to_xml()

    async def _caps_for(self, arch: str) -> QemuCaps:
        from anyvirt.qemu.capabilities import find_emulator, package_hint

        emulator = find_emulator(arch)
        if emulator is None:
            raise ConfigUnsupported(f"no emulator for {arch} guests is installed", hint=package_hint(arch))
        return await self.caps.get(emulator)

    async def node_get_security_model(self) -> SecurityModel:
        return SecurityModel(model="none", doi="0")

    async def node_get_info(self) -> NodeInfo:
        return self._host.node_info()

    async def node_get_cpu_map(self, flags: int) -> CpuMap:
        check_flags(flags, 0, "virNodeGetCPUMap")
        return self._host.cpu_map()

    async def node_get_cpu_stats(self, cpu_num: int, flags: int) -> dict[str, int]:
        check_flags(flags, 0, "virNodeGetCPUStats")
        return self._host.cpu_stats(cpu_num)

    async def node_get_memory_stats(self, cell_num: int, flags: int) -> dict[str, int]:
        check_flags(flags, 0, "virNodeGetMemoryStats")
        return self._host.memory_stats(cell_num)

    async def node_get_free_memory(self) -> int:
        return self._host.free_memory()

    async def node_get_cells_free_memory(self, start_cell: int, cell_count: int) -> list[int]:
        return self._host.cells_free_memory(start_cell, cell_count)

    async def node_get_free_pages(
        self, pages: list[int], start_cell: int, cell_count: int, flags: int
    ) -> dict[int, dict[int, int]]:
        check_flags(flags, 0, "virNodeGetFreePages")
        if not pages:
            raise InvalidArg("no page sizes are given")
        return self._host.free_pages(pages, start_cell, cell_count)
