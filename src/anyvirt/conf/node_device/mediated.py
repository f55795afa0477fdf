"""Mediated devices: parts of a device that drivers share out to guests."""

from __future__ import annotations

from anyvirt.util.error import ConfigUnsupported, InternalError
from anyvirt.util.xmlmap import Element, UInt, Uuid, attr, children, need


class MdevType(Element, tag="type"):
    """A kind of mediated devices that can be made on a device."""

    id: str = need("@id")  # the vendor's
    name: str | None = attr("name")
    device_api: str = need("deviceAPI")  # vfio-pci, vfio-ccw, vfio-ap
    available_instances: UInt = need("availableInstances")  # that can still be made


class MdevTypesCapability(Element, tag="capability", const={"type": "mdev_types"}):
    """The device can be shared out."""

    types: list[MdevType] = children("type")


class MdevAttribute(Element, tag="attr"):
    """A setting of the vendor's."""

    name: str = need("@name")
    value: str = need("@value")


class MdevCapability(Element, tag="capability", const={"type": "mdev"}):
    """A mediated device."""

    type_id: str = need("type/@id", missing=ConfigUnsupported)
    uuid: Uuid | None = attr("uuid")
    parent_address: str | None = attr("parent_addr")  # as the parent's bus names it: 0000:00:02.0
    iommu_group: UInt = attr("iommuGroup/@number", default=0, wrong=InternalError)
    attributes: list[MdevAttribute] = children("attr")  # set in this order
