# Generated from anyvirt.api: change the table there and run `make generate`.
"""virInterface, awaitable.

What each call does, takes and raises stands in anyvirt.objects.interface.
"""

from __future__ import annotations

from anyvirt.objects.base import AsyncInterfaceBase


class virInterface(AsyncInterfaceBase):
    """A network interface of the host."""
