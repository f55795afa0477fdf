"""x86: what a guest asks for against what a host has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.cpu.cpuid import X86Data
from anyvirt.conf.cpu.decode import Offers, decode_guest
from anyvirt.conf.cpu.document import AnyCpu, AnyCpuT, exact, model_name, policies, set_policy
from anyvirt.conf.cpu.tables import Signature, X86Table, x86
from anyvirt.conf.cpu.verdict import Comparison, Verdict
from anyvirt.conf.domain.cpu import Cpu, CpuCheck, CpuFallback, CpuFeature, CpuFeaturePolicy, CpuMatch, CpuMode
from anyvirt.util.error import InternalError, OperationFailed

ARCHITECTURES = ("i686", "x86_64")

_ON = (CpuFeaturePolicy.FORCE, CpuFeaturePolicy.REQUIRE)
_OFF = (CpuFeaturePolicy.DISABLE, CpuFeaturePolicy.FORBID)


class _Known(NamedTuple):
    """What a <cpu> document amounts to."""

    features: int
    vendor: str | None  # of the model
    signature: Signature | None  # a CPU that the model was made after


def _known(cpu: AnyCpu) -> _Known:
    """The features of the model, with those added and removed that the document names; optional ones do not count."""
    table = x86()
    name = model_name(cpu)
    features, vendor, signature = 0, None, None
    if name is not None:
        model = table.model(name)
        features, vendor = model.features, model.vendor
        signature = next((Signature(known.family, known.model, known.steppings[0]) for known in model.signatures), None)
    for name, policy in policies(cpu):
        if policy in _ON:
            features |= table.bit(name)
        elif policy in _OFF:
            features &= ~table.bit(name)
    return _Known(features, vendor, signature)


def _with_policy(table: X86Table, cpu: AnyCpu, wanted: CpuFeaturePolicy) -> int:
    """The features that the document names with this policy."""
    features = 0
    for name, policy in policies(cpu):
        if policy is wanted:
            features |= table.bit(name)
    return features


def features_of(cpu: AnyCpu) -> int:
    """The features that a document amounts to, as a set of the table's."""
    return _known(cpu).features


def has_feature(cpu: AnyCpu, name: str) -> bool:
    """Whether a CPU has a feature, by its model or by name.

    Raises:
        InternalError: there is no such feature.
    """
    return bool(_known(cpu).features & x86().bit(name))


def compare(host: AnyCpu, cpu: AnyCpu) -> Comparison:
    """Whether the host can offer *cpu*."""
    if isinstance(cpu, HostCpu) and cpu.arch is not None and cpu.arch not in ARCHITECTURES:
        return Comparison(Verdict.INCOMPATIBLE, f"CPU architecture {cpu.arch} is not the host's")
    if cpu.vendor is not None and cpu.vendor != host.vendor:
        return Comparison(Verdict.INCOMPATIBLE, f"the host's CPU is not of vendor {cpu.vendor}")
    table = x86()
    has = _known(host).features
    force, require, optional, disable, forbid = (
        _with_policy(table, cpu, policy)
        for policy in (
            CpuFeaturePolicy.FORCE,
            CpuFeaturePolicy.REQUIRE,
            CpuFeaturePolicy.OPTIONAL,
            CpuFeaturePolicy.DISABLE,
            CpuFeaturePolicy.FORBID,
        )
    )
    name = model_name(cpu)
    if name is not None:
        require |= table.model(name).features
    if has & forbid:
        return Comparison(Verdict.INCOMPATIBLE, f"the host's CPU has forbidden features: {_names(has & forbid)}")
    require &= ~(force | optional | disable)
    if missing := require & ~has:
        return Comparison(Verdict.INCOMPATIBLE, f"the host's CPU lacks required features: {_names(missing)}")
    spare = has & ~(optional | require | disable | force)
    if not spare:
        return Comparison(Verdict.IDENTICAL)
    if isinstance(cpu, Cpu) and cpu.match is CpuMatch.STRICT:
        return Comparison(Verdict.INCOMPATIBLE, f"the host's CPU has features beside the required: {_names(spare)}")
    return Comparison(Verdict.SUPERSET)


def _names(features: int) -> str:
    return ", ".join(x86().names_of(features))


def update(guest: Cpu, host: AnyCpu) -> Cpu:
    """*guest* as it starts on *host*: no optional features, no host-model, no least model."""
    guest = guest.copy()
    if guest.mode in (CpuMode.HOST_PASSTHROUGH, CpuMode.MAXIMUM):
        return guest
    has = _known(host).features
    for feature in guest.features:
        if feature.policy is CpuFeaturePolicy.OPTIONAL:
            there = has & x86().bit(feature.name)
            feature.policy = CpuFeaturePolicy.REQUIRE if there else CpuFeaturePolicy.DISABLE
    if guest.mode is CpuMode.HOST_MODEL or guest.match is CpuMatch.MINIMUM:
        guest = _on_top_of_host(guest, host)
    name = model_name(guest)
    model = None if name is None else x86().model(name)
    named = {feature.name for feature in guest.features}
    # A hypervisor whose model still has them would switch them on.
    for gone in model.gone if model is not None else ():
        if gone not in named:
            guest.features.append(CpuFeature(name=gone, policy=CpuFeaturePolicy.DISABLE))
    return guest


