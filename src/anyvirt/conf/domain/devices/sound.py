"""Sound cards: <sound>."""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, Positive, UInt, YesNo, attr, children, need


class SoundModel(WordEnum):
    SB16 = "sb16"
    ES1370 = "es1370"
    PCSPK = "pcspk"
    AC97 = "ac97"
    ICH6 = "ich6"
    ICH9 = "ich9"
    USB = "usb"
    ICH7 = "ich7"
    VIRTIO = "virtio"


class CodecType(WordEnum):
    DUPLEX = "duplex"
    MICRO = "micro"
    OUTPUT = "output"


class SoundCodec(Element, tag="codec"):
    """A codec on the sound card."""

    type: CodecType = need("@type", missing=ConfigUnsupported, wrong=ConfigUnsupported)


class Sound(Element, tag="sound"):
    """A sound card of the guest."""

    model: SoundModel = need("@model")
    multichannel: YesNo | None = attr("@multichannel")  # usb
    streams: UInt | None = attr("@streams")  # virtio: number of PCM streams
    codecs: list[SoundCodec] = children("codec")  # ich6, ich9
    audio: Positive | None = attr("audio/@id")  # id of the <audio> back end
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
