"""Definitions on their way into the QEMU driver: made short, looked at in short."""

from __future__ import annotations

from anyvirt.conf.domain.devices.address import PCIAddress
from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.format import format_domain
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.parse import parse
from anyvirt.qemu import addresses
from anyvirt.qemu.addresses.endpoints import PciDevice, endpoints, pci_controllers
from anyvirt.qemu.capabilities import Accelerator, Machine, QemuCaps
from anyvirt.qemu.defaults import fill
from anyvirt.qemu.validate import check

CAPS = QemuCaps(
    binary="/usr/bin/qemu-system-x86_64",
    version=(7, 2, 0),
    arch="x86_64",
    machines={
        machine.name: machine
        for machine in (
            Machine(
                name="pc-i440fx-7.2",
                alias="pc",
                max_cpus=255,
                is_default=True,
                default_cpu_type="qemu64-x86_64-cpu",
            ),
            Machine(name="pc-q35-7.2", alias="q35", max_cpus=288, default_cpu_type="qemu64-x86_64-cpu"),
            Machine(name="pc-q35-6.1", max_cpus=288, default_cpu_type="qemu64-x86_64-cpu"),
            Machine(name="isapc", max_cpus=1, default_cpu_type="486-x86_64-cpu"),
        )
    },
    devices=frozenset((
        "VGA", "bochs-display", "cirrus-vga", "e1000", "e1000e", "floppy", "i6300esb", "i82801b11-bridge", "ib700",
        "ich9-ahci", "ich9-usb-ehci1", "ich9-usb-uhci1", "ich9-usb-uhci2", "ich9-usb-uhci3", "ide-hd", "isa-serial",
        "lsi53c895a", "nec-usb-xhci", "pci-bridge", "pci-serial", "pcie-pci-bridge", "pcie-root-port",
        "piix3-usb-uhci", "pxb", "qemu-xhci", "qxl-vga", "rtl8139", "scsi-hd", "usb-kbd", "usb-mouse", "usb-net",
        "usb-serial", "usb-storage", "usb-tablet", "virtio-blk-pci", "virtio-keyboard-pci", "virtio-mouse-pci",
        "virtio-net-pci", "virtio-scsi-pci", "virtio-tablet-pci", "virtio-vga", "vmware-svga", "x3130-upstream",
        "xio3130-downstream",
    )),
    chardevs=frozenset(("pty", "socket", "file")),
    displays=frozenset(("none", "egl-headless")),
    accelerators={"tcg": Accelerator(usable=True), "kvm": Accelerator(usable=False, reason="no /dev/kvm")},
)  # fmt: skip


def document(devices: str = "", *, machine: str | None = "pc", general: str = "", **attributes: str) -> str:
    arch = attributes.get("arch", "x86_64")
    return f"""
<domain type='{attributes.get("type", "qemu")}'>
  <name>guest</name>
  <uuid>7f0e9a8c-0000-4000-8000-000000000001</uuid>
  <memory unit='MiB'>64</memory>
  <os><type arch='{arch}'{f" machine='{machine}'" if machine else ""}>hvm</type></os>
  {general}
  <devices>{devices}</devices>
</domain>"""


def filled(xml: str, caps: QemuCaps = CAPS) -> Domain:
    """A definition with the driver's defaults."""
    return parse(xml, fill=lambda domain: fill(domain, caps))


def define(xml: str, caps: QemuCaps = CAPS) -> Domain:
    """A definition as the driver keeps it."""
    domain = filled(xml, caps)
    check(domain, caps)
    addresses.assign(domain, caps)
    return domain


def text(domain: Domain) -> str:
    return format_domain(domain, secure=True, inactive=True)


def disk(target: str, *, bus: str | None = None, device: str = "disk", more: str = "") -> str:
    bus_text = f" bus='{bus}'" if bus else ""
    return (
        f"<disk type='file' device='{device}'><source file='/srv/{target}.img'/>"
        f"<target dev='{target}'{bus_text}/>{more}</disk>"
    )


def nic(model: str | None = "virtio", more: str = "", *, number: int = 1) -> str:
    model_text = f"<model type='{model}'/>" if model else ""
    mac = f"52:54:00:00:{number >> 8:02x}:{number & 255:02x}"
    return f"<interface type='user'><mac address='{mac}'/>{model_text}{more}</interface>"


def controller(kind: str, model: str, index: int | None = None, more: str = "") -> str:
    number = f" index='{index}'" if index is not None else ""
    return f"<controller type='{kind}'{number} model='{model}'>{more}</controller>"


def pci(bus: int, slot: int, function: int = 0, more: str = "") -> str:
    return f"<address type='pci' bus='{bus}' slot='{slot}' function='{function}' {more}/>"


def place(device: PciDevice | None) -> str:
    """Where a device is, as lspci writes it; a + behind it says multifunction."""
    assert device is not None
    assert isinstance(device.address, PCIAddress), f"{device} is not on PCI"
    address = device.address
    return f"{address.bus:02x}:{address.slot:02x}.{address.function}{'+' if address.multifunction else ''}"


def places(domain: Domain) -> dict[int, str]:
    """Where everything on PCI is, by id() of the device."""
    devices: list[PciDevice] = [*pci_controllers(domain), *endpoints(domain)]
    return {id(device): place(device).rstrip("+") for device in devices if isinstance(device.address, PCIAddress)}


def controllers(domain: Domain, kind: ControllerType = ControllerType.PCI) -> list[Controller]:
    return sorted((c for c in domain.controllers if c.type is kind), key=lambda c: c.index or 0)


def models(domain: Domain) -> list[str]:
    """The PCI controllers by index."""
    return [found.model or "" for found in controllers(domain)]
