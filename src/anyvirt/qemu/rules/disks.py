"""Rules for disks: which bus takes which, and how many."""

from __future__ import annotations

from types import NoneType

from anyvirt.conf.domain.devices.address import (
    CcwAddress,
    DriveAddress,
    PCIAddress,
    UnassignedAddress,
    UsbAddress,
    VirtioMmioAddress,
)
from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.conf.domain.devices.disk import Disk, DiskBus, DiskDevice, IoTune
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.encryption import EncryptionEngine
from anyvirt.qemu.capabilities import QemuCaps
from anyvirt.qemu.controllers import find_controller
from anyvirt.qemu.machine import Chipset, chipset
from anyvirt.util.error import ConfigUnsupported, InternalError

_BUSES = (DiskBus.VIRTIO, DiskBus.IDE, DiskBus.SATA, DiskBus.SCSI, DiskBus.USB, DiskBus.FDC)
_LUN_BUSES = (DiskBus.SCSI,)
_IDE_BOARDS = (Chipset.I440FX, Chipset.ISAPC, Chipset.OTHER)  # others have SATA or no drives at all

_DEVICES = {
    DiskBus.VIRTIO: "virtio-blk-pci",
    DiskBus.IDE: "ide-hd",
    DiskBus.SATA: "ide-hd",
    DiskBus.SCSI: "scsi-hd",
    DiskBus.USB: "usb-storage",
    DiskBus.FDC: "floppy",
}
_VIRTIO_PLACES = (PCIAddress, CcwAddress, VirtioMmioAddress, UnassignedAddress, NoneType)


def check_disks(domain: Domain, caps: QemuCaps) -> None:
    for disk in domain.disks:
        _check_bus(disk, domain, caps)
        if disk.driver not in (None, "qemu"):
            raise ConfigUnsupported(f"unsupported driver name '{disk.driver}' for disk '{disk.target}'")
        _check_format(disk)
        if disk.bus is DiskBus.USB and not isinstance(disk.address, UsbAddress | UnassignedAddress | None):
            raise InternalError(f"disk '{disk.target}': an address on bus 'usb' is of type 'usb'")
        if isinstance(disk.address, DriveAddress):
            _check_drive(disk, disk.address, domain)
        if disk.iotune is not None:
            _check_bursts(disk.iotune, f"disk '{disk.target}'")


def _check_bursts(tune: IoTune, name: str) -> None:
    """What a burst may reach is more than what is always allowed."""
    for kind in ("bytes", "iops"):
        for way in ("total", "read", "write"):
            limit = getattr(tune, f"{way}_{kind}_sec")
            burst = getattr(tune, f"{way}_{kind}_sec_max")
            if burst and not limit:
                raise ConfigUnsupported(f"{name}: {way}_{kind}_sec_max needs {way}_{kind}_sec")
            if burst and limit and burst < limit:
                raise ConfigUnsupported(f"{name}: {way}_{kind}_sec_max cannot be below {way}_{kind}_sec")


def _check_bus(disk: Disk, domain: Domain, caps: QemuCaps) -> None:
    name = f"disk '{disk.target}'"
    if disk.bus is None or disk.bus not in _BUSES:
        bus = disk.bus.value if disk.bus is not None else "none"
        raise ConfigUnsupported(f"{name}: QEMU has no bus '{bus}'", hint=f"use {', '.join(b.value for b in _BUSES)}")
    if disk.device is DiskDevice.LUN and disk.bus not in _LUN_BUSES:
        raise ConfigUnsupported(f"{name}: device 'lun' is for bus 'scsi', not '{disk.bus.value}'")
    if disk.bus is DiskBus.IDE and chipset(domain.os_arch, domain.os_machine) not in _IDE_BOARDS:
        raise ConfigUnsupported(
            f"{name}: machine type '{domain.os_machine}' has no IDE",
            hint="use bus='sata', with a target like sda",
        )
    if disk.device is DiskDevice.CDROM and disk.bus is DiskBus.VIRTIO:
        raise ConfigUnsupported(f"{name}: bus 'virtio' cannot hold a CD-ROM drive", hint="use sata, scsi, ide or usb")
    if disk.bus is DiskBus.VIRTIO and not isinstance(disk.address, _VIRTIO_PLACES):
        raise ConfigUnsupported(f"{name}: the address must be of type pci, ccw or virtio-mmio on bus 'virtio'")
    if domain.os_arch != "s390x" and not caps.has_device(_DEVICES[disk.bus]):
        raise ConfigUnsupported(f"{name}: {caps.binary} has no device '{_DEVICES[disk.bus]}'")


_SHAREABLE_FORMATS = (None, "raw")  # others keep state in memory that a second guest would not see
_ENCRYPTABLE_FORMATS = (None, "raw", "qcow2")
_NO_FORMATS = {"dir": "use <disk type='dir'>", "cow": "convert the image to qcow2"}


def _check_format(disk: Disk) -> None:
    name = f"disk '{disk.target}'"
    if disk.format in _NO_FORMATS:
        raise ConfigUnsupported(
            f"{name}: '{disk.format}' storage format is not supported", hint=_NO_FORMATS[disk.format]
        )
    if disk.shareable and disk.format not in _SHAREABLE_FORMATS:
        raise ConfigUnsupported(f"{name}: guests cannot share an image of format '{disk.format}'", hint="use raw")
    encryption = getattr(disk.source, "encryption", None) or disk.encryption
    by_qemu = encryption is not None and encryption.engine in (None, EncryptionEngine.QEMU)
    if by_qemu and disk.format not in _ENCRYPTABLE_FORMATS:
        raise ConfigUnsupported(
            f"{name}: an image of format '{disk.format}' cannot be encrypted", hint="use raw or qcow2"
        )
    if (disk.vendor is not None or disk.product is not None) and disk.bus is not DiskBus.SCSI:
        raise ConfigUnsupported(f"{name}: vendor and product are for bus 'scsi'")


_WIDE_SCSI = ("virtio-scsi", "virtio-transitional", "virtio-non-transitional")


def _check_drive(disk: Disk, address: DriveAddress, domain: Domain) -> None:
    match disk.bus:
        case DiskBus.IDE:
            highest = DriveAddress(controller=0, bus=1, target=0, unit=1)
        case DiskBus.FDC:
            highest = DriveAddress(controller=0, bus=0, target=0, unit=1)
        case DiskBus.SATA:
            highest = DriveAddress(controller=address.controller, bus=0, target=0, unit=5)
        case DiskBus.SCSI:
            controller = find_controller(domain, ControllerType.SCSI, address.controller)
            model = controller.model if controller is not None else None
            if model == "lsilogic":  # the disk's id is its unit
                highest = DriveAddress(controller=address.controller, bus=0, target=0, unit=7)
            elif model in _WIDE_SCSI:
                highest = DriveAddress(controller=address.controller, bus=0, target=255, unit=16383)
            else:
                highest = DriveAddress(controller=address.controller, bus=0, target=address.target, unit=0)
        case _:
            return
    for part in ("controller", "bus", "target", "unit"):
        value, limit = getattr(address, part), getattr(highest, part)
        if value > limit:
            what = f"must be 0 for {disk.bus.value} controllers" if limit == 0 else f"is at most {limit}"
            raise ConfigUnsupported(
                f"disk '{disk.target}': {part} {value} in the address, but {part} {what} here",
                hint="leave out <address> to have it follow from the target name",
            )
