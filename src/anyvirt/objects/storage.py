# Generated from anyvirt.api: change the table there and run `make generate`.
"""virStoragePool: a place where the host keeps storage volumes.
virStorageVol: a piece of storage in a pool."""

from __future__ import annotations

from anyvirt.objects.base import StoragePoolBase, StorageVolBase


class virStoragePool(StoragePoolBase):
    """A place where the host keeps storage volumes."""


class virStorageVol(StorageVolBase):
    """A piece of storage in a pool."""
