# Generated from anyvirt.api: change the table there and run `make generate`.
"""virInterface: a network interface of the host."""

from __future__ import annotations

from anyvirt.objects.base import InterfaceBase


class virInterface(InterfaceBase):
    """A network interface of the host."""
