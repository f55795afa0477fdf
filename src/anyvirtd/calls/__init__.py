"""What is answered about the connection itself, and not by a driver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.rpc.programs import program
from anyvirtd.calls import auth, connect, events
from anyvirtd.dispatch import HANDLERS as OF_DRIVERS
from anyvirtd.migrations import followed

if TYPE_CHECKING:
    from anyvirt.rpc.programs import Procedure
    from anyvirtd.service import Handler

PROGRAMS = ("remote", "qemu", "lxc")


def remote_handlers() -> dict[Procedure, Handler]:
    """The handlers of all procedures that clients of libvirt call."""
    programs = [program(name) for name in PROGRAMS]
    by_number = {each.number: each for each in programs}
    found = {by_number[owner].procedures[number]: handler for (owner, number), handler in OF_DRIVERS.items()}
    for module in (auth, connect, events):
        for (owner_name, name), handler in module.HANDLERS.items():
            found[program(owner_name).by_name[name]] = handler
    return followed(found)
