"""What drivers may answer: a contract for hypervisors, and one for each kind of host service."""

from __future__ import annotations

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
