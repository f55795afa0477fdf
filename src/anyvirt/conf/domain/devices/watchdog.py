"""Watchdogs: <watchdog>."""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import Address, place
from anyvirt.util.error import ConfigUnsupported, InternalError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, Positive, attr, need


class WatchdogModel(WordEnum):
    I6300ESB = "i6300esb"
    IB700 = "ib700"
    DIAG288 = "diag288"
    ITCO = "itco"


class WatchdogAction(WordEnum):
    RESET = "reset"
    SHUTDOWN = "shutdown"
    POWEROFF = "poweroff"
    PAUSE = "pause"
    NONE = "none"
    DUMP = "dump"
    INJECT_NMI = "inject-nmi"


class Watchdog(Element, tag="watchdog"):
    """Acts when the guest stops feeding it."""

    model: WatchdogModel = need("@model", missing=InternalError, wrong=ConfigUnsupported)
    action: WatchdogAction = attr("@action", default=WatchdogAction.RESET, wrong=ConfigUnsupported)
    alias: str | None = attr("alias/@name")
    acpi_index: Positive | None = attr("acpi/@index")
    address: Address | None = place()
