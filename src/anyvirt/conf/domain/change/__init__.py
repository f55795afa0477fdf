"""Devices that come to a definition, change and go.

All of it works on copies: a driver takes the definition that it gets back when nothing is left that can fail. What the
driver wants of a complete definition, such as its own defaults, addresses and rules, comes in as `finish`.
"""

from __future__ import annotations

from anyvirt.conf.domain.change.attach import Attached, attach
from anyvirt.conf.domain.change.detach import detach, detach_alias, find
from anyvirt.conf.domain.change.kinds import AnyDevice, read_device
from anyvirt.conf.domain.change.update import Updated, update

__all__ = [
    "AnyDevice",
    "Attached",
    "Updated",
    "attach",
    "detach",
    "detach_alias",
    "find",
    "read_device",
    "update",
]
