"""Rules about file systems and the small devices of a board."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.devices.address import CcidAddress
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
from anyvirt.conf.domain.devices.platform import Iommu, IommuModel, Vsock
from anyvirt.conf.domain.devices.redirection import Redirdev
from anyvirt.conf.domain.devices.shmem import Shmem
from anyvirt.conf.domain.devices.smartcard import Smartcard, SmartcardMode
from anyvirt.conf.domain.features import IoApicDriver
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.rules.chardevs import check_line
from anyvirt.conf.domain.rules.devices import check_no_virtio
from anyvirt.conf.domain.rules.general import repeated
from anyvirt.util.error import ConfigUnsupported, NoSource, NoTarget, XmlError

MIN_CID: Final = 3  # the smaller ones are the hypervisor's, the local one and the host's
_WITHOUT_OPTIONS: Final = (IommuModel.SMMUV3, IommuModel.VIRTIO)
_SMMU_OPTIONS: Final = ("pci_bus", "accel", "cmdqv", "ats", "ril", "ssidsize", "oas")
_WITHOUT_ADDRESS: Final = (IommuModel.INTEL, IommuModel.SMMUV3)


def check_panics(domain: Domain) -> None:
    twice = repeated(panic.model for panic in domain.panics)
    if twice:
        named = twice[0].value if twice[0] is not None else "default"
        raise XmlError(f"<panic>: model '{named}' is given twice")


def check_smartcard(card: Smartcard) -> None:
    if card.address is not None and not isinstance(card.address, CcidAddress):
        raise ConfigUnsupported("<smartcard>: must use an address of type ccid")
    if card.mode is SmartcardMode.PASSTHROUGH and card.type is not None:
        check_line("<smartcard>", card.type, card.sources)


def check_redirdev(redirdev: Redirdev, domain: Domain) -> None:
    if not any(c.type is ControllerType.USB and c.model != "none" for c in domain.controllers):
        raise ConfigUnsupported("<redirdev>: needs USB, and the domain has no USB controller")
    check_line("<redirdev>", redirdev.type, redirdev.sources)


def check_shmem(shmem: Shmem) -> None:
    if "/" in shmem.name:
        raise ConfigUnsupported(f"<shmem>: name '{shmem.name}' cannot contain '/'")
    if shmem.name in (".", ".."):
        raise ConfigUnsupported(f"<shmem>: name '{shmem.name}' cannot name a file")


def check_vsock(vsock: Vsock) -> None:
    if vsock.cid is not None and vsock.cid < MIN_CID:
        raise ConfigUnsupported(f"<vsock>: cid {vsock.cid} is below {MIN_CID}, the first one for guests")
    if vsock.model is None:
        check_no_virtio(vsock, "<vsock>: without a model")


def check_filesystem(filesystem: Filesystem) -> None:
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
    if not named and not isinstance(filesystem.source, VolumeFsSource):
        raise NoSource(f"<filesystem>: '{filesystem.target}' has no source")
    if filesystem.boot_order is not None and filesystem.driver is not FilesystemDriver.VIRTIOFS:
        raise ConfigUnsupported(f"<filesystem>: '{filesystem.target}' has a <boot order>, which needs driver virtiofs")
    if not filesystem.target:
        raise NoTarget(f"<filesystem>: '{named}' has no target")


def check_shared_folders(domain: Domain) -> None:
    """What virtiofs mounts, it finds by its target."""
    served = (one.target for one in domain.filesystems if one.driver is FilesystemDriver.VIRTIOFS)
    twice = repeated(target for target in served if target)
    if twice:
        raise ConfigUnsupported(f"<filesystem>: target '{twice[0]}' is given twice")


def check_iommu(iommu: Iommu) -> None:
    options = (iommu.intremap, iommu.caching_mode, iommu.eim, iommu.iotlb, iommu.aw_bits, iommu.dma_translation)
    if iommu.model in _WITHOUT_OPTIONS and any(option is not None for option in options):
        raise XmlError(f"<iommu>: model '{iommu.model.value}' has no such options")
    for option in _SMMU_OPTIONS:
        if iommu.model is not IommuModel.SMMUV3 and getattr(iommu, option) is not None:
            raise XmlError(f"<iommu>: {option} is for model 'smmuv3', not '{iommu.model.value}'")
        if not iommu.accel and option not in ("accel", "pci_bus") and getattr(iommu, option) is not None:
            raise XmlError(f"<iommu>: {option} needs accel='on'")
    if iommu.model is not IommuModel.VIRTIO and iommu.granule is not None:
        raise XmlError(f"<iommu>: granule is for model 'virtio', not '{iommu.model.value}'")
    if iommu.model in _WITHOUT_ADDRESS and iommu.address is not None:
        raise XmlError(f"<iommu>: model '{iommu.model.value}' is on no bus and takes no <address>")


def check_remapping(domain: Domain) -> None:
    ioapic = domain.features.ioapic if domain.features is not None else None
    for iommu in domain.iommus:
        if iommu.intremap and ioapic is not IoApicDriver.QEMU:
            raise ConfigUnsupported(
                "<iommu>: intremap needs an I/O APIC with driver='qemu'", hint="say so in <features>"
            )
        if iommu.eim and not iommu.intremap:
            raise ConfigUnsupported("<iommu>: eim needs intremap")


def check_throttling(domain: Domain) -> None:
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
