"""The <sysinfo> document of a host: what its firmware says about the machine.

A domain's own <sysinfo>, which has less, is in `anyvirt.conf.domain`.
"""

from __future__ import annotations

from collections.abc import Iterable

from anyvirt.conf.domain.boot import BaseBoard, SysinfoEntry
from anyvirt.util.xmlmap import Element, children


class Processor(Element, tag="processor"):
    """SMBIOS table of one processor: socket_destination, type, family, manufacturer, version, max_speed ..."""

    entries: list[SysinfoEntry] = children("entry")


class MemoryDevice(Element, tag="memory_device"):
    """SMBIOS table of one memory module: size, form_factor, locator, bank_locator, type, speed ..."""

    entries: list[SysinfoEntry] = children("entry")


class HostSysinfo(Element, tag="sysinfo", const={"type": "smbios"}):
    """<sysinfo>: SMBIOS tables, each a list of named strings."""

    bios: list[SysinfoEntry] = children("bios/entry")  # vendor, version, date, release
    system: list[SysinfoEntry] = children("system/entry")  # manufacturer, product, version, serial, uuid, sku, family
    base_boards: list[BaseBoard] = children("baseBoard")  # manufacturer, product, version, serial, asset, location
    chassis: list[SysinfoEntry] = children("chassis/entry")  # manufacturer, version, serial, asset, sku
    processors: list[Processor] = children("processor")
    memory_devices: list[MemoryDevice] = children("memory_device")
    oem_strings: list[str] = children("oemStrings/entry")


def value_of(entries: Iterable[SysinfoEntry], name: str) -> str | None:
    """The string called *name*; None without it."""
    return next((entry.value for entry in entries if entry.name == name), None)
