"""Sources of random numbers: <rng>."""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.conf.domain.devices.chardev import CharProtocol, CharSource, CharType
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, OnOff, Positive, UInt, attr, child, children, need


class RngModel(WordEnum):
    VIRTIO = "virtio"
    VIRTIO_TRANSITIONAL = "virtio-transitional"
    VIRTIO_NON_TRANSITIONAL = "virtio-non-transitional"


class RandomBackend(Element, tag="backend", const={"model": "random"}):
    """A device of the host that is read."""

    path: str | None = attr(".")  # /dev/random, /dev/urandom, /dev/hwrng ...


class EgdBackend(Element, tag="backend", const={"model": "egd"}, open_tags=(".",)):
    """A daemon that speaks the protocol of EGD."""

    type: CharType = need("@type", wrong=ConfigUnsupported)
    sources: list[CharSource] = children("source")
    protocol: CharProtocol | None = attr("protocol/@type")
    log_file: str | None = attr("log/@file")
    log_append: OnOff | None = attr("log/@append")


class BuiltinBackend(Element, tag="backend", const={"model": "builtin"}):
    """The emulator's own generator."""


RngBackend = RandomBackend | EgdBackend | BuiltinBackend


class Rng(Element, tag="rng"):
    """A random number generator of the guest."""

    model: RngModel = need("@model", wrong=ConfigUnsupported)
    rate_bytes: UInt | None = attr("rate/@bytes")  # bytes per period
    rate_period: UInt | None = attr("rate/@period")  # milliseconds
    backend: RngBackend | None = child("backend", by="model", once=True, wrong=ConfigUnsupported)
    iommu: OnOff | None = attr("driver/@iommu")
    ats: OnOff | None = attr("driver/@ats")
    packed: OnOff | None = attr("driver/@packed")
    page_per_vq: OnOff | None = attr("driver/@page_per_vq")
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
