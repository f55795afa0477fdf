# Generated from anyvirt.api: change the table there and run `make generate`.
"""virDomainSnapshot, awaitable.

What each call does, takes and raises stands in anyvirt.objects.snapshot.
"""

from __future__ import annotations

from anyvirt.objects.base import AsyncSnapshotBase


class virDomainSnapshot(AsyncSnapshotBase):
    """A state of a domain to which it can return."""
