"""Keyboards, mice and tablets: <input>."""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.util.error import ConfigUnsupported, InternalError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, OnOff, Positive, attr, need


class InputType(WordEnum):
    MOUSE = "mouse"
    TABLET = "tablet"
    KEYBOARD = "keyboard"
    PASSTHROUGH = "passthrough"
    EVDEV = "evdev"


class InputBus(WordEnum):
    PS2 = "ps2"
    USB = "usb"
    XEN = "xen"
    PARALLELS = "parallels"
    VIRTIO = "virtio"
    NONE = "none"


class InputModel(WordEnum):
    VIRTIO = "virtio"
    VIRTIO_TRANSITIONAL = "virtio-transitional"
    VIRTIO_NON_TRANSITIONAL = "virtio-non-transitional"


class InputGrab(WordEnum):
    ALL = "all"


class GrabToggle(WordEnum):
    CTRL_CTRL = "ctrl-ctrl"
    ALT_ALT = "alt-alt"
    SHIFT_SHIFT = "shift-shift"
    META_META = "meta-meta"
    SCROLLLOCK = "scrolllock"
    CTRL_SCROLLLOCK = "ctrl-scrolllock"


class Input(Element, tag="input"):
    """An input device of the guest."""

    type: InputType = need("@type", missing=InternalError, wrong=ConfigUnsupported)
    bus: InputBus | None = attr("@bus", wrong=ConfigUnsupported)
    model: InputModel | None = attr("@model", wrong=ConfigUnsupported)
    iommu: OnOff | None = attr("driver/@iommu")
    ats: OnOff | None = attr("driver/@ats")
    packed: OnOff | None = attr("driver/@packed")
    page_per_vq: OnOff | None = attr("driver/@page_per_vq")
    source_evdev: str | None = attr("source/@evdev")  # passthrough: event device of the host
    source_dev: str | None = attr("source/@dev")  # evdev: event device of the host
    grab: InputGrab | None = attr("source/@grab")  # evdev
    grab_toggle: GrabToggle | None = attr("source/@grabToggle")  # evdev
    repeat: OnOff | None = attr("source/@repeat")  # evdev: auto-repeat
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
