"""Small devices of a board: <iommu>, <vsock>, <crypto>, <panic>, <pstore> and the <nvram> of pSeries."""

from __future__ import annotations

import re
from typing import Annotated, Final

from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Converter, Element, KiB, OnOff, Positive, UInt, ULong, YesNo, attr, child, need


class VirtioModel(WordEnum):
    VIRTIO = "virtio"
    VIRTIO_TRANSITIONAL = "virtio-transitional"
    VIRTIO_NON_TRANSITIONAL = "virtio-non-transitional"


class IommuModel(WordEnum):
    INTEL = "intel"
    SMMUV3 = "smmuv3"
    VIRTIO = "virtio"
    AMD = "amd"


class IommuAnswer(WordEnum):
    ON = "on"
    OFF = "off"
    AUTO = "auto"  # as the unit of the host


_BITS: Final = re.compile(r"auto|[0-9]{1,3}", re.ASCII).fullmatch

# How wide a number is, or "auto".
Bits = Annotated[
    str,
    Converter(
        allowed="a number of bits, or auto",
        parse=lambda text: _checked(text.strip()),
        format=str,
        check=lambda value: isinstance(value, str) and _BITS(value) is not None,
        plain=True,
    ),
]


def _checked(text: str) -> str:
    if _BITS(text) is None:
        raise ValueError(text)
    return text


class IommuGranule(Element, tag="granule"):
    """The smallest piece of memory that can be mapped."""

    size: ULong | None = attr("@size", unit=KiB)  # KiB
    mode: str | None = attr("@mode")  # host: as large as pages of the host


class Iommu(Element, tag="iommu"):
    """A unit that maps the memory that devices see."""

    model: IommuModel = need("@model")
    pci_bus: UInt | None = attr("driver/@pciBus")  # smmuv3: index of the controller it serves
    accel: OnOff | None = attr("driver/@accel")  # smmuv3, as the next: the unit of the host translates
    cmdqv: IommuAnswer | None = attr("driver/@cmdqv")  # queues of commands of the guest's own
    ats: IommuAnswer | None = attr("driver/@ats")  # devices may cache translations
    ril: IommuAnswer | None = attr("driver/@ril")  # whole ranges are invalidated
    ssidsize: Bits | None = attr("driver/@ssidsize")  # of a substream's id
    oas: Bits | None = attr("driver/@oas")  # of an address that comes out
    intremap: OnOff | None = attr("driver/@intremap")
    caching_mode: OnOff | None = attr("driver/@caching_mode")
    eim: OnOff | None = attr("driver/@eim")
    iotlb: OnOff | None = attr("driver/@iotlb")
    aw_bits: UInt | None = attr("driver/@aw_bits")  # bits of an address
    dma_translation: OnOff | None = attr("driver/@dma_translation")
    xtsup: OnOff | None = attr("driver/@xtsup")  # amd
    passthrough: OnOff | None = attr("driver/@passthrough")  # amd
    granule: IommuGranule | None = child("driver/granule")  # virtio
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()


class Vsock(Element, tag="vsock"):
    """Sockets between guest and host."""

    model: VirtioModel | None = attr("@model")
    auto_cid: YesNo | None = attr("cid/@auto")  # the host chooses the number
    cid: UInt | None = attr("cid/@address")  # the guest's number, 3 or more
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
    iommu: OnOff | None = attr("driver/@iommu")
    ats: OnOff | None = attr("driver/@ats")
    packed: OnOff | None = attr("driver/@packed")
    page_per_vq: OnOff | None = attr("driver/@page_per_vq")


class CryptoModel(WordEnum):
    VIRTIO = "virtio"


class CryptoType(WordEnum):
    QEMU = "qemu"


class CryptoBackend(WordEnum):
    BUILTIN = "builtin"
    LKCF = "lkcf"


class Crypto(Element, tag="crypto"):
    """A device that encrypts for the guest."""

    model: CryptoModel = need("@model")
    type: CryptoType = need("@type")
    backend: CryptoBackend = need("backend/@model")
    queues: UInt | None = attr("backend/@queues")
    iommu: OnOff | None = attr("driver/@iommu")
    ats: OnOff | None = attr("driver/@ats")
    packed: OnOff | None = attr("driver/@packed")
    page_per_vq: OnOff | None = attr("driver/@page_per_vq")
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()


class PanicModel(WordEnum):
    ISA = "isa"
    PSERIES = "pseries"
    HYPERV = "hyperv"
    S390 = "s390"
    PVPANIC = "pvpanic"


class Panic(Element, tag="panic"):
    """Tells the host that the guest's kernel has crashed."""

    model: PanicModel | None = attr("@model", wrong=ConfigUnsupported)
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()


class PstoreBackend(WordEnum):
    ACPI_ERST = "acpi-erst"


class Pstore(Element, tag="pstore"):
    """A store for the last words of a kernel that crashes."""

    backend: PstoreBackend = need("@backend")
    path: str | None = attr("path")  # file of the host
    size: ULong | None = attr("size", unit=KiB)  # KiB
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()


class NvramDevice(Element, tag="nvram", open_tags=(".",)):
    """Where the variables of the firmware sit on pSeries machines."""

    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
