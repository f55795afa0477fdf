"""The machine itself: its type and options, the accelerator, and what follows when the guest ends."""

from __future__ import annotations

from anyvirt.conf.domain.boot import LoaderType
from anyvirt.conf.domain.clock import TimerName
from anyvirt.conf.domain.devices.watchdog import WatchdogAction
from anyvirt.conf.domain.features import Features, IoApicDriver, Kvm
from anyvirt.conf.domain.model import LifecycleAction
from anyvirt.qemu.command.context import Context
from anyvirt.qemu.command.coverage import Coverage, fields
from anyvirt.qemu.command.line import Scalar
from anyvirt.qemu.command.memory import default_ram_id
from anyvirt.qemu.machine import Chipset
from anyvirt.util.error import ConfigUnsupported

TRANSLATED: Coverage = {
    # APIC and PAE come with the machine.
    Features: fields(
        "acpi apic apic_eoi pae hyperv kvm pvspinlock pmu vmport gic gic_version smm smm_tseg ioapic vmcoreinfo",
        "tcg_tb_cache ps2",
    ),
    Kvm: fields("hidden hint_dedicated poll_control pv_ipi dirty_ring dirty_ring_size"),
}

_WITH_ACPI = ("x86_64", "i686", "aarch64", "riscv64", "loongarch64")


def add_machine(ctx: Context) -> None:
    """`-machine`, and the properties of its parts that only `-global` reaches."""
    domain = ctx.domain
    features = domain.features or Features()
    if domain.os_machine is None or ctx.caps.machine(domain.os_machine) is None:
        raise ConfigUnsupported(
            f"domain '{domain.name}': {ctx.caps.binary} has no machine type '{domain.os_machine}'",
            hint="the capabilities list those that it has",
        )
    backing = domain.memory_backing
    pflash = domain.loader is not None and domain.loader.type is LoaderType.PFLASH
    options: dict[str, Scalar] = {
        "usb": False,
        "vmport": features.vmport,
        "smm": features.smm,
        "kernel_irqchip": _irqchip(features),
        "gic-version": features.gic_version.value if features.gic_version else None,
        "i8042": features.ps2,
        "dump-guest-core": bool(domain.dump_core),
        "mem-merge": False if backing is not None and backing.nosharepages else None,
        "memory-backend": default_ram_id(ctx),
        "pflash0": "libvirt-pflash0-format" if pflash else None,
        "pflash1": "libvirt-pflash1-format" if pflash and domain.nvram is not None else None,
        "graphics": False if domain.bios_useserial else None,
        "hpet": _timer(ctx, TimerName.HPET),
        "acpi": features.acpi if ctx.caps.arch in _WITH_ACPI else None,
    }
    ctx.line.pairs("-machine", domain.os_machine, options)
    _add_globals(ctx, features)


def _irqchip(features: Features) -> str | None:
    match features.ioapic:
        case None:
            return None
        case IoApicDriver.KVM:
            return "on"
        case IoApicDriver.QEMU:
            return "split"


def _timer(ctx: Context, name: TimerName) -> bool | None:
    """Whether a timer is switched on or off; None where the definition does not say."""
    timers = ctx.domain.clock.timers if ctx.domain.clock else []
    return next((timer.present for timer in timers if timer.name is name), None)


def _add_globals(ctx: Context, features: Features) -> None:
    if features.smm_tseg is not None:
        ctx.line.text("-global", f"mch.extended-tseg-mbytes={-(-features.smm_tseg // 1024**2)}")
    chipset = "ICH9-LPC" if ctx.chipset is Chipset.Q35 else "PIIX4_PM"
    for state, enabled in (("s3", ctx.domain.suspend_to_mem), ("s4", ctx.domain.suspend_to_disk)):
        # Without ACPI there is no such chip, and nothing that could sleep.
        if enabled is not None and features.acpi:
            ctx.line.text("-global", f"{chipset}.disable_{state}={int(not enabled)}")


def add_accelerator(ctx: Context) -> None:
    name = ctx.runtime.accelerator
    features = ctx.domain.features or Features()
    kvm = features.kvm or Kvm()
    if kvm.dirty_ring and name != "kvm":
        raise ConfigUnsupported(f"domain '{ctx.domain.name}': <dirty-ring> needs KVM")
    if features.tcg_tb_cache is not None and name != "tcg":
        raise ConfigUnsupported(f"domain '{ctx.domain.name}': <tb-cache> is for guests without KVM")
    options: dict[str, Scalar] = {
        "dirty-ring-size": kvm.dirty_ring_size if kvm.dirty_ring else None,
        "tb-size": None if features.tcg_tb_cache is None else features.tcg_tb_cache // 1024,  # MiB
    }
    ctx.line.pairs("-accel", name, options)


def add_actions(ctx: Context) -> None:
    """What QEMU does by itself when the guest ends; the driver does the rest once it hears of it."""
    domain = ctx.domain
    # A guest that has powered off is to leave the host even if nobody watches; one that is to begin again stays.
    restarts = domain.on_poweroff in (LifecycleAction.RESTART, LifecycleAction.RESTART_RENAME)
    reboots = domain.on_reboot in (None, LifecycleAction.RESTART, LifecycleAction.RESTART_RENAME)
    options: dict[str, Scalar] = {
        "shutdown": "pause" if restarts else "poweroff",
        "reboot": "reset" if reboots else "shutdown",
    }
    for watchdog in domain.watchdogs:
        if watchdog.action is WatchdogAction.DUMP:
            raise ConfigUnsupported(f"domain '{domain.name}': watchdog action 'dump' is not supported")
        options["watchdog"] = watchdog.action.value
    ctx.line.pairs("-action", None, options)


def add_sandbox(ctx: Context) -> None:
    """QEMU gives up system calls that it does not need."""
    if "sandbox" in ctx.caps.options:  # QEMU was built with seccomp
        refused = ("obsolete", "elevateprivileges", "spawn", "resourcecontrol")
        ctx.line.pairs("-sandbox", "on", dict.fromkeys(refused, "deny"))
