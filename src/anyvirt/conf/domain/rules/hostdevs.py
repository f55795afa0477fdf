"""Rules about devices of the host."""

from __future__ import annotations

import re
from typing import Final

from anyvirt.conf.auth import check_auth
from anyvirt.conf.domain.devices.address import CcwAddress, DriveAddress, PCIAddress, UnassignedAddress, UsbAddress
from anyvirt.conf.domain.devices.disk import DiskBus
from anyvirt.conf.domain.devices.hostdev import (
    Hostdev,
    HostdevMode,
    HostdevModel,
    HostdevSource,
    HostdevType,
    MdevSource,
    MiscCapability,
    NetCapability,
    PciHostSource,
    ScsiHostSource,
    ScsiProtocol,
    StorageCapability,
    UsbHostSource,
    VhostScsiSource,
)
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.rules.interfaces import check_rom
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlError, libvirtError
from anyvirt.util.xmlmap import Element

_CAPABILITIES: Final = (HostdevType.STORAGE, HostdevType.MISC, HostdevType.NET)
_VFIO: Final = (HostdevModel.VFIO_PCI, HostdevModel.VFIO_CCW, HostdevModel.VFIO_AP)
_WWPN: Final = re.compile("naa\\.[0-9a-fA-F]{16}").fullmatch

# The classes of addresses that a device of a type may have in the guest.
_PLACES: Final[dict[HostdevType, tuple[type[Element], ...]]] = {
    HostdevType.USB: (UsbAddress,),
    HostdevType.PCI: (PCIAddress, UnassignedAddress),
    HostdevType.SCSI: (DriveAddress,),
    HostdevType.SCSI_HOST: (PCIAddress, CcwAddress),
}
_MDEV_PLACES: Final[dict[HostdevModel, tuple[type[Element], ...]]] = {
    HostdevModel.VFIO_PCI: (PCIAddress, UnassignedAddress),
    HostdevModel.VFIO_CCW: (CcwAddress, UnassignedAddress),
}


def check_hostdev_read(hostdev: Hostdev, *, off: bool) -> None:
    """What is wrong with a device as it was read; *off*: the guest has no USB."""
    what = f"<hostdev type='{hostdev.type.value}'>"
    if (hostdev.mode is HostdevMode.CAPABILITIES) != (hostdev.type in _CAPABILITIES):
        raise ConfigUnsupported(f"{what}: there is no such type with mode='{hostdev.mode.value}'")
    if hostdev.source is None:
        raise XmlError(f"{what}: needs a <source>")
    _check_extras(hostdev, what)
    _check_source(hostdev, what)
    check_rom(what, enabled=hostdev.rom_enabled, bar=hostdev.rom_bar, file=hostdev.rom_file)
    if hostdev.type is HostdevType.USB and off:
        raise ConfigUnsupported(f"{what}: needs USB, and the document switches USB off with model='none'")


def check_mediated_places(domain: Domain) -> None:
    for hostdev in domain.hostdevs:
        if hostdev.model in _MDEV_PLACES:
            _check_place(hostdev, _MDEV_PLACES[hostdev.model], XmlError)


def check_hostdev(hostdev: Hostdev) -> None:
    """What is wrong with a complete device by itself."""
    what = f"<hostdev type='{hostdev.type.value}'>"
    if hostdev.mode is HostdevMode.SUBSYSTEM and hostdev.type in _PLACES:
        error = InternalError if hostdev.type is HostdevType.PCI else ConfigUnsupported
        _check_place(hostdev, _PLACES[hostdev.type], error)
    if hostdev.teaming is not None:
        if hostdev.type is not HostdevType.PCI:
            raise ConfigUnsupported(f"{what}: <teaming> is only for network interfaces that are PCI devices")
        if not hostdev.teaming.persistent:
            raise ConfigUnsupported(f"{what}: <teaming> needs persistent, the alias of its partner")


def check_all_hostdevs(domain: Domain) -> None:
    """What is wrong with devices that are right by themselves."""
    _check_twice(domain)
    _check_units(domain)


def _check_extras(hostdev: Hostdev, what: str) -> None:
    """Attributes and elements that only some types have."""
    kind = hostdev.type
    if kind is not HostdevType.SCSI:
        if hostdev.sgio is not None:
            raise XmlError(f"{what}: sgio is only supported for scsi host devices")
        if hostdev.rawio is not None:
            raise XmlError(f"{what}: rawio is only supported for scsi host devices")
    if kind is HostdevType.MDEV:
        if hostdev.model not in _VFIO:
            raise XmlError(f"{what}: needs a model, one of {', '.join(model.value for model in _VFIO)}")
    elif kind is HostdevType.SCSI_HOST:
        if hostdev.model in _VFIO:
            raise XmlError(f"{what}: model '{hostdev.model.value}' is for mediated devices")
    elif hostdev.model is not None:
        raise XmlError(f"{what}: has no models, found '{hostdev.model.value}'")


