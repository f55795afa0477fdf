"""Rules about disks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from anyvirt.conf.auth import Auth, check_secret_reference
from anyvirt.conf.domain.devices.address import (
    Address,
    DriveAddress,
    UnassignedAddress,
)
from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.conf.domain.devices.disk import Disk, DiskBus, DiskDevice, DiskErrorPolicy, DiskSnapshot, IoTune, SgIo
from anyvirt.conf.domain.devices.source import (
    BlockSource,
    DirSource,
    DiskType,
    FileSource,
    Host,
    NetProtocol,
    NetworkSource,
    NvmeSource,
    Reservations,
    Source,
    StartupPolicy,
    Transport,
    VhostUserSource,
    VolumeSource,
)
from anyvirt.conf.domain.fill.disks import disk_index, is_empty
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.rules.general import repeated
from anyvirt.conf.domain.rules.security import check_device_labels
from anyvirt.conf.encryption import Encryption
from anyvirt.conf.schema import IMAGE_FORMATS
from anyvirt.util.error import ConfigUnsupported, InternalError, InvalidArg, NoSource, XmlError

_FLOPPIES: Final = "fd"
_HARD_DISKS: Final = ("hd", "sd", "vd", "xvd", "ubd", "nvme")
_WWN: Final[Callable[[str], object]] = re.compile(r"(0x)?[0-9a-fA-F]{16}").fullmatch
_PORT: Final[Callable[[str], object]] = re.compile(r"[0-9]{1,5}", re.ASCII).fullmatch
# RFC 6265, of the value what is between quotes as well.
_COOKIE_NAME: Final[Callable[[str], object]] = re.compile(r"""[^\x00-\x20\x7f()<>@,;:\\"/\[\]?={}]+""").fullmatch
_COOKIE_VALUE: Final[Callable[[str], object]] = re.compile(r"""("?)[^\x00-\x20\x7f",;\\]*\1""").fullmatch
_PRINTABLE: Final[Callable[[str], object]] = re.compile(r"[ -~]*").fullmatch
# Whose images lie in a pool or a volume, which the name begins with.
_IN_POOLS: Final = (NetProtocol.RBD, NetProtocol.GLUSTER)
_BY_THEMSELVES: Final = (DiskType.VHOSTUSER, DiskType.VHOSTVDPA)  # served by somebody else
_DRIVE_BUSES: Final = (DiskBus.IDE, DiskBus.SCSI, DiskBus.SATA, DiskBus.FDC, DiskBus.NVME)
# What is about the image, or about a device that the emulator makes itself.
_NOT_OF_VHOSTUSER: Final = (
    *("iotune", "readonly", "shareable", "transient", "serial", "wwn", "vendor", "product", "cyls"),
    *("logical_block_size", "physical_block_size", "cache", "error_policy", "rerror_policy", "io"),
    *("ioeventfd", "copy_on_read", "discard", "iothread", "detect_zeroes", "metadata_cache_max", "encryption", "auth"),
)
_SECRETS: Final = ("volume", "iscsi", "ceph", "tls", "vtpm", "none")
_REMOVABLE: Final = (DiskBus.USB, DiskBus.SCSI)
_WITH_USERS: Final = (
    *(NetProtocol.ISCSI, NetProtocol.RBD, NetProtocol.SSH),
    *(NetProtocol.HTTP, NetProtocol.HTTPS, NetProtocol.FTP, NetProtocol.FTPS),
)


def check_disk_read(disk: Disk) -> None:
    """What is wrong with a disk as it was read."""
    name = f"disk '{disk.target}'"
    if disk.rerror_policy is DiskErrorPolicy.ENOSPACE:
        raise ConfigUnsupported(f"{name}: rerror_policy cannot be 'enospace', reading needs no space")
    if disk.format is not None and disk.format not in IMAGE_FORMATS:
        raise ConfigUnsupported(f"{name}: there is no format '{disk.format}'", hint=", ".join(IMAGE_FORMATS))
    check_source_read(disk.source, name)
    _check_layers(disk, name)
    _check_auth(disk.auth, name)
    _check_encryption(disk.encryption, name)


def _check_network(source: NetworkSource, name: str) -> None:
    if source.name is None and source.protocol is not NetProtocol.NBD:
        raise XmlError(f"{name}: a source with protocol '{source.protocol.value}' needs a name")
    if source.protocol in _IN_POOLS and "/" not in (source.name or "")[1:]:
        raise XmlError(f"{name}: '{source.name}' is not a pool or volume, '/' and the name of an image")
    for host in source.hosts:
        _check_host(host, name)


