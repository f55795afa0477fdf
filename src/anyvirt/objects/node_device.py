# Generated from anyvirt.api: change the table there and run `make generate`.
"""virNodeDevice: a device of the host."""

from __future__ import annotations

from anyvirt.objects.base import NodeDeviceBase


class virNodeDevice(NodeDeviceBase):
    """A device of the host."""
