"""Defaults of devices of the host, and where SCSI ones sit in the guest."""

from __future__ import annotations

import ipaddress
from typing import Final

from anyvirt.conf.domain.devices.address import DriveAddress
from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.conf.domain.devices.disk import DiskBus
from anyvirt.conf.domain.devices.hostdev import (
    Hostdev,
    HostdevMode,
    HostdevType,
    PciHostAddress,
    PciHostSource,
    ScsiHostSource,
    ScsiProtocol,
)
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.netdev.model import IpFamily

UNITS: Final = 7  # of a narrow bus, where one of the eight is the controller's own


def fill_hostdevs(domain: Domain) -> None:
    for hostdev in domain.hostdevs:
        if hostdev.mode is HostdevMode.SUBSYSTEM:
            hostdev.managed = bool(hostdev.managed)
        if hostdev.type is not HostdevType.SCSI:
            hostdev.readonly = hostdev.shareable = False
        if hostdev.type is not HostdevType.MDEV:
            hostdev.display = hostdev.ramfb = None
        if hostdev.type is not HostdevType.NET:
            hostdev.ips, hostdev.routes = [], []
        if isinstance(hostdev.source, ScsiHostSource):
            _fill_scsi(hostdev.source)
        if isinstance(hostdev.source, PciHostSource):
            hostdev.source.address = hostdev.source.address or PciHostAddress()
        for address in hostdev.ips:
            address.family = address.family or (IpFamily.IPV6 if _is_ipv6(address.address) else IpFamily.IPV4)
    for hostdev in scsi_hostdevs(domain):
        if hostdev.address is None:
            hostdev.address = _free_place(domain)


def scsi_hostdevs(domain: Domain) -> list[Hostdev]:
    """Those that sit on a SCSI controller of the guest."""
    return [hostdev for hostdev in domain.hostdevs if hostdev.type is HostdevType.SCSI]


def _fill_scsi(source: ScsiHostSource) -> None:
    if source.protocol is ScsiProtocol.ADAPTER:
        source.protocol = None  # what no protocol means
    if source.protocol is ScsiProtocol.ISCSI and source.name and "/" not in source.name:
        source.name += "/0"  # the first logical unit


def _free_place(domain: Domain) -> DriveAddress:
    """The first free unit of the SCSI controllers that there are, or else of a new one."""
    disks = [disk.address for disk in domain.disks if disk.bus is DiskBus.SCSI]
    everybody = [*disks, *(hostdev.address for hostdev in scsi_hostdevs(domain))]
    taken = {(a.controller, a.unit) for a in everybody if isinstance(a, DriveAddress) and not (a.bus or a.target)}
    known = [c.index for c in domain.controllers if c.type is ControllerType.SCSI and c.index is not None]
    for controller in known or [0]:
        for unit in range(UNITS):
            if (controller, unit) not in taken:
                return DriveAddress(controller=controller, unit=unit)
    controller = max(known, default=0)
    while (controller, 0) in taken:
        controller += 1
    return DriveAddress(controller=controller)


def _is_ipv6(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).version == 6
    except ValueError:
        return False  # refused later, by the rules
