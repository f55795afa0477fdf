"""What drivers may answer: a contract for hypervisors, and one for each kind of host service.

A contract is loaded when it is first named: most programs need the hypervisor's alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anyvirt.driver.contract.base import ContractBase
    from anyvirt.driver.contract.hypervisor import HypervisorContract
    from anyvirt.driver.contract.interface import InterfaceContract
    from anyvirt.driver.contract.network import NetworkContract
    from anyvirt.driver.contract.node_device import NodeDeviceContract
    from anyvirt.driver.contract.nwfilter import NwfilterContract
    from anyvirt.driver.contract.secret import SecretContract
    from anyvirt.driver.contract.storage import StorageContract

__all__ = [
    "ContractBase",
    "HypervisorContract",
    "InterfaceContract",
    "NetworkContract",
    "NodeDeviceContract",
    "NwfilterContract",
    "SecretContract",
    "StorageContract",
]

_HOMES = {
    "ContractBase": "base",
    "HypervisorContract": "hypervisor",
    "InterfaceContract": "interface",
    "NetworkContract": "network",
    "NodeDeviceContract": "node_device",
    "NwfilterContract": "nwfilter",
    "SecretContract": "secret",
    "StorageContract": "storage",
}


def __getattr__(name: str) -> object:
    if (home := _HOMES.get(name)) is not None:
        from importlib import import_module

        return globals().setdefault(name, getattr(import_module(f"anyvirt.driver.contract.{home}"), name))
    raise AttributeError(f"module 'anyvirt.driver.contract' has no attribute {name!r}")
