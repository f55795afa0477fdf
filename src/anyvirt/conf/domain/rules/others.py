"""Rules about file systems, leases, smartcards, redirection, TPMs and the small devices of a board."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.devices.address import CcidAddress
from anyvirt.conf.domain.devices.chardev import CharSource, CharType
from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.conf.domain.devices.disk import ThrottleGroup
from anyvirt.conf.domain.devices.filesystem import (
    BindSource,
    BlockFsSource,
    FileFsSource,
    Filesystem,
    FilesystemDriver,
    MountSource,
    RamSource,
    TemplateSource,
    VolumeFsSource,
)
from anyvirt.conf.domain.devices.platform import Iommu, IommuModel
from anyvirt.conf.domain.devices.smartcard import Smartcard, SmartcardMode
from anyvirt.conf.domain.devices.tpm import Tpm, TpmEmulator, TpmExternal, TpmVersion
from anyvirt.conf.domain.features import IoApicDriver
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.rules.chardevs import check_sources
from anyvirt.conf.domain.rules.devices import usb_is_off
from anyvirt.conf.domain.rules.general import repeated
from anyvirt.conf.schema import IMAGE_FORMATS
from anyvirt.util.error import ConfigUnsupported, InternalError, NoSource, NoTarget, XmlError
from anyvirt.util.xmlmap.convert import UNITS_ALLOWED

MIN_CID: Final = 3  # the smaller ones are the hypervisor's, the local one and the host's
CERTIFICATES: Final = 3
_WITHOUT_OPTIONS: Final = (IommuModel.SMMUV3, IommuModel.VIRTIO)


def check_other_devices(domain: Domain) -> None:
    for filesystem in domain.filesystems:
        _check_filesystem(filesystem)
    twice_panic = repeated(panic.model for panic in domain.panics)
    if twice_panic:
        named = twice_panic[0].value if twice_panic[0] is not None else "default"
        raise XmlError(f"<panic>: model '{named}' is given twice")
    for card in domain.smartcards:
        _check_smartcard(card)
    has_usb = any(c.type is ControllerType.USB and c.model != "none" for c in domain.controllers)
    if domain.hubs and usb_is_off(domain):
        raise ConfigUnsupported("<hub>: needs USB, and the document switches USB off with model='none'")
    for redirdev in domain.redirdevs:
        if not has_usb:
            raise ConfigUnsupported("<redirdev>: needs USB, and the domain has no USB controller")
        _check_line("<redirdev>", redirdev.type, redirdev.sources)
    _check_tpms(domain)
    for sound in domain.sounds:
        if sound.audio is not None and sound.audio not in {audio.id for audio in domain.audios}:
            raise XmlError(f"<sound>: there is no <audio> with id {sound.audio}")
    for shmem in domain.shmems:
        if "/" in shmem.name:
            raise ConfigUnsupported(f"<shmem>: name '{shmem.name}' cannot contain '/'")
        if shmem.name in (".", ".."):
            raise ConfigUnsupported(f"<shmem>: name '{shmem.name}' cannot name a file")
        if shmem.msi is not None and shmem.server is None:
            raise XmlError(f"<shmem>: '{shmem.name}' has <msi>, which needs a <server>")
    for vsock in domain.vsocks:
        if vsock.cid is not None and vsock.cid < MIN_CID:
            raise ConfigUnsupported(f"<vsock>: cid {vsock.cid} is below {MIN_CID}, the first one for guests")
    for lease in domain.leases:
        if lease.lockspace is None:
            raise XmlError(f"<lease>: '{lease.key}' has no <lockspace>")
    twice_there = repeated(panic.model for panic in domain.panics)
    if twice_there:
        kind = twice_there[0]
        raise XmlError(f"<panic>: there are two of model '{kind.value if kind is not None else 'default'}'")
    for iommu in domain.iommus:
        _check_iommu(iommu, domain)
    for pstore in domain.pstores:
        if pstore.size == 0:
            raise XmlError("<pstore>: the size cannot be 0")
    twice = repeated(cipher.name for cipher in domain.keywrap)
    if twice:
        raise InternalError(f"keywrap/cipher: '{twice[0].value}' is given twice")
    _check_throttling(domain)


def _check_filesystem(filesystem: Filesystem) -> None:
    match filesystem.source:
        case MountSource():
            named = filesystem.source.dir or filesystem.source.socket
        case BindSource():
            named = filesystem.source.dir
        case BlockFsSource():
            named = filesystem.source.dev
        case FileFsSource():
            named = filesystem.source.file
        case TemplateSource():
            named = filesystem.source.name
        case VolumeFsSource():
            named = filesystem.source.pool and filesystem.source.volume
        case RamSource():
            named = "memory"
        case None:
            named = None
    if not named:
        raise NoSource(f"<filesystem>: '{filesystem.target}' has no source")
    if filesystem.format is not None and filesystem.format not in IMAGE_FORMATS:
        raise ConfigUnsupported(f"<filesystem>: there is no format '{filesystem.format}'")
    if filesystem.boot_order is not None and filesystem.driver is not FilesystemDriver.VIRTIOFS:
        raise ConfigUnsupported(f"<filesystem>: '{filesystem.target}' has a <boot order>, which needs driver virtiofs")
    is_served = isinstance(filesystem.source, MountSource) and filesystem.source.socket
    if not filesystem.target and not is_served:
        raise NoTarget(f"<filesystem>: '{named}' has no target")
    if isinstance(filesystem.source, RamSource) and filesystem.source.units != "KiB":
        raise XmlError(f"<filesystem>: '{filesystem.source.units}' is not {UNITS_ALLOWED}")


def _check_line(what: str, kind: CharType, sources: list[CharSource]) -> None:
    check_sources(what, kind, sources)
    if kind is CharType.UNIX and not (sources and sources[0].path):
        raise InternalError(f"{what}: type 'unix' needs a source with path")


def _check_smartcard(card: Smartcard) -> None:
    if card.mode is SmartcardMode.HOST_CERTIFICATES and len(card.certificates) != CERTIFICATES:
        raise XmlError(f"<smartcard>: needs three certificates, not {len(card.certificates)}")
    if card.database is not None and not card.database.startswith("/"):
        raise XmlError(f"<smartcard>: database '{card.database}' is not a full path")
    if card.mode is SmartcardMode.PASSTHROUGH:
        if card.type is None:
            raise XmlError("<smartcard>: mode 'passthrough' needs the type of a character device")
        _check_line("<smartcard>", card.type, card.sources)
    if card.address is not None and not isinstance(card.address, CcidAddress):
        raise ConfigUnsupported("<smartcard>: must use an address of type ccid")


def _check_tpms(domain: Domain) -> None:
    if len(domain.tpms) > 2:
        raise XmlError("<tpm>: at most two are allowed, one of them a proxy")
    for tpm in domain.tpms:
        _check_tpm(tpm)


def _check_tpm(tpm: Tpm) -> None:
    backend = tpm.backend
    if backend is None:
        raise XmlError("<tpm>: needs a <backend>")
    if isinstance(backend, TpmEmulator):
        banks = backend.active_pcr_banks
        if banks is not None and backend.version is TpmVersion.V1_2:
            raise XmlError("<tpm>: <active_pcr_banks> needs version 2.0")
        if (backend.source_type is None) != (backend.source_path is None):
            raise XmlError("<tpm>: the source of a backend needs both type and path")
    if isinstance(backend, TpmExternal):
        if backend.source_type != "unix":
            raise XmlError(f"<tpm>: type of the source is '{backend.source_type}', only unix is possible")
        if backend.source_mode not in (None, "connect"):
            raise XmlError(f"<tpm>: mode of the source is '{backend.source_mode}', only connect is possible")
        if not backend.source_path:
            raise XmlError("<tpm>: the source needs a path")


def _check_iommu(iommu: Iommu, domain: Domain) -> None:
    ioapic = domain.features.ioapic if domain.features is not None else None
    if iommu.intremap and ioapic is not IoApicDriver.QEMU:
        raise ConfigUnsupported("<iommu>: intremap needs an I/O APIC with driver='qemu'", hint="say so in <features>")
    options = (iommu.intremap, iommu.caching_mode, iommu.eim, iommu.iotlb, iommu.aw_bits, iommu.dma_translation)
    if iommu.model in _WITHOUT_OPTIONS and any(option is not None for option in options):
        raise XmlError(f"<iommu>: model '{iommu.model.value}' has no such options")
    if iommu.eim and not iommu.intremap:
        raise ConfigUnsupported("<iommu>: eim needs intremap")


def _check_throttling(domain: Domain) -> None:
    names = [_name(group) for group in domain.throttle_groups]
    twice = repeated(names)
    if twice:
        raise XmlError(f"throttlegroups: group_name '{twice[0]}' is given twice")
    for disk in domain.disks:
        for name in disk.throttle_filters:
            if name not in names:
                raise ConfigUnsupported(f"disk '{disk.target}': there is no throttle group '{name}'")
        if disk.throttle_filters and disk.iotune is not None:
            raise ConfigUnsupported(f"disk '{disk.target}': cannot have both <iotune> and <throttlefilters>")


def _name(group: ThrottleGroup) -> str:
    if not group.group_name:
        raise XmlError("throttlegroups/throttlegroup: needs a group_name")
    return group.group_name
