# Generated from anyvirt.api: change the table there and run `make generate`.
"""virDomainCheckpoint: a moment from which on the changes of a domain's disks are known."""

from __future__ import annotations

from anyvirt.objects.base import CheckpointBase


class virDomainCheckpoint(CheckpointBase):
    """A moment from which on the changes of a domain's disks are known."""
