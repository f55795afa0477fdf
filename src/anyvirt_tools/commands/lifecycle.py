"""start, shutdown, reboot, reset, destroy, suspend, resume, autostart."""

from __future__ import annotations

import click

import anyvirt
from anyvirt_tools.command import command, domain_argument, flag
from anyvirt_tools.failure import Failure
from anyvirt_tools.session import By, Session, doing

_SHUTDOWN_MODES = {
    "acpi": anyvirt.VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN,
    "agent": anyvirt.VIR_DOMAIN_SHUTDOWN_GUEST_AGENT,
    "initctl": anyvirt.VIR_DOMAIN_SHUTDOWN_INITCTL,
    "signal": anyvirt.VIR_DOMAIN_SHUTDOWN_SIGNAL,
    "paravirt": anyvirt.VIR_DOMAIN_SHUTDOWN_PARAVIRT,
}
_REBOOT_MODES = {
    "acpi": anyvirt.VIR_DOMAIN_REBOOT_ACPI_POWER_BTN,
    "agent": anyvirt.VIR_DOMAIN_REBOOT_GUEST_AGENT,
    "initctl": anyvirt.VIR_DOMAIN_REBOOT_INITCTL,
    "signal": anyvirt.VIR_DOMAIN_REBOOT_SIGNAL,
    "paravirt": anyvirt.VIR_DOMAIN_REBOOT_PARAVIRT,
}
_mode_option = click.option(
    "--mode", metavar="MODE,...", help=f"How to ask the guest: {', '.join(_SHUTDOWN_MODES)}; several are tried in turn."
)


@command("start")
@domain_argument
@flag("console", "Connect to the console of the domain.")
@flag("paused", "Leave the domain paused.")
@flag("autodestroy", "Destroy the domain when this program ends.")
@flag("bypass-cache", "Read a managed save past the host's cache.")
@flag("force-boot", "Boot afresh, and forget a managed save.")
@flag("reset-nvram", "Begin with fresh firmware settings.")
def start(
    session: Session,
    domain: str,
    console: bool,
    paused: bool,
    autodestroy: bool,
    bypass_cache: bool,
    force_boot: bool,
    reset_nvram: bool,
) -> None:
    """Start a domain that is defined."""
    found = session.domain(domain, By.NAME | By.UUID)
    if found.ID() >= 0:
        raise Failure("Domain is already active")
    flags = (
        (anyvirt.VIR_DOMAIN_START_PAUSED if paused else 0)
        | (anyvirt.VIR_DOMAIN_START_AUTODESTROY if autodestroy else 0)
        | (anyvirt.VIR_DOMAIN_START_BYPASS_CACHE if bypass_cache else 0)
        | (anyvirt.VIR_DOMAIN_START_FORCE_BOOT if force_boot else 0)
        | (anyvirt.VIR_DOMAIN_START_RESET_NVRAM if reset_nvram else 0)
    )
    with doing(f"Failed to start domain '{found.name()}'"):
        found.createWithFlags(flags)
    session.acted(f"Domain '{found.name()}' started", found)
    if console:
        from anyvirt_tools.console import attach

        attach(session, found)


@command("shutdown")
@domain_argument
@_mode_option
def shutdown(session: Session, domain: str, mode: str | None) -> None:
    """Ask the guest to shut down. It may take its time, or refuse."""
    flags = _modes(mode, _SHUTDOWN_MODES)
    found = session.domain(domain)
    with doing(f"Failed to shutdown domain '{found.name()}'"):
        found.shutdownFlags(flags)
    session.acted(f"Domain '{found.name()}' is being shutdown", found)


@command("reboot")
@domain_argument
@_mode_option
def reboot(session: Session, domain: str, mode: str | None) -> None:
    """Ask the guest to reboot."""
    flags = _modes(mode, _REBOOT_MODES)
    found = session.domain(domain)
    with doing(f"Failed to reboot domain '{found.name()}'"):
        found.reboot(flags)
    session.acted(f"Domain '{found.name()}' is being rebooted", found)


@command("reset")
@domain_argument
def reset(session: Session, domain: str) -> None:
    """Reset a domain as its reset button would. The guest is not asked."""
    found = session.domain(domain)
    with doing(f"Failed to reset domain '{found.name()}'"):
        found.reset()
    session.acted(f"Domain '{found.name()}' was reset", found)


@command("destroy")
@domain_argument
@flag("graceful", "Fail rather than kill a process that does not end by itself.")
@flag("remove-logs", "Remove the domain's logs too.")
def destroy(session: Session, domain: str, graceful: bool, remove_logs: bool) -> None:
    """Stop a domain at once, as pulling the plug would. Nothing that it owns is removed."""
    found = session.domain(domain)
    flags = (anyvirt.VIR_DOMAIN_DESTROY_GRACEFUL if graceful else 0) | (
        anyvirt.VIR_DOMAIN_DESTROY_REMOVE_LOGS if remove_logs else 0
    )
    with doing(f"Failed to destroy domain '{found.name()}'"):
        found.destroyFlags(flags)
    session.acted(f"Domain '{found.name()}' destroyed", found)


@command("suspend")
@domain_argument
def suspend(session: Session, domain: str) -> None:
    """Pause a running domain. It keeps its memory."""
    found = session.domain(domain)
    with doing(f"Failed to suspend domain '{found.name()}'"):
        found.suspend()
    session.acted(f"Domain '{found.name()}' suspended", found)


@command("resume")
@domain_argument
def resume(session: Session, domain: str) -> None:
    """Let a paused domain go on."""
    found = session.domain(domain)
    with doing(f"Failed to resume domain '{found.name()}'"):
        found.resume()
    session.acted(f"Domain '{found.name()}' resumed", found)


@command("autostart")
@domain_argument
@flag("disable", "Do not.")
def autostart(session: Session, domain: str, disable: bool) -> None:
    """Start a domain whenever its host starts."""
    found = session.domain(domain)
    verb = "unmark" if disable else "mark"
    with doing(f"Failed to {verb} domain '{found.name()}' as autostarted"):
        found.setAutostart(0 if disable else 1)
    session.acted(f"Domain '{found.name()}' {verb}ed as autostarted", found)


def _modes(text: str | None, known: dict[str, int]) -> int:
    flags = 0
    for name in text.split(",") if text else ():
        if name not in known:
            *front, last = (f"'{mode}'" for mode in known)
            raise click.UsageError(f"Unknown mode {name} value, expecting {', '.join(front)}, or {last}")
        flags |= known[name]
    return flags
