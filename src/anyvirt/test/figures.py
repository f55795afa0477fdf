"""What the test driver's guests report about themselves."""

from __future__ import annotations

import time
from typing import Final

from anyvirt import constants
from anyvirt.conf.store import filters
from anyvirt.driver.types import DomainInfo, DomainStats, TypedParams
from anyvirt.test.base import TestBase
from anyvirt.test.guest import TestDomain
from anyvirt.test.memory import current, maximum
from anyvirt.test.vcpus import online
from anyvirt.util.error import ArgumentUnsupported
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef

_POLL_NS: Final = {"max": 32768, "grow": 0, "shrink": 0}  # of I/O threads that nobody tuned
_ENFORCE: Final = 1 << 31  # VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS, negative in Python
_WHICH_DOMAINS: Final = (
    filters.ACTIVE
    | filters.INACTIVE
    | filters.PERSISTENT
    | filters.TRANSIENT
    | (filters.RUNNING | filters.PAUSED | filters.SHUTOFF | filters.OTHER)
)
_STATS_FLAGS: Final = (
    _WHICH_DOMAINS
    | constants.VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING
    | constants.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT
    | _ENFORCE
)


_new: Final = tuple.__new__  # the class's own constructor takes three times as long


class Figures(TestBase):
    """Everything that is only looked at."""

    async def domain_get_info(self, dom: DomainRef) -> DomainInfo:
        domain = self.find(dom)
        definition = domain.definition
        # Guests here have been busy since 1970.
        return DomainInfo(
            int(domain.state), maximum(definition), current(definition), online(definition), time.time_ns()
        )

    async def domain_get_os_type(self, dom: DomainRef) -> str:
        self.find(dom)
        return "linux"

    async def domain_get_hostname(self, dom: DomainRef, flags: int) -> str:
        check_flags(
            flags,
            constants.VIR_DOMAIN_GET_HOSTNAME_LEASE | constants.VIR_DOMAIN_GET_HOSTNAME_AGENT,
            "virDomainGetHostname",
        )
        domain = self.find(dom)
        domain.require_active()
        return f"{domain.name}host"

    async def connect_get_all_domain_stats(
        self, doms: list[DomainRef] | None, stats: int, flags: int
    ) -> list[DomainStats]:
        check_flags(flags, _STATS_FLAGS, "virConnectGetAllDomainStats")
        unknown = stats & ~_STATS_GROUPS
        if unknown and flags & _ENFORCE:
            raise ArgumentUnsupported(f"the groups of statistics {unknown:#x} are unknown to the test driver")
        passes = filters.wanted(flags & _WHICH_DOMAINS)
        domains = self.domains.list() if doms is None else [self.find(dom) for dom in doms]
        groups = stats or _STATS_GROUPS
        tellers = [tell for group, tell in _GROUPS.items() if groups & group]
        answer = []
        for domain in domains:
            if passes is None or passes(domain):
                figures: TypedParams = {}
                for tell in tellers:
                    tell(domain, figures)
                answer.append(_new(DomainStats, (domain.ref, figures)))
        return answer


def _state(domain: TestDomain, stats: TypedParams) -> None:
    stats["state.state"] = int(domain.state)
    stats["state.reason"] = domain.reason


def _iothreads(domain: TestDomain, stats: TypedParams) -> None:
    live = domain.live
    threads = live.iothread_ids if live is not None else []
    if threads:
        stats["iothread.count"] = len(threads)
    for thread in threads:
        for what, default in _POLL_NS.items():
            tuned = getattr(thread.poll, what) if thread.poll is not None else None
            stats[f"iothread.{thread.id}.poll-{'max-ns' if what == 'max' else what}"] = (
                default if tuned is None else tuned
            )


def _dirty_rate(domain: TestDomain, stats: TypedParams) -> None:
    if domain.dirty_rate_s is None:
        return
    stats |= {
        "dirtyrate.calc_status": constants.VIR_DOMAIN_DIRTYRATE_MEASURED,
        "dirtyrate.calc_start_time": 0,
        "dirtyrate.calc_period": domain.dirty_rate_s,
        "dirtyrate.megabytes_per_second": 0,
        "dirtyrate.calc_mode": "page-sampling",
    }


_GROUPS: Final = {
    constants.VIR_DOMAIN_STATS_STATE: _state,
    constants.VIR_DOMAIN_STATS_IOTHREAD: _iothreads,
    constants.VIR_DOMAIN_STATS_DIRTYRATE: _dirty_rate,
}
_STATS_GROUPS: Final = sum(_GROUPS)
