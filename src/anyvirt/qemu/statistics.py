"""Counters: of disks, of network cards, and the table of everything that virConnectGetAllDomainStats gives."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from anyvirt import constants as c
from anyvirt.conf.store.jobs import Job
from anyvirt.driver.types import BlockInfo, BlockStats, DomainStats, InterfaceStats, TypedParams
from anyvirt.qemu import procfs
from anyvirt.qemu.core import QemuCore
from anyvirt.qemu.images import virtual_size
from anyvirt.qemu.instance import Instance, QemuGuest
from anyvirt.qemu.memory import memory_figures
from anyvirt.util.error import ArgumentUnsupported, InvalidArg, OperationInvalid, SystemCallError, libvirtError
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef

if TYPE_CHECKING:
    from anyvirt.conf.domain.devices.disk import Disk
    from anyvirt.conf.domain.devices.interface import Interface
    from anyvirt.conf.domain.model import Domain

_GROUPS: Final = (
    c.VIR_DOMAIN_STATS_STATE
    | c.VIR_DOMAIN_STATS_CPU_TOTAL
    | c.VIR_DOMAIN_STATS_BALLOON
    | c.VIR_DOMAIN_STATS_VCPU
    | c.VIR_DOMAIN_STATS_INTERFACE
    | c.VIR_DOMAIN_STATS_BLOCK
)
_FILTERS: Final = (
    c.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE
    | c.VIR_CONNECT_GET_ALL_DOMAINS_STATS_INACTIVE
    | c.VIR_CONNECT_GET_ALL_DOMAINS_STATS_PERSISTENT
    | c.VIR_CONNECT_GET_ALL_DOMAINS_STATS_TRANSIENT
    | c.VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING
    | c.VIR_CONNECT_GET_ALL_DOMAINS_STATS_PAUSED
    | c.VIR_CONNECT_GET_ALL_DOMAINS_STATS_SHUTOFF
    | c.VIR_CONNECT_GET_ALL_DOMAINS_STATS_OTHER
)
_MODES: Final = (
    c.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT
    | c.VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING
    | c.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS
)
_INTERFACE_FIELDS: Final = ("rx.bytes", "rx.pkts", "rx.errs", "rx.drop", "tx.bytes", "tx.pkts", "tx.errs", "tx.drop")


class Statistics(QemuCore):
    """The part of the driver that counts."""

    async def domain_block_stats(self, dom: DomainRef, path: str) -> BlockStats:
        totals = await self._block_counters(self.find(dom), path)
        return BlockStats(
            totals["rd_operations"], totals["rd_bytes"], totals["wr_operations"], totals["wr_bytes"], errs=-1
        )

    async def domain_block_stats_flags(self, dom: DomainRef, path: str, flags: int) -> TypedParams:
        check_flags(flags, 0, "virDomainBlockStatsFlags")
        return dict(await self._block_counters(self.find(dom), path))

    async def _block_counters(self, guest: QemuGuest, path: str) -> dict[str, int]:
        """The counters of one disk, or the sum of all for an empty *path*."""
        async with guest.jobs.normal(Job.QUERY):
            instance, domain = guest.require_instance(), guest.require_active()
            disks = domain.disks if path == "" else [find_disk(domain, path)]
            counters = await _block_answers(instance)
        sums = dict.fromkeys(_BLOCK_COUNTERS, 0)
        for disk in disks:
            for ours, theirs in _BLOCK_COUNTERS.items():
                sums[ours] += int(counters.get(disk.alias or "", {}).get("stats", {}).get(theirs, 0))
        return sums

    async def domain_get_block_info(self, dom: DomainRef, path: str, flags: int) -> BlockInfo:
        from anyvirt.qemu.sources import disk_path

        check_flags(flags, 0, "virDomainGetBlockInfo")
        guest = self.find(dom)
        disk = find_disk(guest.definition, path)
        file = disk_path(disk)
        if file is None:
            raise InvalidArg(f"disk {disk.target} of '{guest.name}' has no file or device on this host now")
        return await block_info(file, disk.format or "raw")

    async def domain_interface_stats(self, dom: DomainRef, device: str) -> InterfaceStats:
        guest = self.find(dom)
        interface = find_interface(guest.require_active(), device)
        counters = procfs.interface_counters(interface.target) if interface.target else None
        if counters is None:
            raise OperationInvalid(
                f"interface {interface.mac} of '{guest.name}' has no counters here: its type is {interface.type.value}"
            )
        return InterfaceStats(*counters)

    async def connect_get_all_domain_stats(
        self, doms: list[DomainRef] | None, stats: int, flags: int
    ) -> list[DomainStats]:
        check_flags(flags, _FILTERS | _MODES, "virConnectGetAllDomainStats")
        wanted = stats or _GROUPS
        if flags & c.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS and (unknown := wanted & ~_GROUPS):
            raise ArgumentUnsupported(f"statistics of the groups {unknown:#x} are not supported by the QEMU driver")
        guests = self.store.list(flags & _FILTERS) if doms is None else [self.find(dom) for dom in doms]
        found = [await self._stats_of(guest, wanted) for guest in guests]
        return [one for one in found if one is not None]

    async def _stats_of(self, guest: QemuGuest, wanted: int) -> DomainStats | None:
        """The figures of one domain; None for one that went away meanwhile."""
        instance = guest.instance
        try:
            return DomainStats(guest.ref, await self._figures(guest, instance, wanted))
        except libvirtError:
            if guest.removed:
                return None
            if instance is None or not instance.monitor.closed:
                raise
        return DomainStats(guest.ref, await self._figures(guest, None, wanted))

    async def _figures(self, guest: QemuGuest, instance: Instance | None, wanted: int) -> TypedParams:
        params: TypedParams = {}
        if wanted & c.VIR_DOMAIN_STATS_STATE:
            params |= {"state.state": int(guest.state), "state.reason": guest.reason}
        if wanted & c.VIR_DOMAIN_STATS_CPU_TOTAL and instance is not None:
            params |= _cpu(instance)
        if wanted & c.VIR_DOMAIN_STATS_BALLOON:
            params |= await _balloon(guest, instance)
        if wanted & c.VIR_DOMAIN_STATS_VCPU:
            params |= _vcpus(guest, instance)
        if wanted & c.VIR_DOMAIN_STATS_INTERFACE and instance is not None:
            params |= _interfaces(guest.definition)
        if wanted & c.VIR_DOMAIN_STATS_BLOCK:
            params |= await _blocks(guest.definition, instance)
        return params


def find_disk(domain: Domain, path: str) -> Disk:
    """The disk that *path* names: by target, or by the file or device behind it.

    Raises:
        InvalidArg: there is none.
    """
    from anyvirt.qemu.sources import disk_path

    for disk in domain.disks:
        if path in (disk.target, str(disk_path(disk))):
            return disk
    known = ", ".join(disk.target for disk in domain.disks) or "none"
    raise InvalidArg(f"domain '{domain.name}' has no disk '{path}' (its disks: {known})")


def find_interface(domain: Domain, device: str) -> Interface:
    """The card that *device* names: by the host's interface, or by MAC address.

    Raises:
        InvalidArg: there is none.
    """
    for interface in domain.interfaces:
        if device in (interface.target, interface.mac):
            return interface
    known = ", ".join(interface.target or interface.mac or "?" for interface in domain.interfaces) or "none"
    raise InvalidArg(f"'{device}' is not a known interface of domain '{domain.name}' (its interfaces: {known})")


async def block_info(file: Path, image_format: str) -> BlockInfo:
    """The sizes of an image, in bytes.

    Raises:
        SystemCallError: it cannot be looked at.
    """
    try:
        status = os.stat(file)
        # st_blocks counts units of 512 bytes whatever the file system's block size is.
        return BlockInfo(
            capacity=await virtual_size(file, image_format), allocation=status.st_blocks * 512, physical=status.st_size
        )
    except OSError as exc:
        raise SystemCallError(f"cannot look at {file}: {exc.strerror}", int1=exc.errno or -1) from exc


# Our names of the counters, which are libvirt's for virDomainBlockStatsFlags, and QEMU's.
_BLOCK_COUNTERS: Final = {
    "wr_bytes": "wr_bytes",
    "wr_operations": "wr_operations",
    "rd_bytes": "rd_bytes",
    "rd_operations": "rd_operations",
    "flush_operations": "flush_operations",
    "wr_total_times": "wr_total_time_ns",
    "rd_total_times": "rd_total_time_ns",
    "flush_total_times": "flush_total_time_ns",
}
_BLOCK_STATS: Final = {
    "rd.reqs": "rd_operations",
    "rd.bytes": "rd_bytes",
    "rd.times": "rd_total_time_ns",
    "wr.reqs": "wr_operations",
    "wr.bytes": "wr_bytes",
    "wr.times": "wr_total_time_ns",
    "fl.reqs": "flush_operations",
    "fl.times": "flush_total_time_ns",
}


async def _block_answers(instance: Instance) -> dict[str, Mapping[str, Any]]:
    """What QEMU counts for each disk, by alias."""
    answers: list[Mapping[str, Any]] = await instance.monitor.execute("query-blockstats")
    return {_alias(answer): answer for answer in answers}


def _alias(answer: Mapping[str, Any]) -> str:
    # "/machine/peripheral/virtio-disk0/virtio-backend" or "/machine/peripheral/ide0-0-0" or just the id
    return str(answer.get("qdev", "")).removeprefix("/machine/peripheral/").partition("/")[0]


def _cpu(instance: Instance) -> TypedParams:
    times = procfs.process_times(instance.process.pid)
    return {} if times is None else {"cpu.time": times.total, "cpu.user": times.user, "cpu.system": times.system}


async def _balloon(guest: QemuGuest, instance: Instance | None) -> TypedParams:
    domain = guest.definition
    assert domain.memory is not None
    current = domain.memory if domain.current_memory is None else domain.current_memory
    params: TypedParams = {"balloon.current": current, "balloon.maximum": domain.memory}
    if instance is not None:
        figures = await memory_figures(instance, domain)
        params |= {f"balloon.{name.replace('_', '-')}": value for name, value in figures.items() if name != "actual"}
    return params


def _vcpus(guest: QemuGuest, instance: Instance | None) -> TypedParams:
    domain = guest.definition
    params: TypedParams = {"vcpu.current": domain.vcpu_current or domain.vcpu, "vcpu.maximum": domain.vcpu}
    if instance is not None:
        for number, thread in sorted(instance.vcpu_threads.items()):
            times = procfs.thread_times(instance.process.pid, thread)
            params[f"vcpu.{number}.state"] = c.VIR_VCPU_RUNNING
            params[f"vcpu.{number}.time"] = times.total if times else 0
    return params


def _interfaces(domain: Domain) -> TypedParams:
    params: TypedParams = {"net.count": len(domain.interfaces)}
    for number, interface in enumerate(domain.interfaces):
        counters = procfs.interface_counters(interface.target) if interface.target else None
        if counters is not None and interface.target:
            params[f"net.{number}.name"] = interface.target
            params |= {f"net.{number}.{field}": value for field, value in zip(_INTERFACE_FIELDS, counters, strict=True)}
    return params


async def _blocks(domain: Domain, instance: Instance | None) -> TypedParams:
    from anyvirt.qemu.sources import disk_path

    params: TypedParams = {"block.count": len(domain.disks)}
    answers = await _block_answers(instance) if instance is not None else {}
    for number, disk in enumerate(domain.disks):
        prefix = f"block.{number}"
        params[f"{prefix}.name"] = disk.target
        file = disk_path(disk)
        if file is not None:
            params[f"{prefix}.path"] = str(file)
        counters = answers.get(disk.alias or "", {}).get("stats")
        if counters is not None:
            params |= {f"{prefix}.{ours}": int(counters[theirs]) for ours, theirs in _BLOCK_STATS.items()}
        if file is not None and file.exists():
            info = await block_info(file, disk.format or "raw")
            params |= {
                f"{prefix}.allocation": info.allocation,
                f"{prefix}.capacity": info.capacity,
                f"{prefix}.physical": info.physical,
            }
    return params
