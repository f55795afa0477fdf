"""Whether the guest has USB."""

from __future__ import annotations

from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.conf.domain.model import Domain


def usb_is_off(domain: Domain) -> bool:
    """The document switches it off."""
    return any(c.type is ControllerType.USB and c.model == "none" for c in domain.controllers)
