"""Shares and limits of the test driver's guests. They change nothing but what is told of them."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.devices.disk import Disk, IoTune
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.settings import bandwidth, blkio, iotune, lifecycle, memory, numa, perf
from anyvirt.conf.store import impact
from anyvirt.driver.types import SchedulerType, TypedParams
from anyvirt.test.base import TestBase
from anyvirt.util.error import ArgumentUnsupported, InternalError, InvalidArg
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef
from anyvirt.util.typed import ANNOUNCE

_SCHEDULER: Final = SchedulerType("fair", 1)
_WEIGHT: Final = 50  # of every guest, whatever it is set to
_BURSTS: Final = tuple(
    (f"{which}_{unit}_sec", f"{which}_{unit}_sec_max")
    for unit in ("bytes", "iops")
    for which in ("total", "read", "write")
)


class Tuning(TestBase):
    """Everything that is set by typed parameters."""

    async def domain_get_blkio_parameters(self, dom: DomainRef, flags: int) -> TypedParams:
        return blkio.get(self.one(dom, flags, "virDomainGetBlkioParameters"))

    async def domain_set_blkio_parameters(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        await self.edit(dom, flags, "virDomainSetBlkioParameters", lambda each: blkio.put(each, params))

    async def domain_get_memory_parameters(self, dom: DomainRef, flags: int) -> TypedParams:
        return memory.get(self.one(dom, flags, "virDomainGetMemoryParameters"))

    async def domain_set_memory_parameters(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        await self.edit(dom, flags, "virDomainSetMemoryParameters", lambda each: memory.put(each, params))

    async def domain_set_memory_stats_period(self, dom: DomainRef, period: int, flags: int) -> None:
        function = "virDomainSetMemoryStatsPeriod"

        def change(definition: Domain) -> None:
            if definition.memballoon is None:
                raise InternalError(
                    "No memory balloon device configured, can not set the collection period",
                    hint="define the domain with <memballoon model='virtio'/>",
                )
            definition.memballoon.stats_period = period or None

        await self.edit(dom, flags, function, change)

    async def domain_get_numa_parameters(self, dom: DomainRef, flags: int) -> TypedParams:
        return numa.get(self.one(dom, flags, "virDomainGetNumaParameters"))

    async def domain_set_numa_parameters(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        function = "virDomainSetNumaParameters"
        check_flags(flags, impact.IMPACT, function)
        running = bool(impact.resolve(self.find(dom), flags) & impact.LIVE)
        await self.edit(
            dom, flags, function, lambda each: numa.put(each, params, running=running and each.id is not None)
        )

    async def domain_get_scheduler_type(self, dom: DomainRef) -> SchedulerType:
        self.find(dom)
        return _SCHEDULER

    async def domain_get_scheduler_parameters_flags(self, dom: DomainRef, flags: int) -> TypedParams:
        function = "virDomainGetSchedulerParametersFlags"
        impact.check_one(flags, function)
        check_flags(flags, 0, function)
        self.find(dom)
        return {"weight": _WEIGHT}

    async def domain_set_scheduler_parameters_flags(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        check_flags(flags, 0, "virDomainSetSchedulerParametersFlags")
        self.find(dom)

    async def domain_get_interface_parameters(self, dom: DomainRef, device: str, flags: int) -> TypedParams:
        definition = self.one(dom, flags, "virDomainGetInterfaceParameters")
        return bandwidth.get(bandwidth.find_interface(definition, device))

    async def domain_set_interface_parameters(
        self, dom: DomainRef, device: str, params: TypedParams, flags: int
    ) -> None:
        await self.edit(
            dom,
            flags,
            "virDomainSetInterfaceParameters",
            lambda each: bandwidth.put(bandwidth.find_interface(each, device), params),
        )

    async def domain_get_block_io_tune(self, dom: DomainRef, disk: str, flags: int) -> TypedParams:
        definition = self.one(dom, flags, "virDomainGetBlockIoTune")
        return iotune.get(iotune.find_disk(definition, disk))

    async def domain_set_block_io_tune(self, dom: DomainRef, disk: str, params: TypedParams, flags: int) -> None:
        def change(definition: Domain) -> None:
            found = iotune.find_disk(definition, disk)
            iotune.put(definition, found, _limits(found, params))

        await self.edit(dom, flags, "virDomainSetBlockIoTune", change)

    async def domain_set_throttle_group(self, dom: DomainRef, group: str, params: TypedParams, flags: int) -> None:
        await self.edit(
            dom, flags, "virDomainSetThrottleGroup", lambda each: iotune.put_throttle_group(each, group, params)
        )

    async def domain_del_throttle_group(self, dom: DomainRef, group: str, flags: int) -> None:
        await self.edit(dom, flags, "virDomainDelThrottleGroup", lambda each: iotune.remove_throttle_group(each, group))

    async def domain_announce_interface(self, dom: DomainRef, device: str, params: TypedParams, flags: int) -> None:
        check_flags(flags, 0, "virDomainAnnounceInterface")
        for name in params:
            if name not in ANNOUNCE.kinds:
                raise ArgumentUnsupported(f"parameter '{name}' not supported")
        interfaces = self.find(dom).require_active().interfaces
        if device and not any(device in (each.target, each.alias, each.mac) for each in interfaces):
            raise InvalidArg(f"'{device}' is not a known interface")

    async def domain_get_perf_events(self, dom: DomainRef, flags: int) -> TypedParams:
        return perf.get(self.one(dom, flags, "virDomainGetPerfEvents"))

    async def domain_set_perf_events(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        await self.edit(dom, flags, "virDomainSetPerfEvents", lambda each: perf.put(each, params))

    async def domain_set_lifecycle_action(self, dom: DomainRef, type: int, action: int, flags: int) -> None:
        lifecycle.check(type, action)
        await self.edit(dom, flags, "virDomainSetLifecycleAction", lambda each: lifecycle.put(each, type, action))


def _limits(disk: Disk, params: TypedParams) -> IoTune:
    """The limits of *disk* with *params*. As in libvirt's own test driver a rate needs a burst that is no lower."""
    tune = iotune.changed(disk.iotune, params)
    for rate, burst in _BURSTS:
        if (getattr(tune, rate) or 0) > (getattr(tune, burst) or 0):
            raise InvalidArg(f"{rate} cannot be set higher than {burst}")
    return tune
