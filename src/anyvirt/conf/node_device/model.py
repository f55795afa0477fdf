"""A device of the host, and what it can be."""

from __future__ import annotations

from anyvirt.conf.node_device.mediated import MdevCapability
from anyvirt.conf.node_device.net import NetCapability, VdpaCapability
from anyvirt.conf.node_device.pci import PciCapability
from anyvirt.conf.node_device.s390 import (
    ApCardCapability,
    ApMatrixCapability,
    ApQueueCapability,
    CcwCapability,
    CcwGroupCapability,
    CssCapability,
)
from anyvirt.conf.node_device.scsi import (
    ScsiCapability,
    ScsiGenericCapability,
    ScsiHostCapability,
    ScsiTargetCapability,
)
from anyvirt.conf.node_device.storage import StorageCapability
from anyvirt.conf.node_device.usb import UsbDeviceCapability, UsbInterfaceCapability
from anyvirt.util.error import ConfigUnsupported, InternalError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, Uuid, attr, children, need


class SystemCapability(Element, tag="capability", const={"type": "system"}, open_tags=("hardware", "firmware")):
    """The whole host."""

    product: str | None = attr("product")
    hardware_vendor: str | None = attr("hardware/vendor")
    hardware_version: str | None = attr("hardware/version")
    hardware_serial: str | None = attr("hardware/serial")
    hardware_uuid: Uuid = need("hardware/uuid", missing=InternalError)
    firmware_vendor: str | None = attr("firmware/vendor")
    firmware_version: str | None = attr("firmware/version")
    firmware_release_date: str | None = attr("firmware/release_date")


class DrmNode(WordEnum):
    PRIMARY = "primary"
    CONTROL = "control"
    RENDER = "render"


class DrmCapability(Element, tag="capability", const={"type": "drm"}):
    """A device of the direct rendering manager."""

    node: DrmNode = need("type", missing=ConfigUnsupported, wrong=ConfigUnsupported)


Capability = (
    SystemCapability
    | PciCapability
    | UsbDeviceCapability
    | UsbInterfaceCapability
    | NetCapability
    | ScsiHostCapability
    | ScsiTargetCapability
    | ScsiCapability
    | StorageCapability
    | ScsiGenericCapability
    | DrmCapability
    | MdevCapability
    | CcwCapability
    | CcwGroupCapability
    | CssCapability
    | VdpaCapability
    | ApCardCapability
    | ApQueueCapability
    | ApMatrixCapability
)


class DevNodeType(WordEnum):
    DEV = "dev"  # the name in /dev
    LINK = "link"  # another one


class DevNode(Element, tag="devnode"):
    """A special file of the device."""

    type: DevNodeType = need("@type")
    path: str = attr(".", default="")


class NodeDevice(Element, tag="device"):
    """The whole document."""

    name: str | None = attr("name")  # required, but for a device that is to be created: that gets another one
    path: str | None = attr("path")  # in sysfs
    devnodes: list[DevNode] = children("devnode")
    parent: str | None = attr("parent")  # name of a device
    # Other ways to name a parent that is a Fibre Channel host, for a device that is to be created.
    parent_wwnn: str | None = attr("parent/@wwnn")
    parent_wwpn: str | None = attr("parent/@wwpn")
    parent_fabric_wwn: str | None = attr("parent/@fabric_wwn")
    driver: str | None = attr("driver/name")
    capabilities: list[Capability] = children("capability")
