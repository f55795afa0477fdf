"""What can be said of the models of CPUs, whatever their architecture: see the package."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.cpu import plain, ppc64, x86
from anyvirt.conf.cpu.decode import Offers
from anyvirt.conf.cpu.document import (
    AnyCpu,
    AnyCpuT,
    about_cpus,
    model_name,
)
from anyvirt.conf.cpu.verdict import Comparison, Verdict
from anyvirt.conf.domain.cpu import Cpu, CpuFallback, CpuMode
from anyvirt.util.arch import WORD_SIZES
from anyvirt.util.error import ConfigUnsupported, CpuIncompatible, InvalidArg, NoSupport, XmlError


def _no_driver(arch: str | None) -> NoSupport:
    return NoSupport(f"'{arch}' architecture is not supported by CPU driver")


@about_cpus
def compare(host: AnyCpu, cpu: AnyCpu, arch: str | None = None) -> Comparison:
    """Whether *host* can offer *cpu*, and the reason when it cannot.

    Args:
        host: of a machine, or what a hypervisor can give to a guest on it.
        arch: of *host*, where its document does not say.

    Raises:
        InternalError: a model or a feature has a name that nobody knows.
        NoSupport: there are no models of the host's architecture.
    """
    arch = host.arch if isinstance(host, HostCpu) else arch
    if arch in x86.ARCHITECTURES:
        return x86.compare(host, cpu)
    if arch in ppc64.ARCHITECTURES:
        return ppc64.compare(host, cpu)
    if arch in plain.ARCHITECTURES:
        return Comparison(Verdict.IDENTICAL)
    raise _no_driver(arch)


@about_cpus
def require(comparison: Comparison) -> Comparison:
    """*comparison*, unless it is of CPUs that do not go together.

    Raises:
        CpuIncompatible: with the reason.
    """
    if comparison.verdict is Verdict.INCOMPATIBLE:
        raise CpuIncompatible(comparison.reason)
    return comparison


@about_cpus
def baseline(
    cpus: Sequence[AnyCpu],
    arch: str | None = None,
    *,
    offers: Offers | None = None,
    migratable: bool = False,
    expanded: bool = False,
    but: Collection[str] = (),
) -> Cpu:
    """The best CPU that a guest can have on all of *cpus*.

    Args:
        cpus: of hosts or guests.
        arch: of them, where their documents do not say; x86_64 without it. Otherwise the first one decides.
        offers: the models of the hypervisor; all that we know without it.
        migratable: leave out features that keep a guest on its host.
        expanded: name every feature of the model, too.
        but: features that a guest is never given by name.

    Raises:
        InvalidArg: there is no CPU.
        NoSupport: it cannot be told for this architecture.
        OperationFailed: there is none.
        XmlError: one of them has no model.
    """
    if not cpus:
        raise InvalidArg("no CPUs given: a baseline needs at least one")
    for place, cpu in enumerate(cpus):
        if model_name(cpu) is None:
            raise XmlError(f"Missing CPU model name: CPU number {place} has none")
    first = next((cpu.arch for cpu in cpus if isinstance(cpu, HostCpu)), None) or arch or "x86_64"
    if first in ppc64.ARCHITECTURES:
        return ppc64.baseline(cpus)
    if first in plain.ARCHITECTURES:
        return plain.baseline(cpus, first)
    if first not in x86.ARCHITECTURES:
        raise _no_driver(first)
    best = x86.baseline(cpus, offers=offers, migratable=migratable)
    best.features = [feature for feature in best.features if feature.name not in but]
    return x86.expand(best) if expanded else best


@about_cpus
def expand(cpu: AnyCpuT, arch: str) -> AnyCpuT:
    """*cpu* with every feature of its model by name."""
    if arch in x86.ARCHITECTURES:
        return x86.expand(cpu)
    if arch in ppc64.ARCHITECTURES or arch in plain.ARCHITECTURES:
        return cpu.copy()  # models without features of their own
    raise _no_driver(arch)


@about_cpus
def has_feature(host: HostCpu, name: str) -> bool:
    """Whether the CPU of *host* has a feature."""
    if host.arch in x86.ARCHITECTURES:
        return x86.has_feature(host, name)
    raise _no_driver(host.arch)


@about_cpus
def update(guest: Cpu, host: AnyCpu, arch: str | None = None) -> Cpu:
    """*guest* as it starts on *host*: with the host's model where it asks for it, and without optional features."""
    arch = host.arch if isinstance(host, HostCpu) else arch
    if arch in x86.ARCHITECTURES:
        return x86.update(guest, host)
    if arch in ppc64.ARCHITECTURES:
        return guest.copy()  # host-model names a compatibility mode, which the guest keeps
    if arch in plain.ARCHITECTURES:
        return plain.update(guest, host, arch)
    raise _no_driver(arch)


@about_cpus
def model_names(arch: str) -> list[str]:
    """The models of an architecture by name; none where the hypervisor takes any.

    Raises:
        InvalidArg: there is no such architecture.
        NoSupport: nothing is known of its CPUs.
    """
    if arch not in WORD_SIZES:
        raise InvalidArg(f"cannot find architecture {arch}", hint=f"known are {', '.join(sorted(WORD_SIZES))}")
    if arch in x86.ARCHITECTURES:
        return x86.model_names()
    if arch in ppc64.ARCHITECTURES:
        return list(ppc64.MODELS)
    if arch in plain.ARCHITECTURES:
        return []
    raise _no_driver(arch)


def model_vendor(arch: str, name: str) -> str | None:
    """Who makes the CPUs that a model was made after; None for nobody, and for a model that is not known."""
    if arch in x86.ARCHITECTURES:
        return x86.model_vendor(name)
    return ppc64.MODELS.get(name) if arch in ppc64.ARCHITECTURES else None


@about_cpus
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
