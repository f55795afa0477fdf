"""vcpucount, setvcpus, vcpuinfo, vcpupin, emulatorpin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

import anyvirt
from anyvirt_tools.command import command, domain_argument, exclusive, flag, impact, impact_options, positional
from anyvirt_tools.output import Field, describe
from anyvirt_tools.session import Session, doing
from anyvirt_tools.sizes import cpu_list, cpu_map
from anyvirt_tools.states import VCPU_STATES, word
from anyvirt_tools.tables import Column

if TYPE_CHECKING:
    from anyvirt import virDomain


@command("vcpucount")
@domain_argument
@flag("maximum", "The largest number that it can have.")
@flag("active", "The number that it has.")
@impact_options
@flag("guest", "As the guest itself counts.")
def vcpucount(
    session: Session, domain: str, maximum: bool, active: bool, config: bool, live: bool, current: bool, guest: bool
) -> None:
    """Count the vcpus of a domain. Without options: all counts."""
    exclusive(live=live, config=config)
    exclusive(maximum=maximum, active=active)
    exclusive(guest=guest, config=config)
    flags = impact(config=config, live=live, current=current)
    found = session.domain(domain)
    if not any((maximum, active, config, live, current, guest)):
        _all_counts(session, found)
        return
    if maximum:
        flags |= anyvirt.VIR_DOMAIN_VCPU_MAXIMUM
    if guest:
        flags |= anyvirt.VIR_DOMAIN_VCPU_GUEST
    count = found.vcpusFlags(flags)
    session.output.show({"vcpus": count}, str(count))


def _all_counts(session: Session, domain: virDomain) -> None:
    places = []
    if domain.isPersistent():
        places.append(("config", anyvirt.VIR_DOMAIN_AFFECT_CONFIG))
    if domain.isActive():
        places.append(("live", anyvirt.VIR_DOMAIN_AFFECT_LIVE))
    counts: dict[str, dict[str, int]] = {
        what: {place: domain.vcpusFlags(flags | extra) for place, flags in places}
        for what, extra in (("maximum", anyvirt.VIR_DOMAIN_VCPU_MAXIMUM), ("current", 0))
    }
    lines = [f"{what:<12} {place:<12} {count:3}" for what, found in counts.items() for place, count in found.items()]
    session.output.show(counts, "\n".join(lines))


@command("setvcpus")
@domain_argument
@positional("count", "Number of vcpus.", type=click.IntRange(min=1))
@flag("maximum", "Set the largest number that it can have; with --config.")
@impact_options
@flag("guest", "Have the guest switch vcpus on or off.")
@flag("hotpluggable", "Add vcpus that can be unplugged again.")
def setvcpus(
    session: Session,
    domain: str,
    count: int,
    maximum: bool,
    config: bool,
    live: bool,
    current: bool,
    guest: bool,
    hotpluggable: bool,
) -> None:
    """Set the number of vcpus of a domain. The running one's, unless an option says otherwise."""
    exclusive(guest=guest, config=config)
    flags = impact(config=config, live=live, current=current)
    if maximum:
        flags |= anyvirt.VIR_DOMAIN_VCPU_MAXIMUM
    if guest:
        flags |= anyvirt.VIR_DOMAIN_VCPU_GUEST
    if hotpluggable:
        flags |= anyvirt.VIR_DOMAIN_VCPU_HOTPLUGGABLE
    found = session.domain(domain)
    if flags or current:
        found.setVcpusFlags(count, flags)
    else:
        found.setVcpus(count)
    session.output.done()


@command("vcpuinfo")
@domain_argument
@flag("pretty", "Print affinities as lists.")
def vcpuinfo(session: Session, domain: str, pretty: bool) -> None:
    """Describe the vcpus of a domain."""
    found = session.domain(domain)
    described = _running_vcpus(found) if found.isActive() else _vcpus_at_rest(found)
    texts = [describe(_fields(vcpu, pretty=pretty), 15) for vcpu in described]
    session.output.show(described, "\n\n".join(texts))