def check_disk(disk: Disk) -> None:
    """What is wrong with a complete disk by itself."""
    name = f"disk '{disk.target}'"
    _check_kind(disk, name)
    _check_source(disk, name)
    _check_texts(disk, name)
    if disk.iotune is not None:
        _check_iotune(disk.iotune, name)
    _check_startup_policy(disk, name)
    _check_address(disk, name)
    if disk.device is DiskDevice.FLOPPY and not disk.target.startswith(_FLOPPIES):
        raise InternalError(f"{name}: the target of a floppy drive is fda or fdb")
    if disk.device in (DiskDevice.DISK, DiskDevice.LUN) and not disk.target.startswith(_HARD_DISKS):
        raise InternalError(f"{name}: the target of a disk starts with {', '.join(_HARD_DISKS)}")
    if is_empty(disk) and disk.device not in (DiskDevice.CDROM, DiskDevice.FLOPPY):
        raise NoSource(f"disk '{disk.target}' has no source", hint="only CD-ROM and floppy drives can be empty")


def check_disk_targets(domain: Domain) -> None:
    seen: set[str] = set()
    for disk in domain.disks:
        if disk.target in seen:
            raise XmlError(f"target '{disk.target}' duplicated for disk sources", hint="give every disk its own target")
        seen.add(disk.target)


def _check_source(disk: Disk, name: str) -> None:
    source: Source | None = disk.source
    if isinstance(source, NetworkSource):
        twice = repeated(cookie.name for cookie in source.cookies)
        if twice:
            raise XmlError(f"{name}: cookie '{twice[0]}' is given twice")
        for cookie in source.cookies:
            if not _COOKIE_NAME(cookie.name):
                raise XmlError(f"{name}: the name of cookie '{cookie.name}' has a character that none can have")
            if not _COOKIE_VALUE(cookie.value):
                raise XmlError(f"{name}: the value of cookie '{cookie.name}' has a character that none can have")
    if disk.type in _BY_THEMSELVES and disk.device is not DiskDevice.DISK:
        raise ConfigUnsupported(f"{name}: type '{disk.type.value}' needs device 'disk'")
    if isinstance(source, VhostUserSource):
        _check_vhostuser(disk, name)
    _check_secrets(disk, name)


def _check_startup_policy(disk: Disk, name: str) -> None:
    policy = getattr(disk.source, "startup_policy", None)
    if policy is None:
        return
    if not isinstance(disk.source, FileSource | BlockSource | DirSource | VolumeSource):
        raise XmlError(f"{name}: startupPolicy is not allowed for a disk of type '{disk.type.value}'")
    if policy is StartupPolicy.REQUISITE and disk.device not in (DiskDevice.CDROM, DiskDevice.FLOPPY):
        raise XmlError(f"{name}: startupPolicy 'requisite' is for CD-ROM and floppy drives")


def _check_vhostuser(disk: Disk, name: str) -> None:
    """Who serves the disk decides on all that is behind it."""
    for option in _NOT_OF_VHOSTUSER:
        if getattr(disk, option):
            raise ConfigUnsupported(f"{name}: {option} is not for a disk of type 'vhostuser'")
    if disk.backing_store is not None:
        raise ConfigUnsupported(f"{name}: a disk of type 'vhostuser' has no <backingStore>")
    if disk.snapshot is not DiskSnapshot.NO:
        raise ConfigUnsupported(f"{name}: a disk of type 'vhostuser' takes no part in snapshots")


def _check_host(host: Host, name: str) -> None:
    if host.transport is Transport.UNIX:
        if host.socket is None:
            raise XmlError(f"{name}: a host with transport 'unix' needs a socket")
        return
    if host.name is None:
        raise XmlError(f"{name}: a host needs a name")
    if host.socket is not None:
        raise XmlError(f"{name}: host '{host.name}' has a socket, which needs transport 'unix'")
    if host.port is not None and not _PORT(host.port):
        raise InvalidArg(f"{name}: port '{host.port}' of host '{host.name}' is not a number")


def _check_layers(disk: Disk, name: str) -> None:
    layer = disk.backing_store
    while layer is not None and (layer.type is not None or layer.source is not None):
        if layer.format is None:
            raise XmlError(f"{name}: a <backingStore> needs a <format>")
        if layer.source is None:
            raise XmlError(f"{name}: a <backingStore> needs a <source>")
        if layer.format not in IMAGE_FORMATS:
            raise XmlError(f"{name}: a <backingStore> of the format '{layer.format}', which does not exist")
        layer = layer.backing_store


