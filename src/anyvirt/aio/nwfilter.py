# Generated from anyvirt.api: change the table there and run `make generate`.
"""virNWFilter, virNWFilterBinding, awaitable.

What each call does, takes and raises stands in anyvirt.objects.nwfilter.
"""

from __future__ import annotations

from anyvirt.objects.base import AsyncNwfilterBase, AsyncNwfilterBindingBase


class virNWFilter(AsyncNwfilterBase):
    """Rules for the packets of a guest's interface."""


class virNWFilterBinding(AsyncNwfilterBindingBase):
    """What says that a network filter applies to a guest's interface."""
