"""domiflist, domifstat."""

from __future__ import annotations

import anyvirt
from anyvirt_tools.command import command, domain_argument, flag, positional
from anyvirt_tools.devices import interfaces
from anyvirt_tools.session import Session, doing
from anyvirt_tools.tables import Column

_COLUMNS = (
    Column("target", "Interface"),
    Column("type", "Type"),
    Column("source", "Source"),
    Column("model", "Model"),
    Column("mac", "MAC"),
)
_COUNTERS = ("rx_bytes", "rx_packets", "rx_errs", "rx_drop", "tx_bytes", "tx_packets", "tx_errs", "tx_drop")


@command("domiflist")
@domain_argument
@flag("inactive", "As they will be at the next start.")
def domiflist(session: Session, domain: str, inactive: bool) -> None:
    """List the network interfaces of a domain."""
    xml = session.domain(domain).XMLDesc(anyvirt.VIR_DOMAIN_XML_INACTIVE if inactive else 0)
    session.output.table(_COLUMNS, [interface._asdict() for interface in interfaces(xml)])


@command("domifstat")
@domain_argument
@positional("interface", "Name of the interface on the host, or its MAC address.")
def domifstat(session: Session, domain: str, interface: str) -> None:
    """Print the counters of a network interface."""
    found = session.domain(domain)
    with doing(f"Failed to get interface stats {found.name()} {interface}"):
        values = found.interfaceStats(interface)
    counters = {name: value for name, value in zip(_COUNTERS, values, strict=True) if value >= 0}
    session.output.show(counters, "\n".join(f"{interface} {name} {value}" for name, value in counters.items()))
