"""Who says what the functions here refuse."""

from __future__ import annotations

from typing import Final

DOMAIN: Final = 20  # VIR_FROM_DOMAIN: in libvirt too these rules are of definitions, not of one driver
