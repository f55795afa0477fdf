"""How a driver names an object it answered with: plain values, safe to keep, to compare and to send."""

from __future__ import annotations

from typing import NamedTuple


class DomainRef(NamedTuple):
    """What identifies a domain: the facade's virDomain wraps one, drivers take and return them."""

    name: str
    uuid: str  # lower-case text with hyphens
    id: int = -1  # -1 while the domain is not active
