"""What the models know and this driver cannot build yet. Refused when it is defined: it could never start."""

from __future__ import annotations

from collections.abc import Iterator

from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.source import BlockSource, FileSource, NetworkSource
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.xmlmap import Element


def refuse_unbuilt(domain: Domain) -> None:
    """Refuse *domain* if it has a device that the command builder does not know.

    Raises:
        ConfigUnsupported: naming the device.
    """
    for device in _unbuilt_devices(domain):
        raise _refusal("device", type(device).__xml_tag__)
    for present, tag in (
        *(found for disk in domain.disks for found in _unbuilt_parts(disk)),
        *((controller.iothreads, "iothreads") for controller in domain.controllers),
        (domain.varstore, "varstore"),
        (domain.shim, "shim"),
        (domain.iommufd, "iommufd"),
        (domain.throttle_groups, "throttlegroups"),
        (domain.keywrap, "keywrap"),
        (domain.launch_security, "launchSecurity"),
    ):
        if present:
            raise _refusal("element", tag)


def _unbuilt_parts(disk: Disk) -> Iterator[tuple[object, str]]:
    yield disk.throttle_filters, "throttlefilters"
    yield disk.iothreads, "iothreads"
    yield disk.statistics or disk.latencies, "statistics"
    yield isinstance(disk.source, FileSource | BlockSource | NetworkSource) and disk.source.data_store, "dataStore"


def _refusal(what: str, tag: str) -> ConfigUnsupported:
    return ConfigUnsupported(
        f"{what} <{tag}> is not supported by the QEMU driver yet", hint="remove it from the document"
    )


def _unbuilt_devices(domain: Domain) -> Iterator[Element]:
    yield from domain.leases
    yield from domain.filesystems
    yield from domain.smartcards
    yield from domain.tpms
    yield from domain.sounds
    yield from domain.hostdevs
    yield from domain.redirdevs
    yield from domain.redirfilters
    yield from domain.hubs
    yield from domain.nvram_devices
    yield from domain.panics
    yield from domain.shmems
    yield from domain.memory_devices
    yield from domain.cryptos
    yield from domain.iommus
    yield from domain.vsocks
    yield from domain.pstores
