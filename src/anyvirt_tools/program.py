"""The command `anyvirt`: its options, where each subcommand is, and how a run ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise

import click

from anyvirt_tools import failure
from anyvirt_tools.command import shared_options
from anyvirt_tools.output import Unwritable
from anyvirt_tools.session import Session

# Topic: (module of anyvirt_tools.commands, its commands). A module is imported when one of its commands is asked for.
TOPICS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "Domains": (
        ("listing", ("list",)),
        ("definition", ("define", "create", "undefine", "dumpxml", "domrename")),
        ("editing", ("edit", "desc", "metadata")),
        ("lifecycle", ("start", "shutdown", "reboot", "reset", "destroy", "suspend", "resume", "autostart")),
        ("terminals", ("console", "ttyconsole", "vncdisplay", "domdisplay")),
        ("vcpus", ("vcpucount", "setvcpus", "vcpuinfo", "vcpupin", "emulatorpin")),
        ("memory", ("setmem", "setmaxmem", "dommemstat")),
    ),
    "Monitoring": (
        ("information", ("dominfo", "domstate", "domid", "domuuid", "domname", "domcontrol")),
        ("statistics", ("domstats",)),
        ("disks", ("domblklist", "domblkinfo", "domblkstat")),
        ("interfaces", ("domiflist", "domifstat")),
        ("events", ("event",)),
    ),
    "Host and hypervisor": (
        ("host", ("capabilities", "domcapabilities", "nodeinfo", "maxvcpus", "version", "uri", "hostname", "sysinfo")),
    ),
    "Connections": (
        ("check", ("check",)),
        ("pki", ("pki",)),
        ("sasl", ("sasl",)),
    ),
}
_HOMES = {name: module for topic in TOPICS.values() for module, names in topic for name in names}


class Program(click.Group):
    """A group whose commands are imported one by one, because importing them all takes longer than most of them run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*_HOMES, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        home = _HOMES.get(cmd_name)
        if home is None:
            return super().get_command(ctx, cmd_name)
        members = vars(import_module(f"anyvirt_tools.commands.{home}")).values()
        return next(member for member in members if isinstance(member, click.Command) and member.name == cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = formatter.width - 6 - max(map(len, _HOMES))
        for topic, modules in TOPICS.items():
            with formatter.section(topic):
                commands = [(name, self.get_command(ctx, name)) for _module, names in modules for name in names]
                formatter.write_dl([(name, found.get_short_help_str(width)) for name, found in commands if found])


def _show_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        import anyvirt

        click.echo(anyvirt.__version__)
        ctx.exit()


@click.group("anyvirt", cls=Program, params=shared_options(), no_args_is_help=False)
@click.option(
    "-v",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Print the version of anyvirt.",
)
def program() -> None:
    """Run virtual machines. Commands, options and texts are virsh's.

    A DOMAIN is a name, an id or a UUID. A FILE may be "-" for standard input.
    """


@program.command("help", hidden=True)
@click.argument("name", required=False)
@click.pass_context
def show_help(ctx: click.Context, name: str | None) -> None:
    """Explain a command."""
    group = ctx.find_root()
    if name is None:
        click.echo(group.get_help())
        return
    found = program.get_command(group, name)
    if found is None:
        raise click.UsageError(f"unknown command: '{name}'")
    click.echo(found.get_help(click.Context(found, info_name=name, parent=group)))


def run(arguments: Sequence[str]) -> int:
    """Run the command line *arguments* and say on stderr what went wrong.

    Returns:
        the exit code.
    """
    session = Session()
    # The parser stops at the first thing that it does not know, maybe before it sees this option.
    session.output.as_json = _asks_for_json(arguments)
    try:
        try:
            code = _run(session, list(arguments))
        finally:
            session.close()
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
        code = failure.BROKEN_PIPE
    except KeyboardInterrupt:
        code = failure.INTERRUPTED
    return code


def _run(session: Session, arguments: list[str]) -> int:
    try:
        with program.make_context("anyvirt", arguments, obj=session) as ctx:
            program.invoke(ctx)
    except click.exceptions.Exit as exc:
        return exc.exit_code
    except click.UsageError as exc:
        hint = f"{exc.ctx.command_path} --help" if exc.ctx is not None else None
        failure.report(failure.usage(exc.format_message(), hint), as_json=session.output.as_json)
        return failure.USAGE
    except Unwritable as exc:
        _forget_stdout()
        failure.report(failure.describe(exc), as_json=session.output.as_json)
        return failure.FAILED
    except (failure.Failure, _library_error()) as exc:
        if session.debug == 0:
            import traceback

            traceback.print_exc()
        failure.report(failure.describe(exc), as_json=session.output.as_json)
        return failure.FAILED
    return failure.SUCCESS


def _library_error() -> type[Exception]:
    from anyvirt import libvirtError

    return libvirtError


def _asks_for_json(arguments: Sequence[str]) -> bool:
    return any(
        word in ("-ojson", "--output=json") or (word in ("-o", "--output") and value == "json")
        for word, value in pairwise([*arguments, ""])
    )


def _forget_stdout() -> None:
    """Let nothing more be written: the interpreter would report at its end what nobody reads."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
