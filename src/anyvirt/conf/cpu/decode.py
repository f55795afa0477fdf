"""Find the named model that describes a processor best."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.cpu.cpuid import X86Data
from anyvirt.conf.cpu.document import exact
from anyvirt.conf.cpu.tables import Signature, X86Model, X86Table, x86
from anyvirt.conf.domain.cpu import Cpu, CpuFallback, CpuFeature, CpuFeaturePolicy
from anyvirt.util.error import ConfigUnsupported, InternalError

# What a hypervisor offers: a name of a model, to the features that the model has there and cannot have now.
Offers = Mapping[str, tuple[str, ...]]


class Description(NamedTuple):
    """A processor as a model, features that it has on top, and features that it has not."""

    model: X86Model
    more: int
    less: int
    gone: tuple[str, ...] = ()  # the model had them once, and the processor has them not

    @property
    def missing(self) -> int:
        return self.less.bit_count() + len(self.gone)

    @property
    def penalty(self) -> int:
        """What the missing features cost: a program may take a feature for granted that its model has.

        The first costs as much as two additional ones, and each one more than the one before; to forbid them
        altogether would end in models so old that nothing is taken for granted. Every other one is treated as an
        additional one, which is how libvirt counts, and the same CPUs must give the same baseline.
        """
        charged = (self.missing + 1) // 2
        return charged * (charged + 3) // 2

    @property
    def cost(self) -> int:
        return self.more.bit_count() + self.missing // 2 + self.penalty


def decode_host(data: X86Data) -> HostCpu:
    """Describe a host: the model never has a feature that the host lacks."""
    best = _best(data, for_host=True)
    signature = data.signature
    return HostCpu(
        arch="x86_64",
        model=best.model.name,
        vendor=data.vendor,
        signature_family=None if signature is None else signature.family,
        signature_model=None if signature is None else signature.model,
        signature_stepping=None if signature is None else signature.stepping,
        features=list(x86().names_of(best.more)),
    )


def decode_guest(
    data: X86Data,
    offers: Offers | None = None,
    *,
    preferred: frozenset[str] = frozenset(),
    migratable: bool = False,
    fallback: CpuFallback = CpuFallback.FORBID,
) -> Cpu:
    """Describe a guest that shall have what *data* says.

    Args:
        offers: the models of the hypervisor; all that we know without it.
        preferred: a single model is taken if it may be; among several, one that lacks less is taken for that.
        migratable: leave out what keeps a guest on its host.
        fallback: what becomes of it in the result.

    Raises:
        ConfigUnsupported: the hypervisor does not offer the preferred model, and *fallback* forbids another one.
        InternalError: no model fits.
    """
    table = x86()
    best = _best(data, for_host=False, offers=offers, preferred=preferred, may_replace=fallback is CpuFallback.ALLOW)
    more = best.more & ~table.bound_to_host if migratable else best.more
    features = [CpuFeature(name=name, policy=CpuFeaturePolicy.REQUIRE) for name in table.names_of(more)]
    features += [CpuFeature(name=name, policy=CpuFeaturePolicy.DISABLE) for name in table.names_of(best.less)]
    features += [CpuFeature(name=name, policy=CpuFeaturePolicy.DISABLE) for name in best.gone]
    return exact(best.model.name, features, vendor=data.vendor, fallback=fallback)


def _best(
    data: X86Data,
    *,
    for_host: bool,
    offers: Offers | None = None,
    preferred: frozenset[str] = frozenset(),
    may_replace: bool = False,
) -> Description:
    """The cheapest description, of a model with the signature of the processor if there is one."""
    table = x86()
    only = next(iter(preferred)) if len(preferred) == 1 else None
    data = _without_broken_tsx(table, data)
    best: Description | None = None
    for model in reversed(table.models.values()):  # the newest first
        if not (model.names_hosts if for_host else model.names_guests):
            continue
        if offers is not None and model.name not in offers:
            if model.name == only and not may_replace:
                raise ConfigUnsupported(f"CPU model '{only}' is not supported by the hypervisor")
            continue
        if data.vendor and model.vendor and data.vendor != model.vendor:
            continue
        found = _describe(table, data, model, () if offers is None else offers[model.name])
        if for_host:
            if found.less:
                continue
            found = found._replace(gone=())  # nobody would switch them on
        if model.name == only:
            return found
        if best is None or _is_better(found, best, data.signature, preferred):
            best = found
    if best is None:
        raise InternalError("no CPU model fits the features of the processor")
    return best


def _describe(table: X86Table, data: X86Data, model: X86Model, blockers: tuple[str, ...]) -> Description:
    more, less = data.features & ~model.features, model.features & ~data.features
    # The hypervisor's model has them in addition to ours, and they would keep it from starting.
    less |= table.set_of(name for name in blockers if name in table.positions) & ~more
    gone = tuple(name for name in model.gone if not (more | less) & table.bit(name))
    return Description(model, more, less, gone)


def _is_better(found: Description, best: Description, signature: Signature | None, preferred: frozenset[str]) -> bool:
    if signature is not None and found.model.has(signature) != best.model.has(signature):
        return found.model.has(signature)
    if (found.cost, found.penalty) < (best.cost, best.penalty):
        return True
    return found.model.name in preferred and found.penalty < best.penalty


def _without_broken_tsx(table: X86Table, data: X86Data) -> X86Data:
    """Intel took TSX out of these Haswells by an update of their microcode; not all of them have it."""
    if data.vendor != "Intel" or data.signature is None:
        return data
    family, model, stepping = data.signature
    if family == 6 and (model in (60, 69, 70) or (model == 63 and stepping < 4)):
        return data._replace(features=data.features & ~table.set_of(("hle", "rtm")))
    return data