def _on_top_of_host(guest: Cpu, host: AnyCpu) -> Cpu:
    """The host's model and features, and what the guest wants otherwise."""
    table = x86()
    model = model_name(host)
    if model is None:
        raise InternalError("the host's CPU has no model that a guest could be given")
    features = [
        CpuFeature(name=name, policy=policy)
        for name, policy in policies(host)
        if not table.bit(name) & table.bound_to_host
    ]
    for feature in guest.features:
        set_policy(features, feature.name, feature.policy or CpuFeaturePolicy.REQUIRE)
    updated = guest.copy()
    fallback = (guest.model and guest.model.fallback) or CpuFallback.ALLOW
    now = exact(model, features, fallback=fallback)
    if guest.model is not None and now.model is not None:
        now.model.vendor_id = guest.model.vendor_id
    updated.mode, updated.match, updated.model, updated.features = now.mode, now.match, now.model, features
    if guest.mode is CpuMode.HOST_MODEL:
        updated.vendor = host.vendor
    return updated


def translate(guest: Cpu, offers: Offers) -> Cpu:
    """*guest* with a model that the hypervisor offers; any other features stay as they are.

    Raises:
        InternalError: no model that is offered fits.
    """
    known = _known(guest)
    found = decode_guest(X86Data(known.vendor, known.signature, known.features), offers, fallback=CpuFallback.ALLOW)
    for feature in guest.features:
        set_policy(found.features, feature.name, feature.policy or CpuFeaturePolicy.REQUIRE)
    translated = guest.copy()
    translated.model, translated.features = found.model, found.features
    return translated


def model_names() -> list[str]:
    """All models, in the order of the table."""
    return list(x86().models)


def model_vendor(name: str) -> str | None:
    """Who makes the CPUs that a model was made after, if it is known and they are of one maker."""
    model = x86().models.get(name)
    return None if model is None else model.vendor


def baseline(cpus: Sequence[AnyCpu], *, offers: Offers | None = None, migratable: bool = False) -> Cpu:
    """The best CPU that all of *cpus* can offer.

    Raises:
        OperationFailed: they are of different vendors, or have nothing in common.
    """
    # Of the first CPU only the document says the vendor, of the others the model does, too: so libvirt accepts and
    # refuses, and so must we.
    vendor, common = cpus[0].vendor, _known(cpus[0]).features
    _check_vendor(cpus[0])
    for cpu in cpus[1:]:
        known = _known(cpu)
        if cpu.vendor is not None and known.vendor is not None and cpu.vendor != known.vendor:
            raise OperationFailed(f"CPU model {model_name(cpu)} is of vendor {known.vendor}, not {cpu.vendor}")
        _check_vendor(cpu)
        its_vendor = cpu.vendor or known.vendor
        if vendor is not None and its_vendor is not None and vendor != its_vendor:
            raise OperationFailed(f"the CPUs are of different vendors: {vendor} and {its_vendor}")
        vendor = vendor or its_vendor
        common &= known.features
    if not common:
        raise OperationFailed("the CPUs have no feature in common")
    names = frozenset(name for cpu in cpus if (name := model_name(cpu)) is not None)
    result = decode_guest(
        X86Data(vendor, None, common),
        offers,
        preferred=names,
        migratable=migratable,
        fallback=CpuFallback.ALLOW,
    )
    if result.model is not None and names == {result.model.name}:
        result.model.fallback = CpuFallback.FORBID
    if any(cpu.vendor is None for cpu in cpus):
        result.vendor = None
    return result


def _check_vendor(cpu: AnyCpu) -> None:
    vendors = x86().vendors
    if cpu.vendor is not None and cpu.vendor not in vendors:
        raise OperationFailed(f"unknown CPU vendor {cpu.vendor}", hint=f"known are {', '.join(vendors)}")


def expand(cpu: AnyCpuT) -> AnyCpuT:
    """*cpu* with every feature of its model by name, sorted."""
    model = model_name(cpu)
    of_model = [] if model is None else list(x86().names_of(x86().model(model).features))
    expanded = cpu.copy()
    if isinstance(expanded, HostCpu):
        expanded.features = sorted(set(of_model).union(expanded.features))
    else:
        expanded.features = _with_model(of_model, expanded.features)
    return expanded


def _with_model(of_model: list[str], named: list[CpuFeature]) -> list[CpuFeature]:
    features = [CpuFeature(name=name, policy=CpuFeaturePolicy.REQUIRE) for name in of_model]
    for feature in named:
        if feature.policy is not CpuFeaturePolicy.OPTIONAL:
            set_policy(features, feature.name, feature.policy or CpuFeaturePolicy.REQUIRE)
    return sorted(features, key=lambda feature: feature.name)


def update_live(guest: Cpu, enabled: int, disabled: int) -> Cpu:
    """*guest* as it came out: the hypervisor has switched on *enabled*, and could not switch on *disabled*.

    Raises:
        OperationFailed: the guest wants to be checked in full, and is not what it asked for.
    """
    table = x86()
    asked = _known(guest).features
    extra = enabled & ~asked
    lacking = disabled | (asked & ~enabled)
    if guest.check is CpuCheck.FULL and (extra or lacking):
        raise OperationFailed(
            f"the guest's CPU is not what was asked for: extra features: {_names(extra) or 'none'}, "
            f"missing features: {_names(lacking) or 'none'}"
        )
    updated = guest.copy()
    for name in table.names_of(extra | lacking):
        there = bool(extra & table.bit(name))
        set_policy(updated.features, name, CpuFeaturePolicy.REQUIRE if there else CpuFeaturePolicy.DISABLE)
    return updated
