"""Rules of node devices across values."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.node_device.model import NodeDevice
from anyvirt.conf.node_device.pci import PciCapability, PhysicalFunctionCapability
from anyvirt.conf.node_device.s390 import ChannelAddress
from anyvirt.conf.node_device.scsi import ScsiHostCapability
from anyvirt.conf.node_device.storage import RemovableCapability, StorageCapability
from anyvirt.util.error import InternalError, NoName, XmlError, XmlInvalidSchema

MAX_CSSID: Final = 0xFE
MAX_SSID: Final = 3
MAX_DEVNO: Final = 0xFFFF


def check_schema(device: NodeDevice) -> None:
    """Check what libvirt's schema limits and its parser takes as it is.

    Raises:
        XmlInvalidSchema: a part of an address in the channel subsystem is too high.
    """
    for capability in device.capabilities:
        if not isinstance(capability, ChannelAddress):
            continue
        for name, value, highest in (
            ("cssid", capability.cssid, MAX_CSSID),
            ("ssid", capability.ssid, MAX_SSID),
            ("devno", capability.devno, MAX_DEVNO),
        ):
            if value > highest:
                raise XmlInvalidSchema(f"node device '{device.name}': {name} {value:#x} is above {highest:#x}")


def validate(device: NodeDevice) -> None:
    """Check *device*, after `post_parse`.

    Raises:
        NoName: it has no name.
        InternalError: it has no capability; libvirt's code for that.
        XmlError: something is missing.
    """
    if not device.name:
        raise NoName("node device: name is required")
    where = f"node device '{device.name}'"
    if bool(device.parent_wwnn) != bool(device.parent_wwpn):
        given, other = ("wwnn", "wwpn") if device.parent_wwnn else ("wwpn", "wwnn")
        raise XmlError(f"{where}: parent has a {given} but no {other}")
    if not device.capabilities:
        raise InternalError(f"{where}: has no capability")
    for capability in device.capabilities:
        match capability:
            case PciCapability():
                for part in capability.capabilities:
                    if isinstance(part, PhysicalFunctionCapability) and part.address is None:
                        raise XmlError(f"{where}: capability 'phys_function' needs an address")
            case ScsiHostCapability() if capability.host is None:
                raise XmlError(f"{where}: capability 'scsi_host' needs a host number")
            case StorageCapability() if capability.size is None:
                if not any(isinstance(part, RemovableCapability) for part in capability.capabilities):
                    raise InternalError(f"{where}: capability 'storage' needs a size")
