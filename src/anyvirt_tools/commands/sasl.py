"""sasl: who may come in with a password."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from anyvirt.sasl import UserFile, default_path
from anyvirt_tools.command import command, positional
from anyvirt_tools.failure import Failure
from anyvirt_tools.session import Session, doing
from anyvirt_tools.tables import Column

_file_option = click.option(
    "--file", metavar="FILE", help="The file of users: that of the system's daemon for root, else of the user's own."
)


@click.group("sasl")
def sasl() -> None:
    """Say who may connect to the daemon with a name and a password.

    The passwords themselves are not kept, but keys made from them (SCRAM-SHA-256). A running daemon sees changes at
    once.
    """


def _users(file: str | None) -> UserFile:
    return UserFile(Path(file) if file is not None else default_path())


@command("set")
@positional("name", "The user.")
@click.option("--iterations", type=int, default=20_000, help="How slow it is to try passwords: 20000 unless given.")
@_file_option
def set_user(session: Session, name: str, iterations: int, file: str | None) -> None:
    """Add a user, or change a password. It is asked for, or read from standard input if that is no terminal."""
    password = _password(name)
    with doing(f"failed to set the password of '{name}'"):
        new = _users(file).set(name, password, iterations=iterations)
    session.output.message(f"User '{name}' {'added' if new else 'has a new password'}", user=name, new=new)


def _password(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    from getpass import getpass

    password = getpass(f"Password of {name}: ")
    if getpass("Again: ") != password:
        raise Failure("the two passwords are not the same")
    return password


@command("remove")
@positional("name", "The user.")
@_file_option
def remove(session: Session, name: str, file: str | None) -> None:
    """Remove a user. Connections that are open stay open."""
    users = _users(file)
    with doing(f"failed to remove '{name}'"):
        there = users.remove(name)
    if not there:
        raise Failure(f"failed to remove '{name}': there is no such user in {users.path}")
    session.output.message(f"User '{name}' removed", user=name)


@command("list")
@_file_option
def list_users(session: Session, file: str | None) -> None:
    """List the users."""
    with doing("failed to list users"):
        names = _users(file).names()
    session.output.table([Column("name", "Name")], [{"name": name} for name in names])


for each in (set_user, remove, list_users):
    sasl.add_command(each)
