"""list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyvirt
from anyvirt_tools.command import command, exclusive, flag
from anyvirt_tools.session import Session, doing, identity
from anyvirt_tools.states import state
from anyvirt_tools.tables import Column, cell

if TYPE_CHECKING:
    from anyvirt import virDomain

_FILTERS = {
    "transient": anyvirt.VIR_CONNECT_LIST_DOMAINS_TRANSIENT,
    "persistent": anyvirt.VIR_CONNECT_LIST_DOMAINS_PERSISTENT,
    "with_snapshot": anyvirt.VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT,
    "without_snapshot": anyvirt.VIR_CONNECT_LIST_DOMAINS_NO_SNAPSHOT,
    "with_checkpoint": anyvirt.VIR_CONNECT_LIST_DOMAINS_HAS_CHECKPOINT,
    "without_checkpoint": anyvirt.VIR_CONNECT_LIST_DOMAINS_NO_CHECKPOINT,
    "autostart": anyvirt.VIR_CONNECT_LIST_DOMAINS_AUTOSTART,
    "no_autostart": anyvirt.VIR_CONNECT_LIST_DOMAINS_NO_AUTOSTART,
    "with_managed_save": anyvirt.VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE,
    "without_managed_save": anyvirt.VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE,
}
_STATE_FILTERS = {
    "state_running": anyvirt.VIR_CONNECT_LIST_DOMAINS_RUNNING,
    "state_paused": anyvirt.VIR_CONNECT_LIST_DOMAINS_PAUSED,
    "state_shutoff": anyvirt.VIR_CONNECT_LIST_DOMAINS_SHUTOFF,
    "state_other": anyvirt.VIR_CONNECT_LIST_DOMAINS_OTHER,
}


@command("list")
@flag("inactive", "Domains that do not run.")
@flag("all", "Domains that run and that do not.")
@flag("transient", "Domains that are gone when they stop.")
@flag("persistent", "Domains that are defined.")
@flag("with-snapshot", "Domains with a snapshot.")
@flag("without-snapshot", "Domains without a snapshot.")
@flag("with-checkpoint", "Domains with a checkpoint.")
@flag("without-checkpoint", "Domains without a checkpoint.")
@flag("state-running", "Domains in the state running.")
@flag("state-paused", "Domains in the state paused.")
@flag("state-shutoff", "Domains in the state shut off.")
@flag("state-other", "Domains in any other state.")
@flag("autostart", "Domains that are started with the host.")
@flag("no-autostart", "Domains that are not started with the host.")
@flag("with-managed-save", "Domains with a managed save.")
@flag("without-managed-save", "Domains without a managed save.")
@flag("uuid", "Print UUIDs alone.")
@flag("name", "Print names alone.")
@flag("id", "Print ids alone.")
@flag("table", "Print a table: the default.")
@flag("title", "Add the titles to the table.")
def list_domains(
    session: Session,
    *,
    all: bool,
    inactive: bool,
    uuid: bool,
    name: bool,
    id: bool,
    table: bool,
    title: bool,
    **filters: bool,
) -> None:
    """List domains. Without options: those that run."""
    exclusive(table=table, name=name)
    exclusive(table=table, id=id)
    exclusive(table=table, uuid=uuid)
    flags = _flags(all=all, inactive=inactive, chosen={key for key, value in filters.items() if value})
    with doing("Failed to list domains"):
        domains = sorted(session.connection.listAllDomains(flags), key=_order)
        rows = [_row(domain, with_title=title) for domain in domains]
    if (uuid or name or id) and not session.output.as_json:
        keys = [key for key, wanted in (("uuid", uuid), ("id", id), ("name", name)) if wanted]
        # The id of a domain that has none keeps the words beside it in their places; alone it is of no use.
        lines = [" ".join(cell(row[key]) for key in keys) for row in rows if keys != ["id"] or row["id"] is not None]
        if lines:
            session.output.show(None, "\n".join(lines))
        return
    columns = [Column("id", "Id"), Column("name", "Name"), Column("state", "State")]
    if title:
        columns.append(Column("title", "Title"))
    session.output.table(columns, rows)


def _flags(*, all: bool, inactive: bool, chosen: set[str]) -> int:
    flags = 0
    for key, value in (_FILTERS | _STATE_FILTERS).items():
        if key in chosen:
            flags |= value
    if all or (chosen & _STATE_FILTERS.keys() and not inactive):
        # A state says whether the domain runs.
        return flags | anyvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE | anyvirt.VIR_CONNECT_LIST_DOMAINS_INACTIVE
    if inactive:
        return flags | anyvirt.VIR_CONNECT_LIST_DOMAINS_INACTIVE
    return flags | anyvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE


def _order(domain: virDomain) -> tuple[bool, int, str]:
    """Running domains by id, then the others by name."""
    number = domain.ID()
    return (number < 0, number, domain.name().casefold())


def _row(domain: virDomain, *, with_title: bool) -> dict[str, Any]:
    row = {**identity(domain), "state": state(domain.state()[0])}
    if with_title:
        row["title"] = _title(domain)
    return row


def _title(domain: virDomain) -> str:
    try:
        return domain.metadata(anyvirt.VIR_DOMAIN_METADATA_TITLE, None)
    except anyvirt.libvirtError as exc:
        if exc.get_error_code() == anyvirt.VIR_ERR_NO_DOMAIN_METADATA:
            return ""
        raise
