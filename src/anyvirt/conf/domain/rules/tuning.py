"""Rules about limits, worker threads, users of containers and what happens at a guest's end."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.clock import ClockOffset, TickPolicy
from anyvirt.conf.domain.cpuset import parse_cpuset
from anyvirt.conf.domain.model import Domain, LifecycleAction
from anyvirt.conf.domain.rules.general import repeated
from anyvirt.conf.domain.tuning import DefaultIoThread, IoThread
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlDetail, XmlError

PERIOD_US: Final = (1_000, 1_000_000)  # VIR_CGROUP_CPU_PERIOD_MIN and MAX
QUOTA_US: Final = (1_000, (2**64 - 1) // 1_048_576)  # what the kernel counts in
_AFTER_A_CRASH: Final = (LifecycleAction.COREDUMP_DESTROY, LifecycleAction.COREDUMP_RESTART)


def check_tuning(domain: Domain) -> None:
    _check_cputune(domain)
    _check_threads(domain)
    _check_iothread_pins(domain)
    for name in ("on_poweroff", "on_reboot"):
        action = getattr(domain, name)
        if action in _AFTER_A_CRASH:
            raise ConfigUnsupported(f"{name}: '{action.value}' is for on_crash, where there is something to dump")
    if domain.blkiotune is not None:
        twice = repeated(device.path for device in domain.blkiotune.devices)
        if twice:
            raise ConfigUnsupported(f"blkiotune/device: path '{twice[0]}' is given twice")
    _check_hugepages(domain)
    _check_idmap(domain)
    events = repeated(event.name for event in domain.perf_events)
    if events:
        raise XmlDetail(f"perf/event: '{events[0].value}' is given twice")
    clock = domain.clock
    for timer in clock.timers if clock is not None else []:
        if timer.catchup is not None and timer.tickpolicy is not TickPolicy.CATCHUP:
            raise XmlError(f"clock/timer '{timer.name.value}': <catchup> needs tickpolicy='catchup'")
    if clock is not None and clock.offset is ClockOffset.TIMEZONE and clock.timezone is None:
        raise InternalError("clock: offset 'timezone' needs a timezone")
    if clock is not None and clock.offset is ClockOffset.ABSOLUTE and clock.start is None:
        raise InternalError("clock: offset 'absolute' needs a start")


def _check_cputune(domain: Domain) -> None:
    tune = domain.cputune
    if tune is None:
        return
    for scope in ("", "global_", "emulator_", "iothread_"):
        for name, (low, high) in ((f"{scope}period", PERIOD_US), (f"{scope}quota", QUOTA_US)):
            value = getattr(tune, name)
            if value is not None and not low <= value <= high and not (value < 0 and "quota" in name):
                raise ConfigUnsupported(f"cputune/{name}: {value} microseconds is not from {low} to {high}")


def _check_threads(domain: Domain) -> None:
    pools: list[tuple[str, DefaultIoThread | IoThread]] = [(f"iothread {one.id}", one) for one in domain.iothread_ids]
    if domain.default_iothread is not None:
        pools.insert(0, ("defaultiothread", domain.default_iothread))
    for what, pool in pools:
        least, most = pool.thread_pool_min, pool.thread_pool_max
        if most is not None and most <= 0:
            raise ConfigUnsupported(f"{what}: thread_pool_max {most} is not from 1 up")
        if least is not None and (most is None or least > most):
            raise ConfigUnsupported(f"{what}: thread_pool_min {least} needs a thread_pool_max that is not below it")


def _check_iothread_pins(domain: Domain) -> None:
    tune = domain.cputune
    known = {thread.id for thread in domain.iothread_ids} or set(range(1, (domain.iothreads or 0) + 1))
    for pin in tune.iothreadpins if tune is not None else []:
        if pin.iothread not in known:
            raise ConfigUnsupported(f"cputune/iothreadpin: there is no I/O thread {pin.iothread}")
    for sched in tune.iothreadscheds if tune is not None else []:
        strange = parse_cpuset(sched.iothreads) - known
        if strange:
            raise ConfigUnsupported(f"cputune/iothreadsched: there is no I/O thread {min(strange)}")


def _check_hugepages(domain: Domain) -> None:
    backing = domain.memory_backing
    pages = backing.hugepages.pages if backing is not None and backing.hugepages is not None else []
    if any(not page.size for page in pages):
        raise XmlDetail("memoryBacking/hugepages/page: a size of 0")
    masters = [page.size for page in pages if page.nodeset is None]
    if len(masters) > 1:
        raise XmlDetail(f"memoryBacking/hugepages: pages of {masters[0]} and {masters[1]} KiB are both for all nodes")


def _check_idmap(domain: Domain) -> None:
    if bool(domain.uidmap) != bool(domain.gidmap):
        raise ConfigUnsupported("idmap: needs both <uid> and <gid>")
    if domain.uidmap and (domain.uidmap[0].start or domain.gidmap[0].start):
        raise ConfigUnsupported("idmap: nothing stands for root of the container", hint="one start must be 0")
