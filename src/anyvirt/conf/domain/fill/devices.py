"""Defaults of the devices that need few."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.devices.address import CcidAddress, DimmAddress, IsaAddress, PCIAddress, ZPCIAddress
from anyvirt.conf.domain.devices.filesystem import (
    FilesystemAccess,
    FilesystemBinary,
    FilesystemDriver,
    FilesystemMultidevs,
    MountSource,
    RamSource,
)
from anyvirt.conf.domain.devices.memballoon import BalloonModel, Memballoon
from anyvirt.conf.domain.devices.memory_device import MemoryDevice, MemoryDeviceSource, MemoryModel
from anyvirt.conf.domain.devices.redirection import ANY, RedirRule
from anyvirt.conf.domain.devices.shmem import ShmemModel
from anyvirt.conf.domain.devices.smartcard import Smartcard
from anyvirt.conf.domain.devices.sound import Sound, SoundModel
from anyvirt.conf.domain.devices.tpm import PcrBanks, TpmEmulator, TpmExternal, TpmPassthrough
from anyvirt.conf.domain.memory import MemoryAccess
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.walk import iter_devices
from anyvirt.util.uuids import new_uuid
from anyvirt.util.xmlmap.convert import SCALES

TPM_DEVICE: Final = "/dev/tpm0"
NVDIMM_UUID: Final = ("ppc64", "ppc64le")
"""Architectures whose non-volatile memory has an identity."""


# What modules of each model have that not all have, and their sources.
_OF_MODULE: Final = {
    MemoryModel.DIMM: ("nodemask", "pagesize"),
    MemoryModel.NVDIMM: ("uuid", "label_size", "readonly", "path", "alignsize", "pmem"),
    MemoryModel.VIRTIO_PMEM: ("uuid", "path", "base"),
    MemoryModel.VIRTIO_MEM: (*("dynamic_memslots", "block", "requested", "current", "base", "nodemask", "pagesize"),),
    MemoryModel.SGX_EPC: ("nodemask",),
}
_MODULE_OPTIONS: Final = frozenset(
    ("uuid", "label_size", "readonly", "dynamic_memslots", "block", "requested", "current", "base")
)
_SOURCE_OPTIONS: Final = frozenset(("nodemask", "pagesize", "path", "alignsize", "pmem"))


def fill_devices(domain: Domain) -> None:
    for iommu in domain.iommus:
        iommu.aw_bits = iommu.aw_bits or None
    for filesystem in domain.filesystems:
        is_served = isinstance(filesystem.source, MountSource) and filesystem.source.socket is not None
        if filesystem.accessmode is None and not is_served:
            filesystem.accessmode = FilesystemAccess.PASSTHROUGH
        if filesystem.multidevs is FilesystemMultidevs.DEFAULT:
            filesystem.multidevs = None
        if filesystem.driver is not FilesystemDriver.VIRTIOFS:
            filesystem.queue = None
            filesystem.binary = None
        if filesystem.driver is None:
            filesystem.wrpolicy = None
        if filesystem.binary == FilesystemBinary():
            filesystem.binary = None
        if isinstance(filesystem.source, RamSource):
            _fill_ram(filesystem.source)
    for rng in domain.rngs:
        if not rng.rate_bytes:
            rng.rate_bytes = rng.rate_period = None
        rng.rate_period = rng.rate_period or None
    if domain.memballoon is not None:
        _fill_balloon(domain.memballoon)
    _fill_smartcards(domain.smartcards)
    for tpm in domain.tpms:
        if isinstance(tpm.backend, TpmPassthrough):
            tpm.backend.device = tpm.backend.device or TPM_DEVICE
        if isinstance(tpm.backend, TpmEmulator) and tpm.backend.active_pcr_banks == PcrBanks():
            tpm.backend.active_pcr_banks = None
        if isinstance(tpm.backend, TpmExternal):
            tpm.backend.source_mode = tpm.backend.source_mode or "connect"
    domain.redirfilters = [rules for rules in domain.redirfilters if rules.rules]
    for rules in domain.redirfilters:
        for rule in rules.rules:
            _fill_rule(rule)
    for vsock in domain.vsocks:
        if vsock.auto_cid is None:
            vsock.auto_cid = not vsock.cid
    for sound in domain.sounds:
        _drop_foreign(sound)
    for shmem in domain.shmems:
        shmem.size = shmem.size or None
        shmem.model = shmem.model or ShmemModel.IVSHMEM
        if shmem.msi is not None and shmem.msi.vectors == 0:
            shmem.msi.vectors = None
    for lease in domain.leases:
        lease.offset = lease.offset or None
    for memory in domain.memory_devices:
        _fill_memory_device(memory, domain.os_arch or "")


def fill_addresses(domain: Domain) -> None:
    """Forget numbers that are not written."""
    for device in iter_devices(domain):
        match device.address:
            case PCIAddress() as pci:
                if not (pci.domain or pci.bus or pci.slot):
                    pci.function = 0  # of no slot
                if pci.zpci is not None:
                    if pci.zpci == ZPCIAddress():
                        pci.zpci = None
                    else:
                        pci.zpci.uid, pci.zpci.fid = pci.zpci.uid or 0, pci.zpci.fid or 0
            case IsaAddress() as isa:
                isa.iobase, isa.irq = isa.iobase or None, isa.irq or None
            case DimmAddress() as dimm:
                dimm.base = dimm.base or None
            case _:
                pass


def _fill_balloon(balloon: Memballoon) -> None:
    """A period of 0 is none; what is not there sits nowhere."""
    balloon.stats_period = balloon.stats_period or None
    if balloon.model is BalloonModel.NONE:
        balloon.address = balloon.alias = balloon.acpi_index = None


def _fill_smartcards(cards: list[Smartcard]) -> None:
    """Cards without a place take the slots of the first reader, behind those given."""
    for card in cards:
        if card.address is None:
            slots = [c.address.slot for c in cards if isinstance(c.address, CcidAddress) and c.address.controller == 0]
            card.address = CcidAddress(controller=0, slot=max(slots, default=-1) + 1)


def _fill_rule(rule: RedirRule) -> None:
    """What matches anything need not be said."""
    rule.class_ = None if rule.class_ == ANY else rule.class_
    rule.vendor = None if rule.vendor == ANY else rule.vendor
    rule.product = None if rule.product == ANY else rule.product
    rule.version = None if rule.version == str(ANY) else rule.version


def _drop_foreign(sound: Sound) -> None:
    """Forget what cards of this model do not have."""
    if sound.model not in (SoundModel.ICH6, SoundModel.ICH9):
        sound.codecs = []
    if sound.model is not SoundModel.USB:
        sound.multichannel = None
    if sound.model is not SoundModel.VIRTIO:
        sound.streams = None


def _fill_ram(source: RamSource) -> None:
    """Count in KiB. A unit that nobody knows is left for the rules."""
    scale = SCALES.get((source.units or "KiB").lower())
    if scale is not None:
        source.usage, source.units = source.usage * scale // 1024, "KiB"


def _fill_memory_device(memory: MemoryDevice, arch: str) -> None:
    if memory.model is MemoryModel.NVDIMM and memory.uuid is None and arch in NVDIMM_UUID:
        memory.uuid = new_uuid()
    if memory.model is MemoryModel.VIRTIO_PMEM:
        memory.access = memory.access or MemoryAccess.SHARED
    for option in _MODULE_OPTIONS.difference(_OF_MODULE[memory.model]):
        setattr(memory, option, False if option == "readonly" else None)
    if memory.source is not None:
        for option in _SOURCE_OPTIONS.difference(_OF_MODULE[memory.model]):
            setattr(memory.source, option, False if option == "pmem" else None)
        if memory.source == MemoryDeviceSource():
            memory.source = None
