"""Devices on the PCI bus."""

from __future__ import annotations

from anyvirt.conf.domain.hexa import PciDomain
from anyvirt.conf.node_device.mediated import MdevTypesCapability
from anyvirt.conf.node_device.numbers import ClassCode, PciBus, PciFunction, PciSlot, ProductId
from anyvirt.util.error import InternalError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, UInt, attr, child, children, need


class PciFunctionAddress(Element, tag="address"):
    """Where a function of a PCI device is."""

    domain: PciDomain = attr("@domain", default=0)
    bus: PciBus = attr("@bus", default=0)
    slot: PciSlot = attr("@slot", default=0)
    function: PciFunction = attr("@function", default=0)


class IommuGroup(Element, tag="iommuGroup"):
    """Functions that can only be handed to guests together."""

    number: UInt = need("@number")
    addresses: list[PciFunctionAddress] = children("address")


class PhysicalFunctionCapability(Element, tag="capability", const={"type": "phys_function"}):
    """The device is a virtual function of the one at the address."""

    address: PciFunctionAddress | None = child("address")  # required


class VirtualFunctionsCapability(Element, tag="capability", const={"type": "virt_functions"}):
    """The device has virtual functions, those at the addresses."""

    max_count: UInt | None = attr("@maxCount")  # that it can have
    addresses: list[PciFunctionAddress] = children("address")


class PciBridgeCapability(Element, tag="capability", const={"type": "pci-bridge"}):
    """The device is a bridge between PCI buses."""


class CardbusBridgeCapability(Element, tag="capability", const={"type": "cardbus-bridge"}):
    """The device is a bridge to a CardBus."""


class VpdField(Element):
    """A field of the vendor's or of the system's."""

    index: str = need("@index")  # one character
    value: str | None = attr(".")


class ReadonlyVpdFields(Element, tag="fields", const={"access": "readonly"}, open_tags=(".",)):
    """What the manufacturer wrote."""

    change_level: str | None = attr("change_level")
    manufacture_id: str | None = attr("manufacture_id")
    part_number: str | None = attr("part_number")
    serial_number: str | None = attr("serial_number")
    vendor_fields: list[VpdField] = children("vendor_field")


class ReadwriteVpdFields(Element, tag="fields", const={"access": "readwrite"}, open_tags=(".",)):
    """What owners may write."""

    asset_tag: str | None = attr("asset_tag")
    vendor_fields: list[VpdField] = children("vendor_field")
    system_fields: list[VpdField] = children("system_field")


class VpdCapability(Element, tag="capability", const={"type": "vpd"}):
    """Vital product data: what the device says about itself."""

    name: str = need("name")
    fields: list[ReadonlyVpdFields | ReadwriteVpdFields] = children("fields", by="access")


class LinkValidity(WordEnum):
    CAPABLE = "cap"
    NEGOTIATED = "sta"


class LinkSpeed(WordEnum):
    """In GT/s."""

    GT_2_5 = "2.5"
    GT_5 = "5"
    GT_8 = "8"
    GT_16 = "16"
    GT_32 = "32"
    GT_64 = "64"


class PciExpressLink(Element, tag="link"):
    """What a link can do, or does."""

    validity: LinkValidity = need("@validity")
    port: UInt | None = attr("@port")  # with CAPABLE
    speed: LinkSpeed | None = attr("@speed")
    width: UInt = need("@width")  # lanes


class PciExpress(Element, tag="pci-express"):
    """The device's part in PCI Express; empty where there is no link, as inside a root complex."""

    links: list[PciExpressLink] = children("link")


class PciCapability(Element, tag="capability", const={"type": "pci"}):
    """A device on the PCI bus."""

    class_code: ClassCode | None = attr(
        "class", wrong=InternalError
    )  # class, subclass, programming interface: a byte each
    domain: UInt = need("domain", missing=InternalError, wrong=InternalError)
    bus: UInt = need("bus", missing=InternalError, wrong=InternalError)
    slot: UInt = need("slot", missing=InternalError, wrong=InternalError)
    function: UInt = need("function", missing=InternalError, wrong=InternalError)
    product_id: ProductId = need("product/@id", missing=InternalError, wrong=InternalError)
    product: str | None = attr("product")
    vendor_id: ProductId = need("vendor/@id", missing=InternalError, wrong=InternalError)
    vendor: str | None = attr("vendor")
    capabilities: list[
        PhysicalFunctionCapability
        | VirtualFunctionsCapability
        | PciBridgeCapability
        | CardbusBridgeCapability
        | MdevTypesCapability
        | VpdCapability
    ] = children("capability")
    iommu_group: IommuGroup | None = child("iommuGroup")
    numa_node: int | None = attr("numa/@node")
    pci_express: PciExpress | None = child("pci-express")
