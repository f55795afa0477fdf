"""One form for what can be written in several, and defaults."""

from __future__ import annotations

import os
from typing import Final

from anyvirt.conf.node_device.mediated import MdevCapability, MdevTypesCapability
from anyvirt.conf.node_device.model import DevNodeType, NodeDevice
from anyvirt.conf.node_device.net import NetCapability, NetFeature
from anyvirt.conf.node_device.pci import (
    CardbusBridgeCapability,
    LinkValidity,
    PciBridgeCapability,
    PciCapability,
    PhysicalFunctionCapability,
    ReadonlyVpdFields,
    VirtualFunctionsCapability,
    VpdCapability,
)
from anyvirt.conf.node_device.s390 import ApMatrixCapability, CssCapability
from anyvirt.conf.node_device.scsi import FcHostCapability, ScsiHostCapability, VportOpsCapability
from anyvirt.conf.node_device.storage import RemovableCapability, StorageCapability

NEW_DEVICE: Final = "new device"
_WWN_PREFIX: Final = "5001a4a"  # a registered name (5) of the vendor 00:1a:4a, whose names guests of QEMU have

_PCI_ORDER: Final = (
    PhysicalFunctionCapability,
    VirtualFunctionsCapability,
    PciBridgeCapability,
    CardbusBridgeCapability,
    MdevTypesCapability,
    VpdCapability,
)
_FEATURES: Final = list(NetFeature)


def post_parse(device: NodeDevice, *, create: bool = False) -> None:
    """Complete *device* in place. Doing it again changes nothing.

    Args:
        device: what was read, or built by hand.
        create: it does not exist yet; what only the host can number counts for nothing.
    """
    if create:
        device.name = NEW_DEVICE
    names = [node for node in device.devnodes if node.type is DevNodeType.DEV]
    device.devnodes = names[-1:] + [node for node in device.devnodes if node.type is DevNodeType.LINK]
    for capability in device.capabilities:
        match capability:
            case PciCapability():
                _fill_pci(capability)
            case NetCapability():
                _fill_net(capability)
            case ScsiHostCapability():
                _fill_scsi_host(capability, create)
            case CssCapability() | ApMatrixCapability():
                if capability.mdev_types is not None and not capability.mdev_types.types:
                    capability.mdev_types = None
            case StorageCapability() if any(isinstance(part, RemovableCapability) for part in capability.capabilities):
                capability.size = None  # the medium has one


def forget_observed(device: NodeDevice) -> None:
    """Drop what only the host can tell: a document that somebody sends has no say in it."""
    device.driver = None
    for capability in device.capabilities:
        if isinstance(capability, StorageCapability):
            _forget_blocks(capability)
            for part in capability.capabilities:
                if isinstance(part, RemovableCapability):
                    _forget_blocks(part)
        elif isinstance(capability, ScsiHostCapability):
            for ability in capability.capabilities:
                if isinstance(ability, VportOpsCapability):
                    ability.max_vports = ability.vports = 0
        elif isinstance(capability, MdevCapability):
            capability.parent_address = None


def _forget_blocks(part: StorageCapability | RemovableCapability) -> None:
    part.logical_block_size = part.num_blocks = None


def _fill_pci(pci: PciCapability) -> None:
    pci.capabilities = [part for part in pci.capabilities if not isinstance(part, MdevTypesCapability) or part.types]
    pci.capabilities.sort(key=lambda part: _PCI_ORDER.index(type(part)))
    for part in pci.capabilities:
        if isinstance(part, VirtualFunctionsCapability):
            part.max_count = part.max_count or None
        elif isinstance(part, VpdCapability):
            part.fields.sort(key=lambda fields: not isinstance(fields, ReadonlyVpdFields))
    if pci.iommu_group is not None and not pci.iommu_group.addresses:
        pci.iommu_group = None
    if pci.numa_node == -1:  # the kernel's word for none
        pci.numa_node = None
    if pci.pci_express is not None:
        pci.pci_express.links.sort(key=lambda link: link.validity is not LinkValidity.CAPABLE)


def _fill_net(net: NetCapability) -> None:
    net.features = sorted(set(net.features), key=_FEATURES.index)
    if net.link is not None and net.link.speed is None and net.link.state is None:
        net.link = None


def _fill_scsi_host(scsi_host: ScsiHostCapability, create: bool) -> None:
    if create:
        scsi_host.host = scsi_host.unique_id = 0
    if scsi_host.unique_id == -1:
        scsi_host.unique_id = None
    scsi_host.capabilities.sort(key=lambda part: not isinstance(part, FcHostCapability))
    for part in scsi_host.capabilities:
        if isinstance(part, FcHostCapability):
            part.wwnn = part.wwnn or random_wwn()
            part.wwpn = part.wwpn or random_wwn()


def random_wwn() -> str:
    """A world-wide name for a new port."""
    return _WWN_PREFIX + os.urandom(5).hex()[:9]
