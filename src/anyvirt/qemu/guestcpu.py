"""The CPU of a guest: what it amounts to on this host, and what it was given in the end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from anyvirt.conf import cpu as cpus
from anyvirt.conf.cpu import x86
from anyvirt.conf.cpu.cpuid import X86Data, from_registers, known_features
from anyvirt.conf.cpu.document import model_name
from anyvirt.conf.cpu.tables import Register
from anyvirt.conf.cpu.tables import x86 as x86_table
from anyvirt.conf.domain.cpu import Cpu, CpuCheck, CpuFallback, CpuMode
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.capabilities import QemuCaps
from anyvirt.qemu.hostcpu import ACCELERATORS, NEVER_GIVEN, host_model, offers
from anyvirt.qemu.monitor import CommandFailed, Monitor
from anyvirt.util.arch import X86


def updated(domain: Domain, caps: QemuCaps) -> Cpu | None:
    """The CPU of *domain* as it would start here: a named model, and no features that are optional.

    What QEMU alone can judge stays as it is: a CPU that is to be the host's own or the most there can be, a model of
    QEMU's that we do not know, and any where QEMU does not say what it can give.

    Raises:
        InternalError: nobody knows the model, or one of the features.
    """
    wanted, arch = domain.cpu, str(domain.os_arch)
    if not _is_ours(domain, caps) or wanted is None:
        return wanted
    offered = host_model(caps, domain.type.value)
    return wanted if offered is None else cpus.update(wanted, offered, arch)


def prepare(domain: Domain, caps: QemuCaps) -> None:
    """Put the CPU that QEMU will be asked for into the live definition.

    Raises:
        ConfigUnsupported: QEMU has not the model, and it may not be replaced.
        CpuIncompatible: the definition wants the CPU to be checked, and it cannot be had here.
        InternalError: nobody knows the model, or one of the features.
    """
    wanted, arch = domain.cpu, str(domain.os_arch)
    if not _is_ours(domain, caps) or wanted is None:
        return
    offered = host_model(caps, domain.type.value)
    if offered is None:
        return
    if wanted.check is CpuCheck.PARTIAL and wanted.mode is CpuMode.CUSTOM:
        cpus.require(cpus.compare(offered, wanted, arch))
    known = offers(caps, domain.type.value)
    domain.cpu = cpus.translate(cpus.update(wanted, offered, arch), arch, known) if known else wanted
    if domain.cpu.model is not None:
        domain.cpu.model.fallback = CpuFallback.FORBID


async def verify(domain: Domain, caps: QemuCaps, monitor: Monitor) -> None:
    """Write down what the guest was really given.

    Raises:
        OperationFailed: the definition wants the CPU in full, and it is not what it asks for.
    """
    wanted = domain.cpu
    if wanted is None or wanted.mode is not CpuMode.CUSTOM or not _is_ours(domain, caps) or domain.os_arch not in X86:
        return
    answer = await monitor.execute("query-cpus-fast")
    path = answer[0]["qom-path"]
    try:
        words, unavailable = await asyncio.gather(
            monitor.execute("qom-get", {"path": path, "property": "feature-words"}),
            monitor.execute("qom-get", {"path": path, "property": "unavailable-features"}),
        )
    except CommandFailed:
        return  # an emulator that does not say
    table = x86_table()
    missing = table.set_of(known_features(unavailable))
    enabled = from_words(words).features & ~table.set_of(NEVER_GIVEN)
    # QEMU tells nothing of registers other than CPUID's, but what it could not give.
    enabled |= x86.features_of(wanted) & ~table.of_cpuid & ~missing
    got = x86.update_live(wanted, enabled, missing)
    got.check = CpuCheck.FULL
    domain.cpu = got


def from_words(words: Iterable[Mapping[str, Any]]) -> X86Data:
    """What QEMU's property feature-words says: the registers of CPUID that it knows features of."""
    return from_registers(
        {
            Register(
                "cpuid", word["cpuid-input-eax"], word.get("cpuid-input-ecx", 0), word["cpuid-register"].lower()
            ): word["features"]
            for word in words
        }
    )


def _is_ours(domain: Domain, caps: QemuCaps) -> bool:
    """Whether the CPU is one that we judge, and not QEMU alone."""
    cpu = domain.cpu
    if cpu is None or cpu.mode not in (CpuMode.CUSTOM, CpuMode.HOST_MODEL):
        return False
    name = model_name(cpu)
    if cpu.mode is CpuMode.HOST_MODEL or name is None:
        return cpu.mode is CpuMode.HOST_MODEL
    of_qemu = {model.name for model in caps.accelerator(ACCELERATORS[domain.type.value]).cpu_models}
    return name in cpus.model_names(caps.arch) or name not in of_qemu
