"""setmem, setmaxmem, dommemstat."""

from __future__ import annotations

import click

import anyvirt
from anyvirt_tools.command import command, domain_argument, impact, impact_options, positional
from anyvirt_tools.session import Session, doing
from anyvirt_tools.sizes import kib


def _kib(_ctx: click.Context, _parameter: click.Parameter, text: str) -> int:
    try:
        return kib(text)
    except ValueError as exc:
        raise click.BadParameter(str(exc)) from exc


_size_argument = positional("size", "The size in KiB, or with a unit: 512M, 2GiB.", callback=_kib)


@command("setmem")
@domain_argument
@_size_argument
@impact_options
def setmem(session: Session, domain: str, size: int, config: bool, live: bool, current: bool) -> None:
    """Set the memory of a domain. The running one's, unless an option says otherwise."""
    flags = impact(config=config, live=live, current=current)
    found = session.domain(domain)
    if config or live or current:
        found.setMemoryFlags(size, flags)
    else:
        found.setMemory(size)
    session.output.done()


@command("setmaxmem")
@domain_argument
@_size_argument
@impact_options
def setmaxmem(session: Session, domain: str, size: int, config: bool, live: bool, current: bool) -> None:
    """Set the most memory that a domain can have."""
    flags = impact(config=config, live=live, current=current)
    found = session.domain(domain)
    with doing("Unable to change MaxMemorySize"):
        if config or live or current:
            found.setMemoryFlags(size, flags | anyvirt.VIR_DOMAIN_MEM_MAXIMUM)
        else:
            found.setMaxMemory(size)
    session.output.done()


@command("dommemstat")
@domain_argument
@click.option("--period", type=click.IntRange(min=0), help="Have figures collected every so many seconds; 0: never.")
@impact_options
def dommemstat(session: Session, domain: str, period: int | None, config: bool, live: bool, current: bool) -> None:
    """Print what is known of the memory that a guest uses."""
    flags = impact(config=config, live=live, current=current)
    found = session.domain(domain)
    if period is not None:
        with doing("Unable to change balloon collection period."):
            found.setMemoryStatsPeriod(period, flags)
        session.output.done()
        return
    with doing(f"Failed to get memory statistics for domain {found.name()}"):
        figures = found.memoryStats()
    session.output.show(figures, "\n".join(f"{name} {value}" for name, value in figures.items()))
