"""The firmware's description of a host."""

from __future__ import annotations

from anyvirt.conf.domain.boot import BaseBoard, SysinfoEntry
from anyvirt.conf.sysinfo import HostSysinfo, MemoryDevice, Processor, value_of


def test_tables_are_written_in_order_and_read_again() -> None:
    sysinfo = HostSysinfo(
        bios=[SysinfoEntry(name="vendor", value="Acme & Sons")],
        system=[SysinfoEntry(name="product", value="Box")],
        base_boards=[BaseBoard(entries=[SysinfoEntry(name="serial", value="1")])],
        chassis=[SysinfoEntry(name="sku", value="2")],
        processors=[Processor(entries=[SysinfoEntry(name="type", value="CPU")])],
        memory_devices=[MemoryDevice(entries=[SysinfoEntry(name="size", value="8 GB")])],
        oem_strings=["one", "two"],
    )
    text = sysinfo.to_xml()
    assert HostSysinfo.from_xml(text, unknown="refuse") == sysinfo
    assert HostSysinfo.from_dict(sysinfo.to_dict()) == sysinfo
    assert [line.strip() for line in text.splitlines() if line.startswith("  <") and "/" not in line] == [
        "<bios>",
        "<system>",
        "<baseBoard>",
        "<chassis>",
        "<processor>",
        "<memory_device>",
        "<oemStrings>",
    ]


def test_a_string_is_found_by_its_name() -> None:
    entries = [SysinfoEntry(name="vendor", value="Acme")]
    assert value_of(entries, "vendor") == "Acme"
    assert value_of(entries, "date") is None
