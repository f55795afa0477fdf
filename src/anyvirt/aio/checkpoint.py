# Generated from anyvirt.api: change the table there and run `make generate`.
"""virDomainCheckpoint, awaitable.

What each call does, takes and raises stands in anyvirt.objects.checkpoint.
"""

from __future__ import annotations

from anyvirt.objects.base import AsyncCheckpointBase


class virDomainCheckpoint(AsyncCheckpointBase):
    """A moment from which on the changes of a domain's disks are known."""
