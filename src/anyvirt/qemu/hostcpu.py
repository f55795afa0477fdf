"""The CPU of this host, and what QEMU can give of it to a guest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.cpu import model_names, plain, ppc64
from anyvirt.conf.cpu.cpuid import X86Data, from_linux, from_properties, from_registers
from anyvirt.conf.cpu.decode import Offers, decode_guest, decode_host
from anyvirt.conf.cpu.document import exact
from anyvirt.conf.cpu.tables import Register, Signature, x86
from anyvirt.conf.domain.cpu import Cpu, CpuFallback, CpuFeature, CpuFeaturePolicy
from anyvirt.qemu.capabilities import QemuCaps
from anyvirt.util.arch import X86
from anyvirt.util.cpuid import read_cpuid, read_msr
from anyvirt.util.error import InternalError
from anyvirt.util.host import Host, Processor

ACCELERATORS: Final = {"qemu": "tcg", "kvm": "kvm"}  # <domain type=> -> QEMU's accelerator

# The guest's kernel switches the first two, and QEMU has no property for the others.
NEVER_GIVEN: Final = frozenset(("osxsave", "ospke", "cmt", "mbm_total", "mbm_local"))


def host_cpu(host: Host) -> HostCpu:
    """Architecture, model, vendor and features of the host; without a model where none fits."""
    arch, processor = host.arch, host.processor()
    if arch in X86:
        data = _x86(host, processor)
        try:
            cpu = decode_host(data)
        except InternalError:
            cpu = HostCpu(vendor=data.vendor)
        cpu.arch = arch
        return cpu
    if arch in ppc64.ARCHITECTURES:
        return ppc64.decode_host(processor.pvr, arch)
    if arch in plain.ARM and processor.implementer is not None and processor.part is not None:
        return plain.decode_arm_host(processor.implementer, processor.part, sorted(processor.flags), arch)
    return HostCpu(arch=arch)


def _x86(host: Host, processor: Processor) -> X86Data:
    """All that CPUID says, where it can be asked; else what Linux tells everybody."""
    table = x86()
    leaves = {(register.number, register.sub) for register in table.registers if register.source == "cpuid"}
    answers = read_cpuid(sorted(leaves | {(0, 0), (1, 0)}), host.cpu_devices)
    if answers is None:
        signature = None
        if processor.family is not None and processor.model is not None and processor.stepping is not None:
            signature = Signature(processor.family, processor.model, processor.stepping)
        return from_linux(processor.vendor, signature, processor.flags)
    words = {
        Register("cpuid", leaf, sub, name): word
        for (leaf, sub), answer in answers.items()
        for name, word in answer._asdict().items()
    }
    for number in sorted({register.number for register in table.registers if register.source == "msr"}):
        if (contents := read_msr(number, host.cpu_devices)) is not None:
            words |= {Register("msr", number, 0, name): contents[place] for place, name in enumerate(("eax", "edx"))}
    return from_registers(words)


def offers(caps: QemuCaps, virt_type: str) -> Offers:
    """The models that this QEMU has and we know, with what keeps each from starting here."""
    known = set(model_names(caps.arch))
    aliases = x86().aliases
    return {
        model.name: tuple(aliases.get(name, name) for name in model.blockers)
        for model in caps.accelerator(ACCELERATORS[virt_type]).cpu_models
        if model.name in known
    }


def host_model(caps: QemuCaps, virt_type: str) -> Cpu | None:
    """What <cpu mode='host-model'/> stands for; None where QEMU does not say what it can give.

    Under KVM that is the host's CPU, under TCG what QEMU can imitate at most.
    """
    best = caps.accelerator(ACCELERATORS[virt_type]).best_cpu
    if best is None:
        return None
    if caps.arch in X86:
        data = from_properties(best.properties)
        data = data._replace(features=data.features & ~x86().set_of(NEVER_GIVEN))
        try:
            return decode_guest(data, offers(caps, virt_type))
        except InternalError:
            return None
    return exact(best.name, _features(best.properties), fallback=CpuFallback.FORBID)


def _features(properties: Mapping[str, object]) -> list[CpuFeature]:
    policy = {True: CpuFeaturePolicy.REQUIRE, False: CpuFeaturePolicy.DISABLE}
    return [
        CpuFeature(name=name, policy=policy[value]) for name, value in properties.items() if isinstance(value, bool)
    ]
