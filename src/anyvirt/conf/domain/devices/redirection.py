"""USB devices of a client, and USB hubs: <redirdev>, <redirfilter>, <hub>."""

from __future__ import annotations

import re
from typing import Annotated, Final

from anyvirt.conf.domain.boot import Loadparm
from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.conf.domain.devices.chardev import CharProtocol, CharSource, CharType
from anyvirt.util.error import ConfigUnsupported, InternalError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Converter, Element, OnOff, Positive, YesNo, attr, children, need

ANY: Final = -1
"""What a filter may say for "whatever it is"; the same as saying nothing."""

_NUMBER: Final = r"(?ai)-1|(0x)?[0-9a-f]+"
_VERSION: Final = r"-1|([0-9]{1,2})\.([0-9]{1,2})"


def _hexadecimal(digits: int) -> Converter[int]:
    """A number of so many digits, or -1, written in capital letters."""

    def parse(text: str) -> int:
        if not re.fullmatch(_NUMBER, text):
            raise ValueError
        value = int(text, 16) if text.lower().startswith("0x") else int(text, 10)
        if value >= 16**digits:
            raise ValueError
        return value

    return Converter(
        allowed=f"-1 or a number up to 0x{16**digits - 1:X}",
        parse=parse,
        format=lambda value: "-1" if value == ANY else f"0x{value:0{digits}X}",
        check=lambda value: isinstance(value, int) and ANY <= value < 16**digits,
        plain=True,
    )


def _parse_version(text: str) -> str:
    match = re.fullmatch(_VERSION, text)
    if match is None:
        raise ValueError
    if text == "-1":
        return text
    return f"{int(match[1])}.{match[2].ljust(2, '0')}"  # 1.1 is short for 1.10


Class = Annotated[int, _hexadecimal(2)]
Id = Annotated[int, _hexadecimal(4)]
Version = Annotated[
    str,
    Converter(
        allowed="-1 or a version such as 1.10",
        parse=_parse_version,
        format=str,
        check=lambda value: isinstance(value, str) and re.fullmatch(_VERSION, value) is not None,
    ),
]


class RedirBus(WordEnum):
    USB = "usb"


class Redirdev(Element, tag="redirdev", open_tags=(".",)):
    """A place for a USB device that a client hands over."""

    bus: RedirBus = attr("@bus", default=RedirBus.USB, wrong=ConfigUnsupported)
    type: CharType = need("@type", wrong=ConfigUnsupported)
    sources: list[CharSource] = children("source")
    protocol: CharProtocol | None = attr("protocol/@type")
    log_file: str | None = attr("log/@file")
    log_append: OnOff | None = attr("log/@append")
    boot_order: Positive | None = attr("boot/@order")
    loadparm: Loadparm | None = attr("boot/@loadparm")
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()


class RedirRule(Element, tag="usbdev"):
    """Which devices are let in or kept out; what is not said matches any."""

    class_: Class | None = attr("@class")
    vendor: Id | None = attr("@vendor")
    product: Id | None = attr("@product")
    version: Version | None = attr("@version")
    allow: YesNo = need("@allow")


class RedirFilter(Element, tag="redirfilter"):
    """Rules for the devices of clients; the first that matches decides."""

    rules: list[RedirRule] = children("usbdev")


class HubType(WordEnum):
    USB = "usb"


class Hub(Element, tag="hub"):
    """A hub that multiplies ports."""

    type: HubType = need("@type", missing=InternalError, wrong=ConfigUnsupported)
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