def check_source_read(source: Source | None, name: str) -> None:
    """What is wrong with an image as it was read.

    Raises:
        XmlError, XmlDetail, InvalidArg: naming *name*, whose image it is.
    """
    match source:
        case NetworkSource():
            _check_network(source, name)
        case VolumeSource() if (source.pool is None) != (source.volume is None):
            raise XmlError(f"{name}: a source of type 'volume' needs both pool and volume")
        case NvmeSource() if source.address is None:
            raise XmlError(f"{name}: a source of type 'nvme' needs an <address>")
        case VhostUserSource() if (
            source.reconnect is not None and source.reconnect.enabled and source.reconnect.timeout is None
        ):
            raise XmlError(f"{name}: reconnect needs a timeout")
        case _:
            pass
    _check_auth(getattr(source, "auth", None), name)
    _check_reservations(getattr(source, "reservations", None), name)
    check_device_labels(getattr(source, "seclabels", []), name)
    _check_encryption(getattr(source, "encryption", None), name)


def _check_reservations(reservations: Reservations | None, name: str) -> None:
    if reservations is None or reservations.managed:
        return
    if reservations.source is None:
        raise XmlError(f"{name}: reservations with managed='no' need a source")
    if reservations.source.type != "unix" or reservations.source.mode != "client":
        raise XmlError(f"{name}: the source of reservations is of type 'unix' and mode 'client'")


def _check_auth(auth: Auth | None, name: str) -> None:
    if auth is None:
        return
    if auth.secret is None:
        raise XmlError(f"{name}: auth has no secret")
    check_secret_reference(auth.secret.uuid, auth.secret.usage, f"{name}: auth/secret")


def _check_encryption(encryption: Encryption | None, name: str) -> None:
    for secret in encryption.secrets if encryption is not None else []:
        check_secret_reference(secret.uuid, secret.usage, f"{name}: encryption/secret")


def _check_secrets(disk: Disk, name: str) -> None:
    source = disk.source
    auth = source.auth if isinstance(source, NetworkSource) else None
    if auth is not None and disk.auth is not None:
        raise ConfigUnsupported(f"{name}: <auth> stands in the disk and in its source", hint="keep that of the source")
    auth = auth or disk.auth
    if auth is not None and auth.secret is not None and isinstance(source, NetworkSource):
        if auth.secret.type not in _SECRETS:
            raise ConfigUnsupported(f"{name}: there are no secrets of type '{auth.secret.type}'")
        if source.protocol not in _WITH_USERS:
            raise ConfigUnsupported(f"{name}: protocol '{source.protocol.value}' has no <auth>")
        wanted = {NetProtocol.ISCSI: "iscsi", NetProtocol.RBD: "ceph"}.get(source.protocol)
        if wanted is not None and auth.secret.type != wanted:
            raise ConfigUnsupported(f"{name}: the secret must be of type '{wanted}', not '{auth.secret.type}'")
    inner: Encryption | None = getattr(source, "encryption", None)
    if inner is not None and disk.encryption is not None:
        raise ConfigUnsupported(f"{name}: <encryption> stands in the disk and in its source")
    encryption = inner or disk.encryption
    if encryption is not None and encryption.cipher is not None:
        raise ConfigUnsupported(f"{name}: encryption takes no <cipher>, the header of the volume has it")


