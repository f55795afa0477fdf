"""The memory balloon: <memballoon>."""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, OnOff, Positive, UInt, attr, need


class BalloonModel(WordEnum):
    VIRTIO = "virtio"
    XEN = "xen"
    NONE = "none"
    VIRTIO_TRANSITIONAL = "virtio-transitional"
    VIRTIO_NON_TRANSITIONAL = "virtio-non-transitional"


class Memballoon(Element, tag="memballoon"):
    """Lets the host take memory back from the guest."""

    model: BalloonModel = need("@model")
    autodeflate: OnOff | None = attr("@autodeflate")  # give memory back when the guest runs out
    free_page_reporting: OnOff | None = attr("@freePageReporting")
    stats_period: UInt | None = attr("stats/@period")  # seconds; 0 switches collection off
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
    iommu: OnOff | None = attr("driver/@iommu")
    ats: OnOff | None = attr("driver/@ats")
    packed: OnOff | None = attr("driver/@packed")
    page_per_vq: OnOff | None = attr("driver/@page_per_vq")
