"""domstats."""

from __future__ import annotations

import click

import anyvirt
from anyvirt_tools.command import command, flag, positional
from anyvirt_tools.session import Session, doing, identity

_GROUPS = {
    "state": anyvirt.VIR_DOMAIN_STATS_STATE,
    "cpu_total": anyvirt.VIR_DOMAIN_STATS_CPU_TOTAL,
    "balloon": anyvirt.VIR_DOMAIN_STATS_BALLOON,
    "vcpu": anyvirt.VIR_DOMAIN_STATS_VCPU,
    "interface": anyvirt.VIR_DOMAIN_STATS_INTERFACE,
    "block": anyvirt.VIR_DOMAIN_STATS_BLOCK,
    "perf": anyvirt.VIR_DOMAIN_STATS_PERF,
    "iothread": anyvirt.VIR_DOMAIN_STATS_IOTHREAD,
    "memory": anyvirt.VIR_DOMAIN_STATS_MEMORY,
    "dirtyrate": anyvirt.VIR_DOMAIN_STATS_DIRTYRATE,
    "vm": anyvirt.VIR_DOMAIN_STATS_VM,
}
_FILTERS = {
    "list_active": anyvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE,
    "list_inactive": anyvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_INACTIVE,
    "list_persistent": anyvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_PERSISTENT,
    "list_transient": anyvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_TRANSIENT,
    "list_running": anyvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_RUNNING,
    "list_paused": anyvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_PAUSED,
    "list_shutoff": anyvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_SHUTOFF,
    "list_other": anyvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_OTHER,
}
_MANNERS = {
    "enforce": anyvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ENFORCE_STATS,
    "backing": anyvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING,
    "nowait": anyvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT,
}


@command("domstats")
@flag("state", "Group: state.")
@flag("cpu-total", "Group: processor time.")
@flag("balloon", "Group: memory.")
@flag("vcpu", "Group: vcpus.")
@flag("interface", "Group: network interfaces.")
@flag("block", "Group: disks.")
@flag("perf", "Group: performance events.")
@flag("iothread", "Group: threads for input and output.")
@flag("memory", "Group: memory bandwidth.")
@flag("dirtyrate", "Group: rate at which memory is written.")
@flag("vm", "Group: the hypervisor's own.")
@flag("list-active", "Domains that run.")
@flag("list-inactive", "Domains that do not run.")
@flag("list-persistent", "Domains that are defined.")
@flag("list-transient", "Domains that are gone when they stop.")
@flag("list-running", "Domains in the state running.")
@flag("list-paused", "Domains in the state paused.")
@flag("list-shutoff", "Domains in the state shut off.")
@flag("list-other", "Domains in any other state.")
@flag("raw", "Print values as they are: the default.")
@flag("enforce", "Fail where a group is not supported.")
@flag("backing", "Add the images that images stand on.")
@flag("nowait", "Leave out what a guest would have to be waited for.")
@positional("domain", "Names, ids or UUIDs of domains; without them all.", required=False, multiple=True)
def domstats(session: Session, domain: tuple[str, ...], **options: bool) -> None:
    """Print the figures of domains. Without groups: all groups."""
    stats = flags = 0
    for name, value in _GROUPS.items():
        stats |= value if options[name] else 0
    filtered = any(options[name] for name in _FILTERS)
    if domain and filtered:
        raise click.UsageError("--list-* options and domains exclude each other")
    for name, value in (_FILTERS | _MANNERS).items():
        flags |= value if options[name] else 0
    found = [session.domain(text) for text in domain]
    with doing("Failed to get statistics"):
        if found:
            records = session.connection.domainListGetStats(found, stats, flags)
        else:
            records = session.connection.getAllDomainStats(stats, flags)
    texts = [
        "\n".join([f"Domain: '{dom.name()}'", *(f"  {name}={_text(value)}" for name, value in figures.items())])
        for dom, figures in records
    ]
    if texts or session.output.as_json:
        session.output.show([{**identity(dom), "stats": figures} for dom, figures in records], "\n\n".join(texts))


def _text(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:f}"
        case _:
            return str(value)