def _check_kind(disk: Disk, name: str) -> None:
    if disk.device is DiskDevice.LUN:
        allowed = (DiskType.BLOCK, DiskType.VOLUME, DiskType.NETWORK)
        if disk.type not in allowed:
            raise ConfigUnsupported(f"{name}: device 'lun' needs a block device, not type '{disk.type.value}'")
        if isinstance(disk.source, NetworkSource) and disk.source.protocol is not NetProtocol.ISCSI:
            raise ConfigUnsupported(
                f"{name}: device 'lun' needs a block device, not protocol '{disk.source.protocol.value}'",
                hint="of network storage, iSCSI alone has logical units",
            )
        if disk.format not in (None, "raw"):
            raise ConfigUnsupported(f"{name}: device 'lun' has format 'raw', not '{disk.format}'")
        if isinstance(disk.source, NetworkSource) and disk.source.protocol is not NetProtocol.ISCSI:
            raise ConfigUnsupported(f"{name}: device 'lun' needs iSCSI, not protocol '{disk.source.protocol.value}'")
        if getattr(disk.source, "slices", None):
            raise ConfigUnsupported(f"{name}: device 'lun' cannot use a slice of its source")
        if getattr(disk.source, "encryption", None) is not None or disk.encryption is not None:
            raise ConfigUnsupported(f"{name}: device 'lun' cannot be encrypted here", hint="let the guest encrypt it")
    else:
        if disk.rawio is not None:
            raise ConfigUnsupported(f"{name}: rawio is for device 'lun', not '{disk.device.value}'")
        if disk.sgio is not None:
            raise ConfigUnsupported(f"{name}: sgio is for device 'lun', not '{disk.device.value}'")
        if getattr(disk.source, "reservations", None) is not None:
            raise ConfigUnsupported(f"{name}: reservations are for device 'lun', not '{disk.device.value}'")
    if disk.sgio is SgIo.UNFILTERED:
        raise ConfigUnsupported(f"{name}: sgio 'unfiltered' is gone from Linux", hint="leave sgio out")
    if disk.tray is not None and disk.device not in (DiskDevice.CDROM, DiskDevice.FLOPPY):
        raise ConfigUnsupported(f"{name}: only CD-ROM and floppy drives have a tray")
    if disk.removable is not None and disk.bus not in _REMOVABLE:
        raise XmlError(f"{name}: removable is for buses 'usb' and 'scsi', not '{_bus(disk)}'")
    if disk.bus is not DiskBus.VIRTIO:
        virtio = ("model", "queues", "event_idx", "ioeventfd", "iommu", "ats", "packed", "page_per_vq")
        for option in virtio:
            if getattr(disk, option) is not None and not (option == "model" and disk.bus is DiskBus.USB):
                raise ConfigUnsupported(f"{name}: {option} can be used only with bus='virtio'")
    if disk.device is DiskDevice.FLOPPY and disk.bus is not DiskBus.FDC:
        raise InternalError(f"{name}: bus '{_bus(disk)}' cannot hold a floppy drive, only 'fdc'")
    if disk.device is not DiskDevice.FLOPPY and disk.bus is DiskBus.FDC:
        raise InternalError(f"{name}: bus 'fdc' holds floppy drives only")


def _bus(disk: Disk) -> str:
    return disk.bus.value if disk.bus is not None else ""


def _check_texts(disk: Disk, name: str) -> None:
    if disk.wwn is not None and not _WWN(disk.wwn):
        raise InternalError(f"{name}: wwn '{disk.wwn}' is not 16 hexadecimal digits")
    for what, text, longest in (("vendor", disk.vendor, 8), ("product", disk.product, 16)):
        if text is not None and (len(text) > longest or not _PRINTABLE(text)):
            raise ConfigUnsupported(f"{name}: {what} '{text}' is not up to {longest} printable characters")


def check_disk_place(disk: Disk) -> None:
    """A disk has a name that says where it sits, or an address that does."""
    name = f"disk '{disk.target}'"
    if disk.address is None and disk_index(disk.target) < 0:
        raise XmlError(
            f"{name}: the target does not say which place the disk takes, and there is no <address>",
            hint="sda, vdb or hdc do",
        )


def _check_address(disk: Disk, name: str) -> None:
    address: Address | None = disk.address
    if address is None or isinstance(address, UnassignedAddress):
        return
    if disk.bus in _DRIVE_BUSES and not isinstance(address, DriveAddress):
        raise ConfigUnsupported(f"{name}: an address of another type than 'drive' is invalid on bus '{_bus(disk)}'")


def check_nvme_serials(domain: Domain) -> None:
    """The disks of an NVMe controller are parts of one device."""
    serials = {one.index: one.serial for one in domain.controllers if one.type is ControllerType.NVME}
    for disk in domain.disks:
        if disk.bus is DiskBus.NVME and disk.serial is not None and isinstance(disk.address, DriveAddress):
            serial = serials.get(disk.address.controller)
            if serial is not None and serial != disk.serial:
                raise XmlError(
                    f"disk '{disk.target}': serial '{disk.serial}' is not that of its NVMe controller, '{serial}'"
                )


def check_drive_addresses(domain: Domain) -> None:
    seen: dict[tuple[DiskBus | None, int, int, int, int], str] = {}
    for disk in domain.disks:
        address = disk.address
        if not isinstance(address, DriveAddress):
            continue
        key = (disk.bus, address.controller, address.bus, address.target, address.unit)
        if key in seen:
            raise ConfigUnsupported(
                f"disks '{seen[key]}' and '{disk.target}' have the same drive address:"
                f" controller='{address.controller}' bus='{address.bus}'"
                f" target='{address.target}' unit='{address.unit}'"
            )
        seen[key] = disk.target


def _check_iotune(tune: IoTune, name: str) -> None:
    for kind in ("bytes", "iops"):
        for suffix in ("sec", "sec_max", "sec_max_length"):
            total = getattr(tune, f"total_{kind}_{suffix}")
            parts = [getattr(tune, f"{way}_{kind}_{suffix}") for way in ("read", "write")]
            if total and any(parts):
                raise XmlError(f"{name}: total_{kind}_{suffix} cannot be set together with its read or write form")