def _running_vcpus(domain: virDomain) -> list[dict[str, Any]]:
    vcpus, maps = domain.vcpus()
    return [
        {
            "vcpu": number,
            "cpu": cpu if cpu >= 0 else None,
            "state": word(VCPU_STATES, state),
            "cpu_time_ns": cpu_time,
            "affinity": list(affinity),
        }
        for (number, state, cpu_time, cpu), affinity in zip(vcpus, maps, strict=True)
    ]


def _vcpus_at_rest(domain: virDomain) -> list[dict[str, Any]]:
    count = domain.vcpusFlags(anyvirt.VIR_DOMAIN_AFFECT_CONFIG)
    maps = domain.vcpuPinInfo(anyvirt.VIR_DOMAIN_AFFECT_CONFIG)
    return [
        {"vcpu": number, "cpu": None, "state": None, "cpu_time_ns": None, "affinity": list(affinity)}
        for number, affinity in enumerate(maps[:count])
    ]


def _fields(vcpu: dict[str, Any], *, pretty: bool) -> list[Field]:
    cpu, state, cpu_time, affinity = vcpu["cpu"], vcpu["state"], vcpu["cpu_time_ns"], vcpu["affinity"]
    listed = f"{cpu_list(affinity)} (out of {len(affinity)})"
    drawn = "".join("y" if allowed else "-" for allowed in affinity)
    return [
        Field("", "VCPU", vcpu["vcpu"]),
        Field("", "CPU", cpu, "N/A" if cpu is None else str(cpu)),
        Field("", "State", state, state or "N/A"),
        Field("", "CPU time", cpu_time, "N/A" if cpu_time is None else f"{cpu_time / 1e9:.1f}s"),
        Field("", "CPU Affinity", affinity, listed if pretty else drawn),
    ]


@command("vcpupin")
@domain_argument
@positional("vcpu", "Number of the vcpu.", required=False, type=click.IntRange(min=0))
@positional(
    "cpulist", "The host CPUs that it may run on: 0-3,^2, or r for all. Without it they are printed.", required=False
)
@impact_options
def vcpupin(
    session: Session, domain: str, vcpu: int | None, cpulist: str | None, config: bool, live: bool, current: bool
) -> None:
    """Print or set the host CPUs that vcpus may run on."""
    flags = impact(config=config, live=live, current=current)
    found = session.domain(domain)
    if cpulist is not None:
        if vcpu is None:
            raise click.UsageError("vcpupin: Missing vCPU number in pin mode.")
        allowed = _allowed(session, cpulist)
        if flags or current:
            found.pinVcpuFlags(vcpu, allowed, flags)
        else:
            found.pinVcpu(vcpu, allowed)
        session.output.done()
        return
    maps = found.vcpuPinInfo(flags)
    if vcpu is not None and vcpu >= len(maps):
        raise click.UsageError(f"vcpupin: vCPU index {vcpu} out of range [0-{len(maps) - 1}]")
    rows = [
        {"vcpu": number, "affinity": cpu_list(affinity)}
        for number, affinity in enumerate(maps)
        if vcpu in (None, number)
    ]
    session.output.table([Column("vcpu", "VCPU"), Column("affinity", "CPU Affinity")], rows)


@command("emulatorpin")
@domain_argument
@positional(
    "cpulist", "The host CPUs that they may run on: 0-3,^2, or r for all. Without it they are printed.", required=False
)
@impact_options
def emulatorpin(session: Session, domain: str, cpulist: str | None, config: bool, live: bool, current: bool) -> None:
    """Print or set where the emulator itself may run."""
    flags = impact(config=config, live=live, current=current)
    found = session.domain(domain)
    if cpulist is not None:
        if not (flags or current):
            flags = anyvirt.VIR_DOMAIN_AFFECT_LIVE
        found.pinEmulator(_allowed(session, cpulist), flags)
        session.output.done()
        return
    affinity = cpu_list(found.emulatorPinInfo(flags))
    session.output.show(
        {"affinity": affinity}, f"emulator: CPU Affinity\n----------------------------------\n       *: {affinity}"
    )


def _allowed(session: Session, text: str) -> tuple[bool, ...]:
    with doing("failed to count the host's CPUs"):
        cpus = session.connection.getCPUMap()[0]
    try:
        return cpu_map(text, cpus)
    except ValueError as exc:
        raise click.UsageError(str(exc)) from exc
