"""What libvirt knows of machine types by their names: which chipset, which root bus, what is built in."""

from __future__ import annotations

import enum

from anyvirt.util.arch import X86

ARM = ("aarch64", "armv7l", "armv6l")
RISCV = ("riscv64", "riscv32")


class Chipset(enum.Enum):
    """The board a machine type emulates."""

    I440FX = "PC with PCI (i440fx, PIIX3)"
    Q35 = "PC with PCI Express (q35, ICH9)"
    ISAPC = "PC with ISA only"
    VIRT = "virtual board with PCI Express"
    PSERIES = "sPAPR"
    CCW = "s390 channel subsystem"
    OTHER = "anything else"


def chipset(arch: str | None, machine: str | None) -> Chipset:
    name = machine or ""
    if arch in X86:
        if name == "q35" or name.startswith("pc-q35"):
            return Chipset.Q35
        if name == "pc" or name.startswith(("pc-i440", "pc-0.", "pc-1.", "xenfv")):
            return Chipset.I440FX
        if name == "isapc":
            return Chipset.ISAPC
    elif arch in ARM or arch in RISCV or arch == "loongarch64":
        if name == "virt" or name.startswith("virt-"):
            return Chipset.VIRT
    elif arch in ("ppc64", "ppc64le"):
        if name.startswith("pseries"):
            return Chipset.PSERIES
    elif arch in ("s390x", "s390") and name.startswith("s390-ccw"):
        return Chipset.CCW
    return Chipset.OTHER


# Model of PCI controller 0, by chipset; boards that are not here have no PCI that we could fill.
ROOT_BUS: dict[Chipset, str] = {
    Chipset.I440FX: "pci-root",
    Chipset.Q35: "pcie-root",
    Chipset.VIRT: "pcie-root",
    Chipset.PSERIES: "pci-root",
}
