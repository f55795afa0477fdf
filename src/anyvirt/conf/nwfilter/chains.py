"""Chains: a chain other than root is for one protocol, which its name starts with."""

from __future__ import annotations

import re
from typing import Final

ROOT: Final = "root"
MAX_LENGTH: Final = 12  # what is left of the name of an ebtables chain

# The protocols, and when their chains run unless a filter says so: those with lower numbers first.
PRIORITIES: Final = {"mac": -800, "vlan": -750, "stp": 0, "arp": -500, "rarp": -400, "ipv4": -700, "ipv6": -600}

valid_characters: Final = re.compile(r"[a-zA-Z0-9_.:-]*", re.ASCII).fullmatch


def protocol_of(chain: str) -> str | None:
    """The protocol that *chain* is for; None for the root chain and for what is no chain."""
    return next((protocol for protocol in PRIORITIES if chain.startswith(protocol)), None)


def default_priority(chain: str) -> int:
    """The priority of *chain* where the filter gives none."""
    return PRIORITIES.get(protocol_of(chain) or "", 0)
