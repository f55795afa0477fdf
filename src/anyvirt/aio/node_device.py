# Generated from anyvirt.api: change the table there and run `make generate`.
"""virNodeDevice, awaitable.

What each call does, takes and raises stands in anyvirt.objects.node_device.
"""

from __future__ import annotations

from anyvirt.objects.base import AsyncNodeDeviceBase


class virNodeDevice(AsyncNodeDeviceBase):
    """A device of the host."""
