"""Where a device sits in the guest: <address>."""

from __future__ import annotations

from anyvirt.conf.domain.hexa import Base16, Base16Of8, Hex, Hex1, Hex2, Hex4, Hex8, PciDomain
from anyvirt.util.error import ConfigUnsupported, InternalError
from anyvirt.util.xmlmap import Element, OnOff, UInt, attr, child


class ZPCIAddress(Element, tag="zpci"):
    """Identifiers of a PCI device on s390."""

    uid: Hex4 | None = attr("@uid")  # 0x0001 to 0xffff
    fid: Hex8 | None = attr("@fid")


class PCIAddress(Element, tag="address", const={"type": "pci"}):
    """A slot of a PCI bus. All numbers 0 on bus 0: not chosen yet."""

    domain: PciDomain = attr("@domain", default=0, group="place")
    bus: Hex2 = attr("@bus", default=0, group="place")  # index of the controller
    slot: Hex2 = attr("@slot", default=0, group="place")  # 0 to 0x1f
    function: Hex1 = attr("@function", default=0, group="place")  # 0 to 7
    multifunction: OnOff | None = attr("@multifunction")
    zpci: ZPCIAddress | None = child("zpci")


class DriveAddress(Element, tag="address", const={"type": "drive"}):
    """A place on a disk controller."""

    controller: UInt = attr("@controller", default=0)
    bus: UInt = attr("@bus", default=0)
    target: UInt = attr("@target", default=0)
    unit: UInt = attr("@unit", default=0)


class VirtioSerialAddress(Element, tag="address", const={"type": "virtio-serial"}):
    """A port of a virtio-serial controller; port 0 means the next free one."""

    controller: UInt = attr("@controller", default=0)
    bus: UInt = attr("@bus", default=0)
    port: UInt = attr("@port", default=0)


class CcidAddress(Element, tag="address", const={"type": "ccid"}):
    """A slot of a smartcard reader."""

    controller: UInt = attr("@controller", default=0)
    slot: UInt = attr("@slot", default=0)


class UsbAddress(Element, tag="address", const={"type": "usb"}):
    """A port of a USB bus."""

    bus: UInt = attr("@bus", default=0)  # index of the controller
    port: str | None = attr("@port")  # as in 1 or 1.2.3


class IsaAddress(Element, tag="address", const={"type": "isa"}):
    """I/O port and interrupt of an ISA device."""

    iobase: Base16 | None = attr("@iobase")
    irq: Base16 | None = attr("@irq")


class SpaprVioAddress(Element, tag="address", const={"type": "spapr-vio"}):
    """A register of the virtual I/O bus of pSeries machines."""

    reg: Base16Of8 | None = attr("@reg")


class CcwAddress(Element, tag="address", const={"type": "ccw"}):
    """A subchannel of s390."""

    cssid: Hex | None = attr("@cssid")
    ssid: Hex | None = attr("@ssid")
    devno: Hex4 | None = attr("@devno")


class VirtioMmioAddress(Element, tag="address", const={"type": "virtio-mmio"}):
    """A virtio device without a bus, at an address of the machine's choice."""


class DimmAddress(Element, tag="address", const={"type": "dimm"}):
    """A slot for memory modules."""

    slot: UInt | None = attr("@slot")
    base: Base16 | None = attr("@base")  # where it appears in the guest's memory


class UnassignedAddress(Element, tag="address", const={"type": "unassigned"}):
    """The device exists in the definition but not in the guest."""


Address = (
    PCIAddress
    | DriveAddress
    | VirtioSerialAddress
    | CcidAddress
    | UsbAddress
    | SpaprVioAddress
    | IsaAddress
    | CcwAddress
    | VirtioMmioAddress
    | DimmAddress
    | UnassignedAddress
)


def place() -> Address | None:
    """The field of a device for its address."""
    return child("address", missing=InternalError, wrong=ConfigUnsupported)
