"""console, ttyconsole, vncdisplay, domdisplay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from anyvirt_tools.command import command, domain_argument, flag, positional
from anyvirt_tools.devices import Display, characters, displays
from anyvirt_tools.failure import Failure
from anyvirt_tools.session import Session

if TYPE_CHECKING:
    from anyvirt import virDomain


@command("console")
@domain_argument
@positional("devname", "Alias of the device, such as serial1; without it the first console.", required=False)
@flag("force", "End another program's use of this console.")
@flag("safe", "Be the only one who uses this console: always so.")
@click.option("-e", "--escape", default="^]", metavar="^X", show_default=True, help="What ends the connection.")
def console(session: Session, domain: str, devname: str | None, force: bool, safe: bool, escape: str) -> None:
    """Connect this terminal to a guest's console.

    Ctrl-] ends the connection, and so does the end of the guest.

    When standard input is not a terminal it is sent to the guest as it is, and nothing in it ends the connection.
    """
    from anyvirt_tools.console import attach

    attach(session, session.domain(domain), devname=devname, force=force, escape=escape)


@command("ttyconsole")
@domain_argument
def ttyconsole(session: Session, domain: str) -> None:
    """Print the terminal device of a guest's console."""
    found = session.domain(domain)
    _require_running(found)
    for character in characters(found.XMLDesc()):
        if character.type == "pty" and character.path:
            session.output.show({"tty": character.path}, character.path)
            return
    raise Failure(f"domain '{found.name()}' has no console on a terminal device")


@command("vncdisplay")
@domain_argument
@flag("all", "All VNC displays, one a line.")
def vncdisplay(session: Session, domain: str, all: bool) -> None:
    """Print the address and number of a guest's VNC display."""
    found = session.domain(domain)
    vnc = [display for display in _displays(found) if display.type == "vnc"]
    if not vnc:
        raise Failure("Failed to get VNC port. Is this domain using VNC?")
    texts = [display.vnc for display in (vnc if all else vnc[:1])]
    session.output.show({"displays": texts}, "\n".join(texts))


@command("domdisplay")
@domain_argument
@click.option("--type", help="The kind of display: vnc, spice ...")
@flag("all", "All displays, one a line.")
def domdisplay(session: Session, domain: str, type: str | None, all: bool) -> None:
    """Print the URI of a guest's graphical display."""
    found = session.domain(domain)
    wanted = [display for display in _displays(found) if type in (None, display.type)]
    if not wanted:
        raise Failure(f"No graphical display with type '{type}' found" if type else "No graphical display found")
    texts = [display.uri for display in (wanted if all else wanted[:1])]
    session.output.show({"displays": texts}, "\n".join(texts))


def _displays(domain: virDomain) -> list[Display]:
    _require_running(domain)
    return displays(domain.XMLDesc())


def _require_running(domain: virDomain) -> None:
    if not domain.isActive():
        raise Failure("Domain is not running")
