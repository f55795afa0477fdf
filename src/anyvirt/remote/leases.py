"""Leases of addresses, as the protocol has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anyvirt.driver.types import DhcpLease


def dhcp_lease(wire: Any) -> DhcpLease:
    """The lease that a struct holds; their fields have the same names."""
    lease: DhcpLease = wire._asdict()
    return lease
