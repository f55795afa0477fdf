"""<cpu> documents on their own: what a host has (HostCpu), or what a guest asks for (Cpu)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.domain.cpu import Cpu, CpuFallback, CpuFeature, CpuFeaturePolicy, CpuMatch, CpuMode, CpuModel
from anyvirt.conf.schema import read_by_schema
from anyvirt.util.arch import WORD_SIZES
from anyvirt.util.error import ConfigUnsupported, XmlError, libvirtError
from anyvirt.util.xmlmap import Element, attr

AnyCpu = HostCpu | Cpu
AnyCpuT = TypeVar("AnyCpuT", HostCpu, Cpu)

VIR_FROM_CPU: Final = 31

P = ParamSpec("P")
R = TypeVar("R")


def about_cpus(function: Callable[P, R]) -> Callable[P, R]:
    """Errors of *function* come from the part of the library that knows CPUs, whichever driver asked."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except libvirtError as exc:
            exc.origin = VIR_FROM_CPU
            raise

    return wrapper


class _Kind(Element, tag="cpu"):
    """What tells the two kinds of documents apart."""

    arch: str | None = attr("arch")
    match: str | None = attr("@match")


@about_cpus
def parse(document: str | bytes) -> AnyCpu:
    """Read a <cpu> document: of a host when it names an architecture, of a guest when it does not.

    Raises:
        XmlDetail: the document is malformed.
        XmlError: something is missing or wrong.
    """
    kind = _Kind.from_xml(document)
    if kind.arch is None:
        return parse_guest(document)
    if kind.match is not None:
        raise XmlError(f"cpu: <arch> says this is a host, and match='{kind.match}' that it is a guest")
    return parse_host(document)


@about_cpus
def read_strictly(document: str | bytes) -> AnyCpu:
    """Read a <cpu> document as `parse`, but refuse what its schema does not know.

    Raises:
        XmlInvalidSchema: there is such a thing in it.
    """
    read_by_schema(HostCpu if _Kind.from_xml(document).arch is not None else Cpu, document)
    return parse(document)


@about_cpus
def parse_host(document: str | bytes) -> HostCpu:
    """Read the <cpu> document of a host.

    Raises:
        ConfigUnsupported: nobody knows its architecture.
        XmlDetail, XmlError: it is malformed, or something is missing.
    """
    host = HostCpu.from_xml(document)
    if host.arch is None:
        raise XmlError("Missing CPU architecture: a host has an <arch>")
    if host.arch not in WORD_SIZES:
        raise ConfigUnsupported(f"Unknown architecture {host.arch}")
    if host.features and host.model is None:
        raise XmlError("cpu: <feature> needs a <model> that it is added to")
    _no_repetition(host.features)
    return host


@about_cpus
def parse_guest(document: str | bytes) -> Cpu:
    """Read the <cpu> document of a guest, with the defaults written out."""
    cpu = Cpu.from_xml(document)
    post_parse(cpu)
    if cpu.features and cpu.model is None and cpu.mode is CpuMode.CUSTOM:
        raise XmlError("cpu: <feature> needs a <model> that it is added to")
    _no_repetition([feature.name for feature in cpu.features])
    return cpu


def _no_repetition(names: list[str]) -> None:
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise XmlError(f"CPU feature '{twice}' specified more than once")


def post_parse(cpu: Cpu) -> None:
    """Say in full what the <cpu> of a guest means."""
    if cpu.mode is None and (cpu.match is not None or cpu.model is not None):
        cpu.mode = CpuMode.CUSTOM
    if cpu.mode is CpuMode.CUSTOM:
        cpu.match = cpu.match or CpuMatch.EXACT
    if cpu.model is not None:
        cpu.model.fallback = cpu.model.fallback or CpuFallback.ALLOW
    if cpu.topology is not None:
        cpu.topology.dies = cpu.topology.dies or 1
    for feature in cpu.features:
        feature.policy = feature.policy or CpuFeaturePolicy.REQUIRE


def model_name(cpu: AnyCpu) -> str | None:
    if isinstance(cpu, HostCpu):
        return cpu.model
    return None if cpu.model is None else cpu.model.name


def policies(cpu: AnyCpu) -> Iterator[tuple[str, CpuFeaturePolicy]]:
    """The features that a document names; a host has those it names."""
    if isinstance(cpu, HostCpu):
        yield from ((name, CpuFeaturePolicy.REQUIRE) for name in cpu.features)
    else:
        yield from ((feature.name, feature.policy or CpuFeaturePolicy.REQUIRE) for feature in cpu.features)


def set_policy(features: list[CpuFeature], name: str, policy: CpuFeaturePolicy) -> None:
    """Change the policy of a feature in place, or add it at the end."""
    for feature in features:
        if feature.name == name:
            feature.policy = policy
            return
    features.append(CpuFeature(name=name, policy=policy))


def exact(
    model: str,
    features: list[CpuFeature],
    *,
    vendor: str | None = None,
    fallback: CpuFallback = CpuFallback.ALLOW,
) -> Cpu:
    """The <cpu> of a guest that gets exactly this."""
    return Cpu(
        mode=CpuMode.CUSTOM,
        match=CpuMatch.EXACT,
        model=CpuModel(name=model, fallback=fallback),
        vendor=vendor,
        features=features,
    )
