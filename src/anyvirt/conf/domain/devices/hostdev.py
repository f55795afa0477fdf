"""Devices of the host that the guest gets: <hostdev>."""

from __future__ import annotations

from anyvirt.conf.auth import Auth
from anyvirt.conf.domain.boot import Loadparm
from anyvirt.conf.domain.cpuset import CpuSet
from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.conf.domain.devices.interface import Teaming
from anyvirt.conf.domain.devices.netdev import IpAddress
from anyvirt.conf.domain.devices.source import Host, StartupPolicy
from anyvirt.conf.domain.hexa import Hex1, Hex2, Hex4, LongNumber, Number, PciDomain
from anyvirt.conf.domain.private import SourcePrivate
from anyvirt.conf.netdev.model import Route
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import (
    Element,
    OnOff,
    Positive,
    Uuid,
    YesNo,
    attr,
    child,
    children,
    flag,
    need,
)


class HostdevMode(WordEnum):
    SUBSYSTEM = "subsystem"
    CAPABILITIES = "capabilities"  # containers: access to something of the host


class HostdevType(WordEnum):
    USB = "usb"
    PCI = "pci"
    SCSI = "scsi"
    SCSI_HOST = "scsi_host"
    MDEV = "mdev"
    STORAGE = "storage"  # this and the following: mode capabilities
    MISC = "misc"
    NET = "net"


class HostdevSgIo(WordEnum):
    FILTERED = "filtered"
    UNFILTERED = "unfiltered"


class HostdevModel(WordEnum):
    VIRTIO = "virtio"  # scsi_host
    VIRTIO_TRANSITIONAL = "virtio-transitional"
    VIRTIO_NON_TRANSITIONAL = "virtio-non-transitional"
    VFIO_PCI = "vfio-pci"  # mdev
    VFIO_CCW = "vfio-ccw"
    VFIO_AP = "vfio-ap"


class HostdevDriver(WordEnum):
    KVM = "kvm"
    VFIO = "vfio"
    XEN = "xen"


class GuestReset(WordEnum):
    """Whether the guest may reset a USB device."""

    OFF = "off"
    UNINITIALIZED = "uninitialized"
    ON = "on"


class ScsiProtocol(WordEnum):
    ADAPTER = "adapter"
    ISCSI = "iscsi"


class UsbHostAddress(Element, tag="address"):
    """Where a USB device is plugged in at the host."""

    bus: Number | None = attr("@bus")
    device: Number | None = attr("@device")
    port: str | None = attr("@port")


class PciHostAddress(Element, tag="address"):
    """Where a PCI device is at the host."""

    domain: PciDomain = attr("@domain", default=0)
    bus: Hex2 = attr("@bus", default=0)
    slot: Hex2 = attr("@slot", default=0)
    function: Hex1 = attr("@function", default=0)


class ScsiHostAddress(Element, tag="address"):
    """Where a SCSI device is on an adapter of the host."""

    bus: Number = need("@bus")
    target: Number = need("@target")
    unit: LongNumber = need("@unit")


class UsbHostSource(Element, tag="source", const={"../@type": "usb"}):
    """A USB device, by vendor and product or by where it is plugged in."""

    startup_policy: StartupPolicy | None = attr("@startupPolicy")
    guest_reset: GuestReset | None = attr("@guestReset")
    missing: YesNo | None = attr("@missing")  # live guests only: it was not there at start
    vendor: Hex4 | None = attr("vendor/@id")
    product: Hex4 | None = attr("product/@id")
    address: UsbHostAddress | None = child("address")


class OriginalStates(Element, tag="origstates"):
    """What is to be done with a device of the host when the guest gives it back."""

    unbind: bool = flag("unbind")
    remove_slot: bool = flag("removeslot")
    reprobe: bool = flag("reprobe")


class PciHostSource(Element, tag="source", const={"../@type": "pci"}):
    """A PCI device."""

    write_filtering: YesNo | None = attr("@writeFiltering")
    address: PciHostAddress | None = child("address")
    origstates: OriginalStates | None = child("origstates")  # status documents only


class ScsiHostSource(Element, tag="source", const={"../@type": "scsi"}):
    """A SCSI device: on an adapter, or a logical unit of an iSCSI target."""

    protocol: ScsiProtocol | None = attr("@protocol", wrong=ConfigUnsupported)
    name: str | None = attr("@name")  # iscsi: target and unit
    adapter: str | None = attr("adapter/@name")  # scsi_hostN
    address: ScsiHostAddress | None = child("address")
    hosts: list[Host] = children("host")  # iscsi
    private: SourcePrivate | None = child("privateData")  # status documents only
    auth: Auth | None = child("auth")  # iscsi
    initiator: str | None = attr("initiator/iqn/@name")  # iscsi


class VhostScsiSource(Element, tag="source", const={"../@type": "scsi_host"}):
    """A SCSI target in the kernel of the host."""

    protocol: str | None = attr("@protocol")  # vhost
    wwpn: str | None = attr("@wwpn")  # naa. and 16 hexadecimal digits


class MdevSource(Element, tag="source", const={"../@type": "mdev"}):
    """A mediated device."""

    uuid: Uuid | None = attr("address/@uuid")


class StorageCapability(Element, tag="source", const={"../@type": "storage"}):
    """A block device that a container may use."""

    block: str | None = attr("block")


class MiscCapability(Element, tag="source", const={"../@type": "misc"}):
    """A character device that a container may use."""

    char: str | None = attr("char")


class NetCapability(Element, tag="source", const={"../@type": "net"}):
    """A network interface that moves into a container."""

    interface: str | None = attr("interface")


HostdevSource = (
    UsbHostSource
    | PciHostSource
    | ScsiHostSource
    | VhostScsiSource
    | MdevSource
    | StorageCapability
    | MiscCapability
    | NetCapability
)


class Hostdev(Element, tag="hostdev"):
    """A device of the host, passed through."""

    mode: HostdevMode = attr("@mode", default=HostdevMode.SUBSYSTEM, wrong=ConfigUnsupported)
    type: HostdevType = need("@type", wrong=ConfigUnsupported)
    managed: YesNo | None = attr("@managed")  # bind and release the device for the guest
    sgio: HostdevSgIo | None = attr("@sgio")  # scsi
    rawio: YesNo | None = attr("@rawio")  # scsi
    model: HostdevModel | None = attr("@model")  # scsi_host, mdev
    display: OnOff | None = attr("@display")  # mdev with vfio-pci
    ramfb: OnOff | None = attr("@ramfb")  # mdev with vfio-pci
    driver: HostdevDriver | None = attr("driver/@name")  # pci
    driver_model: str | None = attr("driver/@model")  # pci: the module of the host's kernel
    driver_iommufd: YesNo | None = attr("driver/@iommufd")  # pci
    source: HostdevSource | None = child("source", by="../@type")
    ips: list[IpAddress] = children("ip")  # net
    routes: list[Route] = children("route")  # net
    teaming: Teaming | None = child("teaming")  # pci: network interfaces
    readonly: bool = flag("readonly")
    shareable: bool = flag("shareable")
    boot_order: Positive | None = attr("boot/@order")
    loadparm: Loadparm | None = attr("boot/@loadparm")
    alias: str | None = attr("alias/@name")
    rom_enabled: YesNo | None = attr("rom/@enabled")
    rom_bar: OnOff | None = attr("rom/@bar")
    rom_file: str | None = attr("rom/@file")
    acpi_index: Positive | None = attr("acpi/@index")
    acpi_nodeset: CpuSet | None = attr("acpi/@nodeset")  # pci: NUMA nodes of the guest that it is near to
    address: Address | None = place()
