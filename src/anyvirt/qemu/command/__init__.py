"""From a domain to the QEMU process that runs it.

`build` takes a definition that is complete: defaults filled in, rules checked, addresses and aliases assigned. It is
a pure function but for the time of day, which `Runtime` carries.
"""

from __future__ import annotations

from anyvirt.conf.domain.devices.interface import LinkState
from anyvirt.conf.domain.model import Domain, VcpuPlacement
from anyvirt.conf.domain.qemu import QemuEnv
from anyvirt.conf.domain.seclabel import SecLabel, SecLabelType
from anyvirt.qemu.capabilities import QemuCaps
from anyvirt.qemu.command import (
    chardev,
    clock,
    context,
    controllers,
    cpu,
    disk,
    display,
    firmware,
    machine,
    memory,
    misc,
    network,
)
from anyvirt.qemu.command.bootorder import BootOrder
from anyvirt.qemu.command.chardev import default_socket
from anyvirt.qemu.command.context import Context
from anyvirt.qemu.command.coverage import Coverage, every, fields, refuse_untranslated
from anyvirt.qemu.command.display import socket_path
from anyvirt.qemu.command.runtime import Command, GraphicsPorts, MonitorCommand, Runtime, Tap
from anyvirt.util.error import ConfigUnsupported

__all__ = ["Command", "GraphicsPorts", "MonitorCommand", "Runtime", "Tap", "build", "default_socket", "socket_path"]

MINIMUM_VERSION = (7, 2, 0)  # the first whose -netdev takes JSON; -device and -object have done so for longer

_TRANSLATED: Coverage = {
    Domain: fields(
        "type id name uuid genid title description metadata max_memory_slots max_memory dump_core memory",
        "current_memory memory_backing vcpu_placement vcpu_current vcpu vcpus iothreads iothread_ids sysinfo",
        "os_firmware os_arch os_machine os_type kernel initrd cmdline dtb acpi_tables loader nvram boot bootmenu",
        "bootmenu_timeout smbios bios_useserial bios_reboot_timeout features cpu clock on_poweroff on_reboot on_crash",
        "suspend_to_mem suspend_to_disk emulator disks controllers interfaces serials parallels consoles channels",
        "inputs graphics audios videos watchdogs memballoon rngs seclabels qemu_args qemu_envs",
    ),
    **every(QemuEnv, SecLabel),
    **chardev.TRANSLATED,
    **clock.TRANSLATED,
    **context.TRANSLATED,
    **controllers.TRANSLATED,
    **cpu.TRANSLATED,
    **disk.TRANSLATED,
    **display.TRANSLATED,
    **firmware.TRANSLATED,
    **machine.TRANSLATED,
    **memory.TRANSLATED,
    **misc.TRANSLATED,
    **network.TRANSLATED,
}


def build(domain: Domain, caps: QemuCaps, runtime: Runtime) -> Command:
    """The command that starts *domain*, with its CPUs stopped and its monitor ready to be connected to.

    Raises:
        ConfigUnsupported: the definition asks for something that this driver or this QEMU cannot give.
        InternalError: something that has to be assigned beforehand is missing.
    """
    _check(domain, caps)
    ctx = Context(domain, caps, runtime)
    boot = BootOrder(domain)

    ctx.line.pairs("-name", None, {"guest": domain.name, "debug-threads": True})
    ctx.line.flag("-S")
    machine.add_machine(ctx)
    machine.add_accelerator(ctx)
    cpu.add_cpu(ctx)
    firmware.add_firmware(ctx)
    memory.add_memory(ctx)
    cpu.add_smp(ctx)
    memory.add_numa(ctx)
    misc.add_iothreads(ctx)
    if domain.uuid is not None:
        ctx.line.text("-uuid", domain.uuid)
    firmware.add_sysinfo(ctx)
    ctx.line.flag("-no-user-config")
    ctx.line.flag("-nodefaults")
    _add_monitor(ctx)
    clock.add_clock(ctx)
    machine.add_actions(ctx)
    firmware.add_boot(ctx)
    controllers.add_controllers(ctx, boot)
    disk.add_disks(ctx, boot)
    network.add_interfaces(ctx, boot)
    chardev.add_serials(ctx)
    chardev.add_parallels(ctx)
    chardev.add_channels(ctx)
    chardev.add_consoles(ctx)
    display.add_inputs(ctx)
    display.add_audio(ctx)
    display.add_graphics(ctx)
    display.add_videos(ctx)
    misc.add_watchdogs(ctx)
    misc.add_memballoon(ctx)
    misc.add_rngs(ctx)
    misc.add_platform_devices(ctx)
    machine.add_sandbox(ctx)

    return Command(
        argv=[caps.binary, *ctx.line.argv(), *domain.qemu_args],
        env=_environment(ctx),
        pass_fds=_descriptors(runtime),
        setup=tuple(_setup(ctx)),
    )


def _check(domain: Domain, caps: QemuCaps) -> None:
    if caps.version < MINIMUM_VERSION:
        raise ConfigUnsupported(
            f"{caps.binary} is QEMU {'.'.join(map(str, caps.version))}; "
            f"{'.'.join(map(str, MINIMUM_VERSION))} or later is needed"
        )
    refuse_untranslated(domain, _TRANSLATED, f"domain '{domain.name}':")
    if domain.vcpu_placement is VcpuPlacement.AUTO:
        raise ConfigUnsupported(f"domain '{domain.name}': <vcpu placement='auto'> is not supported")
    for label in domain.seclabels:
        if label.type is not SecLabelType.NONE:
            raise ConfigUnsupported(f"domain '{domain.name}': <seclabel> of type other than 'none' is not supported")


def _add_monitor(ctx: Context) -> None:
    ctx.line.pairs(
        "-chardev", "socket", {"id": "charmonitor", "fd": ctx.runtime.monitor_fd, "server": True, "wait": False}
    )
    ctx.line.pairs("-mon", None, {"chardev": "charmonitor", "id": "monitor", "mode": "control"})


def _environment(ctx: Context) -> dict[str, str]:
    """The same on every host, so that nothing of the caller's session changes the guest."""
    home = ctx.runtime.folder
    return {
        "LC_ALL": "C",
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        **clock.environment(ctx),
        **{env.name: env.value or "" for env in ctx.domain.qemu_envs},
    }


def _descriptors(runtime: Runtime) -> tuple[int, ...]:
    taps = [fd for tap in runtime.taps.values() for fd in (*tap.fds, *tap.vhost_fds)]
    return (runtime.monitor_fd, *taps, *runtime.chardev_fds.values())


def _setup(ctx: Context) -> list[MonitorCommand]:
    commands = [
        MonitorCommand("set_link", {"name": ctx.alias(interface), "up": False})
        for interface in ctx.domain.interfaces
        if interface.link_state is LinkState.DOWN
    ]
    balloon = ctx.domain.memballoon
    if balloon is not None and balloon.stats_period:
        commands.append(
            MonitorCommand(
                "qom-set",
                {
                    "path": f"/machine/peripheral/{ctx.alias(balloon)}",
                    "property": "guest-stats-polling-interval",
                    "value": balloon.stats_period,
                },
            )
        )
    return commands
