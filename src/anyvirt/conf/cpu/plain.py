"""Architectures whose CPUs the hypervisor alone can judge: ARM, s390, RISC-V and LoongArch.

libvirt has no tables of what their models can do. It takes any host for good enough and lets QEMU refuse; what is left
is to put the host's model into guests that ask for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.cpu.document import AnyCpu, exact, model_name, policies, set_policy
from anyvirt.conf.domain.cpu import Cpu, CpuFallback, CpuFeature, CpuFeaturePolicy, CpuMatch, CpuMode, CpuModel
from anyvirt.util.error import ConfigUnsupported, NoSupport, OperationFailed

ARM = ("aarch64", "armv6l", "armv7b", "armv7l")
S390 = ("s390", "s390x")
RISCV = ("riscv64",)
LOONGARCH = ("loongarch64",)
ARCHITECTURES = (*ARM, *S390, *RISCV, *LOONGARCH)

# Who made an ARM CPU: the implementer field of MIDR_EL1. Source: Arm ARM, MIDR_EL1; Linux, arch/arm64 cputype.h.
ARM_VENDORS = {
    0x41: "ARM",
    0x42: "Broadcom",
    0x43: "Cavium",
    0x44: "DigitalEquipment",
    0x46: "Fujitsu",
    0x48: "HiSilicon",
    0x49: "Infineon",
    0x4D: "Freescale",
    0x4E: "NVIDIA",
    0x50: "APM",
    0x51: "Qualcomm",
    0x56: "Marvell",
    0x69: "Intel",
    0x70: "Phytium",
    0xC0: "Ampere",
}

# Vendor and part field of MIDR_EL1 -> libvirt's name. Source: the makers' technical reference manuals; Linux, as above.
ARM_MODELS = {
    ("ARM", 0xD03): "cortex-a53",
    ("ARM", 0xD07): "cortex-a57",
    ("ARM", 0xD08): "cortex-a72",
    ("ARM", 0xD0C): "Neoverse-N1",
    ("ARM", 0xD49): "Neoverse-N2",
    ("ARM", 0xD40): "Neoverse-V1",
    ("ARM", 0xD4F): "Neoverse-V2",
    ("Qualcomm", 0xC00): "Falkor",
    ("Cavium", 0x0AF): "ThunderX2 99xx",
    ("Fujitsu", 0x001): "a64fx",
    ("HiSilicon", 0xD01): "Kunpeng-920",
    ("Phytium", 0x662): "FT-2000+",
    ("Phytium", 0x663): "Tengyun-S2500",
    ("Ampere", 0xAC3): "Ampere-1",
    ("Ampere", 0xAC4): "Ampere-1a",
}


def decode_arm_host(implementer: int, part: int, features: Sequence[str], arch: str = "aarch64") -> HostCpu:
    """An ARM host by its MIDR_EL1, with the features that Linux found (AT_HWCAP, "Features" of /proc/cpuinfo).

    A model that nobody knows is left out, and the features with it: they would have nothing to be added to.
    """
    vendor = ARM_VENDORS.get(implementer)
    model = ARM_MODELS.get((vendor or "", part))
    return HostCpu(arch=arch, model=model, vendor=vendor, features=list(dict.fromkeys(features)) if model else [])


def update(guest: Cpu, host: AnyCpu, arch: str) -> Cpu:
    """*guest* as it starts on *host*.

    Raises:
        ConfigUnsupported: it asks for what cannot be done on this architecture.
    """
    if arch in LOONGARCH:
        return guest.copy()
    if arch in S390 and guest.match is CpuMatch.MINIMUM:
        raise ConfigUnsupported("match mode minimum not supported: s390 CPUs are matched exactly")
    if guest.mode is not CpuMode.HOST_MODEL:
        return guest.copy()
    name = model_name(host)
    if name is None:
        raise ConfigUnsupported("unknown host CPU model: there is none that a guest could be given")
    features = [CpuFeature(name=feature, policy=policy) for feature, policy in policies(host)]
    if arch in S390:
        for feature in guest.features:
            if feature.policy is CpuFeaturePolicy.OPTIONAL:
                raise ConfigUnsupported(
                    f"only cpu feature policies 'require' and 'disable' are supported for {feature.name}"
                )
            set_policy(features, feature.name, feature.policy or CpuFeaturePolicy.REQUIRE)
    updated = guest.copy()
    updated.mode, updated.match = CpuMode.CUSTOM, CpuMatch.EXACT
    updated.vendor, updated.features = host.vendor, features
    fallback = (guest.model and guest.model.fallback) or CpuFallback.ALLOW
    updated.model = CpuModel(name=name, fallback=fallback)
    return updated


def baseline(cpus: Sequence[AnyCpu], arch: str) -> Cpu:
    """The model of the first CPU: on ARM, libvirt leaves the rest to whoever runs the guest.

    Raises:
        NoSupport: only the hypervisor can tell on this architecture.
        OperationFailed: a CPU is of another architecture.
    """
    if arch not in ARM:
        raise NoSupport(f"cannot compute baseline CPU of {arch} architecture")
    for cpu in cpus:
        if isinstance(cpu, HostCpu) and cpu.arch not in ARM:
            raise OperationFailed(f"a CPU of {cpu.arch} and one of {arch} have nothing in common")
    return exact(model_name(cpus[0]) or "", [])