def _check_source(hostdev: Hostdev, what: str) -> None:
    match hostdev.source:
        case None:
            pass  # refused before
        case UsbHostSource():
            _check_usb(hostdev.source, what)
        case PciHostSource():
            address = hostdev.source.address
            if address is not None and (address.slot > 0x1F or address.function > 7):
                raise XmlError(f"{what}: the slot of an address is at most 0x1f, its function at most 7")
        case ScsiHostSource():
            _check_scsi(hostdev.source, what)
        case VhostScsiSource():
            if hostdev.source.protocol != "vhost":
                error = XmlError if hostdev.source.protocol is None else ConfigUnsupported
                raise error(f"{what}: the source needs protocol='vhost'")
            if hostdev.source.wwpn is None or not _WWPN(hostdev.source.wwpn):
                raise XmlError(f"{what}: wwpn '{hostdev.source.wwpn}' is not naa. and 16 hexadecimal digits")
        case MdevSource():
            if hostdev.source.uuid is None:
                raise ConfigUnsupported(f"{what}: the source needs an <address> with a uuid")
        case StorageCapability():
            if not hostdev.source.block:
                raise XmlError(f"{what}: the source needs a <block>")
        case MiscCapability():
            if not hostdev.source.char:
                raise XmlError(f"{what}: the source needs a <char>")
        case NetCapability():
            if not hostdev.source.interface:
                raise XmlError(f"{what}: the source needs an <interface>")


def _check_usb(source: UsbHostSource, what: str) -> None:
    address = source.address
    if (source.vendor is None) != (source.product is None):
        raise InternalError(f"{what}: the source needs both vendor and product")
    if source.vendor == 0 or source.product == 0:
        raise XmlError(f"{what}: vendor and product cannot be 0")
    if address is not None and address.port is None and (address.bus is None or address.device is None):
        raise XmlError(f"{what}: the address of the source needs bus and device")


def _check_scsi(source: ScsiHostSource, what: str) -> None:
    if source.protocol is ScsiProtocol.ISCSI:
        if not source.name:
            raise XmlError(f"{what}: an iSCSI source needs the name of the target")
        if len(source.hosts) != 1:
            raise XmlError(f"{what}: an iSCSI source needs one <host>")
        if source.auth is not None:
            check_auth(source.auth, f"{what}/source/auth")
            kind = source.auth.secret.type if source.auth.secret is not None else None
            if kind not in (None, "iscsi"):
                raise InternalError(f"{what}: the secret must be of type 'iscsi', not '{kind}'")
    elif source.adapter is None or source.address is None:
        raise XmlError(f"{what}: the source needs <adapter> and <address>")


def _check_place(hostdev: Hostdev, allowed: tuple[type[Element], ...], error: type[libvirtError]) -> None:
    if hostdev.address is not None and not isinstance(hostdev.address, allowed):
        types = " or ".join(str(cls.__xml_const__["type"]) for cls in allowed)
        raise error(f"<hostdev type='{hostdev.type.value}'>: must use an address of type {types}")


def _check_twice(domain: Domain) -> None:
    seen: set[str] = set()
    for hostdev in domain.hostdevs:
        identity = _identity(hostdev.source)
        if identity is None:
            continue
        shown = repr(identity)  # parts of a document have no hash
        if shown in seen:
            raise XmlError(f"<hostdev type='{hostdev.type.value}'>: the device is given twice")
        seen.add(shown)


def _identity(source: HostdevSource | None) -> object:
    """What names the device at the host; None where that is not known before start."""
    match source:
        case UsbHostSource():
            return source.address if source.address is not None else (source.vendor, source.product)
        case PciHostSource():
            return source.address
        case ScsiHostSource():
            return (source.adapter, source.address, source.name, [(host.name, host.port) for host in source.hosts])
        case MdevSource():
            return source.uuid
        case VhostScsiSource():
            return source.wwpn
        case _:
            return None


def _check_units(domain: Domain) -> None:
    """No two SCSI devices on one unit, be they disks or the host's."""
    disks = [disk.address for disk in domain.disks if disk.bus is DiskBus.SCSI]
    taken = {(a.controller, a.bus, a.target, a.unit) for a in disks if isinstance(a, DriveAddress)}
    for hostdev in domain.hostdevs:
        address = hostdev.address
        if hostdev.type is HostdevType.SCSI and isinstance(address, DriveAddress):
            place = (address.controller, address.bus, address.target, address.unit)
            if place in taken:
                raise ConfigUnsupported(
                    f"<hostdev type='scsi'>: controller {place[0]}, bus {place[1]}, target {place[2]}, unit {place[3]} "
                    "is taken by another SCSI device"
                )
            taken.add(place)
