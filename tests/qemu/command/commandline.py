"""Reading a command line back: what a test asks is an option, not a place in a list."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.capabilities import Accelerator, Machine, QemuCaps
from anyvirt.qemu.command import Command, GraphicsPorts, Runtime, Tap, build

DEVICES = frozenset((
    "VGA", "bochs-display", "cirrus-vga", "e1000", "e1000e", "floppy", "i6300esb", "ib700", "ich9-ahci",
    "ich9-usb-ehci1", "ich9-usb-uhci1", "ide-cd", "ide-hd", "isa-debugcon", "isa-fdc", "isa-parallel",
    "isa-serial", "lsi53c895a", "megasas", "nec-usb-xhci", "pci-bridge", "pci-serial", "pcie-pci-bridge",
    "pcie-root-port", "piix3-usb-uhci", "pvscsi", "qemu-xhci", "qxl", "qxl-vga", "ramfb", "rtl8139",
    "scsi-block", "scsi-cd", "scsi-hd", "secondary-vga", "usb-ccid", "usb-kbd", "usb-mouse", "usb-serial",
    "usb-storage", "usb-tablet", "virtconsole", "virtio-balloon-pci", "virtio-blk-pci",
    "virtio-blk-pci-transitional", "virtio-gpu-pci", "virtio-input-host-pci", "virtio-keyboard-pci",
    "virtio-mouse-pci", "virtio-net-pci", "virtio-rng-pci", "virtio-rng-pci-non-transitional",
    "virtio-scsi-pci", "virtio-serial-pci", "virtio-tablet-pci", "virtio-vga", "virtserialport", "vmcoreinfo",
    "vmgenid", "vmware-svga",
))  # fmt: skip

CAPS = QemuCaps(
    binary="/usr/bin/qemu-system-x86_64",
    version=(7, 2, 0),
    arch="x86_64",
    machines={
        name: Machine(
            name=name, alias=alias, max_cpus=255, default_ram_id="pc.ram", default_cpu_type="qemu64-x86_64-cpu"
        )
        for name, alias in (("pc-i440fx-7.2", "pc"), ("pc-q35-7.2", "q35"))
    },
    devices=DEVICES,
    accelerators={"tcg": Accelerator(usable=True), "kvm": Accelerator(usable=True)},
    options=frozenset(("sandbox", "spice", "vnc")),
    block_drivers=frozenset(
        ("file", "host_device", "host_cdrom", "raw", "qcow2", "vvfat", "nbd", "iscsi", "rbd", "https")
    ),
)

NOW = datetime.datetime(2030, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)

I440FX = "<controller type='pci' index='0' model='pci-root'><alias name='pci.0'/></controller>"
Q35 = "<controller type='pci' index='0' model='pcie-root'><alias name='pcie.0'/></controller>"
USB = """<controller type='usb' index='0' model='qemu-xhci'><alias name='usb'/>
  <address type='pci' domain='0' bus='0' slot='4' function='0'/></controller>"""


class Parsed:
    """A command line, taken apart."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.options: list[tuple[str, str]] = []
        words = command.argv[1:]
        while words:
            name = words.pop(0)
            self.options.append((name, words.pop(0) if words and not words[0].startswith("-") else ""))

    def all(self, name: str) -> list[str]:
        return [value for option, value in self.options if option == name]

    def one(self, name: str) -> str:
        values = self.all(name)
        assert len(values) == 1, f"{name}: {values}"
        return values[0]

    def pairs(self, name: str, id: str | None = None) -> dict[str, str]:
        """The one option *name* (with this id) as a mapping; its first word stands under the empty key."""
        found = [_pairs(value) for value in self.all(name)]
        if id is not None:
            found = [pairs for pairs in found if pairs.get("id") == id]
        assert len(found) == 1, f"{name}: {found}"
        return found[0]

    def json(self, name: str) -> list[dict[str, Any]]:
        return [json.loads(value) for value in self.all(name)]

    def device(self, id: str) -> dict[str, Any]:
        return self._named("-device", "id", id)

    def object(self, id: str) -> dict[str, Any]:
        return self._named("-object", "id", id)

    def netdev(self, id: str) -> dict[str, Any]:
        return self._named("-netdev", "id", id)

    def node(self, name: str) -> dict[str, Any]:
        return self._named("-blockdev", "node-name", name)

    def drivers(self) -> list[str]:
        return [device["driver"] for device in self.json("-device")]

    def _named(self, option: str, key: str, name: str) -> dict[str, Any]:
        found = [value for value in self.json(option) if value.get(key) == name]
        assert len(found) == 1, f"{option} {key}={name}: {self.json(option)}"
        return found[0]


def _pairs(value: str) -> dict[str, str]:
    words = [word.replace(",,", ",") for word in re.split(r"(?<!,),(?!,)", value)]
    pairs: dict[str, str] = {}
    for word in words:
        key, equals, rest = word.partition("=")
        if equals:
            pairs[key] = rest
        else:
            pairs[""] = word
    return pairs


def document(
    devices: str = "", *, machine: str = "pc", general: str = "", os: str = "", features: str = "<acpi/>"
) -> str:
    root = Q35 if "q35" in machine else I440FX
    return f"""
<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>guest</name>
  <uuid>11111111-2222-3333-4444-555555555555</uuid>
  <memory unit='MiB'>64</memory>
  <os><type arch='x86_64' machine='{machine}'>hvm</type>{os}</os>
  <features>{features}</features>
  {general}
  <devices>{root}{devices}</devices>
</domain>"""


def build_from(
    xml: str,
    *,
    caps: QemuCaps = CAPS,
    accelerator: str = "tcg",
    taps: Mapping[str, Tap] | None = None,
    graphics: Mapping[int, GraphicsPorts] | None = None,
    chardev_fds: Mapping[str, int] | None = None,
) -> Parsed:
    runtime = Runtime(
        folder=Path("/run/guest"),
        monitor_fd=17,
        accelerator=accelerator,
        now=NOW,
        taps=taps or {},
        graphics=graphics or {},
        chardev_fds=chardev_fds or {},
    )
    return Parsed(build(Domain.from_xml(xml), caps, runtime))
