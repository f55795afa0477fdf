"""Virtual CPUs of the test driver's guests, and where they may run."""

from __future__ import annotations

import time
from typing import Final

from anyvirt import constants
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.tuning import CpuTune, VcpuPin
from anyvirt.conf.store import impact
from anyvirt.driver.types import VcpuInfo
from anyvirt.test.base import TestBase
from anyvirt.test.host import HOST_CPUS, MAX_VCPUS
from anyvirt.util import cpuset as cpusets
from anyvirt.util.error import InvalidArg, OperationInvalid
from anyvirt.util.flags import check_exclusive, check_flags, check_required, invalid_argument
from anyvirt.util.refs import DomainRef

_CONFIG: Final = ("VIR_DOMAIN_AFFECT_CONFIG", constants.VIR_DOMAIN_AFFECT_CONFIG)
_MAXIMUM: Final = ("VIR_DOMAIN_VCPU_MAXIMUM", constants.VIR_DOMAIN_VCPU_MAXIMUM)
_GUEST: Final = ("VIR_DOMAIN_VCPU_GUEST", constants.VIR_DOMAIN_VCPU_GUEST)


class Vcpus(TestBase):
    """Everything about virtual CPUs."""

    async def domain_get_vcpus_flags(self, dom: DomainRef, flags: int) -> int:
        function = "virDomainGetVcpusFlags"
        impact.check_one(flags, function)
        check_flags(flags, impact.IMPACT | constants.VIR_DOMAIN_VCPU_MAXIMUM, function)
        definition = impact.one_definition(self.find(dom), flags, function)
        return definition.vcpu if flags & constants.VIR_DOMAIN_VCPU_MAXIMUM else online(definition)

    async def domain_set_vcpus_flags(self, dom: DomainRef, nvcpus: int, flags: int) -> None:
        function = "virDomainSetVcpusFlags"
        check_required(flags, _MAXIMUM, _CONFIG, function)
        check_exclusive(flags, _GUEST, _CONFIG, function)
        if nvcpus == 0:
            raise invalid_argument(f"nvcpus in {function} must not be zero", function=function, argument="nvcpus")
        check_flags(flags, impact.IMPACT | constants.VIR_DOMAIN_VCPU_MAXIMUM, function)
        domain = self.find(dom)
        if nvcpus > MAX_VCPUS:
            raise InvalidArg(f"{nvcpus} CPUs are more than the {MAX_VCPUS} of the test driver's guests")
        live, config = impact.targets(domain, flags)
        new_maximum = flags & constants.VIR_DOMAIN_VCPU_MAXIMUM
        limits = [each.vcpu for each in (live, None if new_maximum else config) if each is not None]
        if limits and nvcpus > min(limits):
            raise InvalidArg(f"{nvcpus} CPUs are more than the {min(limits)} of domain '{domain.name}'")
        if config is not None:
            if new_maximum:
                set_online(config, min(online(config), nvcpus), maximum=nvcpus)
            else:
                set_online(config, nvcpus)
            await self.domains.save(domain, config)
        if live is not None:
            domain.amend_live(lambda definition: set_online(definition, nvcpus))

    async def domain_get_vcpus(self, dom: DomainRef) -> list[VcpuInfo]:
        domain = self.find(dom)
        if domain.live is None:
            raise OperationInvalid(
                f"domain '{domain.name}' is not running, so its CPUs have no state",
                hint="vcpuPinInfo() tells where they may run",
            )
        cpu_time = time.time_ns() // 10_000  # as much as the node's clock says, a tenth of the microseconds
        maps = pins(domain.live, self.node.info.cpus)[: online(domain.live)]
        return [
            VcpuInfo(number, constants.VIR_VCPU_RUNNING, cpu_time, _last(cpumap), cpumap[:HOST_CPUS])
            for number, cpumap in enumerate(maps)
        ]

    async def domain_pin_vcpu_flags(self, dom: DomainRef, vcpu: int, cpumap: tuple[bool, ...], flags: int) -> None:
        check_flags(flags, impact.IMPACT, "virDomainPinVcpuFlags")
        domain = self.find(dom)
        if domain.live is None and not flags & impact.CONFIG:
            raise OperationInvalid(
                f"domain '{domain.name}' is not running", hint="give VIR_DOMAIN_AFFECT_CONFIG to pin for the next start"
            )
        live, config = impact.targets(domain, flags)
        changed = [definition for definition in (live, config) if definition is not None]
        if any(not 0 <= vcpu < online(definition) for definition in changed):
            raise InvalidArg(f"domain '{domain.name}' has no vcpu {vcpu}")

        def pin(definition: Domain) -> None:
            tune = definition.cputune = definition.cputune or CpuTune()
            tune.vcpupins = [pin for pin in tune.vcpupins if pin.vcpu != vcpu]
            tune.vcpupins.append(VcpuPin(vcpu=vcpu, cpuset=_cpuset(cpumap)))
            tune.vcpupins.sort(key=lambda pin: pin.vcpu)

        if config is not None:
            pin(config)
            await self.domains.save(domain, config)
        if live is not None:
            domain.amend_live(pin)

    async def domain_get_vcpu_pin_info(self, dom: DomainRef, flags: int) -> list[tuple[bool, ...]]:
        function = "virDomainGetVcpuPinInfo"
        impact.check_one(flags, function)
        check_flags(flags, impact.IMPACT, function)
        return pins(impact.one_definition(self.find(dom), flags, function), HOST_CPUS)

    async def domain_pin_emulator(self, dom: DomainRef, cpumap: tuple[bool, ...], flags: int) -> None:
        def pin(definition: Domain) -> None:
            definition.cputune = definition.cputune or CpuTune()
            definition.cputune.emulatorpin = _cpuset(cpumap)

        await self.edit(dom, flags, "virDomainPinEmulator", pin)

    async def domain_get_emulator_pin_info(self, dom: DomainRef, flags: int) -> tuple[bool, ...]:
        function = "virDomainGetEmulatorPinInfo"
        impact.check_one(flags, function)
        check_flags(flags, impact.IMPACT, function)
        definition = impact.one_definition(self.find(dom), flags, function)
        pinned = definition.cputune.emulatorpin if definition.cputune else None
        return _map(pinned, HOST_CPUS)


