"""Virtual CPUs: what they look like, how many there are, and how they are grouped."""

from __future__ import annotations

import re

from anyvirt.conf.domain.clock import TimerName
from anyvirt.conf.domain.cpu import (
    Cpu,
    CpuCache,
    CpuCacheMode,
    CpuFeature,
    CpuFeaturePolicy,
    CpuMode,
    CpuModel,
    CpuTopology,
    MaxPhysAddr,
    MaxPhysAddrMode,
)
from anyvirt.conf.domain.features import Features, HyperV, HyperVMode, Kvm
from anyvirt.conf.domain.tuning import Vcpu
from anyvirt.qemu.command.context import Context
from anyvirt.qemu.command.coverage import Coverage, every, fields
from anyvirt.qemu.command.line import Scalar
from anyvirt.util.error import ConfigUnsupported

TRANSLATED: Coverage = {
    **every(CpuTopology, CpuCache, CpuFeature, MaxPhysAddr, CpuModel, HyperV),
    # match, check and vendor compare the host with the wish; that happens before.
    Cpu: fields("mode match check migratable model vendor topology cache maxphysaddr features numa"),
    Vcpu: fields("id enabled hotpluggable order"),
}

_WORD = re.compile(r"[^,=]*").fullmatch

# Features that QEMU calls otherwise; beside these it only has hyphens for underscores.
_FEATURES = {"pclmuldq": "pclmulqdq", "ffxsr": "fxsr-opt"}

_HYPERV = {
    "relaxed": "hv-relaxed",
    "vapic": "hv-vapic",
    "vpindex": "hv-vpindex",
    "runtime": "hv-runtime",
    "synic": "hv-synic",
    "stimer": "hv-stimer",
    "stimer_direct": "hv-stimer-direct",
    "reset": "hv-reset",
    "frequencies": "hv-frequencies",
    "reenlightenment": "hv-reenlightenment",
    "tlbflush": "hv-tlbflush",
    "tlbflush_direct": "hv-tlbflush-direct",
    "tlbflush_extended": "hv-tlbflush-ext",
    "ipi": "hv-ipi",
    "evmcs": "hv-evmcs",
    "avic": "hv-avic",
    "emsr_bitmap": "hv-emsr-bitmap",
    "xmm_input": "hv-xmm-input",
}


def add_cpu(ctx: Context) -> None:
    """`-cpu`: left out where neither the definition nor the machine says which."""
    cpu = ctx.domain.cpu or Cpu()
    model = _model(ctx, cpu)
    options = {
        **_shape(ctx, cpu, model),
        **_paravirtual(ctx),
    }
    if model is None:
        if options:
            raise ConfigUnsupported(f"domain '{ctx.domain.name}': CPU features are given, but no CPU model")
        return
    # QEMU splits this option at every comma, whether doubled or not.
    for word in (model, *options, *options.values()):
        if isinstance(word, str) and not _WORD(word):
            raise ConfigUnsupported(f"domain '{ctx.domain.name}': '{word}' can be neither a CPU nor a part of one")
    ctx.line.pairs("-cpu", model, options)


def _model(ctx: Context, cpu: Cpu) -> str | None:
    kvm = ctx.runtime.accelerator == "kvm"
    match cpu.mode:
        case CpuMode.HOST_PASSTHROUGH | CpuMode.HOST_MODEL:
            # Without KVM the host's CPU is what TCG can imitate at most.
            return "host" if kvm else "max"
        case CpuMode.MAXIMUM:
            return "max"
        case CpuMode.CUSTOM | None:
            if cpu.model is not None and cpu.model.name:
                return cpu.model.name
    machine = ctx.caps.machine(ctx.domain.os_machine or "")
    default = machine.default_cpu_type if machine else None
    return default.removesuffix("-cpu").rpartition("-")[0] if default else None


def _shape(ctx: Context, cpu: Cpu, model: str | None) -> dict[str, Scalar]:
    """What the definition changes of the model."""
    options: dict[str, Scalar] = {"vendor": cpu.model.vendor_id if cpu.model else None}
    if cpu.migratable is not None:
        options["migratable"] = cpu.migratable
    for feature in cpu.features:
        name = _FEATURES.get(feature.name, feature.name.replace("_", "-"))
        options[name] = feature.policy not in (CpuFeaturePolicy.DISABLE, CpuFeaturePolicy.FORBID)
    if cpu.cache is not None:
        options |= _cache(ctx, cpu.cache, host=model in ("host", "max"))
    if cpu.maxphysaddr is not None:
        if cpu.maxphysaddr.mode is MaxPhysAddrMode.EMULATE:
            # Without a number it is the model's own, and not the host's.
            bits = cpu.maxphysaddr.bits
            options |= {"phys-bits": bits} if bits is not None else {"host-phys-bits": False}
        else:
            options |= {"host-phys-bits": True, "host-phys-bits-limit": cpu.maxphysaddr.limit}
    return {name: value for name, value in options.items() if value is not None}


