"""Devices on the USB."""

from __future__ import annotations

from anyvirt.conf.node_device.numbers import ProductId
from anyvirt.util.xmlmap import Element, UInt, attr, need


class UsbDeviceCapability(Element, tag="capability", const={"type": "usb_device"}):
    """A device."""

    bus: UInt = need("bus")
    device: UInt = need("device")  # number on the bus
    product_id: ProductId = need("product/@id")
    product: str | None = attr("product")
    vendor_id: ProductId = need("vendor/@id")
    vendor: str | None = attr("vendor")


class UsbInterfaceCapability(Element, tag="capability", const={"type": "usb"}):
    """An interface of a device, which a driver binds to."""

    number: UInt = need("number")
    interface_class: UInt = need("class")
    subclass: UInt = need("subclass")
    protocol: UInt = need("protocol")
    description: str | None = attr("description")
