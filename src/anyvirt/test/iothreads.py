"""I/O threads of the test driver's guests."""

from __future__ import annotations

from anyvirt.conf.domain.settings import iothreads
from anyvirt.conf.store import impact
from anyvirt.driver.types import IoThreadInfo, TypedParams
from anyvirt.test.base import TestBase
from anyvirt.test.host import HOST_CPUS
from anyvirt.test.vcpus import online
from anyvirt.util import cpuset as cpusets
from anyvirt.util.error import InvalidArg
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef


class IoThreads(TestBase):
    """Everything about I/O threads."""

    async def domain_get_iothread_info(self, dom: DomainRef, flags: int) -> list[IoThreadInfo]:
        definition = self.one(dom, flags, "virDomainGetIOThreadInfo")
        pins = {pin.iothread: pin.cpuset for pin in definition.cputune.iothreadpins} if definition.cputune else {}
        everywhere = range(online(definition))  # as many host CPUs as there are vcpus, says libvirt's test driver
        return [
            IoThreadInfo(
                thread.id,
                list(
                    cpusets.to_map(cpusets.parse(pins[thread.id]) if thread.id in pins else set(everywhere), HOST_CPUS)
                ),
            )
            for thread in definition.iothread_ids
        ]

    async def domain_pin_iothread(self, dom: DomainRef, iothread_id: int, cpumap: tuple[bool, ...], flags: int) -> None:
        if not any(cpumap):
            raise InvalidArg("Empty iothread cpumap list for pinning")
        cpuset = cpusets.to_text(cpu for cpu, allowed in enumerate(cpumap) if allowed)
        await self.edit(dom, flags, "virDomainPinIOThread", lambda each: iothreads.pin(each, iothread_id, cpuset))

    async def domain_add_iothread(self, dom: DomainRef, iothread_id: int, flags: int) -> None:
        await self.edit(dom, flags, "virDomainAddIOThread", lambda each: iothreads.add(each, iothread_id))

    async def domain_del_iothread(self, dom: DomainRef, iothread_id: int, flags: int) -> None:
        await self.edit(dom, flags, "virDomainDelIOThread", lambda each: iothreads.remove(each, iothread_id))

    async def domain_set_iothread_params(
        self, dom: DomainRef, iothread_id: int, params: TypedParams, flags: int
    ) -> None:
        check_flags(flags, impact.LIVE, "virDomainSetIOThreadParams")
        await self.edit(
            dom,
            flags,
            "virDomainSetIOThreadParams",
            lambda each: iothreads.tune(each, iothread_id, params, pool=False),
        )
