# Generated from anyvirt.api: change the table there and run `make generate`.
"""What a driver of storage pools and volumes may answer: one coroutine for each call of the public API."""

from __future__ import annotations

from anyvirt.driver.contract.base import ContractBase


class StorageContract(ContractBase):
    """Every call that a driver of storage pools and volumes can support."""
