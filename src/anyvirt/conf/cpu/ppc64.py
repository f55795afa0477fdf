"""POWER: models are generations, and have no features."""

from __future__ import annotations

from collections.abc import Sequence

from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.cpu.document import AnyCpu, exact, model_name
from anyvirt.conf.cpu.verdict import Comparison, Verdict
from anyvirt.conf.domain.cpu import Cpu, CpuFallback, CpuMode
from anyvirt.util.error import InternalError, OperationFailed

ARCHITECTURES = ("ppc64", "ppc64le")

# Vendor of each model, the generations of POWER in their order. Source: IBM's and Freescale's processor manuals.
MODELS = {
    "POWER6": "IBM",
    "POWER7": "IBM",
    "POWER8": "IBM",
    "POWER9": "IBM",
    "POWER10": "IBM",
    "POWER11": "IBM",
    "POWERPC_e5500": "Freescale",
    "POWERPC_e6500": "Freescale",
}
# Upper half of the processor version register -> model. Source: Linux, arch/powerpc reg.h.
_VERSIONS = {
    0x003E: "POWER6",
    0x003F: "POWER7",
    0x004A: "POWER7",
    0x004B: "POWER8",
    0x004C: "POWER8",
    0x004D: "POWER8",
    0x004E: "POWER9",
    0x0080: "POWER10",
    0x0082: "POWER11",
    0x8024: "POWERPC_e5500",
    0x8040: "POWERPC_e6500",
}
_GENERATIONS = [name for name, vendor in MODELS.items() if vendor == "IBM"]

# Models of old documents, which named the version of the chip.
_OLD_NAMES = {
    "POWER7_v2.1": "POWER7",
    "POWER7_v2.3": "POWER7",
    "POWER7+_v2.1": "POWER7",
    "POWER8_v1.0": "POWER8",
}


def decode_host(version: int | None, arch: str) -> HostCpu:
    """A host by the upper half of its processor version register; without a model where nobody knows that."""
    model = _VERSIONS.get(version or 0)
    return HostCpu(arch=arch, model=model, vendor=MODELS.get(model or ""))


def modernize(guest: Cpu) -> Cpu:
    """*guest* with today's name of its model."""
    guest = guest.copy()
    if guest.model is not None and guest.model.name in _OLD_NAMES:
        guest.model.name = _OLD_NAMES[guest.model.name]
    return guest


def _model(cpu: AnyCpu) -> str:
    given = model_name(cpu)
    name = _OLD_NAMES.get(given or "", given)
    if name not in MODELS:
        raise InternalError(f"unknown CPU model '{given}'", hint=f"known are {', '.join(MODELS)}")
    return name


def compare(host: AnyCpu, cpu: AnyCpu) -> Comparison:
    """Whether the host can offer *cpu*."""
    if isinstance(cpu, HostCpu) and cpu.arch is not None and cpu.arch not in ARCHITECTURES:
        return Comparison(Verdict.INCOMPATIBLE, f"CPU architecture {cpu.arch} is not the host's")
    if cpu.vendor is not None and cpu.vendor != host.vendor:
        return Comparison(Verdict.INCOMPATIBLE, f"the host's CPU is not of vendor {cpu.vendor}")
    has = _model(host)
    if isinstance(cpu, Cpu) and cpu.mode is CpuMode.HOST_MODEL:
        return _compare_mode(has, model_name(cpu))
    if isinstance(cpu, Cpu) and cpu.mode in (CpuMode.HOST_PASSTHROUGH, CpuMode.MAXIMUM):
        return Comparison(Verdict.IDENTICAL)
    wanted = _model(cpu)
    if wanted != has:
        return Comparison(Verdict.INCOMPATIBLE, f"the host's CPU is a {has}, not a {wanted}")
    return Comparison(Verdict.IDENTICAL)


def _compare_mode(host: str, mode: str | None) -> Comparison:
    """A CPU can behave as an older generation; host-model names that one in lower case."""
    if mode is None:
        return Comparison(Verdict.IDENTICAL)
    if host not in _GENERATIONS:
        raise InternalError(f"a host with a {host} has no compatibility modes")
    modes = [name.lower() for name in _GENERATIONS]
    if mode not in modes:
        raise InternalError(f"unknown compatibility mode '{mode}'", hint=f"known are {', '.join(modes)}")
    if modes.index(mode) > _GENERATIONS.index(host):
        return Comparison(Verdict.INCOMPATIBLE, f"the host's CPU is a {host}, which has no mode {mode}")
    return Comparison(Verdict.IDENTICAL)


def baseline(cpus: Sequence[AnyCpu]) -> Cpu:
    """The CPU that all of *cpus* are.

    Raises:
        OperationFailed: they are of different models or vendors.
    """
    models = {_model(cpu) for cpu in cpus}
    if len(models) > 1:
        raise OperationFailed(f"the CPUs are of different models: {', '.join(sorted(models))}")
    (model,) = models
    vendors = {cpu.vendor for cpu in cpus if cpu.vendor is not None}
    if vendors - {MODELS[model]}:
        raise OperationFailed(f"CPU model {model} is of vendor {MODELS[model]}, not {', '.join(sorted(vendors))}")
    return exact(model, [], vendor=next(iter(vendors), None), fallback=CpuFallback.FORBID)
