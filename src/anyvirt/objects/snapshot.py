# Generated from anyvirt.api: change the table there and run `make generate`.
"""virDomainSnapshot: a state of a domain to which it can return."""

from __future__ import annotations

from anyvirt.objects.base import SnapshotBase


class virDomainSnapshot(SnapshotBase):
    """A state of a domain to which it can return."""
