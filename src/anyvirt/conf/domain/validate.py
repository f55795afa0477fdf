"""Rules across fields that hold whatever the driver, of a domain that is complete. The first broken one is reported.

They come in libvirt's order, for a document that breaks several has one code: what cannot be completed, then each
device by itself, kind by kind, then what is about the whole. What is refused before that is in `rules.reading`.

Codes are libvirt's: XmlError for what contradicts itself, ConfigUnsupported for what cannot be had.
"""

from __future__ import annotations

from anyvirt.conf.domain.devices.rng import EgdBackend
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.rules import chardevs, cpu, devices, disks, general, hostdevs, others, tuning
from anyvirt.conf.domain.rules.interfaces import check_interface
from anyvirt.conf.domain.rules.memory_devices import check_memory_device, check_plugged
from anyvirt.conf.domain.rules.platform import check_timers
from anyvirt.conf.domain.rules.tpms import check_tpm
from anyvirt.conf.domain.rules.vcpus import check_hotplug
from anyvirt.conf.domain.walk import CharDevice, iter_devices


def validate(domain: Domain) -> None:
    """Check *domain*, after `post_parse`.

    Raises:
        XmlError, ConfigUnsupported, InvalidArg, ...: the first rule that is broken, with the values that break it.
    """
    _check_completed(domain)
    _check_devices(domain)
    _check_whole(domain)


def _check_completed(domain: Domain) -> None:
    for disk in domain.disks:
        disks.check_disk_place(disk)
    hostdevs.check_mediated_places(domain)
    devices.check_io_threads(domain)
    general.check_init(domain)
    check_hotplug(domain)
    general.check_memory(domain)
    check_plugged(domain)
    devices.check_controller_indexes(domain)
    others.check_panics(domain)
    general.check_boot(domain)
    check_timers(domain)
    chardevs.check_consoles(domain)
    cpu.check_verification(domain)


def _check_devices(domain: Domain) -> None:
    for device in iter_devices(domain):
        devices.check_unassigned(device)
    for disk in domain.disks:
        disks.check_disk(disk)
    for interface in domain.interfaces:
        check_interface(interface)
    for sound in domain.sounds:
        if sound.audio is not None:
            devices.check_audio_id(sound.audio, "<sound>", domain)
    for hostdev in domain.hostdevs:
        hostdevs.check_hostdev(hostdev)
    for filesystem in domain.filesystems:
        others.check_filesystem(filesystem)
    for controller in domain.controllers:
        devices.check_controller(controller)
    for card in domain.smartcards:
        others.check_smartcard(card)
    ports: list[CharDevice] = [*domain.serials, *domain.parallels, *domain.channels, *domain.consoles]
    for port in ports:
        chardevs.check_chardev(port)
    chardevs.check_debug_ports(domain)
    for device in domain.inputs:
        devices.check_input(device, domain)
    for rng in domain.rngs:
        if isinstance(rng.backend, EgdBackend):
            chardevs.check_egd(rng.backend)
    for shmem in domain.shmems:
        others.check_shmem(shmem)
    for tpm in domain.tpms:
        check_tpm(tpm)
    for video in domain.videos:
        devices.check_video(video, domain)
    for memory in domain.memory_devices:
        check_memory_device(memory, domain)
    for redirdev in domain.redirdevs:
        others.check_redirdev(redirdev, domain)
    for iommu in domain.iommus:
        others.check_iommu(iommu)
    for vsock in domain.vsocks:
        others.check_vsock(vsock)
    for graphics in domain.graphics:
        devices.check_graphics(graphics, domain)
    devices.check_audios(domain)
    hostdevs.check_all_hostdevs(domain)


def _check_whole(domain: Domain) -> None:
    disks.check_disk_targets(domain)
    disks.check_drive_addresses(domain)
    disks.check_nvme_serials(domain)
    devices.check_aliases(domain)
    others.check_remapping(domain)
    tuning.check_lifecycle(domain)
    tuning.check_hugepages(domain)
    general.check_firmware(domain)
    general.check_timeouts(domain)
    tuning.check_cputune(domain)
    devices.check_primary_video(domain)
    tuning.check_blkiotune(domain)
    tuning.check_idmap(domain)
    cpu.check_interconnects(domain)
    others.check_shared_folders(domain)
    tuning.check_threads(domain)
    others.check_throttling(domain)
