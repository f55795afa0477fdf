"""Asking a QEMU binary what it can do, over QMP, on a machine without hardware."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from anyvirt.qemu.capabilities.model import Accelerator, BestCpu, CpuModel, Machine, QemuCaps, best_cpu
from anyvirt.qemu.capabilities.process import ProbeFailed, paused_qemu
from anyvirt.qemu.monitor import CommandFailed, Monitor
from anyvirt.util import kvm

TIME_LIMIT_S = 10.0

# QEMU's name of a target -> libvirt's of the architecture, where they differ.
_ARCH_OF_TARGET = {"i386": "i686", "arm": "armv7l", "or1k": "openrisc", "hppa": "parisc"}

# Machines to try a guest on, for architectures without a default one.
_GUEST_MACHINE = {"aarch64": "virt", "armv7l": "virt", "riscv64": "virt", "riscv32": "virt", "loongarch64": "virt"}


@dataclass(frozen=True)
class _Answer:
    """What one accelerator's QEMU said: its own state, and the facts that do not depend on the accelerator."""

    accelerator: Accelerator
    facts: dict[str, Any] | None = None


async def probe(binary: str, *, time_limit_s: float = TIME_LIMIT_S) -> QemuCaps:
    """Ask *binary*, once per accelerator and all at the same time.

    Args:
        binary: absolute path.
        time_limit_s: what each accelerator may take; one that takes longer is unusable.

    Raises:
        ProbeFailed: it did not answer under any accelerator.
    """
    tcg, hardware = await asyncio.gather(_ask_tcg(binary, time_limit_s), _ask_kvm(binary, time_limit_s))
    facts = tcg.facts or hardware.facts
    if facts is None:
        assert tcg.accelerator.reason is not None
        raise ProbeFailed(tcg.accelerator.reason, transient=tcg.accelerator.transient)
    return QemuCaps(binary=binary, accelerators={"tcg": tcg.accelerator, "kvm": hardware.accelerator}, **facts)


async def _ask_tcg(binary: str, time_limit_s: float) -> _Answer:
    try:
        return await _ask(binary, "tcg", time_limit_s)
    except ProbeFailed as exc:
        return _Answer(Accelerator(usable=False, reason=str(exc), transient=exc.transient))


async def _ask_kvm(binary: str, time_limit_s: float) -> _Answer:
    if (obstacle := kvm.obstacle()) is not None:
        return _Answer(Accelerator(usable=False, reason=obstacle))
    facts = None
    try:
        answer = await _ask(binary, "kvm", time_limit_s)
        facts = answer.facts
        assert facts is not None
        await _start_guest(binary, facts, time_limit_s)
        return answer
    except ProbeFailed as exc:
        return _Answer(Accelerator(usable=False, reason=str(exc), transient=exc.transient), facts)


async def _start_guest(binary: str, facts: Mapping[str, Any], time_limit_s: float) -> None:
    """Start a paused guest with the host's processor: some KVMs answer questions but abort as soon as one is made."""
    machines: Mapping[str, Machine] = facts["machines"]
    default = next((machine.name for machine in machines.values() if machine.is_default), None)
    machine = _GUEST_MACHINE.get(facts["arch"], default)
    if machine is None:
        return
    options = ("-machine", f"{machine},accel=kvm", "-cpu", "host")
    async with paused_qemu(binary, options, time_limit_s=time_limit_s) as monitor:
        await monitor.execute("query-status")


async def _ask(binary: str, accelerator: str, time_limit_s: float) -> _Answer:
    options = ("-machine", f"none,accel={accelerator}")
    try:
        async with paused_qemu(binary, options, time_limit_s=time_limit_s) as monitor:
            facts = await _facts(monitor)
            models, best = await asyncio.gather(
                _cpu_models(monitor, facts["commands"]),
                _best_cpu(monitor, facts["commands"], "host" if accelerator == "kvm" else "max"),
            )
            state = Accelerator(usable=True, cpu_models=models, best_cpu=best)
            if accelerator == "kvm" and not (await monitor.execute("query-kvm"))["enabled"]:
                state = Accelerator(usable=False, reason="QEMU did not enable it")
    except (LookupError, TypeError, ValueError) as exc:
        raise ProbeFailed(f"its answers are not those of QEMU: {exc!r}") from exc
    return _Answer(state, facts)


