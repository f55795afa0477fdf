"""Rules that libvirt's schema has and its parser does not: they hold for documents that are to be validated only."""

from __future__ import annotations

from collections.abc import Iterator

from anyvirt.conf.domain.devices.address import SpaprVioAddress
from anyvirt.conf.domain.devices.hostdev import PciHostSource
from anyvirt.conf.domain.devices.source import BlockSource, DiskType, FileSource, NetworkSource, Source, VhostUserSource
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.seclabel import DeviceSecLabel
from anyvirt.conf.domain.tuning import NumaPlacement
from anyvirt.conf.domain.walk import char_devices, iter_devices, remote_devices
from anyvirt.util.error import XmlInvalidSchema


def check_schema(domain: Domain) -> None:
    """Check *domain* as it was read, before anything is completed.

    Raises:
        XmlInvalidSchema: the first place where it does not follow the schema.
    """
    memory = domain.numatune.memory if domain.numatune is not None else None
    if memory is not None and memory.placement is NumaPlacement.AUTO and memory.nodeset is not None:
        raise XmlInvalidSchema("numatune/memory: placement='auto' excludes a nodeset")
    for disk in domain.disks:
        if disk.type is DiskType.NETWORK and disk.source is None:
            raise XmlInvalidSchema(f"disk '{disk.target}': type 'network' needs a <source>")
        if disk.private is not None or disk.auth_in_disk is not None or disk.encryption_in_disk is not None:
            raise XmlInvalidSchema(f"disk '{disk.target}': a disk has no <privateData>")
        check_source(disk.source, f"disk '{disk.target}'")
    for hostdev in domain.hostdevs:
        if isinstance(hostdev.source, PciHostSource) and hostdev.source.origstates is not None:
            raise XmlInvalidSchema("<hostdev>: a source has no <origstates>")
    for interface in domain.interfaces:
        if interface.actual is not None:
            raise XmlInvalidSchema(f"interface {interface.mac}: an interface has no <actual>")
    for label in _chardev_labels(domain):
        _check_label(label, "character device")
    for device in iter_devices(domain):
        if isinstance(device.address, SpaprVioAddress) and (device.address.reg or 0) >= 2**32:
            raise XmlInvalidSchema(f"<{device.__xml_tag__}>: register {device.address.reg:#x} has more than 32 bits")


def check_source(source: Source | None, what: str) -> None:
    """Rules about what a disk, or a snapshot of one, is kept in."""
    if source is not None and source.private is not None:
        raise XmlInvalidSchema(f"{what}: a source has no <privateData>")
    if isinstance(source, NetworkSource) and source.seclabels:
        raise XmlInvalidSchema(f"{what}: a network source has no <seclabel>")
    if isinstance(source, VhostUserSource) and not source.path.startswith("/"):
        raise XmlInvalidSchema(f"{what}: path '{source.path}' is not absolute")
    if isinstance(source, FileSource | BlockSource):
        for label in source.seclabels:
            _check_label(label, what)


def _check_label(label: DeviceSecLabel, what: str) -> None:
    if label.relabel is not False and not label.labelskip and not label.labels:
        raise XmlInvalidSchema(f"{what}: a <seclabel> needs a <label>, unless it says relabel='no'")
    if label.relabel is False and label.labels:
        raise XmlInvalidSchema(f"{what}: a <seclabel> with relabel='no' has no <label>")


def _chardev_labels(domain: Domain) -> Iterator[DeviceSecLabel]:
    for device in (*char_devices(domain), *remote_devices(domain)):
        for source in device.sources:
            yield from source.seclabels
