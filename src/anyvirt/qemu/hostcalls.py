"""What callers ask of the host and of the emulators on it."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING, Final

from anyvirt import constants as c
from anyvirt.driver.hosting import hosting
from anyvirt.driver.types import CpuMap, NodeInfo, SecurityModel
from anyvirt.qemu.core import QemuCore
from anyvirt.util.error import ConfigUnsupported, InvalidArg, OperationFailed, libvirtError
from anyvirt.util.flags import check_flags
from anyvirt.util.wait import in_thread

if TYPE_CHECKING:
    from anyvirt.conf.cpu.document import AnyCpu
    from anyvirt.qemu.capabilities import QemuCaps
    from anyvirt.util.host import Host

_BASELINE: Final = c.VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES | c.VIR_CONNECT_BASELINE_CPU_MIGRATABLE
_COMPARE: Final = c.VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE | c.VIR_CONNECT_COMPARE_CPU_VALIDATE_XML


def _compared(host: AnyCpu, xml: str, arch: str, flags: int) -> int:
    """How *host* stands to the CPU of a document, as VIR_CPU_COMPARE_*."""
    from anyvirt.conf import cpu

    read = cpu.read_strictly if flags & c.VIR_CONNECT_COMPARE_CPU_VALIDATE_XML else cpu.parse
    comparison = cpu.compare(host, read(xml), arch)
    if flags & c.VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE:
        cpu.require(comparison)
    return int(comparison.verdict)


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
        host = hosting()
        chosen = host.host_uuid if host is not None else ""
        return capabilities_xml(emulators, self._host, chosen or self._host.uuid(self.paths.root))

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
        from anyvirt.conf import cpu

        check_flags(flags, 0, "virConnectGetCPUModelNames")
        return cpu.model_names(arch)

    async def connect_compare_cpu(self, xml: str, flags: int) -> int:
        from anyvirt.qemu.hostcpu import host_cpu

        check_flags(flags, _COMPARE, "virConnectCompareCPU")
        return _compared(host_cpu(self._host), xml, self._host.arch, flags)

    async def connect_compare_hypervisor_cpu(
        self, emulator: str | None, arch: str | None, machine: str | None, virttype: str | None, xml: str, flags: int
    ) -> int:
        from anyvirt.qemu.domain_capabilities import choose
        from anyvirt.qemu.hostcpu import host_model

        check_flags(flags, _COMPARE, "virConnectCompareHypervisorCPU")
        chosen = await choose(self.caps, emulator, arch, machine, virttype)
        offered = host_model(chosen.caps, chosen.virt_type)
        if offered is None:
            raise OperationFailed(
                f"QEMU '{chosen.caps.binary}' does not support reporting CPU model for virttype '{chosen.virt_type}'"
            )
        return _compared(offered, xml, chosen.arch, flags)

    async def connect_baseline_cpu(self, xml_cpus: list[str], flags: int) -> str:
        from anyvirt.conf import cpu
        from anyvirt.qemu.hostcpu import NEVER_GIVEN

        check_flags(flags, _BASELINE, "virConnectBaselineCPU")
        best = cpu.baseline(
            [cpu.parse_host(document) for document in xml_cpus],
            migratable=bool(flags & c.VIR_CONNECT_BASELINE_CPU_MIGRATABLE),
            expanded=bool(flags & c.VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES),
            but=NEVER_GIVEN,
        )
        return best.to_xml()

    async def connect_baseline_hypervisor_cpu(
        self,
        emulator: str | None,
        arch: str | None,
        machine: str | None,
        virttype: str | None,
        xml_cpus: list[str],
        flags: int,
    ) -> str:
        from anyvirt.conf import cpu
        from anyvirt.qemu.domain_capabilities import choose
        from anyvirt.qemu.hostcpu import NEVER_GIVEN, offers

        check_flags(flags, _BASELINE, "virConnectBaselineHypervisorCPU")
        documents = [cpu.parse(document) for document in xml_cpus]
        chosen = await choose(self.caps, emulator, arch, machine, virttype)
        # What TCG imitates does not depend on the host, so nothing keeps a guest there.
        bound = bool(flags & c.VIR_CONNECT_BASELINE_CPU_MIGRATABLE) and chosen.virt_type == "kvm"
        best = cpu.baseline(
            documents,
            chosen.arch,
            offers=offers(chosen.caps, chosen.virt_type),
            migratable=bound,
            expanded=bool(flags & c.VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES),
            but=NEVER_GIVEN,
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
