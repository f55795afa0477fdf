"""What commands are made of: virsh's way with arguments, and the options that every command takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from anyvirt_tools.session import Session

F = TypeVar("F", bound=Callable[..., Any])

# Of Python's logging, by virsh's numbers: debug, info, notice, warning, error.
_LOG_LEVELS = ("DEBUG", "INFO", "INFO", "WARNING", "ERROR")


class Positional(click.Option):
    """An argument that may be given by its place or, as virsh allows, by its name: `start web` or `start --domain web`.

    One with `multiple=True` takes all words that are left.
    """

    param_type_name = "argument"

    def handle_parse_result(
        self, ctx: click.Context, opts: Mapping[str, Any], args: list[str]
    ) -> tuple[Any, list[str]]:
        name = self.name
        if name not in opts and args:
            taken = len(args) if self.multiple else 1
            opts = {**opts, name: args[:taken] if self.multiple else args[0]}
            args = args[taken:]
        return super().handle_parse_result(ctx, opts, args)

    def get_usage_pieces(self, ctx: click.Context) -> list[str]:
        name = self.label() + ("..." if self.multiple else "")
        return [name if self.required else f"[{name}]"]

    def get_error_hint(self, ctx: click.Context | None) -> str:
        return f"'{self.label()}'"

    def label(self) -> str:
        return self.opts[0].removeprefix("--").upper()


def _remember(attribute: str, *, of_output: bool = False) -> Callable[[click.Context, click.Parameter, Any], None]:
    """A callback that keeps the value of an option, given before or after the command, in the session."""

    def keep(ctx: click.Context, _parameter: click.Parameter, value: Any) -> None:
        session = ctx.find_object(Session)
        if value and session is not None:  # not given here: what was given before the command stays
            setattr(session.output if of_output else session, attribute, value)

    return keep


def _keep_format(ctx: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    session = ctx.find_object(Session)
    if value and session is not None:
        session.output.as_json = value == "json"


def _start_logging(ctx: click.Context, _parameter: click.Parameter, value: int | None) -> None:
    session = ctx.find_object(Session)
    if value is not None and session is not None:
        import logging

        session.debug = value
        logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
        logging.getLogger("anyvirt").setLevel(_LOG_LEVELS[value])


def shared_options() -> list[click.Option]:
    """The options that are accepted before and after the command."""
    return [
        click.Option(
            ["-c", "--connect"],
            metavar="URI",
            expose_value=False,
            callback=_remember("uri"),
            help="The hypervisor. Else $ANYVIRT_DEFAULT_URI, $LIBVIRT_DEFAULT_URI, or qemu:///session.",
        ),
        click.Option(
            ["-r", "--readonly"],
            is_flag=True,
            expose_value=False,
            callback=_remember("readonly"),
            help="Look, but change nothing.",
        ),
        click.Option(
            ["-q", "--quiet"],
            is_flag=True,
            expose_value=False,
            callback=_remember("quiet", of_output=True),
            help="Print results alone: no headings, no messages of success.",
        ),
        click.Option(
            ["-o", "--output"],
            type=click.Choice(["text", "json"]),
            is_eager=True,  # errors of other options are reported in this form
            expose_value=False,
            callback=_keep_format,
            help="Form of results and errors.",
        ),
        click.Option(
            ["-d", "--debug"],
            type=click.IntRange(0, len(_LOG_LEVELS) - 1),
            metavar="LEVEL",
            expose_value=False,
            callback=_start_logging,
            help="Log what the library does: 0 all of it, and where errors come from; 4 errors.",
        ),
    ]


class Command(click.Command):
    """A command that also takes the options which all share."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(shared_options())

    def invoke(self, ctx: click.Context) -> None:
        super().invoke(ctx)
        session = ctx.find_object(Session)
        assert session is not None
        session.output.finish()


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Make a function a command called *name*. It gets the `Session` first."""

    def make(function: Callable[..., None]) -> click.Command:
        return click.command(name, cls=Command)(click.pass_obj(function))

    return make


def positional(name: str, help: str, *, required: bool = True, multiple: bool = False, **more: Any) -> Callable[[F], F]:
    """Give a command the argument *name*."""
    return click.option(f"--{name}", cls=Positional, required=required, multiple=multiple, help=help, **more)


domain_argument = positional("domain", "Name, id or UUID of the domain.")


def flag(name: str, help: str) -> Callable[[F], F]:
    """Give a command the option --*name*, which takes no value."""
    return click.option(f"--{name}", is_flag=True, help=help)


def exclusive(**given: object) -> None:
    """Refuse two of the options together.

    Raises:
        click.UsageError: more than one is given.
    """
    names = [f"--{name.replace('_', '-')}" for name, value in given.items() if value]
    if len(names) > 1:
        raise click.UsageError(f"Options {names[0]} and {names[1]} are mutually exclusive")


def impact_options(function: F) -> F:
    """Give a command --config, --live and --current: which configuration of a domain is meant."""
    for name, help in (
        ("current", "The one that the domain is in: live while it runs, else that of the next start."),
        ("live", "The running domain."),
        ("config", "The next start."),
    ):
        function = flag(name, help)(function)
    return function


def impact(*, config: bool, live: bool, current: bool) -> int:
    """The VIR_DOMAIN_AFFECT_* flags of these options.

    Raises:
        click.UsageError: they contradict each other.
    """
    import anyvirt

    exclusive(current=current, live=live)
    exclusive(current=current, config=config)
    return (anyvirt.VIR_DOMAIN_AFFECT_CONFIG if config else 0) | (anyvirt.VIR_DOMAIN_AFFECT_LIVE if live else 0)
