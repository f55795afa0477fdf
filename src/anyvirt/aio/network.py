# Generated from anyvirt.api: change the table there and run `make generate`.
"""virNetwork, virNetworkPort, awaitable.

What each call does, takes and raises stands in anyvirt.objects.network.
"""

from __future__ import annotations

from anyvirt.objects.base import AsyncNetworkBase, AsyncNetworkPortBase


class virNetwork(AsyncNetworkBase):
    """A virtual network of the host."""


class virNetworkPort(AsyncNetworkPortBase):
    """What connects a guest's interface to a virtual network."""
