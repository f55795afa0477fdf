"""domblklist, domblkinfo, domblkstat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

import anyvirt
from anyvirt_tools.command import command, domain_argument, flag, positional
from anyvirt_tools.devices import disks
from anyvirt_tools.output import Field
from anyvirt_tools.session import Session, doing
from anyvirt_tools.sizes import human
from anyvirt_tools.tables import Column

if TYPE_CHECKING:
    from anyvirt import virDomain

_INFO_COLUMNS = (
    Column("target", "Target"),
    Column("capacity", "Capacity"),
    Column("allocation", "Allocation"),
    Column("physical", "Physical"),
)

# Name of the statistic: (virsh's short name, its meaning), in virsh's order.
_COUNTERS = {
    "rd_operations": ("rd_req", "number of read operations"),
    "rd_bytes": ("rd_bytes", "number of bytes read"),
    "wr_operations": ("wr_req", "number of write operations"),
    "wr_bytes": ("wr_bytes", "number of bytes written"),
    "errs": ("errs", "error count"),
    "flush_operations": ("flush_operations", "number of flush operations"),
    "rd_total_times": ("rd_total_times", "total duration of reads (ns)"),
    "wr_total_times": ("wr_total_times", "total duration of writes (ns)"),
    "flush_total_times": ("flush_total_times", "total duration of flushes (ns)"),
}


@command("domblklist")
@domain_argument
@flag("inactive", "As they will be at the next start.")
@flag("details", "Add type and kind of device.")
def domblklist(session: Session, domain: str, inactive: bool, details: bool) -> None:
    """List the disks of a domain."""
    xml = session.domain(domain).XMLDesc(anyvirt.VIR_DOMAIN_XML_INACTIVE if inactive else 0)
    columns = [Column("target", "Target"), Column("source", "Source")]
    if details:
        columns = [Column("type", "Type"), Column("device", "Device"), *columns]
    session.output.table(columns, [disk._asdict() for disk in disks(xml)])


@command("domblkinfo")
@domain_argument
@positional("device", "Target or source of the disk.", required=False)
@flag("human", "Sizes in units that make them short.")
@flag("all", "All disks, as a table.")
def domblkinfo(session: Session, domain: str, device: str | None, human: bool, all: bool) -> None:
    """Print the sizes of a disk in bytes."""
    found = session.domain(domain)
    if all:
        rows = [_sizes(found, disk.target) for disk in disks(found.XMLDesc()) if disk.source is not None]
        if human and not session.output.as_json:
            rows = [{key: _human(value) for key, value in row.items()} for row in rows]
        session.output.table(_INFO_COLUMNS, rows)
        return
    if device is None:
        raise click.UsageError("command 'domblkinfo' requires <device> or --all")
    sizes = _sizes(found, device)
    session.output.fields(
        [
            Field(column.key, column.heading, sizes[column.key], _human(sizes[column.key]) if human else None)
            for column in _INFO_COLUMNS[1:]
        ]
    )


def _sizes(domain: virDomain, device: str) -> dict[str, Any]:
    capacity, allocation, physical = domain.blockInfo(device)
    return {"target": device, "capacity": capacity, "allocation": allocation, "physical": physical}


def _human(value: Any) -> str:
    return human(value) if isinstance(value, int) else str(value)


@command("domblkstat")
@domain_argument
@positional("device", "Target or source of the disk; without it the sum of all.", required=False)
@flag("human", "Names that explain themselves.")
def domblkstat(session: Session, domain: str, device: str | None, human: bool) -> None:
    """Print the counters of a disk."""
    found = session.domain(domain)
    name = device or ""
    with doing(f"Failed to get block stats {found.name()} {name}"):
        counters = _counters(found, name)
    ordered = {key: counters.pop(key) for key in _COUNTERS if key in counters} | counters
    if human:
        lines = [f"Device: {name}"]
        lines += [f" {_COUNTERS.get(key, (key, key))[1] + ':':<31} {value}" for key, value in ordered.items()]
    else:
        lines = [f"{name} {_COUNTERS.get(key, (key, key))[0]} {value}" for key, value in ordered.items()]
    session.output.show({_COUNTERS.get(key, (key, key))[0]: value for key, value in ordered.items()}, "\n".join(lines))


def _counters(domain: virDomain, device: str) -> dict[str, Any]:
    try:
        return dict(domain.blockStatsFlags(device))
    except anyvirt.libvirtError as exc:
        if exc.get_error_code() != anyvirt.VIR_ERR_NO_SUPPORT:
            raise
    names = ("rd_operations", "rd_bytes", "wr_operations", "wr_bytes", "errs")
    return {name: value for name, value in zip(names, domain.blockStats(device), strict=True) if value >= 0}
