"""Rules about limits, worker threads, users of containers and what happens at a guest's end."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.cpuset import parse_cpuset
from anyvirt.conf.domain.memory import HugePage
from anyvirt.conf.domain.model import Domain, LifecycleAction
from anyvirt.conf.domain.rules.general import repeated
from anyvirt.conf.domain.tuning import DefaultIoThread, IoThread
from anyvirt.util.error import ConfigUnsupported, XmlDetail, XmlError

SHARES: Final = (2, 262_144)  # VIR_CGROUP_CPU_SHARES_MIN and MAX
PERIOD_US: Final = (1_000, 1_000_000)  # VIR_CGROUP_CPU_PERIOD_MIN and MAX
QUOTA_US: Final = (1_000, (2**64 - 1) // 1_048_576)  # what the kernel counts in
_AFTER_A_CRASH: Final = (LifecycleAction.COREDUMP_DESTROY, LifecycleAction.COREDUMP_RESTART)


def check_page_sizes(domain: Domain) -> None:
    if any(not page.size for page in _pages(domain)):
        raise XmlDetail("memoryBacking/hugepages/page: a size of 0")


def check_perf(domain: Domain) -> None:
    events = repeated(event.name for event in domain.perf_events)
    if events:
        raise XmlError(f"perf/event: '{events[0].value}' is given twice")


def check_lifecycle(domain: Domain) -> None:
    for name in ("on_poweroff", "on_reboot"):
        action = getattr(domain, name)
        if action in _AFTER_A_CRASH:
            raise ConfigUnsupported(f"{name}: '{action.value}' is for on_crash, where there is something to dump")


def check_hugepages(domain: Domain) -> None:
    """Every NUMA cell has pages of one size, and what is not in a cell has."""
    cells = len(domain.cpu.numa.cells) if domain.cpu is not None and domain.cpu.numa is not None else 0
    master: HugePage | None = None
    taken: set[int] = set()
    for page in _pages(domain):
        if page.nodeset is None:
            if master is not None:
                raise XmlDetail(
                    f"memoryBacking/hugepages: pages of {master.size} and {page.size} KiB are both for all nodes"
                )
            master = page
            continue
        nodes = parse_cpuset(page.nodeset)
        if taken & nodes:
            raise XmlDetail(f"memoryBacking/hugepages: node {min(taken & nodes)} has pages of two sizes")
        taken |= nodes
        if max(nodes) >= cells:
            raise XmlDetail(f"memoryBacking/hugepages: the guest has no NUMA cell {max(nodes)}")


def _pages(domain: Domain) -> list[HugePage]:
    backing = domain.memory_backing
    return backing.hugepages.pages if backing is not None and backing.hugepages is not None else []


def check_cputune(domain: Domain) -> None:
    tune = domain.cputune
    if tune is None:
        return
    if tune.shares and not SHARES[0] <= tune.shares <= SHARES[1]:
        raise ConfigUnsupported(f"cputune/shares: {tune.shares} is not from {SHARES[0]} to {SHARES[1]}")
    for kind, (low, high) in (("period", PERIOD_US), ("quota", QUOTA_US)):
        for scope in ("", "global_", "emulator_", "iothread_"):
            value = getattr(tune, f"{scope}{kind}")
            if value is not None and not low <= value <= high and not (value < 0 and kind == "quota"):
                raise ConfigUnsupported(f"cputune/{scope}{kind}: {value} microseconds is not from {low} to {high}")


def check_blkiotune(domain: Domain) -> None:
    if domain.blkiotune is not None:
        twice = repeated(device.path for device in domain.blkiotune.devices)
        if twice:
            raise ConfigUnsupported(f"blkiotune/device: path '{twice[0]}' is given twice")


def check_idmap(domain: Domain) -> None:
    if bool(domain.uidmap) != bool(domain.gidmap):
        raise ConfigUnsupported("idmap: needs both <uid> and <gid>")
    if domain.uidmap and (domain.uidmap[0].start or domain.gidmap[0].start):
        raise ConfigUnsupported("idmap: nothing stands for root of the container", hint="one start must be 0")


def check_threads(domain: Domain) -> None:
    pools: list[tuple[str, DefaultIoThread | IoThread]] = [(f"iothread {one.id}", one) for one in domain.iothread_ids]
    if domain.default_iothread is not None:
        pools.append(("defaultiothread", domain.default_iothread))
    for what, pool in pools:
        least, most = pool.thread_pool_min, pool.thread_pool_max
        if most is not None and most <= 0:
            raise ConfigUnsupported(f"{what}: thread_pool_max {most} is not from 1 up")
        if least is not None and (most is None or least > most):
            raise ConfigUnsupported(f"{what}: thread_pool_min {least} needs a thread_pool_max that is not below it")
