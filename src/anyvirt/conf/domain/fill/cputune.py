"""What is left of the tuning of virtual CPUs: of CPUs that there are, each said once."""

from __future__ import annotations

from typing import TypeVar

from anyvirt.conf.domain.cpuset import parse_cpuset
from anyvirt.conf.domain.tuning import (
    CacheTune,
    CpuTune,
    EmulatorSched,
    EnergyTune,
    IoThreadSched,
    MemoryTune,
    Scheduler,
    VcpuSched,
)
from anyvirt.util import cpuset

G = TypeVar("G", CacheTune, MemoryTune, EnergyTune)


def fill_cputune(tune: CpuTune, vcpus: int) -> None:
    """Complete *tune* of a guest with *vcpus* virtual CPUs."""
    scheds: list[VcpuSched | IoThreadSched | EmulatorSched] = [*tune.vcpuscheds, *tune.iothreadscheds]
    if tune.emulatorsched is not None:
        scheds.append(tune.emulatorsched)
    for sched in scheds:
        if sched.scheduler not in (Scheduler.FIFO, Scheduler.RR):
            sched.priority = None
    tune.vcpuscheds = _one_per_vcpu(tune.vcpuscheds)
    tune.iothreadscheds = _one_per_iothread(tune.iothreadscheds)
    tune.vcpupins = sorted((pin for pin in tune.vcpupins if pin.vcpu < vcpus), key=lambda pin: pin.vcpu)
    tune.iothreadpins.sort(key=lambda pin: pin.iothread)
    tune.cachetunes = [one for one in _of_guest(tune.cachetunes, vcpus) if one.caches or one.monitors]
    tune.energytunes = [one for one in _of_guest(tune.energytunes, vcpus) if one.monitors]
    groups: dict[str | None, MemoryTune] = {}
    for one in _of_guest(tune.memorytunes, vcpus):
        if one.vcpus in groups:
            groups[one.vcpus].nodes += one.nodes
            groups[one.vcpus].monitors += one.monitors
        elif one.nodes or one.monitors:
            groups[one.vcpus] = one
    tune.memorytunes = list(groups.values())


def _of_guest(groups: list[G], vcpus: int) -> list[G]:
    """Those of *groups* that have CPUs of the guest, and nothing else in them."""
    for group in groups:
        if group.vcpus is not None:
            group.vcpus = _within(group.vcpus, vcpus)
        for monitor in group.monitors:
            monitor.vcpus = _within(monitor.vcpus, vcpus) if monitor.vcpus is not None else group.vcpus
    return [group for group in groups if group.vcpus != ""]


def _within(cpus: str, vcpus: int) -> str:
    return cpuset.to_text(cpu for cpu in parse_cpuset(cpus) if cpu < vcpus)


def _one_per_vcpu(scheds: list[VcpuSched]) -> list[VcpuSched]:
    single = [
        VcpuSched(vcpus=str(vcpu), scheduler=sched.scheduler, priority=sched.priority)
        for sched in scheds
        for vcpu in sorted(parse_cpuset(sched.vcpus))
    ]
    return sorted(single, key=lambda sched: int(sched.vcpus))


def _one_per_iothread(scheds: list[IoThreadSched]) -> list[IoThreadSched]:
    single = [
        IoThreadSched(iothreads=str(thread), scheduler=sched.scheduler, priority=sched.priority)
        for sched in scheds
        for thread in sorted(parse_cpuset(sched.iothreads))
    ]
    return sorted(single, key=lambda sched: int(sched.iothreads))
