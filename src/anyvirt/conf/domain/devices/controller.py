"""Controllers that other devices are plugged into: <controller>."""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.conf.domain.hexa import Hex, Number
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, KiB, OnOff, Positive, UInt, ULong, attr, children, need


class ControllerType(WordEnum):
    IDE = "ide"
    FDC = "fdc"
    SCSI = "scsi"
    SATA = "sata"
    VIRTIO_SERIAL = "virtio-serial"
    CCID = "ccid"
    USB = "usb"
    PCI = "pci"
    XENBUS = "xenbus"
    ISA = "isa"
    NVME = "nvme"


class QueueThread(Element, tag="iothread"):
    """An I/O thread that serves a device, and which of its queues. All threads name queues, or none does."""

    id: Positive = need("@id")
    queues: list[UInt] = children("queue/@id")


class Controller(Element, tag="controller"):
    """A controller. Devices name it by type and index."""

    type: ControllerType = attr("@type", default=ControllerType.IDE)
    index: UInt | None = attr("@index")
    model: str | None = attr("@model")  # the choice depends on the type: see CONTROLLER_MODELS
    ports: UInt | None = attr("@ports")  # usb and virtio-serial
    vectors: UInt | None = attr("@vectors")  # virtio-serial
    max_grant_frames: UInt | None = attr("@maxGrantFrames")  # xenbus
    max_event_channels: UInt | None = attr("@maxEventChannels")  # xenbus
    model_name: str | None = attr("model/@name")  # pci: the emulated device
    chassis_nr: UInt | None = attr("target/@chassisNr")  # pci-bridge, 1 to 255
    chassis: Number | None = attr("target/@chassis")  # pcie-root-port and switch ports, 0 to 255
    port: Hex | None = attr("target/@port")  # pcie-root-port and switch ports, 0 to 255
    bus_nr: UInt | None = attr("target/@busNr")  # expander buses, 1 to 254
    target_index: UInt | None = attr("target/@index")  # pci-root of pSeries
    hotplug: OnOff | None = attr("target/@hotplug")
    mem_reserve: ULong | None = attr("target/@memReserve")  # KiB that the firmware keeps for devices plugged in later
    node: UInt | None = attr("target/node")  # guest NUMA node of an expander bus
    queues: UInt | None = attr("driver/@queues")
    cmd_per_lun: UInt | None = attr("driver/@cmd_per_lun")
    max_sectors: UInt | None = attr("driver/@max_sectors")
    ioeventfd: OnOff | None = attr("driver/@ioeventfd")
    iothread: Positive | None = attr("driver/@iothread")
    iommu: OnOff | None = attr("driver/@iommu")
    ats: OnOff | None = attr("driver/@ats")
    packed: OnOff | None = attr("driver/@packed")
    page_per_vq: OnOff | None = attr("driver/@page_per_vq")
    iothreads: list[QueueThread] = children("driver/iothreads/iothread")  # scsi
    serial: str | None = attr("serial")  # nvme, that of its disks
    alias: str | None = attr("alias/@name")
    master_startport: UInt | None = attr("master/@startport", bare="0")  # companion of a USB 2 controller
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
    pcihole64: ULong | None = attr("pcihole64", unit=KiB)  # KiB; pci-root and pcie-root


_VIRTIO = ("virtio-transitional", "virtio-non-transitional")

# What <controller model=> may say, by type; None: the type has no models.
CONTROLLER_MODELS: dict[ControllerType, tuple[str, ...] | None] = {
    ControllerType.IDE: ("piix3", "piix4", "ich6"),
    ControllerType.FDC: None,
    ControllerType.SCSI: (
        "auto",
        "buslogic",
        "lsilogic",
        "lsisas1068",
        "vmpvscsi",
        "ibmvscsi",
        "virtio-scsi",
        "lsisas1078",
        *_VIRTIO,
        "ncr53c90",
        "dc390",
        "am53c974",
    ),
    ControllerType.SATA: None,
    ControllerType.VIRTIO_SERIAL: ("virtio", *_VIRTIO),
    ControllerType.CCID: None,
    ControllerType.USB: (
        "piix3-uhci",
        "piix4-uhci",
        "ehci",
        "ich9-ehci1",
        "ich9-uhci1",
        "ich9-uhci2",
        "ich9-uhci3",
        "vt82c686b-uhci",
        "pci-ohci",
        "nec-xhci",
        "qusb1",
        "qusb2",
        "qemu-xhci",
        "none",
    ),
    ControllerType.PCI: (
        "pci-root",
        "pcie-root",
        "pci-bridge",
        "dmi-to-pci-bridge",
        "pcie-to-pci-bridge",
        "pcie-root-port",
        "pcie-switch-upstream-port",
        "pcie-switch-downstream-port",
        "pci-expander-bus",
        "pcie-expander-bus",
    ),
    ControllerType.XENBUS: None,
    ControllerType.ISA: None,
    ControllerType.NVME: None,
}

# What <controller type='pci'><model name=> may say.
PCI_MODEL_NAMES: tuple[str, ...] = (
    "pci-bridge",
    "i82801b11-bridge",
    "ioh3420",
    "x3130-upstream",
    "xio3130-downstream",
    "pxb",
    "pxb-pcie",
    "pcie-root-port",
    "spapr-pci-host-bridge",
    "pcie-pci-bridge",
)
