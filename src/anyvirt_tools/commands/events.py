"""event."""

from __future__ import annotations

import queue
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import click

import anyvirt
from anyvirt_tools.command import command, flag
from anyvirt_tools.event_words import NAMES, explain
from anyvirt_tools.failure import Failure
from anyvirt_tools.session import Session, identity

if TYPE_CHECKING:
    from anyvirt import virConnect, virDomain


class _Happening(NamedTuple):
    """An event on its way from the library's thread to ours."""

    name: str
    domain: virDomain
    values: tuple[Any, ...]
    at: datetime


@command("event")
@click.option("--domain", help="Of this domain alone: a name, id or UUID.")
@click.option("--event", "name", metavar="TYPE", help="Of this type.")
@flag("all", "Of all types.")
@flag("loop", "Go on until the time is over or Ctrl-C, rather than end after one.")
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="Wait no longer.")
@flag("list", "Print the types.")
@flag("timestamp", "Print when each happened.")
def event(
    session: Session,
    domain: str | None,
    name: str | None,
    all: bool,
    loop: bool,
    timeout: float | None,
    list: bool,
    timestamp: bool,
) -> None:
    """Wait until something happens to a domain, and print it. Fails when nothing did."""
    if list:
        session.output.show(NAMES, "\n".join(NAMES))
        return
    if name is None and not all:
        raise click.UsageError("one of --list, --all, or --event <type> is required")
    if name is not None and name not in NAMES:
        raise click.UsageError(f"unknown event type {name}")
    happenings = _subscribe(session, domain, name)
    count = 0
    deadline = None if timeout is None else time.monotonic() + timeout
    try:
        while not count or loop:
            found = happenings.get(timeout=None if deadline is None else max(0.0, deadline - time.monotonic()))
            _print(session, found, timestamp=timestamp)
            count += 1
    except queue.Empty:
        session.output.line("event loop timed out")
    except KeyboardInterrupt:
        session.output.line("event loop interrupted")
    session.output.line(f"events received: {count}")
    if not count:
        click.get_current_context().exit(1)


def _subscribe(session: Session, domain: str | None, name: str | None) -> queue.SimpleQueue[_Happening]:
    connection = session.connection
    only = session.domain(domain) if domain is not None else None
    happenings: queue.SimpleQueue[_Happening] = queue.SimpleQueue()

    def keep(_conn: virConnect, happened_to: virDomain, *rest: Any) -> None:
        *values, kind = rest
        happenings.put(_Happening(kind, happened_to, tuple(values), datetime.now(UTC)))

    for number, kind in enumerate(NAMES):
        if name not in (None, kind):
            continue
        try:
            connection.domainEventRegisterAny(only, number, keep, kind)
        except anyvirt.libvirtError as exc:
            # Asked for all: those that the driver never has are not missed. Lifecycle is the first, and all have it.
            if name is not None or number == 0 or exc.get_error_code() != anyvirt.VIR_ERR_NO_SUPPORT:
                raise Failure(f"failed to wait for events of type '{kind}'") from exc
    return happenings


def _print(session: Session, happening: _Happening, *, timestamp: bool) -> None:
    facts, words = explain(happening.name, happening.values)
    text = f"event '{happening.name}' for domain '{happening.domain.name()}'" + (f": {words}" if words else "")
    if timestamp:
        at = happening.at
        text = f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03}+0000: {text}"
    session.output.event(
        {
            "event": happening.name,
            "time": happening.at.isoformat(timespec="milliseconds"),
            "domain": identity(happening.domain),
            **facts,
        },
        text,
    )
