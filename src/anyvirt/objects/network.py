# Generated from anyvirt.api: change the table there and run `make generate`.
"""virNetwork: a virtual network of the host.
virNetworkPort: what connects a guest's interface to a virtual network."""

from __future__ import annotations

from anyvirt.objects.base import NetworkBase, NetworkPortBase


class virNetwork(NetworkBase):
    """A virtual network of the host."""


class virNetworkPort(NetworkPortBase):
    """What connects a guest's interface to a virtual network."""
