"""Rules about virtual CPUs and I/O threads: which there are, where they run, and their parts of the host's caches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from anyvirt.conf.domain.cpuset import parse_cpuset
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.rules.general import repeated
from anyvirt.conf.domain.tuning import (
    CacheTune,
    CacheType,
    CpuTune,
    EmulatorSched,
    EnergyTune,
    IoThreadSched,
    MemoryTune,
    Scheduler,
    VcpuSched,
)
from anyvirt.util.error import ConfigUnsupported, InternalError, InvalidArg, XmlDetail, XmlError

MONITORED: Final = 3  # the level of the only cache that the host can watch
_BY_PRIORITY: Final = (Scheduler.FIFO, Scheduler.RR)


def check_vcpus(domain: Domain) -> None:
    if domain.vcpu < 1:
        raise XmlError(f"vcpu: {domain.vcpu} is not from 1 up")
    if domain.vcpu_current is not None and domain.vcpu_current > domain.vcpu and not domain.vcpus:
        raise ConfigUnsupported(
            f"vcpu/@current: {domain.vcpu_current} is more than the number of virtual CPUs, {domain.vcpu}"
        )
    for vcpu in domain.vcpus:
        if vcpu.id >= domain.vcpu:
            raise XmlError(f"vcpus: there is no virtual CPU {vcpu.id}, the last one is {domain.vcpu - 1}")
    twice = repeated(thread.id for thread in domain.iothread_ids)
    if twice:
        raise XmlError(f"iothreadids: id {twice[0]} is given twice")
    if domain.cputune is not None:
        _check_cputune(domain, domain.cputune)


def check_hotplug(domain: Domain) -> None:
    """What is off can come later, or it would not be there at all."""
    for vcpu in domain.vcpus:
        if not vcpu.enabled and vcpu.hotpluggable is False:
            raise ConfigUnsupported(f"vcpus: virtual CPU {vcpu.id} is off, so it must be hotpluggable")


def _check_cputune(domain: Domain, tune: CpuTune) -> None:
    twice = repeated(pin.vcpu for pin in tune.vcpupins if pin.vcpu < domain.vcpu)  # of others nobody takes notice
    if twice:
        raise InternalError(f"cputune/vcpupin: virtual CPU {twice[0]} is pinned twice")
    threads = {thread.id for thread in domain.iothread_ids} or set(range(1, (domain.iothreads or 0) + 1))
    for pin in tune.iothreadpins:
        if pin.iothread not in threads:
            raise ConfigUnsupported(f"cputune/iothreadpin: there is no I/O thread {pin.iothread}")
    twice = repeated(pin.iothread for pin in tune.iothreadpins)
    if twice:
        raise InternalError(f"cputune/iothreadpin: I/O thread {twice[0]} is pinned twice")
    _check_scheds(((sched.vcpus, sched) for sched in tune.vcpuscheds), range(domain.vcpu))
    _check_scheds(((sched.iothreads, sched) for sched in tune.iothreadscheds), threads)
    if tune.emulatorsched is not None:
        _check_priority(tune.emulatorsched)
    _check_groups(domain, tune)


def _check_scheds(scheds: Iterable[tuple[str, VcpuSched | IoThreadSched]], known: Iterable[int]) -> None:
    taken: set[int] = set()
    for text, sched in scheds:
        what, numbers = sched.__xml_tag__, parse_cpuset(text)
        _check_priority(sched)
        if taken & numbers:
            raise XmlDetail(f"cputune/{what}: number {min(taken & numbers)} is in two of them")
        taken |= numbers
        strange = numbers.difference(known)
        if strange:
            raise ConfigUnsupported(f"cputune/{what}: there is no number {min(strange)}")


def _check_priority(sched: VcpuSched | IoThreadSched | EmulatorSched) -> None:
    if sched.scheduler in _BY_PRIORITY and sched.priority is None:
        raise XmlError(f"cputune/{sched.__xml_tag__}: scheduler '{sched.scheduler.value}' needs a priority")


def _check_groups(domain: Domain, tune: CpuTune) -> None:
    """Groups of CPUs with caches or bandwidth of their own have none in common, or are the same one.

    The group of the whole emulator is around all of them.
    """
    _check_whole(tune)
    cached: list[set[int]] = []
    groups: list[set[int]] = []
    for cachetune in tune.cachetunes:
        cpus = _existing(cachetune.vcpus, domain)
        if not cpus:
            continue
        _check_caches(cachetune)
        _check_monitors(cachetune, cpus, domain)
        if (cachetune.caches or cachetune.monitors) and cachetune.vcpus is not None:
            _check_apart(cpus, cached, may_be_equal=False, what=f"cputune/cachetune: vcpus='{cachetune.vcpus}'")
            cached.append(cpus)
    groups += cached
    for memorytune in tune.memorytunes:
        cpus = _existing(memorytune.vcpus, domain)
        if not cpus:
            continue
        _check_nodes(memorytune, groups if memorytune.vcpus is not None else (), cpus)
        _check_monitors(memorytune, cpus, domain)
        if (memorytune.nodes or memorytune.monitors) and memorytune.vcpus is not None:
            groups.append(cpus)
    for energytune in tune.energytunes:
        cpus = _existing(energytune.vcpus, domain)
        if cpus and energytune.monitors:
            _check_monitors(energytune, cpus, domain)
            if energytune.vcpus is not None:
                _check_apart(cpus, groups, may_be_equal=True, what=f"cputune/energytune: vcpus='{energytune.vcpus}'")
                groups.append(cpus)


def _check_whole(tune: CpuTune) -> None:
    kinds: tuple[list[CacheTune] | list[MemoryTune] | list[EnergyTune], ...]
    kinds = (tune.cachetunes, tune.memorytunes, tune.energytunes)
    for group in kinds:
        whole = [one for one in group if one.vcpus is None]
        if len(whole) > 1:
            raise XmlError(f"cputune/{whole[0].__xml_tag__}: two of them have no vcpus, which means the whole emulator")


def _existing(vcpus: str | None, domain: Domain) -> set[int]:
    """The numbers in *vcpus* that are CPUs of the guest; all of them where it is None."""
    if vcpus is None:
        return set(range(domain.vcpu))
    return {cpu for cpu in parse_cpuset(vcpus) if cpu < domain.vcpu}


def _check_apart(cpus: set[int], groups: Sequence[set[int]], *, may_be_equal: bool, what: str) -> None:
    for group in groups:
        if group & cpus and not (may_be_equal and group == cpus):
            raise XmlError(f"{what} overlaps with another group")


def _check_caches(tune: CacheTune) -> None:
    seen: dict[tuple[int, int], set[CacheType]] = {}
    for cache in tune.caches:
        types = seen.setdefault((cache.level, cache.id), set())
        if types and (cache.type in types or CacheType.BOTH in types or cache.type is CacheType.BOTH):
            raise XmlError(
                f"cputune/cachetune: cache level={cache.level} id={cache.id} of vcpus='{tune.vcpus}' is allocated twice"
            )
        types.add(cache.type)
    for monitor in tune.monitors:
        if monitor.level != MONITORED:
            raise XmlError(f"cputune/cachetune/monitor: the host can watch caches of level 3, not {monitor.level}")


def _check_nodes(tune: MemoryTune, groups: Sequence[set[int]], cpus: set[int]) -> None:
    what = f"cputune/memorytune: vcpus='{tune.vcpus}'"
    for node in tune.nodes:
        if node.bandwidth > 100:
            raise XmlError(f"{what} gets {node.bandwidth} percent of the bandwidth of node {node.id}")
    if repeated(node.id for node in tune.nodes):
        raise XmlError(f"{what} names a node twice")
    _check_apart(cpus, groups, may_be_equal=True, what=what)


def _check_monitors(tune: CacheTune | MemoryTune | EnergyTune, cpus: set[int], domain: Domain) -> None:
    what = f"cputune/{tune.__xml_tag__}/monitor"
    watched: list[set[int]] = []
    for monitor in tune.monitors:
        part = _existing(monitor.vcpus, domain) if monitor.vcpus is not None else cpus
        if not part:
            raise InvalidArg(f"{what}: vcpus='{monitor.vcpus}' names no CPU of the guest")
        if part in watched:
            raise InvalidArg(f"{what}: vcpus='{monitor.vcpus}' is watched twice")
        if not part <= cpus:
            raise InvalidArg(f"{what}: vcpus='{monitor.vcpus}' is not within '{tune.vcpus}'")
        if part != cpus and any(part & other and other != cpus for other in watched):
            raise InvalidArg(f"{what}: vcpus='{monitor.vcpus}' overlaps with another monitor")
        watched.append(part)