def online(definition: Domain) -> int:
    """How many vcpus the guest has now."""
    return definition.vcpu if definition.vcpu_current is None else definition.vcpu_current


def set_online(definition: Domain, count: int, *, maximum: int | None = None) -> None:
    """Give the guest *count* vcpus, and the possibility of *maximum*."""
    definition.vcpu = maximum or definition.vcpu
    definition.vcpu_current = count if count < definition.vcpu else None


def pins(definition: Domain, host_cpus: int) -> list[tuple[bool, ...]]:
    """For each vcpu, online or not, whether it may run on each of *host_cpus*."""
    pinned = {pin.vcpu: pin.cpuset for pin in definition.cputune.vcpupins} if definition.cputune else {}
    return [_map(pinned.get(number), host_cpus) for number in range(definition.vcpu)]


def _map(cpuset: str | None, host_cpus: int) -> tuple[bool, ...]:
    return (True,) * host_cpus if cpuset is None else cpusets.to_map(cpusets.parse(cpuset), host_cpus)


def _last(cpumap: tuple[bool, ...]) -> int:
    """The last host CPU of those allowed: the one a vcpu here runs on."""
    return max((cpu for cpu, allowed in enumerate(cpumap) if allowed), default=0)


def _cpuset(cpumap: tuple[bool, ...]) -> str:
    if not any(cpumap):
        raise InvalidArg("a cpumap must allow at least one host CPU")
    return cpusets.to_text(cpu for cpu, allowed in enumerate(cpumap) if allowed)
