"""Memory of the test driver's guests, in KiB."""

from __future__ import annotations

from typing import Final

from anyvirt import constants
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.store import impact
from anyvirt.test.base import TestBase
from anyvirt.util.error import InvalidArg, OperationInvalid
from anyvirt.util.flags import check_flags, invalid_argument
from anyvirt.util.refs import DomainRef

_LAST_UPDATE: Final = 627319920  # seconds; when the guests here last told their figures, always


class Memory(TestBase):
    """Everything about memory."""

    async def domain_get_max_memory(self, dom: DomainRef) -> int:
        return maximum(self.find(dom).definition)

    async def domain_set_memory_flags(self, dom: DomainRef, memory: int, flags: int) -> None:
        function = "virDomainSetMemoryFlags"
        if memory == 0:
            raise invalid_argument(f"memory in {function} must not be zero", function=function, argument="memory")
        check_flags(flags, impact.IMPACT | constants.VIR_DOMAIN_MEM_MAXIMUM, function)
        impact.check_one(flags, function)
        domain = self.find(dom)
        live, config = impact.targets(domain, flags)
        if flags & constants.VIR_DOMAIN_MEM_MAXIMUM:
            if config is None:
                raise OperationInvalid(
                    f"domain '{domain.name}' is running, and its maximum memory stays as it is until it stops",
                    hint="give VIR_DOMAIN_AFFECT_CONFIG to change it for the next start",
                )
            config.memory = memory
            config.current_memory = min(current(config), memory)
        else:
            changed = live or config
            assert changed is not None
            if memory > maximum(changed):
                raise InvalidArg(
                    f"memory of {memory} KiB is above the maximum of domain '{domain.name}', {maximum(changed)} KiB",
                    hint="raise the maximum first",
                )
            changed.current_memory = memory
        if config is not None:
            await self.domains.save(domain, config)
        else:
            domain.changed()

    async def domain_memory_stats(self, dom: DomainRef, flags: int) -> dict[str, int]:
        check_flags(flags, 0, "virDomainMemoryStats")
        memory = current(self.find(dom).require_active())
        return {
            "actual": memory,
            "swap_in": 0,
            "swap_out": 0,
            "major_fault": 0,
            "minor_fault": 0,
            "unused": memory // 2,
            "available": memory,
            "usable": memory // 2,
            "last_update": _LAST_UPDATE,
            "disk_caches": memory // 8,
            "hugetlb_pgalloc": 0,
            "hugetlb_pgfail": 0,
            "rss": memory // 2,
        }


def maximum(definition: Domain) -> int:
    """What the guest can have at most."""
    return definition.memory or 0


def current(definition: Domain) -> int:
    """What the guest may use now."""
    return maximum(definition) if definition.current_memory is None else definition.current_memory
