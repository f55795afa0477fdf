"""The memory of guests: how much, and what it is used for. All sizes in KiB."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from anyvirt import constants as c
from anyvirt.conf.store import impact
from anyvirt.conf.store.jobs import Job
from anyvirt.qemu import procfs
from anyvirt.qemu.core import QemuCore
from anyvirt.qemu.instance import Instance
from anyvirt.util.error import InvalidArg, OperationInvalid
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef

if TYPE_CHECKING:
    from anyvirt.conf.domain.devices.memballoon import Memballoon
    from anyvirt.conf.domain.model import Domain

_NONE: Final = 2**64 - 1  # the guest's balloon driver did not say
_FIGURES: Final = {  # QEMU's name: (libvirt's name, divisor)
    "stat-swap-in": ("swap_in", 1024),
    "stat-swap-out": ("swap_out", 1024),
    "stat-major-faults": ("major_fault", 1),
    "stat-minor-faults": ("minor_fault", 1),
    "stat-free-memory": ("unused", 1024),
    "stat-total-memory": ("available", 1024),
    "stat-available-memory": ("usable", 1024),
    "stat-disk-caches": ("disk_caches", 1024),
    "stat-htlb-pgalloc": ("hugetlb_pgalloc", 1),
    "stat-htlb-pgfail": ("hugetlb_pgfail", 1),
}


class Memory(QemuCore):
    """The part of the driver that sizes and measures memory."""

    async def domain_get_max_memory(self, dom: DomainRef) -> int:
        memory = self.find(dom).definition.memory
        assert memory is not None  # post-parse fills it
        return memory

    async def domain_set_memory_flags(self, dom: DomainRef, memory: int, flags: int) -> None:
        check_flags(flags, impact.IMPACT | c.VIR_DOMAIN_MEM_MAXIMUM, "virDomainSetMemoryFlags")
        if memory <= 0:
            raise InvalidArg(f"memory of {memory} KiB: it must be more than 0")
        guest = self.find(dom)
        async with guest.jobs.normal(Job.MODIFY):
            live, config = impact.targets(guest, flags)
            if flags & c.VIR_DOMAIN_MEM_MAXIMUM:
                if live is not None or config is None:
                    raise OperationInvalid(
                        f"cannot resize the maximum memory of '{guest.name}' while it is active",
                        hint="change the configuration (--config); it counts from the next start",
                    )
                config.memory = memory
                config.current_memory = min(memory, config.current_memory or memory)
            else:
                for definition in (live, config):
                    if definition is not None:
                        _check_below_maximum(definition, memory)
                if live is not None:
                    await self._set_balloon(guest.require_instance(), live, memory)
                if config is not None:
                    config.current_memory = memory
            if config is not None:
                await self.store.save(guest, config)

    async def _set_balloon(self, instance: Instance, domain: Domain, memory: int) -> None:
        _require_balloon(domain)
        await instance.monitor.execute("balloon", {"value": memory * 1024})

    async def domain_memory_stats(self, dom: DomainRef, flags: int) -> dict[str, int]:
        check_flags(flags, 0, "virDomainMemoryStats")
        guest = self.find(dom)
        async with guest.jobs.normal(Job.QUERY):
            return await memory_figures(guest.require_instance(), guest.require_active())

    async def domain_set_memory_stats_period(self, dom: DomainRef, period: int, flags: int) -> None:
        check_flags(flags, impact.IMPACT, "virDomainSetMemoryStatsPeriod")
        if period < 0:
            raise InvalidArg(f"period of {period} s: it must not be negative")
        guest = self.find(dom)
        async with guest.jobs.normal(Job.MODIFY):
            live, config = impact.targets(guest, flags)
            balloons = [_require_balloon(definition) for definition in (live, config) if definition is not None]
            if live is not None:
                value = {"path": _path(balloons[0]), "property": "guest-stats-polling-interval", "value": period}
                await guest.require_instance().monitor.execute("qom-set", value)
            for balloon in balloons:
                balloon.stats_period = period
            if config is not None:
                await self.store.save(guest, config)


async def memory_figures(instance: Instance, domain: Domain) -> dict[str, int]:
    """What is known of the guest's memory, by libvirt's names."""
    current = domain.memory if domain.current_memory is None else domain.current_memory
    assert current is not None
    figures = {"actual": current}
    if has_balloon(domain):
        path = _path(_require_balloon(domain))
        answer: dict[str, Any] = await instance.monitor.execute("qom-get", {"path": path, "property": "guest-stats"})
        for theirs, (ours, divisor) in _FIGURES.items():
            value = answer["stats"].get(theirs, _NONE)
            if value not in (_NONE, -1):
                figures[ours] = int(value) // divisor
        figures["last_update"] = min(int(answer["last-update"]), int(time.time()))
    resident = procfs.resident_kib(instance.process.pid)
    if resident is not None:
        figures["rss"] = resident
    return figures


def _check_below_maximum(domain: Domain, memory: int) -> None:
    assert domain.memory is not None
    if memory > domain.memory:
        raise InvalidArg(
            f"memory of {memory} KiB is more than the {domain.memory} KiB that '{domain.name}' may have at most",
            hint="raise the maximum first",
        )


def has_balloon(domain: Domain) -> bool:
    """Whether the memory of the running guest can change."""
    from anyvirt.conf.domain.devices.memballoon import BalloonModel

    return domain.memballoon is not None and domain.memballoon.model is not BalloonModel.NONE


def _require_balloon(domain: Domain) -> Memballoon:
    """Raises:
    OperationInvalid: the domain has none.
    """
    if domain.memballoon is None or not has_balloon(domain):
        raise OperationInvalid(
            f"domain '{domain.name}' has no memory balloon, so its memory cannot change while it runs",
            hint="add <memballoon model='virtio'/>",
        )
    return domain.memballoon


def _path(balloon: Memballoon) -> str:
    """Where it is in QEMU's object tree."""
    return f"/machine/peripheral/{balloon.alias}"
