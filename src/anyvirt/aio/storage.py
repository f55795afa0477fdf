# Generated from anyvirt.api: change the table there and run `make generate`.
"""virStoragePool, virStorageVol, awaitable.

What each call does, takes and raises stands in anyvirt.objects.storage.
"""

from __future__ import annotations

from anyvirt.objects.base import AsyncStoragePoolBase, AsyncStorageVolBase


class virStoragePool(AsyncStoragePoolBase):
    """A place where the host keeps storage volumes."""


class virStorageVol(AsyncStorageVolBase):
    """A piece of storage in a pool."""
