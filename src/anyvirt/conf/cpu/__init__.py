"""CPU models: what a host has against what a guest asks for.

    host = parse(capabilities_cpu)          # HostCpu, for it names an architecture
    wanted = parse("<cpu match='exact'><model>Penryn</model></cpu>")
    verdict, reason = compare(host, wanted)

All functions are pure. They know x86 and POWER; for another architecture they raise NoSupport.
"""

from __future__ import annotations

from collections.abc import Sequence

from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.cpu import ppc64, x86
from anyvirt.conf.cpu.decode import Offers
from anyvirt.conf.cpu.document import AnyCpu, AnyCpuT, model_name, parse, parse_guest, parse_host
from anyvirt.conf.cpu.verdict import Comparison, Verdict
from anyvirt.conf.domain.cpu import Cpu, CpuFallback, CpuMode
from anyvirt.util.error import ConfigUnsupported, InvalidArg, NoSupport

__all__ = [
    "Comparison",
    "Verdict",
    "baseline",
    "compare",
    "expand",
    "has_feature",
    "parse",
    "parse_guest",
    "parse_host",
    "translate",
    "update",
]


def _no_tables(arch: str | None) -> NoSupport:
    return NoSupport(f"there are no CPU models of architecture {arch}")


def compare(host: HostCpu, cpu: AnyCpu) -> Comparison:
    """Whether *host* can offer *cpu*, and the reason when it cannot.

    Raises:
        InternalError: a model or a feature has a name that nobody knows.
        NoSupport: there are no models of the host's architecture.
    """
    if host.arch in x86.ARCHITECTURES:
        return x86.compare(host, cpu)
    if host.arch in ppc64.ARCHITECTURES:
        return ppc64.compare(host, cpu)
    raise _no_tables(host.arch)


def baseline(cpus: Sequence[AnyCpu], *, migratable: bool = False, expanded: bool = False) -> Cpu:
    """The best CPU that a guest can have on all of *cpus*.

    Args:
        cpus: of hosts or guests; those that name no architecture are taken for x86.
        migratable: leave out features that keep a guest on its host.
        expanded: name every feature of the model, too.

    Raises:
        InvalidArg: there is no CPU, or they are of different architectures.
        OperationFailed: there is none.
    """
    if not cpus:
        raise InvalidArg("a baseline needs at least one CPU")
    for place, cpu in enumerate(cpus):
        if model_name(cpu) is None:
            raise InvalidArg(f"CPU number {place} has no model")
    named = {cpu.arch for cpu in cpus if isinstance(cpu, HostCpu)} or {"x86_64"}
    if named <= set(ppc64.ARCHITECTURES):
        return ppc64.baseline(cpus)
    if not named <= set(x86.ARCHITECTURES):
        if len(named) > 1:
            raise InvalidArg(f"the CPUs are of different architectures: {', '.join(sorted(map(str, named)))}")
        raise _no_tables(*named)
    best = x86.baseline(cpus, migratable=migratable)
    return x86.expand(best) if expanded else best


def expand(cpu: AnyCpuT, arch: str) -> AnyCpuT:
    """*cpu* with every feature of its model by name."""
    if arch in x86.ARCHITECTURES:
        return x86.expand(cpu)
    if arch in ppc64.ARCHITECTURES:
        return cpu.copy()  # a generation of POWER has no features
    raise _no_tables(arch)


def has_feature(host: HostCpu, name: str) -> bool:
    """Whether the CPU of *host* has a feature."""
    if host.arch in x86.ARCHITECTURES:
        return x86.has_feature(host, name)
    raise _no_tables(host.arch)


def update(guest: Cpu, host: HostCpu) -> Cpu:
    """*guest* as it starts on *host*: with the host's model where it asks for it, and without optional features."""
    if host.arch in x86.ARCHITECTURES:
        return x86.update(guest, host)
    if host.arch in ppc64.ARCHITECTURES:
        return guest.copy()  # host-model names a compatibility mode, which the guest keeps
    raise _no_tables(host.arch)


def translate(guest: Cpu, arch: str, offers: Offers) -> Cpu:
    """*guest* with a model that the hypervisor offers.

    Raises:
        ConfigUnsupported: its model is not offered, and may not be replaced.
        InternalError: none of the models offered fits.
    """
    if arch in ppc64.ARCHITECTURES:
        guest = ppc64.modernize(guest)
    name = model_name(guest)
    if guest.mode is not CpuMode.CUSTOM or name is None or name in offers:
        return guest.copy()
    if guest.model is not None and guest.model.fallback is CpuFallback.FORBID:
        raise ConfigUnsupported(f"CPU model '{name}' is not supported by the hypervisor")
    if arch in x86.ARCHITECTURES:
        return x86.translate(guest, offers)
    raise ConfigUnsupported(f"CPU model '{name}' is not supported by the hypervisor, nor is there another for {arch}")
