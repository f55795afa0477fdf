"""The calls that differ from their procedures in more than the order of what they take and answer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from anyvirt.constants import VIR_DOMAIN_VCPU_MAXIMUM, VIR_TYPED_PARAM_STRING_OKAY
from anyvirt.driver.types import (
    BlockInfo,
    CpuMap,
    GuestTime,
    InterfaceAddresses,
    IoThreadInfo,
    MigrationEnd,
    MonitorAnswer,
    TypedParams,
    VcpuInfo,
)
from anyvirt.remote.calls.hypervisor import HypervisorCalls
from anyvirt.rpc.params import read_params, wire_params
from anyvirt.rpc.programs import program
from anyvirt.rpc.values import read_cpumap, wire_snapshot
from anyvirt.util.error import InternalError, libvirtError
from anyvirt.util.guest import MEMORY_STATS
from anyvirt.util.typed import MIGRATION

if TYPE_CHECKING:
    from anyvirt.util.refs import DomainRef, SnapshotRef

REMOTE = program("remote").by_name
LIMITS = program("remote").constants
CPUS_MAX = 8 * LIMITS["CPUMAP_MAX"]


class HypervisorByHand(HypervisorCalls):
    """What of a hypervisor driver's calls is made of a daemon in a way of its own."""

    async def _host_cpus(self) -> int:
        """How many CPUs the host has, online or not: maps of CPUs on the wire only have whole bytes."""
        return _checked_cpus((await self._link.call(REMOTE["NODE_GET_CPU_MAP"], (0, 0, 0))).ret)

    async def node_get_cpu_map(self, flags: int) -> CpuMap:
        ret = await self._link.call(REMOTE["NODE_GET_CPU_MAP"], (1, 1, flags))
        return CpuMap(ret.ret, list(read_cpumap(ret.cpumap, _checked_cpus(ret.ret))), ret.online)

    async def node_get_cpu_stats(self, cpu_num: int, flags: int) -> dict[str, int]:
        # Daemons insist on being asked for as many as there are.
        call = REMOTE["NODE_GET_CPU_STATS"]
        count = (await self._link.call(call, (cpu_num, 0, flags))).nparams
        return dict((await self._link.call(call, (cpu_num, count, flags))).params) if count else {}

    async def node_get_memory_stats(self, cell_num: int, flags: int) -> dict[str, int]:
        call = REMOTE["NODE_GET_MEMORY_STATS"]
        count = (await self._link.call(call, (0, cell_num, flags))).nparams
        return dict((await self._link.call(call, (count, cell_num, flags))).params) if count else {}

    async def node_get_free_pages(
        self, pages: list[int], start_cell: int, cell_count: int, flags: int
    ) -> dict[int, dict[int, int]]:
        ret = await self._link.call(REMOTE["NODE_GET_FREE_PAGES"], (pages, start_cell, cell_count, flags))
        counts, sizes = ret.counts, len(pages)
        return {
            start_cell + at // sizes: dict(zip(pages, counts[at : at + sizes], strict=False))
            for at in range(0, len(counts), sizes)
        }

    async def node_alloc_pages(self, pages: dict[int, int], start_cell: int, cell_count: int, flags: int) -> int:
        args = (list(pages), list(pages.values()), start_cell, cell_count, flags)
        allocated: int = (await self._link.call(REMOTE["NODE_ALLOC_PAGES"], args)).ret
        return allocated

    async def domain_destroy_flags(self, dom: DomainRef, flags: int) -> DomainRef:
        await self._link.call(REMOTE["DOMAIN_DESTROY_FLAGS"], (dom, flags))
        return dom._replace(id=-1)

    async def domain_rename(self, dom: DomainRef, new_name: str, flags: int) -> DomainRef:
        await self._link.call(REMOTE["DOMAIN_RENAME"], (dom, new_name, flags))
        return dom._replace(name=new_name)

    async def domain_revert_to_snapshot(self, dom: DomainRef, snapshot: SnapshotRef, flags: int) -> None:
        await self._link.call(REMOTE["DOMAIN_REVERT_TO_SNAPSHOT"], (wire_snapshot(snapshot), flags))

    async def domain_set_time(self, dom: DomainRef, time: GuestTime, flags: int) -> None:
        await self._link.call(REMOTE["DOMAIN_SET_TIME"], (dom, *time, flags))

    async def domain_memory_stats(self, dom: DomainRef, flags: int) -> dict[str, int]:
        args = (dom, len(MEMORY_STATS), flags)
        ret = await self._link.call(REMOTE["DOMAIN_MEMORY_STATS"], args)
        return {MEMORY_STATS[tag]: value for tag, value in ret.stats if 0 <= tag < len(MEMORY_STATS)}

    async def domain_get_vcpus(self, dom: DomainRef) -> list[VcpuInfo]:
        cpus = await self._host_cpus()
        count = (await self._link.call(REMOTE["DOMAIN_GET_INFO"], (dom,))).nrVirtCpu
        size = (cpus + 7) // 8
        ret = await self._link.call(REMOTE["DOMAIN_GET_VCPUS"], (dom, count, size))
        maps = _maps(ret.cpumaps, size, cpus)
        return [
            VcpuInfo(info.number, info.state, info.cpu_time, info.cpu, maps[at] if at < len(maps) else ())
            for at, info in enumerate(ret.info)
        ]

    async def domain_get_vcpu_pin_info(self, dom: DomainRef, flags: int) -> list[tuple[bool, ...]]:
        cpus = await self._host_cpus()
        maximum = flags | VIR_DOMAIN_VCPU_MAXIMUM
        count = (await self._link.call(REMOTE["DOMAIN_GET_VCPUS_FLAGS"], (dom, maximum))).num
        size = (cpus + 7) // 8
        args = (dom, count, size, flags)
        ret = await self._link.call(REMOTE["DOMAIN_GET_VCPU_PIN_INFO"], args)
        return _maps(ret.cpumaps, size, cpus)[: ret.num]

    async def domain_get_emulator_pin_info(self, dom: DomainRef, flags: int) -> tuple[bool, ...]:
        cpus = await self._host_cpus()
        args = (dom, (cpus + 7) // 8, flags)
        ret = await self._link.call(REMOTE["DOMAIN_GET_EMULATOR_PIN_INFO"], args)
        return read_cpumap(ret.cpumaps, cpus)

    async def domain_get_iothread_info(self, dom: DomainRef, flags: int) -> list[IoThreadInfo]:
        cpus = await self._host_cpus()
        ret = await self._link.call(REMOTE["DOMAIN_GET_IOTHREAD_INFO"], (dom, flags))
        return [IoThreadInfo(each.iothread_id, list(read_cpumap(each.cpumap, cpus))) for each in ret.info]

    async def domain_get_cpu_stats(self, dom: DomainRef, total: bool, flags: int) -> list[TypedParams]:
        flags |= VIR_TYPED_PARAM_STRING_OKAY
        call = REMOTE["DOMAIN_GET_CPU_STATS"]

        async def ask(nparams: int, start: int, count: int) -> Any:
            return await self._link.call(call, (dom, nparams, start, count, flags))

        if total:
            nparams = (await ask(0, -1, 1)).nparams
            return [read_params((await ask(nparams, -1, 1)).params)]
        cpus = (await ask(0, 0, 0)).nparams
        nparams = (await ask(0, 0, 1)).nparams if cpus else 0
        if not nparams:
            return []
        _checked_cpus(cpus)
        if not 0 < nparams <= LIMITS["DOMAIN_GET_CPU_STATS_MAX"]:
            raise InternalError(f"the daemon says that it has {nparams} figures of each CPU")
        stats: list[TypedParams] = []
        step = min(128, LIMITS["DOMAIN_GET_CPU_STATS_MAX"] // nparams)  # as many as one answer may hold
        for start in range(0, cpus, step):
            ret = await ask(nparams, start, min(step, cpus - start))
            stats += [read_params(ret.params[at : at + nparams]) for at in range(0, len(ret.params), nparams)]
        return stats

    async def domain_get_block_info(self, dom: DomainRef, path: str, flags: int) -> BlockInfo:
        ret = await self._link.call(REMOTE["DOMAIN_GET_BLOCK_INFO"], (dom, path, flags))
        return BlockInfo(ret.capacity, ret.allocation, ret.physical)

    async def domain_interface_addresses(
        self, dom: DomainRef, source: int, flags: int
    ) -> dict[str, InterfaceAddresses]:
        ret = await self._link.call(REMOTE["DOMAIN_INTERFACE_ADDRESSES"], (dom, source, flags))
        return {
            each.name: {
                "addrs": [{"addr": at.addr, "prefix": at.prefix, "type": at.type} for at in each.addrs] or None,
                "hwaddr": each.hwaddr,
            }
            for each in ret.ifaces
        }

    async def domain_get_job_stats(self, dom: DomainRef, flags: int) -> TypedParams:
        ret = await self._link.call(REMOTE["DOMAIN_GET_JOB_STATS"], (dom, flags))
        return {"type": ret.type, **read_params(ret.params)}

    async def domain_get_block_job_info(self, dom: DomainRef, disk: str, flags: int) -> dict[str, int]:
        ret = await self._link.call(REMOTE["DOMAIN_GET_BLOCK_JOB_INFO"], (dom, disk, flags))
        if not ret.found:
            return {}
        return {"type": ret.type, "bandwidth": ret.bandwidth, "cur": ret.cur, "end": ret.end}

    async def domain_open_graphics(self, dom: DomainRef, idx: int, fd: int, flags: int) -> None:
        await self._link.call_with_fds(REMOTE["DOMAIN_OPEN_GRAPHICS"], (dom, idx, flags), [fd])

    async def domain_open_graphics_fd(self, dom: DomainRef, idx: int, flags: int) -> int:
        call = REMOTE["DOMAIN_OPEN_GRAPHICS_FD"]
        _, fds = await self._link.call_with_fds(call, (dom, idx, flags))
        return _only(fds, "DOMAIN_OPEN_GRAPHICS_FD")

    async def domain_migrate_finish3_params(
        self, params: TypedParams, cookie: bytes, flags: int, cancelled: bool
    ) -> MigrationEnd:
        args = (wire_params(params, MIGRATION), cookie, flags, int(cancelled))
        try:
            ret = await self._link.call(REMOTE["DOMAIN_MIGRATE_FINISH3_PARAMS"], args)
        except libvirtError:
            if cancelled:
                return MigrationEnd(None, b"")  # the answer has no room for no domain
            raise
        return MigrationEnd(ret.dom, ret.cookie_out)

    async def domain_qemu_monitor_command_with_files(
        self, dom: DomainRef, cmd: str, files: list[int], flags: int
    ) -> MonitorAnswer:
        call = program("qemu").by_name["DOMAIN_MONITOR_COMMAND_WITH_FILES"]
        ret, fds = await self._link.call_with_fds(call, (dom, cmd, flags), files)
        return MonitorAnswer(ret.result, list(fds))

    async def domain_lxc_open_namespace(self, dom: DomainRef, flags: int) -> list[int]:
        call = program("lxc").by_name["DOMAIN_OPEN_NAMESPACE"]
        _, fds = await self._link.call_with_fds(call, (dom, flags))
        return list(fds)


def _checked_cpus(count: int) -> int:
    """A number of the host's CPUs, or an error if there cannot be as many: for each of them there will be a value."""
    if not 0 < count <= CPUS_MAX:
        raise InternalError(f"the daemon says that its host has {count} CPUs, there can be 1 to {CPUS_MAX}")
    return count


def _maps(octets: bytes, size: int, cpus: int) -> list[tuple[bool, ...]]:
    """The maps of *size* bytes that stand one behind the other."""
    return [read_cpumap(octets[at : at + size], cpus) for at in range(0, len(octets), size)]


def _only(fds: tuple[int, ...], procedure: str) -> int:
    if len(fds) != 1:
        for fd in fds:
            os.close(fd)
        raise InternalError(f"the daemon answered {procedure} with {len(fds)} file descriptors instead of one")
    return fds[0]
