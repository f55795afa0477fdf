"""What every part of the command line is built from, and how a device's place in the guest is said to QEMU."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from anyvirt.conf.domain.devices.address import (
    Address,
    CcidAddress,
    CcwAddress,
    IsaAddress,
    PCIAddress,
    SpaprVioAddress,
    UnassignedAddress,
    UsbAddress,
    VirtioMmioAddress,
    VirtioSerialAddress,
)
from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.capabilities import QemuCaps
from anyvirt.qemu.command.coverage import Coverage, every
from anyvirt.qemu.command.line import CommandLine, Json, Props
from anyvirt.qemu.command.runtime import Runtime
from anyvirt.qemu.machine import Chipset, chipset
from anyvirt.util.error import ConfigUnsupported, InternalError

TRANSLATED: Coverage = {
    **every(IsaAddress, SpaprVioAddress, UnassignedAddress, UsbAddress, VirtioMmioAddress, CcidAddress, CcwAddress),
    PCIAddress: frozenset(("domain", "bus", "slot", "function", "multifunction")),
    VirtioSerialAddress: frozenset(("controller", "bus", "port")),
}


class Device(Protocol):
    """Anything that the guest sees as a device."""

    alias: str | None
    acpi_index: int | None
    address: Address | None


class VirtioOptions(Protocol):
    """What all virtio devices have in common."""

    iommu: bool | None
    ats: bool | None
    packed: bool | None
    page_per_vq: bool | None


@dataclass(frozen=True, slots=True)
class Context:
    """One domain on its way to a command line."""

    domain: Domain
    caps: QemuCaps
    runtime: Runtime
    line: CommandLine = field(default_factory=CommandLine)

    @property
    def chipset(self) -> Chipset:
        return chipset(self.caps.arch, self.domain.os_machine)

    def alias(self, device: Device) -> str:
        """The device's name in QEMU; `aliases.assign` has given it one."""
        if device.alias is None:
            raise InternalError(f"domain '{self.domain.name}': {type(device).__name__} has no alias")
        return device.alias

    def controller(self, kind: ControllerType, index: int) -> str:
        """Alias of a controller, the first half of the name of its bus."""
        for controller in self.domain.controllers:
            # Companions of a USB 2 controller share its index; the bus is the master's.
            if controller.type is kind and (controller.index or 0) == index and controller.master_startport is None:
                return self.alias(controller)
        raise InternalError(f"domain '{self.domain.name}' has no {kind.value} controller {index}")

    def device(self, driver: str, props: Props, place: Props) -> None:
        """Add a device, if this QEMU has it."""
        if not self.caps.has_device(driver):
            version = ".".join(map(str, self.caps.version))
            raise ConfigUnsupported(
                f"domain '{self.domain.name}': {self.caps.binary} ({version}) has no device '{driver}'",
                hint="choose another model, or install the package that brings this device",
            )
        self.line.device({"driver": driver, **props, **place})

    def place(self, device: Device) -> dict[str, Json]:
        """Where the device is plugged in, as options of it."""
        address = device.address
        place: dict[str, Json]
        match address:
            case None | VirtioMmioAddress():
                place = {}
            case PCIAddress():
                place = self._pci(address)
            case UsbAddress():
                place = {"bus": f"{self.controller(ControllerType.USB, address.bus)}.0", "port": address.port}
            case VirtioSerialAddress():
                bus = self.controller(ControllerType.VIRTIO_SERIAL, address.controller)
                place = {"bus": f"{bus}.{address.bus}", "nr": address.port}
            case CcidAddress():
                place = {"bus": f"{self.controller(ControllerType.CCID, address.controller)}.0"}
            case IsaAddress():
                place = {"iobase": address.iobase, "irq": address.irq}
            case SpaprVioAddress():
                place = {"reg": address.reg}
            case CcwAddress():
                place = {"devno": f"{address.cssid or 0:x}.{address.ssid or 0:x}.{address.devno or 0:04x}"}
            case _:
                raise ConfigUnsupported(
                    f"domain '{self.domain.name}': {self.alias(device)} cannot have an address of this type"
                )
        if device.acpi_index is not None:
            place["acpi-index"] = device.acpi_index
        return place

    def _pci(self, address: PCIAddress) -> dict[str, Json]:
        slot = f"{address.slot:#x}" + (f".{address.function:#x}" if address.function else "")
        return {
            "bus": self.controller(ControllerType.PCI, address.bus),
            # Off is what QEMU takes without the option.
            "multifunction": address.multifunction or None,
            "addr": slot,
        }

    def virtio(self, name: str, device: Device, model: str | None = None) -> str:
        """Name of the virtio device *name* on the bus that *device* is on, in the flavour that *model* asks for."""
        match device.address:
            case CcwAddress():
                return f"{name}-ccw"
            case VirtioMmioAddress():
                return f"{name}-device"
            case _:
                for flavour in ("-transitional", "-non-transitional"):
                    if model == f"virtio{flavour}":
                        return f"{name}-pci{flavour}"
                return f"{name}-pci"


def virtio_options(device: VirtioOptions) -> dict[str, Json]:
    """Options of the virtio transport."""
    return {
        "iommu_platform": device.iommu,
        "ats": device.ats,
        "packed": device.packed,
        "page-per-vq": device.page_per_vq,
    }


def exists(device: Device) -> bool:
    """False for a device that stands in the definition but that the guest does not get."""
    return not isinstance(device.address, UnassignedAddress)
