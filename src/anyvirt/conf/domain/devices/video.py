"""Video cards: <video>."""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.util.error import ConfigUnsupported, InternalError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, OnOff, Positive, UInt, YesNo, attr


class VideoModel(WordEnum):
    DEFAULT = "default"
    VGA = "vga"
    CIRRUS = "cirrus"
    VMVGA = "vmvga"
    XEN = "xen"
    VBOX = "vbox"
    QXL = "qxl"
    PARALLELS = "parallels"
    VIRTIO = "virtio"
    GOP = "gop"
    NONE = "none"
    BOCHS = "bochs"
    RAMFB = "ramfb"


class VideoDriver(WordEnum):
    QEMU = "qemu"
    VHOSTUSER = "vhostuser"


class VgaConf(WordEnum):
    IO = "io"
    ON = "on"
    OFF = "off"


class Video(Element, tag="video"):
    """A video card. Sizes of memory in KiB."""

    iommu: OnOff | None = attr("driver/@iommu")
    ats: OnOff | None = attr("driver/@ats")
    packed: OnOff | None = attr("driver/@packed")
    page_per_vq: OnOff | None = attr("driver/@page_per_vq")
    driver: VideoDriver | None = attr("driver/@name")
    vgaconf: VgaConf | None = attr("driver/@vgaconf")  # bhyve
    model: VideoModel = attr("model/@type", default=VideoModel.DEFAULT, wrong=ConfigUnsupported)
    ram: UInt | None = attr("model/@ram")  # qxl: main bar
    vram: UInt | None = attr("model/@vram")
    vram64: UInt | None = attr("model/@vram64")  # qxl: 64-bit bar
    vgamem: UInt | None = attr("model/@vgamem")  # qxl: frame buffer
    heads: UInt | None = attr("model/@heads", wrong=InternalError)  # screens
    primary: YesNo | None = attr("model/@primary")
    blob: OnOff | None = attr("model/@blob")  # virtio
    edid: OnOff | None = attr("model/@edid")
    accel3d: YesNo | None = attr("model/acceleration/@accel3d")
    accel2d: YesNo | None = attr("model/acceleration/@accel2d")
    rendernode: str | None = attr("model/acceleration/@rendernode")  # DRM device of the host
    resolution_x: UInt | None = attr("model/resolution/@x")
    resolution_y: UInt | None = attr("model/resolution/@y")
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
