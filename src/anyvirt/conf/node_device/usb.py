"""Devices on the USB."""

from __future__ import annotations

from anyvirt.conf.node_device.numbers import ProductId
from anyvirt.util.error import InternalError
from anyvirt.util.xmlmap import Element, UInt, attr, need


class UsbDeviceCapability(Element, tag="capability", const={"type": "usb_device"}):
    """A device."""

    bus: UInt = need("bus", missing=InternalError, wrong=InternalError)
    device: UInt = need("device", missing=InternalError, wrong=InternalError)  # number on the bus
    product_id: ProductId = need("product/@id", missing=InternalError, wrong=InternalError)
    product: str | None = attr("product")
    vendor_id: ProductId = need("vendor/@id", missing=InternalError, wrong=InternalError)
    vendor: str | None = attr("vendor")


class UsbInterfaceCapability(Element, tag="capability", const={"type": "usb"}):
    """An interface of a device, which a driver binds to."""

    number: UInt = need("number", missing=InternalError, wrong=InternalError)
    interface_class: UInt = need("class", missing=InternalError, wrong=InternalError)
    subclass: UInt = need("subclass", missing=InternalError, wrong=InternalError)
    protocol: UInt = need("protocol", missing=InternalError, wrong=InternalError)
    description: str | None = attr("description")
