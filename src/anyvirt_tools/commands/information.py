"""dominfo, domstate, domid, domuuid, domname, domcontrol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyvirt
from anyvirt_tools.command import command, domain_argument, flag, positional
from anyvirt_tools.output import Field
from anyvirt_tools.session import By, Session
from anyvirt_tools.states import CONTROL_STATES, reason, state, word

if TYPE_CHECKING:
    from anyvirt import virDomain


@command("dominfo")
@domain_argument
def dominfo(session: Session, domain: str) -> None:
    """Describe a domain."""
    found = session.domain(domain)
    state_number, max_memory, memory, vcpus, cpu_time = found.info()
    number = found.ID()
    persistent = bool(found.isPersistent())
    fields = [
        Field("id", "Id", None if number < 0 else number),
        Field("name", "Name", found.name()),
        Field("uuid", "UUID", found.UUIDString()),
        Field("os_type", "OS Type", found.OSType()),
        Field("state", "State", state(state_number)),
        Field("vcpus", "CPU(s)", vcpus),
        Field("max_memory_kib", "Max memory", max_memory, f"{max_memory} KiB"),
        Field("memory_kib", "Used memory", memory, f"{memory} KiB"),
        Field("persistent", "Persistent", persistent, "yes" if persistent else "no"),
    ]
    if cpu_time:
        fields.insert(6, Field("cpu_time_ns", "CPU time", cpu_time, f"{cpu_time / 1e9:.1f}s"))
    fields += _autostart(found) + _security(session)
    session.output.fields(fields)


def _autostart(domain: virDomain) -> list[Field]:
    try:
        autostart = bool(domain.autostart())
    except anyvirt.libvirtError as exc:
        if exc.get_error_code() in (anyvirt.VIR_ERR_OPERATION_INVALID, anyvirt.VIR_ERR_NO_SUPPORT):
            return []  # some drivers have no answer for a domain that is not defined
        raise
    return [Field("autostart", "Autostart", autostart, "enable" if autostart else "disable")]


def _security(session: Session) -> list[Field]:
    try:
        model, doi = session.connection.getSecurityModel()
    except anyvirt.libvirtError as exc:
        if exc.get_error_code() == anyvirt.VIR_ERR_NO_SUPPORT:
            return []
        raise
    return (
        [Field("security_model", "Security model", model), Field("security_doi", "Security DOI", doi)] if model else []
    )


@command("domstate")
@domain_argument
@flag("reason", "Say too why it is in this state.")
def domstate(session: Session, domain: str, **options: bool) -> None:
    """Print the state of a domain."""
    number, why = session.domain(domain).state()
    text = state(number)
    because = reason(number, why)
    session.output.show({"state": text, "reason": because}, f"{text} ({because})" if options["reason"] else text)


@command("domid")
@positional("domain", "Name or UUID of the domain.")
def domid(session: Session, domain: str) -> None:
    """Print the id of a domain; "-" when it does not run."""
    number = session.domain(domain, By.NAME | By.UUID).ID()
    session.output.show({"id": None if number < 0 else number}, "-" if number < 0 else str(number))


@command("domuuid")
@positional("domain", "Name or id of the domain.")
def domuuid(session: Session, domain: str) -> None:
    """Print the UUID of a domain."""
    uuid = session.domain(domain, By.NAME | By.ID).UUIDString()
    session.output.show({"uuid": uuid}, uuid)


@command("domname")
@positional("domain", "Id or UUID of the domain.")
def domname(session: Session, domain: str) -> None:
    """Print the name of a domain."""
    name = session.domain(domain, By.ID | By.UUID).name()
    session.output.show({"name": name}, name)


@command("domcontrol")
@domain_argument
def domcontrol(session: Session, domain: str) -> None:
    """Print how well the hypervisor can control a domain."""
    number, details, since_ms = session.domain(domain).controlInfo()
    text = word(CONTROL_STATES, number)
    seconds = since_ms / 1000
    busy = number in (anyvirt.VIR_DOMAIN_CONTROL_JOB, anyvirt.VIR_DOMAIN_CONTROL_OCCUPIED)
    session.output.show(
        {"state": text, "details": details, "since_s": seconds}, f"{text} ({seconds:.3f}s)" if busy else text
    )
