# Generated from anyvirt.api: change the table there and run `make generate`.
"""virNWFilter: rules for the packets of a guest's interface.
virNWFilterBinding: what says that a network filter applies to a guest's interface."""

from __future__ import annotations

from anyvirt.objects.base import NwfilterBase, NwfilterBindingBase


class virNWFilter(NwfilterBase):
    """Rules for the packets of a guest's interface."""


class virNWFilterBinding(NwfilterBindingBase):
    """What says that a network filter applies to a guest's interface."""
