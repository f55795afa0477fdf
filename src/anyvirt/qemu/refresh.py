"""Asking a QEMU how it is: what only it knows, after its start or when it is found again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from anyvirt.qemu.instance import Instance, QemuGuest, describe_vcpus
from anyvirt.qemu.monitor import CommandFailed
from anyvirt.qemu.states import state_of

if TYPE_CHECKING:
    from anyvirt.conf.domain.model import Domain


async def refresh(guest: QemuGuest, instance: Instance) -> None:
    """Fill what QEMU chose: the terminals of its character devices, the threads of its virtual CPUs."""
    ask = instance.monitor.execute
    chardevs, cpus = await asyncio.gather(ask("query-chardev"), ask("query-cpus-fast"))
    instance.vcpu_threads = describe_vcpus(cpus)
    fill_terminals(guest.require_active(), chardevs)


async def catch_up(guest: QemuGuest, instance: Instance) -> None:
    """Learn what became of the guest while nobody watched. What QEMU chose at its start is in the live definition."""
    ask = instance.monitor.execute
    status, cpus, memory = await asyncio.gather(ask("query-status"), ask("query-cpus-fast"), balloon_kib(instance))
    instance.vcpu_threads = describe_vcpus(cpus)
    found = state_of(status["status"])
    if found is not None and found[0] is not guest.state:
        guest.set_state(*found)
    if memory is not None:

        def note(live: Domain) -> None:
            live.current_memory = memory

        guest.amend_live(note)


async def balloon_kib(instance: Instance) -> int | None:
    """The memory that the guest has now, in KiB; None for a guest without a balloon."""
    try:
        answer = await instance.monitor.execute("query-balloon")
    except CommandFailed:
        return None
    return int(answer["actual"]) // 1024


def fill_terminals(domain: Domain, answer: list[Mapping[str, Any]]) -> None:
    """Write down which terminals QEMU opened for the character devices that are to have one."""
    from anyvirt.conf.domain.devices.chardev import Channel, CharSource, Console, Parallel, Serial

    devices: list[Serial | Parallel | Console | Channel]
    devices = [*domain.serials, *domain.parallels, *domain.consoles, *domain.channels]
    terminals = {
        entry["label"]: entry["filename"].removeprefix("pty:")
        for entry in answer
        if entry["filename"].startswith("pty:")
    }
    for device in devices:
        path = terminals.get(f"char{device.alias}")
        if path is not None:
            device.sources = [CharSource(path=path)]
    for console in domain.consoles:
        console.tty = terminals.get(f"char{console.alias}")