async def _facts(monitor: Monitor) -> dict[str, Any]:
    """What does not depend on the accelerator, as arguments of QemuCaps."""
    # Commands are answered in order; asking for all at once saves a round trip each.
    version, target, machines, commands, devices, objects, schema, options = await asyncio.gather(
        monitor.execute("query-version"),
        monitor.execute("query-target"),
        monitor.execute("query-machines"),
        monitor.execute("query-commands"),
        monitor.execute("qom-list-types", {"implements": "device", "abstract": False}),
        monitor.execute("qom-list-types", {"implements": "user-creatable", "abstract": False}),
        monitor.execute("query-qmp-schema"),
        monitor.execute("query-command-line-options"),
    )
    numbers = version["qemu"]
    device_names = frozenset(entry["name"] for entry in devices if not entry["name"].endswith("-cpu"))
    described = _Schema(schema)
    return {
        "version": (numbers["major"], numbers["minor"], numbers["micro"]),
        "package": version["package"],
        "arch": _ARCH_OF_TARGET.get(target["arch"], target["arch"]),
        "machines": {machine.name: machine for machine in map(_machine, machines) if machine.name != "none"},
        "devices": device_names,
        "objects": frozenset(entry["name"] for entry in objects),
        "commands": frozenset(entry["name"] for entry in commands),
        "events": frozenset(entry["name"] for entry in schema if entry["meta-type"] == "event"),
        "displays": described.result_cases("query-display-options"),
        "netdevs": described.argument_cases("netdev_add"),
        "chardevs": described.argument_cases("chardev-add", "backend"),
        "block_drivers": described.argument_cases("blockdev-add"),
        "options": frozenset(entry["option"] for entry in options if entry["option"]),
    }


def _machine(entry: Mapping[str, Any]) -> Machine:
    return Machine(
        name=entry["name"],
        alias=entry.get("alias"),
        max_cpus=entry["cpu-max"],
        is_default=entry.get("is-default", False),
        default_ram_id=entry.get("default-ram-id"),
        deprecated=entry.get("deprecated", False),
        hotpluggable_cpus=entry["hotpluggable-cpus"],
        default_cpu_type=entry.get("default-cpu-type"),
    )


async def _best_cpu(monitor: Monitor, commands: frozenset[str], name: str) -> BestCpu | None:
    """*name* in terms of a named model, then with every property of that where QEMU has models without any."""
    if "query-cpu-model-expansion" not in commands:
        return None
    try:
        model = await _expand(monitor, "static", {"name": name})
        if model["name"] == "base":
            model = await _expand(monitor, "full", model)
    except CommandFailed:
        return None  # ARM's cannot be told that way
    return best_cpu(model["name"], model.get("props", {}))


async def _expand(monitor: Monitor, how: str, model: Mapping[str, Any]) -> Mapping[str, Any]:
    answer = await monitor.execute("query-cpu-model-expansion", {"type": how, "model": model})
    expanded: Mapping[str, Any] = answer["model"]
    return expanded


async def _cpu_models(monitor: Monitor, commands: frozenset[str]) -> tuple[CpuModel, ...]:
    if "query-cpu-definitions" not in commands:
        return ()
    try:
        entries = await monitor.execute("query-cpu-definitions")
    except CommandFailed:
        return ()  # targets with a single processor have the command but no answer
    return tuple(
        CpuModel(
            name=entry["name"],
            usable=None if (blockers := entry.get("unavailable-features")) is None else not blockers,
            blockers=tuple(dict.fromkeys(blockers or ())),
            deprecated=entry.get("deprecated", False),
            alias_of=entry.get("alias-of"),
        )
        for entry in entries
    )


class _Schema:
    """The answer of query-qmp-schema. Its type names mean nothing: a type is reached from a command."""

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        self._entries = {entry["name"]: entry for entry in entries}

    def argument_cases(self, command: str, member: str | None = None) -> frozenset[str]:
        """The members of the union that *command* takes, or that its argument *member* is."""
        return self._cases(self._entries.get(command, {}).get("arg-type"), member)

    def result_cases(self, command: str) -> frozenset[str]:
        """The members of the union that *command* returns."""
        return self._cases(self._entries.get(command, {}).get("ret-type"), None)

    def _cases(self, type_name: str | None, member: str | None) -> frozenset[str]:
        entry = self._entries.get(type_name or "", {})
        if member is not None:
            types = (part["type"] for part in entry.get("members", ()) if part["name"] == member)
            return self._cases(next(types, None), None)
        return frozenset(variant["case"] for variant in entry.get("variants", ()))
