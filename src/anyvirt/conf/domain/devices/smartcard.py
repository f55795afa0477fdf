"""Smartcards: <smartcard>."""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.conf.domain.devices.chardev import CharProtocol, CharSource, CharType
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, OnOff, Positive, attr, children, need


class SmartcardMode(WordEnum):
    HOST = "host"  # the host's reader
    HOST_CERTIFICATES = "host-certificates"  # emulated from certificates of the host
    PASSTHROUGH = "passthrough"  # a reader at the end of a character device


class Smartcard(Element, tag="smartcard"):
    """A smartcard in a reader of the guest."""

    mode: SmartcardMode = need("@mode")
    type: CharType | None = attr("@type", wrong=ConfigUnsupported)  # passthrough, as the next four
    sources: list[CharSource] = children("source")
    protocol: CharProtocol | None = attr("protocol/@type")
    log_file: str | None = attr("log/@file")
    log_append: OnOff | None = attr("log/@append")
    certificates: list[str] = children("certificate")  # host-certificates: the names of three
    database: str | None = attr("database")  # host-certificates: where they are kept
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
