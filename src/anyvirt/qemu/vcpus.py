"""Virtual CPUs: how many, where they run, how long they ran."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from anyvirt import constants as c
from anyvirt.conf.store import impact
from anyvirt.conf.store.jobs import Job
from anyvirt.driver.types import TypedParams, VcpuInfo
from anyvirt.qemu import procfs
from anyvirt.qemu.core import QemuCore
from anyvirt.qemu.instance import Instance, QemuGuest, describe_vcpus
from anyvirt.util import cpuset
from anyvirt.util.error import ArgumentUnsupported, InvalidArg, OperationFailed, OperationInvalid
from anyvirt.util.flags import check_flags, check_required
from anyvirt.util.refs import DomainRef

if TYPE_CHECKING:
    from anyvirt.conf.domain.model import Domain

_UNPLUG_S: Final = 5.0  # as long as libvirt gives a guest to let go of a device


class Vcpus(QemuCore):
    """The part of the driver that counts, plugs and pins virtual CPUs."""

    async def domain_get_vcpus_flags(self, dom: DomainRef, flags: int) -> int:
        known = impact.IMPACT | c.VIR_DOMAIN_VCPU_MAXIMUM | c.VIR_DOMAIN_VCPU_GUEST
        check_flags(flags, known, "virDomainGetVcpusFlags")
        _refuse_agent(flags)
        domain = impact.one_definition(self.find(dom), flags, "virDomainGetVcpusFlags")
        return domain.vcpu if flags & c.VIR_DOMAIN_VCPU_MAXIMUM else domain.vcpu_current or domain.vcpu

    async def domain_set_vcpus_flags(self, dom: DomainRef, nvcpus: int, flags: int) -> None:
        known = impact.IMPACT | c.VIR_DOMAIN_VCPU_MAXIMUM | c.VIR_DOMAIN_VCPU_GUEST
        check_flags(flags, known, "virDomainSetVcpusFlags")
        check_required(
            flags,
            ("VIR_DOMAIN_VCPU_MAXIMUM", c.VIR_DOMAIN_VCPU_MAXIMUM),
            ("VIR_DOMAIN_AFFECT_CONFIG", impact.CONFIG),
            "virDomainSetVcpusFlags",
        )
        _refuse_agent(flags)
        if nvcpus <= 0:
            raise InvalidArg(f"{nvcpus} virtual CPUs: there must be at least one")
        guest = self.find(dom)
        async with guest.jobs.normal(Job.MODIFY):
            live, config = impact.targets(guest, flags)
            if flags & c.VIR_DOMAIN_VCPU_MAXIMUM:
                if live is not None or config is None:
                    raise OperationInvalid(
                        f"cannot change the maximum vcpu count of '{guest.name}' while it is active",
                        hint="change the configuration (--config); it counts from the next start",
                    )
                await self._set_maximum(config, nvcpus)
            else:
                for definition in (live, config):
                    if definition is not None:
                        _check_below_maximum(definition, nvcpus)
                if live is not None:
                    await self._plug(guest, guest.require_instance(), nvcpus)
                    _note_count(live, nvcpus)
                    await self.save_status(guest)
                if config is not None:
                    _note_count(config, nvcpus)
            if config is not None:
                await self.store.save(guest, config)

    async def _set_maximum(self, config: Domain, maximum: int) -> None:
        machine = (await self.caps_of(config)).machine(config.os_machine or "")
        if machine is not None and maximum > machine.max_cpus:
            raise InvalidArg(f"{maximum} virtual CPUs: machine {machine.name} can have {machine.max_cpus} at most")
        present = config.vcpu_current or config.vcpu
        config.vcpu = maximum
        _note_count(config, min(present, maximum))

    async def _plug(self, guest: QemuGuest, instance: Instance, wanted: int) -> None:
        """Plug CPUs in, lowest first, or out, highest first, until there are *wanted*."""
        ask = instance.monitor.execute
        slots: list[dict[str, Any]] = await ask("query-hotpluggable-cpus")
        # QEMU lists them from the last to the first.
        empty = [slot for slot in reversed(slots) if "qom-path" not in slot]
        plugged = [slot for slot in slots if _is_ours(slot)]
        now = len(slots) - len(empty)
        if wanted < now - len(plugged):
            raise OperationInvalid(
                f"domain '{guest.name}': of {now} virtual CPUs only {len(plugged)} plugged in since its start can go"
            )
        for slot in empty[: max(0, wanted - now)]:
            number = slots[::-1].index(slot)
            await ask("device_add", {"driver": slot["type"], "id": f"vcpu{number}", **slot["props"]})
        for slot in plugged[: max(0, now - wanted)]:
            await self._unplug(guest, instance, slot["qom-path"].rpartition("/")[2])
        instance.vcpu_threads = describe_vcpus(await ask("query-cpus-fast"))

    async def _unplug(self, guest: QemuGuest, instance: Instance, alias: str) -> None:
        # device_del only asks the guest: the CPU is gone when DEVICE_DELETED says so.
        gone = instance.expect_removal(alias)
        await instance.monitor.execute("device_del", {"id": alias})
        try:
            async with asyncio.timeout(_UNPLUG_S):
                await gone.wait()
        except TimeoutError:
            raise OperationFailed(
                f"domain '{guest.name}': the guest did not let go of {alias} within {_UNPLUG_S:g} s"
            ) from None

    async def domain_get_vcpus(self, dom: DomainRef) -> list[VcpuInfo]:
        guest = self.find(dom)
        instance = guest.require_instance()
        pid, host = instance.process.pid, os.cpu_count() or 1
        infos = []
        for number, thread in sorted(instance.vcpu_threads.items()):
            times = procfs.thread_times(pid, thread)
            cpus = _affinity(thread)
            infos.append(
                VcpuInfo(
                    number=number,
                    state=c.VIR_VCPU_RUNNING,
                    cpu_time=times.total if times else 0,
                    cpu=times.cpu if times else c.VIR_VCPU_INFO_CPU_UNAVAILABLE,
                    cpumap=cpuset.to_map(cpus, host),
                )
            )
        return infos

    async def domain_pin_vcpu_flags(self, dom: DomainRef, vcpu: int, cpumap: tuple[bool, ...], flags: int) -> None:
        check_flags(flags, impact.IMPACT, "virDomainPinVcpuFlags")
        cpus = _require_cpus(cpumap)
        guest = self.find(dom)
        async with guest.jobs.normal(Job.MODIFY):
            live, config = impact.targets(guest, flags)
            text = cpuset.to_text(cpus)
            if config is not None and vcpu >= config.vcpu:
                raise InvalidArg(f"domain '{guest.name}' has {config.vcpu} virtual CPUs, none of number {vcpu}")
            if live is not None:
                thread = guest.require_instance().vcpu_threads.get(vcpu)
                if thread is None:
                    raise InvalidArg(f"domain '{guest.name}' has no virtual CPU {vcpu} now")
                _pin(thread, cpus, f"virtual CPU {vcpu} of '{guest.name}'")
                _note_pin(live, vcpu, text)
                self.note_status(guest)
            if config is not None:
                _note_pin(config, vcpu, text)
                await self.store.save(guest, config)

    async def domain_get_vcpu_pin_info(self, dom: DomainRef, flags: int) -> list[tuple[bool, ...]]:
        check_flags(flags, impact.IMPACT, "virDomainGetVcpuPinInfo")
        domain = impact.one_definition(self.find(dom), flags, "virDomainGetVcpuPinInfo")
        host = os.cpu_count() or 1
        pins = {pin.vcpu: pin.cpuset for pin in (domain.cputune.vcpupins if domain.cputune else [])}
        default = domain.vcpu_cpuset or cpuset.to_text(range(host))
        return [cpuset.to_map(cpuset.parse(pins.get(number, default)), host) for number in range(domain.vcpu)]

    async def domain_get_cpu_stats(self, dom: DomainRef, total: bool, flags: int) -> list[TypedParams]:
        check_flags(flags, 0, "virDomainGetCPUStats")
        instance = self.find(dom).require_instance()
        if not total:
            raise ArgumentUnsupported(
                "virDomainGetCPUStats: the QEMU driver knows the total only", hint="ask with total=True"
            )
        times = procfs.process_times(instance.process.pid)
        if times is None:
            raise OperationInvalid("domain is not running")
        return [{"cpu_time": times.total, "user_time": times.user, "system_time": times.system}]


def _is_ours(slot: Mapping[str, Any]) -> bool:
    """Whether a CPU was plugged in since the start: those have an alias, and can go again."""
    return str(slot.get("qom-path", "")).startswith("/machine/peripheral/")


def _refuse_agent(flags: int) -> None:
    if flags & c.VIR_DOMAIN_VCPU_GUEST:
        raise ArgumentUnsupported(
            "VIR_DOMAIN_VCPU_GUEST: talking to the guest agent is not supported by the QEMU driver yet"
        )


def _check_below_maximum(domain: Domain, count: int) -> None:
    if count > domain.vcpu:
        raise InvalidArg(
            f"{count} virtual CPUs are more than the {domain.vcpu} that '{domain.name}' may have at most",
            hint="raise the maximum first",
        )


def _note_count(domain: Domain, count: int) -> None:
    domain.vcpu_current = None if count == domain.vcpu else count
    domain.vcpus = []  # said which; now it is the first ones


def _require_cpus(cpumap: tuple[bool, ...]) -> set[int]:
    cpus = {number for number, chosen in enumerate(cpumap) if chosen}
    if not cpus:
        raise InvalidArg("the CPU map is empty: at least one host CPU must be in it")
    return cpus


def _affinity(thread: int) -> set[int]:
    with contextlib.suppress(OSError):
        return os.sched_getaffinity(thread)
    return set()


def _pin(thread: int, cpus: set[int], what: str) -> None:
    try:
        os.sched_setaffinity(thread, cpus)
    except OSError as exc:
        raise InvalidArg(f"cannot pin {what} to host CPUs {cpuset.to_text(cpus)}: {exc.strerror}") from exc


def _note_pin(domain: Domain, vcpu: int, text: str) -> None:
    from anyvirt.conf.domain.tuning import CpuTune, VcpuPin

    domain.cputune = domain.cputune or CpuTune()
    others = [pin for pin in domain.cputune.vcpupins if pin.vcpu != vcpu]
    domain.cputune.vcpupins = sorted([*others, VcpuPin(vcpu=vcpu, cpuset=text)], key=lambda pin: pin.vcpu)