def _cache(ctx: Context, cache: CpuCache, *, host: bool) -> dict[str, Scalar]:
    if cache.level not in (None, 3) or (cache.mode is CpuCacheMode.EMULATE and cache.level is None):
        raise ConfigUnsupported(f"domain '{ctx.domain.name}': only the level 3 CPU cache can be set")
    match cache.mode:
        case CpuCacheMode.EMULATE:
            return {"l3-cache": True, "host-cache-info": False if host else None}
        case CpuCacheMode.PASSTHROUGH:
            return {"host-cache-info": True, "l3-cache": False}
        case CpuCacheMode.DISABLE:
            return {"l3-cache": False, "host-cache-info": False if host else None}


def _paravirtual(ctx: Context) -> dict[str, Scalar]:
    """What tells the guest that it is one."""
    features = ctx.domain.features or Features()
    kvm = features.kvm or Kvm()
    options: dict[str, Scalar] = {
        "kvm-pv-eoi": features.apic_eoi,
        "kvm-pv-unhalt": features.pvspinlock,
        "pmu": features.pmu,
        "kvm": False if kvm.hidden else None,
        "kvm-hint-dedicated": True if kvm.hint_dedicated else None,
        "kvm-poll-control": True if kvm.poll_control else None,
        "kvm-pv-ipi": False if kvm.pv_ipi is False else None,
    }
    for timer in ctx.domain.clock.timers if ctx.domain.clock else []:
        match timer.name:
            case TimerName.KVMCLOCK:
                options["kvmclock"] = timer.present
            case TimerName.HYPERVCLOCK:
                options["hv-time"] = True if timer.present else None
            case TimerName.TSC:
                options["tsc-frequency"] = timer.frequency
            case _:
                pass  # not a property of the CPU
    if features.hyperv is not None:
        options |= _hyperv(ctx, features.hyperv)
    return {name: value for name, value in options.items() if value is not None}


def _hyperv(ctx: Context, hyperv: HyperV) -> dict[str, Scalar]:
    match hyperv.mode:
        case HyperVMode.PASSTHROUGH:
            return {"hv-passthrough": True}
        case HyperVMode.HOST_MODEL:
            raise ConfigUnsupported(f"domain '{ctx.domain.name}': <hyperv mode='host-model'> is not supported")
        case HyperVMode.CUSTOM | None:
            pass
    options: dict[str, Scalar] = {option: True for field, option in _HYPERV.items() if getattr(hyperv, field)}
    if hyperv.spinlocks:
        options["hv-spinlocks"] = f"{hyperv.spinlock_retries or 0xFFFFFFFF:#x}"
    if hyperv.vendor_id:
        options["hv-vendor-id"] = hyperv.vendor_id_value
    return options


def add_smp(ctx: Context) -> None:
    """`-smp`: CPUs at boot, and how all that can be there are grouped."""
    domain = ctx.domain
    topology = domain.cpu.topology if domain.cpu else None
    if topology is None:
        topology = CpuTopology(sockets=domain.vcpu, cores=1, threads=1)
    at_boot = _cpus_at_boot(ctx)
    options: dict[str, Scalar] = {
        "maxcpus": domain.vcpu if at_boot != domain.vcpu else None,
        "sockets": topology.sockets,
        "dies": topology.dies,
        "clusters": topology.clusters if topology.clusters != 1 else None,
        "cores": topology.cores,
        "threads": topology.threads,
    }
    ctx.line.pairs("-smp", str(at_boot), options)


def _cpus_at_boot(ctx: Context) -> int:
    domain = ctx.domain
    if not domain.vcpus:
        return domain.vcpu_current or domain.vcpu
    enabled = sorted(vcpu.id for vcpu in domain.vcpus if vcpu.enabled)
    if enabled != list(range(len(enabled))):
        raise ConfigUnsupported(
            f"domain '{domain.name}': CPUs {enabled} are enabled; those at boot must be the first ones"
        )
    return len(enabled)
